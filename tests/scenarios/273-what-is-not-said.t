# What is taken for an answer and is none. To a closed case thanks with news behind them (scenario 12: only bare thanks are filed); for
# a manager's assurance a refusal, a worry or a promise (Warrington 3 L52b); for a course of action what is still to be decided
# (Warrington 2 L44); for the written confirmation that a mail came (Warrington 2 L46). Each waits for a person, or what is owed stays
# owed; a no about a child's safety alarms. And an outcome that failed is nowhere shown as agreed, nor one side's words as the other's.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($gp, $wyndham, $ashdown) = ('Hamish Vantongeren <hamish.vantongeren@parkgate.example>', 'Isla Wyndham <isla.wyndham@parkgate.example>', 'Pilar Ashdown <pilar.ashdown@csc.warrington.example>');
my $lowe = 'Harriet Lowe <harriet.lowe@partnership.warrington.example>';

sub surgery {
    my $story = Casegate::Story->new('warrington-2021', originator => 'hamish.vantongeren@parkgate.example', secrets => []);
    surgery_opens($story);
    return $story;
}

# One message: [who, when, words, what it answers]. The mails that went out, what is owed and the last that waits.
sub says {
    my ($story, $who, $at, $text, $old) = @_;
    my $mail = phone(from => $who, at => $at, subject => $story->reference, text => $text, $old ? (reply_to => $old) : ());
    my @mails = $story->site->receive($mail, $at);
    my $case = $story->case($at);
    my $held = $story->newest_held($at);
    return { mails => \@mails, case => $case, owed => owed($case), alarmed => scalar(grep { $_->{subject} =~ /Look at this now/ } @mails),
        held => $held && $held->{received} =~ /^\Q$at\E/ ? $held->{reason} : '', readings => $held ? join(' | ', map { $_->{why} } @{ $held->{suggestions} }) : '' };
}

my $minute = 0;
sub next_minute { my ($hour) = @_; return sprintf '%s:%02d', $hour, $minute++ }

subtest 'thanks to a closed case' => sub {
    my $story = surgery();
    says($story, $ashdown, '2026-03-16T10:00', "Outcome: resolved\nAgreed outcome: a joint visit on Wednesday\nOutstanding issues and how pursued: none");
    is(says($story, $wyndham, '2026-03-16T10:30', 'Confirmed.')->{case}{state}, 'closed', 'closed');
    for my $text ('Thanks everyone', "Hi Pilar,\n\nMany thanks for your help with this, much appreciated.\n\nBest wishes\nIsla", "Noted, thank you.\n\nIsla Wyndham", 'Thank you all. Have a good weekend.') {
        my $got = says($story, $wyndham, next_minute('2026-03-17T09'), $text);
        is_deeply([ $got->{held}, scalar @{ $got->{mails} } ], [ '', 0 ], q{'} . words($text) . q{' is only filed});
    }
    for my $text ('Thanks. He is back at nursery with a bruise on his cheek.', 'Thank you. The visit never took place.', 'Thanks, but nobody came.', 'Many thanks. Mum has moved to Croydon.',
        'Thanks - missing again', 'Thanks, is this closed?') {
        is(says($story, $wyndham, next_minute('2026-03-17T09'), $text)->{held}, 'closed-case', "'$text' is held");
    }
    my $got = says($story, $wyndham, next_minute('2026-03-17T09'), 'Thank you, she has gone missing again');
    is_deeply([ @$got{qw(held alarmed)} ], [ 'closed-case', 1 ], 'words of danger alarm');
    my ($answer) = grep { $_->{to} =~ /wyndham/ } @{ $got->{mails} };
    like($answer->{text}, qr/999/, 'and who wrote them reads whom to call');
};

