# The chronology on paper and as a page: for each reader what that reader may see and nothing else, a word of its own in every field;
# whole pages with their footers, the same bytes each time; a new file, never over another; and whatever people wrote stays text.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Encode qw(decode encode);
use List::Util qw(max min);
use Test::More;

if (system('command -v pdftotext pdfinfo pdftoppm >/dev/null') != 0) {
    die 'CI=1, and no poppler-utils here' if $ENV{CI};
    plan skip_all => 'needs poppler-utils';
}
my $site = Casegate->new('havering-2020');
my ($folder) = $site->folder =~ m{^(.*)/site$};
sub casegate { return $site->run('', '--site', $site->folder, @_) }
sub letter {
    my ($n, $from, $text, $answers) = @_;
    my $body = encode('UTF-8', $text) =~ s/\n/\r\n/gr;
    return $site->passed_on({ raw => "From: $from\r\nTo: mailbox\@partnership.havering.example\r\nMessage-ID: <$n\@there.example>\r\nSubject: $answers\r\n"
            . "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n$body" });
}
my ($tola, $callum) = ('Tola Brightwater <tola.brightwater@oakfield.example>', 'Callum Reyes <callum.reyes@csc.havering.example>');
my $arabic = "\x{644}\x{64a}\x{644}\x{649} \x{62d}\x{633}\x{646}";
my $long = join ' ', map { "Sentence $_ of what happened in that week, as the school has written it down." } 1 .. 90;
my $form = <<"FORM";
Is the child at immediate risk of harm?: No
Message kind: new escalation
Stage: Two
Worker raising the concern: Tola Brightwater
Role: class teacher
Agency raising: Oakfield Primary School
Contact details: 01632 960110 contactword
Submitted by (if not the worker): Submitterword
Line manager / safeguarding lead: Idris Penhallow
Agency disagreed with: Havering CSC
Professional disagreed with: Personword Joel
Opposite number: Oppositeword
Name of child: Wren Ashby
Date of birth: 4.5.2018
Identifier: NHS 943 476 5919
School/nursery/GP: Settingword
Legal / plan status: child protection plan
Name of child: Tobias $arabic
Date of birth: 6.7.2016
Identifier: UPN B998877665544
When did the disagreement arise?: 2 March 2026
What was decided/done, when: Decisionword on Monday
What is the problem?: Problemword nobody visits. Tobias hides siblingword. $long
Evidence: nature and source: Evidenceword
Child's wishes and feelings: Wishesword
What do you want to happen?: Outcomeword
Parents/carers aware: Parentsword
Your own reference: Mosaic 7654321
FORM
$site->receive(letter(1, $tola, $form, 'Escalation'), '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:00')->{cases} };
ok($reference, 'a case') or BAIL_OUT($site->said);
$site->must(undef, 'note', $reference, 'Noteword: telephoned the team manager', '--by', 'Inez Quill', '--now', '2026-03-04T12:00');
$site->receive(letter(2, $callum, "Spoke on 5 March by telephone, Replyword. Not resolved.\n", "[$reference]"), '2026-03-05T09:00');
$site->must(undef, 'stage', $reference, 'S4', '--why', 'Whyword', '--by', 'Inez Quill', '--now', '2026-03-05T12:00');
my @now = ('--now', '2026-03-06T10:00', '--by', 'Alex Pell');
my $case = $site->show($reference, '2026-03-06T10:00');

