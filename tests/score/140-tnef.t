# winmail.dat: the files in it come out by their names, and what it holds for a body becomes the mail's text
# (../shared/mail/expected/tnef.json, the lists of the tnef project, where a body is a file '…-body.html' or '…-body.rtf').
use strict;
use warnings;
use File::Basename qw(basename);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use MIME::Base64 qw(encode_base64);
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

my $expected = Casegate::Score::expected_json('tnef.json');
my $folder = tempdir(CLEANUP => 1);
my (@paths, @files);
for my $path (sort keys %$expected) {
    push @paths, $path;
    push @files, "$folder/" . basename($path) . '.eml';
    open my $out, '>', $files[-1] or die $!;
    print $out "From: Alex Brook <alex\@oakfield.example>\nSubject: A file\nContent-Type: application/ms-tnef; name=winmail.dat\n",
        "Content-Transfer-Encoding: base64\n\n", encode_base64(Casegate::Score::slurp("$Casegate::Score::shared/$path"));
    close $out;
}
my @records = Casegate::Score::read_files(\@files);
my ($names, $bodies) = map { Casegate::Score->new("tnef/$_") } qw(files bodies);
for my $n (0 .. $#paths) {
    my ($record, @want) = ($records[$n], @{ $expected->{ $paths[$n] } });
    my %found = map { $_->{name} => $_ } @{ $record->{attachments} };
    my ($body) = grep { /-body\.(?:html|rtf)$/ } @want;
    my @want_files = grep { !/-body\.(?:html|rtf)$/ } @want;
    my @missing = grep { !$found{$_} } @want_files;
    $names->count($paths[$n], !@missing, "without @missing; found " . join ' ', sort keys %found) if @want_files;
    $bodies->count($paths[$n], $record->{text} =~ /\S/, 'no text') if $body;
}
$_->done for $names, $bodies;
done_testing();
