# `casegate explain` as somebody reads it who was never told how: what came in and what became of each part, what was written now, what is
# signature, what is quoted, every answer with its place, every rule, what would happen, in that order and in words.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Deck;
use Casegate::Docx;
use Casegate::Forms;
use Casegate::Styles;
use Encode qw(decode);
use Test::More;

my $builder = Test::More->builder;
binmode $_, ':encoding(UTF-8)' for $builder->output, $builder->failure_output;

my $site = Casegate->new('havering-2020');
my $word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

sub page {
    my ($mail, $at, @more) = @_;
    my $file = $site->folder . '/explained.eml';
    Casegate::spew($file, $site->passed_on($mail));
    return decode('UTF-8', $site->must(undef, 'explain', $file, '--now', $at, @more));
}

# The page by its headings.
sub sections {
    my ($page) = @_;
    my ($head, @blocks) = split /\n\n(?=\S)/, $page;
    my %section = (head => $head);
    for my $block (@blocks) {
        my ($title, $text) = $block =~ /^(\S[^\n]*)\n(.*)/s;
        $section{$title} = $text if defined $text;
    }
    return \%section;
}

# ---- a Word form, in a mail from a telephone ----

my $form = deck('school');
my $mail = written_as('apple', phone => 1, from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-04T10:12', subject => 'Form for Jory Selwyn',
    text => 'Our form is attached, the photograph shows the page of the log.',
    attach => [ { name => 'our form.docx', type => $word, data => docx($form, layout => 'above') }, { name => 'log.jpg', type => 'image/jpeg', data => "\xff\xd8\xff\xe0 no picture" } ]);
my $page = page($mail, '2026-03-04T10:14');
my $said = sections($page);
like($said->{head}, qr/^sender .*idris\.penhallow\@oakfield\.example/m, 'who wrote');
like($said->{head}, qr/^read as .*escalation/m, 'what it is taken for');
unlike($said->{head}, qr/Jory|Selwyn/, 'the subject is cleaned');
like($said->{Parts}, qr{text/(?:plain|html) 1 +1 line written now, \d lines? of signature\n}, 'the words are told apart in the list of parts');
like($said->{Parts}, qr/our form\.docx +read \(Word document, \d+ bytes\)/, 'the form was read');
like($said->{Parts}, qr/log\.jpg +not read: \w/, 'the picture was not, and why');
like($said->{'Written now'}, qr/^  Our form is attached/, 'what was written now');
unlike($said->{'Written now'}, qr/iPhone/, 'without the signature');
like($said->{Signature}, qr/Sent from my iPhone/, 'which stands by itself');
for my $answer (@{ answers($form) }) {
    my ($first) = $answer->[1] =~ /^(.{1,12})/;
    like($said->{'Answers read'}, qr/\Q$first\E/, "the answer '$answer->[0]'");
}
my @places = $said->{'Answers read'} =~ /our form\.docx\s+table \d+ row \d+/g;
cmp_ok(scalar @places, '>=', 10, 'most answers say in which row of the form they stand');
like($said->{'Rules tried'}, qr/^  yes +\S/m, 'rules that held');
like($said->{'Rules tried'}, qr/^  no +\S/m, 'and those that did not');
like($said->{'What would happen'}, qr/^  the message opens a case/, 'what would become of it, in words');
like($said->{'What would be sent'}, qr/^  ack\S* to idris\.penhallow/m, 'to whom mail would go');
like($page, qr/\nnothing was changed\n\z/, 'and that it has not happened');
is(scalar @{ $site->messages }, 0, 'nothing was changed indeed');
unlike($said->{'Rules tried'}, qr/reused-message-id/, 'its Message-ID is new');
my $json = JSON::PP->new->utf8->decode(Encode::encode('UTF-8', page($mail, '2026-03-04T10:14', '--json')));
is($json->{text}{new} =~ s/\s+\z//r, 'Our form is attached, the photograph shows the page of the log.', 'the same for programs: what is new');
like($json->{text}{signature}, qr/iPhone/, 'the signature');
is_deeply([ map { [ @$_{qw(name read)} ] } grep { $_->{read} } @{ $json->{attachments} } ], [ [ 'our form.docx', JSON::PP::true ] ], 'and which file was read');

# ---- an answer below a long quote, held ----

my $old = written_as('gmail', from => 'Callum Reyes <callum.reyes@csc.havering.example>', to => 'Tola Brightwater <tola.brightwater@oakfield.example>', at => '2026-03-03T09:00', subject => 'Visits',
    text => join "\n\n", map { "Point $_ of what was agreed at the meeting." } 1 .. 30);
$page = page(written_as('thunderbird', from => 'Tola Brightwater <tola.brightwater@oakfield.example>', at => '2026-03-04T10:12', reply_to => $old, text => 'None of this has happened.'), '2026-03-04T10:14');
$said = sections($page);
like($said->{'Written now'}, qr/^  None of this has happened\.$/m, 'what was written below a quote is new');
my ($quoted) = grep { /^Quoted/ } keys %$said;
like($said->{$quoted}, qr/Point 1 of/, 'the quote is shown');
like($said->{$quoted}, qr/and \d+ lines more; --json shows all/, 'by its beginning');
unlike($page, qr/Point 30 of/, 'not to its end');
like($said->{'What would happen'}, qr/^  the message is held for a person: \w/, 'it is held, and why');

# ---- another message under a Message-ID that came before ----

my $reused = "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <one\@oakfield.example>\r\nSubject: news\r\n\r\n";
$site->receive("${reused}We have not heard anything yet.\r\n", '2026-03-04T11:00');
$said = sections(page("${reused}And this is something else.\r\n", '2026-03-04T11:05'));
like($said->{'Rules tried'}, qr/^  yes +reused-message-id /m, 'that it says something else is said, as work would');
done_testing();
