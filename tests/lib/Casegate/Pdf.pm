# A form as a PDF file: printed from Word as nothing but text on pages, or with fields to fill in, as Acrobat makes them.
#
#   pdf_page($form, layout => 'columns')                  text only: lines, columns (label left, value right), above
#   pdf_form($form, names => 'tooltip', choices => 'radio')   fields beside their printed labels
#
# names:   tooltip (the label is the field's alternate name), name (its name is), tree (under a parent for each section), near
#          (nothing but the print beside it tells), above (the print above it)
# choices: combo, radio, boxes (check boxes, each with its own on-state) for one of several; many are always boxes
#
# Every letter of any script is printed with one font of 500 units a letter whose ToUnicode map says what it is.
package Casegate::Pdf;
use strict;
use warnings;
use utf8;
use Casegate::Forms;
use Compress::Zlib qw(compress);
use Encode qw(encode);
use Exporter qw(import);
our @EXPORT = qw(pdf_page pdf_form);

my ($width, $height, $margin, $size, $leading) = (595, 842, 50, 10, 12);
my $letter = $size / 2;

# ---- the file ----

sub new_file { return { objects => [], glyphs => {}, letters => [], pages => [], fields => [] } }

# Gives the object its number; a later one may be put in its place.
sub add { my ($file, $object) = @_; push @{ $file->{objects} }, $object; return scalar @{ $file->{objects} } }

