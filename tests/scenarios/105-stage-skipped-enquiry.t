# Scenario 10: one mailbox, two purposes. 'Who is our representative?' is answered from the directory, in either letter case of
# the address, and is no case. A pre-school that goes straight to the independent chair is neither refused nor passed on: it is
# asked what was done before, lands at the members' tier of Stage Three, and reaches the Chair when the members could not settle it.
# The designated safeguarding lead is told that the child is looked after; an Independent Reviewing Officer is not.
#
# Where the documents leave two readings this is ours: the members' tier is the third of Stage Three, after the line manager's and the senior
# manager's; while the Chair's stage is claimed and not accepted the case waits for the office; the guide date that passes on
# Tue 3 Mar at 17:00 prompts the raising holder of that hour, the member who speaks for the pre-school.
# 'Who is told' adds to the story: the worker who raised it is told at opening too and again when it goes to the Chair; what
# opened or moved a case is acknowledged (messages 3 and 4); no extract in message 3, since no stage was left.
# signpost-representative is seen as 'ack': it belongs to no case.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $manager  = 'manager@buttercuplane.example';
my $worker   = 'polly.renwick@buttercuplane.example';
my $dsl      = 'greer.halliwell@buttercuplane.example';
my $byrd     = 'constance.byrd@earlyyears.bromley.example'; # the early-years member, who speaks for the pre-school
my $boyd     = 'silvester.boyd@csc.bromley.example';
my $chair    = 'chair@partnership.bromley.example';
my $stranger = 'room.hire@freepost.example';

my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site = $story->site;
my $lower = $site->mailbox;
is($lower, 'bscb@partnership.bromley.example', "the board's mailbox");

# The same mail to the address as the policy's last page spells it: in the header and in the envelope.
sub to_capitals {
    my ($name, %step) = @_;
    $step{mail}{raw} =~ s/^(To: .*?)bscb@/$1BSCB\@/m or die 'no To';
    local $site->{mailbox} = $lower =~ s/^bscb/BSCB/r;
    return $story->step($name, %step);
}

sub is_enquiry_answer {
    my ($name, $mail) = @_;
    my $text = words($mail->{text});
    like($text, qr/$_/, "$name: answered with $_") for qr/Constance Byrd/, qr/\Q$byrd\E|01632 960218/, qr/Early Years/, qr/member|representative/i;
    unlike($text, qr/Silvester Boyd|Edmund Soames|Ingrid Walsh|Clement Adair/, "$name: and with nobody else's");
    like(substr($text, 0, 700), qr/MASH/, "$name: the urgent text is Bromley's own");
    my $message = last_message($story);
    is_deeply([ @$message{qw(disposition kind case)} ], [ 'signposted', 'representative-enquiry', undef ], "$name: logged as an enquiry, and no case");
    is_deeply($site->queue('2026-03-02T23:00')->{cases}, [], "$name: nothing in the queue");
}

# 1. Mon 2 Mar 09:00, to BSCB@: who is our representative?
my @mails = to_capitals('1 the enquiry', at => '2026-03-02T09:00', opens => 0, sent => ["ack $manager"],
    mail => judged(outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-02T08:57', subject => 'Question',
        text => "Good morning,\n\nWho is our agency's representative?\n\nWinifred Oduya-Stroud\nManager"), 'pass'));
is_enquiry_answer('1', $mails[0]);
@mails = $story->step('1a and to bscb@', at => '2026-03-02T09:30', opens => 0, sent => ["ack $worker"],
    mail => phone(from => "Polly Renwick <$worker>", to => $bromley, at => '2026-03-02T09:28', subject => 'Board', text => "Hello, who is our agency's representative on the Board?"));
is_enquiry_answer('1a', $mails[0]);

# 2. Tue 3 Mar 11:00, to bscb@: for the independent chair, and nothing before
my $form = preschool_form(stage => 'Stage Four', discussions => '');
@mails = $story->step('2 for the Chair', at => '2026-03-03T11:00', opens => 1, state => 'open', stage => undef, tier => undef,
    mail => judged(outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-03T10:56', subject => 'Attention independent chair',
        text => "Attention independent chair.\n\nOur Stage Four referral is below.", form => $form, table => 1), 'pass'),
    dates => { guide => '2026-03-03', 'safe-by' => '2026-03-13' }, next_date => '2026-03-03',
    sent => [ "ack $manager", "status $dsl", "told $worker" ], waiting => { bscp => 'nobody' });
