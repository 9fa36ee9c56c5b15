/* domain_name: what a domain in mail's letters (A-labels, "xn--…") shows to a person who reads it.
 *
 * Mail programs show the letters that an encoded label stands for, and those may look like quite another
 * domain's. Promises valid UTF-8. A label that decodes to nothing is refused, since nobody knows what a
 * program would make of it. Keeps nothing, opens nothing. */
#include "domain_name.h"
#include <idn2.h>

char *domain_name_shown(const char *domain)
{
    char *shown = NULL;
    if (idn2_to_unicode_8z8z(domain, &shown, 0) != IDN2_OK)
        return NULL;
    char *folded = g_utf8_validate(shown, -1, NULL) ? g_utf8_strdown(shown, -1) : NULL;
    idn2_free(shown);
    return folded;
}
