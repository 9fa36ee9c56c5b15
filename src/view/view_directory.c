/* Who is in which post, who stands in for them, and when somebody last said so.
 *
 * One block an agency, in the order of the file. What needs somebody is marked: a post that nobody holds, an entry that nobody
 * has confirmed for longer than the site allows, a case whose holder is in no post any more.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "json_out.h"
#include "standing.h"
#include "words.h"

static Day today_of(const View *view)
{
    return instant_day(view->now, view->rules->site.zone);
}

static gboolean has_gone(const Post *post, Day today)
{
    return post->until != DAY_UNKNOWN && post->until < today;
}

static const char *standing_word(const Post *post, Day today)
{
    if (!*post->name || !*post->email)
        return "vacant";
    if (has_gone(post, today))
        return "ended";
    return directory_post_is_held(post, today) ? "held" : "to come";
}

/* ---- JSON ---- */

static void json_post(JsonBuilder *out, const View *view, const Post *post)
{
    const Day today = today_of(view);
    json_out_object(out, NULL);
    json_out_text(out, "role", post->role);
    json_out_int(out, "band", post->band);
    json_out_known(out, "area", post->area);
    json_out_known(out, "name", post->name);
    json_out_known(out, "email", post->email);
    json_out_known(out, "phone", post->phone);
    json_out_known(out, "deputy", post->deputy);
    json_out_bool(out, "full_member", post->full_member);
    json_out_bool(out, "senior", post->senior);
    json_out_day(out, "from", post->from);
    json_out_day(out, "until", post->until);
    json_out_day(out, "confirmed", post->confirmed);
    json_out_text(out, "standing", standing_word(post, today));
    json_out_bool(out, "to_confirm", ruleset_past_confirmed(view->rules, post, today));
    json_builder_end_object(out);
}

static void json_agency(JsonBuilder *out, const View *view, const Agency *agency)
{
    const Directory *directory = view->rules->directory;
    json_out_object(out, NULL);
    json_out_text(out, "agency", agency->id);
    json_out_text(out, "name", agency->name);
    json_out_text(out, "service", agency->service);
    json_out_known(out, "represented_by", agency->represented_by);
    json_out_known(out, "successor", agency->successor);
    json_out_list(out, "posts");
    for (guint i = 0; i < directory_posts(directory); i++)
        if (g_str_equal(directory_post_at(directory, i)->agency, agency->id))
            json_post(out, view, directory_post_at(directory, i));
    json_builder_end_array(out);
    json_builder_end_object(out);
}

static void json_departed(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) departed = standing_departed(c, view->rules->directory, today_of(view));
    for (guint i = 0; i < departed->len; i++) {
        const Holder *holder = departed->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "case", c->reference);
        json_out_known(out, "agency", holder->agency);
        json_out_known(out, "role", holder->role);
        json_out_known(out, "name", holder->name);
        json_out_known(out, "email", holder->email);
        json_builder_end_object(out);
    }
}

static void directory_json(const View *view, const char *agency, GPtrArray *cases)
{
    const Directory *directory = view->rules->directory;
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_list(out, "agencies");
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *one = directory_agency_at(directory, i);
        if (!agency || g_str_equal(one->id, agency))
            json_agency(out, view, one);
    }
    json_builder_end_array(out);
    json_out_list(out, "departed");
    for (guint i = 0; i < cases->len; i++)
        json_departed(out, view, cases->pdata[i]);
    json_builder_end_array(out);
    json_builder_end_object(out);
    json_out_end(view, out);
}

/* ---- words ---- */

/* The name of whose address it is, in a post of today; else the address. */
static char *deputy_text(const View *view, const Post *post)
{
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(view->rules->directory, post->deputy, today_of(view));
    if (!*post->deputy || posts->len > 0)
        return g_strdup(*post->deputy ? ((const Post *)posts->pdata[0])->name : "");
    return g_strdup_printf("%s (in no post)", post->deputy);
}

