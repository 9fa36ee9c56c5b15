/* mail_divergence: compares the two shapes of a text.
 *
 * Programs make one shape from the other with small losses (links, list marks, spacing), so words are
 * compared as sets of letters and digits, and only a large difference counts; for form fields, which
 * decide things, one different value counts. Says what is so; what follows from it is the caller's. */
#include "mail_divergence.h"
#include "mail_fields.h"
#include "mail_limits.h"
#include "text.h"
#include <string.h>

#define WORDS_LEAST 8u    /* fewer words prove nothing */
#define WORDS_MOST 20000u /* compared; the beginning is enough */
#define SHARE_LEAST 60u   /* per cent of the words that must be in the other shape too */

/* Hashes of the words of a text: FNV over their letters in lower case. Links are left out. */
static GHashTable *words_of(const char *text)
{
    GHashTable *words = g_hash_table_new(g_direct_hash, g_direct_equal);
    const char *p = text;
    while (*p && g_hash_table_size(words) < WORDS_MOST) {
        gsize length = strcspn(p, " \n\t<>|\"'.,:;()[]*_");
        if (length > 2 && !memmem(p, length, "//", 2) && !memmem(p, length, "http", 4)) {
            guint32 value = 2166136261u;
            for (gsize i = 0; i < length; i++)
                value = (value ^ (guchar)g_ascii_tolower(p[i])) * 16777619u;
            g_hash_table_add(words, GUINT_TO_POINTER(value));
        }
        p += length + (p[length] != '\0');
    }
    return words;
}

/* Enough of the words of `a` are in `b`. */
static gboolean covered(GHashTable *a, GHashTable *b)
{
    GHashTableIter iter;
    gpointer word;
    guint count = g_hash_table_size(a), both = 0;
    if (count < WORDS_LEAST)
        return TRUE;
    g_hash_table_iter_init(&iter, a);
    while (g_hash_table_iter_next(&iter, &word, NULL))
        both += g_hash_table_contains(b, word) ? 1 : 0;
    return both * 100 >= count * SHARE_LEAST;
}

static GArray *fields_of(const char *text, const FormLabels *labels)
{
    g_autoptr(GArray) lines = mail_lines_new(text);
    gboolean cut = FALSE;
    return mail_fields_read(lines, MAIL_LINE_NEW, 0, labels, MAIL_LIMIT_FIELDS, &cut);
}

static const MailFieldRead *first_of(const GArray *fields, guint key)
{
    for (guint i = 0; i < fields->len; i++) {
        const MailFieldRead *field = &g_array_index(fields, MailFieldRead, i);
        if (field->key == key)
            return field;
    }
    return NULL;
}

/* Not the same, and not the same but for where a line was wrapped or a link left out. */
static gboolean values_differ(const char *one, const char *two)
{
    g_autofree char *a = text_fold(one), *b = text_fold(two);
    if (g_str_has_prefix(a, b) || g_str_has_prefix(b, a))
        return FALSE;
    g_autoptr(GHashTable) left = words_of(a), right = words_of(b);
    gboolean longer = MAX(g_hash_table_size(left), g_hash_table_size(right)) >= WORDS_LEAST;
    return !longer || !covered(left, right) || !covered(right, left);
}

static void compare_fields(const GArray *plain, const GArray *html, MailDivergence *divergence)
{
    for (guint i = 0; i < html->len; i++) {
        const MailFieldRead *field = &g_array_index(html, MailFieldRead, i);
        const MailFieldRead *other = first_of(plain, field->key);
        if (first_of(html, field->key) != field)
            continue;
        divergence->fields_lost |= other == NULL;
        divergence->differs |= other && values_differ(field->value, other->value);
    }
}

MailDivergence mail_divergence(const char *plain, const char *html_text, const FormLabels *labels)
{
    MailDivergence divergence = {0};
    g_autoptr(GHashTable) a = words_of(plain), b = words_of(html_text);
    divergence.differs = !covered(a, b) || !covered(b, a);
    if (!labels || form_labels_count(labels) == 0)
        return divergence;
    g_autoptr(GArray) html = fields_of(html_text, labels);
    if (html->len == 0)
        return divergence;
    g_autoptr(GArray) plain_fields = fields_of(plain, labels);
    compare_fields(plain_fields, html, &divergence);
    return divergence;
}
