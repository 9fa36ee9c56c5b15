# A site with a hundred cases, from September 2025 to November 2026: everything came in as a message and went the program's way.
#
#   my $site = Casegate::Hundred::make($folder);    # a Casegate, whose folder is $folder
#   … make($folder, from => '2026-10-01');           # without what began before: a quarter of it, and of the time
#
# The same in every call. Two texts of Havering's policy, one after the other; cases that ended at every stage and by every way,
# some still going on, provisional, without a known agency, urgent, re-opened, closed by the office; messages held for every
# usual reason, mails that came back. Nothing is written into the record but by deliver, work, send and the office's commands.
# $Casegate::Hundred::now is the moment at which it is to be looked at.
package Casegate::Hundred;
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::Mail;
use Casegate::Story ();
use File::Basename qw(dirname);
use Time::Local qw(timegm);

our $now = '2026-11-26T09:00';
my $first = timegm(0, 0, 12, 1, 8, 2025);   # the day from which the policy is in force
my $last  = timegm(0, 0, 12, 25, 10, 2026); # the last day on which anything comes
my $day   = 24 * 60 * 60;
my @months = qw(January February March April May June July August September October November December);
my $chair = 'Augusta Renshaw <chair@partnership.havering.example>';
my @officers = ('Wilf Darrow', 'Inez Quill');

# ---- who is in it (the directory of the demonstration) ----

my %agency = (
    oakfield => { name => 'Oakfield Primary School', workers => [ [ 'Tola Brightwater', 'Class teacher' ], [ 'Marcus Ellery', 'Class teacher' ] ],
        manager => 'Idris Penhallow', senior => 'Leopold Quance <head@oakfield.example>',
        member => 'Ruben Castell <ruben.castell@education.havering.example>', member_of => 'Education Services' },
    brambles => { name => 'The Brambles Nursery', workers => [ [ 'Nia Castellan', 'Nursery nurse' ] ], manager => 'Hetty Voss',
        senior => 'Fiona Markham <fiona.markham@education.havering.example>', member => 'Ruben Castell <ruben.castell@education.havering.example>',
        member_of => 'Education Services' },
    riverbend => { name => 'Riverbend Community Health', workers => [ [ 'Bea Okonjo-Lund', 'Health visitor' ] ], manager => 'Sorcha Delane',
        senior => 'Anton Birkett', member => 'Hollis Greave <hollis.greave@riverbend.example>', member_of => 'Riverbend Community Health' },
    eastpolice => { name => 'East Area Police', workers => [ [ 'Ottoline Graves', 'Detective constable' ] ], manager => 'Jerome Falk',
        senior => 'Agnes Thorley', member => 'Desmond Okafor <desmond.okafor@eastpolice.example>', member_of => 'East Area Police' },
    millbrook => { name => 'Millbrook Surgery', workers => [ [ 'Marguerite Solund', 'GP' ] ], manager => 'Keir Blackwood',
        senior => 'Samuel Pryce <samuel.pryce@icb.example>', member => 'Noor Talwar <noor.talwar@icb.example>',
        member_of => 'East London Integrated Care Board' },
    csc => { name => "Children's Social Care", workers => [ [ 'Dara Whitcombe', 'Social worker' ], [ 'Joel Amadi', 'Social worker' ] ],
        manager => 'Callum Reyes', senior => 'Imelda Frost', member => 'Gideon Marsh <gideon.marsh@csc.havering.example>',
        member_of => "Children's Social Care", domain => 'csc.havering.example' },
);

# 'Name <address>' of a person who may be given by name only.
sub full {
    my ($agency, $who) = @_;
    return $who if $who =~ /</;
    my $domain = $agency{$agency}{domain} // "$agency.example";
    return sprintf '%s <%s@%s>', $who, lc($who) =~ s/ /./gr, $domain;
}

my @raising    = (('oakfield') x 6, ('riverbend') x 5, ('millbrook') x 3, ('eastpolice') x 2, ('brambles') x 2, ('csc') x 2);
my @challenged = (('csc') x 13, ('riverbend') x 3, ('eastpolice') x 2, 'oakfield', 'millbrook');
my @reasons = ('Levels of need', 'Levels of need', 'The need for action', 'The need for action', 'Progressing plans', 'Communication',
    'Roles and responsibilities', 'Levels of need, Communication');
