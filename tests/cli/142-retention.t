# What the site's periods let be erased is listed with why, and what bars it; erased only for a named officer's login; then no
# trace of it is left in the site's folder, a tombstone stands, the chain holds, and verify counts what was erased.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Find;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $settings = "$folder/routing/site.yaml";
our $plain = Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr;
my $later = '2032-03-04T12:00';
sub casegate { return $site->run('', '--site', $folder, @_) }
sub retention { Casegate::spew($settings, $plain . "\n" . shift) }
sub due { my ($now) = @_; return $site->json('retention', '--now', $now // $later) }
sub confirm { return casegate('retention', '--confirm', '--by', 'Wilf Darrow', '--now', $later, @_) }
sub traces { # files below the site in which a word stands
    my ($word) = @_;
    my @found;
    find({ no_chdir => 1, wanted => sub { push @found, $File::Find::name if -f && index(Casegate::slurp($_), $word) >= 0 } }, $folder);
    return map { s{^\Q$folder\E/}{}r } sort @found;
}
sub form {
    my ($n, $child, $born, $words) = @_;
    return "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <id$words$n\@oakfield.example>\r\nSubject: Escalation $words\r\n\r\n" . <<"FORM" =~ s/\n/\r\n/gr;
Stage: Two
Agency raising the escalation: Oakfield Primary School
Agency disagreed with: Havering CSC
Name of child: $child
Date of birth: $born
What is the problem?: nobody visits, $words
FORM
}

# two cases, one closed; a message of no case; a copy of the closed case's
my $form = form(1, 'Zephyrine Quillfeather', '4.5.2018', 'canarymauve');
$site->receive($form, '2026-03-04T10:00');
my ($closed) = map { $_->{reference} } @{ $site->queue('2026-03-04T12:00')->{cases} };
$site->receive($form, '2026-03-04T10:30');
$site->receive(form(2, 'Tobias Quince', '1.2.2019', 'canaryochre'), '2026-03-04T11:00');
my ($open) = grep { $_ ne $closed } map { $_->{reference} } @{ $site->queue('2026-03-04T12:00')->{cases} };
$site->receive("From: Pim Vale <pim.vale\@canarygreen.example>\r\nMessage-ID: <v\@canarygreen.example>\r\nSubject: hello\r\n\r\nonly a letter, canarygreen\r\n", '2026-03-04T11:30');
my ($waiting) = map { $_->{id} } @{ $site->held('2026-03-04T12:00') };
$site->must(undef, 'note', $closed, 'rang about canarymauve', '--by', 'Canarymauve Clerk', '--now', '2026-03-04T12:30');
$site->must(undef, 'close', $closed, '--why', 'agreed, canarymauve', '--by', 'Inez Quill', '--now', '2026-03-05T12:00');
$site->send('2026-03-05T12:01');
$site->must(undef, 'show', $closed, '--by', 'Canarylooker Clerk');
cmp_ok(scalar(grep { /^spool/ } traces('canarymauve')), '>', 2, 'the word stands in the archive, the record and the mails sent');

# ---- nothing is said, nothing is due ----
retention('');
is_deeply(due()->{due}, [], 'without periods nothing is ever due');
like($site->must(undef, 'check'), qr/^  retention: no $_->[0], so .*kept for ever/m, "check says that $_->[0] is kept for ever") for ['raw_message'], ['case_record'], ['looks'], ['counts'];
like($site->must(undef, 'retention', '--now', $later), qr/^case_record: no period .* kept for ever$/m, 'so does the list');
for my $bad (['{case_record: {from: closed}}', 'has no period'], ['{case_record: {years: 5, from: received}}', "does not count from 'received'"], ['{case_records: {years: 5}}', 'case_records'], ['[1]', 'must be a map']) {
    retention("retention: $bad->[0]\n");
    my ($code, undef, $err) = casegate('check');
    is($code, 78, "$bad->[0] is refused");
    like($err, qr/^routing\/site\.yaml:\d+: .*\Q$bad->[1]\E/m, 'with its place');
}

# ---- raw messages alone ----
retention("retention:\n  raw_message: {months: 12, source: 'schedule 2026, line 4'}\n");
is_deeply(due('2027-03-03T12:00')->{due}, [], 'a day before');
my @due = @{ due('2027-03-04T12:00')->{due} };
is_deeply([ map { "$_->{class} $_->{number}" } @due ], [ 'raw_message 1', 'raw_message 2' ], 'a year after: the closed case\'s, not the open one\'s, not the one that waits');
is($due[0]{due}, '2027-03-04', 'since');
is($due[0]{why}, 'raw_message: 12 months after the receipt, Wed 4 Mar 2026 (schedule 2026, line 4)', 'and why');
is($due[0]{barred}, undef, 'nothing bars it');
$site->must(undef, 'held', $waiting, 'set-aside', '--why', 'a letter', '--by', 'Alex Pell', '--now', '2026-03-06T09:00');
is(scalar @{ due('2027-03-04T12:00')->{due} }, 3, 'once it is set aside, the letter too');

# ---- who may ----
is((casegate('retention', '--confirm', '--now', $later))[0], 64, 'nobody confirms it');
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [somebody.else]/mr);
my ($code, undef, $err) = confirm();
is($code, 64, 'another login');
like($err, qr/only the logins in 'named_officers'/, 'is told who may');
{
    # not a demonstration: reserved names and the embedded sender are warned of, not refused
    local $plain = $plain =~ s/^demonstration:.*$/demonstration: no/mr;
    retention("retention:\n  case_record: {years: 5}\n");
    ($code, undef, $err) = confirm();
    is($code, 64, 'a day that is not today erases in a demonstration only');
    like($err, qr/--now is for rehearsing/, 'as it says');
    is((casegate('retention', '--now', $later))[0], 0, 'the list may be of any day');
}
retention("retention:\n  case_record: {years: 5}\n  raw_message: {years: 90}\n");

# ---- a legal hold ----
$site->must(undef, 'hold', $closed, '--why', 'inquiry', '--now', '2026-04-01T12:00');
is_deeply([ map { "$_->{case} $_->{barred}" } @{ due()->{due} } ], ["$closed legal hold 1"], 'a legal hold bars it');
is((confirm())[0], 0, 'confirming');
cmp_ok(scalar(traces('canarymauve')), '>', 2, 'erases nothing of it');
$site->must(undef, 'hold', $closed, '--release', 1, '--why', 'over', '--now', '2026-05-01T12:00');

# ---- the case ----
my ($head) = (casegate('verify', '--now', $later))[1] =~ /^head: (.* events .*)$/m;
my $before = $site->show($closed, $later);
my ($out);
($code, $out, $err) = confirm();
is($code, 0, 'confirmed') or diag $err;
like($out, qr/^1 erased, 0 finished/m, 'one case');
like($out, qr/^Backups/m, 'backups are spoken of');
is_deeply([ traces($_) ], [], "no trace of '$_'") for 'canarymauve', 'Canarymauve', 'Quillfeather', 'Zephyrine';
cmp_ok(scalar(traces('canaryochre')), '>', 2, 'the other case is whole');
($code, $out) = casegate('verify', '--now', $later);
is($code, 0, 'the record adds up') or diag $out;
like($out, qr/^4 messages seen = 2 in cases .*; 2 of them erased$/m, 'and the erased messages are counted');
like($out, qr/^head: \S+ 3 erasures /m, 'the tombstones have a head');
is((casegate('verify', '--against', $head))[0], 0, 'it goes through the head of before');
my $after = $site->show($closed, $later);
is($after->{state}, 'closed', 'it is closed');
is($after->{stage}{id}, $before->{stage}{id}, 'its course is left, for counting');
is_deeply($after->{$_}, ref $after->{$_} eq 'ARRAY' ? [] : {}, "no $_") for qw(holders fields children discussions);
is_deeply($after->{originator}, { map { $_ => undef } qw(name role agency email) }, 'nobody raised it');
is_deeply([ map { $_->{hash} } @{ $after->{events} }[ 0 .. $#{ $before->{events} } ] ], [ map { $_->{hash} } @{ $before->{events} } ], 'every event keeps its hash');
is($after->{events}[-1]{kind}, 'erased', 'the last says what was done');
like($after->{events}[-1]{text}, qr/^Erased: case_record: 5 years after the case's end/, 'on what ground');
is($after->{events}[-1]{actor}, 'office: Wilf Darrow', 'by whom');
$site->must(undef, $_, '--now', $later) for qw(messages held queue looks);
$site->must(undef, 'show', $closed, '--now', $later);
is((confirm())[1] =~ /^0 erased/m, 1, 'nothing is erased twice');

# ---- what was left for counting ----
retention("retention:\n  case_record: {years: 5}\n  counts: {months: 1}\n");
is_deeply([ due('2032-04-03T12:00')->{due} ], [ [] ], 'a month has not passed');
is_deeply([ map { "$_->{class} $_->{case} $_->{due}" } @{ due('2032-04-04T12:00')->{due} } ], ["counts $closed 2032-04-04"], 'a month after the erasing');
is((confirm('--now', '2032-04-04T12:00'))[0], 0, 'confirmed');
is($site->show($closed, '2032-04-04T12:00')->{stage}, undef, 'the course of the case is gone');
is($site->show($closed, '2032-04-04T12:00')->{state}, 'closed', 'that there was one is not');
($code, $out) = casegate('verify', '--now', '2032-04-04T12:00');
is($code, 0, 'the record adds up') or diag $out;

# the same message once more, and one that names the reference: no harm
$site->receive($form, '2032-05-05T10:00');
$site->receive("From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <again\@oakfield.example>\r\nSubject: $closed\r\n\r\nIs this over?\r\n", '2032-05-05T10:30');
is((casegate('verify', '--now', '2032-05-06T09:00'))[0], 0, 'the record adds up') or diag +(casegate('verify'))[1];

is((grep { $_->{class} eq 'case_record' } @{ due('2033-01-01T12:00')->{due} }), 0, 'what came late is not old at once');

# ---- the letter, and the looks ----
retention("retention:\n  raw_message: {years: 5}\n  looks: {years: 3}\n");
($code, $out, $err) = confirm('--now', '2040-01-01T12:00');
is($code, 0, 'confirmed') or diag $err;
is_deeply([ traces($_) ], [], "no trace of '$_'") for 'canarygreen', 'Canarylooker';
is((grep { $_->{who} eq '' } @{ $site->json('looks') }) > 0, 1, 'that somebody looked stays');
($code, $out) = casegate('verify', '--now', '2040-01-01T12:00');
is($code, 0, 'the record adds up') or diag $out;

# ---- a birth that nobody said ----
retention("retention:\n  case_record: {years: 75, from: birth}\n");
$site->must(undef, 'close', $open, '--why', 'agreed', '--now', '2040-01-01T12:00');
is_deeply([ grep { $_->{case} eq $open } @{ due('2094-01-31T12:00')->{due} } ], [], '75 years from the birth of the youngest');
is_deeply([ map { $_->{due} } grep { $_->{case} eq $open } @{ due('2094-02-01T12:00')->{due} } ], ['2094-02-01'], 'to the day');
done_testing;
