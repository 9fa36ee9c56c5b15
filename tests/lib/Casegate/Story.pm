# A story: messages in, and after each one the case, its dates, whom it waits for and exactly which mails went out.
# Checks by itself, after every step, what holds always: one recipient a mail, from our mailbox, marked as automatic, and
# nothing about the child in a subject, in an answer, to the worker who raised it or on standard error.
#
#   my $story = Casegate::Story->new('havering-2020', originator => 'tola@…', secrets => [child_secrets(…)]);
#   $story->step('a full form', mail => $mail, at => '2026-03-04T10:14', opens => 1, state => 'open', stage => 'S2',
#       waiting => {csc => 'Callum Reyes'}, dates => {guide => '2026-03-09'}, sent => ['ack idris@…', …]);
#
# sent: 'KIND ADDRESS' of every mail that must go out; may: of mails that may. A kind is a template's name or one of the short
# names in %kind; 'a|b' is either. Of a mail that belongs to no case only this is known: 'ack' (it answers) or 'other'.
#
# opens: how many cases it opens, none where that is left out.
#
# state and stage: the word, or a pattern where the documents leave more than one reading. dates: kind → due, or → {due, met, why},
# each the word or a pattern. overdue: 1 where it must be. answers: the mail that a step without one (an officer's) answers.
package Casegate::Story;
use feature qw(current_sub);
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::Mail qw(mail_date);
use Digest::SHA qw(sha256_hex);
use Encode qw(decode);
use Exporter qw(import);
use Test::More;
our @EXPORT = qw(child_secrets escalation_form school_form @school_secrets);

my $builder = Test::More->builder;
binmode $_, ':encoding(UTF-8)' for $builder->output, $builder->failure_output, $builder->todo_output;

my %kind = (
    'ack-forwarded' => 'ack', 'notice-stage' => 'notice', 'notice-stage-short' => 'notice', 'notice-status' => 'status',
    'notice-originator' => 'told', 'notice-originator-first' => 'told', 'representation-request' => 'representation',
    'notice-decision' => 'decision', 'notice-resolved' => 'resolved', 'notice-response' => 'response', 'notice-advice' => 'advice', 'ack-confirm' => 'confirm-request',
);
my %printed; # pattern → itself
my $begins_urgently = qr/^(?:ack(?:-\w+)*|receipt|which-case|cannot-open|signpost(?:-\w+)*|representative|form-request)$/;
my @no_detail = qw(millbrook.example brambles.example milllane.example); # secure-step and no-detail agencies

sub new {
    my ($class, $policy, %story) = @_;
    my $self = bless { site => Casegate->new($policy, $story{files}), references => [], written => '', %story }, $class;
    Casegate::Mail::write_to($self->{site}->mailbox);
    return $self;
}