my @statuses = ('None', 'None', 'Child in need', 'Child in need', 'Child Protection Plan', 'Child Protection Plan', 'Looked after', 'Early Help', 'Not known');
my @given = qw(Alder Briony Caspian Delphi Emrys Fern Gethin Hazel Ivo Juniper Kit Linnea Merrin Nye Orla Piran Quilla Rowan Sorrel Tamsin);
my @family = qw(Ashgrove Brackenbury Coldwater Dunmarsh Elderfield);
my @problems = (
    [ 'Three of the agreed visits were missed.', 'Our log of visits.', 'That the visits restart this week.' ],
    [ 'The referral was closed without a word to us.', 'Our copy of the referral.', 'An assessment.' ],
    [ 'Nobody has called the core group since it was last due.', 'The minutes.', 'A date for the core group.' ],
    [ 'The family was stepped down although nothing has changed.', 'Two home visits by our worker.', 'That the plan goes on.' ],
    [ 'Calls and letters are not answered.', 'Our record of calls.', 'One named worker.' ],
);

# What happens in a case: how often of a hundred, the stage it comes at, and what follows after so many days. A step that would
# fall after the last day does not happen: that case goes on.
my @courses = (
    [ 12, 'One',   [ 4, 'resolved' ], [ 7, 'file_raising' ], [ 8, 'file_challenged' ] ],
    [ 6,  'One',   [ 3, 'unresolved' ], [ 7, 'resolved' ], [ 9, 'file_raising' ], [ 12, 'file_challenged' ] ],
    [ 22, 'Two',   [ 2, 'answer' ], [ 5, 'resolved' ], [ 8, 'file_challenged' ], [ 9, 'file_raising' ] ],
    [ 6,  'Two',   [ 14, 'resolved' ], [ 20, 'file_challenged' ], [ 27, 'office_closes' ] ],
    [ 16, 'Two',   [ 3, 'answer' ], [ 6, 'unresolved' ], [ 13, 'resolved' ], [ 17, 'file_raising' ], [ 21, 'file_challenged' ] ],
    [ 8,  'Three', [ 9, 'resolved' ], [ 14, 'file_raising' ], [ 15, 'file_challenged' ] ],
    [ 6,  'Three', [ 6, 'unresolved' ], [ 15, 'resolved' ], [ 19, 'file_raising' ], [ 22, 'file_challenged' ] ],
    [ 3,  'Two',   [ 5, 'unresolved' ], [ 10, 'unresolved' ], [ 17, 'to_chair' ], [ 19, 'direct' ], [ 26, 'decision' ], [ 30, 'file_raising' ], [ 31, 'file_challenged' ] ],
    [ 3,  'Two',   [ 4, 'unresolved' ], [ 8, 'unresolved' ], [ 14, 'to_chair' ], [ 16, 'panel' ], [ 18, 'representation_raising' ],
        [ 19, 'representation_challenged' ], [ 28, 'decision' ], [ 33, 'file_raising' ], [ 35, 'file_challenged' ] ],
    [ 4,  'Two',   [ 5, 'resolved' ], [ 8, 'file_challenged' ], [ 9, 'file_raising' ], [ 40, 'news' ], [ 41, 'reopen' ], [ 47, 'resolved' ],
        [ 50, 'file_challenged' ], [ 52, 'file_raising' ] ],
    [ 4,  'Urgent', [ 1, 'resolved' ], [ 3, 'file_challenged' ], [ 4, 'file_raising' ] ],
    [ 2,  'Unknown', [ 1, 'route' ], [ 6, 'resolved' ], [ 9, 'file_challenged' ], [ 10, 'file_raising' ] ],
    [ 2,  'Unknown' ],
    [ 2,  'Bare',   [ 3, 'rest' ] ],
    [ 2,  'Bare' ],
);

# The last ones, which are all still in progress: the day, the stage and what follows.
my @late = (
    [ '2026-10-12', 'Two', [ 5, 'resolved' ], [ 8, 'file_challenged' ], [ 9, 'file_raising' ], [ 38, 'news' ], [ 39, 'reopen' ] ],
    [ '2026-11-05', 'Two', [ 5, 'resolved_in_part' ] ],
    [ '2026-11-18', 'Three', [ 5, 'unresolved' ] ],
    [ '2026-11-25', 'Urgent' ],
);

# ---- chance, the same in every call ----

my $state;
sub draw { my ($n) = @_; $state = ($state * 1103515245 + 12345) % 2**31; return int($state / 2**16) % $n }
sub one_of { return $_[ draw(scalar @_) ] }

