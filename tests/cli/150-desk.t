# The desk's door: who comes in, who does not, what a form must bring, and that the record hears of all of it. What stands on the
# pages is asked elsewhere.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Desk;
use Casegate::Mail;
use Test::More;

sub form { my ($n, $child) = @_; return Casegate::escalation($n, child => $child) }

my $site = Casegate->new('havering-2020');
$site->receive(form(1, 'Wren Ashby'), '2026-03-04T10:00');
my ($reference) = map { $_->{reference} } @{ $site->queue('2026-03-04T12:00')->{cases} };
my $desk = Casegate::Desk->new($site);
$desk->account('wilf.darrow', 'officer', 'Wilf Darrow')->account('inez', 'reader', 'Inez Quill');

subtest 'accounts' => sub {
    my $refused = sub { my ($input, @arguments) = @_; my ($code, undef, $err) = $site->run($input, '--site', $site->folder, 'account', @arguments); return "$code $err" };
    like($refused->("short\n", qw(add eve --role reader)), qr/^65 casegate: the password is too short .*12 characters or more/, 'a short password, and why not');
    like($refused->("eve and more eve\n", qw(add wilf.darrow --role reader)), qr/^65 .*there is an account 'wilf\.darrow' already/, 'a name that is taken');
    like($refused->("x" x 20 . "\n", qw(add eve --role king)), qr/^64 /, 'a role that there is not');
    like($refused->("four words of eve\n", qw(add eve --role representative --agency oakfield)), qr/^64 .*gives agencies no accounts/, 'nor an agency, unless the site says so');
    like($refused->(undef, qw(remove eve)), qr/^65 .*there is no account 'eve'/, 'nobody');
    my $list = $site->must(undef, 'account', 'list');
    like($list, qr/^LOGIN +NAME +ROLE +AGENCY +SINCE\s*\ninez +Inez Quill +reader .*\nwilf\.darrow +Wilf Darrow +officer /m, 'the list');
    is_deeply([ map { [ @$_{qw(login name role agency)} ] } @{ $site->json('account', 'list') } ], [ [ 'inez', 'Inez Quill', 'reader', undef ], [ 'wilf.darrow', 'Wilf Darrow', 'officer', undef ] ], 'in JSON, too');
    unlike($site->must(undef, 'account', 'list', '--json'), qr/\$y\$/, 'without what is kept of a password');
    unlike(Casegate::slurp($site->folder . '/spool/casegate.db') . Casegate::slurp($site->folder . '/spool/casegate.db-wal'), qr/four words of hers/, 'no password is kept');
};

$desk->start;
my %wanted = (
    'content-security-policy' => "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options' => 'nosniff', 'referrer-policy' => 'no-referrer', 'cache-control' => 'no-store',
    'cross-origin-opener-policy' => 'same-origin', 'cross-origin-resource-policy' => 'same-origin',
);
sub is_guarded { my ($answer, $name) = @_; is_deeply({ map { $_ => $answer->{header}{$_} } keys %wanted }, \%wanted, "$name: its headers"); like($answer->{header}{'permissions-policy'}, qr/camera=\(\)/, "$name: and no camera") }

subtest 'nobody is signed in' => sub {
    my $nobody = $desk->browser;
    for my $path ('/', "/case/$reference", '/held') {
        my $answer = $nobody->get($path);
        is($answer->{status}, 303, "$path leads to the door");
        is($answer->{header}{location}, $path eq '/' ? '/sign-in' : "/sign-in?goal=$path", 'and back');
        unlike($answer->{body}, qr/\Q$reference\E/, 'and shows nothing');
        is_guarded($answer, $path);
    }
    is_guarded($nobody->get('/sign-in'), 'the door');
    is_guarded($nobody->request('DELETE', '/'), 'what is refused');
    is_guarded($nobody->get('/%ff'), 'what cannot be read');
    is($nobody->get('/events')->{status}, 403, 'no stream');
    is($nobody->post("/case/$reference/note", text => 'x', token => 'x')->{status}, 403, 'no order');
    my $css = $nobody->get('/desk.css');
    is("$css->{status} $css->{header}{'content-type'}", '200 text/css; charset=utf-8', 'the look of pages is no secret');
    is_deeply([ grep { $_->{command} =~ /^web/ } @{ $site->json('looks') } ], [], 'nobody has looked');
};

