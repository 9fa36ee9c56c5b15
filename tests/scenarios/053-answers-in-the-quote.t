# Answers inside our own form as mail programs leave them: in another colour behind our lines or between them, in a table that was
# made of them, in a Lotus quote without any mark, in lines that were wrapped anew, in a thread that carries two of our mails.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Mail;
use Casegate::Story;
use Encode qw(encode);
use MIME::Base64 qw(encode_base64);
use Test::More;

my $teacher = 'tola.brightwater@oakfield.example';
my $lead    = 'idris.penhallow@oakfield.example';
my $reyes   = 'callum.reyes@csc.havering.example';
my $iro     = 'iro.service@csc.havering.example';
my %idris   = (from => "Idris Penhallow <$lead>");

sub opened {
    my ($name) = @_;
    my $story = Casegate::Story->new('havering-2020', originator => $teacher, secrets => [@school_secrets]);
    my @mails = $story->step("$name: three open questions", at => '2026-03-09T09:00', opens => 1, state => 'provisional', stage => 'S2',
        mail => outlook(%idris, at => '2026-03-09T08:58', subject => 'Escalation', text => '', form => school_form(harm => '', outcome => '',
            children => [ { name => 'Jory Selwyn', dob => '14/05/2018', ids => '999 321 4418', setting => 'Oakfield Primary School', status => '' } ])),
        missing => [qw(immediate_harm child.status outcome_sought)], sent => [ "ack $lead", "notice $reyes", "told $teacher" ]);
    return ($story, (grep { $_->{to} eq $lead } @mails)[0]);
}

my %answer = ('Is the child at immediate risk of harm?' => 'No', 'Legal / plan status' => 'Child protection plan', 'What do you want to happen?' => 'That the visits begin again.');

sub answer_to { my ($line) = @_; my ($label) = grep { $line =~ /^\Q$_\E[^\n:]*:$/ } keys %answer; return $label && $answer{$label} }

# A message of one part, answering our mail.
sub raw_reply {
    my ($ack, $type, $body) = @_;
    my $mail = apple(%idris, at => '2026-03-09T09:58', subject => "Re: $ack->{subject}", text => 'x');
    my ($head) = $mail->{raw} =~ /^(.*?)\r\n\r\n/s;
    $head =~ s/\r\n(?:Content-Type|Content-Transfer-Encoding):[^\r]*(?:\r\n[ \t][^\r]*)*//gi;
    $head =~ s/\r\nDate: /\r\nIn-Reply-To: <$ack->{message_id}>\r\nDate: /;
    my $part = encode_base64(encode('UTF-8', $body)) =~ s/\n/\r\n/gr;
    return { %$mail, raw => "$head\r\nContent-Type: $type; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n$part", text => $body };
}

sub html { my ($text) = @_; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g; $text =~ s/>/&gt;/g; return $text }

sub outlook_html {
    my ($ack, $line) = @_;
    my $head = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> ' . html("$ack->{from_name} <$ack->{from}>")
        . "<br><b>Sent:</b> 09 March 2026 09:00<br><b>To:</b> $lead<br><b>Subject:</b> " . html($ack->{subject}) . '</p></div>';
    return '<html><body lang="EN-GB"><div class="WordSection1"><p class="MsoNormal">My answers are in red below.</p><p class="MsoNormal">&nbsp;</p>' . $head
        . join('', map { $line->($_) } split /\n/, $ack->{text}) . '</div></body></html>';
}

