# What we say of a message is true of that message: who wrote of no child is not told that one was read in it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead = 'idris.penhallow@oakfield.example';
my $story = Casegate::Story->new('havering-revised', secrets => []);
my ($ack) = grep { $_->{to} eq $lead } $story->site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T09:58', subject => 'Escalation', text => 'Please see below.', form => school_form()), '2026-03-09T10:00');
like($ack->{text}, qr/- \d+ child(ren)? recorded/, 'the form tells of a child');
my ($answer) = $story->site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:58', reply_to => $ack, text => 'Her reference is OAK-17, for your files.'), '2026-03-09T11:00');
ok($answer, 'a line about no child is acknowledged');
unlike($answer->{text}, qr/child(ren)? recorded/, 'without one') if $answer;
done_testing();
