# A legal hold stands in the chronology with who and why, several may last at a time, each ends by itself; it moves nothing and
# tells nobody, and a replay gives it again.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $now = '2026-03-04T12:00';
sub casegate { return $site->run('', '--site', $site->folder, @_) }
$site->receive(Casegate::escalation(1), '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue($now)->{cases} };
my $before = $site->show($reference, $now);
ok(!exists $before->{legal_holds}, 'no hold, nothing said of one');

is((casegate('hold', $reference, '--now', $now))[0], 64, 'a hold needs a reason');
my ($code, undef, $err) = casegate('hold', $reference, '--release', 1, '--why', 'over', '--now', $now);
is($code, 65, 'the end of what never began');
like($err, qr/is under no legal hold/, 'says so');
like($site->must(undef, 'hold', $reference, '--why', 'public inquiry', '--by', 'Inez Quill', '--now', $now), qr/^\Q$reference\E: Legal hold 1: nothing of this case is erased: public inquiry$/, 'said');
$site->must(undef, 'hold', $reference, '--why', 'a claim', '--by', 'Alex Pell', '--now', $now);
my $held = $site->show($reference, $now);
is_deeply([ map { "$_->{n} $_->{by} $_->{why}" } @{ $held->{legal_holds} } ], [ '1 office: Inez Quill public inquiry', '2 office: Alex Pell a claim' ], 'both last');
is_deeply([ map { "$_->{kind} $_->{actor}" } @{ $held->{events} }[ -2, -1 ] ], [ 'legal-hold office: Inez Quill', 'legal-hold office: Alex Pell' ], 'in the chronology');
is($held->{state}, $before->{state}, 'it moves nothing');
is(scalar @{ $held->{sent} }, scalar @{ $before->{sent} }, 'and tells nobody');
like($site->must(undef, 'show', $reference, '--now', $now), qr/^LEGAL HOLD 2 since .*, by office: Alex Pell: a claim$/m, 'in words');

($code, undef, $err) = casegate('hold', $reference, '--release', 7, '--why', 'over', '--now', $now);
is($code, 65, 'one that is not there');
like($err, qr/has no legal hold 7; it has 1, 2: say with --release N which one ends/, 'and which there are');
like($site->must(undef, 'hold', $reference, '--release', 1, '--why', 'the inquiry has reported', '--now', $now), qr/Legal hold 1 ends: the inquiry has reported/, 'one ends');
is_deeply([ map { $_->{n} } @{ $site->show($reference, $now)->{legal_holds} } ], [2], 'the other lasts');
$site->must(undef, 'hold', $reference, '--release', 2, '--why', 'settled', '--now', $now);
ok(!exists $site->show($reference, $now)->{legal_holds}, 'none any more');
$site->must(undef, 'hold', $reference, '--why', 'again', '--now', $now);
is_deeply([ map { $_->{n} } @{ $site->show($reference, $now)->{legal_holds} } ], [3], 'a number is never given twice');
is((casegate('verify'))[0], 0, 'the record adds up');
($code, my $out) = casegate('replay', '--policy', $site->folder . '/routing/policies/havering-2020.yaml', '--json');
is($code, 0, 'it can be replayed');
unlike($out, qr/cannot be given again/, 'with the holds');
done_testing;
