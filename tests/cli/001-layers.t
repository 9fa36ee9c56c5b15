# The layers of src/, and that the checker sees every way of breaking them; what may stand at the top level.
use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $checker = "$FindBin::Bin/../check-layers";

sub check_tree {
    my (%files) = @_;
    my $root = tempdir(CLEANUP => 1);
    make_path("$root/low", "$root/left", "$root/right", "$root/top");
    for my $path (keys %files) {
        my ($folder) = $path =~ m{^(.*)/};
        make_path("$root/$folder");
        open my $out, '>', "$root/$path" or die "$path: $!";
        print $out $files{$path};
        close $out;
    }
    my $said = `$checker $root low left+right top`;
    $said =~ s/\Q$root\E\///g;
    return ($? >> 8, $said);
}

my @headers = map { ("$_/$_.h" => "") } qw(low left right top);
for my $case (
    ['downwards', 'top/a.c', "#include <glib.h>\n#include \"low.h\"\n#include \"left.h\"\n#include \"top.h\"\n", ''],
    ['upwards', 'low/a.c', "\n#include \"top.h\"\n", "low/a.c:2: includes 'top.h' of the higher layer 'top'\n"],
    ['to a sibling', 'left/a.c', " # include \"right.h\"\n",
        "left/a.c:1: includes 'right.h' of the sibling layer 'right'\n"],
    ['in angle brackets', 'low/a.h', "#include <left.h>\n", "low/a.h:1: includes 'left.h' of the higher layer 'left'\n"],
    ['by a path', 'low/a.c', "#include \"../top/top.h\"\n", "low/a.c:1: includes 'top.h' of the higher layer 'top'\n"],
    ['a system header of the same name', 'low/a.c', "#include <sys/top.h>\n", ''],
    ['in a folder of the layer', 'low/part/a.c', "#include \"top.h\"\n", "low/part/a.c:1: includes 'top.h' of the higher layer 'top'\n"],
    ['a header there', 'low/part/top.h', '', "top/top.h: 'low' has a header of this name too\n"],
    ['a folder that is no layer', 'other/a.c', '', "other/a.c: 'other' is no layer\n"],
    ['two headers of one name', 'top/low.h', '', "top/low.h: 'low' has a header of this name too\n"],
) {
    my ($name, $path, $text, $want) = @$case;
    my ($code, $said) = check_tree(@headers, $path => $text);
    is($said, $want, $name);
    is($code, $want eq '' ? 0 : 1, "$name: exit code");
}

chdir "$FindBin::Bin/../..";
is(`$checker`, '', 'src/ keeps to its layers');
is($?, 0, 'and the checker says so');

# A page of the desk and what it has made read the one moment that the desk has opened.
my @pages = grep { my $text = do { local (@ARGV, $/) = $_; <> }; $text =~ /#include "desk_(?:turn|own|case_reading)\.h"/ && !m{/desk\.c$} } glob 'src/app/desk_*.c';
cmp_ok(scalar(@pages), '>', 8, 'the pages of the desk are found');
is(`grep -nE '(look_store|look_moment|store_open|looking_log)[(]' @pages src/app/look_export.c src/app/site_status.c src/app/directory_change_preview.c`, '', 'none of them opens the store again');

SKIP: {
    skip 'no git checkout', 1 unless -e '.git';
    my %folders = map { m{^([^/\n]+)} ? ($1 => 1) : () } `git ls-files`;
    is_deeply([ grep { !/^\./ } sort keys %folders ], [ grep { $folders{$_} } qw(HACKING.md LICENSE Makefile README.md debian routing spool src templates tests) ],
        'nothing else is kept at the top level');
}
done_testing;
