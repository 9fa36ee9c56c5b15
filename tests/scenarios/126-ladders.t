# Cambridgeshire beside its stories: only the line managers take it to the leads (2 item 8), two who hold a side together both
# answer and are not outvoted (2 item 7), nobody's word but the chosen decider's ends it at the top (2 item 10, 3), an infant's
# injury waits for no certainty about the other agency (2 item 6), and what is urgent by the text is so until a person says
# otherwise. A closed case opens again when the office links the message that asks for it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $sister   = 'anouk.fairweather@fenmere.example';
my $marsden  = 'lena.marsden@fenmere.example';
my $fenwick  = 'obi.fenwick@fenmere.example';
my $lang     = 'dorothea.lang@fenmere.example';
my $oduya    = 'tamsin.oduya@csc.cambs.example';
my $lead     = 'sable.winterbourne@csc.cambs.example';
my $duty     = 'edt@csc.cambs.example';
my $holt     = 'marian.holt@partnership.cambs.example';
my $chair    = 'chair@partnership.cambs.example';
my $office   = 'nell.rowntree@partnership.cambs.example';
my $officer  = 'Nell Rowntree';

my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister,
    secrets => [ @nurse_secrets, child_secrets(name => 'Linnet Harrow', dob => '2025-10-18', ids => ['999 702 4418'], phrases => ['bruising']),
        child_secrets(name => 'Perrin Lark', dob => '2017-03-09', ids => ['999 511 2043']) ]);
my $site = $story->site;

# ---- a worker asks for the leads at once: it is the line managers' step, and they read of it ----

my @mails = $story->step('the leads at once', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C2',
    mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => 'To the leads, please.',
        form => nurse_form(stage => 'Designated leads')),
    sent => [ "ack $sister", "notice $marsden", "notice $fenwick", "notice $oduya" ]);
my %to = map { ($_->{to} => $_) } @mails;
like(chronology($story->case('2026-03-02T10:00')), qr/^claim: .*leaves that step to.*2 item 8/m, 'the chronology says whose step it is');
like(words($to{$marsden}{text}), qr/each of you is asked to answer/, 'each of the two is asked');
unlike(words($to{$oduya}{text}), qr/Others of your agency/, 'one who holds it alone is told of no others');

# a colleague who is in no directory: nothing moves, the office looks
$story->step('somebody of the agency', at => '2026-03-02T11:00', state => 'open', stage => 'C2', held => 1,
    mail => gmail(from => 'New Colleague <new.colleague@fenmere.example>', to => $cambs, at => '2026-03-02T10:58', subject => 'Re: [' . $story->reference . ']',
        text => 'Not resolved.'), sent => ['ack new.colleague@fenmere.example']);
$site->must(undef, 'held', $_->{id}, 'set-aside', '--by', $officer, '--why', 'not hers to say', '--now', '2026-03-02T11:10') for @{ $site->held('2026-03-02T11:10') };

# ---- the two who answer together differ: a person reads both ----

