/* chronology: the course of a case, for a child's file or for somebody who may see some of it.
 *
 * Stands by itself, years later and in another house: every date has its year, every agency its name, every
 * entry says from which message it was taken, and the end says from what state of the record, so that it can be
 * held against it. What this reader may have is cases/disclosure's to say, piece by piece; nothing that it
 * allows is left out here. Where one child of several is written of, or what people wrote is in it, the page
 * says what a person still has to look at.
 *
 * Fails on nothing; writes nothing. */
#include "chronology_private.h"

#include <stdarg.h>
#include <string.h>

#include "show_parts.h"

#define NO_YEAR ((Instant)1) /* so that every date says its own */
#define CELLS_MOST 5
#define SHA_SHOWN 12

void chronology_add(const Chronology *x, PaperKind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *screened = disclosure_text(x->d, text);
    paper_add(x->paper, kind, screened);
}

void chronology_row(const Chronology *x, ...)
{
    char *cells[CELLS_MOST + 1] = {NULL};
    const char *text;
    gsize count = 0;
    va_list texts;
    va_start(texts, x);
    while (count < CELLS_MOST && (text = va_arg(texts, const char *)) != NULL)
        cells[count++] = disclosure_text(x->d, text);
    va_end(texts);
    paper_row(x->paper, cells[0], cells[1], cells[2], cells[3], cells[4], NULL);
    for (gsize i = 0; i < count; i++)
        g_free(cells[i]);
}

void chronology_note(const Chronology *x, const char *text)
{
    g_autofree char *screened = disclosure_text(x->d, text);
    paper_note(x->paper, screened);
}

static const LedgerRow *message_of(const Chronology *x, const char *sha256)
{
    for (guint i = 0; i < x->rows->ledger->len; i++) {
        const LedgerRow *row = x->rows->ledger->pdata[i];
        if (g_strcmp0(row->sha256, sha256) == 0)
            return row;
    }
    return NULL;
}

/* "message 3, SHA-256 9f86d081884c", "" of what came from none or the reader may not know; newly allocated. */
static char *original_of(const Chronology *x, const Event *event)
{
    if (!disclosure_original(x->d, event))
        return g_strdup("");
    const LedgerRow *row = message_of(x, event->message);
    return row ? g_strdup_printf("message %" G_GINT64_FORMAT ", SHA-256 %.*s", row->id, SHA_SHOWN,
                                 event->message)
               : g_strdup_printf("message, SHA-256 %.*s", SHA_SHOWN, event->message);
}

/* ---- the beginning ---- */

static char *title_of(const Chronology *x)
{
    if (x->asked->reader == DISCLOSE_TO_FILE)
        return g_strdup("Chronology for the child's file");
    if (x->asked->reader == DISCLOSE_TO_ORIGINATOR)
        return g_strdup("Course of the case, for whoever raised it");
    return g_strdup_printf("Chronology for %s", words_agency(x->view, x->asked->agency));
}

static void add_heading(const Chronology *x)
{
    const Policy *policy = words_policy(x->view, x->c);
    g_autofree char *stage = words_stage(x->view, x->c, FALSE);
    paper_section(x->paper, NULL);
    chronology_add(x, PAPER_LINE, "%s", x->view->rules->site.name);
    chronology_add(x, PAPER_LINE, "Case %s: %s, %s", x->c->reference, case_state_name(x->c->state),
                   stage);
    if (policy)
        chronology_add(x, PAPER_LINE, "%s, %s", policy->title,
                       policy->version ? policy->version : "version not said");
}

/* As holders are told it: the name and the post. */
static char *originator_brief(const Chronology *x)
{
    const Person *person = &x->c->originator;
    g_autofree char *role = words_plain(person->role ? person->role : "");
    const char *name = person->name && *person->name ? person->name : "name not known";
    return *role ? g_strdup_printf("%s (%s)", name, role) : g_strdup(name);
}

static void add_children(const Chronology *x)
{
    for (guint i = 0; i < x->c->children->len; i++) {
        const Child *one = x->c->children->pdata[i];
        if (!disclosure_of_child(x->d, one->n))
            continue;
        g_autofree char *label = g_strdup_printf("child %u", one->n);
        Child told = *one; /* where a child goes to school is in no notice */
        if (!disclosure_is_whole(x->d))
            told.setting = NULL;
        g_autofree char *text = show_child(&told);
        chronology_row(x, label, text, NULL);
    }
}

