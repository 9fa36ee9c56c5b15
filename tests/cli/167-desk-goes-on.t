# The directory is changed on the desk while others write: nobody who may still do the same is signed out, what was typed meanwhile is
# taken, once, and goes to whoever holds the place now. Alone ('serve') and below 'run'.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Test::More;

sub hidden { my ($page, $name) = @_; my ($value) = $page->{body} =~ /name="$name" value="([^"]*)"/; return $value }

# What `who` may confirm: the directory with this in place of that.
sub proposed {
    my ($who, $from, $to) = @_;
    $who->get('/directory');
    my $text = $who->get('/directory/csv/people.csv')->{body};
    my $boundary = 'b0undary';
    my $body = join '', map { "--$boundary\r\nContent-Disposition: form-data; name=\"$_->[0]\"" . ($_->[0] eq 'text' ? '; filename="people.csv"' : '') . "\r\n\r\n$_->[1]\r\n" }
        [ token => $who->{token} ], [ file => 'people.csv' ], [ text => $text =~ s/\Q$from\E/$to/r ];
    my $seen = $who->with('Content-Type' => "multipart/form-data; boundary=$boundary")->request('POST', '/directory/import', "$body--$boundary--\r\n");
    like($seen->{body}, qr/0 added, 1 changed, 0 removed/, 'one entry would change') or diag $seen->{body};
    return (why => '', map { $_ => hidden($seen, $_) } qw(file sha256 text));
}

sub story {
    my (@how) = @_;
    my $site = Casegate->new('havering-2020');
    my $folder = $site->folder;
    $site->receive(Casegate::escalation(1), '2026-03-04T10:00');
    my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T12:00')->{cases} };
    my $yaml = "$folder/routing/site.yaml";
    Casegate::spew($yaml, Casegate::slurp($yaml) =~ s/^sources:.*\n(?:[ -].*\n)*/sources: []\n/mr) if $how[0] eq 'run';
    my $desk = Casegate::Desk->new($site);
    $desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->account('inez', 'officer', 'Inez Quill')->account('eve', 'officer', 'Eve Marlow');
    $desk->start(@how);
    my $served = sub { return scalar(() = $desk->log =~ /pages are served/g) };
    my $events = sub { my $case = $site->show($reference, '2026-12-01T12:00'); return @{ $case->{events} } };
    my $times = sub { my ($words) = @_; return scalar grep { ($_->{text} // '') =~ /\Q$words\E/ } $events->() };
    my ($wilf, $inez, $eve) = map { $desk->browser->sign_in($_) } qw(wilf.darrow inez eve);
    $eve->get("/case/$reference");
    my $seen = hidden($inez->get("/case/$reference"), 'seen'); # and there she writes
    my %order = proposed($wilf, 'Imelda Frost,imelda.frost@', 'Nadia Holt,nadia.holt@');
    $site->must(undef, 'account', 'remove', 'eve');
    my $pages = $desk->process('cg-desk');
    is($wilf->post('/directory/confirm', %order)->{status}, 303, 'the directory is changed') or diag $desk->log;
    my $moved = $inez->post("/case/$reference/stage", seen => $seen, stage => 'S3', why => 'no agreement on the first visit');
    is($moved->{status}, 303, 'sent at once by somebody who was writing: taken') or diag $moved->{body}, $desk->log;
    $desk->wait_for(sub { my $now = $desk->process('cg-desk'); $now && $now != $pages && $served->() > 1 }, 'the desk goes on with it');
    is($inez->post("/case/$reference/note", text => 'typed all the while')->{status}, 303, 'and what another page of it posts later is taken');
    is($times->('typed all the while'), 1, 'once');
    is($eve->post("/case/$reference/note", text => 'a note of nobody')->{status}, 403, 'whose account was removed is out');
    is($times->('a note of nobody'), 0, 'and leaves nothing');
    my $page = $inez->get("/case/$reference")->{body};
    like($page, qr/nadia\.holt\@csc/, 'whoever holds the place now is told');
    unlike($page, qr/imelda\.frost\@csc/, 'whoever has left is not');
    is($wilf->get('/directory')->{status}, 200, 'who changed it is still there');
    $wilf->get('/words');
    my $old = { %{ $wilf->{cookies} } };
    is($wilf->post('/sign-out')->{status}, 303, 'he goes');
    $pages = $desk->process('cg-desk');
    kill 'HUP', $desk->{pid};
    $desk->wait_for(sub { my $now = $desk->process('cg-desk'); $now && $now != $pages }, 'once more');
    is($inez->get('/')->{status}, 200, 'signed in still, though nothing is new');
    $wilf->{cookies} = $old;
    is($wilf->get('/')->{status}, 303, 'and who went is not there again');
    unlike($desk->log, qr/ended \(|CRITICAL|Sanitizer|runtime error|signs in anew|begun again$/m, 'nothing went wrong meanwhile');
    is($desk->stop, 0, 'it ends when it is told to');
    is(($site->run('', '--site', $folder, 'verify'))[0], 0, 'the record adds up');
}

subtest "by '$_'" => sub { story($_) } for qw(serve run);
done_testing;
