/* morning: what the office reads when the day begins.
 *
 * Opens with what is urgent, says nothing twice in full, and says that nothing needs anybody when that is
 * so. A line is put together from references, agencies, roles, stages and dates alone, never from what
 * somebody wrote; it is looked at once more for what a case keeps secret, and gives way to the bare
 * reference if that is in it. That a child is safe is never said. */
#include "morning.h"

#include <string.h>

#include "danger.h"
#include "outgoing_secrets.h"
#include "queue_ask.h"
#include "standing.h"
#include "text.h"

#define SUGGESTIONS_SHOWN 3u

typedef struct {
    const MorningFacts *facts;
    Morning *morning;
    GString *text;
    GHashTable *numbers; /* reference, or "held N" → number */
    Day today;
} Writing;

static void item_free(gpointer data)
{
    g_free(((MorningItem *)data)->reference);
    g_free(data);
}

void morning_free(Morning *morning)
{
    if (morning == NULL)
        return;
    g_free(morning->text);
    g_ptr_array_unref(morning->items);
    g_free(morning);
}

static char *plain(const char *code)
{
    return g_strdelimit(g_strdup(code != NULL ? code : ""), "_-", ' ');
}

/* ---- a case in one line ---- */

static void add_part(GString *line, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_part(GString *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(line, " · ");
    g_string_append_vprintf(line, format, arguments);
    va_end(arguments);
}

static void add_stage(GString *line, const Case *c, const Policy *policy)
{
    const char *id = c->stage != NULL ? c->stage : c->stage_claimed;
    const PolicyStage *stage = policy != NULL && id != NULL ? policy_stage(policy, id) : NULL;
    const char *name = stage != NULL ? stage->name : id;
    const PolicyTier *tier =
        stage != NULL && c->tier > 0 ? policy_stage_tier(stage, c->tier) : NULL;
    if (name == NULL)
        add_part(line, "no stage yet");
    else if (c->stage == NULL)
        add_part(line, "%s claimed, not accepted", name);
    else if (tier != NULL && tier->label != NULL)
        add_part(line, "%s, %s", name, tier->label);
    else
        add_part(line, "%s", name);
    if (c->state != CASE_OPEN)
        add_part(line, "%s", case_state_name(c->state));
}

static void add_waiting(GString *line, const Case *c, const Ruleset *rules, Instant now)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, rules, now);
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingFor *one = g_ptr_array_index(waiting, i);
        g_autofree char *role = plain(text_empty(one->role) ? one->what : one->role);
        text_append(words, i > 0 ? "; " : "", role, one->agency != NULL ? ", " : "",
                    one->agency != NULL ? one->agency : "", NULL);
    }
    add_part(line, "%s%s", words->len > 0 ? "waiting for " : "waits for nobody", words->str);
}

static void add_next(GString *line, const Case *c, const Ruleset *rules)
{
    const CaseDate *next = standing_next_date(c);
    if (next == NULL) {
        add_part(line, "no date");
        return;
    }
    g_autofree char *kind = plain(next->kind);
    g_autofree char *due = next->due_instant ? instant_short(next->due, rules->site.zone)
                                             : day_words_short(next->due_day);
    add_part(line, "next %s (%s)", due, kind);
}

char *morning_case_line(const Case *c, const Ruleset *rules, Instant now)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    g_autoptr(GString) line = g_string_new(c->reference);
    guint days = standing_stage_days(c, rules->calendar, now, rules->site.zone);
    add_stage(line, c, policy);
    add_part(line, "%s → %s", text_empty(c->raising) ? "?" : c->raising,
             text_empty(c->challenged) ? "?" : c->challenged);
    if (c->harm_unanswered)
        add_part(line, "%s not answered", danger_open_words(c, rules, NULL));
    add_waiting(line, c, rules, now);
    add_part(line, "%u working %s", days, days == 1 ? "day" : "days");
    add_next(line, c, rules);
    g_autoptr(OutgoingSecrets) secrets = outgoing_secrets_new(c, NULL, rules);
    if (outgoing_secrets_in(secrets, line->str, FALSE) == NULL)
        return g_string_free(g_steal_pointer(&line), FALSE);
    return g_strdup_printf("%s · see casegate show", c->reference);
}

