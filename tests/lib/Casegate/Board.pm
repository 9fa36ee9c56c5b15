# What the stories of Cambridgeshire, Bromley and Warrington share: their boards' addresses, the usual form of a health visitor, of a
# pre-school and of a surgery against children's social care, and short questions to a case, its chronology and a step's mails.
package Casegate::Board;
use strict;
use warnings;
use utf8;
use Casegate::Mail;
use Casegate::Story;
use Exporter qw(import);
use Test::More;
our @EXPORT = qw($cambs $bromley nurse_form @nurse_secrets preschool_form @preschool_secrets surgery_opens @surgery_secrets judged
    waits holders dues date_kinds owed chronology record_of each_side never_to words last_message);

our $cambs   = 'LSCB <mailbox@partnership.cambs.example>';
our $bromley = 'BSCB <bscb@partnership.bromley.example>';

# ---- the forms ----

our @nurse_secrets = child_secrets(name => 'Merle Tarrant', dob => '2022-07-19', ids => ['999 417 3324'],
    phrases => ['weight has not been followed up', 'joint home visit', 'clinic chart', 'Ewan Pryor', 'Corin Vale']);

# A health visitor of Fenmere, complete, at the line managers' step. nai: the question that only Cambridgeshire asks.
sub nurse_form {
    my (%form) = (
        policy => 'Cambridgeshire Local Safeguarding Children Board', stage => 'Line managers',
        originator => 'Anouk Fairweather', role => 'Health visitor', raising => 'Fenmere Community Nursing',
        contact => 'anouk.fairweather@fenmere.example, 01632 960151', manager => 'Lena Marsden',
        challenged => "Children's Social Care", person => 'Corin Vale', opposite => 'Tamsin Oduya',
        children => [ { name => 'Merle Tarrant', dob => '19/07/2022', ids => '999 417 3324', setting => 'Fenmere clinic', status => 'Looked after' } ],
        arose => 'Fri 27 February 2026', decision => 'No further action, told to us on 27 February 2026',
        problem => 'The falling weight has not been followed up.', evidence => 'Three weighings on our clinic chart.',
        outcome => 'A joint home visit.', safe_by => 'Fri 13 March 2026',
        discussions => '27 February 2026, Anouk Fairweather and Corin Vale, telephone, practitioner level, not resolved',
        nai => 'No', @_,
    );
    my $nai = delete $form{nai};
    my $lines = escalation_form(%form);
    push @$lines, [ 'Possible non-accidental injury, infant/young child', $nai ] if defined $nai;
    return $lines;
}

our @surgery_secrets = child_secrets(name => 'Linnet Harcastle', dob => '2024-06-19', ids => ['999 447 1201'],
    phrases => ['marks on both arms', 'joint visit']);

# The first step of a story in Warrington: the GP of Parkgate Surgery at the managers' stage, Mon 16 Mar 2026 09:10.
sub surgery_opens {
    my ($story) = @_;
    my ($gp, $ashdown, $wyndham) = ('hamish.vantongeren@parkgate.example', 'pilar.ashdown@csc.warrington.example', 'isla.wyndham@parkgate.example');
    return $story->step('opened', at => '2026-03-16T09:10', opens => 1, state => 'open', stage => 'W2', sent => [ "ack $gp", "notice $ashdown", "notice $wyndham" ],
        mail => gmail(from => "Hamish Vantongeren <$gp>", at => '2026-03-16T09:06', subject => 'Escalation', text => 'Dear all,', form => escalation_form(
            policy => 'WSCB', stage => 'Managers', originator => 'Dr Hamish Vantongeren', role => 'GP', raising => 'Parkgate Surgery', contact => $gp,
            manager => 'Isla Wyndham', challenged => 'CSC', person => 'Brodie Lacey', area => 'South', opposite => 'Pilar Ashdown',
            children => [ { name => 'Linnet Harcastle', dob => '19.6.24', ids => '999 447 1201', setting => 'Parkgate Surgery', status => 'None' } ],
            arose => 'Mon 16 March 2026', decision => 'No enquiry', problem => 'There were marks on both arms.', evidence => 'Body map.',
            outcome => 'An enquiry.', safe_by => 'Fri 27 March 2026', discussions => '16 March 2026, telephone, not resolved')));
}

