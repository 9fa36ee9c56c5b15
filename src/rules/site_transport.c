/* site_transport: 'transport' in routing/site.yaml. Its keys:
 *
 *   type                   maildir (default) | smtp
 *   host, port, tls, ca_file, user, auth, password_*, timeout_seconds
 *                          smtp: the server, as site_server reads it. Without user and password there is
 *                          no authentication, as for a relay on this machine
 *   hello                  smtp: the name we greet with; the domain of the first mailbox when not said
 *   mails_per_connection   smtp: after so many a new connection; 0, the default, is as many as there are
 *   retry_days             smtp: how long a mail is tried; 5 when not said */
#include "site_transport.h"
#include "text.h"
#include <string.h>

#define RETRY_DAYS 5
#define RETRY_DAYS_MOST 30
#define MAILS_MOST 100000
#define HELLO_BYTES 255

/* A host name, or an address in brackets (RFC 5321 4.1.3). */
static gboolean is_hello(const char *name)
{
    gsize length = strlen(name);
    gboolean literal = *name == '[' && length > 2 && name[length - 1] == ']';
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    if (length == 0 || length > HELLO_BYTES)
        return FALSE;
    return literal ? strspn(name + 1, "0123456789abcdefABCDEFIPv:.") == length - 2
                   : strspn(name, letters) == length && *name != '.' && *name != '-';
}

static const char *read_hello(const YamlNode *node, const char *mailbox, GStringChunk *strings,
                              Diagnostics *diagnostics)
{
    const char *domain = mailbox ? text_address_domain(mailbox) : NULL;
    const char *hello = yaml_read_text(node, "hello", domain ? domain : "localhost", diagnostics);
    if (!is_hello(hello)) {
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "hello")),
                          "'%s' is no host name; write the name this machine is known by", hello);
        hello = "localhost";
    }
    return g_string_chunk_insert_const(strings, hello);
}

static void read_smtp(SiteTransport *transport, const YamlNode *node, const char *mailbox,
                      GStringChunk *strings, Diagnostics *diagnostics)
{
    static const char *const known[] = {"type",       "hello",          "mails_per_connection",
                                        "retry_days", SITE_SERVER_KEYS, NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    site_server_read(&transport->server, node, SITE_SERVER_SMTP, mailbox, strings, diagnostics);
    transport->hello = read_hello(node, mailbox, strings, diagnostics);
    transport->mails_a_connection =
        (guint)yaml_read_int(node, "mails_per_connection", 0, MAILS_MOST, 0, diagnostics);
    transport->retry_days =
        (guint)yaml_read_int(node, "retry_days", 1, RETRY_DAYS_MOST, RETRY_DAYS, diagnostics);
}

void site_transport_read(SiteTransport *transport, const YamlNode *node, const char *mailbox,
                         GStringChunk *strings, Diagnostics *diagnostics)
{
    static const char *const types[] = {"maildir", "smtp", NULL};
    static const char *const known[] = {"type", NULL};
    *transport = (SiteTransport){.retry_days = RETRY_DAYS};
    if (!node)
        return;
    transport->place = yaml_place(node);
    if (yaml_kind(node) != YAML_MAP) {
        diagnostics_error(diagnostics, transport->place,
                          "'transport' is no list of settings; write 'type: smtp' and 'host: …' "
                          "below it, each on its own line");
        return;
    }
    transport->smtp = yaml_read_choice(node, "type", types, 0, diagnostics) == 1;
    if (transport->smtp)
        read_smtp(transport, node, mailbox, strings, diagnostics);
    else
        yaml_refuse_unknown(node, known, diagnostics);
}

void site_transport_clear(SiteTransport *transport)
{
    site_server_clear(&transport->server);
}
