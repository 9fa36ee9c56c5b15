# Bromley 2019 from its first stage on: the manager or the safeguarding lead holds it and nobody is mailed (Stage One), advice is
# taken from the partnership's office and the safeguarding team and no other agency hears of it (Stage Two), then the other
# agency's management (Stage Three). A matter within the agency is in scope at Stage One only. Wrongdoing is for the named
# officers. The text is past its review, and says so.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $manager = 'manager@buttercuplane.example';
my $worker  = 'polly.renwick@buttercuplane.example';
my $dsl     = 'greer.halliwell@buttercuplane.example';
my $office  = 'bridie.malone@partnership.bromley.example';
my $team    = 'safeguarding.team@csc.bromley.example';
my $finney  = 'tobias.finney@csc.bromley.example';
my $hale    = 'morwenna.hale@csc.bromley.example';
my $story = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [ @preschool_secrets, qr/petty cash/ ]);
my $site = $story->site;
my @lately = (arose => 'Mon 2 March 2026', decision => 'Told to us on 2 March');
my @from = (from => "Winifred Oduya-Stroud <$manager>", to => $bromley);

# ---- Stage One: no one is mailed; the answer says what is asked ----
my @mails = $story->step('Stage One', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'B1', tier => undef,
    waiting => { csc => 'Nadia Crewe' },
    mail => outlook(@from, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see below.', form => preschool_form(@lately, stage => 'Stage One', discussions => 'None yet')),
    sent => [ "ack $manager", "told $worker" ]);
like(words($mails[0]{text} . $mails[1]{text}), qr/arranges to discuss the matter with the other worker/, 'the answer says what is asked');
my $ack = (grep { $_->{to} eq $manager } @mails)[0];
my $reference = $story->reference;
like($story->page('2026-03-02T10:00'), qr/policy past review: it was to be reviewed on 2020-10-30/, 'show: past its review');
like($story->page('2026-03-02T10:00', 'queue'), qr/policy past review: bromley-2019/, 'queue: past its review');
like($story->page('2026-03-02T10:00', 'check'), qr/policy past review: bromley-2019 was to be reviewed on 2020-10-30/, 'check: past its review');

# ---- Stage Two: advice, no other agency; the safeguarding lead is told of the child's status, no reviewing officer ----
@mails = $story->step('Stage Two', at => '2026-03-02T15:00', state => 'open', stage => 'B2', waiting => { bscp => 'Bridie Malone', csc => 'Safeguarding team' },
    mail => apple(@from, at => '2026-03-02T14:57', reply_to => $ack, text => 'Spoke to Nadia Crewe by phone today, not resolved.'),
    sent => [ "ack $manager", "notice $office", "notice $team", "status $dsl", "told $worker" ]);
my ($to_team) = grep { $_->{to} eq $team } @mails;
like(words($to_team->{text}), qr/takes advice. Please give it/, 'advice is asked for');

# ---- Stage Three: the other agency's management, tier by tier ----
@mails = $story->step('Stage Three', at => '2026-03-03T09:00', state => 'open', stage => 'B3', tier => 1, waiting => { csc => 'Tobias Finney' },
    mail => apple(@from, at => '2026-03-03T08:57', reply_to => $ack, text => 'We have taken the advice. It is still not resolved.'),
    sent => [ "ack $manager", "notice $finney", "extract $manager", "told $worker" ]);
my ($to_finney) = grep { $_->{to} eq $finney } @mails;
@mails = $story->step('its next tier', at => '2026-03-03T12:00', state => 'open', stage => 'B3', tier => 2,
    mail => outlook(from => "Tobias Finney <$finney>", to => $bromley, at => '2026-03-03T11:57', reply_to => $to_finney, text => 'We could not agree.'),
    sent => [ "ack $finney", "notice $hale", "notice $manager", "told $worker" ]);
never_to('no reviewing officer and nobody outside the two agencies', $story, '2026-03-03T12:00', qr/iro|orchard|southpolice|mash\@|chair/);

# ---- within the agency: Stage One only ----
my %within = (@lately, challenged => 'Buttercup Lane Pre-School', person => 'Greer Halliwell', opposite => '',
    children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '999 655 0176', setting => 'Buttercup Lane Pre-School', status => 'Looked after' } ]);
@mails = $story->step('within the agency', at => '2026-03-04T09:00', opens => 1, state => 'open', stage => 'B1',
    mail => gmail(@from, at => '2026-03-04T08:57', subject => 'Escalation', text => 'An internal matter.', form => preschool_form(%within, stage => 'Stage One', discussions => '')),
    sent => [ "ack $manager", "told $worker" ]);
($ack) = grep { $_->{to} eq $manager } @mails;
is_deeply($story->case('2026-03-04T09:00')->{agencies}, { raising => 'buttercup', challenged => 'buttercup' }, 'logged as it is');
@mails = $story->step('and no further', at => '2026-03-04T10:00', state => 'open', stage => 'B1', sent => ["ack $manager"],
    mail => apple(@from, at => '2026-03-04T09:57', reply_to => $ack, text => 'Not resolved. Stage Two please.'));
