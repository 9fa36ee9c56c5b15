# Clocks in the small hours of a case: the workers' own same day, an agreement told of after five, what comes after hours,
# a re-opening, a date beyond the holidays' file; the answers to the record of a delay, and whose assurance counts (Warrington 1, 3).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $rowan = 'rowan.achterberg@limetree.example';
my $fallow = 'esme.fallow@limetree.example';
my $tarrant = 'gwen.tarrant@limetree.example';
my $dacre = 'sunniva.dacre@csc.warrington.example';
my $story = Casegate::Story->new('warrington-2021', originator => 'nobody@limetree.example',
    secrets => [ child_secrets(name => 'Ansel Birkett', dob => '2014-05-06', ids => ['999 203 1182'], phrases => ['no visit since']) ]);
my $serial = 0;

sub form {
    my (%form) = @_;
    $serial++;
    return escalation_form(
        policy => 'WSCB', stage => 'Managers', originator => 'Esme Fallow', role => 'Head of Year', raising => 'Lime Tree High School',
        contact => $fallow, manager => 'Rowan Achterberg', challenged => "Children's Social Care", person => 'Brodie Lacey', opposite => 'Sunniva Dacre',
        children => [ { name => "Pupil Nr$serial", dob => "$serial/5/2014", ids => "LA 77$serial", setting => 'Lime Tree High School', status => 'None' } ],
        arose => 'Mon 9 March 2026', about => 'Inaction', decision => 'None', reasons => 'Level of communication', problem => 'There was no visit since January.',
        evidence => 'Our log.', outcome => 'A visit.', safe_by => 'Fri 27 March 2026', discussions => '9 March 2026, telephone, practitioner, not resolved', %form);
}

sub date_of { my ($case, $id) = @_; return (grep { $_->{id} eq $id } @{ $case->{dates} })[0] }
my @closing = map { "resolved|confirm-request $_" } $rowan, $dacre;

# 1, paragraph 3: between the workers, up the same working day; the worker is asked once; going up ends it
$story->step('the workers', at => '2026-03-10T09:00', opens => 1, state => 'open', stage => 'W1',
    mail => outlook(from => "Esme Fallow <$fallow>", at => '2026-03-10T08:58', subject => 'Escalation', text => '', form => form(stage => 'Practitioner', discussions => 'none')),
    dates => { maximum => { due => '2026-03-17', met => 'open' } }, sent => ["ack $fallow"]);
my $case = $story->case('2026-03-10T09:00');
is_deeply([ map { $_->{due} } grep { $_->{kind} eq 'same-day' } @{ $case->{dates} } ], [ ('2026-03-10T17:00:00+00:00') x 2 ], 'two same-day limits: the stage and the whole');
my @mails = $story->step('five o’clock at W1', at => '2026-03-10T17:00', state => 'open', stage => 'W1', overdue => 1, owed => [ 'delay-assurance limetree', 'delay-reasons limetree' ],
    sent => [ "prompt $fallow", "delay-record $fallow" ]);
@mails = sort { $b->{template} cmp $a->{template} } @mails;
like($mails[0]{text}, qr/settled or taken further by then \(section 1, paragraph 3\)/, 'what the policy asks by then, with its section');
unlike($mails[0]{text}, qr/guide/, 'and not as a guide');
$story->step('up', at => '2026-03-11T09:30', state => 'open', stage => 'W2', overdue => 1,
    mail => phone(from => "Esme Fallow <$fallow>", at => '2026-03-11T09:28', subject => $story->reference, text => 'Not resolved between us.'),
    sent => [ "ack $fallow", "notice $dacre", "notice $rowan" ]);
$case = $story->case('2026-03-11T09:30');
is(date_of($case, 'up-same-day')->{met}, JSON::PP::false, 'the stage left too late is so on record');
my $first = $story->reference;

# the answers: reasons in words from anybody of the agency, the assurance only from its manager
$story->step('reasons, and a worker’s assurance', at => '2026-03-11T10:00', state => 'open', stage => 'W2', overdue => 1, owed => ['delay-assurance limetree'],
    mail => gmail(from => "Esme Fallow <$fallow>", at => '2026-03-11T09:58', subject => $first,
        text => 'The reason for the delay is that Brodie was in court. I can assure you the child is safe.'), sent => ["ack $fallow"]);
