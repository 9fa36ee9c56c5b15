/* connections: every server of the site is asked once, each by a process of its own.
 *
 * All are asked whatever becomes of the first, so that an administrator mends everything in one go.
 * Takes nothing, sends nothing, makes no folder. */
#include "connections.h"

#include <signal.h>
#include <unistd.h>

#include "apart.h"
#include "collector.h"
#include "error.h"
#include "imap_probe.h"
#include "site_place.h"
#include "source.h"
#include "transport_open.h"

typedef struct {
    const Ruleset *rules;
    const SiteSource *source;
} Probe;

static gboolean probe_imap(gpointer data, char **text_out, GError **error)
{
    const Probe *probe = data;
    signal(SIGPIPE, SIG_IGN);
    *text_out = imap_probe(probe->source, probe->rules->folder, error);
    return *text_out != NULL;
}

static gboolean probe_maildir(gpointer data, char **text_out, GError **error)
{
    const Probe *probe = data;
    g_autofree char *path = site_path(probe->rules->folder, probe->source->path);
    Source *source = maildir_source_open(path, probe->source->mailbox, error);
    if (!source)
        return FALSE;
    source->type->close(source);
    *text_out = g_strdup("messages can be taken from it");
    return TRUE;
}

static gboolean probe_smtp(gpointer data, char **text_out, GError **error)
{
    const Probe *probe = data;
    signal(SIGPIPE, SIG_IGN);
    *text_out = g_strdup("it takes our mail");
    return transport_probe(probe->rules, error);
}

/* A line about it; its failure is returned where it is the first. */
static gboolean ask(ApartWork work, gpointer data, const char *what, GString *said, GError **error)
{
    GError *failure = NULL;
    g_autofree char *found = NULL;
    if (apart(work, data, "asking it", &found, &failure)) {
        g_string_append_printf(said, "%s: %s\n", what, found);
        return TRUE;
    }
    g_string_append_printf(said, "%s: FAILED: %s\n", what, failure->message);
    if (error && !*error)
        g_propagate_prefixed_error(error, failure, "%s: ", what);
    else
        g_error_free(failure);
    return FALSE;
}

gboolean connections_check(const Ruleset *rules, char **said_out, GError **error)
{
    GString *said = g_string_new(NULL);
    gboolean fine = TRUE;
    for (guint i = 0; i < rules->site.sources->len; i++) {
        Probe probe = {rules, rules->site.sources->pdata[i]};
        g_autofree char *what = collector_describe(probe.source);
        gboolean imap = g_str_equal(probe.source->type, "imap");
        fine &= ask(imap ? probe_imap : probe_maildir, &probe, what, said, fine ? error : NULL);
    }
    if (rules->site.transport.smtp) {
        const NetAddress *address = &rules->site.transport.server.address;
        Probe probe = {rules, NULL};
        g_autofree char *what =
            g_strdup_printf("transport smtp '%s' port %u", address->host, address->port);
        fine &= ask(probe_smtp, &probe, what, said, fine ? error : NULL);
    }
    *said_out = g_string_free(said, FALSE);
    return fine;
}
