/* casegate directory: who is in which post; the directory to a spreadsheet and back, looked at before it is in force. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command_table.h"
#include "directory_change.h"
#include "durable_file.h"
#include "look.h"
#include "look_store.h"
#include "looker.h"
#include "options.h"
#include "text.h"

#define FILE_BYTES ((gsize)8 << 20)

typedef struct {
    char *agency, *by, *why, *code;
    gboolean agencies, confirm;
} Asked;

static void asked_clear(Asked *asked)
{
    g_free(asked->agency);
    g_free(asked->by);
    g_free(asked->why);
    g_free(asked->code);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

/* --confirm, with or without the code of the preview that was looked at. */
static gboolean read_confirm(const char *name, const char *value, gpointer data, GError **error)
{
    Asked *asked = data;
    asked->confirm = TRUE;
    g_free(asked->code);
    asked->code = g_strdup(value);
    return TRUE;
}

static SheetKind kind_of(const Asked *asked)
{
    return asked->agencies ? SHEET_AGENCIES : SHEET_PEOPLE;
}

static int show_all(const CommandLine *line, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    View view = {0};
    int code = EXIT_SUCCESS;
    const char *agency = NULL;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules || (asked->agency && !(agency = command_agency(line, rules, asked->agency, &code))))
        return code;
    return look_directory(rules, &view, agency, &error) ? EXIT_SUCCESS : command_fail(error);
}

/* ---- out ---- */

static int export_file(const CommandLine *line, const Asked *asked)
{
    g_autoptr(GError) error = NULL;
    View view = {0};
    int code = EXIT_SUCCESS;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    g_autoptr(Sheet) sheet = directory_sheet(rules, kind_of(asked), NULL, &error);
    g_autofree char *text = sheet ? sheet_export(sheet) : NULL;
    if (!text)
        return command_fail(error);
    if (!line->words[1] || g_str_equal(line->words[1], "-")) {
        fputs(text, stdout);
        return EXIT_SUCCESS;
    }
    if (!durable_file_put(line->words[1], text, strlen(text), FALSE, &error))
        return command_fail(error);
    printf("%u rows of %s written to %s\n", sheet->rows->len, sheet_file(sheet->kind),
           line->words[1]);
    return EXIT_SUCCESS;
}

/* ---- in ---- */

/* What to type once it is to be done. */
static char *how_to(const CommandLine *line, const Asked *asked, const DirectoryPreview *preview)
{
    g_autofree char *code = directory_preview_code(preview);
    g_autofree char *what = g_shell_quote(line->words[1]);
    return g_strdup_printf("casegate directory %s %s%s --confirm=%s", line->words[0], what,
                           asked->agencies ? " --agencies" : "", code);
}

/* FALSE, with why: what is confirmed is not what was looked at. */
static gboolean is_what_was_seen(const Asked *asked, const DirectoryPreview *preview)
{
    g_autofree char *code = directory_preview_code(preview);
    if (!asked->code || g_str_equal(asked->code, code))
        return TRUE;
    fputs("casegate: this is not the change that was looked at: routing/ or the file is another "
          "one by now; look again\n",
          stderr);
    return FALSE;
}

static gboolean apply(const Ruleset *rules, const Asked *asked, const Looker *who,
                      const DirectoryPreview *preview, char **done_out, GError **error)
{
    const DirectoryOrder order = {.file = sheet_file(preview->after->kind),
                                  .text = preview->text_after,
                                  .sha256 = preview->sha256_before,
                                  .by = who->who,
                                  .login = who->login,
                                  .why = asked->why};
    return directory_change(rules, &order, done_out, error);
}

/* Looks at the change and, where that was asked for, makes it. Takes `after` and `diagnostics`. */
static int take(const CommandLine *line, const Asked *asked, Store *store, View *view,
                const Looker *who, Sheet *after, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *done = NULL;
    g_autoptr(DirectoryPreview) preview =
        directory_preview(view->rules, after, diagnostics, store, view->now, &error);
    if (!preview)
        return command_fail(error);
    g_autofree char *how = how_to(line, asked, preview);
    gboolean wrong = diagnostics_errors(preview->diagnostics) > 0;
    if (asked->confirm && !wrong && !sheet_diff_is_empty(preview->diff)) {
        if (!is_what_was_seen(asked, preview))
            return EXIT_DATA;
        if (!apply(view->rules, asked, who, preview, &done, &error))
            return command_fail(error);
    }
    view_directory_preview(view, preview, done, how);
    return wrong ? EXIT_DATA : EXIT_SUCCESS;
}

static int no_table(const Diagnostics *diagnostics)
{
    diagnostics_print(diagnostics, stderr);
    return EXIT_DATA;
}

static int import_file(const CommandLine *line, const Asked *asked, Store *store, View *view,
                       const Looker *who)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    gsize length = 0;
    g_autofree char *text = durable_read_whole(line->words[1], FILE_BYTES, &length, &error);
    if (!text)
        return command_fail(error);
    g_autofree char *name = g_path_get_basename(line->words[1]);
    g_autofree char *clean = text_line(name, 200);
    Sheet *after = sheet_read_spreadsheet(kind_of(asked), text, length, clean, diagnostics);
    if (!after)
        return no_table(diagnostics);
    return take(line, asked, store, view, who, after, g_steal_pointer(&diagnostics));
}

