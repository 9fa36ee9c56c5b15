/* desk_export: a chronology as a file, GET /case/REFERENCE/export?for=file|agency|originator&agency=ID&child=N&format=text|html|pdf.
 *
 * The office may take any. Who is no office gets nothing but what is for the own agency, whatever else is asked: that is settled here,
 * before anything is read; and where there is none, no reason. The name of the file is the reference and the reader's kind,
 * as both stand in addresses and lists already. The look is on record before a byte is given out. */
#include "desk_turn.h"

#include <string.h>

#include "error.h"
#include "look_export.h"
#include "reference.h"

#define PRINT_APART 5 /* seconds */

static const char *const readers[] = {"file", "agency", "originator"};
static const char *const types[] = {"text/plain; charset=utf-8", "text/html; charset=utf-8",
                                    "application/pdf"};
static const char *const endings[] = {"txt", "html", "pdf"};

static gboolean no(GError **error, const char *why)
{
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, why);
    return FALSE;
}

static gboolean read_reader(const DeskTurn *turn, ExportAsked *asked, GError **error)
{
    const char *reader = desk_query(turn, "for");
    if (!desk_is_office(turn)) {
        asked->of.reader = DISCLOSE_TO_AGENCY;
        asked->of.agency = turn->request->user->agency;
        return asked->of.agency || no(error, "nobody's agency is known here");
    }
    for (guint i = 0; reader && i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i], reader) == 0) {
            asked->of.reader = i;
            asked->of.agency = desk_query(turn, "agency");
            return i != DISCLOSE_TO_AGENCY || asked->of.agency || no(error, "say for which agency");
        }
    return reader ? no(error, "it can be for the child's file, an agency or whoever raised it")
                  : TRUE;
}

static gboolean read_asked(const DeskTurn *turn, ExportAsked *asked, GError **error)
{
    const char *child = desk_query(turn, "child"), *format = desk_query(turn, "format");
    guint64 n = 0;
    if (format && !export_format_named(format, &asked->format))
        return no(error, "it can be text, html or pdf");
    if (child && !g_ascii_string_to_unsigned(child, 10, 0, G_MAXUINT, &n, NULL))
        return no(error, "a child has a number in the case, as 1");
    asked->of.child = (guint)n;
    return read_reader(turn, asked, error);
}

/* A PDF takes the one process that answers everybody a while: for who is no office there is one every few seconds. */
static gboolean is_limited(const DeskTurn *turn, const ExportAsked *asked)
{
    return turn->desk->printed && !desk_is_office(turn) && asked->format == EXPORT_PDF;
}

static gboolean is_too_soon(const DeskTurn *turn, const ExportAsked *asked, GError **error)
{
    Instant now = turn->request->now, printed = turn->desk->printed ? *turn->desk->printed : 0;
    if (!is_limited(turn, asked) || printed == INSTANT_UNKNOWN || now < printed ||
        now - printed >= PRINT_APART)
        return FALSE;
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                        "another PDF was made just now: ask again in a few seconds, or for the "
                        "page or the text");
    return TRUE;
}

static DeskAnswer *file_answer(const ExportAsked *asked, const char *reference, GString *bytes)
{
    char *name =
        g_strdup_printf("%s-%s.%s", reference, readers[asked->of.reader], endings[asked->format]);
    return desk_file(types[asked->format], name, bytes);
}

/* NULL, with why. */
static DeskAnswer *make(const DeskTurn *turn, GError **error)
{
    ExportAsked asked = {.format = EXPORT_PDF};
    const ClerkPort *clerk = &turn->desk->clerk;
    guint missing = 0;
    GError *failure = NULL;
    if (!read_asked(turn, &asked, error) || is_too_soon(turn, &asked, error))
        return NULL;
    g_autofree char *words = export_command_words(&asked);
    g_autofree char *command = g_strconcat("web ", words, NULL);
    const Looker looker = desk_looker(turn, command);
    GString *bytes = look_export(turn->store, &turn->view, &looker, turn->parts[0], &asked,
                                 clerk->look, clerk->data, &missing, &failure);
    if (is_limited(turn, &asked) &&
        !g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_PERM)) /* which took no time */
        *turn->desk->printed = turn->request->now;
    if (failure)
        g_propagate_error(error, failure);
    return bytes ? file_answer(&asked, turn->parts[0], bytes) : NULL;
}

DeskAnswer *desk_export(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    if (!reference_is_valid(turn->parts[0]))
        return desk_no_such_case(turn);
    DeskAnswer *answer = make(turn, &error);
    return answer ? answer : desk_case_failure(turn, error);
}
