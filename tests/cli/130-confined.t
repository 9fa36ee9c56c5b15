# What each process of the gateway cannot do, tried from inside of it: the program's own objects, linked with attempts in front of
# what a process does once it is confined (tests/confined/probe.c).
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use JSON::PP;
use Test::More;

use constant WATCHDOG => 60; # seconds after which the test gives up; never a reason to pass
my $program = $ENV{CASEGATE} // "$FindBin::Bin/../../build/casegate";
my $probe = dirname($program) . '/tests/confined/casegate';
BAIL_OUT("no '$probe': make units") unless -x $probe;
my $sanitized = `readelf --dyn-syms -W $program` =~ /__asan_init/;
@ENV{qw(CASEGATE CASEGATE_EXEC)} = ($probe, 1); # what a process may do is asked of one that began by itself
my $mailbox = 'mailbox@partnership.havering.example';
my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <%s\@elsewhere.example>\r\n\r\nHello.\r\n";

# A site, and settings in the place of its own.
sub site {
    my (%settings) = @_;
    my $site = Casegate->new('havering-2020');
    my $yaml = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($yaml);
    $text =~ s/^\Q$_\E:.*\n(?:[ -].*\n)*/$_: $settings{$_}\n/m or $text .= "$_: $settings{$_}\n" for sort keys %settings;
    Casegate::spew($yaml, $text);
    Casegate::spew($site->folder . '/secret', "not a password\n");
    chmod 0600, $site->folder . '/secret';
    return $site;
}

sub results {
    my ($report) = @_;
    my %result;
    /^(\S+) (\S+) (\S+)$/ and $result{$1}{$2} = $3 for split /\n/, Casegate::slurp($report);
    return \%result;
}

# What the processes of one command could do.
sub tried {
    my ($site, $input, @command) = @_;
    local $ENV{CASEGATE_PROBE_SITE} = $site->folder;
    local $ENV{CASEGATE_PROBE} = my $report = $site->folder . '/report';
    my ($code, $out, $err) = $site->run($input, '--site', $site->folder, @command);
    return { results => results($report), code => $code, said => "$out$err" };
}

my $first = tried(site(), sprintf($mail, 0), 'deliver', '--to', $mailbox);
my (undef, $abi) = %{ $first->{results}{kernel} };
SKIP: {
    skip 'this kernel has no Landlock that can be used: what only it refuses is not asked here', 1 unless $abi;
    pass('this kernel has Landlock');
}
my $outside = $abi ? 'EACCES' : 'done'; # of what only Landlock refuses
my $port = $abi >= 4 ? 'EACCES' : 'ECONNREFUSED';
# looking into a process is what the leak checker needs
my %always = (exec => 'EPERM', listen => 'EPERM', 'io-uring' => 'EPERM', packets => 'EPERM', ptrace => $sanitized ? 'ESRCH' : 'EPERM', 'other-memory' => $sanitized ? 'done' : 'EPERM',
    passwd => $outside, elsewhere => $outside, secret => $outside, 'changing-rules' => $outside, 'no-core' => 'done', umask => 'done',
    hidden => $sanitized ? 'EINVAL' : 'done');
my %offline = (internet => 'EPERM', 'other-port' => 'EPERM');
my %online = (internet => 'done', 'other-port' => $port);
my %closed = map { $_ => $outside } qw(rules record archive outgoing stray);

sub tried_reader {
    my ($site, $attempt) = @_;
    local $ENV{CASEGATE_PROBE_READER} = $attempt;
    $site->deliver(sprintf($mail, "reader-$attempt"), '2026-03-04T09:00');
    return tried($site, undef, 'work', '--once', '--now', '2026-03-04T09:01');
}