subtest 'signing in' => sub {
    my $wilf = $desk->browser;
    my $door = $wilf->get('/sign-in?goal=/held');
    my %before = %{ $wilf->{cookies} };
    like($door->{header}{'set-cookie'}, qr/^casegate=[a-z2-7]{52}; Path=\/; HttpOnly; SameSite=Strict$/, 'a cookie that no script reads and no other site sends');
    my @wrong = map { $wilf->post('/sign-in', name => $_, password => 'not four words') } qw(wilf.darrow nobody.knows);
    is($_->{status}, 403, 'a wrong password') for @wrong;
    my ($known, $unknown) = map { $_->{body} =~ s/(?:value|as at)[ =][^<>]*//gr } @wrong;
    is($known, $unknown, 'nothing tells whether there is such an account');
    my $in = $wilf->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD, goal => '/held');
    is("$in->{status} $in->{header}{location}", '303 /held', 'in, and where one wanted to go');
    isnt($wilf->{cookies}{casegate}, $before{casegate}, 'under another number than before');
    my $page = $wilf->get('/');
    is($page->{status}, 200, 'there');
    is_guarded($page, 'a page');
    like($page->{body}, qr/Wilf Darrow/, 'who it is');
    like($page->{body}, qr/\Q$reference\E/, 'and what there is');
    my @looks = @{ $site->json('looks') };
    is_deeply([ map { "$_->{who} $_->{login} $_->{command}" } $looks[-1] ], ['Wilf Darrow wilf.darrow web queue'], 'on record with name and account');
    is_deeply([ map { "$_->{who} $_->{command} $_->{times}" } @{ $site->json('looks', $reference) } ], ['Wilf Darrow web queue 1'], 'and under the case, since it stood in the list');
    my $stranger = $desk->browser;
    $stranger->{cookies} = {%before};
    is($stranger->get('/')->{status}, 303, 'the number of before is nobody\'s');
    $stranger->get('/sign-in');
    for my $goal ('//evil.example/', 'https://evil.example/', '/\\evil.example', '/sign-out') {
        my $other = $desk->browser;
        $other->get('/sign-in');
        is($other->post('/sign-in', name => 'wilf.darrow', password => Casegate::Desk::PASSWORD, goal => $goal)->{header}{location}, '/', "'$goal' is no way out");
    }
    like($desk->log, qr/a wrong password for 'wilf\.darrow', from 127\.0\.0\.1/, 'the log has who was tried');
    unlike($desk->log, qr/nobody\.knows|four words/, 'and nothing that might be a password');
};

# Guesses until it is told to wait, which on a machine that stands still may take a guess more: all answers.
sub guesses {
    my ($browser) = @_;
    my @answers;
    do { push @answers, $browser->post('/sign-in', name => 'inez', password => 'guess number ' . @answers) } until $answers[-1]{status} != 403 || @answers > 20;
    return @answers;
}

subtest 'guessing' => sub {
    my $eve = $desk->browser;
    $eve->get('/sign-in');
    my @tried = guesses($eve);
    ok(@tried >= 4 && $tried[-1]{status} == 429, 'after three wrong ones a wait') or diag(join ' ', map { $_->{status} } @tried);
    my $wait = $tried[-1]{header}{'retry-after'};
    like($tried[-1]{body}, qr/Wait $wait second/, "of $wait seconds, which is said");
    is($desk->browser->sign_in('wilf.darrow')->get('/')->{status}, 200, 'others come in meanwhile');
    my $longer = $wait;
    while ($longer < 8) { # so long that the next request is within it
        sleep $longer + 1;
        @tried = guesses($eve);
        cmp_ok($tried[-1]{header}{'retry-after'}, '>', $longer, 'the next wait is longer');
        $longer = $tried[-1]{header}{'retry-after'};
    }
    is($eve->post('/sign-in', name => 'inez', password => Casegate::Desk::PASSWORD)->{status}, 429, 'in which the right one is not tried either');
    sleep $longer + 1;
    is($eve->post('/sign-in', name => 'inez', password => Casegate::Desk::PASSWORD)->{status}, 303, 'who knows it comes in in the end');
};

