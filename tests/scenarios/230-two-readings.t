# Hedged and contradictory words: recorded, held with both readings and what each would lead to, acted on by nobody but the
# office, which chooses in its own words. A reason that says neither files the message and moves nothing. The clocks count
# from when the message came, not from when it was read.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $rowan = 'rowan.achterberg@limetree.example';
my $dacre = 'sunniva.dacre@csc.warrington.example';
my $marchbank = 'odette.marchbank@education.warrington.example';
my $idowu = 'marlon.idowu@csc.warrington.example';
my $story = Casegate::Story->new('warrington-2021', originator => 'esme.fallow@limetree.example',
    secrets => [ child_secrets(name => 'Ansel Birkett', dob => '2014-05-06', ids => ['999 203 1182'], phrases => ['no visit since']) ]);

sub opened {
    my ($at, $name, $dob, $ids) = @_;
    my @mails = $story->step("$name opens", at => $at, opens => 1, state => 'open', stage => 'W2', held => undef,
        mail => outlook(from => "Rowan Achterberg <$rowan>", at => $at, subject => 'Escalation', text => '', form => escalation_form(
            policy => 'WSCB', stage => 'Managers', originator => 'Esme Fallow', role => 'Head of Year', raising => 'Lime Tree High School',
            contact => 'esme.fallow@limetree.example', manager => 'Rowan Achterberg', challenged => "Children's Social Care", person => 'Brodie Lacey',
            opposite => 'Sunniva Dacre', children => [ { name => $name, dob => $dob, ids => $ids, setting => 'Lime Tree High School', status => 'None' } ],
            arose => 'Tue 10 March 2026', about => 'Inaction', decision => 'None', reasons => 'Level of communication', problem => 'There was no visit since January.',
            evidence => 'Our log.', outcome => 'A visit.', safe_by => 'Fri 27 March 2026',
            discussions => '10 March 2026, Esme Fallow and Brodie Lacey, telephone, practitioner, not resolved')),
        sent => [ "ack $rowan", "notice $dacre" ]);
    return ($story->reference, map { $_->{to} eq $dacre ? $_ : () } @mails);
}

my ($first, $to_dacre) = opened('2026-03-10T09:00', 'Ansel Birkett', '6/5/2014', '999 203 1182');
my $hedged = outlook(from => "Sunniva Dacre <$dacre>", at => '2026-03-10T11:00', reply_to => $to_dacre,
    text => "I hope this is more or less resolved, though we have not agreed the dates yet.");
$story->step('hedged', at => '2026-03-10T11:01', mail => $hedged, state => 'open', stage => 'W2', held => 1, sent => ["ack $dacre"]);
my $held = $story->newest_held('2026-03-10T11:01');
is($held->{reason}, 'unclear-outcome', 'held for what it says of the outcome');
my ($resolved, $unresolved) = map { $_->{why} } @{ $held->{suggestions} };
is_deeply([ map { $_->{reference} } @{ $held->{suggestions} } ], [ $first, $first ], 'two readings of the one case');
like($resolved, qr/^read as 'resolved': it closes once what is owed is done \(section 2, paragraph 3\).*held $held->{id} link \Q$first\E --why 'resolved'/,
    'one, what follows, and how it is chosen');
like($unresolved, qr/^read as 'not resolved': it goes to Representatives \(section 2, paragraph 4\).*--why 'not resolved'/, 'and the other');

$story->office('2026-03-10T16:10', 'Theo Banks', 'held', $held->{id}, 'link', $first, '--why', 'telephoned her: not resolved');
$story->step('the office reads: not resolved', at => '2026-03-10T16:10', answers => $hedged, state => 'open', stage => 'W3',
    sent => [ "ack $dacre", "notice $marchbank", "notice $idowu" ]);
