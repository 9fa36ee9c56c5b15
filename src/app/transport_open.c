/* transport_open: from routing/site.yaml to a transport.
 *
 * The settings' paths are relative to the site's folder. Nothing is sent without TLS but to this
 * machine, which base/net_stream holds. */
#include "transport_open.h"

#include "site_place.h"
#include "smtp_transport.h"

static SmtpServer server_of(const Ruleset *rules, const volatile sig_atomic_t *stop,
                            char **ca_file_out, char **secret_file_out)
{
    const SiteTransport *site = &rules->site.transport;
    return (SmtpServer){
        .address = site_server_address(&site->server, rules->folder, ca_file_out),
        .hello = site->hello,
        .auth = site->server.auth,
        .user = site->server.user,
        .secret = site_server_secret(&site->server, rules->folder, secret_file_out),
        .seconds = site->server.timeout_seconds,
        .stop = stop,
    };
}

Transport *transport_open(const Ruleset *rules, const volatile sig_atomic_t *stop, GError **error)
{
    if (!rules->site.transport.smtp) {
        g_autofree char *outgoing = site_outgoing(rules->folder);
        return maildir_transport_open(outgoing, error);
    }
    g_autofree char *ca_file = NULL, *secret_file = NULL;
    const SmtpTransportSettings settings = {
        .server = server_of(rules, stop, &ca_file, &secret_file),
        .mails_a_connection = rules->site.transport.mails_a_connection,
    };
    return smtp_transport_new(&settings);
}

gboolean transport_probe(const Ruleset *rules, GError **error)
{
    g_autofree char *ca_file = NULL, *secret_file = NULL;
    if (!rules->site.transport.smtp)
        return TRUE;
    const SmtpServer server = server_of(rules, NULL, &ca_file, &secret_file);
    g_autoptr(SmtpSession) session = smtp_session_open(&server, error);
    return session != NULL;
}
