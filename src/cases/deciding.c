/* The working state of one decision: events are folded into the case as they are said, mails and
 * traces collected. Owns nothing outside itself; a failure inside marks the whole decision as
 * failed. */
#include "deciding.h"
#include "error.h"
#include "outgoing.h"
#include "sender_proof.h"
#include "subject.h"
#include "text.h"
#include "text_format.h"
#include "whistle.h"
#include <string.h>

struct KeptMissing {
    char *reference;
    guint events;    /* so many had the case of that reference */
    GPtrArray *keys; /* NULL until it is worked out */
    gboolean provisional;
};

static void trace_free(gpointer data)
{
    RuleTrace *trace = data;
    g_free(trace->rule);
    g_free(trace->source);
    g_free(trace->why);
    g_free(trace);
}

static void problem_free(gpointer data)
{
    FieldProblem *problem = data;
    g_free(problem->key);
    g_free(problem->label);
    g_free(problem->text);
    g_free(problem->read);
    g_free(problem->part);
    g_free(problem->place);
    g_free(problem);
}

static void draft_free(gpointer data)
{
    MailDraft *draft = data;
    g_free(draft->to);
    g_free(draft->to_name);
    g_free(draft->role);
    g_free(draft->template);
    g_free(draft->subject);
    g_free(draft->body);
    g_free(draft->in_reply_to);
    g_free(draft->thread_index);
    g_free(draft->stopped);
    g_free(draft);
}

static void field_free(gpointer data)
{
    FieldRead *field = data;
    g_free(field->key);
    g_free(field->label);
    g_free(field->value);
    g_free(field->part);
    g_free(field->place);
    g_free(field);
}

static void undelivered_free(gpointer data)
{
    g_free(((Undelivered *)data)->why);
    g_free(data);
}

static void warning_free(gpointer data)
{
    g_free(((Warning *)data)->address);
    g_free(data);
}

static Decision *decision_new(void)
{
    Decision *d = g_new0(Decision, 1);
    d->disposition = "held";
    d->kind = "unrecognised";
    d->sender_level = "unknown";
    d->mails = g_ptr_array_new_with_free_func(draft_free);
    d->undelivered = g_ptr_array_new_with_free_func(undelivered_free);
    d->superseded = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    d->warnings = g_ptr_array_new_with_free_func(warning_free);
    d->traces = g_ptr_array_new_with_free_func(trace_free);
    d->problems = g_ptr_array_new_with_free_func(problem_free);
    d->missing = g_ptr_array_new_with_free_func(g_free);
    d->fields = g_ptr_array_new_with_free_func(field_free);
    return d;
}

void decision_free(Decision *d)
{
    if (d == NULL)
        return;
    g_free(d->reason);
    g_free(d->sender_email);
    g_free(d->sender_agency);
    g_free(d->sender_role);
    g_free(d->sender_why);
    g_free(d->policy);
    g_clear_pointer(&d->subject_case, case_free);
    g_clear_pointer(&d->held, held_row_free);
    g_ptr_array_unref(d->mails);
    g_ptr_array_unref(d->undelivered);
    g_ptr_array_unref(d->superseded);
    g_clear_pointer(&d->office_lines, g_ptr_array_unref);
    g_ptr_array_unref(d->warnings);
    g_ptr_array_unref(d->traces);
    g_ptr_array_unref(d->problems);
    g_ptr_array_unref(d->missing);
    g_ptr_array_unref(d->fields);
    g_clear_pointer(&d->office_numbers, g_array_unref);
    g_free(d);
}

static void mark(char **text)
{
    if (*text != NULL && g_str_has_prefix(*text, RESTRICTED_MARK))
        return;
    g_autofree char *before = *text;
    *text = g_strconcat(RESTRICTED_MARK, before, NULL);
}

void decision_restrict(Decision *d)
{
    mark(&d->reason);
    if (d->held != NULL)
        mark(&d->held->text);
}

void deciding_init(Deciding *x, const Ruleset *rules, Instant now)
{
    *x = (Deciding){.rules = rules, .now = now, .received = now};
    x->today = instant_day(now, rules->site.zone);
    x->decision = decision_new();
    x->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    x->told_words = g_string_new(NULL);
    x->lacking = g_new0(KeptMissing, 1);
}

static void lacking_free(KeptMissing *lacking)
{
    g_clear_pointer(&lacking->keys, g_ptr_array_unref);
    g_free(lacking->reference);
    g_free(lacking);
}