sub shuffled {
    my @list = @_;
    for my $i (reverse 1 .. $#list) { my $j = draw($i + 1); @list[ $i, $j ] = @list[ $j, $i ] }
    return @list;
}

# ---- days ----

sub working { my ($at) = @_; $at += $day while (gmtime $at)[6] % 6 == 0; return $at }
sub iso     { my ($at) = @_; my @t = gmtime $at; return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3] }
sub written { my ($at) = @_; my @t = gmtime $at; return sprintf '%d %s %d', $t[3], $months[ $t[4] ], $t[5] + 1900 }

# ---- the plan: what comes on which day ----

sub plan {
    my %plan;
    $state = 20250901;
    my @order = (shuffled(map { my $course = $_; map { $course } 1 .. $course->[0] } @courses), @late);
    my $early = @order - 18; # the last weeks are the busiest
    my $span = ($last - $first) / $day - 45;
    for my $n (1 .. @order) {
        my ($many, $begins, @steps) = @{ $order[ $n - 1 ] };
        my $at = $many =~ /^(\d{4})-(\d\d)-(\d\d)$/ ? timegm(0, 0, 12, $3, $2 - 1, $1)
            : working($first + $day * ($n <= $early ? 2 + int(($n - 1) * $span / $early) : $span + int(2.9 * ($n - $early))));
        my $case = a_case($n, $begins, $at);
        push @{ $plan{ iso($at) } }, [ $case, 'opens' ];
        for my $step (@steps) {
            my ($after, $what) = @$step;
            my $then = working($at + $day * ($after + ($after > 2 ? draw(3) : 0)));
            push @{ $plan{ iso($then) } }, [ $case, $what ] if $then <= $last;
        }
    }
    add_strays(\%plan);
    return \%plan;
}

sub a_case {
    my ($n, $begins, $at) = @_;
    my $raising = one_of(@raising);
    my $challenged;
    do { $challenged = one_of(@challenged) } while $challenged eq $raising;
    $challenged = 'csc' if $begins eq 'Unknown' && $raising ne 'csc';
    my @children = map {
        { name => $given[ ($n * 7 + $_) % @given ] . ' ' . $family[ ($n + int($n / 20)) % @family ] . ('', '', '-Hythe', '-Moor', '-Wray')[ int($n / 20) % 5 ],
          dob => sprintf('%02d/%02d/%d', 1 + ($n * 5 + $_) % 28, 1 + ($n + $_) % 12, 2010 + ($n * 3 + $_) % 14), ids => "LCS " . (20400 + 3 * $n + $_),
          setting => 'Not known', status => one_of(@statuses) }
    } 1 .. ($n % 9 == 0 ? 2 : 1);
    return { n => $n, begins => $begins, raising => $raising, challenged => $challenged, children => \@children, reasons => one_of(@reasons),
        problem => one_of(@problems), worker => one_of(@{ $agency{$raising}{workers} }), person => one_of(@{ $agency{$challenged}{workers} }),
        response => one_of('We have revised our decision.', 'Our decision stands.', 'We have revised it in part.'), opened => $at, stage => '' };
}

