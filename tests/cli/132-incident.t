# A mail went to the wrong person: what went where is listed, stands in the case for good, and is told to the office and to nobody
# else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $lead = 'idris.penhallow@oakfield.example';
my @office = sort(Casegate::slurp($site->folder . '/routing/people.csv') =~ /^\w+,office,(?:[^,]*,){3}([^,]+@[^,]+),/mg);
sub casegate { return $site->run('', '--site', $site->folder, @_) }
my $form = "From: Idris Penhallow <$lead>\r\nMessage-ID: <1\@oakfield.example>\r\nSubject: Escalation\r\n\r\n" . <<"FORM" =~ s/\n/\r\n/gr;
Message kind: new escalation
Stage: Two
Agency raising the escalation: Oakfield Primary School
Agency disagreed with: Havering CSC
Name of child: Wren Ashby
Date of birth: 4.5.2018
What is the problem?: nobody visits
FORM
my @mails = $site->receive($form, '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:00')->{cases} };
my ($wrong) = grep { $_ ne $lead } map { $_->{to} } @mails;
ok($wrong, 'a mail went to a holder');
my $before = $site->show($reference, '2026-03-04T10:01');

# ---- refused ----
is((casegate('incident', $reference))[0], 64, 'what happened must be said');
is((casegate('incident', $reference, '--why', 'x', '--to', 'callum'))[0], 64, '--to is an address');
my ($code, $out, $err) = casegate('incident', $reference, '--why', 'x', '--to', 'nobody@elsewhere.example');
is($code, 65, 'to whom nothing was written, nothing went');
like($err, qr/no mail of $reference was written to/, 'and that is said');
is((casegate('incident', 'HAV-26-0999-' . join('', grep { Casegate::reference_ok("HAV-26-0999-$_") } 'A' .. 'Z'), '--why', 'x'))[0], 65, 'no such case');
is_deeply($site->show($reference, '2026-03-04T10:01')->{events}, $before->{events}, 'and nothing is on record');

# ---- to one address ----
my $said = $site->json('incident', $reference, '--to', uc $wrong, '--why', 'left in May; Wren Ashby is named in it', '--by', 'Inez Quill', '--now', '2026-03-04T11:00');
is($said->{by}, 'Inez Quill', 'who said so');
is_deeply([ map { $_->{to} } @{ $said->{mails} } ], [ map { $_->{to} } grep { $_->{to} eq $wrong } @mails ], 'what went there');
is($_->{state}, 'sent', 'it was sent') for @{ $said->{mails} };
is($_->{at}, '2026-03-04T10:00:00+00:00', 'then') for @{ $said->{mails} };
$site->send('2026-03-04T11:00');
my @told = $site->outgoing;
is_deeply([ sort map { $_->{to} } @told ], \@office, 'the office is told, each post once, and nobody else');
for my $mail (@told) {
    is($mail->{subject}, "[$reference] A mail went to the wrong person", 'in our own words');
    my $text = $mail->{text} =~ s/\s+/ /gr;
    like($text, qr/\Q$wrong\E \([a-z ]+\): [a-z-]+, sent at 10:00 on Wed 4 March 2026/, 'what went where');
    unlike($text, qr/Wren|Ashby|left in May/, 'not the words, which may name a child');
    unlike($text, qr/\Q$lead\E/, 'and nothing of what went to others');
}
my $after = $site->show($reference, '2026-03-04T11:01');
is_deeply([ @{ $after->{events} }[ 0 .. $#{ $before->{events} } ] ], $before->{events}, 'what stood in the record stands there');
my @new = @{ $after->{events} }[ @{ $before->{events} } .. $#{ $after->{events} } ];
is($new[0]{kind}, 'incident', 'the incident');
is($new[0]{actor}, 'office: Inez Quill', 'by whom');
is($new[0]{text}, 'Sent to the wrong person: left in May; Wren Ashby is named in it', 'in their words');
my @where = map { $_->{text} } grep { $_->{kind} eq 'incident-mail' } @new;
is(scalar(@where), 1, 'a line for each who was written to');
like($where[0], qr/^Went to \Q$wrong\E \([a-z ]+\): [a-z-]+, sent at 10:00 on Wed 4 March 2026/, 'what went there');
is_deeply([ @{$after}{qw(state stage holders owed dates waiting_for)} ], [ @{$before}{qw(state stage holders owed dates waiting_for)} ], 'the case is where it was');

# ---- where it is not known to whom, on a closed case ----
$site->must(undef, 'close', $reference, '--why', 'both telephoned', '--now', '2026-03-04T12:00');
$out = $site->must(undef, 'incident', $reference, '--why', 'a printout lay about', '--now', '2026-03-04T12:05');
my %address = map { $_->{to} => 1 } @{ $site->show($reference, '2026-03-04T12:04')->{sent} };
like($out, qr/^Went to \Q$_\E[ :]/m, "$_ is listed") for sort keys %address;
like($out, qr/, waits to be sent, written at 12:00 on Wed 4 March 2026/, 'with what has not gone yet');
is((casegate('verify'))[0], 0, 'the record adds up');
($code, $out) = casegate('replay', '--policy', $site->folder . '/routing/policies/havering-2020.yaml', '--now', '2026-03-04T13:00');
is($code, 0, 'and can be replayed') or diag($out);
unlike($out, qr/cannot be given again/, 'with the incident');
done_testing;
