# A zip archive as Word and LibreOffice make their files: deflated members, their sizes in the local header; core modules only.
#
#   zip_of([['mimetype', $bytes, 'stored'], ['content.xml', $bytes], …])   the archive's bytes, members in that order
#
# 'stored' keeps a member as it is, as the first member of an OpenDocument must be.
package Casegate::Zip;
use strict;
use warnings;
use Compress::Raw::Zlib;
use Exporter qw(import);
our @EXPORT_OK = qw(zip_of);

my $dos_date = (2026 - 1980) << 9 | 3 << 5 | 4; # 4 March 2026, so that the same form is always the same bytes
my $dos_time = 10 << 11 | 14 << 5;

sub deflated {
    my ($bytes) = @_;
    my ($deflate, $status) = Compress::Raw::Zlib::Deflate->new(-WindowBits => -MAX_WBITS(), -AppendOutput => 1);
    my $out = '';
    die 'cannot compress' if $deflate->deflate($bytes, $out) != Z_OK || $deflate->flush($out) != Z_OK;
    return $out;
}

sub zip_of {
    my ($members) = @_;
    my ($archive, $directory) = ('', '');
    for my $member (@$members) {
        my ($name, $bytes, $stored) = @$member;
        my $packed = $stored ? $bytes : deflated($bytes);
        my $facts = pack 'v v v v v V V V v v', $stored ? 10 : 20, 0, $stored ? 0 : 8, $dos_time, $dos_date, crc32($bytes),
            length $packed, length $bytes, length $name, 0;
        $directory .= "PK\1\2" . pack('v', 20) . $facts . pack('v v v V V', 0, 0, 0, 0, length $archive) . $name;
        $archive .= "PK\3\4$facts$name$packed";
    }
    my $count = @$members;
    return $archive . $directory . "PK\5\6" . pack 'v v v v V V v', 0, 0, $count, $count, length $directory, length $archive, 0;
}

1;
