# Cambridgeshire 2 item 7: the nurse and the locality lead answer for their agency together. When one of them is away the deputy
# answers as one of the two, and does not take the step alone. Who comes back and leaves again without a deputy is shown again.
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
my $deputy  = 'wren.aldous@fenmere.example';
my $lang    = 'dorothea.lang@fenmere.example';
my $oduya   = 'tamsin.oduya@csc.cambs.example';
my $lead    = 'sable.winterbourne@csc.cambs.example';

my $story  = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
my $people = $story->site->folder . '/routing/people.csv';
my $lines  = Casegate::slurp($people);
$lines =~ s/^(fenmere,locality_lead,2,,Obi Fenwick,[^,]*,[^,]*),,/$1,$deputy,/m or die 'no locality lead';
Casegate::spew($people, $lines . "fenmere,locality_manager,2,,Wren Aldous,$deputy,01632 960157,,,,2025-09-01,,2026-01-12\n");
my %any = (overdue => undef);

my @mails = $story->step('opened', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C2', sent => [ "ack $marsden", "notice $fenwick", "notice $oduya", "told $sister" ],
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see the form.', form => nurse_form()));
my %to = map { ($_->{to} => $_) } @mails;

sub away {
    my ($who, $at, $cause) = @_;
    return out_of_office(from => "Away <$who>", to => $cambs, at => $at, reply_to => $cause, text => 'I am on leave until Monday 16 March.');
}

# ---- one of the two is away: the deputy is one of the two ----

@mails = $story->step('the lead is away', at => '2026-03-02T10:30', state => 'open', stage => 'C2', mail => away($fenwick, '2026-03-02T10:29', $to{$fenwick}), sent => ["notice $deputy"]);
my ($to_deputy) = @mails;
$story->step('the lead looks in', at => '2026-03-02T12:00', state => 'open', stage => 'C2', sent => ["ack $fenwick"],
    mail => apple(from => "Obi Fenwick <$fenwick>", to => $cambs, at => '2026-03-02T11:58', reply_to => $to{$fenwick}, text => 'I am reading it.'));
$story->step('and is away again', at => '2026-03-02T13:00', state => 'open', stage => 'C2', mail => away($fenwick, '2026-03-02T12:59', $to{$fenwick}), sent => []);
$story->step('the deputy alone', at => '2026-03-03T10:00', state => 'open', stage => 'C2', sent => ["ack $deputy"],
    mail => apple(from => "Wren Aldous <$deputy>", to => $cambs, at => '2026-03-03T09:58', reply_to => $to_deputy, text => 'Not resolved.'));
like(chronology($story->case('2026-03-03T10:00')), qr/^not-moved: .*complete with that of: locality safeguarding nurse$/m, 'the nurse alone is still awaited');
$story->step('and the nurse', at => '2026-03-03T11:00', %any, state => 'open', stage => 'C3',
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-03T10:58', reply_to => $to_deputy, subject => $story->reference, text => 'Not resolved.'),
    sent => [ "ack $marsden", "notice $lang", "notice $lead", "told $sister" ], may => [ map { "extract $_" } $marsden, $fenwick, $oduya, $deputy ]);

# ---- away, back, and away again, without a deputy ----

my $other = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
@mails = $other->step('opened', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C2', sent => [ "ack $marsden", "notice $fenwick", "notice $oduya", "told $sister" ],
    mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see the form.', form => nurse_form()));
%to = map { ($_->{to} => $_) } @mails;
my $uncovered = qr/Tamsin Oduya is away without a deputy/;
sub asked { my ($at) = @_; return join "\n", map { $_->{what} } @{ $other->case($at)->{waiting_for} } }
$other->step('away', at => '2026-03-02T11:00', state => 'open', stage => 'C2', mail => away($oduya, '2026-03-02T10:59', $to{$oduya}), sent => []);
like(asked('2026-03-02T11:00'), $uncovered, 'the queue shows it');
$other->step('back', at => '2026-03-03T11:00', state => 'open', stage => 'C2', sent => ["ack $oduya"],
    mail => outlook(from => "Tamsin Oduya <$oduya>", to => $cambs, at => '2026-03-03T10:58', reply_to => $to{$oduya}, text => 'I am looking at it.'));
unlike(asked('2026-03-03T11:00'), $uncovered, 'back');
$other->step('away again', at => '2026-03-04T11:00', state => 'open', stage => 'C2', mail => away($oduya, '2026-03-04T10:59', $to{$oduya}), sent => []);
like(asked('2026-03-04T11:00'), $uncovered, 'the queue shows it again');
$other->step('from another address of theirs', at => '2026-03-05T11:00', state => 'open', stage => 'C2', mail => away('machine@csc.cambs.example', '2026-03-05T10:59', $to{$oduya}), sent => []);
is((grep { $_->{kind} eq 'no-deputy' } @{ $other->case('2026-03-05T11:00')->{events} }), 2, 'said once an absence, whatever address the machine has');
$story->finish;
