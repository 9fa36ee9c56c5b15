/* Who looks: what they say of themselves, and beside it what the machine knows.
 *
 * --by can say anything, so the login is kept with it. Where somebody became another user (su, sudo, a
 * service), Linux still knows the login that the session began with, and that is the one that counts. */
#include "looker.h"

#include <pwd.h>
#include <string.h>
#include <sys/types.h>

#include "options.h"
#include "text.h"

#define BY_LIMIT 80u
#define NO_LOGIN G_MAXUINT32

/* NULL where the session has none, as a service's. */
static char *session_login(void)
{
    g_autofree char *text = NULL;
    guint64 user = NO_LOGIN;
    if (!g_file_get_contents("/proc/self/loginuid", &text, NULL, NULL) ||
        !g_ascii_string_to_unsigned(g_strstrip(text), 10, 0, NO_LOGIN, &user, NULL) ||
        user == NO_LOGIN)
        return NULL;
    const struct passwd *entry = getpwuid((uid_t)user);
    return entry ? g_strdup(entry->pw_name) : NULL;
}

static const char *login_name(void)
{
    static char *name;
    if (!name)
        name = session_login();
    if (!name)
        name = g_strdup(g_get_user_name());
    return name;
}

gboolean looker_of(const CommandLine *line, char **by, const char *command, Looker *out,
                   int *exit_out)
{
    g_autofree char *who = *by ? text_line(*by, BY_LIMIT) : NULL;
    if (who && !*who) {
        *exit_out = command_usage(line, "--by is empty");
        return FALSE;
    }
    g_free(*by);
    *by = g_steal_pointer(&who);
    *out = (Looker){.who = *by ? *by : login_name(), .login = login_name(), .command = command};
    return TRUE;
}
