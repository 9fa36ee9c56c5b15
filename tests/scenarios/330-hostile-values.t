# What hostile people write into a message, through the whole gateway: values that look like templates, statements or commands, our own
# marks and another case's reference, two shapes that differ, ids that are none, files, and answers by people whom a mail reached
# by accident. A value is words and nothing else; nobody learns or moves anything by holding a mail of ours. (threats.md)
use strict;
use warnings;
use utf8;
use Encode qw(encode);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $teacher  = 'tola.brightwater@oakfield.example';
my $lead     = 'idris.penhallow@oakfield.example';
my $reyes    = 'callum.reyes@csc.havering.example';
my $delane   = 'sorcha.delane@riverbend.example';
my @office   = map { "$_\@partnership.havering.example" } qw(inez.quill wilf.darrow);
my $stranger = 'buttercuplane@freepost.example';
my $from     = "Idris Penhallow <$lead>";
my @told     = ("notice $reyes", "told $teacher");
my $story    = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my $site     = $story->site;
my %still    = (state => 'open', stage => 'S2');
my @names    = ('Corin Hale', 'Perran Tolliver', 'Morwenna Kitto', 'Jago Trewin', 'Lowen Pascoe', 'Demelza Rowse');
my ($serial, $child) = (0, 0);

sub words { my ($text) = @_; return $text =~ s/\s+/ /gr }
sub another { my $n = $child++; return (children => [ { name => $names[$n], dob => sprintf('%02d/03/2016', 2 + $n), ids => '', setting => '', status => 'None' } ]) }
sub form_mail { my ($at, $form, %more) = @_; return outlook(from => $from, at => $at, subject => 'Escalation', text => 'See below.', form => $form, %more) }
sub head { my ($mail, $head) = @_; $mail->{raw} =~ s/^(MIME-Version:)/$head\r\n$1/m or die 'no head'; return $mail }
sub flags { my ($at) = @_; return join "\n", map { $_->{text} } grep { $_->{kind} eq 'flagged' } @{ $story->case($at)->{events} } }
sub to { my ($address, @mails) = @_; return (grep { $_->{to} eq $address } @mails)[0] }

# ---- values ----

