# What must not leave does not, whatever a template says. Every template is altered to leak one thing of the case after the other, in
# its subject and in its body, and every known field is put into every template. What would leak is stopped, with why; the office
# is told without the thing itself; the case goes on, and so does what leaks nothing. Unaltered, nothing is stopped.
# A text that a field leaks (an alarm number that holds somebody's words) is stopped like one that a template says.
#
# A holder at a 'tls' address may have all of it, in the body.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story qw(school_form);
use Encode qw(decode encode);
use Test::More;

my ($teacher, $lead) = ('tola.brightwater@oakfield.example', 'idris.penhallow@oakfield.example');
my ($reyes, $frost) = ('callum.reyes@csc.havering.example', 'imelda.frost@csc.havering.example');
my $problem = 'Nobody has asked his grandmother why he sleeps in the conservatory.';
my %form = (
    children => [ { name => 'Jory Selwyn-Hart', dob => '14/05/2018', ids => 'NHS 999 321 4401', setting => 'Oakfield Primary School', status => 'Child Protection Plan' } ],
    problem  => $problem,
);
my %secret = (
    'the name'           => 'Jory Selwyn-Hart',
    'the first name'     => 'Jory',
    'the family name'    => 'the SELWYN family',
    'a part of it'       => "Hart's mother",
    'initials'           => 'J.S.H.',
    'the date of birth'  => '14/05/2018',
    'the date in words'  => 'the 14th of May 2018',
    'the date by itself' => '20180514',
    'the identifier'     => '9993214401',
    'a part of a text'   => 'asked his grandmother why he sleeps',
    'another case'       => 'HAV-25-0003-K',
);
my $alarm = qr/^(?:wilf\.darrow|inez\.quill)\@/;
my $folder;

# A case from its opening until it is resolved, on a site of its own whose templates are altered: its mails as the record has
# them, and all that went out.
sub story {
    my ($alter, $prepare) = @_;
    my $site = Casegate->new('havering-2020');
    Casegate::Mail::write_to($site->mailbox);
    $folder = $site->folder;
    $prepare->($folder) if $prepare;
    for my $path (grep { !m{/site-alarm} } glob "$folder/templates/replies/*.txt $folder/templates/replies/*/*.txt") {
        local $_ = decode('UTF-8', Casegate::slurp($path));
        $alter->(($path =~ m{([^/]+)\.txt$})[0]);
        Casegate::spew($path, encode('UTF-8', $_));
    }
    my @out = $site->receive(outlook(from => "Idris Penhallow <$lead>", at => '2026-03-04T10:12', subject => 'Escalation', text => 'Please see below.', form => school_form(%form)), '2026-03-04T10:14');
    my ($case) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:15')->{cases} };
    push @out, $site->receive(outlook(from => "Callum Reyes <$reyes>", at => '2026-03-05T11:00', subject => "Re: [$case]", text => 'Not resolved. Please escalate.'), '2026-03-05T11:01');
    push @out, $site->receive(outlook(from => "Imelda Frost <$frost>", at => '2026-03-06T11:00', subject => "Re: [$case]", text => 'Resolved: we agreed at a meeting today.'), '2026-03-06T11:01');
    push @out, $site->tick('2026-03-06T12:00'); # alarms about what was stopped
    is($site->show($case, '2026-03-06T12:01')->{state}, 'closing', 'the case goes on') or diag($site->said);
    return ([ grep { $_->{to} !~ $alarm } @{ $site->json('show', $case, '--sent', '--now', '2026-03-06T12:01') } ], @out);
}

sub kinds { my %kinds = map { ($_->{template} => 1) } @_; return join ' ', sort keys %kinds }
sub stopped { return grep { $_->{state} eq 'suppressed' } @_ }
sub may_have { my ($mail) = @_; return !$mail->{in_reply_to} && $mail->{to} ne $teacher }

# ---- as they are ----

my ($mails) = story(sub { });
is(kinds(stopped(@$mails)), '', 'unaltered, nothing is stopped');
my $all = kinds(@$mails);
is($all, 'ack extract notice-originator notice-originator-first notice-resolved notice-stage notice-status', 'kinds of mail that the case brings');
my ($free, $bound) = (kinds(grep { may_have($_) } @$mails), kinds(grep { !may_have($_) } @$mails));

