# Warrington 2 L44-L46, 4 L58-L60, and what any policy's closing holds to: silence confirms nothing, a bare 'agreed' has nothing
# to confirm, a condition waits for a person, one account more is one account; the office closes only with a reason, and the
# mail then does not say that all was done; an outstanding issue is done when a party says so, and overdue until then.
# Cambridgeshire 2 item 10: another process takes the case, by the word of whom the policy names or by the office.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $gp      = 'hamish.vantongeren@parkgate.example';
my $wyndham = 'isla.wyndham@parkgate.example';
my $ashdown = 'pilar.ashdown@csc.warrington.example';
my $lowe    = 'harriet.lowe@partnership.warrington.example';

sub owed { my ($case) = @_; return [ sort map { join ' ', grep { defined } @$_{qw(kind agency role)} } @{ $case->{owed} } ] }
sub bars { my ($case) = @_; return [ sort map { join ' ', grep { defined } @$_{qw(kind agency)} } grep { $_->{bars_closing} } @{ $case->{owed} } ] }

# A case between the line managers, opened on Mon 16 Mar.
sub open_case {
    my $story = Casegate::Story->new('warrington-2021', originator => $gp, secrets => [@surgery_secrets]);
    surgery_opens($story);
    return $story;
}

sub from_ashdown { my ($story, $at, $text) = @_; return phone(from => "Pilar Ashdown <$ashdown>", at => $at, subject => $story->reference, text => $text) }
sub from_wyndham { my ($story, $at, $text) = @_; return phone(from => "Isla Wyndham <$wyndham>", at => $at, subject => $story->reference, text => $text) }

my ($story, $case, @mails, $code, $said);