sub notes { my ($text) = @_; return scalar grep { ($_->{text} // '') =~ /\Q$text\E/ } @{ $site->show($reference, '2026-03-04T12:00')->{events} // $site->show($reference, '2026-03-04T12:00')->{chronology} } }

subtest 'forged forms' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my $eve = $desk->browser->sign_in('wilf.darrow');
    my $path = "/case/$reference/note";
    $wilf->get("/case/$reference");
    my %note = (text => 'a forged note', why => 'x');
    my @own = (Origin => "http://$desk->{listen}", 'Sec-Fetch-Site' => 'same-origin');
    for my $case (
        [ 'no token', $wilf, token => undef ],
        [ 'an empty one', $wilf, token => '' ],
        [ 'that of another session', $wilf, token => $eve->{token} ],
        [ 'one that was made up', $wilf, token => 'a' x 52 ],
        [ 'a page of elsewhere', $wilf->with(Origin => 'https://evil.example') ],
        [ 'and a browser that says so', $wilf->with(Origin => 'https://evil.example', 'Sec-Fetch-Site' => 'cross-site') ],
        [ 'a sister of ours', $wilf->with(Origin => 'null', 'Sec-Fetch-Site' => 'same-site') ],
        [ 'nowhere', $wilf->with(Origin => 'null') ],
        [ 'another port', $wilf->with(Origin => 'http://127.0.0.1:1') ],
        [ 'a page that says where it is', $wilf->with(Origin => 'http://evil.example', 'Sec-Fetch-Site' => 'same-origin') ],
        [ 'no session', $desk->browser, token => $wilf->{token} ],
    ) {
        my ($name, $browser, @token) = @$case;
        my $answer = $browser->post($path, %note, @token);
        is($answer->{status}, 403, "$name: refused");
        like($answer->{body}, qr/Nothing was done/, "$name: in words");
    }
    is(notes('a forged note'), 0, 'none of it is in the record');
    is($wilf->with(@own)->post($path, text => 'an honest note')->{status}, 303, 'a page of ours');
    is($wilf->with(Origin => 'null', 'Sec-Fetch-Site' => 'same-origin')->post($path, text => 'one without a referrer')->{status}, 303, 'as browsers send it that are to tell no referrer');
    is($wilf->post($path, text => 'one by hand')->{status}, 303, 'what is no browser');
    my $long = $wilf->post($path, text => 'a note without end ' x 2000);
    ok($long->{status} =~ /^4/ && $long->{body} !~ /does not answer/, 'one that is too long is refused at once') or diag $long->{status};
    is(notes($_), 1, "'$_' is in the record") for 'an honest note', 'one without a referrer', 'one by hand';
    my $inez = $desk->browser->sign_in('inez');
    is($inez->post($path, text => 'a note of a reader')->{status}, 403, 'a reader decides nothing');
    is(notes('a note of a reader'), 0, 'nor is it there');
};

# What was asked for is done, or it is said that it was not: the words of a form that stand in something else are no second copy of it.
subtest 'an old tab' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my ($seen) = $wilf->get("/case/$reference")->{body} =~ /name="seen" value="(\d+)"/;
    is($wilf->post("/case/$reference/note", seen => $seen, text => 'Resolved by phone with both managers')->{status}, 303, 'one tab notes');
    my $closed = $wilf->post("/case/$reference/close", seen => $seen, why => 'Resolved');
    is($closed->{status}, 409, 'the other, that is older, does not close by the words of the note');
    like($closed->{body}, qr/The case has gone on since you opened this page, so nothing was done/, 'and says so');
    is($wilf->post("/case/$reference/note", seen => $seen, text => 'both managers')->{status}, 303, 'a second note');
    is(notes('both managers'), 2, 'is in the record, though the first has its words');
    is($wilf->post("/case/$reference/note", seen => $seen, text => 'both managers')->{status}, 303, 'sent once more');
    is(notes('both managers'), 2, 'it is there once');
    unlike($site->show($reference, '2026-03-04T12:00')->{state}, qr/clos/, 'and the case is not closed');
};

subtest 'another name, another person' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    for my $host ('evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', 'desk.havering.example', '') {
        my $answer = $wilf->with(Host => $host)->get('/');
        ok($answer->{status} == 421 || ($host eq '' && $answer->{status} == 400), "host '$host': $answer->{status}");
        unlike($answer->{body}, qr/\Q$reference\E/, 'and nothing to be seen');
    }
    my ($port) = $desk->{listen} =~ /:(\d+)/;
    is($wilf->with(Host => "localhost:$port")->get('/')->{status}, 200, 'by the machine\'s own name');
    is($desk->browser->with('X-Remote-User' => 'wilf.darrow')->get('/')->{status}, 303, 'a header signs nobody on here');
    like($desk->browser->with('X-Forwarded-Proto' => 'https')->get('/sign-in')->{header}{'set-cookie'}, qr/^casegate=[^;]*; Path=\/; HttpOnly; SameSite=Strict$/, 'nor is a stranger believed about https');
    my $twice = $wilf->{cookies}{casegate};
    is($wilf->with(Cookie => "casegate=$twice; casegate=$twice")->get('/')->{status}, 303, 'a number that stands twice is none');
};

