# Other offices' ticket systems. The number that one gives our mail is kept with the case and goes back in the subject to the address
# that wrote it and to nobody else, so that its own system finds the matter; a records system's number, an NHS number or a date is a
# child's and never goes back. A number moves nothing: without an answer to our mail or our reference it is a suggestion, and only for
# the agency that gave it (lessons 42; governance: no identifier in a subject).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $head    = 'head@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [ @school_secrets, qr/Mosaic|4471902/ ]);

my @opened = $story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation, Mosaic 4471902 [#14052018]', text => '', form => school_form()),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;
my ($notice) = grep { $_->{to} eq $reyes } @opened;
is((grep { $_->{subject} =~ /4471902|14052018/ } @opened), 0, 'a records number and a date do not go back');

# The helpdesk's receipt: automatic, moves nothing, and says under which number it has ours
my $receipt = out_of_office(from => "Callum Reyes <$reyes>", at => '2026-03-09T09:01', reply_to => $notice, text => 'We have received your message.');
$receipt->{raw} =~ s/^Subject:[^\r\n]*/Subject: [Ticket#2026030910000047] Automatic reply/m or die;
$story->step('a receipt', at => '2026-03-09T09:02', mail => $receipt, state => 'open', stage => 'S2', sent => []);

like($story->page('2026-03-09T09:02'), qr/their number\s+\[Ticket#2026030910000047\], Children's Social Care\s+\(\Q$reyes\E\)/, 'the office sees it with the case');

# It stands in the subject of what goes to that address, of nothing else
my @mails = $story->step('an answer', at => '2026-03-10T09:00', state => 'open', stage => 'S2', sent => [ "ack $reyes" ], may => [ "response $lead", "told $teacher" ],
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-10T08:58', subject => "Re: $reference", text => 'We are looking into it.'));
my ($ack) = grep { $_->{to} eq $reyes } @mails;
like($ack->{subject}, qr/\[\Q$reference\E\].* \[Ticket#2026030910000047\]$/, 'back to the address that gave it');
@mails = $story->step('another desk', at => '2026-03-10T10:00', state => 'open', stage => 'S2', sent => [ "ack $frost" ], may => [ "response $lead" ],
    mail => outlook(from => "Imelda Frost <$frost>", at => '2026-03-10T09:58', subject => "RE: $reference INC0012345", text => 'We look into it as well.'));
my ($other) = grep { $_->{to} eq $frost } @mails;
like($other->{subject}, qr/ INC0012345$/, 'each its own');
@mails = $story->step('on', at => '2026-03-11T09:00', state => 'open', stage => 'S3', mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-11T08:58', subject => "Re: $reference", text => 'Spoke 10 March, not resolved.'),
    sent => [ "ack $lead", "notice $head", "notice $frost", "extract $lead", "extract $reyes", "told $teacher" ]);
my %theirs = ($reyes => qr/ \[Ticket#2026030910000047\]$/, $frost => qr/ INC0012345$/);
for my $mail (@mails) {
    my $want = $theirs{ $mail->{to} };
    $want ? like($mail->{subject}, $want, "$mail->{to}: its own number") : unlike($mail->{subject}, qr/Ticket|INC/, "$mail->{to}: none");
}

# A name before a number is no number
@mails = $story->step('a name', at => '2026-03-11T10:00', state => 'open', stage => 'S3', sent => ["ack $frost"], may => [ "response $lead", "response $head" ],
    mail => outlook(from => "Imelda Frost <$frost>", at => '2026-03-11T09:58', subject => "RE: $reference [Selwyn family #4021]", text => 'We look into it.'));
unlike((grep { $_->{to} eq $frost } @mails)[0]{subject}, qr/Selwyn|4021/, 'does not go back');

# A number alone is a suggestion, and only for its own agency
my $events = @{ $story->case('2026-03-11T11:00')->{events} };
$story->step('the number alone', at => '2026-03-11T11:00', held => 1, state => 'open', stage => 'S3', sent => ["ack|which-case $reyes"],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-11T10:58', subject => 'Ticket#2026030910000047', text => 'Resolved.'));
my $row = $story->newest_held('2026-03-11T11:00');
is($row->{suggestions}[0]{reference}, $reference, 'the case that it may mean');
like($row->{suggestions}[0]{why}, qr/takes part/, 'and why');
$story->step('its own number, written as it was given', at => '2026-03-11T12:00', held => 2, state => 'open', stage => 'S3', sent => ["ack|which-case $reyes"],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-11T11:58', subject => '[Ticket#2026030910000047] closed', text => 'Resolved.'));
like($story->newest_held('2026-03-11T12:00')->{suggestions}[0]{why}, qr/^it gives a number that the sender's agency has for it/, 'and why');
is(scalar @{ $story->case('2026-03-11T12:00')->{events} }, $events, 'nothing is moved by it');
my $stolen = $story->explained(gmail(from => 'Sorcha Delane <sorcha.delane@riverbend.example>', at => '2026-03-11T12:30', subject => '[Ticket#2026030910000047] closed', text => 'Resolved.'), '2026-03-11T12:30');
is($stolen->{case}, undef, 'another agency\'s word for it');
is((grep { $_->{subject} =~ /\Q$reference\E/ } @{ $stolen->{would_send} }), 0, 'is told of no case');
$story->finish;
