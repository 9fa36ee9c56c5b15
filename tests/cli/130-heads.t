# The record's head: given out once a working day, and by it a record that was cut short or written anew is told from the true one,
# though in itself it adds up.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Copy qw(copy);
use File::Path qw(make_path);
use Test::More;

my $hash = qr/[0-9a-f]{64}/;
my $record = 'spool/casegate.db';

# A site whose setting is that.
sub site_with {
    my ($heads) = @_;
    my $site = Casegate->new('havering-2020');
    my $path = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($path) =~ s/^# record_heads:.*\n//mr;
    Casegate::spew($path, $text . ($heads ? "record_heads: $heads\n" : ''));
    return $site;
}
sub form { my ($n) = @_; return Casegate::escalation($n, child => "Wren Ashby $n", born => undef) }
sub verify { my ($site, @more) = @_; return $site->run('', '--site', $site->folder, 'verify', @more) }
sub head_of { my ($site) = @_; my ($line) = (verify($site))[1] =~ /^head: (.* events .*)$/m; return $line }

# ---- by mail ----
my $site = site_with('mail');
my @office = Casegate::slurp($site->folder . '/routing/people.csv') =~ /^\w+,office,(?:[^,]*,){3}([^,]+@[^,]+),/mg;
my @mails = $site->tick('2026-03-04T09:00');
is_deeply([ sort map { $_->{to} } @mails ], [ sort @office ], 'each office post has it, once');
is($_->{subject}, "To be kept: today's head of the record", 'in our own words') for @mails;
like($mails[0]{text}, qr/^2026-03-04 0 events 0{64}$/m, 'of a record in which nothing stands yet');
is_deeply($mails[0]{header}{'auto-submitted'}, ['auto-generated'], 'marked as no person\'s');
is_deeply([ $site->tick('2026-03-04T17:00') ], [], 'once a day');
my ($again) = map { $_->{text} } grep { $_->{subject} =~ /^To be kept/ } $site->receive(form(1), '2026-03-05T09:00');
like($again, qr/^2026-03-05 [1-9]\d* events $hash$/m, 'the next day again, and the record has grown');
is_deeply([ $site->tick('2026-03-07T09:00') ], [], 'no head on a Saturday');
is((grep { $_->{subject} =~ /^To be kept/ } $site->tick('2026-04-03T09:00')), 0, 'nor on Good Friday');
is((grep { $_->{subject} =~ /^To be kept/ } $site->tick('2026-04-01T09:00')), scalar @office, 'a rehearsal of a later working day has one');
is((grep { $_->{subject} =~ /^To be kept/ } $site->tick('2026-03-31T09:00')), 0, 'and of a day before that none');

# a mail that was saved as it came is what verify takes
my ($saved) = grep { Casegate::slurp($_) =~ /^2026-04-01 /m } glob $site->folder . '/spool/outgoing/new/*';
my ($code, $out) = verify($site, '--against', $saved);
is($code, 0, 'the record fits the mail');
like($out, qr/^it goes through the heads of Wed 1 Apr 2026: all before it is as it was on that day$/m, 'and says so');

# ---- a line by itself ----
my $head = head_of($site);
like($head, qr/^\d{4}-\d\d-\d\d \d+ events $hash$/, 'verify shows the head of now');
is((verify($site, '--against', $head))[0], 0, 'which fits');
my $json = $site->json('verify', '--against', $head);
is($json->{heads}[0]{chain}, 'events', 'as JSON: the head');
is("$json->{heads}[0]{day} $json->{heads}[0]{number} events $json->{heads}[0]{hash}", $json->{heads}[0]{line}, 'in its parts');
is($json->{against}[0]{line}, $head, 'as JSON: what it was held against');
my ($day, $number, undef, $digits) = split / /, $head;
my $wrong = $digits =~ tr/0-9a-f/1-9a-f0/r;
($code, $out) = verify($site, '--against', "$day $number events $wrong");
is($code, 65, 'one that does not fit: 65');
like($out, qr/^the head of $day does not fit: event $number is not the one that stood there on that day/m, 'and why');
like($out, qr/does NOT add up: 1 finding$/m, 'and that is all');
unlike($out, qr/^head: /m, 'nobody is given the head of a record that is not whole');
($code, $out, my $err) = verify($site, '--against', "$day $number events abc");
is($code, 65, 'one that is cut off');
like($err, qr/the head of $day is not whole/, 'is no head');
($code, undef, $err) = verify($site, '--against', $site->folder . '/routing/site.yaml');
is($code, 64, 'a file without any');
like($err, qr/no head stands in/, 'is said');
is((verify($site, '--against', $site->folder . '/nowhere'))[0], 65, 'a file that is not there');

