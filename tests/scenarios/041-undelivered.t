# A mail that did not arrive is nobody told: it is marked failed, what a rule requires of it is owed again, the office is asked to telephone,
# in the record and once by mail, and a note of the call settles it. A report is never answered; one whose mail cannot be told waits
# for a person, one about mail that is not ours is only filed. Somebody away without a deputy is the office's to replace (Havering).
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
my ($wilf, $inez) = ('wilf.darrow@partnership.havering.example', 'inez.quill@partnership.havering.example');
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my %open = (state => 'open', stage => 'S2');

my @mails = $story->step('opened', at => '2026-03-09T09:00', opens => 1, %open,
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '',
        form => school_form(children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ])),
    sent => [ "ack $lead", "notice $reyes", "status $iro", "told $teacher" ]);
my %to = map { $_->{to} => $_ } @mails;
my $reference = $story->reference;
sub state_of { my ($mail, $at) = @_; return (map { $_->{state} } grep { $_->{message_id} eq $mail->{message_id} } @{ $story->case($at)->{sent} })[0] }
sub owed { my ($at) = @_; return join ' ', sort map { $_->{kind} } @{ $story->case($at)->{owed} } }

# only late: recorded
$story->step('delayed', at => '2026-03-09T09:30', %open, mail => { raw => delivery_failed(at => '2026-03-09T09:29', reply_to => $to{$iro})->{raw} =~ s/^Action: failed/Action: delayed/mr }, sent => []);
is(state_of($to{$iro}, '2026-03-09T09:30'), 'sent', 'a delay is no failure');

# the notice that must be given
@mails = $story->step('the notice fails', at => '2026-03-09T10:00', %open, mail => delivery_failed(at => '2026-03-09T09:59', reply_to => $to{$iro}),
    sent => [ "office-alarm|other $wilf", "office-alarm|other $inez" ]);
is(state_of($to{$iro}, '2026-03-09T10:00'), 'failed', 'the mail failed');
is(owed('2026-03-09T10:00'), 'iro-notice telephone', 'the reviewing officer is not notified, and is to be telephoned');
like($mails[0]{text} =~ s/\s+/ /gr, qr/independent reviewing officer.*could not be delivered.*telephone.*casegate note \Q$reference\E/, 'the office reads what to do');
ok((grep { $_->{role} eq 'office' } @{ $story->case('2026-03-09T10:00')->{waiting_for} }), 'the office is waited for');
like($story->site->must(undef, 'queue', '--now', '2026-03-09T10:00'), qr/telephone/, 'and the queue says why');
$story->step('the same again', at => '2026-03-09T10:05', %open, mail => delivery_failed(at => '2026-03-09T10:04', reply_to => $to{$iro}), sent => []);
$story->office('2026-03-09T10:10', 'Wilf Darrow', 'note', $reference, 'Phoned the reviewing service, no answer');
is(owed('2026-03-09T10:10'), 'iro-notice telephone', 'a call that nobody took settles nothing');
$story->office('2026-03-09T10:20', 'Wilf Darrow', 'note', $reference, 'Called IRO service, told the duty officer');
is(owed('2026-03-09T10:20'), '', 'told by telephone is told');
ok((grep { $_->{kind} eq 'telephone' && $_->{actor} =~ /Wilf Darrow/ } @{ $story->case('2026-03-09T10:20')->{events} }), 'logged as telephone, by whom');

# the alarm's own reader
my ($to_wilf) = grep { $_->{to} eq $wilf } @mails;
$story->step('the alarm fails', at => '2026-03-09T10:30', %open, mail => delivery_failed(at => '2026-03-09T10:29', reply_to => $to_wilf), sent => ["office-alarm|other $inez"]);

# which mail? and whose?
my $words = "Return-Path: <>\r\nFrom: MAILER-DAEMON\@mx.csc.havering.example\r\nTo: mailbox\@partnership.havering.example\r\nSubject: Undeliverable mail\r\n"
    . "Date: Mon, 9 Mar 2026 10:40:00 +0000\r\nMessage-ID: <WHO\@mx.csc.havering.example>\r\n\r\nYour message could not be delivered to:\r\n\r\nRECIPIENT\r\n\r\n550 5.1.1 user unknown\r\n";
$story->step('no original', at => '2026-03-09T10:41', %open, mail => { raw => $words =~ s/RECIPIENT/$reyes/r =~ s/WHO/one/r }, held => 1, sent => []);
my $held = $story->newest_held('2026-03-09T10:41');
is($held->{reason}, 'delivery-failure', 'a person finds out which mail it was');
is_deeply([ map { $_->{reference} } @{ $held->{suggestions} } ], [$reference], 'with the case that the recipient takes part in');
$story->step('mail that is not ours', at => '2026-03-09T10:45', %open, mail => { raw => $words =~ s/RECIPIENT/nobody\@elsewhere.example/r =~ s/WHO/two/r }, held => 1, sent => []);
$story->office('2026-03-09T10:50', 'Inez Quill', 'held', $held->{id}, 'set-aside', '--why', 'telephoned Callum Reyes');

# away, and no deputy
$story->step('away', at => '2026-03-09T11:00', %open, sent => [], waiting => { csc => 'Callum Reyes', hscp => 'nobody' },
    mail => out_of_office(from => "Callum Reyes <$reyes>", at => '2026-03-09T10:59', reply_to => $to{$reyes}, text => 'I am on leave until Friday. Please call Imelda Frost instead.'));
my $page = $story->page('2026-03-09T11:00') =~ s/\s+/ /gr;
like($page, qr/Imelda Frost \(named in the automatic reply; in the directory as senior manager of Children's Social Care\) is not written to/, 'whom he names, and what the directory says of her');
like($page, qr/Callum Reyes is away without a deputy: name somebody/, 'the office is to name somebody');
$story->step('back', at => '2026-03-09T12:00', %open, waiting => { csc => 'Callum Reyes', hscp => 'nobody' }, sent => ["ack $reyes"],
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-09T11:58', reply_to => $to{$reyes}, text => 'I am reading it on the train.'));

is_deeply([ map { $_->{what} } grep { $_->{role} eq 'office' } @{ $story->case('2026-03-09T12:00')->{waiting_for} } ], ['telephone: mail to Wilf Darrow failed'],
    'heard of again; of the office only its own call is left');

# after the end
$story->office('2026-03-10T09:00', 'Inez Quill', 'close', $reference, '--why', 'agreed on the telephone');
(undef, undef, @mails) = $story->happens('closed by the office', undef, '2026-03-10T09:00');
my ($closing) = grep { $_->{to} eq $reyes } @mails;
$story->step('a closed case', at => '2026-03-10T09:30', state => 'closed', held => 1, mail => delivery_failed(at => '2026-03-10T09:29', reply_to => $closing),
    sent => [ "office-alarm|other $wilf", "office-alarm|other $inez" ]);
$story->finish;
