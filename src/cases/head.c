/* head: heads of the record as lines, and lines as heads.
 *
 * What a person kept may have been wrapped, quoted, or saved as it went over the wire, so the words of a
 * head count and not the line ends between them. A head that is damaged is an error and never passed
 * over: whoever asks whether the record fits must not be told so about less than he gave. */
#include "head.h"

#include <string.h>

#include "error.h"

#define HEAD_WORDS 4u
#define BETWEEN_WORDS " \t\r\n>"

Head *head_new(Day day, const char *chain, gint64 number, const char *hash)
{
    Head *head = g_new0(Head, 1);
    head->day = day;
    head->chain = g_strdup(chain);
    head->number = number;
    head->hash = g_ascii_strdown(hash, -1);
    return head;
}

void head_free(Head *head)
{
    if (!head)
        return;
    g_free(head->chain);
    g_free(head->hash);
    g_free(head);
}

char *head_line(const Head *head)
{
    g_autofree char *day = day_iso(head->day);
    return g_strdup_printf("%s %" G_GINT64_FORMAT " %s %s", day, head->number, head->chain,
                           head->hash);
}

/* ---- reading ---- */

/* A mail that was saved as it is: quoted-printable breaks lines within words. */
static char *joined(const char *text)
{
    g_autoptr(GString) whole = g_string_new(text);
    g_string_replace(whole, "=\r\n", "", 0);
    g_string_replace(whole, "=\n", "", 0);
    return g_string_free(g_steal_pointer(&whole), FALSE);
}

static GPtrArray *words_of(const char *text)
{
    g_autofree char *whole = joined(text);
    g_auto(GStrv) parts = g_strsplit_set(whole, BETWEEN_WORDS, -1);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (char **part = parts; *part; part++)
        if (**part)
            g_ptr_array_add(words, g_strdup(*part));
    return words;
}

static gboolean is_chain(const char *word)
{
    static const char *const chains[] = {HEAD_EVENTS, HEAD_LOOKS, HEAD_ERASURES, HEAD_DIRECTORY,
                                         NULL};
    return g_strv_contains(chains, word);
}

static gboolean is_hash(const char *word)
{
    return strlen(word) == HEAD_HASH_LETTERS &&
           strspn(word, "0123456789abcdefABCDEF") == HEAD_HASH_LETTERS;
}

/* A day, a number and a chain: whatever follows is meant to be a head. */
static gboolean begins_head(GPtrArray *words, guint at, Day *day_out, gint64 *number_out)
{
    guint64 number = 0;
    if (at + 2 >= words->len)
        return FALSE;
    *day_out = day_from_iso(words->pdata[at]);
    if (*day_out == DAY_UNKNOWN || !is_chain(words->pdata[at + 2]) ||
        !g_ascii_string_to_unsigned(words->pdata[at + 1], 10, 0, G_MAXINT64, &number, NULL))
        return FALSE;
    *number_out = (gint64)number;
    return TRUE;
}

GPtrArray *heads_read(const char *text, GError **error)
{
    g_autoptr(GPtrArray) words = words_of(text);
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func((GDestroyNotify)head_free);
    for (guint at = 0; at < words->len; at++) {
        Day day = DAY_UNKNOWN;
        gint64 number = 0;
        if (!begins_head(words, at, &day, &number))
            continue;
        const char *hash = at + 3 < words->len ? words->pdata[at + 3] : "";
        if (!is_hash(hash)) {
            g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                        "the head of %s is not whole: after '%s' there must be the %u digits and "
                        "letters that were kept with it",
                        (const char *)words->pdata[at], (const char *)words->pdata[at + 2],
                        HEAD_HASH_LETTERS);
            return NULL;
        }
        g_ptr_array_add(heads, head_new(day, words->pdata[at + 2], number, hash));
        at += HEAD_WORDS - 1;
    }
    return g_steal_pointer(&heads);
}
