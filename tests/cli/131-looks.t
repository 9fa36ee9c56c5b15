# Whoever looks at a case is on record before he sees anything, under the name that was said and the login; a look that cannot be
# put on record is refused; the log of looks can only grow, and verify says when somebody altered it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $now = '2026-03-04T12:00';
sub casegate { return $site->run('', '--site', $folder, @_) }
sub looks { return @{ $site->json('looks', @_) } }
sub brief { return map { join ' ', $_->{who}, $_->{command}, $_->{case} // '-' } @_ }

# the login that the session began with, where there is one
my $session = -e '/proc/self/loginuid' ? Casegate::slurp('/proc/self/loginuid') + 0 : 4294967295;
my $login = (getpwuid($session == 4294967295 ? $< : $session))[0] // getpwuid($<);

# ---- a site without a record has nothing to look at ----
is((casegate('messages'))[0], 0, 'nothing to see');
is((casegate('held'))[0], 0, 'nor here');
ok(!-e "$folder/spool/casegate.db", 'and looking makes no record');
is_deeply([ looks() ], [], 'so that nobody looked');
is((casegate('looks'))[1], "nobody has looked\n", 'in words');

# ---- two cases ----
sub form { my ($n, $child) = @_; return Casegate::escalation($n, child => $child) }
$site->receive(form(1, 'Wren Ashby'), '2026-03-04T10:00');
my ($first) = map { $_->{reference} } @{ $site->queue($now)->{cases} };
is_deeply([ looks() ], [], 'the queue is no look at a case');
$site->must(undef, 'messages', '--by', 'Inez Quill');
$site->receive(form(2, 'Tobias Quince'), '2026-03-04T11:00');
my ($second) = grep { $_ ne $first } map { $_->{reference} } @{ $site->queue($now)->{cases} };
ok($second, 'there are two');

$site->must(undef, 'show', $first, '--by', 'Alex Pell', '--now', $now);
$site->must(undef, 'show', $first, '--sent', '--json', '--now', $now);
$site->must(undef, 'held', '--by', " Wilf\n Darrow ", '--now', $now);
$site->must(undef, 'messages');
my @all = looks();
is_deeply([ brief(@all) ], [ 'Inez Quill messages -', "Alex Pell show $first", "$login show --sent $first", 'Wilf Darrow held -', "$login messages -" ], 'each is logged, oldest first');
is($_->{login}, $login, "$_->{command}: with the login, whatever --by said") for @all;
is_deeply([ map { $_->{id} } @all ], [ 1 .. 5 ], 'numbered without a gap');
cmp_ok($all[0]{events}, '<', $all[1]{events}, 'with how much of the record there was to be seen');
unlike($_->{at}, qr/^2026-03-04/, '--now rehearses; the log has the time that it was') for @all;
is_deeply([ brief(looks($first)) ], [ (brief(@all))[ 0, 1, 2, 4 ] ], 'of one case: what showed it');
is_deeply([ brief(looks(lc $second)) ], [ (brief(@all))[4] ], 'a list that was made before the case was there did not show it');
my $text = (casegate('looks', $first))[1];
like($text, qr/^WHEN +WHO +LOGIN +WITH +WHAT$/m, 'in words');
like($text, qr/ Alex Pell +\Q$login\E +show +$first *$/m, 'a look a line');
unlike($text, qr/Wren|Ashby/, 'no child is named');
is(scalar(looks()), 5, 'looking at the log is no look');

my ($code, $out, $err) = casegate('show', 'HAV-26-0999-' . join('', grep { Casegate::reference_ok("HAV-26-0999-$_") } 'A' .. 'Z'));
is($code, 65, 'a case that is not there');
is((casegate('show', $first, '--by', ' '))[0], 64, 'nobody is called nothing');
is(scalar(looks()), 5, 'neither showed anything');
is((casegate('looks', 'nonsense'))[0], 64, 'no reference');
($code, undef, $err) = casegate('looks', 'HAV-26-0999-' . join('', grep { Casegate::reference_ok("HAV-26-0999-$_") } 'A' .. 'Z'));
is($code, 65, 'looks at a case that is not there');

# ---- a message that waits beside a case shows that case's answers ----
$site->receive(form(3, 'Wren Ashby') =~ s/nobody visits/nobody ever came/r, '2026-03-04T11:30');
my $held = $site->held($now);
ok((grep { @{ $_->{beside} // [] } } @$held), 'it waits beside the case');
like((brief(looks($first)))[-1], qr/ held $first$/, 'and is a look at it');

# ---- what cannot be logged is not shown ----
my $count = looks();
my $program = Casegate::binary();
for my $command ([ 'show', $first ], [ 'show', $first, '--sent' ], ['messages'], ['held']) {
    my $name = "@$command";
    $name =~ s/$first/REF/;
    # no file can grow, as on a full disk; what else keeps a look from being logged is in tests/unit/looking.c
    my $said = `trap '' XFSZ; ulimit -f 0; $program --site $folder @$command --now $now 2>&1 </dev/null | cat`;
    my $exit = system("trap '' XFSZ; ulimit -f 0; exec $program --site $folder @$command --now $now >/dev/null 2>&1") >> 8;
    is($exit, 75, "$name: 75");
    like($said, qr/^casegate: .*disk/, "$name: and why");
    is(() = $said =~ /\n/g, 1, "$name: and nothing else");
}
is(scalar(looks()), $count, 'none of them stands in the log');
is((casegate('verify'))[0], 0, 'the record adds up');

# ---- the heads name it, too ----
my ($head) = (casegate('verify'))[1] =~ /^head: (.* looks .*)$/m;
like($head, qr/^\S+ $count looks [0-9a-f]{64}$/, 'verify shows its head');
$site->must(undef, 'show', $first, '--now', $now);
is((casegate('verify', '--against', $head))[0], 0, 'which still fits when more was looked at');
my ($wrong) = $head =~ s/(\d+) looks/($1 + 100) . ' looks'/er;
($code, $out) = casegate('verify', '--against', $wrong);
is($code, 65, 'looks taken off the end');
like($out, qr/counts \d+ looks, and the record no longer has so many/, 'are missed');
done_testing;
