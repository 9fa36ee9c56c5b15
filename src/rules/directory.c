/* directory: agencies, the people in their posts, and who is found for what.
 *
 * Owns everything that both files say, for as long as it lives. Every answer is of one day: a post
 * that has not begun or has ended is not found, so nobody is written to in a post they have left.
 * The order of the answers is that of the file. What is not there is not there: no answer is a
 * guess. Changes nothing. */
#include "directory_data.h"
#include "person_name.h"
#include "text.h"
#include <string.h>

static void agency_free(gpointer data)
{
    Agency *agency = data;
    g_strfreev(agency->aliases);
    g_strfreev(agency->domains);
    g_free(agency);
}

static Directory *directory_new(void)
{
    Directory *directory = g_new0(Directory, 1);
    directory->strings = g_string_chunk_new(4096);
    directory->agencies = g_ptr_array_new_with_free_func(agency_free);
    directory->posts = g_ptr_array_new_with_free_func(g_free);
    directory->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    directory->by_domain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    directory->posts_by_email =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    directory->agencies_by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    directory->posts_by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    return directory;
}

void directory_free(Directory *directory)
{
    if (!directory)
        return;
    g_hash_table_unref(directory->posts_by_name);
    g_hash_table_unref(directory->agencies_by_name);
    g_hash_table_unref(directory->posts_by_email);
    g_hash_table_unref(directory->by_domain);
    g_hash_table_unref(directory->by_id);
    g_ptr_array_unref(directory->posts);
    g_ptr_array_unref(directory->agencies);
    g_string_chunk_free(directory->strings);
    g_free(directory);
}

/* "routing/people.csv" of whatever path leads there. */
static char *place_name(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *last = g_path_get_basename(folder);
    g_autofree char *base = g_path_get_basename(path);
    return g_strdup_printf("%s/%s", last, base);
}

void directory_index_add(GHashTable *index, const char *key, gpointer element)
{
    GPtrArray *list = g_hash_table_lookup(index, key);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(index, g_strdup(key), list);
    }
    if (list->len == 0 || g_ptr_array_index(list, list->len - 1) != element)
        g_ptr_array_add(list, element);
}

/* Names are folded once: every message looks for several. */
static void index_posts(Directory *directory)
{
    for (guint i = 0; i < directory->posts->len; i++) {
        Post *post = g_ptr_array_index(directory->posts, i);
        g_autofree char *name = name_without_title(post->name);
        directory_index_add(directory->posts_by_name, name, post);
    }
}

static CsvTable *load(const char *path, const char *const *columns, Diagnostics *diagnostics)
{
    g_autofree char *file = place_name(path);
    return csv_table_load(path, file, columns, diagnostics);
}

static const Agency *find_partnership(const Directory *directory)
{
    for (guint i = 0; i < directory->agencies->len; i++) {
        const Agency *agency = directory_agency_at(directory, i);
        if (g_str_equal(agency->service, "partnership"))
            return agency;
    }
    return NULL;
}

Directory *directory_load_with(const char *agencies_path, const CsvTable *agencies,
                               const char *people_path, const CsvTable *people,
                               Diagnostics *diagnostics)
{
    Directory *directory = directory_new();
    g_autoptr(CsvTable) own_agencies =
        agencies ? NULL : load(agencies_path, directory_agency_columns, diagnostics);
    g_autoptr(CsvTable) own_people =
        people ? NULL : load(people_path, directory_people_columns, diagnostics);
    directory_read_agencies(directory, agencies ? agencies : own_agencies, diagnostics);
    directory_read_people(directory, people ? people : own_people, diagnostics);
    directory_check(directory, diagnostics);
    directory_index_agencies(directory);
    index_posts(directory);
    directory->partnership = find_partnership(directory);
    return directory;
}

Directory *directory_load(const char *agencies_path, const char *people_path,
                          Diagnostics *diagnostics)
{
    return directory_load_with(agencies_path, NULL, people_path, NULL, diagnostics);
}

GStrv directory_list(const char *cell)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_auto(GStrv) pieces = g_strsplit(cell, ";", -1);
    for (guint i = 0; pieces[i]; i++) {
        g_autofree char *piece = text_trim_copy(pieces[i], strlen(pieces[i]));
        if (*piece != '\0')
            g_strv_builder_add(builder, piece);
    }
    return g_strv_builder_end(builder);
}

guint directory_agencies(const Directory *directory)
{
    return directory->agencies->len;
}

const Agency *directory_agency_at(const Directory *directory, guint index)
{
    return g_ptr_array_index(directory->agencies, index);
}

guint directory_posts(const Directory *directory)
{
    return directory->posts->len;
}

const Post *directory_post_at(const Directory *directory, guint index)
{
    return g_ptr_array_index(directory->posts, index);
}

const Agency *directory_agency(const Directory *directory, const char *id)
{
    return id ? g_hash_table_lookup(directory->by_id, id) : NULL;
}

const Agency *directory_agency_of_domain(const Directory *directory, const char *address)
{
    const char *domain = text_address_domain(address);
    g_autofree char *folded = domain ? g_ascii_strdown(domain, -1) : NULL;
    const Agency *agency = folded ? g_hash_table_lookup(directory->by_domain, folded) : NULL;
    return agency ? directory_successor(directory, agency) : NULL;
}