subtest 'an assurance that is none' => sub {
    my $story = surgery();
    my ($asked) = grep { $_->{to} =~ /wyndham/ && $_->{text} =~ /assurance of safety/ } $story->site->tick('2026-03-16T17:00');
    my $owes = sub { scalar grep { /^delay-assurance/ } @{ $_[0]{owed} } };
    my $label = "Manager's assurance of safety: ";
    for my $row ([ $label . 'No', 1 ], [ $label . 'I can\'t give that', 1 ], [ $label . 'not yet, will check tomorrow', 0 ], [ $label . 'I am worried about her', 1 ],
        [ $label . 'Pilar says she is safe', 0 ], [ $label . 'I think she is safe', 0 ], ['She is NOT safe and this delay is unacceptable', 1],
        ['I am satisfied she is safe? Nobody could say that.', 0]) {
        my ($text, $alarms) = @$row;
        my $got = says($story, $wyndham, next_minute('2026-03-17T10'), $text, $asked);
        is($owes->($got), 1, "'$text': still owed");
        like($got->{held}, qr/^(?:assurance|delay)-unclear$/, 'a person reads it');
        is($got->{alarmed}, $alarms, $alarms ? 'and it alarms' : 'and it does not alarm');
        like($got->{readings}, qr/the manager's assurance/, 'with the reading') if $text =~ /^Manager/;
    }
    my ($unsure) = grep { $_->{reason} eq 'assurance-unclear' } reverse @{ $story->site->held('2026-03-17T11:00') };
    $story->office('2026-03-17T11:00', 'Theo Banks', 'held', $unsure->{id}, 'link', $story->reference, '--why', q{the manager's assurance});
    is_deeply([ grep { /^delay-assurance/ } @{ owed($story->case('2026-03-17T11:01')) } ], [], 'what the office reads as one is one');
    for my $text ($label . 'Safe at home with gran, seen by me at 4pm.', $label . 'Isla Wyndham, 16 March 2026', $label . 'The delay has not compromised her safety.', 'I am satisfied that she is safe tonight.') {
        my $plain = surgery();
        my ($question) = grep { $_->{to} =~ /wyndham/ && $_->{text} =~ /assurance of safety/ } $plain->site->tick('2026-03-16T17:00');
        my $got = says($plain, $wyndham, '2026-03-17T10:00', "$text\nReasons for taking over a day: Pilar was in court.", $question);
        is_deeply([ $owes->($got), $got->{alarmed} ], [ 0, 0 ], "'$text' is one");
    }
};

sub at_manager {
    my $story = surgery();
    says($story, $ashdown, '2026-03-16T10:00', 'Not resolved.');
    $story->office('2026-03-16T10:20', 'Theo Banks', 'stage', $story->reference, 'W4', '--why', 'the representatives could not agree');
    $story->site->tick('2026-03-16T10:20');
    return $story;
}

subtest 'a course of action to come' => sub {
    my $story = at_manager();
    for my $text ('Course of action: to be agreed on Thursday', 'Course of action: I will meet both on Thursday and then decide', 'Both have agreed to mediation on Thursday.', 'Mediation offered, both agreed.') {
        my $got = says($story, $lowe, next_minute('2026-03-16T11'), $text);
        is($got->{case}{state}, 'open', "'$text' closes nothing");
        ok((grep { /^course-of-action/ } @{ $got->{owed} }), 'the course of action is owed');
        is($got->{held}, 'unclear-outcome', 'a person reads it') if $text =~ /^(?:Both|Mediation)/;
        is_deeply([ grep { $_->{to} !~ /lowe/ } @{ $got->{mails} } ], [], 'and nobody is asked to confirm it');
    }
    my $got = says(at_manager(), $lowe, '2026-03-16T11:30', 'After mediation we have agreed a joint visit on Friday.');
    is($got->{case}{state}, 'closing', 'what mediation came to is one');
    $got = says($story, $lowe, '2026-03-16T12:00', 'I have determined that CSC should carry out an enquiry. Issue reported to the Chair.');
    is($got->{case}{state}, 'closing', 'one that is determined is one');
    $story = at_manager();
    $got = says($story, $lowe, '2026-03-16T12:00', 'Course of action: joint assessment led by CSC, to start 23 March');
    is($got->{case}{state}, 'closing', 'as is one with a date to come');
};

subtest 'no confirmation' => sub {
    my $story = surgery();
    says($story, $ashdown, '2026-03-16T10:00', "Outcome: resolved\nAgreed outcome: a joint visit on Wednesday\nOutstanding issues and how pursued: none");
    for my $text ('I can confirm I have received this.', 'Yes will do', 'Confirmed receipt', 'Written confirmation: received', 'Yes, got it.') {
        my $got = says($story, $wyndham, next_minute('2026-03-16T13'), $text);
        is_deeply([ $got->{held}, $got->{case}{state} ], [ 'confirmation-unclear', 'closing' ], "'$text' confirms nothing");
    }
    for my $text ('Thanks, I have received this. I confirm the outcome.', 'I can confirm.', 'I can confirm that this is what we agreed.', 'Yes, confirmed.') {
        my $other = surgery();
        says($other, $ashdown, '2026-03-16T10:00', "Outcome: resolved\nAgreed outcome: a joint visit on Wednesday\nOutstanding issues and how pursued: none");
        is(says($other, $wyndham, '2026-03-16T14:00', $text)->{case}{state}, 'closed', "'$text' does");
    }
};

# ---- whose words, and of when ----

subtest 'an outcome that failed' => sub {
    my $story = surgery();
    says($story, $ashdown, '2026-03-16T09:30', 'We have looked again. We partly agree: an assessment, but no enquiry.');
    my $got = says($story, $wyndham, '2026-03-16T10:00', 'Not resolved. Please take it to the representatives.');
    my ($notice) = grep { $_->{subject} =~ /Representatives/ && $_->{to} =~ /csc/ } @{ $got->{mails} };
    like($notice->{text}, qr/\n *Not in the words of Parkgate Surgery:\s+Challenged agency's response: partly/, 'and the answer as another side’s');
    my $representative = $notice->{to};
    says($story, $representative, '2026-03-16T11:00', "Outcome: resolved\nAgreed outcome: an assessment by 20 March\nOutstanding issues and how pursued: none");
    is($story->case('2026-03-16T11:01')->{state}, 'closing', 'closing');
    $story->office('2026-03-17T10:00', 'Theo Banks', 'close', $story->reference, '--why', 'confirmed by telephone');
    $story->site->tick('2026-03-17T10:00');
    $story->office('2026-03-24T10:00', 'Theo Banks', 'reopen', $story->reference, '--why', 'not carried out');
    my @told = $story->site->tick('2026-03-24T10:00');
    $got = says($story, $representative, '2026-03-24T11:00', 'We are unable to agree.');
    is($got->{case}{stage}{id}, 'W4', 'it goes on in its second cycle');
    my ($manager) = grep { $_->{to} =~ /lowe/ } @{ $got->{mails} };
    ok($manager, 'the Manager is told');
    unlike(join("\n", map { $_->{text} } @told, @{ $got->{mails} }), qr/an assessment by 20 March|response: partly/, 'and reads nothing of the first');
};
done_testing();
