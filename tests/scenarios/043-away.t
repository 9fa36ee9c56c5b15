# Automatic replies in the words of many: never a response, never answered, no clock stops; whom they name is shown to the office with
# what the directory says of that person, and is not written to. A machine that only says 'received' makes nobody absent. (scenario 4)
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Encode qw(encode);
use Test::More;

binmode $_, ':encoding(UTF-8)' for Test::More->builder->output, Test::More->builder->failure_output;

my $lead  = 'idris.penhallow@oakfield.example';
my $reyes = 'callum.reyes@csc.havering.example';
my $site  = Casegate->new('havering-2020');
my %to = map { $_->{to} => $_ } $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-09T10:00', subject => 'Escalation', text => 'See below.',
    form => school_form()), '2026-03-09T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-09T10:01')->{cases} };

# What would be said of an automatic reply with this subject, head and text.
sub explained {
    my ($subject, $head, $text) = @_;
    my $file = $site->folder . '/reply.eml';
    my $mail = join "\r\n", "From: Callum Reyes <$reyes>", 'To: mailbox@partnership.havering.example', 'Subject: ' . encode('MIME-Header', $subject),
        'Message-ID: <away1@csc.havering.example>', "In-Reply-To: <$to{$reyes}{message_id}>", (map { "$_" } @$head), 'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', encode('UTF-8', $text), '';
    Casegate::spew($file, $mail);
    my $said = $site->json('explain', $file, '--now', '2026-03-09T11:00');
    unlink $file;
    return $said;
}

my @marked = ('Auto-Submitted: auto-replied');
my @replies = (
    # subject, head, text; the person shown, is somebody away?
    [ 'Automatic reply: Notice', \@marked, 'I am on leave until 18 March. Please contact Jo Wexcombe on 01632 960251.', 'Jo Wexcombe', 1 ],
    [ 'Out of office', [], 'I am away from the office and back on Monday. In my absence, please speak to my deputy, Jo Wexcombe.', 'Jo Wexcombe', 1 ],
    [ 'Automatic reply: Notice', \@marked, "I am off sick. Urgent queries: Jo Wexcombe, 01632 960251.\n\nCallum", 'Jo Wexcombe', 1 ],
    [ 'Automatic reply: Notice', \@marked, "I am out of the office. My colleague Jo Wexcombe will be dealing with my emails.", 'Jo Wexcombe', 1 ],
    [ 'Automatic reply: Notice', \@marked, "I am on annual leave. Should you need help, get in touch with Jo Wexcombe.", 'Jo Wexcombe', 1 ],
    [ 'Automatic reply: Notice', \@marked, 'I have left the council. Please redirect your mail to jo.wexcombe@csc.havering.example.', 'jo.wexcombe@csc.havering.example', 1 ],
    [ 'Automatic reply: Notice', \@marked, 'I am on maternity leave. Cover is provided by Jo Wexcombe.', 'Jo Wexcombe', 1 ],
    [ 'Abwesenheitsnotiz: Notice', [], 'Ich bin bis zum 18. März nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Jo Wexcombe.', 'Jo Wexcombe', 1 ],
    [ 'Réponse automatique : Notice', [], "Je suis absent du bureau jusqu'au 18 mars. En cas d'urgence, veuillez contacter Jo Wexcombe.", 'Jo Wexcombe', 1 ],
    [ "Allan o'r Swyddfa: Notice", [], 'Nid wyf yn y swyddfa tan 18 Mawrth. Cysylltwch â Jo Wexcombe os oes brys.', 'Jo Wexcombe', 1 ],
    [ 'Automatic reply: Notice', \@marked, 'I am away until Friday.', undef, 1 ],
    [ 'Automatic reply: Notice', \@marked, 'I am away until Friday. If a child is in danger, call 999 or contact Imelda Frost.', 'Imelda Frost', 1 ],
    [ 'Automatic reply: Notice', \@marked, 'Thank you for your email. It has been received and will be read within two working days.', undef, 0 ],
    [ 'We have received your message', ['Auto-Submitted: auto-generated'], 'Your call number is 4711.', undef, 0 ],
);
for my $reply (@replies) {
    my ($subject, $head, $text, $named, $away) = @$reply;
    my $said = explained($subject, $head, $text);
    my $name = substr($text, 0, 60) =~ s{\n.*}{}sr;
    is_deeply([ @$said{qw(automatic kind case)} ], [ 'auto-reply', 'automatic-reply', $reference ], "$name: a machine's, about this case");
    is_deeply($said->{would_send}, [], "$name: nobody is written to");
    my ($recorded) = map { $_->{text} } grep { $_->{kind} eq 'automatic-reply' } @{ $said->{events} };
    if ($named) {
        my $of = $named eq 'Imelda Frost' ? qr/in the directory as senior manager of Children's Social Care/ : qr/not in the directory/;
        like($recorded, qr/not a response; dates run on; \Q$named\E \(named in the automatic reply[;,] $of\) is not written to/, "$name: whom it names");
    } else {
        like($recorded, qr/not a response; dates run on$/, "$name: nobody is named");
    }
    is(scalar(grep { $_->{kind} eq 'no-deputy' } @{ $said->{events} }), $away, "$name: " . ($away ? 'somebody is to be named' : 'nobody is away'));
}

# a machine that answers every mail of ours
$site->deliver(out_of_office(from => "Callum Reyes <$reyes>", at => "2026-03-09T11:$_", reply_to => $to{$reyes}, text => "I am away until Friday. ($_)"), "2026-03-09T11:$_") for 10 .. 19;
is(scalar $site->tick('2026-03-09T11:20'), 0, 'ten times the same machine: nobody is written to');
my $case = $site->show($reference, '2026-03-09T11:21');
is(scalar(grep { $_->{kind} eq 'automatic-reply' } @{ $case->{events} }), 3, 'three stand in the record');
is(scalar(grep { $_->{kind} eq 'no-deputy' } @{ $case->{events} }), 1, 'the absence once');
is(scalar(grep { $_->{disposition} eq 'automatic' } @{ $site->messages }), 10, 'all are counted');
is($case->{stage}{id}, 'S2', 'and the case stands where it stood');
done_testing;
