# Answers as people give them: a no that is none, a stage that was misread and is corrected, numbers out of order, a date that
# cannot be read twice running, 'dont have it' for a number; a stage that is passed over; and what begins an answer to words of harm.
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
my $iro     = 'iro.service@csc.havering.example';
my %idris   = (from => "Idris Penhallow <$lead>");

sub story { return Casegate::Story->new('havering-2020', originator => $teacher, secrets => [ @school_secrets, @_ ]) }
sub answer_to { my ($who, @mails) = @_; my ($ack) = grep { $_->{to} eq $who && $_->{template} eq 'ack' } @mails; return $ack }
sub office_told { my ($story, @mails) = @_; return scalar grep { ($_->{header}{subject}[0] // '') =~ /Look at this now/ } @mails }

# Havering 1.5: immediate harm is asked; what is no plain no is asked again and marked, and words of harm in it alarm.
my @answers = (['no idea, she may be hurt tonight', 1], ['No. She was burnt last night.', 1], ['No - but bruises seen', 1], ['No?', 0], ['not sure, maybe no', 0], ['No, with her aunt', 0]);
for my $row (@answers) {
    my ($said, $alarms) = @$row;
    subtest "immediate harm: $said" => sub {
        my $story = story();
        my (undef, undef, @mails) = $story->happens('the form', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '',
            form => school_form(harm => $said)), '2026-03-09T09:00');
        my $case = $story->case('2026-03-09T09:00');
        is($case->{state}, 'provisional', 'it is not answered');
        is_deeply($case->{missing}, ['immediate_harm', $alarms ? 'immediate_action' : ()], 'and asked again');
        my $ack = answer_to($lead, @mails);
        like($ack->{text}, qr/\AIf /, 'the urgent text comes first');
        like($ack->{text}, qr/1\. Is the child at immediate risk of harm\?\n\s+In .*?please answer yes, no or\s+not known/s, 'with the reason');
        is($case->{urgent} ? 1 : 0, $alarms, $alarms ? 'words of harm make it urgent' : 'nothing in it speaks of harm');
        is(office_told($story, @mails) ? 1 : 0, $alarms, 'the office is alarmed, or not');
        like($story->page('2026-03-09T09:00'), $alarms ? qr/URGENT/ : qr/immediate harm was answered neither yes nor no: ask/, 'and the office sees it');
        $story->finish;
    };
}

# The same in a reply, by number or in a sentence.
for my $said ('1. no idea, she may be hurt tonight', "No. He was burnt.\n\nIdris Penhallow", "No idea, she may be hurt tonight.\n\nIdris Penhallow") {
    subtest "immediate harm, in a reply: " . substr($said, 0, 10) => sub {
        my $story = story();
        my (undef, undef, @mails) = $story->happens('the form', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '',
            form => school_form(harm => '')), '2026-03-09T09:00');
        is($story->case('2026-03-09T09:00')->{urgent} ? 1 : 0, 0, 'a blank is not urgent');
        (undef, undef, @mails) = $story->happens('a reply', gmail(%idris, at => '2026-03-09T09:58', reply_to => answer_to($lead, @mails), text => $said), '2026-03-09T10:00');
        my $case = $story->case('2026-03-09T10:00');
        is_deeply([ $case->{urgent} ? 1 : 0, grep { $_ eq 'immediate_harm' } @{ $case->{missing} } ], [ 1, 'immediate_harm' ], 'words of harm are, and it is asked again');
        is(office_told($story, @mails) ? 1 : 0, 1, 'the office is alarmed');
        like(answer_to($lead, @mails)->{text}, qr/\AIf /, 'the urgent text comes first');
        $story->finish;
    };
}

# A plain yes by number alarms, whatever else the reply holds: a date that cannot be read, a list of the sender's own, a no.
my @yes = (
    ["1. Yes\n2. sometime in spring, he is about seven", '31/02/2018'], ["1. Yes\n2. DSL told\n\nWhat we want:\n1. visits restart\n2. a meeting", '14/05/2018'],
    ["1. yes\n1. no", '14/05/2018'], ["1. no\n1. yes", '14/05/2018'], ["1. she may be hurt tonight\n1. yes", '14/05/2018'],
);
for my $row (@yes) {
    my ($said, $born) = @$row;
    subtest 'a yes by number: ' . ($said =~ s/\n+/ \/ /gr) => sub {
        my $story = story();
        my (undef, undef, @mails) = $story->happens('the form', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => '',
            children => [ { name => 'Jory Selwyn', dob => $born, ids => '999 321 4418', setting => 'Oakfield Primary School', status => 'None' } ])), '2026-03-09T09:00');
        (undef, undef, @mails) = $story->happens('a reply', gmail(%idris, at => '2026-03-09T09:58', reply_to => answer_to($lead, @mails), text => $said), '2026-03-09T10:00');
        my $case = $story->case('2026-03-09T10:00');
        is_deeply([ $case->{urgent} ? 1 : 0, grep { $_ eq 'immediate_harm' } @{ $case->{missing} } ], [1], 'it is urgent, and answered');
        is(office_told($story, @mails) ? 1 : 0, 1, 'the office is alarmed');
        $story->finish;
    };
}

