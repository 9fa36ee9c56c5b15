# What the stories lean on must itself see what it is there to see.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Ran;
use Casegate::Score;
use Casegate::Servers;
use Casegate::Story;
use Test::More;

for my $reference (['HAV-26-0042-B', 1], ['HAV-26-0042-C', 0], ['HAV-26-0024-B', 0], ['CAM-26-0042-B', 0], ['HAV-26-042-B', 0],
    ['hav-26-0042-b', 0], ['x HAV-26-0042-B', 0]) {
    is(!!Casegate::reference_ok($reference->[0]), !!$reference->[1], "reference $reference->[0]");
}

is(mail_date($_->[0]), $_->[1], "date of $_->[0]") for
    ['2026-03-04T10:14', 'Wed, 4 Mar 2026 10:14:00 +0000'],
    ['2026-03-29T00:59', 'Sun, 29 Mar 2026 00:59:00 +0000'],
    ['2026-03-29T02:00', 'Sun, 29 Mar 2026 02:00:00 +0100'],
    ['2026-10-25T02:00', 'Sun, 25 Oct 2026 02:00:00 +0000'];

my @secrets = child_secrets(name => 'Jory Selwyn', dob => '2018-05-04', ids => ['999 123 4567'], phrases => ['plan stalled']);
ok(Casegate::Story::leaks($_, \@secrets), "seen: $_") for 'about jory', 'SELWYN, urgent', 'for J.S. now', 'JS', 'J S', 'born 4/5/18',
    '04.05.2018', '2018-05-04', '4th May 2018', 'NHS 9991234567', 'the Plan stalled';
ok(!Casegate::Story::leaks($_, \@secrets), "not taken for it: $_") for 'HAV-26-0001-P', 'JSON', 'Mon 4 May', '01632 960101', 'a plan';

# a child of any form that a test makes is a secret from then on, without the letter that tells siblings apart
ok(!Casegate::Story::leaks('about Ansel Thwaite', []), 'not before');
escalation_form(children => [ { name => 'Ansel Thwaite (A)', dob => '7 Feb 20', ids => 'NHS 999 118 2047' } ]);
ok(Casegate::Story::leaks($_, []), "a child of a form: $_") for 'about Ansel', 'THWAITE', 'born 07/02/2020', 'on 7.2.20', '2020-02-07', '9991182047';
ok(!Casegate::Story::leaks($_, []), "not taken for it: $_") for 'part (A)', 'NHS', '8 Feb 2020';

my $first = outlook(from => 'Tola Brightwater <tola@oakfield.example>', at => '2026-03-04T10:12', subject => 'Ärger – Stage Two',
    text => 'Dear all', form => [['Stage', 'Two'], ['Problem', "one\ntwo"], ['Status', '']]);
my $read = Casegate::parse_mail($first->{raw});
is($read->{subject}, 'Ärger – Stage Two', 'an encoded subject comes back');
is($read->{message_id}, $first->{message_id}, 'and the Message-ID');
is($first->{text}, "Dear all\n\nStage: Two\nProblem:\none\ntwo\nStatus:", 'a form as lines');
unlike($first->{raw}, qr/[^\r]\n/, 'CRLF line ends');
unlike($first->{raw}, qr/[^\t\r\n -~]/, 'seven bits');

my $answer = gmail(from => 'A Nother <a@csc.example>', at => '2026-03-05T09:00', reply_to => $first, text => 'word ' x 40);
is($answer->{subject}, "Re: $first->{subject}", 'a reply keeps the subject');
is_deeply($answer->{references}, [ $first->{message_id} ], 'and the thread');
like($answer->{raw}, qr/^In-Reply-To: <\Q$first->{message_id}\E>\r$/m, 'in its header');
like($answer->{text}, qr/^On Wed, 4 Mar 2026 at 10:12, Tola Brightwater <tola\@oakfield\.example> wrote:\n\n> Dear all$/m, 'quotes as Gmail does');
is((grep { length > 78 } split /\n/, $answer->{text}), 0, 'and wraps');

my $long = join ' ', map { "word$_" } 1 .. 60;
my $apple = Casegate::parse_mail(apple(from => 'A <a@csc.example>', at => '2026-03-05T09:00', subject => 'x', text => $long)->{raw});
my $joined = $apple->{text} =~ s/ \n//gr =~ s/\n\z//r;
is($joined, $long, 'format=flowed with DelSp joins to the same text');

my @mails = map { { to => $_->[1], template => $_->[0] } } ['ack', 'a@x'], ['notice-stage', 'b@x'], ['notice-stage', 'b@x'];
sub judged {
    my ($want, $may) = @_;
    my $failed = 0;
    no warnings 'redefine';
    local *Casegate::Story::is_deeply = sub { $failed = $_[0]{missing}[0] || $_[0]{more}[0] ? 1 : 0; 1 };
    Casegate::Story::mails_are('', \@mails, $want, $may);
    return $failed;
}
is(judged(['ack a@x', 'notice b@x', 'notice-stage b@x'], []), 0, 'exactly the mails wanted');
is(judged(['ack a@x', 'notice b@x'], []), 1, 'one more is seen');
is(judged(['ack a@x', 'notice b@x'], ['notice b@x']), 0, 'unless it may be');
is(judged(['ack a@x', 'notice b@x', 'notice b@x', 'told c@x'], []), 1, 'one missing is seen');
is(judged(['ack b@x', 'notice b@x', 'notice a@x'], []), 1, 'kind and address belong together');

