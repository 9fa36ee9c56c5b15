# What people write of one of two children, of an outcome behind a colon, of a policy issue and of a wish to go on: it counts as it is
# meant (HAVR 6.3: each child for itself; WAR 2 paragraph 5), or a person reads it with the readings offered; it is never filed in silence, and a
# case never closes over a child that is still in dispute.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Test::More;

my %policies = (
    W => { policy => 'warrington-2021', agency => 'Lime Tree High School', worker => 'Esme Fallow', at => '2026-03-10', as => 'Line managers' },
    W1 => { policy => 'warrington-2021', agency => 'Lime Tree High School', worker => 'Esme Fallow', at => '2026-03-10', as => 'Between workers' },
    C => { policy => 'cambridgeshire-2013', agency => 'St Ivo Academy', worker => 'Jude Okpara', at => '2026-03-10', as => 'Line managers' },
    B => { policy => 'bromley-2019', agency => 'Buttercup Lane Pre-School', worker => 'Polly Renwick', at => '2026-03-04', as => 'Stage Three' },
    B2 => { policy => 'bromley-2019', agency => 'Buttercup Lane Pre-School', worker => 'Polly Renwick', at => '2026-03-04', as => 'Stage Two' },
    H => { policy => 'havering-2020', agency => 'Oakfield Primary School', worker => 'Tola Brightwater', at => '2026-03-04', as => 'Stage Two' },
);
my %who = (
    achterberg => 'Rowan Achterberg <rowan.achterberg@limetree.example>', fallow => 'Esme Fallow <esme.fallow@limetree.example>',
    dacre => 'Sunniva Dacre <sunniva.dacre@csc.warrington.example>', barrow => 'Sylvie Barrow <sylvie.barrow@stivo.example>',
    okpara => 'Jude Okpara <jude.okpara@stivo.example>', nursery => 'Greer Oduya-Stroud <manager@buttercuplane.example>',
    penhallow => 'Idris Penhallow <idris.penhallow@oakfield.example>',
);
my %opens = (W => 'achterberg', W1 => 'fallow', C => 'barrow', B => 'nursery', B2 => 'nursery', H => 'penhallow');
my (%sites, $cases);

sub form {
    my ($with, @children) = @_;
    my $text = "Is the child at immediate risk of harm? (yes, no or not known): no\n\nType of message: escalation\nStage: $with->{as}\nWorker raising the concern: $with->{worker}\nRole: Teacher\nAgency raising: $with->{agency}\nAgency disagreed with: Children's Social Care\n";
    my $year = 2010;
    $text .= "Name or initials (of the child or young person): $_\nDate of birth (day, month, year): " . ($cases % 28 + 1) . ' ' . (qw(May June July August))[$cases / 28] . ' ' . $year++ . "\nLegal / plan status: none\n" for @children;
    return $text . "When did the disagreement arise? (day, month, year): 2 March 2026\nWhat is the problem?: The threshold was said not to be met.\nWhat do you want to happen?: A strategy discussion.\nPossible non-accidental injury of an infant or young child: no\n";
}

sub opened {
    my ($with, @children) = @_;
    my $policy = $policies{$with};
    my $site = $sites{ $policy->{policy} } //= Casegate->new($policy->{policy});
    $cases++;
    my $at = sprintf '%sT09:%02d', $policy->{at}, $cases;
    my @mails = $site->receive(outlook(from => $who{ $opens{$with} }, at => $at, subject => 'Escalation', text => form($policy, @children)), $at);
    my ($reference) = sort { $b cmp $a } map { $_->{subject} =~ /\[([A-Z]{3}-\d\d-\d{4}-[A-Z])\]/ } @mails;
    return ($site, $reference, $policy->{at});
}

