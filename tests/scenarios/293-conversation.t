# Outlook groups by Thread-Index (lessons 38): all our mails of a case are of one conversation, whoever gets them; an answer goes on
# where the message stopped that it answers, and only there. The topic is our reference, never the sender's own, in which names
# stand. What is no index is not handed on.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use MIME::Base64 qw(decode_base64 encode_base64);
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

sub index_of { my ($mail) = @_; return decode_base64($mail->{header}{'thread-index'}[0] // '') }
sub with_index { my ($mail, $index) = @_; $mail->{raw} =~ s/^Thread-(?:Index|Topic):[^\r\n]*\r\n//mg; $mail->{raw} =~ s/^(MIME-Version:)/Thread-Topic: Jory Selwyn\r\nThread-Index: $index\r\n$1/m; return $mail }
sub to { my ($address, @mails) = @_; return (grep { $_->{to} eq $address } @mails)[0] }

my $theirs = "\x01" . join '', map { chr(7 * $_ % 256) } 1 .. 21;
my @mails = $story->step('a case', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2',
    mail => with_index(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()), encode_base64($theirs, '')),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;
my ($ack, $notice, $told) = map { to($_, @mails) } $lead, $reyes, $teacher;
is(substr(index_of($ack), 0, 22), $theirs, 'the answer goes on where the message stopped');
is(length index_of($ack), 27, 'by one block');
my $own = substr index_of($notice), 0, 22;
is(length index_of($notice), 27, 'the notice is an answer in the case\'s own conversation');
is(substr(index_of($told), 0, 22), $own, 'the same for everybody');
isnt($own, $theirs, 'which is not the sender\'s: what a stranger wrote goes back to that stranger alone');
is_deeply([ map { $_->{header}{'thread-topic'}[0] } @mails ], [ ($reference) x @mails ], 'the topic is our reference');

# Outlook's reply to the notice is continued in turn
my $reply = with_index(outlook(from => "Callum Reyes <$reyes>", at => '2026-03-10T08:58', reply_to => $notice, text => 'We are looking into it.'), encode_base64(index_of($notice) . "\0\0\1\2\3", ''));
my ($again) = grep { $_->{to} eq $reyes } $story->step('a reply', at => '2026-03-10T09:00', state => 'open', stage => 'S2', mail => $reply, sent => ["ack $reyes"], may => [ "response $lead" ]);
is(substr(index_of($again), 0, 32), index_of($notice) . "\0\0\1\2\3", 'continued');
is(length index_of($again), 37, 'by one block more');

my $n = 0;
for my $hostile ('AQ==', 'x' x 3000, encode_base64("\x02$theirs", ''), encode_base64($theirs . "\0\0", ''), '"><script>', encode_base64($theirs . "\0" x 5000, '')) {
    my $at = sprintf '2026-03-%02dT%02d:00', 11 + int($n / 3), 9 + $n; # three answers in a day
    $n++;
    my (undef, undef, @sent) = $story->happens("no index $n", with_index(outlook(from => "Callum Reyes <$reyes>", at => $at, reply_to => $notice, text => "Still at it, $n."), $hostile), $at);
    my $answer = to($reyes, @sent);
    is(substr(index_of($answer), 0, 22), $own, "no index $n: the case's own conversation");
    is(length index_of($answer), 27, "no index $n: from its beginning");
}
$story->finish;
