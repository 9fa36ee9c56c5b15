# casegate replay: the past again under a changed policy. The same text changes nothing; a shorter clock, another holder, a
# stage that is gone are each shown where they bite, an office decision that no longer fits is named, and the site is the
# same afterwards to the byte.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Digest::SHA;
use File::Find;
use Test::More;

my $lead   = 'idris.penhallow@oakfield.example';
my $site   = Casegate->new('havering-2020');
my $folder = $site->folder;
my $until  = '2026-03-20T12:00';

sub form {
    my (%with) = @_;
    return escalation_form(stage => 'Two', originator => 'Tola Brightwater', role => 'Class teacher',
        raising => 'Oakfield Primary School', contact => "$lead, 01632 960101", manager => 'Idris Penhallow', challenged => 'Havering CSC',
        person => 'Joel Amadi', opposite => 'Callum Reyes',
        children => [ { name => 'Wren Ashby', dob => '4.5.18', ids => '999 500 1177', setting => 'Oakfield', status => 'CIN' } ],
        harm => 'No', arose => 'Mon 2 March 2026', about => 'Decision', decision => 'Closed on 2 March', reasons => 'Levels of need',
        problem => 'Nobody visits.', evidence => 'Our log.', outcome => 'Weekly visits.',
        discussions => '2 March 2026, telephone, stage one, not resolved', %with);
}

sub from_lead {
    my ($at, %mail) = @_;
    $site->receive(outlook(from => "Idris Penhallow <$lead>", at => $at, %mail), $at);
}

from_lead('2026-03-04T10:00', subject => 'Escalation', form => form());
my $reference = $site->queue('2026-03-04T10:01')->{cases}[0]{reference};
$site->receive(outlook(from => 'Somebody <who@freemail.example>', at => '2026-03-04T11:00', subject => 'Re your form', text => 'More to say.'),
    '2026-03-04T11:00');
my ($held) = @{ $site->held('2026-03-04T11:01') };
$site->must(undef, 'held', $held->{id}, 'link', $reference, '--by', 'Alex Pell', '--why', 'rang us', '--now', '2026-03-04T12:00');
$site->must(undef, 'note', $reference, 'asked for the log', '--by', 'Alex Pell', '--now', '2026-03-04T12:30');
$site->tick('2026-03-09T17:00');
from_lead('2026-03-10T10:00', subject => "About $reference", text => 'Not resolved. Please escalate to stage three.');
is($site->show($reference, '2026-03-10T10:01')->{stage}{id}, 'S3', 'the case moved on');
$site->must(undef, 'stage', $reference, 'S4', '--by', 'Alex Pell', '--why', 'the Chair asks', '--now', '2026-03-12T09:00');
$site->tick('2026-03-12T09:01');

sub replay_text { my ($file, @more) = @_; $site->run(undef, '--site', $folder, 'replay', '--policy', $file, '--now', $until, @more) }

