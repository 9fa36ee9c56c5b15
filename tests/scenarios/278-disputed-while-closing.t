# A message that disputes the resolution is not passed over by a closing: while it waits for the office the case closes neither by
# itself nor by the office's command, and the queue says that it needs a decision. Deciding about the message is the office's
# word: set aside, the case closes; linked, it is open again. A message that may only belong to the case bars it as well, when it
# speaks of harm or disputes, unless its sender is not believed. Requirements 1.4 L21: the child's safety before every other rule.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board qw(chronology);
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($teacher, $lead) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example');
my $reyes = 'callum.reyes@csc.havering.example';
my %child = (name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan');

sub says { my ($story, $who, $at, $text) = @_; return phone(from => $who, at => $at, subject => $story->reference, text => $text) }
sub idris  { my ($story, $at, $text) = @_; return says($story, "Idris Penhallow <$lead>", $at, $text) }
sub callum { my ($story, $at, $text) = @_; return says($story, "Callum Reyes <$reyes>", $at, $text) }

# Resolved, as one side says, and both have recorded it.
sub closing {
    my ($disputed) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => []);
    my $site = $story->site;
    $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-18T10:12', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ])), '2026-03-18T10:14');
    push @{ $story->{references} }, $site->queue('2026-03-18T10:15')->{cases}[0]{reference};
    $site->receive(idris($story, '2026-03-20T10:00', 'This is resolved: the plan was reviewed.'), '2026-03-20T10:00');
    is($story->case('2026-03-20T10:01')->{state}, 'closing', 'resolved, as one side says');
    $disputed->($story);
    $site->receive(idris($story, '2026-03-20T13:00', 'Recorded on file.'), '2026-03-20T13:00');
    $site->receive(callum($story, '2026-03-20T14:00', 'Recorded on file.'), '2026-03-20T14:00');
    $site->tick('2026-03-20T14:00');
    return $story;
}

sub office { my ($case) = @_; return grep { $_->{role} eq 'office' } @{ $case->{waiting_for} } }

sub refused {
    my ($story, @command) = @_;
    my ($code, undef, $said) = $story->site->run(undef, '--site', $story->site->folder, @command);
    isnt($code, 0, "$command[0]: refused");
    return $said;
}

my $no = sub { my ($story) = @_; $story->site->receive(callum($story, '2026-03-20T12:00', "I don't agree that it's resolved. We never spoke."), '2026-03-20T12:00') };

for my $way ('set-aside', 'link', 'reopen') {
    subtest "a party disputes it: $way" => sub {
        my $story = closing($no);
        my $case = $story->case('2026-03-20T14:01');
        is($case->{state}, 'closing', 'it does not close by itself');
        is_deeply([ map { $_->{what} } office($case) ], ['needs a decision: a message that waits says that it is not resolved'], 'it waits for the office');
        like($story->page('2026-03-20T14:01', 'queue'), qr/needs a decision/, 'as the queue says');
        like($story->page('2026-03-20T14:01'), qr/needs a decision/, 'and the case');
        like(refused($story, 'close', $story->reference, '--by', 'Wilf', '--why', 'all is recorded', '--now', '2026-03-20T14:02'), qr/waits says that it is not resolved: decide about it first \('casegate held' lists it\)/, 'with the remedy');
        my ($held) = @{ $story->site->held('2026-03-20T14:03') };
        my @command = $way eq 'reopen' ? ('reopen', $story->reference) : ('held', $held->{id}, $way, $way eq 'link' ? $story->reference : ());
        $story->office('2026-03-20T15:00', 'Wilf Darrow', @command, '--why', 'spoke to him');
        $case = $story->case('2026-03-20T15:01');
        is($case->{state}, $way eq 'set-aside' ? 'closed' : 'open', "$way: the office's word");
        is_deeply([ office($case) ], [], 'and it waits for the office no more');
        is(scalar @{ $story->site->held('2026-03-20T15:01') }, 0, 'nothing waits');
        $story->site->tick('2026-03-20T15:01');
        like($story->site->must(undef, 'verify'), qr/^the record adds up$/m, 'the record adds up');
    };
}

subtest 'read as resolved' => sub {
    my $story = closing($no);
    my ($held) = @{ $story->site->held('2026-03-20T14:03') };
    $story->office('2026-03-20T15:00', 'Wilf Darrow', 'held', $held->{id}, 'link', $story->reference, '--why', 'resolved');
    is($story->case('2026-03-20T15:01')->{state}, 'closed', 'by the reading that was chosen');
};