static char *time_in_post(const Post *post)
{
    g_autofree char *from = post->from ? day_iso(post->from) : NULL;
    g_autofree char *until = post->until ? day_iso(post->until) : NULL;
    return g_strdup_printf("%s%s%s%s%s", from ? "from " : "", from ? from : "",
                           from && until ? "\n" : "", until ? "until " : "", until ? until : "");
}

static char *confirmed_text(const View *view, const Post *post)
{
    gboolean held = directory_post_is_held(post, today_of(view));
    g_autofree char *day =
        post->confirmed ? day_iso(post->confirmed) : g_strdup(held ? "never" : "");
    gboolean late = ruleset_past_confirmed(view->rules, post, today_of(view));
    return g_strdup_printf("%s%s", day, late ? "\nconfirm again" : "");
}

static Ink ink_of(const View *view, const Post *post)
{
    const Day today = today_of(view);
    if (!directory_post_is_held(post, today))
        return has_gone(post, today) ? INK_FAINT : INK_ALERT;
    return ruleset_past_confirmed(view->rules, post, today) ? INK_PROMPT : INK_PLAIN;
}

static void add_post(Table *table, const View *view, const Post *post)
{
    const char *standing = standing_word(post, today_of(view));
    g_autofree char *role = words_plain(post->role);
    g_autofree char *where =
        *post->area ? g_strdup_printf("%s, %s", role, post->area) : g_strdup(role);
    g_autofree char *who = g_str_equal(standing, "held") ? g_strdup(post->name)
                           : g_str_equal(standing, "vacant")
                               ? g_strdup("VACANT")
                               : g_strdup_printf("%s (%s)", post->name, standing);
    g_autofree char *reach = g_strdup_printf("%s%s%s", post->email,
                                             *post->email && *post->phone ? "\n" : "", post->phone);
    g_autofree char *deputy = deputy_text(view, post), *time = time_in_post(post),
                    *confirmed = confirmed_text(view, post);
    table_add(table, ink_of(view, post), where, who, reach, deputy, time, confirmed, NULL);
}

static void print_agency(const View *view, const Agency *agency)
{
    static const char *const headings[] = {"ROLE",    "PERSON",    "REACHED AT", "DEPUTY",
                                           "IN POST", "CONFIRMED", NULL};
    const Directory *directory = view->rules->directory;
    g_autofree char *title =
        g_strdup_printf("%s (%s)%s%s", agency->name, agency->id, agency->successor ? ", now " : "",
                        agency->successor ? agency->successor : "");
    columns_heading(view, title);
    g_autoptr(Table) table = table_new(2, headings);
    for (guint i = 0; i < directory_posts(directory); i++)
        if (g_str_equal(directory_post_at(directory, i)->agency, agency->id))
            add_post(table, view, directory_post_at(directory, i));
    if (table_rows(table) > 0)
        table_print(table, view);
    else
        columns_item(view, INK_FAINT, "nobody");
}

static void print_departed(const View *view, GPtrArray *cases)
{
    gboolean headed = FALSE;
    for (guint i = 0; i < cases->len; i++) {
        const Case *c = cases->pdata[i];
        g_autoptr(GPtrArray) departed = words_departed(view, c);
        for (guint j = 0; j < departed->len; j++) {
            if (!headed)
                columns_heading(view, "Cases whose holder has left");
            headed = TRUE;
            columns_item(view, INK_ALERT, "%s: %s", c->reference, (const char *)departed->pdata[j]);
        }
    }
}

void view_directory(const View *view, const char *agency, GPtrArray *cases)
{
    const Directory *directory = view->rules->directory;
    if (view->json) {
        directory_json(view, agency, cases);
        return;
    }
    g_autofree char *day = day_words(today_of(view));
    columns_line(view, INK_STRONG, "%s, on %s", view->rules->site.name, day);
    for (guint i = 0; i < directory_agencies(directory); i++) {
        const Agency *one = directory_agency_at(directory, i);
        if (!agency || g_str_equal(one->id, agency))
            print_agency(view, one);
    }
    print_departed(view, cases);
}
