# The receiving server in front of a site, which says of every message that comes in what it found out about its sender (RFC 8601):
#
#   my $raw = Casegate::Boundary::stamped($site->folder, $raw);    # dmarc=pass for the From domain, in the name the site trusts
#
# A message that brings the server's own word with it is left as it is, and so is one without a From address.
package Casegate::Boundary;
use strict;
use warnings;

# The name under which this site's receiving server speaks; undef where it has none.
sub authserv {
    my ($folder) = @_;
    open my $in, '<:raw', "$folder/routing/site.yaml" or return;
    my $settings = do { local $/; <$in> };
    my ($id) = $settings =~ /\bauthserv_ids: *\[ *([^\],\s]+)/;
    ($id) = $settings =~ /^trusted_authserv: *([^\s#]+)/m unless $id;
    return $id;
}

sub stamped {
    my ($folder, $raw) = @_;
    my $id = authserv($folder) // return $raw;
    my ($head, $end) = $raw =~ /\A(.*?(\r?\n))(?:\r?\n|\z)/s or return $raw;
    (my $unfolded = $head) =~ s/\r?\n[ \t]+/ /g;
    return $raw if $unfolded =~ /^Authentication-Results:\s*\Q$id\E\b/mi;
    my ($from) = $unfolded =~ /^From:.*@([\w.-]+)/mi or return $raw;
    return "Authentication-Results: $id; dmarc=pass header.from=\L$from\E$end$raw";
}

1;
