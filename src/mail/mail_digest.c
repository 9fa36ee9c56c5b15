/* mail_digest: what makes two mails the same content.
 *
 * A person who sends a form twice writes "did it go?" above it, and every program on the way adds trace
 * headers and wraps lines anew: so only values count, folded, and files by their bytes. Of a note with a labelled line or
 * two the other words count, too. Quoted text
 * never counts: two answers to one notice quote the same. Nothing fails. */
#include "mail_digest.h"
#include "digest.h"
#include "text.h"
#include <string.h>

#define FORM_FIELDS 3u /* fewer stand in a note, whose other words are what it says */

/* text_fold() behind `key` and a mark, with a short way for what most values are: letters, digits and
 * marks of ASCII. */
static char *folded_behind(const char *key, const char *text)
{
    gsize length = strlen(text), before = key ? strlen(key) + 1 : 0;
    if (!text_is_ascii(text, length)) {
        g_autofree char *value = text_fold(text);
        return key ? g_strconcat(key, "\037", value, NULL) : g_steal_pointer(&value);
    }
    char *folded = g_malloc(before + length + 1), *start = folded + before, *to = start;
    if (key)
        *g_stpcpy(folded, key) = '\037';
    gboolean gap = FALSE;
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(text[i])) {
            gap = to > start;
            continue;
        }
        if (gap)
            *to++ = ' ';
        gap = FALSE;
        *to++ = g_ascii_isupper(text[i]) ? (char)(text[i] | 0x20) : text[i];
    }
    *to = '\0';
    return folded;
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_sorted(GString *digest, GPtrArray *items, const char *kind)
{
    g_ptr_array_sort(items, compare);
    g_string_append_len(digest, kind, (gssize)strlen(kind) + 1);
    for (guint i = 0; i < items->len; i++)
        g_string_append_len(digest, items->pdata[i], (gssize)strlen(items->pdata[i]) + 1);
}

static void add_fields(GString *digest, const GArray *fields)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < fields->len; i++) {
        const MailField *field = &g_array_index(fields, MailField, i);
        g_ptr_array_add(items, folded_behind(field->key, field->value));
    }
    add_sorted(digest, items, "fields");
}

static void add_texts(GString *digest, const MailRecord *record)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(items, folded_behind(NULL, record->text_new));
    for (guint i = 0; i < record->forwarded->len; i++)
        g_ptr_array_add(
            items, folded_behind(NULL, g_array_index(record->forwarded, MailForwarded, i).text));
    add_sorted(digest, items, "texts");
}

/* `messages`: also messages that are attached. */
static void add_attachments(GString *digest, const MailRecord *record, gboolean messages)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    for (guint i = 0; i < record->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(record->attachments, MailAttachment, i);
        if (messages || !g_str_equal(file->type, "message/rfc822"))
            g_ptr_array_add(items, (gpointer)file->sha256);
    }
    add_sorted(digest, items, "attachments");
}

char *mail_digest(const MailRecord *record, const GArray *fields_new,
                  const GArray *fields_forwarded)
{
    g_autoptr(GString) digest = g_string_new(NULL); /* hashed at once: each call of GnuTLS costs */
    if (fields_new->len > 0)
        add_fields(digest, fields_new);
    if (fields_new->len < FORM_FIELDS)
        add_texts(digest, record);
    if (fields_new->len == 0)
        add_fields(digest, fields_forwarded);
    add_attachments(digest, record, TRUE);
    return digest_of(digest->str, digest->len);
}

char *mail_digest_forwarded(const MailRecord *record, const GArray *fields_new,
                            const GArray *fields_forwarded)
{
    if (fields_new->len > 0 || fields_forwarded->len < FORM_FIELDS)
        return g_strdup(
            ""); /* of a note, the words beside its fields count, and a forward has others */
    const char *part = g_array_index(fields_forwarded, MailField, 0).part;
    for (guint i = 1; i < fields_forwarded->len; i++)
        if (!g_str_equal(g_array_index(fields_forwarded, MailField, i).part, part))
            return g_strdup(""); /* of two messages: no copy of one */
    g_autoptr(GString) digest = g_string_new(NULL);
    add_fields(digest, fields_forwarded);
    add_attachments(digest, record, FALSE);
    return digest_of(digest->str, digest->len);
}
