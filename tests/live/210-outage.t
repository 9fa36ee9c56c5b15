# A day without SMTP, a day without IMAP, a day without both, with the clock moved: people's mail is there all the same. When the
# servers come back everything arrives once and in order, and the office has been told of each outage, once, and of its end.
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
{ no warnings 'once'; $Casegate::Live::collects = 0 }

my $site = Casegate->new('havering-2020');
my $servers = $site->servers;
my @office = qw(inez.quill@partnership.havering.example wilf.darrow@partnership.havering.example);

my $n = 0;
sub form_mail {
    my ($child, $at) = @_;
    my $form = Casegate::Story::escalation_form(
        stage => 'Stage Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
        contact => 'tola.brightwater@oakfield.example', manager => 'Idris Penhallow', challenged => "Children's Social Care",
        person => 'Dara Whitcombe', opposite => 'Callum Reyes',
        children => [ { name => $child, dob => sprintf('%02d/05/2018', ++$n), ids => "ref $n", setting => 'Oakfield Primary School',
            status => 'Child in Need' } ],
        arose => 'Mon 2 March 2026', decision => 'Meeting of 27 February', reasons => 'Progressing plans and communication',
        problem => 'Visits were missed.', evidence => 'Our attendance log.', outcome => 'That visits restart.', safe_by => 'Fri 20 March 2026',
        discussions => '3 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one, not resolved');
    return outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => $at, subject => 'Escalation',
        text => "Good morning,\n\nplease find our escalation below.\n\nIdris Penhallow", form => $form);
}

# One round of all three processes; the mails that have arrived. `collect` and `send` may fail, and say so.
sub round {
    my ($at) = @_;
    my %code;
    for my $command (qw(collect work send)) {
        ($code{$command}) = $site->run(undef, '--site', $site->folder, $command, '--once', '--now', $at);
    }
    is($code{work}, 0, "$at: work goes on");
    my @mails = $servers->{smtp_down} ? () : $site->outgoing;
    return (\%code, @mails);
}
sub comes { my ($child, $at) = @_; $servers->drop($site->passed_on(form_mail($child, $at)), $site->mailbox) }
sub down  { my (@what) = @_; for (@what) { $_ eq 'smtp' ? $servers->stop_smtp : $servers->stop_imap; $servers->{ $_ . '_down' } = 1 } }
sub up    { my (@what) = @_; for (@what) { $_ eq 'smtp' ? $servers->start_smtp : $servers->start_imap; $servers->{ $_ . '_down' } = 0 } }
sub to_office { my ($subject, @mails) = @_; return sort map { $_->{to} } grep { $_->{subject} eq $subject } @mails }
my $wrong = 'The mail gateway needs to be looked at';
my $over  = 'The mail gateway: it is over';

