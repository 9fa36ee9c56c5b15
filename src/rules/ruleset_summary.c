/* ruleset_summary: what `casegate check` says of a site without errors.
 *
 * The numbers a reviewer compares with what they know, and what a person should look at on the day:
 * posts that nobody holds, entries that nobody has confirmed for long, settings that were never
 * made, a calendar that ends soon. A post is vacant when its line has no name or address, when its
 * time is over and nobody of that agency has the role, or when the policy in force names it for the
 * urgent path and the agency has nobody in it. */
#include "in_force.h"
#include "ruleset.h"
#include "site_read.h"
#include <string.h>

#define CALENDAR_AHEAD 120u /* days: the holidays of the next year are published long before */

typedef struct {
    const Ruleset *rules;
    Day today;
    GPtrArray *lines; /* of char * */
} Watch;

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (g_ptr_array_find_with_equal_func(lines, line, g_str_equal, NULL))
        g_free(line);
    else
        g_ptr_array_add(lines, line);
}

static gboolean anybody(const Watch *watch, const char *agency, const char *role)
{
    g_autoptr(GPtrArray) posts =
        directory_posts_of(watch->rules->directory, agency, role, watch->today);
    return posts->len > 0;
}

static void add_vacant_lines(Watch *watch)
{
    for (guint i = 0; i < directory_posts(watch->rules->directory); i++) {
        const Post *post = directory_post_at(watch->rules->directory, i);
        if (!anybody(watch, post->agency, post->role))
            add(watch->lines, "%s of agency '%s' (%s:%u)", post->role, post->agency,
                post->place.file, post->place.line);
    }
}

/* An agency that can raise a concern: it goes on, has people, and is not the partnership. */
static gboolean may_raise(const Watch *watch, const Agency *agency)
{
    gboolean people = FALSE;
    for (guint i = 0; i < directory_posts(watch->rules->directory) && !people; i++)
        people = g_str_equal(directory_post_at(watch->rules->directory, i)->agency, agency->id);
    return people && !agency->successor && !g_str_equal(agency->service, "partnership");
}

static void add_unheld(Watch *watch, const PolicyHolder *holder, const Agency *agency,
                       const char *what, const char *section)
{
    for (guint i = 0; holder->roles[i]; i++)
        if (anybody(watch, agency->id, holder->roles[i]))
            return;
    if (holder->roles[0])
        add(watch->lines, "%s of agency '%s': %s (section %s) has nobody to tell", holder->roles[0],
            agency->id, what, section);
}

static void add_urgent_vacancies(Watch *watch, const PolicyUrgent *urgent)
{
    const Directory *directory = watch->rules->directory;
    for (guint i = 0; i < urgent->tell->len; i++) {
        const PolicyHolder *holder = g_ptr_array_index(urgent->tell, i);
        for (guint j = 0; holder->side == SIDE_RAISING && j < directory_agencies(directory); j++) {
            const Agency *agency = directory_agency_at(directory, j);
            if (may_raise(watch, agency) &&
                policy_holder_applies(urgent->tell, holder, agency->service))
                add_unheld(watch, holder, agency, "the urgent path", urgent->section);
        }
    }
}

static void add_partnership_vacancy(gpointer data, const PolicyHolder *holder, const char *what)
{
    Watch *watch = data;
    const Agency *partnership = directory_partnership(watch->rules->directory);
    if (holder->side == SIDE_PARTNERSHIP && partnership)
        add_unheld(watch, holder, partnership, what, holder->section);
}

static GPtrArray *vacancies(const Ruleset *rules, Day today)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    const Policy *policy = ruleset_policy_in_force(rules, today);
    Watch watch = {rules, today, lines};
    add_vacant_lines(&watch);
    for (guint i = 0; policy && i < policy->urgent->len; i++)
        add_urgent_vacancies(&watch, g_ptr_array_index(policy->urgent, i));
    if (policy)
        ruleset_each_holder(policy, add_partnership_vacancy, &watch);
    for (guint i = 0; policy && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, i);
        if (!anybody(&watch, NULL, notice->role))
            add(lines, "%s: %s (section %s) has nobody to go to", notice->role, notice->kind,
                notice->section);
    }
    return lines;
}

/* The day so many months later, or the last of its month. */
static Day months_later(Day day, guint months)
{
    int year, month, mday;
    day_split(day, &year, &month, &mday);
    int index = month - 1 + (int)months;
    Day later = DAY_UNKNOWN;
    while (later == DAY_UNKNOWN && mday > 0)
        later = day_new(year + index / 12, index % 12 + 1, mday--);
    return later;
}

