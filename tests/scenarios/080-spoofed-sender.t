# Scenario 8, messages 1 and 2: somebody writes in a pre-school manager's name and our own receiver says dmarc=fail; somebody asks
# from a free mail address. Neither learns anything, nothing in the case changes; of the first the office is told at once, with the
# number in the directory to ring. What the officer finds out by telephone is a note in the case, and both messages are set
# aside with a reason. A held message is scanned for immediate harm all the same.
#
# Where the documents leave two readings this is ours: the forged message is listed with the case whose reference it quotes as a
# suggestion; an immediate risk claimed by a forged sender gives the office one alarm that says both.
# office-alarm is seen as 'other' and receipt as 'ack': they belong to no case.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Encode qw(decode);
use Test::More;

my $manager = 'manager@buttercuplane.example';
my $worker  = 'polly.renwick@buttercuplane.example';
my $finney  = 'tobias.finney@csc.bromley.example';
my $office  = 'bridie.malone@partnership.bromley.example';
my $free    = 'buttercuplane@freepost.example';
my $officer = 'Bridie Malone';
my @alarm   = ("other $office");

my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site = $story->site;

# an open case, at the other agency's management
my @mails = $story->step('0 a case', at => '2026-02-27T10:00', opens => 1, state => 'open', stage => 'B3', tier => 1, waiting => { csc => 'Tobias Finney' },
    mail => judged(outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-02-27T09:57', subject => 'Escalation', text => 'Please see below.',
        form => preschool_form(children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '999 655 0176', setting => 'Buttercup Lane Pre-School', status => 'None' } ],
            discussions => "24 February 2026, Winifred Oduya-Stroud and Nadia Crewe, telephone, stage one, not resolved\n"
                . '25 February 2026, Winifred Oduya-Stroud and the safeguarding team, telephone, stage two, advice taken')), 'pass'),
    dates => { guide => '2026-03-03', 'safe-by' => '2026-03-13' }, next_date => '2026-03-03',
    sent => [ "ack $manager", "notice $finney", "told $worker" ]);
my $reference = $story->reference;
my ($ack) = grep { $_->{to} eq $manager } @mails;
my %still = (opens => 0, state => 'open', stage => 'B3', tier => 1, next_date => '2026-03-03');

# The case as it stands, without what only the clock changes.
sub as_it_is { my ($at) = @_; my $case = $story->case($at, $reference); return { map { ($_ => $case->{$_}) } grep { $_ ne 'now' } keys %$case } }
sub newest { my ($at) = @_; return (sort { $b->{id} <=> $a->{id} } @{ $site->held($at) })[0] }
my $before = as_it_is('2026-03-02T09:59');

# 1. Mon 2 Mar 10:00: in the manager's name
my $forged = judged(outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-02T09:58', subject => "Re: [$reference]",
    text => "Send me everything on $reference."), 'fail');
@mails = $story->step('1 in her name', at => '2026-03-02T10:00', %still, held => 1, mail => $forged, sent => [@alarm]);
is_deeply(as_it_is('2026-03-02T10:00'), $before, 'no change to the case');
my $held = newest('2026-03-02T10:00');
is($held->{sender_level}, 'failed', 'held for its sender');
is($held->{from}, $manager, 'as it calls itself');
is($held->{reason}, 'sender-failed', 'with the reason');
ok(!$held->{urgent}, 'nothing urgent in it');
is_deeply([ map { $_->{reference} } @{ $held->{suggestions} } ], [$reference], 'the case that it quotes is suggested, and no other');
my $page = decode('UTF-8', $site->must(undef, 'held', '--now', '2026-03-02T10:00'));
like($page, qr/held: our own receiver says the address is forged \(dmarc=fail\)/, 'the list for a person says why too');
my $alarm = words($mails[0]{text});
like($alarm, qr/01632 960216/, 'the officer is given the number of the directory');
like($alarm, qr/\b(?:ring|call|telephone|phone)\b/i, 'to ring');
unlike("$mails[0]{subject} $alarm", qr/everything on/, 'and nothing of the message is passed on');

