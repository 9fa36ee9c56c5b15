# casegate check on a policy with mistakes of every sort: each is named, with the file and the line it stands on, in one run.
# The policy is the shipped one with one planted after the other, so that the line of each is known.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

my $site = Casegate->new('havering-2020');
my $file = 'routing/policies/havering-2020.yaml';
my $path = $site->folder . "/$file";

# name, text in the policy, the mistake in its place, what check must say of its line. A '^' in the replacement marks the
# line that is meant, where it is not the first one.
my @mistakes = (
    ['an unknown key',             "    band: 1\n",                        "    band: 1\n^    colour: red\n",             qr/unknown key 'colour'/],
    ['a repeated key',             "    band: 2\n",                        "    band: 2\n^    band: 3\n",                 qr/key 'band' is there already \(line \d+\)/],
    ['a key nearly right',         "    extract_on_leaving: yes\n    asks: >-\n      Please discuss", "^    extract_on_leving: yes\n    asks: >-\n      Please discuss",
        qr/unknown key 'extract_on_leving'; did you mean 'extract_on_leaving'/],
    ['no section',                 'scope: {internal: no, section: "1.2"}', 'scope: {internal: no}',                     qr/'section' is missing/],
    ['an exit to nowhere',         '{to: S2, when: unresolved,',           '{to: S5, when: unresolved,',                 qr/'to' names stage 'S5'/],
    ['a stage nothing leads to',   "  - id: S2\n",                         "^  - id: S2\n",                              qr/no exit leads to stage 'S2'/],
    ['an exit without when',       '{to: closing, when: resolved, by: [originator, raising, holders]', '{to: closing, by: [originator, raising, holders]',
        qr/'when' is missing/],
    ['nobody who may',             '{to: S3, when: unresolved, by: [holders],', '{to: S3, when: unresolved,',            qr/'by' is missing/],
    ['tiers that contradict',      "        repeat: yes\n",                "        repeat: yes\n        last: yes\n",   qr/only the last tier of a stage may say 'last: yes'/, 'S3'],
    ['a side that is none',        '- {side: both, rule: next-band}',      '- {side: boht, rule: next-band}',            qr/boht/],
    ['roles where none belong',    '- {side: both, rule: worker}',         '- {side: both, rule: worker, roles: [worker]}', qr/remove 'roles'/],
    ['a role nobody holds',        '{side: partnership, rule: first, roles: [chair]}', '{side: partnership, rule: first, roles: [chiar]}',
        qr/warning: .*role 'chiar', which nobody has.*did you mean 'chair'/],
    ['a choice that is none',      '    chooses: [direct, panel]',         '    chooses: [direct, panle, panel]',        qr/'panle' cannot be chosen/],
    ['a gate that is none',        'gate: members-engaged, strength',      'gate: members-engagd, strength',             qr/'gate' names gate 'members-engagd'/],
    ['a gate nobody passes',       "gates:\n",                             "gates:\n^  - {id: spare, of: each-agency-concerned, asks: say who, section: \"2.8\"}\n",
        qr/no exit asks for gate 'spare'/],
    ['a clock without a number',   'working_days: 5, one_week: yes,',      'one_week: yes,',                            qr/a guide clock needs 'working_days'/],
    ['a strength that is none',    "strength: guide, wording",             "strength: perhaps, wording",                 qr/'strength'.*perhaps/],
    ['a status no form offers',    'statuses: [cp_plan, looked_after]',    'statuses: [cp_plan, looked_atfer]',          qr/status 'looked_atfer', which no form offers/],
    ['an urgent field that is none', '  - field: immediate_harm',          '  - field: immediate_ham',                   qr/waits for 'immediate_ham', which is no yes-no field/],
    ['owed and never met',         "owed:\n",                              "owed:\n^  - {kind: a-cake, per: case, since: closing, section: \"9\"}\n",
        qr/nothing meets 'a-cake'/],
    ['owed and met by nothing there is', '  - {kind: originator-told,',    "^  - {kind: a-letter, per: case, since: closing, met_by: [leter], section: \"9\"}\n  - {kind: originator-told,",
        qr/'a-letter' is met by 'leter', which is no field and no statement/],
    ['owed since a stage that is none', 'per: agency-and-child, since: closing', 'per: agency-and-child, since: S7',     qr/'since' names stage 'S7'/],
    ['a number that is none',      'panel: {agencies: 3,',                 'panel: {agencies: three,',                   qr/'agencies'.*three/],
    ['a template that is not there', 'template: signpost-whistleblowing', 'template: signpost-whistling',               qr/template 'signpost-whistling', which is not in templates\/replies/],
    ['a kind twice',               '  - {kind: single-agency,',            "^  - {kind: whistleblowing, template: receipt, section: \"1.8\"}\n  - {kind: single-agency,",
        qr/'whistleblowing' is there already in 'side_routes' \(line \d+\)/],
    ['a date that is none',        'effective: 2020-01',                   'effective: January',                         qr/'effective' is no date/],
    ['words of another stage',     'words: [two, second,',                 'words: [two, one, second,',                  qr/'one' means stage 'S1' already/, 'S2'],
    ['a text with a label in it',  'do not wait for us: call 999',         'do not wait. Details: call 999',             qr/Details:' in this text would be read as the label/, 'urgent_text'],
);

my $text = Casegate::slurp($path);
for my $mistake (@mistakes) {
    my ($name, $old, $new) = @$mistake;
    ($new) = $new =~ s/\^//r;
    my $at = index $text, $old;
    die "$name: '$old' is not in the policy" if $at < 0;
    substr $text, $at, length $old, $new;
}
$text .= "ladders:\n  - {service: scool, rungs: [{roles: [worker]}], section: \"2\"}\nfields:\n  - {key: threshold_levle, section: \"1\"}\n";
Casegate::spew($path, $text);
push @mistakes, ['a ladder of no service', '', 'service: scool', qr/service 'scool', which no agency has.*did you mean 'school'/],
    ['a question no form has', '', 'key: threshold_levle', qr/'fields' names 'threshold_levle', which is no field of any form/];
mkdir $site->folder . '/templates/replies/havering-2020' or die;
Casegate::spew($site->folder . '/templates/replies/havering-2020/receipt.txt', "Subject: hello\n\nDear {{nobody_there}},\nthank you.\n");

my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check');
is($code, 78, 'a configuration with mistakes');
unlike($out, qr/OK|policies/, 'is not OK');
like($out, qr/\A\n?not set, and what then happens:\n  \w+: [^\n]+\n(?:  \w+: [^\n]+\n)*\z/, 'what is not set is said with them');
like($out, qr/^  representation_days: /m, 'each setting');
cmp_ok(scalar @mistakes, '>=', 20, scalar(@mistakes) . ' mistakes');

my @lines = split /\n/, $text;

# The line on which a mistake stands: that of its marked or first new text, or of its stage or key.
sub line_of {
    my ($new, $where) = @_;
    $new = $1 if $new =~ /\^(.*?)(?:\n|\z)/s;
    ($new) = grep { /\S/ } split /\n/, $new;
    my ($at) = grep { index($lines[$_], $new) >= 0 } 0 .. $#lines;
    return undef unless defined $at;
    return $at + 1 unless $where;
    my ($stage) = grep { $lines[$_] =~ /^(?:  - id: )?\Q$where\E\b/ } 0 .. $#lines;
    return $stage + 1;
}

for my $mistake (@mistakes) {
    my ($name, $old, $new, $says, $where) = @$mistake;
    my $line = line_of($new, $where);
    my @said = grep { /^\Q$file\E:$line: / } split /\n/, $err;
    ok((grep { $_ =~ $says } @said), "$name: said at line $line") or diag(map { "  $_\n" } grep { $_ =~ $says } split /\n/, $err);
}
is(scalar(() = $err =~ /would be read as the label/g), 1, 'a text with a label is said once');
like($err, qr{^templates/replies/havering-2020/receipt\.txt:3: .*nobody_there}m, 'a field of a template that there is not');
my %seen;
is_deeply([ grep { $seen{$_}++ } split /\n/, $err ], [], 'nothing is said twice');
unlike($err, qr/CRITICAL|assert|\(null\)/, 'and none of it upsets the program');

# Any file cut short anywhere is refused with its place, never accepted and never a crash.
my $whole = Casegate::slurp("$FindBin::Bin/../../routing/policies/havering-2020.yaml");
unlink $site->folder . '/templates/replies/havering-2020/receipt.txt';
for my $cut (map { int(length($whole) * $_ / 40) } 1 .. 39) {
    Casegate::spew($path, substr $whole, 0, $cut);
    ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check');
    is($code, 78, "cut at $cut: refused");
    like($err, qr{^routing/\S+:\d+: \S}m, "cut at $cut: with its place");
}
Casegate::spew($path, $whole);
like($site->must(undef, 'check'), qr/^configuration OK/, 'whole, it is accepted');
done_testing;
