# What the policies leave open (requirements 1.8) is a setting: not made, check says what then happens; made, the engine does it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead = 'idris.penhallow@oakfield.example';

# A site with these settings in place of the demonstration's; undef takes one out.
sub site_with {
    my (%set) = @_;
    my $site = Casegate->new('havering-2020');
    my $path = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($path);
    for my $key (sort keys %set) {
        $text =~ s/^#? ?\Q$key\E:.*\n(?: +.*\n)*//mg;
        $text .= "$key: $set{$key}\n" if defined $set{$key};
    }
    Casegate::spew($path, $text);
    return $site;
}

# ---- not made: said, with what then happens ----

my @open = qw(week clock_start representation_days chair_substitute iro_notice panel_size working_day_ends working_day_begins infant_under
    confirmed_months emergency_duty sender_proof quiet_days named_officers);
my $bare = site_with(map { ($_ => undef) } @open);
my $said = $bare->must(undef, 'check');
my ($list) = $said =~ /not set, and what then happens:\n(.*)/s;
like($list, qr/^  \Q$_\E: \S.{20}/m, "$_: what happens without it is said") for @open;
my %made = (week => '5-working-days', clock_start => 'disagreement', representation_days => 5, chair_substitute => 'office', iro_notice => 'gateway',
    panel_size => 'exactly', working_day_ends => '"17:00"', working_day_begins => '"08:00"', infant_under => 5, confirmed_months => 6,
    emergency_duty => '"the duty desk, 01632 960109"', sender_proof => '{mode: rfc8601, authserv_ids: [mx.partnership.havering.example]}', quiet_days => 5, named_officers => '[wilf.darrow]');
is_deeply([ sort keys %made ], [ sort @open ], 'each of them can be made');
my $full = site_with(%made);
$said = $full->must(undef, 'check');
unlike($said, qr/^  \Q$_\E:/m, "$_: what is set is not listed") for @open;
for my $wrong ([ week => 'month' ], [ clock_start => 'sent' ], [ representation_days => 'soon' ], [ working_day_begins => 'eight' ]) {
    my ($code, $out, $err) = site_with(@$wrong)->run(undef, '--site', site_with(@$wrong)->folder, 'check');
    is($code, 78, "$wrong->[0] cannot be $wrong->[1]");
    like($err, qr{^routing/site\.yaml:\d+: .*$wrong->[1]}m, 'said with its line');
}

# ---- who tells the reviewing officer (Havering 2.5: "must also be notified", by nobody in particular) ----

my %status = (children => [ { name => 'Wren Ashby', dob => '4.5.18', ids => '999 500 1177', setting => 'Oakfield', status => 'Child Protection Plan' } ]);
for my $agency (undef, 'agency') {
    my $name = $agency // 'not set';
    my $site = site_with(iro_notice => $agency);
    my ($reference, undef, @mails) = opened($site, '2026-03-09T09:00', arose => 'Fri 6 March 2026', %status);
    is((grep { $_->{to} =~ /^iro/ } @mails), 0, "$name: nothing goes from us");
    my $owed = sub { my ($at) = @_; return scalar grep { $_->{kind} eq 'iro-notice' } @{ $site->show($reference, $at)->{owed} } };
    is($owed->('2026-03-09T09:00'), 1, "$name: it is owed");
    for my $mail (@mails) {
        my $text = $mail->{text} =~ s/\s+/ /gr;
        my $asked = $mail->{to} eq $lead || $mail->{to} =~ /^callum/; # the answer to the one side, the notice to the other
        ($asked ? \&like : \&unlike)->($text, qr/asked of you(?:r agency)?: notify the Independent Reviewing Officer of the escalation, and reply 'IRO notified'/, "$name: $mail->{to} " . ($asked ? 'is asked' : 'is not'));
    }
    for my $not ('Has the IRO been notified?', 'The IRO has not been informed.', 'We will see that the IRO is notified.') {
        $site->receive(outlook(from => "Idris Penhallow <$lead>", to => $site->mailbox, at => '2026-03-09T10:00', subject => $reference, text => $not), '2026-03-09T10:00');
        is($owed->('2026-03-09T10:00'), 1, "$name: '$not' is no notice");
    }
    $site->receive(outlook(from => 'Callum Reyes <callum.reyes@csc.havering.example>', to => $site->mailbox, at => '2026-03-09T11:00', subject => $reference, text => 'IRO notified.'), '2026-03-09T11:00');
    is($owed->('2026-03-09T11:00'), 0, "$name: the agency's word that it is done meets it");
}
{
    my $site = site_with(iro_notice => 'agency');
    my ($reference) = opened($site, '2026-03-09T09:00', arose => 'Fri 6 March 2026', %status, problem => 'Nobody visits. The IRO was informed on 5 March.', note => 'The IRO was informed on 5 March.');
    is((grep { $_->{kind} eq 'iro-notice' } @{ $site->show($reference, '2026-03-09T09:00')->{owed} }), 0, 'told before it was asked, and said so');
}

# ---- the clock ----