$case = $story->case('2026-03-11T10:00');
like($case->{fields}{delay_reasons}{value}, qr/in court/, 'the reasons are on record');
ok((grep { $_->{kind} eq 'assurance-not-taken' } @{ $case->{events} }), 'that a worker’s word is not enough is said');
$story->step('an assurance from the other agency', at => '2026-03-11T10:30', state => 'open', stage => 'W2', overdue => 1, owed => ['delay-assurance limetree'],
    mail => gmail(from => "Sunniva Dacre <$dacre>", at => '2026-03-11T10:28', subject => $first, text => "The child's safety has not been compromised."), sent => ["ack $dacre"]);
$story->step('the manager’s', at => '2026-03-11T11:00', state => 'open', stage => 'W2', overdue => 1, owed => [],
    mail => gmail(from => "Gwen Tarrant <$tarrant>", at => '2026-03-11T10:58', subject => $first, text => "The child's safety has not been compromised by the delay."), sent => ["ack $tarrant"]);
like($story->case('2026-03-11T11:00')->{fields}{delay_assurance}{value}, qr/not been compromised/, 'in the manager’s own words');

# agreed before five, told of after five: met, and no reasons are owed
@mails = $story->step('another', at => '2026-03-12T09:00', opens => 1, state => 'open', stage => 'W2',
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-03-12T08:58', subject => 'Escalation', text => '', form => form()), sent => [ "ack $rowan", "notice $dacre" ]);
my ($notice) = grep { $_->{to} eq $dacre } @mails;
$story->step('its five o’clock', at => '2026-03-12T17:00', state => 'open', stage => 'W2', overdue => 1, sent => ["delay-record $rowan"]);
$story->step('told of at six', at => '2026-03-12T18:00', state => 'closing', stage => 'W2', overdue => 0,
    mail => outlook(from => "Sunniva Dacre <$dacre>", at => '2026-03-12T17:58', reply_to => $notice, text => 'Agreed by phone at 15:45: a visit on Tuesday.'),
    dates => { 'same-day' => { due => '2026-03-12T17:00:00+00:00', met => 'yes' } }, sent => ["ack|confirm-request $dacre"], may => \@closing);
$case = $story->case('2026-03-12T18:00');
is((grep { /^delay/ } Casegate::Story::owed_of($case)), 0, 'no delay to explain');
ok((grep { $_->{kind} eq 'dates-settled' && $_->{text} =~ /agreed at 15:45 on Thu 12 March/ } @{ $case->{events} }), 'and the record says by whose word');

# a time that has not been yet is not believed; 'yesterday' is
for my $try ([ 'Agreed by phone 15:45.', 'no' ], [ 'Agreed by phone yesterday at 15:45.', 'yes' ], [ 'Agreed.', 'no' ]) {
    my ($text, $met) = @$try;
    my $day = sprintf '2026-04-%02d', 13 + $serial;
    my $next = sprintf '2026-04-%02d', 14 + $serial;
    $story->step("before '$text'", at => "${day}T09:00", opens => 1, state => 'open', stage => 'W2', held => undef,
        mail => outlook(from => "Rowan Achterberg <$rowan>", at => "${day}T08:58", subject => 'Escalation', text => '', form => form()),
        sent => [ "ack $rowan", "notice $dacre" ], may => [ "delay-record $rowan" ]) ;
    $story->step("evening of '$text'", at => "${day}T17:30", state => 'open', stage => 'W2', overdue => 1, sent => ["delay-record $rowan"]);
    $story->step($text, at => "${next}T10:00", state => 'closing', stage => 'W2',
        mail => phone(from => "Sunniva Dacre <$dacre>", at => "${next}T09:58", subject => $story->reference, text => $text),
        dates => { 'same-day' => { due => "${day}T17:00:00+01:00", met => $met } }, sent => ["ack|confirm-request $dacre"], may => \@closing);
}

# after hours: everything counts from the next working day, and says so
$story->step('after hours before Easter', at => '2026-04-02T18:05', opens => 1, state => 'open', stage => 'W2', held => undef,
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2026-04-02T18:03', subject => 'Escalation', text => '', form => form()),
    dates => { 'same-day' => { due => '2026-04-07T17:00:00+01:00', why => qr/after the working day had ended \(17:00\), skipping Fri 3 Apr \(Good Friday\), Mon 6 Apr \(Easter Monday\)/ },
        maximum => { due => '2026-04-14', why => qr/counts from Tue 7 Apr 2026; 5 working days from Tue 7 Apr 2026 → Tue 14 Apr/ } },
    sent => [ "ack $rowan", "notice $dacre" ]);

# re-opened: all dates anew from that day
my $again = $story->reference;
$story->office('2026-04-07T10:00', 'Theo Banks', 'close', $again, '--why', 'both managers telephoned: agreed');
$story->step('closed', at => '2026-04-07T10:00', reference => $again, state => 'closed', sent => [], may => [ map { "closed|resolved|confirm-request $_" } $rowan, $dacre ]);
$story->office('2026-05-05T11:00', 'Theo Banks', 'reopen', $again, '--why', 'the visit did not happen');
$story->step('re-opened', at => '2026-05-05T11:00', reference => $again, state => 'open', stage => 'W2', held => undef,
    dates => { 'same-day' => { due => '2026-05-05T17:00:00+01:00', met => 'open', why => qr/re-opened at 11:00 on Tue 5 May 2026/ },
        maximum => { due => '2026-05-12', met => 'open', why => qr/5 working days from Tue 5 May 2026 → Tue 12 May/ } },
    sent => [], may => [ map { "notice|reopened|ack|resolved $_" } $rowan, $dacre ]);

# the holidays' file ends before a date does: whatever a newer one knows, this site's ends with 2028
my $holidays = $story->site->folder . '/routing/holidays.ics';
Casegate::spew($holidays, Casegate::slurp($holidays) =~ s/BEGIN:VEVENT(?:(?!END:VEVENT).)*?DTSTART;VALUE=DATE:(?:2029|20[3-9]\d).*?END:VEVENT\r?\n//gsr);
$story->step('beyond the holidays', at => '2028-12-28T09:00', opens => 1, state => 'open', stage => 'W2', held => undef, owed => ['holidays-unknown'],
    mail => outlook(from => "Rowan Achterberg <$rowan>", at => '2028-12-28T08:58', subject => 'Escalation', text => '',
        form => form(arose => 'Wed 27 December 2028', safe_by => 'Fri 12 January 2029', discussions => '27 December 2028, telephone, practitioner, not resolved')),
    dates => { maximum => { due => '2029-01-04', why => qr/→ Thu 4 Jan 2029; holidays after 31 Dec 2028 are not known/ } },
    sent => [ "ack $rowan", "notice $dacre" ], may => [ map { "delay-record $_" } $rowan ]);
ok((grep { $_->{kind} eq 'holidays-unknown' && $_->{text} =~ /Thu 4 Jan 2029 may be wrong.*routing\/holidays\.ics/ } @{ $story->case('2028-12-28T09:00')->{events} }), 'said loudly');
like($story->site->must(undef, 'queue', '--now', '2028-12-28T09:00'), qr/holidays unknown/, 'and in the queue');
# the next year's holidays come: the date that had passed without them is computed anew before it counts
my $ics = Casegate::slurp($holidays);
my $events = join '', map { my ($day, $name) = @$_; "BEGIN:VEVENT\r\nUID:$day\@test.example\r\nDTSTAMP:20280601T000000Z\r\nDTSTART;VALUE=DATE:$day\r\nSUMMARY:$name\r\nEND:VEVENT\r\n" }
    [ 20290101, 'New Year’s Day' ], [ 20291225, 'Christmas Day' ], [ 20291226, 'Boxing Day' ];
utf8::encode($events);
Casegate::spew($holidays, $ics =~ s/END:VCALENDAR/${events}END:VCALENDAR/r);
$story->step('five o’clock of the old date', at => '2029-01-04T17:00', state => 'open', stage => 'W2', overdue => 1, owed => [ 'delay-assurance limetree', 'delay-reasons limetree' ],
    dates => { maximum => { due => '2029-01-05', met => 'open', why => qr/skipping Mon 1 Jan \(New Year’s Day\) → Fri 5 Jan 2029 \(section/ } }, held => undef, sent => ["delay-record $rowan"]);
$story->finish;
