# Immediate harm outranks everything (Havering 1.4, 1.5): the raising agency's designated safeguarding lead and the office are
# told at once, and the answer begins with what to do now. A post that nobody holds is said to the office. A message
# that is held for another reason is scanned all the same.
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
my $graves  = 'ottoline.graves@eastpolice.example';
my $falk    = 'jerome.falk@eastpolice.example';
my @office  = ('wilf.darrow@partnership.havering.example', 'inez.quill@partnership.havering.example');
my @alarm   = map { "office-alarm $_" } @office;

my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);

# a yes in the form, at Stage One: nobody else is written to
my @mails = $story->step('a yes', at => '2026-03-09T10:14', opens => 1, state => 'open', stage => 'S1', urgent => 1,
    mail => phone(from => "Tola Brightwater <$teacher>", at => '2026-03-09T10:13', subject => 'Urgent', text => '',
        form => school_form(stage => 'One', harm => 'Yes', discussions => undef)),
    sent => [ "ack $teacher", "notice-urgent $lead", @alarm ]);
my ($ack) = grep { $_->{to} eq $teacher } @mails;
like(substr($ack->{text}, 0, 500), qr/999/, 'the answer begins with what to do now');
my ($first) = grep { $_->{to} eq $office[0] } @mails;
unlike($first->{subject}, qr/Jory|Selwyn/, "an alarm's subject names nobody");

# nobody is designated safeguarding lead of the police
@mails = $story->step('a vacant post', at => '2026-03-09T11:00', opens => 1, state => 'open', stage => 'S2', urgent => 1,
    mail => outlook(from => "Jerome Falk <$falk>", at => '2026-03-09T10:58', subject => 'Escalation', text => '',
        form => school_form(harm => 'Yes', raising => 'East Area Police', originator => 'Ottoline Graves', contact => $graves, manager => 'Jerome Falk',
            children => [ { name => 'Ansel Thwaite', dob => '02/02/2020', ids => '999 118 2047', setting => 'None', status => 'None' } ])),
    sent => [ "ack $falk", "notice $reyes", "told $graves", @alarm ]);
like((grep { $_->{to} eq $office[0] } @mails)[0]{text} =~ s/\s+/ /gr, qr/(?:no|nobody|vacant)\b.*designated safeguarding lead|designated safeguarding lead.*\b(?:no|nobody|vacant)\b/i,
    'the office reads that the post is vacant');

# left blank, but the text says it
$story->step('blank, and the text says it', at => '2026-03-09T12:00', opens => 1, urgent => 1, stage => 'S2',
    mail => gmail(from => "Idris Penhallow <$lead>", at => '2026-03-09T11:58', subject => 'Escalation', text => 'He is not safe tonight.',
        form => school_form(harm => '', children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $lead", "notice $reyes", "told $teacher", @alarm ]); # the safeguarding lead wrote it

# a stranger: held, no case, and the alarm all the same
$story->step('held, and scanned', at => '2026-03-09T13:00', opens => 0, held => 1, reference => $story->reference, urgent => 1,
    mail => phone(from => 'Somebody <somebody@freepost.example>', at => '2026-03-09T12:58', subject => 'help', text => 'A child next door is in danger right now.'),
    sent => [ 'ack somebody@freepost.example', map { "other $_" } @office ]); # of no case
ok($story->site->held('2026-03-09T13:00')->[0]{urgent}, 'and marked in the list');

# the form's own words are no alarm
$story->step('a plain no', at => '2026-03-09T14:00', opens => 1, held => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T13:58', subject => 'Escalation', text => 'The child is not at immediate risk.',
        form => school_form(children => [ { name => 'Della Marsden', dob => '04/04/2016', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my @order = map { $_->{urgent} ? 'urgent' : 'not' } @{ $story->site->queue('2026-03-09T14:00')->{cases} };
is_deeply(\@order, [ qw(urgent urgent urgent not) ], 'the urgent ones stand first in the queue');
$story->finish;
