# Cambridgeshire 2 item 6: the possible non-accidental injury of an infant or young child is resolved immediately. The form asks
# what is possible, so a suspicion is a yes; whatever is no plain no is asked again and marked for the office; and a message that
# names the injury alarms the office, without being an answer for whoever did not give one.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $sister = 'anouk.fairweather@fenmere.example';
my $tamsin = 'tamsin.oduya@csc.cambs.example';
my $lead   = 'sable.winterbourne@csc.cambs.example';
my %anouk  = (from => "Anouk Fairweather <$sister>", to => $cambs);
my $label  = 'Possible non-accidental injury, infant/young child';
my @infant = (harm => 'No', children => [ { name => 'Linnet Harrow', dob => '18/10/2025', ids => '999 702 4418', setting => 'None', status => 'None' } ]);

sub answer_to { my ($who, @mails) = @_; my ($ack) = grep { $_->{to} eq $who && $_->{template} eq 'ack' } @mails; return $ack }
sub office_told { my (@mails) = @_; return scalar grep { ($_->{header}{subject}[0] // '') =~ /Look at this now/ } @mails }

sub opened {
    my ($nai) = @_;
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
    my (undef, undef, @mails) = $story->happens('the form', outlook(%anouk, at => '2026-03-09T08:58', subject => 'Escalation', text => '',
        form => nurse_form(@infant, nai => $nai)), '2026-03-09T09:00');
    return ($story, @mails);
}

for my $said ('Suspected', 'possible', 'Possibly', 'query', 'Yes - bruise', 'Possible NAI? Yes', 'not sure, suspected by the GP') {
    subtest "the form: $said" => sub {
        my ($story, @mails) = opened($said);
        my $case = $story->case('2026-03-09T09:00');
        is_deeply([ $case->{urgent} ? 1 : 0, $case->{stage}{id} ], [ 1, 'C3' ], 'is a yes: managers and leads at once');
        is(office_told(@mails) ? 1 : 0, 1, 'the office is alarmed');
        ok(scalar(grep { $_->{to} eq $lead } @mails), 'and the lead told');
        is_deeply($case->{missing}, ['immediate_action'], 'it is not asked again');
        $story->finish;
    };
}

for my $said ('Not sure', 'not known', '?', 'Under investigation', 'awaiting medical', 'no but unexplained', 'not suspected by us yet') {
    subtest "the form: $said" => sub {
        my ($story, @mails) = opened($said);
        my $case = $story->case('2026-03-09T09:00');
        is_deeply([ $case->{urgent} ? 1 : 0, $case->{state}, @{ $case->{missing} } ], [ 0, 'open', 'nai_infant' ], 'is asked again');
        like(answer_to($sister, @mails)->{text}, qr/1\. \Q$label\E\n\s+In .*?please answer yes or no/s, 'with the reason');
        like($story->page('2026-03-09T09:00'), qr/\Q$label\E was answered neither yes nor no: ask/, 'the office sees it');
        like($story->page('2026-03-09T09:00', 'queue') =~ s/\s+/ /gr, qr/\Q$label\E not answered/, 'in the queue as well');
        (undef, undef, @mails) = $story->happens('a no', gmail(%anouk, at => '2026-03-09T09:58', reply_to => answer_to($sister, @mails), text => "$label: No"), '2026-03-09T10:00');
        unlike($story->page('2026-03-09T10:00'), qr/neither yes nor no: ask/, 'until it is answered');
        is(office_told(@mails) ? 1 : 0, 0, 'by a no, which alarms nobody');
        $story->finish;
    };
}

for my $said ('No', 'N/A', 'Not applicable') {
    subtest "the form: $said" => sub {
        my ($story) = opened($said);
        my $case = $story->case('2026-03-09T09:00');
        is_deeply([ $case->{urgent} ? 1 : 0, $case->{missing} ], [ 0, [] ], 'is a no');
        $story->finish;
    };
}

subtest 'yes to what was asked, in a sentence' => sub {
    my ($story, @mails) = opened('Not sure');
    (undef, undef, @mails) = $story->happens('yes', gmail(%anouk, at => '2026-03-09T17:58', reply_to => answer_to($sister, @mails), text => 'Yes to NAI, sorry should have ticked it'), '2026-03-09T18:30');
    my $case = $story->case('2026-03-09T18:30');
    is_deeply([ $case->{urgent} ? 1 : 0, $case->{stage}{id}, $case->{fields}{nai_infant}{value} ], [ 1, 'C3', 'yes' ], 'is the answer');
    is(office_told(@mails) ? 1 : 0, 1, 'and alarms');
    $story->finish;
};

# named in a reply to a case whose form said no: the office looks, the flag is not set
my @named = ([ 'Skeletal survey back: two healing rib fractures, NAI confirmed by Dr Kowal.', 1 ], [ 'this is a non-accidental injury', 1 ], [ 'The paediatrician cannot rule out NAI.', 1 ],
    [ 'NAI has not been ruled out.', 1 ], [ 'There is no strategy meeting about the suspected NAI.', 1 ], [ 'We do not think this is a non-accidental injury.', 0 ], [ 'NAI has been ruled out by the consultant.', 0 ],
    [ 'No evidence of NAI on the survey.', 0 ], [ 'The weight was taken again today.', 0 ]);
for my $row (@named) {
    my ($said, $alarms) = @$row;
    subtest "a reply: $said" => sub {
        my ($story, @mails) = opened('No');
        (undef, undef, @mails) = $story->happens('a reply', gmail(%anouk, at => '2026-03-09T09:58', reply_to => answer_to($sister, @mails), text => $said), '2026-03-09T10:00');
        my $case = $story->case('2026-03-09T10:00');
        is_deeply([ $case->{urgent} ? 1 : 0, office_told(@mails) ? 1 : 0 ], [ $alarms, $alarms ], $alarms ? 'alarms' : 'alarms nobody');
        is_deeply([ $case->{stage}{id}, $case->{fields}{nai_infant}{value} ], [ 'C2', 'No' ], 'answers nothing and moves nothing');
        like(answer_to($sister, @mails)->{text}, qr/Emergency duty/, 'the number to ring stands in the answer') if $alarms;
        $story->finish;
    };
}
done_testing();
