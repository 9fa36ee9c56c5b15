# What the crash tests share: which calls to end a program at, a site that is the same before every trial, what lies on its
# disk after one, and the judgement. The oracle stands outside of the program: what was accepted is what exited with 0, and
# what must come out is what came out of the same site without a crash.
#
# CRASH_EVERY=1 ends the program at every call it makes; otherwise at every call that changes a file or tells another process or
# a server something, and every 97th. Between two of those nothing changes outside of the processes that end, so that no other
# call leaves another state behind; that killat knows all calls that do is asked of a whole run (knows_its_calls).
package Casegate::Crash;
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::Killat;
use Digest::SHA qw(sha256_hex);
use Exporter qw(import);
use File::Find qw(find);
use JSON::PP;
use Test::More;
our @EXPORT = qw(sweep copy_of command disk_state end_state differences unsynced every landed_at knows_its_calls);

sub every { return $ENV{CRASH_EVERY} || 97 }

# Calls trial({at, changing}) with ever later calls until one is not reached; trial gives what Killat->run gave. Returns how
# many kills landed.
sub sweep {
    my ($trial, @series) = @_;
    @series = ([ 0, every() ], every() > 1 ? ([ 1, 1 ]) : ()) unless @series;
    my $landed = 0;
    for my $series (@series) {
        my ($changing, $step) = @$series;
        for (my $at = $step; $trial->({ at => $at, changing => $changing })->{killed}; $at += $step) {
            $landed++;
        }
    }
    return $landed;
}

# Of a whole run: no call of it is strange to killat, which could not say whether that is one to be ended at.
sub knows_its_calls {
    my ($whole) = @_;
    return is_deeply($whole->{unknown}, [], 'killat knows every call of it');
}

# Where a kill landed, in words.
sub landed_at {
    my ($run) = @_;
    return "$run->{at} ($run->{name})";
}

