# Every borough has a social care and a police: what stands behind such a name says whose it is (world/README: an unknown agency holds
# routing). What may be said of ours (a team, somebody of it, its area, our own borough) routes as the name alone does.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($idris, $tola) = ('idris.penhallow@oakfield.example', 'tola.brightwater@oakfield.example');
my ($callum, $jerome) = ('callum.reyes@csc.havering.example', 'jerome.falk@eastpolice.example');
my $story;

# Whom a form against that agency told of the other side, and the case.
sub routed {
    my ($challenged, %answers) = @_;
    $story = Casegate::Story->new('havering-2020', originator => $tola, secrets => []);
    my (undef, $opened, @mails) = $story->happens($challenged,
        outlook(from => "Idris Penhallow <$idris>", at => '2026-03-04T10:12', subject => 'Escalation', text => '',
            form => escalation_form(stage => 'Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
                contact => $tola, manager => 'Idris Penhallow', challenged => $challenged, person => 'Torben Ashdene', arose => '2 March 2026',
                about => 'Decision', decision => 'No further action, 2 March 2026', problem => 'Nobody visits.', evidence => 'Our record.',
                outcome => 'A visit.', safe_by => '20 March 2026', %answers)),
        '2026-03-04T10:14');
    return ([ sort map { $_->{to} } grep { $_->{to} !~ /oakfield/ } @mails ], $story->case('2026-03-04T10:15'), @mails);
}

for my $foreign ("Children's Social Care, Barking and Dagenham", 'Social Services (Essex)', 'CSC - Thurrock') {
    subtest $foreign => sub {
        my ($told, $case, @mails) = routed($foreign);
        is_deeply($told, [], 'nobody is told of the child');
        is($case->{agencies}{challenged}, undef, 'and no agency is taken for it');
        is_deeply([ map { $_->{agency} } @{ $case->{candidates} } ], ['csc'], 'ours is what the office may choose');
        like($case->{candidates}[0]{why}, qr/\w/, 'with why');
        is_deeply([ map { "$_->{agency} $_->{role}" } @{ $case->{waiting_for} } ], ['hscp office'], 'it waits for the office');
        ok((grep { $_->{to} eq $idris } @mails), 'and is acknowledged');
        $story->finish;
    };
}
subtest 'Police (Essex)' => sub {
    my ($told, $case) = routed('Police (Essex)');
    is_deeply($told, [], 'nobody is told');
    is_deeply([ map { $_->{agency} } @{ $case->{candidates} } ], ['eastpolice'], 'ours may be meant');
    $story->finish;
};
for my $again ([ 'Social Services (Essex)', 'Jane Marlow (Essex County Council)' ], [ 'Police, Essex', 'PC Jones, Essex Police' ],
    [ "Children's Social Care, Barking and Dagenham", 'Jane Marlow, social worker, Barking and Dagenham' ]) {
    subtest "$again->[0], and its place again" => sub {
        is_deeply((routed($again->[0], person => $again->[1]))[0], [], 'nobody is told of the child');
        $story->finish;
    };
}
for my $named ([ 'CSC, Jane Marlow (Rainham)', 'Jane Marlow' ], [ 'CSC - Callum Reyes, Rainham', 'Callum Reyes' ]) {
    subtest "$named->[0], with a worker in it" => sub {
        my (undef, $case, @mails) = routed($named->[0], person => $named->[1]);
        my ($ack) = grep { $_->{to} eq $idris } @mails;
        ok($ack, 'the sender has an answer');
        unlike($ack->{text}, qr/\Q$named->[1]\E/, 'that does not repeat the name');
        $story->finish;
    };
}
subtest 'another of ours behind it' => sub {
    my ($told, $case) = routed('CSC / Riverbend');
    is_deeply($told, [], 'nobody is told');
    is_deeply([ sort map { $_->{agency} } @{ $case->{candidates} } ], [ 'csc', 'riverbend' ], 'either may be meant');
    $story->finish;
};
for my $ours ('CSC', 'CSC, duty team', 'CSC (Havering)', 'CSC - Dara Whitcombe', 'CSC (Torben Ashdene, assessment team)', 'Social Care / MASH') {
    subtest $ours => sub {
        my ($told, $case, @mails) = routed($ours);
        is_deeply($told, [$callum], 'is ours');
        unlike($_->{text}, qr/which organi[sz]ation/i, "and $_->{to} is asked nothing about it") for @mails;
        $story->finish;
    };
}
subtest 'Police (East Area)' => sub {
    is_deeply((routed('Police (East Area)'))[0], [$jerome], 'is ours');
    $story->finish;
};
subtest 'the side that raises it is known by its address' => sub {
    my ($told, $case, @mails) = routed('CSC', raising => 'Oakfield Primary School, Romford');
    is_deeply($told, [$callum], 'and routes');
    is($case->{agencies}{raising}, 'oakfield', 'from the school');
    unlike($_->{text}, qr/directory has no such|which organi[sz]ation/i, "$_->{to} is asked nothing about it") for @mails;
    $story->finish;
};
done_testing();
