# What a party answers or asks for in plain words is never filed in silence. A labelled answer of our own form tells the other side
# as prose does (scenario 3.2); the next stage, somebody else to answer, and a confirmation beside one who has answered wait for a
# person, with what would follow. Who only asks is waited for on.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my ($rowan, $dacre) = ('rowan.achterberg@limetree.example', 'sunniva.dacre@csc.warrington.example');
my ($lead, $reyes) = ('idris.penhallow@oakfield.example', 'callum.reyes@csc.havering.example');

# A case just opened: the story, and the mails that were sent, by address.
sub opened {
    my ($policy, $from, @form) = @_;
    my $story = Casegate::Story->new($policy, secrets => []);
    my %to = map { ($_->{to} => $_) } $story->site->receive(outlook(from => $from, at => '2026-03-10T09:00', subject => 'Escalation', text => '', form => school_form(@form)), '2026-03-10T09:00');
    push @{ $story->{references} }, $story->site->queue('2026-03-10T09:01')->{cases}[0]{reference};
    return ($story, \%to);
}

# Answers that mail of ours; the mails that follow, as 'template-subject address', and how many messages wait.
sub answers {
    my ($story, $from, $at, $mail, $text) = @_;
    my @mails = $story->site->receive(phone(from => $from, at => $at, reply_to => $mail, text => $text), $at);
    return { map { ($_->{to} => $_) } @mails };
}

sub limetree {
    return opened('warrington-2021', "Rowan Achterberg <$rowan>", stage => 'Line managers', originator => 'Esme Fallow', raising => 'Lime Tree High School',
        challenged => "Children's Social Care", person => 'Brodie Lacey', area => 'North', opposite => 'Sunniva Dacre');
}

subtest 'a labelled answer' => sub {
    my ($story, $to) = limetree();
    my $sent = answers($story, "Sunniva Dacre <$dacre>", '2026-03-10T10:00', $to->{$dacre}, "Response: Upheld\nReasons: The core group is working.\n\nSunniva Dacre");
    is_deeply([ sort keys %$sent ], [ $rowan, $dacre ], 'is told to who raised it');
    like(words($sent->{$rowan}{text}), qr/recorded as 'upheld'.*The core group is working/, 'with its reasons');
    is_deeply(waits($story->case('2026-03-10T10:01')), ['limetree Rowan Achterberg'], 'whose turn it now is');
    my $next = answers($story, "Rowan Achterberg <$rowan>", '2026-03-10T11:00', $sent->{$rowan}, "Sunniva won't budge. Next stage please.");
    is_deeply([ sort keys %$next ], [$rowan], 'the next stage, asked for in plain words, is nothing that moves by itself');
    my $held = $story->newest_held('2026-03-10T11:01');
    like(words($story->page('2026-03-10T11:01', 'held')), qr/asks for the next stage/, 'a person reads it');
    like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/read as 'not resolved': it goes to Representatives/, 'with what would follow');
    $story->office('2026-03-10T11:10', 'Bram Oakley', 'held', $held->{id}, 'link', $story->reference, '--why', 'not resolved');
    is($story->case('2026-03-10T11:11')->{stage}{id}, 'W3', 'and by the office it does');
};

subtest 'a question to the other side' => sub {
    my ($story, $to) = limetree();
    my $before = waits($story->case('2026-03-10T09:02'));
    my $sent = answers($story, "Sunniva Dacre <$dacre>", '2026-03-10T10:00', $to->{$dacre}, 'We will do a visit this week. Are you ok with that?');
    is_deeply([ keys %$sent ], [$dacre], 'is sent to nobody');
    like(words($story->page('2026-03-10T10:01', 'held')), qr/has not been told of the question/, 'and waits for a person');
    is($story->newest_held('2026-03-10T10:01')->{reason}, 'asks-the-other', 'as a question to the other side');
    is_deeply(waits($story->case('2026-03-10T10:01')), $before, 'the case goes on waiting for who asked');
    answers($story, "Sunniva Dacre <$dacre>", '2026-03-10T10:30', $to->{$dacre}, 'Thank you.');
    is_deeply(waits($story->case('2026-03-10T10:31')), $before, 'as after thanks');
    is(scalar @{ $story->site->held('2026-03-10T10:32') }, 1, 'which nobody need read');
};

