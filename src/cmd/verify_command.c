/* casegate verify: does the record add up? Changes nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "json_out.h"
#include "options.h"
#include "verify.h"

static void say_json(const View *view, GPtrArray *findings, const char *counts)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_bool(out, "ok", findings->len == 0);
    json_out_text(out, "counts", counts);
    json_out_words(out, "findings", findings);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static void say_text(GPtrArray *findings, const char *counts)
{
    for (guint i = 0; i < findings->len; i++)
        printf("%s\n", (const char *)findings->pdata[i]);
    printf("%s\n", counts);
    if (findings->len)
        printf("the record does NOT add up: %u findings\n", findings->len);
    else
        printf("the record adds up\n");
}

static int run(CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) findings = NULL;
    g_autofree char *counts = NULL;
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 0, 0, &code))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    if (!rules)
        return code;
    if (!verify_site(rules, &findings, &counts, &error))
        return command_fail(error);
    const View view = command_view(line, rules, INSTANT_UNKNOWN);
    if (line->json)
        say_json(&view, findings, counts);
    else
        say_text(findings, counts);
    return findings->len ? EXIT_DATA : EXIT_SUCCESS;
}

const Command verify_command = {
    .name = "verify",
    .synopsis = "verify [--json]",
    .summary = "does the record add up?",
    .help = "Checks that nothing was lost or altered: every message seen is in a case, held, "
            "signposted, a\n"
            "repeat, automatic, set aside or still in the spool; every one of them is in the "
            "archive with the\n"
            "bytes it came with; the log of events is unbroken and gives the cases that are shown. "
            "Says every\n"
            "finding, then the count; exit code 65 when there is one.\n"
            "\n"
            "Example:\n"
            "  casegate verify && casegate backup /backup/casegate.db\n",
    .json = TRUE,
    .run = run,
};
