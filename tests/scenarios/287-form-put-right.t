# A form that its sender sends once more because an identifier was wrong: by its identifiers it is about another child. It opens
# nothing a second time before a person has looked; who has the link offered takes it, and the case has what was corrected.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($lead, $reyes) = ('idris.penhallow@oakfield.example', 'callum.reyes@csc.havering.example');
my $story;

sub sends {
    my ($at, $name, $born, %form) = @_;
    my $site = $story->site;
    return map { $_->{to} } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => $at =~ s/:00$/:01/r, subject => 'Escalation', text => 'Please see below.',
        form => school_form(children => [ { name => $name, dob => $born, status => 'Child in Need' } ], %form)), $at =~ s/:00$/:02/r);
}
sub cases { my ($at) = @_; return scalar @{ $story->site->queue($at)->{cases} } }
sub held { my ($at) = @_; return [ grep { !$_->{settled} } @{ $story->site->held($at) } ] }

subtest 'another date of birth, forty minutes later' => sub {
    $story = Casegate::Story->new('havering-revised', secrets => []);
    sends('2026-03-09T10:00', 'Ava Stone', '11/12/2019');
    my $case = $story->site->queue('2026-03-09T10:05')->{cases}[0]{reference};
    push @{ $story->{references} }, $case;
    is_deeply([ sends('2026-03-09T10:40', 'STONE, Ava', '12/11/2019', reasons => 'Corrected: the date was wrong') ], [$lead], 'nobody but its sender hears of it');
    is(cases('2026-03-09T10:45'), 1, 'nothing is opened');
    my ($waits) = @{ held('2026-03-09T10:45') };
    is($waits->{reason}, 'possible-same-dispute', 'a person decides');
    is($waits->{suggestions}[0]{reference}, $case, 'and the link is offered');
    $story->office('2026-03-09T11:00', 'Wilf Darrow', 'held', $waits->{id}, 'link', $case);
    is(cases('2026-03-09T11:05'), 1, 'linked: one case');
    is(scalar @{ $story->case('2026-03-09T11:05')->{children} }, 1, 'one child');
    like($story->page('2026-03-09T11:05') =~ s/\s+/ /gr, qr/born Tue 12 Nov 2019/, 'as it was corrected');
    $story->site->must(undef, 'verify');
};

subtest 'what is another dispute' => sub {
    for my $other ([ 'a sister' => '2026-03-09T10:40', 'Ada Stone', '12/11/2019' ], [ 'a week later' => '2026-03-16T10:40', 'Ava Stone', '12/11/2019' ],
        [ 'initials' => '2026-03-09T10:40', 'A. S.', '12/11/2019' ]) {
        my ($what, @form) = @$other;
        $story = Casegate::Story->new('havering-revised', secrets => []);
        sends('2026-03-09T10:00', $what eq 'initials' ? 'A. S.' : 'Ava Stone', '11/12/2019');
        sends(@form);
        is(cases('2026-03-17T10:00'), 2, "$what: a case of its own");
        is_deeply(held('2026-03-17T10:00'), [], 'held by nobody');
    }
};
done_testing();
