# What the looking commands say of a new site, and how they end.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my @site = ('--site', $folder);
sub casegate { return $site->run('', @_) }

my $queue = $site->queue('2026-03-04T10:00');
is_deeply($queue, { now => '2026-03-04T10:00:00+00:00', cases => [], held => 0 }, 'an empty queue');
is($site->queue('2026-07-01T10:00')->{now}, '2026-07-01T10:00:00+01:00', 'summer time');
is($site->queue('2026-07-01T10:00Z')->{now}, '2026-07-01T11:00:00+01:00', 'a time with an offset');
is_deeply($site->held('2026-03-04'), [], 'nothing is held');
is_deeply($site->messages, [], 'no message yet');
my $verified = $site->json('verify');
is_deeply([@$verified{qw(ok findings)}], [JSON::PP::true(), []], 'and it adds up');
like((casegate(@site, 'queue'))[1], qr/^nothing needs you$/m, 'for a person');
like((casegate(@site, 'check'))[1], qr/^configuration OK/, 'check');
ok(!-e "$folder/spool/casegate.db", 'looking makes no database');

my @ends = (
    ['no such case',      [@site, 'show', 'HAV-26-0042-B'],                       65, qr/there is no case 'HAV-26-0042-B'/],
    ['wrong check letter', [@site, 'show', 'HAV-26-0043-B'],                      64, qr/its last letter does not fit/],
    ['no reference',      [@site, 'show', 'Brightwater'],                         64, qr/is no reference/],
    ['no such agency',    [@site, 'queue', '--agency', 'oakfeild'],               64, qr/did you mean 'oakfield'/],
    ['no such stage',     [@site, 'queue', '--stage', 'S9'],                      64, qr/no stage 'S9': there are S1, S2/],
    ['no such time',      [@site, 'queue', '--now', 'noonish'],                   64, qr/--now/],
    ['no such form',      [@site, 'form', 'escalatoin'],                          64, qr/did you mean 'escalation'/],
    ['no such file',      [@site, 'explain', "$folder/none.eml"],                 65, qr/cannot read .*none\.eml/],
    ['no database',       [@site, 'backup', "$folder/copy.db"],                   65, qr/nothing to copy yet/],
    ['a copy in the way', [@site, 'backup', "$folder/routing/site.yaml"],         73, qr/is there already/],
    ['no site',           ['--site', "$folder/spool", 'queue'],                   78, qr/is no site/],
    ['a full folder',     ['init', $folder, '--policy', 'havering-2020'],         73, qr/./],
);
for my $end (@ends) {
    my ($name, $arguments, $want, $say) = @$end;
    my ($code, $out, $err) = casegate(@$arguments);
    is($code, $want, "$name: exit $want");
    like($err, $say, "$name: said");
    is($out, '', "$name: nothing on standard output");
}

# an agency by its name, a stage in small letters, --quiet alone
is((casegate(@site, 'queue', '--agency', 'Oakfield Primary School', '--json'))[0], 0, 'an agency by its name');
is((casegate(@site, 'queue', '--stage', 's2', '--quiet', '--json'))[0], 0, 'a stage in small letters, --quiet alone');
is((casegate(@site, 'queue', '--quiet', '5', '--json'))[0], 0, '--quiet with a number');

# forms
my ($code, $kinds) = casegate(@site, 'form');
like($kinds, qr/^escalation$/m, 'the kinds of form');
like((casegate(@site, 'form', 'escalation'))[1], qr/^\S.*:/m, 'a blank form has labels');

# a reader that leaves early is no failure, an output that is full is
my $binary = Casegate::binary();
system("'$binary' --site '$folder' form escalation > /dev/full 2>/dev/null");
is($? >> 8, 75, 'output that cannot be written: 75');
system('sh', '-c', "{ '$binary' --help; echo \$? > '$folder/code'; } | true");
open my $file, '<', "$folder/code" or die $!;
is(<$file>, "0\n", 'a reader that leaves: 0');

# mistakes in the configuration: all of them, with places
open my $people, '>>', "$folder/routing/people.csv" or die $!;
print $people "nowhere,worker,1,,A B,a\@nowhere.example,,,,,,,\ncsc,worker,one,,C D,c\@csc.havering.example,,,,,,,\n";
close $people;
my ($bad, undef, $said) = casegate(@site, 'check');
is($bad, 78, 'a wrong configuration: 78');
my @places = $said =~ /^(routing\/people\.csv:\d+): /mg;
cmp_ok(scalar(@places), '>=', 2, 'every mistake is said, each with its place');
is((casegate(@site, 'queue'))[0], 78, 'and nothing is shown on it');
done_testing;
