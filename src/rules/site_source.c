/* site_source: one element of 'sources' in routing/site.yaml. Its keys:
 *
 *   type           maildir | imap
 *   mailbox        one of 'mailboxes': whose mail it is
 *   path           maildir: the folder with new/ and cur/
 *   host, port, tls, ca_file, user, auth, password_*, timeout_seconds
 *                  imap: the server, as site_server reads it
 *   folder         imap: read from; INBOX when not said
 *   done_folder    imap: where collected messages are moved, made if missing; Casegate when not said
 *   poll_seconds   imap: between two looks where the server cannot wake us; 60 when not said
 *   idle_seconds   imap: how long one IDLE lasts; 600 when not said, and never more than half of
 *                  the time after which the office is told that nobody has looked ('alarms')
 *
 * Each type has its own keys, and refuses the other's. */
#include "site_source.h"
#include "text.h"
#include "wire_text.h"

#define POLL_SECONDS 60
#define POLL_MOST 3600
#define IDLE_SECONDS 600
#define IDLE_MOST 1740
#define FOLDER_BYTES ((gsize)255)

static const char *read_mailbox(const YamlNode *node, const char *const *mailboxes,
                                GStringChunk *strings, Diagnostics *diagnostics)
{
    const char *mailbox = yaml_read_text_required(node, "mailbox", diagnostics);
    g_autofree char *folded = mailbox ? text_address_fold(mailbox) : NULL;
    if (mailbox && (!folded || !g_strv_contains(mailboxes, folded)))
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "mailbox")),
                          "'%s' is not one of 'mailboxes'; write the one whose mail this is",
                          mailbox);
    return folded ? g_string_chunk_insert_const(strings, folded) : NULL;
}

static void read_maildir(SiteSource *source, const YamlNode *node, GStringChunk *strings,
                         Diagnostics *diagnostics)
{
    static const char *const known[] = {"type", "path", "mailbox", NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    const char *path = yaml_read_text_required(node, "path", diagnostics);
    source->path = path ? g_string_chunk_insert_const(strings, path) : NULL;
}

static const char *read_folder(const YamlNode *node, const char *key, const char *fallback,
                               GStringChunk *strings, Diagnostics *diagnostics)
{
    const char *name = yaml_read_text(node, key, fallback, diagnostics);
    if (!wire_text_is_safe(name, FOLDER_BYTES) || !g_utf8_validate(name, -1, NULL)) {
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, key)),
                          "'%s' is no name of a folder; write one line of at most 255 bytes", key);
        name = fallback;
    }
    return g_string_chunk_insert_const(strings, name);
}

static void read_imap(SiteSource *source, const YamlNode *node, GStringChunk *strings,
                      Diagnostics *diagnostics)
{
    static const char *const known[] = {
        "type",         "mailbox",      "folder",         "done_folder",
        "poll_seconds", "idle_seconds", SITE_SERVER_KEYS, NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    site_server_read(&source->server, node, SITE_SERVER_IMAP, source->mailbox, strings,
                     diagnostics);
    source->folder = read_folder(node, "folder", "INBOX", strings, diagnostics);
    source->done_folder = read_folder(node, "done_folder", "Casegate", strings, diagnostics);
    source->poll_seconds =
        (guint)yaml_read_int(node, "poll_seconds", 1, POLL_MOST, POLL_SECONDS, diagnostics);
    source->idle_seconds =
        (guint)yaml_read_int(node, "idle_seconds", 1, IDLE_MOST, IDLE_SECONDS, diagnostics);
    if (g_str_equal(source->folder, source->done_folder))
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "done_folder")),
                          "'done_folder' is the folder that is read; write another one");
}

SiteSource *site_source_read(const YamlNode *node, const char *const *mailboxes,
                             GStringChunk *strings, Diagnostics *diagnostics)
{
    static const char *const types[] = {"maildir", "imap", NULL};
    SiteSource *source = g_new0(SiteSource, 1);
    int type = yaml_read_text_required(node, "type", diagnostics)
                   ? yaml_read_choice(node, "type", types, 0, diagnostics)
                   : 0;
    source->type = types[type];
    source->mailbox = read_mailbox(node, mailboxes, strings, diagnostics);
    if (type == 0)
        read_maildir(source, node, strings, diagnostics);
    else
        read_imap(source, node, strings, diagnostics);
    return source;
}

void site_source_free(SiteSource *source)
{
    site_server_clear(&source->server);
    g_free(source);
}
