# What the policies say in half a sentence, each once: Warrington's problem and aim must be stated, and are asked for where they are not
# (2, paragraph 1); its Manager offers mediation, which may be accepted (2, paragraph 5). Bromley's Stage One is the manager's or the
# lead's (Stage One), and the lead is made aware by whom the site says. Cambridgeshire asks for a review in the light of what is new
# (2), and for a Learning and Improvement activity: SCR is an answer as QEG is (3). A message of the kind update moves nothing.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $rowan = 'rowan.achterberg@limetree.example';
my $dacre = 'sunniva.dacre@csc.warrington.example';
my $lowe  = 'harriet.lowe@partnership.warrington.example';

sub lime_form {
    return escalation_form(policy => 'WSCB', stage => 'Managers', originator => 'Rowan Achterberg', role => 'Designated safeguarding lead', raising => 'Lime Tree High',
        contact => "$rowan, 01632 960190", manager => 'Rowan Achterberg', challenged => 'Social care', person => 'Ellis Ward', opposite => 'Sunniva Dacre',
        children => [ { name => 'Linnet Harcastle', dob => '19.6.14', ids => '999 447 1201', setting => 'Lime Tree High', status => 'None' } ],
        arose => 'Tue 10 March 2026', about => 'Decision', decision => 'No conference, told to us at nine', reasons => 'Whether a case conference should be convened',
        problem => 'Fourteen days were missed.', evidence => 'Our register.', outcome => 'A conference.', safe_by => 'Fri 27 March 2026',
        discussions => '10 March 2026, Rowan Achterberg and Ellis Ward, telephone, practitioner, not resolved', @_);
}

sub lime_story { return Casegate::Story->new('warrington-2021', originator => $rowan, secrets => [ child_secrets(name => 'Linnet Harcastle', dob => '2014-06-19', ids => ['999 447 1201'], phrases => ['Fourteen days']) ]) }

