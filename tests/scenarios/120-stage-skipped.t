# Stage Four without the stages before it is neither refused nor passed on: the Chair hears of it when the members were
# engaged or the office says why not (Havering 1.4, 2.8). Only the agency that raised it refers it (2.10).
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
my $head    = 'head@oakfield.example';
my $chair   = 'chair@partnership.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $marsh   = 'gideon.marsh@csc.havering.example';
my $castell = 'ruben.castell@education.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my @mails = $story->step('Stage Four at once', at => '2026-03-09T10:00', opens => 1, stage => undef,
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:57', subject => 'For the Chair', text => 'Stage Four please.',
        form => school_form(stage => 'Four', discussions => '')),
    sent => [ "ack $head", "told $teacher" ]);
my ($ack) = grep { $_->{to} eq $head } @mails;
like($ack->{text}, qr/members engaged/i, 'asked which members helped');
like($ack->{text}, qr/Record of discussions/, 'and what was done before');
my $reference = $story->reference;

# what was done before is the raising side's to say: of the other side it is recorded, and the claim waits as before
my $reyes = 'callum.reyes@csc.havering.example';
$story->step('the other side tells of it', at => '2026-03-09T10:20', state => 'open', stage => undef, sent => ["ack $reyes"],
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T10:18', subject => "Re: [$reference]", text => 'We spoke by telephone on 6 March, at Stage Two. Not resolved.'));
is(scalar @{ $story->case('2026-03-09T10:20')->{discussions} }, 1, 'which is recorded');
$story->step('so does a colleague in no directory', at => '2026-03-09T10:30', state => 'open', stage => undef, sent => ['ack new.colleague@oakfield.example'],
    mail => gmail(from => 'New Colleague <new.colleague@oakfield.example>', at => '2026-03-09T10:28', subject => "Re: [$reference]", text => 'They spoke by telephone on 6 March. Not resolved.'));

$story->site->must(undef, 'stage', $reference, 'S4', '--by', 'Wilf Darrow', '--why', 'both members are away until April', '--now', '2026-03-09T11:00');
$story->step('the office lets it through', at => '2026-03-09T11:00', state => 'open', stage => 'S4', sent => ["notice $chair"], may => ["told $teacher"]);
my $events = JSON::PP->new->encode($story->case('2026-03-09T11:00')->{events});
like($events, qr/Wilf Darrow/, 'the record says who');
like($events, qr/both members are away until April/, 'and why');

# a second case, at the members' tier: the challenged agency's member cannot refer it
@mails = $story->step('another case, Stage Three', at => '2026-03-09T12:00', opens => 1, state => 'open', stage => 'S3', tier => 1,
    mail => apple(from => "Leopold Quance <$head>", at => '2026-03-09T11:58', subject => 'Escalation', text => 'Stage Three.',
        form => school_form(stage => 'Three', discussions => "6 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n"
            . '9 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two',
            children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $head", "notice $frost", "told $teacher" ]);
@mails = $story->step('to the members', at => '2026-03-10T12:00', state => 'open', stage => 'S3', sent => [ "ack $head", "notice $marsh", "notice $castell", "told $teacher" ],
    mail => phone(from => "Leopold Quance <$head>", at => '2026-03-10T11:58', subject => 'Re: ' . $story->reference, text => 'Not resolved. The senior managers cannot agree.'));
my ($to_marsh) = grep { $_->{to} eq $marsh } @mails;
$story->step('not by the other side', at => '2026-03-11T12:00', state => 'open', stage => 'S3', sent => [], may => ["ack $marsh"], held => undef,
    mail => gmail(from => "Gideon Marsh <$marsh>", at => '2026-03-11T11:58', reply_to => $to_marsh, text => 'We refer this to the Chair, Stage Four please.'));
is((grep { $_->{to} eq $chair } @{ $story->case('2026-03-11T12:00')->{sent} }), 0, 'the Chair has not heard of it');
$story->finish;
