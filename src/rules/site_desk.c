/* site_desk: 'desk' in routing/site.yaml. Its keys:
 *
 *   listen           an address of this machine and a port ("127.0.0.1:8480"), or the full path of a Unix socket
 *   name             the host name that browsers know it by, where a proxy stands before it
 *   proxy            that proxy: its address, or with a Unix socket the login it runs as. It is believed who a request comes
 *                    from and whether the browser's side is https
 *   sign_on          accounts (default): 'casegate account add'; or {header, from}: the proxy has signed people on, and says
 *                    in that header whom. `from` is the proxy; nobody else is believed
 *   officers         with a header: logins that may decide
 *   readers          with a header: logins that may look
 *   representatives  yes: an account may be given to an agency, which sees its own cases
 *   idle_minutes     a session ends after so long without a request; 60 when not said
 *
 * Nothing is served beyond this machine: certificates and the open network are the proxy's business. */
#include "site_desk.h"

#include <gio/gio.h>
#include <string.h>

#include "http_listen.h"

#define IDLE_MINUTES 60
#define IDLE_MOST (12 * 60)
#define PATH_BYTES 107 /* what the system takes */

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

typedef struct {
    SiteDesk *desk;
    const YamlNode *node;
    GStringChunk *strings;
    Diagnostics *diagnostics;
} Reading;

G_GNUC_PRINTF(3, 4)
static void mistake(const Reading *reading, const char *key, const char *format, ...)
{
    const YamlNode *at = key ? yaml_get(reading->node, key) : NULL;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(reading->diagnostics, yaml_place(at ? at : reading->node), "%s", text);
}

static const char *keep(const Reading *reading, const char *text)
{
    return text ? g_string_chunk_insert_const(reading->strings, text) : NULL;
}

static void read_listen(const Reading *reading)
{
    guint16 port = 0;
    const char *where = yaml_read_text_required(reading->node, "listen", reading->diagnostics);
    if (!where)
        return;
    reading->desk->is_path = http_listen_is_path(where);
    if (reading->desk->is_path && strlen(where) > PATH_BYTES)
        mistake(reading, "listen",
                "the path in 'listen' is longer than %d bytes; write a shorter one", PATH_BYTES);
    else if (!reading->desk->is_path && !http_listen_is_loopback(where, &port))
        mistake(reading, "listen",
                "'%s' is no address of this machine alone; write 127.0.0.1:8480, or the full path "
                "of a Unix socket, and let the council's proxy stand before it",
                where);
    reading->desk->listen = keep(reading, where);
}

/* Of the host name that the text begins with: labels with single dots or dashes between them; 0: it begins with none. */
static gsize host_length(const char *text)
{
    gsize length = strspn(text, letters), more = length;
    while (more > 0 && (text[length] == '.' || text[length] == '-')) {
        more = strspn(text + length + 1, letters);
        length += more > 0 ? more + 1 : 0;
    }
    return length;
}

static gboolean is_port(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* A host name, with or without a port. */
static void read_name(const Reading *reading)
{
    const char *name = yaml_read_text(reading->node, "name", NULL, reading->diagnostics);
    gsize host = name ? host_length(name) : 0;
    gboolean fine =
        host > 0 && (name[host] == '\0' || (name[host] == ':' && is_port(name + host + 1)));
    if (name && !fine)
        mistake(reading, "name",
                "'%s' is no host name; write the one that browsers ask for, as "
                "desk.council.example",
                name);
    g_autofree char *folded = name ? g_ascii_strdown(name, -1) : NULL;
    reading->desk->name = keep(reading, folded);
}

static gboolean is_login(const char *text)
{
    return *text && strlen(text) <= 32 && strspn(text, "_.-") == 0 &&
           strspn(text, "_.-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
               strlen(text);
}

/* Who passes requests on, below `key` of `at`. */
static void read_proxy(const Reading *reading, const YamlNode *at, const char *key)
{
    const char *proxy = yaml_read_text(at, key, NULL, reading->diagnostics);
    g_autoptr(GInetAddress) address = proxy ? g_inet_address_new_from_string(proxy) : NULL;
    if (!proxy)
        return;
    if (reading->desk->is_path && (address || !is_login(proxy)))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(at, key)),
                          "'%s' in '%s': at a Unix socket a proxy is known by the login it runs "
                          "as; write it, as www-data",
                          proxy, key);
    else if (!reading->desk->is_path && (!address || !g_inet_address_get_is_loopback(address)))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(at, key)),
                          "'%s' in '%s' cannot reach an address of this machine alone; write "
                          "127.0.0.1 or ::1",
                          proxy, key);
    g_autofree char *plain = address ? g_inet_address_to_string(address) : NULL;
    reading->desk->proxy = keep(reading, plain ? plain : proxy);
}

/* A name of a header (RFC 9110 5.6.2) that no browser sends by itself. */
static gboolean is_header(const char *text)
{
    static const char *const taken[] = {"host", "cookie", "origin", "referer", "user-agent"};
    for (gsize i = 0; i < G_N_ELEMENTS(taken); i++)
        if (g_ascii_strcasecmp(text, taken[i]) == 0)
            return FALSE;
    return *text && strspn(text, "-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789") == strlen(text);
}

