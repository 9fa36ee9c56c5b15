# One real case through explain, queue, show and the mails: text for a person, JSON as design §5 has it, key for key.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Encode qw(decode);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my @site = ('--site', $folder);
my $mail = outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-09T09:55', subject => 'Jory Selwyn',
    text => 'Please see below.', form => school_form(), attach => [ { name => 'Jory plan.bin', type => 'application/octet-stream', data => "\0\1" } ]);
my $file = "$folder/referral.eml";
open my $out, '>:raw', $file or die $!;
print $out $site->passed_on($mail);
close $out;
sub keys_are { my ($hash, $keys, $name) = @_; is_deeply([ sort keys %$hash ], [ sort split ' ', $keys ], "$name: exactly its keys") }
sub text { my ($code, $out) = $site->run('', @site, @_); is($code, 0, "@_: done"); return decode('UTF-8', $out) }

# before: what would happen; nothing is kept of it
my $would = $site->json('explain', $file, '--now', '2026-03-09T10:00');
keys_are($would, 'message text attachments delivery forwarded kind automatic sender policy case matched_by fields problems missing urgent rules events would_send held', 'explain');
keys_are($would->{message}, 'sha256 message_id from to subject date', 'message');
keys_are($would->{sender}, 'email level agency role why', 'sender');
keys_are($would->{attachments}[0], 'name type bytes read why', 'attachment');
keys_are($would->{fields}[0], 'key label value part line place', 'field');
keys_are($would->{rules}[0], 'rule source matched why', 'rule');
keys_are($would->{events}[0], 'kind text', 'event');
keys_are($would->{would_send}[0], 'to role template subject', 'mail');
is($would->{kind}, 'escalation', 'an escalation');
is($would->{sender}{level}, 'verified-role', 'from somebody known');
is($would->{held}, undef, 'not held');
is($would->{message}{date}, '2026-03-09T09:55:00+00:00', 'when it was sent');
unlike($would->{message}{subject}, qr/Jory|Selwyn/, 'the subject is cleaned');
my $again = $site->json('explain', $file, '--now', '2026-03-09T10:00');
is_deeply($again, $would, 'asked again, the same answer');
my ($code, $piped) = $site->run($mail->{raw}, @site, '--json', '--now', '2026-03-09T10:00', 'explain', '-');
is_deeply(JSON::PP->new->utf8->decode($piped), $would, 'from standard input, the same answer');
like(text('--now', '2026-03-09T10:00', 'explain', $file), qr/^nothing was changed$/m, 'for a person');
ok(!-e "$folder/spool/casegate.db", 'and nothing was kept');

# then it happens, just so
my @mails = $site->receive($mail, '2026-03-09T10:00');
my ($case) = @{ $site->queue('2026-03-09T10:05')->{cases} };
is($case->{reference}, $would->{case}, 'the case that explain foretold');
is_deeply([ sort map { $_->{to} } @mails ], [ sort map { $_->{to} } @{ $would->{would_send} } ], 'and the mails');
keys_are($case, 'reference policy state stage tier urgent raising challenged waiting_for opened entered_stage next_date overdue quiet_days owed last_event', 'queue');
keys_are($case->{waiting_for}[0], 'agency role name', 'waiting for');
is($case->{opened}, '2026-03-09T10:00:00+00:00', 'opened');
is($case->{next_date}, '2026-03-13', 'a guide date is a date');
is($case->{tier}, undef, 'a stage without tiers');

my $show = $site->show($case->{reference}, '2026-03-09T10:05');
keys_are($show, 'reference policy state cycle urgent stage agencies originator candidates holders waiting_for dates children fields missing owed members_engaged panel representations discussions outstanding events sent', 'show');
keys_are($show->{policy}, 'id version sha256', 'policy');
keys_are($show->{stage}, 'id label tier entered', 'stage');
keys_are($show->{originator}, 'name role agency email', 'originator');
keys_are($show->{holders}[0], 'side agency role name email told', 'holder');
keys_are($show->{waiting_for}[0], 'agency role name what', 'waiting for, with what');
keys_are($show->{dates}[0], 'id kind due from met why', 'date');
keys_are($show->{children}[0], 'n status settled', 'child: no name');
keys_are($show->{fields}{problem}, 'value message part line', 'field');
keys_are($show->{discussions}[0], 'date stage how who outcome', 'discussion');
keys_are($show->{events}[0], 'seq at kind actor text message hash', 'event');
keys_are($show->{sent}[0], 'to role template subject message_id state at', 'sent');
is(ref $show->{$_}, 'ARRAY', "$_ is a list") for qw(candidates holders dates children missing owed members_engaged panel representations outstanding);
is($show->{sent}[0]{state}, 'sent', 'sent');
is(scalar(grep { !/^[0-9a-f]{64}$/ } map { $_->{hash} } @{ $show->{events} }), 0, 'every event has its hash');
is($show->{fields}{problem}{message}, $site->messages->[0]{sha256}, 'a field says which message it is from');

# for a person
my $queue = text('--now', '2026-03-09T10:05', 'queue');
like($queue, qr/^\Q$case->{reference}\E .*oakfield → csc/m, 'the queue for a person');
unlike($queue, qr/Jory|Selwyn/, 'has no name');
my $page = text('--now', '2026-03-09T10:05', 'show', $case->{reference});
like($page, qr/^\Q$case->{reference}\E: open, Stage Two: Escalate to line manager$/m, "the policy's own words");
like($page, qr/Jory Selwyn/, 'show has the name');
like($page, qr/^What the policy says next\n  \S/m, 'and what comes next');
my $sent = text('show', $case->{reference}, '--sent');
like($sent, qr/^To: .*idris\.penhallow\@oakfield\.example/m, 'the mails in full');
is(scalar(@{ $site->json('show', $case->{reference}, '--sent') }), scalar(@mails), 'as JSON, one document');
unlike($_, qr/\e/, 'no colours off a terminal') for $queue, $page, $sent;

# the same bytes again would be a repeat
is_deeply($site->json('explain', $file, '--now', '2026-03-09T10:10')->{events}, [], 'the same bytes again would change nothing');
unlike($site->said, qr/Jory|Selwyn/, 'no name on standard error');
done_testing;