# One message about a fresh case: what stands then, and how many wait.
sub says {
    my ($with, $sender, $text, @children) = @_;
    my ($site, $reference, $day) = opened($with, @children);
    my $at = sprintf '%sT10:%02d', $day, $cases;
    my ($before, $first) = (scalar @{ $site->held($at) }, $site->show($reference, $at));
    $site->receive(gmail(from => $who{$sender}, at => $at, subject => "Re: [$reference]", text => $text), $at);
    my $case = $site->show($reference, $at);
    my $stood = $case->{state} ne 'open' ? $case->{state} : $case->{stage}{id} eq $first->{stage}{id} && ($case->{stage}{tier} // 0) == ($first->{stage}{tier} // 0) ? 'stands' : 'on';
    my ($held) = sort { $b->{id} <=> $a->{id} } @{ $site->held($at) };
    my $waits = @{ $site->held($at) } - $before;
    return { site => $site, reference => $reference, at => $at, stood => $stood, case => $case, held => $waits ? $held : undef,
        settled => join ' ', map { $_->{settled} ? 'yes' : 'no' } @{ $case->{children} } };
}
sub chooses {
    my ($said, $why) = @_;
    $said->{site}->must(undef, 'held', $said->{held}{id}, 'link', $said->{reference}, '--why', $why, '--by', 'Theo Banks', '--now', $said->{at});
    return $said->{site}->show($said->{reference}, $said->{at});
}

for my $row (
    [ W => 'Agreed for K.T.; not for L.T.', 'on', 'yes no' ], [ C => 'Agreed for K.T.; not for L.T.', 'on', 'yes no' ],
    [ H => 'Agreed for K.T.; not for L.T.', 'on', 'yes no' ], [ B => 'Agreed for K.T.; not for L.T.', 'on', 'yes no' ],
    [ W => 'K.T. is resolved. L.T. is not resolved.', 'on', 'yes no' ], [ W => 'KT resolved, LT not resolved', 'on', 'yes no' ],
    [ C => "K.T. - resolved.\nL.T. - not resolved.", 'on', 'yes no' ], [ W => 'Child 1 resolved. Child 2 not resolved.', 'on', 'yes no' ],
    [ W => 'Child 1 resolved. Child 2 not resolved.', 'on', 'yes no', 'Child 1', 'Child 2' ],
    [ W => 'Resolved for K.T. and L.T.', 'closing', 'yes yes' ], [ W => 'Both resolved', 'closing', 'no no' ],
    [ W => 'Agreed for a joint visit tomorrow.', 'closing', 'no no' ],
    [ W => 'Agreed for A; not for B.', 'on', 'no yes', 'Beth Orme', 'Anna Orme' ], [ W => 'Agreed for A; not for B.', 'on', 'yes no' ],
    (map { [ $_ => 'K.T. resolved. L.T. still in dispute - next stage please.', 'held', 'yes no' ] } qw(W C B H)),
    map { [ W => $_, 'held', 'yes no' ] } 'Agreed for K. Still arguing about L.', 'Resolved for K.T. but L.T. remains in dispute.',
    'K.T. is sorted, L.T. needs to go to the next stage.') {
    my ($with, $text, $want, $settled, @children) = @$row;
    subtest "$with, two children: $text" => sub {
        my $said = says($with, $opens{$with}, $text, @children ? @children : ('K.T.', 'L.T.'));
        is($said->{held} ? 'held' : $said->{stood}, $want, $want);
        is($said->{stood}, 'stands', 'and stands where it stood') if $want eq 'held';
        is($said->{settled}, $settled, 'each child for itself');
    };
}
for my $text ('Resolved for the older one.', 'Resolved. K. T. has a visit tomorrow.') {
    my $said = says('W', 'achterberg', $text, 'K.T.', 'L.T.');
    is("$said->{stood} " . ($said->{held} ? $said->{held}{reason} : 'silent'), 'stands unclear-outcome', "of one of the two: $text");
}
subtest 'which of them the office says' => sub {
    for my $row ([ 'not resolved', 'open W3', 'today' ], [ 'resolved', 'closing W2', 'here' ]) {
        my ($why, $want, $when) = @$row;
        my $case = chooses(says('W', 'achterberg', "Agreed for K. Still arguing about L. $when.", 'K.T.', 'L.T.'), $why);
        is("$case->{state} $case->{stage}{id}", $want, $why);
    }
};

# Whole words behind a label of the outcome are read by a person; beside words that say it, they take nothing from them.
for my $row ([ W => 'achterberg', 'Resolved: they will do a joint visit tomorrow.', 'held' ], [ W => 'achterberg', 'Outcome: joint visit tomorrow, all happy', 'held' ],
    [ W => 'achterberg', 'Resolution: CSC will visit tomorrow', 'held' ], [ B => 'nursery', 'Resolved: core group booked for 12 March.', 'held' ],
    [ W => 'achterberg', "We have agreed by telephone.\nOutcome: a joint visit tomorrow", 'closing' ], [ W => 'achterberg', 'Outcome: n/a', 'stands' ],
    [ W => 'achterberg', q{Not resolved: they still say it doesn't meet threshold}, 'on' ], [ W => 'achterberg', 'Resolved: yes', 'closing' ],
    # and a wish to go on, or to have it ended
    [ C => 'barrow', q{Tamsin and I spoke at 2pm today, no movement. I'd like it to go to the designated leads.}, 'held' ],
    [ C => 'okpara', q{I don't accept this. Can it go up please?}, 'held' ], [ B2 => 'nursery', q{Advice didn't help, we want to go to their management.}, 'held' ],
    [ B => 'nursery', 'Straight to the chair please', 'held' ], [ W => 'dacre', 'We have spoken and remain apart. Over to Marlon.', 'held' ],
    [ W => 'achterberg', 'We have spoken and remain apart.', 'held' ], [ W => 'achterberg', 'Over to Marlon.', 'held' ],
    [ W => 'achterberg', 'Happy for this to go to Odette and Marlon', 'held' ], [ W1 => 'fallow', 'Withdrawn - I had the wrong child.', 'held' ],
    [ W => 'achterberg', 'I spoke directly to their manager.', 'stands' ], [ W => 'achterberg', 'Happy for this to go on the file.', 'stands' ],
    [ W => 'achterberg', 'She was withdrawn in class today.', 'stands' ], [ W => 'achterberg', 'The minutes go to the managers on Friday.', 'stands' ]) {
    my ($with, $sender, $text, $want) = @$row;
    my $said = says($with, $sender, $text, 'K' . chr(65 + $cases % 26) . '.T.');
    is($said->{held} ? 'held' : $said->{stood}, $want, "$with, $sender: $text");
    next if $want ne 'held';
    is($said->{stood}, 'stands', 'and moves nothing');
    is_deeply([ map { $_->{why} =~ /^read as '(.*?)':/ } @{ $said->{held}{suggestions} } ], [ 'resolved', 'not resolved' ], 'both readings are offered');
}

# A policy issue goes to the Partnerships Manager; a no does not.
for my $row ([ 'Resolved. Significant policy issue raised: no', 'W2' ], [ 'Resolved. Policy issue: none', 'W2' ], [ 'Resolved. Policy issue: no evidence threshold is written down', 'W4' ],
    [ 'Resolved. Significant policy issue raised: yes - threshold wording', 'W4' ], [ 'Resolved. Policy issue: not sure', 'held' ], [ 'Resolved. No policy matter arises.', 'W2' ],
    [ 'Resolved. Also the threshold document wording on disclosures is unclear and needs looking at as a policy matter.', 'held' ]) {
    my ($text, $want) = @$row;
    my $said = says('W', 'dacre', $text, 'M' . chr(65 + $cases % 26) . '.S.');
    is($said->{case}{state}, 'closing', "$text: it closes");
    is($said->{held} ? $said->{held}{reason} : $said->{case}{stage}{id}, $want eq 'held' ? 'policy-matter' : $want, $want);
    next if $want ne 'held';
    is_deeply([ map { $_->{why} =~ /^read as '(.*?)':/ } @{ $said->{held}{suggestions} } ], [ 'policy issue', 'another matter' ], 'both readings are offered');
    is(chooses($said, 'policy issue')->{stage}{id}, 'W4', 'chosen as one it goes on');
}
my $said = says('W', 'dacre', 'Resolved. The wording is a policy matter.', 'P.Q.');
is(chooses($said, 'another matter')->{stage}{id}, 'W2', 'chosen as none it does not');
done_testing;
