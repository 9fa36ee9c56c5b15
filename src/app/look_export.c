/* look_export: reads a case, has what this reader may see of it put together as one document, and renders that.
 *
 * The look is logged once the document is ready and before a byte of it is given out: where it cannot be logged,
 * nothing is. That the document is of one moment is who calls' affair, whose store it is. */
#include "look_export.h"

#include "chronology.h"
#include "error.h"
#include "page_paper.h"
#include "paper_print.h"

static const char *const formats[] = {"text", "html", "pdf"};

gboolean export_format_named(const char *name, ExportFormat *format_out)
{
    for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_strcmp0(name, formats[i]) == 0) {
            *format_out = i;
            return TRUE;
        }
    return FALSE;
}

char *export_command_words(const ExportAsked *asked)
{
    GString *words = g_string_new("export");
    if (asked->of.reader == DISCLOSE_TO_AGENCY)
        g_string_append_printf(words, " --for agency %s", asked->of.agency);
    else if (asked->of.reader == DISCLOSE_TO_ORIGINATOR)
        g_string_append(words, " --for originator");
    if (asked->of.child)
        g_string_append_printf(words, " --child %u", asked->of.child);
    if (asked->format != EXPORT_TEXT)
        g_string_append_printf(words, " --format %s", formats[asked->format]);
    return g_string_free(words, FALSE);
}

/* ---- what there is ---- */

typedef struct {
    Case *c;
    GPtrArray *hashes, *sent, *ledger;
} Taken;

static void taken_clear(Taken *taken)
{
    case_free(taken->c);
    g_clear_pointer(&taken->hashes, g_ptr_array_unref);
    g_clear_pointer(&taken->sent, g_ptr_array_unref);
    g_clear_pointer(&taken->ledger, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taken, taken_clear)

/* Its first copy in any of the site's mailboxes. FALSE only when the record cannot be read. */
static gboolean add_message(Store *store, const Ruleset *rules, const char *sha256,
                            GPtrArray *ledger, GError **error)
{
    for (char **mailbox = rules->site.mailboxes; mailbox && *mailbox; mailbox++) {
        GError *failure = NULL;
        LedgerRow *row = store_ledger_first(store, sha256, *mailbox, &failure);
        if (row)
            g_ptr_array_add(ledger, row);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
    }
    return TRUE;
}

/* The messages that its events speak of, each once. */
static GPtrArray *messages_of(Store *store, const Ruleset *rules, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) ledger = g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < c->events->len; i++) {
        char *sha256 = ((const Event *)c->events->pdata[i])->message;
        if (sha256 && *sha256 && g_hash_table_add(seen, sha256) &&
            !add_message(store, rules, sha256, ledger, error))
            return NULL;
    }
    return g_steal_pointer(&ledger);
}

static gboolean read_rows(Store *store, const Ruleset *rules, Taken *taken, GError **error)
{
    taken->hashes = store_case_hashes(store, taken->c->reference, error);
    taken->sent = taken->hashes ? store_outbox_of_case(store, taken->c->reference, error) : NULL;
    taken->ledger = taken->sent ? messages_of(store, rules, taken->c, error) : NULL;
    return taken->ledger != NULL;
}

static gboolean take(Store *store, const Ruleset *rules, const char *reference, Taken *taken,
                     GError **error)
{
    GError *failure = NULL;
    taken->c = store ? store_case_load(store, reference, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (taken->c)
        return read_rows(store, rules, taken, error);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no case '%s'", reference);
    return FALSE;
}

static gboolean has_child(const Case *c, guint n, GError **error)
{
    for (guint i = 0; i < c->children->len; i++)
        if (((const Child *)c->children->pdata[i])->n == n)
            return TRUE;
    if (n == 0)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "%s is of %u child%s; there is no child %u in it", c->reference, c->children->len,
                c->children->len == 1 ? "" : "ren", n);
    return FALSE;
}

/* ---- what is made of it ---- */

static GString *as_text(const View *view, const Paper *paper, GError **error)
{
    char *text = NULL;
    size_t length = 0;
    View page = *view;
    page.out = open_memstream(&text, &length);
    if (page.out) {
        view_paper(&page, paper);
        if (fclose(page.out) == 0) {
            GString *whole = g_string_new_len(text, (gssize)length);
            free(text);
            return whole;
        }
    }
    free(text);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "no memory for the chronology");
    return NULL;
}

static GString *render(const View *view, const Paper *paper, ExportFormat format,
                       guint *missing_out, GError **error)
{
    switch (format) {
    case EXPORT_HTML:
        return page_paper(paper);
    case EXPORT_PDF:
        return paper_print(paper, NULL, missing_out, error);
    case EXPORT_TEXT:
        break;
    }
    return as_text(view, paper, error);
}

/* Who gets nothing of the case does not learn how many children it is of. */
static Paper *put_together(Store *store, const View *view, const Looker *looker,
                           const char *reference, const DisclosureAsked *asked, GError **error)
{
    g_auto(Taken) taken = {NULL};
    if (!take(store, view->rules, reference, &taken, error))
        return NULL;
    g_autoptr(Disclosure) disclosure =
        disclosure_new(taken.c, view->rules, asked, taken.ledger, error);
    if (!disclosure || !has_child(taken.c, asked->child, error))
        return NULL;
    const ChronologyRows rows = {taken.c, taken.hashes, taken.sent, taken.ledger, looker->who};
    return chronology_paper(view, &rows, disclosure, asked);
}

Paper *look_paper(Store *store, const View *view, const Looker *looker, const char *reference,
                  const DisclosureAsked *asked, ExportLook look, gpointer data, GError **error)
{
    const char *const one[] = {reference, NULL};
    g_autoptr(Paper) paper = put_together(store, view, looker, reference, asked, error);
    return paper && look(data, looker, one, error) ? g_steal_pointer(&paper) : NULL;
}

GString *look_export(Store *store, const View *view, const Looker *looker, const char *reference,
                     const ExportAsked *asked, ExportLook look, gpointer data, guint *missing_out,
                     GError **error)
{
    const char *const one[] = {reference, NULL};
    *missing_out = 0;
    g_autoptr(Paper) paper = put_together(store, view, looker, reference, &asked->of, error);
    g_autoptr(GString) bytes =
        paper ? render(view, paper, asked->format, missing_out, error) : NULL;
    return bytes && look(data, looker, one, error) ? g_steal_pointer(&bytes) : NULL;
}
