# The fourteen questions that the office asks of its queue: the question, the command that answers it, and the answer, on sites
# that were brought to where they are by messages. Havering on Thu 12 Mar 2026, Cambridgeshire on Thu 5 and Mon 9 Mar, Warrington on Tue 24 Mar.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Casegate::Wrapped;
use Encode qw(decode);
use Test::More;

my %site = (havering => Casegate->new('havering-2020'), cambs => Casegate->new('cambridgeshire-2013'), bromley => Casegate->new('bromley-2019'));
my %now  = (havering => '2026-03-12T09:00', cambs => '2026-03-05T12:00', warrington => '2026-03-24T09:00', bromley => '2026-03-12T09:00');
my (%reference, %mails, %form);

my $officer = 'Wilf Darrow';
my $lead  = 'Idris Penhallow <idris.penhallow@oakfield.example>';
my $nurse = 'Sorcha Delane <sorcha.delane@riverbend.example>';
my $reyes = 'Callum Reyes <callum.reyes@csc.havering.example>';

# ---- Havering: what the story presupposes ----

my $havering = $site{havering};
Casegate::Mail::write_to($havering->mailbox);
my $settings = $havering->folder . '/routing/site.yaml';
Casegate::spew($settings, Casegate::slurp($settings) =~ s/^iro_notice: gateway/iro_notice: agency/mr);
my $people = $havering->folder . '/routing/people.csv'; # a representative whose time was over at the end of February
Casegate::spew($people, Casegate::slurp($people) =~ s/^(eastpolice,partnership_member,.*,2025-09-01),,/$1,2026-02-28,/mr);

# Opens a case and keeps its reference under `name`.
sub opens {
    my ($name, $from, $at, @form) = @_;
    $form{$name} = school_form(@form);
    my @mails = $havering->receive(outlook(from => $from, at => $at, subject => 'Escalation', text => 'See below.', form => $form{$name}), $at);
    ($reference{$name}) = map { $_->{subject} =~ /\b(HAV-26-\d{4}-[A-Z])\b/ } @mails;
    $mails{$name} = \@mails;
}
sub writes { my ($name, $from, $at, $text, @more) = @_; $havering->receive(phone(from => $from, at => $at, subject => "Re: [$reference{$name}]", text => $text, @more), $at) }

