# What waited for the office: it is raised and received when it came, and what the office does with it is done when the office
# does it. Who was told, the stage they were asked at and the re-opening are dated then, and the times of a case never go back.
# The policies' own clocks keep their start: the disagreement (Havering 1.4), the receipt (Warrington 3).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board qw(chronology dues);
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($teacher, $lead) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example');
my $reyes = 'callum.reyes@csc.havering.example';
my %child = (name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan');

sub says { my ($story, $who, $at, $text) = @_; return phone(from => $who, at => $at, subject => $story->reference, text => $text) }

sub events { my ($case, $kind) = @_; return map { $_->{at} } grep { $_->{kind} eq $kind } @{ $case->{events} } }

sub in_order {
    my ($case) = @_;
    my @at = map { $_->{at} } @{ $case->{events} };
    is_deeply(\@at, [ sort @at ], 'the times of the case never go back');
}

subtest 'opened twelve days later' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => []);
    my $site = $story->site;
    $site->receive(outlook(from => 'Idris Penhallow <idris.penhallow@freepost.example>', at => '2026-03-04T10:12', subject => 'Escalation', text => '', form => school_form(arose => 'Mon 2 March 2026', children => [ {%child} ])), '2026-03-04T10:14');
    my ($held) = @{ $site->held('2026-03-04T10:20') };
    $story->office('2026-03-16T09:00', 'Wilf Darrow', 'held', $held->{id}, 'open', '--why', 'rang the school');
    my ($line) = @{ $site->queue('2026-03-16T09:01')->{cases} };
    push @{ $story->{references} }, $line->{reference};
    my $case = $story->case('2026-03-16T09:01');
    is_deeply([ events($case, 'opened') ], ['2026-03-04T10:14:00+00:00'], 'raised when it came');
    is_deeply([ events($case, 'ruling') ], ['2026-03-16T09:00:00+00:00'], 'opened by the office when it did');
    is_deeply([ grep { !/^2026-03-16T09:00:00/ } events($case, 'told') ], [], 'told then');
    is($case->{stage}{entered}, '2026-03-16T09:00:00+00:00', 'who is asked to act is asked since then');
    is_deeply([ dues($case, 'guide') ], ['2026-03-09'], 'one working week from the disagreement all the same');
    in_order($case);
};

# Who has the post when the office decides is asked, and the guard at the door knows him.
subtest 'in post since' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => []);
    my $site = $story->site;
    my $file = $site->folder . '/routing/people.csv';
    my $people = Casegate::slurp($file);
    $people =~ s/^(csc,line_manager,2,,)Callum Reyes,callum\.reyes\@csc\.havering\.example,([^,]*),([^\n]*)$/$1Nia Farrow,nia.farrow\@csc.havering.example,$2,,,,2026-03-10,,2026-03-10/m or die 'no line manager';
    Casegate::spew($file, $people);
    $site->receive(outlook(from => 'Idris Penhallow <idris.penhallow@freepost.example>', at => '2026-03-04T10:12', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ])), '2026-03-04T10:14');
    my ($held) = @{ $site->held('2026-03-04T10:20') };
    $story->office('2026-03-16T09:00', 'Wilf Darrow', 'held', $held->{id}, 'open', '--why', 'rang the school');
    my ($line) = @{ $site->queue('2026-03-16T09:01')->{cases} };
    push @{ $story->{references} }, $line->{reference};
    my ($told) = grep { $_->{to} eq 'nia.farrow@csc.havering.example' } @{ $story->case('2026-03-16T09:01')->{sent} };
    is($told->{state}, 'queued', 'is told');
};

subtest 'linked after others' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => []);
    my $site = $story->site;
    $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-18T10:12', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ])), '2026-03-18T10:14');
    push @{ $story->{references} }, $site->queue('2026-03-18T10:15')->{cases}[0]{reference};
    $site->receive(says($story, 'Callum Reyes <callum.reyes@freepost.example>', '2026-03-20T12:00', 'New information: we never spoke. ' . $story->reference), '2026-03-20T12:00');
    $site->receive(says($story, "Idris Penhallow <$lead>", '2026-03-20T13:00', 'This is resolved: the plan was reviewed.'), '2026-03-20T13:00');
    $site->receive(says($story, "Idris Penhallow <$lead>", '2026-03-20T13:30', 'Recorded on file.'), '2026-03-20T13:30');
    $site->receive(says($story, "Callum Reyes <$reyes>", '2026-03-20T14:00', 'Recorded on file.'), '2026-03-20T14:00');
    $site->tick('2026-03-20T14:00');
    is($story->case('2026-03-20T14:01')->{state}, 'closed', 'closed while a stranger\'s message waited that disputes nothing');
    my ($held) = @{ $site->held('2026-03-20T14:03') };
    $story->office('2026-03-23T09:00', 'Wilf Darrow', 'held', $held->{id}, 'link', $story->reference, '--why', 'it was he: spoke to him');
    my $case = $story->case('2026-03-23T09:01');
    is($case->{state}, 'open', 're-opened');
    is_deeply([ events($case, 'reopened') ], ['2026-03-23T09:00:00+00:00'], 'when the office did so');
    like(chronology($case), qr/received: .* which came Fri 20 Mar 12:00/, 'with when it came');
    my ($guide) = grep { $_->{kind} eq 'guide' } @{ $case->{dates} };
    like($guide->{why}, qr/re-opened at .*23 March/, 'what came before the closing starts no clock of the cycle after it');
    in_order($case);
};
done_testing();
