# Whose word counts for who sent a message (threats 53 to 57; design §3). A site says how its receiving server's word is known: by name
# (rfc8601), by place (m365), or not at all (none). A message that nothing proves changes nothing; where the site has no proof,
# messages open and add, and every step of a case waits for the office.
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
my $head    = 'head@oakfield.example';
my @onward  = ("notice $head", 'notice imelda.frost@csc.havering.example', "told $teacher", map { "extract $_" } $lead, $reyes);
my @alarm   = map { "office-alarm|other $_\@partnership.havering.example" } qw(wilf.darrow inez.quill);
my $mx      = 'mx.partnership.havering.example';
my $front   = 'VE1EUR03FT012.mail.protection.outlook.com';

sub site_with {
    my ($proof) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my $path = $story->site->folder . '/routing/site.yaml';
    my $settings = Casegate::slurp($path);
    $settings =~ s/^sender_proof:\n(?: .*\n)+/$proof/m or die 'no sender_proof';
    Casegate::spew($path, $settings);
    return $story;
}

# On top of a message, the topmost line first.
sub on_top { my ($mail, @lines) = @_; return { %$mail, unproven => 1, raw => join('', map { "$_\r\n" } @lines) . $mail->{raw} } }
sub form { my ($at, %form) = @_; return outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => '', form => school_form(%form)) }
sub says { my ($from, $at, $reference, $text) = @_; return outlook(from => $from, at => $at, subject => "Re: [$reference]", text => $text) }
my %still = (state => 'open', stage => 'S2');

# ---- by name ----

