/* office_act: one line of the office's reply, done or refused with why.
 *
 * A number is looked up in the mail that is answered, and what it means is looked at as it is now, so that
 * what somebody else decided meanwhile is said and not done twice. What is done goes through office.h and
 * office_settle.h with a savepoint. What is said of it names numbers, references and stages, and nothing that anybody wrote. */
#include "office_session.h"

#include "digest.h"
#include "error.h"
#include "office.h"
#include "office_settle.h"
#include "outgoing_guard.h"
#include "text.h"

typedef struct {
    const OfficeLine *line;
    guint number;          /* 0: by its reference */
    gint64 held;           /* the message, or 0 */
    char *reference;       /* the case; of a link where it goes to */
    char *what;            /* the number's meaning in words, or NULL */
    char *done, *not_done; /* what is said of it */
    guint seq;             /* the case's first new event */
    guint release;         /* of 'release' the number of the hold */
} Act;

static void act_clear(Act *act)
{
    g_free(act->reference);
    g_free(act->what);
    g_free(act->done);
    g_free(act->not_done);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static void G_GNUC_PRINTF(2, 3) refuse(Act *act, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!act->not_done)
        act->not_done = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static const OfficeItem *item_of(const OfficeSession *s, guint number)
{
    for (guint i = 0; i < s->items->len; i++) {
        const OfficeItem *item = g_ptr_array_index(s->items, i);
        if (item->n == number)
            return item;
    }
    return NULL;
}

/* What the number means in the mail that is answered. */
static void resolve(const OfficeSession *s, Act *act)
{
    const OfficeItem *item = act->number ? item_of(s, act->number) : NULL;
    gboolean settles = office_verb_settles(act->line->verb);
    if (!act->number)
        return;
    if (s->elsewhere)
        refuse(act,
               "the mail that you answered went to somebody else, and number %u with it: "
               "answer your own, or give a reference",
               act->number);
    else if (!item)
        refuse(act, "the mail that you answered has no number %u", act->number);
    else if (settles && !item->held)
        refuse(act, "number %u is the case %s, and no message that waits", act->number,
               item->reference);
    else if (!settles && item->held)
        refuse(act, "number %u is a message that waits, and no case", act->number);
    else if (settles)
        act->held = item->held;
    else
        act->reference = g_strdup(item->reference);
    if (item && !settles && *item->reference)
        act->what = g_strdup(item->reference);
}

static const char *verb_done(const HeldRow *held)
{
    const char *verb = held->ruling.verb;
    return g_str_equal(verb, "link")     ? "linked to "
           : g_str_equal(verb, "open")   ? "opened as "
           : g_str_equal(verb, "reopen") ? "settled by the re-opening of "
                                         : "set aside";
}

/* Somebody may have been there before. FALSE: TEMP. */
static gboolean look_at_held(const OfficeSession *s, Act *act, GError **error)
{
    g_autoptr(GError) refused = NULL;
    GTimeZone *zone = s->work->rules->site.zone;
    g_autoptr(HeldRow) held = store_held(s->work->store, act->held, &refused);
    if (refused) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    if (!held) {
        refuse(act, "that message waits no more");
        return TRUE;
    }
    g_autofree char *received = instant_short(held->received, zone);
    act->what = g_strdup_printf("the message of %s", received);
    if (g_str_equal(held->ruling.verb, HELD_SUPERSEDED)) {
        g_autofree char *at = instant_short(held->resolved, zone);
        refuse(act, "it waits no more: the same came %s with a proof of its sender and was worked",
               at);
    } else if (held->resolved) {
        g_autofree char *at = instant_short(held->resolved, zone);
        refuse(act, "it was decided already: %s%s by %s, %s", verb_done(held),
               held->ruling.reference, held->ruling.by, at);
    } else if (held_row_restricted(held) && !s->named)
        refuse(act, "it is restricted: only a named officer settles it, from an address in "
                    "'named_officer_addresses' of the site");
    return TRUE;
}

static const PolicyStage *stage_of(const Policy *policy, const char *words)
{
    gboolean claimed = FALSE;
    const PolicyStage *stage = policy ? policy_stage(policy, words) : NULL;
    return stage || !policy ? stage : policy_stage_named(policy, words, &claimed);
}

static gboolean is_release_of(const OfficeSession *s, const OfficeLine *line, const char *reference)
{
    if (line->verb != OFFICE_RELEASE)
        return FALSE;
    for (guint i = 0; i < line->numbers->len; i++) {
        const OfficeItem *item = item_of(s, g_array_index(line->numbers, guint, i));
        if (item && g_strcmp0(item->reference, reference) == 0)
            return TRUE;
    }
    return g_strcmp0(line->reference, reference) == 0;
}

/* Another line of the mail names a hold of the case, or spoke of one before this line: which is left for this one to mean? */
static gboolean is_one_of_several(const OfficeSession *s, const Act *act, const char *reference)
{
    gboolean before = TRUE;
    for (guint i = 0; i < s->lines->len; i++) {
        const OfficeLine *line = g_ptr_array_index(s->lines, i);
        before = before && line != act->line;
        if (line != act->line && (before || line->release > 0) && is_release_of(s, line, reference))
            return TRUE;
    }
    return FALSE;
}

/* Which hold ends is never guessed. */
static void look_at_holds(const OfficeSession *s, Act *act, const Case *c)
{
    const GPtrArray *holds = c->legal_holds;
    gboolean several = is_one_of_several(s, act, c->reference);
    act->release = act->line->release;
    if (act->release > 0 || holds->len == 0)
        return;
    if (holds->len == 1 && !several) {
        act->release = ((const LegalHold *)g_ptr_array_index(holds, 0))->n;
        return;
    }
    g_autoptr(GString) numbers = g_string_new(NULL);
    for (guint i = 0; i < holds->len; i++)
        g_string_append_printf(numbers, "%s%u", i > 0 ? ", " : "",
                               ((const LegalHold *)g_ptr_array_index(holds, i))->n);
    refuse(act, "%s%s has %u legal hold%s (%s): say which one ends, 'release %s NUMBER: REASON'",
           several ? "your message has another 'release' of it, and " : "", c->reference,
           holds->len, holds->len == 1 ? "" : "s", numbers->str, c->reference);
}

/* What would change nothing is not done a second time. */
static void look_at_target(const OfficeSession *s, Act *act, const Case *c)
{
    const Ruleset *rules = s->work->rules;
    const OfficeLine *line = act->line;
    if (line->verb == OFFICE_STAGE) {
        const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
        const PolicyStage *stage = stage_of(policy, line->words);
        gboolean hands_off = g_ascii_strcasecmp(line->words, "handed-off") == 0;
        if (!stage && !hands_off)
            refuse(act, "the policy of %s has no stage of that name", c->reference);
        else if (stage && case_runs(c) && g_strcmp0(c->stage, stage->id) == 0)
            refuse(act, "%s is at %s already", c->reference, stage->name);
    }
    if (line->verb == OFFICE_RELEASE)
        look_at_holds(s, act, c);
    if (line->verb != OFFICE_ROUTE)
        return;
    g_autoptr(AgencyMatch) match = directory_agency_named(rules->directory, line->words);
    if (!match->agency)
        refuse(act, "no agency of the directory is certainly meant");
    else if (!line->to && c->routing_held == SIDE_NONE &&
             g_strcmp0(c->challenged, match->agency->id) == 0)
        refuse(act, "%s is with %s already", c->reference, match->agency->id);
}

/* FALSE: TEMP. */
static gboolean look_at_case(const OfficeSession *s, Act *act, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Case) c = store_case_load(s->work->store, act->reference, &trouble);
    if (trouble) {
        g_propagate_error(error, g_steal_pointer(&trouble));
        return FALSE;
    }
    if (!c)
        refuse(act, "there is no case %s", act->reference);
    else
        look_at_target(s, act, c);
    act->seq = c ? c->events->len + 1 : 0;
    return TRUE;
}