/* ---- a message in one line ---- */

/* By what the directory says of the address, never the address itself. */
static void add_sender(GString *line, const HeldRow *held, const Ruleset *rules)
{
    Day day = instant_day(held->received, rules->site.zone);
    g_autoptr(GPtrArray) posts = directory_posts_by_email(rules->directory, held->from, day);
    const Post *post = posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
    const Agency *agency = post != NULL ? directory_agency(rules->directory, post->agency)
                                        : directory_agency_of_domain(rules->directory, held->from);
    g_autofree char *role = plain(post != NULL ? post->role : "");
    gboolean doubtful =
        g_str_equal(held->sender_level, "failed") || g_str_equal(held->sender_level, "unknown");
    add_part(line, "%s%s%s%s", doubtful && agency != NULL ? "says it is from " : "from ",
             agency != NULL ? agency->id : "somebody in no directory", *role != '\0' ? ", " : "",
             role);
}

/* "perhaps HAV-26-0042-B · say behind the colon which it is: resolved, or not resolved". Readings with a colon of their own name
 * people or a child's status: the desk has them. */
static void add_suggestions(GString *line, const HeldRow *held)
{
    g_autoptr(GPtrArray) seen = g_ptr_array_new();
    g_autoptr(GString) readings = g_string_new(NULL);
    for (guint i = 0; i < held->suggestions->len; i++) {
        const Suggestion *one = g_ptr_array_index(held->suggestions, i);
        if (one->reading != NULL && strchr(one->reading, ':') == NULL)
            g_string_append_printf(readings, "%s%s", readings->len > 0 ? ", or " : "",
                                   one->reading);
        if (seen->len == SUGGESTIONS_SHOWN ||
            g_ptr_array_find_with_equal_func(seen, one->reference, g_str_equal, NULL))
            continue;
        g_string_append_printf(line, "%s%s", seen->len == 0 ? " · perhaps " : ", ", one->reference);
        g_ptr_array_add(seen, one->reference);
    }
    if (readings->len > 0)
        add_part(line, "say behind the colon which it is: %s", readings->str);
}

/* "message of Wed 4 Mar 10:14 · from csc, team manager · which case? · perhaps HAV-26-0042-B"; newly allocated. */
static char *held_line(const HeldRow *held, const Ruleset *rules)
{
    GString *line = g_string_new("message of ");
    g_autofree char *at = instant_short(held->received, rules->site.zone);
    g_autofree char *reason = plain(held->reason);
    g_string_append(line, at);
    if (held_row_restricted(held)) {
        add_part(line, "restricted, for the named officers");
        return g_string_free(line, FALSE);
    }
    add_sender(line, held, rules);
    add_part(line, "%s", reason);
    add_suggestions(line, held);
    return g_string_free(line, FALSE);
}

/* ---- numbers ---- */

static guint number_of(Writing *w, const char *key, gint64 held, const char *reference,
                       gboolean *again_out)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(w->numbers, key));
    *again_out = number > 0;
    if (number > 0)
        return number;
    MorningItem *item = g_new0(MorningItem, 1);
    item->held = held;
    item->reference = g_strdup(reference);
    g_ptr_array_add(w->morning->items, item);
    g_hash_table_insert(w->numbers, g_strdup(key), GUINT_TO_POINTER(w->morning->items->len));
    return w->morning->items->len;
}