static int restore(const CommandLine *line, const Asked *asked, Store *store, View *view,
                   const Looker *who)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    SheetKind kind = SHEET_PEOPLE;
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(line->words[1], 10, 1, G_MAXINT64, &number, NULL))
        return command_usage(line, "'%s' is no number of a change", line->words[1]);
    g_autoptr(DirectoryChange) change = directory_history_of(store, (gint64)number, &error);
    if (!change || !directory_may_restore(change, &error))
        return command_fail(error);
    (void)sheet_kind_of(change->file, &kind);
    g_autofree char *place = g_strdup_printf("%s before change %s", change->file, line->words[1]);
    Sheet *after =
        sheet_read(kind, change->text_before, strlen(change->text_before), place, diagnostics);
    if (!after)
        return no_table(diagnostics);
    return take(line, asked, store, view, who, after, g_steal_pointer(&diagnostics));
}

static int change(const CommandLine *line, Asked *asked, gboolean restores)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    View view = {0};
    Looker who;
    int code = EXIT_SUCCESS;
    if (!line->words[1])
        return command_usage(line, restores ? "say the number of the change" : "say which file");
    if (!looker_of(line, &asked->by, "directory", &who, &code))
        return code;
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    if (!look_store(rules, &store, &error))
        return command_fail(error);
    return restores ? restore(line, asked, store, &view, &who)
                    : import_file(line, asked, store, &view, &who);
}

static int history(const CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = NULL;
    View view = {0};
    int code = EXIT_SUCCESS;
    guint64 number = 0;
    if (line->words[1] &&
        !g_ascii_string_to_unsigned(line->words[1], 10, 1, G_MAXINT64, &number, NULL))
        return command_usage(line, "'%s' is no number of a change", line->words[1]);
    g_autoptr(Ruleset) rules = command_look(line, &view, &code);
    if (!rules)
        return code;
    if (!look_store(rules, &store, &error))
        return command_fail(error);
    g_autoptr(DirectoryChange) one =
        number ? directory_history_of(store, (gint64)number, &error) : NULL;
    g_autoptr(GPtrArray) changes = number ? g_ptr_array_new() : directory_history(store, &error);
    if (error)
        return command_fail(error);
    if (one)
        g_ptr_array_add(changes, one);
    view_directory_history(&view, changes);
    return EXIT_SUCCESS;
}

static int run(CommandLine *line)
{
    g_auto(Asked) asked = {0};
    int code = EXIT_SUCCESS;
    const union { /* GOption wants a function as data */
        GOptionArgFunc function;
        gpointer data;
    } confirm = {.function = read_confirm};
    const GOptionEntry entries[] = {
        {"agency", 0, 0, G_OPTION_ARG_FILENAME, &asked.agency, NULL, NULL},
        {"agencies", 0, 0, G_OPTION_ARG_NONE, &asked.agencies, NULL, NULL},
        {"confirm", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, confirm.data, NULL, NULL},
        {"by", 0, 0, G_OPTION_ARG_FILENAME, &asked.by, NULL, NULL},
        {"why", 0, 0, G_OPTION_ARG_FILENAME, &asked.why, NULL, NULL},
        {0},
    };
    if (!command_options(line, entries, &asked, 0, 2, &code))
        return code;
    const char *word = line->words[0];
    if (!word)
        return show_all(line, &asked);
    if (strcmp(word, "export") == 0)
        return export_file(line, &asked);
    if (strcmp(word, "import") == 0 || strcmp(word, "restore") == 0)
        return change(line, &asked, *word == 'r');
    if (strcmp(word, "history") == 0)
        return history(line);
    return command_usage(line, "'%s' is none of export, import, history and restore", word);
}

const Command directory_command = {
    .name = "directory",
    .synopsis =
        "directory [--agency A] [--json]\n"
        "directory export [--agencies] [FILE.csv]\n"
        "directory import FILE.csv [--agencies] [--confirm[=CODE]] [--by NAME] [--why TEXT]\n"
        "directory history [NUMBER] [--json]\n"
        "directory restore NUMBER [--confirm[=CODE]] [--by NAME] [--why TEXT]",
    .summary = "who is in which post; the directory to a spreadsheet and back",
    .help =
        "Lists each role with its person, deputy, dates and when it was last confirmed, the posts "
        "that are\n"
        "vacant, and the cases whose holder has left.\n"
        "\n"
        "  export   routing/people.csv for a spreadsheet, to FILE.csv or standard output\n"
        "  import   what a spreadsheet made of it: shows each row that is added, changed or "
        "removed, field\n"
        "           by field, what 'casegate check' would say, and which open cases it touches. "
        "Nothing is\n"
        "           changed without --confirm; with the CODE of a preview only if it is still that "
        "change\n"
        "  history  what was changed, by whom and why\n"
        "  restore  the file as it was before a change, in the same way: a preview first\n"
        "\n"
        "--agencies    routing/agencies.csv in place of routing/people.csv\n"
        "--agency A    lists this agency only\n"
        "--by NAME     who changes it; else the login name\n"
        "--why TEXT    stands in the history\n"
        "\n"
        "A spreadsheet may save it with semicolons, in Windows-1252, with the columns in another "
        "order, and\n"
        "with dates as 31/03/2026 (day first; month first is refused). Telephone numbers that it "
        "made numbers\n"
        "of are refused with their line. A cell that it would take for a formula is written with "
        "an apostrophe\n"
        "in front, which import takes away.\n"
        "\n"
        "Example:\n"
        "  casegate directory export people-for-the-office.csv\n"
        "  casegate directory import people-for-the-office.csv\n"
        "  casegate directory import people-for-the-office.csv --confirm --by 'Wilf Darrow' --why "
        "'list of\n"
        "  2 March'\n",
    .json = TRUE,
    .run = run,
};
