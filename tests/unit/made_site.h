/* A demonstration site in a folder of its own, for the units that work mail. */
#pragma once
#include "remove_tree.h"
#include "ruleset.h"
#include "site_init.h"
#include "site_place.h"

typedef struct {
    char *folder; /* of the test */
    char *path;   /* of the site in it */
    char *spool, *database;
    Ruleset *rules;
} MadeSite;

static inline void made_site_clear(MadeSite *site)
{
    ruleset_free(site->rules);
    remove_tree(site->folder);
    g_free(site->folder);
    g_free(site->path);
    g_free(site->spool);
    g_free(site->database);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MadeSite, made_site_clear)

static inline MadeSite made_site(const char *policy)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    MadeSite site = {.folder = g_dir_make_tmp("casegate-site-XXXXXX", NULL)};
    site.path = g_build_filename(site.folder, "site", NULL);
    g_assert_true(site_init(site.path, policy, TRUE, &error));
    site.spool = site_spool_folder(site.path);
    site.database = site_database(site.path);
    site.rules = ruleset_load(site.path, diagnostics);
    g_assert_nonnull(site.rules);
    return site;
}