subtest "two accounts, step by step, and after closing" => sub {
$story = open_case();
@mails = $story->step('a bare word', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack-confirm $ashdown", "confirm-request $wyndham" ],
    mail => from_ashdown($story, '2026-03-16T09:59', 'Agreed.'));
is_deeply(bars($story->case('2026-03-16T10:00')), [ 'written-confirmation csc', 'written-confirmation parkgate' ], 'both owe their account');
$story->step('agreed to nothing', at => '2026-03-16T10:30', state => 'closing', sent => ["ack $wyndham"],
    mail => from_wyndham($story, '2026-03-16T10:29', 'Confirmed.'));
is_deeply(bars($story->case('2026-03-16T10:30')), [ 'written-confirmation csc', 'written-confirmation parkgate' ], 'what nobody said cannot be confirmed');
@mails = $story->step('the terms', at => '2026-03-16T11:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
    mail => outlook(from => "Pilar Ashdown <$ashdown>", at => '2026-03-16T10:59', subject => $story->reference, text => 'Please see below.',
        form => [ [ 'Agreed outcome', 'A joint visit on Wednesday.' ], [ 'Outstanding issues', "medical, Parkgate Surgery, Fri 20 March\nletter to the school, CSC, Mon 23 March" ] ]));
my ($asked) = grep { $_->{to} eq $wyndham } @mails;
like($asked->{text} =~ s/\s+/ /gr, qr/joint visit on Wednesday.*medical; owner Parkgate Surgery; due Fri 20 Mar.*letter to the school/, 'the other party reads what it is to confirm');
is_deeply(bars($story->case('2026-03-16T11:00')), ['written-confirmation parkgate'], 'one of two');
is_deeply([ map { [ @$_{qw(item owner due)} ] } @{ $story->case('2026-03-16T11:00')->{outstanding} } ],
    [ [ 'medical', 'parkgate', '2026-03-20' ], [ 'letter to the school', 'csc', '2026-03-23' ] ], 'what is said to be outstanding, with whose and when');
is((grep { $_->{kind} eq 'outstanding' } @{ $story->case('2026-03-16T11:00')->{dates} }), 0, 'and no date runs that only one party gave');
$story->step('silence', at => '2026-03-16T16:50', state => 'closing', sent => []);

# a condition waits for a person
$story->step('a condition', at => '2026-03-17T09:00', state => 'closing', held => 1, sent => ["ack $wyndham"],
    mail => from_wyndham($story, '2026-03-17T08:59', 'Confirmed, provided that the practice nurse can be there.'));
my $held = $story->newest_held('2026-03-17T09:00');
is($held->{reason}, 'confirmation-unclear', 'the office reads it first');
is_deeply(bars($story->case('2026-03-17T09:00')), ['written-confirmation parkgate'], 'and it has confirmed nothing yet');
$story->office('2026-03-17T09:30', 'Theo Banks', 'held', $held->{id}, 'set-aside', '--why', 'rang her: she writes again');
$story->step('one issue less', at => '2026-03-17T10:00', state => 'closing', sent => [ "ack $wyndham", "accounts-differ $ashdown" ],
    mail => from_wyndham($story, '2026-03-17T09:59', "We confirm, outstanding: medical, Parkgate Surgery, Fri 20 March"));
is($story->site->messages->[-1]{kind}, 'confirmation', 'by what it says');
is_deeply(bars($story->case('2026-03-17T10:00')), [ 'written-confirmation csc', 'written-confirmation parkgate' ], 'accounts that differ complete nothing');
like($story->page('2026-03-17T10:00') =~ s/\s+/ /gr, qr/Written accounts of the parties.*letter to the school.*Parkgate Surgery.*medical/, 'the office sees them side by side');
$story->step('a yes to which?', at => '2026-03-17T10:30', state => 'closing', held => 1, sent => ["ack $ashdown"], mail => from_ashdown($story, '2026-03-17T10:29', 'Yes, confirmed.'));
$story->office('2026-03-17T10:40', 'Theo Banks', 'held', $story->newest_held('2026-03-17T10:30')->{id}, 'set-aside', '--why', 'asked her which');
@mails = $story->step('the same list', at => '2026-03-17T11:00', state => 'closed', sent => [ "ack $ashdown", "closed $wyndham" ],
    mail => from_ashdown($story, '2026-03-17T10:59', 'Confirmed, outstanding: medical, Parkgate Surgery, 20 March.'));
$case = $story->case('2026-03-17T11:00');
is_deeply(owed($case), [ 'debrief', 'learning', 'outstanding', 'satisfaction csc', 'satisfaction parkgate', 'satisfaction worker' ], 'closed, and what bars nothing stays owed');
is_deeply([ map { [ @$_{qw(n item owner due)} ] } @{ $case->{outstanding} } ], [ [ 1, 'medical', 'parkgate', '2026-03-20' ] ], 'one issue is left');
is_deeply([ split /\n/, $case->{fields}{confirmed_by}{value} =~ s/(,[^,\n]*,)[^\n]*/$1/gr ], [ 'csc, 2026-03-17,', 'parkgate, 2026-03-17,' ], 'who confirmed, and when');
my ($closed) = grep { $_->{to} eq $wyndham } @mails;
like($closed->{text} =~ s/\s+/ /gr, qr/Everything that the policy asks for before closing has been recorded\..*Still asked.*learning points.*satisfied/, 'the closing note asks what is still asked');

# ---- after closing ----

@mails = $story->step('a no, and what is learned', at => '2026-03-18T09:00', state => 'closed', held => 1, sent => [ "ack $ashdown", "notice-answer $lowe" ],
    mail => outlook(from => "Pilar Ashdown <$ashdown>", at => '2026-03-18T08:59', subject => $story->reference, text => 'As asked.',
        form => [ [ 'Satisfied?', 'No' ], [ 'Learning points', 'Ring before writing; for the procedures subgroup.' ] ]));
like((grep { $_->{to} eq $lowe } @mails)[0]{text}, qr/procedures subgroup/, 'learning is referred to the Manager (4 L58)');
$case = $story->case('2026-03-18T09:00');
is_deeply(owed($case), [ 'debrief', 'outstanding', 'satisfaction parkgate', 'satisfaction worker' ], 'a no is an answer');
is($case->{fields}{satisfied}{value}, 'No', 'and stays visible');
is($story->newest_held('2026-03-18T09:00')->{reason}, 'closed-case', 'and a person reads it');
$story->office('2026-03-18T09:10', 'Theo Banks', 'held', $story->newest_held('2026-03-18T09:10')->{id}, 'set-aside', '--why', 'rang her');
$story->step('its day', at => '2026-03-20T09:00', state => 'closed', sent => ["reminder $wyndham"]);
$story->step('its evening', at => '2026-03-20T17:30', state => 'closed', sent => []);
$case = $story->case('2026-03-20T17:30');
is_deeply([ map { $_->{met} ? 'yes' : defined $_->{met} ? 'no' : 'open' } grep { $_->{kind} eq 'outstanding' } @{ $case->{dates} } ], ['no'], 'the date has passed unmet');
like($story->page('2026-03-20T17:30'), qr/LATE/, 'which the office sees, although the case is closed');
$story->step('not yet', at => '2026-03-23T09:00', state => 'closed', held => 1, sent => undef // [], may => ["ack $wyndham"], mail => from_wyndham($story, '2026-03-23T08:59', 'The medical will be done tomorrow.'));
$story->office('2026-03-23T09:10', 'Theo Banks', 'held', $story->newest_held('2026-03-23T09:00')->{id}, 'set-aside', '--why', 'noted');
$story->step('done', at => '2026-03-24T09:00', state => 'closed', sent => ["ack $wyndham"], mail => from_wyndham($story, '2026-03-24T08:59', 'The medical was done this morning.'));
$case = $story->case('2026-03-24T09:00');
ok($case->{outstanding}[0]{done}, 'done when a party says so');
is((grep { $_->{kind} eq 'outstanding' } @{ $case->{owed} }), 0, 'and owed no more');
unlike($story->page('2026-03-24T09:00'), qr/LATE/, 'nor late');
$story->finish;
};

subtest 'who may confirm, and who disputes' => sub {
$story = open_case();
$story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
    mail => from_ashdown($story, '2026-03-16T09:59', 'Agreed by telephone: a joint visit this afternoon. Nothing is outstanding.'));
$story->step('a colleague in no directory', at => '2026-03-16T10:30', state => 'closing', held => 1, sent => ['ack new.partner@parkgate.example'],
    mail => gmail(from => 'New Partner <new.partner@parkgate.example>', at => '2026-03-16T10:29', subject => $story->reference, text => 'Confirmed.'));
is($story->newest_held('2026-03-16T10:30')->{reason}, 'move-not-proven', 'a person looks first');
is_deeply(bars($story->case('2026-03-16T10:30')), ['written-confirmation parkgate'], 'it has confirmed nothing yet');
$story->step('disputed', at => '2026-03-16T10:40', state => 'closing', held => 2, sent => ["ack $wyndham"],
    mail => from_wyndham($story, '2026-03-16T10:39', 'This is not resolved, we never agreed to that.'));
is($story->newest_held('2026-03-16T10:40')->{reason}, 'disputes-resolution', 'what is disputed is the office\'s to look at');
$story->step('refused', at => '2026-03-16T10:50', state => 'closing', held => 3, sent => ["ack $wyndham"],
    mail => from_wyndham($story, '2026-03-16T10:49', 'I cannot confirm this.'));
is_deeply(bars($story->case('2026-03-16T10:50')), ['written-confirmation parkgate'], 'neither confirms anything');
my ($first) = sort { $a->{id} <=> $b->{id} } @{ $story->site->held('2026-03-16T11:00') };
$story->office('2026-03-16T11:00', 'Theo Banks', 'held', $first->{id}, 'link', $story->reference, '--why', 'the new partner, known by telephone');
is($story->case('2026-03-16T11:00')->{state}, 'closing', 'the office lets a confirmation pass, and both say the same; what disputes it still waits');
$story->office('2026-03-16T11:10', 'Theo Banks', 'held', $_->{id}, 'set-aside', '--why', 'she agrees, by telephone') for @{ $story->site->held('2026-03-16T11:05') };
is($story->case('2026-03-16T11:15')->{state}, 'closed', 'until the office has decided about that');
$story->site->outgoing;
$story->finish;
};

