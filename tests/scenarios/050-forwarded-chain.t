# Scenario 5: a head teacher forwards a chain with the teacher's form at the bottom. What was taken from inside is shown as
# that, waits for the head's yes, and until then nobody in the chain is written to.
#
# Where the documents leave two readings this is ours: while the chain is unconfirmed the case is at the claimed stage already; a first
# discussion of two days carries the first of them.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $teacher = 'marcus.ellery@oakfield.example';
my $head    = 'head@oakfield.example';
my $worker  = 'Dara Whitcombe <dara.whitcombe@csc.havering.example>';
my $manager = 'Callum Reyes <callum.reyes@csc.havering.example>';
my $frost   = 'imelda.frost@csc.havering.example';

my $story = Casegate::Story->new('havering-2020',
    originator => $teacher,
    secrets => [ child_secrets(name => 'Jasper Stonor', dob => '2016-08-21', ids => ['999 740 2251'],
        phrases => ['bruise on Monday', 'happy to close', 'Whitcombe', 'home visit']) ]);

# inside: the teacher's form of 9 March, the social worker's answer of the 11th, the team manager's of the 12th
my $form = escalation_form(
    stage => 'One', originator => 'Marcus Ellery', role => 'Class teacher', raising => 'Oakfield Primary',
    contact => "$teacher, 01632 960111", manager => 'Idris Penhallow', challenged => 'Social care', person => 'Dara Whitcombe',
    opposite => 'Callum Reyes',
    children => [ { name => 'Jasper Stonor', dob => '21/08/2016', ids => '999 740 2251', setting => 'Oakfield Primary School',
        status => 'Child in Need' } ],
    arose => 'Mon 9 March 2026', about => 'Decision', decision => 'Case to be closed, told to us on 9 March',
    problem => 'Jasper came in with a bruise on Monday and the case is being closed.',
    evidence => 'Seen by two members of staff; body map in our record.', outcome => 'A home visit before any closing.',
    safe_by => 'Fri 20 March 2026', discussions => '9 March 2026, Marcus Ellery and Dara Whitcombe, telephone, stage one',
);
my $first = outlook(from => "Marcus Ellery <$teacher>", to => $worker, at => '2026-03-09T15:10', subject => 'Jasper Stonor concerns',
    text => 'Dear Dara, our form as discussed.', form => $form);
my $second = outlook(from => $worker, to => "Marcus Ellery <$teacher>", at => '2026-03-11T11:32', reply_to => $first,
    text => "Thank you. I have looked at this and am happy to close.\n\nDara");
my $third = outlook(from => $manager, to => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => '2026-03-12T16:05',
    reply_to => $second, text => "I have read this with Dara and cannot change it.\n\nCallum Reyes\nTeam manager");

# 1. Mon 16 Mar 08:50
my @mails = $story->step('1 the chain', at => '2026-03-16T08:50', opens => 1, state => 'provisional',
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-16T08:47', forward => $third,
        subject => 'FW: RE: RE: Jasper Stonor concerns. Stage three please.', text => 'Stage three please.'),
    dates => { guide => '2026-03-16', 'safe-by' => '2026-03-20' }, next_date => '2026-03-16', sent => ["ack-forwarded $head"]);
my $reference = $story->reference;
my $ack = $mails[0]{text} =~ s/\s+/ /gr;
like($mails[0]{subject}, qr/\Q$reference\E/, 'the subject has the reference');
unlike($mails[0]{subject}, qr/RE:|FW:|concerns/i, 'and nothing of the forwarded one');
like($ack, qr/confirm/i, 'the head is asked to confirm');
like($ack, qr/$_/, "what was taken: $_") for qr/Stage One|S1/, qr/\b9\b.*\b11 Mar/, qr/Stage Two|S2/, qr/12 Mar/;

my $case = $story->case('2026-03-16T08:50');
is($case->{stage}{id}, 'S3', 'at Stage Three');
is_deeply([ map { "$_->{agency} $_->{what}" } @{ $case->{waiting_for} } ], ['oakfield confirm what was taken from the forwarded messages'], 'which waits for the head');
is($case->{originator}{email}, $teacher, 'the originator is the teacher');
is($case->{originator}{name}, 'Marcus Ellery', 'by name');
like($case->{fields}{problem}{part}, qr/^forwarded/, 'the problem was read inside the chain');
like($story->site->must(undef, 'show', $reference, '--now', '2026-03-16T08:50'), qr/forwarded[^\n]*9 Mar/, 'and is shown as that, with its date');
my @discussions = map { join ' ', map { $_ // '?' } @$_{qw(stage date)} } @{ $case->{discussions} };
is_deeply(\@discussions, [ 'S1 2026-03-09', 'S2 2026-03-12' ], "the workers' discussion is proposed, the managers' too, and no third");

# 2. 09:30: confirmed, with a correction
$story->step('2 confirmed', at => '2026-03-16T09:30', state => 'open', stage => 'S3', tier => 1,
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-16T09:28', reply_to => $mails[0], text => 'Yes, but S2 was by phone on 13th'),
    sent => [ "ack $head", "notice $frost", "told $teacher" ]);
$case = $story->case('2026-03-16T09:30');
my ($corrected) = grep { ($_->{date} // '') eq '2026-03-13' } @{ $case->{discussions} };
is($corrected && $corrected->{stage}, 'S2', 'the correction is recorded');
like($corrected->{how} // '', qr/phone/i, 'by telephone');
like(JSON::PP->new->encode([ @$case{qw(discussions events)} ]), qr/2026-03-12|12 Mar/, 'the first version is kept');
ok(!(grep { $_->{state} eq 'closing' } @{ $story->site->queue('2026-03-16T09:30')->{cases} }), 'a quoted "happy to close" closes nothing');
$story->finish;