# ---- the record of what ran: only a test that passed to its end counts ----

my $lib     = abs_path("$FindBin::Bin/../lib");
my $program = abs_path(Casegate::binary());
make_path("$lib/../../build/tmp", "$lib/../../build/ran");
my $planted = tempdir('planted-XXXXXX', DIR => abs_path("$lib/../../build/tmp"), CLEANUP => 1);
my $kept    = abs_path("$lib/../../build/ran") . '/' . ($planted =~ s{.*/}{}r);

sub planted {
    my ($name, $body) = @_;
    Casegate::spew("$planted/$name.t", "use strict; use warnings; use lib '$lib'; use Casegate; use Casegate::Story; use Test::More;\n"
        . "my \$story = Casegate::Story->new('havering-2020', originator => 'tola\@oakfield.example', secrets => []);\n$body\n");
    return Casegate::Ran::of("$planted/$name.t", $program);
}

my $nothing = q($story->step('nothing comes', at => '2026-03-04T10:00'););
my $false = q($story->step('nothing comes', at => '2026-03-04T10:00', sent => ['ack tola@oakfield.example']););
my $passed = planted('passes', "$nothing \$story->finish;");
ok($passed->{passed} && $passed->{steps}{'nothing comes'}, 'a story that passes, and its step');
ok(!planted(@$_[0, 1])->{passed}, "not so: $_->[0]")
    for ['fails', "$false \$story->finish;"], ['dies', "$nothing die 'here';"], ['stops', "$nothing exit 0;"], ['exits', "$nothing done_testing; exit 3;"],
    ['fails-and-leaves', "$false done_testing; exit 0;"], ['skips', "plan(skip_all => 'not today');"];
ok(Casegate::Ran::is_fresh($passed, "$planted/passes.t", $program), 'a record counts while all is as it was');
ok(!Casegate::Ran::is_fresh($passed, "$planted/passes.t", "$program-other"), 'not of another program');
Casegate::spew("$planted/casegate", '');
utime $^T - 3600, $^T - 3600, "$planted/casegate";
ok(Casegate::Ran::is_fresh($passed, "$planted/passes.t", $program, "$planted/casegate"), 'of one of two programs');
utime $^T + 60, $^T + 60, "$planted/casegate";
ok(!Casegate::Ran::is_fresh($passed, "$planted/passes.t", $program, "$planted/casegate"), 'not when the other was made since: this one is of an older source');
Casegate::spew("$planted/passes.t", Casegate::slurp("$planted/passes.t") =~ s/\Q$nothing\E/$false/r);
utime $^T + 60, $^T + 60, "$planted/passes.t"; # later than that run began, on a clock of seconds
ok(!Casegate::Ran::is_fresh($passed, "$planted/passes.t", $program), 'nor of the test before it was changed');
is(Casegate::Ran::of("$planted/passes.t", $program)->{state}, 'failed', 'which is run again, and its failure seen');
File::Path::remove_tree($kept);

# ---- a unit's record is its own while another process runs the same unit, and whole or not there ----

{
    my $unit = "$planted/tests/unit/slow.t"; # two runs of it meet
    make_path(dirname($unit));
    Casegate::spew($unit, "#!/bin/sh\necho \"ok 1 by \$\$\"; touch '$planted/begun.'\$\$\n"
        . "n=0; while [ \$n -lt 600 ] && ! { set -- '$planted'/begun.*; [ \$# -ge 2 ]; }; do n=\$((n + 1)); sleep 0.1; done; echo '1..1'\n");
    chmod 0755, $unit;
    my @running = map { open my $said, '-|', "$lib/run-one", $unit or die $!; $said } 1, 2;
    my @said = map { my $in = $_; local $/; scalar <$in> } @running;
    close $_ for @running;
    is(scalar(grep { /\Aok 1 by \d+\n1\.\.1\n\z/ } @said), 2, 'two runs of one unit at the same time: each says its own') or diag(@said);
    my $record = "$lib/../../build/ran/unit/slow.t";
    like(Casegate::slurp($record), qr/\A# by \Q$unit\E\nok 1 by \d+\n1\.\.1\n\z/, 'and the record is of one of them');
    unlink $record;
}

# ---- where nothing may be skipped, what cannot be had is a failure; but ../shared may be absent, as a whole ----

sub or_dies { my ($ask) = @_; my $answer = eval { $ask->() // 'had' }; return $@ ? 'dies' : $answer }
{
    local $ENV{PATH} = '/nonexistent';
    local $ENV{CI};
    like(or_dies(sub { Casegate::Servers->missing }), qr/^(?:no |Postfix needs)/, 'a test without mail servers says why it is skipped');
    $ENV{CI} = 1;
    is(or_dies(sub { Casegate::Servers->missing }), 'dies', 'and fails under CI=1');
    local $Casegate::Score::shared = "$planted/shared/mail";
    is(or_dies(\&Casegate::Score::present), 0, 'the corpus may be absent with all that is shared');
    make_path("$planted/shared/mail");
    is(or_dies(\&Casegate::Score::present), 'dies', 'but not alone');
    Casegate::spew("$planted/shared/mail/MANIFEST.tsv", '');
    is(or_dies(\&Casegate::Score::present), 1, 'or there it is');
}
done_testing;
