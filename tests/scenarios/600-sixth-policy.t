# A policy that the program has never heard of: five steps, the same working day at one and three working days at another,
# ladders, roles of its own. It runs from tests/sixth alone; no line of C knows it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my %who = map { (/^(\w+)/ => $_) } qw(
    ines.quarrier@ashgrove.example moss.tidewell@ashgrove.example ottoline.crane@ashgrove.example bram.holloway@ashgrove.example
    pearl.adeyinka@ashgrove.example rafe.lindqvist@swithun.example corisande.bell@swithun.example tobit.farrow@swithun.example
    sunniva.rook@swithun.example hesper.vaughn@partnership.marlowvale.example jago.thistlewood@partnership.marlowvale.example
    nadia.orlov@partnership.marlowvale.example ewan.prosser@partnership.marlowvale.example);

my $story = Casegate::Story->new('resolution-2026', files => "$FindBin::Bin/../sixth", originator => $who{ines},
    secrets => [ child_secrets(name => 'Fenella Marsh', dob => '2017-02-03', ids => ['999 123 0001'], phrases => ['taxi never came', 'own taxi']) ]);
my $summary = $story->site->must(undef, 'check');
like($summary, qr/configuration OK\npolicies: 1\nstages: 5\n/, 'check is content with it');

sub form {
    return escalation_form(stage => 'Step A', originator => 'Ines Quarrier', role => 'Teacher', raising => 'Ashgrove Academy',
        contact => $who{ines}, manager => 'Moss Tidewell', challenged => "St Swithun's Hospital", person => 'Rafe Lindqvist',
        opposite => 'Corisande Bell', person => 'Rafe Lindqvist', children => [ { name => 'Fenella Marsh', dob => '3 Feb 2017', ids => '999 123 0001',
            setting => 'Ashgrove', status => 'Looked after' } ],
        harm => 'No', arose => 'Wed 1 April 2026', about => 'Inaction', decision => 'None', reasons => 'Transport to contact',
        problem => 'The taxi never came.', evidence => 'Our log.', outcome => 'An own taxi.', @_);
}

sub says { my ($who, $name, $at, $text, %more) = @_;
    outlook(from => "$name <$who{$who}>", at => $at, subject => 'About ' . $story->reference, text => $text, %more) }

# The office reads what somebody says whose word it is not.
sub set_aside { my ($at) = @_; return $story->site->must(undef, 'held', $story->newest_held($at)->{id}, 'set-aside', '--by', 'Jory Pell', '--why', 'told whose step it is', '--now', $at) }

# Wed 1 April, before Easter: the two workers, today
my @mails = $story->step('1 said', at => '2026-04-01T10:00', opens => 1,
    mail => outlook(from => "Ines Quarrier <$who{ines}>", at => '2026-04-01T09:58', subject => 'Scheme', form => form()),
    state => 'open', stage => 'A', tier => undef, missing => undef, dates => { 'same-day' => '2026-04-01T16:30:00+01:00' },
    waiting => { stswithun => 'Rafe Lindqvist' }, sent => [ "ack $who{ines}" ]);
my $reference = $story->reference;
like($reference, qr/^MVR-26-/, 'its own prefix');
my ($ack) = grep { $_->{to} eq $who{ines} } @mails;
like($ack->{text}, qr/^If a child may be in danger today, call 999 or the Vale duty desk/, 'its own urgent text');

# her manager may not move it: only she may (section 4)
$story->step('2 the manager asks', at => '2026-04-01T11:00', mail => says('moss', 'Moss Tidewell', '2026-04-01T10:59', 'Not resolved. Please escalate.'),
    state => 'open', stage => 'A', held => 1, sent => ["ack $who{moss}"]);
set_aside('2026-04-01T11:00');

# the day is over
$story->step('3 a minute before', at => '2026-04-01T16:29', state => 'open', stage => 'A', sent => []);
$story->step('3 the day is over', at => '2026-04-01T16:30', state => 'open', stage => 'A', overdue => 1, sent => []);

# Thu 2 April: up the ladders, each its own; three working days over Easter
@mails = $story->step('4 up', at => '2026-04-02T09:00', mail => says('ines', 'Ines Quarrier', '2026-04-02T08:59', 'Not resolved.'),
    state => 'open', stage => 'B', tier => 1, waiting => { ashgrove => 'Moss Tidewell', stswithun => [ 'Corisande Bell', 'Tobit Farrow' ] },
    sent => [ "ack $who{ines}", "notice $who{moss}", "notice $who{corisande}", "notice $who{tobit}" ],
    dates => { maximum => { due => '2026-04-09', why => qr/3 working days from Thu 2 Apr 2026, skipping Fri 3 Apr \(Good Friday\), Mon 6 Apr \(Easter Monday\)/ } });

