# Machines that answer machines fall silent, and a flood of one sender is no flood of ours. An address gets ten answers a day and three
# about one case; then the office is told of the address, once a day, and the messages are worked as before. Two gateways facing each
# other end after three mails a case and day, whatever becomes of their headers on the way. (design §6, threats 79 to 81, 86, 87)
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my @office  = map { "$_\@partnership.havering.example" } qw(inez.quill wilf.darrow);
my $count   = 0;

sub letter {
    my ($from, $at, $text, $head) = @_;
    $count++;
    return join "\r\n", "From: $from", 'To: mailbox@partnership.havering.example', "Subject: Note $count", "Message-ID: <note$count\@somewhere.example>",
        ($head ? $head : ()), '', "$text ($count)", '';
}
sub to_office { return grep { my $to = $_->{to}; grep { $to eq $_ } @office } @_ }
sub opened {
    my ($site, $at) = @_;
    my @mails = $site->receive(outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => 'See below.', form => school_form()), $at);
    return ((map { $_->{reference} } @{ $site->queue($at)->{cases} })[0], @mails);
}

# ---- an address ----
{
    my $site = Casegate->new('havering-2020');
    my $teacher = 'marcus.ellery@oakfield.example';
    $site->deliver(letter($teacher, undef, 'Is anybody there?'), '2026-03-09T10:00') for 1 .. 25;
    my @mails = $site->tick('2026-03-09T10:01');
    my @answers = grep { $_->{to} eq $teacher } @mails;
    is(scalar @answers, 10, 'ten answers a day');
    my @alarms = to_office(@mails);
    is(scalar @alarms, 2, 'and the office posts are told once');
    like($alarms[0]{text} =~ s/\s+/ /gr, qr/\Q$teacher\E has had all the answers that one address gets in a day \(10 in all, 3 about one case\)/, 'of the address');
    is(scalar @{ $site->held('2026-03-09T10:02') }, 25, 'every message is worked');
    is(scalar $site->receive(letter($teacher, undef, 'And now?'), '2026-03-09T18:00'), 0, 'the same day no more is said');
    $site->deliver(letter($teacher, undef, 'A new day'), '2026-03-10T18:30') for 1 .. 11;
    @mails = $site->tick('2026-03-10T18:31');
    is(scalar(grep { $_->{to} eq $teacher } @mails), 10, 'the next day has answers of its own');
    is(scalar to_office(@mails), 2, 'and an alarm of its own');
}

# ---- a case ----
{
    my $site = Casegate->new('havering-2020');
    my ($reference) = opened($site, '2026-03-09T10:00');
    my (@answers, @alarms);
    for my $n (1 .. 8) {
        my @mails = $site->receive(letter($lead, undef, "About $reference: the log is with the office, page $n"), "2026-03-09T10:1$n");
        push @answers, grep { $_->{to} eq $lead } @mails;
        push @alarms, map { [ $n, $_ ] } to_office(@mails);
    }
    is(scalar @answers, 2, 'with the acknowledgement, three answers a day about one case');
    is_deeply([ map { $_->[0] } @alarms ], [ 5, 5 ], 'the third message without one alarms the office, once');
    like($alarms[0][1]{text}, qr/\Q$lead\E/, 'and names the address');
    my $case = $site->show($reference, '2026-03-09T11:00');
    is(scalar(grep { $_->{kind} eq 'not-answered' } @{ $case->{events} }), 6, 'the record says which were not answered');
    is(scalar(grep { $_->{kind} eq 'received' } @{ $case->{events} }), 8, 'and has them all');
}

# A machine that sends the whole form back with every answer of ours.
{
    my $site = Casegate->new('havering-2020');
    my ($reference) = opened($site, '2026-03-09T10:00');
    my @answers;
    for my $n (1 .. 8) {
        my $mail = outlook(from => "Callum Reyes <$reyes>", at => "2026-03-09T10:1$n", subject => "Ticket $n", text => "About $reference: ticket $n was opened with this text.", form => school_form(problem => "Visit $n was missed."));
        push @answers, grep { $_->{to} eq $reyes } $site->receive($mail, "2026-03-09T10:1$n");
    }
    cmp_ok(scalar @answers, '<=', 3, 'a form that comes again and again is answered three times a day');
}