subtest 'problem and aim must be stated' => sub {
    my $story = lime_story();
    my @mails = $story->step('neither', at => '2026-03-10T09:20', opens => 1, state => 'provisional', stage => 'W2', missing => [qw(outcome_sought problem)], may => ["notice $dacre"], sent => ["ack $rowan"],
        mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T09:17', subject => 'Escalation', text => '', form => lime_form(problem => '', outcome => '')));
    my ($ack) = grep { $_->{to} eq $rowan } @mails;
    like($ack->{text}, qr/Still needed.*1\. What is the problem\?.*2\. What do you want to happen\?/s, 'both are asked for, by label');
    $story->step('both', at => '2026-03-10T09:50', state => 'open', stage => 'W2', missing => [], sent => ["ack $rowan"],
        mail => gmail(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T09:48', reply_to => $ack, text => "What is the problem? Fourteen days were missed.\nWhat do you want to happen? A conference."));
    $story->finish;
};

subtest 'mediation, accepted' => sub {
    my $story = lime_story();
    my $mediation = sub { my ($at) = @_; return scalar grep { $_->{kind} eq 'mediation' } @{ $story->case($at)->{owed} } };
    $story->step('to the managers', at => '2026-03-10T09:20', opens => 1, state => 'open', stage => 'W2', sent => [ "ack $rowan", "notice $dacre" ],
        mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-10T09:17', subject => 'Escalation', text => '', form => lime_form()));
    $story->office('2026-03-10T10:00', 'Theo Banks', 'stage', $story->reference, 'W4', '--why', 'the representatives could not');
    $story->happens('at the top', undef, '2026-03-10T10:00');
    is($mediation->('2026-03-10T10:00'), 1, 'the Manager is to offer it');
    $story->step('offered and accepted', at => '2026-03-10T11:00', state => 'open', stage => 'W4', sent => ["ack $lowe"],
        mail => outlook(from => "Harriet Lowe <$lowe>", at => '2026-03-10T10:58', subject => $story->reference, text => "Mediation: accepted by both, Thursday at ten.\n\nHarriet Lowe"));
    is($mediation->('2026-03-10T11:00'), 0, 'which is done');
    $story->finish;
};

my ($manager, $polly, $dsl) = map { "$_\@buttercuplane.example" } qw(manager polly.renwick greer.halliwell);

subtest 'Stage One of Bromley' => sub {
    my $story = Casegate::Story->new('bromley-2019', originator => $polly, secrets => [@preschool_secrets]);
    $story->step('opened', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'B1', sent => ["ack $polly"],
        mail => outlook(from => "Polly Renwick <$polly>", to => $bromley, at => '2026-03-02T09:57', subject => 'Escalation', text => '', form => preschool_form(stage => 'Stage One', discussions => '')));
    is_deeply(holders($story->case('2026-03-02T10:00')), [ 'challenged worker Nadia Crewe', 'raising manager Winifred Oduya-Stroud' ], 'the manager and the other worker hold it');
    $story->finish;
};

subtest 'the lead is made aware by the agency' => sub {
    my $site = Casegate->new('bromley-2019');
    my $path = $site->folder . '/routing/site.yaml';
    Casegate::spew($path, Casegate::slurp($path) =~ s/^iro_notice: gateway/iro_notice: agency/mr);
    my $owed = sub { my ($at) = @_; return scalar grep { $_->{kind} eq 'dsl-notice' } @{ $site->show($site->queue($at)->{cases}[0]{reference}, $at)->{owed} } };
    my ($ack) = grep { $_->{to} eq $manager } $site->receive(outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-02T09:57', subject => 'Escalation', text => '',
        form => preschool_form(stage => 'Stage Two')), '2026-03-02T10:00');
    is($owed->('2026-03-02T10:00'), 1, 'owed');
    like(words($ack->{text}), qr/asked of you: make your Designated Safeguarding Lead aware of it, and reply 'DSL made aware'/, 'and asked of the raising side');
    $site->receive(gmail(from => 'Tobias Finney <tobias.finney@csc.bromley.example>', to => $bromley, at => '2026-03-02T10:58', subject => $site->queue('2026-03-02T10:00')->{cases}[0]{reference}, text => 'DSL made aware.'), '2026-03-02T11:00');
    is($owed->('2026-03-02T11:00'), 1, 'it is not for the other side to say');
    $site->receive(gmail(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-02T11:58', reply_to => $ack, text => 'DSL made aware.'), '2026-03-02T12:00');
    is($owed->('2026-03-02T12:00'), 0, 'the manager says so');
};

my ($sister, $lena, $obi) = map { "$_\@fenmere.example" } qw(anouk.fairweather lena.marsden obi.fenwick);
my $oduya = 'tamsin.oduya@csc.cambs.example';

subtest 'the decision is revised, and an update' => sub {
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
    my @mails = $story->step('to the managers', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C2', sent => [ "ack $sister", "notice $lena", "notice $obi", "notice $oduya" ],
        mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => '', form => nurse_form()));
    my ($to_oduya) = grep { $_->{to} eq $oduya } @mails;
    my ($to_lena) = grep { $_->{to} eq $lena } $story->step('revised', at => '2026-03-02T14:00', state => 'open', stage => 'C2', sent => [ "ack $oduya", "response $lena", "response $obi" ], may => [ "response $sister", "told $sister" ],
        mail => outlook(from => "Tamsin Oduya <$oduya>", to => $cambs, at => '2026-03-02T13:57', reply_to => $to_oduya, text => "Challenged agency's response: revised in the light of the chart"));
    my $case = $story->case('2026-03-02T14:00');
    is(last_message($story)->{kind}, 'response', 'it is a response');
    like($case->{fields}{response}{value}, qr/revised/, 'kept as it is written');
    like($to_lena->{text}, qr/revised/, 'and the other side reads that it is revised');
    $story->step('an update', at => '2026-03-02T15:00', state => 'open', stage => 'C2', sent => ["ack $sister"],
        mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T14:57', subject => $story->reference, text => 'See below.',
            form => [ [ 'Type of message', 'update' ], [ 'Evidence: nature and source', 'A fourth weighing.' ] ]));
    is(last_message($story)->{kind}, 'update', 'is one');
    $story->office('2026-03-03T10:00', 'Nell Rowntree', 'close', $story->reference, '--why', 'both have written to us by post');
    $story->happens('closed', undef, '2026-03-03T10:00');
    my $learning = sub { my ($at) = @_; return scalar grep { $_->{kind} eq 'learning' } @{ $story->case($at)->{owed} } };
    is($learning->('2026-03-03T10:00'), 1, 'a learning activity is asked about');
    $story->step('the answer is SCR', at => '2026-03-03T11:00', state => 'closed', sent => ["ack $lena"],
        mail => outlook(from => "Lena Marsden <$lena>", to => $cambs, at => '2026-03-03T10:57', subject => $story->reference, text => 'Learning points: SCR'));
    is($learning->('2026-03-03T11:00'), 0, 'SCR is an answer');
    is($story->case('2026-03-03T11:00')->{fields}{learning}{value}, 'SCR', 'and kept');
    $story->finish;
};
done_testing;
