# A health visitor sends nothing but her form, a Word document: it is opened in a process of its own, read as if she had typed it,
# routed and acknowledged, and what is shown says where in the document each answer stands. Sent twice it is one form.
# One in a file that is not read here waits for a person with the reason, and she is told which formats are read.
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Forms qw(xml);
use Casegate::Mail;
use Casegate::Story;
use Casegate::Zip qw(zip_of);
use Test::More;

my $visitor = 'bea.okonjo-lund@riverbend.example';
my $from = "Bea Okonjo-Lund <$visitor>";

my $form = escalation_form(
    stage => 'Stage Two', originator => 'Bea Okonjo-Lund', role => 'Health visitor', raising => 'Riverbend', contact => $visitor,
    manager => 'Sorcha Delane', challenged => "Children's Social Care", person => 'Dara Whitcombe', opposite => 'Callum Reyes',
    children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', status => 'Child in need' } ],
    arose => 'Fri 6 March 2026', decision => 'Weekly visits, agreed on 27 February',
    problem => "Three visits were missed, and nobody has seen the child at home since the review, though the plan says weekly.\nWe asked twice.",
    evidence => "Our visiting record.", outcome => 'That visits restart this week.', safe_by => 'Fri 27 March 2026',
    discussions => '6 March 2026, Bea Okonjo-Lund and Dara Whitcombe, telephone, stage one',
);

# Two tables, as a partnership's form has them: what is asked at the left, what was answered at the right.
sub docx {
    my (@lines) = @_;
    my $cell = sub { my ($text) = @_; '<w:tc>' . join('', map { '<w:p><w:r><w:t xml:space="preserve">' . xml($_) . '</w:t></w:r></w:p>' } split /\n/, $text, -1) . '</w:tc>' };
    my $table = sub { '<w:tbl>' . join('', map { '<w:tr>' . $cell->($_->[0]) . $cell->($_->[1] // '') . '</w:tr>' } @_) . '</w:tbl>' };
    my $body = $table->(@lines[ 0 .. 3 ]) . '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The matter</w:t></w:r></w:p>' . $table->(@lines[ 4 .. $#lines ]);
    return zip_of([ [ '_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            . 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>' ],
        [ 'word/document.xml', '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' . encode('UTF-8', $body) . '</w:body></w:document>' ] ]);
}

my $story = Casegate::Story->new('havering-2020', originator => $visitor,
    secrets => [ child_secrets(name => 'Jory Selwyn', dob => '2018-05-14', ids => ['999 321 4418'], phrases => ['visits were missed', 'visits restart']) ]);

my $docx = docx(@$form);
my @mails = $story->step('a Word form', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => $from, at => '2026-03-09T09:58', subject => 'Escalation', text => 'Please find our form attached.',
        attach => [ { name => 'form.docx', type => 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', data => $docx } ]),
    sent => [ "ack $visitor", 'notice callum.reyes@csc.havering.example', 'notice sorcha.delane@riverbend.example' ]);
my $case = $story->case('2026-03-09T10:00');
my $problem = $case->{fields}{problem};
is($problem->{part}, 'form.docx', 'which file an answer is from');
like($problem->{place}, qr/^table 2 row \d+$/, 'and where in it it stands');
like($problem->{value}, qr/plan says weekly\.\nWe asked twice\./, 'both paragraphs of it');
is($case->{fields}{stage_claimed}{place}, 'table 1 row 3', 'of the first table, too') or diag explain $case->{fields}{stage_claimed};
like($story->page('2026-03-09T10:00', 'show', $story->reference), qr/form\.docx table 2 row \d+/, 'the officer reads it');

@mails = $story->step('the same once more', at => '2026-03-09T11:00', state => 'open', stage => 'S2', sent => ["ack-repeat $visitor"],
    mail => outlook(from => $from, at => '2026-03-09T10:58', subject => 'Escalation', text => 'Did it go?',
        attach => [ { name => 'form (1).docx', type => 'application/octet-stream', data => $docx } ]));

@mails = $story->step('an old Word file', at => '2026-03-09T12:00', state => 'open', stage => 'S2', held => 1, sent => ["ack $visitor"],
    mail => outlook(from => $from, at => '2026-03-09T11:58', subject => 'Another child', text => 'Please see our form.',
        attach => [ { name => 'form.doc', type => 'application/msword', data => "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 500 } ]));
my $held = $story->newest_held('2026-03-09T12:00');
is($held->{reason}, 'unread-file', 'waits for a person');
like($held->{text} // $held->{why} // $story->page('2026-03-09T12:00', 'held'), qr/old Word file/, 'who reads why');
like($mails[0]{text}, qr/Word document \(\.docx\)/, 'and the sender which formats are read');
unlike($mails[0]{text}, qr/password/i, 'no password is asked for');

@mails = $story->step('one beside her words', at => '2026-03-09T13:00', state => 'open', stage => 'S2', held => 1, sent => ["ack $visitor"],
    mail => outlook(from => $from, at => '2026-03-09T12:58', subject => 'Re: [' . $story->reference . '] Escalation', text => 'Our record of the visits is attached.',
        attach => [ { name => 'Jory Selwyn.doc', type => 'application/msword', data => "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" . "\0" x 600 } ]));
like($mails[0]{text}, qr/was not read here \(an old Word file/, 'she is told that it was not read, and why');
my ($flagged) = grep { $_->{kind} eq 'flagged' } @{ $story->case('2026-03-09T13:00')->{events} };
like($flagged->{text}, qr/^A file in the message was not read: an old Word file/, 'and so does the case say');
unlike($flagged->{text}, qr/Jory/, 'without its name');
$story->finish;
