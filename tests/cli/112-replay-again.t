# casegate replay: what happened happens again as it is recorded. A site with two policies, one after the other.
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
done_testing;
