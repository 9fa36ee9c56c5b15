/* The messages that wait for a person, and how to settle each.
 *
 * The subject was cleaned when the message was held; the sender's address is shown, because whoever
 * decides must see who asks. Urgent ones come first, then the oldest.
 *
 * Of a restricted message only that it waits: its sender, subject and likely case are for the named
 * officers. Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "view_beside.h"
#include "words.h"

gint view_held_by_need(gconstpointer a, gconstpointer b)
{
    const HeldRow *one = *(const HeldRow *const *)a, *other = *(const HeldRow *const *)b;
    if (one->urgent != other->urgent)
        return one->urgent ? -1 : 1;
    if (one->received != other->received)
        return one->received < other->received ? -1 : 1;
    return one->id < other->id ? -1 : one->id > other->id;
}

static gboolean is_closed(const View *view, const HeldRow *row)
{
    return !view->restricted && held_row_restricted(row);
}

/* Only where there is something to compare: the other rows are as they always were. */
static void json_held_beside(JsonBuilder *out, const View *view, const HeldRow *row)
{
    json_out_list(out, "beside");
    for (guint i = 0; i < row->beside->len; i++) {
        const Case *c = row->beside->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "reference", c->reference);
        json_out_text(out, "state", case_state_name(c->state));
        view_beside_json(out, view, c, row);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

/* With the command that chooses it, where the office chooses among readings; newly allocated. */
static char *suggestion_words(const HeldRow *row, const Suggestion *suggestion)
{
    if (suggestion->reading == NULL)
        return g_strdup(suggestion->why);
    g_autofree char *quoted = g_shell_quote(suggestion->reading);
    return g_strdup_printf("%s. To choose this: casegate held %" G_GINT64_FORMAT
                           " link %s --why %s",
                           suggestion->why, row->id, suggestion->reference, quoted);
}

static void json_held(JsonBuilder *out, const View *view, const HeldRow *row)
{
    gboolean closed = is_closed(view, row);
    json_out_object(out, NULL);
    json_out_int(out, "id", row->id);
    json_out_instant(out, "received", view, row->received);
    json_out_known(out, "from", closed ? NULL : row->from);
    json_out_known(out, "sender_level", closed ? NULL : row->sender_level);
    json_out_known(out, "subject", closed ? NULL : row->subject);
    json_out_known(out, "kind", closed ? NULL : row->kind);
    json_out_known(out, "reason", closed ? WORDS_RESTRICTED : row->reason);
    json_out_bool(out, "urgent", row->urgent);
    json_out_list(out, "suggestions");
    for (guint i = 0; !closed && i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        g_autofree char *words = suggestion_words(row, suggestion);
        json_out_object(out, NULL);
        json_out_text(out, "reference", suggestion->reference);
        json_out_known(out, "why", words);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_candidates(out, closed ? NULL : row->candidates);
    if (!closed && row->beside->len > 0)
        json_held_beside(out, view, row);
    json_builder_end_object(out);
}

static void held_json(const View *view, GPtrArray *held)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_array(out);
    for (guint i = 0; i < held->len; i++)
        json_held(out, view, held->pdata[i]);
    json_builder_end_array(out);
    json_out_end(view, out);
}

static void print_held(const View *view, const HeldRow *row, gboolean numbered)
{
    g_autofree char *received = words_short(view, row->received);
    g_autofree char *kind = words_plain(row->kind ? row->kind : "");
    g_autofree char *level = words_plain(row->sender_level ? row->sender_level : "");
    gboolean from = row->from && *row->from;
    if (is_closed(view, row)) {
        fputc('\n', view->out);
        columns_line(view, row->urgent ? INK_ALERT : INK_STRONG, "%" G_GINT64_FORMAT ": %s, %s%s",
                     row->id, received, WORDS_RESTRICTED, row->urgent ? ", URGENT" : "");
        return;
    }
    fputc('\n', view->out);
    columns_line(view, row->urgent ? INK_ALERT : INK_STRONG, "%" G_GINT64_FORMAT ": %s, %s (%s)%s",
                 row->id, received, from ? row->from : "no sender", level,
                 row->urgent ? ", URGENT" : "");
    columns_item(view, INK_PLAIN, "%s; subject: %s", kind,
                 row->subject && *row->subject ? row->subject : "(none)");
    columns_item(view, INK_PROMPT, "held: %s",
                 row->text && *row->text ? row->text
                 : row->reason           ? row->reason
                                         : "");
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        g_autofree char *words = suggestion_words(row, suggestion);
        if (numbered)
            columns_item(view, INK_STRONG, "%u: link it to %s: %s", i + 1, suggestion->reference,
                         words);
        else
            columns_item(view, INK_PLAIN, "perhaps %s: %s", suggestion->reference, words);
    }
    for (guint i = 0; i < row->candidates->len; i++) {
        const Candidate *candidate = row->candidates->pdata[i];
        columns_item(view, INK_PROMPT, "the organisation meant could be %s (%s): %s",
                     words_agency(view, candidate->agency), candidate->agency, candidate->why);
    }
    for (guint i = 0; i < row->beside->len; i++)
        view_beside(view, row->beside->pdata[i], row);
}

void view_held_one(const View *view, const HeldRow *row)
{
    print_held(view, row, TRUE);
}

static void held_text(const View *view, GPtrArray *held)
{
    if (!held->len) {
        columns_line(view, INK_PLAIN, "no message waits for a person");
        return;
    }
    columns_line(view, INK_STRONG, "%u %s a person", held->len,
                 held->len == 1 ? "message waits for" : "messages wait for");
    for (guint i = 0; i < held->len; i++)
        print_held(view, held->pdata[i], FALSE);
    fputc('\n', view->out);
    columns_line(view, INK_FAINT, "to settle one: casegate held NUMBER link REFERENCE --by YOU");
    columns_line(view, INK_FAINT, "or open, or set-aside --why TEXT, in place of link REFERENCE");
}

void view_held(const View *view, GPtrArray *held)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint i = 0; i < held->len; i++)
        g_ptr_array_add(sorted, held->pdata[i]);
    g_ptr_array_sort(sorted, view_held_by_need);
    if (view->json)
        held_json(view, sorted);
    else
        held_text(view, sorted);
}
