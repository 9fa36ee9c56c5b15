# Scenario 7: bruising on a baby of five months, Friday 16:52. A possible non-accidental injury of an infant is resolved at once
# (Cambridgeshire, 2 item 6): line managers and designated leads together, the office and the emergency duty alarmed, and a
# misspelt agency holds nothing up. Out of hours the answer has a number to ring. What is agreed by telephone that evening closes when both sides have
# confirmed it in writing, with what is outstanding on the record and a reminder on its day. The last part: the question on
# immediate harm left blank, and the text says 'not safe tonight'. Nothing that goes out ever says that a child is safe.
#
# Where the documents leave two readings this is ours: the line managers and the leads have it together at C3, the leads' stage, whose holders
# read that it is resolved and closed; each holder of the two stages gets the extract; the lead who wrote is asked to confirm in the answer,
# the other in a mail of its own; message 2 is filed and alarms the duty person alone; the learning question stands in the closing
# mails; the reminder goes to the lead of the agency that owes the item, on its day by 17:00.
# 'Who is told' outranks the story in message 1: C2 and C3 at once, so the next rungs are told beside the leads. 'Duty person' is
# the role emergency_duty (world/README.md), whose number is 01632 960147. No notice to the raising agency's designated lead as in Havering: this
# policy has no such rule beyond the infant's injury.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $nurse    = 'calloway.brandreth@fenedge.example';
my $kowal    = 'ines.kowal@fenedge.example';
my $ashgrove = 'peter.ashgrove@fenedge.example';
my $holm     = 'beatrix.holm@fenedge.example';         # lead
my $oduya    = 'tamsin.oduya@csc.cambs.example';
my $lead     = 'sable.winterbourne@csc.cambs.example'; # lead
my $duty     = 'edt@csc.cambs.example';
my $office   = 'nell.rowntree@partnership.cambs.example';
my $sister   = 'anouk.fairweather@fenmere.example';
my @alarm    = ("office-alarm $office", "office-alarm $duty");
my @everyone = ($holm, $kowal, $ashgrove, $lead, $oduya);

my $story = Casegate::Story->new('cambridgeshire-2013', originator => $nurse,
    secrets => [ @nurse_secrets, child_secrets(name => 'Linnet Harrow', dob => '2025-10-18', ids => ['999 702 4418'],
        phrases => ['bruising', 'both thighs', 'safeguarding medical', 'Corin Vale']) ]);
my @all;
sub step { my @mails = $story->step(@_); push @all, @mails; return @mails }

# 1. Fri 20 Mar 16:52
my @mails = step('1 an infant', at => '2026-03-20T16:52', opens => 1, urgent => 1, state => 'open',
    mail => outlook(from => "Calloway Brandreth <$nurse>", to => $cambs, at => '2026-03-20T16:50', subject => 'URGENT escalation',
        text => 'Please act on this now.',
        form => [ @{ nurse_form(originator => 'Calloway Brandreth', role => 'Paediatric nurse', raising => 'Fen Edge Hospitals',
            contact => "$nurse, 01632 960157", manager => undef, challenged => "Childern's Social Care", opposite => undef,
            children => [ { name => 'Linnet Harrow', dob => '18/10/2025', ids => '999 702 4418', setting => 'None', status => 'None' } ],
            harm => 'Yes', nai => 'Yes', arose => 'Fri 20 March 2026', about => 'Decision', decision => 'No strategy discussion, told to us today at 16:10',
            problem => 'There is bruising on both thighs of a baby of five months and no strategy discussion will be held.',
            evidence => 'Seen on the ward by two nurses; body map.', outcome => 'A strategy discussion tonight.', safe_by => undef,
            discussions => '20 March 2026, Calloway Brandreth and Corin Vale, telephone, practitioner level, not resolved') },
            [ 'What has been done', 'Kept on the ward; consultant told at 16:15' ] ]),
    sent => [ "ack $nurse", (map { "notice $_" } @everyone), @alarm ]);
