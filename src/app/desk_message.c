/* desk_message: one message as safe text, and the list of all of them.
 *
 * A restricted message is opened by named officers only: to others not even its sender is shown. The look is on record
 * for the case that the message belongs to. */
#include "desk_turn.h"

#include "desk_original.h"
#include "lists.h"
#include "page_message.h"

#define ROWS_A_PAGE 100u

static DeskAnswer *not_found(DeskTurn *turn)
{
    return desk_refusal(turn, 404, "There is no such message", "No message has this number.");
}

static DeskAnswer *show_message(DeskTurn *turn, const LedgerRow *row, const HeldRow *held)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *failure = NULL;
    if (!desk_look_one(turn, "message", row->reference, &error))
        return desk_failure(turn, error);
    g_autoptr(MailRecord) mail = desk_original(turn, row->sha256, &failure);
    g_autofree char *title = g_strdup_printf("Message %" G_GINT64_FORMAT, row->id);
    const PageMessage message = {
        .row = row, .mail = mail, .failure = failure, .held = held, .decides = desk_decides(turn)};
    PageFrame frame = desk_frame(turn, title, "/messages");
    Html *html = page_begin(&frame);
    page_message(html, &turn->view, &message);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_message(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    gint64 number = desk_number(turn->parts[0]);
    g_autoptr(LedgerRow) row =
        turn->store && number ? store_ledger_by_id(turn->store, number, &error) : NULL;
    g_autoptr(HeldRow) held = row ? store_held_of(turn->store, row->id, &error) : NULL;
    if (error)
        return desk_failure(turn, error);
    if (!row)
        return not_found(turn);
    if (!turn->view.restricted &&
        (ledger_row_restricted(row) || (held && held_row_restricted(held))))
        return desk_refusal(turn, 403, "This message is restricted",
                            "It is for the named officers only.");
    return show_message(turn, row, held);
}

DeskAnswer *desk_messages(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    gint64 before = desk_number(desk_query(turn, "before"));
    g_autoptr(GPtrArray) rows = turn->store
                                    ? store_ledger_before(turn->store, before, ROWS_A_PAGE, &error)
                                    : g_ptr_array_new();
    if (!rows || !desk_look_one(turn, "messages", "", &error))
        return desk_failure(turn, error);
    const LedgerRow *last = rows->len == ROWS_A_PAGE ? rows->pdata[rows->len - 1] : NULL;
    PageFrame frame = desk_frame(turn, "All messages", "/messages");
    frame.refresh = before ? NULL : "/messages";
    Html *html = page_begin(&frame);
    page_messages(html, &turn->view, rows, last ? last->id : 0);
    return desk_page(200, html, &frame);
}
