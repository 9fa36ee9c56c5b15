/* Gives a fuzz target every file below the folders and of the names it is called with; one line of TAP for each of those. A file
 * that the target does not survive ends the program, and the test with it. Each is a copy of exactly its length, so that
 * AddressSanitizer sees one byte too far. */
#include "fuzz.h"
#include <stdio.h>
#include <string.h>

static char current[4096]; /* for a debugger or a core: what was read last */

static guint replay_file(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &error)) {
        printf("# %s\n", error->message);
        return 0;
    }
    g_strlcpy(current, path, sizeof current);
    g_autofree uint8_t *exact = g_memdup2(bytes, MAX(length, 1));
    LLVMFuzzerTestOneInput(exact, length);
    return 1;
}

static guint replay(const char *path)
{
    guint count = 0;
    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
        return replay_file(path);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        count += replay(inner);
    }
    return count;
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i++) {
        guint count = replay(argv[i]);
        printf("%sok %d - %u files of %s\n", count > 0 ? "" : "not ", i, count, argv[i]);
    }
    printf("1..%d\n", argc - 1);
    return 0;
}
