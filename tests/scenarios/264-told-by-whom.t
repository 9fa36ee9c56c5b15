# A mail of ours that fails, and the telephone call in its place, undo and meet only what that mail was to do. Cambridgeshire (3)
# names who feeds back to the worker: what the leads said they did stays done, and the office's call is not their word. A
# notice about a child's status is told by the policy, whatever it is called.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $sister  = 'anouk.fairweather@fenmere.example';
my $marsden = 'lena.marsden@fenmere.example';
my $lang    = 'dorothea.lang@fenmere.example';
my $lead    = 'sable.winterbourne@csc.cambs.example';
my $office  = 'nell.rowntree@partnership.cambs.example';

subtest 'the leads feed back' => sub {
    my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [@nurse_secrets]);
    my %leads = (overdue => undef);
    my @mails = $story->step('at the leads', at => '2026-03-05T10:00', opens => 1, %leads, state => 'open', stage => 'C3', sent => [ "ack $marsden", "notice $lang", "notice $lead", "told $sister" ],
        mail => outlook(from => "Lena Marsden <$marsden>", to => $cambs, at => '2026-03-05T09:57', subject => 'Escalation', text => 'From the line managers.',
            form => nurse_form(stage => 'Designated leads', discussions => "27 February 2026, Anouk Fairweather and Corin Vale, telephone, practitioner level, not resolved\n"
                . '4 March 2026, Lena Marsden and Tamsin Oduya, meeting, line managers, not resolved')));
    my %to = map { ($_->{to} => $_) } @mails;
    like(words($to{$marsden}{text}), qr/asked of you:.*advise the worker who raised the concern/, 'her side is asked to tell the worker');
    my ($answer) = $story->step('the worker asks', at => '2026-03-05T12:00', %leads, state => 'open', stage => 'C3', sent => ["ack $sister"],
        mail => gmail(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-05T11:58', reply_to => $to{$sister}, text => 'Thank you. Is there any news from the leads?'));
    unlike(words($answer->{text}), qr/the worker who raised/, 'and she is not asked to tell herself');
    my $told = sub { my ($at) = @_; return scalar grep { $_->{kind} eq 'originator-told' && !$_->{role} } @{ $story->case($at)->{owed} } };
    @mails = $story->step('agreed', at => '2026-03-09T10:00', %leads, state => 'closing', sent => [ "confirm-request $lead", "confirm-request $lang", "told $sister" ], may => [ map { "extract $_" } $lang, $lead ],
        mail => outlook(from => "Sable Winterbourne <$lead>", to => $cambs, at => '2026-03-09T09:57', reply_to => $to{$lead}, text => 'Agreed: a child protection conference by 20 March.'));
    my ($to_sister) = grep { $_->{to} eq $sister } @mails;
    $story->step('our mail to the worker fails', at => '2026-03-09T10:30', %leads, state => 'closing', mail => delivery_failed(at => '2026-03-09T10:29', reply_to => $to_sister), sent => ["office-alarm|other $office"]);
    $story->office('2026-03-09T10:40', 'Nell Rowntree', 'note', $story->reference, 'Phoned Anouk Fairweather and told her');
    is_deeply([ grep { /^telephone/ } Casegate::Story::owed_of($story->case('2026-03-09T10:40')) ], [], 'the call is made');
    is($told->('2026-03-09T10:40'), 1, 'and is not the feedback of the leads');
    $story->step('they feed back', at => '2026-03-09T11:00', %leads, state => 'closing', sent => ["ack $lang"],
        mail => gmail(from => "Dorothea Lang <$lang>", to => $cambs, at => '2026-03-09T10:58', reply_to => $to{$lang}, text => 'I have fed back to the worker.'));
    is($told->('2026-03-09T11:00'), 0, 'their own word is');
    my ($first) = grep { $_->{template} =~ /originator/ } map { $to{$_} } $sister;
    $story->step('an older mail to the worker fails', at => '2026-03-09T11:30', %leads, state => 'closing', mail => delivery_failed(at => '2026-03-09T11:29', reply_to => $first), sent => ["office-alarm|other $office"]);
    is($told->('2026-03-09T11:30'), 0, 'what they did stays done');
    $story->finish;
};

subtest 'a notice by another name' => sub {
    my $iro    = 'iro.service@csc.havering.example';
    my $idris  = 'idris.penhallow@oakfield.example';
    my $story  = Casegate::Story->new('havering-2020', originator => 'tola.brightwater@oakfield.example', secrets => [@school_secrets]);
    my $policy = $story->site->folder . '/routing/policies/havering-2020.yaml';
    Casegate::spew($policy, Casegate::slurp($policy) =~ s/kind: iro-notice/kind: reviewer-knows/r);
    my $owed = sub { my ($at) = @_; return join ' ', sort map { $_->{kind} } @{ $story->case($at)->{owed} } };
    my @mails = $story->step('opened', at => '2026-03-09T09:00', opens => 1, state => 'open', stage => 'S2', sent => [ "ack $idris", 'notice callum.reyes@csc.havering.example', "status $iro", 'told tola.brightwater@oakfield.example' ],
        mail => outlook(from => "Idris Penhallow <$idris>", at => '2026-03-09T08:58', subject => 'Escalation', text => '',
            form => school_form(children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ])));
    my ($to_iro) = grep { $_->{to} eq $iro } @mails;
    $story->step('it fails', at => '2026-03-09T10:00', state => 'open', stage => 'S2', mail => delivery_failed(at => '2026-03-09T09:59', reply_to => $to_iro),
        sent => [ map { "office-alarm|other $_\@partnership.havering.example" } 'wilf.darrow', 'inez.quill' ]);
    is($owed->('2026-03-09T10:00'), 'reviewer-knows telephone', 'not notified');
    $story->office('2026-03-09T10:20', 'Wilf Darrow', 'note', $story->reference, 'Called IRO service, told the duty officer');
    is($owed->('2026-03-09T10:20'), '', 'told by telephone is told');
    $story->finish;
};
done_testing;
