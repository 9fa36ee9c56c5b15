/* The desk's download of a chronology: GET /case/REFERENCE/export?for=file|agency|originator&agency=ID&child=N&format=text|html|pdf. */
#pragma once
#include "desk.h"

/* A file to be saved, called by the reference alone. The office may take any; a representative (where the site has them) the one for
 * the own agency, whatever else is asked. The look is on record first. NULL: why not, as look_export() says, or PERM for what the
 * query asks and there is not. */
DeskAnswer *desk_export(const Desk *desk, const DeskRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
