# Scenario 2: a sister names 'Fen Hospital Trust', and there are two that it could be. The case opens, its routing waits for an
# officer, and neither hospital hears of it; then it goes to the one that was picked and to nobody of the other. The clinical
# commissioning group of old is the board that it has become.
#
# Where the documents leave two readings this is ours: the case is open and waits for the office in the queue, so its message is not among
# the held ones; 'waiting for' names the two nurses of the raising side too, who are both to answer; the two have been told already
# when the named nurse is added; each holder of a side gets the extract. Message 4 has no mail in the story ('–'), but what opens a case is
# always acknowledged, and at the practitioners' step nobody else is told: so it is sent at that step. The offer of the alias may stand in what
# `route` says, in `show` or in the chronology.
# Beyond the story, from 'A and B = all, and all answer': one of the two nurses alone moves nothing; and a worker who asks to go on is
# shown to the line managers, who alone move it (2 item 8).
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

my $sister   = 'anouk.fairweather@fenmere.example';
my $marsden  = 'lena.marsden@fenmere.example';  # locality safeguarding nurse
my $fenwick  = 'obi.fenwick@fenmere.example';   # locality lead
my $lang     = 'dorothea.lang@fenmere.example'; # named nurse, and designated lead
my $kowal    = 'ines.kowal@fenedge.example';    # named doctor
my $ashgrove = 'peter.ashgrove@fenedge.example';# named nurse
my $holm     = 'beatrix.holm@fenedge.example';  # designated lead
my $tennant  = 'rashid.tennant@willows.example';
my $officer  = 'Nell Rowntree';

my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister,
    secrets => [ @nurse_secrets, child_secrets(name => 'Isla Wardle', dob => '2019-04-02', ids => ['999 230 8841'],
        phrases => ['therapy was refused', 'funding panel', 'Della Marsh']) ]);
my $site = $story->site;
my $directory = $site->folder . '/routing/agencies.csv';
my $before = Casegate::slurp($directory);

# 1. Mon 2 Mar 11:20: the form, and no such trust
my $first = outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T11:17', subject => 'Escalation', table => 1,
        text => "Good morning,\n\nunresolved with the hospital doctor, please see our form.\n\nSister Anouk Fairweather",
        form => nurse_form(challenged => 'Fen Hospital Trust', person => 'Dr Ewan Pryor', opposite => undef,
            discussions => '27 February 2026, Anouk Fairweather and Dr Ewan Pryor, telephone, practitioner level, not resolved'));
my @mails = $story->step('1 a trust that is not there', at => '2026-03-02T11:20', opens => 1, state => 'open', stage => 'C2', mail => $first,
    waiting => { lscb => 'nobody' }, sent => ["ack $sister"]);
