# Every blank form of every policy, filled in to the last line with two children and sent: what is read back is what was
# written. Escalations go through deliver and work into a case, the other forms about that case too where it stays open,
# and all of them through explain.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use File::Basename qw(basename);
use Test::More;

my @policies = map { basename($_, '.yaml') } sort glob "$FindBin::Bin/../../routing/policies/*.yaml";
cmp_ok(scalar @policies, '>=', 5, 'all five policies are there');

sub table {
    my ($path) = @_;
    my ($head, @lines) = grep { /\S/ && !/^#/ } split /\r?\n/, Casegate::slurp($path);
    my @names = split /,/, $head;
    return map { my %row; @row{@names} = split /,/, $_, -1; \%row } @lines;
}

# Somebody who may raise a concern, their agency's name, and another agency that has people.
sub parties {
    my ($site) = @_;
    my %agency = map { ($_->{agency} => $_) } grep { $_->{service} ne 'partnership' && !$_->{successor} }
        table($site->folder . '/routing/agencies.csv');
    my @people = grep { $agency{ $_->{agency} } && $_->{email} } table($site->folder . '/routing/people.csv');
    my ($sender) = grep { $_->{role} =~ /^(?:line_manager|manager|designated_safeguarding_lead)$/ } @people;
    my ($other) = grep { $agency{ $_->{agency} }{service} ne $agency{ $sender->{agency} }{service} } @people;
    return ($sender, $agency{ $sender->{agency} }{name}, $agency{ $other->{agency} }{name});
}

my $n = 0;

# An answer to a line of the form, by what its bracket offers.
sub answer {
    my ($label, $offer, $long, $given) = @_;
    return $given->{$label} if exists $given->{$label};
    $n++;
    return 'no' if $offer =~ /^yes(?:, no| or no)/;
    return (1 + $n % 20) . ' March 2019' if $label =~ /birth/i;
    return (1 + $n % 8) . ' March 2026' if $offer =~ /day, month/ && $label !~ /by which/;
    return '27 March 2026' if $offer =~ /day, month/;
    return (split /, /, $offer)[1] if $offer =~ /,/;
    return "answer $n to it\n\nand a second paragraph, number $n" if $long;
    return "answer $n";
}

# The form filled in, and what must be read: list of [label, value] in its order. The child's lines stand twice.
sub fill {
    my ($blank, $given) = @_;
    my (@out, @want, @child);
    my @lines = split /\n/, $blank;
    my $put = sub {
        my ($line, $next) = @_;
        my ($label, $offer) = $line =~ /^(.*?)(?: \((yes, [^()]*|yes or no|[^()]*,[^()]*|of the [^()]*)\))?:\s*$/;
        my $value = answer($label =~ s/\?$//r, $offer // '', $next eq '', $given);
        push @out, "$line $value";
        push @want, [$label, $value];
    };
    for my $i (0 .. $#lines) {
        my ($line, $next) = ($lines[$i], $lines[$i + 1] // 'end');
        my $child = $line =~ /^(?:Name or initials|Date of birth|Identifier|School\/|Legal)/;
        if (!$child && @child) { $put->($_, 'end') for splice @child }
        push @child, $line if $child;
        if ($line =~ /:$/) { $put->($line, $next) }
        elsif ($line =~ /^(Type of message): (.+)/) { push @out, $line; push @want, [$1, $2] }
        else { push @out, $line }
    }
    return (join("\n", @out) . "\n", \@want);
}

sub read_back {
    my ($site, $mail, $want, $name) = @_;
    Casegate::spew("$site->{scratch}/form.eml", $site->passed_on($mail));
    my $seen = $site->json('explain', "$site->{scratch}/form.eml", '--now', '2026-03-10T10:00');
    is_deeply([ map { [ $_->{label}, $_->{value} ] } @{ $seen->{fields} } ], $want, "$name: every answer, in order");
    return $seen;
}

for my $policy (@policies) {
    my $site = Casegate->new($policy);
    my ($sender, $raising, $challenged) = parties($site);
    my %given = ('Agency raising' => $raising, 'Agency disagreed with' => $challenged,
        'Contact details' => "$sender->{email}, 01632 960117", 'Our reference' => 'Not applicable',
        'When did the disagreement arise' => 'Fri 6 March 2026', 'Action, inaction or decision' => 'Decision',
        'Outcome' => 'not resolved', 'Written confirmation by each party' => 'we have read it');
    my @kinds = split /\n/, $site->must(undef, 'form', '--policy', $policy);
    is($kinds[0], 'escalation', "$policy: the escalation first of its forms");
    my $reference;
    for my $kind (@kinds) {
        my ($text, $want) = fill($site->must(undef, 'form', $kind, '--policy', $policy), \%given);
        my $mail = outlook(from => "$sender->{name} <$sender->{email}>", to => $site->mailbox, at => '2026-03-10T09:58',
            subject => $reference ? "About $reference" : 'Form', text => $text);
        my $seen = read_back($site, $mail, $want, "$policy, $kind");
        ok(!$seen->{urgent}, "$policy, $kind: our own urgent text raises no alarm");
        next unless $kind eq 'escalation' || grep { $_->[0] eq 'Our reference' } @$want;
        $site->receive($mail, '2026-03-10T10:0' . ($n % 10));
        $reference //= $site->queue('2026-03-10T10:30')->{cases}[0]{reference};
        ok($reference, "$policy, $kind: there is a case") or last;
        $given{'Our reference'} = $reference;
        my $fields = $site->show($reference, '2026-03-10T10:30')->{fields};
        my %value = map { ($_->{value} => 1) } values %$fields;
        is_deeply([ grep { !$value{ $_->[1] } } @$want ], [], "$policy, $kind: every answer is in the record");
        is($fields->{'child.name 2'}{value}, (grep { $_->[0] eq 'Name or initials' } @$want)[1][1], "$policy: the second child")
            if $kind eq 'escalation';
    }
}

# ---- the command ----

my $site = Casegate->new('havering-2020');
my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'form', 'escallation');
is($code, 64, 'a kind that there is not');
like($err, qr/did you mean 'escalation'\?.*There are escalation, .*update/s, 'the nearest, and all');
($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'form', 'escalation', '--policy', 'havring-2020');
is($code, 64, 'a policy that there is not');
like($err, qr/did you mean 'havering-2020'/, 'and the nearest');
is($site->must(undef, 'form', 'escalation', '--now', '2026-03-10'),
    $site->must(undef, 'form', 'escalation', '--policy', 'havering-2020'), 'without --policy the one in force');
like($site->must(undef, 'form', 'escalation'), qr/^If a child may be at immediate risk/, 'the urgent text first');
done_testing;
