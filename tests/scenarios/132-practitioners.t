# Cambridgeshire's first step (2, items 4 and 5): the two practitioners talk, nobody else is written to, and the answer asks for
# the outcome of the talk and reminds of the safeguarding lead. When initial attempts have failed (3) it goes to the line managers
# and their opposite numbers (2 item 7).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $sister  = 'anouk.fairweather@fenmere.example';
my $marsden = 'lena.marsden@fenmere.example';
my $fenwick = 'obi.fenwick@fenmere.example';
my $oduya   = 'tamsin.oduya@csc.cambs.example';
my $story   = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);

my @mails = $story->step('the practitioners', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C1', tier => undef,
    waiting => { csc => 'Corin Vale' }, dates => { 'safe-by' => '2026-03-13' },
    mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see below.',
        form => nurse_form(stage => 'Practitioner', discussions => 'None yet')),
    sent => ["ack $sister"]);
is_deeply($story->case('2026-03-02T10:00')->{discussions}, [], "'None yet' is no discussion");
my ($ack) = @mails;
like(words($ack->{text}), qr/$_/, "the answer says: $_") for qr/open discussion, with your supervisors or managers where that helps/,
    qr/seek the advice and support of your safeguarding lead/, qr/outcome/;
is_deeply(date_kinds($story->case('2026-03-02T10:00')), ['safe-by'], 'no limit in days');

$story->step('still talking', at => '2026-03-03T10:00', state => 'open', stage => 'C1', sent => ["ack $sister"],
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-03T09:57', reply_to => $ack, text => 'We meet this afternoon.'));
$story->step('initial attempts have failed', at => '2026-03-03T16:00', state => 'open', stage => 'C2', waiting => { csc => 'Tamsin Oduya', fenmere => [ 'Lena Marsden', 'Obi Fenwick' ] },
    mail => phone(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-03T15:57', reply_to => $ack, text => 'We spoke by telephone today. Not resolved.'),
    sent => [ "ack $sister", "notice $marsden", "notice $fenwick", "notice $oduya" ]);
is_deeply(holders($story->case('2026-03-03T16:00')), [ 'challenged consultant_social_worker Tamsin Oduya',
    'raising locality_lead Obi Fenwick', 'raising locality_safeguarding_nurse Lena Marsden' ], 'the next rung of each ladder');
my $case = $story->case('2026-03-03T16:00');
is_deeply([ map { join ' ', map { $_ // '?' } @$_{qw(stage date)} } @{ $case->{discussions} } ], ['C1 2026-03-03'], 'the talk is recorded, at its step');
$story->finish;
