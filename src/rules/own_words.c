/* own_words: the vocabulary of a site, for telling our own words from those of the people who write to us.
 *
 * Whoever must not be named in a mail may be called Will, May or Green; the mail says "will", "May" and
 * "Green Lane School" all the same. Made once, when it is first asked for, and never changed: some
 * hundred kilobytes of text. Two words with one number count as one, which can only be asked of words
 * that were met, not looked for. Reads no files; fails never. */
#include "own_words.h"
#include "word_scan.h"
#include <string.h>

#define SPELT_BYTES 64

typedef struct {
    GHashTable *folded;  /* set of numbers of words */
    GHashTable *spelt;   /* set of words, as they are written */
    GHashTable *phrases; /* set of numbers of OWN_PHRASE words in a row, and of OWN_RUN */
    GHashTable *values;  /* set of numbers of words: what our texts are filled in with */
} Words;

struct OwnWords {
    OwnTexts texts;
    Words *words; /* NULL before the first question */
};

/* Words that stand in no file but in what the engine itself says; most of them are such as people are called. */
static const char said[] =
    "ticket request incident call issue enquiry job service helpdesk support secure encrypt "
    "long short day days week page line read place young law hand field word park hall house "
    "street church school home case way close rich strong sharp good best wise small little "
    "power bond cross mark will bill grace hope faith joy art rob frank dean reader cook found "
    "guide date point stage form name reason cover gray brown black white old new past may might "
    "must west east north south noble major miles pace ready rest row said seat sent side step "
    "still told wait ward worth unborn newborn baby infant boy girl twin twins sibling";

/* As a case is said to be. */
static const char states[] = "provisional open closing closed handed off";

/* As dates are written. */
static const char days[] =
    "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April June July August "
    "September October November December";

static guint32 phrase_hash(const guint32 *hashes, guint words)
{
    guint32 all = words;
    for (guint i = 0; i < words; i++)
        all = all * 31u + hashes[i];
    return all;
}

/* ---- adding ---- */

typedef enum { ADD_FOLDED, ADD_SPELT, ADD_VALUE } Adding;

static void add_phrases(Words *w, const GArray *found, guint words)
{
    guint32 hashes[OWN_PHRASE];
    for (guint i = 0; i + words <= found->len; i++) {
        for (guint j = 0; j < words; j++)
            hashes[j] = g_array_index(found, ScannedWord, i + j).hash;
        g_hash_table_add(w->phrases, GUINT_TO_POINTER(phrase_hash(hashes, words)));
    }
}

/* FALSE: too long for a word of ours. */
static gboolean copy_word(const char *word, gsize length, char copy[SPELT_BYTES])
{
    if (length >= SPELT_BYTES)
        return FALSE;
    memcpy(copy, word, length);
    copy[length] = '\0';
    return TRUE;
}

static void add_spelt(Words *w, const char *word, gsize length)
{
    char copy[SPELT_BYTES];
    if (!copy_word(word, length, copy))
        return;
    if (!g_hash_table_contains(w->spelt, copy))
        g_hash_table_add(w->spelt, g_strdup(copy));
}

/* A template's words count in lower case; all others as they are spelt, too. */
static void add_text(Words *w, const char *text, Adding adding)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(ScannedWord));
    if (text == NULL)
        return;
    word_scan(text, found);
    for (guint i = 0; i < found->len; i++) {
        const ScannedWord *word = &g_array_index(found, ScannedWord, i);
        g_hash_table_add(w->folded, GUINT_TO_POINTER(word->hash));
        if (adding != ADD_FOLDED)
            add_spelt(w, text + word->start, word->length);
        if (adding == ADD_VALUE)
            g_hash_table_add(w->values, GUINT_TO_POINTER(word->hash));
    }
    add_phrases(w, found, OWN_PHRASE);
    add_phrases(w, found, OWN_RUN);
}

static void add_list(Words *w, char *const *texts)
{
    for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
        add_text(w, texts[i], ADD_SPELT);
}

