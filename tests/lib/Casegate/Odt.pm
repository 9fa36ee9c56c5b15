# A form as an OpenDocument text, as LibreOffice writes it: spans where the look changes, tabs and double blanks as elements, fields,
# form controls, covered cells, tracked deletions.
#
#   odt($form, layout => 'above', fill => 'control')     the file's bytes
#
# layout: rows (label left, value right), above (label over value), children (each child a row under a row of labels), lines
# fill:   plain, span (the look changes in the middle), field (input fields, drop-downs), control (form controls), captions (controls, the words of check boxes beside them), tracked
# Choices of several are ticked as ☒ and ☐, with 'control' as check boxes.
package Casegate::Odt;
use strict;
use warnings;
use utf8;
use Casegate::Forms;
use Casegate::Zip qw(zip_of);
use Encode qw(encode);
use Exporter qw(import);
our @EXPORT = qw(odt);

my $type = 'application/vnd.oasis.opendocument.text';
my $oasis = 'urn:oasis:names:tc:opendocument:xmlns';
my $spaces = join ' ', (map { qq(xmlns:$_="$oasis:$_:1.0") } qw(office text table style form)), qq(xmlns:draw="$oasis:drawing:1.0"), qq(xmlns:fo="$oasis:xsl-fo-compatible:1.0"),
    qq(xmlns:svg="$oasis:svg-compatible:1.0"), 'xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:xlink="http://www.w3.org/1999/xlink"', 'xmlns:ooo="http://openoffice.org/2004/office"';
my (@controls, @deleted); # of the file that is being written

sub odt {
    my ($form, %how) = @_;
    my %with = (layout => 'rows', fill => 'plain', %how);
    @controls = @deleted = ();
    my $body = paragraph('Resolution of professional disagreements') . laid_out($form, \%with);
    my $forms = @controls ? '<office:forms form:automatic-focus="false"><form:form form:name="Form" form:apply-filter="true" form:command-type="table" form:control-implementation="ooo:com.sun.star.form.component.Form" office:target-frame="">' . join('', @controls) . '</form:form></office:forms>' : '';
    my $changes = @deleted ? '<text:tracked-changes>' . join('', @deleted) . '</text:tracked-changes>' : '';
    my $content = qq(<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content $spaces office:version="1.3"><office:automatic-styles>)
        . '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
        . "<office:body><office:text>$forms$changes$body</office:text></office:body></office:document-content>";
    return zip_of([
        [ 'mimetype', $type, 'stored' ],
        [ 'content.xml', encode('UTF-8', $content) ],
        [ 'styles.xml', qq(<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles $spaces office:version="1.3"/>) ],
        [ 'META-INF/manifest.xml', qq(<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="$oasis:manifest:1.0" manifest:version="1.3">)
            . qq(<manifest:file-entry manifest:full-path="/" manifest:media-type="$type"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>)
            . '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>' ],
    ]);
}

# ---- text ----

sub paragraph { my ($inner) = @_; return qq(<text:p text:style-name="Standard">$inner</text:p>) }

sub spelt {
    my ($text) = @_;
    my $out = xml($text);
    $out =~ s{( {2,})}{' <text:s text:c="' . (length($1) - 1) . '"/>'}ge;
    $out =~ s{\t}{<text:tab/>}g;
    $out =~ s{\n}{<text:line-break/>}g;
    return $out;
}

sub bold { my ($text) = @_; return '<text:span text:style-name="T1">' . spelt($text) . '</text:span>' }

# Each third word in a span, and a mark where the page ended last time.
sub spans {
    my ($text) = @_;
    my $n = 0;
    return join '', map { ++$n % 3 ? spelt($_) : '<text:span text:style-name="T1">' . spelt($_) . '</text:span><text:soft-page-break/>' } $text =~ /(\S+\s*|\s+)/g;
}

sub tracked {
    my ($text) = @_;
    my $n = @deleted + 1;
    push @deleted, qq(<text:changed-region xml:id="ct$n" text:id="ct$n"><text:deletion><office:change-info><dc:creator>Idris Penhallow</dc:creator>)
        . '<dc:date>2026-03-04T09:12:00</dc:date></office:change-info>' . paragraph('to be completed') . '</text:deletion></text:changed-region>';
    return qq(<text:change text:change-id="ct$n"/>) . spelt($text);
}

# ---- fields and controls ----

sub field {
    my ($question) = @_;
    my $value = $question->{value};
    return qq(<text:placeholder text:placeholder-type="text" text:description="">&lt;please fill in&gt;</text:placeholder>) if $value eq '';
    return '<text:drop-down text:name="' . xml($question->{label}) . '">' . join('', map { '<text:label text:value="' . xml($_->[0]) . '"' . ($_->[1] ? ' text:current-selected="true"' : '') . '/>' }
        chosen($question)) . xml($value) . '</text:drop-down>' if $question->{kind} eq 'one';
    return '<text:text-input text:description="' . xml($question->{label}) . '">' . spelt($value) . '</text:text-input>';
}

my %component = (checkbox => 'CheckBox', listbox => 'ListBox', text => 'TextField', textarea => 'TextField');

