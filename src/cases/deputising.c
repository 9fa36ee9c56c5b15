/* deputising: the deputy is asked as well, once. Whoever is away or cannot be written to stays a
 * holder, because the case is theirs when they are back, and no date waits for anybody. */
#include "deputising.h"
#include "standing.h"
#include "telling.h"

Holder *deputising_holder(const Case *c, const char *address)
{
    for (guint i = 0; i < c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && !holder->informed && g_str_equal(holder->email, address))
            return holder;
    }
    return NULL;
}

const Post *deputising_post(const Deciding *x, const char *address)
{
    const Directory *directory = x->rules->directory;
    const Day day = deciding_acting_day(x);
    g_autoptr(GPtrArray) posts = directory_posts_by_email(directory, address, day);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = g_ptr_array_index(posts, i);
        if (*post->deputy == '\0')
            continue;
        g_autoptr(GPtrArray) deputies = directory_posts_by_email(directory, post->deputy, day);
        if (deputies->len > 0)
            return g_ptr_array_index(deputies, 0);
    }
    return NULL;
}

static void tell(Deciding *x, const Holder *deputy, const char *absent, const char *because)
{
    const PolicyStage *stage = policy_stage(x->policy, x->c->stage);
    g_autofree char *asks =
        g_strdup_printf("%s %s, and the directory names you as deputy. %s", absent, because,
                        stage != NULL && stage->asks != NULL ? stage->asks : "");
    telling_holder(x, deputy, "notice-stage", g_strchomp(asks));
    telling_record(x);
}

Event *deputising_event(Deciding *x, const Holder *absent, const char *kind, const char *because,
                        const char *text)
{
    Event *event = deciding_event(x, kind, "%s %s%s", absent->name, because, text);
    g_free(event->actor);
    event->actor = g_strdup(absent->email);
    return event;
}

/* The deputy answers where the absent person would: where several answer together, as one of them. */
static void seat(Deciding *x, const Holder *absent, const Post *post, const char *because)
{
    g_autofree char *text = g_strdup_printf(": the directory's deputy %s is asked too", post->name);
    Event *event = deputising_event(x, absent, "deputy", because, text);
    event_change(event, "holder", side_name(absent->side), post->agency, post->role, post->name,
                 post->email, absent->stage, decimal(absent->tier), "no", NULL);
    if (absent->group != HOLD_FIRST)
        event_change(event, "holder-group", side_name(absent->side), post->email,
                     absent->group == HOLD_ALL ? "all" : "any", NULL);
    deciding_add(x, event);
}

/* Asked before in this stage, for the same absence or an earlier one. */
static gboolean was_asked(const Case *c, const Holder *absent)
{
    for (guint i = c->events->len; i-- > 0;) {
        const Event *event = g_ptr_array_index(c->events, i);
        if (event->at < c->entered)
            return FALSE;
        if (g_str_equal(event->kind, "deputy") && g_strcmp0(event->actor, absent->email) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The deputy is there already: away again, so that the deputy answers again in the absent person's place. */
static void stand_in_again(Deciding *x, const Holder *absent, const Post *post, const char *because)
{
    if (!was_asked(x->c, absent) || standing_deputised(x->c, absent))
        return;
    g_autofree char *text =
        g_strdup_printf(" again: the directory's deputy %s has been asked", post->name);
    deciding_add(x, deputising_event(x, absent, "deputy", because, text));
}

gboolean deputising_ask(Deciding *x, const Holder *absent, const char *because)
{
    const Post *post = deputising_post(x, absent->email);
    if (post == NULL)
        return FALSE;
    if (deputising_holder(x->c, post->email) != NULL) {
        stand_in_again(x, absent, post, because);
        return TRUE;
    }
    g_autofree char *name = g_strdup(absent->name);
    seat(x, absent, post, because);
    const Holder *deputy = deputising_holder(x->c, post->email);
    if (deputy != NULL && x->c->waiting_confirmation == NULL)
        tell(x, deputy, name, because);
    return TRUE;
}
