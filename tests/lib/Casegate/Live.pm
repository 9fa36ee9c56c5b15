# A story's site on a real mail system: after `use Casegate::Live` every site that a test makes is one whose mailbox lies on a
# Dovecot and whose mails leave by a Postfix of its own (Casegate::Servers). People's mail goes in by SMTP; `casegate collect` runs
# beside the test and is woken by IDLE; `casegate send` submits with STARTTLS and AUTH; what it sends is read from the people's
# boxes. The clock of work and send stays the story's. So a file of tests/scenarios runs here as it is.
package Casegate::Live;
use strict;
use warnings;
use Carp qw(croak);
use Casegate;
use Casegate::Servers;
our @ISA = qw(Casegate);
our $collects = 1; # whether a new site's collector runs from the beginning

my $new = \&Casegate::new;
{
    no warnings 'redefine';
    *Casegate::new = sub {
        my ($class, @how) = @_;
        my $self = bless $new->($class, @how), 'Casegate::Live';
        $self->go_live;
        return $self;
    };
}

sub servers { $_[0]{servers} }

# The lines of site.yaml that a site on these servers has in the place of `sources: []`.
sub settings {
    my ($servers, $mailbox, %more) = @_;
    my $password = $servers->folder . '/password';
    Casegate::spew($password, $servers->password . "\n");
    chmod 0600, $password;
    return <<"END" . ($more{sources} // '') . <<"END" . ($more{transport} // '');
sources:
  - type: imap
    mailbox: $mailbox
    host: localhost
    port: @{[$servers->port('imaps')]}
    ca_file: @{[$servers->ca]}
    password_file: $password
END
transport:
  type: smtp
  host: localhost
  port: @{[$servers->port('submission')]}
  tls: starttls
  ca_file: @{[$servers->ca]}
  user: $mailbox
  password_file: $password
END
}

# Every address that the site's directory names, and the writers of the story as they come.
sub go_live {
    my ($self) = @_;
    my $routing = "$self->{folder}/routing";
    my %people = map { (lc $_ => 1) } grep { !/^\Q$self->{mailbox}\E$/i } Casegate::slurp("$routing/people.csv") =~ /[\w.+-]+\@[\w.-]+\.example/g;
    $self->{servers} = Casegate::Servers->start(people => [ sort keys %people ], gateway => [ $self->{mailbox} ]);
    my $site = Casegate::slurp("$routing/site.yaml");
    my $settings = settings($self->{servers}, $self->{mailbox});
    $site =~ s/^sources: \[\]\n/$settings/m or croak "no empty 'sources' in $routing/site.yaml";
    Casegate::spew("$routing/site.yaml", $site);
    $self->{collecting} = $self->start('collect') if $collects;
}

# A command of this site that runs beside the test, until stop(); what it says goes to a file of its own.
sub start {
    my ($self, @command) = @_;
    my $pid = fork // croak "cannot fork: $!";
    if ($pid == 0) {
        @ENV{qw(TZ LC_ALL)} = ('Pacific/Auckland', 'C');
        open STDIN,  '<',  '/dev/null';
        open STDOUT, '>>', "$self->{scratch}/$command[0].log";
        open STDERR, '>&', \*STDOUT;
        exec Casegate::binary(), '--site', $self->{folder}, @command or exit 127;
    }
    return $pid;
}

sub log_of {
    my ($self, $command) = @_;
    return -e "$self->{scratch}/$command.log" ? Casegate::slurp("$self->{scratch}/$command.log") : '';
}

# Ends what start() began, as systemd would; its exit code.
sub stop {
    my ($self, $pid) = @_;
    kill 'TERM', $pid;
    waitpid $pid, 0;
    return $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
}

sub wait_until {
    my ($self, $what, $happened) = @_;
    for (1 .. 6000) {
        return if $happened->();
        select undef, undef, undef, 0.01;
    }
    croak "waited a minute for this in vain: $what\n" . $self->log_of('collect') . $self->{servers}->log_of('dovecot');
}

sub spooled { my ($self) = @_; return scalar(my @files = glob "$self->{folder}/spool/incoming/new/*") }

# By SMTP into the mailbox; the collector brings it.
sub deliver {
    my ($self, $mail, $now) = @_;
    my $raw = $self->passed_on($mail);
    my ($from) = $raw =~ /^From:.*?([\w.+-]+\@[\w.-]+)/mi;
    my $before = $self->spooled;
    $self->{servers}->send($raw, $raw =~ /^Return-Path:\s*<>/mi ? '' : $from // '', $self->{mailbox});
    $self->wait_until('the message in the spool', sub { $self->spooled > $before });
}

# What the people have got since last asked.
sub outgoing {
    my ($self) = @_;
    $self->{servers}->settle;
    my @boxes = grep { $_ ne $self->{mailbox} } map { m{([^/]+)$} } glob "$self->{servers}{folder}/mail/*";
    my @new = grep { !$self->{seen}{ s{^.*/}{}r =~ s/:2,.*//r }++ } map { $self->{servers}->paths($_) } @boxes;
    return map { Casegate::parse_mail(Casegate::slurp($_)) } sort { (stat $a)[9] <=> (stat $b)[9] } @new;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@);
    $self->stop(delete $self->{collecting}) if $self->{collecting} && $self->{servers}{owner} == $$;
}

1;