subtest 'from another site' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my $looks = @{ $site->json('looks') };
    for my $case ([ '/', '/' ], [ "/case/$reference", "/case/$reference" ], [ '//evil.example/', '/' ], [ '/sign-in', '/sign-in' ]) {
        my ($path, $to) = @$case;
        my $led = $desk->browser->with('Sec-Fetch-Site' => 'cross-site', 'Sec-Fetch-Mode' => 'navigate', Cookie => undef)->get($path);
        is("$led->{status} $led->{header}{refresh}", "200 0; url=$to", "$path: led there by a page of ours");
        is($led->{header}{'set-cookie'}, undef, 'and keeps the number that it has');
        unlike($led->{body}, qr/\Q$reference\E.*\Q$reference\E/s, 'seeing nothing');
    }
    is(scalar(@{ $site->json('looks') }), $looks, 'nothing was looked at');
    is($wilf->with('Sec-Fetch-Site' => 'same-origin', 'Sec-Fetch-Mode' => 'navigate')->get('/')->{status}, 200, 'and is there');
    my $tried = () = $desk->log =~ /a wrong password/g;
    my @evil = (Origin => 'https://evil.example', 'Sec-Fetch-Site' => 'cross-site', 'Sec-Fetch-Mode' => 'navigate', Cookie => undef);
    for my $case ([ 'another site', @evil ], [ 'an older browser', @evil[0, 1], Cookie => undef ]) {
        my ($name, @headers) = @$case;
        for my $path ('/', '/sign-in', '/sign-out', "/case/$reference/note") {
            my $posted = $desk->browser->with(@headers)->post($path, name => 'wilf.darrow', password => 'four words of elsewhere');
            is($posted->{status}, 403, "$name posts to $path: refused");
            is($posted->{header}{'set-cookie'}, undef, 'and the cookie that there is stays');
        }
    }
    my $out = $desk->browser->post('/sign-out', token => undef);
    is($out->{status} . ($out->{header}{'set-cookie'} // ''), 403, 'nobody signs out without a form of ours');
    is(() = $desk->log =~ /a wrong password/g, $tried, 'and no password was tried');
};

subtest 'the end of a session' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my %kept = %{ $wilf->{cookies} };
    is($wilf->post('/sign-out', token => 'x')->{status}, 403, 'nobody else signs out');
    is($wilf->get('/')->{status}, 200, 'still there');
    my $out = $wilf->post('/sign-out');
    is("$out->{status} $out->{header}{location}", '303 /sign-in', 'signed out');
    is_deeply($wilf->{cookies}, {}, 'the cookie goes');
    $wilf->{cookies} = {%kept};
    is($wilf->get('/')->{status}, 303, 'and would be of no use');
    my @inez = map { $desk->browser->sign_in('inez') } 1 .. 2;
    is($_->get('/')->{status}, 200, 'twice signed in') for @inez;
    $site->must("other four words\n", 'account', 'password', 'inez');
    is($_->get('/')->{status}, 303, 'with another password nowhere') for @inez;
    my $stream = $desk->browser->sign_in('inez', 'other four words');
    my $events = $stream->events;
    like($events->next(20), qr/^[0-9a-f]{16}$/, 'a stream');
    $stream->post('/sign-out');
    is($events->next(20), undef, 'ends with its session');
    my $left = $desk->browser->sign_in('inez', 'other four words')->events;
    my $others = $desk->browser->sign_in('wilf.darrow')->events;
    like($_->next(20), qr/^[0-9a-f]{16}$/, 'two more') for $left, $others;
    $site->must(undef, 'account', 'remove', 'inez');
    is($left->next(20), undef, 'one ends with the account, though nothing is asked for');
    is($others->next(2), '', 'the other does not');
    my $answer = $desk->browser;
    $answer->get('/sign-in');
    is($answer->post('/sign-in', name => 'inez', password => 'other four words')->{status}, 403, 'a removed account');
};

