/* casegate export: the chronology of a case for a child's file, for an agency or for whoever raised it. Changes nothing in the
 * case; that it was taken, by whom, for whom and how, is logged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command_table.h"
#include "durable_file.h"
#include "look_export.h"
#include "look_store.h"
#include "looker.h"
#include "options.h"
#include "reference.h"

typedef struct {
    char *reader, *format, *output, *by;
    gint child;
} Given;

static void given_clear(Given *given)
{
    g_free(given->reader);
    g_free(given->format);
    g_free(given->output);
    g_free(given->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

/* ---- where it goes ---- */

/* Before anybody is put on record for a document that then cannot be written; nothing is written over. */
static DurableFile *open_new(const char *path, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    DurableFile *file = durable_file_new(path, &error);
    if (!file) {
        (void)command_fail(error);
        *exit_out = EXIT_CANTCREAT;
    }
    return file;
}

/* Takes `file`; NULL: to the standard output. */
static int put_out(DurableFile *file, const GString *bytes)
{
    g_autoptr(DurableFile) owned = file;
    g_autoptr(GError) error = NULL;
    if (!file)
        return fwrite(bytes->str, 1, bytes->len, stdout) == bytes->len ? EXIT_SUCCESS
                                                                       : EXIT_TRY_AGAIN;
    return durable_file_write(owned, bytes->str, bytes->len, &error) &&
                   durable_file_keep(g_steal_pointer(&owned), &error)
               ? EXIT_SUCCESS
               : command_fail(error);
}

/* ---- what is asked for ---- */

/* "--for agency ID" leaves the id among the words, before or behind the reference. */
static gboolean find_words(const CommandLine *line, const Given *given, const char **reference_out,
                           const char **agency_out, int *exit_out)
{
    gboolean agency = g_strcmp0(given->reader, "agency") == 0;
    guint count = g_strv_length(line->words);
    if (count != (agency ? 2u : 1u)) {
        *exit_out = agency ? command_usage(line, "--for agency needs the agency and a reference")
                           : command_usage(line, "export needs one reference");
        return FALSE;
    }
    gboolean behind = agency && !strpbrk(line->words[0], "0123456789");
    *reference_out = line->words[behind ? 1 : 0];
    *agency_out = agency ? line->words[behind ? 0 : 1] : NULL;
    return TRUE;
}

static gboolean read_asked(const CommandLine *line, const Given *given, ExportAsked *asked,
                           int *exit_out)
{
    static const char *const readers[] = {"file", "agency", "originator"};
    const char *reader = given->reader ? given->reader : "file";
    guint n = 0;
    while (n < G_N_ELEMENTS(readers) && strcmp(readers[n], reader) != 0)
        n++;
    if (n == G_N_ELEMENTS(readers))
        *exit_out =
            command_usage(line, "--for is 'file', 'agency ID' or 'originator', not '%s'", reader);
    else if (!export_format_named(given->format ? given->format : "text", &asked->format))
        *exit_out =
            command_usage(line, "--format is 'text', 'html' or 'pdf', not '%s'", given->format);
    else if (given->child < 0)
        *exit_out = command_usage(line, "--child needs the number of a child in the case, as 1");
    else if (asked->format == EXPORT_PDF && !given->output && isatty(STDOUT_FILENO))
        *exit_out = command_usage(line, "a PDF is not for a terminal: name a file by --output");
    else {
        asked->of.reader = n;
        asked->of.child = (guint)given->child;
        return TRUE;
    }
    return FALSE;
}

static gboolean log_look(gpointer rules, const Looker *looker, const char *const *references,
                         GError **error)
{
    return looking_log(rules, looker, references, error);
}

static void say_missing(guint missing)
{
    if (missing > 0)
        fprintf(stderr,
                "casegate: no font of this machine has %u of its letters, which stand as boxes: "
                "install fonts-noto-core and fonts-noto-cjk\n",
                missing);
}

static int take(Ruleset *rules, const View *view, const Given *given, const Looker *looker,
                const char *reference, const ExportAsked *asked)
{
    g_autoptr(GError) error = NULL;
    guint missing = 0;
    int code = EXIT_SUCCESS;
    g_autoptr(DurableFile) file = given->output ? open_new(given->output, &code) : NULL;
    if (code != EXIT_SUCCESS)
        return code;
    g_autoptr(Store) store = NULL;
    g_autoptr(GString) bytes =
        look_moment(rules, &store, &error)
            ? look_export(store, view, looker, reference, asked, log_look, rules, &missing, &error)
            : NULL;
    code = bytes ? put_out(g_steal_pointer(&file), bytes) : command_fail(error);
    if (code == EXIT_SUCCESS)
        say_missing(missing);
    return code;
}

static int run(CommandLine *line)
{
    g_auto(Given) given = {NULL};
    ExportAsked asked = {{0}, EXPORT_TEXT};
    const char *written = NULL, *agency = NULL;
    View view = {0};
    Looker looker;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"child", 0, 0, G_OPTION_ARG_INT, &given.child, NULL, NULL},
        {"for", 0, 0, G_OPTION_ARG_FILENAME, &given.reader, NULL, NULL},
        {"format", 0, 0, G_OPTION_ARG_FILENAME, &given.format, NULL, NULL},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &given.output, NULL, NULL},
        LOOKER_OPTIONS(&given.by),
        {0}};
    if (!command_options(line, entries, NULL, 1, 2, &code) ||
        !read_asked(line, &given, &asked, &code) ||
        !find_words(line, &given, &written, &agency, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (rules && agency)
        asked.of.agency = command_agency(line, rules, agency, &code);
    g_autofree char *reference = rules && (!agency || asked.of.agency)
                                     ? command_reference(line, rules, written, &code)
                                     : NULL;
    g_autofree char *command = export_command_words(&asked);
    if (!reference || !looker_of(line, &given.by, command, &looker, &code))
        return code;
    return take(rules, &view, &given, &looker, reference, &asked);
}

const Command export_command = {
    .name = "export",
    .synopsis = "export REFERENCE [--child N] [--for file|agency ID|originator]\n"
                "       [--format text|html|pdf] [--output FILE] [--by NAME]",
    .summary = "the chronology of a case for the child's file",
    .help =
        "Writes the case as a document that can be filed: who is in it, what was recorded with "
        "where it\n"
        "stood, the whole chronology with the number of each message, every mail, what is not yet "
        "done, and at\n"
        "the end from which entry of the record it was taken. It names the children; what people "
        "wrote may name\n"
        "others, and is to be looked at before it is filed. Who took it is put on record first, as "
        "with show.\n"
        "\n"
        "--child N    names that child of the case only, with the answers about it; a sentence "
        "that names\n"
        "             another child is left out, and a mark stands there\n"
        "--for WHOM   file: the child's file, all that is on record (the default)\n"
        "             agency ID: a party of the case, or who speaks for one: the referral as it "
        "was "
        "told, what\n"
        "             was done, its own mails; no notes or reasons of the office\n"
        "             originator: whoever raised it, where the policy has him told: stages, dates, "
        "his mails;\n"
        "             no child, and nothing that anybody wrote\n"
        "--format F   text (the default), html or pdf\n"
        "--output F   into this new file, for its owner alone; else to the standard output\n"
        "--by NAME    who takes it; else the login name\n"
        "\n"
        "Example:\n"
        "  casegate export HAV-26-0042-B --child 1 --format pdf --output chronology.pdf --by 'Inez "
        "Quill'\n",
    .run = run,
};
