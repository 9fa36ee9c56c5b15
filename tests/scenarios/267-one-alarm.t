# An alarm reaches everybody it is meant for, and everybody once: a site whose duty posts are the office's own, and an officer who
# has two of the posts.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my ($wilf, $inez) = ('wilf.darrow@partnership.havering.example', 'inez.quill@partnership.havering.example');

my $story   = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my $routing = $story->site->folder . '/routing';
Casegate::spew("$routing/site.yaml", Casegate::slurp("$routing/site.yaml") =~ s/^duty_roles:.*\n//mr . "duty_roles: [office, business_manager]\n");
my $people = Casegate::slurp("$routing/people.csv");
Casegate::spew("$routing/people.csv", $people . join(',', 'hscp', 'business_manager', 5, '', 'Wilf Darrow', $wilf, '01632 960138', '', '', '', '2025-09-01', '', '2026-01-12') . "\n");

my @mails = $story->step('a yes', at => '2026-03-09T10:14', opens => 1, state => 'open', stage => 'S1', urgent => 1,
    mail => phone(from => "Tola Brightwater <$teacher>", at => '2026-03-09T10:13', subject => 'Urgent', text => '', form => school_form(stage => 'One', harm => 'Yes', discussions => undef)),
    sent => [ "ack $teacher", "notice-urgent $lead", "office-alarm|other $wilf", "office-alarm|other $inez" ]);
$story->finish;
