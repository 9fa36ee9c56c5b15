/* site_init: a new site from the material that the program carries.
 *
 * Writes the chosen policy, the forms and replies, the bank holidays and an empty spool; for a
 * demonstration also its invented agencies and people, else a site.yaml to fill in and two CSV files
 * with their headings. Touches no folder that holds anything. Each file is written whole or not at
 * all; when one cannot be written, what stands there already is left for the operator to remove. */
#include "site_init.h"
#include "durable_file.h"
#include "error.h"
#include "site_place.h"
#include <gio/gio.h>
#include <string.h>

#define SITE_MATERIAL "/casegate/site"
#define WORLD_MATERIAL "/casegate/world"
#define POLICY_MATERIAL SITE_MATERIAL "/routing/policies"
#define POLICY_MARK "@POLICY@" /* in the blank site.yaml */
#define BLANK_WORLD "blank"

typedef struct {
    const char *folder;
    const char *policy;
    GError **error;
} Writing;

/* Every policy with the invented world that its demonstration is set in, the usual choice first. */
static const struct {
    const char *policy, *world;
} worlds[] = {{"havering-2020", "havering"},
              {"havering-revised", "havering"},
              {"cambridgeshire-2013", "cambridgeshire"},
              {"warrington-2021", "warrington"},
              {"bromley-2019", "bromley"}};

static const char *world_of(const char *policy)
{
    for (gsize i = 0; i < G_N_ELEMENTS(worlds); i++)
        if (g_str_equal(worlds[i].policy, policy))
            return worlds[i].world;
    return NULL;
}

/* The policy that a world's site.yaml has in force; another one of the same world takes its place. */
static const char *usual_policy(const char *policy)
{
    const char *world = world_of(policy);
    for (gsize i = 0; i < G_N_ELEMENTS(worlds); i++)
        if (world && g_str_equal(worlds[i].world, world))
            return worlds[i].policy;
    return policy;
}

static char *policy_material(const char *policy)
{
    return g_strdup_printf("%s/%s.yaml", POLICY_MATERIAL, policy);
}

static gboolean write_bytes(const Writing *writing, const char *file, const char *bytes,
                            gsize length)
{
    g_autofree char *path = site_path(writing->folder, file);
    g_autofree char *parent = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *unfinished = g_strconcat(".", name, ".new", NULL);
    if (!durable_folder_make(parent, writing->error))
        return FALSE;
    g_autoptr(DurableFile) target = durable_file_create(parent, unfinished, writing->error);
    if (!target || !durable_file_write(target, bytes, length, writing->error))
        return FALSE;
    return durable_file_commit(g_steal_pointer(&target), parent, name, FALSE, writing->error);
}

static GBytes *material(const char *path, GError **error)
{
    g_autoptr(GError) missing = NULL;
    GBytes *bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, &missing);
    if (!bytes)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "material '%s' is not there: %s",
                    path, missing->message);
    return bytes;
}

static gboolean write_material(const Writing *writing, const char *path, const char *file)
{
    g_autoptr(GBytes) bytes = material(path, writing->error);
    if (!bytes)
        return FALSE;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    return write_bytes(writing, file, data, length);
}

/* Of all policies only the chosen one goes into a new site. */
static gboolean is_other_policy(const Writing *writing, const char *path)
{
    g_autofree char *chosen = policy_material(writing->policy);
    return g_str_has_prefix(path, POLICY_MATERIAL "/") && !g_str_equal(path, chosen);
}

/* Everything below a folder of the material, to the same place in the site. */
static gboolean write_below(const Writing *writing, const char *path)
{
    g_auto(GStrv) children =
        g_resources_enumerate_children(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    for (guint i = 0; children && children[i]; i++) {
        g_autofree char *child = g_build_path("/", path, children[i], NULL);
        gboolean folder = g_str_has_suffix(children[i], "/");
        if (folder ? !write_below(writing, child)
                   : !is_other_policy(writing, child) &&
                         !write_material(writing, child, child + strlen(SITE_MATERIAL) + 1))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_world(const Writing *writing, const char *world)
{
    static const char *const names[] = {"agencies.csv", "people.csv"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf("%s/%s/%s", WORLD_MATERIAL, world, names[i]);
        g_autofree char *file = g_build_filename("routing", names[i], NULL);
        if (!write_material(writing, path, file))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_settings(const Writing *writing, const char *world)
{
    g_autofree char *path = g_strdup_printf("%s/%s/site.yaml", WORLD_MATERIAL, world);
    g_autoptr(GBytes) bytes = material(path, writing->error);
    if (!bytes)
        return FALSE;
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autoptr(GString) text = g_string_new_len(data, (gssize)length);
    g_string_replace(text, POLICY_MARK, writing->policy, 0);
    g_string_replace(text, usual_policy(writing->policy), writing->policy, 0);
    return write_bytes(writing, "routing/site.yaml", text->str, text->len);
}

static gboolean make_spool(const Writing *writing)
{
    g_autofree char *spool = site_spool_folder(writing->folder);
    return durable_folder_make(spool, writing->error);
}

/* TRUE when nothing is there yet, or an empty folder. */
static gboolean may_write(const char *folder, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &problem);
    if (!dir && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
    if (!dir) {
        g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, problem->message);
        return FALSE;
    }
    const char *found = g_dir_read_name(dir);
    if (found)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "folder '%s' is not empty: choose another, a new site is never written over "
                    "anything",
                    folder);
    return !found;
}

static gboolean is_policy(const char *policy)
{
    g_auto(GStrv) policies = site_init_policies();
    return g_strv_contains((const char *const *)policies, policy);
}

gboolean site_init(const char *folder, const char *policy, gboolean demonstration, GError **error)
{
    const char *world = demonstration ? world_of(policy) : BLANK_WORLD;
    Writing writing = {.folder = folder, .policy = policy, .error = error};
    if (!is_policy(policy)) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "there is no policy '%s'", policy);
        return FALSE;
    }
    return may_write(folder, error) && write_settings(&writing, world) &&
           write_world(&writing, world) && write_below(&writing, SITE_MATERIAL) &&
           make_spool(&writing);
}

GStrv site_init_policies(void)
{
    g_autoptr(GStrvBuilder) policies = g_strv_builder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(worlds); i++) {
        g_autofree char *path = policy_material(worlds[i].policy);
        if (g_resources_get_info(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
            g_strv_builder_add(policies, worlds[i].policy);
    }
    return g_strv_builder_end(policies);
}
