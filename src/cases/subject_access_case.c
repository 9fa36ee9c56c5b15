/* subject_access_case: what one case holds on a person.
 *
 * A case about the person as a child is listed whole, for all of it is about that child; of any other case
 * only what names the person, comes from them or went to them. Every item says which other people of the
 * case it is about or names, so that whoever gives it out sees what is not the person's own. */
#include "subject_access.h"

#include <string.h>

#include "text.h"

typedef struct { /* a person of the case */
    char *what;
    const char *name, *email; /* of the case; NULL or "" if not known */
    const char *match;        /* why it is the subject; NULL = somebody else */
} Member;

typedef struct {
    SubjectAccess *subject;
    const Case *c;
    GArray *members;   /* of Member */
    const char *whole; /* the match by which a child of the case is the subject, or NULL */
} CaseLook;

static void member_clear(gpointer data)
{
    g_free(((Member *)data)->what);
}

static void add_member(CaseLook *look, char *what, const char *name, const char *email)
{
    const char *match = subject_named(look->subject, name);
    Member member = {.what = what,
                     .name = name,
                     .email = email,
                     .match = match ? match : subject_at(look->subject, email)};
    g_array_append_val(look->members, member);
}

static void list_members(CaseLook *look)
{
    const Case *c = look->c;
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = c->children->pdata[i];
        add_member(look, g_strdup_printf("child %u", child->n), child->name, NULL);
        const Member *member = &g_array_index(look->members, Member, look->members->len - 1);
        look->whole = member->match ? member->match : look->whole;
    }
    add_member(look, g_strdup("whoever raised it"), c->originator.name, c->originator.email);
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = c->holders->pdata[i];
        add_member(look, g_strdup_printf("holder (%s)", holder->role ? holder->role : ""),
                   holder->name, holder->email);
    }
    for (guint i = 0; i < c->members->len; i++)
        add_member(look, g_strdup("member engaged"),
                   ((const MemberEngaged *)c->members->pdata[i])->name, NULL);
    for (guint i = 0; i < c->panel->len; i++)
        add_member(look, g_strdup("panel member"), ((const PanelMember *)c->panel->pdata[i])->name,
                   NULL);
}

static void add_other(SubjectItem *item, const char *what)
{
    if (!g_ptr_array_find_with_equal_func(item->others, what, g_str_equal, NULL))
        g_ptr_array_add(item->others, g_strdup(what));
}

/* Everybody else whose name or address stands in the text. */
static void mark_others(const CaseLook *look, SubjectItem *item, const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_autofree char *lower = g_ascii_strdown(text, -1);
    for (guint i = 0; i < look->members->len; i++) {
        const Member *member = &g_array_index(look->members, Member, i);
        gboolean named = !text_empty(member->name) && subject_text_names(folded, member->name);
        if (!member->match &&
            (named || (!text_empty(member->email) && strstr(lower, member->email))))
            add_other(item, member->what);
    }
}

static SubjectItem *add(const CaseLook *look, const char *kind, Instant at, const char *match,
                        const char *text)
{
    SubjectItem *item =
        subject_item(look->subject, kind, look->c->reference, at, match ? match : "case");
    item->text = g_strdup(text ? text : "");
    mark_others(look, item, item->text);
    return item;
}

/* ---- people ---- */

static void list_people(const CaseLook *look)
{
    for (guint i = 0; i < look->members->len; i++) {
        const Member *member = &g_array_index(look->members, Member, i);
        if (!member->match && !look->whole)
            continue;
        if (text_empty(member->name) && text_empty(member->email))
            continue;
        g_autofree char *text =
            g_strjoin(text_empty(member->name) || text_empty(member->email) ? "" : ", ",
                      member->name ? member->name : "", member->email ? member->email : "", NULL);
        SubjectItem *item = add(look, g_str_has_prefix(member->what, "child") ? "child" : "person",
                                look->c->opened, member->match, text);
        item->source = g_strdup("the case's people");
        item->author = g_strdup("");
        item->label = g_strdup(member->what);
        if (!member->match)
            add_other(item, member->what);
    }
}

/* ---- what was answered ---- */

static const char *child_is_subject(const CaseLook *look, guint n)
{
    for (guint i = 0; i < look->c->children->len; i++)
        if (((const Child *)look->c->children->pdata[i])->n == n)
            return g_array_index(look->members, Member, i).match;
    return NULL;
}

static char *author_of(const Case *c, const char *message)
{
    const Event *event = message ? case_event_of(c, message) : NULL;
    return g_strdup(event ? event->actor : "");
}

