/* What the office decides, each act one transaction with who and why. A held message that is linked
 * or opened is read again from the archive and goes the same way as any other, with the office's
 * word for the sender's proof. What only the named officers may see enters no case by anybody's word. */
#include "office.h"
#include "apply.h"
#include "decide.h"
#include "error.h"
#include "text.h"
#include "work_private.h"

/* A transaction of its own, or a part of one that can be undone alone. */
static gboolean begin(Work *work, GError **error)
{
    return work->inside ? store_savepoint(work->store, error) : store_begin(work->store, error);
}

/* Commits what `done` says, or undoes all of it. */
static gboolean finish(Work *work, gboolean done, GError **error)
{
    if (done &&
        (work->inside ? store_release(work->store, error) : store_commit(work->store, error)))
        return TRUE;
    (work->inside ? store_undo : store_rollback)(work->store);
    return FALSE;
}

static HeldRow *waiting_row(Work *work, gint64 id, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(HeldRow) held = store_held(work->store, id, &trouble);
    if (trouble != NULL)
        g_propagate_error(error, g_steal_pointer(&trouble));
    else if (held == NULL)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "no held message %" G_GINT64_FORMAT "; 'casegate held' lists them", id);
    else if (held->resolved != INSTANT_UNKNOWN)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "message %" G_GINT64_FORMAT " was decided already: %s", id, held->resolution);
    else
        return g_steal_pointer(&held);
    return NULL;
}

gboolean office_held_is_for(Work *work, gint64 id, gboolean named_officer, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(HeldRow) held = store_held(work->store, id, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (named_officer || held == NULL || !held_row_restricted(held))
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "message %" G_GINT64_FORMAT " is restricted: only the logins in 'named_officers' "
                "of routing/site.yaml may settle it, whoever --by says",
                id);
    return FALSE;
}

/* A case is seen by the whole office and told to agencies; what is restricted goes to neither. */
static gboolean may_enter_case(const HeldRow *held, GError **error)
{
    if (!held_row_restricted(held))
        return TRUE;
    g_set_error(
        error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
        "message %" G_GINT64_FORMAT " is restricted and enters no case, since the agencies "
        "of a case are told of it: set it aside with --why; what a case needs of it goes in "
        "with 'casegate note', and a disagreement between agencies that it also speaks of "
        "needs an escalation form of the sender's own, sent as a new message without the "
        "restricted part",
        held->id);
    return FALSE;
}

/* "linked HAV-26-0042-R by Alex Pell: why" */
static char *ruling_words(const HeldRuling *ruling)
{
    static const struct {
        const char *verb, *words;
    } verbs[] = {{"link", "linked "},
                 {"open", "opened "},
                 {"set-aside", "set aside"},
                 {"reopen", "re-opened "}};
    gsize i = 0;
    while (!g_str_equal(verbs[i].verb, ruling->verb))
        i++;
    gboolean why = !text_empty(ruling->why);
    return g_strdup_printf("%s%s by %s%s%s", verbs[i].words, ruling->reference, ruling->by,
                           why ? ": " : "", why ? ruling->why : "");
}

