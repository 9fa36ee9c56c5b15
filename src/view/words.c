/* Codes into words.
 *
 * A policy's own words come from the policy, a form's labels from the form, agencies' names from
 * the directory; only the program's own codes are put into words here. An unknown code is shown as
 * it is, with its joints as blanks, so that a new role or kind needs no change here.
 *
 * Cannot fail; no I/O. */
#include "words.h"

#include <string.h>

static const struct {
    const char *code, *words;
} special[] = {
    {"mash", "MASH"},
    {"independent_reviewing_officer", "Independent Reviewing Officer"},
    {"originator-told", "originator to be told"},
    {"chair", "Chair"},
};

static const struct {
    const char *code, *words;
} statuses[] = {
    {"cp_plan", "child protection plan"},
    {"looked_after", "looked after"},
    {"cin", "child in need"},
    {"early_help", "early help"},
    {"none", "no status"},
    {"not_known", "status not known"},
};

char *words_plain(const char *code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(special); i++)
        if (strcmp(special[i].code, code) == 0)
            return g_strdup(special[i].words);
    return g_strdelimit(g_strdup(code), "_-", ' ');
}

const char *words_status(const char *status)
{
    for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++)
        if (strcmp(statuses[i].code, status) == 0)
            return statuses[i].words;
    return status;
}

const char *words_agency(const View *view, const char *id)
{
    if (!id || !*id)
        return "not known";
    const Agency *agency = directory_agency(view->rules->directory, id);
    return agency ? agency->name : id;
}

const Policy *words_policy(const View *view, const Case *c)
{
    const Policy *pinned =
        c->policy_sha256 ? ruleset_policy_by_sha256(view->rules, c->policy_sha256) : NULL;
    if (pinned || !c->policy)
        return pinned;
    return ruleset_policy_by_id(view->rules, c->policy);
}

static const char *notice_label(const Policy *policy, const char *kind)
{
    for (guint i = 0; policy && i < policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(policy->status_notices, i);
        if (g_strcmp0(notice->kind, kind) == 0)
            return notice->label;
    }
    return NULL;
}

char *words_owed(const View *view, const Case *c, const char *kind, const char *role)
{
    const Policy *policy = words_policy(view, c);
    const PolicyOwed *rule = policy_owed(policy, kind, role);
    const char *label = rule && rule->label ? rule->label : notice_label(policy, kind);
    return label ? g_strdup(label) : words_plain(kind);
}

char *words_owed_kind(const View *view, const Case *c, const char *kind)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !g_str_equal(owed->kind, kind))
            continue;
        g_autofree char *words = words_owed(view, c, kind, owed->role ? owed->role : "");
        if (!g_ptr_array_find_with_equal_func(all, words, g_str_equal, NULL))
            g_ptr_array_add(all, g_steal_pointer(&words));
    }
    g_ptr_array_add(all, NULL);
    return g_strjoinv(", ", (char **)all->pdata);
}

gboolean words_past_review(const View *view, const Policy *policy)
{
    return policy_past_review(policy, instant_day(view->now, view->rules->site.zone));
}

static const char *tier_label(const PolicyStage *stage, guint tier)
{
    const PolicyTier *found = tier ? policy_stage_tier(stage, tier) : NULL;
    return found ? found->label : NULL;
}

const char *words_claimed(const View *view, const Case *c)
{
    const Policy *policy = words_policy(view, c);
    const PolicyStage *claimed =
        policy && c->stage_claimed ? policy_stage(policy, c->stage_claimed) : NULL;
    return claimed && claimed->name ? claimed->name : c->stage_claimed;
}

char *words_stage(const View *view, const Case *c, gboolean brief)
{
    const Policy *policy = words_policy(view, c);
    if (!c->stage) {
        const char *name = words_claimed(view, c);
        return name ? g_strdup_printf("%s claimed, not accepted", name) : g_strdup("no stage yet");
    }
    const PolicyStage *stage = policy ? policy_stage(policy, c->stage) : NULL;
    if (!stage)
        return g_strdup(c->stage);
    const char *name = brief && stage->name ? stage->name : stage->label;
    const char *tier = tier_label(stage, c->tier);
    if (tier)
        return g_strdup_printf("%s, %s", name, tier);
    return c->tier ? g_strdup_printf("%s, tier %u", name, c->tier) : g_strdup(name);
}

char *words_holder(const View *view, const char *role, const char *agency, const char *name)
{
    GString *text = g_string_new(NULL);
    if (role && *role) {
        g_autofree char *plain = words_plain(role);
        g_string_append(text, plain);
    }
    if (agency && *agency)
        g_string_append_printf(text, "%s%s", text->len ? ", " : "", words_agency(view, agency));
    if (name && *name)
        g_string_append_printf(text, text->len ? " (%s)" : "%s", name);
    return g_string_free(text, FALSE);
}

