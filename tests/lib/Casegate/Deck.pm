# What people wrote into forms: the answers of ten forms, by name, to be laid out in any format. All people are invented.
#
#   my $form = deck('school');                  questions of Casegate::Forms
#   my $form = deck('school', words => 'referral', area => 'South')     in another form's words, with another answer
package Casegate::Deck;
use strict;
use warnings;
use utf8;
use Casegate::Forms;
use Exporter qw(import);
our @EXPORT = qw(deck);

my %usual = (
    kind => 'New escalation', policy => 'Havering Safeguarding Children Partnership', stage_claimed => 'Stage Two', challenged_agency => "Children's Social Care",
    challenged_manager => 'Callum Reyes', immediate_harm => 'No', about => 'Inaction', reasons => 'Need for action',
);
my %deck = (
    # a school's designated lead, complete and plain
    school => {
        originator => 'Tola Brightwater', 'originator.role' => 'Class teacher', raising_agency => 'Oakfield Primary School',
        sender_contact => 'tola.brightwater@oakfield.example, 01632 960110', raising_manager => 'Idris Penhallow', challenged_person => 'Dara Whitcombe', area => 'North',
        children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ],
        disagreement_date => 'Mon 2 March 2026', decision_challenged => 'Weekly visits, agreed on 27 February', problem => 'Three visits were missed.',
        evidence => 'Our attendance log.', outcome_sought => 'That visits restart this week.', safe_by => 'Fri 27 March 2026',
        discussions => '6 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one',
    },
    # a health visitor: several answers of several paragraphs
    nurse => {
        stage_claimed => 'Stage One', originator => 'Anouk Fairweather', 'originator.role' => 'Health visitor', raising_agency => 'Riverbend Community Health',
        sender_contact => 'anouk.fairweather@riverbend.example', raising_manager => 'Sorcha Delane', challenged_person => 'Corin Vale',
        children => [ { name => 'Merle Tarrant', dob => '19 July 2022', ids => '999 417 3324', setting => 'Fenmere clinic', status => 'Looked after' } ],
        disagreement_date => '27 February 2026', about => 'Action, Decision', decision_challenged => "No further action.\nTold to us on 27 February 2026.",
        reasons => 'Levels of need, Progressing plans',
        problem => "The falling weight has not been followed up by anybody since the meeting in January of this year.\n\nThree weighings show it; we have written twice.\n\nNobody has answered.",
        evidence => "Nature: three weighings on our clinic chart, in December, in January and again on 24 February 2026.\nSource: the clinic's own record.",
        childs_view => 'Too young to say.', outcome_sought => "A joint home visit.\nA named worker.", safe_by => '13 March 2026',
        discussions => "27 February 2026, Anouk Fairweather and Corin Vale, telephone, stage one, not resolved\n2 March 2026, Sorcha Delane and Callum Reyes, meeting, stage two, not resolved",
    },
    # a GP for two children, one of them not born yet
    surgery => {
        originator => 'Dr Marguerite Solund', 'originator.role' => 'General practitioner', raising_agency => 'Millbrook Surgery', sender_contact => 'marguerite.solund@millbrook.example, 01632 960135',
        raising_manager => 'Keir Blackwood', challenged_person => 'Joel Amadi',
        children => [ { name => 'Kestrel Ambrose (A)', dob => '11.01.2019', ids => '999 611 2098', setting => 'Oakfield Primary School', status => 'Child Protection Plan' },
            { name => 'Unborn baby Ambrose (B)', dob => 'EDD 25 March 2026', ids => 'Not known', setting => 'Millbrook Surgery', status => 'None' } ],
        disagreement_date => 'Thu 12 March 2026', decision_challenged => 'No pre-birth assessment, told to us today', problem => 'Appointments are missed and no assessment is planned for either child.',
        evidence => "Surgery record, midwife's letter.", outcome_sought => 'A legal planning meeting for both.', safe_by => 'Wed 1 April 2026',
        discussions => '12 March 2026, Marguerite Solund and Joel Amadi, telephone, stage one, not resolved',
    },
    # names as people have them
    names => {
        originator => "Siân ap Rhys-O'Connor", 'originator.role' => 'Cynorthwy-ydd dosbarth', raising_agency => 'Oakfield Primary School', sender_contact => 'sian.ap-rhys@oakfield.example',
        raising_manager => 'Nguyễn Thị Hương', challenged_person => 'Zoë Łukasik', children => [ { name => 'أمل حداد', dob => '3 May 2017', ids => '999 102 7745', setting => 'Oakfield', status => 'Child in Need' },
            { name => '张伟', dob => '01/02/2015', ids => '999 640 2211', setting => 'Oakfield', status => 'None' }, { name => 'Björk', dob => '2019-11-30', ids => 'Not known', setting => 'Nursery', status => 'Not known' } ],
        disagreement_date => '5/3/2026', decision_challenged => 'Visits stopped', problem => 'Mae’r ymweliadau wedi dod i ben; “nobody” told the mother, Fatoumata Diaby – not even by letter.',
        evidence => 'Letters of 3.3.26 & 4.3.26', outcome_sought => 'That visits go on.', safe_by => '31 March 2026', discussions => 'Not applicable',
    },
    # as forms often come: much left blank, answers that say there is none
    sparse => {
        stage_claimed => '', originator => 'Polly Renwick', 'originator.role' => '', raising_agency => 'Brambles Nursery', sender_contact => '01632 960215', raising_manager => 'Not applicable',
        challenged_manager => '', challenged_person => '', area => '', children => [ { name => 'P. O.', dob => '03/11/2022', ids => '', setting => 'Brambles', status => '' } ],
        immediate_harm => '', immediate_action => '', disagreement_date => '', about => '', decision_challenged => '', reasons => '', problem => 'Distressed after all contact sessions.',
        evidence => 'No Information Available', outcome_sought => '', safe_by => '', discussions => '', their_ref => 'LA 44/1802',
    },
    # the police at Stage Four, with rows of what was tried
    police => {
        stage_claimed => 'Stage Four', their_ref => 'EAP/26/00731', originator => 'Ottoline Graves', 'originator.role' => 'Detective constable', raising_agency => 'East Area Police',
        sender_contact => 'ottoline.graves@eastpolice.example, 01632 960124', raising_manager => 'Jerome Falk', challenged_person => 'Joel Amadi',
        children => [ { name => 'Odell Farrant', dob => '30/09/2012', ids => '999 208 6637', setting => 'Not known', status => 'None' } ],
        disagreement_date => 'Wed 1 April 2026', about => 'Decision', decision_challenged => 'No joint visit, decided this morning', reasons => 'Roles and responsibilities, Communication',
        problem => 'The boy was missing three nights and no return interview took place.', evidence => "14 March: first night\n21 March: second\n28 March: third",
        outcome_sought => 'A joint visit this week.', safe_by => '22 April 2026',
        discussions => "1 April 2026, Ottoline Graves and Joel Amadi, telephone, stage one, not resolved\n1 April 2026, Jerome Falk and Callum Reyes, telephone, stage two, not resolved\n1 April 2026, Agnes Thorley and Imelda Frost, meeting, stage three, not resolved",
        members_engaged => "East Area Police, Desmond Okafor, 1 April 2026\nChildren's Social Care, Gideon Marsh, 1 April 2026", parents_aware => 'Yes',
    },
    # immediate danger, said on the form
    urgent => {
        originator => 'Calloway Brandreth', 'originator.role' => 'Staff nurse', raising_agency => 'Riverbend Community Health', sender_contact => 'calloway.brandreth@riverbend.example, 01632 960171 ext. 4',
        raising_manager => 'Sorcha Delane', challenged_person => '', children => [ { name => 'Baby Quill', dob => '17 October 2025', ids => '999 733 1180', setting => 'Ward 4', status => 'Not known' } ],
        immediate_harm => 'Yes', immediate_action => 'Named doctor told at 16:30; 999 not called.', nai_infant => 'Yes', disagreement_date => '20 March 2026', about => 'Decision',
        decision_challenged => 'No strategy discussion', reasons => 'Levels of need', problem => 'Bruising on both arms of a baby of five months, without an explanation.', evidence => 'Body map; seen by two nurses.',
        outcome_sought => 'A strategy discussion tonight.', safe_by => '20 March 2026', discussions => '20 March 2026, Calloway Brandreth and the duty worker, telephone, stage one',
    },
    # letters that a file format might take for its own, and a long answer
    letters => {
        stage_claimed => 'Stage Three', originator => 'Bea Okonjo-Lund', 'originator.role' => 'Health visitor & "prescriber"', raising_agency => 'Riverbend Community Health',
        sender_contact => 'bea.okonjo-lund@riverbend.example', raising_manager => 'Sorcha Delane', challenged_person => 'D. Whitcombe (duty)', area => 'North & East; <unclear>',
        children => [ { name => 'J.S.', dob => '4.3.19', ids => 'RC/2019-44 (local)', setting => 'St. Bega\'s "Little Acorns"', status => 'Early Help' } ],
        disagreement_date => '6th March 2026', about => 'Inaction', decision_challenged => 'Plan v. 2 (of 3) <draft>; "agreed" 100% \\ not signed {yet}',
        reasons => 'Communication', problem => "The plan says \"weekly\", the visits were fewer:\n- 3 in January (of 5)\n- 1 in February (of 4)\n- none in March\n\n"
            . join(' ', map { "Week $_: nobody came, nobody rang & the mother's letter <no. $_> was not answered." } 1 .. 12) . "\n\nWe ask for an answer.",
        evidence => '1) our log; 2) letters #1–#12; 3) £40 not paid', outcome_sought => 'An answer; visits "as agreed".', safe_by => '20/03/26', discussions => '6 March 2026, B. Okonjo-Lund and D. Whitcombe, e-mail, stage one',
    },
    # three of one family, each with a status of its own
    family => {
        originator => 'Winifred Oduya-Stroud', 'originator.role' => 'Manager', raising_agency => 'Brambles Nursery', sender_contact => 'winifred.oduya-stroud@brambles.example', raising_manager => 'Winifred Oduya-Stroud',
        challenged_person => 'Nadia Crewe', children => [ map { my ($name, $dob, $id, $status) = @$_; { name => $name, dob => $dob, ids => $id, setting => 'Brambles', status => $status } }
            [ 'Perrin Oakshott', '3 November 2022', '999 655 0176', 'Looked after' ], [ 'Tansy Oakshott', '3 November 2022', '999 655 0184', 'Child Protection Plan, Looked after' ], [ 'Rowan Oakshott-Bell', '12 June 2020', '999 655 0192', 'None' ] ],
        disagreement_date => 'Tue 24 February 2026', about => 'Decision', decision_challenged => 'Contact plan left as it is, 24 February 2026', reasons => 'Progressing plans',
        problem => 'All three are distressed after contact.', evidence => 'Our daily record since January.', outcome_sought => 'A review of the contact plan.', safe_by => '13 March 2026',
        discussions => '24 February 2026, Winifred Oduya-Stroud and Nadia Crewe, telephone, stage one, not resolved',
    },
);

sub deck {
    my ($name, %more) = @_;
    return questions(%usual, %{ $deck{$name} // die "no form '$name'" }, %more);
}

1;
