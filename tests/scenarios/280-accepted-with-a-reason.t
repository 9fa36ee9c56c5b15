# The office's link lets a message act whose sender nothing proves, or that names another case: not without a reason, and the
# doubt stands with the reason in the event, so that nobody reads it as proven. Lessons N14: a forged 'resolved' must not work.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board qw(chronology);
use Casegate::Desk;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($lead, $reyes) = ('idris.penhallow@oakfield.example', 'callum.reyes@csc.havering.example');

sub opened {
    my ($story, $at, %form) = @_;
    $story->site->receive(outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => '', form => school_form(%form)), $at);
    my ($newest) = sort { $b cmp $a } map { $_->{reference} } @{ $story->site->queue($at)->{cases} };
    return $newest;
}

my $story = Casegate::Story->new('havering-2020', secrets => []);
my $site = $story->site;
my $case = opened($story, '2026-03-09T10:00');
my $other = opened($story, '2026-03-09T11:00', children => [ { name => 'Wren Abara', dob => '02/02/2017', ids => '999 000 0018', setting => 'Oakfield Primary School', status => 'None' } ]);
isnt($case, $other, 'two cases');
$site->receive(phone(from => 'Callum Reyes <callum.reyes@freepost.example>', at => '2026-03-10T10:00', subject => $other, text => "This is resolved: we have agreed the visits. $other"), '2026-03-10T10:00');
my ($held) = @{ $site->held('2026-03-10T10:01') };

for my $to ([ $other, qr/its sender is not proven: say why it belongs there all the same \(--why TEXT\)/ ], [ $case, qr/it names \Q$other\E, not \Q$case\E: say why/ ]) {
    my ($reference, $words) = @$to;
    my ($code, undef, $said) = $site->run(undef, '--site', $site->folder, 'held', $held->{id}, 'link', $reference, '--by', 'Wilf Darrow', '--now', '2026-03-10T11:00');
    is($code, 65, 'not without a reason');
    like($said, $words, 'which is said with what is doubtful');
}
is($story->case('2026-03-10T11:01', $other)->{state}, 'open', 'nothing has moved');

subtest 'at the desk' => sub {
    my $desk = Casegate::Desk->new($site);
    $desk->account('wilf.darrow', 'officer', 'Wilf Darrow');
    $desk->start;
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my $page = $wilf->get("/held/$held->{id}")->{body};
    like($page, qr/After: the case is closing at Stage Two; \d+ mails are queued, to [^<]*\Q$lead\E[^<]*\. Its sender is not proven: a reason is needed/, 'what the link would do stands beside it');
    my ($token) = $page =~ /name="token" value="([^"]+)"/;
    my $again = $wilf->post("/held/$held->{id}/link", token => $token, reference => $other, why => '');
    is($again->{status}, 422, 'without a reason the form comes back');
    like($again->{body}, qr/its sender is not proven: say why it belongs there all the same/, 'with what it needs');
    $desk->stop;
};
is($story->case('2026-03-10T11:01', $other)->{state}, 'open', 'nothing has moved by looking');
$story->office('2026-03-10T11:02', 'Wilf Darrow', 'held', $held->{id}, 'link', $case, '--why', 'rang him: he meant this one');
my $said = chronology($story->case('2026-03-10T11:03', $case));
like($said, qr/received: \w+ from callum\.reyes\@freepost\.example.*; sender not proven; it names \Q$other\E; the office accepted it: rang him: he meant this one/, 'the doubt stays in the event');
like($said, qr/ruling: The office links a message that was held \(sender not proven\): rang him/, 'and in that of the decision');
done_testing();
