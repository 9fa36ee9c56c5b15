/* recipient_guard: whom a site may write to at all.
 *
 * Stands before every transport. A demonstration site holds invented people beside a real policy, so it
 * writes only to names that RFC 2606 keeps out of the real world; no site writes to a host's own
 * '.localhost'. Says why in words that name the domain, never the person. Keeps nothing; asks no
 * network. */
#include "transport.h"
#include "text.h"
#include <string.h>

/* Is `domain` the name or one below it? */
static gboolean within(const char *domain, const char *name)
{
    gsize length = strlen(domain), tail = strlen(name);
    if (length < tail || g_ascii_strcasecmp(domain + length - tail, name) != 0)
        return FALSE;
    return length == tail || domain[length - tail - 1] == '.';
}

static gboolean reserved(const char *domain)
{
    static const char *const names[] = {"example", "test", "invalid", "example.org"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (within(domain, names[i]))
            return TRUE;
    return FALSE;
}

char *recipient_refusal(const char *address, gboolean demonstration)
{
    if (!text_is_address(address))
        return g_strdup("no address that mail can go to");
    const char *domain = text_address_domain(address);
    if (within(domain, "localhost"))
        return g_strdup_printf("'%s' is this machine, nobody's address", domain);
    if (demonstration && !reserved(domain))
        return g_strdup_printf("'%s' is a real domain; a demonstration site writes only to "
                               ".example, .test, .invalid and "
                               "example.org",
                               domain);
    return NULL;
}