my @riverbend = (raising => 'Riverbend Community Health', originator => 'Bea Okonjo-Lund', contact => 'bea.okonjo-lund@riverbend.example', manager => 'Sorcha Delane');
my $child = sub { my ($name, $dob, $status) = @_; return (children => [ { name => $name, dob => $dob, ids => '', setting => 'Not known', status => $status // 'None' } ]) };
opens('plan', $lead, '2026-03-02T10:00', arose => 'Mon 2 March 2026', safe_by => 'Thu 12 March 2026', $child->('Ash Coldwater', '01/02/2016', 'Child Protection Plan'));
opens('members', 'Anton Birkett <anton.birkett@riverbend.example>', '2026-03-03T10:00', @riverbend, stage => 'Three', $child->('Fern Dunmarsh', '01/03/2017'), safe_by => '', arose => 'Mon 2 March 2026',
    discussions => "2 March 2026, Bea Okonjo-Lund and Dara Whitcombe, telephone, stage one\n3 March 2026, Sorcha Delane and Callum Reyes, telephone, stage two");
opens('resolved', $lead, '2026-03-04T10:00', arose => 'Wed 4 March 2026', $child->('Ivo Elderfield', '01/04/2015'));
opens('untold', $lead, '2026-03-04T10:30', arose => 'Wed 4 March 2026', $child->('Rue Hallam', '01/08/2016'));
opens('again', $nurse, '2026-03-02T11:00', @riverbend, arose => 'Mon 2 March 2026', $child->('Linnea Ashgrove', '01/05/2014'));
writes('again', $reyes, '2026-03-03T11:00', 'Agreed by telephone.');
writes('again', $_->[0], $_->[1], 'Recorded on file.') for [ $reyes, '2026-03-04T11:00' ], [ $nurse, '2026-03-04T11:10' ];
writes('members', 'Anton Birkett <anton.birkett@riverbend.example>', '2026-03-05T10:00', 'Not resolved.');
writes('again', 'Bea Okonjo-Lund <bea.okonjo-lund@riverbend.example>', '2026-03-09T10:00', 'New information: what was agreed has not happened.');
$havering->must(undef, 'reopen', $reference{again}, '--by', $officer, '--why', 'the visits did not restart', '--now', '2026-03-09T11:00');
writes('resolved', $reyes, '2026-03-10T10:00', 'Agreed by telephone.');
my ($bounced) = grep { $_->{to} =~ /^callum/ } @{ $mails{resolved} };
$havering->receive(delivery_failed(at => '2026-03-10T12:00', reply_to => $bounced, status => '5.1.1'), '2026-03-10T12:00');
my ($to_worker) = grep { $_->{to} =~ /^tola/ } writes('untold', $reyes, '2026-03-09T13:00', 'Agreed by telephone.');
$havering->receive(delivery_failed(at => '2026-03-09T13:10', reply_to => $to_worker, status => '5.1.1'), '2026-03-09T13:10');
writes('untold', $_->[0], $_->[1], 'Recorded on file.') for [ $reyes, '2026-03-09T14:00' ], [ $lead, '2026-03-09T14:10' ];
opens('unknown', $lead, '2026-03-10T14:00', challenged => 'The team in Queen Street', $child->('Nye Brackenbury', '01/06/2013'));
$havering->receive(gmail(from => 'A Stranger <stranger@freepost.example>', at => '2026-03-11T10:00', subject => 'Question', text => 'What is this address for?'), '2026-03-11T10:00');
$havering->receive(outlook(from => $nurse, at => '2026-03-11T10:30', subject => 'Form', text => 'Please find the form attached.', attach => [ locked_docx('form.docx') ]), '2026-03-11T10:30');
$havering->receive(outlook(from => $lead, at => '2026-03-11T11:00', subject => 'Escalation', text => 'We have not agreed. Please take it further.', form => $form{resolved}), '2026-03-11T11:00');
# here the officer looked last: Wed 11 Mar 12:00
opens('urgent', $nurse, '2026-03-11T15:00', @riverbend, harm => 'Yes', $child->('Orla Coldwater', '01/07/2019'));
my $forged = outlook(from => $reyes, at => '2026-03-11T16:00', subject => 'Closing', text => 'All of ours can be closed.');
$forged->{raw} = "Authentication-Results: mx.partnership.havering.example; dmarc=fail header.from=csc.havering.example\r\n$forged->{raw}";
$havering->receive($forged, '2026-03-11T16:00');
$havering->receive(phone(from => $lead, at => '2026-03-11T16:30', subject => 'Question', text => 'May we write to you about another school?'), '2026-03-11T16:30');
$havering->tick('2026-03-12T08:50');

# ---- Cambridgeshire: at the leads' step, who are to act immediately ----

my $winterbourne = 'Sable Winterbourne <sable.winterbourne@csc.cambs.example>';
my %to_leads = map { ($_->{to} => $_) } $site{cambs}->receive(outlook(from => 'Lena Marsden <lena.marsden@fenmere.example>', to => $cambs, at => '2026-03-05T10:00', subject => 'Escalation',
    text => 'From the line managers.', form => nurse_form(stage => 'Designated leads', discussions => "27 February 2026, Anouk Fairweather and Corin Vale, telephone, practitioner level, not resolved\n"
        . '4 March 2026, Lena Marsden and Tamsin Oduya, meeting, line managers, not resolved')), '2026-03-05T10:00');
my $to_lead = $to_leads{'sable.winterbourne@csc.cambs.example'};
($reference{leads}) = $to_lead->{subject} =~ /\b(CAM-26-\d{4}-[A-Z])\b/;

# ---- Warrington: agreed by one party, and an issue that nobody has done ----

my $warrington = Casegate::Story->new('warrington-2021', originator => 'hamish.vantongeren@parkgate.example', secrets => []);
$site{warrington} = $warrington->site;
sub surgery { my ($at, $who, @mail) = @_; $warrington->site->receive(outlook(from => $who, at => $at, subject => $warrington->reference, text => 'Agreed.', @mail), $at) }
surgery_opens($warrington);
my @terms = (form => [ [ 'Agreed outcome', 'A joint visit on Wednesday.' ], [ 'Outstanding issues', 'medical, Parkgate Surgery, Fri 20 March' ] ]);
surgery('2026-03-16T11:00', 'Pilar Ashdown <pilar.ashdown@csc.warrington.example>', @terms);
$reference{unconfirmed} = $warrington->reference;
$warrington->site->tick('2026-03-20T17:30');
$warrington->site->tick('2026-03-24T08:50');

# ---- the questions ----

# The references that a list names, in its order, with the names that this story has for them.
sub listed {
    my ($where, @command) = @_;
    my %name = reverse %reference;
    my $answer = $site{$where}->json(@command, '--now', $now{$where});
    my @cases = ref $answer eq 'HASH' ? @{ $answer->{cases} } : @$answer;
    return [ map { $name{ $_->{reference} } // $_->{reference} } @cases ];
}

sub answer { my ($where, @command) = @_; return decode('UTF-8', $site{$where}->must(undef, @command, $command[0] eq 'looks' ? () : ('--now', $now{$where}))) =~ s/\s+/ /gr }
my ($code, $out);

note '1. What came in since I last looked, and did anything mention immediate harm?';
like(answer('havering', 'queue', '--since', '2026-03-11T12:00'),
    qr/since 12:00 on Wed 11 March 2026: 3 messages came in, 1 in cases, 2 held; immediate harm: \Q$reference{urgent}\E /, 'since yesterday noon');
is(listed('havering', 'queue', '--since', '2026-03-11T12:00')->[0], 'urgent', 'the urgent one first');
like(answer('havering', 'queue', '--since', '2026-03-12T08:00'), qr/0 messages came in; immediate harm: nothing says so/, 'nothing is said to be nothing');

note '2. What is open, at which stage, under which policy?';
is_deeply([ sort @{ listed('havering', 'queue') } ], [ sort qw(plan members resolved untold again unknown urgent) ], 'all that is in progress');
my %stage = map { ($_->{reference} => $_) } @{ $site{havering}->queue($now{havering})->{cases} };
is_deeply([ map { "@{ $stage{ $reference{$_} } }{qw(policy state stage)} " . ($stage{ $reference{$_} }{tier} // '') } qw(plan members resolved) ],
    [ 'havering-2020 open S2 ', 'havering-2020 open S3 2', 'havering-2020 closing S2 ' ], 'each with its policy and stage');
is_deeply(listed('havering', 'queue', '--stage', 'S3'), ['members'], 'or those of one stage');
is_deeply(listed('havering', 'queue', '--policy', 'havering-2020', '--stage', 'S3'), ['members'], 'under one policy');

note '3. Whose turn is it: which agency, which role, since when?';
is_deeply([ map { [ @$_{qw(agency role name)} ] } @{ $stage{ $reference{members} }{waiting_for} } ],
    [ [ 'riverbend', 'partnership_member', 'Hollis Greave' ], [ 'csc', 'partnership_member', 'Gideon Marsh' ] ], 'agency, role, and who it is');
is($stage{ $reference{members} }{entered_stage}, '2026-03-05T10:00:00+00:00', 'since when');
is_deeply([ sort @{ listed('havering', 'queue', '--waiting-for', 'csc') } ], [ sort qw(plan members resolved again urgent) ], 'or all that wait for one agency');

note '4. What passes a policy date today, this week, or has passed?';
is_deeply(listed('havering', 'queue', '--due', 'today'), ['plan'], 'today');
is_deeply(listed('havering', 'queue', '--due', '2026-03-12'), listed('havering', 'queue', '--due', 'today'), 'a day is that day alone');
is_deeply([ sort @{ listed('havering', 'queue', '--due', 'passed') } ], [ sort qw(plan members) ], 'what has passed, be it a guide');
like(answer('havering', 'queue', '--due', 'today'), qr/1 more has a date that passed before: casegate queue --due passed/, 'and who asks for a day is told of it, too');
is_deeply([ sort @{ listed('havering', 'queue', '--due', 'week') } ], [ sort qw(plan urgent unknown again) ], 'this week: seven days');
is_deeply(listed('warrington', 'queue', '--overdue'), [], 'a guide that was passed is not late');
is_deeply(listed('cambs', 'queue', '--overdue'), ['leads'], 'what the policy wants immediately, and nobody did, is');

note '5. Which have no policy date but have gone quiet?';
is_deeply([ sort @{ listed('havering', 'queue', '--quiet', '5') } ], [ sort qw(plan members) ], 'five working days without a word');

note '6. Which IRO or DSL notices are outstanding?';
is_deeply(listed('havering', 'queue', '--owed', 'iro-notice'), ['plan'], 'where the agency tells the reviewing officer, and has not yet');

note '7. Which wait for a representative, and who deputises?';
is_deeply(listed('havering', 'queue', '--role', 'partnership_member'), ['members'], 'who waits');
like(answer('havering', 'queue', '--role', 'partnership_member'), qr/Hollis Greave: no deputy; Gideon Marsh: deputy Rosalind Achebe/, 'and for whom');

note '8. Which are resolved but not confirmed in writing, or not on the file, or the originator not told?';
is_deeply(listed('warrington', 'queue', '--owed', 'written-confirmation'), ['unconfirmed'], 'not confirmed in writing');
is_deeply(listed('havering', 'queue', '--owed', 'file-tick'), ['resolved'], 'not on the file');
is_deeply(listed('havering', 'queue', '--owed', 'originator-told'), ['untold'], 'who raised it was not told, because our mail came back');
$site{cambs}->receive(outlook(from => $winterbourne, to => $cambs, at => '2026-03-09T10:00', reply_to => $to_lead, text => 'Agreed: a child protection conference by 20 March.'), '2026-03-09T10:00');
$now{cambs} = '2026-03-09T11:00';
is_deeply(listed('cambs', 'queue', '--owed', 'originator-told'), ['leads'], 'nor was who is to be told by the leads themselves');
like(answer('cambs', 'queue'), qr/\Q$reference{leads}\E.*owed: Feedback to the worker by the named professional/, 'which the queue says');
$site{cambs}->receive(outlook(from => 'Dorothea Lang <dorothea.lang@fenmere.example>', to => $cambs, at => '2026-03-09T12:00', reply_to => $to_leads{'dorothea.lang@fenmere.example'}, text => 'I have fed back to the worker.'), '2026-03-09T12:00');
$now{cambs} = '2026-03-09T12:30';
is_deeply(listed('cambs', 'queue', '--owed', 'originator-told'), [], 'until they say that they did');

note '9. Which outstanding issues are past due?';
is_deeply(listed('warrington', 'queue', '--owed', 'written-confirmation')->[0], 'unconfirmed', 'while only one party gives the issue it is no date');
surgery('2026-03-24T08:55', 'Isla Wyndham <isla.wyndham@parkgate.example>', text => 'Confirmed.', form => [ [ 'Outstanding issues', 'medical, Parkgate Surgery, Fri 20 March' ] ]);
$warrington->site->tick('2026-03-24T08:58');
like(answer('warrington', 'queue', '--owed', 'outstanding'), qr/\Q$reference{unconfirmed}\E LATE .*issue 1, parkgate, by Fri 20 Mar 2026/, 'one, although the case is closed');

note '10. What needs me to choose?';
my %held = map { ($_->{reason} => $_) } @{ $site{havering}->held($now{havering}) };
is_deeply([ sort keys %held ], [ sort qw(encrypted possible-same-dispute sender-failed unknown-sender which-case) ], 'a locked file, a possible duplicate, doubtful senders and what no case is named for') or diag(join ' ', keys %held);
like(answer('havering', 'queue'), qr/\Q$reference{unknown}\E.*routing held: name the agency/, 'an agency that nobody knows');

note '11. What did we send, to whom, did it bounce?';
like(answer('havering', 'sent', '--state', 'failed'), qr/failed \Q$reference{resolved}\E notice-stage callum\.reyes\@csc\.havering\.example \(line manager\) .*5\.1\.1/, 'what came back');
like(answer('havering', 'sent', '--since', '2026-03-11T12:00'), qr/\Q$reference{urgent}\E/, 'what went out since');
unlike(answer('havering', 'sent'), qr/Coldwater|Dunmarsh|Elderfield|missed/, 'and nothing of what they say');
like(answer('havering', 'looks'), qr/ sent the list of all/, 'that it was looked at is on record');

note '12. Is anything already known for this child?';
like(answer('havering', 'subject-access', 'Ash Coldwater', '--by', $officer), qr/\Q$reference{plan}\E/, 'by the name');
like(answer('havering', 'looks', $reference{plan}), qr/Wilf Darrow .*subject-access/, 'and who asked is on record');
unlike(answer('havering', 'looks'), qr/Coldwater/, 'without the name');

note '13. Which were re-opened, and why?';
is_deeply(listed('havering', 'queue', '--reopened'), ['again'], 'one');
like(answer('havering', 'queue', '--reopened'), qr/Mon 9 Mar 2026: Re-opened, cycle 2: the visits did not restart/, 'and why');

note '14. Which policy is past its review date, which posts are vacant?';
like(answer('bromley', 'check'), qr/policy past review: bromley-2019 was to be reviewed on 2020-10-30/, 'a policy past its review');
like(answer('havering', 'check'), qr/vacant posts: 6 .* vacant: partnership_member of agency 'eastpolice' .*designated_safeguarding_lead of agency 'eastpolice'/, 'the vacant posts, representatives first');

note 'For the quarter';
like(answer('havering', 'report', '--quarter', '2026Q1'), qr/ Raised 7 0 0 0 0 .* Re-opened 1 0 0 0 0 .* Riverbend Community Health 3 0 0 0 0 /, 'the figures');

# ---- questions that mean nothing ----
for my $wrong ([ '--owed', 'iro' ], [ '--role', 'king' ], [ '--due', 'soon' ], [ '--since', 'lately' ], [ '--policy', 'none' ], [ '--waiting-for', 'nobody at all' ]) {
    ($code, $out) = $site{havering}->run(undef, '--site', $site{havering}->folder, 'queue', @$wrong);
    is($code, 64, "@$wrong: what may stand there is said");
    is($out, '', 'and nothing else');
}
($code) = $site{havering}->run(undef, '--site', $site{havering}->folder, 'sent', '--state', 'lost');
is($code, 64, 'a state that no mail has');
done_testing();