sub opened {
    my ($site, $at, %form) = @_;
    my @mails = $site->receive(outlook(from => "Idris Penhallow <$lead>", to => $site->mailbox, at => $at, subject => 'Escalation', text => delete $form{note} // '', form => escalation_form(
        stage => 'Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School', contact => $lead,
        manager => 'Idris Penhallow', challenged => 'Havering CSC', person => 'Joel Amadi', opposite => 'Callum Reyes',
        children => [ { name => 'Wren Ashby', dob => '4.5.18', ids => '999 500 1177', setting => 'Oakfield', status => 'CIN' } ],
        harm => 'No', about => 'Decision', decision => 'Closed', reasons => 'Levels of need', problem => 'Nobody visits.',
        evidence => 'Our log.', outcome => 'Visits.', discussions => '1 April 2026, telephone, not resolved', %form)), $at);
    my $reference = $site->queue($at)->{cases}[0]{reference};
    return ($reference, (grep { $_->{id} eq 'week' } @{ $site->show($reference, $at)->{dates} })[0], @mails);
}

# Wed 1 April 2026: Good Friday and Easter Monday lie within the week
my (undef, $date) = opened(site_with(week => '5-working-days'), '2026-04-02T09:00', arose => 'Wed 1 April 2026');
is($date->{due}, '2026-04-10', 'five working days pass over Easter');
(undef, $date) = opened(site_with(week => 'same-weekday'), '2026-04-02T09:00', arose => 'Wed 1 April 2026');
is($date->{due}, '2026-04-08', 'the same weekday of the next week');
like($date->{why}, qr/one week from Wed 1 Apr 2026 → Wed 8 Apr/, 'and why');
(undef, $date) = opened(site_with(week => 'same-weekday'), '2026-04-02T09:00', arose => 'Mon 30 March 2026');
is($date->{due}, '2026-04-07', 'which is a holiday: the working day after');
like($date->{why}, qr/skipping Mon 6 Apr \(Easter Monday\)/, 'and why');
(undef, $date) = opened(site_with(clock_start => 'received'), '2026-04-02T09:00', arose => 'Mon 30 March 2026');
is($date->{due}, '2026-04-13', 'from the day it was received');
like($date->{why}, qr/received at 09:00 on Thu 2 April 2026/, 'and why');
(undef, $date) = opened(site_with(clock_start => undef), '2026-04-02T09:00', arose => 'Mon 30 March 2026');
is($date->{due}, '2026-04-08', 'not set: from the day the form gives');

# ---- when the office opens ----

