/* What `work` gives up before it decides anything: the network, and starting other programs (design §1). */
#pragma once
#include <glib.h>

/* For this process and all it forks from now on, for good. FALSE where the kernel does not let it. */
gboolean work_jail_enter(void) G_GNUC_WARN_UNUSED_RESULT;