# the next rung of each ladder: the hospital's is at its end
$story->step('5 second rung', at => '2026-04-07T09:00', mail => says('corisande', 'Corisande Bell', '2026-04-07T08:59', 'Not resolved.'),
    state => 'open', stage => 'B', tier => 2, waiting => { ashgrove => 'Ottoline Crane', stswithun => 'Sunniva Rook' },
    sent => [ "ack $who{corisande}", "notice $who{ottoline}", "notice $who{sunniva}", "told $who{ines}" ]);
my $case = $story->case('2026-04-07T09:00');
is((grep { $_->{kind} eq 'maximum' && $_->{due} eq '2026-04-09' } @{ $case->{dates} }), 1, 'a rung within the step starts no new clock');

# past the limit: late, and nothing else happens
$story->step('6 past three days', at => '2026-04-09T16:30', state => 'open', stage => 'B', overdue => 1, sent => []);

# the school's ladder ends: both its heads, of whom any answer counts
$story->step('7 both heads', at => '2026-04-10T10:00', mail => says('ottoline', 'Ottoline Crane', '2026-04-10T09:59', 'Not resolved.'), overdue => 1,
    state => 'open', stage => 'B', tier => 3, waiting => { ashgrove => [ 'Bram Holloway', 'Pearl Adeyinka' ], stswithun => 'Sunniva Rook' },
    sent => [ "ack $who{ottoline}", "notice $who{bram}", "notice $who{pearl}", "told $who{ines}", "notice $who{sunniva}" ]);

# Mon 13 April: conciliation, to be heard the same day; the looked-after child's notice goes to this policy's role
@mails = $story->step('8 conciliation', at => '2026-04-13T11:00', mail => says('sunniva', 'Sunniva Rook', '2026-04-13T10:59', 'Not resolved.'),
    state => 'open', stage => 'C', tier => undef, waiting => { partnership => 'Hesper Vaughn' },
    sent => [ "ack $who{sunniva}", "notice $who{hesper}", "told $who{ines}", "status $who{ewan}" ]);
my ($status) = grep { $_->{to} eq $who{ewan} } @mails;
like($status->{text}, qr/Fenella Marsh.*looked after/si, 'child and status');
ok((grep { $_->{kind} eq 'same-day' && $_->{due} eq '2026-04-13T16:30:00+01:00' } @{ $story->case('2026-04-13T11:00')->{dates} }), 'heard today');

# nobody but the conciliator ends it here: the school may not
$story->step('9 the school says so', at => '2026-04-13T12:00', mail => says('bram', 'Bram Holloway', '2026-04-13T11:59', 'This is resolved.'),
    state => 'open', stage => 'C', held => 1, sent => ["ack $who{bram}"]);
set_aside('2026-04-13T12:00');
$story->step('10 not conciliated', at => '2026-04-13T15:00', mail => says('hesper', 'Hesper Vaughn', '2026-04-13T14:59', 'Not resolved.'),
    state => 'open', stage => 'D', waiting => { partnership => 'Jago Thistlewood' },
    sent => [ "ack $who{hesper}", "notice $who{jago}", "told $who{ines}" ]);
$story->step('11 read', at => '2026-04-15T10:00', mail => says('jago', 'Jago Thistlewood', '2026-04-15T09:59', 'Not resolved. Please escalate.'),
    state => 'open', stage => 'E', waiting => { partnership => 'Nadia Orlov' },
    sent => [ "ack $who{jago}", "notice $who{nadia}", "told $who{ines}" ]);

# only the executive decides; the one who said it is told at once, which is all that this policy owes, so it is closed
$story->step('12 the scrutineer decides', at => '2026-04-15T11:00', mail => says('jago', 'Jago Thistlewood', '2026-04-15T10:59', 'I have decided: an own taxi.'),
    state => 'open', stage => 'E', sent => ["ack $who{jago}"]);
@mails = $story->step('13 decided', at => '2026-04-16T10:00', mail => says('nadia', 'Nadia Orlov', '2026-04-16T09:59', 'I have decided: the hospital pays for an own taxi.'),
    state => 'closed', stage => 'E', owed => [],
    sent => [ "ack $who{nadia}", "resolved $who{bram}", "resolved $who{pearl}", "resolved $who{sunniva}", "told $who{ines}" ]);

$story->finish;