$story->step('the one says no', at => '2026-03-03T10:00', state => 'open', stage => 'C2', sent => ["ack $marsden"],
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-03T09:58', reply_to => $to{$marsden}, text => 'Not resolved.'));
my $case = $story->case('2026-03-03T10:00');
like(chronology($case), qr/^answered: The locality safeguarding nurse .* unresolved$/m, 'her answer is kept');
unlike(join(', ', @{ waits($case) }), qr/Lena Marsden/, 'she is waited for no more');
like(join(', ', @{ waits($case) }), qr/fenmere Obi Fenwick/, 'he still is');
$story->step('the other says yes', at => '2026-03-03T11:00', state => 'open', stage => 'C2', held => 1, sent => ["ack $fenwick"],
    mail => apple(from => "Obi Fenwick <$fenwick>", to => $cambs, at => '2026-03-03T10:58', reply_to => $to{$fenwick}, text => 'Agreed with the group manager.'));
my ($held) = @{ $site->held('2026-03-03T11:00') };
is($held->{reason}, 'answers-differ', 'held: they differ');
$site->must(undef, 'held', $held->{id}, 'set-aside', '--by', $officer, '--why', 'rang both: he spoke of another child', '--now', '2026-03-03T11:30');
@mails = $story->step('now they agree that it is not', at => '2026-03-03T12:00', overdue => 1, state => 'open', stage => 'C3',
    mail => apple(from => "Obi Fenwick <$fenwick>", to => $cambs, at => '2026-03-03T11:58', reply_to => $to{$fenwick}, text => 'Not resolved.'),
    sent => [ "ack $fenwick", "notice $lang", "notice $lead", "told $sister", "extract $marsden", "extract $fenwick", "extract $oduya" ]);
%to = map { ($_->{to} => $_) } @mails;

# ---- the line manager of the stage before does not take it from the leads to the top ----

$story->step('not the line manager', at => '2026-03-04T10:00', overdue => 1, state => 'open', stage => 'C3',
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-04T09:58', reply_to => $to{$fenwick}, text => 'Not resolved.'),
    sent => [ "ack $marsden", "worker-request $lang" ]);
@mails = $story->step('the lead', at => '2026-03-04T11:00', state => 'open', stage => 'C4',
    mail => outlook(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-04T10:58', reply_to => $to{$lead}, text => 'We are unable to agree.'),
    sent => [ "ack $lead", "notice $holt", "notice-informed $chair", "told $sister", "extract $lang", "extract $lead" ]);
my ($to_chair) = grep { $_->{to} eq $chair } @mails;
like(words($to_chair->{text}), qr/nothing is asked of you/, 'the Chair is informed');

# ---- at the top: this site says that the Head of Service decides ----

$story->step('the Chair', at => '2026-03-05T10:00', state => 'open', stage => 'C4', sent => ["ack $chair"],
    mail => gmail(from => "Theodore Wace <$chair>", to => $cambs, at => '2026-03-05T09:58', reply_to => $to_chair, text => 'Review concluded. Resolved.'));
like(chronology($story->case('2026-03-05T10:00')), qr/^not-moved: .*another's word ends it/m, 'the Chair does not end it');

# until the site has said so nobody does
my $settings = $site->folder . '/routing/site.yaml';
my $text = Casegate::slurp($settings);
Casegate::spew($settings, $text =~ s/^top_decides:.*\n//mr);
my ($code, $out) = $site->run(undef, '--site', $site->folder, 'check');
is($code, 0, 'a site without the choice is a right one');
like($out, qr/^  top_decides: the policy names head_of_service_partnerships_qa and chair .*the office does/m, 'and check says what then happens');
my ($to_holt) = grep { $_->{to} eq $holt } @mails;
my $nobody = gmail(from => "Marian Holt <$holt>", to => $cambs, at => '2026-03-05T10:58', reply_to => $to_holt, text => 'Review concluded. Resolved.');
$story->step('nobody decides', at => '2026-03-05T11:00', state => 'open', stage => 'C4', held => 1, sent => ["ack $holt"],
    mail => $nobody);
($held) = @{ $site->held('2026-03-05T11:00') };
is($held->{reason}, 'who-decides', 'held: whose word ends it is not said');
Casegate::spew($settings, $text =~ s/^top_decides:.*$/top_decides: office/mr);
($code, $out, my $err) = $site->run(undef, '--site', $site->folder, 'check');
is($code, 78, 'somebody whom the policy does not name');
like($err, qr/'top_decides' is 'office'; write one of those whom the policy names: head_of_service_partnerships_qa, chair/, 'is refused');
Casegate::spew($settings, $text);
$site->must(undef, 'held', $held->{id}, 'link', $story->reference, '--by', $officer, '--why', 'she decides', '--now', '2026-03-05T12:00');
$story->step('the office says so', at => '2026-03-05T12:00', state => 'closing', answers => $nobody,
    sent => [ "ack $holt", "confirm-request $lang", "confirm-request $lead", "told $sister" ]);

# ---- somebody to add who is nobody there ----

$story->step('somebody else', at => '2026-03-06T10:00', opens => 1, state => 'open', stage => 'C2',
    mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-06T09:57', subject => 'Escalation', text => 'Please see below.',
        form => nurse_form(children => [ { name => 'Linnet Harrow', dob => '18/10/2025', ids => '999 702 4418', setting => 'None', status => 'None' } ])),
    sent => [ "ack $sister", "notice $marsden", "notice $fenwick", "notice $oduya" ]);
my $second = $story->reference;
$story->step('whom?', at => '2026-03-06T11:00', state => 'open', stage => 'C2', held => 1, sent => ["ack $sister"],
    mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-06T10:57', subject => "Re: [$second]",
        text => 'Please add our solicitor, jane@lawyers.example.'));
($held) = @{ $site->held('2026-03-06T11:00') };
is($held->{reason}, 'whom-to-add', 'held: nobody of the agency is meant');
$site->must(undef, 'held', $held->{id}, 'set-aside', '--by', $officer, '--why', 'explained to her', '--now', '2026-03-06T11:10');
never_to('an address in a mail is nobody', $story, '2026-03-06T11:10', qr/lawyers/);

# ---- urgent: her own side at once, though nobody knows which hospital ----

my @alarm = ("office-alarm $office", "office-alarm $duty");
@mails = $story->step('an infant, and two that it could be', at => '2026-03-09T18:10', opens => 1, urgent => 1, state => 'open', stage => 'C3',
    mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-09T18:07', subject => 'URGENT', text => 'Now, please.',
        form => nurse_form(harm => 'Yes', nai => 'Yes', challenged => 'Fen Hospital Trust', person => undef, opposite => undef, problem => 'There is bruising.',
            children => [ { name => 'Linnet Harrow', dob => '18/10/2025', ids => '999 702 4418', setting => 'None', status => 'None' } ], arose => 'Mon 9 March 2026')),
    sent => [ "ack $sister", "notice $marsden", "notice $fenwick", "notice $lang", @alarm ]);
my $third = $story->reference;
%to = map { ($_->{to} => $_) } @mails;
like(words($to{$office}{text}), qr/not certain.*route it now/, 'the office is asked to route it now');
like(words($to{$lang}{text}), qr/another organisation, which is being confirmed/, 'the lead reads that it is being confirmed');
never_to('and no hospital hears of it', $story, '2026-03-09T18:10', qr/\@fen(?:edge|marsh)\.example$/);
$site->must(undef, 'route', $third, '--agency', 'fenedge', '--by', $officer, '--why', 'rang her', '--now', '2026-03-09T18:20');
my @routed = $story->step('routed', at => '2026-03-09T18:20', urgent => 1, state => 'open', stage => 'C3', answers => {},
    sent => [ (map { "notice $_" } 'ines.kowal@fenedge.example', 'peter.ashgrove@fenedge.example', 'beatrix.holm@fenedge.example'), "notice-routed $sister",
        map { "notice $_" } $marsden, $fenwick, $lang ]); # who read that it was being confirmed, and read now which it is

# a child of nine is no infant: told at once all the same, and the office is asked to look (infant_under is 5 here)
@mails = $story->step('a yes for a child of nine', at => '2026-03-09T18:40', opens => 1, urgent => 1, state => 'open', stage => 'C3',
    mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-09T18:37', subject => 'URGENT', text => 'Now, please.',
        form => nurse_form(harm => 'No', nai => 'Yes', children => [ { name => 'Perrin Lark', dob => '09/03/2017', ids => '999 511 2043', setting => '', status => 'None' } ])),
    sent => [ "ack $sister", (map { "notice $_" } $marsden, $fenwick, $lang, $oduya, $lead), @alarm ]);
