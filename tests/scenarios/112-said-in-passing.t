# What is only said in passing changes no record: a conference that is asked for, a plan that is considered and a status that is
# denied are no status of the child; the day of what was agreed is not the day on which it was agreed.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $manager = 'manager@buttercuplane.example';
my $worker  = 'polly.renwick@buttercuplane.example';
my $dsl     = 'greer.halliwell@buttercuplane.example';
my $finney  = 'tobias.finney@csc.bromley.example';
my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => \@preschool_secrets);
my %manager = (from => "Winifred Oduya-Stroud <$manager>", to => $bromley);

my @mails = $story->step('in need', at => '2026-03-02T09:00', opens => 1, state => 'open', stage => 'B3',
    mail => outlook(%manager, at => '2026-03-02T08:57', subject => 'Escalation', text => 'Please see below.',
        form => preschool_form(children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '999 655 0176', setting => 'Buttercup Lane Pre-School', status => 'Child in need' } ])),
    sent => [ "ack $manager", "notice $finney", "told $worker" ]);
my ($ack) = grep { $_->{to} eq $manager } @mails;

my $day = 2;
for my $text ('I request a CP conference for Perrin.', 'We want a child protection plan for Perrin.', 'Perrin is not looked after.', 'Should Perrin be looked after?') {
    $day++;
    my @guide = $day == 4 ? "prompt $manager" : (); # the date passed the evening before
    $story->step($text, at => "2026-03-0${day}T10:00", state => 'open', stage => 'B3', sent => [ "ack $manager", @guide ],
        mail => apple(%manager, at => "2026-03-0${day}T09:57", reply_to => $ack, text => $text));
    is_deeply($story->case("2026-03-0${day}T10:00")->{children}[0]{status}, ['cin'], 'the status stays');
}
$story->step('what is said counts', at => '2026-03-09T10:00', state => 'open', stage => 'B3', sent => [ "ack $manager", "status $dsl" ],
    mail => apple(%manager, at => '2026-03-09T09:57', reply_to => $ack, text => 'Perrin is now looked after.'));
is_deeply($story->case('2026-03-09T10:00')->{children}[0]{status}, [ 'cin', 'looked_after' ], 'the status is recorded, beside what was known');

$story->step('agreed', at => '2026-03-10T10:00', state => 'closing', 
    sent => [ "ack $finney", "resolved $manager", "extract $manager", "extract $finney", "told $worker" ],
    mail => apple(from => "Tobias Finney <$finney>", to => $bromley, at => '2026-03-10T09:57', reply_to => (grep { $_->{to} eq $finney } @mails)[0],
        text => 'Agreed by phone 09:30: visit tomorrow.'));
is($story->case('2026-03-10T10:00')->{discussions}[-1]{date}, '2026-03-10', 'agreed on the day, and not on that of the visit');
$story->finish;
