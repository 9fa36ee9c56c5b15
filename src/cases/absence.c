/* absence: what an automatic reply does to a case, which is next to nothing.
 *
 * It is recorded, moves nothing, stops no clock and is never answered. Only when it says that a holder is
 * away does anything follow: the deputy of the directory is told as well, once; without one a person
 * must name somebody. Names in the reply come from a machine that anybody may have filled in: they are
 * shown beside what the directory says of them. */
#include "absence.h"
#include "deputising.h"
#include "entitled.h"
#include "limiting.h"
#include "standing.h"
#include "text.h"
#include "ticket.h"
#include <string.h>

#define NAME_KEPT 80

/* What the first phrase of a statement captures, "" if nothing. */
static char *captured(const Ruleset *rules, const char *words, const char *statement)
{
    const GPtrArray *phrases = forms_phrases(rules->forms, statement);
    gsize length = strlen(words);
    for (guint i = 0; phrases != NULL && i < phrases->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(phrases, i);
        PatternMatch match;
        if (pattern_match(phrase->pattern, words, length, 0, &match) == PATTERN_YES &&
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

/* Nobody stands in: the queue shows it until the holder answers or another holds the stage (standing.c). */
static void ask_office(Deciding *x, const Holder *absent)
{
    if (!standing_uncovered(x->c, absent))
        deciding_add(x, deputising_event(x, absent, "no-deputy", "is away",
                                         " and the directory names no deputy who could be "
                                         "asked: the office routes it to somebody, or telephones"));
}

static gboolean says_away(const Deciding *x)
{
    return words_say(x->rules, x->mail->text_new, "absent") ||
           words_say(x->rules, x->mail->subject, "absent");
}

/* The case of our mail that it answers; of a reference only for somebody who holds that case and is who they say. */
static Case *case_of(Deciding *x, const Match *match)
{
    if (match->by == NULL || x->error != NULL ||
        !entitled_to_absence(x, g_str_equal(match->by, "reply-id")))
        return NULL;
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, match->reference, &x->error);
    if (c == NULL ||
        (!g_str_equal(match->by, "reply-id") && deputising_holder(c, x->sender->email) == NULL))
        return NULL;
    return g_steal_pointer(&c);
}

static void record(Deciding *x)
{
    g_autofree char *named = named_words(x);
    Event *event = deciding_event(x, x->decision->kind,
                                  "Automatic mail from %s: not a response; dates run on%s",
                                  x->sender->email, named);
    ticket_record(x, event); /* a helpdesk's receipt says under which number it has ours */
    deciding_add(x, event);
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
    if (!limiting_record(x, x->decision->kind))
        record(x);
    const char *address = match->answers != NULL ? match->answers->to : x->sender->email;
    const Holder *absent = deputising_holder(c, address);
    gboolean runs = case_runs(c);
    if (absent == NULL || !runs || x->mail->automatic != MAIL_AUTOMATIC_REPLY ||
        x->sender->level == SENDER_FAILED || !says_away(x))
        return;
    if (!deputising_ask(x, absent, "is away"))
        ask_office(x, absent);
}
