/* Who may have a mail, recomputed from the case and the directory of the day; not from whoever drafted it. */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef enum {
    OUTGOING_NOBODY,
    OUTGOING_NO_DETAIL,
    OUTGOING_WORDS, /* what was written and agreed, and nothing that says of whom */
    OUTGOING_DETAIL,
} OutgoingMay;

/* Does somebody of the office, or on duty for it, read mail there today? */
gboolean outgoing_is_office(const Ruleset *rules, Day today, const char *address);

/* An answer goes to `submitter`, who wrote what it answers (NULL: nobody). Any other mail goes to the office, and of a case to
 * its holders, their deputies, the roles that its policy has told, and whoever raised it; without a case (NULL) to the roles that
 * a policy passes requests to. Detail goes to none but holders, told roles and the office, where the directory says 'tls'; to the
 * worker who raised it and holds it goes what was said, since he is asked about it.
 * *why_out says in words why it is nobody. */
OutgoingMay outgoing_reader(const Case *c, const Ruleset *rules, Day today, const char *to,
                            gboolean answer, const char *submitter, const char **why_out);
