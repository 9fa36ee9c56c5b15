# A site of its own for a test: made by `casegate init`, driven by the program's commands only, looked at through
# their JSON and the mails that lie in spool/outgoing. Core modules only.
#
#   my $site = Casegate->new('havering-2020');
#   my @mails = $site->receive($mail, '2026-03-04T10:14');   # deliver, work, send
#   my $case = $site->show($reference, '2026-03-04T10:15');
#
# The program is $CASEGATE, else build/casegate. Its time zone and locale are set oddly on purpose: nothing it does may
# depend on them. The folder is removed at the end unless CASEGATE_KEEP is set.
package Casegate;
use strict;
use warnings;
use Carp qw(croak);
use Casegate::Boundary;
use Casegate::Ran;
use Casegate::Starter;
use Cwd qw(abs_path);
use Encode qw(decode);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use JSON::PP;
use MIME::Base64 qw(decode_base64);
use MIME::QuotedPrint qw(decode_qp);

my $root = abs_path(dirname(__FILE__) . '/../..');
my %mailbox = (
    havering       => 'mailbox@partnership.havering.example',
    cambridgeshire => 'mailbox@partnership.cambs.example',
    warrington     => 'mailbox@partnership.warrington.example',
    bromley        => 'bscb@partnership.bromley.example',
);

sub binary {
    my $binary = $ENV{CASEGATE} // "$root/build/casegate";
    croak "no program at '$binary': make it first" unless -x $binary;
    Casegate::Ran::begin(abs_path($binary));
    return $binary;
}

# `files`: a folder with a policy of another name than the program carries, and with that site's site.yaml, agencies.csv and
# people.csv; they take the place of a demonstration's.
sub new {
    my ($class, $policy, $files) = @_;
    make_path("$root/build/tmp");
    my $folder = tempdir("$policy-XXXXXX", DIR => "$root/build/tmp", CLEANUP => !$ENV{CASEGATE_KEEP});
    my ($area) = $policy =~ /^([a-z]+)/;
    my $self = bless { folder => "$folder/site", scratch => $folder, mailbox => $mailbox{$area}, said => '', seen => {} },
        $class;
    $self->must(undef, 'init', $self->{folder}, '--policy', $files ? 'havering-2020' : $policy, '--demo');
    $self->take_files($files) if $files;
    return $self;
}

