# Whose status a message gives: the reviewing officer must be notified as soon as it is known (Havering 2.5), of this child and of no
# other. What is not certain waits for a person with the likely answers, and nobody is told before.
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
my $iro     = 'iro.service@csc.havering.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my @names = map { my $last = $_; map { "$_ $last" } qw(Aled Megan) } qw(Prys Tane Holt Wray Quill Marr Dune Sorrel Vane Lisk Orme Pell Rusk Tarn Yale Brock Crane Fisk Garth Hythe Irwin Jessop Kemble Lorne Mabb Nott Oddie Pask Quarles Rudd Stroud Thane);
my $minute = 0;

# A case of one child (or of two) of this status, and a message about it. The case afterwards, the mails, what waits.
sub said {
    my ($text, %more) = @_;
    my $at = sprintf '2026-03-09T%02d:%02d', 8 + int($minute / 60), $minute++ % 60;
    my @called = splice @names, 0, 2;
    $text =~ s/\{first\}/$called[0] =~ s{ .*}{}r/e;
    $text =~ s/\{initials\}/$called[0] =~ s{(\w)\w*\s*}{$1.}gr/e;
    my @children = map { { name => $_, dob => '0' . $minute % 9 + 1 . '/05/20' . (10 + $minute % 8), ids => '', setting => '', status => $more{status} // 'CIN' } } @called[ 0 .. ($more{two} ? 1 : 0) ];
    my (undef, $opened, @first) = $story->happens("form $minute", outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => 'See below.',
        form => school_form(children => \@children)), $at);
    my ($notice) = grep { $_->{to} eq $reyes } @first;
    my $before = @{ $story->site->held($at) };
    my (undef, undef, @mails) = $story->happens($text, phone(from => "Callum Reyes <$reyes>", at => $at, reply_to => $notice, text => $text), $at);
    my @held = @{ $story->site->held($at) };
    my $case = $story->case($at, $opened->[0]);
    return ($case, \@mails, @held > $before ? $story->newest_held($at) : undef, $at);
}

sub statuses { my ($case) = @_; return join ' | ', map { join ',', @{ $_->{status} } } @{ $case->{children} } }
sub told { return scalar grep { $_->{to} eq $iro } @_ }

my @certain = (
    [ 'He is now looked after.', 'cin,looked_after' ],
    [ q{She's on a child protection plan.}, 'cin,cp_plan' ],
    [ 'ICPC was held today, child made subject to a CP plan.', 'cin,cp_plan', waits => 'response-unclear' ],
    [ 'He is now looked after and needs a placement near the school.', 'looked_after', status => 'None' ],
    [ 'They were taken into care last night.', 'looked_after', status => 'not known' ],
    [ 'Both children are now looked after.', 'cin,looked_after | cin,looked_after', two => 1 ],
    [ '{first}: CP plan', 'cin,cp_plan' ],
    [ '{initials}: CP plan', 'cin,cp_plan' ],
    [ 'Child 2: LAC', 'cin | cin,looked_after', two => 1 ],
    [ 'She went onto a CP plan yesterday.', 'cp_plan', status => 'None' ],
    [ '{first} born 18 Mar, LAC', 'cin,looked_after' ],
    [ '{first} was taken into care yesterday.', 'cin,looked_after' ],
    [ 'Strategy discussion held for Aled today. Both children are now looked after.', 'cin,looked_after | cin,looked_after', two => 1, waits => 'response-unclear' ],
);
for my $row (@certain) {
    my ($text, $want, %more) = @$row;
    subtest $text => sub {
        my ($case, $mails, $held) = said($text, %more);
        is(statuses($case), $want, 'recorded');
        is(told(@$mails), 1, 'the reviewing officer is notified') or diag(join ' | ', map { $_->{to} } @$mails);
        is($held && $held->{reason}, $more{waits}, $more{waits} ? 'what was done may be the answer of who was asked, which a person says' : 'and nothing waits');
    };
}

my @unsure = (
    [ q{Aled's younger sister is on a child protection plan.}, 'cin' ],
    [ 'His brother is looked after.', 'not_known', status => 'not known' ],
    [ q{Mum's other child is on a plan. She is now looked after.}, 'cin' ],
    [ 'Both children are now looked after.', 'cin' ],
    [ 'He is now looked after.', 'cin | cin', two => 1 ],
);
# Worded like a status and none, or perhaps none: a person looks, or it is only noted.
my @asked = ('He is on a plan to improve his attendance.', 'He is well looked after at breakfast club.', 'He is being assessed under section 20.', 'She is to be placed under section 20.');
my @noted = (
    q{{first}'s CP file has been transferred to you.}, 'We have reported the breach about {first} to the ICO.', q{{first}'s care order hearing is on Monday.},
    'A section 20 was discussed for {first} today.', 'The care order for {first} was refused by the court.', 'She is now with the LAC review team.',
);
for my $row ((map { [ $_, 'whose-status' ] } @asked), map { [$_] } @noted) {
    my ($text, $reason) = @$row;
    subtest "no status: $text" => sub {
        my ($case, $mails, $held) = said($text, status => 'None');
        is(statuses($case), 'none', 'nothing is recorded');
        is(told(@$mails), 0, 'and nobody notified');
        is($held && $held->{reason}, $reason, $reason ? 'it waits for a person' : 'and nothing waits');
    };
}

my @open;
for my $row (@unsure) {
    my ($text, $want, %more) = @$row;
    subtest $text => sub {
        my ($case, $mails, $held, $at) = said($text, %more);
        is(statuses($case), $want, 'nothing is recorded');
        is(told(@$mails), 0, 'and nobody notified');
        is($held && $held->{reason}, 'whose-status', 'it waits for a person');
        like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/'child 1: (?:looked after|child protection plan)'.*'somebody else'/s, 'with the likely answers');
        push @open, [ $held->{id}, $case->{reference}, $at ];
    };
}

subtest 'said of nobody, or not at all' => sub {
    for my $text ('He should be on a child protection plan.', 'He is not looked after.', 'His child protection plan ended in January.', 'We asked the LAC team.') {
        my ($case, $mails, $held) = said($text);
        is(statuses($case), 'cin', "$text: nothing is recorded");
        is(told(@$mails), 0, 'and nobody notified');
        is($held, undef, 'and nothing waits');
    }
};

subtest 'the office says whose it is' => sub {
    my $at = '2026-03-09T16:00';
    my ($id, $reference) = @{ $open[-1] };
    $story->office($at, 'Wilf Darrow', 'held', $id, 'link', $reference, '--why', 'child 2: looked after');
    my @mails = $story->site->tick($at);
    is(statuses($story->case($at, $reference)), 'cin | cin,looked_after', 'recorded of the child that was chosen');
    is(told(@mails), 1, 'and the reviewing officer notified');
    ($id, $reference) = @{ $open[0] };
    $story->office($at, 'Wilf Darrow', 'held', $id, 'link', $reference, '--why', 'somebody else');
    @mails = $story->site->tick($at);
    is(statuses($story->case($at, $reference)), 'cin', 'of somebody else nothing is');
    is(told(@mails), 0, 'and nobody notified');
};

$story->finish;
