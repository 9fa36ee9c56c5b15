/* The three ways of settling a held message, with whoever orders it asked first whether they may. */
#include "held_settle.h"

gboolean held_settle(OfficeTurn *turn, gint64 id, Settle settle, GError **error)
{
    if (!office_held_is_for(turn->work, id, command_named_officer(turn->rules), error))
        return FALSE;
    if (settle == SETTLE_LINK)
        return office_held_link(turn->work, id, turn->reference, turn->by, turn->why, turn->now,
                                &turn->said, error);
    if (settle == SETTLE_OPEN)
        return office_held_open(turn->work, id, turn->by, turn->why, turn->now, &turn->said, error);
    return office_held_set_aside(turn->work, id, turn->by, turn->why, turn->now, &turn->said,
                                 error);
}
