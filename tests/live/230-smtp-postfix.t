# A real Postfix: submission with TLS and AUTH, what it refuses and puts off, and `check --connect`.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::CrashSite;
use Casegate::Servers;
use Casegate::SmtpSite;
use Test::More;
plan skip_all => $_ for grep { defined } Casegate::Servers->missing;

my $site = smtp_site();
my @waiting = grep { $_->{state} eq 'queued' } outbox($site);
my %to = map { $_->{to} => 1 } @waiting;
my @people = sort keys %to;
cmp_ok(scalar @people, '>=', 3, 'mails to ' . @people . ' people wait');
my ($dead, $full, @well) = @people;
my %refuse = ($dead => '550 5.1.1 no such person', $full => '450 4.2.2 mailbox full');
my $servers = Casegate::Servers->start(people => \@people, gateway => [ $site->mailbox ], refuse => \%refuse);
Casegate::spew($site->folder . '/secret', $servers->password . "\n");

sub settings {
    my ($port, $tls, %more) = @_;
    my %all = (type => 'smtp', host => 'localhost', port => $servers->port($port), tls => $tls, ca_file => $servers->ca, password_file => 'secret', %more);
    return '{' . join(', ', map { defined $all{$_} ? "$_: $all{$_}" : () } sort keys %all) . '}';
}

for my $way ([ 'submission', 'starttls' ], [ 'submissions', 'implicit' ], [ 'submission', 'starttls', auth => 'login' ], [ 'smtp', 'none', password_file => undef ]) {
    my ($port, $tls, %more) = @$way;
    sends_to($site, settings($port, $tls, %more));
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check', '--connect');
    is($code, 0, "check --connect: $port, $tls") or diag $err;
    like($out, qr/^transport smtp 'localhost' port \d+: it takes our mail$/m, 'says so');
}
Casegate::spew($site->folder . '/secret', "another\n");
sends_to($site, settings('submission', 'starttls'));
my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check', '--connect');
is($code, 78, 'a wrong password needs a person');
like($out, qr/said 535 5\.7\.8 to AUTH/, 'and says so');
unlike($out . $err, qr/another/, 'without it');
Casegate::spew($site->folder . '/secret', $servers->password . "\n");

($code, $out, $err) = send_at($site, $crash_now);
is($code, 0, 'one round') or diag $err;
$servers->settle;
my %row = map { $_->{id} => $_ } outbox($site);
for my $mail (@waiting) {
    my ($row, $to) = ($row{ $mail->{id} }, $mail->{to});
    is($row->{state}, $to eq $dead ? 'failed' : $to eq $full ? 'deferred' : 'sent', "mail to $to");
    like($row->{why}, qr/550 5\.1\.1 .*no such person/, 'why') if $to eq $dead;
    like($row->{why}, qr/450 4\.2\.2 .*mailbox full/, 'why') if $to eq $full;
}
my %has = map { my $raw = $_; (($raw =~ /^Message-I[dD]: <([^>]+)>/m)[0] => $raw) } map { $servers->mails($_) } @people;
is(join("\n", sort keys %has), join("\n", sort map { $_->{id} } grep { !$refuse{ $_->{to} } } @waiting), 'what was taken lies in the boxes, once');
like($_, qr/^Return-Path: <\Q@{[ $site->mailbox ]}\E>/m, 'a report would come back to us') for values %has;
unlike($_, qr/\r?\n\r?\n\s*\z/, 'no line was added at the end') for values %has;

$servers->stop_smtp;
is((send_at($site, '2026-03-11T18:05'))[0], 75, 'Postfix is away');
delete $refuse{$full};
$servers->write_postfix;
$servers->start_smtp;
is((send_at($site, '2026-03-11T18:10'))[0], 0, 'it is there again, and the box is no longer full');
$servers->settle;
%row = map { $_->{id} => $_ } outbox($site, '2026-03-11T18:10');
is(scalar(grep { $_->{state} ne 'sent' && $_->{to} ne $dead } @row{ map { $_->{id} } @waiting }), 0, 'all but the refused are sent');
is(scalar(map { $servers->mails($_) } @people), scalar(grep { $_->{to} ne $dead } @waiting), 'each lies in its box, once');

done_testing;
