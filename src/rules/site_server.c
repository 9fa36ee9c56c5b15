/* site_server: host, TLS, user and secret of a mail server in routing/site.yaml.
 *
 *   host                 required
 *   port                 IMAP 993 (implicit) or 143; SMTP 465 (implicit), 587 (starttls) or 25
 *   tls                  IMAP implicit, SMTP starttls when not said; none only to this machine itself
 *   ca_file              PEM, relative to the site's folder: the CA of a private server
 *   user                 the source's mailbox when not said; SMTP without user and password: no auth
 *   auth                 plain (default) | login | xoauth2
 *   password_file        one of the three; for xoauth2 what it gives is the access token
 *   password_credential  of systemd, by LoadCredential=
 *   password_command     [program, argument, …]: run for each connection, without a shell
 *   timeout_seconds      60 when not said
 *
 * Promises that nothing that would send a secret in plaintext over a network passes, and that no
 * argument of a command can carry a line end. Secrets themselves never stand in this file. */
#include "site_server.h"
#include "net_connect.h"
#include "wire_text.h"

#define TIMEOUT_SECONDS 60
#define TIMEOUT_MOST 600
#define WORD_BYTES ((gsize)255)

typedef struct {
    SiteServer *server;
    const YamlNode *node;
    SiteServerKind kind;
    GStringChunk *strings;
    Diagnostics *diagnostics;
} Reading;

static Place place_of(const Reading *reading, const char *key)
{
    const YamlNode *node = yaml_get(reading->node, key);
    return yaml_place(node ? node : reading->node);
}

/* NULL when it is not there, or is not fit for a command. */
static const char *read_word(Reading *reading, const char *key)
{
    const char *text = yaml_read_text(reading->node, key, NULL, reading->diagnostics);
    if (!text)
        return NULL;
    if (wire_text_is_safe(text, WORD_BYTES))
        return g_string_chunk_insert_const(reading->strings, text);
    diagnostics_error(reading->diagnostics, place_of(reading, key),
                      "'%s' has control characters or is too long; write it in one line of at most "
                      "255 bytes",
                      key);
    return NULL;
}

static guint16 usual_port(SiteServerKind kind, NetTlsMode tls)
{
    static const guint16 ports[][3] = {
        [SITE_SERVER_IMAP] = {993, 143, 143}, [SITE_SERVER_SMTP] = {465, 587, 25}};
    return ports[kind][tls];
}

static void read_address(Reading *reading)
{
    static const char *const modes[] = {"implicit", "starttls", "none", NULL};
    NetAddress *address = &reading->server->address;
    NetTlsMode usual = reading->kind == SITE_SERVER_IMAP ? NET_TLS_IMPLICIT : NET_TLS_STARTTLS;
    if (yaml_read_text_required(reading->node, "host", reading->diagnostics))
        address->host = read_word(reading, "host");
    address->tls =
        (NetTlsMode)yaml_read_choice(reading->node, "tls", modes, usual, reading->diagnostics);
    address->port =
        (guint16)yaml_read_int(reading->node, "port", 1, G_MAXUINT16,
                               usual_port(reading->kind, address->tls), reading->diagnostics);
    address->ca_file = read_word(reading, "ca_file");
    if (address->host && address->tls == NET_TLS_NONE && !net_is_loopback(address->host))
        diagnostics_error(reading->diagnostics, place_of(reading, "tls"),
                          "'tls: none' to '%s', which is not this machine; write implicit or "
                          "starttls",
                          address->host);
}

static GStrv read_command(Reading *reading)
{
    GStrv command = yaml_read_words(reading->node, "password_command", reading->diagnostics);
    if (command[0] && g_path_is_absolute(command[0]))
        return command;
    if (yaml_get(reading->node, "password_command"))
        diagnostics_error(reading->diagnostics, place_of(reading, "password_command"),
                          "'password_command' does not begin with a program; write "
                          "[/path/to/program, argument]");
    g_strfreev(command);
    return NULL;
}

static void read_secret(Reading *reading)
{
    SecretFrom *secret = &reading->server->secret;
    secret->file = read_word(reading, "password_file");
    secret->credential = read_word(reading, "password_credential");
    secret->command = (const char *const *)read_command(reading);
    guint ways = (secret->file != NULL) + (secret->credential != NULL) + (secret->command != NULL);
    if (reading->server->auth != SITE_AUTH_NONE && ways != 1)
        diagnostics_error(reading->diagnostics, yaml_place(reading->node),
                          "%s; write one of 'password_file', 'password_credential' and "
                          "'password_command'",
                          ways ? "more than one way to the password" : "no way to the password");
}

static gboolean wants_none(const Reading *reading)
{
    static const char *const signs[] = {"user", "auth", "password_file", "password_credential",
                                        "password_command"};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (yaml_get(reading->node, signs[i]))
            return FALSE;
    return reading->kind == SITE_SERVER_SMTP;
}

static void read_user(Reading *reading, const char *user)
{
    static const char *const ways[] = {"plain", "login", "xoauth2", NULL};
    SiteServer *server = reading->server;
    if (!wants_none(reading)) {
        const char *written = read_word(reading, "user");
        server->user = written ? written
                       : user  ? g_string_chunk_insert_const(reading->strings, user)
                               : NULL;
        server->auth = SITE_AUTH_PLAIN + (SiteAuth)yaml_read_choice(reading->node, "auth", ways, 0,
                                                                    reading->diagnostics);
    }
    read_secret(reading);
}

void site_server_read(SiteServer *server, const YamlNode *node, SiteServerKind kind,
                      const char *user, GStringChunk *strings, Diagnostics *diagnostics)
{
    Reading reading = {server, node, kind, strings, diagnostics};
    read_address(&reading);
    read_user(&reading, user);
    server->timeout_seconds = (guint)yaml_read_int(node, "timeout_seconds", 1, TIMEOUT_MOST,
                                                   TIMEOUT_SECONDS, diagnostics);
    server->address.seconds = server->timeout_seconds;
}

void site_server_clear(SiteServer *server)
{
    g_strfreev((GStrv)server->secret.command);
    server->secret.command = NULL;
}

static char *below(const char *folder, const char *path)
{
    return !path                      ? NULL
           : g_path_is_absolute(path) ? g_strdup(path)
                                      : g_build_filename(folder, path, NULL);
}

NetAddress site_server_address(const SiteServer *server, const char *folder, char **ca_file_out)
{
    NetAddress address = server->address;
    address.ca_file = *ca_file_out = below(folder, server->address.ca_file);
    return address;
}

SecretFrom site_server_secret(const SiteServer *server, const char *folder, char **file_out)
{
    SecretFrom from = server->secret;
    from.file = *file_out = below(folder, server->secret.file);
    return from;
}
