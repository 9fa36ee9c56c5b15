/* A process beside one that may open no file and start no program: it fetches the one secret that the other needs, anew each
 * time it is asked. */
#pragma once
#include "secret.h"

/* From now on secret_fetch() in this process asks a process forked here, which knows `from` and nothing else; it ends with
 * this one. To be called before anything is given up, with one thread. TEMP: it cannot be begun. */
gboolean secret_keeper_begin(const SecretFrom *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean secret_keeper_is_used(void); /* secret_keeper_begin() was called */
gboolean secret_keeper_is_lost(void); /* it has gone, and only a process begun anew gets its secret */
/* For secret_fetch(). */
gboolean secret_keeper_ask(Secret *secret, GError **error) G_GNUC_WARN_UNUSED_RESULT;
