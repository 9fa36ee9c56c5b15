/* Adds an informed person to a case. Only people of the directory, and only of the sender's own
 * agency: an address in the mail is nobody. Whoever is added is told and asked nothing; a stage has
 * its holders from the policy alone. */
#include "adding.h"
#include "routing.h"
#include "telling.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

static gboolean is_meant(const Post *post, const char *folded)
{
    g_autofree char *role = role_words(post->role);
    return text_has_words(folded, role) || text_has_words(folded, post->name);
}

/* Posts of the agency whose role or holder the text names. */
static GPtrArray *posts_meant(const Deciding *x, const char *agency)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *folded = text_fold(x->reading->words);
    for (guint i = 0; i < directory_posts(x->rules->directory); i++) {
        const Post *post = directory_post_at(x->rules->directory, i);
        if (g_str_equal(post->agency, agency) && !directory_is_service(post->role) &&
            directory_post_is_held(post, deciding_acting_day(x)) && is_meant(post, folded))
            g_ptr_array_add(found, (gpointer)post);
    }
    return found;
}

static gboolean takes_part(const Case *c, const char *email)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && g_str_equal(holder->email, email))
            return TRUE;
    }
    return FALSE;
}

static void add(Deciding *x, Side side, const Post *post)
{
    g_autofree char *role = role_words(post->role);
    Event *event = deciding_event(x, "informed", "The %s of %s is informed from now on, as asked",
                                  role, agency_name(x->rules, post->agency));
    event_change(event, "holder", side_name(side), post->agency, post->role, post->name,
                 post->email, x->c->stage, decimal(x->c->tier), "yes", NULL);
    deciding_add(x, event);
}

static const char *hold(Deciding *x)
{
    HeldRow *held = deciding_hold(
        x, "whom-to-add", "asks to add somebody, and it is not clear from the directory whom");
    g_ptr_array_add(held->suggestions,
                    suggestion_new(x->c->reference, "it was added to this case"));
    return "whom you would like to be added could not be told from the directory; the office looks";
}

const char *adding_informed(Deciding *x)
{
    const char *own = x->sender->agency != NULL ? x->sender->agency->id : NULL;
    Side side = routing_side_of(x, own);
    if (x->c->stage == NULL || (side != SIDE_RAISING && side != SIDE_CHALLENGED) ||
        !reading_says(x->reading, "add-person"))
        return NULL;
    g_autoptr(GPtrArray) posts = posts_meant(x, own);
    if (posts->len != 1 || !x->may_move)
        return hold(x);
    const Post *post = g_ptr_array_index(posts, 0);
    if (takes_part(x->c, post->email))
        return "whom you would like to be added takes part already";
    add(x, side, post);
    if (x->c->routing_held == SIDE_NONE && x->c->waiting_confirmation == NULL)
        telling_holders(x);
    return NULL;
}
