# The same few words, said of one case after another, are no copies: each names its case, and each is that case's (design §3,
# exactly once). Said of the same case again they are a copy as before.
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
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my (@references, %notice);

for my $child ([ 'Jory Selwyn', '14/05/2018' ], [ 'Corin Hale', '03/03/2017' ]) {
    my $at = '2026-03-09T10:0' . @references;
    my @mails = $story->step("case of $child->[0]", at => $at, opens => 1, state => 'open', stage => 'S2', sent => [ "ack $lead", "notice $reyes", "told $teacher" ],
        mail => outlook(from => "Idris Penhallow <$lead>", at => $at, subject => 'Escalation', text => 'See below.',
            form => school_form(children => [ { name => $child->[0], dob => $child->[1], ids => '', setting => '', status => 'None' } ])));
    push @references, $story->reference;
    ($notice{ $references[-1] }) = grep { $_->{to} eq $reyes } @mails;
}

# by the reference in the subject, and by the mail that it answers
my %said = (0 => sub { my ($r, $at) = @_; return (subject => "Re: [$r]") }, 1 => sub { my ($r) = @_; return (reply_to => $notice{$r}) });
for my $way (0, 1) {
    for my $n (0, 1) {
        my $at = "2026-03-1${way}T1$n:00";
        my $reference = $references[$n];
        my ($text, $state) = $way ? ('Recorded on file.', 'closing') : ('Agreed by telephone.', 'closing');
        my (undef, undef, @mails) = $story->happens("$text $n", phone(from => "Callum Reyes <$reyes>", at => $at, $said{$way}->($reference), text => $text), $at);
        my $case = $story->case($at, $reference);
        is($case->{state}, $state, "$reference: '$text' is said of this case, too");
        is((grep { $_->{template} eq 'ack-repeat' } @mails), 0, 'and is called no copy');
        is_deeply([ grep { /csc/ } Casegate::Story::owed_of($case) ], $way ? [] : ['file-tick csc'], 'and has done what it does');
    }
}
$story->happens('once more', phone(from => "Callum Reyes <$reyes>", at => '2026-03-12T10:00', reply_to => $notice{ $references[0] }, text => 'Recorded on file.'), '2026-03-12T10:00');
is($story->site->messages->[-1]{case}, $references[0], 'a copy of the first is filed with the first');

# an answer with the same fields, after the case was closed and re-opened, is an answer to what is asked now
my $reference = $references[0];
my @answer = (form => [ [ 'Outcome', 'Resolved' ], [ 'Agreed outcome', 'The visits restart.' ] ]);
my $says = sub { my ($who, $at, %more) = @_; $story->happens("$at", outlook(from => $who, at => $at, subject => "Re: [$reference]", text => 'We have met.', %more), $at) };
$story->office('2026-03-12T10:10', 'Wilf Darrow', 'reopen', $reference, '--why', 'they meet after all') if $story->case('2026-03-12T10:00', $reference)->{state} eq 'closed';
$says->("Callum Reyes <$reyes>", '2026-03-12T10:30', @answer);
$says->("Idris Penhallow <$lead>", '2026-03-12T11:00', text => 'Recorded on file.');
is($story->case('2026-03-12T11:00', $reference)->{state}, 'closed', 'closed');
$says->("Tola Brightwater <$teacher>", '2026-03-20T10:00', text => 'New information: what was agreed has not happened.');
$story->office('2026-03-20T11:00', 'Wilf Darrow', 'reopen', $reference, '--why', 'nothing of it was done');
$says->("Callum Reyes <$reyes>", '2026-03-23T10:00', @answer);
is($story->case('2026-03-23T10:00', $reference)->{state}, 'closing', 'the form that resolved it once resolves it again');


# ---- words above the same answer ----
my $before = @{ $story->case('2026-03-23T10:00', $reference)->{events} };
$says->("Callum Reyes <$reyes>", '2026-03-23T10:20', @answer, text => 'New information: the mother has left with him. The child is at immediate risk of harm.');
my @since = map { $_->{kind} } @{ $story->case('2026-03-23T10:20', $reference)->{events} };
is((grep { $_ eq 'repeat' } splice @since, $before), 0, 'new words above the same answer are no copy');
isnt($story->site->messages->[-1]{disposition}, 'repeat', 'nor called one');
ok($story->case('2026-03-23T10:20', $reference)->{urgent}, 'and danger is danger');
$says->("Callum Reyes <$reyes>", '2026-03-23T10:30', form => [ [ 'Agreed outcome', 'The visits restart.' ] ], text => 'We rang the family.');
$says->("Callum Reyes <$reyes>", '2026-03-23T10:40', form => [ [ 'Agreed outcome', 'The visits restart.' ] ], text => 'We could not reach them again.');
is($story->site->messages->[-1]{disposition}, 'case', 'nor are other words of a note with a labelled line');

# ---- the office acted in between ----
my $other = $references[1];
$story->happens('first', outlook(from => "Callum Reyes <$reyes>", at => '2026-03-24T09:00', subject => "Re: [$other]", text => 'We still see it otherwise.'), '2026-03-24T09:00');
$story->office('2026-03-24T09:30', 'Wilf Darrow', 'close', $other, '--why', 'a slip');
$story->office('2026-03-24T09:40', 'Wilf Darrow', 'reopen', $other, '--why', 'it was the wrong one');
$story->happens('second', outlook(from => "Callum Reyes <$reyes>", at => '2026-03-24T10:00', subject => "Re: [$other]", text => 'We still see it otherwise.'), '2026-03-24T10:00');
is($story->site->messages->[-1]{disposition}, 'case', 'the same words after the office closed it and opened it again are an answer');
$story->happens('third', outlook(from => "Callum Reyes <$reyes>", at => '2026-03-24T10:30', subject => "Re: [$other], our HAV-26-9999-A", text => 'We still see it otherwise.'), '2026-03-24T10:30');
is($story->site->messages->[-1]{disposition}, 'repeat', 'once more, with nothing between, a copy');

# ---- the same form, and danger beside it ----
my (undef, undef, @alarms) = $story->happens('danger', outlook(from => "Idris Penhallow <$lead>", at => '2026-03-25T10:00', subject => 'A child is at immediate risk of harm', text => 'Did it go?',
    form => school_form(children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])), '2026-03-25T10:00');
is($story->newest_held('2026-03-25T10:00')->{reason}, 'possible-same-dispute', 'a form sent again with danger beside it waits for a person');
ok((grep { $_->{subject} =~ m{Look at this now} } @alarms), 'and alarms the office') or diag(join ' | ', map { "$_->{to} $_->{subject}" } @alarms);

$story->finish;
