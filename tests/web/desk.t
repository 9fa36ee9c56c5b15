# The desk in a browser, on a site with a hundred cases. The screenshots in tests/web/shots are for a person's eye.
use strict;
use warnings;
use File::Basename qw(dirname);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Casegate::Hundred;
use Test::More;

my $web = "$FindBin::Bin/../../build/web";
my $chromium = $ENV{CHROMIUM} // '/usr/bin/chromium';
sub cannot { my ($why) = @_; BAIL_OUT($why) if $ENV{CI}; plan skip_all => $why }
for my $program ($chromium, '/usr/bin/node') { cannot("no '$program' here: .ci/packages --tests") unless -x $program }
my $fetched = `"$FindBin::Bin/fetch" "$web" 2>&1`;
cannot("what drives the browser cannot be had: $fetched") if $? != 0;

my $beside = Casegate->new('havering-2020'); # its scratch folder goes with it
my $site = Casegate::Hundred::make(dirname($beside->folder) . '/hundred');
my %cases = map { ($_->{case} => 1) } grep { $_->{case} } @{ $site->messages };
cmp_ok(scalar keys %cases, '>=', 100, 'a site with a hundred cases');
my $desk = Casegate::Desk->new($site, representatives => 'yes');
$desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->account('rosa.quill', 'reader', 'Rosa Quill');
$desk->account('hollis.greave', 'representative', 'Hollis Greave', '--agency', 'riverbend');
$desk->start('--now', $Casegate::Hundred::now, 'serve');

my $binary = Casegate::binary();
# what arrives while a page is open: another form each time
my $folder = $site->folder;
my $arrives = "$folder/arrives";
Casegate::spew($arrives, <<"SH");
n=\$(( \$(cat "$folder/arrived" 2>/dev/null || echo 0) + 1 )); echo \$n >"$folder/arrived"
sed "s/NUMBER/\$n/" "$folder/form" | "$binary" --site "$folder" deliver && exec "$binary" --site "$folder" --now "$Casegate::Hundred::now" work --once
SH
Casegate::spew("$folder/form", join "\r\n", 'Authentication-Results: mx.partnership.havering.example; dmarc=pass header.from=oakfield.example',
    'From: Idris Penhallow <idris.penhallow@oakfield.example>', 'To: mailbox@partnership.havering.example', 'Subject: Escalation',
    'Message-ID: <arrives-NUMBER@oakfield.example>', '', 'Stage: Two', 'Agency raising the escalation: Oakfield Primary School',
    'Agency disagreed with: Children\'s Social Care', 'Name of child: Ferry NUMBER Lark', 'Date of birth: 4.5.2018', 'What is the problem?: nobody visits, NUMBER', '');

# What a representative of Riverbend may take out of the cases in progress, and what there is of others and of the office.
my %in_progress = map { ($_->{reference} => 1) } @{ $site->queue($Casegate::Hundred::now)->{cases} };
my @own = grep { ($site->run(undef, '--site', $folder, 'export', $_, '--for', 'agency', 'riverbend', '--now', $Casegate::Hundred::now))[0] == 0 } sort keys %in_progress;
delete @in_progress{@own};
cmp_ok(scalar $_, '>=', 4, 'cases of Riverbend, and of others') for scalar @own, scalar keys %in_progress;
my ($message) = grep { ($_->{case} // '') eq $own[0] } @{ $site->messages };
my ($mail) = $site->json('sent', '--now', $Casegate::Hundred::now)->{mails}[0]{message_id} =~ /\.(\d+)@/;
my ($held) = @{ $site->held($Casegate::Hundred::now) };

sub drive {
    my ($script) = @_;
    my $said = `/usr/bin/node "$FindBin::Bin/$script" 2>&1`;
    my $code = $? >> 8;
    for my $line (split /\n/, $said) {
        if ($line =~ /^(not )?ok \d+ - (.*)/) { ok(!$1, $2) }
        elsif ($line =~ /^#\s?(.*)/) { diag($1) }
        elsif ($line !~ /^1\.\.\d+$/) { diag($line) }
    }
    is($code, 0, "$script: the browser came to the end");
    return;
}

local @ENV{qw(CASEGATE_URL CASEGATE_PASSWORD CASEGATE_WEB CASEGATE_ARRIVES)} = ("http://$desk->{listen}", Casegate::Desk::PASSWORD, $web, "sh '$arrives'");
local @ENV{qw(CASEGATE_OWN CASEGATE_OTHERS CASEGATE_OFFICE)} = ("@own", join(' ', sort keys %in_progress), "/message/$message->{id} /sent/$mail /held/$held->{id}");
drive($_) for 'desk.mjs', 'representative.mjs';
ok((grep { $_->{login} eq 'hollis.greave' && $_->{command} eq 'web case' } @{ $site->json('looks', $_) }), "a look at $_ is on record") for @own;
is((grep { ($_->{login} // '') eq 'hollis.greave' } map { @{ $site->json('looks', $_) } } keys %in_progress), 0, 'and none at a case of others');
my ($pages) = `pdfinfo "$web/queue.pdf"` =~ /^Pages: +(\d+)/m;
is($pages, 1, 'the queue is printed on one page');
done_testing();