my $case = $story->case('2026-03-10T16:10');
is((grep { $_->{kind} eq 'received' && ($_->{message} // '') eq sha256_hex($hedged->{raw}) } @{ $case->{events} }), 1, 'what it says is recorded once');
ok((grep { $_->{actor} =~ /Theo Banks/ && $_->{text} =~ /telephoned her/ } @{ $case->{events} }), 'and who read it so');

$story->step('its evening', at => '2026-03-10T17:00', state => 'open', stage => 'W3', overdue => 1, sent => ["delay-record $rowan"]);

# the form says one thing, the words another; read as resolved after five, counted from when it came
my ($second, $notice) = opened('2026-03-11T09:00', 'Corin Dale', '7/8/2013', '999 310 4426');
my $both = gmail(from => "Sunniva Dacre <$dacre>", at => '2026-03-11T16:30', reply_to => $notice,
    text => "We could not agree today.\n\nOutcome: Resolved\nHow agreed: telephone");
$story->step('the form against the words', at => '2026-03-11T16:31', mail => $both, reference => $second, state => 'open', stage => 'W2', held => 1, sent => ["ack $dacre"]);
$story->step('five o’clock', at => '2026-03-11T17:00', reference => $second, state => 'open', stage => 'W2', held => 1, overdue => 1, sent => ["delay-record $rowan"],
    owed => [ 'delay-assurance limetree', 'delay-reasons limetree' ]);
$held = $story->newest_held('2026-03-11T17:00');
is(scalar @{ $held->{suggestions} }, 2, 'again two readings');
$story->office('2026-03-11T17:20', 'Theo Banks', 'held', $held->{id}, 'link', $second, '--why', 'resolved');
$story->step('read as resolved, by the office', at => '2026-03-11T17:20', answers => $both, reference => $second, state => 'closing', stage => 'W2', held => 0,
    sent => ["ack|confirm-request $dacre"], may => [ map { "resolved|confirm-request $_" } $rowan, $dacre ]);
$case = $story->case('2026-03-11T17:20', $second);
is($case->{state}, 'closing', 'read as resolved');
is_deeply([ map { $_->{met} } grep { $_->{kind} eq 'same-day' } @{ $case->{dates} } ], [ JSON::PP::true ], 'it came in time');
is((grep { /^delay-/ } Casegate::Story::owed_of($case)), 0, 'and owes no reasons for a delay');
ok(!(grep { $_->{reference} eq $second } @{ $story->site->queue('2026-03-11T17:20', '--overdue')->{cases} }), 'it is not late');

# filed, and no more
my ($third, $note) = opened('2026-03-12T09:00', 'Merrin Oake', '9/10/2012', '999 415 7736');
$story->step('hedged again', at => '2026-03-12T10:00', reference => $third, state => 'open', stage => 'W2', held => 1, sent => ["ack $dacre"],
    mail => phone(from => "Sunniva Dacre <$dacre>", at => '2026-03-12T09:58', reply_to => $note, text => 'Is this resolved?'));
$held = $story->newest_held('2026-03-12T10:00');
$story->office('2026-03-12T10:05', 'Theo Banks', 'held', $held->{id}, 'link', $third, '--why', 'a question, answered by telephone');
$story->step('filed', at => '2026-03-12T10:05', reference => $third, state => 'open', stage => 'W2', held => 0, sent => []);

# what waited while the case went on was meant for the stage before
$story->step('a colleague of the school', at => '2026-03-12T10:10', reference => $third, state => 'open', stage => 'W2', held => 1, sent => ['ack head.of.year@limetree.example'],
    mail => gmail(from => 'New Head <head.of.year@limetree.example>', at => '2026-03-12T10:09', subject => $third, text => 'Not resolved, as far as we can see.'));
my $before = $story->newest_held('2026-03-12T10:10');
$story->step('the managers move it', at => '2026-03-12T11:00', reference => $third, state => 'open', stage => 'W3', held => 1,
    mail => phone(from => "Rowan Achterberg <$rowan>", at => '2026-03-12T10:58', subject => $third, text => 'Managers have not agreed.'),
    sent => [ "ack $rowan", "notice $marchbank", "notice $idowu" ]);
$story->office('2026-03-12T11:30', 'Theo Banks', 'held', $before->{id}, 'link', $third, '--why', 'known to us');
$story->step('not once more', at => '2026-03-12T11:30', reference => $third, state => 'open', stage => 'W3', held => 0, sent => []);
$story->finish;
