/* case_change_people: the changes about agencies and people: sides, holders, children, members of
 * the partnership and of a panel. Their meaning is the list at the head of case_change.c. */
#include "case_change.h"

#include <string.h>

static void apply_raising(Change *change)
{
    change_set_or_null(&change->c->raising, change->arg[0]);
}

static void apply_challenged(Change *change)
{
    change_set_or_null(&change->c->challenged, change->arg[0]);
    change_set_if_any(&change->c->challenged_written, change->arg[1]);
}

static void apply_routing_held(Change *change)
{
    change->c->routing_held = change_side(change, 0);
}

static void apply_candidate(Change *change)
{
    g_ptr_array_add(change->c->candidates, candidate_new(change->arg[0], change->arg[1]));
}

static void apply_candidates_clear(Change *change)
{
    g_ptr_array_set_size(change->c->candidates, 0);
}

static void apply_originator(Change *change)
{
    (void)person_copy_into(&change->c->originator, change->arg[0], change->arg[1], change->arg[2],
                           change->arg[3]);
}

/* ---- holders ---- */

static Holder *find_holder(const Case *c, const Holder *like)
{
    for (guint i = 0; i < c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && holder->side == like->side &&
            g_str_equal(holder->agency, like->agency) && g_str_equal(holder->role, like->role) &&
            g_str_equal(holder->name, like->name) && g_str_equal(holder->email, like->email))
            return holder;
    }
    return NULL;
}

static void apply_holder(Change *change)
{
    const Holder like = {.side = change_side(change, 0),
                         .agency = (char *)change->arg[1],
                         .role = (char *)change->arg[2],
                         .name = (char *)change->arg[3],
                         .email = (char *)change->arg[4]};
    Holder *holder = find_holder(change->c, &like);
    if (!holder) {
        holder = g_new0(Holder, 1);
        holder->side = like.side;
        holder->agency = g_strdup(like.agency);
        holder->role = g_strdup(like.role);
        holder->name = g_strdup(like.name);
        holder->email = g_strdup(like.email);
        holder->current = TRUE;
        g_ptr_array_add(change->c->holders, holder);
    }
    change_set(&holder->stage, change->arg[5]);
    holder->tier = change_number(change, 6);
    holder->informed = change_yes(change, 7);
    holder->quiet = FALSE; /* unless it is said again */
}

static void apply_told(Change *change)
{
    Side side = change_side(change, 0);
    Instant at = change_instant(change, 2);
    for (guint i = 0; i < change->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(change->c->holders, i);
        if (holder->current && holder->side == side && g_str_equal(holder->email, change->arg[1]))
            holder->told = at;
    }
}

static void apply_holder_gone(Change *change)
{
    Side side = change_side(change, 0);
    for (guint i = 0; i < change->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(change->c->holders, i);
        if (holder->side == side && g_str_equal(holder->email, change->arg[1]))
            holder->current = FALSE;
    }
}

static void apply_holder_group(Change *change)
{
    Side side = change_side(change, 0);
    HolderRule group = strcmp(change->arg[2], "all") == 0   ? HOLD_ALL
                       : strcmp(change->arg[2], "any") == 0 ? HOLD_ANY
                                                            : HOLD_FIRST;
    for (guint i = 0; i < change->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(change->c->holders, i);
        if (holder->current && holder->side == side && g_str_equal(holder->email, change->arg[1]))
            holder->group = group;
    }
}

static void apply_holder_quiet(Change *change)
{
    Side side = change_side(change, 0);
    for (guint i = 0; i < change->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(change->c->holders, i);
        if (holder->current && holder->side == side && g_str_equal(holder->email, change->arg[1]))
            holder->quiet = TRUE;
    }
}

static void apply_answered(Change *change)
{
    Side side = change_side(change, 0);
    Instant at = change_instant(change, 3);
    for (guint i = 0; i < change->c->holders->len; i++) {
        Holder *holder = g_ptr_array_index(change->c->holders, i);
        if (!holder->current || holder->side != side || !g_str_equal(holder->email, change->arg[1]))
            continue;
        change_set(&holder->answer, change->arg[2]);
        holder->answered = at;
    }
}

