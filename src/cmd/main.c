/* casegate: starts safely, finds the command, ends with its code.
 *
 * Before anything else: files are made for their owner only, no core file and no debugger can take
 * a copy of the memory (it holds children's names), a reader that goes away is an error and no
 * signal, and descriptors 0 to 2 are open, so that no file of ours can become 'standard output'.
 *
 * The only place that ends the process. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "options.h"
#include "text.h"

/* A closed standard descriptor becomes one that cannot be read, so that `deliver` does not take it
 * for an empty message. */
static gboolean fill_descriptors(void)
{
    int fd = 0;
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_WRONLY);
    return fd >= 0 && close(fd) == 0;
}

/* The leak checker of test builds must look into the process. */
static gboolean hide_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return TRUE;
#else
    return prctl(PR_SET_DUMPABLE, 0) == 0;
#endif
}

static gboolean start_safely(void)
{
    const struct rlimit none = {0, 0};
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    return fill_descriptors() && setrlimit(RLIMIT_CORE, &none) == 0 && hide_memory();
}

static const Command *find_command(const char *name)
{
    for (const Command *const *each = commands; *each; each++)
        if (strcmp((*each)->name, name) == 0)
            return *each;
    return NULL;
}

static int unknown_command(const CommandLine *line, const char *given)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *name = text_line(given, 60);
    for (const Command *const *each = commands; *each; each++)
        g_ptr_array_add(names, (char *)(*each)->name);
    g_ptr_array_add(names, NULL);
    const char *meant = nearest_word(name, (const char *const *)names->pdata);
    return meant ? command_usage(line, "unknown command '%s': did you mean '%s'?", name, meant)
                 : command_usage(line, "unknown command '%s'", name);
}

static int run_command(CommandLine *line)
{
    line->command = find_command(line->argv[0]);
    if (!line->command)
        return unknown_command(line, line->argv[0]);
    if (!line->help)
        return line->command->run(line);
    options_show_help(line->command);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line, int argc, char **argv)
{
    int code = EXIT_USAGE;
    if (!options_global(line, argc, argv, &code))
        return code;
    if (line->version) {
        puts("casegate " CASEGATE_VERSION);
        return EXIT_SUCCESS;
    }
    if (line->argc > 0)
        return run_command(line);
    if (!line->help)
        return command_usage(line, "say what to do");
    options_show_help(NULL);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (!start_safely()) {
        fputs("casegate: cannot set the limits it runs under\n", stderr);
        return EXIT_TRY_AGAIN;
    }
    CommandLine line = {0};
    int code = command_finish(run(&line, argc, argv));
    g_free(line.site);
    g_free(line.now_text);
    g_strfreev(line.words);
    return code;
}
