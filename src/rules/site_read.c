/* site_read: routing/site.yaml, what one partnership has decided for itself.
 *
 * Promises that what the policies leave open is never decided here: a setting that is not made is
 * listed with what then happens, and `casegate check` shows the list. Keys:
 *
 *   partnership          the name mails are signed with
 *   demonstration        yes: writes to .example, .test, .invalid and example.org only
 *   mailboxes            our addresses; we write from the first
 *   sources              what 'collect' reads; an element's keys stand at the head of site_source.c
 *   transport            how mail leaves; its keys stand at the head of site_transport.c
 *   office_roles         roles of people.csv that get alarms
 *   time_zone            Europe/London when not said
 *   policies             list of {id, from, until}: which is in force when
 *   working_day_ends     "17:00": same-day and guide dates fall due then
 *   working_day_begins   "08:00": before it nobody is at the office to see an urgent message
 *   week                 5-working-days | same-weekday: what 'one working week' is
 *   clock_start          disagreement | received: what a clock that the policy counts from the
 *                        disagreement runs from
 *   representation_days  working days that the parties have for their representations
 *   chair_substitute     role of the partnership that sits where the Chair's own agency is a party
 *   sender_proof         what proves who sent a message; its keys stand at the head of site_proof.c
 *   trusted_authserv     its old name, for one rfc8601 server
 *   free_mail            domains where anybody may have an address
 *   emergency_duty       whom to ring out of hours
 *   duty_roles           roles of people.csv alarmed besides the office: immediate risk of harm
 *   top_decides          role whose word ends a case where the policy names several who could
 *   iro_notice           gateway | agency: who sends the notices about a child's status
 *   named_officers       logins that may see restricted messages ('messages --restricted')
 *   record_heads         mail, or a folder: where the record's head goes once a working day
 *   digest               whether, when and to whom a mail goes every working morning; its keys, and
 *   named_officer_addresses  stand at the head of site_digest.c
 *   retention            how long what is kept; its keys stand at the head of site_retention.c
 *   desk                 the office's pages; its keys stand at the head of site_desk.c
 *   panel_size           at-least | exactly the number the policy names
 *   confirmed_months     an entry of people.csv is to be looked at again after so many months
 *   infant_under         years
 *   quiet_days           'queue --quiet' without a number
 *   answers              {per_address, per_case}: most answers a day
 *   message_limit_mib    larger messages are kept but held unread
 *   alarms               {no_poll_minutes, mail_waits_minutes, disk_free_mib}: beyond these the
 *                        office is told that the gateway itself is in trouble */
#include "site_read.h"
#include "map_list.h"
#include "text.h"
#include <string.h>

#define ZONE_DEFAULT "Europe/London"
#define DAY_ENDS_DEFAULT (23 * 60 + 59)
#define DAY_NEVER_BEGINS (24 * 60)
#define QUIET_DAYS_DEFAULT 5
#define ANSWERS_PER_ADDRESS 10
#define ANSWERS_PER_CASE 3
#define MESSAGE_LIMIT_MIB 60
#define ALARM_MINUTES 60
#define ALARM_MINUTES_MOST (7 * 24 * 60)
#define DISK_FREE_MIB 500
#define DISK_FREE_MOST (1 << 20)
#define ANSWERS_MOST 1000
#define MONTHS_MOST 60
#define AGE_MOST 18
#define QUIET_DAYS_MOST 365
#define REPRESENTATION_DAYS_MOST 60

typedef struct {
    Site *site;
    const YamlNode *root;
    const char *folder; /* the site's */
    GStrvBuilder *unset;
    Diagnostics *diagnostics;
} SiteReading;

void site_clear(Site *site)
{
    g_strfreev(site->mailboxes);
    g_strfreev(site->office_roles);
    g_strfreev(site->duty_roles);
    g_strfreev(site->named_officers);
    g_strfreev(site->free_mail);
    g_strfreev(site->unset);
    g_clear_pointer(&site->sources, g_ptr_array_unref);
    site_transport_clear(&site->transport);
    site_proof_clear(&site->proof);
    site_desk_clear(&site->desk);
    site_digest_clear(&site->digest);
    g_clear_pointer(&site->in_force, g_ptr_array_unref);
    g_clear_pointer(&site->zone, g_time_zone_unref);
    g_clear_pointer(&site->strings, g_string_chunk_free);
}