subtest 'the office closes' => sub {
$story = open_case();
$story->step('reported', at => '2026-03-16T10:00', state => 'closing', sent => [ "ack-confirm $ashdown", "confirm-request $wyndham" ],
    mail => from_ashdown($story, '2026-03-16T09:59', 'Agreed by telephone: a joint visit this afternoon.'));
($code, undef, $said) = $story->site->run(undef, '--site', $story->site->folder, 'close', $story->reference, '--by', 'Theo Banks', '--now', '2026-03-16T11:00');
isnt($code, 0, 'not without a reason');
like($said, qr/--why/, 'which it says');
$story->office('2026-03-16T11:00', 'Theo Banks', 'close', $story->reference, '--why', 'both confirmed by telephone');
@mails = $story->step('closed by the office', at => '2026-03-16T11:01', state => 'closed', sent => [ "closed $ashdown", "closed $wyndham" ]);
unlike($mails[0]{text} =~ s/\s+/ /gr, qr/Everything that the policy asks/, 'nobody is told that all was done');
like($mails[0]{text} =~ s/\s+/ /gr, qr/office has closed it/, 'but who closed it');
like($story->page('2026-03-16T11:01') =~ s/\s+/ /gr, qr/no longer bars closing: both confirmed by telephone/, 'the reason stands in the record');
$story->finish;
};