/* A circle is an error of the file; here it ends the walk. */
const Agency *directory_successor(const Directory *directory, const Agency *agency)
{
    for (guint i = 0; i < directory->agencies->len && agency->successor; i++) {
        const Agency *next = directory_agency(directory, agency->successor);
        if (!next)
            break;
        agency = next;
    }
    return agency;
}

const Agency *directory_partnership(const Directory *directory)
{
    return directory->partnership;
}

/* A row without a name or an address is a vacant post: nobody holds it. */
gboolean directory_post_is_held(const Post *post, Day day)
{
    return *post->name != '\0' && *post->email != '\0' &&
           (post->from == DAY_UNKNOWN || post->from <= day) &&
           (post->until == DAY_UNKNOWN || day <= post->until);
}

GPtrArray *directory_posts_of(const Directory *directory, const char *agency, const char *role,
                              Day day)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < directory->posts->len; i++) {
        Post *post = g_ptr_array_index(directory->posts, i);
        if (text_is(post->role, role) && (!agency || g_str_equal(post->agency, agency)) &&
            directory_post_is_held(post, day))
            g_ptr_array_add(found, post);
    }
    return found;
}

GPtrArray *directory_posts_by_email(const Directory *directory, const char *email, Day day)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *folded = text_address_fold(email);
    const GPtrArray *posts = folded ? g_hash_table_lookup(directory->posts_by_email, folded) : NULL;
    for (guint i = 0; posts && i < posts->len; i++)
        if (directory_post_is_held(g_ptr_array_index(posts, i), day))
            g_ptr_array_add(found, g_ptr_array_index(posts, i));
    return found;
}

GPtrArray *directory_posts_by_name(const Directory *directory, const char *agency, const char *name,
                                   Day day)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *wanted = name_without_title(name);
    const GPtrArray *posts = g_hash_table_lookup(directory->posts_by_name, wanted);
    for (guint i = 0; *wanted != '\0' && posts && i < posts->len; i++) {
        Post *post = g_ptr_array_index(posts, i);
        if ((!agency || g_str_equal(post->agency, agency)) && directory_post_is_held(post, day))
            g_ptr_array_add(found, post);
    }
    return found;
}

/* Somebody has several posts under one name. */
static gboolean is_another(const GPtrArray *found, const Post *post)
{
    for (guint i = 0; i < found->len; i++)
        if (!text_same(((const Post *)g_ptr_array_index(found, i))->name, post->name))
            return TRUE;
    return FALSE;
}

GPtrArray *directory_posts_called(const Directory *directory, const char *agency,
                                  const char *called, Day day, gboolean *several_out)
{
    *several_out = FALSE;
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < directory->posts->len; i++) {
        Post *post = g_ptr_array_index(directory->posts, i);
        if (!g_str_equal(post->agency, agency) || directory_is_service(post->role) ||
            !directory_post_is_held(post, day) || !name_fits(called, post->name))
            continue;
        if (is_another(found, post)) {
            *several_out = TRUE;
            continue;
        }
        g_ptr_array_add(found, post);
    }
    if (*several_out)
        g_ptr_array_set_size(found, 0);
    return found;
}

static gboolean has_rank(const Post *post, const char *agency, Day day)
{
    return g_str_equal(post->agency, agency) && !directory_is_service(post->role) &&
           directory_post_is_held(post, day);
}

GPtrArray *directory_posts_in_band(const Directory *directory, const char *agency, guint band,
                                   Day day)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; agency && i < directory->posts->len; i++) {
        Post *post = g_ptr_array_index(directory->posts, i);
        if (post->band == band && has_rank(post, agency, day))
            g_ptr_array_add(found, post);
    }
    return found;
}

guint directory_next_band(const Directory *directory, const char *agency, guint band, Day day)
{
    guint next = 0;
    for (guint i = 0; agency && i < directory->posts->len; i++) {
        const Post *post = g_ptr_array_index(directory->posts, i);
        if (post->band > band && (next == 0 || post->band < next) && has_rank(post, agency, day))
            next = post->band;
    }
    return next;
}

guint directory_top_band(const Directory *directory, const char *agency, Day day)
{
    guint top = 0;
    for (guint i = 0; agency && i < directory->posts->len; i++) {
        const Post *post = g_ptr_array_index(directory->posts, i);
        if (post->band > top && has_rank(post, agency, day))
            top = post->band;
    }
    return top;
}

gboolean directory_is_service(const char *role)
{
    static const char *const services[] = {"mash",
                                           "emergency_duty",
                                           "independent_reviewing_officer",
                                           "safeguarding_team",
                                           "education_child_protection_service",
                                           "service_manager_safeguarding_standards",
                                           "office",
                                           NULL};
    return g_strv_contains(services, role);
}

const char *directory_lender(const Directory *directory, const char *agency, const char *role,
                             Day day, guint *above_out)
{
    const Agency *own = directory_agency(directory, agency);
    *above_out = 0;
    if (!own || !own->represented_by)
        return NULL;
    if (!directory_is_service(role))
        *above_out = directory_top_band(directory, agency, day);
    return own->represented_by;
}

gboolean directory_speaks_for(const Directory *directory, const char *speaker, const char *agency)
{
    if (!speaker || !agency)
        return FALSE;
    const Agency *represented = directory_agency(directory, agency);
    return g_str_equal(speaker, agency) ||
           (represented && g_strcmp0(represented->represented_by, speaker) == 0);
}