subtest 'a call, and a case that is not closed' => sub {
    my ($story, $to) = limetree();
    my $before = waits($story->case('2026-03-10T09:02'));
    my @asked = ([ 'Could somebody ring me about this please?', 'asks-contact', qr/to be called, or to speak to somebody/ ], [ 'Can this be opened again please?', 'asks-reopen', qr/opened again, which is not closed/ ]);
    for my $n (0 .. $#asked) {
        my ($text, $code, $why) = @{ $asked[$n] };
        my $at = sprintf '2026-03-10T10:%02d', 10 * $n;
        my $sent = answers($story, "Rowan Achterberg <$rowan>", $at, $to->{$rowan}, $text);
        is_deeply([ keys %$sent ], [$rowan], "$code: is sent to nobody");
        like(words($sent->{$rowan}{text}), qr/the office reads first what you ask for/, "$code: and the sender told who reads it");
        my $held = $story->newest_held($at);
        is($held->{reason}, $code, "$code: a person does it");
        like($held->{suggestions}[0]{why}, $why, "$code: who sees what is asked");
    }
    is_deeply(waits($story->case('2026-03-10T10:31')), $before, 'neither takes a turn');
};

subtest 'advice, while it is closing' => sub {
    my ($story, $to) = limetree();
    answers($story, "Sunniva Dacre <$dacre>", '2026-03-10T10:00', $to->{$dacre}, 'Agreed by telephone: a joint visit on Wednesday. Nothing is outstanding.');
    is($story->case('2026-03-10T10:01')->{state}, 'closing', 'reported as agreed');
    answers($story, "Rowan Achterberg <$rowan>", '2026-03-10T11:00', $to->{$rowan}, 'Could we have some advice on how to record this please?');
    is($story->newest_held('2026-03-10T11:01')->{reason}, 'asks-advice', 'is asked of a person, too');
    is($story->case('2026-03-10T11:01')->{state}, 'closing', 'and disputes nothing');
};

subtest 'partly, and somebody else' => sub {
    my ($story, $to) = opened('havering-2020', "Idris Penhallow <$lead>");
    my $sent = answers($story, "Callum Reyes <$reyes>", '2026-03-10T10:00', $to->{$reyes}, "Outcome: partly\nDate of discussion: 9/3/26\nHow agreed: phone\nAgreed outcome: a visit, no meeting");
    is_deeply([ sort keys %$sent ], [ $reyes, $lead ], 'partly is told');
    like(words($sent->{$lead}{text}), qr/recorded as 'partly'.*Agreed outcome: a visit, no meeting/, 'with what it is about');
    is($story->case('2026-03-10T10:01')->{stage}{id}, 'S2', 'and moves nothing');
    answers($story, "Callum Reyes <$reyes>", '2026-03-10T11:00', $to->{$reyes}, "Hi, this isn't my team any more, please redirect to Imelda Frost.");
    my $held = $story->newest_held('2026-03-10T11:01');
    is($held->{reason}, 'wrong-person', 'whose it is, a person says');
    like(join(' ', map { $_->{why} } @{ $held->{suggestions} }), qr/casegate route \S+ --side challenged --agency csc --to imelda\.frost\@csc/, 'with the command for it');
};

subtest 'one of two who both answer' => sub {
    my ($sister, $marsden, $fenwick, $oduya) = map { "$_.example" } 'anouk.fairweather@fenmere', 'lena.marsden@fenmere', 'obi.fenwick@fenmere', 'tamsin.oduya@csc.cambs';
    my $story = Casegate::Story->new('cambridgeshire-2013', secrets => []);
    my %to = map { ($_->{to} => $_) } $story->site->receive(outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-10T09:00', subject => 'Escalation', text => '', form => nurse_form()), '2026-03-10T09:00');
    push @{ $story->{references} }, $story->site->queue('2026-03-10T09:01')->{cases}[0]{reference};
    answers($story, "Lena Marsden <$marsden>", '2026-03-10T10:00', $to{$marsden}, 'Agreed with the group manager by phone: weekly visits.');
    is(scalar @{ $story->site->held('2026-03-10T10:01') }, 0, 'the one answers');
    answers($story, "Obi Fenwick <$fenwick>", '2026-03-10T11:00', $to{$fenwick}, 'Confirmed from me too.');
    my $held = $story->newest_held('2026-03-10T11:01');
    like(words($story->page('2026-03-10T11:01', 'held')), qr/joins what somebody else has answered/, 'the other joins: a person reads it');
    $story->office('2026-03-10T11:10', 'Nell Rowntree', 'held', $held->{id}, 'link', $story->reference, '--why', 'resolved');
    is($story->case('2026-03-10T11:11')->{state}, 'closing', 'and says what it is');
    my ($held_before) = scalar @{ $story->site->held('2026-03-10T11:12') };
    answers($story, "Anouk Fairweather <$sister>", '2026-03-12T11:00', $to{$sister}, 'They have not come. Can this be opened again please?');
    is(scalar @{ $story->site->held('2026-03-12T11:01') }, $held_before + 1, 'to be opened again is asked of a person');
};

done_testing;