/* ---- children ---- */

static Child *child_at(Change *change, guint n)
{
    Child *child = case_child(change->c, n);
    if (child)
        return child;
    child = g_new0(Child, 1);
    child->n = n;
    child->name = g_strdup("");
    child->ids = g_strdup("");
    child->setting = g_strdup("");
    child->status = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(change->c->children, child);
    return child;
}

static void apply_child(Change *change)
{
    Child *child = child_at(change, change_number(change, 0));
    Day born = change_day(change, 4);
    Day expected = change_day(change, 5);
    change_set_if_any(&child->name, change->arg[1]);
    change_set_if_any(&child->ids, change->arg[2]);
    change_set_if_any(&child->setting, change->arg[3]);
    child->born = born != DAY_UNKNOWN ? born : child->born;
    child->expected = expected != DAY_UNKNOWN ? expected : child->expected;
}

static void apply_child_status(Change *change)
{
    Child *child = case_child(change->c, change_number(change, 0));
    if (!child)
        return;
    g_auto(GStrv) words = g_strsplit(change->arg[1], ",", -1);
    g_ptr_array_set_size(child->status, 0);
    for (guint i = 0; words[i]; i++)
        if (*words[i])
            g_ptr_array_add(child->status, g_strdup(words[i]));
}

static void apply_child_settled(Change *change)
{
    Child *child = case_child(change->c, change_number(change, 0));
    if (!child)
        return;
    child->settled = TRUE;
    change_set_or_null(&child->settled_stage, change->arg[1]);
}

/* ---- partnership and panel ---- */

static MemberEngaged *member_at(Case *c, const char *agency, const char *name)
{
    for (guint i = 0; i < c->members->len; i++) {
        MemberEngaged *member = g_ptr_array_index(c->members, i);
        if (g_str_equal(member->agency, agency) && g_str_equal(member->name, name))
            return member;
    }
    MemberEngaged *member = g_new0(MemberEngaged, 1);
    member->agency = g_strdup(agency);
    member->name = g_strdup(name);
    g_ptr_array_add(c->members, member);
    return member;
}

static void apply_member(Change *change)
{
    MemberEngaged *member = member_at(change->c, change->arg[0], change->arg[1]);
    Day day = change_day(change, 2);
    member->date = day != DAY_UNKNOWN ? day : member->date;
}

static void apply_panel(Change *change)
{
    PanelMember *member = g_new0(PanelMember, 1);
    member->name = g_strdup(change->arg[0]);
    member->agency = g_strdup(change->arg[1]);
    member->senior = change_yes(change, 2);
    member->full_member = change_yes(change, 3);
    g_ptr_array_add(change->c->panel, member);
}

static void apply_panel_clear(Change *change)
{
    g_ptr_array_set_size(change->c->panel, 0);
}

static void apply_representation(Change *change)
{
    Representation *representation = g_new0(Representation, 1);
    representation->agency = g_strdup(change->arg[0]);
    representation->at = change_instant(change, 1);
    representation->message = g_strdup(change->arg[2]);
    g_ptr_array_add(change->c->representations, representation);
}

const ChangeRule change_people[] = {
    {"raising", 1, apply_raising},
    {"challenged", 2, apply_challenged},
    {"routing-held", 1, apply_routing_held},
    {"candidate", 2, apply_candidate},
    {"candidates-clear", 0, apply_candidates_clear},
    {"originator", 4, apply_originator},
    {"holder", 8, apply_holder},
    {"told", 3, apply_told},
    {"holder-gone", 2, apply_holder_gone},
    {"holder-group", 3, apply_holder_group},
    {"holder-quiet", 2, apply_holder_quiet},
    {"answered", 4, apply_answered},
    {"child", 6, apply_child},
    {"child-status", 2, apply_child_status},
    {"child-settled", 2, apply_child_settled},
    {"member", 3, apply_member},
    {"panel", 4, apply_panel},
    {"panel-clear", 0, apply_panel_clear},
    {"representation", 3, apply_representation},
    {NULL, 0, NULL},
};
