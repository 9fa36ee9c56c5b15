# What no line of the program may do: begin a shell, put a statement of SQL together from a value, leave files in /tmp, ask a mail server
# for a structure or a mailbox for more than it needs. A rule that can be read off the sources is held there. (threats.md)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $root = "$FindBin::Bin/../..";
my %code; # file => its text without comments
for my $path (sort glob "$root/src/*/*.c $root/src/*/*.h $root/src/*/*/*.c") {
    my ($name) = $path =~ m{/(src/.*)};
    $code{$name} = Casegate::slurp($path) =~ s{/\*.*?\*/}{}gsr;
}
cmp_ok(scalar keys %code, '>', 300, 'all of src/ is read');

# Where a pattern stands, but for where it may: file => why.
sub stands {
    my ($pattern, %may) = @_;
    my @found;
    for my $file (sort keys %code) {
        push @found, "$file: $1" while !$may{$file} && $code{$file} =~ /((?:$pattern)[^\n]*)/g;
    }
    return \@found;
}

# the checker sees what it looks for
$code{'src/planted.c'} = "system(\"x\");\nsqlite3_mprintf(\"SELECT '%s'\");\nmkstemp(x); mailimap_fetch_att_new_bodystructure();\n";
my $shell = qr/\b(?:system|popen|g_spawn_command_line\w*|wordexp|execlp|execvp|execvpe|g_shell_parse_argv)\s*\(/;
my $program = qr/\b(?:g_spawn\w*|posix_spawnp?|exec[lv]e?|fexecve|execveat|g_subprocess\w*)\s*\(/;
my $printed = qr/\b(?:sqlite3_\w*printf|\w*(?:printf|append\w*|concat|strjoinv?))\s*\([^;]*"[^";]*(?-i:\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES|PRAGMA|LIKE|GLOB)\b)/s;
my $temporary = qr/\b(?:mkd?o?s?temps?|tmpfile|tmpnam|tempnam|g_file_open_tmp|g_dir_make_tmp|g_get_tmp_dir|g_mkd?s?temp\w*)\s*\(|"\/tmp|P_tmpdir|"TMPDIR"/;
my $structure = qr/body_?structure|fetch_att_new_(?:body\(|rfc822(?!_size)|envelope)/i;
is(scalar @{ stands($_->[1]) } > 0 ? 1 : 0, 1, "$_->[0]: seen") for [ shell => $shell ], [ SQL => $printed ], [ temporary => $temporary ], [ BODYSTRUCTURE => $structure ];
delete $code{'src/planted.c'};

is_deeply(stands($shell), [], 'no shell is begun, and no program is looked for along PATH');
is_deeply(stands($program, 'src/base/secret.c' => 'password_command, with the words that the site wrote'), [], 'one program is begun, by its own words');
is_deeply(stands($printed, 'src/store/schema.c' => 'the key of a record as hexadecimal digits, and two numbers of the program'), [], 'no statement of SQL is put together');
is_deeply(stands(qr{"[^"\n]*\b(?:LIKE|GLOB)\b(?!\s*')}), [], 'and none has wildcards that a value could bring');
is_deeply(stands($structure), [], 'no BODYSTRUCTURE is ever asked for');
is_deeply(stands($temporary), [], 'no temporary file outside of the site');
done_testing;
