# casegate report: which span it is of, its files, and what is published. The figures themselves are counted by hand in tests/unit/report.c.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $site = Casegate->new('havering-2020');
my $agencies = $site->folder . '/routing/agencies.csv';
Casegate::spew($agencies, Casegate::slurp($agencies) =~ s/^oakfield,Oakfield Primary School,/oakfield,"=HYPERLINK(""http:\/\/x.example"")",Oakfield Primary School; /mr);
sub report { my @arguments = @_; return $site->run(undef, '--site', $site->folder, 'report', '--now', '2026-05-02T09:00', @arguments) }
sub fails { my ($name, $like, @arguments) = @_; my ($code, $out, $err) = report(@arguments); is($code, 64, $name); like($err, $like, "$name: why"); is($out, '', "$name: nothing is shown") }

my ($code, $out, $err) = report();
is($code, 0, 'a site that has not worked yet has a report');
like($out, qr/2026 Q1, beside the four quarters before.*\n  Raised +0 +0 +0 +0 +0\n/s, 'of the quarter that ended last, in which there was nothing');

$site->receive(outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-09T08:58', subject => 'Escalation', text => 'See below.',
    form => school_form(reasons => 'Levels of need')), '2026-03-09T09:00');
my $report = JSON::PP->new->utf8->decode((report('--json'))[1]);
is_deeply([ map { $_->{label} } @{ $report->{columns} } ], [ '2026 Q1', '2025 Q4', '2025 Q3', '2025 Q2', '2025 Q1' ], 'the span and the four quarters before it');
my %rows = map { my $table = $_; map { ("$table->{id} $_->{key}" => $_) } @{ $table->{rows} } } @{ $report->{tables} };
is_deeply([ map { $_->{value} } @{ $rows{'raised-by oakfield'}{figures} } ], [ 1, 0, 0, 0, 0 ], 'the case is counted in its quarter');
is_deeply($rows{'level-of-need all'}{figures}[0], { value => undef, why => 'not-asked' }, 'what the policy does not ask is not 0');
is((grep { !length $_->{definition} } @{ $report->{tables} }), 0, 'every table says what it counts');
unlike((report('--json'))[1], qr/Jory|Selwyn|Brightwater|missed/, 'nobody is named, and nobody quoted');
is(scalar @{ $site->json('looks') }, 0, 'no case was looked at');

like((report('--quarter', '2025q4'))[1], qr/2025 Q4, beside/, '--quarter');
like((report('--year', '2026'))[1], qr/: 2026, beside.*2025 Q4 +2025 Q3/s, '--year, beside the quarters before it');
like((report('--from', '2026-03-01', '--to', '2026-03-15'))[1], qr/Sun 1 Mar 2026 to Sun 15 Mar 2026, beside.*2025 Q4/s, '--from and --to');
fails('half a span', qr/--from and --to go together/, '--from', '2026-03-01');
fails('a span that ends before it begins', qr/ends before it begins/, '--from', '2026-03-01', '--to', '2026-02-01');
fails('no quarter', qr/as 2026Q1/, '--quarter', '2026Q5');
fails('no day', qr/as 2026-03-31/, '--from', '1 March', '--to', '2026-03-01');
fails('two spans', qr/write one of/, '--quarter', '2026Q1', '--year', '2026');
fails('part of a quarter is not published', qr/one quarter or one calendar year/, '--publish', '--from', '2026-01-01', '--to', '2026-03-30');
fails('nor several quarters, which another span would overlap', qr/one quarter or one calendar year/, '--publish', '--from', '2025-01-01', '--to', '2025-09-30');
fails('nor one that goes on', qr/quarter or year that is over/, '--publish', '--quarter', '2026Q2');

# ---- published ----
(undef, $out) = report('--publish');
like($out, qr/^  Raised +not shown +0 /m, 'one case is not shown');
unlike($out, qr/: longest|In progress|^Agencies/m, 'and what would tell of single cases is left out');
my $published = JSON::PP->new->utf8->decode((report('--publish', '--json'))[1]);
my @small = grep { $_->{unit} eq 'count' && grep { ($_->{value} // 0) > 0 && $_->{value} < 5 } @{ $_->{figures} } } map { @{ $_->{rows} } } @{ $published->{tables} };
is_deeply(\@small, [], 'no count of 1 to 4 anywhere');

# ---- files ----
my ($folder, $page) = ($site->folder . '/csv', $site->folder . '/q1.html');
($code, $out) = report('--csv', $folder, '--html', $page);
is($code, 0, 'files are written');
like($out, qr/^written: \Q$folder\E.*\nwritten: \Q$page\E\n$/, 'and said');
my $csv = Casegate::slurp("$folder/raised-by.csv");
like($csv, qr/^\xef\xbb\xbfAgency,2026 Q1,2025 Q4,2025 Q3,2025 Q2,2025 Q1\r\n/, 'a heading, after what tells a spreadsheet that it is UTF-8');
like($csv, qr/^"'=HYPERLINK\(""http:\/\/x\.example""\)",1,0,/m, 'no cell is a formula');
my @cells = map { split /,/ } map { my $line = $_; $line =~ s/"((?:[^"]|"")*)"/$1 =~ tr{,}{;}r/ge; $line } split /\r\n/, join '', map { Casegate::slurp($_) } glob "$folder/*.csv";
cmp_ok(scalar @cells, '>', 100, 'cells of all files');
is((grep { /^[=+\-@\t]|^\xef\xbc[\x9d\x8b\x8d]|^\xef\xbc\xa0/ } @cells), 0, 'in no file');
ok(-s "$folder/definitions.csv", 'what each table counts');
is((stat $page)[2] & 0777, 0600, 'for this user alone');
my $html = Casegate::slurp($page);
like($html, qr/<th scope="col">2026 Q1<\/th>.*<th scope="row">Raised<\/th>\s*<td[^>]*>1</s, 'tables with headings');
like($html, qr/<svg class="plot" role="img" aria-labelledby="plot-cases plot-cases-says".*<title id="plot-cases">.*<desc id="plot-cases-says">Raised: 1;/s, 'plots that say what they show');
unlike($html, qr/<script|style=|https?:\/\/(?!x\.example)/, 'and nothing that is loaded or runs');
($code, undef, $err) = report('--csv', '/proc/none/csv');
is($code, 73, 'what cannot be written is said');
done_testing();
