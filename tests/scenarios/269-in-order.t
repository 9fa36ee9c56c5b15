# Stages run in order by default, and a skip is asked about, not refused (Havering 1.4). Of a case that is open a claim goes no further
# than its sender could take it by one step after another: from Stage Two it is the managers who report on (2.7), so a teacher who asks
# for Stage Three at Stage One brings it to Stage Two, and the office is asked. In Cambridgeshire only the leads take it further than
# the leads (2 item 10), and a team manager is none, also where his agency has no designated lead.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $idris   = 'idris.penhallow@oakfield.example';
my $head    = 'head@oakfield.example';
my $callum  = 'callum.reyes@csc.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';

sub at_stage_one {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    $story->step('Stage One', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S1', sent => ["ack $teacher"],
        mail => outlook(from => "Tola Brightwater <$teacher>", at => '2026-03-09T09:57', subject => 'Escalation', text => '', form => school_form(stage => 'One')));
    return $story;
}

subtest 'the worker' => sub {
    my $story = at_stage_one();
    my $reference = $story->reference;
    my ($ack) = $story->step('asks for Stage Three', at => '2026-03-10T10:00', state => 'open', stage => 'S2', held => 1,
        sent => [ "ack $teacher", "notice $idris", "notice $callum" ],
        mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-10T09:58', subject => "Re: [$reference]", text => 'Stage Three please.'));
    my $held = $story->newest_held('2026-03-10T10:00');
    is($held->{reason}, 'stage-skipped', 'the office is asked');
    my ($likely) = @{ $held->{suggestions} };
    is($likely->{reference}, $reference, 'about this case');
    like($likely->{why}, qr/Stage Three.*Stage Two \(section 2\.7\).*casegate stage \Q$reference\E S3/, 'whose step it is, and how it is accepted');
    $story->office('2026-03-10T11:00', 'Wilf Darrow', 'held', $held->{id}, 'set-aside', '--why', 'rang her: the managers have not spoken yet');
    $story->step('not again', at => '2026-03-10T12:00', state => 'open', stage => 'S2', sent => ["ack $teacher"],
        mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-10T11:58', subject => "Re: [$reference]", text => 'Stage Four please.'));
    $story->finish;
};

subtest 'the Chair, past the managers' => sub {
    my $story = at_stage_one();
    my $reference = $story->reference;
    $story->step('asks for Stage Four', at => '2026-03-10T10:00', state => 'open', stage => 'S2', held => 1, sent => [ "ack $teacher", "notice $idris", "notice $callum" ],
        mail => gmail(from => "Tola Brightwater <$teacher>", at => '2026-03-10T09:58', subject => "Re: [$reference]",
            text => "Stage Four please.\n\nAgency members engaged:\nRuben Castell, Education Services, 9 March 2026\nGideon Marsh, Children's Social Care, 9 March 2026"));
    $story->office('2026-03-10T10:30', 'Wilf Darrow', 'stage', $reference, 'S3', '--why', 'the managers spoke on 6 March');
    $story->step('the office accepts a later one', at => '2026-03-10T10:30', state => 'open', stage => 'S3', held => 1, answers => {},
        sent => [ "notice $head", "notice $frost", "told $teacher", "extract $idris", "extract $callum" ]);
    $story->finish;
};

subtest 'who would hold it' => sub {
    my $story = at_stage_one();
    my @mails = $story->step('the senior manager', at => '2026-03-10T10:00', state => 'open', stage => 'S3', sent => [ "ack $head", "notice $frost", "told $teacher" ],
        mail => apple(from => "Leopold Quance <$head>", at => '2026-03-10T09:58', subject => 'Re: [' . $story->reference . ']', text => 'Stage Three please.'));
    my ($ack) = grep { $_->{to} eq $head } @mails;
    like(words($ack->{text}), qr/Please note: a stage was passed over; please say what was done there/, 'is asked what was done at Stage Two');
    $story->finish;
};

subtest 'no lead, and no way round the leads' => sub {
    my $worker  = 'wren.castile@earlyhelp.cambs.example';
    my $manager = 'bruno.halloran@earlyhelp.cambs.example';
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $worker, secrets => [@nurse_secrets]);
    $story->step('practitioner level', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C1', sent => ["ack $worker"],
        mail => outlook(from => "Wren Castile <$worker>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => '',
            form => nurse_form(stage => 'Practitioner level', originator => 'Wren Castile', role => 'Family worker', raising => 'Early Help Service', contact => $worker, manager => 'Bruno Halloran')));
    $story->step('the team manager asks for the review', at => '2026-03-02T11:00', state => 'open', stage => 'C2', sent => [ "ack $manager", 'notice tamsin.oduya@csc.cambs.example', "told $worker" ],
        mail => gmail(from => "Bruno Halloran <$manager>", to => $cambs, at => '2026-03-02T10:58', subject => 'Re: [' . $story->reference . ']', text => 'Head of Service review please.'));
    my $case = $story->case('2026-03-02T11:00');
    is((grep { $_->{to} =~ /marian\.holt|chair/ } @{ $case->{sent} }), 0, 'the Head of Service has not heard of it');
    like(chronology($case), qr/^claim: .*leaves that step to those who hold Line managers \(section 2 item 8\)/m, 'and the chronology says whose step it is');
    $story->step('the managers could not', at => '2026-03-02T15:00', state => 'open', stage => 'C3', overdue => 1, sent => [ "ack $manager", 'notice meera.joss@earlyhelp.cambs.example', 'notice sable.winterbourne@csc.cambs.example', "told $worker", 'extract tamsin.oduya@csc.cambs.example', "extract $manager" ],
        mail => gmail(from => "Bruno Halloran <$manager>", to => $cambs, at => '2026-03-02T14:58', subject => 'Re: [' . $story->reference . ']', text => 'Not resolved.'));
    $story->finish;
};
done_testing;
