# A message that can be read in two ways: the office sees both, each with the command that chooses it, and chooses one by a line of its
# reply to the morning's mail, though that line begins with 'not'. Of the other readings nothing is done.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $wilf  = 'Wilf Darrow <wilf.darrow@partnership.havering.example>';
my $idris = 'Idris Penhallow <idris.penhallow@oakfield.example>';
my @days = (
    [ 'not resolved', 'S2 > S3', 'goes to the next stage' ],
    [ 'resolved',     'S2 closing', 'is closing' ],
    [ 'not sure',     'S2 provisional', 'stands where it stood' ],
);
for my $day (@days) {
    my ($reading, $stands, $words) = @$day;
    subtest "read as '$reading'" => sub {
        my $site = Casegate->new('havering-2020');
        my $settings = $site->folder . '/routing/site.yaml';
        Casegate::spew($settings, Casegate::slurp($settings) . qq(digest: {at: "07:30"}\n));
        my @opened = $site->receive(outlook(from => $idris, at => '2026-03-02T09:58', subject => 'Escalation', text => 'Our form.', form => school_form()), '2026-03-02T10:00');
        my ($case) = map { $_->{subject} =~ /(HAV-\d\d-\d{4}-[A-Z])/ } @opened;
        $site->receive(gmail(from => $idris, at => '2026-03-03T09:00', subject => "Re: [$case]", text => "Callum says it's resolved. I disagree."), '2026-03-03T09:01');
        my ($held) = @{ $site->held('2026-03-03T09:02') };
        is($held->{reason}, 'unclear-outcome', 'it waits for a person');
        is_deeply([ map { $_->{why} =~ /To choose this: (.*)$/ } @{ $held->{suggestions} } ],
            [ map { "casegate held $held->{id} link $case --why '$_'" } 'resolved', 'not resolved' ], 'the terminal has a command for each');

        my ($digest) = grep { $_->{to} =~ /^wilf/ && $_->{subject} =~ /this morning/ } $site->tick('2026-03-04T07:30');
        my ($n) = $digest->{text} =~ /^(\d+)\. message of Tue 3 Mar.*perhaps \Q$case\E · say behind the colon which it is: resolved,\s+or\s+not\s+resolved$/ms;
        ok($n, 'the morning\'s mail says what there is to choose') or return diag($digest->{text});
        my @mails = $site->receive(outlook(from => $wilf, at => '2026-03-04T08:00', reply_to => $digest, text => "link $n $case: $reading"), '2026-03-04T08:01');
        my ($said) = map { $_->{text} } grep { $_->{subject} eq 'What was done of your reply' } @mails;
        my $now = $site->show($case, '2026-03-04T08:02');
        if ($reading eq 'not sure') {
            like($said, qr/^- Not done.*may mean no/ms, 'a reason that only begins so is not understood');
            is(scalar @{ $site->held('2026-03-04T08:02') }, 1, 'and the message waits on');
        } else {
            like($said, qr/^- Done/m, 'it is done');
            is_deeply($site->held('2026-03-04T08:02'), [], 'and the message waits no more');
        }
        my $stood = $now->{stage}{id} eq 'S2' ? "S2 $now->{state}" : "S2 > $now->{stage}{id}";
        is($stood, $stands, "the case $words");
    };
}
done_testing();
