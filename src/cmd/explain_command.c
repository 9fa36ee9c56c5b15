/* casegate explain: what would happen with a message, and why. Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "look.h"
#include "options.h"
#include "text.h"

static gboolean read_mailbox(const CommandLine *line, const char *to, char **mailbox_out,
                             int *exit_out)
{
    *mailbox_out = to ? text_address_fold(to) : NULL;
    if (!to || *mailbox_out)
        return TRUE;
    *exit_out = command_usage(line, "--to needs an e-mail address");
    return FALSE;
}

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = NULL, *mailbox = NULL;
    View view = {0};
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_FILENAME, &to, NULL, NULL}, {0}};
    if (!command_options(line, entries, NULL, 1, 1, &code) ||
        !read_mailbox(line, to, &mailbox, &code))
        return code;
    g_autoptr(Ruleset) rules = command_read(line, &view, &code);
    if (!rules)
        return code;
    return look_explain(rules, &view, line->words[0], mailbox, &error) ? EXIT_SUCCESS
                                                                       : command_fail(error);
}

const Command explain_command = {
    .name = "explain",
    .synopsis = "explain FILE [--to ADDRESS] [--now TIME] [--json]",
    .summary = "what would happen with a message, and why",
    .help = "Reads the message in FILE ('-' is standard input) as 'work' would and says who it is "
            "from and\n"
            "how that is known, its parts and what became of each, which words were taken as "
            "written now,\n"
            "as signature and as quoted, every answer with the place it was found in, what is "
            "missing,\n"
            "each rule that was tried with its section, what would be recorded, and to whom mail "
            "would go.\n"
            "Nothing is changed or sent.\n"
            "\n"
            "--to ADDRESS  the mailbox it would have come to; else the site's first\n"
            "\n"
            "Example:\n"
            "  casegate --now 2026-03-04T10:14 explain referral.eml\n",
    .json = TRUE,
    .run = run,
};
