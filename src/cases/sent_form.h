/* A mail of ours as its reader saw it: which labels stood in it, and what stood behind each. */
#pragma once
#include "ruleset.h"

typedef struct {
    const char *key; /* of the form's field; the labels' own */
    guint child;     /* from 1, in the order of our form; 0 = of the case */
    char *value;     /* as we wrote it; "" = left open */
    char *asked;     /* the whole line, folded */
    char *next;      /* folded beginning of what we wrote below an open label; "" when that is a label */
} SentSlot;

typedef struct { /* "3. Date of birth (child 2)" */
    guint number;
    const char *key;
    guint child;
} SentQuestion;

typedef struct {
    GPtrArray *slots;     /* of SentSlot, in order */
    GPtrArray *questions; /* of SentQuestion, in order */
    char *folded;         /* all of it, text_fold()ed */
    GHashTable *lines;    /* set of its folded lines */
    guint children;       /* that its form has lines for */
} SentForm;

SentForm *sent_form_read(const Forms *forms, const char *body);
void sent_form_free(SentForm *sent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SentForm, sent_form_free)
const SentQuestion *sent_form_question(const SentForm *sent, guint number); /* NULL if there is none */

/* "(received)" stands in our form for what a mail does not repeat, "(received: child 2)" for the name of one of several.
 * Where the value begins with it: what follows, else NULL. *child_out: the number, 0 without. */
const char *received_mark(const char *value, guint *child_out);
char *received_mark_new(guint child, guint children); /* newly allocated */
/* Is what stands behind a label now what we wrote there? Programs cut our lines and change their blanks. */
gboolean sent_form_unchanged(const SentForm *sent, const SentSlot *slot, const char *value);
/* The value up to the first line that is ours, newly allocated. `named`: the field's values are names, which may stand
 * anywhere in our mail too. */
char *sent_form_their_words(const SentForm *sent, const SentSlot *slot, const char *value, gboolean named);
