# Scenario 4: the representative is away and the deputy's mailbox is full. A machine's answer is no response: nobody is answered, no clock
# stops; the notice goes to the deputy of the directory, and to nobody whom an automatic reply names. A report that a mail could not be
# delivered makes a task for the office, and nothing is marked delivered. When both agencies' representatives (2 L42) have agreed,
# the case is closing, not closed: each is asked for the written confirmation (2 L46).
#
# The case at the managers, between Lime Tree High School and Mersey Vale Health, is made first, at nine the same day; Education's
# representative stands for the school.
#
# Who is told outranks the story's 'Sent: –' at step 3: a delivery failure is mailed to the office (lessons: but never to anybody else).
#
# Where the documents leave two readings this is ours: the first 'Agreed' makes the case closing, its answer asks that representative to
# confirm and the other is asked at once, so the second is only acknowledged; the failed delivery is a task in the case; who is away is not
# told of the agreement; Warrington knows no child's file, so it sends no extracts; the confirmation is owed by the school itself.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $fallow      = 'esme.fallow@limetree.example';
my $rowan       = 'rowan.achterberg@limetree.example';
my $combe       = 'alastair.combe@merseyvale.example';
my $marchbank   = 'odette.marchbank@education.warrington.example';
my $ilesanmi    = 'fergus.ilesanmi@merseyvale.example';
my $thorncastle = 'priya.thorncastle@merseyvale.example';
my $office      = 'theo.banks@partnership.warrington.example';

my $story = Casegate::Story->new('warrington-2021',
    originator => $fallow,
    secrets => [ child_secrets(name => 'Ellis Wharram', dob => '2012-12-01', ids => ['999 514 0772'],
        phrases => ['inhaler', 'one named nurse', 'Rhoda Finch']) ]);
my %clocks = (
    'same-day' => { due => '2026-03-11T17:00:00+00:00', met => 'open' },
    maximum => { due => '2026-03-18', met => 'open', why => qr/5 working days from Wed 11 Mar 2026.*Wed 18 Mar/ },
);
my %still = (state => 'open', stage => 'W3', dates => \%clocks);

sub became { my ($mail) = @_; return map { $_->{disposition} } grep { $_->{sha256} eq sha256_hex($mail->{raw}) } @{ $story->site->messages } }

# Wed 11 Mar 09:00: to the managers
my $form = escalation_form(
    policy => 'Warrington Safeguarding Partnership', stage => 'Line managers', originator => 'Esme Fallow', role => 'Head of Year 9',
    raising => 'Lime Tree High', contact => "$fallow, 01632 960190", manager => 'Rowan Achterberg', challenged => 'Mersey Vale Health', person => 'Rhoda Finch',
    opposite => 'Alastair Combe',
    children => [ { name => 'Ellis Wharram', dob => '1 December 2012', ids => '999 514 0772', setting => 'Lime Tree High School', status => 'None' } ],
    arose => 'Wed 11 March 2026', about => 'Inaction', decision => 'No health plan, told to us this morning', reasons => 'Respective roles and responsibilities',
    problem => 'Nobody in health will say who sees the boy about his inhaler.', evidence => "Nature: four letters without an answer.\nSource: our file.",
    outcome => 'That one named nurse is responsible for the plan.', safe_by => 'Fri 27 March 2026',
    discussions => '11 March 2026, Esme Fallow and Rhoda Finch, telephone, practitioner, not resolved',
);
my @mails = $story->step('0 the managers', at => '2026-03-11T09:00', opens => 1, state => 'open', stage => 'W2', missing => [], dates => \%clocks,
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-11T08:57', subject => 'Escalation form', text => 'Please see the form.', form => $form, table => 1),
    waiting => { health => 'Alastair Combe' }, sent => [ "ack $rowan", "notice $combe" ]);
my ($ack) = grep { $_->{to} eq $rowan } @mails;
my $reference = $story->reference;

# 1. 10:00: the managers have not agreed. The clocks run from the morning, whatever the stage.
@mails = $story->step('1 not agreed', at => '2026-03-11T10:00', %still, tier => undef, owed => [],
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-11T09:58', reply_to => $ack, text => "Managers have not agreed.\n\nRowan"),
    waiting => { education => 'Odette Marchbank', health => 'Fergus Ilesanmi' },
    sent => [ "ack $rowan", "notice $marchbank", "notice $ilesanmi" ]);
