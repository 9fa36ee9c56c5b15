/* area: which of an agency's areas a case belongs to, where the people of a role are of several.
 *
 * An area is meant as people write it: 'North Locality Team' holds the directory's 'north' as whole words. What names no area of
 * the agency, or two, means none. Where the form does not say it, the professional disagreed with does, if the directory has
 * them in one area; of the agency that raises it, the worker who raised it. Where no area is meant, whoever is of the role is asked,
 * each in a mail of their own (world/README). Never fails. */
#include "area.h"
#include "text.h"
#include "text_words.h"

/* The areas that the agency's people in post are of, each once. */
static GPtrArray *areas_of(const Deciding *x, const char *agency)
{
    const Directory *directory = x->rules->directory;
    GPtrArray *areas = g_ptr_array_new();
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        gboolean known = *post->area == '\0' || !g_str_equal(post->agency, agency) ||
                         !directory_post_is_held(post, deciding_acting_day(x));
        for (guint j = 0; !known && j < areas->len; j++)
            known = text_same(g_ptr_array_index(areas, j), post->area);
        if (!known)
            g_ptr_array_add(areas, (gpointer)post->area);
    }
    return areas;
}

/* The one area that the words hold, "" for none or several. */
static const char *area_written(const Deciding *x, const char *agency, const char *words)
{
    g_autoptr(GPtrArray) areas = areas_of(x, agency);
    g_autofree char *folded = text_fold(words);
    const char *found = "";
    for (guint i = 0; i < areas->len; i++) {
        const char *area = g_ptr_array_index(areas, i);
        if (text_same(words, area))
            return area;
        if (!text_has_words(folded, area))
            continue;
        if (*found != '\0')
            return "";
        found = area;
    }
    return found;
}

/* The one area that posts are of. */
static const char *area_of_posts(const GPtrArray *posts)
{
    const char *found = "";
    for (guint i = 0; i < posts->len; i++) {
        const char *area = ((const Post *)g_ptr_array_index(posts, i))->area;
        if (*area == '\0' || (*found != '\0' && !text_same(found, area)))
            return "";
        found = area;
    }
    return found;
}

static const char *area_of_named(const Deciding *x, const char *agency, const char *name)
{
    if (text_empty(name))
        return "";
    g_autoptr(GPtrArray) posts =
        directory_posts_by_name(x->rules->directory, agency, name, deciding_acting_day(x));
    return area_of_posts(posts);
}

const char *area_meant(const Deciding *x, const char *agency)
{
    const char *written = case_fact(x->c, "area");
    gboolean raising = g_strcmp0(agency, x->c->raising) == 0;
    const char *named = raising ? area_of_named(x, agency, x->c->originator.name)
                                : area_of_named(x, agency, case_fact(x->c, "challenged_person"));
    if (raising && *named != '\0')
        return named;
    gboolean says = !text_empty(written) && !form_is_no_information(x->rules->forms, written) &&
                    !form_is_evasive(x->rules->forms, written);
    return says ? area_written(x, agency, written) : named;
}
