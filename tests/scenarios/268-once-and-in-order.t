# What the office waives by closing is also what the end itself makes owed; and what is urgent is so by one reading, whether the
# message opens a case or comes to one.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

subtest 'closed by the office, where learning bars closing' => sub {
    my $gp      = 'hamish.vantongeren@parkgate.example';
    my $wyndham = 'isla.wyndham@parkgate.example';
    my $ashdown = 'pilar.ashdown@csc.warrington.example';
    my $story   = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    my $policy  = $story->site->folder . '/routing/policies/warrington-2021.yaml';
    my $rules   = Casegate::slurp($policy);
    $rules =~ s/^(  - kind: learning\n)/$1    bars_closing: yes\n/m or die 'no learning';
    Casegate::spew($policy, $rules);
    surgery_opens($story);
    $story->office('2026-03-16T11:00', 'Theo Banks', 'close', $story->reference, '--why', 'both confirmed by telephone');
    $story->step('closed by the office', at => '2026-03-16T11:00', state => 'closed', sent => [ "closed $ashdown", "closed $wyndham" ], may => [ "closed $gp", map { "extract $_" } $ashdown, $wyndham ]);
    $story->finish;
};

subtest 'a plain no, in a message to a case' => sub {
    my $teacher = 'tola.brightwater@oakfield.example';
    my $lead    = 'idris.penhallow@oakfield.example';
    my $reyes   = 'callum.reyes@csc.havering.example';
    my $story   = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    $story->step('opened', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2', urgent => 0, sent => [ "ack $lead", "notice $reyes", "told $teacher" ],
        mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()));
    $story->step('no', at => '2026-03-09T10:00', state => 'open', stage => 'S2', urgent => 0, sent => ["ack $reyes"],
        mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T09:58', subject => $story->reference, text => 'It was said that the child is in immediate danger; we have seen her.', form => [ [ 'Is the child at immediate risk of harm?', 'No' ] ]));
    my @alarm = map { "office-alarm|other $_\@partnership.havering.example" } 'wilf.darrow', 'inez.quill';
    $story->step('no, but', at => '2026-03-09T11:00', state => 'open', stage => 'S2', urgent => 1, sent => [ "ack $reyes", @alarm ], may => ["notice-urgent $lead"],
        mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T10:58', subject => $story->reference, text => 'The child is in danger right now.', form => [ [ 'Is the child at immediate risk of harm?', 'No, but see above' ] ]));
    $story->finish;
};
done_testing;
