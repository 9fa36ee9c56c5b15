# Cambridgeshire 2013, 2 item 12: any professional may ask for a child protection conference. It goes to the Service Manager for
# Safeguarding and Standards and to nobody else, opens and moves no case, and the one case of the same child shows it. Whoever
# asks learns nothing of that case. 2 item 9: advice at any point, of the designated or named professional of the own agency.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Board;
use Casegate::Mail;
use Casegate::Story;
use Test::More;

my $marsden = 'lena.marsden@fenmere.example';
my $sister  = 'anouk.fairweather@fenmere.example';
my $oduya   = 'tamsin.oduya@csc.cambs.example';
my $peake   = 'lorcan.peake@csc.cambs.example';
my $okpara  = 'jude.okpara@stivo.example';
my $story = Casegate::Story->new('cambridgeshire-2013', originator => $sister, secrets => [ @nurse_secrets, qr/neighbour/ ]);
my @child = ([ "Child's name", 'Merle Tarrant' ], [ 'Date of birth', '19/07/2022' ], [ 'Agency raising', 'St Ivo Academy' ]);

# no case yet: passed on all the same
my @mails = $story->step('before any case', at => '2026-03-02T09:00', opens => 0, sent => [ "ack $okpara", "other $peake" ],
    mail => gmail(from => "Jude Okpara <$okpara>", to => $cambs, at => '2026-03-02T08:57', subject => 'CP conference', text => 'I would like to request a child protection conference.', form => \@child));
my ($to_peake) = grep { $_->{to} eq $peake } @mails;
like(words($to_peake->{text}), qr/$_/, "the Service Manager reads: $_") for qr/section 2 item 12/, qr/cp conference request from Jude Okpara/, qr/Merle Tarrant/, qr/moves none/;
is_deeply([ @{ last_message($story) }{qw(disposition kind case)} ], [ 'signposted', 'cp-conference-request', undef ], 'logged, and no case');

@mails = $story->step('a case', at => '2026-03-03T09:00', opens => 1, state => 'open', stage => 'C2',
    mail => outlook(from => "Anouk Fairweather <$sister>", to => $cambs, at => '2026-03-03T08:57', subject => 'Escalation', text => 'To the line managers.', form => nurse_form()),
    sent => [ "ack $sister", map { "notice $_" } $marsden, $oduya, 'obi.fenwick@fenmere.example' ]);
my $reference = $story->reference;
my @before = map { $_->{hash} } @{ $story->case('2026-03-03T09:00')->{events} };

@mails = $story->step('of the same child', at => '2026-03-04T09:00', state => 'open', stage => 'C2', opens => 0, sent => [ "signpost-conference $okpara", "notice-request $peake" ],
    mail => gmail(from => "Jude Okpara <$okpara>", to => $cambs, at => '2026-03-04T08:57', subject => 'CP conference', text => "I request a CP conference.\n\nA neighbour has told us more.", form => \@child));
my ($answer) = grep { $_->{to} eq $okpara } @mails;
unlike("$answer->{subject} $answer->{text}", qr/$reference|Fenmere|Fairweather/, 'no word of the case');
my @events = @{ $story->case('2026-03-04T09:00')->{events} };
is_deeply([ map { $_->{hash} } @events[ 0 .. $#before ] ], \@before, 'the case is not changed');
ok((grep { $_->{kind} eq 'linked' && $_->{text} =~ /cp conference request from Jude Okpara.*does not move the case/ } @events), 'and shows it');

# by the reference, from somebody who is no party: the same
@mails = $story->step('by the reference', at => '2026-03-05T09:00', state => 'open', stage => 'C2', sent => [ "signpost-conference $okpara", "notice-request $peake" ],
    mail => phone(from => "Jude Okpara <$okpara>", to => $cambs, at => '2026-03-05T08:57', subject => $reference, text => 'I request a CP conference.'));
($answer) = grep { $_->{to} eq $okpara } @mails;
unlike("$answer->{subject} $answer->{text}", qr/$reference|Fenmere|Fairweather/, 'and no word of the case either');

# advice, in a case's lifetime and of no case: who can be asked in the agency of whoever asks, and no role that it has not
@mails = $story->step('advice', at => '2026-03-06T09:00', state => 'open', stage => 'C2', opens => 0, sent => ["ack $okpara"],
    mail => gmail(from => "Jude Okpara <$okpara>", to => $cambs, at => '2026-03-06T08:57', subject => 'A question',
        text => 'I would like some advice about a threshold decision. I do not wish to escalate.'));
like(words($mails[0]{text}), qr/section 2 item 9.*designated safeguarding lead: Sylvie Barrow, St Ivo Academy/s, 'the designated professional of the agency');
unlike(words($mails[0]{text}), qr/nobody is entered|named nurse|Lang/, 'and nobody else');
$story->finish;