# Each number is asked about once, so the answer does not grow with the reply.
for my $row (['the same number', sub { '1. ' . ($_[0] % 2 ? 'no' : 'not known') }], ['numbers we never asked', sub { 50 + $_[0] % 40 . '. No' }],
    ['a list of his own', sub { "1. visit $_[0]" }]) {
    my ($name, $line) = @$row;
    subtest "20 000 lines: $name" => sub {
        my $story = story();
        my (undef, undef, @mails) = $story->happens('the form', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '',
            form => school_form(harm => '')), '2026-03-09T09:00');
        (undef, undef, @mails) = $story->happens('a reply', gmail(%idris, at => '2026-03-09T09:58', reply_to => answer_to($lead, @mails),
            text => join("\n", '1. No', map { $line->($_) } 1 .. 20_000)), '2026-03-09T10:00');
        cmp_ok(length answer_to($lead, @mails)->{text}, '<', 32_768, 'the answer is short');
        $story->finish;
    };
}

subtest 'immediate harm: not known' => sub {
    my $story = story();
    my (undef, undef, @mails) = $story->happens('the form', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '',
        form => school_form(harm => 'Not known')), '2026-03-09T09:00');
    my $case = $story->case('2026-03-09T09:00');
    is_deeply([ $case->{state}, @{ $case->{missing} } ], ['open'], 'is an answer');
    like($story->page('2026-03-09T09:00', 'queue'), qr/immediate harm not answered/, 'and is marked for the office');
    (undef, undef, @mails) = $story->happens('a reply', gmail(%idris, at => '2026-03-09T09:58', reply_to => answer_to($lead, @mails),
        text => 'Is the child at immediate risk of harm?: No'), '2026-03-09T10:00');
    unlike($story->page('2026-03-09T10:00', 'queue'), qr/immediate harm not answered/, 'until it is known');
    $story->finish;
};

# A misread stage, once corrected, acts as if it had been written at first; numbers are taken in any order.
my @form = (stage => '2 i think', raising => 'Oakfeild Prim', harm => 'No',
    children => [ { name => 'Jory Selwyn', dob => '31/02/2019', ids => '', setting => 'Oakfield Primary School', status => 'Looked after' } ]);
sub opened {
    my $story = story('21/02/2019', '21 February 2019');
    my @mails = $story->step('a stage and a date that cannot be read', at => '2026-03-09T09:00', opens => 1, state => 'provisional', stage => undef,
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(@form)),
        missing => [qw(stage_claimed child.dob child.ids)], sent => ["ack $lead"], may => ["told $teacher"]);
    return ($story, answer_to($lead, @mails));
}
sub number { my ($ack, $label) = @_; my ($n) = $ack->{text} =~ /^(\d+)\. \Q$label\E/m; return $n // die "no '$label' in $ack->{text}" }

subtest 'in any order' => sub {
    my ($story, $ack) = opened();
    unlike($ack->{text}, qr/could not tell which\s+organisation/, 'the agency is not unknown');
    like($ack->{text} =~ s/\s+/ /gr, qr/the directory has no such name; by your address it is recorded as Oakfield Primary School. Is that right\?/, 'but taken, and asked about');
    like($story->page('2026-03-09T09:00'), qr/Date of birth \(answered, but it cannot be read\)/, 'the office sees what could not be read');
    my ($stage, $dob, $ids) = map { number($ack, $_) } 'Stage', 'Date of birth', 'Identifier';
    my @mails = $story->step('one reply, backwards', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => "Sorry!\n\n$stage. Stage two\n$dob. 21/02/2019\n$ids) dont have it\n"),
        sent => [ "ack $lead", "notice $reyes", "status $iro" ], may => ["told $teacher"]);
    my $case = $story->case('2026-03-09T10:00');
    is($case->{fields}{'child.dob'}{value}, '21/02/2019', 'the date of birth');
    like($story->page('2026-03-09T10:00') =~ s/\s+/ /gr, qr/born Thu 21 Feb 2019, Oakfield Primary School/, 'and no number that is none');
    like(answer_to($lead, @mails)->{text}, qr/Nothing more is needed/, 'that was all');
    $story->finish;
};

