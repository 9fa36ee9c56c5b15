# Scenario 6 by the rules that Havering 2020 shares: one case about two children, one of them not born yet. Each has a
# status, is settled and ticked on file by itself. The surgery needs a secure-message step, so no detail is mailed to it.
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
my $pryce     = 'samuel.pryce@icb.example'; # the board that represents the surgery above its own managers
my $reyes     = 'callum.reyes@csc.havering.example';
my $frost     = 'imelda.frost@csc.havering.example';
my $iro       = 'iro.service@csc.havering.example';

my $story = Casegate::Story->new('havering-2020',
    originator => $solund,
    secrets => [ child_secrets(name => 'Kestrel Ambrose', dob => '2019-01-11', ids => ['999 611 2098'],
        phrases => ['appointments are missed', 'unborn', 'legal planning']) ]);

sub ticks { my ($case) = @_; return [ sort map { "$_->{agency} $_->{child}" } grep { $_->{kind} eq 'file-tick' } @{ $case->{owed} } ] }

# 1. Thu 12 Mar: one form for both
my $form = escalation_form(
    stage => 'Stage 2', originator => 'Dr Marguerite Solund', role => 'General practitioner', raising => 'Millbrook Surgery',
    contact => "$solund, 01632 960135", manager => 'Keir Blackwood', challenged => "Children's Services", person => 'Joel Amadi',
    opposite => 'Callum Reyes',
    children => [
        { name => 'Kestrel Ambrose (A)', dob => '11.01.2019', ids => '999 611 2098', setting => 'Oakfield Primary School', status => 'CP Plan' },
        { name => 'Unborn baby Ambrose (B)', dob => 'EDD 25 Mar', ids => 'Not known', setting => 'Millbrook Surgery', status => 'None' },
    ],
    arose => 'Thu 12 March 2026', decision => 'No pre-birth assessment, told to us today', reasons => 'The need for action',
    problem => 'Appointments are missed and no assessment is planned for either child.', evidence => 'Surgery record, midwife\'s letter.',
    outcome => 'A legal planning meeting for both.', safe_by => 'Wed 1 April 2026',
    discussions => '12 March 2026, Marguerite Solund and Joel Amadi, telephone, stage one, not resolved',
);
my @mails = $story->step('1 both children', at => '2026-03-12T13:20', opens => 1,
    mail => gmail(from => "Marguerite Solund <$solund>", at => '2026-03-12T13:16', subject => 'Escalation', text => 'For both children.', form => $form),
    state => 'open', stage => 'S2', missing => [], dates => { guide => '2026-03-19', 'safe-by' => '2026-04-01' }, next_date => '2026-03-19',
    sent => [ "ack $solund", "notice $reyes", "notice $blackwood", "status $iro" ]);
my %to = map { ($_->{to} => $_) } @mails;
like($to{$solund}{text}, qr/\b(?:2|two) children/i, 'the acknowledgement counts the children');
like($to{$reyes}{text}, qr/Kestrel Ambrose/, 'the team manager reads the referral');
like($to{$reyes}{text}, qr/25 Mar/, 'with the expected date');
like($to{$iro}{text}, qr/Kestrel Ambrose/, 'the reviewing officer reads of A');
unlike($to{$iro}{text}, qr/unborn/i, 'and not of B');
my $case = $story->case('2026-03-12T13:20');
is_deeply([ map { $_->{n} . ' ' . join ',', @{ $_->{status} } } @{ $case->{children} } ], [ '1 cp_plan', '2 none' ], 'two entries, each with its status');

# Thu 19 Mar 17:00: one working week
$story->step('1a the guide date', at => '2026-03-19T17:00', state => 'open', stage => 'S2', sent => ["prompt $blackwood"]);

# 2. Fri 20 Mar: B is born
@mails = $story->step('2 born', at => '2026-03-20T09:30', state => 'open', stage => 'S2',
    mail => phone(from => "Marguerite Solund <$solund>", at => '2026-03-20T09:27', reply_to => $to{$solund}, text => 'B born 18 Mar, now looked after.'),
    sent => [ "ack $solund", "status $iro" ]);
my ($notice) = grep { $_->{to} eq $iro } @mails;
like($notice->{text}, qr/looked after/i, 'the reviewing officer reads of B');
unlike($notice->{text}, qr/Kestrel/, 'and not of A again');
$case = $story->case('2026-03-20T09:30');
is_deeply([ map { @{ $_->{status} } } @{ $case->{children} } ], [ 'cp_plan', 'looked_after' ], 'B is looked after');
like(JSON::PP->new->encode($case), qr/2026-03-18|18 Mar/, 'the day of birth is recorded');

# 3. Tue 24 Mar: agreed for one of them
@mails = $story->step('3 one settled', at => '2026-03-24T11:00', state => 'open', stage => 'S3', tier => 1,
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-24T10:55', reply_to => $to{$reyes}, text => 'Agreed for A; not for B.'),
    sent => [ "ack $reyes", "notice $frost", "notice $pryce", "extract $reyes", "told $solund" ]);
my ($to_frost) = grep { $_->{to} eq $frost } @mails;
$case = $story->case('2026-03-24T11:00');
is_deeply([ map { $_->{settled} ? 1 : 0 } @{ $case->{children} } ], [ 1, 0 ], 'A is settled, B is not');
ok((grep { $_ eq 'extract millbrook' } Casegate::Story::owed_of($case)), "the surgery's extract is owed by another way");

# 4. Tue 31 Mar: agreed for the other, and four ticks
$story->step('4 both settled', at => '2026-03-31T10:00', state => 'closing',
    mail => gmail(from => "Imelda Frost <$frost>", at => '2026-03-31T09:57', reply_to => $to_frost, text => 'Agreed for B as well.'),
    sent => [ "ack $frost", "resolved $pryce", "extract $frost", "extract $pryce", "told $solund" ]);
is_deeply(ticks($story->case('2026-03-31T10:00')), [ 'csc 1', 'csc 2', 'millbrook 1', 'millbrook 2' ], 'two agencies times two children');
$story->step('4a the council', at => '2026-03-31T11:00', state => 'closing', sent => ["ack $reyes"],
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-31T10:58', subject => '[' . $story->reference . ']',
        text => 'Recorded on file for both children.'));
is_deeply(ticks($story->case('2026-03-31T11:00')), [ 'millbrook 1', 'millbrook 2' ], 'two left');
$story->step('4b the surgery, one', at => '2026-03-31T12:00', state => 'closing', sent => ["ack $blackwood"],
    mail => phone(from => "Keir Blackwood <$blackwood>", at => '2026-03-31T11:58', subject => 'Re: ' . $story->reference, text => 'Recorded on file for A.'));
is_deeply(ticks($story->case('2026-03-31T12:00')), ['millbrook 2'], 'one left, and still not closed');
$story->step('4c the surgery, the other', at => '2026-03-31T12:30', state => 'closed',
    mail => apple(from => "Keir Blackwood <$blackwood>", at => '2026-03-31T12:28', subject => 'Re: ' . $story->reference, text => 'Recorded on file for B.'),
    sent => [ "closed $frost", "closed $pryce", "closed $solund", "ack $blackwood" ]);
$story->finish;