# ---- one thing after the other, in every template ----

my @names = grep { $_ ne 'a part of a text' } sort keys %secret; # of a template it is a text of ours: it comes by a field, below
for my $name (@names) {
    my $leak = $secret{$name};
    my ($in, @out) = story(sub { s/^(Subject: .*)$/$1 - it is about $leak here/m });
    is(kinds(stopped(@$in)), $all, "$name in subjects: all are stopped");
    is_deeply([ grep { index($_->{subject}, $leak) >= 0 } @out ], [], "$name in subjects: none leaves");
    is(scalar(grep { $_->{to} !~ $alarm } @out), 0, "$name in subjects: none but the office is written to");
    my @told = grep { $_->{text} =~ /stopped before it went out/ } @out;
    ok(@told > 0, "$name in subjects: the office is told");
    is_deeply([ grep { "$_->{subject} $_->{text}" =~ /\Q$leak\E/ } @told ], [], "$name in subjects: without the thing");
    like($in->[0]{why}, qr/^stopped before it went out: its subject has .* in it/, "$name in subjects: the record says why");
    unlike(join(' ', map { $_->{why} // '' } @$in), qr/\Q$leak\E/, "$name in subjects: and not what");
}
for my $name (@names) {
    my $leak = $secret{$name};
    my ($in, @out) = story(sub { $_ .= "\nWe add that it is about $leak here.\n" });
    is(kinds(stopped(@$in)), $bound, "$name in texts: stopped are answers and what the worker gets");
    is(kinds(grep { $_->{state} eq 'sent' } @$in), $free, "$name in texts: who may have the detail has it");
    is_deeply([ map { "$_->{to} $_->{subject}" } grep { index($_->{text}, $leak) >= 0 && ($_->{to} eq $teacher || $_->{header}{'in-reply-to'}) } @out ], [], "$name in texts: none leaves with it");
}

# ---- one template alone ----

for my $template (split ' ', $all) {
    my ($in) = story(sub { s/^(Subject: .*)$/$1 Jory/m if $_[0] eq $template });
    is(kinds(stopped(@$in)), $template, "$template altered: it alone is stopped");
}

# ---- by fields ----

my $fields = join "\n", map { "{{>$_}}" } split ' ', <<'EOF';
urgent_text missing problems next_date_why told recorded asks detail reply_form what_changed contact question reason
confirm agencies child_status decision date form owed asked records duty_form notices returned_form unopened role
EOF
my @secrets = map { values %$_ } { map { ($_ => $secret{$_}) } grep { $_ ne 'another case' } keys %secret };
my ($in, @out) = story(sub { $_ .= "\n$fields\n" });
is(kinds(@$in), $all, 'every field in every template: the usual mails');
my @examined = grep { $_->{to} eq $teacher || $_->{header}{'in-reply-to'} } @out;
cmp_ok(scalar(grep { $_->{to} eq $teacher } @examined), '>', 0, 'every field in every template: the worker got mail');
cmp_ok(scalar(grep { $_->{to} ne $teacher } @examined), '>', 0, 'every field in every template: and answers went out');
for my $mail (@examined) {
    is_deeply([ grep { index($mail->{text}, $_) >= 0 } @secrets ], [], "every field in every template: nothing in the mail to $mail->{to}");
}
# the only value in an answer that a site can say freely
($in, @out) = story(sub { $_ .= "\n{{emergency_duty}}\n" }, sub {
    my $path = "$_[0]/routing/site.yaml";
    my $text = Casegate::slurp($path);
    Casegate::spew($path, "$text\nemergency_duty: 01632 960147, $secret{'a part of a text'}\n") if $text !~ s/^emergency_duty:.*$/emergency_duty: 01632 960147, $secret{'a part of a text'}/m;
    Casegate::spew($path, $text) if $text =~ /^emergency_duty: 01632/m;
});
is(kinds(stopped(@$in)), $bound, 'a text by a field: stopped are answers and what the worker gets');
like((stopped(@$in))[0]{why}, qr/its text has words of what somebody wrote in it/, 'and the record says why');

done_testing();
