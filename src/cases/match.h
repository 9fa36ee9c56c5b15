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
    gboolean conflict;       /* it answers one case and names another, or names more than one */
    GPtrArray *named;   /* of char *: the references in it, each with the right check letter, the one that counts first */
    GPtrArray *perhaps; /* of char *: what one may mean that can be read in several ways */
    char *bad_reference; /* something meant as a reference that is none, or NULL */
} Match;

Match *match_message(Deciding *x);
Match *match_new(void); /* of no case */
void match_free(Match *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Match, match_free)

/* Of match_named.c: what is written as a reference in subject, form and new text. */
void match_named(const Deciding *x, Match *match);

/* Of match_suggest.c: the cases that the sender could mean, for a person to choose from: likeliest first, of the same
 * likelihood the one last heard of first; of Suggestion. `takes_part_out` (may be NULL): the sender or their agency takes part
 * in one of them. Nothing is ever moved by a suggestion. */
GPtrArray *match_suggestions(Deciding *x, gboolean *takes_part_out);
/* Puts a case first, once. */
void match_suggest_first(GPtrArray *suggestions, const char *reference, const char *why);
