/* What a party was shown of what is agreed. Both are shown it when the case begins to close and when accounts differ, one
 * when the other's account is new; whose message caused that gets an answer, which shows nothing. What came after the last
 * showing is on record and confirmed by nobody: the account of the other party, and what a message named that waits. Reads
 * the record, decides nothing, fails never. */
#include "confirm_shown.h"
#include "text.h"

static const Event *event_at(const Deciding *x, guint i)
{
    return g_ptr_array_index(x->c->events, i);
}

/* The last of `n` events that says what was agreed in this cycle. */
static const char *on_record(const Deciding *x, guint n, Day *day_out)
{
    while (n-- > 0) {
        const Event *event = event_at(x, n);
        for (guint j = 0; case_in_cycle(x->c, event) && j < event->changes->len; j++) {
            const char *const *row = g_ptr_array_index(event->changes, j);
            if (g_str_equal(row[0], "fact") && g_str_equal(row[1], "agreed_outcome") &&
                !text_empty(row[3])) {
                *day_out = instant_day(event->at, x->rules->site.zone);
                return row[3];
            }
        }
    }
    return NULL;
}

const char *confirm_shown_record(const Deciding *x)
{
    Day day;
    return on_record(x, x->c->events->len, &day);
}

static gboolean shows(const Event *event)
{
    return g_str_equal(event->kind, "closing") || g_str_equal(event->kind, "accounts-differ") ||
           g_str_equal(event->kind, "confirm-asked");
}

static gboolean gives_account(const Event *event, const char *agency)
{
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = g_ptr_array_index(event->changes, i);
        if (g_str_equal(row[0], "account") && g_strcmp0(row[1], agency) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Is what the event shows the account that `agency` gave with the same message? */
static gboolean shows_own(const Deciding *x, guint i, const char *agency)
{
    for (;; i--) {
        if (gives_account(event_at(x, i), agency))
            return TRUE;
        if (i == 0 || !event_goes_on(event_at(x, i), event_at(x, i - 1)))
            return FALSE;
    }
}

/* The event by which `agency` was last shown what was agreed, before this message. FALSE: none. */
static gboolean last_shown(const Deciding *x, const char *agency, guint *at_out)
{
    for (guint i = x->decision->first_new; i-- > 0;)
        if (shows(event_at(x, i)) && !shows_own(x, i, agency)) {
            *at_out = i;
            return TRUE;
        }
    return FALSE;
}

gboolean confirm_shown_account(const Deciding *x, const char *agency, const Account *theirs)
{
    guint at = 0;
    return theirs == NULL || (last_shown(x, agency, &at) && event_at(x, at)->at >= theirs->at);
}

const char *confirm_shown_outcome(const Deciding *x, const char *agency, const Account *theirs,
                                  Day *day_out)
{
    const Account *own = case_account(x->c, agency);
    const Account *said = own != NULL && *own->outcome != '\0'                         ? own
                          : theirs != NULL && confirm_shown_account(x, agency, theirs) ? theirs
                                                                                       : NULL;
    if (said != NULL && *said->outcome != '\0') {
        *day_out = instant_day(said->at, x->rules->site.zone);
        return said->outcome;
    }
    guint at = 0, n = x->decision->first_new;
    if (!last_shown(x, agency, &at))
        return on_record(x, n, day_out);
    do
        at++;
    while (at < n && event_goes_on(event_at(x, at), event_at(x, at - 1)));
    return on_record(x, at, day_out);
}
