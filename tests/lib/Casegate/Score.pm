# Scores on real mail: what the readers make of ../shared/mail (beside the checkout, no part of it) against its expected results.
# tests/score/floors says for each kind how many must be right; a floor may rise, never fall. tests/score/exceptions lists the
# fixtures whose label is not what this gateway should say, each with the reason; one that comes to agree must leave the list.
#
#   my $score = Casegate::Score->new('class');
#   $score->count($path, $right, "what was wanted and what was found");
#   $score->done;
package Casegate::Score;
use strict;
use warnings;
use Cwd qw(abs_path);
use Encode qw(encode_utf8);
use File::Basename qw(dirname);
use File::Temp qw(tempfile);
use JSON::PP;
use Test::More;

my $root = abs_path(dirname(__FILE__) . '/../../..');
our $shared = "$root/../shared/mail";

# Where nothing may be skipped (CI=1) the corpus may be absent with all of ../shared, but not alone: then it dies.
sub present {
    return 1 if -e "$shared/MANIFEST.tsv";
    die "CI=1, and ../shared has no whole mail folder\n" if $ENV{CI} && -e dirname($shared);
    return 0;
}

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "cannot read '$path': $!\n";
    local $/;
    return scalar <$in>;
}

sub expected_json { return JSON::PP->new->utf8->decode(slurp("$shared/expected/$_[0]")) }

# Rows as hashes by the names of the first row.
sub expected_table {
    my @lines = split /\n/, slurp("$shared/expected/$_[0]");
    my @names = split /\t/, shift @lines;
    return map { my %row; @row{@names} = map { $_ // '' } (split /\t/, $_, -1)[ 0 .. $#names ]; \%row } @lines;
}

# What a program of tests/score says of each file, in order: one line of JSON each. `words` follow a file's name, behind tabs.
sub ask {
    my ($name, $paths, $words) = @_;
    my $build = dirname($ENV{CASEGATE} // "$root/build/casegate");
    my $program = "$build/tests/score/$name";
    die "no program at '$program': make scores first\n" unless -x $program;
    my ($list, $file) = tempfile(UNLINK => 1);
    print $list map { join("\t", $paths->[$_], grep { defined } ($words ? $words->[$_] : undef)) . "\n" } 0 .. $#$paths;
    close $list;
    open my $out, '-|', "'$program' <'$file'" or die "cannot start '$program': $!\n";
    my $json = JSON::PP->new->utf8;
    my @records = map { s/\x1f/\\u001f/g; $json->decode($_) } <$out>;    # json-glib leaves that one control as it is
    close $out;
    is($?, 0, "$name came back from every file") or diag('the last was ' . ($records[-1]{path} // 'none'));
    is(scalar @records, scalar @$paths, 'and answered for each');
    return @records;
}

# What mail_read() finds in each file; with `trusted`, the authserv-id of each.
sub read_files { return ask('read_files', @_) }

sub table {
    my ($file, $columns) = @_;
    my @rows;
    for (split /\n/, slurp("$root/tests/score/$file")) {
        next if /^\s*(?:#|$)/;
        push @rows, [ split ' ', $_, $columns ];
    }
    return @rows;
}

sub new {
    my ($class, $kind) = @_;
    my %floor = map { $_->[0] => $_ } table('floors', 3);
    my %exception = map { $_->[1] => $_->[2] } grep { $_->[0] eq $kind } table('exceptions', 3);
    return bless { kind => $kind, floor => $floor{$kind}, exceptions => \%exception, right => 0, of => 0, wrong => [] }, $class;
}

sub count {
    my ($self, $path, $right, $why) = @_;
    if (exists $self->{exceptions}{$path}) {
        push @{ $self->{agreed} }, $path if $right;
        $self->{met}{$path} = 1;
        return;
    }
    $self->{of}++;
    return ++$self->{right} if $right;
    push @{ $self->{wrong} }, "$path: $why";
    return;
}

sub done {
    my ($self) = @_;
    my ($kind, $right, $of) = @$self{qw(kind right of)};
    my $floor = $self->{floor};
    diag(sprintf '%-24s %4d of %4d right, %5.1f %%', $kind, $right, $of, $of ? 100 * $right / $of : 0);
    ok($of > 0, "$kind: there is something to score");
    ok($floor && $right >= $floor->[1], "$kind: no fewer right than the floor of " . ($floor ? $floor->[1] : '(none is set)'))
        or diag(map { encode_utf8("  $_\n") } @{ $self->{wrong} });
    note(map { encode_utf8("  $_\n") } @{ $self->{wrong} });
    is($of, $floor ? $floor->[2] : 0, "$kind: as many as the floor was set for");
    diag("$kind: the floor may rise to $right") if $floor && $right > $floor->[1];
    is_deeply($self->{agreed} // [], [], "$kind: no exception that is none");
    is_deeply([ grep { !$self->{met}{$_} } sort keys %{ $self->{exceptions} } ], [], "$kind: no exception for what is not scored");
    return;
}

1;
