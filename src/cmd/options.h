/* Options, by GOption: the global ones before and after the command's name, and the command's own. */
#pragma once
#include "command.h"

/* Global options up to the command's name, which becomes line->argv[0]. FALSE: a mistake was said, *exit_out is 64. */
gboolean options_global(CommandLine *line, int argc, char **argv, int *exit_out);
/* All options after the command's name; `entries` (ended by an empty one, may be NULL) are the command's own and `data`
 * goes to its callbacks. Between `least` and `most` words must remain, in line->words. FALSE when the command is not to
 * run: help was shown (*exit_out 0) or a mistake was said (64). */
gboolean command_options(CommandLine *line, const GOptionEntry *entries, gpointer data, guint least, guint most,
                         int *exit_out);
void options_show_help(const Command *command); /* NULL: the program's */
