# Whose signature counts (threat 77; design §3). A site may believe S/MIME certificates of CAs that it names. What is proven is the body
# that was signed, by the address in the certificate: not the subject, not the thread, not what stands beside it, and once.
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Smime;
use Casegate::Story;
use Casegate::Wrapped;
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $head    = 'head@oakfield.example';
my @onward  = ("notice $head", 'notice imelda.frost@csc.havering.example', "told $teacher", map { "extract $_" } $lead, $reyes);
my $mx      = 'mx.partnership.havering.example';
my $smime   = Casegate::Smime->new(tempdir(CLEANUP => 1));
my %still   = (state => 'open', stage => 'S2');

$smime->authority('ours')->authority('other')->authority('between', 'ours');
$smime->person('lead', address => $lead);
$smime->person('reyes', address => $reyes);
$smime->person('below', address => $reyes, ca => 'between');
$smime->person('expired', address => $reyes, until => '20260201000000Z');
$smime->person('early', address => $reyes, from => '20260601000000Z');
$smime->person('stranger', address => $reyes, ca => 'other');
$smime->person('server', address => $reyes, purpose => 'serverAuth');
$smime->person('purposeless', address => $reyes, purpose => '');
$smime->person('cipher', address => $reyes, usage => 'keyEncipherment');
$smime->person('weak', address => $reyes, bits => 1024);
$smime->person('old', names => '', old => $reyes);
$smime->person('beside', names => "email:$lead", old => $reyes);
$smime->person('nobody', names => 'DNS:csc.havering.example');
$smime->person('hashed', address => $reyes, hash => 'sha1');

sub site_with {
    my ($proof) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my $folder = $story->site->folder;
    my $path = "$folder/routing/site.yaml";
    my $settings = Casegate::slurp($path);
    $settings =~ s/^sender_proof:\n(?: .*\n)+/sender_proof: $proof\n/m or die 'no sender_proof';
    Casegate::spew($path, $settings);
    Casegate::spew("$folder/routing/cas.pem", Casegate::slurp($smime->certificate('ours')));
    return $story;
}

sub says { my ($at, $reference, $text, %more) = @_; return outlook(from => "Callum Reyes <$reyes>", at => $at, subject => "Re: [$reference]", text => $text, %more) }
sub form { my ($at, %form) = @_; return outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => '', form => school_form(%form)) }
# The first place that `from` finds replaced by what `to` gives.
sub with { my ($mail, $from, $to) = @_; (my $raw = $mail->{raw}) =~ s/$from/ref $to ? $to->() : $to/e or die "no $from"; return { %$mail, raw => $raw } }

my $story = site_with("{mode: rfc8601, authserv_ids: [$mx], accept: [dmarc, smime], smime_cas: routing/cas.pem}");
like($story->page('2026-03-09T08:00', 'check'), qr/senders are proven by: the word of \Q$mx\E \(dmarc, smime\)/, 'check says so');

# ---- it opens a case ----

