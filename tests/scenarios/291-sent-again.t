# Scenario 9, further: the same form a day later, or forwarded from one's own sent mail, is one more copy and gets one line with the
# reference and when it came. Words of its own make it a message that a person reads; so does a copy of what is closed. A second
# account in other words stands beside the case field by field, and only the office says whether it is the same (lessons: threats 58, 60).
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
my $head    = 'leopold.quance@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

my @file = (attach => [ { name => 'log.txt', type => 'text/plain', data => "6 March: no visit\n" } ]);
my $form = school_form();
my $sent = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => 'Please see below.', form => $form, @file);
$story->step('the form', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2', mail => $sent,
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;
my $events = @{ $story->case('2026-03-09T09:00')->{events} };

# ---- the same again ----
sub again {
    my ($name, $at, $mail) = @_;
    my @mails = $story->step($name, at => $at, mail => $mail, state => 'open', stage => 'S2', held => undef, sent => ["ack-repeat $lead"]);
    my $text = $mails[0]{text} =~ s/\s+/ /gr;
    like($text, qr/We have it: \Q$reference\E, received at 09:00 on Mon 9 March 2026\./, "$name: one line with the reference and the date");
    my $case = $story->case($at);
    is(scalar @{ $case->{events} }, ++$events, "$name: one line more in the chronology");
    is($case->{events}[-1]{kind}, 'repeat', "$name: that it came again");
    my ($last) = sort { $b->{id} <=> $a->{id} } @{ $story->site->messages };
    is($last->{disposition}, 'repeat', "$name: called a copy");
}
again('a day later', '2026-03-10T09:00', outlook(from => "Idris Penhallow <$lead>", at => '2026-03-10T08:58', subject => 'Escalation', text => 'Did it go?', form => $form, @file));
again('by another program', '2026-03-10T10:00', gmail(from => "Idris Penhallow <$lead>", at => '2026-03-10T09:58', subject => 'Escalation (resent)', text => 'Not sure it went yesterday.', form => $form, @file));
my %program = (outlook => \&outlook, gmail => \&gmail, apple => \&apple);
my $day = 11; # at most three such answers a day
for my $name (sort keys %program) {
    my $at = '2026-03-' . ++$day;
    if ($day == 14) { # the guide date has come meanwhile
        $story->happens('the guide date', undef, "${at}T08:00");
        $events = @{ $story->case("${at}T08:00")->{events} };
    }
    again("forwarded from the sent mail in $name", "${at}T09:30", $program{$name}->(from => "Idris Penhallow <$lead>", at => "${at}T09:28",
        forward => $sent, text => "Please confirm receipt.", @file));
}

# ---- more than a copy ----
sub waits {
    my ($name, $at, $mail, $n, $to) = @_;
    my @mails = $story->step($name, at => $at, mail => $mail, state => 'open', stage => 'S2', held => $n, sent => ["ack-same-dispute|ack $to"]);
    is((grep { $_ eq $reference } $mails[0]{text} =~ /\bHAV-\d\d-\d{4,}-[A-Z]\b/g), 0, "$name: no reference is told");
    is(scalar @{ $story->case($at)->{events} }, $events, "$name: the case is as it was");
    my $row = $story->newest_held($at);
    is($row->{reason}, 'possible-same-dispute', "$name: why it waits");
    is_deeply([ map { $_->{reference} } @{ $row->{suggestions} } ], [$reference], "$name: beside which case");
    return $row;
}
my $row = waits('with words of its own', '2026-03-16T09:00', outlook(from => "Idris Penhallow <$lead>", at => '2026-03-16T08:58', subject => 'Escalation',
    text => 'We have not agreed. Please take it to stage three.', form => $form, @file), 1, $lead);
like($row->{suggestions}[0]{why}, qr/^the same form as in the message of Mon 9 Mar 09:00/, 'and why');
is_deeply([ grep { !$_->{same} } grep { defined $_->{message} } @{ $row->{beside}[0]{fields} } ], [], 'every field agrees');
waits('forwarded with words of its own', '2026-03-16T09:30', outlook(from => "Idris Penhallow <$lead>", at => '2026-03-16T09:28', forward => $sent,
    text => 'The mother has moved to Kent with him.', @file), 2, $lead);

# ---- another account ----
my $account = school_form(originator => 'Leopold Quance', role => 'Head teacher', contact => "$head, 01632 960110", challenged => 'CSC',
    children => [ { name => 'Selwyn, Jory', dob => '14 May 2018', ids => '999 321 4418', setting => 'Oakfield Primary School', status => 'None' } ],
    arose => '6/3/26', problem => 'Nobody has been to see him.', outcome => 'A visit tomorrow.', safe_by => 'Tue 17 March 2026', priority => 'High');
$row = waits('in other words', '2026-03-16T10:00', gmail(from => "Leopold Quance <$head>", at => '2026-03-16T09:58', subject => 'Concern', text => 'Please read this.', form => $account), 3, $head);
my %beside = map { $_->{key} => $_ } @{ $row->{beside}[0]{fields} };
is($row->{beside}[0]{reference}, $reference, 'shown beside the case');
is($beside{$_}{same} ? 1 : 0, 1, "$_ agrees, however it is written") for qw(child.dob challenged_agency raising_agency child.ids disagreement_date);
is($beside{$_}{same} ? 1 : 0, 0, "$_ differs") for qw(problem outcome_sought safe_by originator);
is($beside{problem}{case}, 'Three visits were missed.', 'what the case says');
is($beside{problem}{message}, 'Nobody has been to see him.', 'what the message says');
is($beside{'child.dob'}{child}, 1, 'the child of the case');
my ($shown) = grep { $_->{held} == $row->{id} } @{ $story->case('2026-03-16T10:00')->{beside} };
is_deeply($shown->{fields}, $row->{beside}[0]{fields}, 'show has the same');
is($shown->{from}, $head, 'and whose it is');
for my $page ($story->page('2026-03-16T10:00', 'held'), $story->page('2026-03-16T10:00')) {
    like($page, qr/What is the problem\?\s+Three visits were missed\.\s+Nobody has been to see him\./, 'side by side on the page');
    like($page, qr/the same in both: [^:]*Date of birth/, 'and what agrees');
}

# ---- the office settles it ----
my ($first, $second, $third) = map { $_->{id} } sort { $a->{id} <=> $b->{id} } @{ $story->site->held('2026-03-16T10:00') };
$story->office('2026-03-16T11:00', 'Inez Quill', 'held', $third, 'link', $reference, '--why', 'the same matter');
$story->happens('linked', undef, '2026-03-16T11:00', $row);
my $case = $story->case('2026-03-16T11:00');
is($case->{fields}{problem}{value}, 'Nobody has been to see him.', 'linked: the newer words are the case\'s');
is(scalar @{ $story->site->queue('2026-03-16T11:00')->{cases} }, 1, 'and there is one case');
is((grep { $_->{held} == $third } @{ $case->{beside} // [] }), 0, 'which no longer stands beside it');
$story->office('2026-03-16T11:10', 'Inez Quill', 'held', $_, 'set-aside', '--why', 'told her on the telephone') for $second, $first;

# ---- a copy of what is closed ----
$story->office('2026-03-17T09:00', 'Inez Quill', 'close', $reference, '--why', 'settled');
$story->happens('closed', undef, '2026-03-17T09:00', $sent);
my @mails = $story->step('a copy after the end', at => '2026-03-17T10:00', held => 1, state => 'closed', sent => ["ack-same-dispute|ack $lead"],
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-17T09:58', subject => 'Escalation', text => 'Did it go?', form => $form, @file));
like($story->newest_held('2026-03-17T10:00')->{suggestions}[0]{reference}, qr/^\Q$reference\E$/, 'opens nothing a second time');
$story->finish;
