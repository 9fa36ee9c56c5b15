# Whoever raised it is told (Havering 3.1): also who is written down as "Dr Solund". By surname, initials or title it is the proven
# sender, or the only one of the agency in the directory; of whom no address is known the office sees that, and the sender is asked.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $solund    = 'marguerite.solund@millbrook.example';
my $blackwood = 'keir.blackwood@millbrook.example';
my $reyes     = 'callum.reyes@csc.havering.example';
my %names     = ($solund => 'Marguerite Solund', $blackwood => 'Keir Blackwood');

sub raised {
    my ($from, $called) = @_;
    my $story = Casegate::Story->new('havering-revised', originator => $solund, secrets => [ child_secrets(name => 'Jory Selwyn', dob => '2018-05-14') ]);
    my (undef, undef, @mails) = $story->happens("by $called", outlook(from => "$names{$from} <$from>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => escalation_form(
        policy => 'Havering', stage => 'Stage Two', originator => $called, role => 'GP', raising => 'Millbrook Surgery', challenged => "Children's Social Care", person => 'Joel Amadi',
        children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '', setting => '', status => 'CIN' } ], arose => 'Mon 2 March 2026', decision => 'Closed', problem => 'It was closed.',
        evidence => 'Our notes.', outcome => 'A visit.', safe_by => 'not applicable', discussions => '2 March 2026, telephone, stage one, not resolved')), '2026-03-09T09:00');
    return ($story, @mails);
}

for my $row ([ 'Dr Solund', $solund ], [ 'Dr M Solund', $solund ], [ 'Marguerite', $solund ], [ 'M.S.', $solund ], [ 'Dr Solund', $blackwood ], [ 'Dr Marguerite Solund', $blackwood ]) {
    my ($called, $from) = @$row;
    subtest "$called, written by $names{$from}" => sub {
        my ($story, @first) = raised($from, $called);
        is($story->case('2026-03-09T09:00')->{originator}{email}, $solund, 'is she');
        my (undef, undef, @mails) = $story->happens('to Stage Three', outlook(from => "Callum Reyes <$reyes>", at => '2026-03-10T08:58', subject => '[' . $story->reference . ']',
            text => 'Not resolved, please move to stage three.'), '2026-03-10T09:00');
        ok(scalar(grep { $_->{to} eq $solund } @mails), 'and she is told');
        $story->finish;
    };
}

subtest 'nobody knows the address' => sub {
    my $student = 'pia.student@millbrook.example';
    my ($story, @first) = raised($blackwood, 'Pia Student');
    my $case = $story->case('2026-03-09T09:00');
    is_deeply([ $case->{state}, @{ $case->{missing} } ], [ 'open', 'originator.contact' ], 'it is asked for, and holds nothing up');
    my ($ack) = grep { $_->{to} eq $blackwood && $_->{template} eq 'ack' } @first;
    like($ack->{text}, qr/1\. Contact of the worker who raised it/, 'of whoever sent the form, by its label');
    like($story->page('2026-03-09T09:00', 'queue') =~ s/\s+/ /gr, qr/no address of the worker who raised it/, 'and the office sees it');
    $story->happens('an address elsewhere', gmail(from => "Keir Blackwood <$blackwood>", at => '2026-03-09T09:58', reply_to => $ack, text => 'Contact of the worker who raised it: pia@elsewhere.example'), '2026-03-09T10:00');
    is($story->case('2026-03-09T10:00')->{originator}{email}, undef, 'one outside the agency is none');
    $story->happens('the address', gmail(from => "Keir Blackwood <$blackwood>", at => '2026-03-09T10:58', reply_to => $ack, text => "Contact of the worker who raised it: $student"), '2026-03-09T11:00');
    $case = $story->case('2026-03-09T11:00');
    is_deeply([ $case->{originator}{email}, @{ $case->{missing} } ], [$student], 'the address is taken');
    unlike($story->page('2026-03-09T11:00', 'queue') =~ s/\s+/ /gr, qr/no address of the worker/, 'and nothing is wanting');
    my (undef, undef, @mails) = $story->happens('to Stage Three', outlook(from => "Callum Reyes <$reyes>", at => '2026-03-10T08:58', subject => '[' . $story->reference . ']',
        text => 'Not resolved, please move to stage three.'), '2026-03-10T09:00');
    ok(scalar(grep { $_->{to} eq $student } @mails), 'who is told from then on');
    $story->finish;
};
done_testing();
