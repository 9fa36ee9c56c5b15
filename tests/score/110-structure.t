# Subject, sender, text and attachments as the tests of other mail programs expect them (../shared/mail).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

my $expected = Casegate::Score::expected_json('structure.json');
my @paths = sort keys %$expected;
my @records = Casegate::Score::read_files([ map { "$Casegate::Score::shared/$_" } @paths ]);

sub blank { my $text = $_[0] // ''; $text =~ s/\s+/ /g; $text =~ s/^ | $//g; return $text }

# The parts of a report are listed here; for the origin they are no attachments.
sub listed { return grep { $_->{type} !~ m{^(?:message/delivery-status|text/rfc822-headers)$} } @{ $_[0]{attachments} } }

sub attachment { my ($file) = @_; return lc "$file->{type} '" . ($file->{name} // '') . "'" }

my %score = map { $_ => Casegate::Score->new("structure/$_") } qw(subject from text attachments);
for my $n (0 .. $#paths) {
    my ($path, $want, $got) = ($paths[$n], $expected->{ $paths[$n] }, $records[$n]);
    my $text = blank($got->{text});
    $score{subject}->count($path, blank($want->{subject}) eq blank($got->{subject}), "wanted '" . blank($want->{subject}) . "', found '$got->{subject}'")
        if defined $want->{subject};
    my $from = $got->{from}[0]{address} // '';
    $score{from}->count($path, lc $want->{from_email} eq $from, "wanted '$want->{from_email}', found '$from'") if defined $want->{from_email};
    if (ref $want->{text}) {    # several texts: each must stand in what is read
        my $all = blank(join ' ', $text, map { $_->{text} } @{ $got->{forwarded} });
        my @missing = grep { index($all, $_) < 0 } map { blank($_) } grep { defined } @{ $want->{text} };
        $score{text}->count($path, !@missing, "without '" . ($missing[0] // '') . "' in '$all'");
    }
    elsif (length blank($want->{text})) {
        $score{text}->count($path, blank($want->{text}) eq $text, "wanted '" . blank($want->{text}) . "', found '$text'");
    }
    my @files = sort map { attachment($_) } @{ $want->{attachments} // [] };
    my @found = sort map { attachment($_) } listed($got);
    $score{attachments}->count($path, "@files" eq "@found", "wanted @files, found @found") if $want->{attachments};
}
$score{$_}->done for qw(subject from text attachments);
done_testing();
