# What runs until it is told to stop: does its work meanwhile, and ends with 0 after the round it is in.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Test::More;

use constant WATCHDOG => 60; # seconds after which the test gives up; never a reason to pass
my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $binary = Casegate::binary();

sub start {
    my ($command) = @_;
    my $pid = fork // die "cannot fork: $!";
    if ($pid == 0) {
        open STDOUT, '>', '/dev/null' or die $!;
        open STDERR, '>', "$folder/$command.err" or die $!;
        exec $binary, '--site', $folder, $command or die $!;
    }
    return $pid;
}
sub until_true {
    my ($condition, $name) = @_;
    for (1 .. WATCHDOG * 10) {
        return pass($name) if $condition->();
        select undef, undef, undef, 0.1;
    }
    fail("$name: not within " . WATCHDOG . ' s');
}
sub ends {
    my ($command, $pid, $signal) = @_;
    kill $signal, $pid;
    local $SIG{ALRM} = sub { kill 'KILL', $pid };
    alarm WATCHDOG;
    waitpid $pid, 0;
    alarm 0;
    is($?, 0, "$command ends with 0 on SIG$signal");
}

my $mail = "From: nobody\@elsewhere.example\r\nSubject: x\r\nMessage-ID: <1\@elsewhere.example>\r\n\r\nHello.\r\n";
my $work = start('work');
$site->deliver($mail);
until_true(sub { @{ $site->messages } == 1 }, 'work takes a message that comes in');
my $send = start('send');
until_true(sub { glob "$folder/spool/outgoing/new/*" }, 'send sends the receipt');
ends('work', $work, 'TERM');
ends('send', $send, 'INT');

is((stat "$folder/work.err")[7], 0, 'work had nothing to complain of');
is((stat "$folder/send.err")[7], 0, 'nor had send');
is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
done_testing;