my %to = map { ($_->{to} => $_) } @mails;
my ($to_marchbank, $to_ilesanmi) = @to{ $marchbank, $ilesanmi };
is_deeply([ sort map { "$_->{side} $_->{agency} $_->{role}" } grep { $_->{side} ne 'partnership' } @{ $story->case('2026-03-11T10:00')->{holders} } ],
    [ 'challenged health partnership_representative', 'raising education partnership_representative' ], '1: both representatives hold it');
for my $mail ($to_marchbank, $to_ilesanmi) {
    like($mail->{text}, qr/Ellis Wharram.*inhaler.*one named nurse/s, "1: $mail->{to} reads the referral as recorded");
}

# 2. 10:01: an automatic reply
my $away = out_of_office(from => "Fergus Ilesanmi <$ilesanmi>", at => '2026-03-11T10:00', reply_to => $to_ilesanmi,
    text => "Thank you for your email. I am on leave and back on Wednesday 18 March. If this is agreed to be urgent, please contact Jo Wexcombe on 01632 960251.\n\n"
        . "Fergus Ilesanmi\nDirector of Nursing");
my $explained = $story->explained($away, '2026-03-11T10:01');
is_deeply([ @$explained{qw(automatic kind case)} ], [ 'auto-reply', 'automatic-reply', $reference ], '2: an automatic reply, about this case');
@mails = $story->step('2 away', at => '2026-03-11T10:01', opens => 0, %still, mail => $away, sent => ["notice $thorncastle"],
    waiting => { education => 'Odette Marchbank', health => [ 'Priya Thorncastle', 'Fergus Ilesanmi' ] });
