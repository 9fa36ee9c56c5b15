# Warrington, between workers: the school's worker says that it is resolved, and of the other agency no worker is known whose written
# confirmation could be asked for (section 2 para 6). It bars the closing, so the office is shown that it waits for them: nobody else
# will write.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $esme  = 'esme.fallow@limetree.example';
my $story = Casegate::Story->new('warrington-2021', originator => $esme, secrets => [@school_secrets]);
$story->happens('the form', outlook(from => "Esme Fallow <$esme>", at => '2026-03-10T09:00', subject => 'Escalation', text => 'Our form.',
    form => school_form(stage => 'Between workers', originator => 'Esme Fallow', raising => 'Lime Tree High School', challenged => "Children's Social Care", area => 'North', person => '', opposite => '')), '2026-03-10T09:01');
$story->happens('it is resolved', gmail(from => "Esme Fallow <$esme>", at => '2026-03-10T15:00', subject => 'Re: [' . $story->reference . ']', text => "Resolved after talking to them, I'd misunderstood the threshold."), '2026-03-10T15:01');
my $case = $story->case('2026-03-10T15:02');
is("$case->{state} $case->{stage}{id}", 'closing W1', 'it is closing');
my @barring = grep { $_->{bars_closing} && $_->{agency} eq 'csc' } @{ $case->{owed} };
is(scalar @barring, 1, "the other agency's confirmation bars it");
my @waits = map { join ' ', map { $_ // '' } @$_{qw(agency role what)} } @{ $case->{waiting_for} };
ok((grep { /^csc .*\Q$barring[0]{kind}\E/ } @waits), 'theirs it is');
ok((grep { / office \Q$barring[0]{kind}\E$/ } @waits), 'and the office sees that it must ask somebody') or diag(join "\n", @waits);
$story->finish;
