/* Settling a held message as the command line says it: who orders is known by the login, whoever --by names. */
#include "held_settle.h"

gboolean held_settle(OfficeTurn *turn, gint64 id, SettleHow how, GError **error)
{
    const Settling settling = {.how = how,
                               .id = id,
                               .reference = turn->reference,
                               .by = turn->by,
                               .why = turn->why,
                               .named_officer = command_named_officer(turn->rules)};
    return office_settle(turn->work, &settling, turn->now, &turn->said, error);
}
