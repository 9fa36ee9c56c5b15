# Whose a site is and who can get at it: what the processes that see mail refuse to begin with, and what they mend by themselves.
use strict;
use warnings;
use File::Find qw(find);
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $mailbox = 'mailbox@partnership.havering.example';
my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <%s\@elsewhere.example>\r\n\r\nHello.\r\n";
my @starts = ([ 'work', '--once' ], [ 'send', '--once' ], [ 'collect', '--once' ], ['run'], [ 'deliver', '--to', $mailbox ]);

sub mode { sprintf '%04o', (lstat $_[0])[2] & 07777 }

# A site with a source, so that `collect` has something to do.
sub site {
    my (%more) = @_;
    my $site = Casegate->new('havering-2020');
    my $yaml = $site->folder . '/routing/site.yaml';
    make_path(map { $site->folder . "/box/$_" } qw(new cur tmp));
    Casegate::spew($yaml, Casegate::slurp($yaml) =~ s/^sources: .*$/sources: [{type: maildir, path: box, mailbox: $mailbox}]/mr . ($more{yaml} // ''));
    $site->deliver(sprintf($mail, 1), '2026-03-04T09:00');
    $site->work('2026-03-04T09:01');
    $site->send('2026-03-04T09:02') unless $more{yaml};
    return $site;
}

# Every command that begins one of the processes refuses; the pipe's mail server keeps its message.
sub refuses {
    my ($name, $site, $why, @commands) = @_;
    for my $command (@commands ? @commands : @starts) {
        my ($code, undef, $err) = $site->run(sprintf($mail, 2), '--site', $site->folder, @$command);
        is($code, $command->[0] eq 'deliver' ? 75 : 78, "$name: $command->[0]") or diag($err);
        like($err, $why, "$name: $command->[0] says what to do");
    }
}

# ---- what others could read is closed ----

my $site = site();
my $spool = $site->folder . '/spool';
make_path("$spool/box");
Casegate::spew("$spool/box/mail", 'x');
my %before;
find({ no_chdir => 1, wanted => sub { $before{$_} = mode($_) } }, $spool);
find({ no_chdir => 1, wanted => sub { chmod -d $_ ? 0755 : m{/archive/} ? 0444 : 0644, $_ } }, $spool);
$site->must(undef, 'work', '--once');
my %after;
find({ no_chdir => 1, wanted => sub { $after{$_} = mode($_) } }, $spool);
is_deeply({ map { $_ => $after{$_} } grep { !m{/box} } sort keys %before }, { map { $_ => $before{$_} } grep { !m{/box} } sort keys %before }, 'the spool is as it was');
my %allowed = map { $_ => 1 } qw(0700 0600 0400);
is_deeply([ grep { !$allowed{ $after{$_} } && !m{/box} } sort keys %after ], [], 'and closed to others');
ok((grep { m{/archive/} && -f } keys %after), 'with an archive');
is("$after{\"$spool/box\"} $after{\"$spool/box/mail\"}", '0755 0644', 'a folder there that is none of ours stays');
chmod 0644, "$spool/casegate.db";
$site->deliver(sprintf($mail, 3), '2026-03-04T09:03');
is(mode("$spool/casegate.db"), '0600', 'by any of them');
chmod 0770, $spool;
$site->send('2026-03-04T09:04');
is(mode($spool), '0700', 'a group, too');

# ---- what everybody could have changed is refused ----

for my $case ([ '', 'o-w' ], [ 'routing', 'o-w' ], [ 'routing/policies', 'o-w' ], [ 'templates', 'o-w' ], [ 'routing/people.csv', 'o-w' ], [ 'spool', '700' ],
    [ 'spool/incoming', '700' ], [ 'spool/incoming/new', '700' ], [ 'spool/archive', '700' ]) {
    my ($name, $remedy) = @$case;
    my $path = $site->folder . ($name ? "/$name" : '');
    my $was = (stat $path)[2] & 07777;
    chmod $was | 07, $path or die "$path: $!";
    refuses($name || 'the site', $site, qr{^casegate: .*'\Q$path\E'.*chmod \Q$remedy\E it$}m, $name =~ /^spool.|^$|^routing$/ ? () : [ 'work', '--once' ]);
    is(mode($path), sprintf('%04o', $was | 07), "$name: and stays as it was found");
    chmod $was, $path;
}
is(($site->run(undef, '--site', $site->folder, 'work', '--once'))[0], 0, 'mended, it begins');

# ---- somebody else's ----

SKIP: {
    my ($uid, $gid) = (getpwnam 'nobody')[2, 3];
    skip "only root can give away a folder", 1 if $> != 0 || !$uid;
    for my $name ('', 'routing', 'spool/incoming', 'spool/outgoing', 'spool/casegate.db') {
        my $path = $site->folder . ($name ? "/$name" : '');
        chown $uid, $gid, $path or die $!;
        refuses($name || 'the site', $site, qr{'\Q$path\E' belongs to another user than the one casegate runs as; chown it}, $name ? [ 'work', '--once' ] : ());
        chown 0, 0, $path;
    }
    for my $suffix ('-wal', '-shm') {
        my $path = $site->folder . "/spool/casegate.db$suffix";
        Casegate::spew($path, '') unless -e $path;
        chown $uid, $gid, $path or die $!;
        refuses("the record's $suffix", $site, qr{'\Q$path\E' belongs to another user}, [ 'work', '--once' ]);
        unlink $path;
    }
    for my $name ('', 'routing', 'routing/people.csv', 'spool', 'spool/archive') {
        my $path = $site->folder . ($name ? "/$name" : '');
        my $was = (stat $path)[2] & 07777;
        chown 0, $gid, $path or die $!;
        chmod $was | 020, $path;
        my $remedy = $name =~ /^spool/ ? '700' : 'g-w';
        refuses("a group's: " . ($name || 'the site'), $site, qr{verybody of its group.*'\Q$path\E'.*chmod $remedy it|'\Q$path\E'.*everybody of its group.*chmod $remedy it}, [ 'work', '--once' ]);
        chown 0, 0, $path;
        is(($site->run(undef, '--site', $site->folder, 'work', '--once'))[0], 0, "a group of one's own: " . ($name || 'the site'));
        chmod $was, $path;
    }
    my $theirs = site();
    chmod 0755, $theirs->folder =~ s{/site$}{}r;
    find({ no_chdir => 1, wanted => sub { m{/spool|/box} ? chown $uid, $gid, $_ : chmod -d $_ ? 0755 : 0644, $_ } }, $theirs->folder);
    skip "'nobody' cannot get to this checkout", 1 if system('su', '-s', '/bin/sh', 'nobody', '-c', 'test -w ' . $theirs->folder . '/spool') != 0;
    is(($theirs->run(undef, '--site', $theirs->folder, @$_))[0], 0, "$_->[0]: what is only read may be root's") for @starts[0 .. 2];
}

# ---- a password ----

$site = site(yaml => "transport: {type: smtp, host: 127.0.0.1, port: 1, tls: none, user: x, password_file: secret}\n");
Casegate::spew($site->folder . '/secret', "not a password\n");
for my $mode (0640, 0604, 0644) {
    chmod $mode, $site->folder . '/secret';
    refuses(sprintf('a password with mode %04o', $mode), $site, qr/secret' can be read by others; chmod 600 it/, [ 'send', '--once' ], ['send'], ['run'], [ 'collect', '--once' ]);
}
is(($site->run(undef, '--site', $site->folder, 'work', '--once'))[0], 0, 'who needs none goes on');

done_testing;
