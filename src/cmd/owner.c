/* A file that root made in a spool could not be opened by the service that runs the site, and mail
 * would wait until somebody found out why. So an administrator's 'casegate note …' gives up being
 * root before it opens anything. Who it is recorded by stays the login it was started with.
 *
 * Nothing changes for anybody but root, nor for a site that is root's own. */
#include "owner.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "site_place.h"

static gboolean become(const struct stat *status)
{
    const struct passwd *owner = getpwuid(status->st_uid);
    gid_t group = owner ? owner->pw_gid : status->st_gid;
    int listed = owner ? initgroups(owner->pw_name, group) : setgroups(0, NULL);
    return listed == 0 && setgid(group) == 0 && setuid(status->st_uid) == 0;
}

gboolean owner_become(const char *site, GError **error)
{
    g_autofree char *spool = site_spool_folder(site);
    struct stat status;
    if (geteuid() != 0 || stat(spool, &status) != 0 || status.st_uid == 0)
        return TRUE;
    (void)g_get_user_name(); /* GLib keeps it */
    if (become(&status))
        return TRUE;
    casegate_error_from_errno(error, errno, "cannot become the owner of '%s'", spool);
    return FALSE;
}