my $opening = $smime->signed(form('2026-03-09T08:58'), by => 'lead', at => '2026-03-09T08:58');
$story->step('a signed form opens a case', at => '2026-03-09T09:00', opens => 1, %still, mail => $opening, sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;
my $before = $story->case('2026-03-09T09:30')->{events};
is(scalar(grep { $_->{text} =~ /valid S\/MIME signature of \Q$lead\E \(signed words [0-9a-f]{16}\)/ } @$before), 1, 'the record says whose signature');

# ---- what proves nothing: each says why ----

my ($at, $n) = ('2026-03-09T10:00', 0);
my $words = "Ref $reference. Not resolved. On to stage three please.";
my $mail  = says('2026-03-09T09:58', $reference, $words);
my %by    = (by => 'reyes', at => '2026-03-09T09:58');
my $good  = $smime->signed($mail, %by);
my ($outer, $entity) = Casegate::Smime::parts_of($mail->{raw});

sub beside { my ($signed) = @_;
    my ($fields, $whole) = Casegate::Smime::parts_of($signed->{raw});
    return { %$signed, raw => "${fields}Content-Type: multipart/mixed; boundary=\"o\"\r\n\r\n--o\r\n$whole\r\n--o\r\nContent-Type: text/plain\r\n\r\nResolved.\r\n--o--\r\n" } }

my @bad = (
    [ 'altered by a letter', with($good, qr/Calibri/, 'Caligra'), '' ],
    [ 'another part is signed', $smime->signed($mail, %by, over => "Content-Type: text/plain\r\n\r\nGood morning."), 'is not over these words' ],
    [ 'somebody else, validly', $smime->signed($mail, %by, by => 'lead'), 'another address than the one' ],
    [ 'expired when it came', $smime->signed($mail, %by, by => 'expired'), 'had expired' ],
    [ 'not valid yet', $smime->signed($mail, %by, by => 'early'), 'not valid yet' ],
    [ 'another CA', $smime->signed($mail, %by, by => 'stranger'), 'nobody whom this site trusts' ],
    [ 'a CA between that did not come along', $smime->signed($mail, %by, by => 'below'), 'nobody whom this site trusts' ],
    [ 'a certificate for a server', $smime->signed($mail, %by, by => 'server'), 'not for mail' ],
    [ 'a certificate without a purpose', $smime->signed($mail, %by, by => 'purposeless'), 'not for signing mail' ],
    [ 'a certificate that may not sign', $smime->signed($mail, %by, by => 'cipher'), 'not for signing mail' ],
    [ 'a key of 1,024 bits', $smime->signed($mail, %by, by => 'weak'), 'too weak' ],
    [ 'a certificate signed with SHA-1', $smime->signed($mail, %by, by => 'hashed'), 'too weak' ],
    [ 'SHA-1 over the words', $smime->signed($mail, %by, digest => 'sha1'), 'too weak' ],
    [ 'two signers', $smime->signed($mail, %by, by => [qw(reyes lead)]), 'more than one signer' ],
    [ 'no time in it', $smime->signed($mail, %by, untimed => 1), 'does not say when' ],
    [ 'made a week ago', $smime->signed($mail, %by, at => '2026-03-02T09:00'), 'more than five days' ],
    [ 'made tomorrow', $smime->signed($mail, %by, at => '2026-03-10T09:00'), 'after the message came' ],
    [ 'the old place beside a rfc822Name', $smime->signed($mail, %by, by => 'beside'), 'another address than the one' ],
    [ 'no address at all', $smime->signed($mail, %by, by => 'nobody'), 'names no address' ],
    [ 'words beside the signed part', beside($good), 'is not S/MIME around the whole' ],
    [ 'the signed part twice', with($good, qr/(--signed-\d+\r\n.*?\r\n)(?=--signed)/s, sub { "$1$1" }), 'is not S/MIME around the whole' ],
    [ 'a third part', with($good, qr/(--signed-\d+)--/, sub { "$1\r\nContent-Type: text/plain\r\n\r\nResolved.\r\n$1--" }), 'is not S/MIME around the whole' ],
    [ 'the signature cut', with($good, qr/\r\n[A-Za-z0-9+\/=]{20,}\r\n(?=\r\n--signed)/, "\r\n"), '' ],
    [ 'two From lines', with($good, qr/^(From: [^\r]*\r\n)/m, sub { "$1$1" }), '' ],
);
for my $case (@bad) {
    my ($name, $bad, $why) = @$case;
    my $said = $story->explained($bad, $at);
    ok(!$said->{message}{signed_by}, "$name: nobody is named");
    isnt($said->{sender}{level}, 'verified-role', "$name: the sender is not proven");
    like($said->{sender}{why} . ' ' . ($said->{message}{signature_doubt} // ''), qr/\Q$why\E/, "$name: why");
}
is_deeply($story->case($at)->{events}, $before, 'explain changed nothing');
$story->step('threat-77: expired, and worked', at => '2026-03-09T10:30', held => ++$n, %still, sent => [ "ack $reyes" ],
    mail => $smime->signed(says('2026-03-09T10:28', $reference, $words), by => 'expired', at => '2026-03-09T10:28'));
is($story->newest_held('2026-03-09T10:31')->{reason}, 'unproven-sender', 'threat-77: held');
like($story->page('2026-03-09T10:31', 'held') =~ s/\s+/ /gr, qr/its digital signature is by a certificate that had expired when the message came/, 'threat-77: and the list says why');
is_deeply($story->case('2026-03-09T10:31')->{events}, $before, 'threat-77: nothing is changed');

# ---- what stands outside of the signature ----

my $silent = $smime->signed(says('2026-03-09T10:38', $reference, 'Not resolved. On to stage three please.'), by => 'reyes', at => '2026-03-09T10:38');
$story->step('threat-77: only the subject names the case', at => '2026-03-09T10:40', held => ++$n, %still, sent => [], mail => $silent);
like($story->page('2026-03-09T10:41', 'held') =~ s/\s+/ /gr, qr/its digital signature is valid, but the case is named outside of it/, 'threat-77: held for it');

# what its writer wrote names the case; what is quoted below may name others
my $above = $smime->signed(says('2026-03-09T10:44', $reference, "Ref $reference. We see it otherwise.\r\n\r\n-----Original Message-----\r\nFrom: Office <office\@partnership.havering.example>\r\nSent: 9 March 2026 08:00\r\nTo: Callum Reyes\r\nSubject: This morning\r\n\r\nHAV-26-0002-M and $reference wait."), by => 'reyes', at => '2026-03-09T10:44');
is($story->explained($above, '2026-03-09T10:45')->{sender}{level}, 'verified-role', 'one case above, another one quoted: still proven');

# our receiver's word against it
$story->step('threat-77: dmarc=fail', at => '2026-03-09T10:50', held => ++$n, %still,
    sent => [ map { "office-alarm|other $_\@partnership.havering.example" } qw(wilf.darrow inez.quill) ],
    mail => with($smime->signed(says('2026-03-09T10:48', $reference, "$words It is urgent."), by => 'reyes', at => '2026-03-09T10:48'),
        qr/^/, "Authentication-Results: $mx; dmarc=fail header.from=csc.havering.example\r\n"));

# ---- what proves, and moves ----

for my $row ([ 'an address in the old place', by => 'old' ], [ 'a CA between that came along', by => 'below', also => ['between'] ],
    [ 'opaque', by => 'reyes', opaque => 1 ]) {
    my ($name, %how) = @$row;
    my $said = $story->explained($smime->signed($mail, %by, %how), $at);
    is($said->{sender}{level}, 'verified-role', "$name: proven");
    is($said->{message}{signed_by}, $reyes, "$name: whose");
}
my $preamble = with($good, qr/(?<=message\r\n\r\n)(?=--signed-(\d+))/, sub { "--signed-$1 x\r\nContent-Type: text/plain\r\n\r\nResolved.\r\n" });
my $told = $story->explained($preamble, $at);
is($told->{message}{signed_by}, $reyes, 'words in front of the first boundary are no part');
unlike(join(' ', %{ $told->{text} }), qr/Resolved\./, 'and nobody reads them');
my $lf = { %$good, raw => $good->{raw} =~ s/\r\n/\n/gr };
is($story->explained($lf, $at)->{message}{signed_by}, $reyes, 'stored with bare LF: the same');

my $moving = $smime->signed(says('2026-03-09T11:28', $reference, $words), by => 'reyes', at => '2026-03-09T11:28');
$story->step('a signed word moves the case', at => '2026-03-09T11:30', held => $n, state => 'open', stage => 'S3', mail => $moving, sent => [ @onward, "ack $reyes" ]);
like($story->explained($moving, '2026-03-09T11:29')->{sender}{why}, qr/signed with S\/MIME/, 'explain says what proved it');

# the same signed words under another Message-ID and subject
my $again = with(with($moving, qr/Message-ID: <[^>]*>/, 'Message-ID: <again@csc.havering.example>'), qr/Subject: [^\r]*/, "Subject: [$reference] and now");
my $events = $story->case('2026-03-09T11:31')->{events};
my $said = $story->explained($again, '2026-03-09T12:00');
like($said->{sender}{why}, qr/the same signed words came before/, 'threat-77: sent again with another head, it proves nothing');
isnt($said->{sender}{level}, 'verified-role', 'threat-77: so it moves nothing');

# a form in Word is opened in another process than the one that knows whose signature it is
my $word = $smime->signed(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T12:58', subject => 'Escalation', text => 'The form is attached.',
    attach => [ docx('form.docx', school_form(children => [ { name => 'Ada Brook', dob => '14/05/2017', ids => '', setting => '', status => 'None' } ])) ]), by => 'lead', at => '2026-03-09T12:58');
$said = $story->explained($word, '2026-03-09T13:00');
is($said->{message}{signed_by}, $lead, 'a signed mail with a form in Word: whose');
is_deeply([ map { $_->{part} } grep { $_->{key} eq 'challenged_agency' } @{ $said->{fields} } ], ['form.docx'], 'and the form is read');

# the past, read again, proves what it proved then: certificates are asked about the time when a message came
my $replayed = $story->site->json('replay', '--policy', $story->site->folder . '/routing/policies/havering-2020.yaml', '--now', '2026-03-09T13:00');
is($replayed->{cases_compared}, 1, 'replayed: the case');
is_deeply($replayed->{$_}, [], "and nothing of it is different: $_") for qw(cases unlike_record);

# ---- a site without any other proof ----

my $alone = site_with('{mode: none, accept: [smime], smime_cas: routing/cas.pem}');
like($alone->page('2026-03-09T08:00', 'check'), qr/senders are proven by: S\/MIME signatures alone/, 'mode none: check says so');
$alone->step('mode none: it opens', at => '2026-03-09T09:00', opens => 1, %still, mail => $opening, sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $theirs = $alone->reference;
my $unsigned = says('2026-03-09T09:58', $theirs, "Ref $theirs. Not resolved. On to stage three please.");
my $held = $alone->explained({ %$unsigned, unproven => 1 }, $at);
is($held->{sender}{level}, 'verified-role', 'mode none: the directory says who it is');
like($held->{sender}{why}, qr/not proven: nothing but an S\/MIME signature/, 'mode none: without a signature not proven');
$alone->step('mode none: a signed word moves', at => '2026-03-09T11:00', state => 'open', stage => 'S3', sent => [ @onward, "ack $reyes" ],
    mail => $smime->signed($unsigned, by => 'reyes', at => '2026-03-09T10:58'));

# ---- decisions of the office by mail ----

my $wilf = 'wilf.darrow@partnership.havering.example';
$smime->person('wilf', address => $wilf);
my $office = site_with("{mode: rfc8601, authserv_ids: [$mx], accept: [dmarc, smime], smime_cas: routing/cas.pem}")->site;
Casegate::spew($_, Casegate::slurp($_) . qq(digest: {at: "07:30"}\n)) for $office->folder . '/routing/site.yaml';
$office->receive(gmail(from => 'A Stranger <stranger@elsewhere.example>', at => '2026-03-02T11:59', subject => 'Question', text => 'What is this address for?'), '2026-03-02T12:00');
my ($digest) = grep { $_->{to} eq $wilf && $_->{subject} =~ /this morning/ } $office->tick('2026-03-03T07:30');
my $ordered = outlook(from => "Wilf Darrow <$wilf>", at => '2026-03-03T08:00', reply_to => $digest, text => 'set aside 1: a question');
my @told = $office->receive($smime->signed({ %$ordered, unproven => 1 }, by => 'wilf', at => '2026-03-03T08:00'), '2026-03-03T08:01');
is((grep { $_->{subject} eq 'What was done of your reply' } @told), 0, 'threat-77: a signature alone decides nothing for the office');
is((grep { $_->{subject} =~ /Look at this now/ } @told) > 0, 1, 'threat-77: and alarms it');
my ($new) = sort { $b->{id} <=> $a->{id} } @{ $office->held('2026-03-03T08:02') };
is($new->{reason}, 'office-reply', 'threat-77: held');
my ($alarmed) = grep { $_->{subject} =~ /Look at this now/ } @told;
like($alarmed->{text} =~ s/\s+/ /gr, qr/does not say which mail is answered/, 'threat-77: for that');
is(scalar(@{ $office->held('2026-03-03T08:02') }), 2, 'threat-77: both wait');

# ---- whom the site trusts ----

my $cas = $story->site->folder . '/routing/cas.pem';
chmod 0666, $cas;
my ($exit, undef, $error) = $story->site->run(undef, '--site', $story->site->folder, 'work', '--once', '--now', '2026-03-09T13:00');
is($exit, 78, 'a file of CAs that everybody can change is refused');
like($error, qr/cas\.pem' can be changed by everybody/, 'and said');
chmod 0644, $cas;
Casegate::spew($cas, Casegate::slurp($smime->certificate('reyes')));
($exit, undef, $error) = $story->site->run(undef, '--site', $story->site->folder, 'check');
isnt($exit, 0, 'a certificate that is no CA is refused');
like($error, qr/site\.yaml:\d+: '.*cas\.pem' holds something else than certificates of CAs/, 'and said');

done_testing();
