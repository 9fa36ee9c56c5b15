# Bromley, Stage Two (L31a, L31b): a request for advice inside a case is the office's to see; advice that is given is recorded and
# reaches the manager who asked, and then nobody waits for the advisers any longer. Thanks and half words are no advice.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($manager, $worker, $dsl) = map { "$_\@buttercuplane.example" } 'manager', 'polly.renwick', 'greer.halliwell';
my ($office, $team) = ('bridie.malone@partnership.bromley.example', 'safeguarding.team@csc.bromley.example');
my @from = (from => "Winifred Oduya-Stroud <$manager>", to => $bromley);
my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site = $story->site;

my @mails = $story->step('Stage One', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'B1',
    mail => outlook(@from, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see below.',
        form => preschool_form(arose => 'Mon 2 March 2026', decision => 'Told to us on 2 March', stage => 'Stage One', discussions => 'None yet')),
    sent => [ "ack $manager", "told $worker" ]);
my ($ack) = grep { $_->{to} eq $manager } @mails;

# ---- asked for in ordinary words ----
my $n = 0;
for my $text ('Please could you advise us what to do next?',
    'Can we speak to someone at the partnership about this?', 'Please ring me, 01632 960216.', 'Stage one done, no joy. Stage two please', 'We are now escalating to Tobias Finney',
    'Spoke to Nadia on the phone today, they wont change their mind. Can we have some advice please') {
    my $at = sprintf '2026-03-02T11:%02d', $n++;
    $story->step($text, at => $at, state => 'open', stage => 'B1', held => 1, mail => apple(@from, at => $at, reply_to => $ack, text => $text), sent => [], may => [ "ack $manager", "office-alarm $office" ]);
    my $held = $story->newest_held($at);
    next if $n == 6;
    $site->must(undef, 'held', $held->{id}, 'set-aside', '--by', 'Bridie Malone', '--why', 'seen', '--now', $at);
}
my ($held) = @{ $site->held('2026-03-02T11:30') };
like(words($story->page('2026-03-02T11:30', 'held')), qr/asks for advice/, 'the office sees what is asked');
like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/it goes to Stage Two \(section Stage Two\)/, 'and what the policy has for it');
$story->office('2026-03-02T12:00', 'Bridie Malone', 'held', $held->{id}, 'link', $story->reference, '--why', 'not resolved');
@mails = $site->tick('2026-03-02T12:00');
is_deeply([ sort map { $_->{to} } grep { $_->{to} ne $manager } @mails ], [ sort $office, $team, $dsl, $worker ], 'Stage Two: the advisers, the safeguarding lead because of the plan, the worker');
my ($to_team) = grep { $_->{to} eq $team } @mails;

# ---- given ----
my @team = (from => "Safeguarding team <$team>", to => $bromley, reply_to => $to_team);
my %asked = (bscp => 'Bridie Malone', csc => 'Safeguarding team');
$story->step('thanks are no advice', at => '2026-03-02T14:00', state => 'open', stage => 'B2', waiting => \%asked, sent => ["ack $team"],
    mail => outlook(@team, at => '2026-03-02T13:57', text => 'Thank you, we will look at it.'));
$story->step('what may be advice', at => '2026-03-03T09:30', state => 'open', stage => 'B2', waiting => \%asked, held => 1, sent => ["ack $team"],
    mail => outlook(@team, at => '2026-03-03T09:27', text => 'The threshold looks met to us.'));
$site->must(undef, 'held', $story->newest_held('2026-03-03T09:31')->{id}, 'set-aside', '--by', 'Bridie Malone', '--why', 'seen', '--now', '2026-03-03T09:31');
$story->step('thanks with more', at => '2026-03-03T09:35', state => 'open', stage => 'B2', waiting => \%asked, held => 1, sent => ["ack $team"],
    mail => outlook(@team, at => '2026-03-03T09:34', text => 'Thank you, you should go to Tobias Finney.'));
$held = $story->newest_held('2026-03-03T09:36');
is($held->{reason}, 'advice-unclear', 'a person says whether it is');
$site->must(undef, 'held', $held->{id}, 'set-aside', '--by', 'Bridie Malone', '--why', 'for us alone', '--now', '2026-03-03T09:40');
@mails = $story->step('advice', at => '2026-03-03T11:00', state => 'open', stage => 'B2', waiting => { buttercup => 'Winifred Oduya-Stroud' },
    mail => outlook(@team, at => '2026-03-03T10:57', text => 'We advised to go to Tobias Finney, the team manager.'), sent => ["advice $manager"], may => ["ack $team"]);
my ($advice) = grep { $_->{to} eq $manager } @mails;
like(words($advice->{text}), qr/We advised to go to Tobias Finney, the team manager/, 'reaches the manager who asked');
like(chronology($story->case('2026-03-03T11:01')), qr/^advice: Advice of the safeguarding team: We advised to go to Tobias Finney/m, 'and stands in the record');
$story->step('what may be advice, and is', at => '2026-03-03T12:00', state => 'open', stage => 'B2', held => 1, sent => ["ack $office"],
    mail => outlook(from => "Bridie Malone <$office>", to => $bromley, at => '2026-03-03T11:57', reply_to => $to_team, subject => $story->reference, text => 'Mr Finney has asked for the chronology.'));
$held = $story->newest_held('2026-03-03T12:01');
$story->office('2026-03-03T12:10', 'Bridie Malone', 'held', $held->{id}, 'link', $story->reference, '--why', 'advice given');
is_deeply([ grep { $_ eq $manager } map { $_->{to} } $site->tick('2026-03-03T12:10') ], [$manager], 'by the office it is sent on');

$story->finish;
