# The gateway's own troubles: the office is told once when one has lasted too long and once when it is over, over restarts, and
# by the outbox like anybody else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use File::Path qw(make_path);
use Test::More;
use Time::Local qw(timegm);

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
sub slurp { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; return scalar <$in> }
sub spew { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!"; print $out $text; close $out or die $! }

my $settings = slurp("$folder/routing/site.yaml");
my @office = slurp("$folder/routing/people.csv") =~ /^\w+,office,(?:[^,]*,){3}([^,]+@[^,]+),/mg;
ok(scalar @office, 'somebody is in the office');
$settings =~ s/^sources:.*\n(?:[ -].*\n)*//m;
$settings .= "sources:\n  - {type: maildir, path: box, mailbox: mailbox\@partnership.havering.example}\n";
sub limits { my ($mib) = @_; return $settings =~ s/^alarms:.*$/alarms: {no_poll_minutes: 60, mail_waits_minutes: 60, disk_free_mib: $mib}/mr }
spew("$folder/routing/site.yaml", limits(1));
make_path(map { "$folder/$_" } qw(box/tmp box/new box/cur spool/health));

# a moment of Wed 4 March 2026
sub at { my ($hour, $minute) = @_; return timegm(0, $minute, $hour, 4, 2, 2026) }
sub now { return sprintf '2026-03-04T%02d:%02d', @_ }
sub health {
    my ($name, %value) = @_;
    spew("$folder/spool/health/$name", join '', map { "$_=$value{$_}\n" } sort keys %value);
}
sub told { my (@when) = @_; return sort { $a->{to} cmp $b->{to} } $site->tick(now(@when)) }
sub is_told {
    my ($name, $subject, $text, @mails) = @_;
    is_deeply([ map { $_->{to} } @mails ], [ sort @office ], "$name: each office post is told, once");
    is($_->{subject}, $subject, "$name: in our own words") for @mails;
    like($_->{text} =~ s/\s+/ /gr, $text, "$name: what it means") for @mails;
    is_deeply($_->{header}{'auto-submitted'}, ['auto-generated'], "$name: marked as no person's") for @mails;
}
my $wrong = 'The mail gateway needs to be looked at';
my $over = 'The mail gateway: it is over';

is_deeply([ told(9, 0) ], [], 'a site that never ran: nobody is alarmed');
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(9, 0), last_try => at(9, 0), error => '');
is_deeply([ told(9, 59) ], [], 'an hour is not over yet');
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(9, 0), last_try => at(9, 59), failing_since => at(9, 1), error => 'no answer from imap.example');
is_told('no poll', $wrong, qr/No mail has been collected from mailbox\@partnership\.havering\.example since 09:00 on Wed 4 March 2026.*no answer from imap\.example.*is not lost/, told(10, 0));
is_deeply([ told(10, 1) ], [], 'and not again');
is_deeply([ told(15, 0) ], [], 'nor hours later');
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(15, 10), last_try => at(15, 10), error => '');
is_told('poll again', $over, qr/collected from mailbox\@partnership\.havering\.example again\. It was not since 09:00/, told(15, 10));
is_deeply([ told(15, 11) ], [], 'once');

# a second outage of the same kind, without any message between
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(15, 10), last_try => at(17, 0), failing_since => at(15, 20), error => 'no answer');
is_told('the next outage', $wrong, qr/since 15:10/, told(17, 0));

# what trying again does not mend is said at once; it is another thing than the hour without a look, which it ends
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(17, 5), last_try => at(17, 5), error => '');
told(17, 5);
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(17, 5), last_try => at(17, 6), failing_since => at(17, 6), refused => 1, error => q(certificate of 'imap.example' is expired));
is_told('refused', $wrong, qr/cannot be read since 17:06.*certificate of 'imap\.example' is expired/, told(17, 6));
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(17, 7), last_try => at(17, 7), error => '');
is_told('accepted', $over, qr/collected from/, told(17, 7));

health('run', pid => 1, started => at(8, 0), last_ok => at(17, 7), last_try => at(17, 8), failing_since => at(17, 8), refused => 1, error => '2 mistakes in it, the first at routing/site.yaml:7');
is_told('configuration', $wrong, qr{changed configuration was refused at 17:08.*2 mistakes in it, the first at routing/site\.yaml:7.*stays in force}, told(17, 8));
health('run', pid => 1, started => at(8, 0), last_ok => at(17, 9), last_try => at(17, 9), error => '');
is_told('configuration mended', $over, qr/has been mended and is in force/, told(17, 9));

# mail that waits: the alarm waits with it, and goes out with it
my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <1\@elsewhere.example>\r\n\r\nHello.\r\n";
$site->deliver($mail, now(17, 10));
$site->work(now(17, 10));
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(18, 30), last_try => at(18, 30), error => '');
$site->work(now(18, 9));
is_deeply([ $site->outgoing ], [], 'what waits is not sent yet');
$site->work(now(18, 10));
is_deeply([ $site->outgoing ], [], 'where nothing sends, nothing is missed');
health('send', pid => 1, started => at(8, 0), last_ok => at(17, 9), last_try => at(18, 11), failing_since => at(17, 11), error => 'mail waits: no answer from smtp.example');
$site->work(now(18, 11));
$site->work(now(18, 20));
$site->send(now(18, 30));
my @sent = $site->outgoing;
is((grep { $_->{to} eq 'nobody@elsewhere.example' } @sent), 1, 'the answer goes out');
is_told('mail waits', $wrong, qr/1 mail waits to be sent, the oldest since 17:10 on Wed 4 March 2026\. The reason given: mail waits: no answer from smtp\.example\..*telephone where a day matters/, sort { $a->{to} cmp $b->{to} } grep { $_->{to} ne 'nobody@elsewhere.example' } @sent);
is_told('mail goes', $over, qr/Mail is being sent again.*since 17:10/, told(18, 31));

