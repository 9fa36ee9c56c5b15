/* desk_password: hashes and their comparing.
 *
 * What matters about a password is its length and that it is no name of its owner; no letters, digits and signs are
 * demanded, since that makes people write them on paper. Whether there is such an account must not show in how long an
 * answer takes: for a name that nobody has, another hash is reckoned. Fails (TEMP) only without memory or random numbers. */
#include "desk_password.h"

#include <crypt.h>
#include <errno.h>
#include <string.h>

#include "digest.h"
#include "error.h"
#include "text.h"

#define METHOD "$y$"

const char *desk_password_fault(const char *password, const char *login)
{
    g_autofree char *folded = text_fold(password);
    g_autofree char *name = text_fold(login);
    if (!g_utf8_validate(password, -1, NULL))
        return "the password is no text";
    if (g_utf8_strlen(password, -1) < DESK_PASSWORD_LEAST)
        return "the password is too short to withstand guessing: use 12 characters or more, for "
               "instance four words";
    if (strlen(password) > DESK_PASSWORD_MOST)
        return "the password is longer than 200 bytes: use a shorter one";
    if (*name && strstr(folded, name) && strlen(folded) < strlen(name) + DESK_PASSWORD_LEAST)
        return "the password is little more than the name: use something that has nothing to do "
               "with it";
    if (strspn(password, (const char[]){password[0], '\0'}) == strlen(password))
        return "the password is one character again and again: use four words instead";
    return NULL;
}

/* NULL: it cannot be reckoned, or is no hash. */
static char *reckon(const char *password, const char *setting)
{
    struct crypt_data *data = g_new0(struct crypt_data, 1);
    const char *made = crypt_r(password, setting, data);
    char *hash = made && *made != '*' ? g_strdup(made) : NULL;
    explicit_bzero(data, sizeof *data);
    g_free(data);
    return hash;
}

char *desk_password_hash(const char *password, GError **error)
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    char *hash = crypt_gensalt_rn(METHOD, 0, NULL, 0, setting, sizeof setting)
                     ? reckon(password, setting)
                     : NULL;
    if (!hash)
        casegate_error_from_errno(error, errno, "cannot keep a password");
    return hash;
}

/* Of a password that nobody knows. */
static const char *nobodys(void)
{
    static const char *hash;
    static gsize made = 0;
    if (g_once_init_enter(&made)) {
        guint8 bytes[20];
        digest_random(bytes, sizeof bytes);
        g_autofree char *password = digest_base32(bytes, sizeof bytes);
        hash = desk_password_hash(password, NULL);
        g_once_init_leave(&made, 1);
    }
    return hash;
}

gboolean desk_password_fits(const char *password, const char *hash)
{
    gboolean known = hash && *hash;
    const char *wanted = known ? hash : nobodys();
    g_autofree char *got = wanted ? reckon(password, wanted) : NULL;
    gboolean same = got && strlen(got) == strlen(wanted) && digest_equal(got, wanted, strlen(got));
    return known && same;
}