like(words($mails[0]{text}), qr/no further than its first stage; please use the agency's own escalation policy/, 'the answer says where it goes');
@mails = $story->step('settled there', at => '2026-03-04T14:00', state => 'closing', sent => [ "ack $manager", "resolved $dsl", "told $worker" ],
    mail => apple(@from, at => '2026-03-04T13:57', reply_to => $ack, text => 'Resolved: we agreed a plan by phone.'));
is_deeply([ map { "$_->{agency} $_->{child}" } grep { $_->{kind} eq 'file-tick' } @{ $story->case('2026-03-04T14:00')->{owed} } ], ['buttercup 1'], 'one tick, for the one agency');

@mails = $story->step('within, but for Stage Three', at => '2026-03-05T09:00', opens => 0, sent => ["ack $manager"],
    mail => gmail(@from, at => '2026-03-05T08:57', subject => 'Escalation', text => 'An internal matter.', form => preschool_form(%within, stage => 'Stage Three')));
like(words($mails[0]{text}), qr/discussed at Stage One and goes no further/, 'signposted by this policy, not by another');
is(last_message($story)->{disposition}, 'signposted', 'logged, and no case');

# ---- wrongdoing: the lists show that something is there, and no more ----
$story->step('wrongdoing', at => '2026-03-05T10:00', sent => ["ack $dsl"],
    mail => phone(from => "Greer Halliwell <$dsl>", to => $bromley, at => '2026-03-05T09:58', subject => 'In confidence',
        text => 'I want to report wrongdoing in our own nursery under whistleblowing: petty cash.'));
my $row = last_message($story);
is_deeply([ @$row{qw(from message_id case disposition kind)} ], [ undef, undef, undef, 'signposted', undef ], 'messages: no sender');
like($row->{reason}, qr/^restricted/, 'messages: restricted');
$story->step('wrongdoing, in a case', at => '2026-03-05T11:00', held => 1, sent => ["ack $worker"],
    mail => phone(from => "Polly Renwick <$worker>", to => $bromley, at => '2026-03-05T10:58', subject => "Re: $reference",
        text => 'This is whistleblowing: petty cash.'));
unlike(JSON::PP->new->encode($story->case('2026-03-05T11:00', $reference)), qr/petty|whistle/, 'not in the case');
my ($held) = @{ $site->held('2026-03-05T11:00') };
is_deeply([ @$held{qw(from subject sender_level)}, @{ $held->{suggestions} } ], [ undef, undef, undef ], 'held: no sender, no case');
unlike($story->page('2026-03-05T11:00', 'held'), qr/greer|petty|In confidence|\Q$worker\E/i, 'held in text says no more');
my $page = $story->page('2026-03-05T11:00', 'messages');
is((grep { ($_->{reason} // '') =~ /^restricted: for the named officers only$/ } @{ $site->messages }), 2, 'messages: both are there');
unlike($page, qr/greer/i, 'messages in text: no sender');

# ... but for the named officers of the site
for my $command ('held', 'messages') {
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, $command, '--restricted');
    is($code, 64, "$command --restricted: not for everybody");
    like($err, qr/named_officers/, "$command: and says whom it is for");
    unlike($out, qr/greer|polly/i, "$command: shows nothing");
}
my @settle = ('--now', '2026-03-05T11:05', 'held', $held->{id});
my @before = sort glob $site->folder . '/spool/outgoing/*/*';
for my $settling ([ 'open' ], [ 'link', $reference ], [ 'set-aside', '--why', 'given to the agency' ]) {
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, @settle, @$settling, '--by', 'Bridie Malone');
    is($code, 65, "held $settling->[0]: not by everybody, and not by a name");
    like($err, qr/only the logins in 'named_officers' of routing\/site\.yaml/, "held $settling->[0]: says who may");
    unlike($err . $out, qr/polly|petty|\Q$reference\E/i, "held $settling->[0]: says no more");
}
my $file = $site->folder . '/routing/site.yaml';
my $login = getpwuid $<;
Casegate::spew($file, Casegate::slurp($file) =~ s/^named_officers: .*$/named_officers: [$login]/mr);
is((grep { ($_->{kind} // '') eq 'whistleblowing' && $_->{from} eq $dsl } @{ $site->json('messages', '--restricted') }), 1, 'messages --restricted: the sender');
like($site->must(undef, 'held', '--restricted', '--now', '2026-03-05T11:00'), qr/\Q$worker\E.*\Q$reference\E/s, 'held --restricted: the sender, and the case it names');

# ... who may set it aside and bring it into no case: a case is seen by everybody, and its agencies are told
for my $settling ([ 'open' ], [ 'link', $reference ]) {
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, @settle, @$settling);
    is($code, 65, "held $settling->[0]: nor by a named officer");
    like($err, qr/enters no case.*set it aside with --why.*escalation form of the sender's own/, "held $settling->[0]: says what to do");
}
is(scalar @{ $site->held('2026-03-05T11:06') }, 1, 'it waits still');
unlike(JSON::PP->new->encode($story->case('2026-03-05T11:06', $reference)), qr/petty|whistle/, 'and is in no case');
like($site->must(undef, @settle, 'set-aside', '--why', 'told her own agency'), qr/set aside by \Q$login\E: told her own agency/, 'a named officer sets it aside');
is_deeply($site->held('2026-03-05T11:06'), [], 'it waits no more');
is((grep { $_->{disposition} eq 'set-aside' && $_->{reason} eq 'restricted: for the named officers only' } @{ $site->messages }), 1, 'and stays restricted');
Casegate::spew($file, Casegate::slurp($file) =~ s/^named_officers: .*$/named_officers: [somebody.else]/mr);
my ($again, undef, $why) = $site->run(undef, '--site', $site->folder, @settle, 'open');
unlike($why, qr/told her own agency/, 'nor does a refusal say how it was settled');
is($again, 65, 'it is refused');
$site->tick('2026-03-05T11:07');
is_deeply([ sort glob $site->folder . '/spool/outgoing/*/*' ], \@before, 'nobody was mailed of it');
$story->finish;
