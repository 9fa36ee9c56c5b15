/* What the office finds in its mail when a working day begins, made by the first round of `work` from then on.
 *
 * An address has one a day: the row that says so is of the same transaction as the mail and what its numbers
 * mean, so that a crash leaves both or neither. A day that was given is not given again, whatever the
 * clock says later. The addresses are those of the posts that hold the roles that morning. */
#include "morning_digest.h"

#include "look_store.h"
#include "morning.h"
#include "office_items.h"
#include "office_line.h"
#include "printer.h"
#include "standing.h"
#include "text.h"

#define FIRST_LOOKS_BACK (24 * 60 * 60)

typedef struct {
    Store *store;
    const Ruleset *rules;
    Instant now;
    Day today;
    GPtrArray *cases, *held; /* NULL before the first that is due */
    guint mails;
} Digest;

char *morning_digest_usage(void)
{
    GString *lines = g_string_new(NULL);
    for (OfficeVerb verb = OFFICE_LINK; verb <= OFFICE_RELEASE; verb++)
        g_string_append_printf(lines, "%s%s", verb > OFFICE_LINK ? "\n" : "",
                               office_verb_usage(verb));
    return g_string_free(lines, FALSE);
}

/* ---- what there is ---- */

static gboolean gather(Digest *d, GError **error)
{
    if (d->cases)
        return TRUE;
    g_autoptr(GPtrArray) references = store_cases_open(d->store, error);
    d->held = references ? store_held_waiting(d->store, error) : NULL;
    d->cases = d->held ? look_cases(d->store, references, error) : NULL;
    if (!d->cases)
        return FALSE;
    g_ptr_array_sort(d->cases, standing_compare);
    g_ptr_array_sort(d->held, view_held_by_need);
    return TRUE;
}

/* ---- one mail ---- */

static gboolean queue(Digest *d, const Post *post, const char *text, gint64 *id_out, GError **error)
{
    const ReplyTemplate *reply = reply_templates_find(d->rules->replies, NULL, OFFICE_MAIL_DIGEST);
    g_autofree char *subject = NULL, *body = NULL, *usage = morning_digest_usage();
    g_autofree char *date = day_words(d->today);
    g_autoptr(TemplateValues) values = template_values_new(NULL, NULL);
    template_values_put(values, "date", date);
    template_values_put(values, "digest", text);
    template_values_put(values, "instead", usage);
    template_values_put(values, "signature", d->rules->site.name);
    reply_template_render(reply, values, &subject, &body);
    OutboxRow row = {.event_seq = d->today,
                     .kind = (char *)OFFICE_MAIL_DIGEST,
                     .template = (char *)OFFICE_MAIL_DIGEST,
                     .to = (char *)post->email,
                     .to_name = (char *)post->name,
                     .role = (char *)post->role,
                     .subject = subject,
                     .body = body,
                     .mailbox = d->rules->site.mailboxes[0],
                     .queued = d->now,
                     .at = d->now};
    gboolean added = store_outbox_add(d->store, &row, text_address_domain(row.mailbox), error);
    g_free(row.message_id);
    *id_out = row.id;
    return added;
}

static gboolean keep_numbers(Digest *d, gint64 mail, const GPtrArray *items, GError **error)
{
    for (guint i = 0; i < items->len; i++) {
        const MorningItem *item = g_ptr_array_index(items, i);
        const OfficeItem kept = {i + 1, item->held, item->reference};
        if (!store_office_item_add(d->store, mail, &kept, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_named_officer(const Ruleset *rules, const char *address)
{
    return g_strv_contains((const char *const *)rules->site.digest.named_officers, address);
}

static gboolean write_to(Digest *d, const Post *post, const char *address, Instant since,
                         GError **error)
{
    gint64 mail = 0;
    Instant from = since ? since : d->now - FIRST_LOOKS_BACK;
    g_autoptr(GPtrArray) failed = store_outbox_not_arrived(d->store, from, error);
    if (!failed || !gather(d, error))
        return FALSE;
    MorningFacts facts = {.rules = d->rules,
                          .now = d->now,
                          .since = from,
                          .cases = d->cases,
                          .held = d->held,
                          .failed = failed,
                          .named_officer = is_named_officer(d->rules, address)};
    ruleset_directory_counts(d->rules, d->today, &facts.vacant, &facts.unconfirmed);
    g_autoptr(Morning) morning = morning_write(&facts);
    if (!queue(d, post, morning->text, &mail, error) ||
        !keep_numbers(d, mail, morning->items, error) ||
        !store_digest_add(d->store, d->today, address, mail, d->now, error))
        return FALSE;
    d->mails++;
    return TRUE;
}

/* ---- to whom ---- */

typedef gboolean (*Visit)(Digest *d, const Post *post, const char *address, Instant since,
                          GError **error);

/* Each address once that has not had today's. */
static gboolean each_due(Digest *d, Visit visit, GError **error)
{
    const Site *site = &d->rules->site;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **role = site->digest.roles ? site->digest.roles : site->office_roles; *role;
         role++) {
        g_autoptr(GPtrArray) posts = directory_posts_of(d->rules->directory, NULL, *role, d->today);
        for (guint i = 0; i < posts->len; i++) {
            const Post *post = posts->pdata[i];
            char *address = text_address_fold(post->email);
            Day newest = DAY_UNKNOWN;
            Instant since = INSTANT_UNKNOWN;
            if (!address || !g_hash_table_add(seen, address))
                continue;
            if (!store_digest_newest(d->store, address, &newest, &since, error))
                return FALSE;
            if (newest < d->today && !visit(d, post, address, since, error))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean count_one(Digest *d, const Post *post, const char *address, Instant since,
                          GError **error)
{
    d->mails++;
    return TRUE;
}

static gboolean give(Digest *d, GError **error)
{
    if (!store_begin(d->store, error))
        return FALSE;
    if (each_due(d, write_to, error) && store_commit(d->store, error))
        return TRUE;
    store_rollback(d->store);
    return FALSE;
}

gboolean morning_digest(Store *store, const Ruleset *rules, Instant now, guint *mails,
                        GError **error)
{
    Digest d = {
        .store = store, .rules = rules, .now = now, .today = instant_day(now, rules->site.zone)};
    if (!rules->site.digest.on || !calendar_is_working(rules->calendar, d.today) ||
        instant_minute(now, rules->site.zone) < rules->site.digest.minute)
        return TRUE;
    if (!each_due(&d, count_one, error))
        return FALSE;
    if (d.mails == 0)
        return TRUE;
    d.mails = 0;
    gboolean given = give(&d, error);
    g_clear_pointer(&d.cases, g_ptr_array_unref);
    g_clear_pointer(&d.held, g_ptr_array_unref);
    *mails += given ? d.mails : 0;
    return given;
}