# an urgent case, and a message about it on a working day: before the office opens the duty posts are alarmed, later not
for ([ '"08:00"', '07:30', 1 ], [ '"08:00"', '09:30', 0 ], [ '"10:00"', '09:30', 1 ], [ undef, '09:30', 1 ]) {
    my ($begins, $at, $alarmed) = @$_;
    my $site = site_with(working_day_begins => $begins, duty_roles => '[emergency_duty]');
    my ($reference) = opened($site, '2026-03-09T12:00', arose => 'Fri 6 March 2026', harm => 'Yes');
    my @mails = $site->receive(outlook(from => "Idris Penhallow <$lead>", to => $site->mailbox, at => "2026-03-10T$at",
        subject => $reference, text => 'Is anyone there?'), "2026-03-10T$at");
    is(!!(grep { $_->{subject} =~ /Look at this now/ } @mails), !!$alarmed,
        "$at, the office opens at " . ($begins // 'no hour that is set') . ': ' . ($alarmed ? 'alarmed' : 'not alarmed'));
}

# ---- the Chair's own agency, and the time for representations ----

sub panel_case {
    my ($site, $sitting) = @_;
    my ($reference) = opened($site, '2026-03-09T09:00', arose => 'Fri 6 March 2026');
    $site->must(undef, 'stage', $reference, 'S4', '--by', 'Alex Pell', '--why', 'asked', '--now', '2026-03-09T10:00');
    $site->tick('2026-03-09T10:01');
    return $reference;
}

my $people = Casegate::slurp($full->folder . '/routing/people.csv');
my ($chair_name, $chair) = $people =~ /^hscp,chair,\d,[^,]*,([^,]+),([^,]+),/m;
ok($chair, 'the Chair of the world');
my $too = "csc,senior_manager,3,,$chair_name,augusta\@csc.havering.example,01632 960199,,,yes,2025-09-01,,2026-01-12\n";
my $vice = "hscp,vice_chair,6,,Perpetua Swann,perpetua.swann\@partnership.havering.example,01632 960198,,,,2025-09-01,,2026-01-12\n";

for my $substitute (undef, 'vice_chair') {
    my $site = site_with(chair_substitute => $substitute, representation_days => 5);
    Casegate::spew($site->folder . '/routing/people.csv', $people . $too . $vice);
    my $reference = panel_case($site);
    my $case = $site->show($reference, '2026-03-09T10:02');
    my ($event) = grep { $_->{kind} eq 'conflict' } @{ $case->{events} };
    like($event->{text}, qr/^\Q$chair_name\E, chair, is of .*, which is a party/, 'the conflict is said');
    my @holds = map { $_->{name} } grep { $_->{side} eq 'partnership' } @{ $case->{holders} };
    if ($substitute) {
        like($event->{text}, qr/Perpetua Swann sits instead/, 'and who sits instead');
        ok((grep { $_ eq 'Perpetua Swann' } map { $_->{name} } @{ $case->{waiting_for} }), 'the case waits for the substitute');
        $site->receive(outlook(from => "$chair_name <$chair>", to => $site->mailbox, at => '2026-03-10T08:00', subject => $reference,
            text => 'I have decided: weekly visits.'), '2026-03-10T08:00');
        is($site->show($reference, '2026-03-10T08:01')->{state}, 'open', 'the word of the Chair, whose agency is a party, does not count then');
        $site->receive(outlook(from => 'Perpetua Swann <perpetua.swann@partnership.havering.example>', to => $site->mailbox,
            at => '2026-03-10T09:00', subject => $reference, text => 'I have decided: weekly visits.'), '2026-03-10T09:00');
        is($site->show($reference, '2026-03-10T09:01')->{state}, 'closing', 'whose decision counts');
    } else {
        like($event->{text}, qr/no policy says who sits instead; the office decides/, 'not set: the office decides');
        is_deeply([ grep { $_ eq $chair_name } @holds ], [$chair_name], 'and the Chair keeps the case');
    }
}

# the policy's number of agencies is the least, or all of them
my @four = map { "$_, senior officer, full Board member" } 'Gideon Marsh, Children\'s Social Care', 'Ruben Castell, Education Services', 'Desmond Okafor, East Area Police',
    'Noor Talwar, East London Integrated Care Board';
for my $row ([ 'at-least', 2, 0 ], [ 'at-least', 3, 1 ], [ 'at-least', 4, 1 ], [ exactly => 2, 0 ], [ exactly => 3, 1 ], [ exactly => 4, 0 ]) {
    my ($size, $n, $fits) = @$row;
    my $site = site_with(panel_size => $size);
    my $reference = panel_case($site);
    my @mails = $site->receive(outlook(from => "$chair_name <$chair>", to => $site->mailbox, at => '2026-03-10T09:00', subject => $reference,
        text => join "\n", "Panel.\n\nPanel members:", @four[ 0 .. $n - 1 ]), '2026-03-10T09:00');
    my $asked = grep { $_->{subject} =~ /Your representations are asked for/ } @mails;
    is($asked, $fits ? 2 : 0, "$size, of $n: " . ($fits ? 'a panel' : 'none'));
    my ($ack) = grep { $_->{to} eq $chair } @mails;
    like($ack->{text} =~ s/\s+/ /gr, qr/$n different agencies are named, 3 are needed/, "$size, of $n: what is wrong with it") unless $fits;
}

for my $days (undef, 5) {
    my $site = site_with(representation_days => $days);
    my $reference = panel_case($site);
    my @mails = $site->receive(outlook(from => "$chair_name <$chair>", to => $site->mailbox, at => '2026-03-10T09:00', subject => $reference,
        text => "Panel.\n\nPanel members:\nGideon Marsh, Ruben Castell and Desmond Okafor"), '2026-03-10T09:00');
    my ($request) = grep { $_->{subject} =~ /Your representations are asked for/ } @mails;
    ok($request, 'the parties are asked for their representations') or diag(map { "$_->{subject}\n$_->{text}" } @mails);
    like(($request->{text} // '') =~ s/\s+/ /gr, $days ? qr/by Tue 17 Mar 2026: that is the office's time \(5 working days\), the policy sets none/
        : qr/The policy sets no time for this; the chair may\./, $days ? 'by a date, and whose it is' : 'without a date');
}
# ---- the office's pages ----

{
    my $site = site_with();
    my $path = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($path);
    my ($example) = $text =~ /^(# desk:\n(?:#   .*\n)+)/m;
    Casegate::spew($path, $text . $example =~ s/^# //mgr);
    like($site->must(undef, 'check'), qr/^configuration OK\n.*^the desk is at 127\.0\.0\.1:8480, for those with an account; the proxy is 127\.0\.0\.1$/ms, 'the example of a desk is one');
    for my $wrong ([ 'listen: 127.0.0.1:8480', 'listen: 0.0.0.0:8480', qr/'0\.0\.0\.0:8480' is no address of this machine alone; write 127\.0\.0\.1:8480/ ],
        [ 'idle_minutes: 60', 'idle_minutes: never', qr/'idle_minutes'/ ], [ 'idle_minutes', 'idle_minute', qr/'idle_minute'.*'idle_minutes'/ ]) {
        my ($right, $instead, $says) = @$wrong;
        Casegate::spew($path, $text . $example =~ s/^# //mgr =~ s/\Q$right\E/$instead/r);
        my ($code, undef, $err) = $site->run(undef, '--site', $site->folder, 'check');
        is($code, 78, "$instead: refused");
        like($err, qr{^routing/site\.yaml:\d+: .*$says}m, 'with its line');
    }
}
done_testing;