# One that sends the same child and the same agencies with other words each time, so that every form waits for a person.
{
    my $site = Casegate->new('havering-2020');
    my ($reference, @mails) = opened($site, '2026-03-09T10:00');
    for my $n (10 .. 24) {
        push @mails, $site->receive(outlook(from => "Idris Penhallow <$lead>", at => "2026-03-09T10:$n", subject => "Escalation $n", text => 'See below.',
            form => school_form(problem => "Visit $n was missed.")), "2026-03-09T10:$n");
    }
    is(scalar @{ $site->held('2026-03-09T11:00') }, 15, 'perhaps the same dispute, fifteen times: each waits');
    is(scalar(grep { $_->{to} eq $lead } @mails), 10, 'ten answers, with the acknowledgement');
    my @alarms = to_office(@mails);
    is_deeply([ sort map { $_->{to} } @alarms ], [ sort @office ], 'and the office posts are told once');
    like($alarms[0]{text}, qr/\Q$lead\E/, 'of the address');
}

# The same as answers to a mail of the case, about a child whom the case does not have.
{
    my $site = Casegate->new('havering-2020');
    my ($reference, @mails) = opened($site, '2026-03-09T10:00');
    my ($ack) = grep { $_->{to} eq $lead } @mails;
    my @child = (children => [ { name => 'Wren Tallis', dob => '02/11/2016', ids => '', setting => 'Oakfield Primary School', status => 'None' } ]);
    for my $n (10 .. 24) {
        push @mails, $site->receive(outlook(from => "Idris Penhallow <$lead>", at => "2026-03-09T10:$n", reply_to => $ack, text => 'Another one.',
            form => school_form(@child, problem => "Visit $n was missed.")), "2026-03-09T10:$n");
    }
    is_deeply([ map { $_->{reason} } @{ $site->held('2026-03-09T11:00') } ], [ ('another-child') x 15 ], 'another child, fifteen times: each waits');
    is(scalar(grep { $_->{to} eq $lead } @mails), 10, 'ten answers, with the acknowledgement');
    is_deeply([ sort map { $_->{to} } to_office(@mails) ], [ sort @office ], 'and the office posts are told once');
}

# Exchange marks people's mail so: what opens a case is acknowledged all the same, what only talks is not answered.
{
    my $site = Casegate->new('havering-2020');
    my $marked = sub { $_[0]{raw} =~ s/^Subject:/X-Auto-Response-Suppress: All\r\nSubject:/mr };
    my @from = (from => "Idris Penhallow <$lead>");
    my @mails = $site->receive($marked->(outlook(@from, at => '2026-03-09T10:00', subject => 'Escalation', text => 'See below.', form => school_form())), '2026-03-09T10:00');
    is(scalar @{ $site->queue('2026-03-09T10:01')->{cases} }, 1, 'a form with X-Auto-Response-Suppress: All opens a case');
    is(scalar(grep { $_->{to} eq $lead } @mails), 1, 'and is acknowledged');
    is(scalar $site->receive($marked->(outlook(@from, at => '2026-03-09T10:02', subject => 'Hello', text => 'Hello')), '2026-03-09T10:02'), 0, 'Hello with it is not answered');
    is(scalar $site->receive($marked->(outlook(@from, at => '2026-03-09T10:03', subject => 'Escalation', text => 'See below.', form => school_form(problem => 'Another visit.'))),
        '2026-03-09T10:03'), 0, 'nor is a form that waits for a person');
    is(scalar @{ $site->held('2026-03-09T10:04') }, 2, 'both wait');
}

# ---- two gateways ----

# What a careless system on the way may take off: everything by which a machine knows a machine.
sub stripped {
    my ($raw) = @_;
    my ($head, $body) = split /\r?\n\r?\n/, $raw, 2;
    $head =~ s/^(?:Auto-Submitted|X-Auto-Response-Suppress|X-Casegate-Case|Precedence):.*\r?\n(?:[ \t].*\r?\n)*//mig;
    return "$head\r\n\r\n$body";
}