# A new demonstration site in this folder, which is not there yet and stays.
sub in_folder {
    my ($class, $folder, $policy) = @_;
    my ($area) = $policy =~ /^([a-z]+)/;
    my $scratch = tempdir('casegate-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    my $self = bless { folder => $folder, scratch => $scratch, mailbox => $mailbox{$area}, said => '', seen => {} }, $class;
    $self->must(undef, 'init', $folder, '--policy', $policy, '--demo');
    return $self;
}

sub take_files {
    my ($self, $files) = @_;
    my $routing = "$self->{folder}/routing";
    unlink glob "$routing/policies/*";
    for my $path (glob "$files/*.yaml $files/*.csv") {
        my ($name) = $path =~ m{([^/]+)$};
        spew($name =~ /csv$|^site/ ? "$routing/$name" : "$routing/policies/$name", slurp($path));
    }
    ($self->{mailbox}) = slurp("$routing/site.yaml") =~ /^mailboxes: \[([^\],]+)/m;
}

sub folder  { $_[0]{folder} }
sub mailbox { $_[0]{mailbox} }
sub said    { $_[0]{said} }       # everything any command wrote to its standard error

# ---- commands ----

# Runs `casegate ARGUMENTS` with `input` (undef: nothing) on its standard input: exit code, standard output, standard error.
sub run {
    my ($self, $input, @arguments) = @_;
    my ($in, $out, $err) = map { "$self->{scratch}/$_" } qw(stdin stdout stderr);
    my $binary = binary();
    spew($in, $input // '');
    my $status = Casegate::Starter::run($binary, [$in, $out, $err], @arguments) // in_its_own($binary, [$in, $out, $err], @arguments);
    my $code = $status & 127 ? 'signal ' . ($status & 127) : $status >> 8;
    my $said = slurp($err);
    $self->{said} .= $said;
    return ($code, slurp($out), $said);
}

# The program by an exec. Returns the status, as in $?.
sub in_its_own {
    my ($binary, $files, @arguments) = @_;
    my $pid = fork // croak "cannot fork: $!";
    if ($pid == 0) {
        Casegate::Starter::set_environment();
        open STDIN,  '<', $files->[0] or die $!;
        open STDOUT, '>', $files->[1] or die $!;
        open STDERR, '>', $files->[2] or die $!;
        exec { $binary } $binary, @arguments or die "cannot run the program: $!";
    }
    waitpid $pid, 0;
    return $?;
}

# The same on this site; dies unless it exits with 0. Returns standard output.
sub must {
    my ($self, $input, $command, @arguments) = @_;
    my @site = $command eq 'init' ? () : ('--site', $self->{folder});
    my ($code, $out, $err) = $self->run($input, @site, $command, @arguments);
    croak "casegate $command @arguments: exit $code\n$out$err" unless $code eq '0';
    return $out;
}

sub json {
    my ($self, $command, @arguments) = @_;
    return JSON::PP->new->utf8->decode($self->must(undef, $command, @arguments, '--json'));
}

# A message as the site's receiving server passes it on, with what it found out about the sender (Casegate::Boundary); a hash then
# holds these bytes itself. unproven => 1 in it: the server says nothing.
sub passed_on {
    my ($self, $mail) = @_;
    return Casegate::Boundary::stamped($self->{folder}, $mail) unless ref $mail;
    $mail->{raw} = Casegate::Boundary::stamped($self->{folder}, $mail->{raw}) unless $mail->{unproven};
    return $mail->{raw};
}

# `mail`: the raw bytes, or what Casegate::Mail makes. It arrives at `now`, whatever the machine's clock says.
sub deliver {
    my ($self, $mail, $now) = @_;
    $self->must($self->passed_on($mail), 'deliver', '--to', $self->{mailbox}, $now ? ('--now', $now) : ());
}

sub work { my ($self, $now) = @_; $self->must(undef, 'work', '--once', '--now', $now) }
sub send { my ($self, $now) = @_; $self->must(undef, 'send', '--once', '--now', $now) }

# What one message causes: delivered, worked and sent at `now`. Returns the mails that went out.
sub receive {
    my ($self, $mail, $now) = @_;
    $self->deliver($mail, $now);
    return $self->tick($now);
}

# What the clock causes. Returns the mails that went out.
sub tick {
    my ($self, $now) = @_;
    $self->work($now);
    $self->send($now);
    return $self->outgoing;
}

sub queue    { my ($self, $now, @filter) = @_; $self->json('queue', '--now', $now, @filter) }
sub show     { my ($self, $reference, $now) = @_; $self->json('show', $reference, '--now', $now) }
sub held     { my ($self, $now) = @_; $self->json('held', '--now', $now) }
sub messages { my ($self) = @_; $self->json('messages') }

# ---- outgoing mail ----

# The mails in spool/outgoing that were not there when last asked, in the order of their file names. Each is a hash: to, from,
# subject, message_id, references, at, text (all decoded) and header (name in lower case → list of values).
sub outgoing {
    my ($self) = @_;
    my @new = grep { !$self->{seen}{$_}++ } sort glob "$self->{folder}/spool/outgoing/{new,cur}/*";
    return map { parse_mail(slurp($_)) } @new;
}

sub parse_mail {
    my ($raw) = @_;
    my ($head, $body) = split /\r?\n\r?\n/, $raw, 2;
    $head =~ s/\r?\n[ \t]+/ /g;
    my %header;
    for my $line (split /\r?\n/, $head) {
        my ($name, $value) = $line =~ /^([^:\s]+):\s*(.*?)\s*$/ or croak "no header: $line";
        push @{ $header{ lc $name } }, decode('MIME-Header', $value);
    }
    my $one = sub { $header{ $_[0] } ? $header{ $_[0] }[0] : '' };
    my $encoding = lc $one->('content-transfer-encoding');
    $body = $encoding eq 'base64' ? decode_base64($body) : $encoding eq 'quoted-printable' ? decode_qp($body) : $body;
    $body =~ s/\r\n/\n/g;
    my ($from_name, $from) = address($one->('from'));
    my ($to_name, $to) = address($one->('to'));
    return {
        raw => $raw, header => \%header, subject => $one->('subject'), at => $one->('date'),
        from => $from, from_name => $from_name, to => $to, to_name => $to_name,
        message_id => $one->('message-id') =~ s/[<>]//gr, text => decode('UTF-8', $body),
        references => [ $one->('references') =~ /<([^<>]+)>/g ],
    };
}

# 'Name <address>' or 'address' → (name, address in lower case).
sub address {
    my ($text) = @_;
    return $text =~ /^\s*"?(.*?)"?\s*<([^<>]*)>\s*$/ ? ($1, lc $2) : ('', lc $text =~ s/\s//gr);
}

# The bytes of a new escalation about Wren Ashby by the lead of a school, for a test that needs a case and does not ask what is in it:
# `n` is for its Message-ID; child, born (undef: not said) and problem can be another.
sub escalation {
    my ($n, %other) = @_;
    my %said = (child => 'Wren Ashby', born => '4.5.2018', problem => 'nobody visits', %other);
    my $born = $said{born} ? "Date of birth: $said{born}\n" : '';
    return <<"MAIL" =~ s/\n/\r\n/gr;
From: Idris Penhallow <idris.penhallow\@oakfield.example>
Message-ID: <$n\@oakfield.example>
Subject: Escalation

Stage: Two
Agency raising the escalation: Oakfield Primary School
Agency disagreed with: Havering CSC
Name of child: $said{child}
${born}What is the problem?: $said{problem}
MAIL
}

# ---- small helpers ----

# Is this a reference of ours with the right check letter (design §3)?
sub reference_ok {
    my ($prefix, $digits, $letter) = $_[0] =~ /^([A-Z]{3})-(\d\d-\d{4,})-([A-Z])$/ or return 0;
    my $sum = 0;
    my $weight = 1;
    $sum += ($weight *= 2) * $_ for $digits =~ /\d/g;
    $sum += ord for split //, $prefix;
    return $letter eq substr 'ABCDEFGHJKLMNPQRTUVWXYZ', $sum % 23, 1;
}

sub slurp {
    my ($path) = @_;
    open my $in, '<:raw', $path or croak "cannot read '$path': $!";
    local $/;
    return scalar(<$in>) // '';
}

sub spew {
    my ($path, $bytes) = @_;
    open my $out, '>:raw', $path or croak "cannot write '$path': $!";
    print $out $bytes;
    close $out or croak "cannot write '$path': $!";
}

1;
