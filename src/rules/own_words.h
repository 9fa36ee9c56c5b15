/* The words that are our own: what the site's policies, directory, forms and templates are written in. A mail of ours is made
 * of them; what else stands in it came from somebody. */
#pragma once
#include "directory.h"
#include "form.h"
#include "policy.h"
#include "reply_template.h"

typedef struct OwnWords OwnWords;

/* Not read before the first question is asked, by whichever thread. What it is made of must outlive it. */
typedef struct {
    const GPtrArray *policies; /* of Policy */
    const Directory *directory;
    const Forms *forms;
    const ReplyTemplates *replies;
    const char *site; /* the partnership's name */
} OwnTexts;
OwnWords *own_words_new(OwnTexts texts);
void own_words_free(OwnWords *own);

/* Is it a word of ours, in whatever case? `hash` is word_hash()'s. */
gboolean own_words_has(OwnWords *own, guint32 hash);
/* The same, spelt as here: what a template says counts in lower case only, since a line or a name may begin there. */
gboolean own_words_spelt(OwnWords *own, const char *word, gsize length);
/* Do these words follow one another in a text of ours, or in one as it is when it is filled in with agencies, roles and days? */
#define OWN_PHRASE 5u
#define OWN_RUN 3u
gboolean own_words_phrase(OwnWords *own, const guint32 hashes[OWN_PHRASE]);
