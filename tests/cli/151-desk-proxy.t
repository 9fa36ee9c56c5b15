# The desk behind the council's own sign-on: at a Unix socket, where a proxy is known by the login it runs as, and at a port, where
# it is known by its address. What it says of a person counts; what a stranger says does not.
use strict;
use warnings;
use FindBin;
use File::Temp qw(tempdir);
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use JSON::PP;
use Test::More;

my $me = getpwuid $>;
my ($other) = grep { getpwnam $_ and getpwnam($_) != $> } qw(nobody daemon bin root);
my $folder = tempdir(CLEANUP => 1);
sub desk { my (%settings) = @_; return Casegate::Desk->new(Casegate->new('havering-2020'), %settings) }

subtest 'at a Unix socket' => sub {
    my $socket = "$folder/desk.sock";
    my $desk = desk(listen => $socket, name => 'desk.havering.example', sign_on => "{header: X-Remote-User, from: $me}", officers => '[wilf.darrow]', readers => '[inez]')->start;
    is(sprintf('%o', (stat $socket)[2] & 0777), '660', 'which user and group may use');
    my $signed = sub { return $desk->browser->with('X-Remote-User' => $_[0], Host => 'Desk.Havering.example', 'X-Forwarded-Proto' => 'https', 'X-Forwarded-For' => '10.0.0.1, 192.0.2.7') };
    my $wilf = $signed->('wilf.darrow');
    my $page = $wilf->get('/');
    is($page->{status}, 200, 'an officer');
    like($page->{body}, qr/wilf\.darrow, officer, named officer/, 'by the site\'s lists');
    unlike($page->{body}, qr{action="/sign-out"}, 'signs out where he signed on');
    like($page->{header}{'set-cookie'}, qr/^__Host-casegate=[a-z2-7]{52}; Path=\/; HttpOnly; SameSite=Strict; Secure$/, 'a cookie for https alone');
    is($wilf->get('/')->{header}{'set-cookie'}, undef, 'told once');
    $wilf->get('/search');
    is($wilf->with(Origin => 'https://desk.havering.example')->post('/search', words => 'x')->{status}, 422, 'a form of his is read');
    is($wilf->with(Origin => 'https://desk.havering.example')->post('/search', words => 'x', token => 'x')->{status}, 403, 'that has to have its token here, too');
    is($wilf->with('X-Remote-User' => 'inez')->post('/search', words => 'x')->{status}, 403, 'another person has another');
    like($signed->('inez')->get('/')->{body}, qr/inez, may look, not decide/, 'a reader');
    my $nobody = $signed->('eve')->get('/');
    is($nobody->{status}, 403, 'somebody else of the council');
    like($nobody->{body}, qr/nobody has given you a part/, 'is told so');
    unlike($nobody->{body}, qr/eve/, 'and not by name');
    is($desk->browser->get('/')->{status}, 403, 'without a header nobody');
    is($desk->browser->get('/sign-in')->{status}, 403, 'and there is no door with a password');
    my $twice = $desk->browser->parse($desk->raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Remote-User: eve\r\nX-Remote-User: wilf.darrow\r\nConnection: close\r\n\r\n"));
    is($twice->{status}, 403, 'nor with two, of which one may be a browser\'s own');
    is($signed->('wilf.darrow')->with(Host => 'evil.example')->get('/')->{status}, 421, 'under another name nobody');
    subtest 'nobody else begins sessions in his name' => sub {
        $wilf->get('/search');
        my $form = sub { my ($name) = @_; is($wilf->post('/search', words => 'x')->{status}, 422, "$name: his page is as good as before") };
        my %evil = (Origin => 'https://evil.example', 'Sec-Fetch-Site' => 'cross-site', Cookie => undef);
        my %few = ('a form of another site' => [ 'post', %evil ], 'one by an older browser' => [ 'post', %evil, 'Sec-Fetch-Site' => undef ], 'one that no browser sent' => [ 'post', Cookie => undef ],
            'a picture on a page of another site' => [ 'get', %evil ], 'the same with a number' => [ 'get', %evil, Cookie => '__Host-casegate=' . 'a' x 52 ]);
        for my $name (sort keys %few) {
            my ($method, @headers) = @{ $few{$name} };
            my @got = map { $wilf->with(@headers)->$method('/') } 1 .. 12;
            is_deeply([ map { $_->{header}{'set-cookie'} } @got ], [ (undef) x 12 ], "$name: no session");
            $form->($name);
        }
        like($wilf->with(Cookie => undef)->post('/search', words => 'x')->{body}, qr/Your session had ended.*keep what you wrote/s, 'and who has none any more is told how to keep what he wrote');
    };
    my @looks = @{ $desk->{site}->json('looks') };
    is_deeply([ map { "$_->{who} $_->{login}" } @looks[0, 1] ], [ ('wilf.darrow wilf.darrow') x 2 ], 'on record');
    is($desk->stop('KILL') & 127, 9, 'killed');
    is($desk->start->browser->with('X-Remote-User' => 'wilf.darrow', Host => 'localhost')->get('/')->{status}, 200, 'it takes the socket that was left behind');
    is($desk->stop, 0, 'ended');
};

SKIP: {
    skip 'one login only', 1 unless $other;
    subtest 'from a stranger' => sub {
        my $desk = desk(listen => "$folder/other.sock", sign_on => "{header: X-Remote-User, from: $other}", officers => '[wilf.darrow]')->start;
        my $answer = $desk->browser->with('X-Remote-User' => 'wilf.darrow')->get('/');
        is($answer->{status}, 403, 'the header of another login is none');
        like($answer->{body}, qr/through the council&#39;s own sign-on only|through the council's own sign-on only/, 'in words');
        is_deeply($desk->{site}->json('looks'), [], 'and nothing was seen');
    };
}

subtest 'at a port' => sub {
    my $desk = desk(proxy => '127.0.0.1', name => 'desk.havering.example');
    $desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->start;
    my @behind = (Host => 'desk.havering.example', 'X-Forwarded-Proto' => 'https');
    my $eve = $desk->browser->with(@behind, 'X-Forwarded-For' => '192.0.2.66');
    $eve->get('/sign-in');
    $eve->post('/sign-in', name => "name$_", password => 'a wrong password') for 1 .. 30;
    is($eve->post('/sign-in', name => 'another', password => 'a wrong password')->{status}, 429, 'one address, many names: it waits');
    my $wilf = $desk->browser->with(@behind, 'X-Forwarded-For' => '192.0.2.66, 192.0.2.7');
    $wilf->get('/sign-in');
    is($wilf->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD)->{status}, 303, 'others do not');
    is($wilf->get('/')->{status}, 200, 'signed in');
    like($desk->log, qr/'wilf\.darrow' signs in from 192\.0\.2\.7$/m, 'from where the proxy saw it');
    my $mallory = $desk->browser->with(@behind, 'X-Forwarded-For' => '192.0.2.67');
    $mallory->get('/sign-in');
    my @guesses = map { $mallory->post('/sign-in', name => 'wilf.darrow', password => "guess $_")->{status} } 1 .. 6;
    is($guesses[-1], 429, 'who guesses at a name has to wait') or diag("@guesses");
    is($mallory->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD)->{status}, 429, 'for anything');
    my $elsewhere = $desk->browser->with(@behind, 'X-Forwarded-For' => '192.0.2.8');
    $elsewhere->get('/sign-in');
    is($elsewhere->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD)->{status}, 303, 'the owner of the name does not');
    my $office = $desk->browser->with(@behind, 'X-Forwarded-For' => '192.0.2.9');
    for my $round (1, 2) {
        $office->get('/sign-in');
        is($office->post('/sign-in', name => "mistyped$round$_", password => 'a wrong password')->{status}, 403, 'an office mistypes') for 1 .. 20;
        is($office->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD)->{status}, 303, 'and who gets it right counts for all at the address');
        $office->{cookies} = {};
    }
    like($wilf->get('/sign-in')->{status}, qr/303/, 'once is enough');
};

