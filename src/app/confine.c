/* Who may open what:
 *
 *   work      reads and writes spool/, and the folder of record_heads; reads routing/, templates/
 *   deliver   reads and writes spool/incoming
 *   collect   the same, its cursor and its health; takes from its Maildir, or reads what names servers and whom the machine
 *             trusts, and connects to its server's port
 *   send      reads and writes the record and its health; spool/outgoing, or the server as above
 *   clerk     as work, and replaces files in routing/
 *   desk      reads the record (and writes the index of its log, without which nobody reads it), its archive, routing/ and
 *             templates/; its one socket was opened before
 *   export    the process that sets a document in PDF: the machine's fonts, nothing of the site
 *
 * and all of them what the C library needs while it runs. Neither collect nor send opens the archive, and neither
 * reads its own password: a process beside it does (secret_keeper). Folders and files that would be made later are made
 * before, since a rule needs them there; a folder of the spool may be a symbolic link to another disk.
 *
 * The sanitizers of test builds read their own process and program for a report. */
#include "confine.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "durable_file.h"
#include "landlock.h"
#include "module_path.h"
#include "paper_module.h"
#include "part_jail.h"
#include "secret_keeper.h"
#include "site_place.h"
#include "store.h"
#include "turn_lock.h"

#define DNS_PORT 53 /* answers too long for a datagram */

#ifdef __SANITIZE_ADDRESS__
static const gboolean sanitized = TRUE;
#else
static const gboolean sanitized = FALSE;
#endif

static Landlock *entered; /* of this process, for confine_is_stale() */

/* modules of character sets and name services, time zones */
static const char *const of_the_library[] = {"/lib", "/lib64", "/usr/lib", "/usr/lib64",
                                             "/usr/share"};
static const char *const of_names[] = {
    "/etc/resolv.conf", "/etc/hosts",    "/etc/nsswitch.conf",   "/etc/host.conf", "/etc/gai.conf",
    "/etc/services",    "/etc/hostname", "/run/systemd/resolve", "/etc/ssl/certs", "/etc/pki/tls"};

static void read_all(Landlock *lock, const char *const *paths, gsize count)
{
    for (gsize i = 0; i < count; i++)
        landlock_read(lock, paths[i]);
}

static Landlock *common(void)
{
    Landlock *lock = landlock_new();
    read_all(lock, of_the_library, G_N_ELEMENTS(of_the_library));
    landlock_read(lock, "/etc/ld.so.cache");
    landlock_read(lock, "/etc/localtime");
    landlock_read(lock, "/dev/urandom");
    landlock_write(lock, "/dev/null");
    if (sanitized) {
        g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
        landlock_read(lock, "/proc");
        if (program)
            landlock_read(lock, program);
    }
    return lock;
}

/* spool/NAME, which is made if it is missing. */
static void open_below(Landlock *lock, const char *site, const char *name,
                       void (*open_it)(Landlock *lock, const char *path))
{
    g_autofree char *spool = site_spool_folder(site);
    g_autofree char *path = g_build_filename(spool, name, NULL);
    g_autoptr(GError) failure = NULL;
    if (!durable_folder_make(path, &failure)) /* whoever needs it says so */
        g_debug("%s", failure->message);
    open_it(lock, path);
}

static void write_below(Landlock *lock, const char *site, const char *name)
{
    open_below(lock, site, name, landlock_write);
}

/* Takes `lock`. */
static gboolean enter(Landlock *lock)
{
    g_clear_pointer(&entered, landlock_free);
    if (!sanitized)
        (void)prctl(PR_SET_DUMPABLE, 0); /* setuid() may have changed it */
    if (landlock_enter(lock)) {
        entered = lock;
        return TRUE;
    }
    landlock_free(lock);
    return FALSE;
}

/* ---- a mail server ---- */

static gboolean keep_secret(const SiteServer *server, const char *site)
{
    g_autofree char *file = NULL;
    g_autoptr(GError) failure = NULL;
    const SecretFrom from = site_server_secret(server, site, &file);
    if (server->auth == SITE_AUTH_NONE || secret_keeper_is_used() ||
        secret_keeper_begin(&from, &failure))
        return TRUE;
    g_warning("%s", failure->message);
    return FALSE;
}

static void reach_server(Landlock *lock, const SiteServer *server, const char *site)
{
    g_autofree char *ca_file = NULL;
    const NetAddress address = site_server_address(server, site, &ca_file);
    read_all(lock, of_names, G_N_ELEMENTS(of_names));
    if (ca_file)
        landlock_read(lock, ca_file);
    landlock_connect(lock, address.port);
    landlock_connect(lock, DNS_PORT);
}

/* ---- the processes ---- */

gboolean confine_offline(void)
{
    return part_jail_enter(PART_JAIL_OFFLINE);
}

static void read_rules(Landlock *lock, const char *site)
{
    static const char *const folders[] = {"routing", "templates"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = site_path(site, folders[i]);
        landlock_read(lock, path);
    }
}

