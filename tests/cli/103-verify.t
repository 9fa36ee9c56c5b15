# The record adds up, and verify notices when it does not.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Digest::SHA qw(sha256_hex);
use File::Path qw(make_path);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my @mails = map { "From: nobody$_\@elsewhere.example\r\nSubject: hello\r\nMessage-ID: <$_\@elsewhere.example>\r\n\r\nHello $_.\r\n" } 1 .. 3;
@mails = map { $site->passed_on($_) } @mails;
my @kept = map { my $hex = sha256_hex($_); "$folder/spool/archive/" . substr($hex, 0, 2) . "/$hex" } @mails;

sub verify { my ($code, $out) = $site->run('', '--site', $folder, 'verify'); return ($code, $out) }
sub adds_up {
    my ($counts, $name) = @_;
    my ($code, $out) = verify();
    is($code, 0, "$name: adds up");
    like($out, $counts, "$name: the count");
}
sub does_not {
    my ($finding, $name) = @_;
    my ($code, $out) = verify();
    is($code, 65, "$name: exit 65");
    like($out, $finding, "$name: found");
    like($out, qr/does NOT add up: 1 finding/, "$name: and nothing else");
}
sub slurp { my ($path) = @_; open my $in, '<:raw', $path or die "$path: $!"; local $/; return <$in> }
sub spew { my ($path, $bytes) = @_; unlink $path; open my $out, '>:raw', $path or die "$path: $!"; print $out $bytes; close $out or die $! }

adds_up(qr/^0 messages seen/m, 'an empty site');
$site->deliver($_) for @mails[0, 1];
adds_up(qr/^2 messages seen = .* \+ 2 still in the spool$/m, 'not worked yet');
$site->work('2026-03-04T10:00');
$site->deliver($mails[2]);
adds_up(qr/^3 messages seen = 0 in cases \+ 2 held \+ .* \+ 1 still in the spool$/m, 'one of three not worked yet');
$site->work('2026-03-04T10:01');
adds_up(qr/^3 messages seen = 0 in cases \+ 3 held \+ .* \+ 0 still in the spool$/m, 'all worked');

# the same bytes again: seen again, in the archive once
$site->deliver($mails[0]);
$site->work('2026-03-04T10:02');
adds_up(qr/^4 messages seen = .* \+ 1 repeats/m, 'one came twice');

my $bytes = slurp($kept[1]);
spew($kept[1], $bytes =~ s/Hello 2/Hello 3/r);
does_not(qr/^message 2: /m, 'altered bytes');
spew($kept[1], substr $bytes, 0, -1);
does_not(qr/^message 2: /m, 'bytes cut off');
unlink $kept[1];
does_not(qr/^message 2: /m, 'a message gone');
spew($kept[1], $bytes);
adds_up(qr/^4 messages/m, 'mended');

my $stranger = sha256_hex('a stranger');
make_path("$folder/spool/archive/" . substr $stranger, 0, 2);
my $path = "$folder/spool/archive/" . substr($stranger, 0, 2) . "/$stranger";
spew($path, 'a stranger');
does_not(qr/^the archive holds '$stranger'/m, 'a file nobody sent');
unlink $path;

my $json = $site->json('verify');
is($json->{ok}, JSON::PP::true(), 'as JSON');
is_deeply($json->{findings}, [], 'findings are a list');
spew($kept[1], 'x');
my ($code, $out) = $site->run('', '--site', $folder, 'verify', '--json');
is($code, 65, 'as JSON, with a finding');
is(scalar(@{ JSON::PP->new->utf8->decode($out)->{findings} }), 1, 'the finding');
spew($kept[1], $bytes);

# a copy while nothing runs is the same record
$site->must('', 'backup', "$folder/copy.db");
rename "$folder/copy.db", "$folder/spool/casegate.db" or die $!;
unlink glob "$folder/spool/casegate.db-*";
adds_up(qr/^4 messages/m, 'the copy in place of the original');
is(($site->run('', '--site', $folder, 'backup', "$folder/spool/casegate.db"))[0], 73, 'nothing is written over');
done_testing;
