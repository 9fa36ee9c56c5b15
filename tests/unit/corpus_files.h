/* Files to read: those of other projects, where they are, and our own. */
#pragma once
#include <glib.h>

/* ../shared/mail, which is no part of this repository; NULL where it is not. */
__attribute__((unused)) static char *corpus_shared(void)
{
    static const char *const places[] = {"../shared/mail", "../../shared/mail"};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_file_test(places[i], G_FILE_TEST_IS_DIR))
            return g_strdup(places[i]);
    return NULL;
}

/* Adds the path of every file in the folder and those below it. */
__attribute__((unused)) static void corpus_collect(const char *folder, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            corpus_collect(path, paths);
        else
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}