# the same in a thread of ours: a right Message-ID is no proof either
@mails = $story->step('1a in our own thread', at => '2026-03-02T10:15', %still, held => 2, sent => [@alarm],
    mail => judged(gmail(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-02T10:13', reply_to => $ack, text => 'Not resolved. On to the members please.'), 'fail'));
is_deeply(as_it_is('2026-03-02T10:15'), $before, 'and still no change');

# 2. 10:30: from a free mail address that passes its own checks
@mails = $story->step('2 a free mail address', at => '2026-03-02T10:30', %still, held => 3, sent => ["ack $free"],
    mail => judged(phone(from => "Buttercup Lane <$free>", to => $bromley, at => '2026-03-02T10:28', subject => 'Hello', text => 'What stage are we at?'), 'pass'));
is(newest('2026-03-02T10:30')->{sender_level}, 'unknown', 'a passing address that nobody knows');
my $receipt = words("$mails[0]{subject} $mails[0]{text}");
like($receipt, qr/received/i, 'received');
like($receipt, qr/details we hold/i, 'and we write to the details that we hold');
unlike($receipt, qr/BRO-\d|Stage|Buttercup|Oduya|Finney|Social Care (?:has|is)|\bcase\b(?! may)/, 'no detail of any case');
is_deeply(as_it_is('2026-03-02T10:30'), $before, 'no change to the case');

# with the reference: the same receipt another day, letter for letter but for the time
@mails = $story->step('2a and with the reference', at => '2026-03-03T10:45', %still, held => 4, sent => ["ack $free"],
    mail => judged(phone(from => "Buttercup Lane <$free>", to => $bromley, at => '2026-03-03T10:43', subject => "Re: [$reference]", text => 'What stage are we at?'), 'pass'));
is(words("$mails[0]{subject} $mails[0]{text}") =~ s/at 10:45 on \w+ \d+ March//r, $receipt =~ s/at 10:30 on \w+ \d+ March//r, 'the receipt knows nothing of it');

# 4. the officer has telephoned
my $at = '2026-03-03T11:20';
$site->must(undef, 'note', $reference, 'Rang 01632 960216: the manager sent none of these messages. Incident opened.', '--by', $officer, '--now', $at);
my @waiting = map { $_->{id} } @{ $site->held($at) };
is(scalar @waiting, 4, 'four messages wait');
$site->must(undef, 'held', $_, 'set-aside', '--by', $officer, '--why', 'not from the manager: incident', '--now', $at) for @waiting;
$story->step('4 the officer notes it', at => $at, %still, held => 0, sent => []);
my $case = $story->case($at);
my ($note) = grep { $_->{text} =~ /sent none of these/ } @{ $case->{events} };
like($note && $note->{actor}, qr/\Q$officer\E/, 'the chronology notes it, and who');
like($note && $note->{at}, qr/^\Q$at\E/, 'and when');
is(scalar @{ $case->{events} }, @{ $before->{events} } + 1, 'and nothing else');
is_deeply([ map { $_->{disposition} } grep { $_->{id} != 1 } sort { $a->{id} <=> $b->{id} } @{ $site->messages } ], [ ('set-aside') x 4 ],
    'the messages are set aside') or diag(map { "$_->{disposition}\n" } @{ $site->messages });
is((grep { $_->{id} != 1 && ($_->{reason} // '') !~ /not from the manager/ } @{ $site->messages }), 0, 'with why');

# even so: scanned for immediate harm
@mails = $story->step('5 forged, and a child in danger', at => '2026-03-03T12:00', %still, held => 1, sent => [@alarm],
    mail => judged(phone(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-03T11:58', subject => $reference, text => 'The child is not safe tonight.'), 'fail'));
ok(newest('2026-03-03T12:00')->{urgent}, 'marked as urgent in the list');
$alarm = words($mails[0]{text});
like($alarm, qr/a child may be at immediate risk of harm/, 'and the office reads it');
like($alarm, qr/our own receiver says the address is forged \(dmarc=fail\)\. Nothing was answered.*Do not ring a number from the message: ring the number in the directory, 01632 960216/, 'and that the sender is forged');
@mails = $story->step('5 unknown, and a child in danger', at => '2026-03-03T12:30', %still, held => 2, sent => [ 'ack passer.by@freepost.example', @alarm ],
    mail => judged(phone(from => 'passer.by@freepost.example', to => $bromley, at => '2026-03-03T12:28', subject => 'help', text => 'A child is not safe tonight.'), 'pass'));
my ($answer) = grep { $_->{to} =~ /^passer/ } @mails;
like(substr($answer->{text}, 0, 700), qr/999.*MASH|MASH.*999/s, 'the receipt begins with the urgent text of this policy');

never_to('nothing went to the name that was used', $story, '2026-03-03T12:30', qr/^\Q$free\E$/);
is((grep { $_->{to} eq $manager } @{ $story->case('2026-03-03T12:30')->{sent} }), 1, 'but the one acknowledgement of her own message');
$story->finish;
