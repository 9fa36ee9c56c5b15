/* directory_check: do the rows of agencies.csv and people.csv fit together?
 *
 * What one row cannot show: links to agencies or deputies that are not there, a circle of
 * successors, one address in two agencies (mail from it would belong to both), one name for two
 * agencies (a form with it would be held every time). Says each at its line; changes nothing. */
#include "directory_data.h"
#include "text.h"

/* The identifiers, as nearest_word() takes them. Free the array only. */
static const char **agency_ids(const Directory *directory)
{
    const char **ids = g_new0(const char *, directory->agencies->len + 1);
    for (guint i = 0; i < directory->agencies->len; i++)
        ids[i] = directory_agency_at(directory, i)->id;
    return ids;
}

static void check_link(const Directory *directory, Place place, const char *column, const char *id,
                       Diagnostics *diagnostics)
{
    if (!id || directory_agency(directory, id))
        return;
    g_autofree const char **ids = agency_ids(directory);
    const char *nearest = nearest_word(id, ids);
    diagnostics_error(
        diagnostics, place, "'%s' names agency '%s', which is not in agencies.csv%s%s%s", column,
        id, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static gboolean successors_end(const Directory *directory, const Agency *agency)
{
    for (guint i = 0; i <= directory->agencies->len; i++) {
        if (!agency || !agency->successor)
            return TRUE;
        agency = directory_agency(directory, agency->successor);
    }
    return FALSE;
}

static void check_agency(const Directory *directory, const Agency *agency, Diagnostics *diagnostics)
{
    check_link(directory, agency->place, "represented_by", agency->represented_by, diagnostics);
    check_link(directory, agency->place, "successor", agency->successor, diagnostics);
    if (g_strcmp0(agency->represented_by, agency->id) == 0)
        diagnostics_error(diagnostics, agency->place,
                          "agency '%s' represents itself; leave 'represented_by' empty",
                          agency->id);
    if (!successors_end(directory, agency))
        diagnostics_error(diagnostics, agency->place,
                          "the successors of agency '%s' lead in a circle", agency->id);
}

static void claim_name(GHashTable *names, const Agency *agency, const char *name,
                       Diagnostics *diagnostics)
{
    g_autofree char *folded = text_fold(name);
    const Agency *owner = g_hash_table_lookup(names, folded);
    if (!owner)
        g_hash_table_insert(names, g_steal_pointer(&folded), (gpointer)agency);
    else if (owner != agency)
        diagnostics_warning(diagnostics, agency->place,
                            "'%s' also means agency '%s' (line %u); a form that says so waits for "
                            "the office to choose",
                            name, owner->id, owner->place.line);
}

static void check_names(const Directory *directory, Diagnostics *diagnostics)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < directory->agencies->len; i++) {
        const Agency *agency = directory_agency_at(directory, i);
        claim_name(names, agency, agency->name, diagnostics);
        for (guint j = 0; agency->aliases[j]; j++)
            claim_name(names, agency, agency->aliases[j], diagnostics);
    }
}

static void check_post(const Directory *directory, const Post *post, Diagnostics *diagnostics)
{
    check_link(directory, post->place, "agency", post->agency, diagnostics);
    if (*post->deputy != '\0' && !g_hash_table_contains(directory->posts_by_email, post->deputy))
        diagnostics_error(diagnostics, post->place,
                          "deputy '%s' is nobody's address in this file; add their own line",
                          post->deputy);
    if (*post->email == '\0')
        return;
    const GPtrArray *posts = g_hash_table_lookup(directory->posts_by_email, post->email);
    const Post *first = g_ptr_array_index(posts, 0);
    if (!g_str_equal(first->agency, post->agency))
        diagnostics_error(diagnostics, post->place,
                          "'%s' is also an address of agency '%s' (line %u); one address belongs "
                          "to one agency",
                          post->email, first->agency, first->place.line);
}

void directory_check(const Directory *directory, Diagnostics *diagnostics)
{
    for (guint i = 0; i < directory->agencies->len; i++)
        check_agency(directory, directory_agency_at(directory, i), diagnostics);
    check_names(directory, diagnostics);
    for (guint i = 0; i < directory->posts->len; i++)
        check_post(directory, directory_post_at(directory, i), diagnostics);
}
