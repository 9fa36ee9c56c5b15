# What the office does by hand: each act is done, said, recorded with who and why, and refused when it does not fit.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $site = Casegate->new('havering-2020');
my @site = ('--site', $site->folder);

sub at { my ($now, @arguments) = @_; return $site->run('', @site, '--now', $now, @arguments) }
sub ok_at {
    my ($name, @arguments) = @_;
    my ($code, $out, $err) = at(@arguments);
    is($code, 0, "$name: done") or diag $err;
    is($err, '', "$name: nothing on standard error");
    return $out;
}
sub refused {
    my ($want, $say, $name, @arguments) = @_;
    my ($code, $out, $err) = at(@arguments);
    is($code, $want, "$name: exit $want");
    like($err, $say, "$name: said why");
    is($out, '', "$name: nothing on standard output");
}
sub last_events { my ($reference, $now) = @_; my $case = $site->show($reference, $now); return grep { $_->{at} =~ /^\Q$now\E/ } @{ $case->{events} } }

# a referral from an address that nobody knows is held; the office opens a case with it
$site->receive(outlook(from => 'Somebody <somebody@elsewhere.example>', at => '2026-03-09T09:55', subject => 'Jory Selwyn',
        text => 'Please see below.', form => school_form()), '2026-03-09T10:00');
my ($held) = @{ $site->held('2026-03-09T10:01') };
is($held->{from}, 'somebody@elsewhere.example', 'held');
unlike($held->{subject}, qr/Jory|Selwyn/, 'its subject shows no name');
my ($code, $text) = at('2026-03-09T10:01', 'held');
unlike($text, qr/Jory|Selwyn/, 'nor does the list for a person');

refused(65, qr/no held message 99/, 'a number nobody has', '2026-03-09T10:02', 'held', 99, 'open', '--by', 'Wilf Darrow');
refused(65, qr/HAV-26-0099/, 'a case that is not there', '2026-03-09T10:02', 'held', $held->{id}, 'link', 'HAV-26-0099-' . check('0099'), '--by', 'Wilf Darrow');
my $said = ok_at('held open', '2026-03-09T10:03', 'held', $held->{id}, 'open', '--by', 'Wilf Darrow', '--why', 'rang the school');
my ($reference) = $said =~ /(HAV-26-\d+-[A-Z])/;
ok($reference, 'the new reference is said');
like($said, qr/Wilf Darrow/, 'and who did it');
is_deeply($site->held('2026-03-09T10:04'), [], 'nothing is held any more');
is($site->messages->[0]{disposition}, 'case', 'the message is in a case');
refused(65, qr/decided already/, 'twice', '2026-03-09T10:05', 'held', $held->{id}, 'set-aside', '--why', 'x');

# a note
ok_at('note', '2026-03-09T11:00', 'note', lc $reference, "Téléphone: answer by Friday\e[2J", '--by', 'Inez Quill');
my ($note) = grep { $_->{text} =~ /answer by Friday/ } last_events($reference, '2026-03-09T11:00');
like($note->{actor}, qr/Inez Quill/, 'the note says who');
like($note->{text}, qr/Téléphone/, 'and what, accents and all, whatever the locale');
my $json = $site->json('note', $reference, 'again', '--by', 'Inez Quill', '--now', '2026-03-09T11:01');
is_deeply([ sort keys %$json ], [qw(at by done)], 'as JSON');
is($json->{by}, 'Inez Quill', 'by whom');

# a stage by hand, a routing by hand, closing, opening again
ok_at('stage', '2026-03-10T09:00', 'stage', $reference, 'S3', '--by', 'Inez Quill', '--why', 'both managers say so');
is($site->show($reference, '2026-03-10T09:01')->{stage}{id}, 'S3', 'moved');
ok((grep { $_->{text} =~ /both managers say so/ } last_events($reference, '2026-03-10T09:00')), 'with the reason');
refused(65, qr/S9/, 'a stage that the policy has not', '2026-03-10T09:02', 'stage', $reference, 'S9', '--why', 'x');
refused(64, qr/did you mean 'csc'|no agency/, 'an agency that is not there', '2026-03-10T09:02', 'route', $reference, '--agency', 'ccs', '--side', 'challenged');
ok_at('close', '2026-03-11T09:00', 'close', $reference, '--by', 'Inez Quill', '--why', 'both confirmed by telephone');
is($site->show($reference, '2026-03-11T09:01')->{state}, 'closed', 'closed');
is_deeply($site->queue('2026-03-11T09:01')->{cases}, [], 'and gone from the queue');
ok_at('reopen', '2026-03-12T09:00', 'reopen', $reference, '--by', 'Inez Quill', '--why', 'the visit did not happen');
my $case = $site->show($reference, '2026-03-12T09:01');
is_deeply([@$case{qw(state cycle)}], ['open', 2], 'open again, cycle 2');
refused(65, qr/./, 'opening what is open', '2026-03-12T09:02', 'reopen', $reference, '--why', 'x');

is((at('2026-03-12T10:00', 'verify'))[0], 0, 'and the record adds up');
unlike($site->said, qr/Jory|Selwyn/, "no child's name on standard error");
done_testing;

# The check letter of HAV-26-….
sub check {
    my @digits = split //, "26$_[0]";
    my $sum = 72 + 65 + 86;
    $sum += 2**($_ + 1) * $digits[$_] for 0 .. $#digits;
    return substr 'ABCDEFGHJKLMNPQRTUVWXYZ', $sum % 23, 1;
}