subtest 'something arrives' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my @windows = map { $desk->browser->sign_in('wilf.darrow') } 1 .. 8;
    my @streams = map { my $window = $windows[$_ % 8]; $window->events } 1 .. 60;
    my @first = map { $_->next(20) } @streams;
    is(scalar(grep { $_ && $_ eq $first[0] } @first), 60, 'sixty pages are open, with one number');
    $wilf->get('/');
    $site->must(undef, 'show', $reference, '--by', 'Alex Pell');
    is($streams[0]->next(3), '', 'a look is no news');
    $site->receive(form(2, 'Tobias Quince'), '2026-03-04T11:00');
    my @news = map { $_->next(20) } @streams;
    is(scalar(grep { $_ && hex(substr $_, 8) == hex(substr $first[0], 8) + 1 } @news), 60, 'a message is, to all of them: one more, whatever it brought');
    is($wilf->get('/')->{status}, 200, 'and pages are answered beside them');
    unlike(join('', map { $_->{heard} } @streams), qr/Tobias|HAV-/, 'a number and no more');
};

subtest 'what came back' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my ($mail) = grep { $_->{to} =~ /\@csc\./ } $site->receive(form(3, 'Saskia Thorne'), '2026-03-04T11:30');
    my $of_it = sub { my ($page) = @_; return [ map { s/<[^>]+>/ /gr =~ s/\s+/ /gr } grep { /\Q$mail->{to}\E/ } $page->{body} =~ /<tr>(.*?)<\/tr>/gs ] };
    my $before = $of_it->($wilf->get('/sent?state=failed'));
    is_deeply($before, [], 'what went out has not failed');
    $site->receive(delivery_failed(at => '2026-03-04T11:40', reply_to => $mail, status => '5.1.1'), '2026-03-04T11:40');
    my ($of) = $mail->{subject} =~ /\b(HAV-26-\d{4}-[A-Z])\b/;
    my $failed = $of_it->($wilf->get('/sent?state=failed'));
    is(scalar @$failed, 1, 'until it comes back');
    like($failed->[0], qr/ \Q$of\E failed reported undeliverable: 5\.1\.1 .*\Q$mail->{to}\E \(line manager\)/, 'which, why, and to whom');
    is((grep { /failed/ } @{ $of_it->($wilf->get('/sent')) }), 1, 'in the list of all, too');
    my ($path) = $wilf->get('/sent?state=failed')->{body} =~ /href="(\/sent\/\d+)"/;
    like($wilf->get($path)->{body}, qr/<dt>State<\/dt>\s*<dd>failed, .*<dt>Why<\/dt>\s*<dd>reported undeliverable: 5\.1\.1</s, 'and by itself');
};

subtest 'what is no request' => sub {
    srand 20260304;
    for my $n (1 .. 200) {
        my $bytes = join '', map { chr int rand 256 } 1 .. 1 + rand 400;
        my $start = ('', "GET / HTTP/1.1\r\nHost: $desk->{listen}\r\n", "POST /sign-in HTTP/1.1\r\nHost: $desk->{listen}\r\nContent-Length: 5\r\n\r\n")[ $n % 3 ];
        my $socket = $desk->connect;
        print {$socket} "$start$bytes\r\n\r\n";
        $socket->flush;
        shutdown $socket, 1;
        close $socket if $n % 2;
    }
    my @slow = map { my $socket = $desk->connect; print {$socket} "GET / HTTP/1.1\r\nHost:"; $socket->flush; $socket } 1 .. 100;
    is($desk->browser->sign_in('wilf.darrow')->get('/')->{status}, 200, 'after garbage, and beside a hundred that never end');
};

subtest 'without the one who writes' => sub {
    my $wilf = $desk->browser->sign_in('wilf.darrow');
    my $clerk = $desk->clerk;
    kill 'KILL', $clerk;
    my $answer = $wilf->get("/case/$reference");
    is($answer->{status}, 503, 'nothing is shown') or diag($answer->{body});
    unlike($answer->{body}, qr/Wren|Ashby/, 'nothing');
    like($answer->{body}, qr/does not answer, and is begun again/, 'but why');
    $desk->wait_for(sub { my $page = $wilf->get("/case/$reference"); $page->{status} == 200 }, 'it goes on');
    isnt($desk->clerk, $clerk, 'with another');
    $wilf->get("/case/$reference");
    is($wilf->post("/case/$reference/note", text => 'after he came back')->{status}, 303, 'who writes');
    is(notes('after he came back'), 1, 'once');
    like($desk->log, qr/the process that writes for the pages ended \(signal 9\); it is begun again/, 'said in the log');
};

subtest 'the end' => sub {
    my $clerk = $desk->clerk;
    is($desk->stop, 0, 'it ends when it is told to');
    ok(!kill(0, $clerk), 'and the one who writes with it');
    unlike($desk->log, qr/CRITICAL|Sanitizer|runtime error/, 'nothing went wrong');
};
done_testing;