subtest 'nobody disputes it' => sub {
    my $story = closing(sub { });
    is($story->case('2026-03-20T14:01')->{state}, 'closed', 'without a dispute it closes');
};

subtest 'of harm, by somebody who takes no part' => sub {
    my $story = closing(sub { $_[0]->site->receive(says($_[0], 'Ann Other <ann@elsewhere.example>', '2026-03-20T12:00', 'A child is in immediate danger tonight. ' . $_[0]->reference), '2026-03-20T12:00') });
    my $case = $story->case('2026-03-20T14:01');
    is($case->{state}, 'closing', 'it bars the closing');
    like((office($case))[0]{what}, qr/immediate risk of harm/, 'and needs a decision');
    unlike(chronology($case), qr/elsewhere/, 'nothing of whose it is stands in the case');
    my ($held) = @{ $story->site->held('2026-03-20T14:03') };
    $story->office('2026-03-20T15:00', 'Wilf Darrow', 'held', $held->{id}, 'set-aside', '--why', 'another child');
    is($story->case('2026-03-20T15:01')->{state}, 'closed', 'set aside it bars nothing');
    like(chronology($story->case('2026-03-20T15:01')), qr/objection-settled/, 'which the record says');
};
# The words that are owed, and the dispute or the alarm, in one message: the case does not close by the first of them.
for my $row (
    [ 'Recorded on file. But it is not resolved: nobody has visited since.', qr/waits says that it is not resolved/ ],
    [ 'Recorded on file. I am not sure it is resolved, nobody has visited.',  qr/waits says that it is not resolved/ ],
    [ 'Recorded on file. She is in danger tonight.',                          qr/waits says that a child may be at immediate risk of harm/ ],
    [ 'She is in danger tonight.',                                            qr/waits says that a child may be at immediate risk of harm/ ]) {
    my ($text, $what) = @$row;
    subtest "the last that is owed, and: $text" => sub {
        my $story = closing(sub {
            my ($to) = @_;
            $to->site->receive(idris($to, '2026-03-20T12:10', 'It is recorded on our file.'), '2026-03-20T12:10');
            $to->site->receive(callum($to, '2026-03-20T12:30', $text), '2026-03-20T12:30');
        });
        my $case = $story->case('2026-03-20T14:01');
        is($case->{state}, 'closing', 'it does not close');
        is(scalar @{ $story->site->held('2026-03-20T14:01') }, 1, 'the message waits');
        like((office($case))[0]{what}, $what, 'for the office, with what it says');
    };
}

subtest 'of harm, in an open case, waiting with another question' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => []);
    $story->site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-18T10:12', subject => 'Escalation', text => '', form => school_form(children => [ {%child} ])), '2026-03-18T10:14');
    push @{ $story->{references} }, $story->site->queue('2026-03-18T10:15')->{cases}[0]{reference};
    $story->site->receive(idris($story, '2026-03-20T10:00', 'I hope this is resolved soon. She is in danger tonight.'), '2026-03-20T10:00');
    is($story->site->held('2026-03-20T10:01')->[0]{reason}, 'unclear-outcome', 'it waits with how the outcome is meant');
    like(refused($story, 'close', $story->reference, '--by', 'Wilf', '--why', 'agreed by phone', '--now', '2026-03-20T10:02'), qr/immediate risk of harm: decide about it first/, 'and the office cannot close over it');
};

# Nothing but its address, which anybody can write, says that it may be of a case of that agency.
subtest 'of harm, by somebody who says he is of an agency' => sub {
    my $story = closing(sub {
        my $mail = phone(from => "Head <head\@oakfield.example>", at => '2026-03-20T12:00', subject => 'help', text => 'A child here is in danger tonight.');
        $_[0]->site->receive({ %$mail, unproven => 1 }, '2026-03-20T12:00');
    });
    is(scalar @{ $story->site->held('2026-03-20T14:01') }, 1, 'it waits');
    is($story->site->held('2026-03-20T14:01')->[0]{suggestions}[0]{reference}, $story->reference, 'with the case as one that is likely');
    is($story->case('2026-03-20T14:01')->{state}, 'closed', 'and bars nothing');
};
done_testing();
