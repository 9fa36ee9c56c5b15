# A form as a .docx file, as Word writes it: runs split where somebody typed or corrected, revision ids, spelling marks, content
# controls, old form fields, ticks of several kinds, tracked changes. No two words need stand in one run.
#
#   docx($form, layout => 'above', fill => 'control', ticks => 'wingdings')     the file's bytes
#
# layout: rows (label left, value right), above, four (two pairs a row), nested (a table in each frame's cell), children (each child
#         a row under a row of labels), merged (label cells over two rows), lines (paragraphs), tabs (label, tab, value), box (in a text box)
# fill:   plain, split, control, rowcontrol (a control around the value's cell), legacy, tracked, smart
# ticks:  boxes, wingdings, control, legacy, after (the box behind its word), words (only what was taken)
# page:   the form's first question stands in the page's header
package Casegate::Docx;
use strict;
use warnings;
use utf8;
use Casegate::Forms;
use Casegate::Zip qw(zip_of);
use Encode qw(encode);
use Exporter qw(import);
our @EXPORT = qw(docx);

my $spaces = join ' ', map { qq(xmlns:$_) } 'w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
    'r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"', 'w14="http://schemas.microsoft.com/office/word/2010/wordml"',
    'wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"', 'a="http://schemas.openxmlformats.org/drawingml/2006/main"',
    'wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"', 'mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
    'v="urn:schemas-microsoft-com:vml"', 'w15="http://schemas.microsoft.com/office/word/2012/wordml"';
my $relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
my $declaration = qq(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n);
my $id; # of controls and bookmarks, counted within one file

sub docx {
    my ($form, %how) = @_;
    $id = 100;
    my %with = (layout => 'rows', fill => 'plain', ticks => 'boxes', %how);
    my @form = @$form;
    my $header = $with{page} ? pair_line(shift @form, \%with) : paragraph(run('Multi-agency practice'));
    my $body = title('Resolution of professional disagreements', 'Please do not leave sections blank.') . laid_out(\@form, \%with);
    return zip_of([
        [ '[Content_Types].xml', types() ],
        [ '_rels/.rels', relationships([ 'rId1', 'officeDocument', 'word/document.xml' ]) ],
        [ 'word/document.xml', document("<w:body>$body" . section() . '</w:body>', 'document') ],
        [ 'word/_rels/document.xml.rels', relationships([ 'rId1', 'styles', 'styles.xml' ], [ 'rId2', 'settings', 'settings.xml' ],
            [ 'rId3', 'header', 'header1.xml' ], [ 'rId4', 'hyperlink', 'mailto:office@partnership.example', 'External' ]) ],
        [ 'word/header1.xml', document($header, 'hdr') ],
        [ 'word/styles.xml', document('<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>', 'styles') ],
        [ 'word/settings.xml', document('<w:zoom w:percent="100"/><w:rsids><w:rsidRoot w:val="00A11C3E"/><w:rsid w:val="00A11C3E"/></w:rsids>', 'settings') ],
    ]);
}

# ---- the parts ----

sub document { my ($body, $root) = @_; return encode('UTF-8', qq($declaration<w:$root $spaces mc:Ignorable="w14 w15">$body</w:$root>)) }

sub types {
    my $main = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
    return qq($declaration<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)
        . '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        . join('', map { qq(<Override PartName="/word/$_->[0].xml" ContentType="$main.$_->[1]+xml"/>) }
            [ 'document', 'document.main' ], [ 'styles', 'styles' ], [ 'settings', 'settings' ], [ 'header1', 'header' ]) . '</Types>';
}

sub relationships {
    return qq($declaration<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)
        . join('', map { my ($rid, $type, $target, $mode) = @$_;
            qq(<Relationship Id="$rid" Type="$relations/$type" Target="$target") . ($mode ? qq( TargetMode="$mode") : '') . '/>' } @_) . '</Relationships>';
}

sub section { return '<w:sectPr w:rsidR="00A11C3E"><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>' }

sub title { return join '', map { paragraph(run($_, '<w:b/><w:sz w:val="28"/>')) } @_ }

# ---- paragraphs and runs ----

