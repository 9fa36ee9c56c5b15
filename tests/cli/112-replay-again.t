# casegate replay: what happened happens again as it is recorded. A site with two policies, one after the other;
# a message that was too large; what the office decided; a mail that did not arrive.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead  = 'idris.penhallow@oakfield.example';
my $until = '2026-04-20T12:00';

sub from_lead {
    my ($site, $at, %mail) = @_;
    return $site->receive(outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => 'See below.', %mail), $at);
}

sub replay { my ($site, $file) = @_; return $site->json('replay', '--policy', $file, '--now', $until) }

# ---- a site with several policies ----

my $two = Casegate->new('havering-2020');
my $routing = $two->folder . '/routing';
my ($first, $second) = map { "$routing/policies/$_.yaml" } qw(havering-2020 havering-revised);
Casegate::spew($second, Casegate::slurp('routing/policies/havering-revised.yaml'));
my $settings = Casegate::slurp("$routing/site.yaml");
$settings =~ s/^policies:\n(?:  - .*\n)+/policies:\n  - {id: havering-2020, from: 2025-09-01, until: 2026-03-31}\n  - {id: havering-revised, from: 2026-04-01}\n/m or die;
Casegate::spew("$routing/site.yaml", $settings);
from_lead($two, '2026-03-30T10:00', form => school_form(arose => 'Mon 30 March 2026'));
from_lead($two, '2026-04-01T10:00', form => school_form(arose => 'Wed 1 April 2026', children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ]));
$two->receive(phone(from => 'Marcus Ellery <marcus.ellery@oakfield.example>', at => '2026-04-01T11:00', subject => 'Question',
    text => 'Can I have some advice? I do not wish to escalate.'), '2026-04-01T11:00'); # which only the second text has a rule for
my %pinned = map { $_->{reference} => $two->show($_->{reference}, $until)->{policy}{id} } @{ $two->queue('2026-04-01T10:01')->{cases} };
is_deeply([ sort values %pinned ], [qw(havering-2020 havering-revised)], 'a case under each');
for my $file ($first, $second) {
    my ($id) = $file =~ m{([^/]+)\.yaml$};
    my $report = replay($two, $file);
    is_deeply($report->{instead_of}, [$id], "$id, as it is, takes its own place");
    is_deeply($report->{cases}, [], 'and nothing differs');
    is_deeply($report->{unlike_record}, [], 'from the record');
    is($report->{cases_compared}, 2, 'of both cases');
}
my $revised = "$two->{scratch}/draft.yaml";
Casegate::spew($revised, Casegate::slurp($first) =~ s/working_days: 5,/working_days: 3,/r);
is_deeply([ map { $pinned{ $_->{reference} // '' } } @{ replay($two, $revised)->{cases} } ], ['havering-2020'], 'a changed text touches the cases of its id');

# ---- a message that is larger than the site takes ----

my $small = Casegate->new('havering-2020');
my $site_yaml = $small->folder . '/routing/site.yaml';
Casegate::spew($site_yaml, Casegate::slurp($site_yaml) =~ s/^message_limit_mib: .*$/message_limit_mib: 1/mr);
like(Casegate::slurp($site_yaml), qr/^message_limit_mib: 1$/m, 'a limit of 1 MiB');
from_lead($small, '2026-03-09T10:00', form => school_form(), attach => [ { name => 'scan.pdf', type => 'application/pdf', data => 'x' x (1 << 20) } ]);
is(scalar @{ $small->held('2026-03-09T10:01') }, 1, 'is held unread');
is(replay($small, $small->folder . '/routing/policies/havering-2020.yaml')->{cases_compared}, 0, 'and is again');

# ---- what the office decided, as it was given ----

my $ruled = Casegate->new('havering-2020');
my $own = $ruled->folder . '/routing/policies/havering-2020.yaml';
from_lead($ruled, '2026-03-09T10:00', form => school_form(arose => 'Mon 9 March 2026'));
my ($case) = map { $_->{reference} } @{ $ruled->queue('2026-03-09T10:01')->{cases} };
my $reyes_says = sub {
    my ($at, $text) = @_;
    $ruled->receive(outlook(from => 'Callum Reyes <callum.reyes@csc.havering.example>', at => $at, subject => $case, text => $text), $at);
    return $ruled->held($at)->[0]{id};
};
my $doubtful = $reyes_says->('2026-03-10T10:00', 'Is this resolved?');
$ruled->must(undef, 'held', $doubtful, 'link', $case, '--by', 'Jo: not resolved ones', '--why', 'resolved', '--now', '2026-03-10T11:00');
is($ruled->show($case, '2026-03-10T11:01')->{state}, 'closing', 'read as resolved, by the office');
my $spam = $reyes_says->('2026-03-11T10:00', 'Perhaps it is resolved now?');
$ruled->must(undef, 'held', $spam, 'set-aside', '--by', 'Alex Pell', '--why', 'sent twice', '--now', '2026-03-11T11:00');
$ruled->tick($until);
my $again = replay($ruled, $own);
is_deeply($again->{unlike_record}, [], 'it is read so again, whoever decided it');
is_deeply($again->{cases}, [], 'and nothing differs');

# ---- a mail that did not arrive ----

my $bounced = Casegate->new('havering-2020');
my $policy = $bounced->folder . '/routing/policies/havering-2020.yaml';
my $reyes = 'callum.reyes@csc.havering.example';
my %to = map { $_->{to} => $_ } from_lead($bounced, '2026-03-09T10:00',
    form => school_form(children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ]));
my ($reference) = map { $_->{reference} } @{ $bounced->queue('2026-03-09T10:01')->{cases} };
$bounced->receive(delivery_failed(at => '2026-03-09T11:00', reply_to => $to{$_}), '2026-03-09T11:00') for $reyes, 'iro.service@csc.havering.example';
is_deeply([ sort map { $_->{kind} } @{ $bounced->show($reference, $until)->{owed} } ], [qw(iro-notice telephone telephone)], 'two are to be telephoned');
$bounced->tick($until);
my $report = replay($bounced, $policy);
is_deeply($report->{unlike_record}, [], 'and are again');
is_deeply($report->{cases}, [], 'whatever the text');

# Under this text he is not written to: nobody need telephone him, and no other mail failed.
my $other = "$bounced->{scratch}/other.yaml";
Casegate::spew($other, Casegate::slurp($policy) =~ s/roles: \[line_manager, designated_safeguarding_lead, named_professional\]\}/roles: [senior_manager]}/r);
$report = replay($bounced, $other);
my @owed = grep { $_->{what} eq 'owed' } map { @{ $_->{differences} } } @{ $report->{cases} };
is_deeply([ map { [ $_->{before} =~ /^(\w+) of Children/, $_->{after} ] } @owed ], [ [ 'telephone', undef ] ], 'a mail that was not written did not fail');
done_testing;
