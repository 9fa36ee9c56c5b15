/* doubt: what keeps a message from the case that it seems to belong to, until a person has looked. */
#include "doubt.h"
#include "holding.h"
#include "opening.h"
#include "same_name.h"
#include "telling.h"

static gboolean shares_child(const Case *c, GStrv keys)
{
    for (guint i = 0; i < c->children->len; i++)
        if (case_child_has_key(g_ptr_array_index(c->children, i), (const char *const *)keys))
            return TRUE;
    return FALSE;
}

gboolean doubt_another_child(const Deciding *x, const Case *c)
{
    if (x->ruling != NULL || x->reading->forwarded || !opening_is_escalation(x))
        return FALSE;
    g_auto(GStrv) keys = opening_child_keys(x);
    return keys[0] != NULL && c->children->len > 0 && !shares_child(c, keys);
}

void doubt_hold_another_child(Deciding *x, const Match *match)
{
    static const char text[] =
        "a full escalation about a child whom this case does not have: a new case?";
    HeldRow *held = deciding_hold(x, "another-child", "%s", text);
    g_ptr_array_add(held->suggestions,
                    suggestion_new(match->reference, "it answers a mail of this case"));
    holding_said(x);
    holding_alarm(x);
    if (telling_may_answer(x, NULL))
        telling_answer(x, "ack-same-dispute", "");
}

void doubt_hold_several(Deciding *x, const Match *match)
{
    g_autoptr(GPtrArray) likely = match_suggestions(x, NULL);
    for (guint i = match->named->len; i > 0; i--)
        match_suggest_first(likely, g_ptr_array_index(match->named, i - 1), "it names this case");
    if (match->answers != NULL)
        match_suggest_first(likely, match->reference, "it answers our mail about this case");
    holding_suggesting(x, "conflict",
                       match->answers != NULL ? "answers our mail about one case and names another"
                                              : "names more than one case",
                       g_steal_pointer(&likely));
    if (telling_may_answer(x, NULL))
        telling_answer(x, "which-case", "");
}

void doubt_hold_unclear(Deciding *x)
{
    gboolean takes_part = FALSE;
    holding_suggesting(x, "which-case",
                       "what is written as its reference can be read in more than one way",
                       match_suggestions(x, &takes_part));
    if (!takes_part || x->sender->level <= SENDER_UNKNOWN)
        holding_answer_stranger(x);
    else if (telling_may_answer(x, NULL))
        telling_answer(x, "which-case", "");
}

static HeldRow *hold_as_same(Deciding *x, const SameChild *other)
{
    if (!other->name_only)
        return deciding_hold(x, "possible-same-dispute",
                             "the same child and the same two agencies as %s: the same dispute?",
                             other->reference);
    return deciding_hold(x, "possible-same-dispute",
                         "the same sender, the same two agencies and a child of the same name as "
                         "%s, with another date of birth or identifier: the same form, corrected?",
                         other->reference);
}

/* The names last: what an identifier finds is not found by the name alone. */
static GStrv keys_of_dispute(const Deciding *x)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) keys = opening_child_keys(x);
    g_autoptr(GPtrArray) names = same_name_keys(x);
    g_strv_builder_addv(builder, (const char **)keys);
    for (guint i = 0; i < names->len; i++)
        g_strv_builder_add(builder, g_ptr_array_index(names, i));
    return g_strv_builder_end(builder);
}

gboolean doubt_hold_same_dispute(Deciding *x, OpeningSides sides, GString *linked)
{
    g_auto(GStrv) keys = keys_of_dispute(x);
    if (keys[0] == NULL || sides.raising == NULL || x->ruling != NULL)
        return FALSE;
    const char *challenged = sides.challenged != NULL ? sides.challenged->id : "";
    g_autoptr(GPtrArray) same = x->lookup->same_child(x->lookup->context, (const char *const *)keys,
                                                      sides.raising->id, challenged, &x->error);
    HeldRow *held = NULL;
    for (guint i = 0; same != NULL && i < same->len; i++) {
        const SameChild *other = g_ptr_array_index(same, i);
        if (!same_name_counts(x, other))
            continue;
        if (!other->challenged_same || !other->raising_same) {
            if (!other->name_only)
                g_string_append_printf(linked, "%s%s", linked->len > 0 ? ", " : "",
                                       other->reference);
            continue;
        }
        if (held == NULL)
            held = hold_as_same(x, other);
        g_ptr_array_add(held->suggestions,
                        suggestion_new(other->reference, other->name_only
                                                             ? "same sender, a child of the same "
                                                               "name, same agencies"
                                                             : "same child, same agencies"));
    }
    if (held == NULL)
        return FALSE;
    holding_said(x);
    holding_alarm(x);
    if (telling_may_answer(x, NULL))
        telling_answer(x, "ack-same-dispute", "");
    return TRUE;
}
