/* What is held on one person, for somebody who has to decide what of it is given out.
 *
 * Every item with where it stands, whose word it is and why it is listed; what is also about somebody else
 * says about whom, in words that name nobody.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"
#include "words.h"

static void json_item(JsonBuilder *out, const View *view, const SubjectItem *item)
{
    json_out_object(out, NULL);
    json_out_text(out, "kind", item->kind);
    json_out_known(out, "case", item->reference);
    json_out_instant(out, "at", view, item->at);
    json_out_known(out, "source", item->source);
    json_out_known(out, "author", item->author);
    json_out_known(out, "label", item->label);
    json_out_text(out, "text", item->text);
    json_out_text(out, "match", item->match);
    json_out_words(out, "others", item->others);
    json_builder_end_object(out);
}

static void subject_json(const View *view, const char *who, const SubjectAccess *subject,
                         guint unsearched)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_text(out, "asked", who);
    json_out_words(out, "names", subject->names);
    json_out_words(out, "addresses", subject->addresses);
    json_out_list(out, "items");
    for (guint i = 0; i < subject->items->len; i++)
        json_item(out, view, subject->items->pdata[i]);
    json_builder_end_array(out);
    json_out_int(out, "restricted_not_listed", subject->restricted);
    json_out_int(out, "messages_not_searched", unsearched);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static const char *why(const char *match)
{
    static const struct {
        const char *match, *words;
    } words[] = {{"name", "by name"},
                 {"initials", "by INITIALS only: look whether it is the person"},
                 {"address", "by address"},
                 {"case", "the case is about the person"}};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i].match, match))
            return words[i].words;
    return match;
}

static void print_item(const View *view, guint n, const SubjectItem *item)
{
    g_autofree char *at = words_instant(view, item->at);
    g_autofree char *label = g_str_equal(item->kind, "field")
                                 ? g_strdup(words_label(view, item->label))
                                 : words_plain(item->label);
    columns_line(view, INK_STRONG, "%u. %s: %s%s%s", n, item->kind, label, *at ? ", " : "", at);
    columns_line(view, INK_PLAIN, "   in %s%s%s; %s", item->source, *item->author ? ", by " : "",
                 item->author, why(item->match));
    if (item->others->len) {
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        for (guint i = 0; i < item->others->len; i++)
            g_ptr_array_add(list, item->others->pdata[i]);
        g_ptr_array_add(list, NULL);
        g_autofree char *others = g_strjoinv("; ", (GStrv)list->pdata);
        columns_line(view, INK_ALERT, "   OTHER PEOPLE'S DATA: %s", others);
    }
    columns_paragraph(view, 3, INK_PLAIN, item->text);
}

static void print_items(const View *view, const SubjectAccess *subject)
{
    const char *reference = NULL;
    for (guint i = 0; i < subject->items->len; i++) {
        const SubjectItem *item = subject->items->pdata[i];
        if (g_strcmp0(reference, item->reference) != 0)
            columns_heading(view, *item->reference ? item->reference : "In no case");
        reference = item->reference;
        print_item(view, i + 1, item);
    }
}

static void subject_text(const View *view, const SubjectAccess *subject, guint unsearched)
{
    if (subject->items->len)
        columns_line(view, INK_PLAIN,
                     "%u items. A person decides what of it is given out: what is marked is other "
                     "people's, too.",
                     subject->items->len);
    else
        columns_line(view, INK_PLAIN, "nothing is held under this name or address");
    for (guint i = 0; i < subject->addresses->len; i++)
        columns_line(view, INK_PLAIN, "also looked for: %s",
                     (const char *)subject->addresses->pdata[i]);
    print_items(view, subject);
    if (subject->restricted)
        columns_line(view, INK_ALERT,
                     "%u restricted rows are not listed: a named officer lists them with "
                     "--restricted",
                     subject->restricted);
    if (unsearched)
        columns_line(view, INK_PROMPT,
                     "%u messages of no case were not read through; 'casegate messages' lists them",
                     unsearched);
}

void view_subject(const View *view, const char *who, const SubjectAccess *subject, guint unsearched)
{
    if (view->json)
        subject_json(view, who, subject, unsearched);
    else
        subject_text(view, subject, unsearched);
}