gboolean ruleset_past_confirmed(const Ruleset *rules, const Post *post, Day today)
{
    if (rules->site.confirmed_months == 0 || !directory_post_is_held(post, today))
        return FALSE;
    return post->confirmed == DAY_UNKNOWN ||
           months_later(post->confirmed, rules->site.confirmed_months) < today;
}

static GPtrArray *unconfirmed(const Ruleset *rules, Day today)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        g_autofree char *day = post->confirmed != DAY_UNKNOWN ? day_words(post->confirmed) : NULL;
        if (ruleset_past_confirmed(rules, post, today))
            add(lines, "%s of agency '%s', %s %s (%s:%u)", post->role, post->agency,
                day ? "last confirmed" : "never confirmed", day ? day : "", post->place.file,
                post->place.line);
    }
    return lines;
}

static void append_lines(GString *text, const char *heading, const GPtrArray *lines)
{
    if (lines->len > 0)
        g_string_append_printf(text, "\n%s\n", heading);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "  %s\n", (const char *)g_ptr_array_index(lines, i));
}

static guint count_stages(const Ruleset *rules)
{
    guint stages = 0;
    for (guint i = 0; i < rules->policies->len; i++)
        stages += ((const Policy *)g_ptr_array_index(rules->policies, i))->stages->len;
    return stages;
}

static guint count_people(const Ruleset *rules)
{
    g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        if (*post->email != '\0')
            g_hash_table_add(people, (gpointer)post->email);
    }
    return g_hash_table_size(people);
}

static void append_calendar(GString *text, const Ruleset *rules, Day today)
{
    Day last = calendar_last(rules->calendar);
    g_autofree char *known = day_words(last);
    if (last < today + CALENDAR_AHEAD)
        g_string_append_printf(
            text, "holidays are known until %s only: put a newer file in its place\n", known);
}

/* A policy that names two endings leaves it to the site whose word it is. */
static void add_undecided(const Ruleset *rules, Day today, GPtrArray *unset)
{
    const Policy *policy = ruleset_policy_in_force(rules, today);
    for (guint i = 0; policy && !rules->site.top_decides && i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++) {
            const PolicyExit *way = g_ptr_array_index(stage->exits, j);
            g_autofree char *by = g_strjoinv(" and ", way->by);
            if (way->site_chooses)
                add(unset,
                    "top_decides: the policy names %s (section %s); the word of neither ends a "
                    "case, the office does",
                    by, way->section);
        }
    }
}

#define NOT_SET "not set, and what then happens:"

static GPtrArray *unset_lines(const Ruleset *rules)
{
    GPtrArray *unset = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; rules->site.unset && rules->site.unset[i]; i++)
        add(unset, "%s", rules->site.unset[i]);
    return unset;
}

char *ruleset_unset(const Ruleset *rules)
{
    g_autoptr(GPtrArray) unset = unset_lines(rules);
    GString *text = g_string_new(NULL);
    append_lines(text, NOT_SET, unset);
    return g_string_free(text, FALSE);
}

char *ruleset_summary(const Ruleset *rules, Day today)
{
    g_autoptr(GPtrArray) vacant = vacancies(rules, today);
    g_autoptr(GPtrArray) old = unconfirmed(rules, today);
    g_autoptr(GPtrArray) unset = unset_lines(rules);
    add_undecided(rules, today, unset);
    GString *text = g_string_new("configuration OK\n");
    g_string_append_printf(text,
                           "policies: %u\nstages: %u\nagencies: %u\npeople: %u\n"
                           "vacant posts: %u\nposts past 'confirmed': %u\n",
                           rules->policies->len, count_stages(rules),
                           directory_agencies(rules->directory), count_people(rules), vacant->len,
                           old->len);
    g_autofree char *proof = site_proof_words(&rules->site.proof);
    g_string_append_printf(text, "senders are proven by: %s\n", proof);
    g_autofree char *desk = site_desk_words(&rules->site.desk);
    if (desk)
        g_string_append_printf(text, "the desk is %s\n", desk);
    in_force_append(text, rules, today);
    append_calendar(text, rules, today);
    append_lines(text, "vacant:", vacant);
    append_lines(text, "to be confirmed again:", old);
    append_lines(text, NOT_SET, unset);
    return g_string_free(text, FALSE);
}