%to = map { ($_->{to} => $_) } @mails;
like(words($to{$office}{text}), qr/no child is under 5: please check/, 'and the office is asked');

# what is urgent by a yes for the infant stays so, whatever else is answered
$story->step('no, to the other question', reference => $third, at => '2026-03-09T19:00', overdue => 1, urgent => 1, state => 'open', stage => 'C3', sent => [ "ack $sister", "office-alarm $duty" ],
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-09T18:58', subject => "Re: [$third]", text => 'Is the child at immediate risk of harm? No'));
$site->must(undef, 'note', $third, 'spoke to both leads: the medical is under way', '--not-urgent', '--by', $officer, '--now', '2026-03-10T09:00');
$case = $story->case('2026-03-10T09:00', $third);
ok(!$case->{urgent}, 'until a person says otherwise');
like(chronology($case), qr/^urgent-ended:/m, 'which the chronology has');

# ---- a closed case, and the message that asks for it linked by the office ----

$site->must(undef, 'close', $second, '--by', $officer, '--why', 'settled by telephone', '--now', '2026-03-12T09:00');
$story->happens('two days on', undef, '2026-03-14T09:00'); # what the closing said, and other cases' dates
my $news = gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-16T09:57', subject => "Re: [$second]", text => 'New information: the visit has not happened.');
$story->step('new information', reference => $second, at => '2026-03-16T10:00', state => 'closed', held => 1, mail => $news, sent => ["ack $sister"]);
my $record = record_of($story->case('2026-03-16T10:00', $second));
($held) = grep { $_->{reason} eq 'closed-case' } @{ $site->held('2026-03-16T10:00') };
$site->must(undef, 'held', $held->{id}, 'link', $second, '--by', $officer, '--why', 'not held as agreed', '--now', '2026-03-17T09:00');
$story->step('linked', reference => $second, at => '2026-03-17T09:00', state => 'open', stage => 'C2', answers => $news,
    sent => [ "ack $sister", map { "notice $_" } $marsden, $fenwick, $oduya ]);
$case = $story->case('2026-03-17T09:00', $second);
is($case->{cycle}, 2, 'the second cycle');
is_deeply([ @{ record_of($case) }[ 0 .. $#$record ] ], $record, 'the old record is untouched');
like(chronology($case), qr/^reopened: Re-opened, cycle 2: not held as agreed$/m, 'and why');
like($case->{stage}{entered}, qr/^2026-03-17T09:00/, 'its people are asked since the office said so');
$story->finish;
