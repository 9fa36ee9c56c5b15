/* One message from a pipe into the spool.
 *
 * Accepted only when it is durable; until then nothing of it is visible. Needs the site's folder
 * and nothing that stands in its settings. A folder that is no site is refused, since a message
 * accepted into a mistyped folder would be lost.
 *
 * Opens no database, parses nothing, sends nothing. Failures are TEMP where the sender is to try
 * again. */
#include "deliver.h"

#include "confine.h"
#include "error.h"
#include "site_place.h"
#include "spooling.h"

static gboolean refuse_no_site(const char *site_folder, GError **error)
{
    g_autofree char *routing = site_path(site_folder, "routing");
    if (g_file_test(routing, G_FILE_TEST_IS_DIR))
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "'%s' is no site: it has no folder 'routing'", site_folder);
    return FALSE;
}

gboolean deliver_stream(const char *site_folder, const char *mailbox, int fd, Instant now,
                        GError **error)
{
    if (!refuse_no_site(site_folder, error))
        return FALSE;
    g_autofree char *folder = site_spool_folder(site_folder);
    g_autoptr(Spool) spool = spool_open_incoming(folder, error);
    if (!spool)
        return FALSE;
    (void)confine_deliver(site_folder); /* where the kernel cannot, 'status' says so */
    SpoolWriter *writer = spooling_copy(spool, mailbox, fd, now, error);
    return writer && spool_accept(writer, error);
}