static const char *keep(SiteReading *reading, const char *text)
{
    return text ? g_string_chunk_insert_const(reading->site->strings, text) : NULL;
}

/* A setting that may be left open, for which the policies give no answer. */
static gboolean is_made(SiteReading *reading, const char *key, const char *otherwise)
{
    const YamlNode *node = yaml_get(reading->root, key);
    if (node && (yaml_kind(node) != YAML_SCALAR || yaml_text(node)))
        return TRUE;
    g_autofree char *line = g_strdup_printf("%s: %s", key, otherwise);
    g_strv_builder_add(reading->unset, line);
    return FALSE;
}

/* A demonstration must not reach anybody; a real site cannot be reached under a reserved name. */
static void check_domain(SiteReading *reading, const YamlNode *node, const char *mailbox)
{
    gboolean reserved = ruleset_domain_is_reserved(text_address_domain(mailbox));
    if (reading->site->demonstration && !reserved)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "mailbox '%s' in a demonstration; use an address under .example, .test, "
                          ".invalid or example.org",
                          mailbox);
    else if (!reading->site->demonstration && reserved)
        diagnostics_warning(reading->diagnostics, yaml_place(node),
                            "mailbox '%s' receives no mail in the real world; write the true one",
                            mailbox);
}

static void read_addresses(SiteReading *reading)
{
    GStrv mailboxes = yaml_read_words(reading->root, "mailboxes", reading->diagnostics);
    const YamlNode *node = yaml_get(reading->root, "mailboxes");
    for (guint i = 0; mailboxes[i]; i++) {
        char *folded = text_address_fold(mailboxes[i]);
        if (!folded) {
            diagnostics_error(reading->diagnostics, yaml_place(node),
                              "'%s' is no e-mail address; write the mailbox's own", mailboxes[i]);
            continue;
        }
        g_free(mailboxes[i]);
        mailboxes[i] = folded;
        check_domain(reading, node, folded);
    }
    if (!mailboxes[0])
        diagnostics_error(reading->diagnostics, yaml_place(node ? node : reading->root),
                          "'mailboxes' is missing; write the address that mail comes to");
    reading->site->mailboxes = mailboxes;
}

static Day read_day(SiteReading *reading, const YamlNode *node, const char *key)
{
    const char *text = yaml_read_text(node, key, NULL, reading->diagnostics);
    Day day = text ? day_from_iso(text) : DAY_UNKNOWN;
    if (text && day == DAY_UNKNOWN)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(node, key)),
                          "'%s' is no date: '%s'; write it as 2026-03-09", key, text);
    return day;
}

static void read_in_force(SiteReading *reading, const YamlNode *node)
{
    static const char *const known[] = {"id", "from", "until", NULL};
    PolicyInForce *policy = g_new0(PolicyInForce, 1);
    yaml_refuse_unknown(node, known, reading->diagnostics);
    policy->place = yaml_place(node);
    policy->policy = keep(reading, yaml_read_text_required(node, "id", reading->diagnostics));
    (void)yaml_read_text_required(node, "from", reading->diagnostics);
    policy->from = read_day(reading, node, "from");
    policy->until = read_day(reading, node, "until");
    if (policy->until != DAY_UNKNOWN && policy->until < policy->from)
        diagnostics_error(reading->diagnostics, policy->place, "'until' is before 'from'");
    g_ptr_array_add(reading->site->in_force, policy);
}

