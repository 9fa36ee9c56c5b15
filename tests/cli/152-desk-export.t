# The chronology taken out from the desk: through the process that faces the network, closed in as it is, with the look on record.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Test::More;

my $site = Casegate->new('havering-2020');
$site->receive("From: Tola Brightwater <tola.brightwater\@oakfield.example>\r\nMessage-ID: <1\@there.example>\r\nSubject: x\r\n\r\n"
        . "Stage: Two\r\nAgency raising: Oakfield Primary School\r\nAgency disagreed with: Havering CSC\r\nName of child: Wren Ashby\r\nDate of birth: 4.5.2018\r\n", '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T10:00')->{cases} };
my $desk = Casegate::Desk->new($site, representatives => 'yes');
$desk->account('inez', 'reader', 'Inez Quill');
$desk->account($_, 'representative', "For $_", '--agency', $_) for 'csc', 'brambles';
$desk->start;
my $inez = $desk->browser;
$inez->get('/sign-in');
$inez->post('/sign-in', name => 'inez', password => Casegate::Desk::PASSWORD);
my $page = $inez->get("/case/$reference");
my @links = $page->{body} =~ m{href="(/case/$reference/export\?[^"]*)"}g;
is(scalar @links, 12, 'four readers, three forms') or diag($page->{body});
my %begins = (pdf => qr/\A%PDF-1\./, html => qr/\A<!DOCTYPE html>/, text => qr/\A(?:Chronology|Course) /);
my %type = (pdf => 'application/pdf', html => 'text/html; charset=utf-8', text => 'text/plain; charset=utf-8');
for my $link (map { s/&amp;/&/gr } @links) {
    my ($reader, $format) = map { $link =~ /$_=(\w+)/ } 'for', 'format';
    my $answer = $inez->get($link);
    is("$answer->{status} $answer->{header}{'content-type'}", "200 $type{$format}", $link);
    like($answer->{body}, $begins{$format}, "$link: what it is");
    my $ending = $format eq 'text' ? 'txt' : $format;
    is($answer->{header}{'content-disposition'}, "attachment; filename=\"$reference-$reader.$ending\"", "$link: to be saved, under the reference");
    next if $reader ne 'originator';
    Casegate::spew(my $saved = $site->folder . '/saved', $answer->{body});
    my $words = $format eq 'pdf' ? `pdftotext '$saved' -` : $answer->{body};
    like($words, qr/\Q$reference\E/, "$link: can be read");
    unlike($words, qr/Wren|Ashby|4 May 2018/, "$link: no child");
}
my $refused = $inez->get("/case/$reference/export?for=agency&agency=brambles");
is($refused->{status}, 409, 'not for who is no party');
like($refused->{body}, qr/is no party of $reference/, 'and why');
my @looks = grep { $_->{command} =~ /^web export/ } @{ $site->json('looks', $reference) };
is(scalar @looks, 12, 'each is on record');
ok((grep { "$_->{who} $_->{login} $_->{command}" eq 'Inez Quill inez web export --for agency csc --format pdf' } @looks), 'with who, for whom and how');
# a representative: the same document as a page, and nothing of a case of others
my %of = map { $_ => $desk->browser->sign_in($_) } 'csc', 'brambles';
my $own = $of{csc}->get("/case/$reference");
is($own->{status}, 200, 'a representative of a party has a page of it');
my ($document) = $of{csc}->get("/case/$reference/export?format=html")->{body} =~ m{(<section>.*)\n</main>}s;
ok($document && index($own->{body}, $document) >= 0, 'which is the document that is taken out');
unlike($own->{body}, qr/tola\.brightwater/, 'without addresses of others');
like($of{csc}->get('/')->{body}, qr{/case/$reference}, 'it is listed');
unlike($of{brambles}->get('/')->{body}, qr{/case/$reference}, 'for others it is not');
my @refusals = map { $of{brambles}->get($_) } '/case/HAV-26-9999-X', "/case/$reference", map { "/case/$reference/export?$_" } 'format=pdf', 'child=7', 'format=docx';
is_deeply([ map { $_->{status} } @refusals ], [ (404) x 5 ], 'who is no party finds no case, whatever is asked');
is(scalar(keys %{ { map { ($_->{body} =~ m{(<main.*</main>)}s)[0] => 1 } @refusals } }), 1, 'in the same words');
done_testing;
