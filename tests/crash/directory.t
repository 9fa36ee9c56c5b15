# `casegate directory import --confirm`, ended at its calls. The file is the one before or the one after, whole; what is in force is on
# record; and once it is confirmed again, the same is there as without a crash, once, with nothing left over.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Crash;
use Casegate::Killat;
use Test::More;

my $site = Casegate->new('havering-2020');
$site->deliver("From: robin\@free.example\r\nSubject: x\r\n\r\nhello\r\n", '2026-03-04T10:00');
$site->work('2026-03-04T10:00');
my $file = $site->folder . '/../office.csv';
$site->must(undef, 'directory', 'export', $file);
Casegate::spew($file, Casegate::slurp($file) =~ s/01632 960101/01632 960191/r);
my @import = ('directory', 'import', $file, '--confirm', '--by', 'Wilf Darrow');
my $before = Casegate::slurp($site->folder . '/routing/people.csv');
my $after = $before =~ s/01632 960101/01632 960191/r =~ s/\r//gr;

sub trial { my $folder = "$site->{scratch}/trial"; system('rm', '-rf', $folder) == 0 or die; return copy_of($site) }
sub people { my ($trial) = @_; return Casegate::slurp($trial->folder . '/routing/people.csv') }
sub history { my ($trial) = @_; return scalar @{ $trial->json('directory', 'history') } }
sub left { my ($trial) = @_; return grep { /csv\./ } glob $trial->folder . '/routing/.*' }
# all that the next run finds; random letters of a temporary name mean nothing
sub state_of {
    my ($trial) = @_;
    my @routing = grep { -f } glob $trial->folder . '/routing/{*,.*}';
    return join "\n", disk_state($trial), map { s/(csv\.)\w+/$1*/r . ' ' . Casegate::slurp($_) } @routing;
}
sub adds_up { my ($trial) = @_; my ($code) = $trial->run('', '--site', $trial->folder, 'verify'); return $code }

my $reference = trial();
my $whole = Casegate::Killat->run({ trace => 1 }, command($reference, @import));
is($whole->{status}, 0, "a whole run: $whole->{calls} calls, $whole->{changing} change files");
knows_its_calls($whole);
is(people($reference), $after, 'changes the file');
is(history($reference), 1, 'and is on record');

my (%seen, %judged, @wrong);
my $landed = sweep(sub {
    my ($point) = @_;
    my $trial = trial();
    my $run = Casegate::Killat->run($point, command($trial, @import));
    return $run if !$run->{killed} || $judged{ state_of($trial) }++;
    my $at = landed_at($run);
    my $there = people($trial);
    push @wrong, "$at: half a file" unless $there eq $before || $there eq $after;
    push @wrong, "$at: in force and not on record" if $there eq $after && !history($trial);
    push @wrong, "$at: the record does not add up" if adds_up($trial);
    $seen{ ($there eq $after ? 'new' : 'old') . ' file, ' . history($trial) . ' on record' }++;
    my $again = 0;
    $again++ while $again < 3 && ($trial->run('', '--site', $trial->folder, @import))[0];
    push @wrong, "$at: not done again" if $again == 3 || people($trial) ne $after;
    push @wrong, "$at: on record " . history($trial) . ' times' if history($trial) != 1;
    push @wrong, "$at: left " . join ' ', left($trial) if left($trial);
    push @wrong, "$at: does not add up at last" if adds_up($trial);
    return $run;
}, [ 1, 1 ]);
cmp_ok($landed, '>=', $whole->{changing} - 1, "$landed kills landed");
is_deeply(\@wrong, [], 'each of them leaves what the next one can go on from');
is_deeply([ sort keys %seen ], [ 'new file, 1 on record', 'old file, 0 on record', 'old file, 1 on record' ], 'and all three states were met');
done_testing;
