# A reply of the office is carried out once, wherever `casegate work` is ended: with its ledger row, between that and the carrying out,
# or in the midst of it. The mail of the morning, too, goes to each address once. Run again, the record and the mails are those of
# a run without a crash.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::CrashSite;
use Casegate::Killat;
use Casegate::Mail;
use Test::More;

my $now = '2026-03-12T08:00';
my @work = ('work', '--once', '--now', $now);
my $site = crash_site();
my $settings = $site->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) . qq(digest: {at: "07:30"}\n));
my ($case) = $site->{acknowledgement}{subject} =~ /(HAV-\d\d-\d{4}-[A-Z])/;
my @mails = $site->receive(gmail(from => 'A Stranger <stranger@elsewhere.example>', at => '2026-03-11T09:09', subject => 'Question', text => 'What is this address for?'),
    '2026-03-11T09:10');
my ($digest) = grep { $_->{to} =~ /^wilf/ && $_->{subject} =~ /this morning/ } @mails;
my ($held) = $digest->{text} =~ /^(\d+)\. message of/m or die $digest->{text};
$site->deliver(outlook(from => 'Wilf Darrow <wilf.darrow@partnership.havering.example>', at => '2026-03-12T07:50', reply_to => $digest,
    text => "set aside $held: a question\nnote $case: rang them\nstage $case S3: agreed\nopen 99")->{raw}, $now);

my $reference = copy_of($site, 'reference');
my $whole = Casegate::Killat->run({ trace => 1 }, command($reference, @work));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
my $want = end_state($reference, $now);
is_deeply([ grep { /^(?:casegate|still)/ } map { $_->[0] } @$want ], [], 'which the program finds in order');

is((grep { $_->[0] =~ /^mail .*What was done of your reply/ } @$want), 1, 'one answer');
is((grep { $_->[0] =~ /^mail .*12 Mar 2026: this morning/ } @$want), 2, 'the morning\'s mail to both of the office');

my (%judged, @wrong);
my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = copy_of($site);
    my $run = Casegate::Killat->run($point, command($trial, @work));
    return $run if !$run->{killed} || $judged{ disk_state($trial) }++;
    my @differences = differences($want, end_state($trial, $now));
    push @wrong, landed_at($run) . ': ' . join '; ', @differences if @differences;
    return $run;
});
cmp_ok($landed, '>=', $whole->{changing}, "$landed kills landed");
is_deeply(\@wrong, [], 'after each of them every line is done once, and every mail is there once');
done_testing;
