# Forty forms as agencies fill them in, in five formats: each is read to the same answers as the same form written as text, and says
# where each of them stands. Outlook's tables, Word files as Word writes them and as LibreOffice does, OpenDocument, PDF files with
# fields and without.
#
# What LibreOffice made lies in tests/forms, with how it was made.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Casegate;
use Casegate::Deck;
use Casegate::Docx;
use Casegate::Forms;
use Casegate::Odt;
use Casegate::Sent;
use Test::More;

my $builder = Test::More->builder;
binmode $_, ':encoding(UTF-8)' for $builder->output, $builder->failure_output;

my @forms = ( # which answers, in which words; how they are written
    [ 'school', '', html => { layout => 'rows' } ],
    [ 'nurse', 'resolution', html => { layout => 'above' } ],
    [ 'surgery', 'referral', html => { layout => 'four', ticks => 'words' } ],
    [ 'names', 'challenge', html => { layout => 'nested' } ],
    [ 'letters', '', html => { layout => 'lines', ticks => 'words' } ],
    [ 'family', 'resolution', html => { layout => 'four' } ],

    [ 'school', '', docx => { layout => 'rows' } ],
    [ 'nurse', 'resolution', docx => { layout => 'above', fill => 'split', ticks => 'wingdings' } ],
    [ 'surgery', 'referral', docx => { layout => 'children', fill => 'split' } ],
    [ 'names', 'challenge', docx => { layout => 'nested', ticks => 'control' } ],
    [ 'sparse', 'referral', docx => { layout => 'rows', fill => 'control', ticks => 'control' } ],
    [ 'police', '', docx => { layout => 'merged', fill => 'tracked', ticks => 'legacy' } ],
    [ 'urgent', 'resolution', docx => { layout => 'rows', fill => 'legacy', ticks => 'legacy' } ],
    [ 'letters', '', docx => { layout => 'lines', fill => 'split', ticks => 'words' } ],
    [ 'family', 'resolution', docx => { layout => 'children', fill => 'smart' } ],
    [ 'school', 'challenge', docx => { layout => 'tabs', fill => 'smart', ticks => 'words' } ],
    [ 'nurse', 'referral', docx => { layout => 'rows', fill => 'rowcontrol', ticks => 'control' } ],
    [ 'police', '', docx => { layout => 'box' } ],
    [ 'urgent', 'challenge', docx => { layout => 'four', ticks => 'after' } ],
    [ 'school', 'resolution', docx => { layout => 'rows', page => 1 } ],
    [ 'letters', 'referral', docx => { layout => 'rows', fill => 'legacy', ticks => 'legacy' } ],
    [ 'names', '', docx => { layout => 'above', fill => 'control', ticks => 'control' } ],

    [ 'school', 'challenge', odt => { layout => 'rows' } ],
    [ 'nurse', '', odt => { layout => 'above', fill => 'span' } ],
    [ 'surgery', 'resolution', odt => { layout => 'children', fill => 'field' } ],
    [ 'letters', 'referral', odt => { layout => 'lines', fill => 'tracked' } ],
    [ 'urgent', '', odt => { layout => 'rows', fill => 'control' } ],
    [ 'nurse', 'resolution', odt => { layout => 'lines', fill => 'captions' } ],
    [ 'sparse', '', odt => { layout => 'rows', fill => 'field' } ],

    [ 'school', '', 'pdf form' => { names => 'tooltip' } ],
    [ 'nurse', 'resolution', 'pdf form' => { names => 'name', choices => 'radio' } ],
    [ 'surgery', 'referral', 'pdf form' => { names => 'tree', choices => 'boxes' } ],
    [ 'names', '', 'pdf form' => { names => 'near' } ],
    [ 'sparse', 'challenge', 'pdf form' => { names => 'tooltip', choices => 'radio' } ],
    [ 'letters', '', 'pdf form' => { names => 'above', choices => 'boxes' } ],
    [ 'school', 'referral', 'pdf page' => { layout => 'lines' } ],
    [ 'police', '', 'pdf page' => { layout => 'columns' } ],
    [ 'school', 'challenge', 'pdf page' => { layout => 'above' } ],
    [ 'school', 'resolution', 'pdf page' => { layout => 'columns' } ],

    [ 'school', '', 'made docx' => { file => 'from-odt.docx' } ],
    [ 'nurse', '', 'made docx' => { file => 'from-html.docx' } ],
    [ 'family', 'resolution', 'made docx' => { file => 'saved-again.docx' } ],
    [ 'police', '', 'made odt' => { file => 'from-docx.odt' } ],
    [ 'urgent', '', 'made pdf' => { file => 'with-fields.pdf' } ],
    [ 'surgery', '', 'made pdf' => { file => 'printed.pdf' } ],
);

my $site = Casegate->new('havering-2020');
my %twin;

# A page has no paragraphs of its own: there only the words are compared. Where in a form a question stands is its own affair; each
# child's answers stay in the order of the children.
sub compared {
    my ($fields, $page) = @_;
    return [ sort { $a->[0] cmp $b->[0] } map { [ $_->{key}, $page ? $_->{value} =~ s/\s+/ /gr : $_->{value} ] } @$fields ];
}

for my $one (@forms) {
    my ($answers, $words, $format, $how) = @$one;
    my $name = join ' ', $answers, $words, $format, map { "$_=$how->{$_}" } sort keys %$how;
    my $form = deck($answers, words => $words);
    my $twin = $twin{"$answers $words"} //= fields_read($site, text_mail($form));
    my $read = fields_read($site, form_mail($form, $format, $how));
    my @pair = map { compared($_, $format =~ /page|made pdf/) } $read, $twin;
    is_deeply($pair[0], $pair[1], $name) or diag(difference(@pair));
    my @placed = $format eq 'html' ? grep { $_->{part} eq 'text/html 1' && $_->{line} } @$read : grep { $_->{part} =~ /^form\.\w+$/ && ($_->{place} // '') ne '' } @$read;
    is(scalar @placed, scalar @$read, "$name: where each stands") or diag(map { "$_->{key}: " . join(', ', map { $_ // '' } @$_{qw(part line place)}) . "\n" } @$read);
}
cmp_ok(scalar @forms, '>=', 40, 'forty forms at least');

# The twins themselves say what was written, so that a format is not compared with a text that nobody could read.
is_deeply([ map { [ $_->{key}, $_->{value} ] } @{ $twin{"$_ "} } ], answers(deck($_)), "$_ as text") for grep { $twin{"$_ "} } qw(school names sparse police urgent letters);
done_testing();
