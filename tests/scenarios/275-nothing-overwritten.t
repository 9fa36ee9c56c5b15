# Corrections add and never overwrite: after everything that the office can command, and everything that a mail can correct, every
# event that stood in the record stands there with its hash, the record is what its events add up to, and an answer that was
# changed is shown with what stood there before, by whom and when.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Encode qw(decode);
use Test::More;

my $lead  = 'idris.penhallow@oakfield.example';
my $reyes = 'callum.reyes@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => 'tola.brightwater@oakfield.example', secrets => []);
my $site  = $story->site;
my $clock = 0;
sub at { return sprintf '2026-03-%02dT%02d:%02d', 9 + int($clock / 480), 9 + int($clock % 480 / 60), $clock % 60 }
sub references { return map { $_->{case} } grep { $_->{case} } @{ $site->messages } }
sub cases { my %seen; return { map { ($_ => $site->show($_, at())) } grep { !$seen{$_}++ } references() } }
sub run { return $site->run(undef, '--site', $site->folder, @_) }

my %commands; # that were tried
# What `happens`, and that it added to the record of `changes` cases and altered nothing in any.
sub adds {
    my ($name, $changes, $happens) = @_;
    run('send', '--once', '--now', at()); # what waits may be stopped now, which the record says as well
    my $before = cases();
    $clock += 10;
    $happens->();
    my $after = cases();
    my $grown = 0;
    for my $reference (sort keys %$before) {
        my ($old, $new) = map { $_->{$reference} } $before, $after;
        my $count = @{ $old->{events} };
        is_deeply([ @{ $new->{events} }[ 0 .. $count - 1 ] ], $old->{events}, "$name: what stood in $reference stands there");
        $grown++ if @{ $new->{events} } > $count;
        for my $key (sort keys %{ $old->{fields} }) {
            my ($was, $is) = map { $_->{fields}{$key} } $old, $new;
            my @earlier = (@{ $was->{before} // [] }, $was->{value} eq ($is->{value} // '') ? () : { value => $was->{value} });
            is_deeply([ map { $_->{value} } @{ $is->{before} // [] } ], [ map { $_->{value} } @earlier ], "$name: $key: with every answer before");
        }
    }
    $grown += grep { !$before->{$_} } keys %$after;
    is($grown, $changes, "$name: cases to which something was added");
    my ($code, $out) = run('verify');
    is($code, 0, "$name: the record is what its events add up to") or diag($out);
}
sub command {
    my ($name, $changes, @command) = @_;
    $commands{ $command[0] }++;
    adds($name, $changes, sub { $site->must(undef, @command, '--by', 'Inez Quill', '--now', at()) });
}
sub mail {
    my ($name, $changes, $from, $text, %more) = @_;
    adds($name, $changes, sub { $site->receive(outlook(from => $from, to => $site->mailbox, at => at(), subject => $more{subject} // $story->reference, text => $text, %more), at()) });
}

$clock = 1;
$site->receive(outlook(from => "Idris Penhallow <$lead>", to => $site->mailbox, at => at(), subject => 'Escalation', text => '', form => school_form(harm => 'Yes')), at());
($story->{references}[0]) = references();
my $reference = $story->reference;
ok($reference, 'a case');
my %first = map { ($_ => $site->show($reference, at())->{fields}{$_}{value}) } keys %{ $site->show($reference, at())->{fields} };

# ---- what a mail corrects ----
mail('a date', 1, "Idris Penhallow <$lead>", 'When did the disagreement arise?: 4 March 2026');
mail('a date of birth', 1, "Idris Penhallow <$lead>", "Child's name: Jory Selwyn\nDate of birth: 14/06/2018");
mail('a name', 1, "Idris Penhallow <$lead>", "Child's name: Jory Selwyn-Marsh\nDate of birth: 14/06/2018");
mail('the words', 1, "Idris Penhallow <$lead>", "What is the problem?: Two visits were missed.\nWhat outcome do you seek?: A visit each week.");
mail('the date, back again', 1, "Idris Penhallow <$lead>", "When did the disagreement arise?: $first{disagreement_date}");
mail('what the other side says', 1, "Callum Reyes <$reyes>", "When did the disagreement arise?: 2 March 2026\nDate of birth: 01/01/2018");
my $fields = $site->show($reference, at())->{fields};
is_deeply([ map { $_->{value} } @{ $fields->{disagreement_date}{before} } ], [ $first{disagreement_date}, '4 March 2026' ], 'a date that was taken back stands there twice')
    or diag(explain($fields->{disagreement_date}));
ok(@{ $fields->{'child.dob'}{before} // [] }, 'the date of birth is shown with the one before') or diag(explain($fields));
is($fields->{'child.dob'}{before}[0]{by}, $lead, 'and who had said it');
like($fields->{'child.dob'}{before}[0]{message}, qr/^[0-9a-f]{64}$/, 'in which message');
my $page = decode('UTF-8', $site->must(undef, 'show', $reference, '--now', at())) =~ s/\s+/ /gr;
like($page, qr/before: 4 March 2026 \(\Q$lead\E, \w+ \d+ Mar \d\d:\d\d\)/, 'as a person sees it');

# ---- what the office commands ----
command('note', 1, 'note', $reference, 'Telephoned: the date of birth is 14 June 2018');
command('note, no longer urgent', 1, 'note', $reference, 'A person has looked', '--not-urgent');
my ($other) = grep { $_ ne 'csc' && $_ ne ($site->show($reference, at())->{agencies}{raising} // '') }
    Casegate::slurp($site->folder . '/routing/agencies.csv') =~ /^(\w+police\w*),/mg;
command('route', 1, 'route', $reference, '--agency', $other, '--side', 'challenged', '--why', 'it was the police');
command('route, back again', 1, 'route', $reference, '--agency', 'csc', '--side', 'challenged', '--to', $reyes, '--why', 'it was not');
command('stage', 1, 'stage', $reference, 'S3', '--why', 'both asked');
command('stage, back again', 1, 'stage', $reference, 'S2', '--why', 'both were wrong');
command('incident', 1, 'incident', $reference, '--why', 'sent to the wrong police');
command('hold', 1, 'hold', $reference, '--why', 'a public inquiry');

# ---- what the office decides about messages ----
for my $verb (qw(link open set-aside)) {
    mail("a stranger's message", 0, "Una Strange <una.$verb\@elsewhere.example>", "Message kind: new escalation\nStage: Two\nAgency raising the escalation: Oakfield Primary School\n"
        . "Agency disagreed with: Havering CSC\nChild's name: Pia $verb\nDate of birth: 3/2/2016\nWhat is the problem?: nobody came", subject => "About a child $verb");
    my ($held) = sort { $b->{id} <=> $a->{id} } @{ $site->held(at()) };
    my ($row) = grep { $_->{disposition} eq 'held' } reverse @{ $site->messages };
    command("held $verb", $verb eq 'set-aside' ? 0 : 1, 'held', $held->{id}, $verb, $verb eq 'link' ? $reference : (), '--why', 'telephoned');
    my ($now) = grep { $_->{id} == $row->{id} } @{ $site->messages };
    like($now->{reason}, qr/by Inez Quill/, "$verb: who decided it");
    for my $again (qw(link open set-aside)) {
        my ($code, undef, $err) = run('held', $held->{id}, $again, $again eq 'link' ? $reference : (), '--why', 'otherwise', '--now', at());
        is($code, 65, "$verb: is not decided again by $again");
        like($err, qr/was decided already: .*Inez Quill/, 'which is said');
    }
}
command('close', 1, 'close', $reference, '--why', 'both telephoned');
command('reopen', 1, 'reopen', $reference, '--why', 'it was not over');
Casegate::spew($site->folder . '/../people.csv', $site->must(undef, 'directory', 'export') =~ s/01632 96\d{4}/01632 960999/r);
command('a telephone in the directory', 0, 'directory', 'import', $site->folder . '/../people.csv', '--confirm', '--why', 'a new number');

# ---- and there is no other command of the office's ----
my @all = grep { my ($usage) = (run($_, '--help'))[1] =~ /\A(.*?)\n\n/s; $usage =~ /--why/ || $_ eq 'note' } (run('--help'))[1] =~ /^  (\w+) {2,}\S/mg;
is_deeply([ sort keys %commands ], [ sort @all ], 'every command of the office was tried');
done_testing;