static void read_lists(SiteReading *reading)
{
    Site *site = reading->site;
    const YamlNode *list;
    guint count = map_list(reading->root, "sources", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(site->sources,
                        site_source_read(yaml_item(list, i), (const char *const *)site->mailboxes,
                                         site->strings, reading->diagnostics));
    count = map_list(reading->root, "policies", &list, reading->diagnostics);
    for (guint i = 0; i < count; i++)
        read_in_force(reading, yaml_item(list, i));
    if (count == 0)
        diagnostics_error(
            reading->diagnostics, yaml_place(list ? list : reading->root),
            "no policy is in force; add 'policies' with an id and the day from which");
    site->office_roles = yaml_read_words(reading->root, "office_roles", reading->diagnostics);
    if (!site->office_roles[0])
        diagnostics_error(reading->diagnostics, yaml_place(reading->root),
                          "'office_roles' is missing; say which roles of people.csv get alarms");
}

static void read_zone(SiteReading *reading)
{
    Site *site = reading->site;
    const char *name =
        yaml_read_text(reading->root, "time_zone", ZONE_DEFAULT, reading->diagnostics);
    site->zone_name = keep(reading, name);
    site->zone = g_time_zone_new_identifier(name);
    if (site->zone)
        return;
    site->zone = g_time_zone_new_utc();
    diagnostics_error(reading->diagnostics, yaml_place(yaml_get(reading->root, "time_zone")),
                      "'%s' is no time zone of this machine; write " ZONE_DEFAULT, name);
}

/* A time of day; `open` where the office has not said one, with what then happens. */
static int read_minute(SiteReading *reading, const char *key, int open, const char *then)
{
    if (!is_made(reading, key, then))
        return open;
    const char *text = yaml_read_text(reading->root, key, "", reading->diagnostics);
    int minute = time_read(text);
    if (minute < 0)
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(reading->root, key)),
                          "'%s' is no time of day; write it as \"17:00\"", text);
    return minute;
}

static void read_working_day(SiteReading *reading)
{
    reading->site->day_ends = read_minute(reading, "working_day_ends", DAY_ENDS_DEFAULT,
                                          "dates fall due at the end of their day, 23:59");
    reading->site->day_begins =
        read_minute(reading, "working_day_begins", DAY_NEVER_BEGINS,
                    "every message about an urgent case alarms the duty posts, at whatever hour");
}

/* The word chosen under a key that may be left open; NULL if it is. */
static const char *read_open_choice(SiteReading *reading, const char *key,
                                    const char *const *choices, const char *otherwise)
{
    if (!is_made(reading, key, otherwise))
        return NULL;
    int found = yaml_read_choice(reading->root, key, choices, -1, reading->diagnostics);
    return found < 0 ? NULL : choices[found];
}

static const char *read_open_text(SiteReading *reading, const char *key, const char *otherwise)
{
    return is_made(reading, key, otherwise)
               ? keep(reading, yaml_read_text(reading->root, key, NULL, reading->diagnostics))
               : NULL;
}

static guint read_open_number(SiteReading *reading, const char *key, gint64 most, gint64 fallback,
                              const char *otherwise)
{
    if (!is_made(reading, key, otherwise))
        return (guint)fallback;
    return (guint)yaml_read_int(reading->root, key, 0, most, fallback, reading->diagnostics);
}

static void read_proof(SiteReading *reading)
{
    const YamlNode *old = yaml_get(reading->root, "trusted_authserv");
    if (!old || !yaml_text(old))
        (void)is_made(reading, "sender_proof",
                      "no sender is proven, so whatever would move a case by mail waits for the "
                      "office");
    site_proof_read(&reading->site->proof, yaml_get(reading->root, "sender_proof"), old,
                    reading->folder, reading->site->strings, reading->diagnostics);
    reading->site->free_mail = yaml_read_words(reading->root, "free_mail", reading->diagnostics);
}