static void write_case(Writing *w, const Case *c)
{
    gboolean again = FALSE;
    guint number = number_of(w, c->reference, 0, c->reference, &again);
    g_autofree char *line = again ? g_strdup_printf("%s (above)", c->reference)
                                  : morning_case_line(c, w->facts->rules, w->facts->now);
    g_string_append_printf(w->text, "%u. %s\n", number, line);
}

static void write_held(Writing *w, const HeldRow *held)
{
    g_autofree char *key = g_strdup_printf("held %" G_GINT64_FORMAT, held->id);
    g_autofree char *line = held_line(held, w->facts->rules);
    gboolean again = FALSE;
    if (held_row_restricted(held) && !w->facts->named_officer) {
        g_string_append_printf(w->text, "- %s\n", line);
        return;
    }
    guint number = number_of(w, key, held->id, NULL, &again);
    if (again)
        g_string_append_printf(w->text, "%u. the message (above)\n", number);
    else
        g_string_append_printf(w->text, "%u. %s\n", number, line);
}

/* ---- which case belongs where ---- */

typedef gboolean (*Belongs)(const Writing *w, const Case *c);

static gboolean is_urgent(const Writing *w, const Case *c)
{
    return c->urgent || c->harm_unanswered;
}

static gboolean is_new(const Writing *w, const Case *c)
{
    return MAX(c->opened, c->began) > w->facts->since;
}