static void add_directory(Words *w, const Directory *directory)
{
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *agency = directory_agency_at(directory, i);
        add_text(w, agency->id, ADD_SPELT);
        add_text(w, agency->name, ADD_VALUE);
        add_text(w, agency->service, ADD_SPELT);
        add_list(w, agency->aliases);
        add_list(w, agency->domains);
    }
    for (guint i = 0; i < directory_posts(directory); i++) {
        add_text(w, directory_post_at(directory, i)->role, ADD_VALUE);
        add_text(w, directory_post_at(directory, i)->area, ADD_SPELT);
    }
}

static void add_field(Words *w, const FormField *field)
{
    add_text(w, field->label, ADD_SPELT);
    add_text(w, field->hint, ADD_SPELT);
    add_list(w, field->aliases);
    for (guint i = 0; field->choices != NULL && i < field->choices->len; i++) {
        const FieldChoice *choice = g_ptr_array_index(field->choices, i);
        add_text(w, choice->value, ADD_SPELT);
        add_text(w, choice->shown, ADD_SPELT);
        add_list(w, choice->words);
    }
}

static void add_template(gpointer words, const char *text)
{
    add_text(words, text, ADD_FOLDED);
}

static Words *words_read(const OwnTexts *texts)
{
    Words *w = g_new0(Words, 1);
    w->folded = g_hash_table_new(NULL, NULL);
    w->spelt = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    w->phrases = g_hash_table_new(NULL, NULL);
    w->values = g_hash_table_new(NULL, NULL);
    add_text(w, said, ADD_FOLDED);
    add_text(w, states, ADD_VALUE);
    add_text(w, days, ADD_VALUE);
    add_text(w, texts->site, ADD_SPELT);
    for (guint i = 0; texts->policies != NULL && i < texts->policies->len; i++)
        add_text(w, ((const Policy *)g_ptr_array_index(texts->policies, i))->text, ADD_SPELT);
    if (texts->directory != NULL)
        add_directory(w, texts->directory);
    for (guint i = 0; texts->forms != NULL && i < forms_count(texts->forms); i++)
        add_text(w, form_kind(forms_at(texts->forms, i)), ADD_SPELT);
    for (guint i = 0; texts->forms != NULL && i < forms_fields(texts->forms); i++)
        add_field(w, forms_field_at(texts->forms, i));
    if (texts->replies != NULL)
        reply_templates_words(texts->replies, add_template, w);
    return w;
}

/* ---- asking ---- */

static Words *words_of(OwnWords *own)
{
    if (g_once_init_enter(&own->words))
        g_once_init_leave(&own->words, words_read(&own->texts));
    return own->words;
}

gboolean own_words_has(OwnWords *own, guint32 hash)
{
    return g_hash_table_contains(words_of(own)->folded, GUINT_TO_POINTER(hash));
}

gboolean own_words_spelt(OwnWords *own, const char *word, gsize length)
{
    char copy[SPELT_BYTES];
    return copy_word(word, length, copy) && g_hash_table_contains(words_of(own)->spelt, copy);
}

static gboolean is_phrase(OwnWords *own, const guint32 *hashes, guint words)
{
    return g_hash_table_contains(words_of(own)->phrases,
                                 GUINT_TO_POINTER(phrase_hash(hashes, words)));
}

/* A template's words go on behind what it is filled in with. */
gboolean own_words_phrase(OwnWords *own, const guint32 hashes[OWN_PHRASE])
{
    gboolean filled = FALSE;
    if (is_phrase(own, hashes, OWN_PHRASE))
        return TRUE;
    for (guint i = 0; i < OWN_PHRASE; i++) {
        if (!own_words_has(own, hashes[i]))
            return FALSE;
        filled |= g_hash_table_contains(words_of(own)->values, GUINT_TO_POINTER(hashes[i]));
    }
    return filled || is_phrase(own, hashes, OWN_RUN) ||
           is_phrase(own, hashes + OWN_PHRASE - OWN_RUN, OWN_RUN);
}

/* ---- beginning and end ---- */

OwnWords *own_words_new(OwnTexts texts)
{
    OwnWords *own = g_new0(OwnWords, 1);
    own->texts = texts;
    return own;
}

void own_words_free(OwnWords *own)
{
    if (own == NULL)
        return;
    if (own->words != NULL) {
        g_hash_table_unref(own->words->folded);
        g_hash_table_unref(own->words->spelt);
        g_hash_table_unref(own->words->phrases);
        g_hash_table_unref(own->words->values);
        g_free(own->words);
    }
    g_free(own);
}
