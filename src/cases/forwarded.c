/* Proposals out of a forwarded chain: the originator is whoever wrote the form inside it, earlier
 * answers of the other agency are discussions of the stage whose band their writers have. A quoted
 * 'happy to close' stays history. Corrections are added beside what was first understood. */
#include "forwarded.h"
#include "moving.h"
#include "reading_value.h"
#include "text.h"
#include <string.h>

const MailForwarded *forwarded_form(const Deciding *x)
{
    guint best = 0;
    const MailForwarded *found = NULL;
    for (guint i = 0; i < x->mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(x->mail->forwarded, MailForwarded, i);
        guint n = 0;
        for (guint j = 0; j < x->mail->fields->len; j++)
            n += g_str_equal(g_array_index(x->mail->fields, MailField, j).part, inner->part);
        if (n > best) {
            best = n;
            found = inner;
        }
    }
    return found;
}

static guint writer_band(const Deciding *x, const MailForwarded *inner)
{
    guint band = 0;
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, inner->from, x->today);
    g_autoptr(GPtrArray) named =
        posts->len == 0 && *inner->from_name != '\0'
            ? directory_posts_by_name(x->rules->directory, NULL, inner->from_name, x->today)
            : g_ptr_array_new();
    for (guint i = 0; i < posts->len; i++)
        band = MAX(band, ((const Post *)g_ptr_array_index(posts, i))->band);
    for (guint i = 0; i < named->len; i++)
        band = MAX(band, ((const Post *)g_ptr_array_index(named, i))->band);
    return band > 0 ? band : 1;
}

static const PolicyStage *stage_of_band(const Policy *policy, guint band)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        if (stage->band == band)
            return stage;
    }
    return NULL;
}

static Day inner_day(const Deciding *x, const MailForwarded *inner)
{
    if (inner->date != INSTANT_UNKNOWN)
        return instant_day(inner->date, x->rules->site.zone);
    return day_read(inner->date_text, x->today, FALSE, NULL, NULL);
}

/* First and last day of the exchange at a stage, and who wrote. */
typedef struct {
    Day first, last;
    GString *who;
} Exchange;

static void exchange_add(const Deciding *x, Exchange *exchange, const MailForwarded *inner)
{
    Day day = inner_day(x, inner);
    if (day != DAY_UNKNOWN && (exchange->first == DAY_UNKNOWN || day < exchange->first))
        exchange->first = day;
    if (day > exchange->last)
        exchange->last = day;
    if (strstr(exchange->who->str, inner->from_name) == NULL)
        g_string_append_printf(exchange->who, "%s%s", exchange->who->len > 0 ? ", " : "",
                               inner->from_name);
}

/* What the chain shows of one stage: messages by people of its band, at least one of them of the
 * other side. */
static gboolean exchange_of(const Deciding *x, const PolicyStage *stage, Exchange *exchange)
{
    gboolean other_side = FALSE;
    for (guint i = 0; i < x->mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(x->mail->forwarded, MailForwarded, i);
        if (stage_of_band(x->policy, writer_band(x, inner)) != stage)
            continue;
        exchange_add(x, exchange, inner);
        const Agency *agency = directory_agency_of_domain(x->rules->directory, inner->from);
        other_side |= agency == NULL || g_strcmp0(agency->id, x->c->raising) != 0;
    }
    return other_side && exchange->last != DAY_UNKNOWN;
}

static char *exchange_words(const Exchange *exchange)
{
    g_autofree char *from = day_words_short(exchange->first);
    g_autofree char *to = day_words_short(exchange->last);
    return exchange->first == exchange->last
               ? g_strdup_printf("from forwarded messages, %s", to)
               : g_strdup_printf("from forwarded messages, %s to %s", from, to);
}

static void propose(Event *event, const PolicyStage *stage, const Exchange *exchange)
{
    g_autofree char *outcome = exchange_words(exchange);
    g_autofree char *iso = day_iso(exchange->first);
    g_autofree char *text = g_strdup_printf("%s; %s: %s", event->text, stage->name, outcome);
    event_change(event, "discussion", iso, stage->id, "e-mail", exchange->who->str, outcome, "yes",
                 NULL);
    g_free(event->text);
    event->text = g_steal_pointer(&text);
}