subtest 'for an agency' => sub {
    my $desk = desk(representatives => 'yes');
    my $site = $desk->{site};
    my ($agency) = map { /^(\w+),/ ? $1 : () } (split /\n/, Casegate::slurp($site->folder . '/routing/agencies.csv'))[1];
    $desk->account('rep', 'representative', 'Rep Resentative', '--agency', $agency)->start;
    like($site->must(undef, 'account', 'list'), qr/^rep +Rep Resentative +representative +\Q$agency\E /m, 'an account of an agency');
    my $rep = $desk->browser->sign_in('rep');
    my $page = $rep->get('/');
    is($page->{status}, 200, 'a page');
    like($page->{body}, qr/Rep Resentative, representative/, 'as what it is');
    is($rep->get($_)->{status}, 403, "$_ is the office's") for qw(/held /messages /sent /health);
    $desk->stop;
    $desk = Casegate::Desk->new($site, listen => $desk->{listen})->start;
    $rep = $desk->browser;
    $rep->get('/sign-in');
    is($rep->post('/sign-in', name => 'rep', password => Casegate::Desk::PASSWORD)->{status}, 403, 'and nothing once the site has turned that off');
};

subtest 'who is not there' => sub {
    my $site = Casegate->new('havering-2020');
    my $code = ($site->run(undef, '--site', $site->folder, 'serve'))[0];
    is($code, 78, 'a site without a desk has none');
    my $desk = Casegate::Desk->new($site, listen => "$folder/x.sock", proxy => 'nobody-of-this-name');
    my (undef, undef, $said) = $site->run(undef, '--site', $site->folder, 'serve');
    like($said, qr{routing/site\.yaml:\d+: there is no login 'nobody-of-this-name' on this machine; write the one}, 'a proxy that no login is');
    $desk = Casegate::Desk->new($site, listen => "$folder/none/x.sock");
    ($code, undef, $said) = $site->run(undef, '--site', $site->folder, 'serve');
    is($code, 78, 'nowhere to listen');
    like($said, qr/cannot listen at '.*' \(No such file or directory\); change 'listen'/, 'and what to do');
    $desk = Casegate::Desk->new($site, sign_on => '{header: X-Remote-User, from: 127.0.0.1}', officers => '[wilf.darrow]');
    ($code, undef, $said) = $site->run("four words of hers\n", '--site', $site->folder, qw(account add wilf.darrow --role officer));
    is($code, 78, 'no accounts beside a sign-on');
};