sub stream {
    my ($content, $dictionary) = @_;
    my $packed = compress($content);
    return "<< /Length " . length($packed) . " /Filter /FlateDecode " . ($dictionary // '') . " >>\nstream\n$packed\nendstream";
}

sub literal {
    my ($text) = @_;
    return '<' . uc(unpack 'H*', encode('UTF-16', $text)) . '>' if $text =~ /[^ -~\n]/;
    return '(' . ($text =~ s/([()\\])/\\$1/gr =~ s/\n/\\r/gr) . ')';
}

sub name { my ($text) = @_; return '/' . join '', map { /[\w-]/ && ord($_) < 128 ? $_ : sprintf '#%02X', ord } split //, encode('UTF-8', $text) }

# The letters' codes, a font's own numbering of what this file prints.
sub coded {
    my ($file, $text) = @_;
    my $hex = '';
    for my $letter (split //, $text) {
        push @{ $file->{letters} }, $letter unless $file->{glyphs}{$letter};
        $file->{glyphs}{$letter} ||= @{ $file->{letters} };
        $hex .= sprintf '%04X', $file->{glyphs}{$letter};
    }
    return "<$hex>";
}

sub unicode_map {
    my ($file) = @_;
    my @all = map { sprintf '<%04X> <%s>', $_ + 1, uc unpack 'H*', encode('UTF-16BE', $file->{letters}[$_]) } 0 .. $#{ $file->{letters} };
    my $map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        . "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    while (my @some = splice @all, 0, 100) {
        $map .= @some . " beginbfchar\n" . join("\n", @some) . "\nendbfchar\n";
    }
    return $map . "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

sub add_font {
    my ($file) = @_;
    my $map = add($file, stream(unicode_map($file)));
    my $described = add($file, '<< /Type /FontDescriptor /FontName /Arial /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>');
    my $inner = add($file, '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>'
        . " /DW 500 /FontDescriptor $described 0 R >>");
    return add($file, "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H /DescendantFonts [$inner 0 R] /ToUnicode $map 0 R >>");
}

sub written {
    my ($file, $form) = @_;
    my $font = add_font($file);
    my @pages = map { add($file, stream($_->{content})) } @{ $file->{pages} };
    my $tree = @{ $file->{objects} } + @pages + 1;
    my @leaves = map { my $page = $file->{pages}[$_];
        add($file, "<< /Type /Page /Parent $tree 0 R /MediaBox [0 0 $width $height] /Resources << /Font << /F1 $font 0 R >> >> /Contents $pages[$_] 0 R"
            . ($page->{fields} ? ' /Annots [' . join(' ', map { "$_ 0 R" } @{ $page->{fields} }) . ']' : '') . ' >>') } 0 .. $#pages;
    add($file, '<< /Type /Pages /Count ' . @leaves . ' /Kids [' . join(' ', map { "$_ 0 R" } @leaves) . '] >>');
    my $acro = $form ? ' /AcroForm << /Fields [' . join(' ', map { "$_ 0 R" } @{ $file->{fields} }) . "] /DA (/F1 $size Tf 0 g) /DR << /Font << /F1 $font 0 R >> >> >>" : '';
    my $root = add($file, "<< /Type /Catalog /Pages $tree 0 R /Lang (en-GB)$acro >>");
    return with_table($file, $root);
}

sub with_table {
    my ($file, $root) = @_;
    my ($out, @at) = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    my $n = 0;
    for my $object (@{ $file->{objects} }) {
        push @at, length $out;
        $out .= ++$n . " 0 obj\n$object\nendobj\n";
    }
    my $table = length $out;
    $n++;
    return $out . "xref\n0 $n\n0000000000 65535 f \n" . join('', map { sprintf "%010d 00000 n \n", $_ } @at) . "trailer\n<< /Size $n /Root $root 0 R >>\nstartxref\n$table\n%%EOF\n";
}

# ---- on the page ----

sub new_page { my ($file) = @_; push @{ $file->{pages} }, { content => '' }; $file->{y} = $height - $margin; return }

# As it stands on the page: words of scripts that run from right to left begin at the right.
sub seen { my ($text) = @_; return $text =~ s/([\x{590}-\x{8ff}]+(?:\s+[\x{590}-\x{8ff}]+)*)/reverse $1/ger }

sub print_at { my ($file, $x, $y, $text) = @_; $text = seen($text); $file->{pages}[-1]{content} .= "BT /F1 $size Tf $x $y Td " . coded($file, $text) . " Tj ET\n"; return }

# Room for so many lines, on a new page if need be. Returns the height of the first.
sub room {
    my ($file, $lines) = @_;
    new_page($file) if !@{ $file->{pages} } || $file->{y} - $lines * $leading < $margin;
    $file->{y} -= $leading;
    return $file->{y};
}

sub wrapped {
    my ($text, $most) = @_;
    return map { my $line = $_; my @out; push @out, $1 while $line =~ s/^(.{1,$most})(?:\s+|$)//s; @out ? @out : '' } split /\n/, $text, -1;
}

sub printed_value { my ($question) = @_; return $question->{kind} eq 'many' ? join '   ', map { ($_->[1] ? '☒ ' : '☐ ') . $_->[0] } chosen($question) : $question->{value} }

sub print_lines { my ($file, $x, @lines) = @_; print_at($file, $x, room($file, 1), $_) for @lines; return }

# Label and value side by side, each wrapped in its column, from the same height.
sub print_columns {
    my ($file, $question) = @_;
    my @label = wrapped($question->{label}, 30);
    my @value = wrapped(printed_value($question), 62);
    for my $i (0 .. ($#label > $#value ? $#label : $#value)) {
        my $y = room($file, 1);
        print_at($file, $margin, $y, $label[$i]) if ($label[$i] // '') ne '';
        print_at($file, $margin + 180, $y, $value[$i]) if ($value[$i] // '') ne '';
    }
    $file->{y} -= 6;
    return;
}

sub print_question {
    my ($file, $question, $layout) = @_;
    my ($label, $value) = ($question->{label}, printed_value($question));
    return print_columns($file, $question) if $layout eq 'columns';
    return print_lines($file, $margin, $label, $value eq '' ? () : wrapped($value, 96), '') if $layout eq 'above';
    print_lines($file, $margin, wrapped(($label =~ /\?$/ ? $label : "$label:") . " $value", 96));
    return;
}

sub pdf_page {
    my ($form, %how) = @_;
    my $file = new_file();
    print_lines($file, $margin, 'Resolution of professional disagreements', '');
    print_question($file, $_, $how{layout} // 'lines') for @$form;
    return written($file, 0);
}

# ---- fields ----

sub appearance { my ($file, $text, $w, $h) = @_; return add($file, stream("/Tx BMC q BT /F1 $size Tf 2 4 Td " . coded($file, $text) . ' Tj ET Q EMC', "/Type /XObject /Subtype /Form /BBox [0 0 $w $h]")) }

sub widget {
    my ($file, $x, $y, $w, $h, $more) = @_;
    my $number = add($file, "<< /Type /Annot /Subtype /Widget /F 4 /Rect [$x $y " . ($x + $w) . ' ' . ($y + $h) . "] $more >>");
    push @{ $file->{pages}[-1]{fields} }, $number;
    return $number;
}

sub names {
    my ($file, $question, $names) = @_;
    my $plain = 'Text' . ++$file->{named};
    return '/T ' . literal($plain) . ' /TU ' . literal($question->{label}) if $names eq 'tooltip';
    return '/T ' . literal($names =~ /^(?:name|tree)$/ ? $question->{label} =~ s{[.]}{}gr : $plain) if !$file->{taken}{ $question->{label} }++ || $names !~ /^(?:name|tree)$/;
    return '/T ' . literal(($question->{label} =~ s{[.]}{}gr) . " $file->{named}") . ' /TU ' . literal($question->{label}); # a name may stand only once
}

sub text_field {
    my ($file, $question, $names, $x, $y, $w, $h) = @_;
    my $value = $question->{value};
    my $flags = $h > 20 ? ' /Ff 4096' : '';
    my $shown = appearance($file, $value =~ s/\n.*//sr, $w, $h);
    return widget($file, $x, $y, $w, $h, '/FT /Tx ' . names($file, $question, $names) . "$flags /DA (/F1 $size Tf 0 g)" . ($value eq '' ? '' : ' /V ' . literal($value)) . " /AP << /N $shown 0 R >>");
}

sub combo_field {
    my ($file, $question, $names, $x, $y, $w) = @_;
    my $value = $question->{value};
    return widget($file, $x, $y, $w, 16, '/FT /Ch /Ff 131072 ' . names($file, $question, $names) . ' /Opt [' . join(' ', map { literal($_) } ' ', @{ $question->{choices} })
        . "] /DA (/F1 $size Tf 0 g)" . ($value eq '' ? ' /V ( )' : ' /V ' . literal($value)) . ' /AP << /N ' . appearance($file, $value, $w, 16) . ' 0 R >>');
}

sub room_for { my ($word) = @_; return 14 + $letter * (2 + length $word) }

# How many lines the buttons of all choices take from here to the right edge.
sub lines_for {
    my ($question, $left) = @_;
    my ($lines, $x) = (1, $left);
    for my $word (@{ $question->{choices} }) {
        ($lines, $x) = ($lines + 1, $left) if $x > $left && $x + room_for($word) > $width - $margin;
        $x += room_for($word);
    }
    return $lines;
}

# Buttons under one parent, each with its choice printed behind it: check boxes by their own names, or radio buttons by their states.
sub buttons {
    my ($file, $question, $names, $x, $y, $radio) = @_;
    my $parent = add($file, '');
    my ($on, $off) = (appearance($file, 'X', 10, 10), appearance($file, '', 10, 10));
    my ($taken, $left, @kids) = ('Off', $x);
    for my $choice (chosen($question)) {
        my ($word, $is) = @$choice;
        my $state = $radio ? name($word) : '/Yes';
        $taken = name($word) =~ s{^/}{}r if $is && $radio;
        ($x, $y) = ($left, $y - $leading) if $x > $left && $x + room_for($word) > $width - $margin;
        push @kids, widget($file, $x, $y, 10, 10, "/Parent $parent 0 R" . ($radio ? '' : ' /FT /Btn /T ' . literal($word) . ' /TU ' . literal($word) . ' /V /' . ($is ? 'Yes' : 'Off'))
            . ' /AS ' . ($is ? $state : '/Off') . " /AP << /N << $state $on 0 R /Off $off 0 R >> >>");
        print_at($file, $x + 14, $y, $word);
        $x += room_for($word);
    }
    $file->{objects}[ $parent - 1 ] = '<< ' . names($file, $question, $names) . ($radio ? " /FT /Btn /Ff 49152 /V /$taken" : '') . ' /Kids [' . join(' ', map { "$_ 0 R" } @kids) . '] >>';
    return $parent;
}

sub field {
    my ($file, $question, $how, $x, $y, $lines) = @_;
    my $names = $how->{names};
    return buttons($file, $question, $names, $x, $y, 0) if $question->{kind} eq 'many' || $question->{kind} eq 'one' && $how->{choices} eq 'boxes';
    return buttons($file, $question, $names, $x, $y, 1) if $question->{kind} eq 'one' && $how->{choices} eq 'radio' && $question->{value} ne '';
    return combo_field($file, $question, $names, $x, $y - 4, $width - $margin - $x) if $question->{kind} eq 'one';
    return text_field($file, $question, $names, $x, $y - 4 - $leading * ($lines - 1), $width - $margin - $x, 16 + $leading * ($lines - 1));
}

sub pdf_form {
    my ($form, %given) = @_;
    my %how = (names => 'tooltip', choices => 'combo', %given);
    my $file = new_file();
    print_lines($file, $margin, 'Resolution of professional disagreements', '');
    my (%parent, @top);
    for my $question (@$form) {
        my $above = $how{names} eq 'above';
        my $lines = $question->{kind} =~ /^(?:text|rows)$/ ? 4 : $question->{kind} =~ /^(?:one|many)$/ ? lines_for($question, $above ? $margin : $margin + 230) : 1;
        my $y = room($file, $lines + 1);
        print_at($file, $margin, $y, $question->{label});
        $y = room($file, $lines) if $above;
        my $number = field($file, $question, \%how, $above ? $margin : $margin + 230, $y, $lines);
        $file->{y} -= $leading * ($lines - 1) + 6;
        push @top, $number unless $how{names} eq 'tree';
        push @{ $parent{ $question->{section} } }, $number if $how{names} eq 'tree';
    }
    for my $section (sort keys %parent) {
        my $number = add($file, '<< /T ' . literal($section) . ' /Kids [' . join(' ', map { "$_ 0 R" } @{ $parent{$section} }) . '] >>');
        $file->{objects}[ $_ - 1 ] =~ s/^<< /<< \/Parent $number 0 R / for @{ $parent{$section} };
        push @top, $number;
    }
    $file->{fields} = \@top;
    return written($file, 1);
}

1;
