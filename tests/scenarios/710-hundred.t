# The last weeks of the site with a hundred cases (tests/desk/hundred): it is whole, has something of everything that the office meets, and
# its report counts what its messages are known to have done.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Hundred;
use File::Temp qw(tempdir);
use Test::More;

my $site = Casegate::Hundred::make(tempdir(CLEANUP => 1) . '/site', from => '2026-11-01');
my $now = $Casegate::Hundred::now;
my ($code, $out) = $site->run(undef, '--site', $site->folder, 'verify');
is($code, 0, 'the record adds up') or diag($out);

my @messages = @{ $site->messages };
my %cases = map { ($_->{case} => 1) } grep { $_->{case} && $_->{disposition} eq 'case' } @messages;
my @open = @{ $site->queue($now)->{cases} };
cmp_ok(scalar keys %cases, '>=', 10, 'cases');
for my $state (qw(open closing)) { ok((grep { $_->{state} eq $state } @open), "some are $state") }
is((grep { $_->{urgent} } @open), 1, 'one is urgent');
my %held = map { ($_->{reason} => 1) } @{ $site->held($now) };
ok($held{$_}, "one is held: $_") for qw(sender-failed unknown-sender);

my $report = $site->json('report', '--from', '2026-11-01', '--to', '2026-11-30', '--now', $now);
my %table = map { my $table = $_; ($table->{id} => { map { ($_->{key} => $_->{figures}[0]{value}) } @{ $table->{rows} } }) } @{ $report->{tables} };
my $sum = sub { my ($table) = @_; my $all = 0; $all += $_ // 0 for map { $table->{$_} } grep { $_ ne 'all' } keys %$table; return $all };
is($table{cases}{raised}, scalar keys %cases, 'as many were raised as the messages opened');
is($table{cases}{'in-progress'}, scalar @open, 'as many go on as stand in the queue');
is($table{cases}{raised} - $table{cases}{ended}, scalar @open, 'the rest ended');
is($sum->($table{$_}), $table{cases}{raised}, "$_ makes up all of them") for qw(raised-by against stage-reached);
my %raised;
$raised{ $site->show($_, $now)->{agencies}{raising} }++ for keys %cases;
is_deeply({ map { ($_ => $raised{$_}) } sort keys %raised }, { map { ($_ => $table{'raised-by'}{$_}) } grep { $_ ne 'all' && $table{'raised-by'}{$_} } keys %{ $table{'raised-by'} } },
    'each by the agency that its page says');
done_testing();
