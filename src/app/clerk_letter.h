/* What goes between the process of the pages and the clerk, in bytes: GVariant, checked by whoever gets it. */
#pragma once
#include "clerk.h"

#define CLERK_LETTER_MOST (180u << 10) /* bytes */

typedef enum { LETTER_ORDER, LETTER_LOOK, LETTER_PULSE } LetterKind;

typedef struct {
    LetterKind kind;
    guint64 number;      /* the answer has it, too */
    Order order;         /* of an order */
    Looker looker;       /* of a look; `who` is NULL: the clerk knows it by the login */
    const char **references;
    GVariant *held;      /* what the texts point into */
} ClerkLetter;
void clerk_letter_free(ClerkLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClerkLetter, clerk_letter_free)

/* NULL and PERM: too long to be sent; the clerk would not take it. */
GBytes *clerk_letter_order(guint64 number, const Order *order, GError **error);
GBytes *clerk_letter_look(guint64 number, const Looker *looker, const char *const *references, GError **error);
GBytes *clerk_letter_pulse(guint64 number);
/* NULL: it is no letter; *number_out is what an answer goes to all the same, 0: nothing is known of it. */
ClerkLetter *clerk_letter_read(gconstpointer bytes, gsize length, guint64 *number_out);

typedef struct {
    guint64 number;
    gint32 code; /* of the error; -1: it was done */
    char *text;  /* what was done, or why not */
} ClerkAnswer;
GBytes *clerk_answer_write(guint64 number, const GError *error, const char *said);
gboolean clerk_answer_read(gconstpointer bytes, gsize length, ClerkAnswer *answer_out);
