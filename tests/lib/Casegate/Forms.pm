# One form in five formats: the same answers as text, as an Outlook table, as Word, OpenDocument and PDF files.
#
#   my $form = questions(stage_claimed => 'Stage Two', children => [{name => …, dob => …}], …);
#   form_text($form)  form_html($form, layout => 'above')                  here
#   docx($form, …)  odt($form, …)  pdf_form($form, …)  pdf_page($form, …)  in Casegate::Docx, ::Odt, ::Pdf
#   answers($form)                                                         what must be read: [key, value] of each answer
#
# A question is {key, label, kind, choices, value, section, child}. kind: short, date, text, rows, one (of the choices) or
# many. A value of '' leaves it blank; a question without an answer is not in the form. words: another agency's label for a key,
# or for all of them one of the sets in %wording, as partnerships' forms have them (domain/fields.md 2.1, 2.2).
package Casegate::Forms;
use strict;
use warnings;
use utf8;
use Exporter qw(import);
our @EXPORT = qw(questions answers form_text form_html chosen xml);

my @stages = ('Stage One', 'Stage Two', 'Stage Three', 'Stage Four');
my @asked = ( # key, kind, section, label, choices
    [ 'kind', 'one', 'About this form', 'Type of message', [ 'New escalation', 'Update', 'Resolution' ] ],
    [ 'policy', 'short', 'About this form', 'Partnership / policy' ],
    [ 'stage_claimed', 'one', 'About this form', 'Stage', \@stages ],
    [ 'their_ref', 'short', 'About this form', 'Your own reference' ],
    [ 'originator', 'short', 'Agency making the escalation', 'Worker raising the concern' ],
    [ 'originator.role', 'short', 'Agency making the escalation', 'Role' ],
    [ 'raising_agency', 'short', 'Agency making the escalation', 'Agency raising' ],
    [ 'sender_contact', 'short', 'Agency making the escalation', 'Contact details' ],
    [ 'raising_manager', 'short', 'Agency making the escalation', 'Line manager / safeguarding lead' ],
    [ 'challenged_agency', 'short', 'Agency receiving the escalation', 'Agency disagreed with' ],
    [ 'challenged_person', 'short', 'Agency receiving the escalation', 'Professional disagreed with' ],
    [ 'area', 'short', 'Agency receiving the escalation', 'Area or team' ],
    [ 'challenged_manager', 'short', 'Agency receiving the escalation', 'Opposite number' ],
    [ 'child', '', 'The child' ],
    [ 'immediate_harm', 'one', 'The disagreement', 'Is the child at immediate risk of harm?', [ 'Yes', 'No', 'Not known' ] ],
    [ 'immediate_action', 'text', 'The disagreement', 'What has been done' ],
    [ 'nai_infant', 'one', 'The disagreement', 'Possible non-accidental injury', [ 'Yes', 'No' ] ],
    [ 'disagreement_date', 'date', 'The disagreement', 'When did the disagreement arise?' ],
    [ 'about', 'many', 'The disagreement', 'Action, inaction or decision', [ 'Action', 'Inaction', 'Decision' ] ],
    [ 'decision_challenged', 'text', 'The disagreement', 'What was decided/done, when' ],
    [ 'reasons', 'many', 'The disagreement', 'Area of disagreement',
        [ 'Levels of need', 'Roles and responsibilities', 'Need for action', 'Progressing plans', 'Communication' ] ],
    [ 'problem', 'text', 'The disagreement', 'What is the problem?' ],
    [ 'evidence', 'text', 'The disagreement', 'Evidence: nature and source' ],
    [ 'childs_view', 'text', 'The disagreement', "Child's wishes and feelings" ],
    [ 'outcome_sought', 'text', 'What should happen', 'What do you want to happen?' ],
    [ 'safe_by', 'date', 'What should happen', 'Date by which the child needs this settled' ],
    [ 'discussions', 'rows', 'What has been tried', 'Record of discussions' ],
    [ 'members_engaged', 'rows', 'What has been tried', 'Agency members engaged' ],
    [ 'policy_issue', 'text', 'What has been tried', 'Significant policy issue raised' ],
    [ 'parents_aware', 'text', 'What has been tried', 'Are the parents or carers aware?' ],
);
my @statuses = ('Child Protection Plan', 'Looked after', 'Child in Need', 'Early Help', 'None', 'Not known');
my @of_child = (
    [ 'name', 'short', "Child's name" ], [ 'dob', 'date', 'Date of birth' ], [ 'ids', 'short', 'NHS number' ],
    [ 'setting', 'short', 'School/nursery/GP' ], [ 'status', 'many', "Child's status", \@statuses ],
);
my %wording = (
    # as the one Word form of a partnership that gathers every stage in one mailbox
    resolution => {
        stage_claimed => 'Stage of escalation', originator => 'Name of person making the escalation', 'originator.role' => 'Job title',
        raising_agency => 'Agency making the escalation', challenged_agency => 'Agency receiving the escalation',
        sender_contact => 'Tel / Email', reasons => 'Reason for escalation', problem => 'Summary of concerns',
        outcome_sought => 'Desired outcome', 'child.name' => 'Name of child', 'child.dob' => 'DOB', raising_manager => 'Line manager',
    },
    # as a referral form words it
    referral => {
        originator => 'Referrer', 'originator.role' => 'Designation', raising_agency => 'Referring agency', sender_contact => 'Contact details Tel/Email',
        challenged_agency => 'Other agency', 'child.name' => 'Name of young person', 'child.dob' => 'Date of birth or Estimated Date of Delivery',
        'child.ids' => 'NHS no', 'child.setting' => "Nursery/School/Children's Centre", problem => 'Details of concern',
        outcome_sought => 'Expected response', raising_manager => 'DSL', challenged_manager => 'Equivalent manager', decision_challenged => 'Outcome of referral',
    },
    # as a school's own challenge form has it
    challenge => {
        originator => 'Practitioner', 'originator.role' => 'Your role', raising_agency => 'Setting', challenged_agency => 'Agency you disagree with',
        challenged_person => 'Other worker', stage_claimed => 'Step', 'child.name' => 'CYP', 'child.status' => 'Legal status', 'child.dob' => 'D.O.B.',
        immediate_harm => 'Immediate risk of harm', disagreement_date => 'Date of disagreement', problem => 'Concern', safe_by => 'Safe by',
        outcome_sought => 'What do you want to achieve?', discussions => 'Discussions so far',
    },
);

