# An IMAP server that plays tricks. It knows just the commands that Casegate uses, keeps each message as a file (FOLDER/UID), so
# that a test can look into the mailbox at any time, and goes wrong once, at one point, in one way. One connection at a time.
#
#   my $peer = Casegate::ImapPeer->new(messages => [@raw]);     # fills INBOX, listens on a port of its own
#   $peer->fault(at => 'fetch', what => 'close');               # the next time it comes there; `times` for more, `uid` for one message
#   $peer->inbox, $peer->done                                   # UID → raw
#   $peer->said                                                 # what clients sent, all connections, line by line
#
# Points: greeting capability authenticate list select noop search sizes fetch literal after-literal move copy store expunge idle.
# 'literal' is in the middle of a body, 'after-literal' behind it. What: no bad bye close hang garbage huge nul slow crash (a line
# that Debian's libetpan dies of) big-literal negative, of authenticate: untagged, bad-token; and of move: done-close (it is done, the answer is lost), lie (OK, and
# nothing was done); of fetch: short (a literal with less than it says), vanish (the message is not there), other (one that
# nobody asked for), empty; of sizes: large, small (lies).
# Settings: capability (words), uidvalidity, uidnext (0: not said), readonly, preauth, part_most (bytes of any part), news (bytes sent with the next OK), tls
# (certificates: IO::Socket::SSL arguments), starttls.
package Casegate::ImapPeer;
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use JSON::PP;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

my $json = JSON::PP->new->canonical;

sub new {
    my ($class, %of) = @_;
    my $folder = tempdir('casegate-peer-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $self = bless { folder => $folder, owner => $$ }, $class;
    $self->{listener} = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => 0, ReuseAddr => 1) // croak "no port: $!";
    $self->{port} = $self->{listener}->sockport;
    $self->refill(%of);
    $self->{pid} = fork // croak "cannot fork: $!";
    if ($self->{pid} == 0) {
        $SIG{PIPE} = 'IGNORE';
        $SIG{TERM} = sub { require POSIX; POSIX::_exit(0) };
        while (my $socket = $self->{listener}->accept) { eval { $self->serve($socket) }; close $socket }
        require POSIX;
        POSIX::_exit(0);
    }
    close delete $self->{listener};
    return $self;
}

sub DESTROY {
    my ($self) = @_;
    return unless $self->{owner} == $$ && $self->{pid};
    local ($?, $!);
    kill TERM => $self->{pid};
    waitpid $self->{pid}, 0;
}

sub port { $_[0]{port} }