sub site      { $_[0]{site} }
sub reference { $_[0]{references}[-1] }
sub case      { my ($self, $at, $reference) = @_; $self->{site}->show($reference // $self->reference, $at) }
sub page      { my ($self, $at, @what) = @_; decode('UTF-8', $self->{site}->must(undef, @what ? @what : ('show', $self->reference), '--now', $at)) }

# What an officer does: a command of the office's, at that time.
sub office { my ($self, $at, $who, @command) = @_; $self->{site}->must(undef, @command, '--by', $who, '--now', $at) }

# The message that came to wait last, as `held` lists it.
sub newest_held { my ($self, $at) = @_; return (sort { $b->{id} <=> $a->{id} } @{ $self->{site}->held($at) })[0] }

# What a message would cause, as `explain` says; nothing is changed.
sub explained {
    my ($self, $mail, $at) = @_;
    my $file = $self->{site}->folder . '/explain.eml';
    Casegate::spew($file, $self->{site}->passed_on($mail));
    my $answer = $self->{site}->json('explain', $file, '--now', $at);
    unlink $file;
    return $answer;
}

# The kinds of what is owed, 'kind agency' each, and of those only what bars closing.
sub owed_of  { my ($case) = @_; return map { join ' ', grep { defined } @$_{qw(kind agency)} } @{ $case->{owed} } }
sub bars_of  { my ($case) = @_; return owed_of({ owed => [ grep { $_->{bars_closing} } @{ $case->{owed} } ] }) }

# Takes one step and checks it. Returns the mails that went out.
sub step {
    my ($self, $name, %want) = @_;
    push @Casegate::Ran::steps, $name;
    my $site = $self->{site};
    my ($queue, $opened, @mails) = $self->happens($name, @want{qw(mail at answers)});
    is(scalar @$opened, $want{opens} // 0, "$name: cases opened");
    my $reference = $want{reference} // $self->reference;
    my $case = $reference ? $self->shown($reference, $want{at}) : undef;
    $case->{urgent} = 0 if $case && exists $want{urgent} && !defined $want{urgent}; # undef: either will do
    mails_are($name, \@mails, $want{sent} // [], $want{may} // []);
    case_is($name, $case, \%want) if $case;
    queue_is($name, $queue, $reference, \%want) if $reference;
    is($queue->{held}, $want{held} // 0, "$name: messages held") unless exists $want{held} && !defined $want{held};
    return @mails;
}

# A message comes, or without one only the time; and what must hold whatever comes of it: that each mail is proper, that nothing about
# the child is said on standard error. Returns the queue, the references of the cases it opened and the mails that went out.
sub happens {
    my ($self, $name, $mail, $at, $answers) = @_;
    my $site = $self->{site};
    $self->{written} .= ' ' . ($mail->{text} // '') =~ s/\s+/ /gr if $mail;
    $self->{shown} = {};
    my @mails = $mail ? $site->receive($mail, $at) : $site->tick($at);
    my $queue = $site->queue($at);
    my $opened = $self->note_opened($name, $queue);
    $self->find_templates(\@mails, $at);
    $self->mail_is_proper($name, $_, $answers // $mail, $at) for @mails;
    ok(!leaks($site->said, $self->{secrets}), "$name: nothing about the child on standard error");
    return ($queue, $opened, @mails);
}

# The case as it is after this step, asked for once: most of a story's time is the program's beginning.
sub shown { my ($self, $reference, $at) = @_; return $self->{shown}{$reference} //= $self->{site}->show($reference, $at) }

# Of which template each mail is, as the cases say; the newest case first, and no more of them than it takes.
sub find_templates {
    my ($self, $mails, $at) = @_;
    my %wanted = map { ($_->{message_id} => marked($_)) } @$mails;
    for my $reference (reverse @{ $self->{references} }) {
        last unless grep { !$_->{template} } values %wanted;
        for my $sent (@{ $self->shown($reference, $at)->{sent} }) {
            my $mail = $wanted{ $sent->{message_id} // '' } or next;
            $mail->{template} //= $sent->{template};
        }
    }
    $_->{template} //= $_->{answer} ? 'ack' : 'other' for @$mails;
}

# At the end of every story: the record adds up, every message is kept unaltered and has become something, and what
# belongs to a case stands in its chronology.
sub finish {
    my ($self) = @_;
    my $site = $self->{site};
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'verify');
    is($code, 0, 'the record adds up') or diag($out . $err);
    my %events = map { ($_ => $site->show($_, '2026-12-31')->{events}) } @{ $self->{references} };
    my @lost;
    for my $message (@{ $site->messages }) {
        my $digest = $message->{sha256};
        my $kept = eval { Casegate::slurp($site->folder . '/spool/archive/' . substr($digest, 0, 2) . "/$digest") };
        push @lost, "$message->{id} is not kept" if sha256_hex($kept // '') ne $digest;
        push @lost, "$message->{id} has become nothing" if !$message->{disposition};
        push @lost, "$message->{id} is not in the chronology" if $message->{disposition} eq 'case'
            && !grep { ($_->{message} // '') eq $digest } @{ $events{ $message->{case} } };
    }
    is_deeply(\@lost, [], 'every message is kept and accounted for');
    for my $reference (@{ $self->{references} }) {
        my @chain = @{ $events{$reference} };
        is_deeply([ map { $_->{seq} } @chain ], [ 1 .. @chain ], "$reference: events without a gap");
        is((grep { ($_->{hash} // '') !~ /^[0-9a-f]{64}$/ } @chain), 0, "$reference: each in the chain");
    }
    done_testing();
}

# ---- the case ----

sub note_opened {
    my ($self, $name, $queue) = @_;
    my %known = map { ($_ => 1) } @{ $self->{references} };
    my @new = grep { !$known{$_} } map { $_->{reference} } @{ $queue->{cases} };
    ok(Casegate::reference_ok($_), "$name: $_ is a right reference") for @new;
    push @{ $self->{references} }, @new;
    return \@new;
}

sub case_is {
    my ($name, $case, $want) = @_;
    same($case->{state}, $want->{state}, "$name: state") if exists $want->{state};
    same($case->{stage} && $case->{stage}{id}, $want->{stage}, "$name: stage") if exists $want->{stage};
    is($case->{stage} && $case->{stage}{tier}, $want->{tier}, "$name: tier") if exists $want->{tier} && !ref $want->{tier};
    like($case->{stage}{tier}, $want->{tier}, "$name: tier") if ref $want->{tier};
    is_deeply([ sort @{ $case->{missing} } ], [ sort @{ $want->{missing} } ], "$name: what is missing") if $want->{missing};
    is($case->{urgent} ? 1 : 0, $want->{urgent} // 0, "$name: urgent in the record");
    date_is($name, $case, $_, $want->{dates}{$_}) for sort keys %{ $want->{dates} // {} };
    if ($want->{owed}) {
        my @owed = map { join ' ', grep { defined } @$_{qw(kind agency child)} } @{ $case->{owed} };
        is_deeply([ sort @owed ], [ sort @{ $want->{owed} } ], "$name: what is owed");
    }
    names_are("$name: waiting for", $case->{waiting_for}, $want->{waiting}) if $want->{waiting};
}

sub same {
    my ($got, $want, $name) = @_;
    return ref $want ? like($got // 'nothing', $want, $name) : is($got, $want, $name);
}

# One date of this kind and no other, and what it says of itself.
sub date_is {
    my ($name, $case, $kind, $want) = @_;
    my @dates = grep { $_->{kind} eq $kind } @{ $case->{dates} };
    is(scalar @dates, 1, "$name: one $kind date") or diag(explain($case->{dates}));
    my %want = ref $want eq 'HASH' ? %$want : (due => $want);
    for my $key (sort keys %want) {
        my $got = $dates[0]{$key};
        $got = $got ? 'yes' : defined $got ? 'no' : 'open' if $key eq 'met';
        same($got, $want{$key}, "$name: $kind date, $key") or diag(explain($case->{dates}));
    }
}

# waiting: agency → name, or → a list of names any of which may stand there as long as one does.
sub names_are {
    my ($name, $list, $want) = @_;
    my %left = map { ($_ => 1) } keys %$want;
    for my $one (@$list) {
        my ($agency, $person) = map { $_ // 'nobody' } @$one{qw(agency name)};
        my $allowed = $want->{$agency};
        my $fine = defined $allowed && grep { $_ eq $person } ref $allowed ? @$allowed : $allowed;
        ok($fine, "$name $person of $agency");
        delete $left{$agency};
    }
    is_deeply([ sort keys %left ], [], "$name all of them");
}

sub queue_is {
    my ($name, $queue, $reference, $want) = @_;
    my ($line) = grep { $_->{reference} eq $reference } @{ $queue->{cases} };
    if (($want->{state} // '') =~ /^(?:closed|handed-off)$/) {
        ok(!$line, "$name: a closed case has left the queue");
        return;
    }
    $line->{$_} = 0 for $line ? grep { exists $want->{$_} && !defined $want->{$_} } qw(overdue urgent) : (); # undef: either will do
    ok($line, "$name: the case is in the queue") or return;
    same($line->{state}, $want->{state}, "$name: state in the queue") if $want->{state};
    same($line->{next_date}, $want->{next_date}, "$name: next date") if exists $want->{next_date};
    is($line->{urgent} ? 1 : 0, $want->{urgent} // 0, "$name: urgent or not");
    ok($line->{overdue}, "$name: overdue") if $want->{overdue};
    ok(!$line->{overdue}, "$name: not overdue: a guide is no deadline") unless $want->{urgent} || $want->{overdue};
}

# ---- the mails ----

sub marked {
    my ($mail) = @_;
    $mail->{answer} = join(' ', @{ $mail->{header}{'auto-submitted'} // [] }) eq 'auto-replied';
    return $mail;
}

sub mails_are {
    my ($name, $mails, $want, $may) = @_;
    my @left = @$mails;
    my $take = sub {
        my ($kinds, $to) = split ' ', $_[0];
        my %is = map { ($_ => 1) } split /\|/, $kinds;
        for my $i (0 .. $#left) {
            my $template = $left[$i]{template};
            next unless $left[$i]{to} eq $to && ($is{$template} || $is{ $kind{$template} // '' });
            splice @left, $i, 1;
            return 1;
        }
        return 0;
    };
    my @missing = grep { !$take->($_) } @$want;
    $take->($_) for @$may;
    is_deeply({ missing => \@missing, more => [ map { "$_->{template} $_->{to}" } @left ] }, { missing => [], more => [] },
        "$name: exactly these mails") or diag(map { "  sent: $_->{template} $_->{to}\n" } @$mails);
}

sub mail_is_proper {
    my ($self, $name, $mail, $cause, $at) = @_;
    my $which = "$name: $mail->{template} to $mail->{to}";
    my %header = %{ $mail->{header} };
    my @wrong;
    push @wrong, 'recipients' if @{ $header{to} } != 1 || $header{to}[0] =~ /,/ || $header{cc} || $header{bcc};
    push @wrong, 'from' if $mail->{from} ne lc $self->{site}->mailbox;
    push @wrong, 'not marked as automatic' unless ($header{'auto-submitted'}[0] // '') =~ /^auto-(?:replied|generated)$/;
    push @wrong, 'answers not suppressed' unless ($header{'x-auto-response-suppress'}[0] // '') eq 'All';
    push @wrong, "date '$mail->{at}'" unless $mail->{at} =~ s/, 0(\d) /, $1 /r eq mail_date($at) =~ s/, 0(\d) /, $1 /r;
    push @wrong, 'no reply to its cause' if $mail->{answer} && ($header{'in-reply-to'}[0] // '') ne "<$cause->{message_id}>";
    push @wrong, map { "says '$_'" } claims_safety($mail->{text}, $self->{written});
    push @wrong, 'a field left in' if "$mail->{subject}$mail->{text}" =~ /\{\{|\}\}/;
    push @wrong, 'no urgent text first' if $mail->{template} =~ $begins_urgently && substr($mail->{text}, 0, 700) !~ /999/;
    push @wrong, map { "subject holds '$_'" } leaks($mail->{subject}, $self->{secrets});
    if ($mail->{answer} || $mail->{to} eq $self->{originator} || grep { $mail->{to} =~ /\@\Q$_\E$/ } @no_detail) {
        push @wrong, map { "text holds '$_'" } leaks($mail->{text}, $self->{secrets});
    }
    is_deeply(\@wrong, [], $which) or diag("Subject: $mail->{subject}\n\n$mail->{text}");
}

# Sentences that say of a child that all is well; the gateway says none of its own. What a person wrote is passed on as it is, and
# to ask somebody for an assurance is another thing.
sub claims_safety {
    my ($text, $written) = @_;
    my $of = qr/\b(?:child(?:ren)?|young person|he|she|they|baby|infant) (?:is|are|was|were|remains?|has been|have been)/i;
    return grep { index($written, $_) < 0 && !/\?\s*$|\b(?:assur|confirm|whether|if|please|ask)/i }
        grep { /$of (?:now )?(?:safe|protected|out of danger|unharmed)\b|$of (?:not|no longer) (?:at|in) (?:any |immediate )?(?:risk|danger)\b/i }
        map { s/\s+/ /gr } split /(?<=[.?!:;])\s+|\n\n+/, $text;
}

# ---- what must not be told ----

# Patterns for everything that identifies a child: each part of the name, the initials, the date of birth in all the ways
# people write it, identifiers, and sentences of the referral.
sub child_secrets {
    my (%child) = @_;
    my @parts = grep { length > 2 && !/^(?:baby|unborn)$/i } split /[^\w]+/, $child{name};
    my @secrets = map { qr/\b\Q$_\E\b/i } @parts;
    push @secrets, do { my $letters = join '\.?\s?', map { substr $_, 0, 1 } @parts; qr/\b$letters\b/ } if @parts > 1;
    if (my ($year, $month, $mday) = ($child{dob} // '') =~ /^(\d+)-(\d+)-(\d+)$/) {
        my $word = (qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[ $month - 1 ];
        my ($day, $number, $years) = ('0?' . ($mday + 0), '0?' . ($month + 0), "(?:$year|" . substr($year, 2) . ')');
        push @secrets, qr/\b${day}\W${number}\W${years}\b/, qr/\b$child{dob}\b/,
            qr/\b${day}(?:st|nd|rd|th)?\W${word}\w*\W${years}\b/i;
    }
    push @secrets, map { my $loose = join '\s*', map { quotemeta } grep { /\S/ } split //, $_; qr/$loose/ } @{ $child{ids} // [] };
    push @secrets, map { qr/\Q$_\E/i } @{ $child{phrases} // [] };
    return @secrets;
}

# Of these secrets and of every child that a form was ever made for in this test.
sub leaks { my ($text, $secrets) = @_; return grep { $text =~ $_ } @$secrets, values %printed }

# A child as the form has it: the name without a letter behind it, the date of birth in whatever way it is written.
sub keep_secret {
    my (%child) = @_;
    my ($mday, $month, $year) = ($child{dob} // '') =~ m{(\d{1,2})[/. ]+(\w+)[/. ]+(\d{2,4})$};
    my %month = map { (lc((qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[ $_ - 1 ]) => $_) } 1 .. 12;
    my $number = $month && ($month{ lc substr $month, 0, 3 } // $month);
    my $dob = $year && sprintf '%04d-%02d-%02d', $year < 100 ? $year + 2000 : $year, $number, $mday;
    my @ids = grep { /\d/ } map { s/^NHS //r } $child{ids} // '';
    $printed{$_} = $_ for child_secrets(name => ($child{name} // '') =~ s/\s*\(.*//r, dob => $dob, ids => \@ids);
}

# ---- the form ----

my @labels = (
    kind => 'Type of message', policy => 'Partnership / policy', stage => 'Stage', originator => 'Worker raising the concern',
    role => 'Role', raising => 'Agency raising', contact => 'Contact details', manager => 'Line manager / safeguarding lead',
    challenged => 'Agency disagreed with', person => 'Professional disagreed with', area => 'Area or team', opposite => 'Opposite number',
    children => '', harm => 'Is the child at immediate risk of harm?', arose => 'When did the disagreement arise?',
    about => 'Action, inaction or decision', decision => 'What was decided/done, when', reasons => 'Area of disagreement',
    problem => 'What is the problem?', evidence => 'Evidence', outcome => 'What do you want to happen?',
    safe_by => 'Date by which the child needs this settled', discussions => 'Record of discussions',
    members => 'Agency members engaged', policy_issue => 'Significant policy issue',
);
my @child_labels = (
    name => "Child's name", dob => 'Date of birth', ids => 'Identifier', setting => 'School/nursery/GP', status => "Child's status",
);
my %usual = (
    kind => 'New escalation', policy => 'Havering Safeguarding Children Partnership', harm => 'No', about => 'Inaction',
    reasons => 'The need for action',
);

# The whole form as a list of [label, value]. Values by the names above; '' leaves the field blank, undef leaves the line out.
# children: list of hashes, each a secret from here on. labels: another agency's word for a field.
sub escalation_form {
    my (%form) = @_;
    my %value = (%usual, %form);
    my @lines;
    my $add = sub {
        my ($labels, $values) = @_;
        for (my $i = 0; $i < @$labels; $i += 2) {
            my ($key, $label) = @$labels[ $i, $i + 1 ];
            if ($key eq 'children') {
                for my $child (@{ $values->{children} }) {
                    keep_secret(%$child);
                    __SUB__->(\@child_labels, $child);
                }
            } elsif (defined $values->{$key}) {
                push @lines, [ $form{labels}{$key} // $label, $values->{$key} ];
            }
        }
    };
    $add->(\@labels, \%value);
    return \@lines;
}

# The usual school's form against children's social care, complete, and what must not be told of it.
our @school_secrets = child_secrets(name => 'Jory Selwyn', dob => '2018-05-14', ids => ['999 321 4418'],
    phrases => ['visits were missed', 'visits restart', 'Whitcombe']);

sub school_form {
    my (%form) = @_;
    return escalation_form(
        stage => 'Stage Two', originator => 'Tola Brightwater', role => 'Class teacher', raising => 'Oakfield Primary School',
        contact => 'tola.brightwater@oakfield.example, 01632 960110', manager => 'Idris Penhallow',
        challenged => "Children's Social Care", person => 'Dara Whitcombe', opposite => 'Callum Reyes',
        children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', setting => 'Oakfield Primary School',
            status => 'None' } ],
        arose => 'Fri 6 March 2026', decision => 'Weekly visits, agreed on 27 February', problem => 'Three visits were missed.',
        evidence => "Our attendance log.", outcome => 'That visits restart this week.', safe_by => 'Fri 27 March 2026',
        discussions => '6 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one', %form,
    );
}

1;
