/* outgoing_reader: whether somebody may have mail about a case, and what of it.
 *
 * Asks the case and the directory as they are now: a holder whose agency is no party any more, or who is
 * in no post today, has no claim, though a mail was drafted when he had. Whoever raised the matter, and
 * whoever wrote last, may know that it goes on, and no more. Names no role and no stage: which roles
 * are told is the policy's. Fails never. */
#include "outgoing_reader.h"
#include "text.h"
#include <string.h>

typedef struct {
    const Case *c;
    const Ruleset *rules;
    const Policy *policy; /* of the case, or NULL */
    GPtrArray *posts;     /* of const Post: held today with the address */
    const char *to;
    Day today;
} Asked;

static gboolean same_address(const char *a, const char *b)
{
    return a != NULL && b != NULL && *a != '\0' && g_ascii_strcasecmp(a, b) == 0;
}

static gboolean has_role(const Asked *asked, const char *role)
{
    for (guint i = 0; i < asked->posts->len; i++)
        if (g_strcmp0(((const Post *)g_ptr_array_index(asked->posts, i))->role, role) == 0)
            return TRUE;
    return FALSE;
}

static gboolean has_any(const Asked *asked, GStrv roles)
{
    for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
        if (has_role(asked, roles[i]))
            return TRUE;
    return FALSE;
}

static gboolean is_office(const Asked *asked)
{
    return has_any(asked, asked->rules->site.office_roles) ||
           has_any(asked, asked->rules->site.duty_roles);
}

/* A party, who represents one, or the partnership itself. */
static gboolean is_concerned(const Asked *asked, const char *agency)
{
    const Directory *directory = asked->rules->directory;
    const Agency *partnership = directory_partnership(directory);
    const char *const parties[] = {asked->c->raising, asked->c->challenged};
    for (gsize i = 0; i < G_N_ELEMENTS(parties); i++)
        if (parties[i] != NULL && agency != NULL &&
            (g_str_equal(parties[i], agency) ||
             directory_speaks_for(directory, agency, parties[i])))
            return TRUE;
    return partnership != NULL && g_strcmp0(partnership->id, agency) == 0;
}

/* ---- holders ---- */

static gboolean holds(const Asked *asked, const char *address)
{
    for (guint i = 0; i < asked->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(asked->c->holders, i);
        if (same_address(holder->email, address) && !g_str_equal(holder->role, "worker") &&
            (holder->side == SIDE_PARTNERSHIP || is_concerned(asked, holder->agency)))
            return TRUE;
    }
    return FALSE;
}

/* One of the two workers, who talk before anybody else holds it, and are asked what they agreed. */
static const Holder *as_worker(const Asked *asked)
{
    for (guint i = 0; asked->c != NULL && i < asked->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(asked->c->holders, i);
        if (same_address(holder->email, asked->to) && is_concerned(asked, holder->agency))
            return holder;
    }
    return NULL;
}

/* ---- roles that the policy tells ---- */

static gboolean is_owed(const Case *c, const char *kind)
{
    for (guint i = 0; i < c->owed->len; i++)
        if (g_str_equal(((const Owed *)g_ptr_array_index(c->owed, i))->kind, kind))
            return TRUE;
    return FALSE;
}