my $reference = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
my $ack = words(substr $to{$nurse}{text}, 0, 900);
like($ack, qr/$_/i, "the answer begins with what to do now: $_") for '999', 'designated (?:safeguarding )?lead', 'this mailbox is not';
my $case = $story->case('2026-03-20T16:52');
is($case->{stage}{id}, 'C3', 'line managers and leads');
is_deeply($case->{agencies}, { raising => 'fenedge', challenged => 'csc' }, 'the misspelt agency is understood');
is_deeply($case->{candidates}, [], 'and holds nothing up');
my %due = map { ($_ => 1) } dues($case, 'immediate');
is_deeply([ keys %due ], ['2026-03-20T16:52:00+00:00'], 'immediate: from the time of receipt') or diag(explain($case->{dates}));
is_deeply(date_kinds($case), ['immediate'], 'and no other date');
my ($at_once) = grep { $_->{kind} eq 'immediate' } @{ $case->{dates} };
like($at_once && $at_once->{why}, qr/immediate|at once/i, 'which says why');
my %role = map { ($_->{to} => $_->{role}) } grep { $_->{template} =~ /^notice/ } @{ $case->{sent} };
is_deeply({ map { ($_ => $role{$_}) } @everyone }, { $holm => 'designated_safeguarding_lead', $lead => 'designated_safeguarding_lead',
    $kowal => 'named_doctor', $ashgrove => 'named_nurse', $oduya => 'consultant_social_worker' }, 'who is told, in which role');
is_deeply([ grep { !$role{$_} } map { $_->{email} } @{ $case->{holders} } ], [], 'and nobody holds it who was not told');
for my $alarmed ($office, $duty) {
    unlike($to{$alarmed}{subject}, qr/Linnet|Harrow/, "the alarm's subject names nobody");
    like("$to{$alarmed}{subject} $to{$alarmed}{text}", qr/\Q$reference\E/, 'and the alarm says which case');
}
like(words($to{$office}{text}), qr/organisation disagreed with is misspelt; it was taken to be Children's Social Care: please check/,
    'the office reads that the agency was not written as in the directory');
like($to{$_}{text}, qr/Linnet Harrow.*bruising on both thighs/s, "$_ reads the referral as recorded") for $holm, $lead;
my ($line) = grep { $_->{reference} eq $reference } @{ $story->site->queue('2026-03-20T16:53')->{cases} };
ok($line->{urgent}, 'urgent in the queue');

# 2. 19:30: is anyone there?
@mails = step('2 out of hours', at => '2026-03-20T19:30', opens => 0, urgent => 1, state => 'open', stage => 'C3',
    mail => phone(from => "Calloway Brandreth <$nurse>", to => $cambs, at => '2026-03-20T19:29', reply_to => $to{$nurse}, text => 'Is anyone there?'),
    sent => [ "ack $nurse", $alarm[1] ]);
$ack = words((grep { $_->{to} eq $nurse } @mails)[0]{text});
like(substr($ack, 0, 900), qr/999/, 'the urgent text again');
like($ack, qr/01632 960147/, 'with the number of the emergency duty');
is((grep { $_->{template} =~ /^notice/ } @{ $story->case('2026-03-20T19:30')->{sent} }), scalar @everyone, 'nobody else is told twice');