static void add_who(const Chronology *x)
{
    static const char *const headings[] = {"", "", NULL};
    gboolean whole = disclosure_is_whole(x->d);
    gboolean held = x->c->routing_held == SIDE_CHALLENGED && !whole;
    paper_section(x->paper, "Who");
    paper_table(x->paper, headings);
    if (disclosure_has_detail(x->d))
        add_children(x);
    chronology_row(x, "raised by", words_agency(x->view, x->c->raising), NULL);
    chronology_row(x, "against",
                   held ? "is being confirmed" : words_agency(x->view, x->c->challenged), NULL);
    if (!disclosure_has_detail(x->d))
        return;
    g_autofree char *originator =
        whole ? show_person(x->view, &x->c->originator) : originator_brief(x);
    chronology_row(x, "originator", originator, NULL);
}

static void add_warning(const Chronology *x)
{
    if (!disclosure_has_detail(x->d))
        return;
    if (x->asked->child > 0 && x->c->children->len > 1)
        chronology_add(x, PAPER_PARAGRAPH,
                       "The case is of several children, of whom only this one is named above. "
                       "What people wrote may name the others: to be taken out before this is "
                       "filed.");
    else
        chronology_add(x, PAPER_PARAGRAPH,
                       disclosure_is_whole(x->d)
                           ? "What people wrote may name others than the child: to be looked at "
                             "before this is filed."
                           : "What people wrote may name others than the child: to be looked at "
                             "before this is given out.");
}

static void add_dates(const Chronology *x)
{
    static const char *const headings[] = {"Date", "Kind", "Standing", "Why", NULL};
    paper_section(x->paper, "Dates")->not_in_text = disclosure_is_whole(x->d);
    paper_table(x->paper, headings);
    for (guint i = 0; i < x->c->dates->len; i++) {
        const CaseDate *date = x->c->dates->pdata[i];
        g_autofree char *due = words_due(x->view, date);
        g_autofree char *kind = words_plain(date->kind);
        chronology_row(x, due, kind, words_date_standing(x->view, date), date->why ? date->why : "",
                       NULL);
    }
}

/* ---- what happened ---- */

static void add_entry(const Chronology *x, const Event *event)
{
    g_autofree char *at = words_short(&x->dated, event->at);
    g_autofree char *actor = disclosure_actor(x->d, event->actor);
    g_autofree char *head = g_strdup_printf("%s, %s", at, actor);
    g_autofree char *screened = disclosure_text(x->d, head);
    g_autofree char *original = original_of(x, event);
    paper_entry(x->paper, screened, original);
}

/* What one message, tick or person caused stands under one line. */
static void add_chronology(const Chronology *x)
{
    const Event *before = NULL;
    paper_section(x->paper, "Chronology");
    for (guint i = 0; i < x->c->events->len; i++) {
        const Event *event = x->c->events->pdata[i];
        g_autofree char *text = disclosure_event(x->d, event);
        if (!text)
            continue;
        if (!before || !event_goes_on(event, before) ||
            g_strcmp0(before->message, event->message) != 0)
            add_entry(x, event);
        paper_add(x->paper, PAPER_DETAIL, text);
        before = event;
    }
}

static void add_mails(const Chronology *x)
{
    static const char *const headings[] = {"When", "State", "Mail", "To", NULL};
    paper_section(x->paper, "Mails");
    paper_table(x->paper, headings);
    for (guint i = 0; i < x->rows->sent->len; i++) {
        const OutboxRow *mail = x->rows->sent->pdata[i];
        if (!disclosure_mail(x->d, mail))
            continue;
        g_autofree char *at = words_short(&x->dated, mail->at ? mail->at : mail->queued);
        g_autofree char *role = words_plain(mail->role ? mail->role : "");
        g_autofree char *to =
            *role ? g_strdup_printf("%s (%s)", mail->to, role) : g_strdup(mail->to);
        chronology_row(x, at, mail->state ? mail->state : "", mail->template, to, NULL);
        if (disclosure_is_whole(x->d) && mail->why && *mail->why)
            chronology_note(x, mail->why);
    }
}

static gboolean may_know_owed(const Chronology *x, const Owed *owed)
{
    if (!disclosure_of_child(x->d, owed->child))
        return FALSE;
    return disclosure_is_whole(x->d) ||
           (disclosure_has_detail(x->d) && g_strcmp0(owed->agency, x->asked->agency) == 0);
}