# ---- what each reader sees ----
my %readers = (
    file       => [],
    child      => [ '--child', 1 ],
    oakfield   => [ '--for', 'agency', 'oakfield' ],
    csc        => [ '--for', 'agency', "Children's Social Care" ],
    originator => [ '--for', 'originator' ],
);
my %sees = (
    'Wren Ashby' => 'file child oakfield csc', '4 May 2018' => 'file child oakfield csc', '943 476 5919' => 'file child oakfield csc',
    'Settingword' => 'file child oakfield', 'child protection plan' => 'file child oakfield csc',
    'Tobias' => 'file oakfield csc', '6 Jul 2016' => 'file oakfield csc', 'B998877665544' => 'file oakfield csc', 'siblingword' => 'file oakfield csc',
    'Problemword' => 'file child oakfield csc', 'Evidenceword' => 'file child oakfield csc', 'Wishesword' => 'file child oakfield csc',
    'Outcomeword' => 'file child oakfield csc', 'Decisionword' => 'file child oakfield csc', 'contactword' => 'file child oakfield csc',
    'Personword' => 'file child oakfield', 'Oppositeword' => 'file child oakfield', 'Parentsword' => 'file child oakfield',
    'Submitterword' => 'file child oakfield', '7654321' => 'file child oakfield',
    'Noteword' => 'file child', 'Whyword' => 'file child', 'Inez Quill' => 'file child', 'office: ' => 'file child',
    'tola.brightwater@' => 'file child oakfield originator', 'callum.reyes@' => 'file child csc',
    $reference => 'file child oakfield csc originator', 'Entered Stage Two' => 'file child oakfield csc originator',
    'message 1, SHA-256' => 'file child oakfield csc originator', 'message 2, SHA-256' => 'file child oakfield csc',
);
sub flat { return $_[0] =~ s/[\x{202a}-\x{202e}\x{2066}-\x{2069}]//gr =~ s/\s+/ /gr }
my %text;
for my $reader (sort keys %readers) {
    for my $format (qw(text html pdf)) {
        my $file = "$folder/$reader.$format";
        $site->must(undef, 'export', $reference, @{ $readers{$reader} }, '--format', $format, '--output', $file, @now);
        is(sprintf('%o', (stat $file)[2] & 07777), '600', "$reader, $format: its owner's alone");
        my $shown = $format eq 'pdf' ? `pdftotext -layout $file -` : Casegate::slurp($file);
        $text{$reader}{$format} = flat(decode('UTF-8', $shown));
        $shown = `pdftotext -raw $file -` if $format eq 'pdf'; # a cell's lines one after the other
        my $whole = flat(decode('UTF-8', $shown));
        for my $word (sort keys %sees) {
            my $there = index($whole, $word) >= 0 ? 1 : 0;
            my $may = (grep { $_ eq $reader } split ' ', $sees{$word}) ? 1 : 0;
            # a cell of a table may be wrapped within it: what may be there is looked for in text and page alone
            next if $format eq 'pdf' && $may;
            is($there, $may, "$reader, $format: " . encode('UTF-8', $word) . ($may ? ' is there' : ' is not'));
        }
    }
}
like($text{child}{pdf}, qr/\[left out\]/, 'a mark stands where the other child was named');
like($text{file}{pdf}, qr/$_/, "the paper has $_") for qw(Problemword Noteword Whyword Evidenceword Settingword Tobias);

# ---- who gets nothing ----
for ([ [ '--for', 'agency', 'brambles' ], 65, qr/is no party of $reference/ ], [ [ '--for', 'agency', 'nobody' ], 64, qr/nobody/ ],
    [ [ '--for', 'agency' ], 64, qr/needs the agency/ ], [ [ '--for', 'press' ], 64, qr/not 'press'/ ], [ [ '--format', 'docx' ], 64, qr/not 'docx'/ ],
    [ [ '--for', 'originator', '--child', 1 ], 65, qr/told of no child/ ], [ [ '--child', 3 ], 65, qr/no child 3/ ]) {
    my ($how, $want, $why) = @$_;
    my $file = "$folder/refused.pdf";
    my ($code, $out, $err) = casegate('export', $reference, @$how, '--output', $file, @now);
    is($code, $want, "@$how: refused");
    like($err, $why, "@$how: says why");
    ok(!-e $file, "@$how: and leaves no file");
}
my $warrington = Casegate->new('warrington-2021');
$warrington->receive($warrington->passed_on({ raw => "From: Esme Fallow <esme.fallow\@limetree.example>\r\nMessage-ID: <w\@there.example>\r\nSubject: x\r\n\r\nWorker raising the concern: Esme Fallow\r\nAgency raising: Lime Tree\r\nAgency disagreed with: CSC\r\n"
            . "Name of child: Wren Ashby\r\nDate of birth: 4.5.2018\r\nWhat is the problem?: nobody visits\r\n" }), '2026-03-04T10:00');
my ($other) = map { $_->{reference} } @{ $warrington->queue('2026-03-04T10:00')->{cases} };
my @refused = $warrington->run('', '--site', $warrington->folder, 'export', $other, '--for', 'originator');
is($refused[0], 65, 'Warrington: not for whoever raised it');
like($refused[2], qr/the policy of $other does not say that whoever raised it is told/, 'Warrington: whose policy does not say it');
is(($warrington->run('', '--site', $warrington->folder, 'export', $other))[0], 0, 'Warrington: for the file');

# ---- never over another file ----
for my $format (qw(text html pdf)) {
    my ($file, $link) = ("$folder/kept.$format", "$folder/link.$format");
    Casegate::spew($file, 'kept');
    symlink "$folder/elsewhere.$format", $link;
    for my $path ($file, $link, "$folder/none/x") {
        is((casegate('export', $reference, '--format', $format, '--output', $path, @now))[0], 73, "$format: not over another");
    }
    is(Casegate::slurp($file), 'kept', "$format: which stays");
    ok(!-e "$folder/elsewhere.$format", "$format: nor through a link");
}

# ---- each is on record, with its reader and form ----
my %logged = map { $_->{command} => $_->{who} } @{ $site->json('looks', $reference) };
is($logged{$_}, 'Alex Pell', "'$_' is logged")
    for 'export', 'export --format pdf', 'export --for agency csc --format pdf', 'export --for originator', 'export --for originator --format html';
my $full = system("trap '' XFSZ; ulimit -f 0; exec " . Casegate::binary() . ' --site ' . $site->folder . " export $reference --format pdf >/dev/null 2>&1") >> 8;
is($full, 75, 'what cannot be logged is not taken');

# ---- the paper ----
my $pdf = "$folder/file.pdf";
my ($pages) = `pdfinfo $pdf` =~ /^Pages:\s+(\d+)/m;
cmp_ok($pages, '>', 2, 'several pages');
my $info = `pdfinfo $pdf`;
like($info, qr/^Title:\s+\Q$reference\E$/m, 'called by the reference');
like($info, qr/^Page size:.*A4/m, 'A4');
unlike($info . `pdfinfo -struct $pdf`, qr/Wren|Tobias/, 'no child in what a file is known by');
like(`pdfinfo -struct $pdf`, qr/H1.*H2.*Table.*TR.*TH.*TD/s, 'headings and tables are said to be such');
my $mark = $case->{events}[-1]{hash};
for my $n (1 .. $pages) {
    my $page = flat(decode('UTF-8', scalar `pdftotext -f $n -l $n -layout $pdf -`));
    like($page, qr/\Q$reference\E · page $n of $pages · record $mark/, "page $n: its footer");
}
like(flat(decode('UTF-8', scalar `pdftotext -f 2 -l 2 -layout $pdf -`)), qr/\A ?Question Answer Where it stands/, 'the heading of a table goes over the page');
my (undef, undef, @fonts) = split /\n/, `pdffonts $pdf`; # below two lines of heading
ok(@fonts && !(grep { !/ yes yes yes / } @fonts), 'every font is in it') or diag(@fonts);
like(`pdftotext -layout $pdf -`, qr/\xd9\x84/, 'right to left');

sub bytes_of { my (@more) = @_; return (casegate('export', $reference, '--format', 'pdf', @more))[1] }
is(bytes_of(@now), Casegate::slurp($pdf), 'the same record, the same bytes');
{
    local $ENV{HOME} = $folder;
    local $ENV{LANG} = 'ar_EG.UTF-8';
    local $ENV{FONTCONFIG_FILE} = '/nowhere';
    is(bytes_of(@now), Casegate::slurp($pdf), 'whatever the settings of who takes it');
}
isnt(bytes_of('--now', '2026-03-06T10:01', '--by', 'Alex Pell'), Casegate::slurp($pdf), 'a minute later it says so');

# ---- the page ----
my $html = Casegate::slurp("$folder/file.html");
unlike($html, qr/<script|<img|<link|<a |https?:|\bon\w+=|url\(/i, 'no script, no address, nothing from elsewhere');
like($html, qr/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/, 'and it forbids them');
like($html, qr{<title>\Q$reference\E</title>}, 'called by the reference');

# Words that lie over one another, as "page 1: this, that"; a box is taken a third smaller than the font says.
sub overlaps {
    my ($file) = @_;
    my ($page, @words, @over) = (0);
    for (split /\n/, `pdftotext -bbox $file - 2>&1`) {
        ($page, @words) = ($page + 1) if /<page /;
        my ($l, $t, $r, $b, $word) = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</ or next;
        my ($dx, $dy) = (min(1, ($r - $l) / 6), ($b - $t) / 6);
        my @box = ($l + $dx, $t + $dy, $r - $dx, $b - $dy, $word);
        push @over, "page $page: $_->[4], $word" for grep { $box[0] < $_->[2] && $_->[0] < $box[2] && $box[1] < $_->[3] && $_->[1] < $box[3] } @words;
        push @words, \@box;
    }
    return splice @over, 0, 3;
}
is_deeply([ overlaps("$folder/$_.pdf") ], [], "$_: no word lies over another") for sort keys %readers;

# ---- whatever people wrote ----
my @hostile = (
    [ 'a long word', 'W' x 10000 ], [ 'markup', '<b>x</b><span size="99999">&amp;<script>alert(1)</script>' x 20 ],
    [ 'controls', "a\x01\x1b[31m\x07b" x 50 ], [ 'marks of direction', "\x{202e}abc\x{2066}\x{2067}def" x 50 ],
    [ 'many marks', "e\x{301}\x{301}\x{301}\x{301}\x{301}\x{301}" x 200 ], [ 'Chinese', "\x{4e2d}\x{6587}" x 300 ], [ 'no letters', "\x{fdd0}\x{e000}x" x 50 ],
);
my $n = 10;
for (@hostile) {
    my ($name, $text) = @$_;
    $n++;
    $site->receive(letter($n, $tola, "Stage: Two\nAgency raising: Oakfield Primary School\nAgency disagreed with: Havering CSC\nName of child: Child $n\n"
                . "Date of birth: $n.5.2017\nWhat is the problem?: $text\nEvidence: nature and source: $text\n", "Escalation $n"), '2026-03-06T11:' . $n);
    my ($one) = sort { $b cmp $a } map { $_->{reference} } @{ $site->queue('2026-03-06T12:00')->{cases} };
    my $file = "$folder/hostile-$n.pdf";
    my ($code, undef, $said) = casegate('export', $one, '--format', 'pdf', '--output', $file, @now);
    is($code, 0, "$name: is set");
    like($said, qr/no font of this machine has/, "$name: what no font has is said") if $name eq 'no letters';
    my @words = `pdftotext -bbox $file - 2>&1` =~ /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"/g;
    cmp_ok(scalar @words, '>', 40, "$name: has words");
    my (@left, @top, @right, @bottom);
    while (my ($l, $t, $r, $b) = splice @words, 0, 4) { push @left, $l; push @top, $t; push @right, $r; push @bottom, $b }
    cmp_ok(min(@left), '>=', 50, "$name: nothing left of the page's edge");
    cmp_ok(max(@right), '<=', 545, "$name: nor right of it");
    cmp_ok(max(@bottom), '<=', 825, "$name: nor below");
    is_deeply([ overlaps($file) ], [], "$name: no word lies over another") if $name ne 'many marks'; # a mark lies over its letter
    my $page = (casegate('export', $one, '--format', 'html', @now))[1];
    unlike($page, qr/<script|<b>|<span size|[\x01\x07\x1b]|\xe2\x80\xae/, "$name: the page has it as text");
}
done_testing;