void forwarded_propose(Deciding *x)
{
    const MailForwarded *inner = forwarded_form(x);
    Day day = inner != NULL ? inner_day(x, inner) : DAY_UNKNOWN;
    g_autofree char *dated = day != DAY_UNKNOWN ? day_words(day) : g_strdup("no date");
    Event *event = deciding_event(
        x, "proposed", "To be confirmed by the forwarder: fields from forwarded text dated %s",
        dated);
    for (guint i = 0; i < x->policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(x->policy->stages, i);
        g_autoptr(GString) who = g_string_new(NULL);
        Exchange exchange = {DAY_UNKNOWN, DAY_UNKNOWN, who};
        if (exchange_of(x, stage, &exchange))
            propose(event, stage, &exchange);
    }
    deciding_add(x, event);
}

void forwarded_date(Deciding *x, Event *event)
{
    const MailForwarded *inner = forwarded_form(x);
    Day day = inner != NULL ? inner_day(x, inner) : DAY_UNKNOWN;
    if (day == DAY_UNKNOWN || reading_value(x->reading, "disagreement_date") != NULL)
        return;
    g_autofree char *iso = day_iso(day);
    event_change(event, "fact", "disagreement_date", "0", iso, "", inner->part, "0", "yes", NULL);
}

char *forwarded_questions(const Deciding *x)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    if (x->c->originator.name != NULL && *x->c->originator.name != '\0')
        g_string_append_printf(lines, "- %s raised it first\n",
                               *x->c->originator.role != '\0' ? x->c->originator.role
                                                              : "the writer of the form inside");
    for (guint i = 0; i < x->c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(x->c->discussions, i);
        const PolicyStage *stage = policy_stage(x->policy, row->stage);
        if (row->proposed && stage != NULL)
            g_string_append_printf(lines, "- %s was discussed: %s\n", stage->name, row->outcome);
    }
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    if (stage != NULL)
        g_string_append_printf(lines, "- it is now to go to %s", stage->name);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

/* "S2 was by phone on 13th": a stage, and how or when. */
static guint correct_discussions(Deciding *x, Event *event)
{
    guint corrected = 0;
    g_auto(GStrv) clauses = g_strsplit_set(x->reading->words, ".;,\n", -1);
    for (guint i = 0; clauses[i] != NULL; i++) {
        gboolean claimed = FALSE;
        const PolicyStage *stage = policy_stage_named(x->policy, clauses[i], &claimed);
        Day day = day_read(clauses[i], x->today, FALSE, NULL, NULL);
        const char *how = words_how(clauses[i]);
        if (stage == NULL || (day == DAY_UNKNOWN && how == NULL))
            continue;
        g_autofree char *iso = day != DAY_UNKNOWN ? day_iso(day) : g_strdup("");
        g_autofree char *outcome = text_line(clauses[i], 200);
        event_change(event, "discussion-replace", stage->id, iso, how != NULL ? how : "",
                     x->sender->name, outcome, NULL);
        corrected++;
    }
    return corrected;
}

gboolean forwarded_confirm(Deciding *x)
{
    if (x->c->waiting_confirmation == NULL ||
        g_strcmp0(x->c->waiting_confirmation, x->sender->email) != 0 ||
        !reading_says(x->reading, "yes") || reading_says(x->reading, "no"))
        return FALSE;
    Event *event =
        deciding_event(x, "confirmed", "The forwarder confirmed what was taken from the chain");
    event_change(event, "fact-confirmed", NULL);
    guint corrected = correct_discussions(x, event);
    event_change(event, "discussions-confirm", NULL);
    event_change(event, "confirm-from", "", NULL);
    if (corrected > 0) {
        g_free(event->text);
        event->text = g_strdup_printf("The forwarder confirmed what was taken from the chain, with "
                                      "%u %s; the first version stays on "
                                      "record",
                                      corrected, corrected == 1 ? "correction" : "corrections");
    }
    deciding_add(x, event);
    x->moved = TRUE;
    return TRUE;
}
