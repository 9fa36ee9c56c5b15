/* absence: what an automatic reply does to a case, which is next to nothing.
 *
 * It is recorded, moves nothing, stops no clock and is never answered. Only when it says that a holder is
 * away does anything follow: the deputy of the directory is told as well, once; without one a person
 * must name somebody. Names in the reply come from a machine that anybody may have filled in: they are
 * shown beside what the directory says of them. */
#include "absence.h"
#include "moving.h"
#include "standing.h"
#include "telling.h"
#include "text.h"
#include <string.h>

#define NAME_KEPT 80

/* What the first phrase of a statement captures, "" if nothing. */
static char *captured(const Ruleset *rules, const char *words, const char *statement)
{
    gsize length = strlen(words);
    for (guint i = 0; i < forms_statements(rules->forms); i++) {
        const StatementPhrase *phrase = forms_statement_at(rules->forms, i);
        PatternMatch match;
        if (g_str_equal(phrase->statement, statement) &&
            pattern_match(phrase->pattern, words, length, 0, &match) == PATTERN_YES &&
            match.start[1] != G_MAXSIZE)
            return g_strndup(words + match.start[1],
                             MIN(match.end[1] - match.start[1], (gsize)NAME_KEPT));
    }
    return g_strdup("");
}

/* "; it names Jo Wexcombe (not in the directory), who is not written to", or "". */
static char *named_words(const Deciding *x)
{
    g_autofree char *said = captured(x->rules, x->mail->text_new, "absence-contact");
    g_autofree char *name = g_strdelimit(g_steal_pointer(&said), "\r\n\t", ' ');
    if (*name == '\0')
        return g_strdup("");
    g_autofree char *address = text_address_fold(name);
    g_autoptr(GPtrArray) posts =
        address != NULL ? directory_posts_by_email(x->rules->directory, address, x->today)
                        : directory_posts_by_name(x->rules->directory, NULL, name, x->today);
    if (posts->len == 0)
        return g_strdup_printf("; %s (named in the automatic reply, not in the directory) is not "
                               "written to",
                               name);
    const Post *post = g_ptr_array_index(posts, 0);
    g_autofree char *role = role_words(post->role);
    return g_strdup_printf("; %s (named in the automatic reply; in the directory as %s of %s) is "
                           "not written to for that",
                           name, role, agency_name(x->rules, post->agency));
}

static Holder *current_holder(const Case *c, const char *address)
{
    for (guint i = 0; i < c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && !holder->informed && g_str_equal(holder->email, address))
            return holder;
    }
    return NULL;
}

/* The deputy of a post that the absent person holds, in post today. */
static const Post *deputy_of(const Deciding *x, const char *address)
{
    const Directory *directory = x->rules->directory;
    g_autoptr(GPtrArray) posts = directory_posts_by_email(directory, address, x->today);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (*post->deputy == '\0')
            continue;
        g_autoptr(GPtrArray) deputies = directory_posts_by_email(directory, post->deputy, x->today);
        if (deputies->len > 0)
            return g_ptr_array_index(deputies, 0);
    }
    return NULL;
}

static void tell_deputy(Deciding *x, const Holder *deputy, const char *absent)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autofree char *asks =
        g_strdup_printf("%s is away, and the directory names you as deputy. %s", absent,
                        stage != NULL && stage->asks != NULL ? stage->asks : "");
    telling_holder(x, deputy, "notice-stage", g_strchomp(asks));
    telling_record(x);
}

/* Of the holder who is away, whatever address the automatic reply came from: standing.c looks for it there. */
static Event *absence_event(Deciding *x, const Holder *absent, const char *kind, const char *text)
{
    Event *event = deciding_event(x, kind, "%s is away%s", absent->name, text);
    g_free(event->actor);
    event->actor = g_strdup(absent->email);
    return event;
}

/* The deputy answers where the absent person would: where several answer together, as one of them. */
static void ask_deputy(Deciding *x, const Holder *absent, const Post *post)
{
    g_autofree char *name = g_strdup(absent->name);
    g_autofree char *text = g_strdup_printf(": the directory's deputy %s is asked too", post->name);
    Event *event = absence_event(x, absent, "deputy", text);
    event_change(event, "holder", side_name(absent->side), post->agency, post->role, post->name,
                 post->email, absent->stage, decimal(absent->tier), "no", NULL);
    if (absent->group != HOLD_FIRST)
        event_change(event, "holder-group", side_name(absent->side), post->email,
                     absent->group == HOLD_ALL ? "all" : "any", NULL);
    deciding_add(x, event);
    const Holder *deputy = current_holder(x->c, post->email);
    if (deputy != NULL && x->c->waiting_confirmation == NULL)
        tell_deputy(x, deputy, name);
}

/* Nobody stands in: the queue shows it until the holder answers or another holds the stage (standing.c). */
static void ask_office(Deciding *x, const Holder *absent)
{
    if (!standing_uncovered(x->c, absent))
        deciding_add(x, absence_event(x, absent, "no-deputy",
                                      " and the directory names no deputy who could be "
                                      "asked: the office routes it to somebody, or telephones"));
}

static gboolean says_away(const Deciding *x)
{
    return words_say(x->rules, x->mail->text_new, "absent") ||
           words_say(x->rules, x->mail->subject, "absent");
}

/* The case of our mail that it answers; of a reference only for somebody who holds that case. */
static Case *case_of(Deciding *x, const Match *match)
{
    if (match->by == NULL || x->error != NULL)
        return NULL;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, match->reference, &x->error);
    if (c == NULL ||
        (!g_str_equal(match->by, "reply-id") && current_holder(c, x->sender->email) == NULL))
        return NULL;
    return g_steal_pointer(&c);
}

void absence_take(Deciding *x, const Match *match)
{
    Case *c = case_of(x, match);
    if (c == NULL)
        return;
    x->c = x->decision->subject_case = c;
    x->decision->first_new = c->events->len;
    x->decision->matched_by = match->by;
    x->policy = ruleset_policy_by_sha256(x->rules, c->policy_sha256);
    g_autofree char *named = named_words(x);
    deciding_add(x, deciding_event(x, x->decision->kind,
                                   "Automatic mail from %s: not a response; dates run on%s",
                                   x->sender->email, named));
    const char *address = match->answers != NULL ? match->answers->to : x->sender->email;
    const Holder *absent = current_holder(c, address);
    gboolean runs = c->state == CASE_OPEN || c->state == CASE_PROVISIONAL;
    if (absent == NULL || !runs || x->mail->automatic != MAIL_AUTOMATIC_REPLY ||
        x->sender->level == SENDER_FAILED || !says_away(x))
        return;
    const Post *post = deputy_of(x, address);
    if (post == NULL)
        ask_office(x, absent);
    else if (current_holder(c, post->email) == NULL)
        ask_deputy(x, absent, post);
}
