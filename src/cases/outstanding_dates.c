/* Outstanding issues on the case. Owns their dates ("outstanding-1"): they run while the case is closing and after it has
 * closed; a reminder goes out on the day, to those whose it is, else to both parties; passed unmet they show as overdue.
 * Promises: no date that the parties did not both confirm, nothing is done because nobody objected. */
#include "outstanding_dates.h"
#include "duties.h"
#include "outcome.h"
#include "outstanding_pair.h"
#include "owed_names.h"
#include "standing.h"
#include <string.h>

#define REMIND_BEFORE                                                                              \
    (9 * 60 * 60) /* before it falls due, where the site does not say when its day begins */

static void change_date(const Deciding *x, Event *event, const Outstanding *item, guint n)
{
    g_autofree char *id = outstanding_date_id(n);
    event_change(event, "date-drop", id, NULL);
    if (item->due == DAY_UNKNOWN)
        return;
    g_autofree char *day = day_iso(item->due), *from = day_iso(x->today);
    g_autofree char *due =
        instant_decimal(instant_at(item->due, x->rules->site.day_ends, x->rules->site.zone));
    event_change(event, "date", id, "outstanding", day, due, "no", from,
                 "the parties' own date, as both confirmed it", NULL);
    if (x->rules->site.day_begins >= x->rules->site.day_ends)
        return;
    g_autofree char *remind =
        instant_decimal(instant_at(item->due, x->rules->site.day_begins, x->rules->site.zone));
    event_change(event, "date-remind", id, remind, NULL);
}

static void drop_others(const Deciding *x, Event *event, GPtrArray *kept)
{
    for (guint i = 0; i < x->c->outstanding->len; i++) {
        const Outstanding *before = g_ptr_array_index(x->c->outstanding, i);
        if (before->done != INSTANT_UNKNOWN || g_ptr_array_find(kept, before, NULL))
            continue;
        g_autofree char *id = outstanding_date_id(before->n);
        event_change(event, "outstanding-drop", decimal(before->n), NULL);
        event_change(event, "date-drop", id, NULL);
    }
}

void outstanding_dates_record(Deciding *x, GPtrArray *items, gboolean agreed)
{
    g_autoptr(GString) text =
        g_string_new(agreed ? "Outstanding, as confirmed:" : "Said to be outstanding:");
    Event *event = deciding_event(x, "outstanding", "%s", "");
    guint next = outstanding_last_number(x->c) + 1;
    g_autoptr(GPtrArray) kept = outstanding_pair(items, x->c->outstanding);
    drop_others(x, event, kept);
    for (guint i = 0; i < items->len; i++) {
        const Outstanding *item = g_ptr_array_index(items, i);
        const Outstanding *before = g_ptr_array_index(kept, i);
        guint n = before != NULL ? before->n : next++;
        g_autofree char *words = outstanding_words(x->rules, item);
        g_autofree char *day = item->due != DAY_UNKNOWN ? day_iso(item->due) : g_strdup("");
        g_string_append_printf(text, "%s %u. %s", i > 0 ? "." : "", n, words);
        event_change(event, "outstanding", decimal(n), item->item, item->owner, day, NULL);
        if (agreed)
            change_date(x, event, item, n);
    }
    g_free(event->text);
    event->text = g_strdup(items->len > 0 ? text->str
                           : agreed       ? "Nothing is outstanding, as confirmed"
                                          : "Nothing is said to be outstanding");
    deciding_add(x, event);
}

/* ---- done ---- */

static gboolean sentence_says_done(const Deciding *x, const Outstanding *item, guint open)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->said);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        g_autoptr(GPtrArray) content = outstanding_content(sentence);
        gboolean meant = outstanding_meant(x->c->outstanding, item, sentence) ||
                         (open == 1 && content->len <= 1);
        if (meant && words_say(x->rules, sentence, "done") &&
            !words_say(x->rules, sentence, "not-yet"))
            return TRUE;
    }
    return FALSE;
}

static guint open_items(const Case *c)
{
    guint n = 0;
    for (guint i = 0; i < c->outstanding->len; i++)
        n += ((const Outstanding *)g_ptr_array_index(c->outstanding, i))->done == INSTANT_UNKNOWN;
    return n;
}

static void mark_done(Deciding *x, const Outstanding *item)
{
    g_autofree char *id = outstanding_date_id(item->n);
    g_autofree char *at = deciding_at(x);
    Event *event = deciding_event(x, "outstanding-done", "Outstanding item %u is done, says %s: %s",
                                  item->n, x->sender->email, item->item);
    event_change(event, "outstanding-done", decimal(item->n), at, NULL);
    const CaseDate *date = case_date(x->c, id);
    if (date != NULL && date->met == MET_PENDING)
        event_change(event, "date-met", id, "yes", NULL);
    deciding_add(x, event);
}

gboolean outstanding_dates_done(Deciding *x)
{
    guint open = open_items(x->c);
    gboolean any = FALSE;
    for (guint i = 0; x->may_move && i < x->c->outstanding->len; i++) {
        const Outstanding *item = g_ptr_array_index(x->c->outstanding, i);
        if (item->done != INSTANT_UNKNOWN || !sentence_says_done(x, item, open))
            continue;
        mark_done(x, item);
        any = TRUE;
    }
    if (any && open_items(x->c) == 0)
        (void)duties_meet(x, OWED_OUTSTANDING, "", "", 0);
    return any;
}

/* ---- the clock ---- */

Instant outstanding_dates_acts(const CaseDate *date)
{
    if (date->prompted)
        return date->due;
    return date->remind != INSTANT_UNKNOWN ? date->remind : date->due - REMIND_BEFORE;
}

static gboolean is_owner(const Outstanding *item, const Holder *holder)
{
    return g_strcmp0(item->owner, holder->agency) == 0 ||
           (*item->owner != '\0' && g_strcmp0(item->owner, holder->name) == 0);
}

static void remind(Deciding *x, const Outstanding *item)
{
    g_autoptr(GPtrArray) holders = standing_last_holders(x->c);
    g_autofree char *words = outstanding_words(x->rules, item);
    gboolean owned = FALSE;
    for (guint i = 0; i < holders->len; i++)
        owned |= is_owner(item, g_ptr_array_index(holders, i));
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = g_ptr_array_index(holders, i);
        if (*holder->email != '\0' && !telling_already(x, holder->email) &&
            (!owned || is_owner(item, holder)))
            telling_holder_about(x, holder, "reminder",
                                 "an outstanding issue is due; please say when it is done", words);
    }
}

void outstanding_dates_tick(Deciding *x, const CaseDate *date)
{
    const Outstanding *item = outstanding_of_date(x->c, date);
    g_autofree char *id = g_strdup(date->id), *day = day_words(date->due_day);
    if (!date->prompted) {
        if (item != NULL)
            remind(x, item);
        Event *event = deciding_event(x, "reminder", "Reminder: outstanding item %u is due %s",
                                      item != NULL ? item->n : 0, day);
        event_change(event, "date-prompted", id, NULL);
        deciding_add(x, event);
        return;
    }
    Event *event = deciding_event(x, "date-passed",
                                  "Outstanding item %u was due %s and is not recorded as done",
                                  item != NULL ? item->n : 0, day);
    event_change(event, "date-met", id, "no", NULL);
    deciding_add(x, event);
}