sub questions {
    my (%form) = @_;
    my $words = ref $form{words} ? $form{words} : $wording{ $form{words} // '' } // {};
    my @form;
    my $put = sub {
        my ($key, $kind, $section, $label, $choices, $value, $child) = @_;
        return unless defined $value;
        my @choices = @{ $choices // [] };
        push @choices, grep { my $v = $_; $v ne '' && !grep { $_ eq $v } @choices } $kind eq 'one' ? $value : $kind eq 'many' ? split /, /, $value : ();
        push @form, { key => $key, kind => $kind, section => $section, label => $words->{$key} // $label,
            choices => \@choices, value => $value, child => $child // 0 };
    };
    for my $question (@asked) {
        my ($key, $kind, $section, $label, $choices) = @$question;
        if ($key ne 'child') {
            $put->($key, $kind, $section, $label, $choices, $form{$key});
            next;
        }
        my $n = 0;
        for my $child (@{ $form{children} // [] }) {
            $n++;
            $put->("child.$_->[0]", $_->[1], $section, $_->[2], $_->[3], $child->{ $_->[0] }, $n) for @of_child;
        }
    }
    return \@form;
}

# What must be read, in the form's order.
sub answers { my ($form) = @_; return [ map { [ $_->{key}, $_->{value} ] } grep { $_->{value} ne '' } @$form ] }

# Choice → is it taken.
sub chosen {
    my ($question) = @_;
    my %taken = map { ($_ => 1) } $question->{kind} eq 'many' ? split /, /, $question->{value} : $question->{value};
    return map { [ $_, $taken{$_} ] } @{ $question->{choices} };
}

sub xml { my ($text) = @_; $text =~ s/&/&amp;/g; $text =~ s/</&lt;/g; $text =~ s/>/&gt;/g; $text =~ s/"/&quot;/g; return $text }

# ---- as text ----

sub form_text {
    my ($form) = @_;
    return join "\n", map { Casegate::Forms::line($_) } @$form;
}

sub line {
    my ($question) = @_;
    my ($label, $value) = @$question{qw(label value)};
    return $value =~ /\n/ ? "$label:\n$value" : $value eq '' ? "$label:" : "$label: $value";
}

# ---- as Outlook writes a table that was pasted from Word ----

my $font = q(font-family:&quot;Calibri&quot;,sans-serif;mso-fareast-language:EN-US);

sub paragraph { my ($html) = @_; return qq(<p class="MsoNormal"><span style="$font">$html<o:p></o:p></span></p>) }

# As Outlook's editor leaves it: a no-break space for the second of two blanks, a new run where the typist came back.
sub words {
    my ($text) = @_;
    my $html = xml($text);
    $html =~ s/  / &nbsp;/g;
    $html =~ s{(\b\w{4,}) (\w{3,}\b)}{$1</span><span style="$font"> $2};
    return $html;
}

sub tick { my ($taken) = @_; return '<span style="font-family:&quot;MS Gothic&quot;">' . ($taken ? '☒' : '☐') . '</span>' }

# ticks => 'words' writes only what was taken.
sub html_value {
    my ($question, $ticks) = @_;
    return paragraph(join ' &nbsp; ', map { tick($_->[1]) . ' ' . words($_->[0]) } chosen($question))
        if $ticks ne 'words' && $question->{kind} =~ /^(?:one|many)$/;
    return join '', map { paragraph($_ eq '' ? '&nbsp;' : words($_)) } split /\n/, $question->{value} eq '' ? '' : $question->{value}, -1;
}

sub cell {
    my ($html, $width, $more) = @_;
    return qq(<td width="$width" valign="top" style="width:${width}pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;)
        . 'padding:0cm 5.4pt 0cm 5.4pt"' . ($more // '') . ">\n$html\n</td>";
}

sub row { return '<tr style="mso-yfti-irow:1;page-break-inside:avoid">' . join("\n", @_) . "</tr>\n" }

sub table {
    return qq(<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none;)
        . qq(mso-border-alt:solid windowtext .5pt;mso-yfti-tbllook:1184">\n) . join('', @_) . "</table>\n";
}

sub label_cell { my ($question, $width) = @_; return cell(paragraph('<b>' . xml($question->{label}) . '</b>'), $width) }

# layout: rows (label left, value right), above (label over value), four (two pairs a row), nested (each section a table of
# its own inside a frame), lines (paragraphs with bold labels).
sub form_html {
    my ($form, %how) = @_;
    my $layout = $how{layout} // 'rows';
    my $ticks = $how{ticks} // 'boxes';
    my $value = sub { cell(html_value($_[0], $ticks), $_[1]) };
    return join '', map { html_line($_, $ticks) } @$form if $layout eq 'lines';
    my $body = '';
    for my $part (sections($form)) {
        my ($title, @part) = @$part;
        my $head = row(cell(paragraph('<b><span style="color:white;mso-themecolor:background1">' . xml($title) . '</span></b>'), 450, ' colspan="4"'));
        my @rows;
        if ($layout eq 'above') {
            @rows = map { (row(label_cell($_, 450)), row($value->($_, 450))) } @part;
        } elsif ($layout eq 'four') {
            while (my ($left, $right) = splice @part, 0, 2) {
                push @rows, row(label_cell($left, 110), $value->($left, 115), $right ? (label_cell($right, 110), $value->($right, 115)) : ());
            }
        } else {
            @rows = map { row(label_cell($_, 150), $value->($_, 300)) } @part;
        }
        $body .= $layout eq 'nested' ? row(cell(paragraph('<b>' . xml($title) . '</b>') . table(@rows) . paragraph('&nbsp;'), 480)) : $head . join '', @rows;
    }
    return table($body);
}

sub html_line {
    my ($question, $ticks) = @_;
    my $value = html_value($question, $ticks);
    my $label = '<b>' . xml($question->{label}) . ($question->{label} =~ /\?$/ ? '' : ':') . '</b> ';
    return $value =~ s{(<p class="MsoNormal"><span [^>]*>)}{$1$label}r;
}

# [title, question, …] for each run of one section and child.
sub sections {
    my ($form) = @_;
    my ($last, @parts) = ('');
    for my $question (@$form) {
        my $title = $question->{section} . ($question->{child} ? " $question->{child}" : '');
        push @parts, [$title] if $title ne $last;
        $last = $title;
        push @{ $parts[-1] }, $question;
    }
    return @parts;
}

1;