sub paragraph {
    my ($runs, $more) = @_;
    return qq(<w:p w14:paraId="4E5A0C11" w14:textId="77777777" w:rsidR="00A11C3E" w:rsidRDefault="00B7725D"><w:pPr>) . ($more // '')
        . qq(<w:spacing w:after="0"/><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:pPr>$runs</w:p>);
}

# Text that holds tabs and line ends, in one run.
sub run {
    my ($text, $look, $tag) = @_;
    $tag //= 't';
    my $inner = join '<w:br/>', map { join '<w:tab/>', map { qq(<w:$tag xml:space="preserve">) . xml($_) . "</w:$tag>" } split /\t/, $_, -1 } split /\n/, $text, -1;
    return '<w:r>' . (defined $look ? "<w:rPr>$look</w:rPr>" : '') . "$inner</w:r>";
}

# The same as Word leaves it after some typing: a run for every few letters, spelling marks and a page break in between.
sub split_runs {
    my ($text) = @_;
    my @pieces = $text =~ /(.{1,7}\s?|\n)/gs;
    my $out = '';
    for my $i (0 .. $#pieces) {
        $out .= '<w:proofErr w:type="spellStart"/>' if $i % 3 == 1;
        $out .= '<w:bookmarkStart w:id="' . ++$id . qq(" w:name="_Hlk$id"/>) if $i % 5 == 2;
        $out .= qq(<w:r w:rsidR="00F31B7$i" w:rsidRPr="00E4172A"><w:rPr><w:rFonts w:cs="Arial"/></w:rPr>)
            . ($i == 4 ? '<w:lastRenderedPageBreak/>' : '') . ($pieces[$i] eq "\n" ? '<w:br/>' : '<w:t xml:space="preserve">' . xml($pieces[$i]) . '</w:t>') . '</w:r>';
        $out .= qq(<w:bookmarkEnd w:id="$id"/>) if $i % 5 == 2;
        $out .= '<w:proofErr w:type="spellEnd"/>' if $i % 3 == 1;
    }
    return $out;
}

# Smart tags around names, and a link for every address.
sub smart_runs {
    my ($text) = @_;
    my $out = '';
    for my $word (split /(\s+)/, $text) {
        $out .= $word =~ /^(\S+\@[\w.-]+\w)(.*)$/ ? '<w:hyperlink r:id="rId4" w:history="1">' . run($1, '<w:rStyle w:val="Hyperlink"/>') . '</w:hyperlink>' . run($2)
            : $word =~ /^[A-Z]\w+$/ ? '<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="PersonName">' . run($word) . '</w:smartTag>' : run($word);
    }
    return $out;
}

# What was there before is struck out, what is there now was put in by somebody else.
sub tracked_runs {
    my ($text) = @_;
    my $by = 'w:author="Idris Penhallow" w:date="2026-03-04T09:12:00Z"';
    my ($first, $rest) = $text =~ /^(\S*)(.*)$/s;
    return '<w:del w:id="' . ++$id . qq(" $by>) . run('to be completed', undef, 'delText') . '</w:del>' . run($first)
        . '<w:ins w:id="' . ++$id . qq(" $by>) . run($rest) . '</w:ins>';
}

# ---- controls and form fields ----

sub control {
    my ($question, $kind, $content, $empty) = @_;
    my $tag = $question->{key} =~ s/\W/_/gr;
    return '<w:sdt><w:sdtPr><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:alias w:val="' . xml($question->{label}) . qq("/><w:tag w:val="$tag"/>)
        . '<w:id w:val="' . ++$id . '"/><w:lock w:val="sdtLocked"/><w:placeholder><w:docPart w:val="DefaultPlaceholder_1081868574"/></w:placeholder>'
        . ($empty ? '<w:showingPlcHdr/>' : '') . "$kind</w:sdtPr><w:sdtEndPr/><w:sdtContent>$content</w:sdtContent></w:sdt>";
}

sub control_kind {
    my ($question) = @_;
    return '<w:dropDownList><w:listItem w:value="Choose an item."/>' . join('', map { my $item = xml($_); qq(<w:listItem w:displayText="$item" w:value="$item"/>) }
        @{ $question->{choices} }) . '</w:dropDownList>' if $question->{kind} eq 'one';
    return '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/><w:storeMappedDataAs w:val="dateTime"/></w:date>' if $question->{kind} eq 'date';
    return '<w:text w:multiLine="1"/>';
}

sub placeholder { my ($question) = @_; return $question->{kind} eq 'one' ? 'Choose an item.' : $question->{kind} eq 'date' ? 'Click or tap to enter a date.' : 'Click or tap here to enter text.' }

sub in_control {
    my ($question) = @_;
    my $empty = $question->{value} eq '';
    return control($question, control_kind($question), $empty ? run(placeholder($question), '<w:rStyle w:val="PlaceholderText"/>') : run($question->{value}), $empty);
}

sub field_data { my ($inner) = @_; return '<w:ffData><w:name w:val="Text' . ++$id . qq("/><w:enabled/><w:calcOnExit w:val="0"/>$inner</w:ffData>) }

sub field_runs {
    my ($data, $command, $result) = @_;
    return qq(<w:r><w:fldChar w:fldCharType="begin">$data</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> $command </w:instrText></w:r>)
        . '<w:r/><w:r><w:fldChar w:fldCharType="separate"/></w:r>' . $result . '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
}

sub in_legacy {
    my ($question) = @_;
    if ($question->{kind} eq 'one') {
        my @choices = ('Please choose', @{ $question->{choices} });
        my ($taken) = grep { $choices[$_] eq $question->{value} } 1 .. $#choices;
        return field_runs(field_data('<w:ddList>' . ($taken ? qq(<w:result w:val="$taken"/>) : '')
            . join('', map { '<w:listEntry w:val="' . xml($_) . '"/>' } @choices) . '</w:ddList>'), 'FORMDROPDOWN', '');
    }
    return field_runs(field_data('<w:textInput/>'), 'FORMTEXT', $question->{value} eq '' ? run("\x{2002}" x 5, '<w:noProof/>') : split_runs($question->{value}));
}

# ---- ticks ----

sub symbol { my ($taken) = @_; return '<w:r><w:sym w:font="Wingdings" w:char="' . ($taken ? 'F0FE' : 'F0A8') . '"/></w:r>' }

sub box {
    my ($taken, $kind, $word) = @_;
    my $mark = $taken ? '☒' : '☐';
    return symbol($taken) if $kind eq 'wingdings';
    return field_runs(field_data('<w:checkBox><w:sizeAuto/><w:default w:val="0"/>' . ($taken ? '<w:checked/>' : '') . '</w:checkBox>'), 'FORMCHECKBOX', '') if $kind eq 'legacy';
    return run($mark, '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>') if $kind ne 'control';
    return control({ key => 'box', label => '' }, '<w14:checkbox><w14:checked w14:val="' . ($taken ? 1 : 0)
        . '"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>',
        run($mark, '<w:rFonts w:ascii="MS Gothic" w:hint="eastAsia"/>'));
}

sub ticked {
    my ($question, $kind) = @_;
    return join run('   '), map { my ($word, $taken) = @$_; $kind eq 'after' ? run("$word ") . box($taken, $kind) : box($taken, $kind) . run(" $word") } chosen($question);
}

# ---- values ----

sub is_ticked { my ($question, $with) = @_; return $question->{kind} eq 'many' && $with->{ticks} ne 'words' || $question->{kind} eq 'one' && $with->{ticks} =~ /^(?:after|wingdings)$/ }

sub runs_of {
    my ($text, $fill) = @_;
    return $fill eq 'split' ? split_runs($text) : $fill eq 'smart' ? smart_runs($text) : $fill eq 'tracked' && $text ne '' ? tracked_runs($text) : run($text);
}

# The runs of one answer on one line.
sub inline_value {
    my ($question, $with) = @_;
    return ticked($question, $with->{ticks}) if is_ticked($question, $with);
    return in_control($question) if $with->{fill} =~ /control$/;
    return in_legacy($question) if $with->{fill} eq 'legacy';
    return runs_of($question->{value}, $with->{fill});
}

# The paragraphs of one answer: each of its lines is one, unless a control or a field holds it.
sub value_paragraphs {
    my ($question, $with) = @_;
    return paragraph(inline_value($question, $with)) if is_ticked($question, $with) || $with->{fill} =~ /control$|^legacy$/;
    my @lines = split /\n/, $question->{value}, -1;
    return join '', map { paragraph(runs_of($_, $with->{fill})) } @lines ? @lines : '';
}

# ---- layouts ----

sub cell {
    my ($content, $width, $more) = @_;
    return qq(<w:tc><w:tcPr><w:tcW w:w="$width" w:type="dxa"/>) . ($more // '') . qq(<w:shd w:val="clear" w:color="auto" w:fill="auto"/></w:tcPr>$content</w:tc>);
}

sub row { return '<w:tr w:rsidR="00A11C3E" w14:paraId="1B2C3D4E"><w:trPr><w:cantSplit/></w:trPr>' . join('', @_) . '</w:tr>' }

sub table {
    return '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="9016" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="2254"/><w:gridCol w:w="2254"/>'
        . '<w:gridCol w:w="2254"/><w:gridCol w:w="2254"/></w:tblGrid>' . join('', @_) . '</w:tbl>' . paragraph('');
}

sub label_cell { my ($question, $width, $more) = @_; return cell(paragraph(run($question->{label}, '<w:b/>')), $width, $more) }

# With 'rowcontrol' the control holds the cell itself.
sub value_cell {
    my ($question, $with, $width, $more) = @_;
    return cell(value_paragraphs($question, $with), $width, $more) if $with->{fill} ne 'rowcontrol' || is_ticked($question, $with);
    my $empty = $question->{value} eq '';
    my @lines = $empty ? placeholder($question) : split /\n/, $question->{value}, -1;
    return control($question, control_kind($question), cell(join('', map { paragraph(run($_)) } @lines), $width, $more), $empty);
}

sub heading_row { my ($title) = @_; return row(cell(paragraph(run($title, '<w:b/><w:color w:val="FFFFFF"/>')), 9016, '<w:gridSpan w:val="4"/>')) }

my %rows = (
    rows => sub { my ($with, @part) = @_; return map { row(label_cell($_, 2254, '<w:gridSpan w:val="1"/>'), value_cell($_, $with, 6762, '<w:gridSpan w:val="3"/>')) } @part },
    above => sub { my ($with, @part) = @_; return map { (row(label_cell($_, 9016, '<w:gridSpan w:val="4"/>')), row(value_cell($_, $with, 9016, '<w:gridSpan w:val="4"/>'))) } @part },
    four => sub {
        my ($with, @part) = @_;
        my @out;
        while (my ($left, $right) = splice @part, 0, 2) {
            push @out, row(label_cell($left, 2254), value_cell($left, $with, 2254), $right ? (label_cell($right, 2254), value_cell($right, $with, 2254)) : ());
        }
        return @out;
    },
    # the section's name runs down the left of all its rows
    merged => sub {
        my ($with, @part) = @_;
        my $n = 0;
        return map { row(cell($n++ ? paragraph('') : paragraph(run('Section', '<w:b/>')), 1000, $n == 1 ? '<w:vMerge w:val="restart"/>' : '<w:vMerge/>'),
            label_cell($_, 2254), value_cell($_, $with, 5762, '<w:gridSpan w:val="2"/>')) } @part;
    },
);

# A row of labels, and under it a row for each child.
sub children_table {
    my ($with, @part) = @_;
    my %row;
    push @{ $row{ $_->{child} } }, $_ for @part;
    my @all = map { $row{$_} } sort { $a <=> $b } keys %row;
    return table(row(map { label_cell($_, 1800) } @{ $all[0] }), map { row(map { value_cell($_, $with, 1800) } @$_) } @all);
}

sub laid_out {
    my ($form, $with) = @_;
    my $layout = $with->{layout};
    return join '', map { pair_line($_, $with) } @$form if $layout =~ /^(?:lines|tabs)$/;
    return text_box(join '', map { pair_line($_, $with) } @$form) if $layout eq 'box';
    return laid_children($form, $with) if $layout eq 'children';
    my @parts = Casegate::Forms::sections($form);
    return join '', map { my ($title, @part) = @$_; table(row(cell(paragraph(run($title, '<w:b/>')) . table($rows{rows}->($with, @part)), 9016))) } @parts if $layout eq 'nested';
    return table(map { my ($title, @part) = @$_; (heading_row($title), $rows{$layout}->($with, @part)) } @parts);
}

sub laid_children {
    my ($form, $with) = @_;
    my (@before, @children, @after);
    push @{ $_->{child} ? \@children : @children ? \@after : \@before }, $_ for @$form;
    return table($rows{rows}->($with, @before)) . children_table($with, @children) . table($rows{rows}->($with, @after));
}

# "Label: value" as a paragraph, the label bold; further paragraphs of the value below.
sub pair_line {
    my ($question, $with) = @_;
    my ($label, $tab) = ($question->{label}, $with->{layout} eq 'tabs');
    my ($first, @more) = is_ticked($question, $with) || $with->{fill} =~ /control$|^legacy$/ ? inline_value($question, $with)
        : map { runs_of($_, $with->{fill}) } split /\n/, $question->{value} eq '' ? ' ' : $question->{value}, -1;
    return join '', paragraph(run($label . ($tab || $label =~ /\?$/ ? '' : ':'), '<w:b/>') . ($tab ? '<w:r><w:tab/></w:r>' : run(' ')) . $first), map { paragraph($_) } @more;
}

# Word writes a text box twice: as a shape, and for older programs as a picture.
sub text_box {
    my ($content) = @_;
    return paragraph('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5731510" cy="3600000"/><wp:docPr id="7" name="Text Box 7"/>'
        . '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>' . $content
        . '</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>'
        . "<w:txbxContent>$content</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>");
}

1;