static gboolean is_told_urgently(const Asked *asked, const Post *post)
{
    for (guint i = 0; i < asked->policy->urgent->len; i++) {
        const PolicyUrgent *urgent = g_ptr_array_index(asked->policy->urgent, i);
        for (guint j = 0; j < urgent->tell->len; j++) {
            const PolicyHolder *holder = g_ptr_array_index(urgent->tell, j);
            if (holder->roles != NULL &&
                g_strv_contains((const char *const *)holder->roles, post->role) &&
                (holder->side == SIDE_PARTNERSHIP || is_concerned(asked, post->agency)))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean has_notice(const Asked *asked, const Post *post)
{
    for (guint i = 0; i < asked->policy->status_notices->len; i++) {
        const PolicyStatusNotice *notice = g_ptr_array_index(asked->policy->status_notices, i);
        if (g_str_equal(notice->role, post->role) && is_owed(asked->c, notice->kind) &&
            (notice->side == SIDE_NONE || is_concerned(asked, post->agency)))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_answers(const Asked *asked, const Post *post)
{
    for (guint i = 0; i < asked->policy->owed->len; i++)
        if (g_strcmp0(((const PolicyOwed *)g_ptr_array_index(asked->policy->owed, i))->tell_role,
                      post->role) == 0)
            return TRUE;
    return FALSE;
}

static gboolean has_requests(const Policy *policy, const Post *post)
{
    for (guint i = 0; i < policy->side_routes->len; i++)
        if (g_strcmp0(
                ((const PolicySideRoute *)g_ptr_array_index(policy->side_routes, i))->tell_role,
                post->role) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_told(const Asked *asked, const Post *post)
{
    return asked->policy != NULL && (is_told_urgently(asked, post) || has_notice(asked, post) ||
                                     has_answers(asked, post) || has_requests(asked->policy, post));
}

static gboolean any_told(const Asked *asked)
{
    for (guint i = 0; i < asked->posts->len; i++)
        if (is_told(asked, g_ptr_array_index(asked->posts, i)))
            return TRUE;
    return FALSE;
}

/* Of somebody who holds it or is told. */
static gboolean is_deputy(const Asked *asked)
{
    const Directory *directory = asked->rules->directory;
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        if (same_address(post->deputy, asked->to) && directory_post_is_held(post, asked->today) &&
            (holds(asked, post->email) || is_told(asked, post)))
            return TRUE;
    }
    return FALSE;
}

/* ---- of no case ---- */

static gboolean any_requests(const Asked *asked)
{
    for (guint i = 0; i < asked->rules->policies->len; i++)
        for (guint j = 0; j < asked->posts->len; j++)
            if (has_requests(g_ptr_array_index(asked->rules->policies, i),
                             g_ptr_array_index(asked->posts, j)))
                return TRUE;
    return FALSE;
}

/* ---- all of it ---- */

static gboolean is_entitled(const Asked *asked)
{
    if (asked->posts->len == 0)
        return FALSE;
    if (is_office(asked))
        return TRUE;
    if (asked->c == NULL)
        return any_requests(asked);
    return holds(asked, asked->to) || any_told(asked) || is_deputy(asked);
}

/* Knows of the case, having written in it. */
static gboolean wrote(const Asked *asked)
{
    return asked->c != NULL && (same_address(asked->c->originator.email, asked->to) ||
                                same_address(asked->c->last_sender, asked->to));
}

/* A worker who held it once is asked again when it is settled: what was agreed, and what is outstanding. */
static OutgoingMay for_worker(const Asked *asked)
{
    const Holder *holder = as_worker(asked);
    gboolean raised = asked->c != NULL && same_address(asked->c->originator.email, asked->to);
    if (holder == NULL || (!raised && asked->posts->len == 0))
        return wrote(asked) ? OUTGOING_NO_DETAIL : OUTGOING_NOBODY;
    gboolean runs = case_runs(asked->c);
    if (holder->current)
        return raised ? OUTGOING_WORDS : OUTGOING_DETAIL;
    return runs ? OUTGOING_NO_DETAIL : OUTGOING_WORDS;
}

static OutgoingMay for_notice(const Asked *asked, const char **why_out)
{
    const Agency *agency = directory_agency_of_domain(asked->rules->directory, asked->to);
    OutgoingMay may = is_entitled(asked) ? OUTGOING_DETAIL : for_worker(asked);
    if (may == OUTGOING_NOBODY)
        *why_out = asked->posts->len == 0
                       ? "its recipient is in no post of the directory today"
                       : "its recipient has no part in it, as the case and the directory are now";
    return agency != NULL && agency->secure == SECURE_TLS ? may : MIN(may, OUTGOING_NO_DETAIL);
}

gboolean outgoing_is_office(const Ruleset *rules, Day today, const char *address)
{
    g_autoptr(GPtrArray) posts = directory_posts_by_email(rules->directory, address, today);
    const Asked asked = {.rules = rules, .posts = posts, .to = address};
    return is_office(&asked);
}

OutgoingMay outgoing_reader(const Case *c, const Ruleset *rules, Day today, const char *to,
                            gboolean answer, const char *submitter, const char **why_out)
{
    if (answer && same_address(submitter, to))
        return OUTGOING_NO_DETAIL;
    if (answer) {
        *why_out = "it answers somebody else than wrote";
        return OUTGOING_NOBODY;
    }
    const Policy *policy = c != NULL ? ruleset_policy_by_sha256(rules, c->policy_sha256) : NULL;
    g_autoptr(GPtrArray) posts = directory_posts_by_email(rules->directory, to, today);
    const Asked asked = {c, rules, policy, posts, to, today};
    return for_notice(&asked, why_out);
}
