# Scenario 6 under Havering's revised policy: one dispute about two children, one of them not born yet. One case, two entries; the
# reviewing officer (2.5) hears of each child when its status calls for it, once; one child is settled at Stage Two while the case
# goes on to Stage Three for the other; it closes when both agencies have put both children on file (3.1) and the originator is told.
#
# At Stage Three (2.7) the surgery has nobody of its own: the board that speaks for it is a health agency, so its Health Designated
# Safeguarding Representative counts. Children's Social Care is none: its senior manager is told, not its designated representative.
# The surgery needs a secure-message step: no detail is mailed to it, the extracts are owed by another way, and the office sees that.
#
# Where the documents leave two readings this is ours: the extract that may not be mailed to the surgery is not mailed at all; a tick on
# file is acknowledged; the closing note goes to who held it last, not also to who ticked. The tick for the child that was settled first may be
# owed from then or from the end: both are in the four at the end.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use JSON::PP;
use Test::More;

my $solund    = 'marguerite.solund@millbrook.example';
my $blackwood = 'keir.blackwood@millbrook.example';
my $pryce     = 'samuel.pryce@icb.example';
my $reyes     = 'callum.reyes@csc.havering.example';
my $frost     = 'imelda.frost@csc.havering.example';
my $achebe    = 'rosalind.achebe@csc.havering.example';
my $iro       = 'iro.service@csc.havering.example';

my $story = Casegate::Story->new('havering-revised',
    originator => $solund,
    secrets => [ child_secrets(name => 'Kestrel Ambrose', dob => '2018-11-30', ids => ['999 611 2098'],
        phrases => ['appointments are missed', 'unborn', 'legal planning']) ]);

sub ticks { my ($case) = @_; return [ sort map { "$_->{agency} $_->{child}" } grep { $_->{kind} eq 'file-tick' } @{ $case->{owed} } ] }
sub status { my ($case) = @_; return [ map { "$_->{n} " . join ',', @{ $_->{status} } } @{ $case->{children} } ] }
sub settled { my ($case) = @_; return [ map { $_->{settled} ? 1 : 0 } @{ $case->{children} } ] }
sub with_reference { return subject => 'Re: ' . $story->reference }

# 1. Thu 12 Mar: one form for both
my $form = escalation_form(
    labels => { dob => 'Date of birth or Estimated Date of Delivery', name => 'Name of child', originator => 'Your name' },
    stage => 'Stage Two', originator => 'Dr Marguerite Solund', role => 'General practitioner', raising => 'Millbrook Surgery',
    contact => "$solund, 01632 960135", manager => 'Keir Blackwood', challenged => 'Social services', person => 'Joel Amadi', opposite => 'Callum Reyes',
    children => [
        { name => 'Kestrel Ambrose (A)', dob => '30 November 2018', ids => '999 611 2098', setting => 'Oakfield Primary School', status => 'Child Protection Plan' },
        { name => 'Unborn baby Ambrose (B)', dob => 'EDD 25 March 2026', ids => 'Not known', setting => 'Millbrook Surgery', status => 'None' },
    ],
    arose => 'Thu 12 March 2026', decision => 'No pre-birth assessment, told to us today', reasons => 'The need for action',
    problem => 'Appointments are missed and no assessment is planned for either child.', evidence => "Nature: five appointments.\nSource: surgery record and the midwife's letter.",
    outcome => 'A legal planning meeting for both.', safe_by => 'Wed 1 April 2026',
    discussions => '12 March 2026, Marguerite Solund and Joel Amadi, telephone, stage one, not resolved',
);
my @mails = $story->step('1 both', at => '2026-03-12T13:20', opens => 1, state => 'open', stage => 'S2', tier => undef, missing => [],
    mail => outlook(from => "Marguerite Solund <$solund>", at => '2026-03-12T13:16', subject => 'Escalation, both children', text => 'Our form, for both.', form => $form, table => 1),
    dates => { guide => { due => '2026-03-19', met => 'open', why => qr/5 working days from Thu 12 Mar 2026.*Thu 19 Mar/ }, 'safe-by' => '2026-04-01' },
    next_date => '2026-03-19', sent => [ "ack $solund", "notice $reyes", "notice $blackwood", "status $iro" ]);
