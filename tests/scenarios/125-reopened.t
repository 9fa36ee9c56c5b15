# Scenario 12: a conference was agreed on 9 March and not called. The same case is open again, cycle 2, at the leads' step where it
# was settled, once an officer confirms it; the old record stays as it is. The leads cannot agree: the Head of Service reviews and the
# Independent Chair is informed, the policy's two endings. Another school's request for a conference goes its own way and
# moves nothing. The review is concluded, both confirm, the learning goes to QEG.
#
# Where the documents leave two readings this is ours: until the officer confirms, the message waits among the held ones and the case is
# still closed, and the sister reads 're-opened' when it is confirmed; confirming is `reopen`, after which the held message is linked to
# the case; 'thanks' to a closed case is not answered; Mr Peake is written to about the conference, and the message about it is
# signposted, linked by the child in the case's chronology.
# A lead's own account of what was agreed counts as that lead's confirmation only when it is asked for and given in writing:
# scenario 7 asks both. The leads' feedback to who raised it (a must) stays owed until they say so; our own mail to her is not it.
# 'Who is told' adds extracts to both leads when the case leaves their step and when it is resolved, and the originator at each change;
# the review's end is no leads' step, so no extract then.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $sister  = 'anouk.fairweather@fenmere.example';
my $marsden = 'lena.marsden@fenmere.example';
my $lang    = 'dorothea.lang@fenmere.example';      # lead
my $lead    = 'sable.winterbourne@csc.cambs.example'; # lead
my $peake   = 'lorcan.peake@csc.cambs.example';     # Service Manager, Safeguarding and Standards Unit
my $okpara  = 'jude.okpara@stivo.example';
my $holt    = 'marian.holt@partnership.cambs.example'; # Head of Service
my $chair   = 'chair@partnership.cambs.example';
my $officer = 'Nell Rowntree';

my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister,
    secrets => [ @nurse_secrets, qr/protection conference by/, qr/second hospital visit/, qr/neighbour/ ]);
my $site = $story->site;

# ---- what the story presupposes: agreed at the leads' step, confirmed by both, closed on Mon 9 Mar ----

my @mails = $story->step('0 at the leads', at => '2026-03-05T10:00', opens => 1, overdue => 1, # 'immediately' has passed as soon as it is set
    state => 'open', stage => 'C3',
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-05T09:57', subject => 'Escalation', text => 'From the line managers.',
        form => nurse_form(stage => 'Designated leads', reasons => 'Thresholds', decision => 'No initial child protection conference, 27 February 2026',
            discussions => "27 February 2026, Anouk Fairweather and Corin Vale, telephone, practitioner level, not resolved\n"
                . '4 March 2026, Lena Marsden and Tamsin Oduya, meeting, line managers, not resolved')),
    sent => [ "ack $marsden", "notice $lang", "notice $lead", "told $sister" ]);
my $reference = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
@mails = $story->step('0 a conference is agreed', at => '2026-03-09T10:00', state => 'closing',
    mail => outlook(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-09T09:57', reply_to => $to{$lead},
        text => 'Agreed: a child protection conference by 20 March.'),
    sent => [ "ack-confirm $lead", "confirm-request $lang", "told $sister", "extract $lang", "extract $lead" ]);
is_deeply(owed($story->case('2026-03-09T10:00'), 'bars'), [ 'written-confirmation csc', 'written-confirmation fenmere' ], 'two confirmations are wanted');
my ($ask_lang) = grep { $_->{to} eq $lang && $_->{template} ne 'extract' } @mails;
my ($ask_lead) = grep { $_->{to} eq $lead && $_->{template} ne 'extract' } @mails;
$story->step('0 confirmed', at => '2026-03-09T11:00', state => 'closing', sent => ["ack $lang"],
    mail => gmail(from => "Dorothea Lang <$lang>", to => $cambs, at => '2026-03-09T10:58', reply_to => $ask_lang, text => "Confirmed.\n\nOutstanding: none"));
