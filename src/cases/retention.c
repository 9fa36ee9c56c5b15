/* retention: when a period is over, and what bars erasing all the same.
 *
 * A period begins with what the site says it begins with. Where that cannot be known (a child whose date of birth nobody
 * said) the item is listed as due on no day and barred, so that a person sees it; nothing is guessed. Nothing of a case that
 * is not closed or handed off is ever due, nor a message that waits for a person; a legal hold bars all of its case. What
 * is erased already is not due again. */
#include "retention.h"

#include <string.h>

void due_item_free(DueItem *item)
{
    if (!item)
        return;
    g_free(item->reference);
    g_free(item->why);
    g_free(item->barred);
    g_free(item);
}

/* ---- periods ---- */

/* A day that the month does not have is its last. */
static Day later(Day day, guint years, guint months)
{
    int year, month, mday;
    day_split(day, &year, &month, &mday);
    month += (int)months - 1;
    year += (int)years + month / 12;
    month = month % 12 + 1;
    Day found = DAY_UNKNOWN;
    for (; mday > 27 && found == DAY_UNKNOWN; mday--)
        found = day_new(year, month, mday);
    return found != DAY_UNKNOWN ? found : day_new(year, month, mday);
}

static char *period_words(const KeepRule *rule)
{
    GString *words = g_string_new(NULL);
    if (rule->years)
        g_string_append_printf(words, "%u year%s", rule->years, rule->years == 1 ? "" : "s");
    if (rule->months)
        g_string_append_printf(words, "%s%u month%s", rule->years ? ", " : "", rule->months,
                               rule->months == 1 ? "" : "s");
    return g_string_free(words, FALSE);
}

static char *why(const KeepRule *rule, KeepClass what, const char *begun, Day from)
{
    g_autofree char *period = period_words(rule);
    g_autofree char *day = from != DAY_UNKNOWN ? day_words(from) : g_strdup("a day not known");
    return g_strdup_printf("%s: %s after %s, %s%s%s%s", keep_class_name(what), period, begun, day,
                           rule->source ? " (" : "", rule->source ? rule->source : "",
                           rule->source ? ")" : "");
}

static DueItem *item(const Site *site, KeepClass what, const char *reference, gint64 number,
                     const char *begun, Day from, Day today)
{
    const KeepRule *rule = &site->retention[what];
    Day due = from != DAY_UNKNOWN ? later(from, rule->years, rule->months) : DAY_UNKNOWN;
    if (!rule->set || (from != DAY_UNKNOWN && due > today))
        return NULL;
    DueItem *found = g_new0(DueItem, 1);
    found->what = what;
    found->reference = g_strdup(reference ? reference : "");
    found->number = number;
    found->due = due;
    found->why = why(rule, what, begun, from);
    return found;
}

/* ---- cases ---- */

/* When the case last came to its end. */
static Instant ended(const Case *c)
{
    Instant at = c->last_event;
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++) {
            const char *const *row = g_ptr_array_index(event->changes, j);
            if (g_str_equal(row[0], "state") &&
                (g_str_equal(row[1], "closed") || g_str_equal(row[1], "handed-off")))
                at = event->at;
        }
    }
    return at;
}

/* DAY_UNKNOWN as soon as one child's is. */
static Day youngest(const Case *c)
{
    Day day = DAY_UNKNOWN;
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        if (child->born == DAY_UNKNOWN)
            return DAY_UNKNOWN;
        day = MAX(day, child->born);
    }
    return day;
}

/* What came to a case after it was erased is not old for being in an old case. */
static Instant begins(const Case *c)
{
    return c->erased != INSTANT_UNKNOWN ? MAX(ended(c), c->last_event) : ended(c);
}