# 3. 21:05: the other lead
my %evening = (urgent => 1, overdue => 0);
@mails = step('3 agreed by telephone', at => '2026-03-20T21:05', %evening, state => 'closing',
    mail => outlook(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-20T21:03', reply_to => $to{$lead}, text => 'Strategy discussion 19:55. Joint s47.'),
    sent => [ "ack-confirm $lead", "confirm-request $holm", "told $nurse", map { "extract $_" } @everyone ]);
for my $party ($holm, $lead) {
    my $asked = words(join ' ', map { $_->{text} } grep { $_->{to} eq $party && $_->{template} ne 'extract' } @mails);
    like($asked, qr/confirm/i, "$party is asked to confirm");
    like($asked, qr/outstanding/i, 'with what is outstanding');
    like($asked, qr/writ|repl/i, 'in writing');
}
$case = $story->case('2026-03-20T21:05');
is_deeply(owed($case, 'bars'), [ 'written-confirmation csc', 'written-confirmation fenedge' ], 'resolved is not closed: two confirmations are wanted');
is_deeply(owed($case), [ 'originator-told', 'originator-told', 'written-confirmation csc', 'written-confirmation fenedge' ], 'and nothing that this policy does not ask for');
is_deeply([ map { join ' ', $_->{role} // 'leads', $_->{source} } grep { $_->{kind} eq 'originator-told' } @{ $case->{owed} } ], [ 'named_professional 3', 'leads 3' ],
    "the named professional's feedback (3 L111) and the leads' (3 L121) are theirs to give: our mail to the worker is neither");
like(chronology($case), qr/s47|Section 47/i, 'what was agreed is in the chronology');

# Saturday and Sunday
step('3a the weekend', at => '2026-03-22T12:00', %evening, state => 'closing', sent => []);

# 4. Mon 23 Mar: both confirm
my ($to_holm) = grep { $_->{to} eq $holm && $_->{template} ne 'extract' } @mails;
my ($to_lead) = grep { $_->{to} eq $lead && $_->{template} ne 'extract' } @mails;
step('4 the one', at => '2026-03-23T09:10', %evening, state => 'closing', sent => ["ack $holm"],
    mail => apple(from => "Beatrix Holm <$holm>", to => $cambs, at => '2026-03-23T09:08', reply_to => $to_holm,
        text => "Confirmed.\n\nOutstanding: paediatric report, CSC, Wed 25 March"));
is_deeply(owed($story->case('2026-03-23T09:10'), 'bars'), ['written-confirmation csc'], 'one of two');
@mails = step('4 and the other', at => '2026-03-23T09:40', urgent => undef, state => 'closed',
    mail => gmail(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-23T09:37', reply_to => $to_lead,
        text => "I confirm.\n\nOutstanding: paediatric report, CSC, Wed 25 March"),
    sent => [ "ack $lead", "closed $holm", "closed $nurse" ]);
like(words((grep { $_->{to} eq $holm } @mails)[0]{text}), qr/Learning and Improvement activity via QEG or SCR/, 'what is to be learned is asked, in the words of this policy');
$case = $story->case('2026-03-23T09:40');
is_deeply(owed($case, 'bars'), [], 'nothing bars closing any more');
is(scalar @{ $case->{outstanding} }, 1, 'two accounts of one outstanding item are one item') or diag(explain($case->{outstanding}));
my $item = $case->{outstanding}[0] // {};
like($item->{item} // '', qr/paediatric report/i, 'what is outstanding');
like($item->{owner} // '', qr/^csc$|Children's Social Care/i, 'whose it is');
is($item->{due}, '2026-03-25', 'and when it is due');
ok(!$item->{done}, 'which is not done');
is_deeply([ dues($case, 'outstanding') ], ['2026-03-25'], 'it is among the dates');
ok((grep { /^learning\b/ } @{ owed($case) }), 'learning is still asked for') or diag(explain($case->{owed}));

# its day
step('5 the day before', at => '2026-03-24T17:00', urgent => undef, state => 'closed', sent => []);
@mails = step('5 its day', at => '2026-03-25T17:00', urgent => undef, state => 'closed',
    sent => ["reminder $lead"]);
like($_->{text}, qr/25 Mar/, 'the reminder says which date') for @mails;
step('5 and only once', at => '2026-03-26T09:00', urgent => undef, state => 'closed', sent => []);

# the variant: not answered, but said
@mails = step('6 not safe tonight', at => '2026-03-26T18:30', opens => 1, urgent => 1, state => 'provisional', stage => 'C2',
    mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-26T18:27', subject => 'Escalation', text => 'She is not safe tonight.',
        form => nurse_form(harm => '', arose => 'Wed 25 March 2026', decision => 'No further action, told to us on 25 March 2026', safe_by => 'Fri 10 April 2026',
            discussions => '25 March 2026, Anouk Fairweather and Corin Vale, telephone, practitioner level, not resolved')),
    sent => [ "ack $sister", (map { "notice $_" } 'lena.marsden@fenmere.example', 'obi.fenwick@fenmere.example', $oduya), @alarm ]);
my ($to_sister) = grep { $_->{to} eq $sister } @mails;
is($story->case('2026-03-26T18:30')->{missing}[0], 'immediate_harm', 'the question is asked, before all others');
like(words($to_sister->{text}), qr/01632 960147/, 'out of hours with the number to ring');
like(words($to_sister->{text}), qr/still needed.*Is the child at immediate risk of harm/i, 'by its label');
step('6 the next morning', at => '2026-03-27T09:00', urgent => 1, state => 'provisional', stage => 'C2', sent => []);
step('6 a person answers', at => '2026-03-27T09:30', urgent => 0, state => 'open', stage => 'C2',
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-27T09:28', reply_to => $to_sister,
        text => 'Is the child at immediate risk of harm? No'), sent => ["ack $sister"]);
is((grep { $_ eq 'immediate_harm' } @{ $story->case('2026-03-27T09:30')->{missing} }), 0, 'and the question is asked no more');

is_deeply([ grep { /\b(?:child|children|baby|infant|he|she|they)\s+(?:is|are|was|were|will be|has been)\s+(?:now\s+)?safe\b/i } map { $_->{text} } @all ], [],
    'no mail says that a child is safe');
$story->finish;
