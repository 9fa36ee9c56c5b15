# Scenario 9: the same thing sent again. A second copy is one record, 'did it go?' is answered in one line, a colleague's
# account of the same dispute waits for an officer, and another agency's part in it is a case of its own. The guide date
# skips Easter.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $graves  = 'ottoline.graves@eastpolice.example';
my $thorley = 'agnes.thorley@eastpolice.example';
my $falk    = 'jerome.falk@eastpolice.example';
my $delane  = 'sorcha.delane@riverbend.example';
my $chair   = 'chair@partnership.havering.example';

my $story = Casegate::Story->new('havering-2020',
    originator => $graves,
    secrets => [ child_secrets(name => 'Odell Farrant', dob => '2012-09-30', ids => ['999 208 6637'],
        phrases => ['missing three nights', 'return interview', 'joint visit', 'exploited']) ]);

my %details = (
    stage => 'Four', originator => 'Ottoline Graves', role => 'Detective constable', raising => 'East Area Police',
    contact => "$graves, 01632 960124", manager => 'Jerome Falk', challenged => 'CSC', person => 'Joel Amadi', opposite => 'Callum Reyes',
    children => [ { name => 'Odell Farrant', dob => '30/09/2012', ids => '999 208 6637', setting => 'Not known', status => 'None' } ],
    arose => 'Wed 1 April 2026', decision => 'No joint visit, decided this morning', reasons => 'Roles and responsibilities',
    problem => 'The boy was missing three nights and no return interview took place.', evidence => 'Missing episodes in our system.',
    outcome => 'A joint visit this week.', safe_by => 'Wed 22 April 2026',
    discussions => "1 April 2026, Ottoline Graves and Joel Amadi, telephone, stage one, not resolved\n"
        . "1 April 2026, Jerome Falk and Callum Reyes, telephone, stage two, not resolved\n"
        . "1 April 2026, Agnes Thorley and Imelda Frost, meeting, stage three, not resolved",
    members => "East Area Police, Desmond Okafor, 1 April 2026\nChildren's Social Care, Gideon Marsh, 1 April 2026",
);
my $form = escalation_form(%details);
my @file = (attach => [ { name => 'chronology.txt', type => 'text/plain', data => "14 March: first night\n21 March: second\n28 March: third\n" } ]);

# 1. Wed 1 Apr 15:00
my $sent = gmail(from => "Ottoline Graves <$graves>", at => '2026-04-01T14:58', subject => 'Stage Four', text => 'Stage Four details.', form => $form, @file);
$story->step('1 Stage Four', at => '2026-04-01T15:00', opens => 1, mail => $sent, state => 'open', stage => 'S4', missing => [],
    dates => { guide => '2026-04-10', 'safe-by' => '2026-04-22' }, next_date => '2026-04-10', waiting => { hscp => 'Augusta Renshaw' },
    sent => [ "ack $graves", "notice $chair" ]);
my $reference = $story->reference;
my @talks = sort map { join ' ', map { $_ // '?' } @$_{qw(stage date)} } @{ $story->case('2026-04-01T15:00')->{discussions} };
is_deeply(\@talks, [ map { "S$_ 2026-04-01" } 1 .. 3 ], 'one discussion for each earlier stage');
my ($guide) = grep { $_->{kind} eq 'guide' } @{ $story->case('2026-04-01T15:00')->{dates} };
is($guide->{why} =~ s/\.?\s*$//r, '5 working days from Wed 1 Apr 2026, skipping Fri 3 Apr (Good Friday), Mon 6 Apr (Easter Monday) → Fri 10 Apr',
    'the guide date says why');

# 1b. the same message by its other address: once as it is, once with another trace header
my $events = @{ $story->case('2026-04-01T15:00')->{events} };
$story->step('1b the same bytes', at => '2026-04-01T15:00', opens => 0, mail => $sent, state => 'open', stage => 'S4', sent => []);
is(scalar @{ $story->case('2026-04-01T15:00')->{events} }, $events, 'one record of it');
$story->step('1b the same message', at => '2026-04-01T15:00', opens => 0, state => 'open', stage => 'S4', sent => [],
    mail => { %$sent, raw => "Received: from mx2.eastpolice.example by mx.partnership.havering.example; Wed, 1 Apr 2026 15:00:00 +0100\r\n$sent->{raw}" });

# 2. 15:04: a new Message-ID, the same text and file
my @mails = $story->step('2 did it go?', at => '2026-04-01T15:04', opens => 0, state => 'open', stage => 'S4',
    mail => gmail(from => "Ottoline Graves <$graves>", at => '2026-04-01T15:03', subject => 'Fwd: Stage Four', text => 'Did it go?', form => $form, @file),
    sent => ["ack-repeat $graves"]);
like($mails[0]{text} =~ s/\s+/ /gr, qr/We have it: \Q$reference\E, received at 15:00 on Wed 1 April 2026\./, 'one line, with the reference and when it came');
is((grep { $_->{to} eq $chair } @{ $story->case('2026-04-01T15:04')->{sent} }), 1, 'no second notice to the Chair');

# 3. 16:10: a colleague, the same child and agency, other words
@mails = $story->step('3 possibly the same dispute', at => '2026-04-01T16:10', opens => 0, held => 1, state => 'open', stage => 'S4',
    mail => outlook(from => "Agnes Thorley <$thorley>", at => '2026-04-01T16:06', subject => 'Escalation to the Chair', text => 'Please see below.',
        form => escalation_form(%details, originator => 'Agnes Thorley', role => 'Detective chief inspector', contact => $thorley,
            problem => 'A child of thirteen is being exploited and nobody has seen him.', outcome => 'A strategy discussion tomorrow.',
            evidence => 'Intelligence reports.', safe_by => 'Thu 2 April 2026')),
    sent => ["ack|ack-same-dispute $thorley"]);
is((grep { $_ ne $reference } $mails[0]{text} =~ /\bHAV-\d\d-\d{4,}-[A-Z]\b/g), 0, 'no new reference is given');
my $held = $story->site->held('2026-04-01T16:10');
is_deeply([ map { $_->{reference} } @{ $held->[0]{suggestions} } ], [$reference], 'the officer sees the two side by side');
my $seen = join '', map { $story->site->must(undef, @$_, '--now', '2026-04-01T16:10') } ['held'], ['queue'], [ 'show', $reference ];
like($seen, qr/2 Apr/, 'and the earlier safe-by date');

# 4. 16:40: the same child, another agency
@mails = $story->step('4 another agency', at => '2026-04-01T16:40', opens => 1, held => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Ottoline Graves <$graves>", at => '2026-04-01T16:37', subject => 'Escalation', text => 'A second matter.', table => 1,
        form => escalation_form(%details, stage => 'Two', challenged => 'Riverbend', person => 'Bea Okonjo-Lund', opposite => 'Sorcha Delane',
            problem => 'The health assessment after the third night was not done.', outcome => 'The assessment this week.',
            discussions => '1 April 2026, Ottoline Graves and Bea Okonjo-Lund, telephone, stage one, not resolved', members => undef)),
    sent => [ "ack $graves", "notice $falk", "notice $delane" ]);
my $other = $story->reference;
isnt($other, $reference, 'a new case');
like(JSON::PP->new->encode($story->case('2026-04-01T16:40')->{events}), qr/\Q$reference\E/, 'linked to the first');
my ($ack) = grep { $_->{to} eq $graves } @mails;
unlike($ack->{text}, qr/\Q$reference\E/, 'of which the acknowledgement says nothing');
is(scalar @{ $story->site->queue('2026-04-01T16:40')->{cases} }, 2, 'two cases in the queue');
$story->finish;