my %to = map { ($_->{to} => $_) } @mails;
like($to{$solund}{text}, qr/\b(?:2|two) children/i, '1: the acknowledgement counts the children');
like($to{$reyes}{text}, qr/Kestrel Ambrose.*25 Mar/s, '1: the team manager reads of both, with the expected date');
unlike($to{$blackwood}{text}, qr/Kestrel|Ambrose|25 Mar|missed/, '1: no detail is mailed to the surgery');
like($to{$iro}{text}, qr/Kestrel Ambrose/, '1: the reviewing officer reads of A');
unlike($to{$iro}{text}, qr/unborn|25 Mar/i, '1: and not of B');
my ($to_reyes, $to_solund) = @to{ $reyes, $solund };
my $case = $story->case('2026-03-12T13:20');
is_deeply(status($case), [ '1 cp_plan', '2 none' ], '1: one case, two entries, each with its status');
is_deeply(settled($case), [ 0, 0 ], '1: neither settled');
ok((grep { ($_->{name} // '') eq 'Callum Reyes' } @{ $case->{waiting_for} }), '1: it waits for the team manager');
like($story->page('2026-03-12T13:20') =~ s/\s+/ /gr, qr/detail not sent/i, '1: the office sees that the surgery was sent no detail');

# Thu 19 Mar 17:00: one working week
$story->step('1a the guide date', at => '2026-03-19T17:00', state => 'open', stage => 'S2', sent => ["prompt $blackwood"]);

# 2. Fri 20 Mar: B is born
my $born = gmail(from => "Marguerite Solund <$solund>", at => '2026-03-20T09:27', reply_to => $to_solund, text => 'B born 18 Mar, now looked after.');
@mails = $story->step('2 born', at => '2026-03-20T09:30', state => 'open', stage => 'S2', mail => $born, sent => [ "ack $solund", "status $iro" ]);
my ($notice) = grep { $_->{to} eq $iro } @mails;
like($notice->{text}, qr/looked after/i, '2: the reviewing officer reads of B');
unlike($notice->{text}, qr/Kestrel/, '2: and not of A again');
$case = $story->case('2026-03-20T09:30');
is_deeply(status($case), [ '1 cp_plan', '2 looked_after' ], '2: B is looked after, A as before');
is(scalar @{ $case->{children} }, 2, '2: still two entries');
like(JSON::PP->new->encode($case), qr/2026-03-18|18 Mar/, '2: the day of birth is recorded');
$story->step('2a the same again', at => '2026-03-20T09:31', opens => 0, state => 'open', stage => 'S2', mail => $born, sent => []);

# 3. Tue 24 Mar: agreed for one of them
@mails = $story->step('3 one settled', at => '2026-03-24T11:00', state => 'open', stage => 'S3', tier => 1,
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-24T10:56', reply_to => $to_reyes, text => 'Agreed for A; not for B.'),
    sent => [ "ack $reyes", "notice $frost", "notice $pryce", "extract $reyes", "told $solund" ]);
my ($to_frost) = grep { $_->{to} eq $frost } @mails;
my ($to_pryce) = grep { $_->{to} eq $pryce } @mails;
my ($extract) = grep { $_->{to} eq $reyes && $_->{template} eq 'extract' } @mails;
like($extract->{text}, qr/Kestrel Ambrose/, "3: the extract for A's file");
like($to_frost->{text}, qr/Ambrose \(B\)|baby Ambrose/, '3: the senior manager reads of B');
$case = $story->case('2026-03-24T11:00');
is_deeply(settled($case), [ 1, 0 ], '3: A is settled, B is not');
ok((grep { $_ eq 'extract millbrook' } Casegate::Story::owed_of($case)), "3: the surgery's extract is owed by another way");
is((grep { $_->{to} eq $achebe } @{ $case->{sent} }), 0, "3: a designated representative outside health does not count");
is_deeply([ sort map { "$_->{agency} $_->{role}" } grep { $_->{side} ne 'partnership' } @{ $case->{holders} } ],
    [ 'csc senior_manager', 'icb designated_representative' ], '3: who holds it now');

# 4. Tue 31 Mar: agreed for the other, and four ticks
$story->step('4 both settled', at => '2026-03-31T10:00', state => 'closing',
    mail => outlook(from => "Samuel Pryce <$pryce>", at => '2026-03-31T09:57', reply_to => $to_pryce, text => "Agreed for B as well.\n\nSamuel Pryce"),
    sent => [ "ack $pryce", "resolved $frost", "extract $frost", "extract $pryce", "told $solund" ]);
$case = $story->case('2026-03-31T10:00');
is_deeply(settled($case), [ 1, 1 ], '4: both are settled');
is_deeply(ticks($case), [ 'csc 1', 'csc 2', 'millbrook 1', 'millbrook 2' ], '4: two agencies times two children');
is((grep { !$_->{bars_closing} } grep { $_->{kind} eq 'file-tick' } @{ $case->{owed} }), 0, '4: each bars closing');
$story->step('4a the surgery', at => '2026-03-31T11:00', state => 'closing', sent => ["ack $blackwood"],
    mail => apple(from => "Keir Blackwood <$blackwood>", at => '2026-03-31T10:58', with_reference(), text => 'Recorded on file for both children.'));
is_deeply(ticks($story->case('2026-03-31T11:00')), [ 'csc 1', 'csc 2' ], '4a: two left');
$story->step('4b the council, one', at => '2026-03-31T12:00', state => 'closing', sent => ["ack $reyes"],
    mail => phone(from => "Callum Reyes <$reyes>", at => '2026-03-31T11:58', with_reference(), text => 'Recorded on file for A.'));
is_deeply(ticks($story->case('2026-03-31T12:00')), ['csc 2'], '4b: three of four, and still not closed');
$story->step('4c the council, the other', at => '2026-03-31T12:30', state => 'closed', owed => [],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-31T12:28', with_reference(), text => 'Recorded on file for B.'),
    sent => [ "closed $frost", "closed $pryce", "closed $solund", "ack $reyes" ]);
$story->step('5 the dates to come', at => '2026-04-01T17:00', state => 'closed', sent => []);
is((grep { $_->{template} eq 'notice-status' && $_->{to} eq $iro } @{ $story->case('2026-04-01T17:00')->{sent} }), 2, 'the reviewing officer had one notice a child');
$story->finish;
