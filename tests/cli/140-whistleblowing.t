# Whistleblowing is readable by the named officers only (1.8; threats.md, invariant 5): whoever blows the whistle, wherever in the
# message it is said and however it was kept from a case, no command says who it was, what it was about, or which case it named, nor does what the program
# logs, nor any mail. The commands are those of --help; each is named here with what it is given, or why it is not tried.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Casegate::Wrapped;
use Encode qw(decode);
use Test::More;

my $worker = 'polly.renwick@buttercuplane.example';
my $story  = Casegate::Story->new('bromley-2019', originator => $worker, secrets => [@preschool_secrets]);
my $site   = $story->site;
my $now    = '2026-03-05T16:00';

$site->receive(phone(from => "Polly Renwick <$worker>", to => $bromley, at => '2026-03-04T09:58', subject => 'Escalation', text => '',
    form => preschool_form(children => [ { name => 'Perrin Oakshott', dob => '03/11/2022', ids => '', setting => '', status => 'None' } ])), '2026-03-04T10:00');
my $reference = $site->queue($now)->{cases}[0]{reference};

# who writes, about what, and how far they are believed: a word of its own in each
my @whistles = (
    [ 'a party, about the case',           'greer.halliwell@buttercuplane.example', "Re: $reference Zinnia", 'the petty cash of the nursery',     {} ],
    [ 'a party, of no case',               'greer.halliwell@buttercuplane.example', 'In confidence Zinnia',  'the kitchen rota of the nursery',   {} ],
    [ 'a colleague nobody knows',          'ines.hartley@buttercuplane.example',    "Re: $reference Zinnia", 'the minibus of the nursery',        {} ],
    [ 'another agency, about the case',    'lucian.dray@orchard.example',           "Re: $reference Zinnia", 'the fridge of the clinic',          {} ],
    [ 'a stranger, about the case',        'bettina.marl@freepost.example',         "Re: $reference Zinnia", 'the cloakroom keys',                {} ],
    [ 'a stranger, of no case',            'bettina.marl@freepost.example',         'Zinnia',                'the cupboard under the stairs',     {} ],
    [ 'nobody proves it',                  'vera.stone@orchard.example',            "Re: $reference Zinnia", 'the waiting room camera',           { unproven => 1 } ],
    [ 'forged',                            'tobias.finney@csc.bromley.example',     "Re: $reference Zinnia", 'the duty telephone',                { verdict => 'fail' } ],
    [ 'a look-alike',                      'winifred@buttercupIane.example',        "Re: $reference Zinnia", 'the sand pit',                      {} ],
    [ 'of a case that is none',            'lucian.dray@orchard.example',           'BRO-26-0999-A Zinnia',  'the car park',                      {} ],
);
# ... and where it is not said in so many words: what else the mail has
my $greer = 'greer.halliwell@buttercuplane.example';
my $earlier = { message_id => 'the-first@buttercuplane.example', references => [], at => '2026-03-05T09:58', from => $greer, from_name => 'Greer Halliwell', subject => 'Zinnia' };
my @form = (problem => 'I am whistleblowing on my own manager, in confidence: the wading pool.');
push @whistles, map { [ @$_[0 .. 3], { silent => 1, %{ $_->[4] } } ] } (
    [ 'its subject',                    $greer, 'Whistleblowing Zinnia',            'the freezer',        {} ],
    [ 'its subject, of a party',        $greer, "Whistleblowing $reference Zinnia", 'the lost register',  {} ],
    [ 'its subject, of a stranger',     'bettina.marl@freepost.example', "Whistleblowing $reference Zinnia", 'the boiler', {} ],
    [ 'it follows one',                 $greer, "Re: $reference Zinnia",            'the tricycle',       { mail => { reply_to => { %$earlier, text => '' } } } ],
    [ 'a colleague follows one',        'ines.hartley@buttercuplane.example', "Re: $reference Zinnia", 'the paint store', { mail => { reply_to => { %$earlier, text => '' } } } ],
    [ 'it quotes one',                  $greer, "$reference Zinnia",                'the laundry',        { more => "\n\nOn 5 Mar 2026 at 09:58, I wrote:\n> I want to raise a whistle-\n> blowing concern about my manager.\n" } ],
    [ 'it passes one on',               $greer, "$reference Zinnia",                'the bus pass',       { mail => { forward => { %$earlier, text => 'I must blow the whistle on this.', to => $bromley, to_name => 'Office' } } } ],
    [ 'a letter is attached',           $greer, "$reference Zinnia",                'the nappy bin',      { mail => { attach => [ { name => 'l.txt', type => 'text/plain', data => 'I want to raise a whistleblowing concern about my manager.' } ] } } ],
    [ 'a Word letter is attached',      $greer, "$reference Zinnia",                'the tumble dryer',   { mail => { attach => [ docx('letter.docx', [ [ 'Dear office', 'This is whistleblowing, please keep my name out of it.' ] ]) ] } } ],
    [ 'the name of a file',             $greer, "$reference Zinnia",                'the stair gate',     { mail => { attach => [ { name => 'whistleblowing_disclosure.pdf', type => 'application/pdf', data => 'none' } ] } } ],
    [ 'an answer of a form',            $greer, 'Escalation Zinnia',                'the wading pool',    { mail => { form => preschool_form(@form) } } ],
    [ 'an answer of a form, in a case', $greer, "$reference Zinnia",                'the wading pool',    { mail => { form => preschool_form(@form, stage => 'Stage Three') } } ],
    [ 'above a form',                   $greer, 'Escalation Zinnia',                'the high chair',     { more => "\nThis is whistleblowing, in confidence: do not tell my manager.", mail => { form => preschool_form() } } ],
    [ 'a Word form',                    $greer, "$reference Zinnia",                'the toy cupboard',   { mail => { attach => [ docx('form.docx', preschool_form(problem => 'I am blowing the whistle: the toy cupboard.')) ] } } ],
    [ 'the kind of a form, in a case',  $greer, "$reference Zinnia",                'the coat hooks',     { mail => { form => [ [ 'Type of message', 'Whistleblowing' ], [ 'Our reference', $reference ], [ 'Name of child', 'Perrin Oakshott' ], [ 'What is the problem?', 'the coat hooks' ] ] } } ],
);
my $minute = 0;
my (@mails, @whole);
for my $whistle (@whistles) {
    my ($name, $from, $subject, $about, $how) = @$whistle;
    my $at = sprintf '2026-03-05T10:%02d', $minute++;
    my $text = $how->{silent} ? "Please ring me about $about. He must not know of it." : "This is whistleblowing about my own service: $about.";
    my @id = @mails ? () : (message_id => $earlier->{message_id});
    my $mail = phone(from => $from, to => $bromley, at => $at, subject => $subject, text => $text . ($how->{more} // ''), @id, %{ $how->{mail} // {} });
    $mail = judged($mail, $how->{verdict}) if $how->{verdict};
    $mail->{unproven} = 1 if $how->{unproven};
    push @whole, $mail;
    push @mails, $site->receive($mail, $at);
}
# ... a second copy of each, and what comes back of an answer to one
push @mails, $site->receive($_, '2026-03-05T11:00') for @whole;
my ($answer) = grep { $_->{to} =~ /^greer/ } @mails;
my %back = (from => "Greer Halliwell <$answer->{to}>", at => '2026-03-05T11:09', reply_to => $answer);
my @back = (out_of_office(%back, text => 'I am away from the petty cash of the nursery.'), delivery_failed(at => '2026-03-05T11:09', reply_to => $answer),
    phone(%back, text => 'Thank you. The petty cash of the nursery is kept by the cook.'));
push @mails, $site->receive($_, '2026-03-05T11:10') for @back;

# what nobody else may read
my @secrets = (qr/zinnia/i, map { my ($name, $from, undef, $about) = @$_; (qr/\Q$about\E/i, qr/\Q$from\E/i) }
    grep { $_->[1] !~ /^tobias/ } @whistles);
my @who = map { qr/\Q$_\E/i } qw(greer ines.hartley lucian bettina winifred\@);
sub keeps { my ($text, $what) = @_; my @leaks = grep { $text =~ $_ } @secrets, @who; ok(!@leaks, "$what says nothing") or diag("@leaks\n$text") }

my $policy = $site->folder . '/routing/policies/bromley-2019.yaml';
# every command of --help, as somebody at the office runs it
my %with = (
    show => [ [$reference], [ $reference, '--json' ] ], queue => [ [], ['--json'] ], held => [ [], ['--json'] ], messages => [ [], ['--json'] ],
    note => [ [ $reference, 'a note', '--by', 'Bridie Malone' ] ], route => [ [ $reference, '--agency', 'csc', '--by', 'Bridie Malone', '--why', 'so' ] ],
    stage => [ [ $reference, 'B3', '--by', 'Bridie Malone', '--why', 'so' ] ], close => [ [ $reference, '--by', 'Bridie Malone', '--why', 'so' ] ],
    reopen => [ [ $reference, '--by', 'Bridie Malone', '--why', 'so' ] ], form => [ ['escalation'] ], verify => [ [] ], status => [ [], ['--json'] ],
    check => [ [] ], backup => [ [ $site->folder . '/copy.db' ] ], work => [ ['--once'] ], send => [ ['--once'] ], collect => [ ['--once'] ],
    replay => [ [ '--policy', $policy ], [ '--policy', $policy, '--json' ] ],
    looks => [ [], [$reference], [ $reference, '--json' ] ], export => [ [ $reference, '--by', 'Bridie Malone' ] ],
    hold => [ [ $reference, '--why', 'an inquiry', '--by', 'Bridie Malone' ], [ $reference, '--release', 1, '--why', 'it is over', '--by', 'Bridie Malone' ] ],
    incident => [ [ $reference, '--why', 'a mail went astray', '--by', 'Bridie Malone', '--json' ] ],
    'subject-access' => [ map { ([ $_, '--by', 'Bridie Malone' ], [ $_, '--by', 'Bridie Malone', '--json' ]) } 'Perrin Oakshott', 'Polly Renwick' ],
    retention => [ [], ['--json'] ], sent => [ [], ['--json'] ], report => [ [ '--quarter', '2026Q1' ], [ '--quarter', '2026Q1', '--json' ] ],
);
my %not = (serve => 'never ends; its pages are asked in unit desk_held', init => 'another site', deliver => 'takes a message', run => 'never ends',
    explain => 'is given the message itself', directory => 'who has which post, whatever they wrote', account => 'who may sign in');
my (undef, $help) = $site->run(undef, '--help');
my ($list) = decode('UTF-8', $help) =~ /COMMAND …\n\n(.*?)\n\n/s;
my @commands = $list =~ /^  (\S+) /mg;
cmp_ok(scalar @commands, '>', 15, 'commands');
is_deeply([ grep { !$with{$_} == !$not{$_} } @commands ], [], 'every command is tried here, or says why not');
for my $command (grep { !$not{$_} } @commands) {
    for my $arguments (@{ $with{$command} // [] }) {
        my @now = $command =~ /^(?:form|check|backup|collect|messages|verify|replay|looks)$/ ? () : ('--now', $now);
        my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, $command, @$arguments, @now);
        keeps(decode('UTF-8', "$out$err"), "$command @$arguments");
        isnt($code, '64', "$command is called as it should be");
        is($code, '0', "$command @$arguments: it does what it is for") if $command =~ /^(?:looks|export|hold|incident|subject-access|retention)$/;
    }
}
my @held = @{ $site->held($now) };
is((grep { ($_->{reason} // '') =~ /^restricted/ } @held), scalar @held, 'all that waits is restricted');
is((grep { @{ $_->{suggestions} } || defined $_->{from} || defined $_->{sender_level} } @held), 0, 'and names neither sender nor case');
for my $held (@held) {
    for my $settling ([ 'link', $reference ], ['open'], [ 'set-aside', '--why', 'so' ]) {
        my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, 'held', $held->{id}, @$settling, '--by', 'Bridie Malone', '--now', $now);
        isnt($code, '0', "held $held->{id} @$settling: not by everybody");
        keeps("$out$err", "held $held->{id} @$settling");
    }
}
my (undef, @others) = sort { $a->{id} <=> $b->{id} } @{ $site->messages };
is(scalar @others, 2 * @whistles + @back, 'every message is listed, copies too');
is((grep { defined $_->{from} || defined $_->{kind} || defined $_->{case} || $_->{reason} !~ /^restricted: for the named/ } @others), 0, 'as restricted, without sender and kind');
my @closed = grep { $_->{template} =~ /^restricted/ } @{ $site->json('sent')->{mails} };
cmp_ok(scalar @closed, '>=', 8, 'so are the answers to them');
is((grep { defined $_->{to} || defined $_->{role} || defined $_->{subject} } @closed), 0, 'which say to nobody whom they went to');
for my $command ('held', 'messages', 'sent') {
    my ($code, $out, $err) = $site->run(undef, '--site', $site->folder, $command, '--restricted');
    is($code, 64, "$command --restricted: not for everybody");
    keeps("$out$err", "$command --restricted");
}

# the mails: only the writer is answered, and nobody reads of it
for my $mail (@mails) {
    my $own = grep { lc $mail->{to} eq lc $_->[1] } @whistles;
    my $text = decode('UTF-8', $mail->{raw});
    $text =~ s/\Q$mail->{to}\E//g if $own;
    $text =~ s/^(?:To|In-Reply-To|References|Message-ID):.*(?:\n[ \t].*)*//mig;
    ok(!(grep { $text =~ $_ } qr/zinnia/i, map { qr/\Q$_->[3]\E/i } @whistles), "to $mail->{to}: no word of it");
    unlike($text, qr/whistle/i, "to $mail->{to}: not what it was") if !$own;
}
my $about = join '|', map { quotemeta($_->[3] =~ s/^the | of the \w+$| under the stairs$//gr) } @whistles;
unlike($site->said, qr/zinnia|$about/i, 'nothing that was logged');

# ... and by them: all of it
my $file = $site->folder . '/routing/site.yaml';
my $login = getpwuid $<;
Casegate::spew($file, Casegate::slurp($file) =~ s/^named_officers: .*$/named_officers: [$login]/mr);
my @seen = grep { ($_->{kind} // '') eq 'whistleblowing' || ($_->{reason} // '') =~ /^restricted/ } @{ $site->json('messages', '--restricted') };
is(scalar @seen, 2 * @whistles + @back, 'a named officer sees every one of them');
is((grep { !defined $_->{from} } @seen), 0, 'and who wrote');
cmp_ok(scalar(grep { ($_->{to} // '') =~ /^greer/ } @{ $site->json('sent', '--restricted')->{mails} }), '>=', 2, 'and whom an answer went to');
done_testing();