char *words_waiting(const View *view, const WaitingFor *one)
{
    g_autofree char *post = words_holder(view, one->role, one->agency, one->name);
    const char *what = one->what ? one->what : "";
    return g_strdup_printf("%s%s%s", post, *what ? ": " : "", what);
}

char *words_waiting_brief(const View *view, const WaitingFor *one)
{
    g_autofree char *post = words_holder(view, one->role, one->agency, NULL);
    const char *what = !(one->role && *one->role) && one->what ? one->what : "";
    return g_strdup_printf("%s%s%s", post, *post && *what ? ": " : "", what);
}

GPtrArray *words_departed(const View *view, const Case *c)
{
    GPtrArray *posts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) departed = standing_departed(
        c, view->rules->directory, instant_day(view->now, view->rules->site.zone));
    for (guint i = 0; i < departed->len; i++) {
        const Holder *holder = departed->pdata[i];
        g_ptr_array_add(posts, words_holder(view, holder->role, holder->agency, holder->name));
    }
    return posts;
}

char *words_due(const View *view, const CaseDate *date)
{
    if (date->due_instant)
        return instant_words(date->due, view->rules->site.zone);
    return date->due_day ? day_words(date->due_day) : g_strdup("not known");
}

static gboolean only_prompts(const CaseDate *date)
{
    return strcmp(date->kind, "guide") == 0 || strcmp(date->kind, "safe-by") == 0;
}

gboolean words_date_is_late(const View *view, const CaseDate *date)
{
    return date->met == MET_PENDING && !only_prompts(date) && date->due < view->now;
}

const char *words_date_standing(const View *view, const CaseDate *date)
{
    switch (date->met) {
    case MET_YES:
        return "met";
    case MET_NO:
        return only_prompts(date) ? "passed" : "missed";
    case MET_PENDING:
        break;
    }
    if (words_date_is_late(view, date))
        return "LATE";
    return date->due <= view->now ? "reached" : "to come";
}

const char *words_label(const View *view, const char *key)
{
    const FormField *field = view->rules->forms ? forms_field(view->rules->forms, key) : NULL;
    return field ? field->label : key;
}

char *words_label_of(const View *view, const char *key, guint child)
{
    const char *label = words_label(view, key);
    return child ? g_strdup_printf("%s (child %u)", label, child) : g_strdup(label);
}

char *words_fact_label(const View *view, const Fact *fact)
{
    return words_label_of(view, fact->key, fact->child > 1 ? fact->child : 0);
}

char *words_proposed(const char *text, gboolean proposed)
{
    return g_strconcat(text ? text : "", proposed ? " (to be confirmed)" : NULL, NULL);
}

char *words_earlier(const View *view, const EarlierAnswer *answer)
{
    g_autofree char *at = words_short(view, answer->event->at);
    return g_strdup_printf("%s: %s (%s, %s)", answer->stands ? "also" : "before", answer->value,
                           answer->event->actor ? answer->event->actor : "", at);
}

/* "text/plain 1" and "text/html 1" are what was written in the message itself. */
static char *part_words(const char *part)
{
    if (g_str_equal(part, "text/plain 1") || g_str_equal(part, "text/html 1"))
        return g_strdup("message");
    const char *number = g_str_has_prefix(part, "text/") ? strchr(part, ' ') : NULL;
    return number ? g_strconcat("message, part", number, NULL) : g_strdup(part);
}

char *words_place(const char *part, const char *place, guint line)
{
    if (!part || *part == '\0')
        return g_strdup("");
    g_autofree char *words = part_words(part);
    if (place && *place)
        return g_strdup_printf("%s %s", words, place);
    return line ? g_strdup_printf("%s, line %u", words, line) : g_steal_pointer(&words);
}

char *words_day(Day day)
{
    return day ? day_words(day) : g_strdup("");
}

char *words_instant(const View *view, Instant at)
{
    return at ? instant_words(at, view->rules->site.zone) : g_strdup("");
}

char *words_look(const LookRow *look)
{
    const char *what = *look->reference ? look->reference : "the list of all";
    return look->times > 1 ? g_strdup_printf("%s, %u times that day", what, look->times)
                           : g_strdup(what);
}

static int year_of(const View *view, Instant at)
{
    int year = 0, month = 0, day = 0;
    day_split(instant_day(at, view->rules->site.zone), &year, &month, &day);
    return year;
}

char *words_short(const View *view, Instant at)
{
    if (!at)
        return g_strdup("");
    GTimeZone *zone = view->rules->site.zone;
    if (year_of(view, at) == year_of(view, view->now))
        return instant_short(at, zone);
    g_autofree char *day = day_words_short(instant_day(at, zone));
    int minute = instant_minute(at, zone);
    return g_strdup_printf("%s %d, %02d:%02d", day, year_of(view, at), minute / 60, minute % 60);
}
