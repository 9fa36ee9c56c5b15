# Answers as people really give them: our lines filled in where the mail program quoted them below the reply; a courtesy
# above the whole notice; a quote that Outlook marks with a bar and nothing else; a question and a hope, which move nothing and
# wait for the office; a whistleblower's answer.
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
my $head    = 'head@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $frost   = 'imelda.frost@csc.havering.example';
my $story   = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my %still   = (state => 'open', stage => 'S2');

my @mails = $story->step('a case', at => '2026-03-09T09:00', opens => 1, %still,
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form()),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my ($to_reyes) = grep { $_->{to} eq $reyes } @mails;

$story->step('a courtesy above our notice', at => '2026-03-09T09:30', %still, sent => ["ack $reyes"],
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T09:28', reply_to => $to_reyes, text => 'Thank you, noted.'));
$story->step('a hope', at => '2026-03-09T10:00', %still, held => 1, sent => ["ack $reyes"],
    mail => gmail(from => "Callum Reyes <$reyes>", at => '2026-03-09T09:58', reply_to => $to_reyes, text => 'We hope this can be resolved by Friday.'));
$story->step('a question', at => '2026-03-09T11:00', %still, held => 2, sent => [], may => ["ack $lead"],
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:58', subject => $story->reference, text => 'Has this been resolved?'));
@mails = $story->step('whistleblowing is kept out of the case', at => '2026-03-09T11:30', %still, held => 3,
    mail => phone(from => "Idris Penhallow <$lead>", at => '2026-03-09T11:28', subject => $story->reference,
        text => 'This is whistleblowing about my own school.'), sent => ["ack $lead"]);
like($mails[0]{text}, qr/whistle/i, 'and told whom to ask');

my %filled = %$to_reyes;
$filled{text} =~ s/^Outcome:$/Outcome: Not resolved/m;
$filled{text} =~ s/^How agreed:$/How agreed: phone/m;
@mails = $story->step('our lines, filled in below', at => '2026-03-09T12:00', state => 'open', stage => 'S3', tier => 1, held => 3,
    mail => outlook(from => "Callum Reyes <$reyes>", at => '2026-03-09T11:58', reply_to => \%filled, text => 'Please see my answers below.'),
    sent => [ "ack $reyes", "notice $head", "notice $frost", "extract $lead", "extract $reyes", "told $teacher" ]);

# as Outlook writes what somebody pasted as a quote: a border beside it, in a style that begins by taking all borders away
my ($to_frost) = grep { $_->{to} eq $frost } @mails;
my $barred = phone(from => "Imelda Frost <$frost>", at => '2026-03-10T12:28', reply_to => $to_frost, text => '');
my $bar = 'border:none;border-left:solid #CCCCCC 1.0pt;padding:0cm 0cm 0cm 6.0pt;margin-left:4.8pt;margin-right:0cm';
$barred->{raw} =~ s{^Content-Type: .*\z}{Content-Type: text/html; charset="utf-8"\r\n\r\n<html><body><div class="WordSection1">
<p class="MsoNormal">Thanks, I have seen this and will look at it.<o:p></o:p></p>
<blockquote style="$bar"><p class="MsoNormal">The disagreement is resolved. We both agree.<o:p></o:p></p></blockquote>
<div style="$bar"><p class="MsoNormal">Yes, it is resolved.<o:p></o:p></p></div></div></body></html>}ms;
$story->step('a quote with a bar beside it', at => '2026-03-10T12:30', state => 'open', stage => 'S3', tier => 1, held => 3, sent => ["ack $frost"], mail => $barred);
$story->finish;