static void add_owed(const Chronology *x)
{
    g_autoptr(GPtrArray) owed = show_owed(x->c);
    paper_section(x->paper, "Not yet done");
    for (guint i = 0; i < owed->len; i++) {
        const Owed *one = owed->pdata[i];
        if (!may_know_owed(x, one))
            continue;
        g_autofree char *what = words_owed(x->view, x->c, one->kind, one->role ? one->role : "");
        g_autofree char *by = words_holder(x->view, one->role, one->agency, NULL);
        chronology_add(x, PAPER_ITEM, "%s%s%s", what, *by ? ": " : "", by);
    }
}

/* ---- the end ---- */

typedef struct {
    const char *word, *means;
} Definition;

static const Definition kinds_of_date[] = {
    {"guide", "a date that the policy names for guidance; reaching it asks a question, no more"},
    {"safe-by", "the date by which the child needs it settled, as whoever raised it says"},
    {"same-day", "the end of the same working day, as the policy says"},
    {"maximum", "the latest date that the policy allows"},
    {"immediate", "at once, from receipt"},
    {"outstanding", "the date that was agreed for something that was still to be done"},
};

static const Definition general[] = {
    {"provisional", "the case runs while answers that the policy needs are still asked for"},
    {"closing", "reported as settled; what the policy asks for before the end is still to be done"},
    {"message", "the original as it was received, kept unchanged under that number; SHA-256 is the "
                "beginning of its digest"},
    {"working day", "no Saturday or Sunday, and no bank holiday of England and Wales"},
};

static gboolean has_date(const Case *c, const char *kind)
{
    for (guint i = 0; i < c->dates->len; i++)
        if (g_strcmp0(((const CaseDate *)c->dates->pdata[i])->kind, kind) == 0)
            return TRUE;
    return FALSE;
}

static void add_definitions(const Chronology *x)
{
    static const char *const headings[] = {"Word", "What it means here", NULL};
    paper_section(x->paper, "What the words mean")->not_in_text = disclosure_is_whole(x->d);
    paper_table(x->paper, headings);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds_of_date); i++)
        if (has_date(x->c, kinds_of_date[i].word)) {
            g_autofree char *plain = words_plain(kinds_of_date[i].word);
            paper_row(x->paper, plain, kinds_of_date[i].means, NULL);
        }
    for (gsize i = 0; i < G_N_ELEMENTS(general); i++)
        paper_row(x->paper, general[i].word, general[i].means, NULL);
    if (disclosure_left_out(x->d) > 0)
        paper_row(x->paper, DISCLOSURE_LEFT_OUT, "stands in the record, and not for this reader",
                  NULL);
}

static void add_end(const Chronology *x)
{
    g_autofree char *at = words_instant(x->view, x->view->now);
    paper_section(x->paper, NULL);
    g_autofree char *taken =
        disclosure_is_whole(x->d)
            ? g_strdup_printf("Taken from the record at %s by %s.", at, x->rows->by)
            : g_strdup_printf("Taken from the record at %s: what this reader may see.", at);
    g_autofree char *ends = g_strdup_printf(
        "It ends with entry %u of the case, whose mark in the record is", x->rows->hashes->len);
    paper_add(x->paper, PAPER_LINE, taken);
    paper_add(x->paper, PAPER_LINE, ends);
    paper_add(x->paper, PAPER_LINE, x->paper->mark);
}

Paper *chronology_paper(const View *view, const ChronologyRows *rows, Disclosure *disclosure,
                        const DisclosureAsked *asked)
{
    GPtrArray *hashes = rows->hashes;
    g_autofree char *made = instant_iso(view->now, view->rules->site.zone);
    Chronology x = {
        .view = view, .dated = *view, .rows = rows, .c = rows->c, .d = disclosure, .asked = asked};
    g_autofree char *title = title_of(&x);
    x.dated.now = NO_YEAR;
    x.paper = paper_new(title, rows->c->reference,
                        hashes->len ? hashes->pdata[hashes->len - 1] : "", made);
    add_heading(&x);
    add_who(&x);
    add_warning(&x);
    add_dates(&x);
    if (disclosure_has_detail(disclosure))
        chronology_recorded(&x);
    add_chronology(&x);
    add_mails(&x);
    add_owed(&x);
    add_definitions(&x);
    add_end(&x);
    paper_drop_empty(x.paper);
    return x.paper;
}