static gboolean waits_for_office(const Writing *w, const Case *c)
{
    if (c->routing_held != SIDE_NONE || c->stage == NULL)
        return TRUE;
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, w->facts->rules, w->facts->now);
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingFor *one = g_ptr_array_index(waiting, i);
        if (g_strcmp0(one->role, "office") == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_due_today(const Writing *w, const Case *c)
{
    return queue_ask_falls(c, w->facts->rules, w->today, w->today);
}

static gboolean is_late(const Writing *w, const Case *c)
{
    return standing_overdue(c, w->facts->now);
}

/* Only where no date speaks for it, and the site asks at all. */
static gboolean is_quiet(const Writing *w, const Case *c)
{
    const Ruleset *rules = w->facts->rules;
    return rules->site.quiet_days > 0 && standing_next_date(c) == NULL &&
           standing_quiet_days(c, rules->calendar, w->facts->now, rules->site.zone) >=
               rules->site.quiet_days;
}

static gboolean awaits_confirmation(const Writing *w, const Case *c)
{
    return c->state == CASE_CLOSING || c->waiting_confirmation != NULL;
}

static gboolean owes_notice(const Writing *w, const Case *c)
{
    g_autoptr(GPtrArray) notices = queue_ask_notices(c, w->facts->rules);
    return notices->len > 0;
}

/* ---- parts of the mail ---- */

static guint write_cases(Writing *w, const char *heading, Belongs belongs)
{
    guint found = 0;
    for (guint i = 0; i < w->facts->cases->len; i++) {
        const Case *c = g_ptr_array_index(w->facts->cases, i);
        if (!belongs(w, c))
            continue;
        if (found++ == 0 && heading != NULL)
            g_string_append_printf(w->text, "\n%s\n", heading);
        write_case(w, c);
    }
    return found;
}

static guint write_messages(Writing *w, const char *heading, gboolean urgent)
{
    guint found = 0;
    for (guint i = 0; i < w->facts->held->len; i++) {
        const HeldRow *held = g_ptr_array_index(w->facts->held, i);
        if (held->urgent != urgent)
            continue;
        if (found++ == 0 && heading != NULL)
            g_string_append_printf(w->text, "\n%s\n", heading);
        write_held(w, held);
    }
    return found;
}

static guint write_urgent(Writing *w)
{
    gsize begin = w->text->len;
    g_string_append(w->text, "Anything urgent? Yes:\n");
    guint found = write_messages(w, NULL, TRUE) + write_cases(w, NULL, is_urgent);
    if (found > 0)
        return found;
    g_string_truncate(w->text, begin);
    g_string_append(w->text, "Anything urgent? Nothing is marked as urgent.\n");
    return 0;
}

static guint write_needs(Writing *w)
{
    guint messages = write_messages(w, "Needs you", FALSE);
    return messages + write_cases(w, messages > 0 ? NULL : "Needs you", waits_for_office);
}

static guint write_failed(Writing *w)
{
    const GPtrArray *failed = w->facts->failed;
    for (guint i = 0; i < failed->len; i++) {
        const OutboxRow *row = g_ptr_array_index(failed, i);
        g_autofree char *kind = plain(row->template);
        g_autofree char *role = plain(row->role);
        g_autofree char *at = instant_short(row->at, w->facts->rules->site.zone);
        if (i == 0)
            g_string_append(w->text, "\nDid not arrive\n");
        if (row->restricted) {
            g_string_append_printf(w->text, "- restricted, for the named officers · %s\n", at);
            continue;
        }
        g_string_append_printf(w->text, "- %s · %s to %s · %s\n",
                               text_empty(row->reference) ? "of no case" : row->reference, kind,
                               *role != '\0' ? role : "the sender of a message", at);
    }
    return failed->len;
}

static void write_directory(Writing *w)
{
    const MorningFacts *facts = w->facts;
    const Policy *policy = ruleset_policy_in_force(facts->rules, w->today);
    gboolean past = policy != NULL && policy_past_review(policy, w->today);
    if (facts->vacant + facts->unconfirmed == 0 && !past)
        return;
    g_string_append(w->text, "\nPosts and policy\n");
    if (facts->vacant > 0)
        g_string_append_printf(w->text, "- vacant posts: %u (casegate check)\n", facts->vacant);
    if (facts->unconfirmed > 0)
        g_string_append_printf(w->text, "- entries to be confirmed again: %u (casegate check)\n",
                               facts->unconfirmed);
    if (past)
        g_string_append_printf(w->text, "- policy past its review: %s, due %s\n", policy->id,
                               policy->review_due);
}

static void write_all(Writing *w)
{
    g_autofree char *since = w->facts->since != INSTANT_UNKNOWN
                                 ? instant_short(w->facts->since, w->facts->rules->site.zone)
                                 : NULL;
    g_autofree char *new_heading =
        since != NULL ? g_strdup_printf("New since %s", since) : g_strdup("New");
    guint needs = write_urgent(w);
    gsize quiet_day = w->text->len;
    guint fresh = write_cases(w, new_heading, is_new);
    needs += write_needs(w);
    needs += write_cases(w, "Dates today", is_due_today);
    needs += write_cases(w, "Late", is_late);
    needs += write_cases(w, "Quiet", is_quiet);
    needs += write_cases(w, "Settled, with something still to be confirmed or recorded",
                         awaits_confirmation);
    needs += write_cases(w, "Notices because of a child's status, still owed", owes_notice);
    needs += write_failed(w);
    w->morning->needs = needs > 0;
    if (needs == 0)
        g_string_insert(w->text, (gssize)quiet_day, "\nNothing needs you.\n");
    write_directory(w);
    g_string_append_printf(w->text, "\n%u %s in progress, %u new; %u %s for a person.\n",
                           w->facts->cases->len, w->facts->cases->len == 1 ? "case" : "cases",
                           fresh, w->facts->held->len,
                           w->facts->held->len == 1 ? "message waits" : "messages wait");
}

Morning *morning_write(const MorningFacts *facts)
{
    Morning *morning = g_new0(Morning, 1);
    morning->items = g_ptr_array_new_with_free_func(item_free);
    Writing w = {.facts = facts, .morning = morning, .text = g_string_new(NULL)};
    w.numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    w.today = instant_day(facts->now, facts->rules->site.zone);
    write_all(&w);
    g_hash_table_unref(w.numbers);
    g_string_truncate(w.text, w.text->len - 1);
    morning->text = g_string_free(w.text, FALSE);
    return morning;
}