/* ---- doing it ---- */

static gboolean settle(OfficeSession *s, const Act *act, char **said, GError **error)
{
    const OfficeLine *line = act->line;
    const Settling settling = {.how = line->verb == OFFICE_LINK   ? SETTLE_LINK
                                      : line->verb == OFFICE_OPEN ? SETTLE_OPEN
                                                                  : SETTLE_SET_ASIDE,
                               .id = act->held,
                               .reference = line->reference,
                               .by = s->by,
                               .why = line->reason,
                               .named_officer = s->named};
    return office_settle(s->work, &settling, s->now, said, error);
}

static gboolean route(OfficeSession *s, const Act *act, char **said, GError **error)
{
    g_autoptr(AgencyMatch) match =
        directory_agency_named(s->work->rules->directory, act->line->words);
    return office_route(s->work, act->reference, match->agency->id, SIDE_NONE, act->line->to, s->by,
                        act->line->reason, s->now, said, error);
}

static gboolean command(OfficeSession *s, const Act *act, char **said, GError **error)
{
    const OfficeLine *line = act->line;
    Work *work = s->work;
    switch (line->verb) {
    case OFFICE_NOTE:
    case OFFICE_NOT_URGENT:
        return office_note(work, act->reference, line->reason, line->verb == OFFICE_NOT_URGENT,
                           s->by, s->now, said, error);
    case OFFICE_ROUTE:
        return route(s, act, said, error);
    case OFFICE_STAGE:
        return office_stage(work, act->reference, line->words, s->by, line->reason, s->now, said,
                            error);
    case OFFICE_CLOSE:
        return office_close(work, act->reference, s->by, line->reason, s->now, said, error);
    case OFFICE_REOPEN:
        return office_reopen(work, act->reference, s->by, line->reason, s->now, said, error);
    case OFFICE_HOLD:
    case OFFICE_RELEASE:
        return office_hold(work, act->reference,
                           line->verb == OFFICE_HOLD ? 0 : MAX(act->release, 1), s->by,
                           line->reason, s->now, said, error);
    default:
        return settle(s, act, said, error);
    }
}

