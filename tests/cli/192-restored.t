# A record that is older than the archive beside it, because somebody restored a backup: verify names every message that it lacks, and
# given to deliver again each of them comes back. While there is no record at all mail is taken in. (threats.md)
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $site = Casegate->new('havering-2020');
my $folder = $site->folder;
my $record = "$folder/spool/casegate.db";
my $lead = 'Idris Penhallow <idris.penhallow@oakfield.example>';
sub escalation {
    my ($name, $day) = @_;
    return outlook(from => $lead, at => '2026-03-09T10:00', subject => 'Escalation', text => 'See below.',
        form => school_form(children => [ { name => $name, dob => "$day/05/2018", ids => '', setting => '', status => 'None' } ]))->{raw};
}
sub noted { my ($n) = @_; return "From: hetty.voss\@brambles.example\r\nSubject: $n\r\nMessage-ID: <$n\@brambles.example>\r\n\r\nQuestion $n.\r\n" }
sub verify { return $site->run(undef, '--site', $folder, 'verify') }
sub restore { my ($copy) = @_; unlink $record, "$record-wal", "$record-shm"; system('cp', $copy, $record) == 0 or die; chmod 0600, $record }

my @old = (escalation('Corin Hale', '02'), noted('one'));
my @new = (escalation('Jago Trewin', '03'), noted('two'), escalation('Lowen Pascoe', '04'));
$site->deliver($_, '2026-03-09T10:00') for @old;
$site->tick('2026-03-09T10:01');
$site->must(undef, 'backup', "$folder/copy.db");
$site->deliver($_, '2026-03-10T10:00') for @new;
$site->tick('2026-03-10T10:01');
my @lacking = map { $_->{sha256} } grep { $_->{id} > 2 } @{ $site->messages };
is(scalar @lacking, 3, 'three came after the backup');
my %was = map { $_->{sha256} => $_->{disposition} } @{ $site->messages };

restore("$folder/copy.db");
is(scalar @{ $site->messages }, 2, 'the older record knows two');
my ($code, $said) = verify();
is($code, 65, 'verify sees it');
is_deeply([ sort $said =~ /^the archive holds '(\w+)', .* 'casegate deliver' again$/mg ], [ sort @lacking ], 'names each that is lacking, and says what to do');
for my $digest (@lacking) {
    my $file = "$folder/spool/archive/" . substr($digest, 0, 2) . "/$digest";
    $site->deliver(Casegate::slurp($file), '2026-03-11T09:00');
}
$site->tick('2026-03-11T09:01');
is_deeply({ map { $_->{sha256} => $_->{disposition} } @{ $site->messages } }, \%was, 'nothing is lost: each has become again what it was');
($code, $said) = verify();
is($code, 0, 'and the record adds up') or diag($said);

# ---- no record that can be used ----

$site->must(undef, 'backup', "$folder/second.db");
for my $bad ([ 'of no length', '' ], [ 'no database', 'x' x 5000 ], [ 'cut off', substr Casegate::slurp("$folder/second.db"), 0, 6000 ]) {
    my ($name, $bytes) = @$bad;
    unlink $record, "$record-wal", "$record-shm";
    Casegate::spew($record, $bytes);
    chmod 0600, $record;
    my $number = $name =~ s/ /-/gr;
    $site->deliver(noted($number), '2026-03-12T09:00');
    my ($failed, undef, $why) = $site->run(undef, '--site', $folder, 'work', '--once', '--now', '2026-03-12T09:01');
    isnt($failed, 0, "$name: refused") or next;
    like($why, qr/\Q$record\E/, "$name: and which file it is");
    is(scalar(my @waiting = glob "$folder/spool/incoming/new/*"), 1, "$name: mail is taken in meanwhile");
    restore("$folder/second.db");
    $site->work('2026-03-12T09:02');
    is((grep { $_->{message_id} =~ /\Q$number/ } @{ $site->messages }) > 0 ? 1 : 0, 1, "$name: and worked when the record is back")
        or diag(explain($site->messages->[-1]));
    unlink "$folder/second.db";
    $site->must(undef, 'backup', "$folder/second.db");
}
is((verify())[0], 0, 'the record adds up');
done_testing;
