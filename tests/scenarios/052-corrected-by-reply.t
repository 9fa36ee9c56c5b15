# Corrections by reply, without a login: a stage, a date, a child's date of birth, written anew or over what our form holds. The
# record says who corrected what, when, and what stood there before; words that a mail may not say are in no event's text. One side
# does not change what the other said, and what would take the case elsewhere waits for the office.
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
my $head    = 'head@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';
my %idris   = (from => "Idris Penhallow <$lead>");
my %open    = (state => 'open', stage => 'S2');

# A case whose form leaves one question open, so that it comes back.
sub opened {
    my (%form) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets,
        child_secrets(name => 'Jory Selwyn', dob => '2018-06-14', ids => [], phrases => [])]);
    my @mails = $story->step('a case', at => '2026-03-09T09:00', opens => 1, stage => 'S2', state => 'provisional', missing => ['outcome_sought'],
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(outcome => '', %form)),
        dates => { guide => '2026-03-13', 'safe-by' => '2026-03-27' },
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    return ($story, map { my $to = $_; grep { $_->{to} eq $to } @mails } $lead, $reyes);
}

sub overwritten {
    my ($ack, $label, $from, $to) = @_;
    my %copy = %$ack;
    $copy{text} =~ s/^(\Q$label\E[^\n:]*:) \Q$from\E$/$1 $to/m or die "no '$label: $from'";
    return \%copy;
}

sub corrections { my ($story, $at) = @_; return grep { $_->{kind} eq 'corrected' } @{ $story->case($at)->{events} } }

subtest 'a date over ours' => sub {
    my ($story, $ack) = opened();
    my @mails = $story->step('it arose a day earlier', at => '2026-03-09T10:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => outlook(%idris, at => '2026-03-09T09:58', reply_to => overwritten($ack, 'When did the disagreement arise?', 'Fri 6 Mar 2026', 'Thu 5 Mar 2026'),
            text => 'One correction in the form below.'),
        dates => { guide => '2026-03-12', 'safe-by' => '2026-03-27' });
    my @said = corrections($story, '2026-03-09T10:00');
    is(scalar @said, 1, 'one correction');
    like($said[0]{text}, qr/Corrected by \Q$lead\E: When did the disagreement arise\?: was "Fri 6 March 2026", is "Thu 5 Mar 2026"/, 'who, what, and what before');
    is($said[0]{message}, (grep { $_->{kind} eq 'received' } @{ $story->case('2026-03-09T10:00')->{events} })[-1]{message}, 'by which message');
    $story->step('the thread carries the old value on', at => '2026-03-09T11:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => outlook(%idris, at => '2026-03-09T10:58', reply_to => $ack, text => 'Is there news?'), dates => { guide => '2026-03-12', 'safe-by' => '2026-03-27' });
    is(scalar(corrections($story, '2026-03-09T11:00')), 1, 'and it says nothing');
    $story->finish;
};

subtest 'a date of birth' => sub {
    my ($story, $ack) = opened();
    $story->step('over what was received', at => '2026-03-09T10:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => overwritten($ack, 'Date of birth', '(received)', '14/06/2018'), text => 'See below.'));
    my ($said) = corrections($story, '2026-03-09T10:00');
    like($said->{text}, qr/Corrected by \Q$lead\E: Date of birth$/, 'which answer, and not the date itself');
    is(scalar @{ $story->case('2026-03-09T10:00')->{children} }, 1, 'it is the same child');
    is($story->case('2026-03-09T10:00')->{fields}{'child.dob'}{value}, '14/06/2018', 'the new date stands');
    like($story->page('2026-03-09T10:00'), qr/14 Jun 2018/, 'and is shown');
    $story->step('with the whole name, and the first date again', at => '2026-03-09T11:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T10:58', reply_to => $ack, text => "Child's name: Jory Selwyn\nDate of birth: 14/05/2018"));
    is(scalar @{ $story->case('2026-03-09T11:00')->{children} }, 1, 'still the same child');
    is(scalar(corrections($story, '2026-03-09T11:00')), 2, 'said again');
    $story->finish;
};