my $to_thorncastle = $mails[0] // $to_ilesanmi;
like($to_thorncastle->{text}, qr/Ellis Wharram.*inhaler/s, "2: the directory's deputy reads the referral");
unlike($to_thorncastle->{text}, qr/Wexcombe|on leave/, '2: and nothing of what the machine wrote');
my $case = $story->case('2026-03-11T10:01');
ok((grep { $_->{name} eq 'Priya Thorncastle' && $_->{agency} eq 'health' } @{ $case->{holders} }), '2: she stands with the holders');
ok((grep { ($_->{name} // '') eq 'Priya Thorncastle' } @{ $case->{waiting_for} }), '2: and is waited for');
is($case->{fields}{response}, undef, '2: no response is recorded');
is((grep { ($_->{stage} // '') eq 'W3' } @{ $case->{discussions} }), 0, '2: nor a discussion');
is_deeply([ became($away) ], ['automatic'], '2: the message is counted as a machine’s');
my $page = $story->page('2026-03-11T10:01') =~ s/\s+/ /gr;
ok(scalar($page =~ /Jo Wexcombe/), '2: the office sees who was named');
ok(scalar($page =~ /Wexcombe.{0,80}not in (?:the |our )?directory/i), '2: and that the directory has no such person');
$story->step('2a the machine again', at => '2026-03-11T10:02', opens => 0, %still, sent => [],
    mail => out_of_office(from => "Fergus Ilesanmi <$ilesanmi>", at => '2026-03-11T10:01', reply_to => $to_ilesanmi, text => 'I am away until 18 March. Please contact Jo Wexcombe.'));

# 3. 10:03: the deputy's mailbox is full
my $bounce = delivery_failed(at => '2026-03-11T10:02', reply_to => $to_thorncastle);
$explained = $story->explained($bounce, '2026-03-11T10:03');
is_deeply([ @$explained{qw(automatic kind)} ], [ 'delivery-report', 'delivery-report' ], '3: a delivery report');
is_deeply($explained->{delivery}, [ { recipient => $thorncastle, action => 'failed', status => '5.2.2' } ], '3: as it reads');
@mails = $story->step('3 mailbox full', at => '2026-03-11T10:03', opens => 0, %still, mail => $bounce, sent => ["office-alarm $office"]);
my $to_office = $mails[0];
like($to_office && "$to_office->{subject} $to_office->{text}", qr/telephone/i, '3: the office is asked to telephone');
$case = $story->case('2026-03-11T10:03');
is_deeply([ map { $_->{state} } grep { $_->{message_id} eq $to_thorncastle->{message_id} } @{ $case->{sent} } ], ['failed'], '3: the mail is marked as failed');
my ($deputy) = grep { $_->{name} eq 'Priya Thorncastle' } @{ $case->{holders} };
is($deputy && $deputy->{told}, undef, '3: and she as not told');
ok($deputy, '3: but she holds it still');
$page = $story->page('2026-03-11T10:03') =~ s/\s+/ /gr;
ok(scalar($page =~ /telephone.{0,200}01632 960196|01632 960196.{0,200}telephone/i), '3: the task has the number of the directory');
ok((grep { ($_->{agency} // '') eq 'education' } @{ $case->{waiting_for} }), '3: it waits for Education as before');
is_deeply([ became($bounce) ], ['automatic'], '3: the report is accounted for');

# 4. 10:15: the officer telephones
$story->office('2026-03-11T10:15', 'Theo Banks', 'note', $reference, 'Phoned Thorncastle');
$story->step('4 telephoned', at => '2026-03-11T10:15', %still, sent => []);
my ($note) = grep { $_->{text} =~ /Phoned Thorncastle/ } @{ $story->case('2026-03-11T10:15')->{events} };
like($note && $note->{actor}, qr/Theo Banks/, '4: by whom');
like($note && $note->{at}, qr/^2026-03-11T10:15/, '4: and when');
is_deeply([ map { $_->{state} } grep { $_->{message_id} eq $to_thorncastle->{message_id} } @{ $story->case('2026-03-11T10:15')->{sent} } ], ['failed'],
    '4: which delivers no mail');

# 5. 14:45: both agree. She never had our mail and writes a new one, with the reference that was read to her.
my @both = $story->step('5 Education agrees', at => '2026-03-11T14:45', state => 'closing', stage => 'W3',
    mail => outlook(from => "Odette Marchbank <$marchbank>", at => '2026-03-11T14:43', reply_to => $to_marchbank, text => 'Agreed.'),
    sent => [ "ack-confirm $marchbank", "confirm-request $thorncastle" ]);
push @both, $story->step('5 Health agrees', at => '2026-03-11T14:46', state => 'closing', stage => 'W3',
    mail => phone(from => "Priya Thorncastle <$thorncastle>", at => '2026-03-11T14:44', subject => $reference, text => 'Agreed'),
    dates => { 'same-day' => { due => '2026-03-11T17:00:00+00:00', met => 'yes' }, maximum => { due => '2026-03-18', met => 'yes' } },
    sent => ["ack $thorncastle"]);
my @asked = grep { $_->{template} =~ /confirm/ } @both;
is_deeply([ sort map { $_->{to} } @asked ], [ $marchbank, $thorncastle ], '5: each is asked to confirm in writing, once');
for my $mail (@asked) {
    like($mail->{text}, qr/confirm/i, "5: $mail->{to} is asked");
    like($mail->{text}, qr/agreed.*outstanding|outstanding.*agreed/is, "5: $mail->{to}: what was agreed and what is outstanding");
}
$case = $story->case('2026-03-11T14:46');
my @owed = sort grep { /^written-confirmation/ } Casegate::Story::owed_of($case);
is_deeply(\@owed, [ 'written-confirmation health', 'written-confirmation limetree' ], '5: both parties owe it');
is((grep { !/^written-confirmation/ } Casegate::Story::bars_of($case)), 0, '5: and nothing else bars closing');
is((grep { /^(?:delay-|file-tick|originator-told|course-of-action|chair-report)/ } Casegate::Story::owed_of($case)), 0, '5: nothing that Warrington does not ask here');

# five o'clock: settled within the day, so no reasons for delay
$story->step('6 five o’clock', at => '2026-03-11T17:00', state => 'closing', stage => 'W3', sent => []);
is((grep { $_->{to} =~ /wexcombe/i || $_->{to} eq $fallow } @{ $story->case('2026-03-11T17:00')->{sent} }), 0, 'nobody was written to whom a machine named, nor the originator');
$story->finish;
