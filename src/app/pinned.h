/* Policy texts that cases are pinned to (design §2): a case opened under an older text keeps it. */
#pragma once
#include "ruleset.h"

/* Adds every text that the store keeps and the site no longer has. Call after ruleset_load() and before anything
 * uses `rules`; opens the store for reading and closes it again. No store yet is success. A kept text that cannot be
 * parsed any more is a CONFIG error: its cases could not be understood. */
gboolean pinned_add(Ruleset *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
