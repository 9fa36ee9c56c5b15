# Scenario 3: a manager with two open cases writes without a reference. An answer to our own mail finds its case by that mail's id;
# a new mail that fits two cases waits for a person and stands in neither; a reference quoted by somebody who is no party opens
# nothing and tells nothing. At five the same-day clock (3 L50) has ended: the escalating agency is asked for its reasons and
# its manager's assurance (3 L52), once; the five working days (3 L54) run on, and passing them is shown, not mailed.
#
# The case that Rowan has besides (B) is made first, by a message of the day before; it has its own evening. Steps 6 to 8 go on
# where the story stops: the answer to what was asked, and both maxima.
#
# Who is told: Warrington does not tell the originator, so the worker who raised A and B (Esme Fallow) hears nothing at any time;
# Rowan is her line manager and Lime Tree's lead in one person and gets one mail a message.
#
# Readings accepted: whom the case waits for after 'partly' (either manager); whether an officer's linking of a held message
# is answered by an acknowledgement; whether the list of what waits offers A for the message of a stranger who quotes it (nobody, or A).
# The wording of a same-day date's why is nowhere fixed: it must name the day it runs from, as every other why does.
# Names assumed: 'response' (notice-response: the note to the other side that an answer came), 'delay-record' (reasons and assurance),
# 'which-case', 'receipt'; owed: delay-reasons, delay-assurance.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA qw(sha256_hex);
use JSON::PP;
use Test::More;

my $rowan = 'rowan.achterberg@limetree.example';
my $dacre = 'sunniva.dacre@csc.warrington.example';
my $marr  = 'zadie.marr@milllane.example';
my $fallow = 'esme.fallow@limetree.example';
my $stranger = 'passer.by@freepost.example';

my $story = Casegate::Story->new('warrington-2021',
    originator => $fallow,
    secrets => [
        child_secrets(name => 'Tobin Marlowe', dob => '2011-02-03', ids => ['999 110 2744'],
            phrases => ['fourteen days of school', 'initial conference', 'Brodie Lacey']),
        child_secrets(name => 'Tilda Merrick', dob => '2013-10-28', ids => ['999 320 5184'],
            phrases => ['sleeping at a friend', 'one key worker']),
        qr/school nurse/i,
    ]);

sub form {
    return escalation_form(
        policy => 'Warrington Safeguarding Partnership', stage => 'Managers', originator => 'Esme Fallow', role => 'Head of Year 10',
        raising => 'Lime Tree High School', contact => "$fallow, 01632 960190", manager => 'Rowan Achterberg', challenged => "Children's Social Care",
        person => 'Brodie Lacey', about => 'Decision', safe_by => 'Fri 27 March 2026', @_,
    );
}

# What a case holds, to be compared with itself later.
sub record { my ($at, $reference) = @_; my $case = $story->case($at, $reference); return { map { $_ => $case->{$_} } qw(state stage fields events sent children) } }
sub holds { my ($at, $reference, $what) = @_; return JSON::PP->new->encode($story->case($at, $reference)) =~ /$what/ }

# Mon 9 Mar 10:00: case B, against the same manager, who is found by her area
$story->step('B', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'W2', tier => undef, missing => [],
    mail => gmail(from => "Rowan Achterberg <$rowan>", at => '2026-03-09T09:56', subject => 'Escalation to managers', text => 'Our escalation form is below.',
        form => form(area => 'North', arose => 'Mon 9 March 2026', decision => 'Three workers in six weeks, told to us on 9 March',
            reasons => 'Respective roles and responsibilities', problem => 'Nobody knows who is responsible; the girl is sleeping at a friend’s.',
            evidence => 'Our record of calls since January.', outcome => 'One key worker, named today.',
            discussions => '9 March 2026, Esme Fallow and Brodie Lacey, telephone, practitioner, not resolved',
            children => [ { name => 'Tilda Merrick', dob => '28/10/2013', ids => '999 320 5184', setting => 'Lime Tree High School', status => 'Child in Need' } ])),
    waiting => { csc => 'Sunniva Dacre' }, owed => [],
    dates => {
        'same-day' => { due => '2026-03-09T17:00:00+00:00', met => 'open', why => qr/Mon 9 Mar/ },
        maximum => { due => '2026-03-16', met => 'open', why => qr/5 working days from Mon 9 Mar 2026.*Mon 16 Mar/ },
    },
    next_date => qr/^2026-03-09/, sent => [ "ack $rowan", "notice $dacre" ]);
