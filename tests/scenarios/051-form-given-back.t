# The form that comes back with an acknowledgement: what was understood is filled in as far as a mail may say it, only the open
# questions are empty, and one reply typed into it settles them, whatever the writer's program makes of our lines. What nobody
# changed says nothing; what somebody changed corrects it, with what stood there before.
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
my %from    = (from => "Idris Penhallow <$lead>");

sub story {
    return Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets, child_secrets(name => 'Merrin Quayle',
        dob => '2019-04-03', ids => ['999 500 1179'], phrases => [])]);
}

# Blank: immediate harm, the first child's status, the second child's date of birth; the date of the disagreement is of no month.
sub opened {
    my ($story) = @_;
    my @mails = $story->step('two children, four open questions', at => '2026-03-09T09:00', opens => 1, state => 'provisional', stage => 'S2',
        mail => outlook(%from, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => '', arose => '31/02/26',
            children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', setting => 'Oakfield Primary School', status => '' },
                { name => 'Merrin Quayle', dob => '', ids => '', setting => '', status => 'None' } ])),
        missing => [qw(immediate_harm child.dob child.ids child.status disagreement_date)],
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    my ($ack) = grep { $_->{to} eq $lead } @mails;
    return $ack;
}

# The acknowledgement with these lines of its form answered; each line's n-th occurrence.
sub filled {
    my ($ack, @answers) = @_;
    my %copy = %$ack;
    while (my ($label, $n, $answer) = splice @answers, 0, 3) {
        my $seen = 0;
        $copy{text} =~ s{^(\Q$label\E[^\n:]*:)[ ]*([^\n]*)$}{ ++$seen == $n ? $answer =~ /^=/ ? "$1 " . substr($answer, 1) : "$1 $answer" : "$1 $2" }gme;
        die "no '$label' number $n" if $seen < $n;
    }
    return \%copy;
}

sub child { my ($case, $n) = @_; return $case->{children}[ $n - 1 ] }
sub born { my ($story, $at) = @_; my $case = $story->case($at); return join ' ', map { $_->{value} } @{ $case->{fields} }{'child.dob'} }

my @answers = ('Is the child at immediate risk', 1, 'No', 'Legal / plan status', 1, 'CP Plan', 'Date of birth', 2, '3/4/2019',
    'When did the disagreement arise?', 1, 'Fri 6 March 2026');

