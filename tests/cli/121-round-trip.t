# Any answers written into any of the forms are read back the same: forms drawn at random, each laid out in every format.
#
# The seed is fixed: FORM_ROUNDS=n draws n forms, FORM_SEED=n others ('random': new ones), FORM_FORMATS=docx,odt only those. A
# failure says the seed.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Drawn;
use Casegate::Forms;
use Casegate::Sent;
use Test::More;

my $builder = Test::More->builder;
binmode $_, ':encoding(UTF-8)' for $builder->output, $builder->failure_output;

my $rounds = $ENV{FORM_ROUNDS} // 4;
my $seed = $ENV{FORM_SEED} // 20260304;
$seed = int rand 2**31 if $seed eq 'random';

sub of { my (@list) = @_; return $list[ int rand @list ] }

my %layout = (
    html => sub { return layout => of(qw(rows above four nested lines)), ticks => of(qw(boxes words)) },
    docx => sub { return layout => of(qw(rows above four nested children merged lines tabs box)), fill => of(qw(plain split control rowcontrol legacy tracked smart)), ticks => of(qw(boxes wingdings control legacy after words)) },
    odt => sub { return layout => of(qw(rows above children lines)), fill => of(qw(plain span field control captions tracked)) },
    'pdf form' => sub { return names => of(qw(tooltip name tree near above)), choices => of(qw(combo radio boxes)) },
    'pdf page' => sub { return layout => of(qw(lines columns above)) },
);

my @formats = $ENV{FORM_FORMATS} ? split /,/, $ENV{FORM_FORMATS} : ('text', sort keys %layout);
my $site = Casegate->new('havering-2020');

# A page has no lines and paragraphs but its own, and of a plain text nobody can tell whether a person or a program ended a line.
my %same = ('pdf page' => sub { $_[0] =~ s/\s+/ /gr }, text => sub { $_[0] =~ s/(?<!\n)\n(?!\n)/ /gr });

# Of the fixed seed's later forms, those whose answers go on behind an empty line or the end of a page.
my @over = $ENV{FORM_SEED} ? () : grep { $_ > $rounds } 10, 13, 21, 23, 25;

for my $round (1 .. $rounds, @over) {
    for my $format (@formats) {
        my $page = $format eq 'pdf page';
        next if $round > $rounds && !$page;
        srand($seed + $round);
        my $form = drawn_form(printable => $page);
        my %how = $format eq 'text' ? () : $layout{$format}->();
        my $read = fields_read($site, $format eq 'text' ? text_mail($form) : form_mail($form, $format, \%how));
        my $same = $same{$format} // sub { $_[0] };
        my ($got, $want) = map { [ sort { $a->[0] cmp $b->[0] } map { [ $_->[0], $same->($_->[1]) ] } @$_ ] } [ map { [ @$_{qw(key value)} ] } @$read ], answers($form);
        is_deeply($got, $want, join ' ', "seed $seed, form $round:", $format, map { "$_=$how{$_}" } sort keys %how) or diag(difference($got, $want));
    }
}
done_testing();
