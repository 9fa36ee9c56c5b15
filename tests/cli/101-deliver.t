# One message from a pipe: safe, or to be tried again; never lost, never bounced.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Digest::SHA qw(sha256_hex);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
sub waiting { my @names = glob "$folder/spool/incoming/new/*"; return @names }
sub slurp { my ($path) = @_; open my $file, '<:raw', $path or die "$path: $!"; local $/; return <$file> // '' }
sub deliver { my ($raw, @more) = @_; return $site->run($raw, '--site', $folder, 'deliver', @more) }

my $mail = "From: a\@oakfield.example\r\nSubject: x\r\n\r\n" . join('', map { chr } 0 .. 255) x 4000;
my ($code, $out, $err) = deliver($mail, '--to', 'Mailbox@Partnership.Havering.example');
is($code, 0, 'accepted');
is("$out$err", '', 'without a word');
my @files = waiting();
is(@files, 1, 'one message waits');
is(sha256_hex(slurp($files[0])), sha256_hex($mail), 'with the very bytes, NUL and all');
is((stat $files[0])[2] & 077, 0, 'for its owner only');

is((deliver($mail))[0], 0, 'accepted for the first mailbox when none is named');
is((deliver(''))[0], 0, 'an empty message is a message: it will be held');
is(scalar(waiting()), 3, 'three wait');
is_deeply([glob "$folder/spool/incoming/tmp/*"], [], 'nothing half written is left');

# called wrongly
for my $bad ('x', 'a b@c.example', '', "a\n\@b.example") {
    is((deliver($mail, '--to', $bad))[0], 64, 'no address: 64');
}
is((deliver($mail, '--frm', 'x'))[0], 64, 'an unknown option: 64');
is((deliver($mail, 'file.eml'))[0], 64, 'a file name: 64');
is(scalar(waiting()), 3, 'and nothing was taken in');

# standard input that cannot be read is no empty message
my $binary = Casegate::binary();
system("'$binary' --site '$folder' deliver --to a\@partnership.havering.example <&- 2>/dev/null");
is($? >> 8, 75, 'closed standard input: 75');
system("'$binary' --site '$folder' deliver --to a\@partnership.havering.example < '$folder' 2>/dev/null");
is($? >> 8, 75, 'a folder as standard input: 75');
is(scalar(waiting()), 3, 'still three');

# a folder that is no site takes nothing in: it would be lost there
($code, $out, $err) = $site->run($mail, '--site', "$folder/nowhere", 'deliver', '--to', 'a@b.example');
is($code, 75, 'no site: 75');
like($err, qr/no site/, 'and says so');
ok(!-e "$folder/nowhere", 'and makes no folder');
is(($site->run($mail, '--site', "$folder/nowhere", 'deliver'))[0], 75, 'no site, no mailbox: 75');

# somebody is editing
rename "$folder/routing/site.yaml", "$folder/routing/site.yaml.old" or die $!;
is((deliver($mail, '--to', 'mailbox@partnership.havering.example'))[0], 0, 'without settings, with a mailbox: safe');
is((deliver($mail))[0], 75, 'without settings and mailbox: try again');
open my $broken, '>', "$folder/routing/site.yaml" or die $!;
print $broken "mailboxes: [\n";
close $broken;
is((deliver($mail, '--to', 'mailbox@partnership.havering.example'))[0], 0, 'with broken settings and a mailbox: safe');
is((deliver($mail))[0], 75, 'with broken settings: try again');
is(scalar(waiting()), 5, 'five wait');

# a spool that cannot be written
SKIP: {
    skip 'root writes everywhere', 1 if $> == 0;
    chmod 0500, "$folder/spool/incoming/tmp";
    is((deliver($mail, '--to', 'a@b.example'))[0], 75, 'a spool that cannot be written: try again');
    chmod 0700, "$folder/spool/incoming/tmp";
}
done_testing;