sub once_and_in_order {
    my ($name, $cases, @mails) = @_;
    my %copies;
    $copies{"$_->{message_id} $_->{to}"}++ for @mails;
    is_deeply([ grep { $copies{$_} > 1 } sort keys %copies ], [], "$name: nothing came twice");
    my %place = do { my $i = 0; map { ($_ => ++$i) } $servers->log_of('postfix') =~ /message-id=<([^>]+)>/g }; # as Postfix took them
    @mails = sort { $place{ $a->{message_id} } <=> $place{ $b->{message_id} } } @mails;
    my @acks = grep { $_->{to} eq 'idris.penhallow@oakfield.example' && ($_->{header}{'auto-submitted'}[0] // '') eq 'auto-replied' } @mails;
    my @references = map { $_->{subject} =~ /(HAV-26-\d{4}-[A-Z])/ } @acks;
    is(scalar @references, $cases, "$name: an answer for each");
    is_deeply(\@references, [ sort @references ], "$name: the oldest first");
}

# ---- before ----
comes('Arlo Child', '2026-03-04T08:55');
my ($code, @mails) = round('2026-03-04T09:00');
is_deeply($code, { collect => 0, work => 0, send => 0 }, 'all is well');
once_and_in_order('before', 1, @mails);

# ---- a day without SMTP ----
down('smtp');
for my $hour (10 .. 16) {
    comes(qw(Bo Cy Dot Eve Flo Gus Hal)[ $hour - 10 ] . ' Child', "2026-03-04T$hour:00");
    ($code) = round("2026-03-04T$hour:01");
    is($code->{collect}, 0, "$hour:01: mail is collected all the same");
}
round("2026-03-05T0$_:00") for 1 .. 8;
is(scalar(@{ $site->queue('2026-03-05T09:00')->{cases} }), 8, 'eight cases are open');
my @waiting = map { @{ $site->show($_->{reference}, '2026-03-05T09:00')->{sent} } } @{ $site->queue('2026-03-05T09:00')->{cases} };
is_deeply([ sort keys %{ { map { $_->{state} => 1 } @waiting } } ], [qw(deferred queued sent)], 'what could not go waits, nothing has failed');
up('smtp');
my @came;
for my $minute (10, 40) { ($code, @mails) = round("2026-03-05T10:$minute"); push @came, @mails }
($code, @mails) = round('2026-03-05T14:30');
push @came, @mails;
once_and_in_order('after a day without SMTP', 7, @came);
is_deeply([ to_office($wrong, @came) ], [ sort @office ], 'the office was told, once');
is_deeply([ to_office($over, @came) ], [ sort @office ], 'and that it is over');
is(scalar(grep { $_->{state} ne 'sent' } map { @{ $site->show($_->{reference}, '2026-03-05T15:00')->{sent} } } @{ $site->queue('2026-03-05T15:00')->{cases} }),
    0, 'nothing waits any more');

# ---- a day without IMAP ----
down('imap');
comes("$_ Child", '2026-03-06T09:00') for qw(Ida Jem Kit);
my @told;
for my $at (map { sprintf '2026-03-06T%02d:30', $_ } 9 .. 16) {
    ($code, @mails) = round($at);
    is($code->{collect}, 75, "$at: collect says that it could not, for now");
    push @told, @mails;
}
is_deeply([ to_office($wrong, @told) ], [ sort @office ], 'the office is told once') or diag(map { "$_->{at} $_->{to} $_->{subject}\n" } @told);
like((grep { $_->{subject} eq $wrong } @told)[0]{text} =~ s/\s+/ /gr, qr/No mail has been collected from \Q@{[$site->mailbox]}\E since/, 'what is wrong');
up('imap');
($code, @mails) = round('2026-03-07T09:00');
is($code->{collect}, 0, 'collected again');
push @mails, (round('2026-03-07T09:01'))[1 .. 40];
@mails = grep { defined } @mails;
once_and_in_order('after a day without IMAP', 3, @mails);
is_deeply([ to_office($over, @mails) ], [ sort @office ], 'and the office reads that it is over');

# ---- a day without both ----
down('imap', 'smtp');
comes("$_ Child", '2026-03-09T09:00') for qw(Lou Moe Ned);
round("2026-03-09T$_:30") for 10 .. 15;
is(scalar(@{ $site->queue('2026-03-09T15:31')->{cases} }), 11, 'nothing new can be known');
up('imap', 'smtp');
@came = ();
for my $at ('2026-03-10T09:00', '2026-03-10T09:30', '2026-03-10T14:30') { ($code, @mails) = round($at); push @came, @mails }
once_and_in_order('after a day without both', 3, @came);
is_deeply([ to_office($wrong, @came) ], [ sort @office, @office ], 'the office was told of both');
is_deeply([ to_office($over, @came) ], [ sort @office, @office ], 'and of the end of both');
is(scalar($servers->mails($site->mailbox)), 0, 'nothing is left in the mailbox');
my ($verified, $out, $err) = $site->run(undef, '--site', $site->folder, 'verify');
is($verified, 0, 'the record adds up') or diag($out . $err);
done_testing;
