/* casegate backup: a consistent copy of the database, also while the others run. Never writes over
 * anything. */
#include <stdio.h>
#include <stdlib.h>

#include "command_table.h"
#include "health.h"
#include "look_store.h"
#include "options.h"
#include "site_place.h"

static int copy_to(const Ruleset *rules, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    if (!look_store(rules, &store, &error))
        return command_fail(error);
    if (!store) {
        fprintf(stderr, "casegate: there is nothing to copy yet: this site has no database\n");
        return EXIT_DATA;
    }
    g_autofree char *spool = site_spool_folder(rules->folder);
    if (!store_backup(store, path, &error)) {
        health_failed(spool, "backup", instant_now(), error->message);
        return command_fail(error);
    }
    health_ok(spool, "backup", instant_now());
    printf("database copied to '%s'; the messages themselves stand in '%s/spool/archive'\n", path,
           rules->folder);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    int code = EXIT_SUCCESS;
    if (!command_options(line, NULL, NULL, 1, 1, &code))
        return code;
    if (g_file_test(line->words[0], G_FILE_TEST_EXISTS)) {
        fprintf(stderr, "casegate: '%s' is there already\n", line->words[0]);
        return EXIT_CANTCREAT;
    }
    g_autoptr(Ruleset) rules = command_rules_to_look(line, &code);
    return rules ? copy_to(rules, line->words[0]) : code;
}

const Command backup_command = {
    .name = "backup",
    .synopsis = "backup FILE",
    .summary = "a consistent copy of the database while running",
    .help = "Copies the database into FILE, which must not be there yet, consistent even while the "
            "other\n"
            "commands run. The messages themselves are files that are never changed: copy "
            "spool/archive with\n"
            "any tool, after the database.\n"
            "\n"
            "Example:\n"
            "  casegate backup /backup/casegate.db && rsync -a spool/archive /backup/\n",
    .run = run,
};