# The same site in another folder, with everything in its spool. A folder that was made before keeps the rest.
sub copy_of {
    my ($site, $name) = @_;
    my $folder = "$site->{scratch}/" . ($name // 'trial');
    my ($from, $to) = -d $folder ? map { "$_/spool" } $site->folder, $folder : ($site->folder, $folder);
    system('rm', '-rf', $to) == 0 && system('cp', '-a', $from, $to) == 0 or die "cannot copy a site";
    return bless { %$site, folder => $folder, seen => {}, said => '' }, ref $site;
}

sub command {
    my ($site, @arguments) = @_;
    return (Casegate::binary(), '--site', $site->folder, @arguments);
}

# ---- what lies on the disk ----

# One digest of the spool. Left out is what differs from run to run and means nothing after a crash: the salts and sums in
# the WAL's headers, the shared index that SQLite makes anew, and random letters of temporary names.
sub disk_state {
    my ($site) = @_;
    my $folder = $site->folder . '/spool';
    my %content;
    find({ no_chdir => 1, wanted => sub {
        my $name = substr $_, length $folder;
        return if $name =~ /-shm$/;
        my $bytes = -f $_ ? Casegate::slurp($_) : '';
        $content{ $name =~ s/(\.db\.)[a-z0-9]{13}\.new$/$1*.new/r } = sha256_hex($name =~ /-wal$/ ? wal_pages($bytes) : $bytes);
    } }, $folder);
    return sha256_hex(join "\n", map { "$_ $content{$_}" } sort keys %content);
}

sub wal_pages {
    my ($wal) = @_;
    return length $wal if length $wal < 32;
    my $size = unpack 'x8N', $wal;
    my $pages = length $wal;
    for (my $at = 32; $size && $at < length $wal; $at += 24 + $size) {
        $pages .= substr($wal, $at, 8) . substr $wal, $at + 24 > length $wal ? length $wal : $at + 24, $size;
    }
    return $pages;
}

# ---- what came of it ----

# Everything the office and the recipients see once the program has run again: an ordered list of name and text. The cases
# one by one only when every call is tried; `verify` compares them with their events at any rate. The commands that only look say
# the same of the same disk: they are asked once for each, and most kills come to one.
my %looked;
sub end_state {
    my ($site, $now) = @_;
    my @state = recovered($site, $now);
    my $disk = join ' ', disk_state($site), $site->{scratch}, $now, $ENV{LD_PRELOAD} // '';
    return [ @state, @{ $looked{$disk} //= [ looked_at($site, $now) ] } ];
}

sub looked_at {
    my ($site, $now) = @_;
    my @state = commands_fail($site, ['verify']);
    my $json = JSON::PP->new->utf8->canonical;
    my $queue = $site->queue($now);
    push @state, [ "message of $_->{sha256} ($_->{disposition})", $json->encode($_) ] for @{ $site->messages };
    push @state, [ 'queue', $json->encode($queue) ];
    push @state, [ "mail to $_->{to}: $_->{subject}", $_->{raw} ] for sort { $a->{raw} cmp $b->{raw} } $site->outgoing;
    return @state if every() > 1;
    push @state, [ 'held', $json->encode($site->held($now)) ];
    push @state, [ "case $_->{reference}", $json->encode($site->show($_->{reference}, $now)) ] for @{ $queue->{cases} };
    return @state;
}

# The program as its supervisor would start it again. What it says must not be that something is wrong.
sub recovered {
    my ($site, $now) = @_;
    my @said = commands_fail($site, map { [ $_, '--once', '--now', $now ] } 'work', 'send');
    my @waiting = glob $site->folder . '/spool/incoming/new/*';
    push @said, [ 'still in incoming/new', scalar @waiting ] if @waiting;
    return @said;
}

# Runs each in turn: what those say that do not exit with 0.
sub commands_fail {
    my ($site, @commands) = @_;
    my @said;
    for my $arguments (@commands) {
        my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, @$arguments);
        push @said, [ "casegate $arguments->[0] fails", "$code\n$out$err" ] if $code ne '0';
    }
    return @said;
}

# What is in one end state and not in the other, in words.
sub differences {
    my ($want, $got) = @_;
    my (%count, @words);
    $count{ join "\0", @$_ }++ for @$got;
    for my $entry (@$want) {
        push @words, "lost or changed: $entry->[0]" unless ($count{ join "\0", @$entry } //= 0)-- > 0;
    }
    push @words, map { 'too many or changed: ' . (split /\0/, $_)[0] } grep { $count{$_} > 0 } sort keys %count;
    return @words;
}

# ---- what a power cut could take ----

my %writes = map { $_ => 1 } qw(write pwrite64 writev pwritev ftruncate copy_file_range sendfile);
my %syncs  = map { $_ => 1 } qw(fsync fdatasync);

# Reads a trace of the calls that change files and says which of them were not made durable before something was built on
# them. A rename or link is `published` once its folder is synced.
sub unsynced {
    my ($trace) = @_;
    my (%dirty, %unpublished, @words);
    for my $call (@$trace) {
        my (undef, $name, @paths) = @$call;
        if ($writes{$name}) {
            push @words, "the record was written before $_ was durable" for $paths[0] =~ /-wal$/ ? sort grep { m{/outgoing/} } keys %unpublished : ();
            $dirty{ $paths[0] } = 1;
        } elsif ($syncs{$name}) {
            delete $dirty{ $paths[0] };
            delete @unpublished{ grep { folder_of($_) eq $paths[0] } keys %unpublished };
        } elsif ($name =~ /^sync/) {
            (%dirty, %unpublished) = ();
        } elsif ($name =~ /^(?:rename|link)/) {
            push @words, moved(\%dirty, @paths);
            $unpublished{ $paths[1] } = 1;
        } elsif ($name =~ /^unlink/ && $paths[0] =~ m{/Maildir/}) {
            push @words, "the source was released before $_ was durable" for sort keys %unpublished;
            $unpublished{ $paths[0] } = 1;
        }
    }
    push @words, map { "at the end $_ was not durable" } sort keys %unpublished;
    return @words;
}

sub moved {
    my ($dirty, $from, $to) = @_;
    my @wal = $to =~ m{/archive/} ? grep { /-wal$/ } sort keys %$dirty : ();
    return ($dirty->{$from} ? "$from was renamed before its bytes were durable" : ()),
        map { "$from was archived before $_ was durable" } @wal;
}

sub folder_of { return $_[0] =~ s{/[^/]*$}{}r }

1;
