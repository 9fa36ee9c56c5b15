# A site with both texts of Havering, one after the other: what comes in is worked under the text in force on its day, a case
# stays with the one it was opened under, and `check` says what is in force when.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead   = 'idris.penhallow@oakfield.example';
my $worker = 'marcus.ellery@oakfield.example';
my $reyes  = 'callum.reyes@csc.havering.example';
my $frost  = 'imelda.frost@csc.havering.example';
my $head   = 'head@oakfield.example';
my $teacher = 'tola.brightwater@oakfield.example';
my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
my $site = $story->site;
my $routing = $site->folder . '/routing';
Casegate::spew("$routing/policies/havering-revised.yaml", Casegate::slurp("$FindBin::Bin/../../routing/policies/havering-revised.yaml"));
my $settings = Casegate::slurp("$routing/site.yaml");

# Writes the periods; returns exit code and everything `check` says.
sub check_with {
    my (@periods) = @_;
    my $lines = join '', map { "  - {$_}\n" } @periods;
    Casegate::spew("$routing/site.yaml", $settings =~ s/^policies:\n(?:  - .*\n)+/policies:\n$lines/mr);
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'check', '--now', '2026-03-30T12:00');
    return ($code, "$out$err");
}

my ($code, $said) = check_with('id: havering-2020, from: 2025-09-01', 'id: havering-revised, from: 2026-04-01');
is($code, 78, 'two on one day: an error');
like($said, qr/site\.yaml:\d+: two policies are in force on one day \(line \d+\); end the older with 'until'/, 'with its line and what to write');
($code, $said) = check_with('id: havering-2020, from: 2025-09-01, until: 2026-03-24', 'id: havering-revised, from: 2026-04-01');
is($code, 0, 'days between them: a warning');
like($said, qr/site\.yaml:\d+: warning: no policy is in force from 2026-03-25 to 2026-03-31, and new escalations of those days are held; let this one begin on 2026-03-25/, 'which days, what then happens, what to write');
like($said, qr/no policy is in force on Mon 30 Mar 2026/, 'and of the day');
($code, $said) = check_with('id: havering-2020, from: 2025-09-01, until: 2026-03-31', 'id: havering-revised, from: 2026-04-01');
is($code, 0, 'one after the other');
unlike($said, qr/warning/, 'is nothing to warn of');
like($said, qr/in force on Mon 30 Mar 2026: havering-2020, January 2020\n/, 'check: the text of the day');
like($said, qr/from Wed 1 Apr 2026: havering-revised\n/, 'check: and the one that follows');

# Mon 30 Mar: under the text of 2020
my @mails = $story->step('before', at => '2026-03-30T10:00', opens => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-03-30T09:58', subject => 'Escalation', text => 'See below.', form => school_form(arose => 'Mon 30 March 2026', decision => 'No conference, 30 March', safe_by => 'Fri 10 April 2026')),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $older = $story->reference;
my ($ack) = grep { $_->{to} eq $lead } @mails;
like(words($ack->{text}), qr/Escalation Policy, January 2020/, 'and so says the answer');
$story->step('advice, before', at => '2026-03-31T10:00', held => 1, state => 'open', stage => 'S2', sent => ["ack $worker"],
    mail => phone(from => "Marcus Ellery <$worker>", at => '2026-03-31T09:58', subject => 'Question', text => 'Can I have some advice? I do not wish to escalate.'));
is(last_message($story)->{disposition}, 'held', 'the text of 2020 has no rule for advice');

# Wed 1 Apr: under the revised text
$story->step('advice, after', at => '2026-04-01T10:00', held => 1, state => 'open', stage => 'S2', sent => ["ack $worker"],
    mail => phone(from => "Marcus Ellery <$worker>", at => '2026-04-01T09:58', subject => 'Another question', text => 'Can I have some more advice? I do not wish to escalate.'));
is(last_message($story)->{kind}, 'advice', 'the revised text has');
is(last_message($story)->{disposition}, 'signposted', 'and it is answered');
@mails = $story->step('after', at => '2026-04-01T11:00', opens => 1, held => 1, state => 'open', stage => 'S2',
    mail => outlook(from => "Idris Penhallow <$lead>", at => '2026-04-01T10:58', subject => 'Escalation', text => 'See below.',
        form => school_form(arose => 'Wed 1 April 2026', safe_by => 'Fri 10 April 2026', children => [ { name => 'Corin Hale', dob => '03/03/2017', ids => '', setting => '', status => 'None' } ])),
    sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
my $newer = $story->reference;
is($story->case('2026-04-01T11:00', $newer)->{policy}{id}, 'havering-revised', 'the new case is under the revised text');
like($story->page('2026-04-01T11:00', 'show', $newer), qr/^Escalation Policy, revised, undated \(havering-revised\)$/m, 'and shows it');
like($story->page('2026-04-01T11:00', 'show', $older), qr/^Escalation Policy, January 2020 \(havering-2020\)$/m, 'and the older one its own');

# the older case goes on under its own
@mails = $story->step('on', at => '2026-04-01T12:00', reference => $older, held => 1, state => 'open', stage => 'S3', tier => 1,
    mail => apple(from => "Idris Penhallow <$lead>", at => '2026-04-01T11:58', reply_to => $ack, text => 'Not resolved.'),
    sent => [ "ack $lead", "notice $frost", "notice $head", "told $teacher", "extract $lead", "extract $reyes" ]);
my $case = $story->case('2026-04-01T12:00', $older);
is($case->{policy}{id}, 'havering-2020', 'the older case stays with its text');
like($case->{policy}{version}, qr/2020/, 'and version');
isnt($case->{policy}{sha256}, $story->case('2026-04-01T12:00', $newer)->{policy}{sha256}, 'by the digest of it');
my ($to_frost) = grep { $_->{to} eq $frost } @mails;
like(words($to_frost->{text}), qr/Escalation Policy, January 2020/, 'so do its mails');
$story->finish;
