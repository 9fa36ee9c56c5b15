# Root on a site that is somebody else's: nothing in the spool becomes root's, and the record says who it was.
use strict;
use warnings;
use File::Find qw(find);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

plan skip_all => 'only root can try it' if $> != 0;
my ($uid, $gid) = (getpwnam 'nobody')[2, 3];
plan skip_all => "there is no 'nobody' here" unless $uid;
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my @above = ($folder =~ s{/site$}{}r);
chmod 0755, @above; # 'nobody' must get there; the folders above are as this checkout has them
find({ no_chdir => 1, wanted => sub { chown $uid, $gid, $_ or die "$_: $!" } }, $folder);
plan skip_all => "'nobody' cannot get to this checkout" if system('su', '-s', '/bin/sh', 'nobody', '-c', "test -w $folder/spool") != 0;

my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <1\@elsewhere.example>\r\n\r\nHello.\r\n";
$site->deliver($mail, '2026-03-04T09:00');
$site->work('2026-03-04T09:01');
$site->send('2026-03-04T09:02');
my $held = $site->held('2026-03-04T09:03')->[0]{id};
is(($site->run('', '--site', $folder, '--now', '2026-03-04T09:03', 'held', $held, 'set-aside', '--why', 'a test'))[0], 0, 'all of it goes on');
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
my @roots;
my $count = 0;
find({ no_chdir => 1, wanted => sub { $count++; push @roots, $_ if (lstat)[4] != $uid } }, "$folder/spool");
cmp_ok($count, '>', 10, 'there are files');
is_deeply(\@roots, [], 'none of them is of root');
like($site->messages->[0]{reason}, qr/root/, 'who decided is not forgotten');
done_testing;