# the disk
spew("$folder/routing/site.yaml", limits(1048576));
my @full = told(18, 40);
is_told('disk', $wrong, qr/disk of the gateway is nearly full: \d+ MiB are left, and 1048576 is the limit/, @full);
my ($free) = $full[0]{text} =~ /(\d+)\s+MiB\s+are\s+left/;
spew("$folder/routing/site.yaml", limits(int($free / 1.05)));
is_deeply([ told(18, 40) ], [], 'a little above the limit it is not over');
spew("$folder/routing/site.yaml", limits(1));
is_told('room', $over, qr/There is room on the disk/, told(18, 41));

# a mailbox that is taken out of the configuration is no outage any more
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(12, 0), last_try => at(18, 50), failing_since => at(12, 1), error => 'no answer');
is_told('again', $wrong, qr/since 12:00/, told(18, 50));
spew("$folder/routing/site.yaml", limits(1) =~ s/^sources:\n.*\n/sources: []\n/mr);
is_told('gone', $over, qr/no longer one of the gateway's/, told(18, 51));
spew("$folder/routing/site.yaml", limits(1));
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(18, 52), last_try => at(18, 53), failing_since => at(18, 53), refused => 1, error => 'login refused');
is_told('refused again', $wrong, qr/cannot be read since 18:53/, told(18, 53));
spew("$folder/routing/site.yaml", limits(1) =~ s/^sources:\n.*\n/sources: []\n/mr);
is_told('gone while refused', $over, qr/that could not be read since 18:53 .* is no longer one of the gateway's/, told(18, 54));
spew("$folder/routing/site.yaml", limits(1));

# from one trouble into another: what is over is not the trouble, and nobody is told that mail is collected or sent again
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(17, 50), last_try => at(18, 55), failing_since => at(17, 51), error => 'no answer');
is_told('no poll before', $wrong, qr/since 17:50/, told(18, 55));
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(17, 50), last_try => at(18, 56), failing_since => at(17, 51), refused => 1, error => 'login refused');
is_told('then refused', $wrong, qr/cannot be read since 17:51.*login refused/, told(18, 56));
is_deeply([ told(18, 57) ], [], 'and nothing is over');
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(18, 58), last_try => at(18, 58), error => '');
is_told('both', $over, qr/collected from .* again\. It was not since 17:51/, told(18, 58));

# 'collect --once' by cron: each is a process that has just begun, and none has ever been answered
spew("$folder/routing/site.yaml", limits(1));
health('collect-1', pid => 2, started => at(20, 1), last_ok => 0, last_try => at(20, 1), failing_since => at(19, 2), error => 'no answer');
is_deeply([ told(20, 1) ], [], 'by hand: an hour is not over yet');
health('collect-1', pid => 3, started => at(20, 2), last_ok => 0, last_try => at(20, 2), failing_since => at(19, 2), error => 'no answer');
is_told('by hand', $wrong, qr/since 19:02/, told(20, 2));
health('collect-1', pid => 1, started => at(20, 3), last_ok => at(20, 30), last_try => at(20, 30), error => '');
is_told('by hand again', $over, qr/It was not since 19:02/, told(20, 30));

# a concern: the mailbox is read, but for something; an outage meanwhile is told like any other, by when it was read last
my @concern = (pid => 1, started => at(8, 0), refused => 1);
my $aside = q(1 message in 'INBOX' cannot be fetched);
health('collect-1', @concern, last_ok => at(21, 5), last_try => at(21, 5), failing_since => at(21, 1), error => $aside);
is_told('concern', $wrong, qr/^(?!.*cannot be read).*Mail is collected from mailbox\@partnership\.havering\.example, but: 1 message in 'INBOX' cannot be fetched\. That is so since 21:01 .*answered as always/, told(21, 6));
health('collect-1', @concern, last_ok => at(21, 30), last_try => at(22, 29), failing_since => at(21, 1), error => 'no answer');
is_deeply([ told(22, 29) ], [], 'an outage after it: an hour is not over yet');
my $status = ($site->run('', '--site', $folder, 'status'))[1] =~ s/\s+/ /gr;
like($status, qr/is collected from \S+, but: something in it needs a person/, 'status knows the concern no more by its words');
unlike($status, qr/but: no answer/, 'and does not take the outage for it');
is_told('outage after it', $wrong, qr/No mail has been collected from \S+ since 21:30/, told(22, 30));
health('collect-1', @concern, last_ok => at(22, 40), last_try => at(22, 40), failing_since => at(21, 1), error => $aside);
is_told('that is over', $over, qr/collected from \S+ again\. It was not since 21:30/, told(22, 40));
health('collect-1', @concern, last_ok => at(22, 40), last_try => at(22, 50), failing_since => at(22, 50), error => 'login refused');
is_told('a login refused after it', $wrong, qr/cannot be read since 22:50.*login refused/, told(22, 50));
health('collect-1', @concern, last_ok => at(22, 55), last_try => at(22, 55), failing_since => at(22, 55), error => $aside);
my %again = map { $_->{subject} => $_ } told(22, 55);
is_deeply([ sort keys %again ], [ sort $wrong, $over ], 'the login mended, and the concern still there: both are told');
like($again{$wrong}{text} =~ s/\s+/ /gr, qr/Mail is collected from/, 'the one');
like($again{$over}{text} =~ s/\s+/ /gr, qr/It was not since 22:50/, 'and the other');
health('collect-1', pid => 1, started => at(8, 0), last_ok => at(23, 0), last_try => at(23, 0), error => '');
is_told('the concern is over', $over, qr/All mail is collected from \S+ again/, told(23, 0));
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
done_testing;
