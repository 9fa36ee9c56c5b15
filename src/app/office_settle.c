/* office_settle: what becomes of a message that waits for a person.
 *
 * Whoever settles it, by a command, at the desk, by mail or in a replay, comes here, and the table below says what can be done. One
 * transaction, or a part of one that can be undone alone: with an error nothing was changed. A message that is linked or opened is
 * read again from the archive and goes the same way as any other, with the office's word for the sender's proof. What only the named
 * officers may see enters no case by anybody's word. */
#include "office_settle.h"

#include "apply.h"
#include "decide.h"
#include "error.h"
#include "office_private.h"
#include "text.h"

typedef gboolean (*SettleWay)(Work *work, const HeldRow *held, const Settling *settling,
                              Instant now, char **said_out, GError **error);
static gboolean enter_case(Work *work, const HeldRow *held, const Settling *settling, Instant now,
                           char **said_out, GError **error);
static gboolean set_aside(Work *work, const HeldRow *held, const Settling *settling, Instant now,
                          char **said_out, GError **error);

static const struct {
    const char *verb;
    gboolean needs_case, needs_reason;
    SettleWay settle;
} ways[] = {
    [SETTLE_LINK] = {"link", TRUE, FALSE, enter_case},
    [SETTLE_OPEN] = {"open", FALSE, FALSE, enter_case},
    [SETTLE_SET_ASIDE] = {"set-aside", FALSE, TRUE, set_aside},
};

SettleHow office_settle_named(const char *verb)
{
    guint how = 0;
    while (how < G_N_ELEMENTS(ways) && g_strcmp0(ways[how].verb, verb) != 0)
        how++;
    return how < G_N_ELEMENTS(ways) ? (SettleHow)how : SETTLE_UNKNOWN;
}

gboolean office_settle_needs_case(SettleHow how)
{
    return ways[how].needs_case;
}

gboolean office_settle_needs_reason(SettleHow how)
{
    return ways[how].needs_reason;
}

/* ---- who may ---- */

static gboolean is_for(const HeldRow *held, const Settling *settling, GError **error)
{
    if (settling->named_officer || !held_row_restricted(held))
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "message %" G_GINT64_FORMAT " is restricted: only the logins in 'named_officers' "
                "of routing/site.yaml may settle it, whoever --by says",
                held->id);
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

/* The message, while it waits and is for whoever settles it. */
static HeldRow *waiting_row(Work *work, const Settling *settling, GError **error)
{
    GError *trouble = NULL;
    g_autoptr(HeldRow) held = store_held(work->store, settling->id, &trouble);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    else if (held == NULL)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "no held message %" G_GINT64_FORMAT "; 'casegate held' lists them",
                    settling->id);
    else if (!is_for(held, settling, error))
        return NULL;
    else if (held->resolved != INSTANT_UNKNOWN)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "message %" G_GINT64_FORMAT " was decided already: %s", settling->id,
                    held->resolution);
    else
        return g_steal_pointer(&held);
    return NULL;
}

/* ---- doing it ---- */

/* "linked HAV-26-0042-B by Alex Pell: why" */
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

gboolean office_settle_row(Work *work, const HeldRow *held, const HeldRuling *ruling, Instant now,
                           char **said_out, GError **error)
{
    g_autofree char *said = ruling_words(ruling);
    if (!apply_held_ruling(work->store, held, ruling, said, now, error) ||
        !apply_held_settled(work->store, work->rules, held, ruling->by, now, error))
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
           office_settle_row(work, held, &given, now, said_out, error);
}

static gboolean enter_case(Work *work, const HeldRow *held, const Settling *settling, Instant now,
                           char **said_out, GError **error)
{
    const OfficeRuling ruling = {.link = settling->how == SETTLE_LINK ? settling->reference : NULL,
                                 .open = settling->how == SETTLE_OPEN,
                                 .by = settling->by,
                                 .why = settling->why};
    return may_enter_case(held, error) && apply_ruling(work, held, ruling, now, said_out, error);
}

static gboolean set_aside(Work *work, const HeldRow *held, const Settling *settling, Instant now,
                          char **said_out, GError **error)
{
    const HeldRuling given = {.verb = (char *)"set-aside",
                              .reference = (char *)"",
                              .by = (char *)settling->by,
                              .why = (char *)settling->why};
    return office_settle_row(work, held, &given, now, said_out, error);
}

static gboolean is_complete(const Settling *settling, GError **error)
{
    g_assert(settling->how < SETTLE_UNKNOWN);
    gboolean no_case = ways[settling->how].needs_case && text_empty(settling->reference);
    gboolean no_reason = ways[settling->how].needs_reason && text_empty(settling->why);
    if (no_case || no_reason)
        g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                            no_case ? "say to which case the message belongs"
                                    : "setting a message aside needs a reason: add --why TEXT");
    return !no_case && !no_reason;
}

gboolean office_settle(Work *work, const Settling *settling, Instant now, char **said_out,
                       GError **error)
{
    if (!is_complete(settling, error) || !office_begin(work, error))
        return FALSE;
    g_autoptr(HeldRow) held = waiting_row(work, settling, error);
    return office_finish(work,
                         held != NULL &&
                             ways[settling->how].settle(work, held, settling, now, said_out, error),
                         error);
}
