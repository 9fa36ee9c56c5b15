# What is no escalation between agencies is answered with where it belongs and opens no case: a disagreement inside one agency
# (Havering 1.2, 1.7) and wrongdoing (1.8), which nobody but the office hears of.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead    = 'idris.penhallow@oakfield.example';
my $visitor = 'bea.okonjo-lund@riverbend.example';
my $story = Casegate::Story->new('havering-2020', originator => 'nobody', secrets => [ @school_secrets, qr/medicines cabinet/ ]);

sub last_message { my ($message) = (sort { $b->{id} <=> $a->{id} } @{ $story->site->messages })[0]; return $message }

my @mails = $story->step('one agency on both sides', at => '2026-03-09T10:00', opens => 0,
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T09:58', subject => 'Escalation',
        text => 'For your attention.', form => school_form(challenged => 'Oakfield Primary', person => 'Marcus Ellery')),
    sent => ["ack $lead"]);
like($mails[0]{text} =~ s/\s+/ /gr, qr/own\b.*polic|polic.*\bown\b/i, "the answer names the agency's own policy");
is(last_message()->{disposition}, 'signposted', 'signposted');

for my $case (['by the form', [ [ 'Type of message', 'Whistleblowing' ], [ 'What is the problem?', 'Keys of the medicines cabinet are copied.' ] ], ''],
    ['in prose', undef, 'I want to report wrongdoing in our own clinic under whistleblowing: keys of the medicines cabinet are copied.']) {
    my ($name, $form, $text) = @$case;
    @mails = $story->step("wrongdoing, $name", at => '2026-03-09T11:00', opens => 0, sent => ["ack $visitor"],
        mail => gmail(from => "Bea Okonjo-Lund <$visitor>", at => '2026-03-09T10:58', subject => 'In confidence', text => $text, form => $form));
    like($mails[0]{text}, qr/whistleblowing/i, "the answer names the way, $name");
    is(last_message()->{disposition}, 'signposted', "signposted, $name");
    like(last_message()->{reason}, qr/^restricted: for the named officers/, "and seen for what it is, $name");
}
is_deeply($story->site->queue('2026-03-09T11:00')->{cases}, [], 'no case was opened');
$story->finish;
