# Everything held on one person is listed with where it stands and whose word it is; a child's case whole, a professional's part
# of it alone; what is other people's is marked; that somebody looked is logged, without the name that was asked for.
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
my $now = '2026-03-12T14:00';
my $solund = 'marguerite.solund@millbrook.example';
sub casegate { return $site->run('', '--site', $folder, @_) }
sub access { return $site->json('subject-access', @_, '--now', $now) }
sub of { my ($kind, $found) = @_; return grep { $_->{kind} eq $kind } @{ $found->{items} } }

is_deeply(access('Nobody Here')->{items}, [], 'a site without a record holds nothing');
my ($post) = of('directory', access('Callum Reyes'));
is($post->{author}, 'the office', 'but the directory is held already');
like($post->{source}, qr/people\.csv:\d+$/, 'with its line');
ok(!-e "$folder/spool/casegate.db", 'asking makes no record');

$site->receive(gmail(from => "Marguerite Solund <$solund>", to => $site->mailbox, at => '2026-03-12T13:16', subject => 'Escalation', text => 'For both.',
    form => escalation_form(
        stage => 'Stage 2', originator => 'Dr Marguerite Solund', role => 'General practitioner', raising => 'Millbrook Surgery',
        contact => "$solund, 01632 960135", manager => 'Keir Blackwood', challenged => "Children's Services", person => 'Joel Amadi',
        opposite => 'Callum Reyes',
        children => [
            { name => 'Kestrel Ambrose', dob => '11.01.2019', ids => '999 611 2098', setting => 'Oakfield Primary School', status => 'CP Plan' },
            { name => 'Linnet Ambrose', dob => '12.02.2021', ids => 'Not known', setting => 'Millbrook Surgery', status => 'None' } ],
        arose => 'Thu 12 March 2026', decision => 'No assessment', reasons => 'The need for action',
        problem => 'Kestrel Ambrose is not seen, says Keir Blackwood.', evidence => 'Surgery record.', outcome => 'A meeting.', safe_by => 'Wed 1 April 2026',
        discussions => '12 March 2026, Marguerite Solund and Joel Amadi, telephone, stage one, not resolved')), '2026-03-12T13:20');
my ($reference) = map { $_->{reference} } @{ $site->queue($now)->{cases} };
ok($reference, 'a case') or BAIL_OUT('nothing to look at');
my $case = $site->show($reference, $now);

# ---- a child ----
my $child = access('Kestrel Ambrose', '--by', 'Inez Quill');
is_deeply([ map { $_->{match} } of('child', $child) ], [ 'name', 'case' ], 'the child, and the other child because of the case');
is_deeply([ map { $_->{others} } of('child', $child) ], [ [], ['child 2'] ], 'who is marked');
is(scalar(of('event', $child)), scalar @{ $case->{events} }, 'the whole chronology');
my ($problem) = grep { $_->{label} eq 'problem' } of('field', $child);
is($problem->{text}, 'Kestrel Ambrose is not seen, says Keir Blackwood.', 'an answer, whole');
is($problem->{author}, $solund, 'whose word it is');
like($problem->{source}, qr/^event \d+, [0-9a-f]{64}/, 'and the message it came in');
ok((grep { /^holder/ } @{ $problem->{others} }), 'that it names a manager is marked');
ok((grep { $_->{label} =~ / 2$/ && grep { $_ eq 'child 2' } @{ $_->{others} } } of('field', $child)), 'answers about the other child are marked');
is(scalar(of('mail', $child)), scalar @{ $case->{sent} }, 'every mail of the case');
my ($message) = of('message', $child);
my ($digest) = $message->{source} =~ /([0-9a-f]{64})/;
ok(-e "$folder/spool/archive/" . substr($digest, 0, 2) . "/$digest", 'the message as it came is in the archive under that name');
my ($raised) = grep { $_->{label} eq 'whoever raised it' } of('person', $child);
is_deeply($raised->{others}, ['whoever raised it'], 'whoever raised it is somebody else');

# surname first, and other case
is(scalar @{ access('AMBROSE, Kestrel')->{items} }, scalar @{ $child->{items} }, 'a name is known however it is written');

# ---- a professional ----
my $reyes = access('Callum Reyes');
is_deeply($reyes->{addresses}, ['callum.reyes@csc.havering.example'], 'the address is found');
ok((grep { $_->{label} =~ /^holder/ } of('person', $reyes)), 'holds the stage');
cmp_ok(scalar(of('event', $reyes)), '<', scalar @{ $case->{events} }, 'of the chronology only what names him');
is_deeply([ of('child', $reyes) ], [], "the children are not his data");
my ($notice) = of('mail', $reyes);
ok((grep { $_ eq 'child 1' } @{ $notice->{others} }), 'that his mail names a child is marked');

my $by_address = access($solund);
ok((grep { $_->{author} eq $solund } of('message', $by_address)), 'by address: her messages');
is_deeply([ of('child', access('Wren Nowhere')) ], [], 'a stranger is in nothing');

# ---- held ----
$site->receive("From: Pim Vale <pim.vale\@nowhere.example>\r\nMessage-ID: <x\@nowhere.example>\r\nSubject: hello\r\n\r\nno form\r\n", '2026-03-12T13:30');
my $vale = access('pim.vale@nowhere.example');
is(scalar(of('held', $vale)), 1, 'what waits for a person is listed');
is(access('Wren Nowhere')->{messages_not_searched}, 1, 'and what nobody took apart is counted for anybody else');

# ---- the look ----
my @looks = grep { $_->{command} =~ /^subject-access/ } @{ $site->json('looks') };
my ($first) = grep { $_->{who} eq 'Inez Quill' && ($_->{case} // '') eq $reference } @looks;
ok($first, 'a look at the case, by whom');
ok(!(grep { "$_->{command} $_->{who}" =~ /Kestrel|Reyes/ } @looks), 'without the name that was asked for');
my $text = $site->must(undef, 'subject-access', 'Kestrel Ambrose', '--now', $now);
like($text, qr/^\d+ items\. A person decides/, 'in words');
like($text, qr/OTHER PEOPLE'S DATA: .*child 2/, 'with the mark');
unlike($text, qr/^ *, /m, 'a person without a name is an address');
is((casegate('subject-access'))[0], 64, 'nobody is asked for');
is((casegate('subject-access', ' '))[0], 64, 'nor is a blank');
is((casegate('subject-access', 'A B', '--restricted'))[0], 64, 'restricted is for the named officers');
is((casegate('verify'))[0], 0, 'the record adds up');
done_testing;
