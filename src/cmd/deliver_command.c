/* casegate deliver: one message from a mail server's pipe. Ends with 0 when the message is safe, 75
 * when the server is to keep it and try again, 64 when it was called wrongly; never with anything
 * that would make the server bounce it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command_table.h"
#include "deliver.h"
#include "options.h"
#include "text.h"

/* The address it came to: --to, else the site's first mailbox, which needs a site that can be read.
 */
static char *mailbox_of(const CommandLine *line, const char *to, int *exit_out)
{
    if (to) {
        g_autofree char *folded = text_address_fold(to);
        if (!folded)
            *exit_out = command_usage(line, "--to needs an e-mail address");
        return g_steal_pointer(&folded);
    }
    g_autoptr(Ruleset) rules = command_rules_to_look(line, exit_out);
    if (rules)
        return g_strdup(rules->site.mailboxes[0]);
    *exit_out = EXIT_TRY_AGAIN;
    return NULL;
}

static int run(CommandLine *line)
{
    g_autofree char *to = NULL;
    g_autoptr(GError) error = NULL;
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_FILENAME, &to, NULL, NULL}, {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code))
        return code;
    g_autofree char *mailbox = mailbox_of(line, to, &code);
    if (!mailbox || !command_now(line, NULL, &now, &code))
        return code;
    if (!command_owner(line, &code) || !command_guard(line, &code))
        return EXIT_TRY_AGAIN;
    if (deliver_stream(line->site, mailbox, STDIN_FILENO, now, &error))
        return EXIT_SUCCESS;
    command_fail(error);
    return EXIT_TRY_AGAIN;
}

const Command deliver_command = {
    .name = "deliver",
    .synopsis = "deliver [--to ADDRESS] < MESSAGE",
    .summary = "one message on standard input, made safe",
    .help = "Takes one message from standard input into the spool. Exit code 0 once it would "
            "survive a power\n"
            "cut; 75 when the mail server is to keep it and try again; 64 when called wrongly. "
            "Nothing is\n"
            "read of the message here, so nothing in it can make this fail.\n"
            "\n"
            "--to ADDRESS  the mailbox it came to; else the first one of routing/site.yaml. With "
            "it, mail is\n"
            "              accepted even while the configuration is being mended.\n"
            "\n"
            "Example, in Postfix's master.cf:\n"
            "  casegate unix - n n - - pipe user=casegate\n"
            "    argv=/usr/bin/casegate --site /srv/hscp deliver --to ${recipient}\n",
    .run = run,
};
