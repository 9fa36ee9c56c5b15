# What waited for a person before it came to a case goes with the case, with its copies and what was answered then; neither is
# erased before, nor under a legal hold. A file is overwritten before it is unlinked.
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
my $plain = Casegate::slurp($settings) =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr;
my $later = '2032-03-04T12:00';
sub retention { Casegate::spew($settings, $plain . "\nretention:\n" . shift) }
sub due { return [ map { "$_->{class} " . ($_->{barred} // 'due') } @{ $site->json('retention', '--now', $later)->{due} } ] }
sub files { my @found; find({ no_chdir => 1, wanted => sub { push @found, $File::Find::name if -f } }, $_[0]); return sort @found }
sub traces { my ($word) = @_; return grep { index(Casegate::slurp($_), $word) >= 0 } files($folder) }

$site->receive(Casegate::escalation('one', child => 'Zephyrine Quillfeather'), '2026-03-04T10:00');
my ($case) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:01')->{cases} };
my $letter = "From: Pim Vale <pim.vale\@canaryteal.example>\r\nMessage-ID: <v\@canaryteal.example>\r\nSubject: hello\r\n\r\na letter about it\r\n";
my @receipt = $site->receive($letter, '2026-03-04T11:00');
is_deeply([ map { $_->{to} } @receipt ], ['pim.vale@canaryteal.example'], 'a stranger gets the receipt');
$site->receive("Received: from elsewhere.example by mx.example; Wed, 4 Mar 2026 11:10:00 +0000\r\n$letter", '2026-03-04T11:10');
retention("  raw_message: {months: 12}\n");
is_deeply(due(), [], 'neither what waits nor a copy of it, nor what is of an open case');
my ($waiting) = map { $_->{id} } @{ $site->held('2026-03-04T12:00') };
$site->must(undef, 'held', $waiting, 'link', $case, '--why', 'it is about it', '--by', 'Inez Quill', '--now', '2026-03-04T12:00');
is_deeply(due(), [], 'nor when it has come to the case');
$site->must(undef, 'close', $case, '--why', 'agreed', '--now', '2026-03-05T12:00');
$site->must(undef, 'hold', $case, '--why', 'inquiry', '--now', '2026-03-05T12:01');
is_deeply(due(), [ ('raw_message legal hold 1') x 3 ], 'a legal hold bars all three');
$site->must(undef, 'hold', $case, '--release', 1, '--why', 'over', '--now', '2026-03-06T12:01');
$site->send('2026-03-06T12:02');

retention("  case_record: {years: 5}\n");
my $kept = "$folder/../kept";
mkdir $kept or die $!;
my ($n, %name) = (0);
for my $file (files("$folder/spool/archive"), files("$folder/spool/outgoing")) {
    link $file, "$kept/" . ++$n or die "$file: $!";
    $name{$n} = $file;
}
my ($code, undef, $err) = $site->run('', '--site', $folder, 'retention', '--confirm', '--by', 'Wilf Darrow', '--now', $later);
is($code, 0, 'confirmed') or diag $err;
is_deeply([ traces($_) ], [], "no trace of '$_'") for 'canaryteal', 'Zephyrine';
my @gone = grep { !-e $name{$_} } keys %name;
cmp_ok(scalar @gone, '>=', 4, 'three messages and the receipt at least are unlinked');
is_deeply([ grep { Casegate::slurp("$kept/$_") =~ /[^\0]/ } @gone ], [], 'and were overwritten before');
my ($well, $said) = $site->run('', '--site', $folder, 'verify', '--now', $later);
is($well, 0, 'the record adds up') or diag $said;
done_testing;
