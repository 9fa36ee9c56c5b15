/* desk_export: a chronology as a file, GET /case/REFERENCE/export?for=file|agency|originator&agency=ID&child=N&format=text|html|pdf.
 *
 * The office may take any. Who is no office gets nothing but what is for the own agency, whatever else is asked: that is settled here,
 * before anything is read; and where there is none, no reason is said. The name of the file is the reference and the reader's kind,
 * as both stand in addresses and lists already. The look is on record before a byte is given out. */
#include "desk_own.h"

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

/* FALSE: there is none of that kind. */
static gboolean read_reader(const DeskTurn *turn, ExportAsked *asked, GError **error)
{
    const char *reader = desk_query(turn, "for");
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
    return TRUE;
}

static DeskAnswer *file_answer(const ExportAsked *asked, const char *reference, GString *bytes)
{
    char *name =
        g_strdup_printf("%s-%s.%s", reference, readers[asked->of.reader], endings[asked->format]);
    return desk_file(types[asked->format], name, bytes);
}

/* NULL, with why. */
static DeskAnswer *make(const DeskTurn *turn, const ExportAsked *asked, GError **error)
{
    const ClerkPort *clerk = &turn->desk->clerk;
    guint missing = 0;
    g_autofree char *words = export_command_words(asked);
    g_autofree char *command = g_strconcat("web ", words, NULL);
    const Looker looker = desk_looker(turn, command);
    if (!reference_is_valid(turn->parts[0])) {
        no(error, "there is no such case");
        return NULL;
    }
    GString *bytes = look_export(turn->store, &turn->view, &looker, turn->parts[0], asked,
                                 clerk->look, clerk->data, &missing, error);
    return bytes ? file_answer(asked, turn->parts[0], bytes) : NULL;
}

DeskAnswer *desk_export(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    ExportAsked asked = {.format = EXPORT_PDF};
    DeskAnswer *answer = read_asked(turn, &asked, &error) && read_reader(turn, &asked, &error)
                             ? make(turn, &asked, &error)
                             : NULL;
    return answer ? answer : desk_failure(turn, error);
}

/* ---- by who is no office ---- */

/* A PDF takes the one process that answers everybody a while: outside the office there is one every few seconds. */
static gboolean is_too_soon(const DeskTurn *turn, GError **error)
{
    const Instant *printed = turn->desk->printed;
    Instant now = turn->request->now;
    if (!printed || *printed == INSTANT_UNKNOWN || now < *printed || now - *printed >= PRINT_APART)
        return FALSE;
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                        "another PDF was made just now: ask again in a few seconds, or for the "
                        "page or the text");
    return TRUE;
}

static DeskAnswer *make_own(const DeskTurn *turn, GError **error)
{
    ExportAsked asked = {.format = EXPORT_PDF};
    GError *failure = NULL;
    if (!read_asked(turn, &asked, error))
        return NULL;
    asked.of.reader = DISCLOSE_TO_AGENCY;
    asked.of.agency = turn->request->user->agency;
    if (!asked.of.agency) {
        no(error, "nobody's agency is known here");
        return NULL;
    }
    gboolean prints = asked.format == EXPORT_PDF && turn->desk->printed;
    if (prints && is_too_soon(turn, error))
        return NULL;
    DeskAnswer *answer = make(turn, &asked, &failure);
    if (prints && !g_error_matches(failure, CASEGATE_ERROR, CASEGATE_ERROR_PERM))
        *turn->desk->printed = turn->request->now; /* what is refused takes no time */
    if (failure)
        g_propagate_error(error, failure);
    return answer;
}

DeskAnswer *desk_export_own(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    DeskAnswer *answer = make_own(turn, &error);
    return answer ? answer : desk_own_failure(turn, error);
}
