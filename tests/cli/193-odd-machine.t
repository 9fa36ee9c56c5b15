# A machine whose clock jumps, that has no time zones, whose log is full; and mail that lies about its date. The order of the record is
# its own, what counts is when a message was received here, and a date acts once. (threats.md)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead = 'Idris Penhallow <idris.penhallow@oakfield.example>';
sub escalation {
    my ($at) = @_;
    return outlook(from => $lead, at => $at, subject => 'Escalation', text => 'See below.', form => school_form(arose => 'Mon 9 March 2026'));
}
sub noted { my ($reference, $n) = @_; return "From: $lead\r\nSubject: $reference\r\nMessage-ID: <$n\@oakfield.example>\r\n\r\nThe parents know of it ($n).\r\n" }
sub opened {
    my ($site, $mail, $at) = @_;
    $site->receive($mail, $at);
    return $site->queue($at)->{cases}[0]{reference};
}
sub adds_up { my ($site, $name) = @_; my ($code, $out) = $site->run(undef, '--site', $site->folder, 'verify'); is($code, 0, "$name: the record adds up") or diag($out) }

subtest 'a clock set back and forward' => sub {
    my $site = Casegate->new('havering-2020');
    my $reference = opened($site, escalation('2026-03-09T10:00'), '2026-03-09T10:01');
    my $before = $site->show($reference, '2026-03-09T10:02');
    my $n = 0;
    for my $at ('2026-03-09T09:00', '2026-03-08T10:00', '2016-03-09T10:00', '2026-03-09T11:00') {
        $site->receive(noted($reference, ++$n), $at);
        my $case = $site->show($reference, '2026-03-09T12:00');
        my @events = @{ $case->{events} };
        is_deeply([ map { $_->{seq} } @events ], [ 1 .. @events ], "a clock set back, at $at: the chronology has its own order");
        is((grep { $_->{kind} eq 'received' } @events), $n, "at $at: and has what came");
        is_deeply($case->{dates}, $before->{dates}, "at $at: no date moves");
        is($case->{stage}{id}, 'S2', "at $at: nor the stage");
    }
    is((grep { $_->{disposition} eq 'case' } @{ $site->messages }), 5, 'every message is in the case');
    my $asked = sub { scalar grep { $_->{subject} =~ /has been reached/ } @_ };
    is($asked->($site->tick('2026-03-17T09:00')), 1, 'the date acts when it is due');
    is($asked->($site->tick($_)), 0, "and not again at $_") for '2026-03-10T09:00', '2026-03-17T09:00', '2026-03-16T09:00', '2026-03-18T09:00';
    adds_up($site, 'a clock set back');
};

subtest 'a Date of another time' => sub {
    for my $date ('Thu, 01 Jan 1970 00:00:00 +0000', 'Fri, 31 Dec 2099 23:59:59 +0000', 'Wed, 99 Foo 99999 99:99:99 +9999', 'Mon, 1 Jan 0001 00:00:00 -1200') {
        my $site = Casegate->new('havering-2020');
        my $mail = escalation('2026-03-09T10:00');
        $mail->{raw} =~ s/^Date:.*?\r$/Date: $date\r/m or die;
        my $reference = opened($site, $mail, '2026-03-09T10:01');
        my $case = $site->show($reference, '2026-03-09T10:02');
        is((map { $_->{due} } grep { $_->{kind} eq 'guide' } @{ $case->{dates} })[0], '2026-03-16', "a Date of $date: what was received counts");
        like($case->{events}[0]{at}, qr/^2026-03-09T10:01/, "a Date of $date: opened when it came");
    }
};

subtest 'without the time zones' => sub {
    my $site = Casegate->new('havering-2020');
    local $ENV{TZDIR} = '/nonexistent';
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'work', '--once', '--now', '2026-07-01T10:00');
    is($code, 78, 'a machine without the time zones is refused');
    like($err, qr/site\.yaml:\d+: .*zone/i, 'with the place and the reason') or diag($out . $err);
    is(($site->run(noted('x', 1), '--site', $site->folder, 'deliver', '--to', $site->mailbox))[0], 0, 'and mail is taken in meanwhile');
};

subtest 'a full log' => sub {
    plan skip_all => 'no /dev/full here' unless -c '/dev/full';
    my $site = Casegate->new('havering-2020');
    my $reference = opened($site, escalation('2026-03-09T10:00'), '2026-03-09T10:01');
    $site->deliver(noted($reference, 1), '2026-03-09T11:00');
    my ($stray) = map { "$_/stray" } glob $site->folder . '/spool/incoming/new';
    Casegate::spew($stray, 'x'); # something to complain of
    my $pid = fork // die "cannot fork: $!";
    if ($pid == 0) {
        open STDERR, '>', '/dev/full' or die $!;
        open STDOUT, '>', '/dev/null' or die $!;
        exec Casegate::binary(), '--site', $site->folder, 'work', '--once', '--now', '2026-03-09T11:01' or die $!;
    }
    waitpid $pid, 0;
    is($?, 0, 'a full log stops nothing');
    is(scalar @{ $site->messages }, 2, 'what came was worked');
    adds_up($site, 'a full log');
};
done_testing;