# `what`: attempt => the result that is wanted.
sub cannot {
    my ($name, $tried, $process, %what) = @_;
    my $got = $tried->{results}{$process};
    my %wrong = map { ($got->{$_} // 'not tried') eq $what{$_} ? () : ($_ => ($got->{$_} // 'not tried') . ", not $what{$_}") } keys %what;
    is_deeply(\%wrong, {}, $name) or diag($tried->{said});
}

# Every folder and file that somebody may try is there.
sub lived_in {
    my (%settings) = @_;
    my $site = site(%settings);
    make_path(map { $site->folder . "/spool/$_" } qw(archive incoming/new outgoing/new));
    $site->must(undef, 'work', '--once');
    return $site;
}

my $site = lived_in();
my $delivered = tried($site, sprintf($mail, 1), 'deliver', '--to', $mailbox);
is($delivered->{code}, 0, 'deliver takes the message');
cannot('and reaches incoming alone', $delivered, 'deliver', %always, %offline, %closed, incoming => 'done');

my $worked = tried($site, undef, 'work', '--once');
like($worked->{said}, qr/^1 message read/, 'work reads it');
cannot('and reaches the spool, and the rules to read', $worked, 'work', %always, %offline, rules => 'done', map { $_ => 'done' } qw(record archive incoming outgoing));

my $sent = tried($site, undef, 'send', '--once');
is($sent->{code}, 0, 'send sends');
cannot('and reaches the record and the outgoing folder', $sent, 'send', %always, %offline, %closed, incoming => $outside, record => 'done', outgoing => 'done');

# `run` until every process has done its work once: what they wrote.
sub ran {
    my ($site, $program) = @_;
    my ($log, $run) = ($site->folder . '/run.log', fork // die "cannot fork: $!");
    if ($run == 0) {
        @ENV{qw(CASEGATE_PROBE_SITE CASEGATE_PROBE)} = ($site->folder, $site->folder . '/report');
        open STDERR, '>>', $log or die $!;
        exec $program, '--site', $site->folder, 'run' or die $!;
    }
    for (1 .. WATCHDOG * 10) {
        last if 3 == grep { Casegate::slurp($_) =~ /last_ok=[1-9]/ } grep { -e } map { $site->folder . "/spool/health/$_" } qw(collect-1 work send);
        select undef, undef, undef, 0.1;
    }
    kill 'TERM', $run;
    waitpid $run, 0;
    is($?, 0, 'it ran');
    return Casegate::slurp($log);
}

subtest 'send by SMTP' => sub {
    my $site = lived_in(transport => "{type: smtp, host: localhost, port: 1, tls: none, user: x, password_file: secret}");
    $site->deliver(sprintf($mail, 1), '2026-03-04T09:00');
    $site->work('2026-03-04T09:01');
    my $tried = tried($site, undef, 'send', '--once', '--now', '2026-03-04T09:02');
    cannot('reaches the record and its server', $tried, 'send', %always, %online, %closed, incoming => $outside, record => 'done');
    like($tried->{said}, qr/cannot connect to 'localhost' port 1: Connection refused/, 'whose name it can look up');
};

subtest 'collect' => sub {
    my $box = "{type: maildir, path: box, mailbox: $mailbox}";
    my $imap = "{type: imap, host: 127.0.0.1, port: 1, tls: none, mailbox: $mailbox, password_file: secret}";
    for my $case ([ 'a Maildir', "[$box]", 1 ], [ 'a server', "[$imap]", 0 ]) {
        my ($name, $sources, $is_box) = @$case;
        my $site = lived_in(sources => $sources);
        make_path(map { $site->folder . "/box/$_" } qw(new cur tmp));
        Casegate::spew($site->folder . '/box/new/1772700000.M1P1.mx', sprintf $mail, 2);
        my $tried = tried($site, undef, 'collect', '--once');
        cannot("$name: reaches incoming", $tried, 'collect', %always, $is_box ? %offline : %online, %closed, incoming => 'done');
        like($tried->{said}, $is_box ? qr/^1 message collected/ : qr/^0 messages collected/, "$name: and collects");
    }
};

# ---- the office's pages ----

sub served {
    my ($site) = @_;
    local @ENV{qw(CASEGATE_PROBE_SITE CASEGATE_PROBE)} = ($site->folder, $site->folder . '/report');
    my $desk = Casegate::Desk->new($site)->account('wilf', 'officer', 'Wilf')->start;
    is($desk->browser->sign_in('wilf')->get('/')->{status}, 200, 'a page is served');
    is($desk->stop, 0, 'it ends');
    return { results => results($site->folder . '/report'), said => $desk->log };
}

subtest 'serve' => sub {
    my $tried = served(lived_in());
    cannot('what faces browsers reads, calls nobody and writes nothing', $tried, 'desk', %always, internet => 'EPERM', 'other-port' => 'EPERM', calling => 'EPERM',
        'being-called' => 'EBADF', 'changing-record' => $outside, stray => $outside, outgoing => $outside, map { $_ => 'done' } qw(rules record archive incoming));
    cannot('and what writes is called by nobody', $tried, 'clerk', %always, %offline, 'being-called' => 'EPERM', rules => 'done', 'changing-rules' => 'done',
        map { $_ => 'done' } qw(record changing-record archive incoming));
    unlike($tried->{said}, qr/kernel/, 'nothing is lacking') if $abi;
};

# ---- the processes that see a message's bytes ----

subtest 'the reader' => sub {
    my %wanted = (internet => 'EPERM', passwd => $sanitized ? $outside : 'EPERM', record => $sanitized ? $outside : 'EPERM', listen => 'EPERM',
        elsewhere => $sanitized ? $outside : 'EPERM', 'io-uring' => 'EPERM', exec => $sanitized ? 'EPERM' : 'killed',
        ptrace => $sanitized ? 'ESRCH' : 'killed', 'other-memory' => $sanitized ? 'done' : 'killed');
    my $form = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <%s\@elsewhere.example>\r\nMIME-Version: 1.0\r\n"
        . "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n";
    my $site = site();
    for my $attempt (sort keys %wanted) {
        local $ENV{CASEGATE_PROBE_READER} = $attempt;
        $site->deliver(sprintf($form, $attempt), '2026-03-04T09:00');
        my $tried = tried($site, undef, 'work', '--once', '--now', '2026-03-04T09:01');
        cannot("$attempt, from the mail", $tried, 'reader', $attempt => $wanted{$attempt});
        cannot("$attempt, from what is attached", $tried, 'attachments', $attempt => $wanted{$attempt}) if $wanted{$attempt} ne 'killed';
        like($tried->{said}, qr/^1 message read, 1 held/, "$attempt: and the gateway goes on");
    }
    $site->deliver(sprintf($form, 'last'), '2026-03-04T09:02');
    cannot('nor can what reads PDF as it is loaded', tried($site, undef, 'work', '--once', '--now', '2026-03-04T09:03'), 'zygote',
        %offline, map { $_ => $always{$_} } qw(exec io-uring passwd elsewhere secret no-core hidden umask), $abi ? qw(changing-rules) : ());
};

# ---- and when `run` begins them ----

subtest 'run' => sub {
    my $site = lived_in(sources => "[{type: maildir, path: box, mailbox: $mailbox}]");
    make_path(map { $site->folder . "/box/$_" } qw(new cur tmp));
    my $said = ran($site, $probe);
    my $tried = { results => results($site->folder . '/report'), said => $said };
    cannot('work', $tried, 'work', %always, %offline, rules => 'done', record => 'done');
    cannot('send', $tried, 'send', %always, %offline, %closed, record => 'done', outgoing => 'done', incoming => $outside);
    cannot('collect', $tried, 'collect', %always, %offline, %closed, incoming => 'done');
    unlike($said, qr/kernel/, 'nothing is lacking') if $abi;
};

# ---- where the kernel cannot ----

subtest 'without Landlock' => sub {
    my $site = lived_in(sources => "[{type: maildir, path: box, mailbox: $mailbox}]");
    make_path(map { $site->folder . "/box/$_" } qw(new cur tmp));
    open my $out, '>', my $wrapper = $site->folder . '/casegate' or die $!;
    print $out "#!/bin/sh\nexec '", dirname($probe), "/without_landlock' '$probe' \"\$\@\"\n";
    close $out;
    chmod 0700, $wrapper;
    local $ENV{CASEGATE} = $wrapper;
    my %open = map { $_ => 'done' } qw(passwd secret rules archive);
    my $delivered = tried($site, sprintf($mail, 1), 'deliver', '--to', $mailbox);
    is("$delivered->{code} $delivered->{said}", '0 ', 'mail is taken, and nothing said to the mail server');
    cannot('with what else there is', $delivered, 'deliver', %offline, %open, exec => 'EPERM');
    my $worked = tried($site, undef, 'work', '--once');
    is($worked->{said}, "1 message read, 1 held, 1 mail to send\n", 'and worked');
    cannot('with what else there is', $worked, 'work', %offline, %open, exec => 'EPERM');
    cannot('the reader has no file by its filter', tried_reader($site, 'passwd'), 'reader', passwd => 'EPERM') unless $sanitized;
    my (undef, $status) = $site->run(undef, '--site', $site->folder, 'status');
    like($status, qr/^  confinement: this kernel has no Landlock/m, 'status says it');
    ok(!JSON::PP->new->utf8->decode(($site->run(undef, '--site', $site->folder, 'status', '--json'))[1])->{confined}, 'in JSON, too');
    my @said = ran($site, $wrapper) =~ /(\S+): warning: this kernel has no Landlock/g;
    is_deeply([ sort @said ], [qw(collect-1 send work)], 'and each process says so once');
};

# ---- what is new since it was confined ----

subtest 'a source that is another folder now' => sub {
    my $site = lived_in(sources => "[{type: maildir, path: box, mailbox: $mailbox}]");
    my $box = $site->folder . '/box';
    make_path(map { "$box/$_" } qw(new cur tmp));
    my $run = fork // die "cannot fork: $!";
    if ($run == 0) {
        open STDERR, '>>', $site->folder . '/run.log' or die $!;
        exec $program, '--site', $site->folder, 'run' or die $!;
    }
    my $waited = sub { my ($done) = @_; $done->() ? return 1 : select undef, undef, undef, 0.1 for 1 .. WATCHDOG * 10; return 0 };
    my $health = $site->folder . '/spool/health/collect-1';
    ok($waited->(sub { -e $health && Casegate::slurp($health) =~ /last_ok=[1-9]/ }), 'collect runs');
    rename $box, "$box.away" or die $!;
    make_path(map { "$box/$_" } qw(new cur tmp));
    Casegate::spew("$box/new/1772700000.M1P1.mx", sprintf $mail, 'new');
    ok($waited->(sub { !-e "$box/new/1772700000.M1P1.mx" }), 'and takes what comes into the one that stands there now');
    kill 'TERM', $run;
    waitpid $run, 0;
    is($?, 0, 'stopped');
    my $said = Casegate::slurp($site->folder . '/run.log');
    like($said, qr/collect-1: a file that it needs was replaced/, 'it says so');
    unlike($said, qr/ended with/, 'and it is no failure');
};

done_testing;
