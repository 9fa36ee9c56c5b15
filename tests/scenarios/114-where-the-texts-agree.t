# Rules that several policies have in nearly the same words are rules of each text: here those that Havering revised and
# Bromley share with Havering 2020, so that one that is lost in one policy's file is missed there. Immediate harm (1.5;
# Procedures), whistleblowing (1.8; Procedures), members before the Chair (4, Stage 3; Stage Three), the Panel and the Chair's
# own resolution (2.10-2.13; Stage Four).
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my %revised = (
    policy => 'havering-revised', form => \&school_form, secrets => \@school_secrets, to => 'HSCP <mailbox@partnership.havering.example>',
    writer => 'head@oakfield.example', worker => 'tola.brightwater@oakfield.example', urgent => 'idris.penhallow@oakfield.example',
    office => [ 'wilf.darrow@partnership.havering.example', 'inez.quill@partnership.havering.example' ], first => 'S1', last => 'S4',
    chair => 'chair@partnership.havering.example', seniors => [ 'head@oakfield.example', 'imelda.frost@csc.havering.example' ],
    members => "Education Services, Ruben Castell, 6 March 2026\nChildren's Social Care, Gideon Marsh, 6 March 2026",
    status => [], overdue => [],
    two => "Ruben Castell, Education Services\nGideon Marsh, Children's Social Care",
);
my %bromley = (
    policy => 'bromley-2019', form => \&preschool_form, secrets => \@preschool_secrets, to => $bromley,
    writer => 'greer.halliwell@buttercuplane.example', worker => 'polly.renwick@buttercuplane.example', urgent => 'manager@buttercuplane.example',
    office => ['bridie.malone@partnership.bromley.example'], first => 'B1', last => 'B4',
    chair => 'chair@partnership.bromley.example', seniors => [ 'manager@buttercuplane.example', 'morwenna.hale@csc.bromley.example' ],
    members => "Early Years Service, Constance Byrd, 6 March 2026\nChildren's Social Care, Silvester Boyd, 6 March 2026",
    # the child of the second form is looked after; the disagreement of the first is more than a week old
    status => ['status greer.halliwell@buttercuplane.example'], overdue => ['prompt manager@buttercuplane.example'],
    two => "Constance Byrd, Early Years Service\nSilvester Boyd, Children's Social Care",
);
my %other = (children => [ { name => 'Ansel Thwaite', dob => '02/02/2020', ids => '', setting => 'None', status => 'None' } ]);

for my $world (\%revised, \%bromley) {
    my %w = %$world;
    subtest $w{policy} => sub {
        my $story = Casegate::Story->new($w{policy}, originator => $w{worker}, secrets => $w{secrets});
        my ($n, $at) = (0);
        my $mail = sub { my ($from, %mail) = @_; outlook(from => $from, to => $w{to}, at => ($at = sprintf '2026-03-09T%02d:30', 9 + $n++), text => '', %mail) };
        my $step = sub { my ($name, $message, %want) = @_; $story->step("$w{policy}: $name", at => $at, mail => $message, %want) };

        my $message = $mail->($w{writer}, subject => 'In confidence', text => 'I want to report wrongdoing in our own service under whistleblowing.');
        my @mails = $step->('wrongdoing', $message, opens => 0, sent => ["ack $w{writer}"]);
        like($mails[0]{text}, qr/whistleblowing/i, 'the answer names the way');
        is(last_message($story)->{disposition}, 'signposted', 'signposted, no case');

        # at the first stage nobody else is written to; a child in danger is told at once
        $message = $mail->($w{worker}, subject => 'Urgent', form => $w{form}->(%other, stage => 'Stage One', harm => 'Yes', discussions => undef));
        $step->('a yes', $message, opens => 1, urgent => 1, stage => $w{first},
            sent => [ "ack $w{worker}", "notice-urgent $w{urgent}", @{ $w{overdue} }, map { "office-alarm $_" } @{ $w{office} } ]);

        my $talks = "2 March 2026, telephone, stage one\n3 March 2026, telephone, stage two\n4 March 2026, meeting, stage three";
        $message = $mail->($w{writer}, subject => 'For the Chair', form => $w{form}->(stage => 'Stage Four', discussions => $talks));
        @mails = $step->('to the Chair, without members', $message, opens => 1, stage => undef,
            sent => [ "ack $w{writer}", "told $w{worker}", @{ $w{status} } ]);
        is((grep { $_->{to} eq $w{chair} } @mails), 0, 'the Chair is not told yet');
        my ($ack) = grep { $_->{to} eq $w{writer} } @mails;

        $message = $mail->($w{writer}, reply_to => $ack, form => [ [ 'Agency members engaged', $w{members} ] ]);
        @mails = $step->('with members', $message, stage => $w{last}, sent => [ "ack $w{writer}", "notice $w{chair}", "told $w{worker}" ]);
        my ($asked) = grep { $_->{to} eq $w{chair} } @mails;

        $message = $mail->($w{chair}, reply_to => $asked, text => "Panel.\n\nPanel members:\n$w{two}");
        @mails = $step->('a panel of two', $message, stage => $w{last}, sent => ["ack $w{chair}"]);
        like(words($mails[0]{text}), qr/2 different agencies are named, 3 are needed/, 'told what is wrong with it');

        $message = $mail->($w{chair}, reply_to => $asked, text => 'I will take this up direct with the senior managers.');
        $step->('directly', $message, stage => $w{last}, sent => [ "ack $w{chair}", "told $w{worker}", map { "notice $_" } @{ $w{seniors} } ]);
        $story->finish;
    };
}
done_testing;
