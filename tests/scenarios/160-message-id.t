# A Message-ID is a hint, not an identity: the same one with other words is another message, worked and flagged, never dropped
# (lessons 4). The same message by another way is one.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my $first = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form());
$story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2', mail => $first,
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;

my $note = phone(from => "Idris Penhallow <$lead>", at => '2026-03-10T09:58', subject => "Re: $reference", text => 'The parents know of this.');
my $other = phone(from => "Idris Penhallow <$lead>", at => '2026-03-10T10:58', subject => "Re: $reference", text => 'Spoke 10 March, not resolved.');
$other->{raw} =~ s/^Message-ID:[^\r\n]*/Message-ID: <$note->{message_id}>/mi or die 'no Message-ID';
$other->{message_id} = $note->{message_id};
$story->step('a note', at => '2026-03-10T10:00', state => 'open', stage => 'S2', mail => $note, sent => ["ack $lead"]);
$story->step('its Message-ID with other words', at => '2026-03-10T11:00', state => 'open', stage => 'S3', mail => $other,
    sent => [ "ack $lead", 'notice head@oakfield.example', 'notice imelda.frost@csc.havering.example', "extract $lead", "extract $reyes", "told $teacher" ]);
like(JSON::PP->new->encode($story->case('2026-03-10T11:00')->{events}), qr/same Message-ID and said something else/, 'flagged in the chronology');
$story->finish;