# ---- in a folder ----
my $elsewhere = $site->folder . '/../elsewhere';
make_path($elsewhere);
$site = site_with($elsewhere);
my $db = $site->folder . "/$record";
my $file = "$elsewhere/casegate-heads.txt";
$site->receive(form(1), '2026-03-04T09:00');
$site->tick('2026-03-04T18:00');
like(Casegate::slurp($file), qr/\A2026-03-04 [1-9]\d* events $hash\n2026-03-04 0 looks 0{64}\n\z/, 'a line for each chain');
$site->must(undef, 'backup', "$elsewhere/early.db");
$site->receive(form(2), '2026-03-05T09:00');
$site->tick('2026-03-06T09:00');
my @lines = Casegate::slurp($file) =~ /^(.*)\n/mg;
is(scalar(@lines), 6, 'each day');
($code, $out) = verify($site, '--against', $file);
is($code, 0, 'the record fits all');
like($out, qr/goes through all 6 heads, of Wed 4 Mar 2026 to Fri 6 Mar 2026/, 'and says which');

# an older copy in its place adds up in itself
rename $db, "$elsewhere/late.db" or die $!;
unlink glob "$db-*";
copy("$elsewhere/early.db", $db) or die $!;
my ($of_two) = grep { Casegate::slurp($_) =~ /Wren Ashby 2/ } glob $site->folder . '/spool/archive/*/*';
unlink $of_two or die $!;
is((verify($site))[0], 0, 'an older copy adds up');
($code, $out) = verify($site, '--against', $file);
is($code, 65, 'but not against the heads');
like($out, qr/^the head of 2026-03-0$_ counts \d+ events, and the record no longer has so many/m, "of day $_") for 5, 6;
unlike($out, qr/head of 2026-03-04/, 'the day before still fits');

# and a record that was written anew from there on, in which as much happened
my $settings = $site->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^record_heads:.*\n//mr);
$site->deliver($_, '2026-03-05T09:00') for map { form($_) } 3, 4;
$site->work('2026-03-06T09:00');
($code, $out) = verify($site);
is($code, 0, 'a record that was written anew adds up') or diag($out);
($code, $out) = verify($site, '--against', $file);
is($code, 65, 'but not against the heads');
like($out, qr/^the head of 2026-03-0$_ does not fit: event \d+ is not the one/m, "of day $_") for 5, 6;

# ---- what cannot be written is tried again, and keeps no mail waiting ----
$site = site_with("$elsewhere/not-mounted");
$site->deliver(form(5), '2026-03-04T09:00');
($code, $out, $err) = $site->run('', '--site', $site->folder, 'work', '--once', '--now', '2026-03-04T09:00');
is($code, 75, 'a folder that is not there: 75');
like($err, qr{head cannot be written to '.*not-mounted/casegate-heads\.txt' \(record_heads\): No such file}, 'and why');
is(scalar @{ $site->queue('2026-03-04T09:00')->{cases} }, 1, 'the message is worked all the same');
make_path("$elsewhere/not-mounted");
$site->work('2026-03-04T09:01');
like(Casegate::slurp("$elsewhere/not-mounted/casegate-heads.txt"), qr/\A2026-03-04 [1-9]/, 'once it is there, it is written');
symlink "$elsewhere/early.db", "$elsewhere/link" or die $!;
rename "$elsewhere/link", "$elsewhere/not-mounted/casegate-heads.txt" or die $!;
is(($site->run('', '--site', $site->folder, 'work', '--once', '--now', '2026-03-05T09:00'))[0], 75, 'no link is followed');

# ---- not set ----
$site = site_with(undef);
is_deeply([ $site->tick('2026-03-04T09:00') ], [], 'without the setting nothing goes out');
like($site->must(undef, 'check'), qr/^  record_heads: nobody keeps the record's heads/m, 'and check says what that means');
$site = site_with('heads');
($code, undef, $err) = $site->run('', '--site', $site->folder, 'check');
is($code, 78, 'a folder within the site proves nothing');
like($err, qr{^routing/site\.yaml:\d+: 'record_heads' is 'heads'; write mail, or the full path}m, 'and is refused');
done_testing;