static Day case_from(const Site *site, const Case *c, KeepFrom from, const char **begun_out)
{
    switch (from) {
    case KEEP_FROM_BIRTH:
        *begun_out = "the birth of the youngest child";
        return youngest(c);
    case KEEP_FROM_CONTACT:
        *begun_out = "the last contact";
        return instant_day(MAX(c->last_received, begins(c)), site->zone);
    default:
        *begun_out = "the case's end";
        return instant_day(begins(c), site->zone);
    }
}

static void bar_hold(DueItem *found, const Case *c)
{
    if (!found || found->barred || !c || !c->legal_holds->len)
        return;
    const LegalHold *hold = g_ptr_array_index(c->legal_holds, 0);
    found->barred = c->legal_holds->len == 1
                        ? g_strdup_printf("legal hold %u", hold->n)
                        : g_strdup_printf("%u legal holds", c->legal_holds->len);
}

/* What an erasing left, and what came to the case after it. */
static gboolean came_after(const Case *c)
{
    const Event *last = g_ptr_array_index(c->events, c->events->len - 1);
    return !g_str_equal(last->kind, "erased");
}

static gboolean course_is_left(const Case *c)
{
    return c->stage != NULL || c->raising != NULL || c->challenged != NULL;
}

static DueItem *due_counts(const Site *site, const Case *c, Day today)
{
    return course_is_left(c) ? item(site, KEEP_COUNTS, c->reference, 0, "the erasing",
                                    instant_day(c->erased, site->zone), today)
                             : NULL;
}

DueItem *retention_case(const Site *site, const Case *c, gboolean mails_wait, Day today)
{
    const char *begun = "";
    if (!case_is_over(c))
        return NULL;
    if (c->erased != INSTANT_UNKNOWN && !came_after(c)) {
        DueItem *found = due_counts(site, c, today);
        bar_hold(found, c);
        return found;
    }
    Day from = case_from(site, c, site->retention[KEEP_CASE].from, &begun);
    DueItem *found = item(site, KEEP_CASE, c->reference, 0, begun, from, today);
    bar_hold(found, c);
    if (found && !found->barred && from == DAY_UNKNOWN)
        found->barred = g_strdup("a child's date of birth is not known; a person must say it");
    if (found && !found->barred && mails_wait)
        found->barred = g_strdup("a mail of the case is still to be sent");
    return found;
}

/* ---- messages and looks ---- */

DueItem *retention_message(const Site *site, const LedgerRow *row, const LedgerRow *first,
                           const Case *c, Day today)
{
    if (g_str_equal(first->disposition, "held") || (c && !case_is_over(c)))
        return NULL;
    gboolean by_case = site->retention[KEEP_RAW].from == KEEP_FROM_CLOSED, closed = c && by_case;
    const char *begun = closed    ? "the case's end"
                        : by_case ? "the receipt, as it is of no case"
                                  : "the receipt";
    DueItem *found = item(site, KEEP_RAW, first->reference, row->id, begun,
                          instant_day(closed ? ended(c) : row->received, site->zone), today);
    bar_hold(found, c);
    return found;
}

gboolean retention_outlasts(const Case *one, const Case *other)
{
    if ((one->legal_holds->len > 0) != (other->legal_holds->len > 0))
        return one->legal_holds->len > 0;
    if (case_is_over(one) != case_is_over(other))
        return !case_is_over(one);
    return ended(one) > ended(other);
}

DueItem *retention_look(const Site *site, const LookRow *look, const Case *c, Day today)
{
    if (!*look->who && !*look->login)
        return NULL;
    DueItem *found = item(site, KEEP_LOOKS, look->reference, look->id, "the look",
                          instant_day(look->at, site->zone), today);
    bar_hold(found, c);
    return found;
}

/* Of no case, so that no hold bars it. What the directory says now stands in its files. */
DueItem *retention_directory(const Site *site, const DirectoryChange *change, Day today)
{
    return directory_change_erased(change)
               ? NULL
               : item(site, KEEP_DIRECTORY, NULL, change->id, "the change",
                      instant_day(change->at, site->zone), today);
}
