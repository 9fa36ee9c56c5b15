# The text and the controls of Word and PDF files (../shared/mail/expected/docs.json: what pandoc and pdftotext read, and the controls
# as they stand in the XML). Every word must be there, and every control's value.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate::Score;
use Test::More;

plan skip_all => 'no ../shared/mail beside this checkout' unless Casegate::Score::present();

my @rows = @{ Casegate::Score::expected_json('docs.json') };
my @documents = Casegate::Score::ask('read_documents', [ map { "$Casegate::Score::shared/$_->{path}" } @rows ]);

sub words {
    my %count;
    $count{ lc $_ }++ for $_[0] =~ /(\p{L}{2,})/g;
    return \%count;
}
sub without_blanks { my ($text) = @_; $text =~ s/\s+//g; return $text }

my %score = map { $_ => Casegate::Score->new("documents/$_") } qw(word pdf controls);
my $shown = 0;
for my $n (0 .. $#rows) {
    my ($row, $document) = ($rows[$n], $documents[$n]);
    my $text = join "\n", map { $_->{text} } @{ $document->{lines} };
    my $pdf = $row->{path} =~ /\.pdf$/;
    my ($want, $found) = map { words($_ // '') } ($pdf ? $row->{pdftotext} : $row->{pandoc_plain}), $text;
    my @missing = grep { ($found->{$_} // 0) < $want->{$_} } sort keys %$want;
    $score{ $pdf ? 'pdf' : 'word' }->count($row->{path}, !@missing, "$document->{why} without @missing");
    for my $control (@{ $row->{fields} // [] }) {
        next unless length($control->{text} // '') && $control->{text} !~ /^[\x{2610}\x{2612}]$/;
        my $there = index(without_blanks($text), without_blanks($control->{text})) >= 0;
        if ($control->{text} eq 'Choose an item.') {
            $shown += $there;
            next;
        }
        $score{controls}->count($row->{path}, $there, "without '$control->{text}'");
    }
}
$score{$_}->done for qw(word pdf controls);
is($shown, 0, 'what only says what to choose is no value');
done_testing();
