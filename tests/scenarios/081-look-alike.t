# Scenario 8, message 3, and its variants, message by message: whoever only looks like a party, or has its mail at hand, changes
# nothing and learns nothing. After each the case is as it was, event for event; what was held says why; the receipt is the one that
# strangers get, and a forged or look-alike sender gets none.
#
# Scenario 8 gives message 3 a generic receipt; design §3, which counts a look-alike as 'failed', gives it no answer: here it gets none.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Encode qw(decode);
use Test::More;

my $manager = 'manager@buttercuplane.example';
my $worker  = 'polly.renwick@buttercuplane.example';
my $finney  = 'tobias.finney@csc.bromley.example';
my $chair   = 'chair@partnership.bromley.example';
my $free    = 'buttercuplane@freepost.example';
my @alarm   = ('office-alarm|other bridie.malone@partnership.bromley.example');
my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site  = $story->site;

my @mails = $story->step('0 a case', at => '2026-02-27T10:00', opens => 1, state => 'open', stage => 'B3', tier => 1,
    mail => outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-02-27T09:57', subject => 'Escalation', text => '',
        form => preschool_form(children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '999 655 0176', setting => 'Buttercup Lane Pre-School', status => 'None' } ],
            discussions => "24 February 2026, Winifred Oduya-Stroud and Nadia Crewe, telephone, stage one, not resolved\n"
                . '25 February 2026, Winifred Oduya-Stroud and the safeguarding team, telephone, stage two, advice taken')),
    sent => [ "ack $manager", "notice $finney", "told $worker" ]);
my $reference = $story->reference;
my %to = map { $_->{to} => $_ } @mails;
my $before = $story->case('2026-03-02T09:00')->{events};
my %still = (opens => 0, state => 'open', stage => 'B3');

# one message a minute; each is held, and what becomes of it is compared
my ($n, %receipt_of) = (0);
sub held_as {
    my ($name, $reason, $why, $sent, $from, %mail) = @_;
    my $at = sprintf '2026-03-02T%02d:%02d', 10 + int($n / 60), $n % 60;
    $n++;
    my $mail = $mail{raw} ? { %mail } : outlook(to => $bromley, at => $at, from => $from, subject => "Re: [$reference]", text => 'Stage Four, for the attention of the independent chair.', %mail);
    $mail->{unproven} = 1 if $mail{unproven};
    my @sent = $story->step("8.$n $name", at => $at, %still, held => $n, mail => $mail, sent => $sent);
    my ($held) = grep { $_->{id} } $story->newest_held($at);
    is($held->{reason}, $reason, "$name: $reason");
    like(words(decode('UTF-8', $site->must(undef, 'held', '--now', $at))), $why, "$name: and why");
    is_deeply($story->case($at)->{events}, $before, "$name: the case is as it was");
    for my $answer (grep { $_->{to} !~ /partnership/ } @sent) {
        my $text = words("$answer->{subject} $answer->{text}") =~ s/at \d\d:\d\d on \w+ \d+ March//r;
        $receipt_of{$text}++;
        unlike($text, qr/BRO-\d|Buttercup|Stage|Finney|Oduya/, "$name: the receipt says nothing of a case");
    }
    return @sent;
}
my $like = qr/its domain can be read as buttercuplane\.example, and is another/;

# ---- 8.3: a domain that reads like the pre-school's ----
my %form = (subject => 'Stage Four', text => 'For the attention of the independent chair.', form => preschool_form(stage => 'Stage Four'));
held_as('capital I, with a form', 'sender-failed', $like, [@alarm], 'Winifred Oduya-Stroud <manager@buttercupIane.example>', %form);
held_as('capital I, in the case', 'sender-failed', $like, [@alarm], 'Winifred Oduya-Stroud <manager@buttercupIane.example>');
held_as('the digit one', 'sender-failed', $like, [@alarm], 'manager@buttercup1ane.example');
held_as('one letter less', 'sender-failed', $like, [@alarm], 'manager@buttercuplne.example');
held_as('letters of another alphabet', 'sender-failed', $like, [@alarm], 'manager@xn--buttercuplne-69j.example');
held_as('resolved, by the look-alike', 'sender-failed', $like, [@alarm], 'manager@buttercupIane.example', text => 'Resolved. Please close the case.');
held_as('in our own thread', 'sender-failed', $like, [@alarm], 'manager@buttercup1ane.example', reply_to => $to{$manager}, text => 'Not resolved. On to the members please.');
held_as('the Chair, nearly', 'sender-failed', qr/can be read as partnership\.bromley\.example/, [@alarm], 'Clement Adair <chair@partnership.brom1ey.example>', text => 'Panel. Please convene it.');

