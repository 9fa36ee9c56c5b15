# The clock moved through outages of the SMTP server: a day without it, days of 'later', and a server that asks for less.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::CrashSite;
use Casegate::Mail;
use Casegate::SmtpPeer;
use Casegate::SmtpSite;
use Casegate::Story qw(school_form);
use Test::More;
use Time::Local qw(timegm);

my $site = smtp_site();
my $start = timegm(0, 0, 18, 11, 2, 2026); # $crash_now: Wednesday, 11 March

sub at {
    my ($hours) = @_;
    my @t = gmtime($start + $hours * 3600);
    return sprintf '%04d-%02d-%02dT%02d:%02d', $t[5] + 1900, $t[4] + 1, @t[ 3, 2, 1 ];
}

sub waiting { return map { $_->{id} } grep { $_->{state} =~ /queued|deferred/ } outbox(@_) }
sub ids { return join "\n", map { $_->{id} } $_[0]->taken }

sub escalation {
    my ($n) = @_;
    return outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-11T09:00', subject => 'Escalation', text => "Child $n.",
        form => school_form(children => [ { name => "Child Tansley $n", dob => sprintf('%02d/11/2016', $n), ids => "999 555 12$n$n",
            setting => 'Oakfield Primary School', status => 'None' } ]))->{raw};
}

# The process that sends, while the test goes on; its id is in the file, if one is named, before it begins.
sub sends_apart {
    my ($trial, $file) = @_;
    my $pid = fork // die "cannot fork: $!";
    return $pid if $pid;
    Casegate::spew($file, $$) if $file;
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    exec Casegate::binary(), '--site', $trial->folder, 'send', '--once', '--now', at(0) or die $!;
}

subtest 'a day without the server' => sub {
    my $trial = apart($site);
    my $peer = Casegate::SmtpPeer->start;
    my $port = $peer->port;
    sends_to($trial, $peer->settings);
    $peer->stop;
    my %codes;
    for my $hour (0 .. 23) {
        my ($code, $out, $err) = send_at($trial, at($hour));
        $codes{$code}++;
        $trial->deliver(escalation(1), at($hour)) if $hour == 7;
        $trial->work(at($hour)) if $hour == 7;
    }
    is_deeply(\%codes, { 75 => 24 }, 'each try says that it is to be tried again');
    my @waiting = waiting($trial);
    cmp_ok(scalar @waiting, '>', 4, 'work went on');
    my @rows = grep { $_->{state} ne 'sent' } outbox($trial);
    is(scalar(grep { $_->{state} eq 'deferred' } @rows), 1, 'one mail met the outage');
    like($rows[0]{why}, qr/'127\.0\.0\.1'/, 'and says so');
    my $back = Casegate::SmtpPeer->start(port => $port);
    is((send_at($trial, at(24)))[0], 0, 'the server is there again');
    my %of_case = map { $_ => 1 } @waiting;
    my $of_cases = sub { join "\n", grep { $of_case{$_} } map { $_->{id} } $back->taken };
    is($of_cases->(), join("\n", @waiting), 'all have arrived, oldest first, once');
    my @told = grep { !$of_case{ $_->{id} } } $back->taken;
    cmp_ok(scalar @told, '>', 0, 'and what tells the office');
    is(scalar(grep { $_->{raw} !~ /\d+ mails wait to be sent, the oldest since 18:00 on Wed 11 March 2026/ } @told), 0, 'that mail waits') or diag map { $_->{raw} } @told;
    send_at($trial, at(25));
    is($of_cases->(), join("\n", @waiting), 'no more of them');
    is((grep { $_->{state} ne 'sent' } outbox($trial, at(25))), 0, 'all are sent');
};

