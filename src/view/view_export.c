/* The chronology of a case on paper, for the child's file.
 *
 * Stands by itself, years later and in another house: every date has its year, every agency its name, and
 * the end says from what it was taken, so that it can be held against the record. Nothing of the
 * chronology is left out. Where a case is of several children, one may be named alone; what people wrote
 * may still name the others, and the page says so, since only a person can take that out.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "show_parts.h"
#include "words.h"

#define PAPER_WIDTH 80u
#define INDENT 2u
#define NO_YEAR ((Instant)1) /* so that every date says its own */

static void print_heading(const View *view, const Case *c)
{
    const Policy *policy = words_policy(view, c);
    g_autofree char *stage = words_stage(view, c, FALSE);
    columns_line(view, INK_PLAIN, "Chronology for the child's file");
    fputc('\n', view->out);
    columns_line(view, INK_PLAIN, "%s", view->rules->site.name);
    columns_line(view, INK_PLAIN, "Case %s: %s, %s", c->reference, case_state_name(c->state),
                 stage);
    if (policy)
        columns_line(view, INK_PLAIN, "%s, %s", policy->title,
                     policy->version ? policy->version : "version not said");
}

static void print_who(const View *view, const Case *c, guint child)
{
    static const char *const headings[] = {"", "", NULL};
    g_autoptr(Table) table = table_new(INDENT, headings);
    g_autofree char *originator = show_person(view, &c->originator);
    columns_heading(view, "Who");
    for (guint i = 0; i < c->children->len; i++) {
        const Child *one = c->children->pdata[i];
        if (child > 0 && one->n != child)
            continue;
        g_autofree char *label = g_strdup_printf("child %u", one->n);
        g_autofree char *text = show_child(one);
        table_add(table, INK_PLAIN, label, text, NULL);
    }
    table_add(table, INK_PLAIN, "raised by", words_agency(view, c->raising), NULL);
    table_add(table, INK_PLAIN, "against", words_agency(view, c->challenged), NULL);
    table_add(table, INK_PLAIN, "originator", originator, NULL);
    table_print(table, view);
}

static void print_others(const View *view, const Case *c, guint child)
{
    fputc('\n', view->out);
    if (child > 0 && c->children->len > 1)
        columns_paragraph(view, 0, INK_PLAIN,
                          "The case is of several children, of whom only this one is named above. "
                          "What people wrote may name the others: to be taken out before this is "
                          "filed.");
    else
        columns_paragraph(view, 0, INK_PLAIN,
                          "What people wrote may name others than the child: to be looked at "
                          "before this is filed.");
}

static void print_owed(const View *view, const Case *c)
{
    g_autoptr(GPtrArray) owed = show_owed(c);
    if (owed->len)
        columns_heading(view, "Not yet done");
    for (guint i = 0; i < owed->len; i++) {
        const Owed *one = owed->pdata[i];
        g_autofree char *what = words_owed(view, c, one->kind, one->role ? one->role : "");
        g_autofree char *by = words_holder(view, one->role, one->agency, NULL);
        columns_item(view, INK_PLAIN, "%s%s%s", what, *by ? ": " : "", by);
    }
}

static void print_end(const View *view, Instant now, GPtrArray *hashes, const char *by)
{
    g_autofree char *at = words_instant(view, now);
    const char *last = hashes->len ? hashes->pdata[hashes->len - 1] : "";
    fputc('\n', view->out);
    columns_line(view, INK_PLAIN, "Taken from the record at %s by %s.", at, by);
    columns_line(view, INK_PLAIN, "It ends with entry %u of the case, whose mark in the record is",
                 hashes->len);
    columns_line(view, INK_PLAIN, "%s", last);
}

void view_export(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent, guint child,
                 const char *by)
{
    View paper = *view;
    paper.colour = FALSE;
    paper.width = PAPER_WIDTH;
    paper.now = NO_YEAR;
    print_heading(&paper, c);
    print_who(&paper, c, child);
    print_others(&paper, c, child);
    show_recorded(&paper, c, child);
    show_mails(&paper, sent);
    print_owed(&paper, c);
    print_end(&paper, view->now, hashes, by);
}
