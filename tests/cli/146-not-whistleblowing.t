# What only names a whistleblowing policy, its people or its page, or what a form prints or we wrote ourselves, stops no escalation: a
# child waits behind it.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $lead  = 'idris.penhallow@oakfield.example';
my $from  = "Idris Penhallow <$lead>";
my $footer = "\n\n-- \nIdris Penhallow\nDesignated Safeguarding Lead and whistleblowing lead\nRead our Whistleblowing Policy at www.oakfield.example";
my $seed = "1.8 Concerns relating to decisions, suspected wrongdoing or dangers at work within an agency, should be raised in line with\n"
    . "each agencies' policies for dealing with such matters, including but not limited to those setting out the arrangements for *whistleblowing*.";
my $old = { message_id => 'minutes@csc.havering.example', references => [], at => '2026-03-03T09:00', from => 'callum.reyes@csc.havering.example',
    from_name => 'Callum Reyes', to => $lead, to_name => 'Idris Penhallow', subject => 'Our meeting', text => "Thank you for the meeting.\n\n$seed\n\nCallum Reyes\nWhistleblowing: https://csc.havering.example/speak-up" };
my @form = @{ school_form() };
my $long = join "\n\n", map { "$_. Staff who blow the whistle are protected; the school listens to every whistleblower and looks into what was said." } 1 .. 120;

for my $row (
    [ 'a footer below the form',        form => [ @form, [ 'Anything else', "None.$footer" ] ] ],
    [ 'a note above the form',          text => 'We have read our own policies, including whistleblowing, and this is none of it.' ],
    [ 'an answer that names the policy', form => school_form(evidence => "School record. The whistleblowing policy was not needed.") ],
    [ 'an answer that tells of another', form => school_form(evidence => "A whistleblower told the nursery of it in May.") ],
    [ 'a footer',                       text => "Our form is below.$footer" ],
    [ 'a quote with the policy in it',  reply_to => $old, subject => 'Escalation' ],
    [ 'a policy as a file',             attach => [ { name => 'Oakfield_Whistleblowing-Policy 2025.txt', type => 'text/plain', data => $seed } ] ],
    [ 'a long document',                attach => [ { name => 'staff handbook.txt', type => 'text/plain', data => $long } ] ],
    [ 'a subject that names the lead',  subject => 'Escalation (from our whistleblowing lead)' ],
    ) {
    my ($name, %mail) = @$row;
    my $site = Casegate->new('havering-2020');
    my @mails = $site->receive(outlook(from => $from, at => '2026-03-04T09:58', subject => 'Escalation', text => 'Our form.', form => \@form, %mail), '2026-03-04T10:00');
    my @cases = @{ $site->queue('2026-03-04T10:01')->{cases} };
    is(scalar @cases, 1, "$name: a case") or diag(join "\n", map { "$_->{reason} $_->{text}" } @{ $site->held('2026-03-04T10:01') });
    is_deeply([ grep { ($_->{reason} // '') =~ /^restricted/ } @{ $site->messages } ], [], "$name: nothing is restricted");
    ok((grep { $_->{to} =~ /^callum/ } @mails), "$name: and the other side is told");
}

# our own answer to a whistleblower names the policy; an answer to another mail of ours that quotes it is judged by what it says
my $site = Casegate->new('havering-2020');
my ($signpost) = $site->receive(outlook(from => $from, at => '2026-03-04T08:58', subject => 'In confidence', text => 'This is whistleblowing about my own school.'), '2026-03-04T09:00');
like($signpost->{text}, qr/whistleblowing/, 'our answer names it');
$site->receive(outlook(from => $from, at => '2026-03-04T09:58', subject => 'Escalation', text => "Our form. You wrote to me this morning:\n\n" . join("\n", map { "> $_" } split /\n/, $signpost->{text}), form => \@form), '2026-03-04T10:00');
is(scalar @{ $site->queue('2026-03-04T10:01')->{cases} }, 1, 'our own words in a quote: a case');
done_testing;
