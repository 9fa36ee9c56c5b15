/* Has anything that the office's lists show changed? */
#pragma once
#include <glib.h>

/* Another text as soon as the record or the configuration was written to; newly allocated. Only looks at files: nothing is opened, so
 * that nobody else waits for whoever watches. */
char *site_stamp(const char *site);
/* The same of the configuration alone. */
char *site_stamp_rules(const char *site);
