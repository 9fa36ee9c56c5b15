/* What the office decides of a case, each act one transaction with who and why. What becomes of a held message is
 * office_settle's. */
#include "office.h"
#include "apply.h"
#include "decide.h"
#include "error.h"
#include "office_private.h"

gboolean office_begin(Work *work, GError **error)
{
    return work->inside ? store_savepoint(work->store, error) : store_begin(work->store, error);
}

gboolean office_finish(Work *work, gboolean done, GError **error)
{
    if (done &&
        (work->inside ? store_release(work->store, error) : store_commit(work->store, error)))
        return TRUE;
    (work->inside ? store_undo : store_rollback)(work->store);
    return FALSE;
}

static Case *load(Work *work, const char *reference, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    Case *c = store_case_load(work->store, reference, &trouble);
    if (trouble != NULL)
        g_propagate_error(error, g_steal_pointer(&trouble));
    else if (c == NULL)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no case %s", reference);
    return c;
}

/* Runs one command on one case in a transaction. `decide` takes the case. */
typedef Decision *(*CaseCommand)(Case *c, const OfficeCommand *command, gconstpointer arguments,
                                 GError **error);

/* Within a transaction. */
static gboolean decide_and_apply(Work *work, const char *reference, CaseCommand decide,
                                 gconstpointer arguments, const OfficeCommand *office,
                                 char **said_out, GError **error)
{
    Case *c = load(work, reference, error);
    g_autoptr(Decision) decision = c != NULL ? decide(c, office, arguments, error) : NULL;
    const char *mailbox = work->rules->site.mailboxes[0];
    if (decision == NULL ||
        !apply_case(work->store, work->rules, decision, mailbox, office->now, error))
        return FALSE;
    const Case *after = decision->subject_case;
    const Event *first = g_ptr_array_index(after->events, decision->first_new);
    g_autoptr(GString) said = g_string_new(NULL);
    g_string_printf(said, "%s: %s%s", after->reference, first->text,
                    decision->mails->len > 0 ? " (mail queued)" : "");
    for (guint i = decision->first_new; i < after->events->len; i++) {
        const Event *event = g_ptr_array_index(after->events, i);
        if (g_str_equal(event->kind, "alias-offered") || g_str_equal(event->kind, "incident-mail"))
            g_string_append_printf(said, "\n%s", event->text);
    }
    *said_out = g_string_free(g_steal_pointer(&said), FALSE);
    return TRUE;
}

static gboolean command(Work *work, const char *reference, CaseCommand decide,
                        gconstpointer arguments, const char *by, const char *why, Instant now,
                        char **said_out, GError **error)
{
    OfficeCommand office = {.by = by, .why = why, .now = now, .rules = work->rules};
    if (!office_begin(work, error))
        return FALSE;
    return office_finish(
        work, decide_and_apply(work, reference, decide, arguments, &office, said_out, error),
        error);
}

typedef struct {
    const char *text;
    gboolean not_urgent;
} Note;

static Decision *run_note(Case *c, const OfficeCommand *office, gconstpointer arguments,
                          GError **error)
{
    const Note *note = arguments;
    return decide_note(c, office, note->text, note->not_urgent, error);
}

gboolean office_note(Work *work, const char *reference, const char *text, gboolean not_urgent,
                     const char *by, Instant now, char **said_out, GError **error)
{
    const Note note = {text, not_urgent};
    return command(work, reference, run_note, &note, by, NULL, now, said_out, error);
}

typedef struct {
    const char *agency, *to;
    Side side;
} Route;

static Decision *run_route(Case *c, const OfficeCommand *office, gconstpointer arguments,
                           GError **error)
{
    const Route *route = arguments;
    Side side = route->side != SIDE_NONE       ? route->side
                : c->routing_held != SIDE_NONE ? c->routing_held
                                               : SIDE_CHALLENGED;
    return decide_route(c, office, route->agency, side, route->to, error);
}

gboolean office_route(Work *work, const char *reference, const char *agency, Side side,
                      const char *to, const char *by, const char *why, Instant now, char **said_out,
                      GError **error)
{
    Route route = {agency, to, side};
    return command(work, reference, run_route, &route, by, why, now, said_out, error);
}

static Decision *run_stage(Case *c, const OfficeCommand *office, gconstpointer stage,
                           GError **error)
{
    return decide_stage(c, office, stage, error);
}

gboolean office_stage(Work *work, const char *reference, const char *stage, const char *by,
                      const char *why, Instant now, char **said_out, GError **error)
{
    return command(work, reference, run_stage, stage, by, why, now, said_out, error);
}

