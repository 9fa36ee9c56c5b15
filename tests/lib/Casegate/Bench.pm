# What the benchmarks share: forms of about 3 KB, no two alike, the memory of a family of processes, a median.
package Casegate::Bench;
use strict;
use warnings;
use utf8;
use Casegate::Story qw(escalation_form);
use Exporter qw(import);

our @EXPORT_OK = qw(form_mail memory median);

my @words = qw(visit plan review school meeting home weekly record contact support agreed missed health family worker child);
sub prose { my ($n, $seed) = @_; return ucfirst(join ' ', map { $words[ ($seed * 7 + $_ * $_) % @words ] } 1 .. $n) . '.' }

# By default from the safeguarding lead for the worker who raises it, about a child who is looked after: four mails go out, to the two of
# them, the manager and the reviewing officer. `$mails` 2: the lead raises it, about a child without a status; two do.
sub form_mail {
    my ($n, $mails) = @_;
    my $own = ($mails // 4) == 2;
    my $text = join "\n", map { "$_->[0]: $_->[1]" } @{ escalation_form(
        stage => 'Two', originator => $own ? 'Idris Penhallow' : 'Tola Brightwater',
        role => $own ? 'Designated safeguarding lead' : 'Class teacher', raising => 'Oakfield Primary School',
        contact => ($own ? 'idris.penhallow' : 'tola.brightwater') . '@oakfield.example', manager => 'Idris Penhallow', challenged => "Children's Social Care",
        person => 'Dara Whitcombe', opposite => 'Callum Reyes',
        children => [ { name => sprintf('Chil%s %s%s', chr(97 + $n / 676 % 26), chr(65 + $n % 26), chr(65 + $n / 26 % 26)), status => $own ? 'None' : 'Looked after', setting => 'Oakfield',
            dob => sprintf('%02d/%02d/%d', 1 + $n % 28, 1 + $n / 28 % 12, 2010 + $n / 336 % 14), ids => sprintf('LA %06d', $n) } ],
        arose => '6 March 2026', decision => prose(40, $n), problem => prose(60, $n), evidence => prose(50, $n + 1), outcome => prose(40, $n + 2),
        safe_by => '27 March 2026', discussions => '6 March 2026, Tola Brightwater and Dara Whitcombe, telephone, stage one') };
    return join "\r\n", 'Authentication-Results: mx.partnership.havering.example; dmarc=pass header.from=oakfield.example',
        'From: Idris Penhallow <idris.penhallow@oakfield.example>', 'To: mailbox@partnership.havering.example',
        'Subject: Escalation', 'Date: Mon, 9 Mar 2026 09:58:00 +0000', "Message-ID: <bench-$n\@oakfield.example>", 'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8', '', split(/\n/, $text), '';
}

# Proportional share of memory in MiB, so that pages shared with the reader child count once.
sub memory {
    my ($pid) = @_;
    my $sum = 0;
    my @all = ($pid);
    while (defined(my $one = shift @all)) {
        if (open my $in, '<', "/proc/$one/smaps_rollup") { while (my $line = <$in>) { $sum += $1 if $line =~ /^Pss:\s+(\d+)/ } }
        if (open my $in, '<', "/proc/$one/task/$one/children") { push @all, split ' ', <$in> // '' }
    }
    return $sum / 1024;
}

sub median { my @sorted = sort { $a <=> $b } @_; return $sorted[ @sorted / 2 ] }

1;
