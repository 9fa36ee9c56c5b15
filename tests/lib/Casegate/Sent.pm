# A form on its way: the mail that carries it in one of its formats, and what `casegate explain` reads in that.
#
#   fields_read($site, form_mail($form, 'docx', { layout => 'above' }))     list of {key, value, part, line, place}
package Casegate::Sent;
use strict;
use warnings;
use utf8;
use Casegate;
use Casegate::Docx;
use Casegate::Forms;
use Casegate::Odt;
use Casegate::Pdf;
use Casegate::Styles;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
our @EXPORT = qw(text_mail form_mail fields_read difference);

my $made = abs_path(dirname(__FILE__) . '/../../forms');
my %type = (
    docx => 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', odt => 'application/vnd.oasis.opendocument.text', pdf => 'application/pdf',
);
my %write = (
    docx => \&docx, odt => \&odt, 'pdf form' => \&pdf_form, 'pdf page' => \&pdf_page, map { ("made $_" => sub { my ($form, %how) = @_; return Casegate::slurp("$made/$how{file}") }) } qw(docx odt pdf),
);
my %sender = (from => 'Tola Brightwater <tola.brightwater@oakfield.example>', at => '2026-03-04T10:12', subject => 'Escalation form');

sub text_mail {
    my ($form) = @_;
    my $text = form_text($form);
    return Casegate::Mail::finish(Casegate::Mail::begin({%sender}, '', '', 'mail.oakfield.example'), '', Casegate::Mail::part('text/plain; charset=utf-8', 'base64', $text), $text);
}

sub form_mail {
    my ($form, $format, $how) = @_;
    return written_as('outlook', %sender, html => form_html($form, %$how), form => [ map { [ @$_{qw(label value)} ] } @$form ], table => 1) if $format eq 'html';
    my ($ending) = $format =~ /(docx|odt|pdf)/;
    my $data = $write{$format}->($form, %$how);
    return written_as('outlook', %sender, text => 'Please find our form attached.', attach => [ { name => "form.$ending", type => $type{$ending}, data => $data } ]);
}

sub fields_read {
    my ($site, $mail) = @_;
    my $file = $site->folder . '/form.eml';
    Casegate::spew($file, $site->passed_on($mail));
    my $read = $site->json('explain', $file, '--now', '2026-03-04T10:14');
    unlink $file;
    return $read->{fields};
}

# The first answer in which two readings differ, and its neighbours.
sub difference {
    my ($got, $want) = @_;
    my ($at) = grep { join('=', @{ $got->[$_] // [] }) ne join('=', @{ $want->[$_] // [] }) } 0 .. ($#$got > $#$want ? $#$got : $#$want);
    return '' unless defined $at;
    return map { my ($what, $list) = @$_; "$what:\n" . join('', map { "  $_->[0] = '$_->[1]'\n" } grep { $_ } @$list[ $at > 0 ? $at - 1 : 0 .. $at + 1 ]) } [ 'read', $got ], [ 'as text', $want ];
}

1;
