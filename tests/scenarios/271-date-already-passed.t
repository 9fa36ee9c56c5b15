# A dispute that is weeks old when its form comes: the guide date that the policy counts from its beginning (Havering 1.4) has passed
# already. It is said as what it is, and the queue looks at the date that is still to come.
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
my $story = Casegate::Story->new('havering-2020', originator => $teacher,
    secrets => [ child_secrets(name => 'Jory Selwyn', dob => '2018-05-14', ids => ['999 321 4418']) ]);

sub form {
    my ($arose) = @_;
    return escalation_form(
        stage => 'Stage Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
        contact => $teacher, manager => 'Idris Penhallow', challenged => "Children's Social Care", person => 'Dara Whitcombe',
        opposite => 'Callum Reyes',
        children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4418', setting => 'Oakfield Primary School', status => 'None' } ],
        arose => $arose, decision => 'Core group 27 January 2026: weekly visits', reasons => 'Progressing plans and communication',
        problem => 'Visits were missed.', evidence => 'Our attendance log.', outcome => 'That visits restart.', safe_by => 'Fri 20 March 2026',
        discussions => '3 February 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one, not resolved');
}
my @mails = $story->step('a form weeks after the dispute', at => '2026-03-04T10:14', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-04T10:12', subject => 'Escalation', text => 'Please see below.', form => form('Mon 2 February 2026')),
    dates => { guide => '2026-02-09', 'safe-by' => '2026-03-20' }, next_date => '2026-03-20',
    sent => [ "ack $lead", 'notice callum.reyes@csc.havering.example', "told $teacher" ], may => ["prompt $lead", 'prompt callum.reyes@csc.havering.example']);
my ($ack) = grep { $_->{to} eq $lead && $_->{template} eq 'ack' } @mails;
like($ack->{text} =~ s/\s+/ /gr, qr/Next date: Mon 9 Feb 2026 \(guide date, already passed\)/, 'the answer does not present it as one to come');
$story->finish;