static void add_field(const CaseLook *look, const Event *event, const char *const *row)
{
    guint child = (guint)g_ascii_strtoull(row[2], NULL, 10);
    const char *message = *row[4] ? row[4] : event->message;
    const char *match = child > 0 ? child_is_subject(look, child) : NULL;
    match = match ? match : subject_in_text(look->subject, row[3]);
    if (!match && !look->whole)
        return;
    SubjectItem *item = add(look, "field", event->at, match, row[3]);
    item->source = g_strdup_printf("event %u, %s%s%s", event->seq, message ? message : "the office",
                                   *row[5] ? ", " : "", row[5]);
    item->author = *row[4] ? author_of(look->c, row[4]) : g_strdup(event->actor);
    item->label = child > 1 ? g_strdup_printf("%s %u", row[1], child) : g_strdup(row[1]);
    g_autofree char *what = g_strdup_printf("child %u", child);
    if (child > 0 && !child_is_subject(look, child))
        add_other(item, what);
}

/* Every answer there ever was, not the latest alone: what was corrected is held, too. */
static void list_fields(const CaseLook *look)
{
    for (guint i = 0; i < look->c->events->len; i++) {
        const Event *event = look->c->events->pdata[i];
        for (guint j = 0; j < event->changes->len; j++) {
            const char *const *row = event->changes->pdata[j];
            if (g_str_equal(row[0], "fact") && g_strv_length((GStrv)row) > 5)
                add_field(look, event, row);
        }
    }
}

/* ---- what happened ---- */

/* What an event changed, but for the answers, which are listed by themselves. */
static char *event_words(const Event *event)
{
    GString *text = g_string_new(event->text);
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = event->changes->pdata[i];
        if (g_str_has_prefix(row[0], "fact"))
            continue;
        g_autofree char *line = g_strjoinv(" ", (GStrv)row);
        g_string_append_printf(text, "\n%s", line);
    }
    return g_string_free(text, FALSE);
}

static void list_events(const CaseLook *look)
{
    for (guint i = 0; i < look->c->events->len; i++) {
        const Event *event = look->c->events->pdata[i];
        g_autofree char *text = event_words(event);
        const char *match = subject_in_text(look->subject, event->actor);
        match = match ? match : subject_in_text(look->subject, text);
        if (!match && !look->whole)
            continue;
        SubjectItem *item = add(look, "event", event->at, match, text);
        item->source = g_strdup_printf("event %u%s%s", event->seq, event->message ? ", " : "",
                                       event->message ? event->message : "");
        item->author = g_strdup(event->actor);
        item->label = g_strdup(event->kind);
        mark_others(look, item, event->actor);
    }
}

/* ---- messages and mails ---- */

static void list_messages(const CaseLook *look, GPtrArray *ledger)
{
    for (guint i = 0; i < ledger->len; i++) {
        const LedgerRow *row = ledger->pdata[i];
        const char *match = subject_at(look->subject, row->from);
        if (g_strcmp0(row->reference, look->c->reference) != 0 || (!match && !look->whole) ||
            subject_passed_over(look->subject, ledger_row_restricted(row)))
            continue;
        g_autofree char *text = g_strdup_printf("the whole message as it came, from %s", row->from);
        SubjectItem *item = add(look, "message", row->received, match, text);
        item->source = g_strdup_printf("message %" G_GINT64_FORMAT ", %s", row->id, row->sha256);
        item->author = g_strdup(row->from);
        item->label = g_strdup(row->kind);
    }
}

static void list_mails(const CaseLook *look, GPtrArray *mails)
{
    for (guint i = 0; i < mails->len; i++) {
        const OutboxRow *row = mails->pdata[i];
        g_autofree char *text = g_strconcat(row->subject, "\n", row->body, NULL);
        const char *match = subject_at(look->subject, row->to);
        match = match ? match : subject_in_text(look->subject, text);
        if (!match && !look->whole)
            continue;
        SubjectItem *item = add(look, "mail", row->queued, match, text);
        item->source = g_strdup_printf("mail %" G_GINT64_FORMAT " to %s", row->id, row->to);
        item->author = g_strdup("gateway");
        item->label = g_strdup(row->template);
        mark_others(look, item, row->to);
    }
}

gboolean subject_access_case(SubjectAccess *subject, const Case *c, GPtrArray *ledger,
                             GPtrArray *mails)
{
    guint before = subject->items->len;
    CaseLook look = {.subject = subject, .c = c};
    look.members = g_array_new(FALSE, FALSE, sizeof(Member));
    g_array_set_clear_func(look.members, member_clear);
    list_members(&look);
    list_people(&look);
    list_fields(&look);
    list_events(&look);
    list_messages(&look, ledger);
    list_mails(&look, mails);
    g_array_unref(look.members);
    return subject->items->len > before;
}