static Landlock *for_work(const Ruleset *rules)
{
    static const char *const folders[] = {"incoming", "archive", "health"};
    g_autofree char *spool = site_spool_folder(rules->folder);
    Landlock *lock = common();
    landlock_write(lock, spool);
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        write_below(lock, rules->folder, folders[i]);
    read_rules(lock, rules->folder);
    if (rules->site.record_heads && !rules->site.record_heads_mailed)
        landlock_write(lock, rules->site.record_heads);
    return lock;
}

gboolean confine_work(const Ruleset *rules)
{
    return enter(for_work(rules));
}

gboolean confine_deliver(const char *site)
{
    Landlock *lock = common();
    write_below(lock, site, "incoming");
    gboolean closed = enter(lock);
    return part_jail_enter(PART_JAIL_OFFLINE) && closed;
}

gboolean confine_collect(const Ruleset *rules, guint number)
{
    const SiteSource *source = rules->site.sources->pdata[number - 1];
    static const char *const folders[] = {"incoming", "cursors", "health"};
    gboolean kept = source->path || keep_secret(&source->server, rules->folder);
    Landlock *lock = common();
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        write_below(lock, rules->folder, folders[i]);
    if (source->path) {
        g_autofree char *path = site_path(rules->folder, source->path);
        landlock_take(lock, path);
    } else
        reach_server(lock, &source->server, rules->folder);
    gboolean closed = enter(lock);
    return part_jail_enter(source->path ? PART_JAIL_OFFLINE : PART_JAIL_CLIENT) && closed && kept;
}

gboolean confine_paper(void)
{
    Landlock *lock = common();
    landlock_read(lock, "/usr/local/share/fonts");
    landlock_read(lock, "/var/cache/fontconfig");
    gboolean closed = enter(lock);
    return part_jail_enter(PART_JAIL_OFFLINE) && closed;
}

/* The record with its log and index, which SQLite makes at the first look. */
static void make_record(const char *record)
{
    guint count = 0;
    Instant oldest = INSTANT_UNKNOWN;
    g_autoptr(Store) store = store_open(record, STORE_WRITE, NULL);
    if (store && !store_outbox_waiting(store, &count, &oldest, NULL))
        g_debug("whoever sends says why"); /* it opens the record again */
}

static void make_lock_file(const char *turn)
{
    int fd = open(turn, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

static void write_record(Landlock *lock, const char *site)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    g_autofree char *spool = site_spool_folder(site);
    g_autofree char *record = site_database(site);
    g_autofree char *turn = g_build_filename(spool, SEND_LOCK_NAME, NULL);
    make_record(record);
    make_lock_file(turn);
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(record, suffixes[i], NULL);
        landlock_write(lock, path);
    }
    landlock_write(lock, turn);
}

gboolean confine_send(const Ruleset *rules)
{
    const SiteTransport *transport = &rules->site.transport;
    gboolean kept = !transport->smtp || keep_secret(&transport->server, rules->folder);
    Landlock *lock = common();
    write_record(lock, rules->folder);
    write_below(lock, rules->folder, "health");
    if (transport->smtp)
        reach_server(lock, &transport->server, rules->folder);
    else
        write_below(lock, rules->folder, "outgoing");
    gboolean closed = enter(lock);
    return part_jail_enter(transport->smtp ? PART_JAIL_CLIENT : PART_JAIL_OFFLINE) && closed &&
           kept;
}

gboolean confine_server(void)
{
    return part_jail_enter(PART_JAIL_SERVER);
}

gboolean confine_clerk(const Ruleset *rules)
{
    g_autofree char *routing = site_path(rules->folder, "routing");
    Landlock *lock = for_work(rules);
    landlock_write(lock, routing);
    return enter(lock);
}

static void read_record(Landlock *lock, const char *site)
{
    static const char *const suffixes[] = {"", "-wal"};
    g_autofree char *record = site_database(site);
    g_autofree char *index = g_strconcat(record, "-shm", NULL);
    make_record(record);
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(record, suffixes[i], NULL);
        landlock_read(lock, path);
    }
    landlock_write(lock, index);
}

gboolean confine_desk(const Ruleset *rules)
{
    static const char *const folders[] = {"archive", "health", "incoming"};
    g_autofree char *spool = site_spool_folder(rules->folder);
    g_autofree char *run_lock = g_build_filename(spool, "run.lock", NULL);
    g_autofree char *paper = module_path(PAPER_MODULE_NAME);
    Landlock *lock = common();
    read_record(lock, rules->folder);
    read_rules(lock, rules->folder);
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        open_below(lock, rules->folder, folders[i], landlock_read);
    if (access(run_lock, F_OK) == 0) /* where 'run' began us; whether it is at work is seen there */
        landlock_read(lock, run_lock);
    if (paper) /* which a process that it begins loads */
        landlock_read(lock, paper);
    landlock_read(lock, "/proc"); /* and here whether the others are */
    return enter(lock);
}

const char *confine_lacks(void)
{
    return landlock_version() > 0
               ? NULL
               : "this kernel has no Landlock (Linux 5.19 or later, 'landlock' among the security "
                 "modules): files are protected by their owner and mode alone";
}

gboolean confine_is_stale(void)
{
    return secret_keeper_is_lost() || (entered && landlock_is_stale(entered));
}
