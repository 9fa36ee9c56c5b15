# The site that the crash tests of work, send and collect begin with: a case that was opened on a Friday, and what lay in
# the mailbox on the Wednesday after: an escalation, the same bytes again, a stranger's message, an automatic reply, an
# answer from the other agency; and a guide date that has passed.
package Casegate::CrashSite;
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Exporter qw(import);
our @EXPORT = qw(crash_site crash_mails $crash_now);

our $crash_now = '2026-03-11T18:00';

my $idris = 'Idris Penhallow <idris.penhallow@oakfield.example>';
my $first = outlook(from => $idris, at => '2026-03-06T14:00', subject => 'Escalation', text => 'Our form.', form => school_form());

sub crash_site {
    my $site = Casegate->new('havering-2020');
    my @mails = $site->receive($first, '2026-03-06T14:05');
    ($site->{acknowledgement}) = grep { $_->{to} =~ /^idris/ } @mails;
    return $site;
}

sub crash_mails {
    my ($site) = @_;
    my $second = outlook(from => $idris, at => '2026-03-11T09:00', subject => 'Escalation', text => 'Another child.', form => school_form(
        children => [ { name => 'Wilf Tansley', dob => '02/11/2016', ids => '999 555 1209', setting => 'Oakfield Primary School', status => 'None' } ]));
    return map { $_->{raw} } $second, $second,
        gmail(from => 'A Stranger <stranger@elsewhere.example>', at => '2026-03-11T09:10', subject => 'Question', text => 'What is this address for?'),
        out_of_office(from => 'Callum Reyes <callum.reyes@csc.havering.example>', at => '2026-03-11T09:20', text => 'I am away until Friday.', reply_to => $first),
        outlook(from => $idris, at => '2026-03-11T09:30', reply_to => $site->{acknowledgement}, text => 'We have heard nothing yet.');
}

1;
