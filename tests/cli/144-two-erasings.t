# Two that erase at once, and bytes that come again between the rows and the files: nobody marks as done what another has begun, and
# nothing is erased that somebody has a right to since.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Fcntl qw(:flock);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $settings = "$folder/routing/site.yaml";
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr
    . "\nretention:\n  raw_message: {months: 12}\n");
my $later = '2032-03-04T12:00';
sub confirm { return $site->run('', '--site', $folder, 'retention', '--confirm', '--by', 'Wilf Darrow', '--now', $later) }
sub letter { my ($n) = @_; return "From: Pim Vale <pim.vale\@elsewhere.example>\r\nMessage-ID: <v$n\@elsewhere.example>\r\nSubject: hello\r\n\r\nletter $n\r\n" }
sub archived { my ($hash) = @_; return "$folder/spool/archive/" . substr($hash, 0, 2) . "/$hash" }
sub set_aside { my ($at) = @_; $site->must(undef, 'held', $_->{id}, 'set-aside', '--why', 'a letter', '--now', $at) for @{ $site->held($at) } }

my %bytes = map { $_ => $site->passed_on({ raw => letter($_), unproven => 1 }) } 1, 2;
$site->receive({ raw => $bytes{$_}, unproven => 1 }, "2026-03-04T10:0$_") for 1, 2;
set_aside('2026-03-05T10:00');
my %hash = map { $_ => sha256_hex($bytes{$_}) } 1, 2;
ok(-e archived($hash{$_}), "letter $_ is archived") for 1, 2;

# ---- one at a time ----

open my $lock, '>', "$folder/spool/erase.lock" or die $!;
flock $lock, LOCK_EX or die $!;
my ($code, undef, $err) = confirm();
is($code, 75, 'while another erases: the same again later');
like($err, qr/another process is erasing in this site/, 'as it says');
ok(-e archived($hash{1}), 'and nothing was erased');
like($site->must(undef, 'verify', '--now', $later), qr/^2 messages seen/m, 'nor begun');
close $lock;

# ---- a run that is broken off after the rows, and the bytes of the first letter come again ----

rename archived($hash{2}), "$folder/kept" or die $!;
mkdir archived($hash{2}) or die $!; # which nobody can overwrite
rename archived($hash{1}), "$folder/kept1" or die $!;
mkdir archived($hash{1}) or die $!;
($code, undef, $err) = confirm();
isnt($code, 0, 'broken off at the files');
like($err, qr/cannot (?:open|overwrite)/, 'as it says');
rmdir archived($hash{$_}) or die $! for 1, 2;
rename "$folder/kept", archived($hash{2}) or die $!;
rename "$folder/kept1", archived($hash{1}) or die $!;
$site->receive({ raw => $bytes{1}, unproven => 1 }, '2032-03-04T11:00');
is(scalar @{ $site->messages }, 3, 'the first letter came once more');
($code, undef, $err) = confirm();
is($code, 0, 'the next run finishes it') or diag $err;
ok(!-e archived($hash{2}), 'the second letter is gone');
ok(-e archived($hash{1}), 'the bytes of the first are kept for the message that came since');
my ($verified, $out) = $site->run('', '--site', $folder, 'verify', '--now', $later);
is($verified, 0, 'the record adds up') or diag $out;
done_testing;
