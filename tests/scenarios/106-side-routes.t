# Messages beside escalations, each as the policy in force has it: advice (Havering revised 1.7), the blank form with what is
# known of its sender, ordinary office mail; and under Havering 2020, which has no such rules, an honest wait for the office.
# What went before stays with the case that an answer opens.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $worker = 'marcus.ellery@oakfield.example';
my $lead   = 'idris.penhallow@oakfield.example';
my $voss   = 'hetty.voss@brambles.example';
my $reyes  = 'callum.reyes@csc.havering.example';
my $teacher = 'tola.brightwater@oakfield.example';
my $stranger = 'somebody@freepost.example';

my $story = Casegate::Story->new('havering-revised', originator => $teacher, secrets => [@school_secrets]);
my $site = $story->site;
sub became { my $message = last_message($_[0] // $story); return [ @$message{qw(disposition kind case)} ] }

# ---- havering-revised 1.7: advice, and no case ----
my $question = outlook(from => "Marcus Ellery <$worker>", at => '2026-03-09T09:58', subject => 'A question',
    text => "I would like some advice about a threshold decision. I do not wish to escalate.");
my @mails = $story->step('advice in words', at => '2026-03-09T10:00', opens => 0, sent => ["ack $worker"], mail => $question);
my $advice = $mails[0];
my $text = words($advice->{text});
like($text, qr/$_/, "advice: $_ can be asked") for qr/senior manager: Leopold Quance, Oakfield Primary School/, qr/designated doctor: Elin Vaughan/,
    qr/designated nurse: Samuel Pryce/, qr/designated nurse looked after: Ottavia Brand/;
like($text, qr/section 1\.7/, 'by its section');
is_deeply(became(), [ 'signposted', 'advice', undef ], 'logged, and no case');
my $asked = last_message($story)->{sha256};

# a small nursery has nobody so high: the agency that represents it has
@mails = $story->step('advice by the form', at => '2026-03-09T10:10', opens => 0, sent => ["ack $voss"],
    mail => gmail(from => "Hetty Voss <$voss>", at => '2026-03-09T10:08', subject => 'Question',
        form => [ [ 'Type of message', 'Advice' ], [ 'What is the problem?', 'How is the level of need weighed?' ] ]));
like(words($mails[0]{text}), qr/senior manager: Fiona Markham, Education Services/, 'represented by Education Services');

# a stranger learns no name
@mails = $story->step('advice for a stranger', at => '2026-03-09T10:20', opens => 0, held => 1, sent => ["ack $stranger"],
    mail => phone(from => $stranger, at => '2026-03-09T10:18', subject => 'Advice', text => 'Can somebody give me some advice about a child?'));
unlike(words($mails[0]{text}), qr/Quance|Vaughan|Pryce|Brand/, 'a stranger learns no name');
is(became()->[0], 'held', 'and waits for a person');

# the answer to it opens a case, and the question is part of its trail
@mails = $story->step('now escalated', at => '2026-03-10T11:00', opens => 1, held => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-10T10:57', reply_to => $advice, text => 'We escalate after all.', form => school_form()),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my ($link) = grep { $_->{kind} eq 'linked' } @{ $story->case('2026-03-10T11:00')->{events} };
is($link && $link->{message}, $asked, 'the chronology opens the question');
like($link && $link->{text}, qr/9 Mar.*\Q$worker\E.*advice/, 'and says when, who and what');

# ---- the blank form ----
@mails = $story->step('the form, of no case', at => '2026-03-11T09:00', held => 1, sent => ["ack $worker"],
    mail => phone(from => "Marcus Ellery <$worker>", at => '2026-03-11T08:58', subject => 'Form', text => 'Please send me the form.'));
my $form = $mails[0]{text};
like($form, qr/^$_$/m, "filled in: $_") for qr/Worker raising the concern: Marcus Ellery/, qr/Role: worker/, qr/Agency raising[^:]*: Oakfield Primary School/,
    qr/Contact details[^:]*: \Q$worker\E, 01632 960111/, qr/What is the problem\?:/;
is_deeply(became(), [ 'signposted', 'form-request', undef ], 'logged, and no case');
my $reference = $story->reference;

# many fill it in where their program quotes it below the reply: our own form, known by its Message-ID
my %filled = %{ $mails[0] };
for ([ 'Is the child at immediate risk', 'No' ], [ 'Agency disagreed with', "Children's Social Care" ], [ 'Stage', 'Stage Two' ], [ 'Name or initials', 'Corin Hale' ],
    [ 'Date of birth', '03/03/2017' ], [ 'Legal / plan status', 'none' ], [ 'When did the disagreement arise', '10 March 2026' ], [ 'What is the problem', 'No visit was made.' ],
    [ 'What do you want to happen', 'A visit.' ]) {
    my ($label, $value) = @$_;
    $filled{text} =~ s/^(\Q$label\E.*:)\s*?$/$1 $value/m or die "no '$label' in the form";
}
@mails = $story->step('the form, filled in below', at => '2026-03-11T09:10', opens => 1, held => 1, state => 'open', stage => 'S2',
    mail => gmail(from => "Marcus Ellery <$worker>", at => '2026-03-11T09:08', reply_to => \%filled, text => 'Please find it below.'),
    sent => [ "ack $worker", "notice $reyes" ], may => ["notice $lead"]);
my $below = $story->case('2026-03-11T09:10');
is_deeply($below->{agencies}, { raising => 'oakfield', challenged => 'csc' }, 'the two agencies');
is($below->{originator}{email}, $worker, 'raised by the sender');
is((grep { /^(?:originator|raising_agency|challenged_agency|problem|outcome_sought|immediate_harm)/ } @{ $below->{missing} }), 0, 'and nothing that stands there is asked again');
@mails = $story->step('the form, of a case of theirs', at => '2026-03-11T09:30', held => 1, state => 'open', stage => 'S2', sent => ["ack|form-request $reyes"],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-11T09:28', subject => $reference, text => 'Could you send the form please?'));
$form = $mails[0]{text};
like($form, qr/^$_$/m, "filled in: $_") for qr/Our reference[^:]*: \Q$reference\E/, qr/Agency raising[^:]*: Oakfield Primary School/, qr/Agency disagreed with[^:]*: Children's Social Care/,
    qr/When did the disagreement arise\?[^:]*: Fri 6 March 2026/, qr/Worker raising the concern:/, qr/Name or initials[^:]*:/, qr/What is the problem\?:/;
is_deeply(became(), [ 'case', 'form-request', $reference ], 'in the chronology of the case');
@mails = $story->step('the form, of a case of others', at => '2026-03-11T09:40', held => 2, state => 'open', stage => 'S2', sent => ["ack $voss"],
    mail => gmail(from => "Hetty Voss <$voss>", at => '2026-03-11T09:38', subject => $reference, text => 'Could you send the form please?'));
unlike("$mails[0]{subject} $mails[0]{text}", qr/HAV-|Oakfield|Social Care (?!;|\.)|March 2026$/m, 'an outsider learns nothing of the case');


# ---- ordinary office mail ----
@mails = $story->step('ordinary mail', at => '2026-03-11T10:00', held => 3, sent => ['ack hollis.greave@riverbend.example'], state => 'open', stage => 'S2',
    mail => outlook(from => 'Hollis Greave <hollis.greave@riverbend.example>', at => '2026-03-11T09:58', subject => 'Minutes', text => 'The minutes of the March board are attached.'));
my ($held) = grep { $_->{from} =~ /greave/ } @{ $site->held('2026-03-11T10:00') };
is($held->{reason}, 'office-mail', 'seen for what it is');
is_deeply($held->{suggestions}, [], 'and of no case');
like($story->page('2026-03-11T10:00', 'held'), qr/ordinary office mail/, 'the list says so');
@mails = $story->step('about one of the cases', at => '2026-03-11T10:30', held => 4, state => 'open', stage => 'S2', sent => ["ack $lead"],
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-11T10:28', subject => 'update', text => 'Nothing new from our side.'));
($held) = grep { $_->{from} eq $lead } @{ $site->held('2026-03-11T10:30') };
is($held->{reason}, 'which-case', 'of somebody at work on a case: which case?');
is_deeply([ sort map { $_->{reference} } @{ $held->{suggestions} } ], [ sort $reference, $story->reference ], 'with the likely ones');

# ---- havering-2020: no such rules, and none is borrowed ----
my $old = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
for my $case ([ 'advice', 'I would like some advice. I do not wish to escalate.' ], [ 'representative-enquiry', "Who is our agency's representative?" ],
    [ 'cp-conference-request', 'I request a child protection conference.' ]) {
    my ($kind, $words) = @$case;
    my $n = ++$old->{asked};
    @mails = $old->step("2020: $kind", at => "2026-03-09T1$n:00", opens => 0, held => $n, sent => ["ack $worker"],
        mail => outlook(from => "Marcus Ellery <$worker>", at => "2026-03-09T0$n:58", subject => 'A question', text => $words));
    unlike(words($mails[0]{text}), qr/which case/i, "2020, $kind: not 'which case?'");
    unlike(words($mails[0]{text}), qr/Quance|Vaughan|Castell|Achebe/, "2020, $kind: no name is given");
    ($held) = sort { $b->{id} <=> $a->{id} } @{ $old->site->held("2026-03-09T1$n:00") };
    is_deeply([ @$held{qw(kind reason)} ], [ $kind, 'not-in-policy' ], "2020, $kind: held, with why");
}
like($old->page('2026-03-09T15:00', 'held'), qr/no rule for it; the office answers/, '2020: the list says why');

# the office's way: the held question opens a case, and is its first message
$old->office('2026-03-09T16:00', 'Wilf Darrow', 'held', $held->{id}, 'open');
is(scalar @{ $old->site->queue('2026-03-09T16:00')->{cases} }, 1, '2020: opened by the office');
$story->finish;
