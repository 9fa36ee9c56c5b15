# Children as forms really name them: twins with one surname and the same initials, two unborn, a surname in capitals first, a name
# in two parts on lines of its own, one name only, other scripts. A later message finds the same child again, whichever way the
# name is written; what could be either of two is asked about.
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
my $iro     = 'iro.service@csc.havering.example';
my %idris   = (from => "Idris Penhallow <$lead>");
my %still   = (state => 'open', stage => 'S2');

sub opened {
    my ($name, @children) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my @mails = $story->step($name, at => '2026-03-09T09:00', opens => 1, %still, missing => [],
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(children => [@children])),
        sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    return ($story, (grep { $_->{to} eq $lead } @mails)[0], (grep { $_->{to} eq $reyes } @mails)[0]);
}

sub update {
    my ($story, $name, $ack, $text, %want) = @_;
    my @mails = $story->step($name, at => $want{at} // '2026-03-09T10:00', %still, missing => [], sent => [ "ack $lead", @{ $want{sent} // [] } ],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => $text));
    like($_->{text} =~ s/\s+/ /gr, $want{asked} // qr/Nothing more is needed/, "$name: what is asked") for grep { $_->{to} eq $lead } @mails;
    return $story->case($want{at} // '2026-03-09T10:00');
}

sub statuses { my ($case) = @_; return [ map { join ',', @{ $_->{status} } } @{ $case->{children} } ] }

subtest 'twins' => sub {
    my ($story, $ack, $notice) = opened('one surname, the same initials', map { { name => $_, dob => '14/05/2018', ids => '', setting => '', status => 'None' } }
        'Jory Selwyn', 'Jade Selwyn');
    like($notice->{text}, qr/Child 1: Jory Selwyn.*Child 2: Jade Selwyn/s, 'two children');
    my $case = update($story, 'one of them', $ack, "Child's name: SELWYN, Jade\nDate of birth: 14.5.18\nChild's status: CP Plan", sent => ["status $iro"]);
    is_deeply(statuses($case), [ 'none', 'cp_plan' ], 'is found by the name, surname first or not');
    $case = update($story, 'either of them', $ack, 'NHS number: 999 321 4418', at => '2026-03-09T11:00',
        asked => qr/Identifier In your message: please say which of the children this is about/);
    is(scalar @{ $case->{children} }, 2, 'no third child');
    $story->finish;
};

subtest 'what cannot be read of one of them' => sub {
    my ($story, $ack) = opened('the second is written of alone', map { { name => $_, dob => '14/05/2018', ids => '', setting => '', status => 'None' } }
        'Jory Selwyn', 'Jade Selwyn');
    my @mails = $story->step('no such day', at => '2026-03-09T10:00', %still, missing => [], sent => ["ack $lead"],
        mail => gmail(%idris, at => '2026-03-09T09:58', reply_to => $ack, text => "Child's name: Jade Selwyn\nDate of birth: 31/02/2018"));
    my $text = $mails[0]{text};
    like($text, qr/^\d+\. Date of birth[^\n]* \(child 2\)$/m, 'is asked of that child');
    my @lines = $text =~ /^(Date of birth[^:\n]*:[^\n]*)$/mg;
    is(scalar @lines, 2, 'a line for each in the form') or diag($text);
    like($lines[0], qr/: \(received\)$/, 'the other one\'s is closed');
    unlike($lines[1], qr/received/, 'its own is open');
    $story->finish;
};

subtest 'two unborn' => sub {
    my ($story, $ack) = opened('with one name', map { { name => 'Unborn Selwyn', dob => 'EDD 25 June', ids => '', setting => '', status => 'None' } } 1, 2);
    is(scalar @{ $story->case('2026-03-09T09:00')->{children} }, 2, 'are two');
    my $again = join "\n\n", ("Child's name: Unborn Selwyn\nEDD: 27 June\nChild's status: None") x 2;
    is(scalar @{ update($story, 'both again', $ack, $again)->{children} }, 2, 'and stay two');
    $story->finish;
};

subtest 'in two parts' => sub {
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets, child_secrets(name => 'Merrin Quayle', dob => '2019-04-03', ids => [], phrases => [])]);
    my @form = grep { $_->[0] !~ /^Child's name$/ } map { $_->[0] eq 'Date of birth' ? (["Child's First Name", 'Merrin'], ['Surname', 'Quayle'], ['Date of birth', '3/4/2019']) : $_ }
        @{ school_form(children => [ { name => 'x', dob => '1/1/2019', ids => '', setting => '', status => 'None' } ]) };
    my @mails = $story->step('first name and surname', at => '2026-03-09T09:00', opens => 1, %still, missing => [],
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => \@form, table => 1), sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    like((grep { $_->{to} eq $reyes } @mails)[0]{text}, qr/Child 1: Merrin Quayle, born Wed 3 Apr 2019(?!.*Child 2)/s, 'one child, one name');
    $story->finish;
};

subtest 'one name, other scripts' => sub {
    my ($story, $ack, $notice) = opened('three', { name => 'Merrin', dob => '1.2.15', ids => '', setting => '', status => 'None' },
        { name => 'Олена Шевчук', dob => '1st Feb 2016', ids => '', setting => '', status => 'None' },
        { name => '李小龍', dob => 'Feb 1, 2017', ids => '', setting => '', status => 'None' });
    like($notice->{text}, qr/Merrin, born Sun 1 Feb 2015.*Олена Шевчук, born Mon 1 Feb 2016.*李小龍, born Wed 1 Feb 2017/s, 'are named as they are');
    my $case = update($story, 'the second', $ack, "Child's name: ШЕВЧУК Олена\nChild's status: LAC", sent => ["status $iro"]);
    is_deeply(statuses($case), [ 'none', 'looked_after', 'none' ], 'is found again');
    $story->finish;
};
done_testing();
