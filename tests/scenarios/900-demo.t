# The demonstration is what a newcomer sees first: it must run through, leave the checkout clean and show what it promises.
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Encode qw(decode);
use JSON::PP;
use Test::More;

my $top = "$FindBin::Bin/../..";
my $status = sub { my $text = `git -C $top status --porcelain 2>/dev/null`; return $text };
my $before = $status->();
make_path("$top/build/tmp");
my $folder = tempdir('demo-XXXXXX', DIR => "$top/build/tmp", CLEANUP => 1);
local $ENV{CASEGATE_DEMO} = "$folder/demo";
local $ENV{CASEGATE} = Casegate::binary();
my $said = decode('UTF-8', `$top/tests/demo/run 2>&1`);
is($?, 0, 'runs through') or diag($said);
is($status->(), $before, 'the checkout is as it was');

my @mail = glob "$top/tests/demo/mail/*.eml";
my $messages = JSON::PP->new->utf8->decode(scalar `$ENV{CASEGATE} --site $folder/demo/site messages --json`);
is(scalar @$messages, scalar @mail, 'every message of the demonstration came in');
cmp_ok(scalar @mail, '>=', 10, 'at least ten');
my %count;
$count{ $_->{disposition} }++ for @$messages;
is_deeply(\%count, { case => 11, held => 1, repeat => 1, automatic => 1 }, 'and became what it should') or diag(explain(\%count));
my %cases = map { ($_->{case} => 1) } grep { $_->{case} } @$messages;
is_deeply([ sort keys %cases ], [qw(HAV-26-0001-T HAV-26-0002-M HAV-26-0003-G HAV-26-0004-B)], 'four cases');

like($said, qr/== \Q$_\E/, "a heading: $_") for 'A new site', 'Two weeks of mail', 'The first acknowledgement', 'The chronology';
like($said, qr/^Subject: \[HAV-26-0001-T\]/m, 'an acknowledgement is shown');
like($said, qr/\Q$folder\E/, 'and where everything lies');
system("$ENV{CASEGATE} --site $folder/demo/site verify >/dev/null 2>&1");
is($?, 0, 'the record adds up');
done_testing;
