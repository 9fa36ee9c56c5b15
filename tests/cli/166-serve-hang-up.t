# 'serve' by itself takes over a changed configuration when it is told to (SIGHUP), as 'run' does: whole, or not at all. A mistake
# leaves the older one in force, and the page Health says so with its place until it is mended.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Test::More;

my $site = Casegate->new('havering-2020');
my $people = $site->folder . '/routing/people.csv';
my $desk = Casegate::Desk->new($site);
$desk->account('wilf.darrow', 'officer', 'Wilf Darrow');
$desk->start;
my $refused = qr/cannot be served as the configuration says/;
my $whole = Casegate::slurp($people);
sub served { return scalar(() = $desk->log =~ /pages are served/g) }
sub hang_up { kill 'HUP', $desk->{pid} }
my $wilf;

# ---- a clean change ----
my $yaml = $site->folder . '/routing/site.yaml';
my $other = '127.0.0.1:' . Casegate::Desk::free_port();
Casegate::spew($yaml, Casegate::slurp($yaml) =~ s/\Q$desk->{listen}\E/$other/r);
my $before = served();
hang_up();
$desk->wait_for(sub { served() > $before && $desk->clerk }, 'served anew');
like($desk->log, qr/pages are served at \Q$other\E/, 'what was changed is taken');
$desk->{listen} = $other;
$wilf = $desk->browser->sign_in('wilf.darrow');
is($wilf->get('/health')->{status}, 200, 'and the pages are there');
unlike($wilf->get('/health')->{body}, $refused, 'Health has nothing to say');

# ---- a broken one ----
my $clerk = $desk->clerk;
Casegate::spew($people, $whole =~ s/^([^\n]*\n[^\n]*\n)/$1csc,line_manager\n/r);
hang_up();
$desk->wait_for(sub { my $now = $desk->clerk; $now && $now != $clerk && $desk->log =~ /the configuration stays as it was/ }, 'refused');
$before = served();
is($wilf->get('/')->{status}, 200, 'the one before stays, and nobody is signed out');
my $health = $wilf->get('/health')->{body};
like($health, qr/cannot be served as the configuration says since [^<]*routing\/people\.csv:\d+/, 'Health says so, with its place');
my $pulse = time;
$desk->wait_for(sub { time > $pulse + 12 }, 'the clerk has said again how he is');
like($wilf->get('/health')->{body}, $refused, 'and goes on saying so');
is(served(), $before, 'nothing was begun again');

# ---- mended ----
Casegate::spew($people, $whole);
hang_up();
$desk->wait_for(sub { served() > $before && $desk->clerk }, 'served anew');
$wilf = $desk->browser->sign_in('wilf.darrow');
unlike($wilf->get('/health')->{body}, $refused, 'and Health has nothing to say any more');
is($desk->stop, 0, 'it ends when it is told to');
done_testing;
