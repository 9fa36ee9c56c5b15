/* desk_lists: what was sent, who looked, how the site is, what the words mean. What answers a restricted message says whose
 * that was, and is opened by named officers only. */
#include "desk_turn.h"

#include <string.h>

#include "lists.h"
#include "page_lists.h"
#include "reference.h"
#include "site_status.h"

#define MAILS_A_PAGE 100u
#define MAILS_LOOKED_AT                                                                            \
    5000u /* for those in a state that is asked for; the next page goes on from there */

/* NULL where it is no state. */
static const char *state_of(const DeskTurn *turn)
{
    static const char *const states[] = {"failed", "deferred", "suppressed",
                                         "queued", "sent",     NULL};
    const char *asked = desk_query(turn, "state");
    for (guint i = 0; asked && states[i]; i++)
        if (strcmp(states[i], asked) == 0)
            return states[i];
    return NULL;
}

DeskAnswer *desk_sent(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    gint64 before = desk_number(desk_query(turn, "before")), next = 0;
    const char *state = state_of(turn);
    g_autoptr(GPtrArray) mails = turn->store
                                     ? store_outbox_before(turn->store, before, state, MAILS_A_PAGE,
                                                           MAILS_LOOKED_AT, &next, &error)
                                     : g_ptr_array_new();
    if (!mails || !desk_look_one(turn, "sent", "", &error))
        return desk_failure(turn, error);
    g_autofree char *again = html_url("/sent", "state", state, NULL);
    PageFrame frame = desk_frame(turn, "Sent and bounced", "/sent");
    frame.refresh = before ? NULL : again;
    Html *html = page_begin(&frame);
    page_sent(html, &turn->view, mails, state, next);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_mail(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    gint64 id = desk_number(turn->parts[0]);
    g_autoptr(OutboxRow) mail =
        turn->store && id ? store_outbox_row(turn->store, id, &error) : NULL;
    if (!error && !mail)
        return desk_refusal(turn, 404, "There is no such mail", "No mail has this number.");
    if (mail && mail->restricted && !turn->view.restricted)
        return desk_refusal(turn, 403, "This mail is restricted",
                            "It is for the named officers only.");
    if (error || !desk_look_one(turn, "sent mail", mail->reference, &error))
        return desk_failure(turn, error);
    g_autofree char *title = g_strdup_printf("Mail %" G_GINT64_FORMAT, mail->id);
    PageFrame frame = desk_frame(turn, title, "/sent");
    Html *html = page_begin(&frame);
    page_mail(html, &turn->view, mail);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_looks(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const char *reference = turn->parts[0];
    g_autoptr(Case) c = turn->store && reference_is_valid(reference)
                            ? store_case_load(turn->store, reference, &error)
                            : NULL;
    g_autoptr(GPtrArray) looks = c ? store_looks_at(turn->store, reference, &error) : NULL;
    if (!error && !looks)
        return desk_refusal(turn, 404, "There is no such case", "Look again at the reference.");
    if (error || !desk_look_one(turn, "looks", reference, &error))
        return desk_failure(turn, error);
    g_autofree char *title = g_strdup_printf("Who looked at %s", reference);
    PageFrame frame = desk_frame(turn, title, NULL);
    Html *html = page_begin(&frame);
    page_looks(html, &turn->view, reference, looks);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_health(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Status) status =
        site_status(turn->desk->rules, turn->store, turn->request->now, &error);
    if (!status)
        return desk_failure(turn, error);
    PageFrame frame = desk_frame(turn, "Health", "/health");
    frame.refresh = "/health";
    Html *html = page_begin(&frame);
    page_health(html, &turn->view, status);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_words(DeskTurn *turn)
{
    PageFrame frame = desk_frame(turn, "What the words mean", "/words");
    Html *html = page_begin(&frame);
    page_words_help(html, &turn->view);
    return desk_page(200, html, &frame);
}
