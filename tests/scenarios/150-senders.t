# Who may do what (design §3): a reference never authorises. Strangers get one generic receipt a day that is the same whether a case
# exists or not, forged senders get nothing, a colleague not in the directory may open but not move, machines move nothing.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher  = 'tola.brightwater@oakfield.example';
my $lead     = 'idris.penhallow@oakfield.example';
my $reyes    = 'callum.reyes@csc.havering.example';
my $stranger = 'buttercuplane@freepost.example';
my $new      = 'new.teacher@oakfield.example';
my @alarm    = map { "office-alarm|other $_\@partnership.havering.example" } qw(wilf.darrow inez.quill);
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my @mails = $story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my ($to_reyes) = grep { $_->{to} eq $reyes } @mails;
my $reference = $story->reference;
my %still = (state => 'open', stage => 'S2');

# strangers
my @receipts;
for my $case (['with a reference', $stranger, "Re: $reference"], ['without one', 'passer.by@freepost.example', 'Hello']) {
    my ($name, $from, $subject) = @$case;
    @mails = $story->step("a stranger $name", at => '2026-03-09T10:00', held => scalar @receipts + 1, %still, sent => ["ack $from"],
        mail => gmail(from => $from, at => '2026-03-09T09:58', subject => $subject, text => 'Which stage is this at? Not resolved, I think.'));
    push @receipts, $mails[0];
}
is($receipts[0]{text}, $receipts[1]{text}, 'the same receipt');
is($receipts[0]{subject}, $receipts[1]{subject}, 'with the same subject');
unlike("$receipts[0]{subject}$receipts[0]{text}", qr/HAV-\d/, 'and no reference');
$story->step('again that day', at => '2026-03-09T15:00', held => 3, %still, sent => [],
    mail => gmail(from => $stranger, at => '2026-03-09T14:58', subject => "Re: $reference", text => 'Please answer.'));

# forged
my $forged = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-10T09:58', subject => "Re: $reference", text => 'Resolved. Please close.');
$forged->{raw} = "Authentication-Results: mx.partnership.havering.example; dmarc=fail header.from=oakfield.example\r\n$forged->{raw}";
$story->step('dmarc=fail from our own receiver', at => '2026-03-10T10:00', held => 4, %still, sent => [@alarm], mail => $forged);
my $other = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-10T10:58', subject => "Re: $reference", text => 'A note for the file: the parents know.');
$other->{raw} = "Authentication-Results: mx.elsewhere.example; dmarc=fail header.from=oakfield.example\r\n$other->{raw}";
$story->step('dmarc=fail from a stranger\'s receiver', at => '2026-03-10T11:00', held => 4, %still, sent => ["ack $lead"], mail => $other);

# a colleague who is in no directory
$story->step('a colleague adds', at => '2026-03-10T12:00', held => 4, %still, sent => [], may => ["ack $new"],
    mail => phone(from => "New Teacher <$new>", at => '2026-03-10T11:58', subject => $reference, text => 'For information: attendance was full last week.'));
$story->step('but does not move', at => '2026-03-10T13:00', held => 5, %still, sent => [], may => ["ack $new"],
    mail => phone(from => "New Teacher <$new>", at => '2026-03-10T12:58', subject => $reference, text => 'Not resolved. Stage three please.'));

# machines
$story->step('out of office', at => '2026-03-10T14:00', held => 5, %still, sent => [],
    mail => out_of_office(from => "Callum Reyes <$reyes>", at => '2026-03-10T13:59', reply_to => $to_reyes, text => 'I am away. This is not resolved until I am back.'));
$story->step('our own mail, back again', at => '2026-03-10T15:00', held => 5, %still, sent => [], mail => { raw => $to_reyes->{raw} });

# but a colleague opens
@mails = $story->step('a colleague opens', at => '2026-03-10T16:00', opens => 1, held => 5, state => 'open', stage => 'S2',
    mail => apple(from => "New Teacher <$new>", at => '2026-03-10T15:58', subject => 'Escalation', text => '',
        form => school_form(originator => 'New Teacher', contact => $new,
            children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $new", "notice $reyes", "notice $lead" ]);
is((grep { $_->{disposition} eq 'automatic' } @{ $story->site->messages }), 2, 'two messages were machines\'');
$story->finish;