subtest 'beside the other processes' => sub {
    my $desk = desk();
    $desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->start('run');
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    $desk->wait_for(sub {
        my (undef, $out) = $desk->{site}->run(undef, '--site', $desk->{site}->folder, 'status', '--json');
        my ($serve) = grep { $_->{name} eq 'serve' } @{ JSON::PP->new->utf8->decode($out)->{processes} };
        return $serve && $serve->{running} ? $serve : undef;
    }, 'status has it');
    is($wilf->get('/health')->{status}, 200, 'the page has it, too');
    unlike($wilf->get('/health')->{body}, qr/(?:run|work|send|serve)\S* is not running/, 'with the others') or diag($desk->log);
    for my $name (qw(cg-desk cg-serve)) { # the one that faces browsers; the one between
        my ($killed, $keeper) = map { $desk->process($_) } $name, 'cg-serve';
        ok($killed && kill('KILL', $killed), "$name is killed");
        $desk->wait_for(sub { my $now = $desk->process('cg-serve'); $now && $now != $keeper && $desk->process('cg-clerk') && $desk->process('cg-desk') }, 'it is begun again');
        $desk->wait_for(sub { eval { $desk->browser->get('/sign-in')->{status} == 200 } }, 'and answers');
        is($desk->browser->sign_in('wilf.darrow')->get('/')->{status}, 200, 'after which one signs in anew');
    }
    my @left = map { $desk->process($_) } qw(cg-desk cg-clerk);
    is($desk->stop, 0, 'and all of them end');
    is_deeply([ grep { kill 0, $_ } @left ], [], 'all');
};
done_testing;
