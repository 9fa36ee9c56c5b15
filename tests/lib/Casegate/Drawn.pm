# Forms whose answers are drawn at random: any script, long texts, several paragraphs, quotes and ampersands, dates in every form,
# one to three children. The same seed draws the same forms.
#
#   srand(7);
#   my $form = drawn_form();                  questions of Casegate::Forms
#   my $form = drawn_form(printable => 1)     without the scripts that a page shows from right to left
#
# What no reader could tell from the form itself is not drawn: a line that is one of the form's own labels, a greeting that ends
# a letter, a line of dashes, a quote mark at a line's beginning, all of the choices at once (as the form offers them).
package Casegate::Drawn;
use strict;
use warnings;
use utf8;
use Casegate::Forms;
use Exporter qw(import);
our @EXPORT = qw(drawn_form);

my @plain = qw(visits were missed again and nobody rang the mother about it who had asked twice for help with her son's meals at school in January because
    they never came when said so agreed plan meeting worker told us that is not enough weekly since then weight falls sleeps little bruise seen arm);
my @marked = ('"agreed"', "mother's", 'R&D', '<none>', '5 > 3', '£40', '50%', '(twice)', 'and/or', 'no. 7;', '#3', '{draft}', 'a\\b', 'e.g.', 'x=1,', '&amp;', '“so called”', '–', '½', 'C:/log', '[sic]', '~2', "'", 'tea & toast');
my @scripts = (
    [qw(Siân ŵyr Llŷr plentyn ysgol)], [qw(Łukasz Żółć dziecko Świętosława)], [qw(Ελένη παιδί σχολείο)], [qw(Оксана ребёнок школа)], [qw(张伟 孩子 学校)], [qw(नेहा बच्चा विद्यालय)],
    [qw(Ñandú Zoë Đorđe Çelik Ångström ẞ)], [qw(さくら 子ども)], [qw(김민준 아이)], [qw(😀 👶🏽 ✊)],
);
my @right_to_left = ([qw(أمل طفل مدرسة)], [qw(ילד נועה)]);
my @months = qw(January February March April May June July August September October November December);

sub of { my (@list) = @_; return $list[ int rand @list ] }

sub words {
    my ($how, $count) = @_;
    my $script = rand() < 0.5 ? of(@scripts, $how->{printable} ? () : @right_to_left) : [];
    return join ' ', map { my $n = rand; $n < 0.1 ? of(@marked) : $n < 0.25 && @$script ? of(@$script) : of(@plain) } 1 .. $count;
}

# A line begins with a letter of a sentence, so that it is no bullet, number or mark.
sub line { my ($how, $most) = @_; return 'So ' . words($how, 1 + int rand $most) }

sub text {
    my ($how) = @_;
    my @paragraphs = map { join "\n", map { line($how, of(4, 12, 60)) } 1 .. of(1, 1, 1, 3) } 1 .. of(1, 1, 2, 4);
    return join "\n\n", @paragraphs;
}

sub date {
    my ($year) = @_;
    my ($day, $month) = (1 + int rand 28, 1 + int rand 12);
    return of("$day $months[ $month - 1 ] $year", sprintf('%02d/%02d/%d', $day, $month, $year), "$day.$month." . substr($year, 2), sprintf('%d-%02d-%02d', $year, $month, $day), "${day}th " . substr($months[ $month - 1 ], 0, 3) . " $year");
}

sub name { my ($how) = @_; return join of(' ', ' ', '-'), map { ucfirst of(grep({ !/^(?:about|school)$/ } @plain), map { @$_ } @scripts, $how->{printable} ? () : @right_to_left) } 1 .. of(1, 2, 2, 3) }
sub sometimes { my ($value) = @_; return rand() < 0.2 ? '' : $value }

sub some { my (@choices) = @_; my @some = grep { rand() < 0.4 } @choices; pop @some if @some == @choices; return join ', ', @some ? @some : of(@choices) }

sub drawn_form {
    my (%how) = @_;
    my $child = sub { return { name => name(\%how), dob => date(2008 + int rand 17), ids => sometimes(sprintf '999 %03d %04d', rand 1000, rand 10000), setting => sometimes(line(\%how, 3)),
        status => some('Child Protection Plan', 'Looked after', 'Child in Need', 'Early Help') } };
    my $short = sub { return sometimes(line(\%how, 5)) };
    return questions(
        words => of('', 'resolution', 'referral', 'challenge'), kind => 'New escalation', policy => 'Havering Safeguarding Children Partnership', stage_claimed => of('Stage One', 'Stage Two', 'Stage Three'),
        their_ref => sometimes(sprintf 'LA/%d-%d', rand 99, rand 9999), originator => name(\%how), 'originator.role' => $short->(), raising_agency => 'Oakfield Primary School', sender_contact => 'office@oakfield.example, 01632 960110',
        raising_manager => name(\%how), challenged_agency => "Children's Social Care", challenged_person => sometimes(name(\%how)), area => $short->(), challenged_manager => sometimes(name(\%how)),
        children => [ map { $child->() } 1 .. of(1, 1, 2, 3) ], immediate_harm => of('Yes', 'No', 'Not known', ''), immediate_action => sometimes(text(\%how)), disagreement_date => date(2026), about => some('Action', 'Inaction', 'Decision'),
        decision_challenged => sometimes(text(\%how)), reasons => some('Levels of need', 'Need for action', 'Communication'), problem => text(\%how), evidence => sometimes(text(\%how)), childs_view => sometimes(text(\%how)),
        outcome_sought => text(\%how), safe_by => sometimes(date(2026)),
    );
}

1;