void deciding_clear(Deciding *x)
{
    g_clear_pointer(&x->reading, reading_free);
    g_clear_pointer(&x->sender, sender_free);
    g_clear_pointer(&x->actor, g_free);
    g_clear_pointer(&x->decision, decision_free);
    g_clear_pointer(&x->told, g_hash_table_unref);
    g_clear_pointer(&x->lacking, lacking_free);
    KeptText *const kept[] = {&x->missing, &x->detail};
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_clear_pointer(&kept[i]->text, g_free);
        g_clear_pointer(&kept[i]->reference, g_free);
    }
    g_clear_error(&x->error);
    if (x->told_words != NULL)
        g_string_free(g_steal_pointer(&x->told_words), TRUE);
}

Decision *deciding_finish(Deciding *x, GError **error)
{
    if (x->error == NULL)
        outgoing_check(x);
    g_autoptr(Decision) decision = g_steal_pointer(&x->decision);
    g_autoptr(GError) failure = g_steal_pointer(&x->error);
    if (failure == NULL && x->policy != NULL)
        decision->policy = g_strdup(x->policy->id);
    deciding_clear(x);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return g_steal_pointer(&decision);
}

/* The times of a case never go back, in whatever order its messages and the office's commands are worked. */
Event *deciding_event(Deciding *x, const char *kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = text_format_v(format, arguments);
    va_end(arguments);
    Instant at = deciding_acted(x), last = x->c != NULL ? x->c->last_event : at;
    return event_new_text(MAX(at, last), kind, x->actor, x->sha256, text);
}

/* The office's command goes into the record as it was given, with the first event it makes. */
static void keep_command(Deciding *x, Event *event)
{
    const char **words = x->command;
    if (words[0] == NULL)
        return;
    for (guint i = 1; i < DECIDING_COMMAND_WORDS; i++)
        if (words[i] == NULL)
            words[i] = "";
    event_change(event, "command", words[0], words[1], words[2], words[3], words[4], NULL);
    words[0] = NULL;
}

/* A case that runs goes on running: nothing is asked for anew, nor any longer. */
static gboolean runs_on(const Case *c, GStrv change)
{
    return text_is(change[0], "state") && case_runs(c) &&
           (text_is(change[1], case_state_name(CASE_OPEN)) ||
            text_is(change[1], case_state_name(CASE_PROVISIONAL)));
}

/* Will the case lack the same after it? So it does where the event only says something, or who was told: any other change may
 * answer a question or raise one. */
static gboolean lacks_the_same(const Case *c, const Event *event)
{
    for (guint i = 0; i < event->changes->len; i++) {
        GStrv change = g_ptr_array_index(event->changes, i);
        if (!text_is(change[0], "told") && !runs_on(c, change))
            return FALSE;
    }
    return TRUE;
}

static gboolean lacking_holds(const Deciding *x)
{
    const KeptMissing *lacking = x->lacking;
    return lacking != NULL && lacking->keys != NULL && x->c != NULL &&
           lacking->events == x->c->events->len &&
           g_strcmp0(lacking->reference, x->c->reference) == 0;
}

GPtrArray *deciding_missing(const Deciding *x, gboolean *provisional_out)
{
    KeptMissing *lacking = x->lacking;
    if (!lacking_holds(x)) {
        g_clear_pointer(&lacking->keys, g_ptr_array_unref);
        g_free(lacking->reference);
        lacking->keys = case_missing(x->c, x->rules, &lacking->provisional);
        lacking->reference = g_strdup(x->c->reference);
        lacking->events = x->c->events->len;
    }
    if (provisional_out != NULL)
        *provisional_out = lacking->provisional;
    return lacking->keys;
}

void deciding_add(Deciding *x, Event *event)
{
    keep_command(x, event);
    if (lacking_holds(x) && lacks_the_same(x->c, event))
        x->lacking->events++;
    if (x->error == NULL)
        (void)!case_apply(x->c, event, &x->error);
    else
        event_free(event);
}

gboolean deciding_unproven(const Deciding *x)
{
    return x->sender != NULL && !(x->sender->level == SENDER_VERIFIED_ROLE && x->sender->proven);
}

void deciding_say_ruling(Deciding *x)
{
    if (x->ruling == NULL)
        return;
    gboolean why = !text_empty(x->ruling->why);
    Event *event = deciding_event(x, "ruling", "The office %s%s%s%s",
                                  x->ruling->link != NULL ? "links a message that was held"
                                                          : "opens a case with a held message",
                                  deciding_unproven(x) ? " (sender not proven)" : "",
                                  why ? ": " : "", why ? x->ruling->why : "");
    (void)sender_proof_add(x, event, x->sha256);
    deciding_add(x, event);
}

gint deciding_warned(Deciding *x, const char *kind, const char *address, Instant within)
{
    return x->lookup->warnings_since(x->lookup->context, kind, address, x->now - within, &x->error);
}