my $case_b = $story->reference;
like($case_b, qr/^WAR-26-/, "the policy's prefix");
$story->step('B, its evening', at => '2026-03-09T17:00', state => 'open', stage => 'W2', overdue => 1, sent => ["delay-record $rowan"],
    owed => [ 'delay-assurance limetree', 'delay-reasons limetree' ]);

# 1. Tue 10 Mar 09:20: case A, should a conference be convened
my @mails = $story->step('1 A', at => '2026-03-10T09:20', opens => 1, state => 'open', stage => 'W2', tier => undef, missing => [],
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T09:17', subject => 'Escalation: managers please', table => 1,
        text => "Good morning,\n\nwe ask the managers to look at this today.\n\nRowan Achterberg\nDesignated Safeguarding Lead, Lime Tree High School",
        form => form(opposite => 'Sunniva Dacre', arose => 'Tue 10 March 2026', decision => 'No conference, told to us this morning',
            reasons => 'Whether a case conference should be convened', problem => 'The boy has missed fourteen days of school and no conference is planned.',
            evidence => "Nature: absences without a reason, tired and hungry when seen.\nSource: our attendance record.",
            outcome => 'That an initial conference is convened within ten days.',
            discussions => '10 March 2026, Esme Fallow and Brodie Lacey, telephone, practitioner, not resolved',
            children => [ { name => 'Tobin Marlowe', dob => '03/02/2011', ids => '999 110 2744', setting => 'Lime Tree High School', status => 'Child in Need' } ])),
    waiting => { csc => 'Sunniva Dacre' }, owed => [],
    dates => {
        'same-day' => { due => '2026-03-10T17:00:00+00:00', met => 'open', why => qr/Tue 10 Mar/ },
        maximum => { due => '2026-03-17', met => 'open', why => qr/5 working days from Tue 10 Mar 2026.*Tue 17 Mar/ },
    },
    next_date => qr/^2026-03-10/, sent => [ "ack $rowan", "notice $dacre" ]);
my $case_a = $story->reference;
my %to = map { ($_->{to} => $_) } @mails;
my $ack_a = $to{$rowan};
like($to{$rowan}{subject}, qr/\Q$case_a\E/, 'the reference stands in the subject of the acknowledgement');
like($to{$rowan}{text}, qr/Tue 10 Mar/, 'which says the next date');
unlike("$to{$rowan}{subject}$to{$rowan}{text}", qr/\Q$case_b\E/, 'and nothing of the other case');
like($to{$dacre}{text}, qr/Tobin Marlowe.*fourteen days of school.*initial conference/s, 'the other manager reads the referral as recorded');
is_deeply($story->case('2026-03-10T09:20')->{agencies}, { raising => 'limetree', challenged => 'csc' }, 'the two agencies');
is($story->case('2026-03-10T09:20')->{originator}{email}, $fallow, 'the originator is the worker, not who wrote');

# 2. 11:05: "RE: this morning". She deleted what was quoted, and no reference is left but in our own mail's id.
my $b_before = record('2026-03-10T11:04', $case_b);
my $answer = outlook(from => "Sunniva Dacre <$dacre>", at => '2026-03-10T11:03', reply_to => { %{ $to{$dacre} }, subject => 'this morning', text => '' },
    subject => 'RE: this morning', text => "Rowan,\n\nManager's response: Partly. We will hold a professionals meeting on Thursday and look at a conference then.\n\nSunniva");
unlike($answer->{raw}, qr/Subject:.*WAR-/, 'no reference in the subject');
my $explained = $story->explained($answer, '2026-03-10T11:05');
is_deeply([ @$explained{qw(case matched_by)} ], [ $case_a, 'reply-id' ], "2: found by our own mail's id");
is_deeply([ @{ $explained->{sender} }{qw(level agency)} ], [ 'verified-role', 'csc' ], '2: from a known role of a party');
@mails = $story->step('2 this morning', at => '2026-03-10T11:05', opens => 0, mail => $answer, reference => $case_a, state => 'open', stage => 'W2',
    sent => [ "ack $dacre", "response $rowan" ], owed => []);