my $reference = $story->reference;
like($reference, qr/^BRO-26-/, "the policy's own prefix");
my %to = map { ($_->{to} => $_) } @mails;
my $ack = words($to{$manager}{text});
like($ack, qr/MASH/, 'the urgent text names whom the policy names');
like($ack, qr/Record of discussions/i, 'asked what was done before');
like($ack, qr/members engaged/i, 'and which members helped');
unlike($ack, qr/looked after/i, "with no word on the child's status");
like($to{$dsl}{text}, qr/$_/i, "the lead reads: $_") for 'Perrin Oakshott', 'looked after', quotemeta $reference;
unlike($to{$dsl}{text}, qr/distressed after|daily record/, 'and no more than concerns her');
my $case = $story->case('2026-03-03T11:00');
is_deeply($case->{agencies}, { raising => 'buttercup', challenged => 'csc' }, 'the two agencies');
is($case->{originator}{email}, $worker, 'the originator is the worker');
is_deeply($case->{discussions}, [], 'nothing is recorded of the earlier stages');
is_deeply($case->{members_engaged}, [], 'nor of the members');
is_deeply(owed($case), [], 'the notice is given and none to a reviewing officer is owed');
is_deeply([ map { join ' ', map { $_ // 'nobody' } @$_{qw(agency role name)} } @{ $case->{waiting_for} } ], ['bscp office nobody'], 'it waits for the office, not for the Chair');
like(words($story->page('2026-03-03T11:00')), qr/Stage Four is claimed but not accepted: the agency members on the BSCB of each agency concerned should help to seek a resolution/,
    'the officer reads what the gate wants');
my ($guide) = grep { $_->{kind} eq 'guide' } @{ $case->{dates} };
like($guide->{why}, qr/5 working days from Tue 24 Feb 2026.*Tue 3 Mar/, 'the guide date says why');

# 3. 15:30: what was done
@mails = $story->step('3 what was done', at => '2026-03-03T15:30', state => 'open', stage => 'B3', tier => 3,
    mail => apple(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-03T15:27', reply_to => $to{$manager},
        text => "Record of discussions:\n"
            . "24 February 2026, Winifred Oduya-Stroud and Nadia Crewe, phone, Stage One, not resolved\n"
            . "25 February 2026, Winifred Oduya-Stroud and the safeguarding team, phone, Stage Two, advice taken\n"
            . "27 February 2026, Winifred Oduya-Stroud and Tobias Finney (team manager), phone, Stage Three, not resolved\n"
            . "2 March 2026, Winifred Oduya-Stroud and Morwenna Hale (service manager), meeting, Stage Three, not resolved\n"
            . 'Agency members engaged: No Board member'),
    waiting => { csc => 'Silvester Boyd', earlyyears => 'Constance Byrd' },
    sent => [ "ack $manager", "notice $byrd", "notice $boyd", "told $worker" ]);
%to = map { ($_->{to} => $_) } @mails;
$case = $story->case('2026-03-03T15:30');
is_deeply([ sort map { join ' ', map { $_ // '?' } @$_{qw(date stage)} } @{ $case->{discussions} } ],
    [ '2026-02-24 B1', '2026-02-25 B2', '2026-02-27 B3', '2026-03-02 B3' ], 'the four discussions, each at its stage');
is_deeply($case->{members_engaged}, [], "'No Board member' is no member");
like($to{$boyd}{text}, qr/Perrin Oakshott.*distressed after/s, 'the members read the referral as recorded');
is((grep { $_->{to} eq $chair } @{ $case->{sent} }), 0, 'the Chair has not heard of it');

# 17:00: the guide date
$story->step('3a the guide date', at => '2026-03-03T17:00', state => 'open', stage => 'B3', sent => ["prompt $byrd"]);

# 4. Wed 4 Mar: the members could not
@mails = $story->step('4 to the Chair', at => '2026-03-04T10:30', state => 'open', stage => 'B4', tier => undef, waiting => { bscp => 'Clement Adair' },
    mail => gmail(from => "Constance Byrd <$byrd>", to => $bromley, at => '2026-03-04T10:26', reply_to => $to{$byrd}, text => 'Members could not settle it.'),
    sent => [ "ack $byrd", "notice $chair", "extract $byrd", "extract $boyd", "told $worker" ]);
my ($to_chair) = grep { $_->{to} eq $chair } @mails;
like($to_chair->{text}, qr/Perrin Oakshott.*distressed after/s, 'the Chair reads the referral');
is_deeply([ sort map { "$_->{agency} $_->{name} $_->{date}" } @{ $story->case('2026-03-04T10:30')->{members_engaged} } ],
    [ 'csc Silvester Boyd 2026-03-04', 'earlyyears Constance Byrd 2026-03-04' ], 'both members are on record');

# beyond the story (L43 is for our agencies): a stranger asks, waits for a person and learns no name
@mails = $story->step('5 a stranger asks', at => '2026-03-04T11:00', opens => 0, held => 1, state => 'open', stage => 'B4', sent => ["ack $stranger"],
    mail => judged(gmail(from => $stranger, to => $bromley, at => '2026-03-04T10:58', subject => 'Question',
        text => "Who is the early years representative? Who is Buttercup Lane's representative?"), 'pass'));
unlike("$mails[0]{subject} $mails[0]{text}", qr/Byrd|960218|earlyyears|BRO-\d/, 'and learns nothing');

never_to('no reviewing officer, no advice desk, and no other agency heard of it', $story, '2026-03-04T11:00',
    qr/iro|safeguarding\.team|mash\@|orchard|southpolice|tobias|morwenna|nadia|bridie/);
$story->finish;