subtest 'a line with the child in it' => sub {
    my ($story, $ack) = opened(area => 'East locality');
    $story->step('the area', at => '2026-03-09T10:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => 'Area or team: West locality, for Jory Selwyn'));
    my ($said) = corrections($story, '2026-03-09T10:00');
    like($said->{text}, qr/Corrected by \Q$lead\E: Area or team$/, 'is said without it');
    $story->step('and once more', at => '2026-03-09T11:00', %open, state => 'provisional', sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T10:58', reply_to => $ack, text => 'Area or team: West locality'));
    my @said = corrections($story, '2026-03-09T11:00');
    like($said[1]{text}, qr/Corrected by \Q$lead\E: Area or team$/, 'also where it stood there before');
    $story->finish;
};

subtest 'the stage, to a later one' => sub {
    my ($story, $ack) = opened(outcome => '');
    $story->step('Stage Three', at => '2026-03-09T10:00', state => 'provisional', stage => 'S3', tier => 1,
        mail => phone(%idris, at => '2026-03-09T09:58', reply_to => overwritten($ack, 'Stage', 'Stage Two', '3'), text => 'Wrong stage, sorry.'),
        sent => [ "ack $lead", "notice $head", "notice $frost", "extract $lead", "extract $reyes", "told $teacher" ]);
    my ($said) = corrections($story, '2026-03-09T10:00');
    like($said->{text}, qr/Corrected by \Q$lead\E: Stage: was "Stage Two", is "3"/, 'who, and what before');
    $story->finish;
};

subtest 'the stage, to an earlier one' => sub {
    my ($story, $ack) = opened();
    my @mails = $story->step('Stage One', at => '2026-03-09T10:00', %open, state => 'provisional', held => 1,
        mail => apple(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => 'Stage: One'), sent => ["ack $lead"]);
    like($mails[0]{text} =~ s/\s+/ /gr, qr/would take the case elsewhere; the office looks at it first/, 'the sender reads that');
    my $held = $story->newest_held('2026-03-09T10:00');
    is($held->{reason}, 'correction', 'the office is told why') or diag(explain($held));
    like($held->{suggestions}[0]{why}, qr/casegate stage \S+ S1/, 'and what it may do');
    $story->finish;
};

subtest 'another agency' => sub {
    my ($story, $ack) = opened();
    my @mails = $story->step('the police instead', at => '2026-03-09T10:00', %open, state => 'provisional', held => 1,
        mail => outlook(%idris, at => '2026-03-09T09:58', reply_to => overwritten($ack, 'Agency disagreed with', "Children's Social Care", 'Police'), text => 'See below.'),
        sent => ["ack $lead"]);
    is($story->case('2026-03-09T10:00')->{agencies}{challenged}, 'csc', 'nobody is routed to by a correction');
    like($story->newest_held('2026-03-09T10:00')->{suggestions}[0]{why}, qr/casegate route \S+ --side challenged --agency eastpolice/, 'the office may');
    $story->finish;
};

subtest 'the other side' => sub {
    my ($story, $ack, $notice) = opened();
    my @mails = $story->step('another date, by the other agency', at => '2026-03-09T10:00', %open, state => 'provisional', sent => ["ack $reyes"],
        mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T09:58', reply_to => $notice,
            text => "When did the disagreement arise?: 2 March 2026\nDate of birth: 14/06/2018"), dates => { guide => '2026-03-13', 'safe-by' => '2026-03-27' });
    my $case = $story->case('2026-03-09T10:00');
    is($case->{fields}{disagreement_date}{value}, 'Fri 6 March 2026', 'what was said first stands');
    is($case->{fields}{'child.dob'}{value}, '14/05/2018', 'the date of birth as well');
    like($story->page('2026-03-09T10:00'), qr/14 May 2018/, 'it is shown as it was');
    is(scalar(corrections($story, '2026-03-09T10:00')), 0, 'and nothing is said to be corrected');
    like($mails[0]{text} =~ s/\s+/ /gr, qr/the other agency has said something else; both are on record/, 'which the sender reads');
    $story->step('a remark in our notice', at => '2026-03-09T11:00', %open, state => 'provisional', sent => ["ack $reyes"],
        mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T10:58', text => 'My remarks are below.', reply_to => { %$notice,
            text => $notice->{text} =~ s/(Three visits were missed\.)/$1 [CR: they were not]/r }));
    unlike($story->case('2026-03-09T11:00')->{fields}{problem}{value}, qr/they were not/, 'a remark beside their words is not theirs');
    $story->finish;
};
done_testing();