static void read_open_settings(SiteReading *reading)
{
    static const char *const weeks[] = {"5-working-days", "same-weekday", NULL};
    static const char *const starts[] = {"disagreement", "received", NULL};
    static const char *const senders[] = {"gateway", "agency", NULL};
    static const char *const sizes[] = {"at-least", "exactly", NULL};
    Site *site = reading->site;
    site->week = read_open_choice(reading, "week", weeks,
                                  "'one working week' is counted as the policy file has it");
    site->clock_start = read_open_choice(
        reading, "clock_start", starts,
        "a clock that the policy counts from the disagreement starts on the day the form gives");
    site->representation_days =
        read_open_number(reading, "representation_days", REPRESENTATION_DAYS_MOST, 0,
                         "parties are asked for representations without a date");
    site->chair_substitute = read_open_text(
        reading, "chair_substitute",
        "where the Chair's own agency is a party, that is said and the Chair keeps the case");
    read_proof(reading);
    site->emergency_duty = read_open_text(reading, "emergency_duty",
                                          "the role emergency_duty of people.csv is named to whom "
                                          "the directory knows, if there is one");
    const char *sender = read_open_choice(
        reading, "iro_notice", senders,
        "notices about a child's status are shown as owed and not sent; the agency ticks them");
    site->iro_notice_by_gateway = g_strcmp0(sender, "gateway") == 0;
    (void)is_made(reading, "duty_roles",
                  "only the office is alarmed when a child may be at immediate risk of harm");
    site->duty_roles = yaml_read_words(reading->root, "duty_roles", reading->diagnostics);
    site->top_decides =
        keep(reading, yaml_read_text(reading->root, "top_decides", NULL, reading->diagnostics));
    site->panel_size = read_open_choice(
        reading, "panel_size", sizes, "a panel of more agencies than the policy names is let pass");
    (void)is_made(reading, "named_officers",
                  "restricted messages (whistleblowing) are shown to nobody");
    site->named_officers = yaml_read_words(reading->root, "named_officers", reading->diagnostics);
    site->confirmed_months = read_open_number(reading, "confirmed_months", MONTHS_MOST, 0,
                                              "no entry of people.csv is ever shown as old");
    site->infant_under =
        read_open_number(reading, "infant_under", AGE_MOST, 0,
                         "no age makes a child an infant; the form's answer counts");
    site->quiet_days = read_open_number(reading, "quiet_days", QUIET_DAYS_MOST, QUIET_DAYS_DEFAULT,
                                        "'queue --quiet' means five working days");
}

/* A folder of the site itself could be altered together with the record. */
static void read_record_heads(SiteReading *reading)
{
    Site *site = reading->site;
    site->record_heads = read_open_text(
        reading, "record_heads",
        "nobody keeps the record's heads, without which a record that was written anew cannot be "
        "told from the true one ('casegate verify' shows today's)");
    site->record_heads_mailed = g_strcmp0(site->record_heads, "mail") == 0;
    if (site->record_heads && !site->record_heads_mailed && !g_path_is_absolute(site->record_heads))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(reading->root, "record_heads")),
                          "'record_heads' is '%s'; write mail, or the full path of a folder, best "
                          "on another machine",
                          site->record_heads);
}

static void read_limits(SiteReading *reading)
{
    static const char *const known[] = {"per_address", "per_case", NULL};
    Site *site = reading->site;
    const YamlNode *answers = yaml_get(reading->root, "answers");
    yaml_refuse_unknown(answers, known, reading->diagnostics);
    if (answers && yaml_kind(answers) != YAML_MAP)
        diagnostics_error(reading->diagnostics, yaml_place(answers),
                          "'answers' must be a map: {per_address: 10, per_case: 3}");
    site->answers_per_address = (guint)yaml_read_int(answers, "per_address", 1, ANSWERS_MOST,
                                                     ANSWERS_PER_ADDRESS, reading->diagnostics);
    site->answers_per_case = (guint)yaml_read_int(answers, "per_case", 1, ANSWERS_MOST,
                                                  ANSWERS_PER_CASE, reading->diagnostics);
    site->message_limit_mib =
        (guint)yaml_read_int(reading->root, "message_limit_mib", 1, MESSAGE_LIMIT_MIB,
                             MESSAGE_LIMIT_MIB, reading->diagnostics);
}

