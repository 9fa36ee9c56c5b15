# What looks like a slip is asked about by its label and never refused: a date of birth of eighteen years or more, an NHS number
# that fails its check (fields.md: child.dob, child.ids). The case is routed all the same.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead  = 'idris.penhallow@oakfield.example';
my $reyes = 'callum.reyes@csc.havering.example';
my $teacher = 'tola.brightwater@oakfield.example';
my $story = Casegate::Story->new('havering-revised', originator => $teacher,
    secrets => [ @school_secrets, child_secrets(name => 'Corin Hale', dob => '2008-03-09', ids => ['999 321 4403'], phrases => []) ]);

my $n = 0;
for my $case (
    [ 'eighteen today', '09/03/2008', '999 321 4402', qr/\. Date of birth In line \d+ of your message: by this date the person is eighteen or older/, undef ],
    [ 'seventeen still', '10/03/2008', 'LA 55-10273', undef, qr/eighteen/ ],
    [ 'a wrong digit', '10/03/2018', '999 321 4403', qr/\. Identifier In line \d+ of your message: this NHS number does not pass its check/, undef ],
    [ 'no NHS number', '10/03/2018', 'LA 1234567', undef, qr/does not pass/ ],
) {
    my ($name, $dob, $ids, $asked, $not) = @$case;
    my $hour = sprintf '2026-03-09T%02d', 9 + $n;
    my @mails = $story->step($name, at => "$hour:30", opens => 1, state => 'open', stage => 'S2', missing => [],
        mail => outlook(from => "Idris Penhallow <$lead>", at => "$hour:27", subject => 'Escalation', text => 'See below.',
            form => school_form(children => [ { name => [ 'Corin Hale', 'Ada Brook', 'Lenn Marsh', 'Oda Finch' ]->[$n], dob => $dob, ids => $ids, setting => 'Oakfield', status => 'None' } ])),
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ], may => [ "prompt $lead" ]);
    my ($ack) = map { words($_->{text}) } grep { $_->{to} eq $lead && $_->{answer} } @mails;
    like($ack, $asked, "$name: asked by its label") if $asked;
    unlike($ack, $not, "$name: not asked") if $not;
    unlike($ack, qr/Please look at these again/, "$name: nothing is asked again") unless $asked;
    $n++;
}
$story->finish;
