# Mail flows through a whole site under `casegate run` while its processes are killed at random. Afterwards everything adds up:
# every message is one case, every mail of the outbox is in its recipient's box. A mail is there twice only where a kill fell
# between the server's 250 and our record, at most once a kill of the sender, and then under the same Message-ID.
# `make soak` does it with 1,000 messages and 100 kills; the suite with fewer (KILL_MESSAGES, KILL_TIMES; a seed repeats a run).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Casegate::Servers;

if (my $why = Casegate::Servers->missing) { plan skip_all => $why }
require Casegate::Live;
require Casegate::Story;
Casegate::Mail->import;

my $messages = $ENV{KILL_MESSAGES} // 60;
my $kills    = $ENV{KILL_TIMES} // 12;
my $seed     = srand($ENV{KILL_SEED} // 41);
diag("seed $seed") if $ENV{KILL_MESSAGES};

{ no warnings "once"; $Casegate::Live::collects = 0 }
$ENV{CASEGATE_TEST_WAIT} = 1;
my $site = Casegate->new('havering-2020');
my $box = $site->servers->folder . '/mail/' . $site->mailbox;
my $run = $site->start('run');

# One form for each child, as the school's lead writes them.
sub form_mail {
    my ($n) = @_;
    my $name = join ' ', (qw(Abel Bryony Cosmo Delphine Edgar Flora Gwilym Hester Ivo Jemima))[ $n % 10 ], 'Child' . chr(65 + $n / 10 % 26) . lc chr(65 + $n / 260);
    my $form = Casegate::Story::escalation_form(
        stage => 'Stage Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
        contact => 'tola.brightwater@oakfield.example', manager => 'Idris Penhallow', challenged => "Children's Social Care",
        person => 'Dara Whitcombe', opposite => 'Callum Reyes',
        children => [ { name => $name, dob => sprintf('%02d/%02d/%d', 1 + $n % 28, 1 + $n / 28 % 12, 2012 + $n / 336), ids => "ref $n",
            setting => 'Oakfield Primary School', status => 'Child in Need' } ],
        arose => 'Mon 2 November 2026', decision => 'Meeting of 27 October', reasons => 'Progressing plans and communication',
        problem => "Visits were missed ($n).", evidence => 'Our attendance log.', outcome => 'That visits restart.', safe_by => '1 December 2027',
        discussions => '3 November 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one, not resolved');
    return outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-11-20T10:12', subject => "Escalation $n",
        text => "Good morning,\n\nplease find our escalation below ($n).\n\nIdris Penhallow", form => $form);
}

# The processes below `run`, their children too: pid → name.
sub processes {
    my (%parent, %name);
    for my $path (glob '/proc/[0-9]*/stat') {
        open my $in, '<', $path or next;
        my ($pid, $name, $state, $parent) = (<$in> // '') =~ /^(\d+) \((.*)\) (\w) (\d+)/ or next;
        ($parent{$pid}, $name{$pid}) = ($parent, $name) if $state ne 'Z';
    }
    my %below;
    for my $pid (keys %parent) {
        for (my $p = $pid; $p && $p != 1; $p = $parent{$p}) {
            $below{$pid} = $name{$pid} if ($parent{$p} // 0) == $run;
        }
    }
    return %below;
}

my %killed;
my $every = int($messages / ($kills + 1)) || 1;
for my $n (1 .. $messages) {
    $site->servers->send($site->passed_on(form_mail($n)), 'idris.penhallow@oakfield.example', $site->mailbox);
    next if $n % $every;
    select undef, undef, undef, rand 0.5;
    my %process;
    $site->wait_until('a process to kill', sub { %process = processes(); scalar %process });
    my @pids = sort { $a <=> $b } keys %process;
    my $pid = $pids[ rand @pids ];
    $killed{ $process{$pid} }++ if kill 'KILL', $pid;
}
$site->servers->settle;
ok(eval { $site->wait_until('every message worked', sub {
    my @left = glob "$box/{new,cur}/*";
    return !@left && $site->spooled == 0 && @{ $site->messages } >= $messages }); 1 }, 'everything is worked in the end')
    or diag($@, $site->log_of('run'));
my @cases = map { $_->{reference} } @{ $site->json('queue')->{cases} };
is(scalar @cases, $messages, 'every message is a case, and no message is two');
is(scalar(grep { $_->{disposition} eq 'case' } @{ $site->messages }), $messages, 'in the ledger too');

# Every mail that the record says was to go is where it belongs.
my @sent = map { @{ $site->json('show', $_)->{sent} } } @cases;
$site->wait_until('an empty outbox', sub {
    @sent = map { @{ $site->json('show', $_)->{sent} } } @cases;
    return !grep { $_->{state} =~ /^(?:queued|deferred)$/ } @sent;
});
is(join(' ', sort keys %{ { map { $_->{state} => 1 } @sent } }), 'sent', 'every mail has been sent');
$site->servers->settle;
my (%copies, $lost);
for my $mail ($site->outgoing) { $copies{"$mail->{message_id} $mail->{to}"}++ }
$lost += !$copies{"$_->{message_id} $_->{to}"} for @sent;
is($lost, 0, 'and is in its box');
my $twice = 0;
$twice += $_ - 1 for values %copies;
my $senders = $killed{'cg-send'} // 0;
cmp_ok($twice, '<=', $senders, 'a mail came twice at most once for each kill of the sender');
diag(sprintf "%d messages, %d mails; killed: %s; %d came twice", $messages, scalar @sent, join(', ', map { "$_ $killed{$_}" } sort keys %killed), $twice)
    if $ENV{KILL_MESSAGES};
my $landed = 0;
$landed += $_ for values %killed;
cmp_ok($landed, '>=', int($kills * 0.9), 'the kills landed');

is($site->stop($run), '0', 'run ends when it is told to');
my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'verify');
is($code, 0, 'the record adds up') or diag($out . $err);
done_testing;
