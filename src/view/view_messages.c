/* Every message ever received, and what became of each: the list that shows nothing was lost.
 *
 * Rows are shown as the ledger has them, oldest first; subjects are not kept there and so cannot be
 * shown.
 *
 * Of a restricted message only that it is there: its sender, kind, case and reason are for the named
 * officers. Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"
#include "words.h"

static gboolean is_closed(const View *view, const LedgerRow *row)
{
    return !view->restricted && ledger_row_restricted(row);
}

static void json_message(JsonBuilder *out, const View *view, const LedgerRow *row)
{
    gboolean closed = is_closed(view, row);
    json_out_object(out, NULL);
    json_out_int(out, "id", row->id);
    json_out_instant(out, "received", view, row->received);
    json_out_known(out, "from", closed ? NULL : row->from);
    json_out_known(out, "mailbox", row->mailbox);
    json_out_known(out, "message_id", closed ? NULL : row->message_id);
    json_out_known(out, "sha256", row->sha256);
    json_out_known(out, "kind", closed ? NULL : row->kind);
    json_out_known(out, "disposition", row->disposition);
    json_out_known(out, "case", closed ? NULL : row->reference);
    json_out_known(out, "reason", closed ? WORDS_RESTRICTED : row->reason);
    json_out_number(out, "repeat_of", row->repeat_of);
    json_builder_end_object(out);
}

static void messages_json(const View *view, GPtrArray *ledger)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_array(out);
    for (guint i = 0; i < ledger->len; i++)
        json_message(out, view, ledger->pdata[i]);
    json_builder_end_array(out);
    json_out_end(view, out);
}

static char *became(const LedgerRow *row, gboolean closed)
{
    g_autofree char *disposition = words_plain(row->disposition ? row->disposition : "");
    g_autofree char *first =
        row->repeat_of ? g_strdup_printf(" of %" G_GINT64_FORMAT, row->repeat_of) : g_strdup("");
    gboolean reference = !closed && row->reference && *row->reference;
    return g_strdup_printf("%s%s%s%s", disposition, first, reference ? " " : "",
                           reference ? row->reference : "");
}

static void messages_text(const View *view, GPtrArray *ledger)
{
    static const char *const headings[] = {"NUMBER", "RECEIVED", "FROM", "READ AS",
                                           "BECAME", "WHY",      NULL};
    if (!ledger->len) {
        columns_line(view, INK_PLAIN, "no message has been worked yet");
        return;
    }
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < ledger->len; i++) {
        const LedgerRow *row = ledger->pdata[i];
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
        g_autofree char *received = words_short(view, row->received);
        gboolean closed = is_closed(view, row);
        g_autofree char *kind = words_plain(row->kind && !closed ? row->kind : "");
        g_autofree char *fate = became(row, closed);
        gboolean held = g_strcmp0(row->disposition, "held") == 0;
        table_add(table, held ? INK_PROMPT : INK_PLAIN, number, received,
                  closed                    ? ""
                  : row->from && *row->from ? row->from
                                            : "no sender",
                  kind, fate,
                  closed        ? WORDS_RESTRICTED
                  : row->reason ? row->reason
                                : "",
                  NULL);
    }
    table_print(table, view);
}

void view_messages(const View *view, GPtrArray *ledger)
{
    if (view->json)
        messages_json(view, ledger);
    else
        messages_text(view, ledger);
}
