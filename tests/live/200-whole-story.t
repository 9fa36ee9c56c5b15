# Havering's whole story (tests/scenarios/000-whole-policy.t) on a real mail system: in by SMTP, collected by IMAPS with IDLE,
# answered by submission with STARTTLS and AUTH, read in the people's boxes and replied to from there.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Casegate::Servers;

if (my $why = Casegate::Servers->missing) { plan skip_all => $why }
require Casegate::Live;
require Casegate::Story;

# What cannot be seen in the story itself: which way the mails took.
my $finish = \&Casegate::Story::finish;
no warnings 'redefine';
*Casegate::Story::finish = sub {
    my ($self) = @_;
    my $site = $self->site;
    my $servers = $site->servers;
    my $log = $servers->log_of('postfix');
    my @submitted = $log =~ /client=\S+, sasl_method=PLAIN, sasl_username=(\S+)/g;
    my $sent = map { @{ $site->show($_, '2026-12-31')->{sent} } } @{ $self->{references} };
    is(scalar @submitted, $sent, 'every mail was submitted by somebody who had logged in');
    is_deeply([ grep { $_ ne $site->mailbox } @submitted ], [], 'as the mailbox');
    is(scalar($servers->mails($site->mailbox)), 0, 'nothing is left in the mailbox');
    my @messages = @{ $site->messages };
    is(scalar(my @done = glob $servers->folder . '/mail/' . $site->mailbox . '/.Casegate/{new,cur}/*'), scalar @messages,
        'every message lies in the folder of those that are done');
    is($site->stop(delete $site->{collecting}), '0', 'the collector ends when it is told to');
    my @logins = $servers->log_of('dovecot') =~ /Login: user=<\Q@{[$site->mailbox]}\E>, method=\w+, .*?, TLS/g;
    cmp_ok(scalar @logins, '<', scalar @messages, 'it stayed connected: IDLE woke it');
    cmp_ok(scalar @logins, '>', 0, 'under TLS');
    $finish->($self);
};

my $story = "$FindBin::Bin/../scenarios/000-whole-policy.t";
unless (defined do $story) {
    die "$story: " . ($@ || $!);
}
