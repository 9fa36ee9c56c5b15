# How the directory was changed is personal data: who held which post, and who changed it. No schedule that we know of gives a period
# for it, so that it is kept until the site names one; then it is listed, erased by a named officer like the rest, and its chain holds.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Find;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $settings = "$folder/routing/site.yaml";
my $plain = Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr;
my $people = "$folder/routing/people.csv";
sub casegate { return $site->run('', '--site', $folder, @_) }
sub retention { Casegate::spew($settings, $plain . "\n" . shift) }
sub due { my ($now) = @_; return $site->json('retention', '--now', $now)->{due} }
sub traces { # files of the site in which a word stands, but for the directory itself
    my ($word) = @_;
    my @found;
    find({ no_chdir => 1, wanted => sub { push @found, $File::Find::name if -f && index(Casegate::slurp($_), $word) >= 0 } }, $folder);
    return grep { !m{^routing/} } map { s{^\Q$folder\E/}{}r } sort @found;
}
sub change { # a name in the directory is another one
    my ($from, $to, $by, $why) = @_;
    my $file = "$folder/new.csv";
    Casegate::spew($file, Casegate::slurp($people) =~ s/\Q$from\E/$to/gr);
    my ($code, $out, $err) = casegate('directory', 'import', $file, '--confirm', '--by', $by, '--why', $why);
    is($code, 0, "changed: $to") or diag $out, $err;
    unlink $file;
}

retention('');
change('Callum Reyes', 'Canarymauve Reyes', 'Wilf Darrow', 'he is called so, canarymauve');
change('Canarymauve Reyes', 'Callum Reyes', 'Inez Quill', 'canaryteal');
my $history = $site->json('directory', 'history');
is(scalar @$history, 2, 'two changes');
my ($year, $month, $day) = $history->[0]{at} =~ /^(\d{4})-(\d\d)-(\d\d)/ or BAIL_OUT('no date');
my $later = sprintf '%d-%s-%sT12:00', $year + 8, $month, $day eq '29' && $month eq '02' ? '28' : $day;
cmp_ok(scalar(traces($_)), '>', 0, "'$_' is kept") for 'anarymauve', 'canaryteal';

# ---- not set: never due ----

is_deeply(due('2095-01-01T12:00'), [], 'without a period it is never due');
like($site->must(undef, 'retention', '--now', $later), qr/^directory: no period in routing\/site\.yaml \('retention'\), kept for ever$/m, 'which the list says');
like($site->must(undef, 'check'), qr/^  retention: no directory, so who was in the directory, and who changed it, is kept for ever$/m, 'and check');

# ---- a period ----

retention("retention:\n  directory: {years: 7, from: closed}\n");
my ($code, $out, $err) = casegate('check');
is($code, 78, 'it counts from the change alone');
like($err, qr/^routing\/site\.yaml:\d+: 'directory' does not count from 'closed'; leave 'from' out$/m, 'as is said');
retention("retention:\n  directory: {years: 7, source: 'schedule 2026, line 9'}\n");
is_deeply(due(sprintf '%d-%s-01T12:00', $year + 6, $month), [], 'before its time');
my @due = @{ due($later) };
is_deeply([ map { "$_->{class} $_->{number} " . ($_->{barred} // 'may go') } @due ], [ 'directory 1 may go', 'directory 2 may go' ], 'both are due');
like($due[0]{why}, qr/^directory: 7 years after the change, .* \(schedule 2026, line 9\)$/, 'and why');

# ---- erased ----

my ($head) = (casegate('verify'))[1] =~ /^head: (.* directory-changes .*)$/m;
my $before = Casegate::slurp($people);
($code, $out, $err) = casegate('retention', '--confirm', '--by', 'Wilf Darrow', '--now', $later);
is($code, 0, 'confirmed') or diag $err;
like($out, qr/^2 erased, 0 finished/m, 'two');
is_deeply([ traces($_) ], [], "no trace of '$_'") for 'anarymauve', 'canaryteal';
is(Casegate::slurp($people), $before, 'the directory itself is as it was');
($code, $out) = casegate('verify');
is($code, 0, 'the record adds up') or diag $out;
like($out, qr/^head: \S+ 2 erasures /m, 'with two tombstones');
is((casegate('verify', '--against', $head))[0], 0, 'and goes through the head of before') if ok($head, 'a head of the changes');
my $after = $site->json('directory', 'history');
is_deeply([ map { [ @$_{qw(number file hash sha256_after by why)} ] } @$after ], [ map { [ @$_{qw(number file hash sha256_after)}, undef, undef ] } @$history ], 'that there was a change is left');
is_deeply([ map { $_->{erased} ? 1 : 0 } @$after ], [ 1, 1 ], 'called erased');
like($site->must(undef, 'directory', 'history'), qr/^1: .*, people\.csv: who and what is erased$/m, 'on the terminal, too');
($code, undef, $err) = casegate('directory', 'restore', 1);
is($code, 65, 'it cannot be taken back');
like($err, qr/change 1 is erased/, 'as is said');
is_deeply(due($later), [], 'nothing is due twice');
change('Callum Reyes', 'Canarygreen Reyes', 'Wilf Darrow', 'a third');
is($site->json('directory', 'history')->[2]{number}, 3, 'and the chain goes on');
is((casegate('verify'))[0], 0, 'and adds up');
done_testing;