my $red = sub { '<span style="color:red">' . html($_[0]) . '</span>' };
my %reply = (
    'red, behind our lines' => sub { my ($ack) = @_; raw_reply($ack, 'text/html', outlook_html($ack, sub { my ($line) = @_; my $said = answer_to($line);
        return '<p class="MsoNormal">' . html($line) . ($said ? ' ' . $red->($said) : '') . '</p>' })) },
    'red, between our lines' => sub { my ($ack) = @_; raw_reply($ack, 'text/html', outlook_html($ack, sub { my ($line) = @_; my $said = answer_to($line);
        return '<p class="MsoNormal">' . html($line) . '</p>' . ($said ? '<p class="MsoNormal">' . $red->($said) . '</p>' : '') })) },
    'a table of our lines' => sub { my ($ack) = @_; raw_reply($ack, 'text/html', outlook_html($ack, sub { my ($line) = @_;
        my ($label, $value) = $line =~ /^([^:]+):(?: (.*))?$/ or return '<p class="MsoNormal">' . html($line) . '</p>';
        return '<table class="MsoTableGrid" border="1"><tr><td><p class="MsoNormal">' . html($label) . '</p></td><td><p class="MsoNormal">'
            . html(answer_to($line) // $value // '') . '</p></td></tr></table>' })) },
    'a Lotus quote without marks' => sub { my ($ack) = @_; raw_reply($ack, 'text/plain', join "\n", 'See below', '', 'Idris', '', '', '',
        "From:\t\"$ack->{from_name}\" <$ack->{from}>", "To:\t$lead", "Date:\t09/03/2026 09:00", "Subject:\t$ack->{subject}", '', '',
        map { my $said = answer_to($_); $said ? "$_ $said" : $_ } split /\n/, $ack->{text}) },
    'a Lotus quote in its own words' => sub { my ($ack) = @_; raw_reply($ack, 'text/plain', join "\n", 'See below', '',
        "$ack->{from_name} <$ack->{from}> wrote on 09/03/2026 09:00:00:", '', map { my $said = answer_to($_); '> ' . ($said ? "$_ $said" : $_) } split /\n/, $ack->{text}) },
    'wrapped anew' => sub { my ($ack) = @_; my $width = 56;
        my $text = join "\n", map { my $said = answer_to($_); my $line = $said ? "$_ $said" : $_; my @out;
            while (length $line > $width && $line =~ s/^(.{1,$width}) //) { push @out, "> $1" } (@out, "> $line") } split /\n/, $ack->{text};
        return raw_reply($ack, 'text/plain', "See below\n\nOn 9 Mar 2026, at 09:00, $ack->{from_name} <$ack->{from}> wrote:\n\n$text\n") },
    'bullets and boxes' => sub { my ($ack) = @_;
        my %box = ('Is the child at immediate risk of harm?' => '[ ] yes [x] no [ ] not known', 'Legal / plan status' => '☒ CP Plan ☐ Looked after ☐ None');
        my $text = join "\n", map { my $said = answer_to($_); my $line = $_;
            my ($key) = grep { index($line, $_) == 0 } keys %box; $said ? "> • $line " . ($key ? $box{$key} : $said) : "> $line" } split /\n/, $ack->{text};
        return raw_reply($ack, 'text/plain', "On 9 Mar 2026, at 09:00, $ack->{from_name} <$ack->{from}> wrote:\n\n$text\n\nIdris") },
);
for my $name (sort keys %reply) {
    subtest $name => sub {
        my ($story, $ack) = opened($name);
        my $before = $story->case('2026-03-09T09:00')->{fields};
        $story->step('one reply', at => '2026-03-09T10:00', state => 'open', stage => 'S2', missing => [], mail => $reply{$name}->($ack), sent => [ "ack $lead", "status $iro" ]);
        my $case = $story->case('2026-03-09T10:00');
        is_deeply($case->{children}[0]{status}, ['cp_plan'], 'the status');
        like($case->{fields}{immediate_harm}{value}, qr/^no$/i, 'the answer on immediate harm');
        is($case->{fields}{outcome_sought}{value} =~ s/\s+/ /gr, $answer{'What do you want to happen?'}, 'the outcome, and nothing of ours with it');
        is_deeply([ grep { $_->{kind} eq 'corrected' } @{ $case->{events} } ], [], 'nothing was corrected');
        delete @{ $case->{fields} }{qw(immediate_harm child.status outcome_sought)};
        delete @$before{qw(immediate_harm child.status outcome_sought)};
        is_deeply($case->{fields}, $before, 'and nothing else has changed');
        $story->finish;
    };
}

subtest 'a thread with two of our mails' => sub {
    my ($story, $first) = opened('the first');
    my %half = %$first;
    $half{text} =~ s/^(Is the child[^\n]*:)$/$1 No/m;
    my $reply = outlook(%idris, at => '2026-03-09T09:58', reply_to => \%half, text => 'One answer below, more to come.');
    my @mails = $story->step('half of it', at => '2026-03-09T10:00', state => 'provisional', stage => 'S2', missing => [qw(child.status outcome_sought)], mail => $reply, sent => ["ack $lead"]);
    my %second = %{ (grep { $_->{to} eq $lead } @mails)[0] };
    $story->step('another word in between', at => '2026-03-09T10:30', state => 'provisional', stage => 'S2', missing => [qw(child.status outcome_sought)], sent => [ "ack $lead" ],
        mail => gmail(%idris, at => '2026-03-09T10:28', reply_to => $first, text => 'Is the child at immediate risk of harm?: not known'));
    my $status = $second{text} =~ s/^(Legal \/ plan status[^\n]*:)$/$1 CP Plan/mr =~ s/^(What do you want[^\n]*:)$/$1 That the visits begin again./mr;
    my $thread = { %second, text => "$status\n\n" . join "\n", "From: $reply->{from_name} <$lead>", 'Sent: 09 March 2026 09:58', "To: $first->{from}", "Subject: RE: $first->{subject}", '', $reply->{text} };
    $story->step('the rest, above the whole thread', at => '2026-03-09T11:00', state => 'open', stage => 'S2', missing => [],
        mail => outlook(%idris, at => '2026-03-09T10:58', reply_to => $thread, text => 'Now complete, see below.'), sent => ["status $iro"], may => ["ack $lead"]);
    my $case = $story->case('2026-03-09T11:00');
    is($case->{fields}{immediate_harm}{value}, 'not known', 'an old answer that the thread carries along is not given again');
    is($case->{fields}{outcome_sought}{value}, 'That the visits begin again.', 'the new ones are');
    $story->finish;
};
done_testing();