/* What barred the closing of the cases it may belong to bars it no more. */
static gboolean free_cases(Work *work, const HeldRow *held, const char *by, Instant now,
                           GError **error)
{
    for (guint i = 0; i < held->suggestions->len; i++) {
        const Suggestion *suggestion = g_ptr_array_index(held->suggestions, i);
        g_autoptr(GError) failure = NULL;
        Case *c = store_case_load(work->store, suggestion->reference, &failure);
        g_autoptr(Decision) freed =
            c != NULL ? decide_objection_settled(c, held->sha256, by, work->rules, now, &failure)
                      : NULL;
        if (freed != NULL)
            (void)!apply_case(work->store, work->rules, freed, work->rules->site.mailboxes[0], now,
                              &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    return TRUE;
}

/* The message waits no more: it is in the case, or in none and set aside. */
static gboolean settle(Work *work, const HeldRow *held, const HeldRuling *ruling, Instant now,
                       char **said_out, GError **error)
{
    gboolean in_case = *ruling->reference != '\0';
    g_autofree char *said = ruling_words(ruling);
    g_autofree char *reason =
        g_strconcat(held_row_restricted(held) ? RESTRICTED_MARK : "", said, NULL);
    if (!store_ledger_settle(work->store, held->ledger, in_case ? "case" : "set-aside",
                             ruling->reference, reason, error) ||
        !store_held_resolve(work->store, held->id, now, ruling, said, error) ||
        !free_cases(work, held, ruling->by, now, error))
        return FALSE;
    if (said_out != NULL)
        *said_out = g_strdup_printf("message %" G_GINT64_FORMAT " %s", held->id, said);
    return TRUE;
}

static gboolean apply_ruling(Work *work, const HeldRow *held, OfficeRuling ruling, Instant now,
                             char **said_out, GError **error)
{
    g_autoptr(MailRecord) mail = work_read_archived(work, held->sha256, held->received, error);
    if (mail == NULL)
        return FALSE;
    Intake intake = {.rules = work->rules,
                     .lookup = &work->lookup,
                     .mail = mail,
                     .sha256 = held->sha256,
                     .mailbox = held->mailbox,
                     .received = held->received,
                     .now = now,
                     .ruling = ruling};
    g_autoptr(Decision) decision = decide_message(&intake, error);
    if (decision == NULL)
        return FALSE;
    if (decision->subject_case == NULL || !g_str_equal(decision->disposition, "case")) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "message %" G_GINT64_FORMAT " would still be %s: %s", held->id,
                    decision->disposition, decision->reason);
        return FALSE;
    }
    char *reference = decision->subject_case->reference;
    if (ruling.link != NULL && !g_str_equal(reference, ruling.link)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no case '%s'",
                    ruling.link);
        return FALSE;
    }
    const HeldRuling given = {.verb = (char *)(decision->is_new ? "open" : "link"),
                              .reference = reference,
                              .by = (char *)ruling.by,
                              .why = (char *)ruling.why};
    return apply_case(work->store, work->rules, decision, held->mailbox, now, error) &&
           settle(work, held, &given, now, said_out, error);
}

static gboolean rule(Work *work, gint64 id, OfficeRuling ruling, Instant now, char **said_out,
                     GError **error)
{
    if (!begin(work, error))
        return FALSE;
    g_autoptr(HeldRow) held = waiting_row(work, id, error);
    return finish(work,
                  held != NULL && may_enter_case(held, error) &&
                      apply_ruling(work, held, ruling, now, said_out, error),
                  error);
}

gboolean office_held_link(Work *work, gint64 id, const char *reference, const char *by,
                          const char *why, Instant now, char **said_out, GError **error)
{
    OfficeRuling ruling = {.link = reference, .by = by, .why = why};
    return rule(work, id, ruling, now, said_out, error);
}

gboolean office_held_open(Work *work, gint64 id, const char *by, const char *why, Instant now,
                          char **said_out, GError **error)
{
    OfficeRuling ruling = {.open = TRUE, .by = by, .why = why};
    return rule(work, id, ruling, now, said_out, error);
}

gboolean office_held_set_aside(Work *work, gint64 id, const char *by, const char *why, Instant now,
                               char **said_out, GError **error)
{
    if (text_empty(why)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "setting a message aside needs a reason: add --why TEXT");
        return FALSE;
    }
    if (!begin(work, error))
        return FALSE;
    g_autoptr(HeldRow) held = waiting_row(work, id, error);
    const HeldRuling given = {
        .verb = (char *)"set-aside", .reference = (char *)"", .by = (char *)by, .why = (char *)why};
    return finish(work, held != NULL && settle(work, held, &given, now, said_out, error), error);
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
    if (!begin(work, error))
        return FALSE;
    return finish(work,
                  decide_and_apply(work, reference, decide, arguments, &office, said_out, error),
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
    if (!begin(work, error))
        return FALSE;
    g_autoptr(GPtrArray) mails = mails_to(work, reference, to, error);
    const Incident incident = {to, mails};
    gboolean done = finish(work,
                           mails != NULL && decide_and_apply(work, reference, run_incident,
                                                             &incident, &office, said_out, error),
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
        if (!settle(work, g_ptr_array_index(asking, i), &given, office->now, NULL, error))
            return FALSE;
    return TRUE;
}

gboolean office_reopen(Work *work, const char *reference, const char *by, const char *why,
                       Instant now, char **said_out, GError **error)
{
    OfficeCommand office = {.by = by, .why = why, .now = now, .rules = work->rules};
    if (!begin(work, error))
        return FALSE;
    g_autoptr(GPtrArray) asking = asking_to_reopen(work, reference, error);
    if (asking != NULL && asking->len > 0)
        office.since = ((const HeldRow *)g_ptr_array_index(asking, 0))->received;
    return finish(
        work,
        asking != NULL &&
            decide_and_apply(work, reference, run_reopen, NULL, &office, said_out, error) &&
            settle_asking(work, asking, reference, &office, error),
        error);
}
