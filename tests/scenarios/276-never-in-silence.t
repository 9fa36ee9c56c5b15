# What somebody writes whom others wait for is not filed in silence: the challenged side's answer in its own words (Bromley, Stage
# Three; it goes to the other side once the office says that it is the answer), a resolution from somebody whose word it is not, "not
# me", a further child, and harm told in passing (scenario 7: urgent until a person says otherwise). What says nothing is still filed.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($manager, $worker) = map { "$_\@buttercuplane.example" } 'manager', 'polly.renwick';
my $finney = 'tobias.finney@csc.bromley.example';
my $story  = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site   = $story->site;
my $minute = 0;

$story->happens('Stage Three', outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-04T09:57', subject => 'Escalation', text => 'Please see below.',
    form => preschool_form(arose => 'Mon 2 March 2026', decision => 'Told to us on 2 March', stage => 'Stage Three', discussions => 'Stage One on 2 March by telephone')), '2026-03-04T10:00');
is($story->case('2026-03-04T10:00')->{stage}{id}, 'B3', 'the two managers have it');

sub at { return sprintf '2026-03-05T%02d:%02d', 9 + $minute / 60, $minute++ % 60 }

sub says {
    my ($who, $text) = @_;
    my $at = at();
    my $before = @{ $site->held($at) };
    my (undef, undef, @mails) = $story->happens($text, phone(from => $who, to => $bromley, at => $at, subject => 'Re: [' . $story->reference . ']', text => $text), $at);
    my $held = @{ $site->held($at) } > $before ? $story->newest_held($at) : undef;
    return ($held, grep { $_->{to} ne $who } @mails);
}

# Held for this reason, and nobody but the sender has a mail; it is looked at and set aside.
sub waits_as {
    my ($who, $reason, @texts) = @_;
    for my $text (@texts) {
        my ($held, @others) = says($who, $text);
        is($held ? $held->{reason} : 'filed', $reason, "$text - $reason");
        is(scalar(grep { $_->{to} eq $manager } @others), 0, 'and is not passed on by itself');
        $site->must(undef, 'held', $held->{id}, 'set-aside', '--by', 'Bridie Malone', '--why', 'seen', '--now', at()) if $held;
    }
}

sub is_filed {
    my ($who, @texts) = @_;
    for my $text (@texts) {
        my ($held) = says($who, $text);
        is($held ? $held->{reason} : 'filed', 'filed', "$text - is filed");
    }
}

# ---- the answer in its own words ----
is_filed($finney, 'Thank you, received.', 'We will look at it and come back to you.', 'I will ring Winifred this afternoon.', 'For information: attendance was full last week.');
waits_as($finney, 'response-unclear', 'We can\'t do it before the 20th because of leave.', 'Spoke to Winifred today. We will not be bringing it forward.',
    'No further action from us, threshold not met.', 'On reflection we agree. ICPC booked 20 March.', 'Core group was held on 27 Feb - minutes attached.',
    'We don\'t recognise this. Nadia says it was cancelled by the nursery.');
is_filed($manager, 'We can\'t do it before the 20th because of leave.');
my ($held) = says($finney, 'I\'ve asked the social worker to bring the core group forward to Monday.');
is($held->{reason}, 'response-unclear', 'a person says whether it is the answer');
like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/read as 'the response': it is sent on to those who raised it/, 'and reads how');
my $at = at();
$story->office($at, 'Bridie Malone', 'held', $held->{id}, 'link', $story->reference, '--why', 'the response');
my ($passed) = grep { $_->{to} eq $manager } $site->tick($at);
like(words($passed->{text} // ''), qr/I've asked the social worker to bring the core group forward to Monday/, 'it goes to who raised it, as it was written');
is_deeply(waits($story->case($at)), ['buttercup Winifred Oduya-Stroud'], 'whose turn it is now');
is_filed($finney, 'We will offer an earlier visit, too.');

# ---- not for them ----
waits_as($finney, 'wrong-person', 'I have left CSC. Please remove me.', 'Please don\'t send this to me, I am not the manager for this team', 'This isn\'t one of ours, the family live in Lewisham.',
    'This is for Early Help, not us.');
is_filed($finney, 'I left the team a message.', 'The decision was not ours alone.');

# ---- a further child ----
waits_as($manager, 'child-to-add', 'Also her brother J.T. born 3.2.2020, same concerns, please add', 'Please add her younger sister to this.');
is_filed($manager, 'Her brother is at the same school.', 'Please add her brother\'s notes to the file.');

# ---- a resolution from somebody else ----
my (undef, @moved) = says($manager, 'Not resolved.');
is($story->case(at())->{stage}{tier}, 2, 'the next tier');
waits_as($finney, 'step-of-others', 'Agreed with Winifred: core group 9 March. Resolved.');
($held) = says($finney, 'Resolved with Winifred by telephone: core group 9 March.');
like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/read as 'resolved'.*read as 'not resolved'/s, 'both readings are offered');
like($story->page(at(), 'held'), qr/is for/, 'and whose word it is');
$at = at();
$story->office($at, 'Bridie Malone', 'held', $held->{id}, 'link', $story->reference, '--why', 'seen');
is($story->case($at)->{state}, 'open', 'for any other reason it moves nothing');
($held) = says($finney, 'It is resolved, the core group is on 9 March.');
$at = at();
$story->office($at, 'Bridie Malone', 'held', $held->{id}, 'link', $story->reference, '--why', 'resolved');
is($story->case($at)->{state}, 'closing', 'by the word of the office it closes');
$site->tick($at);

# ---- harm told in passing ----
says($worker, 'She has a bruise on her face today and says daddy did it');
is($story->case(at())->{urgent} ? 1 : 0, 1, 'alarms');

$story->finish;