@mails = $story->step('0 confirmed by both', at => '2026-03-09T14:00', state => 'closed',
    mail => apple(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-09T13:57', reply_to => $ask_lead, text => "I confirm.\n\nOutstanding: none"),
    sent => [ "ack $lead", "closed $lang", "closed $sister" ]);
$story->step('0 thanks', at => '2026-03-10T09:00', state => 'closed', sent => [],
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-10T08:58', subject => "Re: [$reference]", text => 'Thank you all.'));
my $case = $story->case('2026-03-10T09:00');
is_deeply([ @$case{qw(state cycle)} ], [ 'closed', 1 ], 'thanks are only filed');
my $old = record_of($case);

# ---- 1. Tue 24 Mar: not called ----

my $again = phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-24T08:57', subject => "Re: [$reference]",
    text => 'Conference not called. New information: there was a second hospital visit.');
@mails = $story->step('1 not called', at => '2026-03-24T09:00', held => 1, state => 'closed', mail => $again,
    sent => ["ack $sister"]);
like("$mails[0]{subject} $mails[0]{text}", qr/\Q$reference\E/, 'the same reference');
my ($held) = @{ $site->held('2026-03-24T09:00') };
is_deeply([ map { $_->{reference} } @{ $held->{suggestions} } ], [$reference], 'the officer sees which case it would open again');
unlike($held->{subject} // '', qr/Merle|Tarrant|called/i, 'under a clean subject');

# the officer confirms
$site->must(undef, 'reopen', $reference, '--by', $officer, '--why', 'the conference was not called', '--now', '2026-03-24T09:30');
is_deeply($site->held('2026-03-24T09:30'), [], 'which settles the message that waited');
my @told = $story->step('1 confirmed', at => '2026-03-24T09:30', overdue => 1, state => 'open', stage => 'C3', answers => $again,
    sent => [ "notice $lang", "notice $lead", "told $sister" ]);
my ($to_sister) = grep { $_->{to} eq $sister } @told;
like("$to_sister->{subject} $to_sister->{text}", qr/\Q$reference\E.*re-opened/is, "the sister reads 're-opened', under the same reference");
%to = map { ($_->{to} => $_) } @told;
$case = $story->case('2026-03-24T09:30');
is($case->{cycle}, 2, 'the second cycle');
like($case->{stage}{entered}, qr/^2026-03-24T09:/, 'of which the clock runs from 24 March');
is((dues($case, 'immediate'))[-1], '2026-03-24T09:30:00+00:00', 'leads liaise immediately on becoming aware (section 3): from when the office asks them') or diag(explain($case->{dates}));
is_deeply([ @{ record_of($case) }[ 0 .. $#$old ] ], $old, 'the old record is untouched');
like(join("\n", map { "$_->{actor} $_->{text}" } @{ $case->{events} }[ scalar @$old .. $#{ $case->{events} } ]), qr/\Q$officer\E.*the conference was not called/s, 'who confirmed it, and why');
like(join(' ', map { $_->{text} } @to{ $lang, $lead }), qr/Merle Tarrant/, 'the leads read whom it is about');
is_deeply([ grep { /^written-confirmation/ } @{ owed($case) } ], [], 'nothing is resolved now');

# ---- 2. Wed 25 Mar: the leads cannot agree ----

@mails = $story->step('2 to the top', at => '2026-03-25T11:00', state => 'open', stage => 'C4', tier => undef,
    mail => outlook(from => "Dorothea Lang <$lang>", to => $cambs, at => '2026-03-25T10:56', reply_to => $to{$lang},
        text => "The Designated Leads are unable to agree.\n\nDorothea Lang"),
    waiting => { lscb => 'Marian Holt' },
    sent => [ "ack $lang", "notice $holt", "notice-informed $chair", "extract $lang", "extract $lead", "told $sister" ]);
%to = map { ($_->{to} => $_) } grep { $_->{template} ne 'extract' } @mails;
like(words($to{$holt}{text}), qr/\breview/i, 'the Head of Service is to review it');
like(words($to{$chair}{text}), qr/\binform/i, 'the Independent Chair is informed');
isnt(words($to{$chair}{text}), words($to{$holt}{text}), 'which is another thing');
$case = $story->case('2026-03-25T11:00');
is_deeply([ sort map { $_->{role} } grep { $_->{to} eq $holt || $_->{to} eq $chair } @{ $case->{sent} } ], [ 'chair', 'head_of_service_partnerships_qa' ],
    'each in the role');
my $before = record_of($case);

# ---- 3. the same day: a conference is requested ----

@mails = $story->step('3 a request for a conference', at => '2026-03-25T14:00', state => 'open', stage => 'C4', waiting => { lscb => 'Marian Holt' },
    mail => gmail(from => "Jude Okpara <$okpara>", to => $cambs, at => '2026-03-25T13:56', subject => 'CP conference',
        text => "I request a CP conference.\n\nA neighbour has told us more.",
        form => [ [ "Child's name", 'Merle Tarrant' ], [ 'Date of birth', '19/07/2022' ], [ 'Agency raising', 'St Ivo Academy' ] ]),
    sent => [ "signpost-conference $okpara", "notice-request $peake" ]);
my ($to_okpara) = grep { $_->{to} eq $okpara } @mails;
my $answer = words($to_okpara->{text});
like($answer, qr/Service Manager/i, 'pointed to the Service Manager');
like($answer, qr/Safeguarding and Standards/i, 'of the Safeguarding and Standards Unit');
unlike("$to_okpara->{subject} $answer", qr/CAM-\d\d-\d/, 'with no word of a case that is not the sender\'s');
unlike("$to_okpara->{subject} $answer", qr/Fenmere|Fairweather|re-?open/i, 'nor of its parties');
my $message = last_message($story);
is($message->{kind}, 'cp-conference-request', 'a kind of its own');
is($message->{disposition}, 'signposted', 'answered, and not held');
$case = $story->case('2026-03-25T14:00');
is_deeply([ @{ record_of($case) }[ 0 .. $#$before ] ], $before, 'the case is not changed');
is_deeply([ map { $_->{kind} } @{ $case->{events} }[ scalar @$before .. $#{ $case->{events} } ] ], ['linked'], 'and shows it, once');
like($case->{events}[-1]{text}, qr/^cp conference request from Jude Okpara.*does not move the case/, 'and whose it is');

# ---- 4. Tue 31 Mar: the review is concluded, both confirm in writing ----

@mails = $story->step('4 the review', at => '2026-03-31T10:00', state => 'closing',
    mail => outlook(from => "Marian Holt <$holt>", to => $cambs, at => '2026-03-31T09:55', reply_to => $to{$holt},
        text => 'Review concluded.', form => [ [ 'Agreed outcome', 'A child protection conference by 10 April.' ], [ 'Learning points', 'QEG: yes' ] ]),
    sent => [ "ack $holt", "confirm-request $lang", "confirm-request $lead", "told $sister" ]);
my %ask = map { ($_->{to} => $_) } @mails;
like(words($ask{$_}{text}), qr/confirm/i, "$_ is asked to confirm") for $lang, $lead;
$case = $story->case('2026-03-31T10:00');
is_deeply(owed($case, 'bars'), [ 'written-confirmation csc', 'written-confirmation fenmere' ], 'two confirmations are wanted again');
is_deeply(owed($case), [ 'originator-told', 'originator-told', 'written-confirmation csc', 'written-confirmation fenmere' ],
    'the learning question of this cycle is answered; both feedbacks to the worker are owed (3 L111 and L121)');
is($case->{fields}{learning}{value}, 'QEG: yes', 'QEG: yes');
$story->step('4 the one', at => '2026-03-31T11:00', state => 'closing', sent => ["ack $lead"],
    mail => phone(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-31T10:58', reply_to => $ask{$lead}, text => "Confirmed.\n\nOutstanding: none"));
@mails = $story->step('4 and the other', at => '2026-03-31T12:00', state => 'closed',
    mail => outlook(from => "Dorothea Lang <$lang>", to => $cambs, at => '2026-03-31T11:56', reply_to => $ask{$lang},
        text => "I confirm. Nothing is outstanding."),
    sent => [ "ack $lang", "closed $lead", "closed $sister" ]);
$case = $story->case('2026-03-31T12:00');
is_deeply([ @$case{qw(state cycle)} ], [ 'closed', 2 ], 'closed, cycle 2');
is_deeply(owed($case, 'bars'), [], 'nothing bars it');
is_deeply([ @{ record_of($case) }[ 0 .. $#$before ] ], $before, 'no earlier event was changed');
is_deeply($story->{references}, [$reference], 'one case, two cycles');
never_to('who only worked below the leads is not written to again', $story, '2026-03-31T12:00', qr/^(?:tamsin|obi|corin|rufus|judith)/);
$story->finish;