void deciding_warn(Deciding *x, const char *kind, const char *address)
{
    Warning *warning = g_new0(Warning, 1);
    warning->kind = kind;
    warning->address = g_strdup(address);
    g_ptr_array_add(x->decision->warnings, warning);
}

void deciding_trace(Deciding *x, gboolean matched, const char *rule, const char *source,
                    const char *why, ...)
{
    if (x->brief)
        return;
    RuleTrace *trace = g_new0(RuleTrace, 1);
    va_list arguments;
    va_start(arguments, why);
    trace->why = text_format_v(why, arguments);
    va_end(arguments);
    trace->rule = g_strdup(rule);
    trace->source = g_strdup(source);
    trace->matched = matched;
    g_ptr_array_add(x->decision->traces, trace);
}

FieldProblem *deciding_problem(Deciding *x, const char *key, guint line, const char *text)
{
    const FormField *field = forms_field(x->rules->forms, key);
    FieldProblem *problem = g_new0(FieldProblem, 1);
    problem->key = g_strdup(key);
    problem->label = g_strdup(field != NULL ? field->label : key);
    problem->text = g_strdup(text);
    problem->line = line;
    g_ptr_array_add(x->decision->problems, problem);
    return problem;
}

void deciding_dispose(Deciding *x, const char *disposition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(x->decision->reason);
    x->decision->reason = text_format_v(format, arguments);
    va_end(arguments);
    x->decision->disposition = disposition;
}

/* Held for whatever reason: what speaks of whistleblowing, or goes on with it, is for the named officers. */
static char *held_text(Deciding *x, const char *text)
{
    gboolean marked = g_str_has_prefix(text, RESTRICTED_MARK) || whistle_why(x) == NULL;
    return g_strconcat(marked ? "" : RESTRICTED_MARK, text, NULL);
}

HeldRow *deciding_hold(Deciding *x, const char *code, const char *format, ...)
{
    HeldRow *held = held_row_new();
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = text_format_v(format, arguments);
    g_autofree char *text = held_text(x, said);
    va_end(arguments);
    g_free(held->sha256);
    held->sha256 = g_strdup(x->sha256);
    g_free(held->mailbox);
    held->mailbox = g_strdup(x->mailbox);
    held->received = x->received;
    g_free(held->from);
    held->from = g_strdup(x->sender != NULL ? x->sender->email : "");
    g_free(held->sender_level);
    held->sender_level = g_strdup(x->decision->sender_level);
    g_free(held->subject);
    g_autofree const char **prefixes = ruleset_prefixes(x->rules);
    held->subject = x->mail != NULL ? subject_clean(x->mail->subject, prefixes) : g_strdup("");
    g_free(held->kind);
    held->kind = g_strdup(x->decision->kind);
    g_free(held->reason);
    held->reason = g_strdup(code);
    g_free(held->text);
    held->text = g_strdup(text);
    held->urgent = x->decision->urgent;
    x->decision->disputes = x->reading != NULL && reading_says(x->reading, "unresolved");
    g_clear_pointer(&x->decision->held, held_row_free);
    x->decision->held = held;
    deciding_dispose(x, "held", "%s", text);
    return held;
}

void deciding_note(Deciding *x, const char *rule, const char *source, const char *text)
{
    deciding_trace(x, TRUE, rule, source, "%s", text);
    if (x->c != NULL && x->c->events->len > x->decision->first_new)
        deciding_add(x, deciding_event(x, "flagged", "%s", text));
}

void deciding_flag(Deciding *x, const char *rule, const char *source, const char *text)
{
    deciding_note(x, rule, source, text);
    if (x->decision->held == NULL)
        return;
    g_autofree char *before = x->decision->held->text;
    x->decision->held->text = g_strdup_printf("%s; %s", before, text);
}

const char *agency_name(const Ruleset *rules, const char *id)
{
    if (id == NULL || *id == '\0')
        return "an agency not yet known";
    const Agency *agency = directory_agency(rules->directory, id);
    return agency != NULL ? agency->name : id;
}

char *role_words(const char *role)
{
    char *words = g_strdup(role != NULL ? role : "");
    for (char *p = words; (p = strchr(p, '_')) != NULL; p++)
        *p = ' ';
    return words;
}

const char *decimal(guint n)
{
    static const char *known[64]; /* of the small ones, which nearly all are */
    if (n < G_N_ELEMENTS(known) && known[n] != NULL)
        return known[n];
    char text[16];
    g_snprintf(text, sizeof text, "%u", n);
    const char *interned = g_intern_string(text);
    if (n < G_N_ELEMENTS(known))
        known[n] = interned;
    return interned;
}