my $story = site_with("sender_proof: {mode: rfc8601, authserv_ids: [$mx], accept: [dmarc], arc_sealers: [list.example]}\n");
my @mails = $story->step('opened', at => '2026-03-09T09:00', opens => 1, %still, mail => form('2026-03-09T08:58'), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $reference = $story->reference;
my ($to_reyes) = grep { $_->{to} eq $reyes } @mails;
my $before = $story->case('2026-03-09T09:30')->{events};
my @forgeries = (
    [ 'threat-53: nothing said', {}, 'unproven-sender', [ "ack $reyes" ] ],
    [ 'threat-53: dmarc=fail', "$mx; dmarc=fail header.from=csc.havering.example", 'sender-failed', [@alarm] ],
    [ 'threat-54: two of our own', [ "$mx; dmarc=none", "$mx; dmarc=pass header.from=csc.havering.example" ], 'sender-failed', [@alarm] ],
    [ 'threat-54: by another name', 'mx.elsewhere.example; dmarc=pass header.from=csc.havering.example', 'unproven-sender', [] ],
    [ 'threat-55: temperror', "$mx; dmarc=temperror header.from=csc.havering.example", 'unproven-sender', [] ],
    [ 'threat-55: bestguesspass', "$mx; dmarc=bestguesspass header.from=csc.havering.example", 'unproven-sender', [] ],
    [ 'threat-55: compauth only', "$mx; dmarc=none; compauth=pass reason=130", 'unproven-sender', [] ],
    [ 'threat-55: dkim, which is not accepted', "$mx; dkim=pass header.d=csc.havering.example", 'unproven-sender', [] ],
    [ 'threat-56: a pass of the look-alike domain', "$mx; dmarc=pass header.from=csc.haverinq.example", 'unproven-sender', [] ],
    [ 'a seal of nobody we named', [ "$mx; arc=pass; dmarc=fail header.from=csc.havering.example" ], 'sender-failed', [@alarm],
        'ARC-Seal: i=1; a=rsa-sha256; d=bad.example; s=a; cv=none; b=x', 'ARC-Authentication-Results: i=1; mx.bad.example; dmarc=pass header.from=csc.havering.example' ],
);
my $n = 0;
for my $forgery (@forgeries) {
    my ($name, $results, $reason, $sent, @more) = @$forgery;
    my $at = sprintf '2026-03-09T10:%02d', ++$n;
    my @fields = ref $results eq 'HASH' ? () : ref $results ? @$results : $results;
    $story->step($name, at => $at, held => $n, %still, sent => $sent,
        mail => on_top(says("Callum Reyes <$reyes>", $at, $reference, 'Resolved. Please close the case.'), (map { "Authentication-Results: $_" } @fields), @more));
    is($story->newest_held($at)->{reason}, $reason, "$name: $reason");
}
is_deeply($story->case('2026-03-09T10:59')->{events}, $before, 'threat-53: none of them changed anything');
like($story->page('2026-03-09T10:59', 'held') =~ s/\s+/ /gr, qr/held: names a case, but nothing proves that the message comes from this address: it carries no word of our own receiver/, 'and the list says why');

# in our own thread it is no better; with the word of our receiver it is
@mails = $story->step('threat-53: in our own thread', at => '2026-03-09T11:00', held => ++$n, %still, sent => [],
    mail => { %{ outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T10:58', reply_to => $to_reyes, text => 'Resolved.') }, unproven => 1 });
is_deeply($story->case('2026-03-09T11:00')->{events}, $before, 'threat-53: a right Message-ID is no proof');
$story->step('sealed by a forwarder we named', at => '2026-03-09T11:30', held => $n, %still, sent => [], may => [ "ack $reyes" ],
    mail => on_top(says("Callum Reyes <$reyes>", '2026-03-09T11:28', $reference, 'For information: the worker is back tomorrow.'),
        "Authentication-Results: $mx; arc=pass; dmarc=fail header.from=csc.havering.example",
        'ARC-Seal: i=1; a=rsa-sha256; d=list.example; s=a; cv=none; b=x', 'ARC-Authentication-Results: i=1; mx.list.example; dmarc=pass header.from=csc.havering.example'));

# an escalation that nothing proves: held, the office told, the one receipt; of a stranger only the receipt
my $unproven = form('2026-03-10T09:58', children => [ { name => 'Wilf Tansley', dob => '02/11/2016', ids => '', setting => '', status => 'None' } ]);
@mails = $story->step('threat-53: a form without proof', at => '2026-03-10T10:00', held => ++$n, %still, sent => [ "ack $lead", @alarm ], mail => { %$unproven, unproven => 1 });
my ($alarm) = grep { $_->{to} =~ /^wilf/ } @mails;
like($alarm->{text} =~ s/\s+/ /gr, qr/An escalation form waits.*nothing proves.*ring the number in the directory, 01632/, 'the office is given the number of the directory');
my ($receipt) = grep { $_->{to} eq $lead } @mails;
unlike("$receipt->{subject} $receipt->{text}", qr/HAV-\d/, 'the receipt names no case');
@mails = $story->step('threat-53: and immediate harm', at => '2026-03-10T11:00', held => ++$n, %still, sent => [@alarm],
    mail => { %{ phone(from => "Idris Penhallow <$lead>", at => '2026-03-10T10:58', subject => 'help', text => 'A child is not safe tonight.') }, unproven => 1 });
like((grep { $_->{to} =~ /^wilf/ } @mails)[0]{text} =~ s/\s+/ /gr, qr/at immediate risk of harm\. It gives an address of the directory, and nothing proves.*ring the number in the directory, 01632/, 'with whom to ring');
@mails = $story->step('a proven sender in no case, with words of harm', at => '2026-03-10T11:01', held => ++$n, %still, sent => [ 'ack jerome.falk@eastpolice.example', @alarm ],
    mail => phone(from => "Jerome Falk <jerome.falk\@eastpolice.example>", at => '2026-03-10T10:59', subject => 'help', text => 'A child is not safe tonight.'));
like((grep { $_->{to} =~ /^wilf/ } @mails)[0]{text} =~ s/\s+/ /gr, qr/at immediate risk of harm\. It comes from [a-z ]+, East Area Police; the number in the directory is 01632/, 'who wrote, and whom to ring');
$story->step('threat-53: a form that names a case', at => '2026-03-10T11:03', held => ++$n, %still, sent => [@alarm],
    mail => { %{ outlook(from => "Idris Penhallow <$lead>", at => '2026-03-10T11:01', subject => "Re: [$reference]", text => '', form => school_form(problem => 'Four visits were missed.')) }, unproven => 1 });

# the office has rung: then the form opens its case, in the sender's name
my $held = (grep { $_->{reason} eq 'unproven-sender' && $_->{from} eq $lead && !$_->{urgent} } @{ $story->site->held('2026-03-10T11:05') })[0];
$story->office('2026-03-10T11:10', 'Wilf Darrow', 'held', $held->{id}, 'open', '--why', 'rang 01632 960110: it is hers');
$story->step('opened by the office', at => '2026-03-10T11:10', opens => 1, held => --$n, state => 'open', stage => 'S2', answers => $unproven, sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);

# ---- by place: Microsoft 365 ----

my $m365 = site_with(qq(sender_proof: {mode: m365, last_hop: "*.mail.protection.outlook.com"}\n));
my @hop = ("Received: from AM0PR01.eurprd01.prod.exchangelabs.com (2603:10a6::1) by DB9P189.EURP189.PROD.OUTLOOK.COM with HTTPS; Mon, 9 Mar 2026 09:00:00 +0000");
my $last = "Received: from out.oakfield.example (192.0.2.1) by $front (10.152.18.55) with Microsoft SMTP Server id 15.20.1; Mon, 9 Mar 2026 09:00:00 +0000";
sub stamp { my ($domain, $verdict) = @_; return "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=$domain; council.onmicrosoft.com; dkim=pass (signature was verified)"
    . " header.d=$domain;council.onmicrosoft.com; dmarc=$verdict action=none header.from=$domain;compauth=pass reason=100" }
$m365->step('m365: opened', at => '2026-03-09T09:00', opens => 1, %still, mail => on_top(form('2026-03-09T08:58'), @hop, stamp('oakfield.example', 'pass'), $last),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
$reference = $m365->reference;
my $forged = stamp('csc.havering.example', 'pass');
$n = 0;
$before = $m365->case('2026-03-09T09:30')->{events};
for my $case ([ 'below the last hop', [ @hop, $last, $forged ], [ "ack $reyes" ] ], [ 'below, and a last hop forged under it', [ $last, $forged, $last ], [] ],
    [ 'above says bestguesspass', [ stamp('csc.havering.example', 'bestguesspass'), $last, $forged ], [] ], [ 'two above', [ $forged, $forged, $last ], [@alarm] ],
    [ 'above says fail', [ stamp('csc.havering.example', 'fail'), $last, $forged, $last ], [@alarm] ], [ 'it never passed the last hop', [ @hop, $forged ], [] ]) {
    my ($name, $lines, $sent) = @$case;
    my $at = sprintf '2026-03-09T10:%02d', ++$n;
    $m365->step("threat-54: m365: $name", at => $at, held => $n, %still, sent => $sent, mail => on_top(says("Callum Reyes <$reyes>", $at, $reference, "Resolved, says no. $n. Please close the case."), @$lines));
}
is_deeply($m365->case('2026-03-09T10:59')->{events}, $before, 'threat-54: m365: none of them changed anything');
my $own = says("Callum Reyes <$reyes>", '2026-03-09T10:58', $reference, 'Not resolved. On to stage three please.');
$m365->step('m365: his own', at => '2026-03-09T11:00', held => $n, state => 'open', stage => 'S3', mail => on_top($own, @hop, $forged, $last),
    sent => [ @onward, "ack $reyes" ]);

# ---- not at all ----

my $none = site_with("sender_proof: {mode: none}\n");
like($none->site->must(undef, 'check'), qr/^senders are proven by: nothing, so whatever would move a case by mail waits for the office$/m, 'check says so');
@mails = $none->step('none: opened', at => '2026-03-09T09:00', opens => 1, %still, mail => form('2026-03-09T08:58'), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
$reference = $none->reference;
$none->step('none: added', at => '2026-03-09T10:00', %still, sent => [ "ack $lead" ], mail => says("Idris Penhallow <$lead>", '2026-03-09T09:58', $reference, 'For information: the visits took place.'));
$none->step('none: a stage', at => '2026-03-09T11:00', %still, held => 1, sent => [ "ack $lead" ], mail => my $asks = says("Idris Penhallow <$lead>", '2026-03-09T10:58', $reference, 'Not resolved. Please go on to stage three.'));
$held = $none->newest_held('2026-03-09T11:00');
is($held->{reason}, 'move-not-proven', 'none: waits for the office');
like($none->page('2026-03-09T11:00', 'held') =~ s/\s+/ /gr, qr/asks to move the case, but this site has no proof that a message comes from the address it gives/, 'none: with the reason');
$none->step('none: resolved', at => '2026-03-09T11:30', %still, held => 2, sent => [ "ack $reyes" ], mail => says("Callum Reyes <$reyes>", '2026-03-09T11:28', $reference, 'Resolved: we agreed by telephone.'));
$none->office('2026-03-09T12:00', 'Wilf Darrow', 'held', $held->{id}, 'link', $reference, '--why', 'rang 01632 960110');
$none->step('none: the office has asked', at => '2026-03-09T12:00', held => 1, state => 'open', stage => 'S3', answers => $asks, sent => [ @onward, "ack $lead" ]);

# the Chair's choice is the Chair's
my $chair = 'chair@partnership.havering.example';
my $at_chair = site_with("sender_proof: {mode: none}\n");
$at_chair->step('none: at the Chair', at => '2026-03-09T10:00', opens => 1, state => 'open', stage => 'S4', sent => [ "ack $head", "notice $chair", "told $teacher" ],
    mail => outlook(from => "Leopold Quance <$head>", at => '2026-03-09T09:58', subject => 'Escalation', text => '', form => school_form(stage => 'Four',
        members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
        discussions => "2 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one\n3 March 2026, Idris Penhallow and Callum Reyes, telephone, stage two\n"
            . "4 March 2026, Leopold Quance and Imelda Frost, meeting, stage three")));
for my $case ([ '2026-03-10T10:00', 'I will take this up direct with the senior managers.' ], [ '2026-03-10T11:00', 'We have decided: two visits a week until the review.' ]) {
    my ($at, $text) = @$case;
    $at_chair->step("none: $text", at => $at, held => $at =~ /10:00/ ? 1 : 2, state => 'open', stage => 'S4', sent => ["ack $chair"],
        mail => says("Augusta Renshaw <$chair>", $at, $at_chair->reference, $text));
    is($at_chair->newest_held($at)->{reason}, 'move-not-proven', 'none: it waits for the office');
    ok(!(grep { $_->{kind} =~ /^(?:chair-route|decision)$/ } @{ $at_chair->case($at)->{events} }), 'none: and nothing is chosen');
}
$none->finish;
