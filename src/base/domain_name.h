/* Internationalised domain names (RFC 5891). The one home of libidn2. */
#pragma once
#include <glib.h>

/* The domain as people are shown it: 'xn--' labels in their own letters, lower case. NULL if such a label means nothing.
 * Newly allocated. */
char *domain_name_shown(const char *domain);