sub place_control {
    my ($element, $width) = @_;
    my $n = @controls + 1;
    my ($name, $attributes, $inner) = @$element;
    push @controls, qq(<form:$name form:name="Control $n" form:control-implementation="ooo:com.sun.star.form.component.$component{$name}" xml:id="control$n" form:id="control$n" $attributes)
        . '><form:properties><form:property form:property-name="DefaultControl" office:value-type="string" office:string-value="com.sun.star.form.control.'
        . qq($component{$name}"/></form:properties>) . ($inner // '') . "</form:$name>";
    $width //= '6cm';
    return qq(<draw:control text:anchor-type="as-char" draw:z-index="$n" svg:width="$width" svg:height="0.6cm" draw:control="control$n"/>);
}

sub attribute { my ($text) = @_; return xml($text) =~ s/\n/&#10;/gr }

# A check box with its word as its own label, or printed behind it.
sub box {
    my ($choice, $captions) = @_;
    my ($word, $taken) = @$choice;
    my $state = $taken ? ' form:current-state="checked"' : '';
    return place_control([ 'checkbox', 'form:label="' . ($captions ? '' : xml($word)) . qq("$state) ], $captions ? '0.5cm' : undef) . ($captions ? ' ' . xml($word) : '');
}

sub control {
    my ($question, $captions) = @_;
    my $value = $question->{value};
    return join '   ', map { box($_, $captions) } chosen($question) if $question->{kind} eq 'many';
    return place_control([ 'listbox', 'form:dropdown="true" form:size="6"', join '', map { '<form:option form:label="' . xml($_->[0]) . '"' . ($_->[1] ? ' form:current-selected="true"' : '') . '/>' }
        chosen($question) ]) if $question->{kind} eq 'one';
    return place_control([ $question->{kind} =~ /^(?:text|rows)$/ ? 'textarea' : 'text', 'form:current-value="' . attribute($value) . '"' ]);
}

# ---- values ----

sub inline_value {
    my ($question, $fill) = @_;
    return control($question, $fill eq 'captions') if $fill =~ /^(?:control|captions)$/;
    return join '   ', map { ($_->[1] ? '☒ ' : '☐ ') . xml($_->[0]) } chosen($question) if $question->{kind} eq 'many';
    return field($question) if $fill eq 'field';
    return '' if $question->{value} eq '';
    return $fill eq 'tracked' ? tracked($question->{value}) : $fill eq 'span' ? spans($question->{value}) : spelt($question->{value});
}

sub value_paragraphs {
    my ($question, $fill) = @_;
    return paragraph(inline_value($question, $fill)) if $fill =~ /^(?:field|control|captions)$/ || $question->{kind} eq 'many';
    my @lines = split /\n/, $question->{value}, -1;
    return join '', map { paragraph(inline_value({ %$question, value => $_ }, $fill)) } @lines ? @lines : '';
}

# ---- layouts ----

sub cell {
    my ($content, $columns) = @_;
    return '<table:table-cell office:value-type="string"' . ($columns ? qq( table:number-columns-spanned="$columns") : '') . ">$content</table:table-cell>"
        . '<table:covered-table-cell/>' x (($columns // 1) - 1);
}

sub row { return '<table:table-row>' . join('', @_) . '</table:table-row>' }
sub table { return '<table:table table:name="Table1"><table:table-column table:number-columns-repeated="2"/>' . join('', @_) . '</table:table>' . paragraph('') }

sub label_cell { my ($question, $columns) = @_; return cell(paragraph(bold($question->{label})), $columns) }

sub pair_row {
    my ($question, $with) = @_;
    my $value = value_paragraphs($question, $with->{fill});
    return $with->{layout} eq 'above' ? (row(label_cell($question, 2)), row(cell($value, 2))) : row(label_cell($question), cell($value));
}

sub children_table {
    my ($with, @part) = @_;
    my (@order, %row);
    for my $question (@part) {
        push @order, $question->{child} unless $row{ $question->{child} };
        push @{ $row{ $question->{child} } }, $question;
    }
    return table('<table:table-header-rows>' . row(map { label_cell($_) } @{ $row{ $order[0] } }) . '</table:table-header-rows>',
        map { row(map { cell(value_paragraphs($_, $with->{fill})) } @{ $row{$_} }) } @order);
}

sub pair_line {
    my ($question, $with) = @_;
    my $label = bold($question->{label} . ($question->{label} =~ /\?$/ ? ' ' : ': '));
    my $whole = $with->{fill} =~ /^(?:field|control|captions)$/ || $question->{kind} eq 'many';
    my ($first, @more) = $whole ? inline_value($question, $with->{fill}) : map { inline_value({ %$question, value => $_ }, $with->{fill}) } split /\n/, $question->{value}, -1;
    return join '', paragraph($label . ($first // '')), map { paragraph($_) } @more;
}

sub laid_out {
    my ($form, $with) = @_;
    return join '', map { pair_line($_, $with) } @$form if $with->{layout} eq 'lines';
    my $out = '';
    my @left = @$form;
    while (@left) {
        my @run = shift @left;
        push @run, shift @left while @left && !$left[0]{child} == !$run[0]{child};
        $out .= $run[0]{child} && $with->{layout} eq 'children' ? children_table($with, @run)
            : table(row(cell(paragraph(bold($run[0]{section})), 2)), map { pair_row($_, $with) } @run);
    }
    return $out;
}

1;
