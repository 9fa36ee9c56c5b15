/* module_path: what the program loads when it is needed is found by where the program itself lies, never by a
 * variable or the loader's own search. Looks, opens nothing. */
#include "module_path.h"

#include <sys/types.h>
#include <unistd.h>

#define PATH_BYTES 4096

/* The program's folder, newly allocated. */
static char *program_folder(void)
{
    char path[PATH_BYTES];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[MAX(length, 0)] = '\0';
    return g_path_get_dirname(path);
}

char *module_path(const char *name)
{
    g_autofree char *folder = program_folder();
    g_autofree char *built = g_build_filename(folder, name, NULL);
    g_autofree char *installed = g_build_filename(folder, "..", "lib", "casegate", name, NULL);
    if (access(built, R_OK) == 0)
        return g_steal_pointer(&built);
    return access(installed, R_OK) == 0 ? g_steal_pointer(&installed) : NULL;
}
