/* Case references in what people write, with the mistakes that people make. */
#pragma once
#include <glib.h>

typedef struct {
    gsize start, end;    /* where it stands in the text */
    GPtrArray *readings; /* of char *: what it can mean, each in canonical form with the right check letter. One: that is
                            what is meant. Several: only a person can tell */
    char *written;       /* without a reading: the plainest way to take it, which is no reference; else NULL */
} ReferenceFound;

/* The next thing in `text` from `from` on that is meant as a reference with one of the prefixes (NULL-ended); NULL when
 * there is none. Allowed for in any number: any case, O for 0, I or l for 1, S for 5, B for 8 and the other way about, dashes
 * lost or other dashes, dots or slashes in their place, blanks and line ends between the parts, zeros before the serial, the
 * year in full, 'Ref' or the like glued to it; and once a blank or a line end within a part. */
ReferenceFound *reference_find(const char *text, const char *const *prefixes, gsize from);
void reference_found_free(ReferenceFound *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReferenceFound, reference_found_free)
/* The one reading, or NULL when there is none or more than one. */
const char *reference_found_right(const ReferenceFound *found);
