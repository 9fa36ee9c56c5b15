# `casegate held --decide`: the messages that wait, one after the other at a terminal; each decision is the office's own, the end of the
# input or a hangup loses none of them, and of two officers the second is told what the first decided.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Terminal;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $program = Casegate::binary();
my $now = '2026-03-04T12:00';
sub decide { return Casegate::Terminal->new($program, '--site', $folder, 'held', '--decide', '--now', $now, '--by', 'Wilf Darrow', @_) }
sub escalation { my ($n, $what) = @_; return Casegate::escalation($n, problem => $what) }
sub stranger { my ($n) = @_; return "From: Robin Fell <robin\@free.example>\r\nMessage-ID: <$n\@free.example>\r\nSubject: hello\r\n\r\nI have a question, number $n, about a school.\r\n" }
sub waiting { return scalar @{ $site->held($now) } }
my $prompt = qr/n next, q quit: /;

is(($site->run('', '--site', $folder, 'held', '--decide'))[0], 64, 'not without a terminal');
is(Casegate::Terminal->new($program, '--site', $folder, 'held', '3', '--decide')->end, 64, 'not of one message');
my $terminal = decide();
ok($terminal->until(qr/0 settled, 0 still wait/), 'nothing waits');
is($terminal->end, 0, 'and that is all');

$site->receive(escalation(1, 'nobody visits'), '2026-03-04T10:00');
my $reference = $site->queue($now)->{cases}[0]{reference};
$site->receive(escalation(2, 'nobody ever came'), '2026-03-04T10:10');
$site->receive(stranger($_), "2026-03-04T10:2$_") for 1 .. 4;
is(waiting(), 5, 'five wait');
my ($beside, @strangers) = map { $_->{id} } @{ $site->held($now) };

# ---- a link, by its number ----
$terminal = decide();
ok($terminal->until(qr/1: link it to \Q$reference\E: /), 'its likely case has a number');
ok($terminal->until(qr/1 link, l REFERENCE link, o open a case, s set aside, v view the text, n next, q quit: /), 'and what may be answered is said');
$terminal->type("7\n");
ok($terminal->until($prompt), 'no such number: asked again');
$terminal->type("v\n");
ok($terminal->until(qr/nobody ever came/), 'its text');
ok($terminal->until($prompt), 'and asked again');
$terminal->type("1\n");
ok($terminal->until(qr/why \(Enter: nothing said\)\? /), 'why');
$terminal->type("not resolved\n");
ok($terminal->until(qr/message $beside linked \Q$reference\E by Wilf Darrow: not resolved/), 'linked, in the office\'s own words');

# ---- set aside needs a reason ----
ok($terminal->until(qr/robin\@free\.example/), 'the next one');
ok($terminal->until($prompt), 'is asked');
$terminal->type("s\n");
$terminal->until(qr/why\? /);
$terminal->type("\n");
ok($terminal->until(qr/a reason is needed/), 'no reason, not set aside');
$terminal->until($prompt);
$terminal->type("s\n");
$terminal->until(qr/why\? /);
$terminal->type("a question about a school\n");
ok($terminal->until(qr/message $strangers[0] set aside by Wilf Darrow: a question about a school/), 'set aside');

# ---- the next one was settled meanwhile by somebody else ----
ok($terminal->until($prompt), 'the third');
$site->must(undef, 'held', $strangers[1], 'set-aside', '--why', 'the same again', '--by', 'Alex Pell', '--now', $now);
$terminal->type("s\n");
$terminal->until(qr/why\? /);
$terminal->type("I think so too\n");
ok($terminal->until(qr/message $strangers[1] was decided already: set aside by Alex Pell: the same again/), 'the second officer is told');

# ---- left for later; a message that comes meanwhile is asked, too; the end of the input ----
ok($terminal->until($prompt), 'the fourth');
$site->receive(stranger(5), '2026-03-04T10:40');
$terminal->type("n\n");
ok($terminal->until($prompt), 'the fifth');
$terminal->type("n\n");
ok($terminal->until(qr/number 5|$prompt/), 'one that came meanwhile');
$terminal->type("\x04");
ok($terminal->until(qr/2 settled, 3 still wait/), 'the end of the input ends it');
is($terminal->end, 0, 'with 0');
is(waiting(), 3, 'and the rest waits');
is((grep { $_->{command} eq 'held --decide' && $_->{who} eq 'Wilf Darrow' } @{ $site->json('looks') }) > 4, 1, 'each look is on record');
unlike($terminal->said, qr/\x1b\[\?1049h/, 'nothing of the terminal is taken');

# ---- another reference; one that is none; a hangup ----
$terminal = decide();
$terminal->until($prompt);
$terminal->type("l HAV-26-0099-Z\n");
ok($terminal->until(qr/'HAV-26-0099-Z' is no reference of this site.*$prompt/s), 'a reference that cannot be: said, and asked again');
$terminal->type("l \L$reference\n");
$terminal->until(qr/why/);
$terminal->type("he is theirs\n");
ok($terminal->until(qr/linked \Q$reference\E by Wilf Darrow: he is theirs/), 'any other reference');
$terminal->until($prompt);
$terminal->hang_up;
waitpid $terminal->{pid}, 0;
is(waiting(), 2, 'a hangup loses nothing that was decided');
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');

# ---- what is restricted ----
$site->receive({ unproven => 1, raw => "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <w\@oakfield.example>\r\nSubject: whistleblowing\r\n\r\nThis is whistleblowing about my own service: the head teacher's petty cash.\r\n" }, '2026-03-04T11:00');
my ($restricted) = grep { ($_->{reason} // '') =~ /^restricted/ } @{ $site->held($now) };
ok($restricted, 'a restricted message waits');
$terminal = decide();
my $shown = qr/$restricted->{id}: [^\n]*restricted: for the named officers only/;
for (1 .. 3) {
    last unless $terminal->until($prompt);
    last if $terminal->said =~ $shown;
    $terminal->type("n\n");
}
like($terminal->said, $shown, 'only that it waits');
like($terminal->said, qr/restricted: for the named officers only.*\r\n\r\nn next, q quit: \z/s, 'and nothing can be decided of it');
for my $key (qw(v s o 1)) {
    $terminal->type("$key\n");
    ok($terminal->until(qr/\nn next, q quit: /), "not by $key");
}
$terminal->type("q\n");
is($terminal->end, 0, 'q ends it');
unlike($terminal->said, qr/petty cash|head teacher/, 'and nothing of it is shown');
ok((grep { $_->{id} == $restricted->{id} } @{ $site->held($now) }), 'it still waits');

# ---- what a link would do to a case is a look at the case ----
my $letter = "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <letter\@oakfield.example>\r\nSubject: news\r\n\r\nWe have not heard anything yet.\r\n";
$site->receive($letter, '2026-03-04T11:20');
sub looked_at { return scalar grep { $_->{command} eq 'held --decide' && ($_->{case} // '') eq $reference } @{ $site->json('looks') } }
my $before = looked_at();
$terminal = decide();
my $after = qr/After the link to \Q$reference\E: /;
for (1 .. 4) {
    last unless $terminal->until($prompt);
    last if $terminal->said =~ $after;
    $terminal->type("n\n");
}
like($terminal->said, $after, 'what the link of a plain letter would do to its likely case is said');
$terminal->type("q\n");
is($terminal->end, 0, 'and left');
cmp_ok(looked_at(), '>', $before, 'and it is a look at that case');
done_testing;
