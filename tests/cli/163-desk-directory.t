# The directory changed at the desk: by the page's process, which may write nothing, and the clerk, who replaces the file and puts
# the change on record under the name of who asked for it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Encode qw(decode);
use MIME::Base64 qw(decode_base64);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $people = "$folder/routing/people.csv";
chmod 0640, $people; # read by a group: so it stays
sub mode { return sprintf '%o', (stat $people)[2] & 07777 }
my $desk = Casegate::Desk->new($site);
$desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->account('inez', 'reader', 'Inez Quill');
$desk->start;
my $wilf = $desk->browser->sign_in('wilf.darrow');
my $inez = $desk->browser->sign_in('inez');
sub hidden { my ($page, $name) = @_; my ($value) = $page->{body} =~ /name="$name" value="([^"]*)"/; return $value }
sub changes { return @{ $site->json('directory', 'history') } }

# ---- one entry ----
my $list = $wilf->get('/directory');
is($list->{status}, 200, 'the directory');
my ($edit) = $list->{body} =~ m{href="(/directory/edit/people/\d+)">Change<span class="hidden"> line manager Callum Reyes<};
ok($edit, 'an officer may change an entry');
unlike($inez->get('/directory')->{body}, qr{/directory/edit/}, 'a reader may not');
is($inez->get($edit)->{status}, 403, 'nor by its address');
my $form = $wilf->get($edit);
my $seen = $wilf->post($edit, sha256 => hidden($form, 'sha256'), until => '2026-03-03', why => 'moved to Bromley');
is($seen->{status}, 200, 'what would change');
like(decode('UTF-8', $seen->{body}), qr/until: \(empty\) \x{2192} 2026-03-03/, 'field by field');
my $before = Casegate::slurp($people);
my %order = map { $_ => hidden($seen, $_) } qw(file sha256 text why);
is(Casegate::slurp($people), $before, 'nothing is changed yet');
is($inez->post('/directory/confirm', %order)->{status}, 403, 'a reader changes nothing');
my $done = $wilf->post('/directory/confirm', %order);
is("$done->{status} $done->{header}{location}", '303 /directory/history', 'an officer does') or diag $done->{body}, $desk->log;
is(Casegate::slurp($people), decode_base64($order{text}), 'what was shown is what stands there');
is(mode(), '640', 'and whoever could read it still can');
my ($change) = changes();
is("$change->{by} $change->{login} $change->{why}", 'Wilf Darrow wilf.darrow moved to Bromley', 'on record under that name');
like($wilf->get('/directory/history')->{body}, qr/by Wilf Darrow \(wilf\.darrow\): moved to Bromley/, 'and in the history');
is($wilf->post('/directory/confirm', %order)->{status}, 409, 'the same again is refused: the file is another now');
is(scalar(changes()), 1, 'and done once');

# ---- a file ----
my $csv = $wilf->get('/directory/csv/people.csv');
like($csv->{header}{'content-disposition'} // '', qr/attachment.*people\.csv/, 'a file to be saved');
my $boundary = 'b0undary';
sub upload {
    my ($who, $file, $text) = @_;
    my $body = join '', map { "--$boundary\r\nContent-Disposition: form-data; name=\"$_->[0]\"" . ($_->[0] eq 'text' ? '; filename="people.csv"' : '') . "\r\n\r\n$_->[1]\r\n" }
        [ token => $who->{token} ], [ file => $file ], [ text => $text ];
    return $who->with('Content-Type' => "multipart/form-data; boundary=$boundary")->request('POST', '/directory/import', "$body--$boundary--\r\n");
}
like(upload($wilf, 'people.csv', $csv->{body})->{body}, qr/Nothing would change/, 'there and back: nothing');
$seen = upload($wilf, 'people.csv', $csv->{body} =~ s/01632 960101/01632 960191/r =~ s/2025-09-01/01\/09\/2025/gr);
like(decode('UTF-8', $seen->{body}), qr/0 added, 1 changed, 0 removed.*01632 960101 \x{2192} 01632 960191/s, 'as a spreadsheet saved it');
is($wilf->post('/directory/confirm', (map { $_ => hidden($seen, $_) } qw(file sha256 text)), why => '')->{status}, 303, 'taken');
like(upload($wilf, 'people.csv', $csv->{body} =~ s/01632 960101/1.63E+09/r)->{body}, qr/made a number of it/, 'a mistake, with its line');
like(upload($wilf, 'people.csv', "\xe9")->{body}, qr/CSV UTF-8/, 'letters that cannot be read, with the remedy');
is(upload($inez, 'people.csv', $csv->{body})->{status}, 403, 'not by a reader');
is(scalar(changes()), 2, 'two changes');
my ($looked) = grep { $_->{command} eq 'web directory change' } @{ $site->json('looks') };
is($looked->{who}, 'Wilf Darrow', 'and the looks are on record');
is(mode(), '640', 'after each of them');
is($desk->stop, 0, 'the desk ends well');
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
unlike($desk->log, qr/Callum|Reyes|960191/, 'nobody stands in the log');
done_testing;
