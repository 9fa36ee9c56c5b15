# The directory to a spreadsheet and back: a preview says what changes, what check would say and whose cases it touches; what is
# confirmed is in force, on record with the file as it was, and can be taken back; nobody's change is lost to somebody else's.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Encode qw(decode encode);
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $people = "$folder/routing/people.csv";
my $scratch = "$folder/../office";
mkdir $scratch;
my $now = '2026-03-04T12:00';
sub casegate { my ($code, $out, $err) = $site->run('', '--site', $folder, @_); return ($code, decode('UTF-8', $out), decode('UTF-8', $err)) }
sub changes { return @{ $site->json('directory', 'history') } }

# ---- a site without a record ----
my $list = $site->json('directory', '--now', $now);
my ($csc) = grep { $_->{agency} eq 'csc' } @{ $list->{agencies} };
my ($manager) = grep { $_->{role} eq 'line_manager' } @{ $csc->{posts} };
is($manager->{name}, 'Callum Reyes', 'who is in which post');
is($manager->{standing}, 'held', 'and is there');
my ($member) = grep { $_->{role} eq 'partnership_member' } @{ $csc->{posts} };
is($member->{deputy}, 'rosalind.achebe@csc.havering.example', 'who stands in for them');
is_deeply([ map { "$_->{agency} $_->{posts}[0]{role}" } @{ $site->json('directory', '--agency', 'Children\'s Social Care')->{agencies} } ],
    ['csc worker'], 'one agency alone, by its name');
my $later = $site->json('directory', '--now', '2026-05-01T12:00');
my ($ended) = grep { $_->{standing} ne 'held' } map { @{ $_->{posts} } } @{ $later->{agencies} };
is("$ended->{role} $ended->{standing}", 'partnership_member ended', 'and whose time is over');
my $own = Casegate::slurp($people);
Casegate::spew($people, $own =~ s/Callum Reyes,callum\.reyes\@csc\.havering\.example,01632 960103/,,/r);
like((casegate('directory', '--now', $now))[1], qr/^  line manager +VACANT/m, 'which post is vacant, in words');
Casegate::spew($people, $own);
like((casegate('directory', '--now', '2027-06-01'))[1], qr/2026-01-12\s*\n.*confirm/, 'and what was confirmed too long ago');
is((casegate('directory', 'history'))[1], "nobody has changed the directory through this program\n", 'no history');
ok(!-e "$folder/spool/casegate.db", 'looking makes no record');

# ---- there and back changes nothing ----
my $export = "$scratch/people.csv";
my $rows = grep { /\S/ } split /\n/, Casegate::slurp("$folder/routing/people.csv");
is((casegate('directory', 'export', $export))[1], --$rows . " rows of people.csv written to $export\n", 'exported');
is((stat $export)[2] & 0777, 0600, 'for nobody else to read');
is((casegate('directory', 'export', $export))[0], 65, 'a file that is there is not written over');
is((casegate('directory', 'export'))[1], decode('UTF-8', Casegate::slurp($export)), 'to standard output');
like((casegate('directory', 'import', $export, '--confirm'))[1], qr/0 added, 0 changed, 0 removed.*nothing would change/s, 'and taken back as it is');
is(scalar(changes()), 0, 'is no change');
my $agencies = "$scratch/agencies.csv";
casegate('directory', 'export', '--agencies', $agencies);
like((casegate('directory', 'import', $agencies, '--agencies'))[1], qr/agencies.csv: 0 added, 0 changed, 0 removed/, 'agencies, too');
is((casegate('directory', 'import', $agencies))[0], 65, 'which are no people');

# ---- a case ----
$site->receive(Casegate::escalation(1), '2026-03-04T10:00');
my ($case) = @{ $site->queue($now)->{cases} };
my $reference = $case->{reference};
my ($waited) = grep { $_->{agency} eq 'csc' } @{ $case->{waiting_for} };
is($waited->{name}, 'Callum Reyes', 'a case that waits for somebody');

