# Bounces, delays, automatic replies and people's letters (../shared/mail): which is taken for which, and what a report says of
# whom. A person's message taken for automatic is the worst error, since nobody would read it as an answer: of that there is none.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

my %automatic = (
    (map { $_ => 'delivery-report' } qw(bounce delay_warning delivery_receipt feedback_report)),
    (map { $_ => 'auto-reply' } qw(auto_reply auto_generated challenge_response)),
    (map { $_ => '' } qw(human assumed_human)),
);
my @rows = grep { exists $automatic{ $_->{class} } } Casegate::Score::expected_table('auto_bounce.tsv');
my @records = Casegate::Score::read_files([ map { "$Casegate::Score::shared/$_->{path}" } @rows ]);

# every address that a report names, and what it says of it
sub told {
    my ($record) = @_;
    my %told;
    for my $one (@{ $record->{deliveries} }) {
        $told{ lc $_ } //= $one for grep { length } $one->{recipient}, $one->{sent_to};
    }
    return \%told;
}

my %source;    # how strong a label is: the corpora's own tests, an oracle, the report's fields; 'assumed' is weak
my ($reports, $people) = map { Casegate::Score->new($_) } 'automatic/machines', 'automatic/people';
my ($outcome, $recipients) = map { Casegate::Score->new($_) } 'automatic/outcome', 'automatic/recipients';
my ($status, $action) = map { Casegate::Score->new($_) } 'automatic/status', 'automatic/action';
for my $n (0 .. $#rows) {
    my ($row, $record) = ($rows[$n], $records[$n]);
    my $want = $automatic{ $row->{class} };
    my $path = $row->{path};
    my $said = "$row->{class} by $row->{label_source}, taken for '$record->{automatic}': '$record->{subject}'";
    $source{ $row->{label_source} }[ $record->{automatic} eq $want ]++;
    ($want eq '' ? $people : $reports)->count($path, $record->{automatic} eq $want, $said);
    next unless $row->{class} =~ /^(?:bounce|delay_warning)$/ && length $row->{recipients};
    my @wanted = map { lc } split /;/, $row->{recipients};
    my $told = told($record);
    my %own = map { $_->{recipient} => 1 } @{ $record->{deliveries} };
    my %seen;
    $seen{ $told->{$_}{recipient} } = 1 for grep { $told->{$_} } @wanted;
    $recipients->count($path, !(grep { !$told->{$_} } @wanted) && keys %own == keys %seen,
        "wanted @wanted, found " . join(' ', sort keys %own));
    my @status = split /;/, $row->{status};
    my @action = split /;/, $row->{action};
    my @known = grep { $told->{ $wanted[$_] } } 0 .. $#wanted;
    next unless @known;
    # a mail given up after days ('expired') is labelled a warning by one origin: no label for that
    my $late = $row->{class} eq 'delay_warning';
    $outcome->count($path, !(grep { ($told->{ $wanted[$_] }{action} eq 'delayed') != $late } @known),
        "$row->{class}, said " . join(' ', map { $told->{ $wanted[$_] }{action} } @known))
        unless length $row->{action} || $row->{reason} =~ /expired/;
    # x.0.9nn are codes of the origin's own, for reasons that no report gives as a status
    my @coded = grep { length($status[$_] // '') && $status[$_] !~ /^\d\.0\.9\d\d$/ } @known;
    $status->count($path, !(grep { $told->{ $wanted[$_] }{status} ne $status[$_] } @coded),
        'wanted ' . join(' ', map { "$status[$_] (found $told->{$wanted[$_]}{status})" } @coded)) if @coded;
    my @acted = grep { length($action[$_] // '') } @known;
    $action->count($path, !(grep { $told->{ $wanted[$_] }{action} ne $action[$_] } @acted),
        'wanted ' . join(' ', map { "$action[$_] (found $told->{$wanted[$_]}{action})" } @acted)) if @acted;
}
$_->done for $reports, $people, $recipients, $outcome, $status, $action;

note(sprintf '%-24s %d right, %d not', $_, $source{$_}[1] // 0, $source{$_}[0] // 0) for sort keys %source;

cmp_ok($reports->{right}, '>=', 0.99 * $reports->{of}, 'bounces and automatic replies: 99 in 100 are seen for what they are');
is_deeply($people->{wrong}, [], 'and no message of a person');
done_testing();
