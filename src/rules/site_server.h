/* A mail server as routing/site.yaml names it: the same keys for an IMAP source and for the SMTP transport. */
#pragma once
#include "net_address.h"
#include "secret.h"
#include "yaml_tree.h"

typedef enum { SITE_AUTH_NONE, SITE_AUTH_PLAIN, SITE_AUTH_LOGIN, SITE_AUTH_XOAUTH2 } SiteAuth;
typedef struct {
    NetAddress address; /* ca_file absolute or relative to the site's folder: site_server_address() */
    const char *user;   /* NULL with SITE_AUTH_NONE */
    SiteAuth auth;
    SecretFrom secret;  /* paths as they are written; of XOAUTH2 it is the access token */
    guint timeout_seconds; /* for any one command; a body has more, by its size */
} SiteServer;

typedef enum { SITE_SERVER_IMAP, SITE_SERVER_SMTP } SiteServerKind;

/* The keys that site_server_read() reads, for the caller's yaml_refuse_unknown(). */
#define SITE_SERVER_KEYS \
    "host", "port", "tls", "ca_file", "user", "auth", "password_file", "password_credential", "password_command", \
        "timeout_seconds"

/* Reads `node`, a map. `user` is the name where none is written; with SMTP, and neither user nor password written, there
 * is no authentication. What is wrong is said; texts go to `strings`. Of `server` only site_server_clear() frees. */
void site_server_read(SiteServer *server, const YamlNode *node, SiteServerKind kind, const char *user, GStringChunk *strings,
                      Diagnostics *diagnostics);
void site_server_clear(SiteServer *server);
/* The server's address and where its secret is, with every path below the site's folder made whole: free *ca_file_out and
 * *file_out, they are what the two point to. */
NetAddress site_server_address(const SiteServer *server, const char *folder, char **ca_file_out);
SecretFrom site_server_secret(const SiteServer *server, const char *folder, char **file_out);