# ---- what the office's spreadsheet makes of it: semicolons, Windows-1252, day first, another order of columns ----
sub rows { my ($text) = @_; $text =~ s/^\x{feff}//; return map { [ split /,/, $_, -1 ] } split /\r?\n/, $text }
sub written {
    my ($name, $edit, %how) = @_;
    my @rows = rows(decode('UTF-8', Casegate::slurp($export)));
    @rows = grep { $edit->($_) || 1 and @$_ } @rows;
    for my $row (@rows[ 1 .. $#rows ]) {
        s{^(\d{4})-(\d\d)-(\d\d)$}{$how{american} ? "$2/$3/$1" : "$3/$2/$1"}e for @$row;
    }
    my @order = (4, 0 .. 3, 5 .. 12);
    my $text = join '', map { my $row = $_; join(';', map({ $row->[$_] } @order), '', '') . "\r\n" } @rows;
    Casegate::spew("$scratch/$name", encode($how{as} // 'cp1252', $text . ";;;;;;;;;;;;;;\r\n"));
    return "$scratch/$name";
}
my $file = written('marz.csv', sub {
    my ($row) = @_;
    $row->[11] = '2026-03-03' if $row->[4] eq 'Callum Reyes';
    $row->[4] = 'Imelda Fröst' if $row->[4] eq 'Imelda Frost';
    @$row = () if $row->[4] eq 'Gideon Marsh';
});
my ($code, $out, $err) = casegate('directory', 'import', $file, '--now', $now);
is($code, 0, 'a preview');
like($out, qr/^routing\/people\.csv: 0 added, 2 changed, 1 removed$/m, 'counts');
like($out, qr/^~ csc, line_manager: Callum Reyes \(changed\)\n    until: \(empty\) → 2026-03-03\n/m, 'says each field: before and after');
like($out, qr/name: Imelda Frost → Imelda Fröst/, 'in the letters that they are written in');
like($out, qr/^- csc, partnership_member: Gideon Marsh \(removed\)$/m, 'and who goes');
like($out, qr/vacant: line_manager of agency 'csc'/, 'what check would say');
like($out, qr/vacant: nobody is partnership_member of agency 'csc' any more/, 'and what it would not miss');
like($out, qr/^  \Q$reference\E: held by Callum Reyes \(line_manager, csc\), waited for, who then has\s+left: route it/m, 'whose case it touches');
like($out, qr/^nothing is changed yet; to do it: casegate directory import '\Q$file\E' --confirm=([0-9a-f]{12})$/m, 'and how it is done');
my ($confirm) = $out =~ /(--confirm=[0-9a-f]{12})/;
is(scalar(changes()), 0, 'nothing was done');
my $before = Casegate::slurp($people);
my $preview = $site->json('directory', 'import', $file, '--now', $now);
is_deeply([ map { "$_->{kind} $_->{row}" } @{ $preview->{rows} } ],
    [ 'changed csc, line_manager: Callum Reyes', 'changed csc, senior_manager: Imelda Fröst', 'removed csc, partnership_member: Gideon Marsh' ], 'the same for a program');
is_deeply($preview->{rows}[0]{fields}, [ { column => 'until', before => undef, after => '2026-03-03' } ], 'field by field');
is($preview->{cases}[0]{reference}, $reference, 'with the case');
is($preview->{done}, undef, 'and nothing done');

# ---- somebody else was quicker ----
Casegate::spew($people, $before =~ s/01632 960101/01632 960199/r);
($code, $out, $err) = casegate('directory', 'import', $file, $confirm, '--now', $now);
is($code, 65, 'the file is not the one that was looked at');
like($err, qr/not the change that was looked at/, 'and it is said');
is(Casegate::slurp($people), $before =~ s/01632 960101/01632 960199/r, 'and their change stands');
Casegate::spew($people, $before);
is((casegate('directory', 'import', $file, '--confirm=000000000000', '--now', $now))[0], 65, 'nor is another code taken');

# ---- a full disk ----
my $program = Casegate::binary();
is(system("trap '' XFSZ; ulimit -f 0; exec $program --site $folder directory import $file --confirm --now $now >/dev/null 2>&1") >> 8, 75, 'no room: try again');
is(Casegate::slurp($people), $before, 'and nothing is changed');
is(scalar(changes()), 0, 'nor on record');

# ---- done ----
chmod 0640, $people;
($code, $out, $err) = casegate('directory', 'import', $file, $confirm, '--by', 'Wilf Darrow', '--why', 'the list of 2 March', '--now', $now);
is($code, 0, 'confirmed') or diag $err;
like($out, qr/^people\.csv: 0 added, 2 changed, 1 removed, by Wilf Darrow \(change 1\)$/m, 'what was done');
my $after = decode('UTF-8', Casegate::slurp($people));
like($after, qr/^csc,line_manager,2,,Callum Reyes,callum.reyes\@csc.havering.example,01632 960103,,,,2025-09-01,2026-03-03,2026-01-12$/m, 'as our own file is written');
unlike($after, qr/Gideon/, 'without who went');
is((stat $people)[2] & 0777, 0640, 'read by whoever could read it');
is_deeply([ grep { /new/ } glob "$folder/routing/.*" ], [], 'and nothing is left over');
is((casegate('check', '--now', $now))[0], 0, 'a good configuration');
is((casegate('verify'))[0], 0, 'a record that adds up');
my ($change) = changes();
is("$change->{number} $change->{by} $change->{why} $change->{file}", '1 Wilf Darrow the list of 2 March people.csv', 'on record: who and why');
is(scalar(@{ $change->{rows} }), 3, 'and which rows');
like((casegate('directory', 'history', 1))[1], qr/Wilf Darrow .* the list of 2 March\n~ csc, line_manager/, 'in words');
is((casegate('directory', 'history', 7))[0], 65, 'there is no seventh');
my ($head) = (casegate('verify'))[1] =~ /^head: (.* directory-changes .*)$/m;
like($head, qr/^\S+ 1 directory-changes [0-9a-f]{64}$/, 'its head is given away');
is((casegate('verify', '--against', $head))[0], 0, 'and fits');

# ---- whose holder has left ----
like((casegate('queue', '--now', $now))[1], qr/Callum Reyes has left: route it/, 'the queue says whose holder has left');
like((casegate('show', $reference, '--now', $now))[1], qr/Callum Reyes is no longer in the directory/, 'the case does');
like((casegate('directory', '--now', $now))[1], qr/^Cases whose holder has left\n  \Q$reference\E: line manager, Children's Social Care \(Callum Reyes\)/m, 'and the directory');
is_deeply([ map { "$_->{case} $_->{email}" } @{ $site->json('directory', '--now', $now)->{departed} } ], ["$reference callum.reyes\@csc.havering.example"], 'for a program');
unlike((casegate('queue', '--now', '2026-03-03T12:00'))[1], qr/has left/, 'on the last day he is there');

# ---- taken back ----
($code, $out) = casegate('directory', 'restore', 1, '--now', $now);
like($out, qr/^routing\/people\.csv: 1 added, 2 changed, 0 removed\n[\s\S]*casegate directory restore '1' --confirm=/ms, 'as it was before: a preview');
is((casegate('directory', 'restore', 1, '--confirm', '--by', 'Alex Pell', '--now', $now))[0], 0, 'and confirmed');
like(decode('UTF-8', Casegate::slurp($people)), qr/Gideon Marsh/, 'he is there again');
is(scalar(changes()), 2, 'which is a change as well');
like((casegate('directory', 'import', $export))[1], qr/nothing would change/, 'all is as it was');

# ---- mistakes stop it, all of them at once ----
my $wrong = written('wrong.csv', sub {
    my ($row) = @_;
    $row->[6] = '1.63E+09' if $row->[4] eq 'Joel Amadi';
    $row->[6] = '1632960103' if $row->[4] eq 'Callum Reyes';
    $row->[7] = 'gone@csc.havering.example' if $row->[4] eq 'Gideon Marsh';
    $row->[0] = 'cs' if $row->[4] eq 'Imelda Frost';
});
($code, $out) = casegate('directory', 'import', $wrong, '--confirm');
is($code, 65, 'nothing with a mistake in it is taken');
$out =~ s/\s+/ /g;
like($out, qr/wrong\.csv:3: 'phone' is '1\.63E\+09'/, 'a number that lost its digits');
like($out, qr/wrong\.csv:4: 'phone' is '1632960103', without the 0 or \+/, 'one that lost its 0');
like($out, qr/wrong\.csv:5: 'agency' names agency 'cs', which is not in agencies\.csv; did you mean 'csc'\?/, 'an agency that is none');
like($out, qr/wrong\.csv:7: deputy 'gone\@csc\.havering\.example' is nobody's address/, 'a deputy who is nobody');
like($out, qr/nothing is changed: mend these mistakes first/, 'and nothing is changed');
($code, $out) = casegate('directory', 'import', written('us.csv', sub { }, american => 1), '--confirm');
is($code, 65, 'month first is refused');
like($out =~ s/\s+/ /gr, qr/us\.csv:2: 'from' read day first is 2025-01-09, and it was 2025-09-01: the file seems to have the month first/, 'also where each date alone could be either');
Casegate::spew("$scratch/empty.csv", '');
is((casegate('directory', 'import', "$scratch/empty.csv", '--confirm'))[0], 65, 'an empty file');
Casegate::spew("$scratch/wide.csv", encode('UTF-16', decode('UTF-8', Casegate::slurp($export))));
($code, $out, $err) = casegate('directory', 'import', "$scratch/wide.csv", '--confirm');
is($code, 65, 'UTF-16');
like($err, qr/save it as 'CSV UTF-8'/, 'with the remedy');
is((casegate('directory', 'import', "$scratch/nothing.csv"))[0], 65, 'no such file');
is((casegate('directory', 'import'))[0], 64, 'which file?');
is((casegate('directory', 'sell'))[0], 64, 'no such thing');
is(scalar(changes()), 2, 'none of it is on record');

# ---- formulas ----
my $formula = written('formula.csv', sub { my ($row) = @_; $row->[4] = q(=HYPERLINK("http://x.example";"Joel")) if $row->[4] eq 'Joel Amadi' }) ;
Casegate::spew($formula, Casegate::slurp($formula) =~ s/=HYPERLINK.*?\)/"=cmd|'\/C calc'!A0"/r);
is((casegate('directory', 'import', $formula, '--confirm', '--now', $now))[0], 0, 'a name like a formula is a name');
like((casegate('directory', 'export'))[1], qr/,'=cmd\|'\/C calc'!A0,/, 'and leaves defused');
Casegate::spew("$scratch/round.csv", encode('UTF-8', (casegate('directory', 'export'))[1]));
like((casegate('directory', 'import', "$scratch/round.csv"))[1], qr/nothing would change/, 'which is undone exactly');

# ---- it is part of what is held on a person ----
my @held = grep { $_->{kind} eq 'directory change' } @{ $site->json('subject-access', 'Gideon Marsh')->{items} };
is(scalar(@held), 3, 'a person is told of each file that is kept');
like($held[0]{text}, qr/csc, partnership_member: Gideon Marsh: agency: csc/, 'and of the own rows that changed');

# ---- a crash between the record and the file: what was on record comes first ----
my $third = Casegate::slurp($people);
is((casegate('directory', 'restore', 3, '--confirm'))[0], 0, 'a fourth change');
my $fourth = Casegate::slurp($people);
Casegate::spew($people, $third);
Casegate::spew("$folder/routing/.people.csv.4.new", $fourth);
Casegate::spew("$folder/routing/.people.csv.9.new", 'of a change that never was');
Casegate::spew("$folder/routing/.people.csv.5.new.tmp", 'half');
is((casegate('directory', 'import', $wrong, '--confirm'))[0], 65, 'a look does not meddle');
ok(-e "$folder/routing/.people.csv.4.new", 'it is still there');
($code, undef, $err) = casegate('directory', 'restore', 1, '--confirm');
is($code, 65, 'what was looked at is not what is in force');
like($err, qr/somebody has changed it since/, 'the change on record comes first');
is(Casegate::slurp($people), $fourth, 'it is in place');
is_deeply([ grep { /new/ } glob "$folder/routing/.*" ], [], 'and what never was is swept');

# ---- the record shows when somebody altered it ----
SKIP: {
    my $forged = "$scratch/forged";
    skip 'no sqlite3', 2 unless `sqlite3 --version 2>/dev/null`;
    system('cp', '-a', $folder, $forged);
    system('sqlite3', "$forged/spool/casegate.db", "DROP TRIGGER directory_changes_fixed; UPDATE directory_changes SET text_before = replace(text_before, 'Gideon', 'Gerald') WHERE id = 1");
    ($code, $out) = $site->run('', '--site', $forged, 'verify');
    is($code, 65, 'a text that was altered');
    like($out, qr/the text that is kept of directory change 1 is not what was kept/, 'is found');
}
done_testing;
