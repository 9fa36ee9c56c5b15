/* desk_export: reads what is asked for and who asks, and has look_export make it.
 *
 * Who is no office gets nothing but what is for the own agency: that is settled here, before anything is read; and
 * where there is none, no reason. The
 * name of the file is the reference and the reader's kind, as both stand in addresses and lists already.
 *
 * No network, no clock; writes nothing but the look, through the clerk. */
#include "desk_export.h"

#include <string.h>

#include "desk_turn.h"
#include "error.h"
#include "look_export.h"
#include "reference.h"

#define PRINT_APART 5 /* seconds */

static const char *const readers[] = {"file", "agency", "originator"};
static const char *const types[] = {"text/plain; charset=utf-8", "text/html; charset=utf-8",
                                    "application/pdf"};
static const char *const endings[] = {"txt", "html", "pdf"};

/* NULL: not there, or empty. */
static const char *asked_for(const DeskRequest *request, const char *name)
{
    const char *value = g_hash_table_lookup(request->query, name);
    return value && *value ? value : NULL;
}

static gboolean no(GError **error, const char *why)
{
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, why);
    return FALSE;
}

/* Of "/case/REFERENCE/export"; newly allocated, NULL if it is none. */
static char *reference_of(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    return g_strv_length(parts) == 4 && strcmp(parts[1], "case") == 0 &&
                   reference_is_valid(parts[2])
               ? g_strdup(parts[2])
               : NULL;
}

static gboolean read_reader(const DeskRequest *request, ExportAsked *asked, GError **error)
{
    const char *reader = asked_for(request, "for");
    if (request->user->role == DESK_REPRESENTATIVE) {
        asked->of.reader = DISCLOSE_TO_AGENCY;
        asked->of.agency = request->user->agency;
        return asked->of.agency || no(error, "nobody's agency is known here");
    }
    for (guint i = 0; reader && i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i], reader) == 0) {
            asked->of.reader = i;
            asked->of.agency = asked_for(request, "agency");
            return i != DISCLOSE_TO_AGENCY || asked->of.agency || no(error, "say for which agency");
        }
    return reader ? no(error, "it can be for the child's file, an agency or whoever raised it")
                  : TRUE;
}

static gboolean read_asked(const DeskRequest *request, ExportAsked *asked, GError **error)
{
    const char *child = asked_for(request, "child"), *format = asked_for(request, "format");
    guint64 n = 0;
    if (format && !export_format_named(format, &asked->format))
        return no(error, "it can be text, html or pdf");
    if (child && !g_ascii_string_to_unsigned(child, 10, 0, G_MAXUINT, &n, NULL))
        return no(error, "a child has a number in the case, as 1");
    asked->of.child = (guint)n;
    return read_reader(request, asked, error);
}

/* A PDF takes the one process that answers everybody a while: for who is no office there is one every few seconds. */
static gboolean is_too_soon(const Desk *desk, const DeskRequest *request, const ExportAsked *asked,
                            GError **error)
{
    if (request->user->role != DESK_REPRESENTATIVE || asked->format != EXPORT_PDF ||
        !desk->printed || *desk->printed == INSTANT_UNKNOWN || request->now < *desk->printed ||
        request->now - *desk->printed >= PRINT_APART)
        return FALSE;
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                        "another PDF was made just now: ask again in a few seconds, or for the "
                        "page or the text");
    return TRUE;
}

static void keep_printed(const Desk *desk, const DeskRequest *request, const ExportAsked *asked)
{
    if (desk->printed && request->user->role == DESK_REPRESENTATIVE && asked->format == EXPORT_PDF)
        *desk->printed = request->now;
}

static DeskAnswer *file_answer(const ExportAsked *asked, const char *reference, GString *bytes)
{
    DeskAnswer *answer = g_new0(DeskAnswer, 1);
    answer->status = 200;
    answer->type = g_strdup(types[asked->format]);
    answer->file_name =
        g_strdup_printf("%s-%s.%s", reference, readers[asked->of.reader], endings[asked->format]);
    answer->body = bytes;
    return answer;
}

DeskAnswer *desk_export(const Desk *desk, const DeskRequest *request, GError **error)
{
    ExportAsked asked = {.format = EXPORT_PDF};
    guint missing = 0;
    g_autofree char *reference = reference_of(request->path);
    if (!reference) {
        no(error, "there is no such case");
        return NULL;
    }
    if (!read_asked(request, &asked, error) || is_too_soon(desk, request, &asked, error))
        return NULL;
    g_autofree char *words = export_command_words(&asked);
    g_autofree char *command = g_strconcat("web ", words, NULL);
    const Looker looker = {request->user->name, request->user->login, command};
    const View view = {.rules = desk->rules, .now = request->now};
    GError *failure = NULL;
    GString *bytes = look_export(desk->rules, &view, &looker, reference, &asked, desk->clerk.look,
                                 desk->clerk.data, &missing, &failure);
    if (!g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_PERM))
        keep_printed(desk, request, &asked);
    if (failure)
        g_propagate_error(error, failure);
    return bytes ? file_answer(&asked, reference, bytes) : NULL;
}

DeskAnswer *desk_export_file(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    DeskAnswer *answer = desk_export(turn->desk, turn->request, &error);
    return answer ? answer : desk_case_failure(turn, error);
}
