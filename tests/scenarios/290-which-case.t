# Which case is meant. Our own ids are known again however a mail system hands them on, a reference is read through the usual
# typing mistakes, and where that leaves a doubt (two ways to read it, one digit wrong, two cases named, no letter) nothing moves:
# the message waits, with the cases that it may mean and why, likeliest first (lessons 32 to 34, 39; threats 62, 66, 67).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher  = 'tola.brightwater@oakfield.example';
my $lead     = 'idris.penhallow@oakfield.example';
my $reyes    = 'callum.reyes@csc.havering.example';
my $stranger = 'passer.by@freepost.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

# Four cases of one school: the fourth has a letter that is typed as a digit (HAV-26-0004-B)
my @names = ('Jory Selwyn', 'Corin Hale', 'Perran Tolliver', 'Morwenna Kitto');
my (@cases, $notice);
for my $n (0 .. 3) {
    my $hour = 9 + $n;
    $hour = "0$hour" if $hour < 10;
    my @mails = $story->step("case $n", at => "2026-03-09T$hour:00", opens => 1, state => 'open', stage => 'S2',
        mail => outlook(from => "Idris Penhallow <$lead>", at => "2026-03-09T$hour:00", subject => 'Escalation', text => '',
            form => school_form(children => [ { name => $names[$n], dob => '14/05/201' . (3 + $n), ids => '', setting => '', status => 'None' } ])),
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    push @cases, $story->reference;
    ($notice) = grep { $_->{to} eq $reyes } @mails if $n == 0;
}
is($cases[3], 'HAV-26-0004-B', 'the fourth case');

# ---- ids: one message each, in the form that some mail system gives them ----
my $id = $notice->{message_id};
my $capitals = uc $id;
my $fold = $id =~ s/\@/\@\r\n /r;
my @foreign = map { "<$_.$_\@prod.outlook.example>" } 'aaa' .. 'abz';
my %handed = (
    'in capitals' => ["References: <$capitals>"],
    'with a domain behind' => ["In-Reply-To: <$id\@gateway.csc.havering.example>"],
    'folded in the middle' => ["References: <x\@y.example>\r\n <$fold>"],
    'with a comment' => ["In-Reply-To: <$id> (The partnership's message of Mon, 9 Mar 2026)"],
    'without brackets' => ["In-Reply-To: $id"],
    'the oldest of many' => [ "In-Reply-To: $foreign[-1]", "References: <$id>\r\n " . join("\r\n ", @foreign) ],
    'far back among too many' => [ "In-Reply-To: $foreign[-1]", "References: <$id>\r\n " . join("\r\n ", map { my $n = $_; map { s/aaa|ab/$n$&/r } @foreign } 1 .. 4) ],
    'in a second field' => [ 'References: <x@y.example>', "References: <$id>" ],
);
my $minute = 0;
sub reply_with {
    my ($name, $text, @headers) = @_;
    my $at = sprintf '2026-03-10T%02d:%02d', 8 + int(++$minute / 60), $minute % 60;
    my $mail = phone(from => "Callum Reyes <$reyes>", at => $at, subject => 'RE: this morning', text => $text);
    $mail->{raw} =~ s/^(MIME-Version:)/join("\r\n", @headers) . "\r\n$1"/me;
    return ($mail, $at);
}
for my $name (sort keys %handed) {
    my ($mail, $at) = reply_with($name, "We are looking into it ($name).", @{ $handed{$name} });
    my $of = $story->explained($mail, $at);
    is($of->{case}, $cases[0], "our id $name: its case");
    is($of->{matched_by}, 'reply-id', "our id $name: by that");
}

# ---- references as people type them ----
my ($last) = $cases[0] =~ /(.)$/;
my %typed = (
    'blanks' => "hav 26 0001 $last", 'no dashes' => "HAV260001$last", 'letters for digits' => "HAV-26-OOO1-$last", 'an I' => "HAV-26-000I-$last",
    'long dashes' => "HAV\x{2013}26\x{2013}0001\x{2013}$last", 'glued' => "Our RefHAV-26-0001-$last.", 'broken' => "see HAV-26-00\n01-$last, please",
    'full stops' => "HAV.26.0001.$last.", 'the whole year' => "HAV-2026-0001-$last", 'lower case' => lc $cases[0],
);
for my $name (sort keys %typed) {
    my $of = $story->explained(phone(from => "Idris Penhallow <$lead>", at => '2026-03-10T11:00', subject => 'update', text => "$typed{$name}\nThe parents know of it."), '2026-03-10T11:00');
    is($of->{case}, $cases[0], "$name: its case");
    is($of->{matched_by}, 'reference', "$name: by that");
    is($of->{held}, undef, "$name: nothing waits");
}

# ---- doubts ----
my $held = 0;
sub events { my ($at) = @_; return map { scalar @{ $story->case($at, $_)->{events} } } @cases }
my @before = events('2026-03-11T09:00'); # how many each case has
sub waits {
    my ($name, $at, $mail, $reason, $want, $sent) = @_;
    my @mails = $story->step($name, at => $at, mail => $mail, held => ++$held, reference => $cases[0], state => 'open', stage => 'S2', sent => $sent);
    my $row = $story->newest_held($at);
    is($row->{reason}, $reason, "$name: why it waits");
    my @got = map { $_->{reference} } @{ $row->{suggestions} };
    is_deeply([ @got[ 0 .. $#$want ] ], $want, "$name: the likely ones first") or diag(explain($row->{suggestions}));
    is_deeply([ events($at) ], \@before, "$name: no case is touched");
    my $shown = grep { $mails[0] && $mails[0]{text} =~ /\Q$_\E/ } @cases;
    is($shown, 0, "$name: the answer names no case");
    return $row;
}
sub short { my ($from, $at, $subject, $text) = @_; return phone(from => $from, at => $at, subject => $subject, text => $text) }

my $row = waits('two ways to read it', '2026-03-11T09:00', short("Idris Penhallow <$lead>", '2026-03-11T09:00', 'HAV-26-0004B u', 'Not resolved.'),
    'which-case', [ $cases[3] ], ["which-case|ack $lead"]);
like($row->{suggestions}[0]{why}, qr/one of the ways to read the reference/, 'and why');
(my $slip = $cases[1]) =~ s/0002/0007/;
$row = waits('a wrong digit', '2026-03-11T10:00', short("Idris Penhallow <$lead>", '2026-03-11T10:00', "Re: $slip", 'Not resolved.'),
    'which-case', [ $cases[1] ], ["which-case|ack $lead"]);
like($row->{suggestions}[0]{why}, qr/^nearly what it gives as the reference, \Q$slip\E; the sender takes part in it; .*last message Mon 9 Mar/, 'and why, in words');
waits('the letter left out', '2026-03-11T11:00', short("Idris Penhallow <$lead>", '2026-03-11T11:00', 'Re: HAV-26-0003', 'Not resolved.'),
    'which-case', [ $cases[2] ], ["which-case|ack $lead"]);
$row = waits('two cases named', '2026-03-11T12:00', short("Callum Reyes <$reyes>", '2026-03-11T12:00', 'both', "$cases[2] and $cases[0] are both resolved."),
    'conflict', [ @cases[ 2, 0 ] ], ["which-case|ack $reyes"]);
is($row->{suggestions}[0]{why}, 'it names this case', 'and why');
my $answer = outlook(from => "Callum Reyes <$reyes>", at => '2026-03-11T12:30', reply_to => $notice, text => "This is for $cases[2]: resolved.");
waits('an answer about one that names another', '2026-03-11T12:30', $answer, 'conflict', [ @cases[ 0, 2 ] ], ["which-case|ack $reyes"]);
$answer = outlook(from => "Callum Reyes <$reyes>", at => '2026-03-11T12:45', reply_to => $notice, subject => 'RE: your mail', text => 'Our own file has it as HAV-26-0042-B; the matter is resolved.');
my $foreign = $story->explained($answer, '2026-03-11T12:45');
is($foreign->{case}, $cases[0], 'an answer that names what is no case here: its case');
is($foreign->{matched_by}, 'reply-id', 'by what it answers');
is($foreign->{held}, undef, 'and nothing waits');
waits('nothing but the sender', '2026-03-11T13:00', short("Callum Reyes <$reyes>", '2026-03-11T13:00', 'Thursday', 'Resolved.'),
    'which-case', [ reverse @cases ], ["which-case|ack $reyes"]);
is($story->newest_held('2026-03-11T13:00')->{suggestions}[0]{why} =~ /the sender takes part in it/ ? 1 : 0, 1, 'why, in words');
my $explained = $story->explained(short("Callum Reyes <$reyes>", '2026-03-11T13:05', 'Friday', 'Resolved too.'), '2026-03-11T13:05');
is($explained->{matched_by}, 'participants', 'a guess by who takes part is called that');
is($explained->{case}, undef, 'and is no case');

# Somebody who was sent a copy answers that one, before ours reached anybody
my $copied = phone(from => "Imelda Frost <imelda.frost\@csc.havering.example>", at => '2026-03-11T14:00', text => 'We will see to it.', subject => 'RE: Escalation');
my $second = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-11T13:30', subject => 'Re: ' . $cases[1], text => 'The parents know of it.');
$story->step('an update', at => '2026-03-11T13:30', mail => $second, held => $held, reference => $cases[1], state => 'open', stage => 'S2', sent => ["ack $lead"]);
@before = events('2026-03-11T13:30');
$copied->{raw} =~ s/^(MIME-Version:)/In-Reply-To: <$second->{message_id}>\r\n$1/m;
$row = waits('an answer to a message of the case', '2026-03-11T14:00', $copied, 'which-case', [ $cases[1] ], ["which-case|ack imelda.frost\@csc.havering.example"]);
like($row->{suggestions}[0]{why}, qr/^it answers a message of this case; the sender's agency is a party/, 'and why');

# The same child
$row = waits('the same child', '2026-03-11T15:00', short("Idris Penhallow <$lead>", '2026-03-11T15:00', 'more', "Child's name: Corin Hale\nDate of birth: 14/05/2014\n"),
    'which-case', [ $cases[1] ], ["which-case|ack $lead"]);
like($row->{suggestions}[0]{why}, qr/^the same child \(same date of birth and initials\); the sender takes part in it/, 'and why');

# A stranger learns nothing of it
$row = waits('a stranger who guesses', '2026-03-11T16:00', short("Pat <$stranger>", '2026-03-11T16:00', "Re: $slip", 'Tell me about it.'), 'unknown-sender', [ $cases[1] ], ["ack|receipt $stranger"]);
$story->finish;