# Each stands in the other's directory, in the place of a person.
sub facing {
    my ($policy, $person, $other) = @_;
    my $site = Casegate->new($policy);
    my $people = $site->folder . '/routing/people.csv';
    Casegate::spew($people, Casegate::slurp($people) =~ s/\Q$person\E/$other/gr);
    return $site;
}

for my $way ([ 'as they are', sub { $_[0] }, 0 ], [ 'with their marks taken off', \&stripped, 3 ]) { # 3: about one case and day
    my ($name, $change, $most) = @$way;
    my $one = facing('havering-2020', $reyes, 'mailbox@partnership.cambs.example');
    my $two = facing('cambridgeshire-2013', 'hale.brennan@csc.cambs.example', 'mailbox@partnership.havering.example');
    my ($reference, @mails) = opened($one, '2026-03-09T10:00');
    my @first = grep { $_->{to} eq $two->mailbox } @mails;
    is(scalar @first, 1, "$name: the notice goes to the other gateway");
    my (%sent, @line);
    @line = map { [ $two, $_ ] } @first;
    my $minute = 0;
    while (@line && $minute < 50) {
        my ($site, $mail) = @{ shift @line };
        my $at = sprintf '2026-03-09T11:%02d', ++$minute;
        my $other = $site == $one ? $two : $one;
        my @answers = grep { $_->{to} eq $other->mailbox } $site->receive($change->($mail->{raw}), $at);
        $sent{ $site == $one ? 'one' : 'two' } += @answers;
        push @line, map { [ $other, $_ ] } @answers;
    }
    cmp_ok($sent{one} // 0, '<=', $most, "$name: the one with the case falls silent after " . ($sent{one} // 0));
    cmp_ok($sent{two} // 0, '<=', $most + 1, "$name: so does the other, whose receipts belong to no case, after " . ($sent{two} // 0));
    is(scalar @line, 0, "$name: nothing is on its way");
    is($one->show($reference, '2026-03-09T12:30')->{stage}{id}, 'S2', "$name: and the case stands where it stood");
}

# Both have a case, and each is a holder in the other's.
{
    my $other = 'gate@partnership.elsewhere.example';
    my $one = facing('havering-2020', $reyes, $other);
    my $two = facing('havering-2020', $reyes, 'mailbox@partnership.havering.example');
    my $settings = $two->folder . '/routing/site.yaml';
    Casegate::spew($settings, Casegate::slurp($settings) =~ s/^mailboxes: .*/mailboxes: [$other]/mr =~ s/mailbox\@partnership\.havering\.example/$other/gr);
    $two->{mailbox} = $other;
    my (@line, %case, %sent);
    for my $site ($one, $two) {
        my ($reference, @mails) = opened($site, '2026-03-09T10:00');
        $case{$site} = $reference;
        push @line, map { [ $site == $one ? $two : $one, $_ ] } grep { $_->{to} eq ($site == $one ? $two : $one)->mailbox } @mails;
    }
    is(scalar @line, 2, 'each has the notice of the other');
    my $minute = 0;
    while (@line && $minute < 50) {
        my ($site, $mail) = @{ shift @line };
        my $facing = $site == $one ? $two : $one;
        my @answers = grep { $_->{to} eq $facing->mailbox } $site->receive(stripped($mail->{raw}), sprintf '2026-03-09T11:%02d', ++$minute);
        $sent{ $_->{subject} =~ /\[(\S+)\]/ ? "$site $1" : "$site" }++ for @answers;
        push @line, map { [ $facing, $_ ] } @answers;
    }
    is(scalar @line, 0, "they fall silent after $minute mails");
    for my $site ($one, $two) {
        my $case = $site->show($case{$site}, '2026-03-09T12:30');
        my ($sent, $most) = ($sent{"$site $case{$site}"} // 0, $case->{urgent} ? 10 : 3); # whoever writes of danger is answered as often as an address may be
        cmp_ok($sent, '<=', $most, "$sent answers about the case");
        is($case->{stage}{id}, 'S2', 'which has not moved');
    }
}

# ---- what goes round ----
{
    my $site = Casegate->new('havering-2020');
    my ($reference, @mails) = opened($site, '2026-03-09T10:00');
    my $hops = join "\r\n", map { "Received: from a$_.example by b$_.example; Mon, 9 Mar 2026 10:00:00 +0000" } 1 .. 31;
    is(scalar $site->receive("$hops\r\n" . letter($lead, undef, "About $reference: again"), '2026-03-09T10:05'), 0, 'what passed 31 systems is not answered');
    my ($held) = @{ $site->held('2026-03-09T10:06') };
    is($held->{reason}, 'mail-loop', 'a person sees it');
    for my $mail (@mails) {
        is(scalar $site->receive(stripped($mail->{raw}) =~ s/^Subject:/X-Came: back\r\nSubject:/mr, '2026-03-09T10:07'), 0, "our own $mail->{to} comes back: nothing follows");
    }
    is(scalar @{ $site->held('2026-03-09T10:08') }, 1, 'and nothing of it waits');
    for my $head ('Auto-Submitted: auto-generated (rejected)', 'Auto-Submitted: anything', 'Precedence: bulk', 'Precedence: junk', 'Precedence: list', 'List-Help: <mailto:x@y.example>',
        'List-Id: <a.b.example>', 'X-Auto-Response-Suppress: All', 'X-Auto-Response-Suppress: DR, AutoReply', 'X-Loop: x@y.example', 'Return-Path: <>', 'X-Casegate-Case: CAM-26-0001-X') {
        is(scalar $site->receive(letter('hetty.voss@brambles.example', undef, 'Hello, who is there?', $head), '2026-03-09T10:09'), 0, "$head: no answer");
    }
    is(scalar $site->receive(letter('hetty.voss@brambles.example', undef, 'Hello, who is there?', 'Auto-Submitted: no'), '2026-03-09T10:09'), 1, 'Auto-Submitted: no is a person');
}

# ---- an answer that came through a list is still somebody's answer ----
for my $head ('List-Id: <team.csc.example>', 'Precedence: bulk') {
    my $site = Casegate->new('havering-2020');
    my ($reference) = opened($site, '2026-03-09T10:00');
    is(scalar $site->receive(letter($lead, undef, 'The newsletter of March', $head), '2026-03-09T10:05'), 0, "$head: no answer");
    is(scalar @{ $site->held('2026-03-09T10:06') }, 0, 'and one that names no case waits for nobody');
    is(scalar $site->receive(letter($lead, undef, "About $reference: we have offered a meeting.", $head), '2026-03-09T10:07'), 0, 'nor when it names a case');
    my ($held) = @{ $site->held('2026-03-09T10:08') };
    is($held->{reason} // 'not held', 'mailing-list', 'but then a person sees it');
}

# ---- a flood of alarms ----
{
    my $site = Casegate->new('havering-2020');
    $site->deliver(letter('stranger@elsewhere.example', undef, 'A child is at immediate risk of harm'), '2026-03-09T10:00') for 1 .. 40;
    my @alarms = to_office($site->tick('2026-03-09T10:01'));
    is(scalar @alarms, 6, 'forty urgent messages of one stranger: three alarms to each of two posts');
    is(scalar(grep { $_->{text} =~ s/\s+/ /gr =~ /not mailed one by one today: they wait in casegate held/ } @alarms), 2, 'the last says that it is the last');
    is(scalar(grep { $_->{urgent} } @{ $site->held('2026-03-09T10:02') }), 40, 'all wait, as urgent');
    is(scalar(grep { $_->{text} =~ /immediate risk/ } to_office($site->receive(letter('nia.castellan@brambles.example', undef, 'A child is at immediate risk of harm'), '2026-03-09T10:03'))), 2,
        'another person is heard as before');
}

done_testing;
