# Words at the review stage that leave it open (Cambridgeshire 2 item 10, 3): the office is offered what the policy makes of each
# reading there, and what it is told would follow is what follows: the review ends it, or another process takes it.
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
my $holt    = 'marian.holt@partnership.cambs.example';
my $chair   = 'chair@partnership.cambs.example';
my %any     = (overdue => undef);

sub at_review {
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
    $story->step('opened', at => '2026-03-02T10:00', opens => 1, state => 'open', stage => 'C2', sent => [ "ack $marsden", "notice $fenwick", "notice $oduya", "told $sister" ],
        mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-02T09:57', subject => 'Escalation', text => 'Please see the form.', form => nurse_form()));
    $story->office('2026-03-04T10:00', 'Nell Rowntree', 'stage', $story->reference, 'C4', '--why', 'both leads rang: they cannot agree');
    my ($to_holt) = grep { $_->{to} eq $holt } $story->step('at the review', at => '2026-03-04T10:00', %any, state => 'open', stage => 'C4',
        sent => [ "notice $holt", "notice-informed $chair", "told $sister" ], may => [ map { "extract $_" } $marsden, $fenwick, $oduya ]);
    $story->step('hedged', at => '2026-03-05T10:00', %any, state => 'open', stage => 'C4', held => 1, sent => ["ack $holt"],
        mail => outlook(from => "Marian Holt <$holt>", to => $cambs, at => '2026-03-05T09:58', reply_to => $to_holt, text => 'I hope this is more or less resolved, though we have not agreed the dates yet.'));
    my $held = $story->newest_held('2026-03-05T10:00');
    is($held->{reason}, 'unclear-outcome', 'held for what it says of the outcome');
    return ($story, $held->{id}, map { $_->{why} } @{ $held->{suggestions} });
}

subtest 'read as resolved' => sub {
    my ($story, $id, $resolved, undef) = at_review();
    like($resolved, qr/^read as 'resolved': it closes once what is owed is done \(section 3, 2 item 10\)/, 'the review ends it');
    $story->office('2026-03-05T11:00', 'Nell Rowntree', 'held', $id, 'link', $story->reference, '--why', 'resolved');
    is($story->case('2026-03-05T11:00')->{state}, 'closing', 'as was said');
    $story->finish;
};
subtest 'read as not resolved' => sub {
    my ($story, $id, undef, $unresolved) = at_review();
    like($unresolved, qr/^read as 'not resolved': it is handed off: another process takes it \(section 2 item 10\)/, 'another process takes it');
    $story->office('2026-03-05T11:00', 'Nell Rowntree', 'held', $id, 'link', $story->reference, '--why', 'not resolved');
    is($story->case('2026-03-05T11:00')->{state}, 'handed-off', 'as was said');
    $story->finish;
};
done_testing;