%to = map { ($_->{to} => $_) } @mails;
like($to{$dacre}{subject}, qr/\Q$case_a\E/, '2: the acknowledgement gives her the reference');
like($to{$rowan}{subject}, qr/\Q$case_a\E/, '2: so does the note to Rowan');
like($to{$rowan}{text}, qr/partly/i, '2: which says what was answered');
my $case = $story->case('2026-03-10T11:05', $case_a);
like($case->{fields}{response}{value}, qr/^partly/i, '2: the response is recorded');
ok(@{ $case->{waiting_for} } && !(grep { ($_->{name} // '') !~ /^(?:Rowan Achterberg|Sunniva Dacre)$/ } @{ $case->{waiting_for} }), '2: it waits for the managers');
is_deeply(record('2026-03-10T11:05', $case_b), $b_before, '2: B is as it was');

# 3. 13:30: a new mail, initials only, and both children have them
my $update = phone(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T13:28', subject => 'update', text => 'T.M. was seen by the school nurse at noon. Nothing else to add for now.');
my $a_before = record('2026-03-10T13:29', $case_a);
my @receipt = $story->step('3 an update', at => '2026-03-10T13:30', opens => 0, mail => $update, reference => $case_a, held => 1, state => 'open', stage => 'W2',
    sent => ["ack|which-case $rowan"]);
like($receipt[0]{text}, qr/Which case\?.*reference/is, '3: Which case? Reply with the reference');
like($receipt[0]{subject}, qr/which case/i, '3: in the subject too');
unlike("$receipt[0]{subject}$receipt[0]{text}", qr/WAR-\d/, '3: and names none');
is_deeply(record('2026-03-10T13:30', $case_a), $a_before, '3: not in A');
is_deeply(record('2026-03-10T13:30', $case_b), $b_before, '3: not in B');
my $held = $story->newest_held('2026-03-10T13:30');
is_deeply([ sort map { $_->{reference} } @{ $held->{suggestions} } ], [ sort $case_a, $case_b ], '3: the officer sees both');
is((grep { ($_->{why} // '') eq '' } @{ $held->{suggestions} }), 0, '3: each with its why');
is_deeply([ @$held{qw(from sender_level)} ], [ $rowan, 'verified-role' ], '3: who wrote');
ok($held->{reason}, '3: and why it waits');
ok(!$held->{urgent}, '3: not urgent');

# 13:52: the officer knows
$story->office('2026-03-10T13:52', 'Theo Banks', 'held', $held->{id}, 'link', $case_a, '--why', 'asked Rowan on the telephone');
$story->step('3a linked', at => '2026-03-10T13:52', answers => $update, reference => $case_a, state => 'open', stage => 'W2', sent => [], may => ["ack $rowan"]);
my ($message) = grep { $_->{sha256} eq sha256_hex($update->{raw}) } @{ $story->site->messages };
is_deeply([ @$message{qw(disposition case)} ], [ 'case', $case_a ], '3a: it belongs to A now');
ok((grep { ($_->{message} // '') eq $message->{sha256} } @{ $story->case('2026-03-10T13:52', $case_a)->{events} }), "3a: and stands in A's chronology");
ok(holds('2026-03-10T13:52', $case_a, 'Theo Banks'), '3a: with who linked it');
ok(holds('2026-03-10T13:52', $case_a, 'asked Rowan on the telephone'), '3a: and why');
is_deeply(record('2026-03-10T13:52', $case_b), $b_before, '3a: B is as it was');

# 4. 14:10: a nursery that is no party quotes the right reference; a stranger who quotes none
$a_before = record('2026-03-10T14:09', $case_a);
@mails = $story->step('4 no party', at => '2026-03-10T14:10', opens => 0, reference => $case_a, held => 1, state => 'open', stage => 'W2',
    mail => outlook(from => "Zadie Marr <$marr>", at => '2026-03-10T14:07', subject => "Re: $case_a", text => 'We know the family too. What was decided? Not resolved from our side.'),
    sent => ["ack|receipt $marr"]);
my ($to_marr) = @mails;
$held = $story->newest_held('2026-03-10T14:10');
is($held->{from}, $marr, '4: held');
like($held->{reason}, qr/part(?:y|ies)/i, '4: because the sender is no party');
is((grep { $_->{reference} ne $case_a } @{ $held->{suggestions} }), 0, '4: no other case is offered');
is_deeply(record('2026-03-10T14:10', $case_a), $a_before, '4: nothing was merged into A');
is_deeply(record('2026-03-10T14:10', $case_b), $b_before, '4: nor into B');
@mails = $story->step('4a a stranger', at => '2026-03-10T14:10', opens => 0, reference => $case_a, held => 2, state => 'open', stage => 'W2',
    mail => gmail(from => $stranger, at => '2026-03-10T14:08', subject => 'Hello', text => 'Is anybody there?'), sent => ["ack|receipt $stranger"]);
is_deeply([ @$to_marr{qw(subject text)} ], [ @{ $mails[0] }{qw(subject text)} ], '4: the receipt is the one that anybody gets');
unlike("$to_marr->{subject}$to_marr->{text}", qr/WAR-\d|\bcase\b/i, '4: and confirms no case');

# 5. 17:00: the same-day clock ends
$story->step('5 a minute before', at => '2026-03-10T16:59', reference => $case_a, held => 2, state => 'open', stage => 'W2', owed => [], sent => [],
    dates => { 'same-day' => { due => '2026-03-10T17:00:00+00:00', met => 'open' } });
@mails = $story->step('5 five o’clock', at => '2026-03-10T17:00', reference => $case_a, held => 2, state => 'open', stage => 'W2', overdue => 1,
    owed => [ 'delay-assurance limetree', 'delay-reasons limetree' ], sent => ["delay-record $rowan"],
    dates => { 'same-day' => { due => '2026-03-10T17:00:00+00:00', met => 'no' }, maximum => { due => '2026-03-17', met => 'open' } });
my $asked = $mails[0] // $ack_a;
like($asked->{subject}, qr/\Q$case_a\E/, '5: about A');
like($asked->{text}, qr/Reasons for (?:taking over a day|delay)/, '5: the reasons are asked by label');
like($asked->{text}, qr/assurance of safety/i, "5: and the manager's assurance");
$case = $story->case('2026-03-10T17:00', $case_a);
is((grep { $_->{bars_closing} } @{ $case->{owed} }), 0, '5: neither bars closing');
is((grep { ($_->{source} // '') !~ /3/ } @{ $case->{owed} }), 0, '5: both cite the section');
$story->step('5 and only once', at => '2026-03-10T17:30', reference => $case_a, held => 2, state => 'open', stage => 'W2', overdue => 1, sent => []);
is((grep { $_->{overdue} } @{ $story->site->queue('2026-03-10T17:30', '--overdue')->{cases} }), 2, '5: A and B are in the list of the late');

# 6. The reasons and the assurance, by reply
$story->step('6 the delay is explained', at => '2026-03-10T17:45', reference => $case_a, held => 2, state => 'open', stage => 'W2', overdue => 1, owed => [],
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T17:42', reply_to => $asked, text => 'Please see below.',
        form => [ [ 'Reasons for delay', 'The managers meet on Thursday with the health visitor.' ], [ "Manager's assurance of safety", 'Rowan Achterberg, 10 March 2026' ] ]),
    sent => ["ack $rowan"], dates => { 'same-day' => { due => '2026-03-10T17:00:00+00:00', met => 'no' } });
ok(holds('2026-03-10T17:45', $case_a, 'managers meet on Thursday'), '6: the reasons are on the record');
is_deeply([ sort map { $_->{kind} } @{ $story->case('2026-03-10T17:45', $case_b)->{owed} } ], [ 'delay-assurance', 'delay-reasons' ], '6: of A only; B still owes its own');

# 7, 8. Five working days are up, for B and for A: late, and nobody is written to
$story->step('7 B past its maximum', at => '2026-03-17T09:00', reference => $case_b, held => 2, state => 'open', stage => 'W2', overdue => 1, sent => [],
    dates => { maximum => { due => '2026-03-16', met => 'no' } });
is((grep { $_->{kind} eq 'maximum' && defined $_->{met} } @{ $story->case('2026-03-17T09:00', $case_a)->{dates} }), 0, '7: A not yet');
$story->step('8 A past its maximum', at => '2026-03-18T09:00', reference => $case_a, held => 2, state => 'open', stage => 'W2', overdue => 1, sent => [],
    dates => { maximum => { due => '2026-03-17', met => 'no' } });
is((grep { $_->{to} eq $fallow } map { @{ $story->case('2026-03-18T09:00', $_)->{sent} } } $case_a, $case_b), 0, 'the originator was never written to');
$story->finish;
