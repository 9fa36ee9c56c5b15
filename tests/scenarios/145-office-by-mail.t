# The office works by mail alone, and opens no page: a mail in the morning, decisions by reply, what was done of them, and the next
# morning's mail that shows it. What a number means is the mail's it stands in; what one of the office decided is not decided again by
# the other; nobody decides who is not proven to be of the office; and no mail names a child.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Encode ();
use Test::More;

my $wilf  = 'Wilf Darrow <wilf.darrow@partnership.havering.example>';
my $inez  = 'Inez Quill <inez.quill@partnership.havering.example>';
my $idris = 'Idris Penhallow <idris.penhallow@oakfield.example>';
my $reyes = 'Callum Reyes <callum.reyes@csc.havering.example>';
my $site = Casegate->new('havering-2020');
my $settings = $site->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) . qq(digest: {at: "07:30"}\nnamed_officer_addresses: [wilf.darrow\@partnership.havering.example]\n));

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my $n_replayed = 0;
my @all; # every mail to the office, to be looked through at the end
sub at { my ($now, $mail) = @_; my @mails = $mail ? $site->receive($mail, $now) : $site->tick($now); push @all, grep { $_->{to} =~ /partnership/ } @mails; return @mails }
sub to { my ($who, @mails) = @_; return grep { $_->{to} =~ /^\Q$who\E\./ } @mails }
sub digests { return grep { $_->{subject} =~ /: this morning/ } @_ }
sub transcript { my ($now, $mail) = @_; my ($one) = grep { $_->{subject} eq 'What was done of your reply' } at($now, $mail); return $one ? plain($one->{text}) : undef }
sub transcript_mail { my ($now, $mail) = @_; my ($one) = grep { $_->{subject} eq 'What was done of your reply' } at($now, $mail); return $one }
sub plain { return $_[0] =~ s/[ \t]*\n(?![-\d]|\n)/ /gr }
sub reply { my ($from, $to, $now, $text, %more) = @_; return outlook(from => $from, at => $now, reply_to => $to, text => $text, %more) }
sub held { my ($now) = @_; return @{ $site->held($now) } }
sub events_of { my ($reference, $now) = @_; return @{ $site->show($reference, $now)->{events} } }
# The number of the line of a digest that matches.
sub number { my ($digest, $what) = @_; my ($n) = $digest->{text} =~ /^(\d+)\. .*$what/m; return $n // die "no line '$what' in\n$digest->{text}" }
sub section { my ($digest, $heading) = @_; my ($text) = $digest->{text} =~ /^\Q$heading\E[^\n]*\n(.*?)(?:\n\n|\z)/ms; return $text // '' }

# ---- a quiet day ----

is_deeply([ at('2026-03-02T07:29') ], [], 'not before its hour');
my @quiet = at('2026-03-02T07:30');
is_deeply([ sort map { $_->{to} } @quiet ], [ 'inez.quill@partnership.havering.example', 'wilf.darrow@partnership.havering.example' ], 'each of the office has one');
is($quiet[0]{subject}, 'Mon 2 Mar 2026: this morning, for the partnership office', 'of its day');
like($quiet[0]{text}, qr/\AAnything urgent\? Nothing is marked as urgent\.\n\nNothing needs you\.\n/, 'a quiet day says so, with what is urgent first');
is_deeply($quiet[0]{header}{'auto-submitted'}, ['auto-generated'], 'marked as no person\'s');
is_deeply([ at('2026-03-02T07:31') ], [], 'once a day');
is_deeply([ at('2026-03-01T12:00') ], [], 'a rehearsal of the day before has none, and on a Sunday there is none');

# ---- what came in on Monday ----

my @opened = at('2026-03-02T10:00', outlook(from => $idris, at => '2026-03-02T09:58', subject => 'Escalation', text => 'Our form.', form => school_form()));
my ($case) = map { $_->{subject} =~ /(HAV-\d\d-\d{4}-[A-Z])/ } @opened;
ok($case, 'a case is open');
at('2026-03-02T11:00', outlook(from => $idris, at => '2026-03-02T10:59', subject => 'An update', text => 'The mother rang again this morning and Wren was there.'));
at('2026-03-02T12:00', gmail(from => 'A Stranger <stranger@elsewhere.example>', at => '2026-03-02T11:59', subject => 'Question', text => 'What is this address for?'));
my $second = outlook(from => 'Tola Brightwater <tola@freepost.example>', at => '2026-03-02T13:00', subject => 'Escalation', text => 'From home.', form => [ [ 'Agency raising the escalation', 'Oakfield Primary School' ],
    [ 'Stage', 'Two' ], [ 'Agency disagreed with', 'Havering CSC' ], [ 'Name of child', 'Peregrine Marsh' ], [ 'What is the problem?', 'no visit' ] ]);
at('2026-03-02T13:01', $second);
is(scalar(held('2026-03-02T13:02')), 3, 'three messages wait');

# ---- Tuesday ----

my @tuesday = digests(at('2026-03-03T07:45'));
my ($his) = to('wilf', @tuesday);
my ($hers) = to('inez', @tuesday);
is(scalar(@tuesday), 2, 'the morning\'s mail, though late');
like(section($his, 'New since'), qr/^1\. \Q$case\E · Stage Two · provisional · oakfield → csc · waiting for line manager, csc · 1 working day · next \w{3} \d+ Mar/m, 'a case is a line');
is(scalar(() = section($his, 'Needs you') =~ /^\d\. message of Mon 2 Mar/mg), 3, 'and so is a message');
like($his->{text}, qr/^1 case in progress, 1 new; 3 messages wait for a person\.$/m, 'with the numbers of both');
my $update   = number($his, 'which case .* perhaps ' . $case);
my $stranger = number($his, 'message of Mon 2 Mar 12:00 · from somebody in no directory');
my $form = number($his, 'message of Mon 2 Mar 13:01 · from somebody in no directory');

my $answer = reply($wilf, $his, '2026-03-03T08:10', <<"TEXT");
Good morning,

link $update $case
Set aside $stranger: a question of a member of the public, nothing about Wren
- note 1: rang Oakfield, Wren is in school today
open $form too
close $case
what about the other thing

Kind regards
Wilf Darrow
TEXT
# what it would do and what it did, by `explain`: deciding it only puts it down
sub explained {
    my ($now) = @_;
    my $file = $site->folder . '/explain.eml';
    Casegate::spew($file, $site->passed_on({ %$answer }));
    my $text = $site->must(undef, 'explain', $file, '--now', $now);
    my $json = $site->json('explain', $file, '--now', $now);
    unlink $file;
    return (Encode::decode('UTF-8', $text), $json);
}
my ($would, $json) = explained('2026-03-03T08:11');
like($would, qr/^What its numbers mean, before a line is done\n.*number $update is the message of Mon 2 Mar 11:00, which waits/ms, 'explain says what a number is');
is_deeply([ grep { /^number 1 / } @{ $json->{office} } ], ["number 1 is the case $case"], 'in JSON, too');
my $said = transcript('2026-03-03T08:12', $answer);
my ($did, $done) = explained('2026-03-03T08:13');
like($did, qr/^What was done of its lines\n.*Done – set aside $stranger \(the message of Mon 2 Mar 12:00\): the message is set\s+aside\.$/ms, 'and afterwards what was done');
is((grep { /^Done – note 1 \(\Q$case\E\): the note/ } @{ $done->{office} }), 1, 'in JSON, too');
like($said, qr/\AIf a child may be at immediate risk/, 'the urgent text stands first');
like($said, qr/^- Done – link $update to \Q$case\E \(the message of Mon 2 Mar 11:00\): the message is in the case\.$/m, 'linked');
like($said, qr/^- Done – set aside $stranger \(the message of Mon 2 Mar 12:00\): the message is set aside\.$/m, 'set aside');
like($said, qr/^- Done – note 1 \(\Q$case\E\): the note is in the record\.$/m, 'a note');
like($said, qr/^- Not done – open $form: there are words in it that have no place/m, 'a line with a word too much is not done');
like($said, qr/^- Not done – close \Q$case\E: it gives no reason behind a colon\.$/m, 'nor one without its reason');
like($said, qr/^- Not done – line 8 of your message: no decision is recognised in it\.$/m, 'nor one that says nothing of the kind');
like($said, qr/As it stands now:\s+- \Q$case\E · Stage Two/, 'and how the case stands');
like($said, qr/set aside NUMBER: REASON/, 'with what can be written instead');
unlike($said, qr/Wren|public|Oakfield/, 'but nothing that was written');
is(scalar(held('2026-03-03T08:13')), 1, 'one message waits still');
my ($last) = grep { $_->{id} == 5 } @{ $site->messages };
is("$last->{kind} $last->{disposition}", 'office-command set-aside', 'the reply is on record as what it is');
my ($note) = grep { $_->{kind} eq 'telephone' } events_of($case, '2026-03-03T08:14');
is("$note->{actor}: $note->{text}", 'office: Wilf Darrow, by mail (message 5): rang Oakfield, Wren is in school today', 'by whom, and with which message');
ok((grep { $_->{kind} eq 'ruling' && $_->{actor} eq 'office: Wilf Darrow, by mail (message 5)' } events_of($case, '2026-03-03T08:14')), 'the link too');

# ---- again, in every way ----

my $events = events_of($case, '2026-03-03T08:20');
is(transcript('2026-03-03T08:21', $answer), undef, 'the same bytes: nothing');
is(transcript('2026-03-03T08:22', "X-Copied: by a rule\r\n" . $answer->{raw}), undef, 'the same message by another way: nothing');
my $resent = transcript('2026-03-03T08:25', reply($wilf, $his, '2026-03-03T08:24', "set aside $stranger: a question of a member of the public, nothing about Wren\nnote 1: rang Oakfield, Wren is in school today"));
like($resent, qr/^- Not done – set aside $stranger \(.*\): it was decided already: set aside by Wilf Darrow, by mail \(message 5\), Tue 3 Mar 08:12\.$/m, 'sent once more: said to be done');
like($resent, qr/^- Not done – note 1 \(\Q$case\E\): the same was done already, with your message 5\.$/m, 'a note too');
my $hers_late = transcript('2026-03-03T08:40', reply($inez, $hers, '2026-03-03T08:39', "$update link $case\n$stranger: open"));
like($hers_late, qr/^- Not done – link $update .*: it was decided already: linked to \Q$case\E by Wilf Darrow, by mail \(message 5\), Tue 3 Mar 08:12\.$/m, 'a colleague is told who was there before');
like($hers_late, qr/^- Not done – open $stranger .*: it was decided already: set aside by/m, 'and is not done twice');
is(scalar(events_of($case, '2026-03-03T08:41')), $events, 'the case is as it was');

# ---- what gateways do to the Message-ID that is answered ----

my $shouted = { raw => reply($wilf, $his, '2026-03-03T08:49', "note 1: rang them again")->{raw} =~ s/^((?:In-Reply-To|References): )([^\r\n]*)/$1\U$2/mgr };
like(transcript('2026-03-03T08:50', $shouted), qr/^- Done – note 1 \(\Q$case\E\)/m, 'in capitals it is the same');
$events = events_of($case, '2026-03-03T08:51');

# ---- who may not ----

sub changes_nothing {
    my ($now, $mail, $name, $level, $reason) = @_;
    my ($before) = sort { $b <=> $a } map { $_->{id} } held($now);
    my @mails = at($now, $mail);
    my ($new) = sort { $b->{id} <=> $a->{id} } held($now);
    isnt($new->{id}, $before, "$name: held") or return;
    is("$new->{sender_level} $new->{reason}", "$level $reason", "$name: with why");
    is(scalar(grep { $_->{subject} =~ /Look at this now/ } @mails), 2, "$name: the office is alarmed");
    is(scalar(grep { $_->{subject} !~ /Look at this now/ } @mails), 0, "$name: nothing is answered");
    is(scalar(events_of($case, $now)), $events, "$name: nothing is done");
    is(scalar(grep { $_->{id} == 4 && $_->{disposition} ne 'held' } @{ $site->messages }), 0, "$name: nor to the message");
    return @mails;
}
my $order = "set aside $form: nothing\nclose $case: settled";
changes_nothing('2026-03-03T09:00', judged(reply($wilf, $his, '2026-03-03T08:59', $order), 'fail'), 'a forged sender', 'failed', 'sender-failed');
changes_nothing('2026-03-03T09:10', reply($wilf, $his, '2026-03-03T09:09', $order, unproven => 1), 'one that nothing proves', 'failed', 'sender-failed');
my @alarmed = changes_nothing('2026-03-03T09:20', reply($reyes, $his, '2026-03-03T09:19', $order), 'somebody to whom it was passed on', 'verified-role', 'office-reply');
like($alarmed[0]{text} =~ s/\s+/ /gr, qr/the sender is proven, and is of Children's Social Care, which is not the office\. Nothing of it was done/, 'and the office reads why');
changes_nothing('2026-03-03T09:30', reply('Wilf Darrow <wilf.darrow@freemail.example>', $his, '2026-03-03T09:29', $order), 'his name at another address', 'unknown', 'office-reply');
my $elsewhere = reply($wilf, $his, '2026-03-03T09:34', $order);
$elsewhere->{raw} = "Reply-To: wilf.darrow\@freemail.example\r\n$elsewhere->{raw}";
changes_nothing('2026-03-03T09:35', $elsewhere, 'his own address, with the answer asked for elsewhere', 'verified-role', 'office-reply');
my $away = out_of_office(from => $wilf, at => '2026-03-03T09:40', reply_to => $his, text => "set aside $form: I am away");
is_deeply([ at('2026-03-03T09:40', $away) ], [], 'an automatic reply is no decision, and is not answered');
is(scalar(events_of($case, '2026-03-03T09:41')), $events, 'and does nothing');

my $listed = reply($wilf, $his, '2026-03-03T09:44', $order);
$listed = "Precedence: bulk\r\nList-Id: <all.partnership.havering.example>\r\n$listed->{raw}";
at('2026-03-03T09:45', $listed);
my ($bulk) = sort { $b->{id} <=> $a->{id} } held('2026-03-03T09:46');
is($bulk->{reason}, 'mailing-list', 'one that came through a list waits for a person');
is(scalar(events_of($case, '2026-03-03T09:46')), $events, 'and does nothing');

# ---- an alarm is decided by reply, too ----

my ($alarm) = to('inez', @alarmed);
like(plain($alarm->{text}), qr/To be decided:\s+1\. The message that waits.*"set aside", the number, a colon and the reason\./s, 'an alarm says what is to be decided, and how');
like(transcript('2026-03-03T09:50', reply($inez, $alarm, '2026-03-03T09:49', '1: set aside - he was not to have it')), qr/^- Done – set aside 1 \(the message of Tue 3 Mar 09:20\)/m, 'its number is its own');

is(transcript('2026-03-03T09:55', reply($wilf, $alarm, '2026-03-03T09:54', 'Note that I shall ring him')), undef, 'prose below an alarm is no decision');

# ---- the commands of the desk ----

my @wednesday = digests(at('2026-03-04T07:40'));
my ($wednesday) = to('inez', @wednesday);
ok($wednesday, 'the next morning');
unlike($wednesday->{text}, qr/12:00|which case/, 'shows nothing of what was decided');
like($wednesday->{text}, qr/Mon 2 Mar 13:01/, 'and what was not');
my $again = number($wednesday, 'Mon 2 Mar 13:01');
$said = transcript('2026-03-04T09:00', reply($inez, $wednesday, '2026-03-04T08:59', <<"TEXT"));
open $again: Oakfield asked them to send it
stage $case S3: agreed by telephone, the managers could not
hold $case: a review may come
TEXT
like($said, qr/^- Done – open $again \(.*\): the message has opened a case\.$/m, 'opened');
like($said, qr/^- Done – stage \Q$case\E: the case has moved\.$/m, 'moved');
like($said, qr/^- Done – hold \Q$case\E: nothing of the case may be erased/m, 'held for ever');
my ($other) = grep { $_ ne $case } $said =~ /^- (HAV-\d\d-\d{4}-[A-Z]) · /mg;
ok($other, 'the case that was opened stands below');
is($site->show($case, '2026-03-04T09:01')->{stage}{id}, 'S3', 'it is there');
$said = transcript('2026-03-04T09:10', reply($inez, { %$wednesday }, '2026-03-04T09:09', "stage $case Stage Three: as I said\nroute $other bromley: theirs\nroute $other csc\nclose $other: they talked\nclose HAV-26-9999-A: agreed\nreopen $case: they asked"));
like($said, qr/^- Not done – stage \Q$case\E: \Q$case\E is at .* already\.$/m, 'what is so already is not done again');
like($said, qr/^- Not done – route \Q$other\E: no agency of the directory is certainly meant\.$/m, 'an agency that nobody knows');
like($said, qr/^- Done – close \Q$other\E: the case is closed\.$/m, 'closed');
like($said, qr/^- Not done – close: its reference is none/m, 'a reference that is none');
like($said, qr/^- Not done – reopen \Q$case\E: \Q$case\E is provisional, not closed\.$/m, 'as the command would say');
$said = transcript('2026-03-04T09:20', reply($wilf, { %$wednesday, to => 'wilf' }, '2026-03-04T09:19', "Reopen $other \x{2013} they did not talk"));
like($said, qr/^- Done – reopen \Q$other\E: the case is open again\.$/m, 'open again');

# ---- the same reply, sent again by somebody who has it ----

# The sender's server signs the words, the date and the sender; what is answered, and the Message-ID, seldom.
my $signed = reply($wilf, $his, '2026-03-04T09:12', "note 1: rang them a third time\nhold $other: a claim");
my $once = transcript('2026-03-04T09:13', $signed);
is(scalar(() = $once =~ /^- Done/mg), 2, 'done once');
my ($wilfs) = to('wilf', @wednesday);
my $replayed = sub { my ($n, $to) = @_; return { raw => $signed->{raw} =~ s/^(Message-ID: <)/$1again$n./mir =~ s/\Q$his->{message_id}\E/$to->{message_id}/gr } };
my @held_before = map { $_->{n} } @{ $site->show($other, '2026-03-04T09:14')->{legal_holds} };
for my $to ($wilfs, $wednesday, $his) {
    my $again = transcript('2026-03-04T09:14', $replayed->(++$n_replayed, $to));
    like($again, qr/^- Not done – all of it: the same words with the same date came before, with your message \d+, and are not carried out again/m, 'below another mail it is not done again');
    unlike($again, qr/^- Done/m, 'nothing of it');
}
is(scalar(@{ $site->show($other, '2026-03-04T09:15')->{legal_holds} }), scalar(@held_before), 'the record is as it was');
like(transcript('2026-03-04T09:16', reply($wilf, $wilfs, '2026-03-04T09:16', "release $other: no claim came")) , qr/its reason may mean no/, 'a release is as any other');
like(transcript('2026-03-04T09:17', reply($wilf, $wilfs, '2026-03-04T09:17', "release $other: the claim is off")), qr/^- Done – release/m, 'and ends the hold');

# ---- a number is its receiver's ----

like(transcript('2026-03-04T09:18', reply($inez, $his, '2026-03-04T09:18', "note 1: seen by me")), qr/^- Not done – note 1: the mail that you answered went to somebody else, and number 1 with it: answer your own, or give a reference\.$/m, 'nobody decides by the numbers of another\'s mail');
my $carried = transcript_mail('2026-03-04T09:19', reply($inez, $his, '2026-03-04T09:19', "note 1: seen by me, too\nnote $other: seen by reference"));
like($carried->{text}, qr/^- Done – note \Q$other\E/m, 'a reference says what is meant');
like(transcript('2026-03-04T09:20', reply($inez, $carried, '2026-03-04T09:20', "note 1: and again")), qr/^- Not done – note 1: the mail that you answered has no number 1\.$/m, 'and the answer to her carries none of them on');

# ---- our own text, which comes back ----

my $closed = transcript_mail('2026-03-04T09:21', reply($inez, $wednesday, '2026-03-04T09:20', "close $other: both say that it is settled"));
like($closed->{text}, qr/^- Done – close \Q$other\E: the case is closed\.$/m, 'closed by mail');
like(transcript('2026-03-04T09:22', reply($wilf, $closed, '2026-03-04T09:21', "reopen $other: they rang, it is not settled")), qr/^- Done – reopen/m, 'and open again');
my $state = sub { my $c = $site->show($other, '2026-03-04T09:25'); return "$c->{state} " . @{ $c->{events} } };
my $open = $state->();
for my $below ($closed->{text}, $closed->{text} =~ s/^- Done – (close \S+): /- $1: done, /mr, $wednesday->{text}, "close $other: done, the case is closed.\n$closed->{text}", $closed->{text} . "close $other: both say that it is settled\n") {
    my $got = transcript_mail('2026-03-04T09:23', reply($inez, $closed, '2026-03-04T09:23', "thanks, seen\n\n$below"));
    unlike($got->{text} // '', qr/^- Done/m, 'without a mark below the answer, it does nothing');
}
is($state->(), $open, 'and the case is open still');

# ---- a line that says the opposite ----

my @before = map { $_->{stage}{id} . ' ' . $_->{state} . ' ' . @{ $_->{events} } } map { $site->show($_, '2026-03-04T09:21') } $case, $other;
$said = transcript('2026-03-04T09:22', reply($inez, $wednesday, '2026-03-04T09:21', <<"TEXT"));
Close $other? No, not yet: they did not agree
close $other when both have confirmed
close $other: not yet, wait for Wilf
stage $other S3? I would not, ask them first: no
hold $other is over, you may erase it
not urgent $other is wrong, ring them now
set aside $again - no, wait for Inez
TEXT
my @doubtful = $said =~ /^- .*not understood|^- .*must be a colon/mg;
is(scalar(@doubtful), 7, 'is not understood') or diag $said;
like($said, qr/if it is to be done, send 'close \Q$other\E: REASON'/, 'with the line that would be');
is_deeply([ map { $_->{stage}{id} . ' ' . $_->{state} . ' ' . @{ $_->{events} } } map { $site->show($_, '2026-03-04T09:23') } $case, $other ], \@before, 'and nothing is done');

# ---- which hold ends is never guessed ----

my $holds = sub { my ($now, $text) = @_; return transcript($now, reply($inez, { %$wednesday }, $now, $text)) };
$holds->('2026-03-04T09:30', "hold $case: a claim as well");
my $which = $holds->('2026-03-04T09:32', "release $case: it is over\nopen 0");
like($which, qr/^- Not done – release \Q$case\E: \Q$case\E has 2 legal holds \(1, 2\): say which one ends, 'release \Q$case\E NUMBER: REASON'\.$/m, 'of two holds none ends unnamed');
like($which, qr/^- Not done – open: there is no number 0\.$/m, 'and there is no number 0');
like($holds->('2026-03-04T09:34', "release $case 1: the review came"), qr/^- Done – release \Q$case\E: legal hold 1 is at an end\.$/m, 'the one that is named');
like($holds->('2026-03-04T09:36', "release $case: the claim is settled"), qr/^- Done – release \Q$case\E: legal hold 2 is at an end\.$/m, 'and the only one, with its number');
is(scalar(@{ $site->show($case, '2026-03-04T09:37')->{legal_holds} // [] }), 0, 'none is left');
$holds->('2026-03-04T09:38', "hold $case: a third inquiry");
like($holds->('2026-03-04T09:40', "release $case: the claim is settled"), qr/^- Not done – release \Q$case\E: the same was done already/m, 'sent again, it ends no later one');
is(scalar(@{ $site->show($case, '2026-03-04T09:41')->{legal_holds} // [] }), 1, 'which is still there');
my $kept = Casegate::slurp($settings);
Casegate::spew($settings, ($kept =~ s/^named_officers:.*$/named_officers: [${\ scalar getpwuid $<}]/mr) . "retention:\n  raw_message: {months: 12}\n");
my ($ordering) = map { $_->{id} } grep { $_->{received} =~ /^2026-03-04T09:38/ } @{ $site->messages };
ok($ordering, 'the mail that ordered the hold');
is_deeply([ grep { ($_->{number} // 0) == $ordering } @{ $site->json('retention', '--now', '2032-03-04T12:00')->{due} } ], [], 'goes with the case that it is about, and not before');
Casegate::spew($settings, $kept);
$holds->('2026-03-04T09:42', "release $case 3: it is over");
$holds->('2026-03-04T09:43', "hold $case: a fourth inquiry\nhold $case: a fifth");
my $slip = $holds->('2026-03-04T09:44', "release $case 4: the fourth is done\nrelease $case: the fourth, as I said");
like($slip, qr/^- Done – release \Q$case\E: legal hold 4 is at an end\.$/m, 'a line that names one, and one that does not');
like($slip, qr/^- Not done – release \Q$case\E: your message has another 'release' of it, and \Q$case\E has 1 legal hold \(5\): say which one ends, 'release \Q$case\E NUMBER: REASON'\.$/m, 'which ends none');
is_deeply([ map { $_->{n} } @{ $site->show($case, '2026-03-04T09:45')->{legal_holds} } ], [5], 'so that the other one holds');
$slip = $holds->('2026-03-04T09:46', "release $case: the fifth, I think\nhold $case: a sixth\nrelease $case: the fifth, surely");
like($slip, qr/^- Done – release \Q$case\E: legal hold 5 is at an end\..*^- Not done – release \Q$case\E: your message has another 'release'/ms, 'nor does the second of two that name none');
$slip = $holds->('2026-03-04T09:47', "release $case: the sixth\nrelease $case 6: the sixth");
like($slip, qr/^- Not done – release \Q$case\E: your message has another 'release' .*^- Done – release \Q$case\E: legal hold 6 is at an end\.$/ms, 'and it is the line with the number that counts, wherever it stands');

# ---- a number is never another mail's ----

is($site->show($other, '2026-03-04T10:00')->{state} =~ /open|provisional/ ? 1 : 0, 1, 'the other case is open');
$said = transcript('2026-03-04T10:00', reply($wilf, $his, '2026-03-04T09:59', "note $form: is it settled?\nset aside $form: late\nset aside 9: nothing there"));
like($said, qr/^- Not done – note $form: number $form is a message that waits, and no case\.$/m, 'in yesterday\'s mail it is a message');
like($said, qr/^- Not done – set aside $form .*: it was decided already: opened as \Q$other\E by Inez Quill, by mail/m, 'which is decided');
like($said, qr/^- Not done – set aside 9: the mail that you answered has no number 9\.$/m, 'and nine there is none');

# ---- what only the named officers may see ----

at('2026-03-04T11:00', phone(from => 'A Stranger <other@elsewhere.example>', to => $site->mailbox, at => '2026-03-04T10:59', subject => 'For you',
    text => 'This is whistleblowing about my own service: our head hides records.'));
my @thursday = digests(at('2026-03-05T07:30'));
my ($to_inez, $to_wilf) = (to('inez', @thursday), to('wilf', @thursday));
like($to_inez->{text}, qr/^- message of Wed 4 Mar 11:00 · restricted, for the named officers$/m, 'for everybody it has no number');
my $n = number($to_wilf, 'message of Wed 4 Mar 11:00 · restricted');
like(transcript('2026-03-05T08:00', reply($inez, $to_wilf, '2026-03-05T07:59', "set aside $n: seen")), qr/^- Not done – set aside $n: the mail that you answered went to somebody else/m, 'nor is it anybody\'s to settle');
like(transcript('2026-03-05T08:10', reply($wilf, $to_wilf, '2026-03-05T08:09', "link $n $case\nset aside $n: passed on")), qr/^- Not done – link $n .*: .*restricted.*^- Done – set aside $n .*/ms, 'but a named officer\'s, and it enters no case');
my ($decided) = sort { $b->{id} <=> $a->{id} } @{ $site->messages };
is_deeply([ @$decided{qw(from kind reason)} ], [ undef, undef, 'restricted: for the named officers only' ], 'what was written to decide it is restricted as well');
like($site->json('sent')->{mails}[0]{template}, qr/^restricted/, 'and what was answered to that');
ok((grep { ($_->{kind} // '') eq 'office-command' && ($_->{from} // '') =~ /^wilf/ } @{ $site->messages }), 'other decisions are open');

# ---- an answer that decides nothing ----

my $questions = transcript('2026-03-05T08:20', reply($inez, $to_inez, '2026-03-05T08:19', 'Can somebody ring Oakfield about this today'));
like($questions, qr/^- Not done – line 1 of your message: no decision is recognised in it\.$/m, 'is answered with how it is done');
is((sort { $b->{id} <=> $a->{id} } held('2026-03-05T08:21'))[0]{reason}, 'office-reply', 'and waits for a person');

# ... nor does a text that came behind the mail as a part of its own, whoever put it there
my $two = reply($wilf, $to_wilf, '2026-03-05T08:29', '');
$two->{raw} =~ s{^Content-Type: multipart.*\z}{join "\r\n", 'Content-Type: multipart/mixed; boundary=two', '', '--two', 'Content-Type: text/plain', '', 'Thank you, I have seen this.', '--two',
    'Content-Type: text/plain', '', "close $case: agreed", "note $case: all is well", '--two--', ''}mse;
my @done = transcript('2026-03-05T08:30', $two) =~ /^(- .*)$/mg;
is_deeply(\@done, ['- Not done – line 1 of your message: no decision is recognised in it.'], 'a second text part decides nothing');
ok(!(grep { $_->{text} =~ /all is well/ } events_of($case, '2026-03-05T08:31')), 'and is in no case');

# ---- a site that has no proof of senders ----

my $trusting = Casegate->new('havering-2020');
$settings = $trusting->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^sender_proof:\n(?:  .*\n)+/sender_proof: {mode: none}\n/mr . "digest: yes\n");
my ($believed) = to('wilf', $trusting->receive(gmail(from => 'A Stranger <stranger\@elsewhere.example>', at => '2026-03-02T08:09', subject => 'Question', text => 'What is this?'), '2026-03-02T08:10'));
like($believed->{text}, qr/^1\. message of/m, 'its mail of the morning comes as its day begins');
my @after = $trusting->receive(reply($wilf, $believed, '2026-03-02T08:29', 'set aside 1: a question'), '2026-03-02T08:30');
is(scalar(grep { $_->{subject} =~ /Look at this now/ } @after), 2, 'an answer to it, which anybody may have written, alarms');
is(scalar(grep { $_->{subject} =~ /What was done/ } @after), 0, 'and is not carried out');
is(scalar(@{ $trusting->held('2026-03-02T08:31') }), 2, 'both messages wait');

# ---- all in all ----

like($site->must(undef, 'verify'), qr/^the record adds up$/m, 'the record adds up');
my $report = $site->json('replay', '--policy', $site->folder . '/routing/policies/havering-2020.yaml', '--now', '2026-03-05T09:00');
is_deeply($report->{cases}, [], 'and it all comes again');
is_deeply($report->{unlike_record}, [], 'as it is recorded');
my @to_office = grep { $_->{subject} =~ /this morning|What was done|Look at this/ } @all;
cmp_ok(scalar(@to_office), '>', 10, 'mails to the office');
my $children = qr/Wren|Ashby|Peregrine|Marsh|Jory|Selwyn|999 321 4418|14\/05\/2018/;
my @named = grep { $_->{text} =~ $children || $_->{subject} =~ $children } @to_office;
is(scalar(@named), 0, 'no mail to the office named a child');
done_testing;
