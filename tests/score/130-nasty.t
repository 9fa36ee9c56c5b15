# Messages that broke other readers (../shared/mail/expected/nasty.tsv): each comes back, and where a person should know of what is
# wrong with it, a flag, a refusal or an attachment says so.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

# What the record must show, by what the other reader said of the message.
my %shows = (
    'no-From' => sub { $_[0]{is}{'several-from'} || $_[0]{is}{broken} },
    'no-headers' => sub { $_[0]{is}{'several-from'} || $_[0]{is}{broken} || length $_[0]{from}[0]{address} },
    'gmime-null' => sub { $_[0]{is}{'several-from'} || $_[0]{is}{broken} || length $_[0]{from}[0]{address} },
    'no-text-found' => sub { length $_[0]{text} || $_[0]{is}{empty} || @{ $_[0]{attachments} } || @{ $_[0]{forwarded} } },
    'NUL-bytes' => sub { %{ $_[0]{is} } || length $_[0]{refusal} },
    'CRIT_EMPTY_PART' => sub { length $_[0]{text} || %{ $_[0]{is} } },
    'CRIT_NO_BOUNDARY' => sub { length $_[0]{text} || %{ $_[0]{is} } },
    'MALFORMED_MULTIPART' => sub { length $_[0]{text} || %{ $_[0]{is} } || @{ $_[0]{attachments} } },
    'BAD_CTYPE' => sub { length $_[0]{text} || %{ $_[0]{is} } || @{ $_[0]{attachments} } },
    'TRUNCATED' => sub { length $_[0]{text} || %{ $_[0]{is} } || @{ $_[0]{attachments} } },
);
my @rows = Casegate::Score::expected_table('nasty.tsv');
my @records = Casegate::Score::read_files([ map { "$Casegate::Score::shared/$_->{path}" } @rows ]);
my $score = Casegate::Score->new('nasty');
for my $n (0 .. $#rows) {
    my $record = $records[$n];
    $record->{is} = { map { $_ => 1 } @{ $record->{flags} } };
    my @hidden = grep { $shows{$_} && !$shows{$_}->($record) } split /,/, $rows[$n]{why};
    $score->count($rows[$n]{path}, !@hidden, "says nothing of @hidden (flags: @{ $record->{flags} })");
}
$score->done;
done_testing();