static void read_header(const Reading *reading, const YamlNode *sign_on)
{
    static const char *const known[] = {"header", "from", NULL};
    yaml_refuse_unknown(sign_on, known, reading->diagnostics);
    const char *header = yaml_read_text_required(sign_on, "header", reading->diagnostics);
    if (header && !is_header(header))
        diagnostics_error(reading->diagnostics, yaml_place(yaml_get(sign_on, "header")),
                          "'%s' is no header for a login; write the one that the sign-on sets, as "
                          "X-Remote-User",
                          header);
    reading->desk->header = keep(reading, header ? header : "");
    (void)yaml_read_text_required(sign_on, "from", reading->diagnostics);
    read_proxy(reading, sign_on, "from");
    if (reading->desk->listen && !reading->desk->is_path)
        diagnostics_warning(reading->diagnostics, yaml_place(sign_on),
                            "any program of this machine reaches '%s' and can say there that it is "
                            "anybody; write in 'listen' the full path of a Unix socket, as "
                            "/run/casegate/desk.sock, and in 'from' the login that the proxy runs "
                            "as, who is alone believed there",
                            reading->desk->listen);
    if (yaml_get(reading->node, "proxy"))
        mistake(reading, "proxy", "'proxy' beside 'from' of 'sign_on'; take it out: they are one");
}

static void read_sign_on(const Reading *reading)
{
    const YamlNode *node = yaml_get(reading->node, "sign_on");
    if (node && yaml_kind(node) == YAML_MAP) {
        read_header(reading, node);
        return;
    }
    if (node && g_strcmp0(yaml_text(node), "accounts") != 0)
        mistake(reading, "sign_on",
                "'sign_on' is accounts, or {header: X-Remote-User, from: 127.0.0.1}");
    read_proxy(reading, reading->node, "proxy");
}

static void check_logins(const Reading *reading, const char *key, const char *const *logins)
{
    for (; *logins; logins++)
        if (strlen(*logins) > 100 || !g_str_is_ascii(*logins) || strpbrk(*logins, " ,;\"'<>"))
            mistake(reading, key, "'%s' in '%s' is no login; write it as the sign-on gives it",
                    *logins, key);
}

static void read_roles(const Reading *reading)
{
    SiteDesk *desk = reading->desk;
    desk->officers = yaml_read_words(reading->node, "officers", reading->diagnostics);
    desk->readers = yaml_read_words(reading->node, "readers", reading->diagnostics);
    desk->representatives =
        yaml_read_bool(reading->node, "representatives", FALSE, reading->diagnostics);
    check_logins(reading, "officers", (const char *const *)desk->officers);
    check_logins(reading, "readers", (const char *const *)desk->readers);
    for (char **reader = desk->readers; *reader; reader++)
        if (g_strv_contains((const char *const *)desk->officers, *reader))
            mistake(reading, "readers",
                    "'%s' is in 'officers' and in 'readers'; take it out of one of them", *reader);
    if (desk->header && !desk->officers[0])
        mistake(reading, "officers",
                "nobody may decide anything; write 'officers' with the logins of the office");
    if (!desk->header && (desk->officers[0] || desk->readers[0]))
        mistake(reading, desk->officers[0] ? "officers" : "readers",
                "'officers' and 'readers' are for logins of a sign-on; take them out: an account "
                "has its role ('casegate account add NAME --role officer')");
    if (desk->header && desk->representatives)
        mistake(reading, "representatives",
                "representatives need accounts, which say whose they are; write 'sign_on: "
                "accounts', or 'representatives: no'");
}

void site_desk_read(SiteDesk *desk, const YamlNode *node, GStringChunk *strings,
                    Diagnostics *diagnostics)
{
    static const char *const known[] = {"listen",          "name",         "proxy",
                                        "sign_on",         "officers",     "readers",
                                        "representatives", "idle_minutes", NULL};
    const Reading reading = {desk, node, strings, diagnostics};
    *desk = (SiteDesk){.idle_minutes = IDLE_MINUTES};
    if (!node || (yaml_kind(node) == YAML_SCALAR && !yaml_text(node)))
        return;
    desk->place = yaml_place(node);
    if (yaml_kind(node) != YAML_MAP) {
        diagnostics_error(diagnostics, desk->place,
                          "'desk' is no list of settings; write 'listen: 127.0.0.1:8480' below it");
        return;
    }
    yaml_refuse_unknown(node, known, diagnostics);
    read_listen(&reading);
    read_name(&reading);
    read_sign_on(&reading);
    read_roles(&reading);
    if (desk->proxy && !desk->name)
        diagnostics_warning(diagnostics, desk->place,
                            "'name' is missing; write the host name that browsers ask the proxy "
                            "for, as desk.council.example: under any but this machine's own they "
                            "are refused");
    desk->idle_minutes =
        (guint)yaml_read_int(node, "idle_minutes", 5, IDLE_MOST, IDLE_MINUTES, diagnostics);
}

char *site_desk_words(const SiteDesk *desk)
{
    if (!desk->listen)
        return NULL;
    if (desk->header)
        return g_strdup_printf("at %s, for whom %s names in %s", desk->listen, desk->proxy,
                               desk->header);
    return g_strdup_printf("at %s, for those with an account%s%s", desk->listen,
                           desk->proxy ? "; the proxy is " : "", desk->proxy ? desk->proxy : "");
}

void site_desk_clear(SiteDesk *desk)
{
    g_strfreev(desk->officers);
    g_strfreev(desk->readers);
    *desk = (SiteDesk){0};
}
