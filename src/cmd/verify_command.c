/* casegate verify: does the record add up, and is it the one that it was? Changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "durable_file.h"
#include "json_out.h"
#include "options.h"
#include "text.h"
#include "verify.h"

#define HEADS_BYTES ((gsize)64 << 20)

/* ---- heads that were kept ---- */

static char *text_of(const char *given, GError **error)
{
    gsize length = 0;
    g_autofree char *bytes = durable_read_whole(given, HEADS_BYTES, &length, error);
    return bytes ? text_valid(bytes, length) : NULL;
}

/* A head as it was kept, or the file that it stands in. NULL and *exit_out when there is none. */
static GPtrArray *heads_given(const CommandLine *line, const char *given, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *clean = text_valid(given, strlen(given));
    g_autoptr(GPtrArray) heads = heads_read(clean, &error);
    if (heads && !heads->len) {
        g_autofree char *text = text_of(given, &error);
        g_clear_pointer(&heads, g_ptr_array_unref);
        heads = text ? heads_read(text, &error) : NULL;
    }
    if (heads && heads->len)
        return g_steal_pointer(&heads);
    *exit_out = heads ? command_usage(line,
                                      "no head stands in '%s'; it is a line like '2026-03-04 17 "
                                      "events' with the %u digits and letters behind it",
                                      clean, HEAD_HASH_LETTERS)
                      : command_fail(error);
    return NULL;
}

/* ---- what was found ---- */

static void json_heads(JsonBuilder *out, const char *name, GPtrArray *heads)
{
    json_out_list(out, name);
    for (guint i = 0; heads && i < heads->len; i++) {
        const Head *head = heads->pdata[i];
        g_autofree char *line = head_line(head);
        json_out_object(out, NULL);
        json_out_day(out, "day", head->day);
        json_out_text(out, "chain", head->chain);
        json_out_int(out, "number", head->number);
        json_out_text(out, "hash", head->hash);
        json_out_text(out, "line", line);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void say_json(const View *view, const Verified *found, GPtrArray *against)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_bool(out, "ok", found->findings->len == 0);
    json_out_text(out, "counts", found->counts);
    json_out_words(out, "findings", found->findings);
    json_heads(out, "against", against);
    json_heads(out, "heads", found->heads);
    json_builder_end_object(out);
    json_out_end(view, out);
}

static void say_against(GPtrArray *against)
{
    Day oldest = ((const Head *)against->pdata[0])->day, newest = oldest;
    for (guint i = 1; i < against->len; i++) {
        Day day = ((const Head *)against->pdata[i])->day;
        oldest = MIN(oldest, day);
        newest = MAX(newest, day);
    }
    g_autofree char *from = day_words(oldest), *until = day_words(newest);
    if (oldest == newest)
        printf("it goes through the head%s of %s: all before it is as it was on that day\n",
               against->len == 1 ? "" : "s", until);
    else
        printf("it goes through all %u heads, of %s to %s: all before them is as it was on those "
               "days\n",
               against->len, from, until);
}

/* Nobody is to keep the head of a record that is not whole. */
static void say_text(const Verified *found, GPtrArray *against)
{
    for (guint i = 0; i < found->findings->len; i++)
        printf("%s\n", (const char *)found->findings->pdata[i]);
    printf("%s\n", found->counts);
    if (found->findings->len) {
        printf("the record does NOT add up: %u finding%s\n", found->findings->len,
               found->findings->len == 1 ? "" : "s");
        return;
    }
    for (guint i = 0; i < found->heads->len; i++) {
        g_autofree char *head = head_line(found->heads->pdata[i]);
        printf("head: %s\n", head);
    }
    if (against)
        say_against(against);
    printf("the record adds up\n");
}

static int look(const CommandLine *line, const Ruleset *rules, GPtrArray *against)
{
    g_autoptr(GError) error = NULL;
    g_auto(Verified) found = {0};
    Instant now = INSTANT_UNKNOWN;
    int code = EXIT_SUCCESS;
    if (!command_now(line, rules, &now, &code))
        return code;
    if (!verify_site(rules, against, instant_day(now, rules->site.zone), &found, &error))
        return command_fail(error);
    const View view = command_view(line, rules, now);
    if (line->json)
        say_json(&view, &found, against);
    else
        say_text(&found, against);
    return found.findings->len ? EXIT_DATA : EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_autofree char *given = NULL;
    g_autoptr(GPtrArray) against = NULL;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {{"against", 0, 0, G_OPTION_ARG_FILENAME, &given, NULL, NULL},
                                    {0}};
    if (!command_options(line, entries, NULL, 0, 0, &code))
        return code;
    if (given && !(against = heads_given(line, given, &code)))
        return code;
    g_autoptr(Ruleset) rules = command_rules(line, &code);
    return rules ? look(line, rules, against) : code;
}

const Command verify_command = {
    .name = "verify",
    .synopsis = "verify [--against HEAD|FILE] [--json]",
    .summary = "does the record add up?",
    .help =
        "Checks that nothing was lost or altered: every message seen is in a case, held, "
        "signposted, a\n"
        "repeat, automatic, set aside or still in the spool; every one of them is in the "
        "archive with the\n"
        "bytes it came with; the log of events is unbroken and gives the cases that are shown. "
        "Says every\n"
        "finding, then the count, then the record's head: the day, how many events there are, "
        "and the hash\n"
        "of the last one. Exit code 65 when there is a finding.\n"
        "\n"
        "--against HEAD|FILE  a head that somebody kept, or a file in which heads stand, such as "
        "a saved\n"
        "                     mail: is the record still the one that it was then? Whoever can "
        "write the\n"
        "                     database can write all of it anew, but not what others have kept "
        "(setting\n"
        "                     record_heads).\n"
        "\n"
        "Example:\n"
        "  casegate verify && casegate backup /backup/casegate.db\n"
        "  casegate verify --against /mnt/elsewhere/casegate/casegate-heads.txt\n",
    .json = TRUE,
    .run = run,
};