subtest 'no server for longer than retry_days' => sub {
    my $trial = apart($site);
    my $peer = Casegate::SmtpPeer->start;
    my $port = $peer->port;
    sends_to($trial, $peer->settings(retry_days => 2));
    $peer->stop;
    my @old = waiting($trial);
    $trial->deliver(escalation(1), at(47));
    $trial->work(at(47));
    my @young = grep { my $id = $_; !grep { $_ eq $id } @old } waiting($trial);
    is((send_at($trial, at(48)))[0], 75, 'nothing was sent for two days; now there is no server');
    is(join(' ', map { $_->{state} } (outbox($trial, at(48)))[ -@young - @old .. -1 - @young ]), 'deferred deferred deferred deferred', 'each is looked at once more');
    send_at($trial, at(51.9));
    is(join("\n", waiting($trial)), join("\n", @old, @young), 'and waits for hours more');
    is((send_at($trial, at(52)))[0], 75, 'then there is still no server');
    my %row = map { $_->{id} => $_ } outbox($trial, at(52));
    is(join(' ', map { $row{$_}{state} } @old), 'failed failed failed failed', 'what waited that long has failed');
    like($row{$_}{why}, qr/could not go for 2 days; at last: .*127\.0\.0\.1/, 'with the reason') for @old;
    is(join("\n", waiting($trial)), join("\n", @young), 'the younger wait');
    my $back = Casegate::SmtpPeer->start(port => $port);
    send_at($trial, at(53));
    is(ids($back), join("\n", @young), 'and arrive; what has failed does not');
};

subtest 'a server that says later for days' => sub {
    my $trial = apart($site);
    my $peer = Casegate::SmtpPeer->start(fault => [ 'RCPT', '450 4.2.2 mailbox full' ], connections => 0, transaction => 0);
    sends_to($trial, $peer->settings);
    my @old = waiting($trial);
    my $tries = sub { scalar grep { /^C: RCPT/ } $peer->said };
    send_at($trial, at(0));
    is($tries->(), 4, 'each is tried');
    send_at($trial, at(0.01));
    is($tries->(), 4, 'not again at once');
    send_at($trial, at($_ / 4)) for 1 .. 4 * 119;
    my $all = $tries->();
    cmp_ok($all, '>', 4 * 28, "tried on, $all times in five days");
    cmp_ok($all, '<', 4 * 45, 'with growing waits');
    is(join("\n", waiting($trial)), join("\n", @old), 'all still wait');
    send_at($trial, at(120));
    my %row = map { $_->{id} => $_ } outbox($trial, at(120));
    is(join(' ', map { $row{$_}{state} } @old), 'failed failed failed failed', 'after five days they have failed');
    like($row{ $old[0] }{why}, qr/could not go for 5 days; at last: 450 4\.2\.2 mailbox full/, 'with what the server said at last');
    $all = $tries->();
    send_at($trial, at(200));
    is($tries->(), $all, 'and are not tried again');
    is(scalar $peer->taken, 0, 'nothing arrived');
};