# A mailbox with these messages, UIDs from `first` (1) on, and nothing wrong with the server.
sub refill {
    my ($self, %of) = @_;
    my $folder = $self->{folder};
    remove_tree("$folder/INBOX", "$folder/done");
    make_path("$folder/INBOX", "$folder/done");
    my $uid = $of{first} // 1;
    spew("$folder/INBOX/" . $uid++, $_) for @{ $of{messages} // [] };
    unlink "$folder/fault", "$folder/said";
    $self->set(uidvalidity => 7, uidnext => $uid, capability => 'MOVE UIDPLUS IDLE', %{ $of{settings} // {} });
}

sub set {
    my ($self, %settings) = @_;
    my $had = -e "$self->{folder}/settings" ? $json->decode(slurp("$self->{folder}/settings")) : {};
    $had = {} if exists $settings{capability} && exists $settings{uidvalidity};
    spew("$self->{folder}/settings", $json->encode({ %$had, %settings }));
}

sub add {
    my ($self, $uid, $raw) = @_;
    spew("$self->{folder}/new", $raw);
    rename "$self->{folder}/new", "$self->{folder}/INBOX/$uid" or croak "add: $!";
}

sub fault { my ($self, %fault) = @_; spew("$self->{folder}/fault", $json->encode({ times => 1, %fault })) }
sub happened { !-e "$_[0]{folder}/fault" } # the fault that was asked for
sub said { my ($self) = @_; return -e "$self->{folder}/said" ? slurp("$self->{folder}/said") : '' }
sub inbox { $_[0]->folder_of('INBOX') }
sub done { $_[0]->folder_of('done') }
sub folder_of {
    my ($self, $name) = @_;
    return { map { m{/(\d+)$} ? ($1 => slurp($_)) : () } glob "$self->{folder}/$name/*" };
}

sub slurp { my ($path) = @_; open my $in, '<:raw', $path or croak "$path: $!"; local $/; return scalar(<$in>) // '' }
sub spew { my ($path, $text) = @_; open my $out, '>:raw', $path or croak "$path: $!"; print $out $text; close $out or croak "$path: $!" }

# ---- the server ----

sub put { my ($self, $text) = @_; my $socket = $self->{socket}; print $socket $text or die "gone\n" }

sub hear {
    my ($self) = @_;
    my $socket = $self->{socket};
    my $line = <$socket>;
    die "gone\n" unless defined $line;
    open my $out, '>>:raw', "$self->{folder}/said" or die $!;
    print $out $line;
    $line =~ s/\r?\n\z//;
    return $line;
}

# What is to go wrong here, if anything; told once, or as often as was asked for.
sub wrong {
    my ($self, $at, $uid) = @_;
    my $path = "$self->{folder}/fault";
    return '' unless -e $path;
    my $fault = $json->decode(slurp($path));
    return '' if $fault->{at} ne $at || ($fault->{uid} && $fault->{uid} != $uid);
    --$fault->{times} > 0 ? spew($path, $json->encode($fault)) : unlink $path;
    return $fault->{what};
}

# Until the client has gone; a watchdog ends it, that is never what a test waits for.
sub wait_for_end {
    my ($self) = @_;
    my $socket = $self->{socket};
    local $SIG{ALRM} = sub { die "long enough\n" };
    alarm 60;
    1 while sysread $socket, my $bytes, 4096;
    alarm 0;
    die "gone\n";
}

sub forever {
    my ($self, $text, $pause) = @_;
    local $SIG{ALRM} = sub { die "long enough\n" };
    alarm 60;
    while (1) {
        syswrite $self->{socket}, $text or die "gone\n";
        select undef, undef, undef, $pause if $pause;
    }
}

# The faults that are the same everywhere; FALSE: it is one of the caller's own, or none.
sub go_wrong {
    my ($self, $what, $tag) = @_;
    return 0 if $what eq '';
    if ($what eq 'no' || $what eq 'bad') { $self->put("$tag " . uc($what) . " [CANNOT] not now\r\n"); return 1 }
    if ($what eq 'bye') { $self->put("* BYE going down\r\n"); die "closed\n" }
    die "closed\n" if $what eq 'close';
    $self->wait_for_end if $what eq 'hang';
    if ($what eq 'garbage') { $self->put("\x01\xff\x80 )))((( \x7f\r\n* 99 FETCH (((\r\n"); die "closed\n" }
    $self->forever('x' x 65536) if $what eq 'huge';
    if ($what eq 'nul') { $self->put("* OK a\0b\r\n$tag \0OK\r\n"); die "closed\n" }
    $self->forever(' ', 0.05) if $what eq 'slow';
    if ($what eq 'crash') { $self->put("* OK [PERMANENTFLAGS (\r\n"); $self->wait_for_end }
    if ($what eq 'big-literal') { $self->put("* 1 FETCH (UID 1 BODY[] {4000000000}\r\nabc"); $self->wait_for_end }
    if ($what eq 'negative') { $self->put("* 1 FETCH (UID 1 BODY[] {-5}\r\nabc)\r\n$tag OK\r\n"); $self->wait_for_end }
    return 0;
}

sub serve {
    my ($self, $socket) = @_;
    $self->{socket} = $socket;
    $socket->autoflush(1);
    setsockopt $socket, IPPROTO_TCP, TCP_NODELAY, 1;
    $self->{settings} = $json->decode(slurp("$self->{folder}/settings"));
    my $settings = $self->{settings};
    $self->start_tls if $settings->{tls} && !$settings->{starttls};
    my $what = $self->wrong('greeting');
    if ($what eq 'no' || $what eq 'bad') { $self->put("* BAD $what\r\n"); die "closed\n" }
    return if $self->go_wrong($what, '*');
    $self->put($settings->{preauth} ? "* PREAUTH welcome\r\n" : "* OK ready\r\n");
    while (1) {
        my ($tag, $command) = $self->hear =~ /^(\S+) (.*)/ or die "no command\n";
        $self->answer($tag, $command);
    }
}

sub start_tls {
    my ($self) = @_;
    require IO::Socket::SSL;
    $self->{socket} = IO::Socket::SSL->start_SSL($self->{socket}, SSL_server => 1, %{ $self->{settings}{tls} }) or die "no TLS\n";
}

sub capabilities {
    my ($self) = @_;
    my $settings = $self->{settings};
    return join ' ', 'IMAP4rev1', 'AUTH=PLAIN', 'AUTH=XOAUTH2', $settings->{offers} // (), $settings->{capability},
        ($settings->{starttls} && !$self->{socket}->isa('IO::Socket::SSL') ? 'STARTTLS' : ());
}

sub answer {
    my ($self, $tag, $command) = @_;
    my ($word, $rest) = $command =~ /^((?:UID )?\S+)\s*(.*)/;
    my $known = { capability => 'capability', starttls => 'starttls', authenticate => 'authenticate', login => 'authenticate', list => 'list',
        select => 'select', noop => 'noop', 'uid search' => 'search', 'uid fetch' => ($rest =~ /BODY/ ? 'fetch' : 'sizes'),
        'uid move' => 'move', 'uid copy' => 'copy', 'uid store' => 'store', 'uid expunge' => 'expunge', idle => 'idle', create => 'create',
        subscribe => 'subscribe' }->{ lc $word } // '';
    return $self->put("$tag BAD what is '$word'\r\n") unless $known;
    my $what = $self->wrong($known);
    return if $self->go_wrong($what, $tag);
    my $method = "do_$known";
    my $ok = $self->$method($rest, $what, $tag);
    my $news = $self->{settings}{news} // '';
    $self->put("$tag OK done\r\n$news") if $ok;
}

sub do_capability { my ($self) = @_; $self->put('* CAPABILITY ' . $self->capabilities . "\r\n"); return 1 }
sub do_noop { 1 }
sub do_create { 1 }
sub do_subscribe { 1 }
sub do_list { my ($self, $rest) = @_; $self->put(qq{* LIST (\\Noselect) "/" ""\r\n}) if $rest =~ /""$/; return 1 }

sub do_starttls {
    my ($self, $rest, $what, $tag) = @_;
    $self->put("$tag OK begin\r\n" . ($self->{settings}{injected} // ''));
    $self->start_tls;
    return 0;
}

sub do_authenticate {
    my ($self, $rest, $what, $tag) = @_;
    if ($rest =~ /^(?:PLAIN|XOAUTH2)$/i) {
        $self->put($what eq 'untagged' ? "* CAPABILITY IMAP4rev1\r\n+ \r\n" : "+ \r\n");
        $self->hear;
    }
    return 1 unless $what eq 'bad-token';
    $self->put("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"); # {"status":"400"}: then an empty line is due
    $self->hear;
    $self->put("$tag NO [AUTHENTICATIONFAILED] no\r\n");
    return 0;
}

sub uids { my ($self) = @_; return sort { $a <=> $b } keys %{ $self->inbox } }

sub do_select {
    my ($self, $rest, $what, $tag) = @_;
    my $settings = $self->{settings};
    my @uids = $self->uids;
    $self->put('* ' . @uids . " EXISTS\r\n* OK [UIDVALIDITY $settings->{uidvalidity}] it\r\n") if $settings->{uidvalidity};
    $self->put("* OK [UIDNEXT $settings->{uidnext}] next\r\n") if $settings->{uidnext};
    $self->put("$tag OK [" . ($settings->{readonly} ? 'READ-ONLY' : 'READ-WRITE') . "] selected\r\n");
    return 0;
}

sub do_search {
    my ($self) = @_;
    my @uids = $self->uids;
    $self->{told} = @uids;
    $self->put(join(' ', '* SEARCH', @uids) . "\r\n");
    return 1;
}


# The UIDs of a set that are in the folder.
sub named {
    my ($self, $set) = @_;
    my @ranges = map { [ /^(\d+):(\d+)$/ ? ($1, $2) : ($_, $_) ] } split /,/, $set;
    return grep { my $uid = $_; grep { $uid >= $_->[0] && $uid <= $_->[1] } @ranges } $self->uids;
}

sub do_sizes {
    my ($self, $rest, $what) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    for my $uid ($self->named($set)) {
        my $size = length $self->inbox->{$uid};
        $size = 3_000_000_000 if $what eq 'large';
        $size = 1 if $what eq 'small';
        $self->put("* 1 FETCH (UID $uid RFC822.SIZE $size)\r\n") unless $what eq 'vanish';
    }
    return 1;
}

sub do_fetch {
    my ($self, $rest, $what, $tag) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    my ($offset, $length) = $rest =~ /<(\d+)\.(\d+)>/;
    for my $uid ($self->named($set)) {
        my $raw = $self->inbox->{$uid};
        $raw = $offset > length $raw ? '' : substr $raw, $offset, $length if defined $offset;
        $raw = substr $raw, 0, $self->{settings}{part_most} if defined $offset && $self->{settings}{part_most};
        my ($number, $section) = (1, defined $offset ? "BODY[]<$offset>" : 'BODY[]');
        next if $what eq 'vanish';
        $number = 4242 if $what eq 'other';
        $raw = '' if $what eq 'empty';
        my $said = length $raw;
        $said += 100 if $what eq 'short';
        $said -= 10 if $what eq 'long';
        my $id = $what eq 'other' ? 4242 : $uid;
        my $middle = int(length($raw) / 2);
        $self->put("* $number FETCH (FLAGS (\\Recent) UID $id $section {$said}\r\n" . substr $raw, 0, $middle);
        return 0 if $self->go_wrong($self->wrong('literal', $uid), $tag);
        $self->put(substr $raw, $middle);
        return 0 if $self->go_wrong($self->wrong('after-literal', $uid), $tag);
        $self->put(")\r\n");
    }
    $self->wait_for_end if $what eq 'short';
    return 1;
}

sub move_files {
    my ($self, $set, $copy) = @_;
    my @moved = $self->named($set);
    for my $uid (@moved) {
        my ($from, $to) = ("$self->{folder}/INBOX/$uid", "$self->{folder}/done/$uid");
        $copy ? spew(-e $to ? "$to.again" : $to, slurp($from)) : rename $from, $to;
    }
    return @moved;
}

sub do_move {
    my ($self, $rest, $what) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    return 1 if $what eq 'lie';
    my @moved = $self->move_files($set);
    $self->{told} -= @moved;
    die "closed\n" if $what eq 'done-close';
    $self->put("* OK [COPYUID 9 $set $set] moved\r\n" . "* 1 EXPUNGE\r\n" x @moved) if @moved;
    return 1;
}

sub do_copy {
    my ($self, $rest, $what) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    $self->move_files($set, 1);
    die "closed\n" if $what eq 'done-close';
    return 1;
}

sub do_store {
    my ($self, $rest, $what) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    spew("$self->{folder}/deleted", join ' ', $self->named($set));
    die "closed\n" if $what eq 'done-close';
    return 1;
}

sub do_expunge {
    my ($self, $rest, $what) = @_;
    my ($set) = $rest =~ /^(\S+)/;
    my %deleted = map { $_ => 1 } split / /, -e "$self->{folder}/deleted" ? slurp("$self->{folder}/deleted") : '';
    unlink map { "$self->{folder}/INBOX/$_" } grep { $deleted{$_} } $self->named($set);
    die "closed\n" if $what eq 'done-close';
    return 1;
}

# Waits until DONE, or until INBOX has another number of messages than was told last, which it tells.
sub do_idle {
    my ($self, $rest, $what) = @_;
    $self->put("* 1 EXISTS\r\n") if $what eq 'news-first';
    $self->put("+ idling\r\n");
    $self->put("* 1 EXISTS\r\n") if $what eq 'news-at-once';
    return 0 if $self->go_wrong($self->wrong('idling'), '*');
    my $ready = '';
    vec($ready, fileno($self->{socket}), 1) = 1;
    until (select my $now = $ready, undef, undef, 0.02) {
        my $has = my @has = $self->uids;
        next if $has == $self->{told};
        $self->{told} = $has;
        $self->put("* $has EXISTS\r\n");
    }
    $self->hear;
    return 1;
}

1;