subtest 'no policy issue, and one that is raised later' => sub {
$story = open_case();
$story->step('no policy issue', at => '2026-03-16T10:00', state => 'closing', stage => 'W2', sent => [ "ack $ashdown", "confirm-request $wyndham" ],
    mail => from_ashdown($story, '2026-03-16T09:59', "Agreed: a joint visit on Wednesday. Nothing is outstanding. There is no policy issue."));
$story->step('said later', at => '2026-03-16T11:00', state => 'closing', stage => 'W4', sent => [ "ack $wyndham", "policy-issue $lowe" ], may => [ "learning-question $ashdown", "learning-question $gp" ],
    mail => from_wyndham($story, '2026-03-16T10:59', "Confirmed. We think that the wording on bruising is a policy issue."));
is_deeply(bars($story->case('2026-03-16T11:00')), ['course-of-action'], 'confirmed by both; the course of action is awaited once it is with the Manager');
like($story->page('2026-03-16T11:00'), qr/^  Report to the Chair \(section 2, paragraph 5\)/m, 'the page calls what is owed as the policy does');
$story->step('not determined', at => '2026-03-16T12:00', state => 'closing', sent => ["ack $lowe"],
    mail => phone(from => "Harriet Lowe <$lowe>", at => '2026-03-16T11:59', subject => $story->reference, text => 'I will determine a course of action tomorrow and report to the Chair then.'));
is_deeply(bars($story->case('2026-03-16T12:00')), ['course-of-action'], 'what is announced is not done');
$story->step('another party may not', at => '2026-03-16T12:30', state => 'closing', sent => ["ack $wyndham"],
    mail => from_wyndham($story, '2026-03-16T12:29', 'The course of action is a new leaflet.'));
is_deeply(bars($story->case('2026-03-16T12:30')), ['course-of-action'], 'nor by somebody else');
$story->step('determined', at => '2026-03-16T13:00', state => 'closed', sent => [ "ack $lowe", "closed $ashdown", "closed $wyndham" ],
    mail => phone(from => "Harriet Lowe <$lowe>", at => '2026-03-16T12:59', subject => $story->reference, text => 'Course of action: the leaflet is rewritten by May.'));
is_deeply([ grep { /chair|mediation/ } @{ owed($story->case('2026-03-16T13:00')) } ], [ 'chair-report', 'mediation' ], 'what does not bar is still asked of her');
$story->finish;
};
done_testing();