/* Of one line as it was written, sender and mail: the same a second time is a slip or a copy, whatever it would mean by now. */
static char *key_of(const OfficeSession *s, const Act *act)
{
    const OfficeLine *line = act->line;
    g_autofree char *reason = line->reason ? text_fold(line->reason) : NULL;
    g_autofree char *text =
        g_strdup_printf("%" G_GINT64_FORMAT "\n%s\n%d\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n%u\n%s",
                        s->reply.mail, s->row->from, (int)line->verb, act->held,
                        act->reference ? act->reference : "", line->words ? line->words : "",
                        line->to ? line->to : "", line->release, reason ? reason : "");
    return digest_of(text, strlen(text));
}

static gboolean keep_act(OfficeSession *s, const Act *act, char *key, GError **error)
{
    const OfficeAct kept = {.ledger = s->reply.ledger,
                            .n = s->acts + 1,
                            .key = key,
                            .held = act->held,
                            .reference = act->held ? NULL : act->reference,
                            .seq = act->seq};
    if (!store_office_act_add(s->work->store, &kept, error))
        return FALSE;
    s->acts++;
    return TRUE;
}

static gboolean done_before(const OfficeSession *s, Act *act, const char *key, GError **error)
{
    gint64 ledger = 0;
    if (!store_office_act_known(s->work->store, key, &ledger, error))
        return FALSE;
    if (ledger)
        refuse(act, "the same was done already, with your message %" G_GINT64_FORMAT, ledger);
    return TRUE;
}

static void touch(OfficeSession *s, const char *reference)
{
    if (text_empty(reference) ||
        g_ptr_array_find_with_equal_func(s->touched, reference, g_str_equal, NULL))
        return;
    g_ptr_array_add(s->touched, g_strdup(reference));
}

/* Where a message went that was linked or opened. */
static gboolean see_where(OfficeSession *s, const Act *act, GError **error)
{
    g_autoptr(HeldRow) held = act->held ? store_held(s->work->store, act->held, error) : NULL;
    if (act->held && !held)
        return FALSE;
    touch(s, held ? held->ruling.reference : act->reference);
    return TRUE;
}

static const char *words_done(OfficeVerb verb)
{
    static const char *const words[] = {
        [OFFICE_LINK] = "the message is in the case",
        [OFFICE_OPEN] = "the message has opened a case",
        [OFFICE_SET_ASIDE] = "the message is set aside",
        [OFFICE_NOTE] = "the note is in the record",
        [OFFICE_NOT_URGENT] = "the case is no longer treated as urgent",
        [OFFICE_ROUTE] = "the case is routed",
        [OFFICE_STAGE] = "the case has moved",
        [OFFICE_CLOSE] = "the case is closed",
        [OFFICE_REOPEN] = "the case is open again",
        [OFFICE_HOLD] = "nothing of the case may be erased from now on",
        [OFFICE_RELEASE] = "the hold is at an end",
    };
    return words[verb];
}

