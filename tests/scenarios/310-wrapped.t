# What comes wrapped: a letter that is signed as one block, a form in Word inside Outlook's winmail.dat, an NHS [secure] message,
# files with a password, an encrypting service's page. What can be read is read; the rest is held, and its sender asked for it by
# the one way that is always right. Nobody is asked for a password (fields.md 2.2; threats.md 18, 19, 49).
use strict;
use warnings;
use utf8;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Casegate::Wrapped;
use Test::More;

my $lead    = 'idris.penhallow@oakfield.example';
my $from    = "Idris Penhallow <$lead>";
my $reyes   = 'callum.reyes@csc.havering.example';
my $teacher = 'tola.brightwater@oakfield.example';
my $folder  = tempdir(CLEANUP => 1);
my $story   = Casegate::Story->new('havering-revised', originator => $teacher, secrets => [@school_secrets]);
my @told    = ("notice $reyes", "told $teacher");

sub form_of { return school_form(children => [ { name => $_[0], dob => $_[1], ids => $_[2], setting => 'Oakfield', status => 'None' } ]) }
sub events_like { my ($at, $pattern) = @_; return scalar grep { $_->{text} =~ $pattern } @{ $story->case($at)->{events} } }
sub answer { my ($to, @mails) = @_; my ($mail) = grep { $_->{to} eq $to && $_->{answer} } @mails; return $mail }

# ---- signed as one block ----

my @mails = $story->step('signed as one block', at => '2026-03-09T09:30', opens => 1, state => 'open', stage => 'S2', missing => [],
    mail => opaque(outlook(from => $from, at => '2026-03-09T09:27', subject => 'Escalation', text => 'Please see below.',
        form => form_of('Corin Hale', '10/03/2018', '999 321 4402')), $folder),
    sent => [ "ack $lead", @told ]);
is(events_like('2026-03-09T09:31', qr/digital signature, which is not verified/), 1, 'the signature is noted in the record');
like($story->page('2026-03-09T09:31'), qr/digital signature/, 'and shown');

# ---- winmail.dat with a form in Word ----

my $docx = docx('form.docx', form_of('Ada Brook', '14/05/2017', 'LA 55-10273'));
my $wrapped = outlook(from => $from, at => '2026-03-09T10:27', subject => 'Escalation', text => 'The form is attached.',
    attach => [ winmail(text => 'The form is attached.', attach => [$docx]) ]);
my $explained = $story->explained($wrapped, '2026-03-09T10:30');
is_deeply([ map { "$_->{name} " . ($_->{read} ? 'read' : $_->{why}) } @{ $explained->{attachments} } ], [ 'winmail.dat read', 'form.docx read' ],
    'the wrapper and the form in it are read');
