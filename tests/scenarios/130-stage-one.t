# The short way: two workers talk (Havering 2.1), their managers agree (2.4), both agencies put it on file (3.1). At Stage
# One nobody is written to but whoever wrote.
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
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [ @school_secrets, qr/visit each Friday/ ]);

my @mails = $story->step('Stage One', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S1', sent => ["ack $teacher"],
    mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-09T09:58', subject => 'Escalation', text => 'Hello,',
        form => school_form(stage => 'One', discussions => '')));
like($mails[0]{text} =~ s/\s+/ /gr, qr/outcome/i, 'the outcome of the discussion is asked for');
my $reference = $story->reference;

@mails = $story->step('not resolved', at => '2026-03-10T16:00', state => 'open', stage => 'S2',
    mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-10T15:57', reply_to => $mails[0],
        text => 'We spoke by telephone on 10 March. Not resolved.'),
    sent => [ "ack $teacher", "notice $lead", "notice $reyes" ]);
my ($to_reyes) = grep { $_->{to} eq $reyes } @mails;
my @talks = @{ $story->case('2026-03-10T16:00')->{discussions} };
is((grep { ($_->{date} // '') eq '2026-03-10' && $_->{stage} eq 'S1' && $_->{how} =~ /phone/ } @talks), 1, 'the discussion is recorded');

$story->step('the managers agree', at => '2026-03-12T11:00', state => 'closing', owed => [ 'file-tick csc 1', 'file-tick oakfield 1' ],
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-12T10:57', reply_to => $to_reyes, text => 'Thank you.',
        form => [ [ 'Outcome', 'Resolved' ], [ 'How agreed', 'phone' ], [ 'Agreed outcome', 'One visit each Friday until May.' ] ]),
    sent => [ "ack $reyes", "resolved $lead", "extract $lead", "extract $reyes", "told $teacher" ]);
$story->step('on file', at => '2026-03-12T12:00', state => 'closing', owed => ['file-tick csc 1'], sent => [], may => ["ack $lead"],
    mail => apple(from => "Idris Penhallow <$lead>", at => '2026-03-12T11:57', subject => $reference, text => 'Recorded on file.'));
$story->step('on both files', at => '2026-03-12T13:00', state => 'closed', owed => [], sent => [ "closed $lead", "closed|told $teacher" ], may => [ "ack $reyes", "closed $reyes" ],
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-12T12:57', subject => $reference, text => 'Recorded on file.'));
$story->step('thanks', at => '2026-03-13T09:00', state => 'closed', sent => [], may => ["ack $lead"],
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-13T08:58', subject => $reference, text => 'Thank you all.'));
is($story->case('2026-03-13T09:00')->{cycle}, 1, 'thanks re-open nothing');
$story->finish;
