/* touched: what a changed row of the directory means for an open case.
 *
 * People are known by their address, as everywhere in a case. A row in which nothing but its confirmation changes touches
 * nothing. A new row touches nothing either: whoever is new holds no case. Decides nothing; a case whose holder goes keeps that
 * holder until a person routes it. */
#include "touched.h"

#include "standing.h"
#include "text.h"

typedef struct {
    const Case *c;
    const SheetDiff *diff;
    const Directory *now, *then;
    Day today;
    GPtrArray *why;
} Touching;

void touched_case_free(TouchedCase *touched)
{
    if (!touched)
        return;
    g_free(touched->reference);
    g_ptr_array_unref(touched->why);
    g_free(touched);
}

/* Takes `line`, unless it was said. */
static void say(const Touching *x, char *line)
{
    if (g_ptr_array_find_with_equal_func(x->why, line, g_str_equal, NULL))
        g_free(line);
    else
        g_ptr_array_add(x->why, line);
}

static gboolean is_waited_for(const Touching *x, const Holder *holder)
{
    return holder->current && !holder->informed && !holder->quiet && holder->answer == NULL &&
           !standing_said_last(x->c, holder->email);
}

/* Somebody who is there today and would not be then. */
static gboolean leaves(const Touching *x, const char *email)
{
    if (!x->then)
        return FALSE;
    g_autoptr(GPtrArray) then = directory_posts_by_email(x->then, email, x->today);
    return then->len == 0;
}

static void touch_holder(const Touching *x, const Holder *holder)
{
    say(x, g_strdup_printf("held by %s (%s, %s)%s%s", holder->name, holder->role, holder->agency,
                           is_waited_for(x, holder) ? ", waited for" : "",
                           leaves(x, holder->email) ? ", who then has left: route it" : ""));
}

/* The deputy of a holder, as the directory has it today. */
static void touch_deputy(const Touching *x, const Holder *holder, const char *email)
{
    g_autoptr(GPtrArray) posts = directory_posts_by_email(x->now, holder->email, x->today);
    for (guint i = 0; i < posts->len; i++) {
        const Post *post = posts->pdata[i];
        if (g_ascii_strcasecmp(post->deputy, email) == 0)
            say(x, g_strdup_printf("held by %s (%s, %s), whose deputy it is", holder->name,
                                   holder->role, holder->agency));
    }
}

static void touch_person(const Touching *x, const SheetRow *row)
{
    g_autofree char *email = text_address_fold(sheet_cell(x->diff->before, row, "email"));
    for (guint i = 0; email && i < x->c->holders->len; i++) {
        const Holder *holder = x->c->holders->pdata[i];
        if (!holder->current || holder->informed || !*holder->email)
            continue;
        if (g_str_equal(holder->email, email))
            touch_holder(x, holder);
        else
            touch_deputy(x, holder, email);
    }
    if (email && g_strcmp0(x->c->originator.email, email) == 0)
        say(x,
            g_strdup_printf("raised by %s (%s)", x->c->originator.name, x->c->originator.agency));
}

static void touch_agency(const Touching *x, const SheetRow *row)
{
    const char *id = sheet_cell(x->diff->before, row, "agency");
    if (g_strcmp0(x->c->raising, id) == 0)
        say(x, g_strdup_printf("raised by agency %s", id));
    if (g_strcmp0(x->c->challenged, id) == 0)
        say(x, g_strdup_printf("against agency %s", id));
}

TouchedCase *touched_by(const Case *c, const SheetDiff *diff, const Directory *now,
                        const Directory *then, Day today)
{
    g_autoptr(GPtrArray) why = g_ptr_array_new_with_free_func(g_free);
    const Touching x = {c, diff, now, then, today, why};
    if (case_is_over(c))
        return NULL;
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        if (!change->before || !row_change_matters(diff, change))
            continue;
        if (diff->before->kind == SHEET_PEOPLE)
            touch_person(&x, change->before);
        else
            touch_agency(&x, change->before);
    }
    if (why->len == 0)
        return NULL;
    TouchedCase *touched = g_new0(TouchedCase, 1);
    touched->reference = g_strdup(c->reference);
    touched->why = g_steal_pointer(&why);
    return touched;
}
