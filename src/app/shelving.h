/* Messages whose rows are committed go from incoming/ into the archive while the next are worked. */
#pragma once
#include "spool.h"

typedef struct Shelving Shelving;
/* `items` (of SpoolItem) must outlive the result. `record` is the path of the database. */
Shelving *shelving_new(Spool *spool, const char *record, GPtrArray *items);
/* Item `n`, of a batch to come, is not there to be moved. */
void shelving_skip(Shelving *shelving, guint n);
/* Items from `from` up to but without `to`, which are committed. In the background, unless they are the listing's last. FALSE
 * when these, or those before them, could not be archived: TEMP. */
gboolean shelving_put(Shelving *shelving, guint from, guint to, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until all is durable; FALSE once with what failed. */
gboolean shelving_wait(Shelving *shelving, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void shelving_free(Shelving *shelving); /* waits, too */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shelving, shelving_free)
