# From a Maildir into the spool: released only when safe, left alone otherwise.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Path qw(make_path);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my @site = ('--site', $folder);
my ($code, undef, $err) = $site->run('', @site, 'collect', '--once');
is($code, 78, 'no source: 78');
like($err, qr/names no source/, 'and says so');

my $settings = do { local @ARGV = "$folder/routing/site.yaml"; local $/; <> };
$settings =~ s/^sources:.*\n(?:[ -].*\n)*//m;
$settings .= "sources:\n  - {type: maildir, path: box, mailbox: mailbox\@partnership.havering.example}\n"
    . "  - {type: maildir, path: other, mailbox: mailbox\@partnership.havering.example}\n";
open my $out, '>', "$folder/routing/site.yaml" or die $!;
print $out $settings;
close $out;
make_path(map { my $box = $_; map { "$folder/$box/$_" } qw(tmp new cur) } qw(box other));
sub put { my ($name, $text) = @_; open my $out, '>', "$folder/$name" or die $!; print $out $text; close $out }
sub names { my @names = map { glob "$folder/$_" } @_; return @names }
sub collect { return $site->run('', @site, 'collect', '--once') }

put('box/new/1.first', "Subject: one\n\n1\n");
put('box/cur/2.second:2,S', "Subject: two\n\n2\n");
put('other/new/3.third', "Subject: three\n\n3\n");
put('box/tmp/4.unfinished', "Subject: fo");
($code, my $said) = collect();
is($code, 0, 'collected');
like($said, qr/^3 messages collected/, 'three of them');
is_deeply([names('{box,other}/{new,cur}/*')], [], 'released');
is(scalar(my @unfinished = names('box/tmp/*')), 1, 'what is being delivered is left alone');
is(scalar(my @waiting = names('spool/incoming/new/*')), 3, 'three wait');
like((collect())[1], qr/^0 messages collected/, 'a second run finds nothing');

# one source that fails keeps nothing from the other
rename "$folder/box", "$folder/box.away" or die $!;
put('other/new/5.fifth', "Subject: five\n\n5\n");
($code, $said, $err) = collect();
isnt($code, 0, 'a source that is gone is no success');
like($err, qr/box/, 'it is named');
is_deeply([names('other/new/*')], [], 'the other was read');
is(scalar(@waiting = names('spool/incoming/new/*')), 4, 'four wait');
done_testing;
