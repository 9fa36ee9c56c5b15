/* `casegate check --connect`: do the servers that the site names answer as they should? */
#pragma once
#include "ruleset.h"

/* Connects to each and says a line about it in *said_out (newly allocated; also when it fails); no message is taken and none
 * is sent. FALSE: the first of them that failed; CONFIG where only a person can mend it. */
gboolean connections_check(const Ruleset *rules, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