# The differences of the case as [what, before, after], of one kind.
sub differences {
    my ($file, $what) = @_;
    my $report = $site->json('replay', '--policy', $file, '--now', $until);
    my @cases = grep { ($_->{reference} // '') eq $reference } @{ $report->{cases} };
    return map { [ @$_{qw(before after)} ] } grep { $_->{what} eq $what } map { @{ $_->{differences} } } @cases;
}

sub fingerprint {
    my $all = '';
    find({ no_chdir => 1, wanted => sub { $all .= "$_ " . (-f $_ ? Digest::SHA->new(256)->addfile($_)->hexdigest : '') . "\n" if !/-shm$|-wal$/ } },
        $folder);
    return join "\n", sort split /\n/, $all;
}

my $original = "$folder/routing/policies/havering-2020.yaml";

sub changed {
    my ($name, %by) = @_;
    my $text = Casegate::slurp($original);
    for my $old (sort keys %by) { $text =~ s/\Q$old\E/$by{$old}/ or die "'$old' is not in the policy" }
    Casegate::spew("$site->{scratch}/$name.yaml", $text);
    return "$site->{scratch}/$name.yaml";
}

# ---- the same text ----

my $before = fingerprint();
mkdir "$site->{scratch}/tmp" or die;
$ENV{TMPDIR} = "$site->{scratch}/tmp";
my ($code, $out) = replay_text($original);
is($code, 0, 'the policy as it is');
like($out, qr/^3 messages and 1 case again under havering-2020, January 2020, in place of havering-2020\nno difference$/m, 'no difference is said');
my $report = $site->json('replay', '--policy', $original, '--now', $until);
is_deeply($report->{cases}, [], 'and in JSON');
is($report->{cases_compared}, 1, 'of one case');
is_deeply($report->{unlike_record}, [], 'which comes out again as it is recorded');

# A comment changes the text and nothing else.
($code, $out) = replay_text(changed('comment', "id: havering-2020\n" => "# a comment\nid: havering-2020\n"));
like($out, qr/no difference/, 'another text with the same rules makes no difference');

# ---- a shorter clock ----

my $short = changed('short', 'working_days: 5,' => 'working_days: 3,');
my ($date) = differences($short, 'date');
like($date->[0], qr/week.*Mon 9 Mar 2026/, 'the date as it was');
like($date->[1], qr/week.*Thu 5 Mar 2026.*3 working days/, 'and as it would be, with its why');
my ($prompt) = grep { ($_->[0] // '') =~ /prompt/ } differences($short, 'notice');
like($prompt->[0], qr/Idris Penhallow.*'prompt' at 17:00 on Mon 9 March 2026/, 'the prompt would not have gone on Monday');
like($prompt->[1], qr/'prompt' at 17:00 on Thu 5 March 2026/, 'but on Thursday');
($code, $out) = replay_text($short);
is($code, 0, 'differences are no failure');
like($out, qr/^\Q$reference\E$/m, 'case by case');
like($out =~ s/\s+/ /gr, qr/date: the guide date 'week' is Thu 5 Mar 2026.*instead of: the guide date 'week' is Mon 9 Mar/, 'in plain words');
unlike($out, qr/Wren|Ashby|999 ?500/, 'without the child');

# ---- other holders ----

my $other = changed('holders', 'roles: [line_manager, designated_safeguarding_lead, named_professional]}' => 'roles: [senior_manager]}');
my @route = differences($other, 'route');
ok((grep { ($_->[0] // '') =~ /Callum Reyes, line manager of .* holds Stage Two/ && !$_->[1] } @route), 'who would no longer hold the stage');
ok((grep { !$_->[0] && $_->[1] =~ /Imelda Frost, senior manager of .* holds Stage Two/ } @route), 'and who would');
ok((grep { ($_->[0] // '') =~ /callum\.reyes.*'notice-stage'/ && !$_->[1] } differences($other, 'notice')), 'who would not be told');

# ---- an office decision that no longer fits, and a stage that is gone ----

my $text = Casegate::slurp($original);
$text =~ s/^  - id: S4\n.*?(?=^gates:)//ms;
$text =~ s/^gates:.*?(?=^clocks:)//ms;
$text =~ s/^panel:.*?\n//m;
$text =~ s/^ *- \{to: S4.*\n//m;
$text =~ s/^ *gives_members: yes\n//m;
Casegate::spew("$site->{scratch}/three.yaml", $text);
my ($office) = differences("$site->{scratch}/three.yaml", 'office');
like($office->[1], qr/the office's command 'stage' by Alex Pell does not fit: the policy 'havering-2020' has no stage 'S4'/, 'the decision that has no place');
my ($stage) = differences("$site->{scratch}/three.yaml", 'stage');
is_deeply($stage, [ 'Stage Four', 'Stage Three, tier 1' ], 'the case stays where it was');

# ---- several cases: each for itself ----

{
    my $two = Casegate->new('havering-2020');
    my @opened;
    for my $child ([ 'Wren Ashby', '4.5.18', 'Mon 2 March 2026' ], [ 'Corin Hale', '3.3.17', 'Tue 3 March 2026' ]) {
        my $at = '2026-03-04T1' . @opened . ':00';
        $two->receive(outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => '', form => form(arose => $child->[2],
            children => [ { name => $child->[0], dob => $child->[1], ids => '', setting => 'Oakfield', status => 'CIN' } ])), $at);
        my %known = map { ($_ => 1) } @opened;
        push @opened, grep { !$known{$_} } map { $_->{reference} } @{ $two->queue($at)->{cases} };
    }
    is(scalar @opened, 2, 'two cases');
    my $both = $two->json('replay', '--policy', $short, '--now', '2026-03-05T09:00');
    is($both->{cases_compared}, 2, 'both are compared');
    my %date = map { my $case = $_; ($case->{reference} => join ' ', map { $_->{after} } grep { $_->{what} eq 'date' } @{ $case->{differences} }) } @{ $both->{cases} };
    is_deeply([ sort keys %date ], [ sort @opened ], 'and both differ');
    like($date{ $opened[0] }, qr/Thu 5 Mar 2026/, 'the one by its own date');
    like($date{ $opened[1] }, qr/Fri 6 Mar 2026/, 'the other by its');
}

# ---- a policy of another id takes the place of all ----

my $new = changed('new', "id: havering-2020\n" => "id: havering-2026\n");
$report = $site->json('replay', '--policy', $new, '--now', $until);
is_deeply($report->{instead_of}, ['havering-2020'], 'in place of what there is');
is_deeply($report->{cases}, [], 'and alike');

# ---- nothing is written ----

is(fingerprint(), $before, 'the site is as it was');
is_deeply([ glob "$ENV{TMPDIR}/*" ], [], 'and nothing is left behind');

# ---- mistakes ----

my $bad = changed('bad', 'kind: guide' => 'kind: giude', 'to: S3,' => 'to: S9,');
($code, $out, my $err) = replay_text($bad);
is($code, 78, 'a policy with mistakes');
like($err, qr/bad\.yaml:\d+: .*giude/, 'each with its line');
like($err, qr/bad\.yaml:\d+: .*S9/, 'all of them');
is($out, '', 'and no report');
($code, $out, $err) = $site->run(undef, '--site', $folder, 'replay');
is($code, 64, 'without a policy: usage');
($code, $out, $err) = replay_text("$site->{scratch}/none.yaml");
is($code, 78, 'a file that is not there');
my $empty = Casegate->new('havering-2020');
like($empty->must(undef, 'replay', '--policy', $original), qr/^0 messages and 0 cases.*no difference/s, 'a site where nothing happened yet');
done_testing;