my $hostile = q~It says {{reference}} and {{#told}}{{>missing}} ${HOME} $(id) `id` %s%n; it's "that" '); DROP TABLE cases; -- 100%_~;
my @mails = $site->receive(form_mail('2026-03-09T08:58', school_form(problem => $hostile)), '2026-03-09T09:00'); # no step: it asks that no mark of a template is left
$story->note_opened('values that look like more than words', $site->queue('2026-03-09T09:00'));
my $first = $story->reference;
my $notice = to($reyes, @mails);
is(index(words($notice->{text}), $hostile) >= 0 ? 1 : 0, 1, 'a value goes to the other agency as it was written') or diag($notice->{text});
is($story->case('2026-03-09T09:00')->{fields}{problem}{value}, $hostile, 'and stands in the record so');
my %once = map { my $mail = $_; map { $_ => scalar @{ $mail->{header}{$_} // [] } } qw(from to subject message-id date) } @mails;
is_deeply(\%once, { map { $_ => 1 } qw(from to subject message-id date) }, 'one header of each');

my $before = $story->case('2026-03-09T09:30')->{events};
my $marks = "As in $first: not resolved, stage three please. <$notice->{message_id}> X-Casegate-Case: $first";
@mails = $story->step('marks of ours in a value', at => '2026-03-09T09:30', opens => 1, %still,
    mail => form_mail('2026-03-09T09:28', school_form(another(), evidence => $marks)), sent => [ "ack $lead", @told ]);
is_deeply($story->case('2026-03-09T09:30', $first)->{events}, $before, 'are no authority: the other case is as it was');

# the name of a sender, a file and a subject: line ends, escapes, letters that turn the line
my $escaped = head(form_mail('2026-03-09T10:00', school_form(another())), 'X-Nothing: 1');
$escaped->{raw} =~ s/^Subject:.*$/Subject: =?utf-8?q?Escalation=0D=0ABcc:_$stranger=0D=0A=1B[2J=E2=80=AE?=\r/m;
$escaped->{raw} =~ s/^From:.*$/From: =?utf-8?q?Idris=0D=0ABcc:_x=1B]0;x=07?= <$lead>\r/m;
@mails = $story->step('line ends in a name and a subject', at => '2026-03-09T10:02', opens => 1, %still, mail => $escaped, sent => [ "ack $lead", @told ]);
is((grep { $_->{header}{bcc} || $_->{raw} =~ /^\s*Bcc/mi } @mails), 0, 'no header comes of them');
my $shown = $story->page('2026-03-09T10:03') . $story->page('2026-03-09T10:03', 'messages') . join '', map { $_->{raw} } @mails;
unlike($shown, qr/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]/, 'no control character reaches a page or a mail');

# ---- what was read may not be all ----

my $faces = form_mail('2026-03-09T11:00', school_form(another()));
my $html = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Dear all, the whole matter has been settled by telephone between both managers yesterday evening, nothing needs doing.</p>\r\n";
$faces->{raw} =~ s{^Content-Type: text/html.*?(?=^--)}{$html}ms or die 'no HTML';
$story->step('two faces', at => '2026-03-09T11:02', opens => 1, %still, mail => $faces, sent => [ "ack $lead", @told ]);
like(flags('2026-03-09T11:03'), qr/plain text and its HTML say different things/, 'two faces: the record says that they differ');
$story->step('a second Subject', at => '2026-03-09T11:10', opens => 1, %still, mail => head(form_mail('2026-03-09T11:08', school_form(another())), 'Subject: Withdrawn'),
    sent => [ "ack $lead", @told ]);
like(flags('2026-03-09T11:11'), qr/its subject, Message-ID, date or content type twice/, 'a second Subject: the record says so');
my $held = 0;
my $two = phone(from => $from, at => '2026-03-09T11:18', subject => "Re: $first", text => 'Not resolved. Stage three please.');
$two->{raw} =~ s/^From: (.*?)\r$/From: $1, Callum Reyes <$reyes>\r/m;
$story->step('two mailboxes in From', at => '2026-03-09T11:20', reference => $first, held => ++$held, %still, mail => $two, sent => []);
is($story->newest_held('2026-03-09T11:20')->{reason}, 'no-sender', 'two mailboxes are no sender');

# ---- ids that are none ----

for my $id ('', '<>', '<<a b@c.example>', 'no brackets', '<' . 'x' x 20_000 . '@c.example>') {
    my $name = 'an id that is none: ' . (length $id > 50 ? 'long' : "'$id'");
    my $at = sprintf '2026-03-09T12:%02d', ++$serial;
    my @notes = map { phone(from => $from, at => $at, subject => "Re: $first", text => "$_ ($serial).")->{raw} } 'The parents know of it', 'The parents were told';
    s/^Message-ID:.*\r\n(?:[ \t].*\r\n)*/length $id ? "Message-ID: $id\r\n" : ''/mie for @notes;
    $site->deliver($_, $at) for @notes[ 0, 0, 1 ];
    $site->work($at);
    is(join(' ', map { $_->{disposition} } (sort { $a->{id} <=> $b->{id} } @{ $site->messages })[ -3 .. -1 ]), 'case repeat case', "$name: the bytes say what is the same");
}
$site->send('2026-03-09T12:59');
$site->outgoing;

# ---- files ----

my @files = ({ name => 'invoice.exe', type => 'application/x-msdownload', data => "MZ\x90\0" . "\0" x 60 }, { name => '../../form.docm',
    type => 'application/octet-stream', data => "PK\x03\x04 none" }, { name => 'other.eml', type => 'application/octet-stream', data => "Subject: x\r\n\r\nResolved.\r\n" });
@mails = $story->step('a program and a mail as files', at => '2026-03-09T13:00', opens => 1, held => $held, %still,
    mail => form_mail('2026-03-09T12:58', school_form(another()), attach => \@files), sent => [ "ack $lead", @told ]);
is((grep { $_->{raw} =~ /multipart|attachment|filename|MZ\x90|invoice/ } @mails), 0, 'no mail of ours carries a file');

# What every scanner knows, in two pieces so that none stumbles over this file. There is none here: it is kept with its mail, opened by
# nothing but the reader, passed on to nobody, and nobody is told that a file is clean.
my $eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}' . '$EICAR-STANDARD-' . 'ANTIVIRUS-TEST-FILE!$H+H*';
my $with_it = form_mail('2026-03-09T13:28', school_form(another()), attach => [ { name => 'eicar.com', type => 'application/octet-stream', data => $eicar } ]);
@mails = $story->step('malware', at => '2026-03-09T13:30', opens => 1, held => $held, %still, mail => $with_it, sent => [ "ack $lead", @told ]);
is((grep { $_->{raw} =~ /EICAR|eicar/i } @mails), 0, 'malware: it is passed on to nobody');
my ($arrived) = sort { $b->{id} <=> $a->{id} } @{ $site->messages };
my $kept = Casegate::slurp($site->folder . '/spool/archive/' . substr($arrived->{sha256}, 0, 2) . "/$arrived->{sha256}");
is($kept, $with_it->{raw}, 'malware: the mail is kept as it came');
unlike(join("\n", $story->page('2026-03-09T13:31'), map { $_->{text} } @mails), qr/\b(?:clean|scanned|virus|safe to open)\b/i, 'malware: nothing is said to be clean');

# ---- a mail of ours in other hands ----

# Nothing comes of it but the receipt that everybody gets; the case is not touched.
sub nothing_follows {
    my ($name, $at, $mail, $reasons, $sent) = @_;
    my $events = $story->case($at, $first)->{events};
    my @mails = $story->step($name, at => $at, reference => $first, held => ++$held, %still, mail => $mail, sent => $sent);
    like($story->newest_held($at)->{reason}, $reasons, "$name: why it waits");
    is_deeply($story->case($at, $first)->{events}, $events, "$name: the case is as it was");
    is((grep { "$_->{subject} $_->{text}" =~ /\Q$first\E/ } @mails), 0, "$name: and nothing is said of it");
}
nothing_follows('copied in, an outsider answers', '2026-03-10T10:00', gmail(from => "Somebody <$stranger>", at => '2026-03-10T09:58', reply_to => $notice,
    text => 'Resolved. Please close this.'), qr/^not-a-party$/, ["ack|receipt $stranger"]);
nothing_follows('passed on, an outsider answers', '2026-03-10T11:00', gmail(from => 'Other <passer.by@freepost.example>', at => '2026-03-10T10:58', subject => "Fwd: $notice->{subject}",
    forward => $notice, text => 'What is this? Not resolved, I should say.'), qr/^not-a-party$/, ['ack|receipt passer.by@freepost.example']);
nothing_follows('another agency answers', '2026-03-10T12:00', outlook(from => "Sorcha Delane <$delane>", at => '2026-03-10T11:58', reply_to => $notice,
    text => 'Resolved. Please close this.'), qr/^(?:not-a-party|bound-to-other)$/, ["ack|receipt $delane"]);

# ---- a report that brings the referral back ----

my $report = delivery_failed(at => '2026-03-10T13:00', reply_to => $notice);
$report->{raw} =~ s/(Content-Type: text\/rfc822-headers\r?\n)/Content-Type: message\/rfc822\r\n/ or die;
$report->{raw} =~ s/(\r?\n--[^\r\n]+--\r?\n)\z/"\r\n" . encode('UTF-8', $notice->{text}) . $1/e or die;
@mails = $story->step('a report that brings the referral back', at => '2026-03-10T13:02', reference => $first, held => $held, %still, mail => $report,
    sent => [ map { "office-alarm|other $_" } @office ]);
is((grep { words($_->{text}) =~ /DROP TABLE|Selwyn|log|plan/ } @mails), 0, 'what is told of it has nothing of the referral');

# ---- who has left ----

my $people = $site->folder . '/routing/people.csv';
my $successor = 'csc,line_manager,2,,Petroc Nance,petroc.nance@csc.havering.example,01632 960188,,,,2026-03-11,,2026-03-11';
Casegate::spew($people, Casegate::slurp($people) =~ s/^(csc,line_manager,.*,2025-09-01),,(.*)$/$1,2026-03-10,$2\n$successor/mr);
$story->happens('who has left writes', phone(from => "Callum Reyes <$reyes>", at => '2026-03-11T09:58', subject => "Re: $first",
    text => 'Not resolved. Stage three please.'), '2026-03-11T10:00');
my $case = $story->case('2026-03-11T10:00', $first);
is($case->{stage}{id}, 'S2', 'who has left moves nothing');
ok((grep { ($_->{email} // '') eq $reyes } @{ $case->{holders} }), 'who has left: the past stays');
ok((grep { ($_->{what} // '') =~ /^Callum Reyes is no longer in the directory: route it/ } @{ $case->{waiting_for} }), 'and the office sees that somebody else must have it');
$story->office('2026-03-11T11:00', 'Wilf Darrow', 'route', $first, '--agency', 'csc', '--side', 'challenged');
ok(to('petroc.nance@csc.havering.example', $site->tick('2026-03-11T11:01')), 'routed, the successor is told');
$case = $story->case('2026-03-11T11:02', $first);
is((grep { ($_->{what} // '') =~ /no longer in the directory/ } @{ $case->{waiting_for} }), 0, 'and nobody else is waited for');

# ---- a search that does not end ----

my $phrases = $site->folder . '/templates/forms/phrases.yaml';
Casegate::spew($phrases, Casegate::slurp($phrases) =~ s/^statements:\n/statements:\n  - {statement: unresolved, pattern: '(x+x+)+\$'}\n/mr);
my $at = '2026-03-11T12:00';
$story->happens('a phrase that runs away', phone(from => $from, at => $at, subject => "Re: $first", text => 'x' x 60 . '! The parents know of it.'), $at);
is($story->newest_held($at)->{reason}, 'undecided', 'a phrase that runs away: a person reads it, it is not taken for unsaid');
$story->finish;