my $reference = $story->reference;
like($reference, qr/^CAM-26-/, "the policy's own prefix");
my $case = $story->case('2026-03-02T11:20');
is_deeply($case->{agencies}, { raising => 'fenmere', challenged => undef }, 'nobody is taken for the other agency');
is_deeply([ sort map { $_->{agency} } @{ $case->{candidates} } ], [ 'fenedge', 'fenmarsh' ], 'two candidates and no more');
ok(!(grep { ($_->{why} // '') !~ /\w/ } @{ $case->{candidates} }), 'each with why');
is_deeply([ grep { /^challenged/ } @{ holders($case) } ], [], 'nobody holds it on the other side');
is_deeply([ map { join ' ', map { $_ // 'nobody' } @$_{qw(agency role what)} } @{ $case->{waiting_for} } ], ['lscb office which organisation is meant'], 'the office is asked');
is_deeply(date_kinds($case), ['safe-by'], 'this policy has no limit in days: only the date that the worker set');
is_deeply([ dues($case, 'safe-by') ], ['2026-03-13'], 'as she set it');
is_deeply($case->{children}[0]{status}, ['looked_after'], 'the child is looked after');
is_deeply([ grep { /notice|file-tick/ } @{ owed($case) } ], [], 'for which this policy asks for no notice');
my $page = decode('UTF-8', $site->must(undef, 'show', $reference, '--now', '2026-03-02T11:20'));
like($page, qr/$_/, "the officer reads of $_") for 'Fen Edge Hospitals', 'Fenmarsh Hospitals', 'Fen Hospital Trust';
my ($to_sister) = @mails;
like(words($to_sister->{text}), qr/confirming which organi[sz]ation/i, 'the sister reads that it is being confirmed');
unlike($to_sister->{text}, qr/Fen ?Edge|Fen ?marsh/i, 'and no guess');
like($to_sister->{text}, qr/13 Mar/, 'and her own date');

# nothing more happens by itself
$story->step('1a nothing by itself', at => '2026-03-02T11:31', state => 'open', stage => 'C2', sent => []);

# a message that may belong to it waits with the same choice before the officer (design 5)
my $stranger = 'a.reader@freemail.example';
$story->step('1b a stranger quotes it', at => '2026-03-02T11:31', state => 'open', stage => 'C2', held => 1, sent => ["ack $stranger"],
    mail => gmail(from => "A Reader <$stranger>", to => $cambs, at => '2026-03-02T11:30', subject => "About $reference", text => "I have a question about $reference."));
my $held = $story->newest_held('2026-03-02T11:31');
is_deeply([ map { $_->{reference} } @{ $held->{suggestions} } ], [$reference], 'it may belong to the case');
is_deeply($held->{candidates}, $story->case('2026-03-02T11:31')->{candidates}, 'whose candidates the list of what waits names too');
is(scalar @{ $held->{candidates} }, 2, 'both');
like($story->page('2026-03-02T11:31', 'held'), qr/could be Fen Edge Hospitals \(fenedge\)/, 'and in text');
$story->office('2026-03-02T11:31', $officer, 'held', $held->{id}, 'set-aside', '--why', 'no part in it');

# 2. 11:32: the officer picks
my $said = decode('UTF-8', $site->must(undef, 'route', $reference, '--agency', 'fenedge', '--side', 'challenged',
    '--by', $officer, '--why', 'rang the sister: she means Fen Edge', '--now', '2026-03-02T11:32'));
@mails = $story->step('2 the officer picks', at => '2026-03-02T11:32', state => 'open', stage => 'C2', answers => $first,
    sent => [ "notice $kowal", "notice $ashgrove", "notice $marsden", "notice $fenwick", "notice-routed $sister" ]);
my %to = map { ($_->{to} => $_) } @mails;
$case = $story->case('2026-03-02T11:32');
is_deeply($case->{agencies}, { raising => 'fenmere', challenged => 'fenedge' }, 'the two agencies');
is_deeply($case->{candidates}, [], 'no question is left');
is_deeply(holders($case), [ 'challenged named_doctor Ines Kowal', 'challenged named_nurse Peter Ashgrove',
    'raising locality_lead Obi Fenwick', 'raising locality_safeguarding_nurse Lena Marsden' ], 'the second rung of each ladder');
ok(!(grep { !$_->{told} } @{ $case->{holders} }), 'who have all been told');
like(join(', ', @{ waits($case) }), qr/^fenedge Ines Kowal, fenedge Peter Ashgrove, fenmere Lena Marsden, fenmere Obi Fenwick$/, 'either of the one pair will do, both of the other');
my $kept = chronology($case);
like($kept, qr/$_/, "the chronology has '$_'") for qr/\Q$officer\E|Fen Edge|fenedge/, qr/she means Fen Edge/;
like($to{$kowal}{text}, qr/Merle Tarrant.*weight has not been followed up.*joint home visit/s, 'the doctor reads the referral as recorded');
like($to{$sister}{text}, qr/Fen Edge Hospitals/, 'the sister reads which organisation was told');
unlike($to{$sister}{text}, qr/Fenmarsh/, 'and of no other');
$page = decode('UTF-8', $site->must(undef, 'show', $reference, '--now', '2026-03-02T11:32'));
ok("$said\n$page\n$kept" =~ /alias/i, 'to keep the name as an alias is offered') or diag($said);
is(Casegate::slurp($directory), $before, 'and not done');

# 3. Tue 3 Mar: somebody more to inform
@mails = $story->step('3 one more to inform', at => '2026-03-03T09:15', state => 'open', stage => 'C2',
    mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-03T09:12', reply_to => $to_sister, text => 'Please add our Named Nurse.'),
    sent => [ "notice-informed $lang", "ack $sister" ]);
$case = $story->case('2026-03-03T09:15');
is_deeply([ map { $_->{role} } grep { $_->{to} eq $lang } @{ $case->{sent} } ], ['named_nurse'], 'told as the named nurse');
unlike(join(', ', @{ waits($case) }), qr/Dorothea Lang/, 'who is not waited for');
like(join(', ', @{ waits($case) }), qr/fenedge Ines Kowal, fenedge Peter Ashgrove/, 'as the hospital still is');

# beyond the story: both nurses answer, or it stays where it is
my %still = (state => 'open', stage => 'C2');
$story->step('3a one of two', at => '2026-03-03T15:00', %still, sent => ["ack $marsden"],
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-03T14:58', reply_to => $to{$marsden}, text => 'Not resolved.'));
$story->step('3b not the sister', at => '2026-03-03T15:30', %still, sent => [ "ack $sister", "worker-request $marsden", "worker-request $fenwick" ],
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-03T15:28', reply_to => $to_sister, text => 'Not resolved. To the leads please.'));
@mails = $story->step('3c the other of two', at => '2026-03-03T16:00', state => 'open', stage => 'C3', overdue => 1,
    mail => apple(from => "Obi Fenwick <$fenwick>", to => $cambs, at => '2026-03-03T15:58', reply_to => $to{$fenwick}, text => 'Not resolved.'),
    sent => [ "ack $fenwick", "notice $lang", "notice $holm", "told $sister", map { "extract $_" } $marsden, $fenwick, $kowal, $ashgrove ]);
$case = $story->case('2026-03-03T16:00');
like((dues($case, 'immediate'))[-1] // 'no date', qr/^2026-03-03T16:00/, 'leads liaise immediately on becoming aware');
is_deeply([ map { "$_->{kind} $_->{role} $_->{source}" } @{ $case->{owed} } ], ['originator-told named_professional 3'],
    'and the named professional is to tell the worker how the step before ended (3 L111)');
is_deeply(owed($case, 'bars'), [], 'which bars nothing');

# 4. Wed 4 Mar: a case of its own
@mails = $story->step('4 by its old name', at => '2026-03-04T10:00', opens => 1, state => 'open', stage => 'C1', sent => ["ack $tennant"],
    mail => outlook(from => "Rashid Tennant <$tennant>", to => $cambs, at => '2026-03-04T09:56', subject => 'Escalation', text => 'Please see below.',
        form => nurse_form(stage => 'Practitioner', originator => 'Rashid Tennant', role => 'General practitioner', raising => 'The Willows Surgery',
            contact => "$tennant, 01632 960167", manager => 'Hannah Pell', challenged => 'the CCG', person => 'Della Marsh', opposite => undef,
            children => [ { name => 'Isla Wardle', dob => '02/04/2019', ids => '999 230 8841', setting => 'The Willows Surgery', status => 'None' } ],
            arose => 'Mon 2 March 2026', decision => 'Declined on 2 March 2026', problem => 'The therapy was refused.',
            evidence => "The letter of the funding panel.", outcome => 'That the funding panel looks again.', safe_by => 'Fri 20 March 2026',
            discussions => '2 March 2026, Rashid Tennant and Della Marsh, telephone, practitioner level')));
$case = $story->case('2026-03-04T10:00');
isnt($story->reference, $reference, 'a case of its own');
is_deeply($case->{agencies}, { raising => 'willows', challenged => 'icb' }, 'the CCG is the board that it has become');
is_deeply($case->{candidates}, [], 'which is no guess');
ok((grep { $_->{text} =~ /CCG|Clinical Commissioning Group/ && $_->{text} =~ /\bICB\b|\bicb\b|Integrated Care Board/ } @{ $case->{events} }),
    'and the chronology says so') or diag(chronology($case));
like(words($mails[0]{text}), qr/outcome/i, 'at the first step the outcome of the talk is asked for');

never_to('nothing ever went to the other hospital', $story, '2026-03-04T10:00', qr/\@fenmarsh\.example$/);
$story->finish;
