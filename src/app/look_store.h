/* The store for those who only look. */
#pragma once
#include "ruleset.h"
#include "store.h"

/* *store_out: the site's store opened for reading, or NULL while the site has none. FALSE when it cannot be read. */
gboolean look_store(const Ruleset *rules, Store **store_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same in one moment's picture: what is read of it hangs together. Nobody else is kept from writing meanwhile. */
gboolean look_moment(const Ruleset *rules, Store **store_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* All cases whose references are given, of Case; NULL when one cannot be read. */
GPtrArray *look_cases(Store *store, GPtrArray *references, GError **error);
/* Messages that wait and may be of the same dispute as the case, those before which it was suggested; none that is restricted.
 * `compared`: only those that say something to be held beside it. Of HeldRow. */
GPtrArray *look_beside(Store *store, const char *reference, gboolean compared, GError **error);