our @preschool_secrets = child_secrets(name => 'Perrin Oakshott', dob => '2022-11-03', ids => ['999 655 0176'],
    phrases => ['contact sessions', 'distressed after', 'daily record', 'review of the contact plan', 'Nadia Crewe']);

# A worker of Buttercup Lane raised it; her manager fills it in.
sub preschool_form {
    return escalation_form(
        policy => 'Bromley Safeguarding Children Partnership', stage => 'Stage Three',
        originator => 'Polly Renwick', role => 'Nursery nurse', raising => 'Buttercup Lane Pre-School',
        contact => 'polly.renwick@buttercuplane.example, 01632 960215', manager => 'Winifred Oduya-Stroud',
        challenged => "Children's Social Care", person => 'Nadia Crewe', opposite => 'Tobias Finney',
        children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '999 655 0176', setting => 'Buttercup Lane Pre-School', status => 'Looked after' } ],
        arose => 'Tue 24 February 2026', decision => 'Contact plan left as it is, 24 February 2026',
        problem => 'The child is distressed after all contact sessions.', evidence => 'Our daily record since January.',
        outcome => 'A review of the contact plan.', safe_by => 'Fri 13 March 2026',
        discussions => '24 February 2026, Winifred Oduya-Stroud and Nadia Crewe, telephone, stage one, not resolved', @_,
    );
}

# The same message as the board's own receiving server passes it on, with what it found out about the sender.
sub judged {
    my ($mail, $verdict) = @_;
    my ($domain) = $mail->{to} =~ /@(.*)/;
    my ($sender) = $mail->{from} =~ /@(.*)/;
    return { %$mail, raw => "Authentication-Results: mx.$domain; dmarc=$verdict header.from=$sender\r\n$mail->{raw}" };
}

# ---- what a case says ----

sub waits   { my ($case) = @_; return [ sort map { join ' ', map { $_ // 'nobody' } @$_{qw(agency name)} } @{ $case->{waiting_for} } ] }
sub holders { my ($case) = @_; return [ sort map { join ' ', map { $_ // 'nobody' } @$_{qw(side role name)} } @{ $case->{holders} } ] }
sub dues    { my ($case, $kind) = @_; return map { $_->{due} } grep { $_->{kind} eq $kind } @{ $case->{dates} } }
sub words   { my ($text) = @_; return $text =~ s/\s+/ /gr }

sub date_kinds {
    my ($case) = @_;
    my %kinds = map { ($_->{kind} => 1) } @{ $case->{dates} };
    return [ sort keys %kinds ];
}

# 'kind agency child' of what is owed: all of it, or only what bars closing.
sub owed {
    my ($case, $barring) = @_;
    return [ sort map { join ' ', grep { defined } @$_{qw(kind agency child)} } grep { !$barring || $_->{bars_closing} } @{ $case->{owed} } ];
}

sub chronology { my ($case) = @_; return join "\n", map { "$_->{kind}: $_->{text}" } @{ $case->{events} } }

# The chain of a case so far, to compare with later.
sub record_of { my ($case) = @_; return [ map { $_->{hash} } @{ $case->{events} } ] }

sub last_message { my ($story) = @_; return (sort { $b->{id} <=> $a->{id} } @{ $story->site->messages })[0] }

# ---- what went out ----

# Somebody on each of these sides got a mail of this kind.
sub each_side {
    my ($name, $mails, $kind, @sides) = @_;
    for my $side (@sides) {
        my %is = map { ($_ => 1) } @$side;
        cmp_ok(scalar(grep { $_->{template} =~ /^(?:$kind)$/ && $is{ $_->{to} } } @$mails), '>=', 1, "$name: to $side->[0]" . (@$side > 1 ? ' or a colleague' : ''))
            or diag(map { "  sent: $_->{template} $_->{to}\n" } @$mails);
    }
}

# Nothing in any case of this story ever went to such an address.
sub never_to {
    my ($name, $story, $at, $address) = @_;
    my @sent = map { @{ $story->case($at, $_)->{sent} } } @{ $story->{references} };
    is_deeply([ map { "$_->{template} $_->{to}" } grep { $_->{to} =~ $address } @sent ], [], $name);
}

1;
