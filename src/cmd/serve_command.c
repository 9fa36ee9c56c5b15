/* casegate serve: the office's pages, until it is told to stop. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "options.h"
#include "parts.h"

static int run(CommandLine *line)
{
    int code = EXIT_SUCCESS;
    Instant now = INSTANT_UNKNOWN;
    if (!command_options(line, NULL, NULL, 0, 0, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules_and_record(line, &code);
    if (!rules || !command_now(line, rules, &now, &code))
        return code;
    if (!part_serve_is_wanted(rules)) {
        fprintf(stderr,
                "casegate: this site has no desk: write 'desk:' with 'listen: 127.0.0.1:8480' "
                "below it in "
                "'%s/routing/site.yaml' (man casegate-site)\n",
                line->site);
        return EXIT_CONFIG;
    }
    gint64 ahead = line->now_text ? now - instant_now() : 0;
    return part_serve_alone(rules, ahead);
}

const Command serve_command = {
    .name = "serve",
    .synopsis = "serve [--now TIME]",
    .summary = "the office's pages for a browser on this machine",
    .help =
        "Serves the office's pages where 'desk' in routing/site.yaml says, until it is told to "
        "stop. 'run' does\n"
        "the same beside its other processes, so this is for trying out and for those who run each "
        "by itself.\n"
        "\n"
        "One process faces the browser and can only read; another writes what an officer decides. "
        "Who may\n"
        "sign in: 'casegate account', or the council's own sign-on. What is looked at is in "
        "'casegate looks'.\n"
        "\n"
        "A directory that is changed on its pages is taken at once. SIGHUP makes it take over a "
        "changed\n"
        "routing/, when there is no mistake in it; nobody is signed out who may still do the "
        "same.\n"
        "A mistake changes nothing: the page Health says that there is one, and where.\n"
        "\n"
        "--now  begins the desk's clock at another moment, to rehearse a day\n"
        "\n"
        "Example:\n"
        "  casegate account add wilf.darrow --role officer --called 'Wilf Darrow'\n"
        "  casegate serve\n",
    .run = run,
};