/* What office.h says of a refusal, as far as nobody's words are in it. */
static void take_refusal(const OfficeSession *s, Act *act, const GError *refused)
{
    g_autofree char *text = g_strdup(refused->message);
    char *cut = strstr(text, " would still be ");
    g_autoptr(Case) c =
        act->reference ? store_case_load(s->work->store, act->reference, NULL) : NULL;
    Day today = instant_day(s->now, s->work->rules->site.zone);
    g_autoptr(OutgoingGuard) guard = outgoing_guard_new(c, NULL, s->work->rules, today);
    const OutgoingMail mail = {
        .to = s->row->from, .subject = "", .body = text, .answer = TRUE, .submitter = s->row->from};
    g_autofree char *why = outgoing_guard_why(guard, &mail);
    if (refused->code != CASEGATE_ERROR_PERM || why)
        refuse(act, "it could not be done; please look at it at the desk");
    else if (cut)
        refuse(act, "the message would still wait: please look at it at the desk");
    else
        refuse(act, "%s", text);
}

/* FALSE: TEMP. */
static gboolean carry_out(OfficeSession *s, Act *act, GError **error)
{
    g_autofree char *said = NULL, *key = key_of(s, act);
    g_autoptr(GError) refused = NULL;
    if (!done_before(s, act, key, error))
        return FALSE;
    if (act->not_done)
        return TRUE;
    if (command(s, act, &said, &refused)) {
        act->done = act->release > 0 ? g_strdup_printf("legal hold %u is at an end", act->release)
                                     : g_strdup(words_done(act->line->verb));
        return keep_act(s, act, key, error) && see_where(s, act, error);
    }
    if (g_error_matches(refused, CASEGATE_ERROR, CASEGATE_ERROR_TEMP)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    take_refusal(s, act, refused);
    return TRUE;
}

/* ---- saying it ---- */

/* Begins with what no verb can follow: whoever answers sends it back. */
static void say(OfficeSession *s, const Act *act)
{
    const OfficeLine *line = act->line;
    g_autofree char *words = office_line_words(line);
    g_string_append_printf(s->said, "- %s%s", act->done ? OFFICE_LINE_DONE : OFFICE_LINE_NOT_DONE,
                           words);
    if (line->numbers->len > 1 && act->number)
        g_string_append_printf(s->said, ", number %u", act->number);
    if (act->what)
        g_string_append_printf(s->said, " (%s)", act->what);
    g_string_append_printf(s->said, ": %s.\n", act->done ? act->done : act->not_done);
    s->undone += act->done ? 0 : 1;
}

/* What is in doubt is answered with the line that would not be. */
static void refuse_doubtful(Act *act)
{
    const OfficeLine *line = act->line;
    gboolean target = line->numbers->len > 0 || line->reference;
    g_autofree char *likely = line->unsure && target ? office_line_likely(line) : NULL;
    if (likely)
        refuse(act, "%s; if it is to be done, send '%s'", line->trouble, likely);
    else
        refuse(act, "%s", line->trouble);
}

static gboolean do_one(OfficeSession *s, const OfficeLine *line, guint number, GError **error)
{
    g_auto(Act) act = {.line = line, .number = number};
    if (line->verb == OFFICE_NOTHING)
        refuse(&act, "no decision is recognised in it");
    else if (line->trouble)
        refuse_doubtful(&act);
    else
        resolve(s, &act);
    if (!act.reference && !act.held && line->reference)
        act.reference = g_strdup(line->reference);
    if (!act.not_done && act.held && !look_at_held(s, &act, error))
        return FALSE;
    if (!act.not_done && !act.held && !look_at_case(s, &act, error))
        return FALSE;
    if (!act.not_done && !carry_out(s, &act, error))
        return FALSE;
    say(s, &act);
    return TRUE;
}

gboolean office_act_line(OfficeSession *s, const OfficeLine *line, GError **error)
{
    if (line->trouble || line->numbers->len == 0)
        return do_one(s, line, 0, error);
    for (guint i = 0; i < line->numbers->len; i++)
        if (!do_one(s, line, g_array_index(line->numbers, guint, i), error))
            return FALSE;
    return TRUE;
}
