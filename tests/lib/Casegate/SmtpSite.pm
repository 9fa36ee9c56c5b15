# A site whose mail leaves by SMTP: its settings, and what its outbox and the server then have.
package Casegate::SmtpSite;
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::CrashSite;
use Exporter qw(import);
our @EXPORT = qw(smtp_site apart sends_to send_at outbox side_by_side);

# The crash tests' site with its mails worked: all of them are of cases, and wait.
sub smtp_site {
    my $site = crash_site();
    $site->deliver($_) for grep { !/stranger/ } crash_mails($site);
    $site->work($crash_now);
    Casegate::spew($site->folder . '/secret', "a pass phrase\n");
    chmod 0600, $site->folder . '/secret' or die $!;
    return $site;
}

my $copies = 0;

# A copy that another process can run commands on at the same time.
sub apart {
    my ($site) = @_;
    my $scratch = "$site->{scratch}/apart-$$-" . ++$copies;
    mkdir $scratch or die "$scratch: $!";
    system('cp', '-a', $site->folder, "$scratch/site") == 0 or die 'cannot copy a site';
    return bless { %$site, scratch => $scratch, folder => "$scratch/site", seen => {}, said => '' }, ref $site;
}

# `settings`: what stands behind 'transport:' in site.yaml.
sub sends_to {
    my ($site, $settings) = @_;
    my $path = $site->folder . '/routing/site.yaml';
    my $text = Casegate::slurp($path) =~ s/^transport:.*\n//mr;
    Casegate::spew($path, "$text\ntransport: $settings\n");
}

# Exit code, standard output, standard error.
sub send_at {
    my ($site, $now) = @_;
    return $site->run(undef, '--site', $site->folder, 'send', '--once', '--now', $now);
}

# The mails of all cases in the order of their queueing: { id, state, why, to }.
sub outbox {
    my ($site, $now) = @_;
    my @mails = map { @{ $site->json('show', $_->{reference}, '--sent') } } @{ $site->queue($now // $crash_now)->{cases} };
    return sort { $a->{row} <=> $b->{row} }
        map { { id => $_->{message_id}, state => $_->{state}, why => $_->{why} // '', to => $_->{to}, row => ($_->{message_id} =~ /\.(\d+)@/)[0] } } @mails;
}

# Runs $each->(@$_) for every one of @$them, some at a time, each in a process of its own: what they said is wrong, in order.
sub side_by_side {
    my ($at_a_time, $each, $them) = @_;
    my (%running, @said);
    my $gather = sub {
        my $n = delete $running{ +wait };
        open my $in, '<:utf8', "$said[$n]{path}" or die "no word of $n: $!";
        chomp($said[$n]{words} = join '', <$in>);
        $said[$n]{words} .= " (exit $?)" if $?;
    };
    for my $n (0 .. $#$them) {
        $gather->() while keys %running >= $at_a_time;
        $said[$n]{path} = File::Temp::tmpnam();
        my $pid = fork // die "cannot fork: $!";
        if ($pid == 0) {
            my @wrong = eval { $each->(@{ $them->[$n] }) };
            push @wrong, "died: $@" if $@;
            open my $out, '>:utf8', $said[$n]{path} or die $!;
            print $out join '; ', @wrong;
            close $out;
            File::Temp::cleanup(); # of folders that it made itself: there is no END to do it
            require POSIX;
            POSIX::_exit(0);
        }
        $running{$pid} = $n;
    }
    $gather->() while keys %running;
    unlink map { $_->{path} } @said;
    return map { $_->{words} } @said;
}

1;