subtest 'asked until it is answered' => sub {
    my ($story, $ack) = opened();
    my ($stage, $dob) = map { number($ack, $_) } 'Stage', 'Date of birth';
    my @mails = $story->step('the stage alone', at => '2026-03-09T10:00', state => 'provisional', stage => 'S2', missing => [qw(child.dob child.ids)],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => "$stage. Stage two"),
        sent => [ "ack $lead", "notice $reyes", "status $iro" ], may => ["told $teacher"]);
    my $second = answer_to($lead, @mails);
    like($second->{text} =~ s/\s+/ /gr, qr/\d\. Date of birth Of what you wrote before: there is no such day/, 'the date is asked for again, with why');
    like($second->{text}, qr/^Date of birth[^\n]*:$/m, 'and its line is open');
    $story->step('twice', at => '2026-03-09T11:00', state => 'provisional', stage => 'S2', missing => [qw(child.dob child.ids)], sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T10:58', reply_to => $second, text => number($second, 'Date of birth') . ". 21/02/2019\n"
            . number($second, 'Date of birth') . '. 22/02/2019'));
    $story->finish;
};

subtest 'what is not taken is asked about' => sub {
    my ($story, $ack) = opened();
    my ($stage, $dob) = map { number($ack, $_) } 'Stage', 'Date of birth';
    my @mails = $story->step('a date twice, and a number too many', at => '2026-03-09T10:00', state => 'provisional', stage => 'S2', missing => [qw(child.dob child.ids)],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => "$stage. Stage two\n$dob. 21/02/2019\n$dob. 22/02/2019\n19. see the log"),
        sent => [ "ack $lead", "notice $reyes", "status $iro" ], may => ["told $teacher"]);
    my $text = answer_to($lead, @mails)->{text} =~ s/\s+/ /gr;
    like($text, qr/Date of birth In [^:]*: this number stands there twice with different words/, 'the date that was given twice');
    like($text, qr/Answer 19 In [^:]*: none of our questions has this number/, 'the number that we did not ask');
    $story->finish;
};

# Havering 2.8: the partnership's members come before the Chair, so a claim of Stage Four goes as far as Stage Three.
subtest 'a stage passed over' => sub {
    my $story = story();
    $story->step('Stage Two', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2',
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => 'No')),
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    my ($queue, undef, @mails) = $story->happens('to Stage Four', gmail(%idris, at => '2026-03-10T08:58', subject => '[' . $story->reference . '] Stage Two',
        text => 'Not resolved. Please escalate to stage four, head agrees.'), '2026-03-10T09:00');
    my $case = $story->case('2026-03-10T09:00');
    is($case->{stage}{id}, 'S3', 'it is at Stage Three');
    ok(scalar(grep { $_->{template} eq 'notice-stage' } @mails) >= 1, 'whose managers are told');
    like(answer_to($lead, @mails)->{text} =~ s/\s+/ /gr, qr/agency members on the HSCP of each agency concerned should have been engaged/, 'and the sender is told what comes before Stage Four');
    is($queue->{held}, 1, 'whether it goes on at once the office is asked');
    like($story->newest_held('2026-03-10T09:00')->{suggestions}[0]{why} // '', qr/casegate stage \S+ S4/, 'with the likely answer');
    $story->finish;
};

# A yes with a condition settles nothing, and 'no longer' takes nothing further.
for my $said ('Yes, if the visits begin again', 'No longer', 'No?') {
    subtest "outcome: $said" => sub {
        my $story = story();
        $story->happens('Stage Two', outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => 'No')), '2026-03-09T09:00');
        my ($queue) = $story->happens('the outcome', gmail(%idris, at => '2026-03-10T08:58', subject => '[' . $story->reference . '] Stage Two',
            text => "Outcome: $said"), '2026-03-10T09:00');
        my $case = $story->case('2026-03-10T09:00');
        is_deeply([ $case->{state}, $case->{stage}{id} ], [ 'open', 'S2' ], 'the case is where it was');
        is($queue->{held}, 1, 'and a person reads it');
        $story->finish;
    };
}

# Urgent text first, always, and out of hours the number to ring, whatever the answer is.
subtest 'words of harm that name no case' => sub {
    my $story = story();
    for my $child (1, 2) {
        $story->happens("case $child", outlook(%idris, at => '2026-03-09T08:58', subject => "Escalation $child", text => '', form => school_form(harm => 'No',
            children => [ { name => $child == 1 ? 'Jory Selwyn' : 'Merrin Quayle', dob => $child == 1 ? '14/05/2018' : '3/4/2019', ids => '', setting => '', status => 'None' } ])),
            "2026-03-09T09:0$child");
    }
    my (undef, undef, @mails) = $story->happens('a call for help', gmail(%idris, at => '2026-03-09T19:28', subject => 'Update',
        text => 'She is not safe tonight. What do we do?'), '2026-03-09T19:30');
    my $answer = answer_to($lead, @mails);
    like($answer->{subject}, qr/which case/, 'which case it is the office finds out');
    like($answer->{text}, qr/\AIf [^\n]*\n.*?Emergency duty, also out of hours: .*?\n\nWe received/s, 'the urgent text and the number come first');
    $story->finish;
};
done_testing();