subtest 'what comes back' => sub {
    my $story = story();
    my $ack = opened($story);
    my $text = $ack->{text};
    like($text, qr/Still needed.*1\. Is the child at immediate risk of harm\?/s, 'immediate harm is the first question');
    like($text =~ s/\s+/ /gr, qr/When did the disagreement arise\? In line \d+ of your message we read "31\/02\/26": there is no such day; please write it as day, month, year\./,
        'what was read, where, and what is allowed');
    like($text, qr/\d\. Date of birth \(child 2\)/, 'which child is asked about');
    like($text, qr/\d\. Legal \/ plan status \(child 1\)/, 'each with its own question');
    my ($form) = $text =~ /The form as we have it(.*)End of the form/s;
    like($form, qr/^Stage: Stage Two$/m, 'what may be said is filled in');
    like($form, qr/^Agency disagreed with: Children's Social Care$/m, 'as it was understood');
    like($form, qr/^Name or initials: \(received: child 1\)$/m, 'a child has a number, no name');
    like($form, qr/^What is the problem\?: \(received\)$/m, 'what may not be said is received');
    like($form, qr/^Date of birth: \(received\)\n.*^Date of birth[^\n]*:\n/ms, 'one date is known, one is open');
    is(scalar(() = $form =~ /:$/gm), 5, 'five open lines');
    $story->finish;
};

my %program = (outlook => \&outlook, gmail => \&gmail, apple => \&apple, phone => \&phone);
for my $name (sort keys %program) {
    subtest "typed behind our lines, $name" => sub {
        my $story = story();
        my $ack = opened($story);
        my @mails = $story->step('one reply', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [],
            mail => $program{$name}->(%from, at => '2026-03-09T09:58', reply_to => filled($ack, @answers, 'Identifier', 2, '999 500 1179'), text => 'Please see below.'),
            sent => [ "ack $lead", "status $iro" ]);
        my ($answer) = grep { $_->{to} eq $lead } @mails;
        like($answer->{text}, qr/Nothing more is needed/, 'and that was all');
        my $case = $story->case('2026-03-09T10:00');
        is_deeply([ map { $_->{status} } @{ $case->{children} } ], [ ['cp_plan'], ['none'] ], 'each child has its own status');
        is(scalar @{ $case->{children} }, 2, 'and there are no others');
        like($case->{fields}{problem}{value}, qr/Three visits/, 'what was received stands');
        is($case->{fields}{disagreement_date}{value}, 'Fri 6 March 2026', 'the date is the new one');
        my ($notice) = grep { $_->{to} eq $iro } @mails;
        like($notice->{text}, qr/Jory Selwyn, born Mon 14 May 2018/, 'the reviewing officer reads of the first child');
        unlike($notice->{text}, qr/Merrin/, 'and not of the second');
        $story->finish;
    };
}

subtest 'nothing but the answers, and the picture of a letterhead' => sub {
    my $story = story();
    my $ack = opened($story);
    my @mails = $story->step('one reply', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [], sent => [ "ack $lead", "status $iro" ],
        mail => outlook(%from, at => '2026-03-09T09:58', reply_to => filled($ack, @answers, 'Identifier', 2, '999 500 1179'), text => '',
            attach => [ { name => 'logo.png', type => 'image/png', data => "\x89PNG\r\n\x1a\n" . "\0" x 60 } ]));
    my ($answer) = grep { $_->{to} eq $lead } @mails;
    unlike($answer->{text}, qr/was not read/, 'the picture is no part of what was said');
    $story->finish;
};

# The quote as programs that mark it show it, with the answers on lines of their own between.
sub between {
    my ($ack, %below) = @_;
    my @out = ("On 9 Mar 2026, at 09:00, $ack->{from_name} <$ack->{from}> wrote:", '');
    my %seen;
    for my $line (split /\n/, $ack->{text}) {
        push @out, "> $line";
        my ($label) = grep { $line =~ /^\Q$_\E[^\n:]*:$/ } keys %below;
        push @out, '', $below{$label}, '' if $label;
    }
    return join "\n", @out;
}

subtest 'written between the quoted lines' => sub {
    my $story = story();
    my $ack = opened($story);
    my $mail = apple(%from, at => '2026-03-09T09:58', subject => "Re: $ack->{subject}", text => between($ack,
        'Is the child at immediate risk of harm?' => 'No', 'Legal / plan status' => 'CP Plan', 'Date of birth' => '3/4/2019', Identifier => 'Not known',
        'When did the disagreement arise?' => '6 March 2026'));
    $mail->{raw} =~ s/^(Date: )/In-Reply-To: <$ack->{message_id}>\r\n$1/m;
    $story->step('one reply', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [], mail => $mail, sent => [ "ack $lead", "status $iro" ]);
    is_deeply([ map { $_->{status} } @{ $story->case('2026-03-09T10:00')->{children} } ], [ ['cp_plan'], ['none'] ], 'each child has its own status');
    $story->finish;
};

subtest 'by the numbers of our questions' => sub {
    my $story = story();
    my $ack = opened($story);
    my ($list) = $ack->{text} =~ /(Still needed.*?)To add/s;
    my %answer = ('Is the child at immediate risk' => 'no', 'Date of birth' => '3/4/2019', Identifier => 'Not known', 'Legal / plan status' => 'CP Plan',
        'When did' => '6/3/26');
    my @lines = map { my ($n, $label) = @$_; my ($key) = grep { $label =~ /^\Q$_\E/ } keys %answer; "$n. $answer{$key}" } map { [ /^(\d+)\. (.*)/ ] } $list =~ /^(\d+\. .*)$/mg;
    $story->step('one reply', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [],
        mail => gmail(%from, at => '2026-03-09T09:58', reply_to => $ack, text => "In your order:\n\n" . join("\n", @lines)), sent => [ "ack $lead", "status $iro" ]);
    is_deeply([ map { $_->{status} } @{ $story->case('2026-03-09T10:00')->{children} } ], [ ['cp_plan'], ['none'] ], 'each child has its own status');
    $story->finish;
};

subtest 'a list of their own' => sub {
    my $story = story();
    my $ack = opened($story);
    $story->step('two points', at => '2026-03-09T10:00', state => 'provisional', stage => 'S2', sent => ["ack $lead"],
        missing => [qw(immediate_harm child.dob child.ids child.status disagreement_date)],
        mail => gmail(%from, at => '2026-03-09T09:58', reply_to => $ack, text => "Two points:\n\n1. We have the plan of February here.\n2. The forms will follow."));
    $story->finish;
};

subtest 'it comes back as it was' => sub {
    for my $name (sort keys %program) {
        my $story = story();
        my $ack = opened($story);
        my $before = $story->case('2026-03-09T09:00')->{fields};
        $story->step("$name: thanks", at => '2026-03-09T10:00', state => 'provisional', stage => 'S2', sent => ["ack $lead"],
            missing => [qw(immediate_harm child.dob child.ids child.status disagreement_date)],
            mail => $program{$name}->(%from, at => '2026-03-09T09:58', reply_to => $ack, text => 'Thank you, I will look these up.'));
        my $after = $story->case('2026-03-09T10:00');
        is_deeply($after->{fields}, $before, "$name: no field has changed");
        is(scalar @{ $after->{children} }, 2, "$name: no child was added");
        $story->finish if $name eq 'phone';
    }
};
subtest 'one of several numbers of a child' => sub {
    my $story = story();
    my @mails = $story->step('in a line that may be repeated', at => '2026-03-09T09:00', opens => 1, state => 'provisional', stage => 'S2',
        mail => outlook(%from, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => '', area => 'East team, 9993214418',
            children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418, UPN A820199912001', setting => '', status => 'None' } ])),
        missing => ['immediate_harm'], sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    my ($ack) = grep { $_->{to} eq $lead } @mails;
    like($ack->{text}, qr/^Area or team: \(received\)$/m, 'goes back to nobody');
    $story->finish;
};
done_testing();
