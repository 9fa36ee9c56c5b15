/* Who looks, for the log of looks. */
#pragma once
#include "command.h"
#include "looking.h"

#define LOOKER_OPTIONS(by) {"by", 0, 0, G_OPTION_ARG_FILENAME, (by), NULL, NULL}

/* `by`: what --by said, made one clean line in its place; NULL: the login. `command`: as it stands in the log. What it holds
 * lives as long as *by and the program. FALSE and *exit_out when --by is empty. */
gboolean looker_of(const CommandLine *line, char **by, const char *command, Looker *out, int *exit_out);