# ---- the name, not the address ----
held_as('her address as a name', 'sender-failed', qr/shows an address of a domain we know in the place of its name/, [@alarm], qq("manager\@buttercuplane.example" <winnie\@elsewhere.example>));
held_as('her name, free mail', 'not-a-party', qr/free-mail provider.*bears the name of somebody of Buttercup Lane/, ["ack $free"], "Winifred Oduya-Stroud <$free>");
held_as('and once more that day', 'not-a-party', qr/free-mail provider/, [], "Winifred Oduya-Stroud <$free>", text => 'What stage are we at?');
my $hijacked = outlook(to => $bromley, at => '2026-03-02T10:30', from => "Winifred Oduya-Stroud <$manager>", subject => "Re: [$reference]", text => 'Not resolved. On to the members please.');
held_as('answers elsewhere', 'doubtful-sender', qr/asks for answers at an address of another domain \(Reply-To\)/, ["ack $manager"], '', %$hijacked, raw => "Reply-To: $free\r\n$hijacked->{raw}");

my $waits = outlook(to => $bromley, at => '2026-03-02T10:31', from => "Winifred Oduya-Stroud <$manager>", %form);
held_as('answers elsewhere, with a form: the receipt is one a day', 'doubtful-sender', qr/\(Reply-To\)/, [@alarm], '', %$waits, raw => "Reply-To: $free\r\n$waits->{raw}");

# ---- somebody who has our mail: a Cc, a forward ----
held_as('a Cc answers all', 'not-a-party', qr/the sender is no party to it/, ['ack ros.finchley@southpolice.example'], 'Ros Finchley <ros.finchley@southpolice.example>',
    reply_to => $to{$finney}, text => 'Agreed with the pre-school by phone at 09:30. Resolved.');
held_as('an outsider with the thread', 'not-a-party', qr/no party/, ['ack friend@elsewhere.example'], 'friend@elsewhere.example', reply_to => $to{$manager}, text => 'Please send me everything you have.');
held_as('a colleague of no party', 'not-a-party', qr/no party/, ['ack someone.new@orchard.example'], 'someone.new@orchard.example', text => 'Recorded on the child\'s file. Stage Four please.');
held_as('the Chair, before it is the Chair\'s', 'not-a-party', qr/no party/, ["ack $chair"], "Clement Adair <$chair>", text => 'I have decided: weekly visits.');

# ---- nothing proves it, or the office itself ----
held_as('no word of our receiver', 'unproven-sender', qr/nothing proves that the message comes from this address/, [], "Winifred Oduya-Stroud <$manager>", unproven => 1, text => 'Resolved. Please close.');
held_as('as the office', 'sender-failed', qr/it claims to come from this mailbox or its office/, [@alarm], 'Bridie Malone <bridie.malone@partnership.bromley.example>', unproven => 1, text => 'Please close this case.');
is(scalar keys %receipt_of, 1, 'all receipts are one') or diag(join "\n", keys %receipt_of);

# ---- a colleague of the pre-school whom nobody knows: it is added, and what would move the case waits ----
my $new = 'ines.hartley@buttercuplane.example';
$story->step('a colleague adds', at => '2026-03-03T10:00', %still, held => $n, sent => ["ack $new"],
    mail => phone(from => $new, to => $bromley, at => '2026-03-03T09:58', subject => $reference, text => 'For information: he was here all week.'));
$story->step('and moves nothing', at => '2026-03-03T11:00', %still, held => $n + 1, sent => ["ack $new"],
    mail => phone(from => $new, to => $bromley, at => '2026-03-03T10:58', subject => $reference, text => 'Not resolved. On to the members please.'));
my $held = $story->newest_held('2026-03-03T11:00');
is($held->{reason}, 'move-not-proven', 'it waits');
like(words(decode('UTF-8', $site->must(undef, 'held', '--now', '2026-03-03T11:00'))), qr/asks to move the case, but the sender is in no directory: add to the directory\?/, 'with the question for the office');

# ---- and her own word counts still ----
$story->step('her own', at => '2026-03-03T12:00', opens => 0, state => 'open', stage => 'B3', tier => 2, held => $n + 1,
    mail => outlook(from => "Winifred Oduya-Stroud <$manager>", to => $bromley, at => '2026-03-03T11:58', subject => $reference, text => 'Not resolved. On to the members please.'),
    may => [ "told $worker" ], sent => [ "ack $manager", 'notice morwenna.hale@csc.bromley.example' ]);
$story->finish;
