# What can be read in two ways is held with the likely answers, and a plain word moves the case without anybody (HAV 2.4, 2.7, 3.1;
# scenarios 6, 'Bars closing'). Whose word it is and what it is said of: another's word, something else that was settled, a wish that is put
# off, one to end, and a tick that is only spoken of.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $idris  = 'idris.penhallow@oakfield.example';
my $callum = 'callum.reyes@csc.havering.example';
my @worker = ('tola.brightwater@oakfield.example');
my ($story, $minute);

sub begin {
    my (%form) = @_;
    $story = Casegate::Story->new('havering-2020', originator => @worker, secrets => []);
    $story->happens('the form', gmail(from => "Tola Brightwater <@worker>", at => '2026-03-09T09:56', subject => 'Escalation', text => 'Please see below.', form => school_form(%form)), '2026-03-09T10:00');
    $minute = 10;
}

# What a mail makes of the case, and how many messages wait after it.
sub after {
    my ($from, $text) = @_;
    my $at = sprintf '2026-03-11T%02d:%02d', 9 + $minute / 60, $minute % 60;
    $minute += 2;
    my (undef, undef, @mails) = $story->happens($text, gmail(from => $from, at => $at, subject => 'Re: [' . $story->reference . ']', text => $text), $at);
    my $held = $story->site->held($at);
    return ($story->case($at), scalar @$held, $story->newest_held($at), @mails);
}

sub is_held {
    my ($from, $stands, @texts) = @_;
    for my $text (@texts) {
        my $before = @{ $story->site->held('2026-03-11T09:00') };
        my ($case, $n, $held) = after($from, $text);
        is("$case->{state} $case->{stage}{id}", $stands, "$text - it stands where it stood");
        is($n, $before + 1, 'and a person reads it');
        like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/read as 'resolved'.*read as 'not resolved'/s, 'with both readings') if $stands =~ /open/;
    }
}

sub moves {
    my ($from, $text, $stands) = @_;
    my $before = @{ $story->site->held('2026-03-11T09:00') };
    my ($case, $n) = after($from, $text);
    is("$case->{state} $case->{stage}{id}", $stands, "$text - it moves");
    is($n, $before, 'and nobody is asked');
}

subtest "another's word, and another thing" => sub {
    begin();
    is_held($idris, 'open S2', "Callum says it's resolved. I disagree.", "Mum says it's all resolved.", 'The lunch money has been sorted.', 'We have agreed a date for the school trip with her.');
    my ($case, $n) = after($idris, 'He has settled back into class this morning.');
    is("$case->{state} $n", 'open 4', 'of the child there is nothing to ask');
    moves($idris, 'Callum and I spoke by phone this morning and the matter is resolved.', 'closing S2');
    $story->finish;
};

subtest "the form's own line" => sub {
    begin();
    is_held($callum, 'open S2', "Outcome: To be resolved at the conference on 20 March", "Outcome: Agreed to meet on 12 March", "Outcome: Resolved (our view), school disagree",
        "Outcome: Resolved - see below\nActually we still disagree about the conference.");
    begin();
    moves($callum, "Outcome: Not resolved", 'open S3');
    begin();
    moves($callum, "Outcome: Resolved by telephone today", 'closing S2');
    begin();
    moves($callum, "Outcome: agreed", 'closing S2');
    $story->finish;
};

subtest 'put off, and not for sending' => sub {
    begin();
    is_held($idris, 'open S2', 'Please hold fire on stage three, I am speaking to Callum this afternoon.', 'Stage Three form attached in draft, not for sending.', 'Mum wants to take this further.');
    is_held($callum, 'open S2', 'I do not agree that the core group was cancelled; it was moved.');
    moves($idris, 'We remain unhappy with the response and wish to take this further.', 'open S3');
    $story->finish;
};

subtest 'a wish is never filed in silence' => sub {
    begin();
    is_held($idris, 'open S2', 'Please close.', 'I would be grateful if you could escalate this to senior managers.', 'Escalation no longer needed.', 'Sorry, I withdraw the escalation, wrong child.');
    moves($idris, 'Resolved. Please close.', 'closing S2');
    $story->finish;
};

my %child = (ids => '', setting => 'Oakfield Primary School', status => 'CIN');
my @two = ({ name => 'Aled Prys', dob => '14/05/2018', %child }, { name => 'Megan Prys', dob => '22/11/2012', %child });
subtest 'one of two children' => sub {
    begin(children => \@two);
    my ($case) = after($idris, 'Aled was not at school today.');
    is($case->{stage}{id}, 'S2', 'a not that answers nothing moves nothing');
    moves($idris, "Megan's is resolved, Aled's isn't.", 'open S3');
    is_deeply([ map { $_->{settled} ? 1 : 0 } @{ $story->case('2026-03-11T12:00')->{children} } ], [ 0, 1 ], 'one is settled, the other goes on');
    for my $text ("Megan's is resolved. Aled was not at school today.", 'Agreed for Megan. No outstanding issues for Aled.') {
        begin(children => \@two);
        ($case) = after($idris, $text);
        is("$case->{state} $case->{stage}{id}", 'open S2', "$text - a no beside a name is no answer");
    }
    begin(children => \@two);
    ($case) = after($idris, "Aled's lunch money has been sorted.");
    is_deeply([ map { $_->{settled} ? 1 : 0 } @{ $case->{children} } ], [ 0, 0 ], 'another thing that is settled settles no child');
    ($case) = after($idris, "Aled's uniform is sorted and Megan's shoes are sorted.");
    is("$case->{state} $case->{stage}{id}", 'open S2', 'nor does it close');
    $story->finish;
};

subtest 'what is asked for the other' => sub {
    begin(children => \@two);
    is_held($idris, 'open S2', 'Agreed for Aled. Next stage please for the other.');
    $story->finish;
};

subtest 'the tick' => sub {
    begin();
    moves($idris, 'Resolved.', 'closing S2');
    moves($callum, 'Recorded on file.', 'closing S2');
    is_held($idris, 'closing S2', 'Has Callum recorded it on file?', 'Callum says he has recorded it on file.');
    for my $text ('Nothing has been recorded on file.', 'Once recorded on file I will let you know.', 'I thought it had been recorded on file but it was not.') {
        my ($case) = after($idris, $text);
        is_deeply([ Casegate::Story::bars_of($case) ], ['file-tick oakfield'], "$text - it is still owed");
    }
    moves($idris, 'I can confirm this is now recorded on file.', 'closed S2');
    $story->finish;
};
done_testing();