static Decision *run_close(Case *c, const OfficeCommand *office, gconstpointer unused,
                           GError **error)
{
    (void)unused;
    return decide_close(c, office, error);
}

gboolean office_close(Work *work, const char *reference, const char *by, const char *why,
                      Instant now, char **said_out, GError **error)
{
    return command(work, reference, run_close, NULL, by, why, now, said_out, error);
}

static Decision *run_hold(Case *c, const OfficeCommand *office, gconstpointer arguments,
                          GError **error)
{
    const guint *release = arguments;
    return decide_legal_hold(c, office, *release > 0, *release, error);
}

gboolean office_hold(Work *work, const char *reference, guint release, const char *by,
                     const char *why, Instant now, char **said_out, GError **error)
{
    return command(work, reference, run_hold, &release, by, why, now, said_out, error);
}

static Decision *run_reopen(Case *c, const OfficeCommand *office, gconstpointer unused,
                            GError **error)
{
    (void)unused;
    return decide_reopen(c, office, error);
}

typedef struct {
    const char *to;
    GPtrArray *mails; /* of OutboxRow */
} Incident;

static Decision *run_incident(Case *c, const OfficeCommand *office, gconstpointer arguments,
                              GError **error)
{
    const Incident *incident = arguments;
    return decide_incident(c, office, incident->mails, incident->to, error);
}

/* The case's mails to that address, all where it is NULL; NULL when they cannot be read. */
static GPtrArray *mails_to(Work *work, const char *reference, const char *to, GError **error)
{
    g_autoptr(GPtrArray) mails = store_outbox_of_case(work->store, reference, error);
    for (guint i = mails != NULL ? mails->len : 0; to != NULL && i-- > 0;)
        if (g_ascii_strcasecmp(((const OutboxRow *)g_ptr_array_index(mails, i))->to, to) != 0)
            g_ptr_array_remove_index(mails, i);
    return g_steal_pointer(&mails);
}

gboolean office_incident(Work *work, const char *reference, const char *to, const char *by,
                         const char *why, Instant now, GPtrArray **mails_out, char **said_out,
                         GError **error)
{
    OfficeCommand office = {.by = by, .why = why, .now = now, .rules = work->rules};
    if (!office_begin(work, error))
        return FALSE;
    g_autoptr(GPtrArray) mails = mails_to(work, reference, to, error);
    const Incident incident = {to, mails};
    gboolean done =
        office_finish(work,
                      mails != NULL && decide_and_apply(work, reference, run_incident, &incident,
                                                        &office, said_out, error),
                      error);
    if (done && mails_out != NULL)
        *mails_out = g_steal_pointer(&mails);
    return done;
}

/* The held messages that ask for this case to be opened again, closed or closing, oldest first. */
static GPtrArray *asking_to_reopen(Work *work, const char *reference, GError **error)
{
    g_autoptr(GPtrArray) waiting = store_held_waiting(work->store, error);
    for (guint i = waiting != NULL ? waiting->len : 0; i-- > 0;) {
        const HeldRow *row = g_ptr_array_index(waiting, i);
        if ((!g_str_equal(row->reason, HELD_CLOSED_CASE) &&
             !g_str_equal(row->reason, HELD_DISPUTE)) ||
            !held_row_suggests(row, reference))
            g_ptr_array_remove_index(waiting, i);
    }
    return g_steal_pointer(&waiting);
}

/* They are in its record already, and what they asked for is done. */
static gboolean settle_asking(Work *work, GPtrArray *asking, const char *reference,
                              const OfficeCommand *office, GError **error)
{
    const HeldRuling given = {.verb = (char *)"reopen",
                              .reference = (char *)reference,
                              .by = (char *)office->by,
                              .why = (char *)office->why};
    for (guint i = 0; i < asking->len; i++)
        if (!office_settle_row(work, g_ptr_array_index(asking, i), &given, office->now, NULL,
                               error))
            return FALSE;
    return TRUE;
}

gboolean office_reopen(Work *work, const char *reference, const char *by, const char *why,
                       Instant now, char **said_out, GError **error)
{
    OfficeCommand office = {.by = by, .why = why, .now = now, .rules = work->rules};
    if (!office_begin(work, error))
        return FALSE;
    g_autoptr(GPtrArray) asking = asking_to_reopen(work, reference, error);
    if (asking != NULL && asking->len > 0)
        office.since = ((const HeldRow *)g_ptr_array_index(asking, 0))->received;
    return office_finish(
        work,
        asking != NULL &&
            decide_and_apply(work, reference, run_reopen, NULL, &office, said_out, error) &&
            settle_asking(work, asking, reference, &office, error),
        error);
}
