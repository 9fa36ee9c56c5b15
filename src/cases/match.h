/* Which case a message belongs to: by the keyed Message-ID of our mail it answers, then by a
 * reference. Being matched authorises nothing; who the sender is to that case is checked
 * afterwards. */
#pragma once
#include "deciding.h"

typedef struct {
    char *reference;         /* NULL when there is none */
    const char *by;          /* "reply-id" "reference" or NULL */
    OutboxRow *answers;      /* our mail that it answers, NULL */
    gboolean bound_to_other; /* that mail went to somebody of another agency */
    gboolean conflict;       /* it answers one case and names another */
    char *bad_reference; /* something meant as a reference whose check letter is wrong, or NULL */
} Match;

Match *match_message(Deciding *x);
void match_free(Match *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Match, match_free)
/* Cases the sender could mean, as suggestions for a person; of Suggestion. */
GPtrArray *match_suggestions(Deciding *x);
