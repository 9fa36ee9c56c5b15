# What would ask people again that are asked already is refused for every way of the office (desk, command, reply): the stage a
# case is at, the agency it is with. A closing case is routed to nobody. A person of the same agency takes the place without the
# stage's beginning anew; and a case that is moved back from the Chair takes with it what was chosen there, and tells her.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board qw(chronology);
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($teacher, $lead, $reyes) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example', 'callum.reyes@csc.havering.example');
my ($head, $frost, $chair) = ('head@oakfield.example', 'imelda.frost@csc.havering.example', 'chair@partnership.havering.example');

sub refused {
    my ($story, $at, $words, @command) = @_;
    my ($code, undef, $said) = $story->site->run(undef, '--site', $story->site->folder, @command, '--by', 'Wilf Darrow', '--why', 'once more', '--now', $at);
    is($code, 65, "@command[0, 2 .. $#command]: refused");
    like($said, $words, 'with why');
    is_deeply([ map { $_->{to} } $story->site->tick($at) ], [], 'and nobody is asked again');
}

subtest 'at one stage, with one agency' => sub {
    my $story = Casegate::Story->new('havering-2020', secrets => []);
    my $site = $story->site;
    my ($ack) = grep { $_->{to} eq $lead } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:00', subject => 'Escalation', text => '', form => school_form()), '2026-03-09T10:00');
    my $case = $site->queue('2026-03-09T10:01')->{cases}[0]{reference};
    push @{ $story->{references} }, $case;
    refused($story, '2026-03-11T10:00', qr/is at Stage Two already, and its people are told/, 'stage', $case, 'S2');
    refused($story, '2026-03-11T10:01', qr/is with csc already, and its people are told; to name another person of theirs give the address, --to ADDRESS/, 'route', $case, '--agency', 'csc');
    refused($story, '2026-03-11T10:02', qr/is with '\Q$reyes\E' already/, 'route', $case, '--agency', 'csc', '--to', $reyes);
    my $before = $story->case('2026-03-11T10:03')->{stage}{entered};
    $story->office('2026-03-11T10:03', 'Wilf Darrow', 'route', $case, '--agency', 'csc', '--to', $frost, '--why', 'he is away');
    is_deeply([ sort map { $_->{to} } $site->tick('2026-03-11T10:03') ], [$frost], 'who takes it over is told, nobody else');
    like($story->page('2026-03-11T10:03') =~ s/\s+/ /gr, qr/The office names Imelda Frost for Children's Social Care: he is away/, 'and the record says why');
    is($story->case('2026-03-11T10:04')->{stage}{entered}, $before, 'and the stage goes on');
    $site->receive(phone(from => "Idris Penhallow <$lead>", at => '2026-03-12T10:00', subject => $case, text => 'This is resolved.'), '2026-03-12T10:00');
    is($story->case('2026-03-12T10:01')->{state}, 'closing', 'closing');
    refused($story, '2026-03-12T10:02', qr/is closing: nobody is asked to act on it; re-open it first/, 'route', $case, '--agency', 'riverbend');
};

# A case before the Chair, who has convened a Panel.
sub panel {
    my $story = Casegate::Story->new('havering-2020', secrets => []);
    my $site = $story->site;
    $site->receive(outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four.',
        form => school_form(stage => 'Four', members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
            discussions => "2 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n3 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two\n4 March 2026, Leopold Quance and Imelda Frost, meeting, stage three")), '2026-03-09T10:00');
    push @{ $story->{references} }, $site->queue('2026-03-09T10:01')->{cases}[0]{reference};
    like($story->page('2026-03-09T10:01'), qr/convene a Resolution\s+Panel/, 'she is to choose');
    $site->receive(phone(from => "Augusta Renshaw <$chair>", at => '2026-03-10T09:58', subject => $story->reference,
        text => "Panel.\n\nPanel members:\nRuben Castell, Education Services, senior officer, full Board member\nGideon Marsh, Children's Social Care, senior officer, full Board member\n"
            . 'Desmond Okafor, East Area Police, senior officer, full Board member'), '2026-03-10T10:00');
    is(scalar @{ $story->case('2026-03-10T10:01')->{panel} }, 3, 'a panel of three');
    return $story;
}

subtest 'what is left once the Chair has chosen' => sub {
    my $story = panel();
    my $page = $story->page('2026-03-10T10:02') =~ s/\s+/ /gr;
    like($page, qr/A panel is convened: 2 representations are awaited/, 'the representations and the decision');
    unlike($page, qr/whether you resolve the issue direct/, 'not the choice');
    refused($story, '2026-03-10T10:03', qr/is at Stage Four already/, 'stage', $story->reference, 'S4');
};

subtest 'moved back' => sub {
    my $story = panel();
    $story->office('2026-03-11T10:00', 'Wilf Darrow', 'stage', $story->reference, 'S2', '--why', 'not tried yet');
    my @told = map { $_->{to} } $story->site->tick('2026-03-11T10:00');
    my $case = $story->case('2026-03-11T10:01');
    is_deeply([ grep { $_->{kind} eq 'representation' } @{ $case->{owed} } ], [], 'no representation is awaited');
    is_deeply($case->{panel}, [], 'no panel sits');
    like(chronology($case), qr/panel-ended: What was chosen at Stage Four no longer stands/, 'as the record says');
    ok((grep { $_ eq $chair } @told), 'the Chair is told') or diag("@told");
    for my $asked ($head, $frost) { ok((grep { $_ eq $asked } @told), "$asked, who was asked, is told") or diag("@told") }
    unlike($story->page('2026-03-11T10:02'), qr/A panel is convened:/, 'and nothing is left of it');
};

subtest 'closed before the Chair decided' => sub {
    my $story = panel();
    $story->office('2026-03-11T10:00', 'Wilf Darrow', 'close', $story->reference, '--why', 'settled by telephone');
    my @told = map { $_->{to} } $story->site->tick('2026-03-11T10:00');
    is((grep { $_ eq $chair } @told), 1, 'she is told that it is closed') or diag("@told");
};
done_testing();
