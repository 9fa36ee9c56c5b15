# What somebody writes shapes neither a header of ours nor a template: line ends, marks of direction, encoded words within encoded words
# and template code, in the name, the subject, the ids, the answers of a form. The mails that follow have the headers that they always
# have, each once, and say what they always say; the words go on as words to who may have them. Nothing has to be stopped for it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story qw(school_form);
use Test::More;

my $builder = Test::More->builder;
binmode $_, ':encoding(UTF-8)' for $builder->output, $builder->failure_output, $builder->todo_output;

my ($teacher, $lead, $reyes) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example', 'callum.reyes@csc.havering.example');
my $bidi = qr/[\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}\x{00ad}]/;
my %child = (name => 'Jory Selwyn', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan');

sub mails_of {
    my ($form, $change) = @_;
    my $site = Casegate->new('havering-2020');
    Casegate::Mail::write_to($site->mailbox);
    my $mail = outlook(from => "Idris Penhallow <$lead>", at => '2026-03-04T10:12', subject => 'Escalation', text => 'Please see below.', form => school_form(children => [ {%child} ], %$form));
    local $_ = $mail->{raw};
    $change->() if $change;
    my @mails = $site->receive($_, '2026-03-04T10:14');
    my ($case) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:15')->{cases} };
    my @stopped = $case ? grep { $_->{state} ne 'sent' } @{ $site->json('show', $case, '--sent', '--now', '2026-03-04T10:16') } : 'no case';
    return { map { ($_->{to} => $_) } @mails }, @stopped;
}

sub head { my ($mail) = @_; return join "\n", map { "$_: " . scalar @{ $mail->{header}{$_} } } sort grep { !/^(?:in-reply-to|references|thread-\w+|content-.*)$/ } keys %{ $mail->{header} } }
sub heads { my ($mails) = @_; return { map { ($_ => head($mails->{$_})) } keys %$mails } }
sub lines { my ($mails) = @_; return join "\n", map { my $mail = $_; map { map { "$_" } @{ $mail->{header}{$_} } } keys %{ $mail->{header} } } values %$mails }

my ($plain) = mails_of({});
my $usual = heads($plain);
is_deeply([ sort keys %$plain ], [ sort $lead, $reyes, $teacher, 'iro.service@csc.havering.example' ], 'the usual mails');

# name → how the raw message is changed; each alone
my %hostile = (
    'a line end in the name'    => sub { s/^From: .*$/From: =?utf-8?q?Idris=0D=0ABcc=3A_x?= <$lead>/m },
    'a mark in the name'        => sub { s/^From: .*$/From: =?utf-8?q?Idris_=E2=80=AE=E2=81=A6Penhallow?= <$lead>/m },
    'a word in a word'          => sub { s/^From: .*$/From: =?utf-8?q?=3D=3Futf-8=3Fq=3FIdris=3D0D=3D0ABcc=3D3A=3F=3D?= <$lead>/m },
    'code in the name'          => sub { s/^From: .*$/From: "{{detail}} {{>child_status}}" <$lead>/m },
    'a line end in the subject' => sub { s/^Subject: .*$/Subject: =?utf-8?q?Escalation_=5BTicket=23123456=5D=0D=0ABcc=3A_x=40y.example?=/m },
    'a mark in the subject'     => sub { s/^Subject: .*$/Subject: =?utf-8?q?=E2=80=AE=5BTicket=23123=E2=80=8B456=5D_Escalation?=/m },
    'code in the subject'       => sub { s/^Subject: .*$/Subject: Escalation {{detail}} [Ticket#{{detail}}]/m },
    'a route mark with more'    => sub { s/^Subject: .*$/Subject: =?utf-8?q?=5Bsecure=0D=0ABcc=3A_x=40y.example=5D?= Escalation/m },
    'an id with more in it'     => sub { s/^Message-ID: .*$/Message-ID: <one\@two> <x\@y.example>\r\n Bcc: x\@y.example/mi },
    'a reference with more'     => sub { s/^Message-ID: /References: <a\@b.example>\x0bBcc:x <=?utf-8?q?a=0D=0ABcc=3A?=\@b>\r\nMessage-ID: /mi },
    'an index with more'        => sub { s/^Thread-Index: .*$/Thread-Index: =?utf-8?q?AAAA=0D=0ABcc=3A_x?=/mi },
    'another address for errors' => sub { s/^Subject: /Errors-To: x\@y.example\r\nReturn-Receipt-To: x\@y.example\r\nSubject: /m },
);
for my $name (sort keys %hostile) {
    my ($mails, @stopped) = mails_of({}, $hostile{$name});
    is_deeply(\@stopped, [], "$name: nothing has to be stopped");
    is_deeply(heads($mails), $usual, "$name: the usual mails to the usual people, with the usual headers");
    my $lines = lines($mails);
    unlike($lines, $bidi, "$name: no mark in a header");
    unlike($lines, qr/\{\{|y\.example/, "$name: none of it in a header");
    my $ack = $mails->{$lead}{text} // '';
    is($ack =~ s/\s+/ /gr, $plain->{$lead}{text} =~ s/\s+/ /gr, "$name: the answer says what it always says");
}

# The same in answers: those that are repeated in an acknowledgement, and those that go on to the holder.
my $hostile = "{{>detail}} {{reference}} =?utf-8?q?Bcc=3A?= \x{202e}%s \$(id)";
for my $field (qw(role area contact manager person opposite priority)) {
    my ($mails, @stopped) = mails_of({ $field => $hostile });
    is_deeply(\@stopped, [], "$field: nothing has to be stopped");
    is_deeply(heads($mails), $usual, "$field: the usual mails, with the usual headers");
    unlike($mails->{$lead}{text} // '', qr/Selwyn|Jory|999 321/, "$field: nothing of the child in the answer");
    unlike(lines($mails), $bidi, "$field: no mark in a header");
}
for my $field (qw(problem evidence outcome decision)) {
    my ($mails, @stopped) = mails_of({ $field => "The plan {{>detail}} {{reference}} is $hostile" });
    is_deeply(\@stopped, [], "$field: nothing has to be stopped");
    is_deeply(heads($mails), $usual, "$field: the usual mails, with the usual headers");
    like($mails->{$reyes}{text}, qr/\Q{{>detail}} {{reference}}\E/, "$field: the holder reads it as it was written");
    unlike($mails->{$lead}{text}, qr/\{\{/, "$field: and the answer has none of it");
}
# who is challenged, and the child
for my $form ({ challenged => $hostile }, { raising => "Oakfield Primary School $hostile" }, { children => [ { %child, name => "{{reference}} \x{202e}Jory\nBcc: x\@y.example" } ] }) {
    my ($name) = keys %$form;
    my ($mails, @stopped) = mails_of($form);
    is_deeply(\@stopped, [], "$name: nothing has to be stopped");
    ok($mails->{$lead}, "$name: it is answered");
    unlike(lines($mails), $bidi, "$name: no mark in a header");
    unlike(lines($mails), qr/\{\{|y\.example/, "$name: none of it in a header");
    unlike($mails->{$lead}{text}, qr/Selwyn|Jory|999 321/, "$name: nothing of the child in the answer");
}

done_testing();