# What comes beside the cases.
sub add_strays {
    my ($plan) = @_;
    my $put = sub { my ($day, $what, $case) = @_; push @{ $plan->{$day} }, [ $case // {}, $what ] };
    $put->("2025-$_", 'stranger') for qw(10-14 12-03);
    $put->("2026-$_", 'stranger') for qw(02-10 05-19 09-08 11-24);
    $put->("2026-$_", 'forged') for qw(03-11 11-25);
    $put->("2026-$_", 'bounce') for qw(01-21 04-22 07-15 11-25);
    $put->("2026-$_", 'away') for qw(02-18 06-10 11-23);
    $put->("2026-$_", 'whistle') for qw(06-03 11-24);
    $put->("2026-$_", 'advice') for qw(05-06 09-16);
    $put->("2026-$_", 'blank_form') for qw(01-14 10-07);
    $put->("2026-$_", 'no_reference') for qw(04-08 11-25);
    $put->("2026-$_", 'same_again') for qw(03-25 11-18);
    $put->("2026-$_", 'set_aside') for qw(02-11 05-20 09-09);
}

# ---- messages ----

sub form_of {
    my ($case, %more) = @_;
    my ($raising, $challenged) = map { $agency{ $case->{$_} } } qw(raising challenged);
    my ($problem, $evidence, $wish) = @{ $case->{problem} };
    my $said = written($case->{opened} - $day);
    my $who = "$case->{worker}[0] and $case->{person}[0]";
    my $talks = $case->{begins} eq 'Three' ? "$said, $who, telephone, stage one, not resolved\n$said, $raising->{manager} and $challenged->{manager}, telephone, stage two, not resolved"
        : $case->{begins} eq 'One' ? '' : "$said, $who, telephone, stage one, not resolved";
    return Casegate::Story::escalation_form(
        stage => 'Stage ' . ($case->{begins} =~ /^(?:One|Three)$/ ? $case->{begins} : 'Two'), originator => $case->{worker}[0], role => $case->{worker}[1],
        raising => $raising->{name}, contact => full($case->{raising}, $case->{worker}[0]) =~ s/.*<(.*)>/$1/r, manager => $raising->{manager},
        challenged => $case->{begins} eq 'Unknown' ? 'The team in Queen Street' : $challenged->{name}, person => $case->{person}[0],
        children => $case->{children}, arose => $said, reasons => $case->{reasons}, decision => "As we were told on $said", problem => $problem,
        evidence => $evidence, outcome => $wish, safe_by => $case->{n} % 3 ? written($case->{opened} + 21 * $day) : '', discussions => $talks, %more);
}

my %opens = (One => 'worker', Three => 'senior');

sub opens {
    my ($case, $at) = @_;
    my $agency = $agency{ $case->{raising} };
    my $post = $opens{ $case->{begins} } // 'manager';
    my $who = $post eq 'worker' ? $case->{worker}[0] : $agency->{$post};
    my %more = $case->{begins} eq 'Urgent' ? (harm => 'Yes') : $case->{begins} eq 'Bare' ? (arose => '', problem => '', outcome => '', safe_by => '') : ();
    my $write = (\&outlook, \&gmail, \&outlook, \&apple)[ $case->{n} % 4 ];
    $case->{stage} = { One => 1, Three => 3 }->{ $case->{begins} } // 2;
    return $case->{opening} = $write->(from => full($case->{raising}, $who), at => $at, subject => 'Escalation', text => 'Please see below.', form => form_of($case, %more));
}

# Who holds the case on that side, as the directory has it.
sub holder {
    my ($case, $side) = @_;
    my $agency = $case->{$side};
    my $post = $case->{stage} == 2 ? 'manager' : $case->{stage} == 3 ? 'senior' : 'member';
    return full($agency, $case->{stage} == 1 ? ($side eq 'raising' ? $case->{worker}[0] : $case->{person}[0]) : $agency{$agency}{$post});
}

sub about { my ($case, $at, $from, $text, @form) = @_; return phone(from => $from, at => $at, subject => "Re: [$case->{reference}]", text => $text, @form) }

sub resolved {
    my ($case, $at) = @_;
    my $side = $case->{stage} == 1 || $case->{n} % 3 == 0 ? 'raising' : 'challenged';
    return outlook(from => holder($case, $side), at => $at, subject => "RE: [$case->{reference}]", text => 'We have spoken.',
        form => [ [ 'Outcome', 'Resolved' ], [ 'How agreed', 'telephone' ], [ 'Agreed outcome', $case->{problem}[2] ] ]);
}

# With an issue that stays outstanding, and a day for it.
sub resolved_in_part {
    my ($case, $at) = @_;
    return outlook(from => holder($case, 'challenged'), at => $at, subject => "RE: [$case->{reference}]", text => 'We have spoken.',
        form => [ [ 'Outcome', 'Resolved' ], [ 'How agreed', 'meeting' ], [ 'Agreed outcome', $case->{problem}[2] ],
            [ 'Outstanding issues', "the medical, $agency{ $case->{raising} }{name}, " . written($case->{opened} + 14 * $day) ] ]);
}

sub unresolved {
    my ($case, $at) = @_;
    my $mail = about($case, $at, holder($case, 'raising'), 'Not resolved.');
    $case->{stage} = $case->{stage} == 3 ? 3.5 : $case->{stage} + 1;
    return $mail;
}

sub answer { my ($case, $at) = @_; return about($case, $at, holder($case, 'challenged'), $case->{response}) }

sub to_chair {
    my ($case, $at) = @_;
    my ($ours, $theirs) = map { $agency{ $case->{$_} } } qw(raising challenged);
    my $said = written($case->{opened} + 7 * $day);
    my $mail = outlook(from => holder($case, 'raising'), at => $at, subject => "RE: [$case->{reference}]", text => 'Please put it before the Chair.',
        form => [ [ 'Stage', 'Four' ], [ 'Agency members engaged', join "\n", map { my $who = $_->{member} =~ s/ <.*//r; "$_->{member_of}, $who, $said" } $ours, $theirs ] ]);
    $case->{stage} = 4;
    return $mail;
}

sub direct { my ($case, $at) = @_; return about($case, $at, $chair, 'I will take this up direct with the senior managers.') }

sub panel {
    my ($case, $at) = @_;
    my %sits = map { ($agency{$_}{member_of} => $agency{$_}{member} =~ s/ <.*//r) } $case->{raising}, $case->{challenged};
    for my $other (qw(eastpolice riverbend csc)) {
        $sits{ $agency{$other}{member_of} } //= $agency{$other}{member} =~ s/ <.*//r if keys %sits < 3;
    }
    return about($case, $at, $chair, "Panel.\n\nPanel members:\n" . join "\n", map { "$sits{$_}, $_, senior officer, full Board member" } sort keys %sits);
}

sub representation {
    my ($case, $at, $side) = @_;
    return about($case, $at, full($case->{$side}, $agency{ $case->{$side} }{senior}), "Our representation to the Panel:\n\nWe have kept to what was agreed.");
}
sub representation_raising    { return representation(@_, 'raising') }
sub representation_challenged { return representation(@_, 'challenged') }

sub decision { my ($case, $at) = @_; return about($case, $at, $chair, "We have decided: $case->{problem}[2]") }

sub on_file {
    my ($case, $at, $side) = @_;
    return about($case, $at, full($case->{$side}, $agency{ $case->{$side} }{manager}), @{ $case->{children} } > 1 ? 'Recorded on file for both children.' : 'Recorded on file.');
}
sub file_raising    { return on_file(@_, 'raising') }
sub file_challenged { return on_file(@_, 'challenged') }

sub news {
    my ($case, $at) = @_;
    return about($case, $at, full($case->{raising}, $case->{worker}[0]), 'New information: what was agreed has not happened.');
}

sub rest {
    my ($case, $at) = @_;
    return about($case, $at, full($case->{raising}, $agency{ $case->{raising} }{manager}), 'What was missing:', form => [
        [ 'When did the disagreement arise?', written($case->{opened} - $day) ], [ 'What is the problem?', $case->{problem}[0] ], [ 'What do you want to happen?', $case->{problem}[2] ] ]);
}

# ---- beside the cases ----

sub stranger   { my ($case, $at) = @_; return gmail(from => 'Sabra Lindgren <sabra.lindgren@freepost.example>', at => $at, subject => 'A question', text => 'I am worried about a family that I know. Whom do I write to?') }
sub forged     { my ($case, $at) = @_; my $mail = outlook(from => 'Callum Reyes <callum.reyes@csc.havering.example>', at => $at, subject => 'Closing', text => 'All of ours can be closed.'); $mail->{raw} = "Authentication-Results: mx.partnership.havering.example; dmarc=fail header.from=csc.havering.example\r\n$mail->{raw}"; return $mail }
sub whistle    { my ($case, $at) = @_; return phone(from => 'Marcus Ellery <marcus.ellery@oakfield.example>', at => $at, subject => 'In confidence', text => 'This is whistleblowing: a colleague of mine writes visits down that did not take place.') }
sub advice     { my ($case, $at) = @_; return phone(from => 'Marcus Ellery <marcus.ellery@oakfield.example>', at => $at, subject => 'Question', text => 'Can I have some advice? I do not wish to escalate.') }
sub blank_form { my ($case, $at) = @_; return outlook(from => 'Hetty Voss <hetty.voss@brambles.example>', at => $at, subject => 'Form', text => 'Please send me the escalation form.') }
sub no_reference { my ($case, $at) = @_; return gmail(from => 'Callum Reyes <callum.reyes@csc.havering.example>', at => $at, subject => 'Our answer', text => 'We have looked at it again and our decision stands.') }

# ---- the run ----

sub make {
    my ($folder, %only) = @_;
    my $site = Casegate->in_folder($folder, 'havering-2020');
    two_texts($site);
    Casegate::Mail::write_to($site->mailbox);
    my $run = { site => $site, notices => [], open => {} };
    my $plan = plan();
    for my $date (sort keys %$plan) {
        my (@office, $came);
        my $minute = 0;
        for my $step (@{ $plan->{$date} }) {
            my ($case, $what) = @$step;
            next if $only{from} && ($case->{opened} ? iso($case->{opened}) : $date) lt $only{from};
            my $at = sprintf '%sT%02d:%02d', $date, 9 + int($minute / 60), $minute % 60;
            $minute += 11;
            if ($what =~ /^(?:route|reopen|office_closes|set_aside)$/) { push @office, $step; next }
            my $mail = message($run, $case, $what, $at) or next;
            $site->deliver($mail, $at);
            $came = 1;
        }
        settle($run, "${date}T13:00") if $came;
        by_the_office($run, $_, "${date}T14:00") for @office;
        settle($run, "${date}T14:05") if @office;
    }
    settle($run, $now =~ s/T.*/T08:00/r);
    return $site;
}

# The older text until the end of March 2026, the revised one from April.
sub two_texts {
    my ($site) = @_;
    my $routing = $site->folder . '/routing';
    my $root = dirname(__FILE__) . '/../../..';
    Casegate::spew("$routing/policies/havering-revised.yaml", Casegate::slurp("$root/routing/policies/havering-revised.yaml"));
    my $settings = Casegate::slurp("$routing/site.yaml");
    my $lines = "  - {id: havering-2020, from: 2025-09-01, until: 2026-03-31}\n  - {id: havering-revised, from: 2026-04-01}\n";
    $settings =~ s/^policies:\n(?:  - .*\n)+/policies:\n$lines/m or die "no policies in site.yaml";
    Casegate::spew("$routing/site.yaml", $settings);
}

# Nothing where there is nothing to write about, as a bounce before the first notice.
sub message {
    my ($run, $case, $what, $at) = @_;
    if ($what eq 'bounce' || $what eq 'away') {
        my ($mail) = reverse grep { $_->{to} =~ /^(?:callum\.reyes|imelda\.frost|sorcha\.delane)/ } @{ $run->{notices} };
        return unless $mail;
        return delivery_failed(at => $at, reply_to => $mail) if $what eq 'bounce';
        return out_of_office(from => "$mail->{to_name} <$mail->{to}>", at => $at, reply_to => $mail, text => 'I am on leave until Monday.');
    }
    return $run->{last} if $what eq 'same_again';
    return if $what ne 'opens' && $case->{n} && !$case->{reference};
    my $mail = do { no strict 'refs'; &$what($case, $at) };
    $run->{open}{ $mail->{message_id} } = $case if $what eq 'opens';
    $run->{last} = $mail if $what eq 'opens';
    return $mail;
}

# Works what came, sends, and learns from the answers which reference each case has.
sub settle {
    my ($run, $at) = @_;
    for my $mail ($run->{site}->tick($at)) {
        my ($to) = map { s/[<>]//gr } @{ $mail->{header}{'in-reply-to'} // [] };
        my ($reference) = $mail->{subject} =~ /\b([A-Z]{3}-\d\d-\d{4,}-[A-Z])\b/;
        my $case = $run->{open}{ $to // '' };
        $case->{reference} //= $reference if $case && $reference;
        push @{ $run->{notices} }, $mail if ($mail->{header}{'auto-submitted'}[0] // '') eq 'auto-generated';
    }
}

sub by_the_office {
    my ($run, $step, $at) = @_;
    my ($case, $what) = @$step;
    my $site = $run->{site};
    my @by = ('--by', $officers[ ($case->{n} // 0) % 2 ], '--now', $at);
    return if $what ne 'set_aside' && !$case->{reference};
    $site->must(undef, 'route', $case->{reference}, '--agency', $case->{challenged}, '--side', 'challenged', @by) if $what eq 'route';
    $site->must(undef, 'reopen', $case->{reference}, '--why', 'what was agreed has not happened', @by) if $what eq 'reopen';
    $site->must(undef, 'close', $case->{reference}, '--why', 'both were reached by telephone; it is on both files', @by) if $what eq 'office_closes';
    return if $what ne 'set_aside';
    my ($held) = grep { $_->{reason} eq 'unknown-sender' } @{ $site->held($at) };
    $site->must(undef, 'held', $held->{id}, 'set-aside', '--why', 'answered by telephone', @by) if $held;
}

1;
