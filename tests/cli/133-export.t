# The chronology for the child's file: stands by itself, whole, with the year of every date and the entry it was taken from; taking
# it is a look.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Encode qw(decode);
use Test::More;

my $site = Casegate->new('havering-2020');
sub casegate { return $site->run('', '--site', $site->folder, @_) }
my $form = "From: Idris Penhallow <idris.penhallow\@oakfield.example>\r\nMessage-ID: <1\@oakfield.example>\r\nSubject: Escalation\r\n\r\n" . <<"FORM" =~ s/\n/\r\n/gr;
Message kind: new escalation
Stage: Two
Agency raising the escalation: Oakfield Primary School
Agency disagreed with: Havering CSC
Name of child: Wren Ashby
Date of birth: 4.5.2018
Name of child: Tobias Quince
Date of birth: 6.7.2016
What is the problem?: nobody visits
FORM
$site->receive($form, '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:00')->{cases} };
$site->must(undef, 'note', $reference, 'Telephoned the team manager', '--by', 'Inez Quill', '--now', '2026-03-04T12:00');
my $case = $site->show($reference, '2026-03-05T10:00');

my $whole = decode('UTF-8', $site->must(undef, 'export', lc $reference, '--by', 'Alex Pell', '--now', '2026-03-05T10:00'));
like($whole, qr/\AChronology for the child's file\n\nHavering Safeguarding Children Partnership\nCase $reference: provisional, Stage Two/, 'whose it is');
like($whole, qr/^  child 1 +Wren Ashby, born Fri 4 May 2018$/m, 'the one child');
like($whole, qr/^  child 2 +Tobias Quince, born Wed 6 Jul 2016$/m, 'the other');
like($whole, qr/What people wrote may name others/, 'what a person has to look at');
like($whole, qr/^  What is the problem\? +nobody visits +message, line 9$/m, 'what was recorded, and where it stood');
(my $flat = $whole) =~ s/\s+/ /g;
like($flat, qr/\Q$_->{text}\E/, "$_->{kind}: stands in it") for @{ $case->{events} };
like($flat, qr/ sent \Q$_->{template}\E \Q$_->{to}\E /, "$_->{template}: stands in it") for @{ $case->{sent} };
unlike($whole, qr/(?<!2026, )\b\d\d:\d\d(?! on \w+ \d+ \w+ 2026)(?!\d)/, 'no time without its year');
ok(!(grep { length > 80 } split /\n/, $whole), 'it fits on paper');
my $last = $case->{events}[-1];
like($whole, qr/^Taken from the record at 10:00 on Thu 5 March 2026 by Alex Pell\.\nIt ends with entry $last->{seq} of the case, whose mark in the record is\n$last->{hash}\n\z/m, 'from what it was taken');

my $one = $site->must(undef, 'export', $reference, '--child', 2);
unlike($one, qr/Wren|4 May 2018|4\.5\.2018/, 'the file of the one child says nothing of the other');
like($one, qr/^  child 2 +Tobias Quince/m, 'which it is');
like($one, qr/may name the others: to be taken out/, 'and what a person has to see to');
my ($code, $out, $err) = casegate('export', $reference, '--child', 3);
is($code, 65, 'no third child');
like($err, qr/$reference is of 2 children; there is no child 3 in it/, 'is said');
is((casegate('export', $reference, '--child', -1))[0], 64, 'nor a child before the first');
is((casegate('export', $reference, '--json'))[0], 64, 'it is for people; programs have show');
is((casegate('export', 'HAV-26-0999-' . join('', grep { Casegate::reference_ok("HAV-26-0999-$_") } 'A' .. 'Z')))[0], 65, 'no such case');

my @looks = grep { $_->{command} =~ /^export/ } @{ $site->json('looks', $reference) };
is_deeply([ map { $_->{command} } @looks ], [ 'export', 'export --child 2' ], 'each that was taken is logged, with the child that it was of, and no other');
is($looks[0]{who}, 'Alex Pell', 'with who took it');
is_deeply($site->show($reference, '2026-03-05T10:00')->{events}, $case->{events}, 'the case is as it was');
my $full = system("trap '' XFSZ; ulimit -f 0; exec " . Casegate::binary() . ' --site ' . $site->folder . " export $reference >/dev/null 2>&1") >> 8;
is($full, 75, 'what cannot be logged is not taken');
done_testing;
