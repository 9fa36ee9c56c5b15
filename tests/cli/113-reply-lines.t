# What a mail asks to be filled in is called as the site's forms call it, and is what the policy asks; and a mail that several
# policies share says nothing that one of them alone says.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

# ---- the labels are the forms' ----

sub first_notice {
    my ($site) = @_;
    my $at = '2026-03-09T10:00';
    my @mails = $site->receive(outlook(from => 'Idris Penhallow <idris.penhallow@oakfield.example>', at => $at, subject => 'Escalation', text => 'See below.',
        form => school_form(arose => 'Mon 9 March 2026')), $at);
    my ($notice) = grep { $_->{to} eq 'callum.reyes@csc.havering.example' } @mails;
    return $notice->{text};
}

my $site = Casegate->new('havering-2020');
my $file = $site->folder . '/templates/forms/response.yaml';
my $form = Casegate::slurp($file);
$form =~ s/^    label: How agreed\n    aliases: \[/    label: In what way agreed\n    aliases: [How agreed, /m or die;
Casegate::spew($file, $form);
my $text = first_notice($site);
like($text, qr/^Outcome:\nDate of discussion:\nIn what way agreed:\nAgreed outcome:$/m, 'a notice asks by the labels of the site');
unlike($text, qr/^How agreed:|^Outstanding issues/m, 'not by the old one, nor for what this policy does not ask');

# ---- no template has the words of a policy that others do not have ----

my %of; # policy => its roles, spelled out, and what it owes
for my $path (glob 'routing/policies/*.yaml') {
    my ($id) = $path =~ m{([^/]+)\.yaml$};
    my $yaml = Casegate::slurp($path);
    my @roles = map { split /[\s,]+/ } $yaml =~ /roles?: \[?([a-z_, ]+)\]?/g, $yaml =~ /by: \[([a-z_, ]+)\]/g;
    $of{$id}{ tr/_/ /r } = 1 for grep { /_.*_/ } @roles;
    $of{$id}{lc $_} = 1 for $yaml =~ /^    label: (.+)$/mg;
}
is(scalar keys %of, 5, 'five policies');
my @shared = glob 'templates/replies/*.txt';
cmp_ok(scalar @shared, '>', 30, 'the shared templates');
unlike(Casegate::slurp($_), qr/section \d/, "no section's number in $_") for @shared;
for my $id (sort keys %of) {
    my @own = grep { my $words = $_; !grep { $_ ne $id && $of{$_}{$words} } keys %of } sort keys %{ $of{$id} };
    for my $template (@shared) {
        my $said = lc Casegate::slurp($template) =~ tr/\n/ /r;
        my @said = grep { $said =~ /\b\Q$_\E\b/ } @own;
        ok(!@said, "$id has not its own words in $template") or diag("@said");
    }
}
done_testing;
