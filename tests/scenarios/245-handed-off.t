# Cambridgeshire 2 item 10: the "Resolution of Professional Differences" process may take the case. Handed off is no closing: nothing
# is said to be done, what is owed stays in the record, nobody is waited for. By whom the policy names at its last step, or by the
# office with a reason; a policy without such an exit hands nothing off.
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

sub opened {
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
    $story->step('opened', at => '2026-03-02T11:20', opens => 1, state => 'open', stage => 'C2', sent => [ "ack $sister", map { "notice $_" } $marsden, $fenwick, $oduya ],
        mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-02T11:18', subject => 'Escalation', text => 'Hello,', form => nurse_form()));
    return $story;
}

subtest 'the Head of Service says so' => sub {
    my $story = opened();
    $story->office('2026-03-03T09:00', 'Nell Rowntree', 'stage', $story->reference, 'C4', '--why', 'the leads have not agreed');
    my @told = $story->step('at the last step', at => '2026-03-03T09:00', state => 'open', stage => 'C4', sent => [ "notice $holt", "notice-informed|notice $chair", "told $sister" ],
        may => [ map { "extract $_" } $marsden, $fenwick, $oduya ]);
    my ($to_holt) = grep { $_->{to} eq $holt } @told;
    $story->step('the chair alone does not', at => '2026-03-03T10:00', state => 'open', stage => 'C4', held => undef, sent => [], may => ["ack $chair"],
        mail => phone(from => "Theodore Wace <$chair>", to => $cambs, at => '2026-03-03T09:59', subject => $story->reference, text => 'Thank you for telling me.'));
    $story->step('only announced', at => '2026-03-03T10:30', state => 'open', stage => 'C4', held => undef, sent => ["ack $holt"],
        mail => phone(from => "Marian Holt <$holt>", to => $cambs, at => '2026-03-03T10:29', subject => $story->reference, text => 'It will be handed over to another process next week.'));
    my @mails = $story->step('handed off', at => '2026-03-03T11:00', state => 'handed-off',
        mail => outlook(from => "Marian Holt <$holt>", to => $cambs, at => '2026-03-03T10:58', reply_to => $to_holt,
            text => 'The case has been handed over to the Resolution of Professional Differences process.'),
        sent => [ "ack $holt", "handed-off|told $sister", map { "handed-off $_" } $marsden, $fenwick, $oduya ]);
    unlike($_->{text}, qr/\bclosed\b/i, "no word of closing to $_->{to}") for grep { $_->{template} eq 'handed-off' } @mails;
    my $case = $story->case('2026-03-03T11:00');
    is_deeply($case->{waiting_for}, [], 'nobody is waited for');
    ok((grep { $_->{kind} eq 'handed-off' && $_->{text} =~ /section 2 item 10/ } @{ $case->{events} }), 'with its section');
    is((grep { $_->{reference} eq $story->reference } @{ $story->site->queue('2026-03-03T11:00')->{cases} }), 0, 'it has left the queue');
    $story->happens('in the evening', undef, '2026-03-16T18:00');
    is((grep { $_->{at} =~ /^2026-03-1/ } @{ $story->case('2026-03-16T18:00')->{sent} }), 0, 'and nobody is prompted afterwards');
    $story->finish;
};

subtest 'the office says so' => sub {
    my $story = opened();
    my @command = ('--site', $story->site->folder, 'stage', $story->reference, 'handed-off', '--by', 'Nell Rowntree', '--now', '2026-03-03T09:00');
    my ($code, undef, $said) = $story->site->run(undef, @command);
    isnt($code, 0, 'not without a reason');
    like($said, qr/--why/, 'which it says');
    $story->site->must(undef, @command[ 2 .. $#command ], '--why', 'the two boards have agreed it');
    my $case = $story->case('2026-03-03T09:01');
    is($case->{state}, 'handed-off', 'handed off');
    like((grep { $_->{kind} eq 'handed-off' } @{ $case->{events} })[0]{text}, qr/the two boards have agreed it/, 'with the reason');
    my ($again) = $story->site->run(undef, @command, '--why', 'again');
    isnt($again, 0, 'not twice');
    $story->finish;
};

subtest 'not where the policy has no such exit' => sub {
    my $site = Casegate->new('havering-2020');
    $site->receive(gmail(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', to => 'HSCP <mailbox@partnership.havering.example>', at => '2026-03-09T09:58', subject => 'Escalation', text => 'Hello,',
        form => school_form()), '2026-03-09T10:00');
    my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-09T10:00')->{cases} };
    my ($code, undef, $said) = $site->run(undef, '--site', $site->folder, 'stage', $reference, 'handed-off', '--by', 'X', '--why', 'y', '--now', '2026-03-09T11:00');
    isnt($code, 0, 'refused');
    like($said, qr/hands nothing off/, 'and why');
    is($site->show($reference, '2026-03-09T11:00')->{state}, 'open', 'nothing happened');
};
done_testing();
