# Havering revised, flowchart, Stage 1: "Record the outcome". What the two workers' discussion came to is asked for and owed until
# somebody of them says it; January 2020 asks no such thing.
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
my $reyes   = 'callum.reyes@csc.havering.example';
my %owed    = ('havering-revised' => ['stage-outcome'], 'havering-2020' => []);

for my $policy (sort keys %owed) {
    subtest $policy => sub {
        my $story = Casegate::Story->new($policy, originator => $teacher, secrets => [@school_secrets]);
        my @mails = $story->step('Stage One', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S1', sent => ["ack $teacher"], owed => $owed{$policy},
            mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-09T09:58', subject => 'Escalation', text => 'Hello,',
                form => school_form(stage => 'One', discussions => '')));
        like($mails[0]{text}, qr/outcome of the discussion at\s+Stage\s+One/, 'which the answer asks for') if @{ $owed{$policy} };
        $story->step('nothing said of it', at => '2026-03-09T12:00', state => 'open', stage => 'S1', sent => ["ack $teacher"], owed => $owed{$policy},
            mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-09T11:58', reply_to => $mails[0], text => 'We meet this afternoon.'));
        $story->step('the outcome', at => '2026-03-10T16:00', state => 'open', stage => 'S2', owed => [], sent => [ "ack $teacher", "notice $lead", "notice $reyes" ],
            mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-10T15:57', reply_to => $mails[0], text => 'We spoke by telephone on 10 March. Not resolved.'));
        $story->finish;
    };
}
done_testing();