static void read_alarms(SiteReading *reading)
{
    static const char *const known[] = {"no_poll_minutes", "mail_waits_minutes", "disk_free_mib",
                                        NULL};
    Site *site = reading->site;
    const YamlNode *alarms = yaml_get(reading->root, "alarms");
    yaml_refuse_unknown(alarms, known, reading->diagnostics);
    if (alarms && yaml_kind(alarms) != YAML_MAP)
        diagnostics_error(reading->diagnostics, yaml_place(alarms),
                          "'alarms' must be a map: {no_poll_minutes: 60, mail_waits_minutes: 60, "
                          "disk_free_mib: 500}");
    site->no_poll_minutes = (guint)yaml_read_int(alarms, "no_poll_minutes", 1, ALARM_MINUTES_MOST,
                                                 ALARM_MINUTES, reading->diagnostics);
    site->mail_waits_minutes = (guint)yaml_read_int(
        alarms, "mail_waits_minutes", 1, ALARM_MINUTES_MOST, ALARM_MINUTES, reading->diagnostics);
    site->disk_free_mib = (guint)yaml_read_int(alarms, "disk_free_mib", 1, DISK_FREE_MOST,
                                               DISK_FREE_MIB, reading->diagnostics);
}

static void read_settings(SiteReading *reading)
{
    static const char *const known[] = {"partnership",
                                        "demonstration",
                                        "mailboxes",
                                        "sources",
                                        "transport",
                                        "office_roles",
                                        "time_zone",
                                        "policies",
                                        "working_day_ends",
                                        "working_day_begins",
                                        "week",
                                        "clock_start",
                                        "representation_days",
                                        "chair_substitute",
                                        "sender_proof",
                                        "trusted_authserv",
                                        "free_mail",
                                        "emergency_duty",
                                        "duty_roles",
                                        "top_decides",
                                        "iro_notice",
                                        "panel_size",
                                        "confirmed_months",
                                        "infant_under",
                                        "quiet_days",
                                        "answers",
                                        "message_limit_mib",
                                        "alarms",
                                        "named_officers",
                                        "record_heads",
                                        "digest",
                                        "named_officer_addresses",
                                        "retention",
                                        "desk",
                                        NULL};
    Site *site = reading->site;
    yaml_refuse_unknown(reading->root, known, reading->diagnostics);
    const char *name = yaml_read_text_required(reading->root, "partnership", reading->diagnostics);
    site->name = keep(reading, name ? name : "");
    site->demonstration =
        yaml_read_bool(reading->root, "demonstration", FALSE, reading->diagnostics);
    read_addresses(reading);
    read_lists(reading);
    site_transport_read(&site->transport, yaml_get(reading->root, "transport"), site->mailboxes[0],
                        site->strings, reading->diagnostics);
    read_zone(reading);
    read_working_day(reading);
    read_open_settings(reading);
    read_record_heads(reading);
    site_digest_read(&site->digest, reading->root, site->day_begins, reading->unset,
                     reading->diagnostics);
    site_retention_read(site->retention, yaml_get(reading->root, "retention"), site->strings,
                        reading->unset, reading->diagnostics);
    site_desk_read(&site->desk, yaml_get(reading->root, "desk"), site->strings,
                   reading->diagnostics);
    read_limits(reading);
    read_alarms(reading);
}

void site_read(Site *site, const char *path, const char *file, Diagnostics *diagnostics)
{
    g_autoptr(YamlTree) tree = yaml_tree_load(path, file, diagnostics);
    g_autoptr(GStrvBuilder) unset = g_strv_builder_new();
    g_autofree char *routing = g_path_get_dirname(path), *folder = g_path_get_dirname(routing);
    SiteReading reading = {.site = site,
                           .folder = folder,
                           .root = tree ? yaml_tree_root(tree) : NULL,
                           .unset = unset,
                           .diagnostics = diagnostics};
    site->strings = g_string_chunk_new(1024);
    site->sources = g_ptr_array_new_with_free_func((GDestroyNotify)site_source_free);
    site->in_force = g_ptr_array_new_with_free_func(g_free);
    if (reading.root && yaml_kind(reading.root) == YAML_MAP)
        read_settings(&reading);
    else if (tree)
        diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)},
                          "no settings; the file must begin with 'partnership:'");
    site->unset = g_strv_builder_end(unset);
}