is_deeply([ map { $_->{part} } grep { $_->{key} eq 'challenged_agency' } @{ $explained->{fields} } ], ['form.docx'], 'a field says which file it is from');
like((map { $_->{place} // '' } grep { $_->{key} eq 'challenged_agency' } @{ $explained->{fields} })[0], qr/^table 1 row \d+$/, 'and where in it');
$story->step('winmail.dat with a form in Word', at => '2026-03-09T10:30', opens => 1, state => 'open', stage => 'S2', missing => [],
    mail => $wrapped, sent => [ "ack $lead", @told ]);

# ---- [secure] ----

@mails = $story->step('a [secure] message', at => '2026-03-09T11:30', opens => 1, state => 'open', stage => 'S2', missing => [],
    mail => outlook(from => $from, at => '2026-03-09T11:27', subject => '[SECURE] [OFFICIAL-SENSITIVE] Stage two escalation Lenn Marsh',
        text => 'Please see below.', form => form_of('Lenn Marsh', '02/02/2016', 'LA 55-10274')),
    sent => [ "ack $lead", @told ]);
like(answer($lead, @mails)->{subject}, qr/^\[secure\] \[HAV-26-\d+-[A-Z]\] Received/, 'the answer takes the same route back');
unlike($_->{subject}, qr/secure/i, "not the mail to $_->{to}") for grep { !$_->{answer} } @mails;

# ---- what is locked ----

sub held_for_password {
    my ($name, $at, $mail, $held) = @_;
    my @out = $story->happens($name, $mail, $at);
    splice @out, 0, 2;
    my $entry = $story->newest_held($at);
    is($entry->{reason}, 'encrypted', "$name: held");
    is_deeply([ map { $_->{to} } @out ], [$lead], "$name: only its sender is answered");
    my $text = $out[0]{text} =~ s/\s+/ /gr;
    like($text, qr/send it again so that it can be read here: as text in the mail itself, or as a Word \(\.docx\) or PDF file without a password, by the partnership's own secure route/,
        "$name: asked for it in a form that can be read");
    like($text, qr/Do not send a password by mail\. We never ask for one\./, "$name: and for no password");
    unlike($text, qr/\b(?:send us|tell|give|ring|telephone|reply with|let us have|need|require)\b(?: \w+){0,4} password/i, "$name: in no other words either");
    unlike($text, qr/HAV-26/, "$name: no case is confirmed");
    return $out[0];
}

my $enclosed = 'Please find the form attached. I will ring you with the password.';
held_for_password('a Word file with a password', '2026-03-10T09:30', outlook(from => $from, at => '2026-03-10T09:27', subject => 'Escalation',
    text => $enclosed, attach => [ locked_docx('form.docx') ]));
held_for_password('a zip with a password', '2026-03-10T10:30', outlook(from => $from, at => '2026-03-10T10:27', subject => 'Escalation',
    text => $enclosed, attach => [ locked_zip('form.zip', 'form.docx') ]));
held_for_password('a locked file within winmail.dat', '2026-03-10T11:30', outlook(from => $from, at => '2026-03-10T11:27', subject => 'Escalation',
    text => $enclosed, attach => [ winmail(attach => [ locked_docx('form.docx') ]) ]));
my $out = held_for_password('an encrypting service', '2026-03-10T12:30', outlook(from => $from, at => '2026-03-10T12:27', subject => '[secure] Escalation',
    text => "You have received an encrypted message. To view it, save and open the attachment.",
    attach => [ { name => 'Encrypted_Message.htm', type => 'text/html', data => '<html><body>Click to read</body></html>' } ]));
like($out->{subject}, qr/^\[secure\] Received/, 'and the answer goes back by it');
held_for_password('OpenPGP in the text', '2026-03-10T13:30', outlook(from => $from, at => '2026-03-10T13:27', subject => 'Escalation',
    text => "Dear all,\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA0abcdefghij\n=abcd\n-----END PGP MESSAGE-----\n"));

my $zip = $story->explained(outlook(from => $from, at => '2026-03-10T14:27', subject => 'Escalation', text => 'See the zip.',
    attach => [ locked_zip('form.zip', 'minutes of March.docx') ]), '2026-03-10T14:30');
is($zip->{attachments}[0]{why}, 'a zip file that needs a password', 'a zip is not opened');
is($zip->{attachments}[0]{inside}, 'minutes of March.docx', 'and what is in it listed');

# ---- a form that can be read, with a file that cannot ----

@mails = $story->step('a form, and a file with a password', at => '2026-03-11T09:30', opens => 1, state => 'open', stage => 'S2', missing => [], held => undef,
    mail => outlook(from => $from, at => '2026-03-11T09:27', subject => 'Escalation', text => 'Please see below and the minutes.',
        form => form_of('Oda Finch', '03/03/2015', 'LA 55-10275'), attach => [ locked_docx('minutes.docx') ]),
    sent => [ "ack $lead", @told ]);
is(events_like('2026-03-11T09:31', qr/encrypted or needs a password and was not read/), 1, 'the record says that something was not read');
like(answer($lead, @mails)->{text} =~ s/\s+/ /gr, qr/A file in your message is encrypted or needs a password and could not be read here/, 'and so does the answer');

# ---- a stranger learns nothing more than always ----

my @stranger = $story->happens('a stranger\'s locked file', outlook(from => 'Nobody Known <nobody@stranger.example>', at => '2026-03-11T10:27',
    subject => 'form', text => 'See attached.', attach => [ locked_docx('form.docx') ]), '2026-03-11T10:30');
splice @stranger, 0, 2;
is($story->newest_held('2026-03-11T10:30')->{reason}, 'encrypted', 'held as well');
is_deeply([ map { $_->{subject} } @stranger ], ['Received'], 'and answered with the receipt');
$story->finish;
