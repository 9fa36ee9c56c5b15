/* casegate route: the office names the agency that a case is to go to. */
#include <stdlib.h>

#include "command_table.h"
#include "office_turn.h"
#include "options.h"
#include "text.h"

typedef struct {
    char *agency, *side, *to;
} Route;

static void route_clear(Route *route)
{
    g_clear_pointer(&route->agency, g_free);
    g_clear_pointer(&route->side, g_free);
    g_clear_pointer(&route->to, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Route, route_clear)

static gboolean read_side(const CommandLine *line, const char *word, Side *side_out, int *exit_out)
{
    *side_out = SIDE_NONE;
    if (!word)
        return TRUE;
    *side_out = side_from_name(word);
    if (*side_out == SIDE_RAISING || *side_out == SIDE_CHALLENGED)
        return TRUE;
    *exit_out = command_usage(line, "--side is 'raising' or 'challenged', not '%s'", word);
    return FALSE;
}

/* An address as it is to be used; FALSE and 64 when --to is none. */
static gboolean fold_to(const CommandLine *line, Route *route, int *exit_out)
{
    char *folded = route->to ? text_address_fold(route->to) : NULL;
    if (route->to && !folded) {
        *exit_out = command_usage(line, "--to needs an e-mail address");
        return FALSE;
    }
    g_free(route->to);
    route->to = folded;
    return TRUE;
}

static int run(CommandLine *line)
{
    g_auto(OfficeTurn) turn = {0};
    g_auto(Route) route = {0};
    g_autoptr(GError) error = NULL;
    Side side = SIDE_NONE;
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"agency", 0, 0, G_OPTION_ARG_FILENAME, &route.agency, NULL, NULL},
        {"side", 0, 0, G_OPTION_ARG_FILENAME, &route.side, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_FILENAME, &route.to, NULL, NULL},
        OFFICE_OPTIONS(&turn),
        {0},
    };
    if (!command_options(line, entries, NULL, 1, 1, &code))
        return code;
    if (!route.agency)
        return command_usage(line, "say which agency: --agency ID");
    if (!read_side(line, route.side, &side, &code) || !fold_to(line, &route, &code) ||
        !office_turn_begin(&turn, line, line->words[0], &code))
        return code;
    const char *agency = command_agency(line, turn.rules, route.agency, &code);
    if (!agency)
        return code;
    gboolean done = office_route(turn.work, turn.reference, agency, side, route.to, turn.by,
                                 turn.why, turn.now, &turn.said, &error);
    return office_turn_end(&turn, line, done, error);
}

const Command route_command = {
    .name = "route",
    .synopsis = "route REFERENCE --agency ID [--side raising|challenged] [--to EMAIL] [--by NAME] "
                "[--why TEXT]",
    .summary = "names the agency a case is to go to",
    .help =
        "Settles a case whose routing is held because its form names an agency that is unknown or "
        "could be\n"
        "several: 'casegate show' lists the candidates. Those who hold the stage there are then "
        "told.\n"
        "\n"
        "--agency ID  the id of routing/agencies.csv\n"
        "--side       which side of the case it is; else the side that is held\n"
        "--to EMAIL   one person of that agency, when the directory's choice is not the right one\n"
        "--by NAME    who decides; else the login name\n"
        "\n"
        "Example:\n"
        "  casegate route CAM-26-0007-M --agency fenedge --by 'Wilf Darrow' --why 'rang the "
        "sister'\n",
    .json = TRUE,
    .run = run,
};