subtest 'a server that wants few mails a connection' => sub {
    my @waiting = waiting($site);
    for my $case ([ 'by closing', { most => 3 }, {}, 2 ], [ 'by our settings', {}, { mails_per_connection => 1 }, 4 ]) {
        my ($name, $of, $settings, $connections) = @$case;
        my $trial = apart($site);
        my $peer = Casegate::SmtpPeer->start(%$of);
        sends_to($trial, $peer->settings(%$settings));
        is((send_at($trial, at(0)))[0], 0, "$name: one round sends all");
        is(ids($peer), join("\n", @waiting), "$name: oldest first, once");
        is(scalar(grep { /^S: \[connection/ } $peer->said), $connections, "$name: $connections connections");
        system 'rm', '-rf', $trial->{scratch};
    }
};

subtest 'a server that puts off one mail after the other is left alone' => sub {
    my $trial = apart($site);
    $trial->deliver(escalation($_), at(0)) for 1 .. 3;
    $trial->work(at(0));
    my @waiting = waiting($trial);
    cmp_ok(scalar @waiting, '>', 6, scalar @waiting . ' mails wait');
    my $peer = Casegate::SmtpPeer->start(fault => [ 'RCPT', '451 4.7.500 server busy' ], transaction => 0);
    sends_to($trial, $peer->settings);
    my ($code, $out, $err) = send_at($trial, at(0));
    is($code, 75, 'it is an outage');
    like($err, qr/puts off one mail after the other/, 'and says why');
    is(scalar(grep { /^C: RCPT/ } $peer->said), 5, 'after five');
    is((send_at($trial, at(1)))[0], 0, 'an hour later it takes them');
    is(ids($peer), join("\n", @waiting), 'all arrive, oldest first, once');
};

subtest 'a recipient whose mailbox is full for days does not hold back the others' => sub {
    my $trial = apart($site);
    $trial->deliver(escalation($_), at(0)) for 1 .. 6;
    $trial->work(at(0));
    my %to;
    my %waits = map { $_ => 1 } waiting($trial);
    $to{ $_->{to} }++ for grep { $waits{ $_->{id} } } outbox($trial);
    my ($full) = sort { $to{$b} <=> $to{$a} || $a cmp $b } keys %to;
    cmp_ok($to{$full}, '>=', 6, "$to{$full} mails to one recipient");
    my $peer = Casegate::SmtpPeer->start(fault => [ 'RCPT', '450 4.2.2 mailbox full' ], connections => 0, transaction => 0, only => qr/<\Q$full\E>/);
    sends_to($trial, $peer->settings);
    send_at($trial, at($_)) for 0, 1, 2;
    my @left = grep { $_->{state} =~ /queued|deferred/ } outbox($trial, at(2));
    is(join(' ', map { "$_->{state} $_->{to}" } @left), join(' ', ("deferred $full") x $to{$full}), 'all others have gone');
    $trial->deliver(escalation(7), at(40));
    $trial->work(at(40));
    my ($young) = grep { $_->{state} eq 'queued' && $_->{to} ne $full } outbox($trial, at(40));
    my $code = (send_at($trial, at(40)))[0];
    is($code, 0, 'a day later, all of them due at once, it is no outage');
    ok(scalar(grep { $_->{id} eq $young->{id} } $peer->taken), 'and a younger mail to somebody else goes');
};

subtest 'a connection that is reset behind a refusal' => sub {
    my $trial = apart($site);
    my @waiting = waiting($trial);
    my $peer = Casegate::SmtpPeer->start(fault => [ 'RCPT', 'reset' ], offer => [ 'SIZE 10240000', '8BITMIME', 'DSN' ]);
    sends_to($trial, $peer->settings);
    my $sending = sends_apart($trial, "$peer->{folder}/client");
    waitpid $sending, 0;
    is($? >> 8, 0, 'is no outage');
    is(ids($peer), join("\n", @waiting[ 1 .. $#waiting ]), 'the next mails go in the same round');
};

subtest 'told to stop while the server looks at a mail' => sub {
    my $trial = apart($site);
    my @waiting = waiting($trial);
    # longer than NET_STOP_GRACE (5), shorter than SMTP_STOP_GRACE (45)
    my $peer = Casegate::SmtpPeer->start(fault => [ 'dot', 'after 7' ]);
    sends_to($trial, $peer->settings(timeout_seconds => 30));
    my $sending = sends_apart($trial);
    select undef, undef, undef, 0.01 until grep { /after 7/ } $peer->said;
    kill 'TERM', $sending;
    waitpid $sending, 0;
    my %row = map { $_->{id} => $_ } outbox($trial);
    is(join(' ', map { $row{$_}{state} } @waiting), 'sent queued queued queued', 'its answer is waited for, and no other mail goes');
    send_at($trial, at(1));
    is(ids($peer), join("\n", @waiting), 'all arrive once');
};

subtest 'one that breaks every connection does not hold back the others' => sub {
    my $trial = apart($site);
    my @waiting = waiting($trial);
    my $peer = Casegate::SmtpPeer->start(fault => [ 'DATA', 'close' ], connections => 1);
    sends_to($trial, $peer->settings);
    send_at($trial, at(0));
    is(ids($peer), '', 'the first mail breaks the connection');
    send_at($trial, at(0.005)); # 18 seconds
    is(ids($peer), join("\n", @waiting[ 1 .. $#waiting ]), 'the others go meanwhile');
    send_at($trial, at(1));
    is(ids($peer), join("\n", @waiting[ 1 .. $#waiting ], $waiting[0]), 'it comes behind them');
};

subtest 'two that send at once' => sub {
    my $trial = apart($site);
    my @waiting = waiting($trial);
    my $peer = Casegate::SmtpPeer->start(fault => [ 'banner', 'hang' ]);
    sends_to($trial, $peer->settings(timeout_seconds => 30));
    my $slow = sends_apart($trial);
    select undef, undef, undef, 0.01 until grep { /hang/ } $peer->said;
    my ($code, $out, $err) = send_at($trial, at(0));
    is($code, 75, 'the second is to try again later');
    like($err, qr/another process is sending/, 'and says why');
    kill 'TERM', $slow;
    waitpid $slow, 0;
    is((send_at($trial, at(1)))[0], 0, 'what was killed holds nothing');
    is(ids($peer), join("\n", @waiting), 'all arrive once');
};

done_testing;
