/* desk_run: forks the process of the pages and the clerk before anything is opened, and stays between them with nothing but
 * the clerk's end of their channel.
 *
 *   keeper (this one) ─┬─ desk    the socket, the record for reading; confine_desk()
 *                      └─ clerk   writes; confine_clerk()
 *
 * A clerk that ends is begun again, after waits that grow; meanwhile whoever asks him is told so at once. When the desk ends, all
 * end, and whoever began this one begins it again, where everybody signs in anew. Both end with the
 * keeper, however he ends: the desk, which holds nothing, at once, the clerk after the order in hand.
 *
 * A configuration that is to be read anew (SIGHUP, or the clerk has changed the directory) is read by the keeper. One with a mistake
 * changes nothing but the clerk, who is begun again to say so wherever he says that all is well. With a clean one
 *
 *   1. the clerk ends after the order in hand, and the next begins at the same channel: what was sent meanwhile waits in it, and
 *      is done once, by the new rules;
 *   2. the desk answers the requests in hand, leaves its sessions in the vault and ends; who connects meanwhile waits at the socket,
 *      which is the keeper's too;
 *   3. the next desk begins with both. */
#include "desk_run.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clerk_process.h"
#include "confine.h"
#include "desk_cases.h"
#include "desk_door.h"
#include "desk_original.h"
#include "desk_server.h"
#include "desk_unread.h"
#include "desk_vault.h"
#include "error.h"
#include "health.h"
#include "http_listen.h"
#include "progress.h"
#include "run.h"
#include "run_log.h"
#include "run_part.h"
#include "run_reload.h"
#include "site_place.h"
#include "store.h"

#define LOOK_MILLISECONDS 200
#define QUIET_SECONDS 60
#define SOON_MILLISECONDS 20
#define END_SECONDS 50 /* of the desk: longer than it waits for the clerk */

typedef struct {
    const Ruleset *rules;
    Ruleset *taken; /* `rules`, once they are others than those it began with */
    const volatile sig_atomic_t *stop;
    volatile sig_atomic_t *asked;
    char *refusal; /* why the last configuration was not taken; NULL: it was */
    gint64 ahead;
    char *proxy;                               /* desk_door_proxy() */
    int listening, desk_end, clerk_end, vault; /* descriptors; -1: not ours */
    pid_t self, desk, clerk;                   /* 0: not there */
    gint64 begun, due;                         /* the clerk's, monotonic seconds */
    gboolean stale;                            /* `rules` have not what the last clerk changed */
    guint failures;
} Keeper;

static gint64 seconds_now(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* ---- the children ---- */

/* TRUE in the child. */
static gboolean become(const char *title, const char *log, int with_keeper, pid_t keeper)
{
    if (prctl(PR_SET_PDEATHSIG, with_keeper) != 0 || getppid() != keeper)
        _exit(EXIT_FAILURE);
    (void)prctl(PR_SET_NAME, title);
    run_log_begin(log);
    return TRUE;
}

/* Until told to stop, or only another process helps. */
static int turn(const Keeper *keeper, DeskServer *server, Reader *reader)
{
    g_message("pages are served at %s", keeper->rules->site.desk.listen);
    while (!*keeper->stop && !confine_is_stale() && !reader_is_lost(reader)) {
        progress_beat();
        desk_server_turn(server);
    }
    return *keeper->stop ? EXIT_SUCCESS : RUN_PART_AFRESH;
}

static void say_confined(gboolean whole)
{
    const char *lacks = confine_lacks();
    if (!whole)
        g_warning("%s", lacks ? lacks
                              : "this kernel does not let the process be confined; it goes on "
                                "without");
}

static DeskSessions *sessions_of_before(const Keeper *keeper)
{
    guint minutes = keeper->rules->site.desk.idle_minutes;
    g_autoptr(GBytes) kept = desk_vault_take(keeper->vault);
    g_autoptr(DeskSessions) sessions = desk_sessions_new(minutes);
    if (kept && !desk_sessions_read(sessions, kept, seconds_now()))
        g_warning("who was signed in cannot be read: everybody signs in anew");
    return g_steal_pointer(&sessions);
}

static void leave_sessions(const Keeper *keeper, const DeskSessions *sessions)
{
    g_autoptr(GBytes) kept = desk_sessions_write(sessions);
    if (!desk_vault_put(keeper->vault, kept))
        g_warning("who is signed in cannot be kept: everybody signs in anew");
}

/* The record is opened last, when nothing can be written any more. */
static int serve_pages(Keeper *keeper, GError **error)
{
    const Ruleset *rules = keeper->rules;
    g_autofree char *record = site_database(rules->folder);
    gboolean jailed = confine_server();
    Reader *reader = reader_begin(forms_labels(rules->forms), NULL, desk_original_limits(), error);
    if (!reader || !reader_ready(reader, error))
        return EXIT_FAILURE;
    say_confined(confine_desk(rules) && jailed);
    g_autoptr(Clerk) clerk = clerk_new(keeper->desk_end);
    g_autoptr(Store) store = store_open(record, STORE_READ, error);
    Instant printed = INSTANT_UNKNOWN;
    const Desk desk = {.rules = rules,
                       .clerk = clerk_port(clerk),
                       .reader = reader,
                       .own_accounts = rules->site.desk.header == NULL,
                       .printed = &printed,
                       .cases = desk_cases_new(),
                       .unread = desk_unread_new()};
    g_autoptr(DeskSessions) sessions = sessions_of_before(keeper);
    const DeskServing serving = {&desk, clerk, store, sessions, keeper->proxy, keeper->ahead};
    g_autoptr(DeskServer) server =
        store ? desk_server_new(&serving, keeper->listening, error) : NULL;
    int code = server ? turn(keeper, server, reader) : EXIT_FAILURE;
    if (server)
        desk_server_finish(server);
    g_clear_pointer(&server, desk_server_free);
    if (code == EXIT_SUCCESS)
        leave_sessions(keeper, sessions);
    desk_cases_free(desk.cases);
    desk_unread_free(desk.unread);
    reader_stop(reader);
    return code;
}

static void begin_desk(Keeper *keeper)
{
    g_autoptr(GError) error = NULL;
    fflush(NULL);
    keeper->desk = fork();
    if (keeper->desk != 0 || !become("cg-desk", "desk", SIGKILL, keeper->self))
        return;
    close_end(&keeper->clerk_end);
    int code = serve_pages(keeper, &error);
    if (error)
        g_warning("%s", error->message);
    fflush(NULL);
    _exit(code);
}

static void begin_clerk(Keeper *keeper)
{
    fflush(NULL);
    keeper->begun = seconds_now();
    keeper->clerk = fork();
    if (keeper->clerk != 0 || !become("cg-clerk", "clerk", SIGTERM, keeper->self))
        return;
    close_end(&keeper->listening);
    close_end(&keeper->desk_end);
    close_end(&keeper->vault);
    int code = clerk_process(keeper->rules, keeper->clerk_end, keeper->ahead, keeper->refusal,
                             keeper->stop);
    fflush(NULL);
    _exit(code);
}

/* ---- the keeper ---- */

/* TRUE: because he changed the directory, and it is to be read. The next may begin at once. */
static gboolean note_change(Keeper *keeper, int status)
{
    if (!WIFEXITED(status) || WEXITSTATUS(status) != RUN_PART_AFRESH)
        return FALSE;
    *keeper->asked = 1;
    keeper->stale = TRUE;
    keeper->due = 0;
    return TRUE;
}

static void clerk_has_ended(Keeper *keeper, int status)
{
    gint64 now = seconds_now();
    keeper->clerk = 0;
    if (note_change(keeper, status))
        return;
    if (now - keeper->begun >= QUIET_SECONDS)
        keeper->failures = 0;
    keeper->due = now + run_child_wait(++keeper->failures);
    clerk_is_absent(keeper->clerk_end, TRUE);
    if (!*keeper->stop)
        g_warning("the process that writes for the pages ended (%s %d); it is begun again",
                  WIFSIGNALED(status) ? "signal" : "exit code",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* FALSE: the desk has ended; *status_out. */
static gboolean reap(Keeper *keeper, int *status_out)
{
    pid_t pid;
    int status = 0;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == keeper->clerk)
            clerk_has_ended(keeper, status);
        if (pid != keeper->desk)
            continue;
        keeper->desk = 0;
        *status_out = status;
    }
    return keeper->desk > 0;
}

static void see_to_clerk(Keeper *keeper)
{
    if (keeper->clerk <= 0 && !keeper->stale && seconds_now() >= keeper->due)
        begin_clerk(keeper);
    if (keeper->clerk <= 0)
        clerk_is_absent(keeper->clerk_end, FALSE);
}

/* After the order in hand. A signal between his looking at the flag and his waiting for a letter would be slept through, so he is
 * told again. */
static void end_clerk(Keeper *keeper)
{
    int status = 0;
    for (guint i = 0; keeper->clerk > 0; i++) {
        if (i % (1000 / SOON_MILLISECONDS) == 0)
            kill(keeper->clerk, SIGTERM);
        pid_t pid = waitpid(keeper->clerk, &status, WNOHANG);
        gboolean ended = pid == keeper->clerk;
        if (ended && !note_change(keeper, status) && (!WIFEXITED(status) || WEXITSTATUS(status)))
            clerk_is_absent(keeper->clerk_end, TRUE); /* whoever waits for him is told */
        if (pid != 0)
            keeper->clerk = 0;
        else
            (void)poll(NULL, 0, SOON_MILLISECONDS);
    }
    keeper->due = 0;
}

/* After the requests in hand, for which the clerk is there. */
static void end_desk(Keeper *keeper)
{
    gint64 deadline = seconds_now() + END_SECONDS;
    int status = 0;
    if (keeper->desk > 0)
        kill(keeper->desk, SIGTERM);
    while (reap(keeper, &status)) {
        see_to_clerk(keeper);
        progress_beat();
        if (seconds_now() >= deadline)
            kill(keeper->desk, SIGKILL);
        (void)poll(NULL, 0, SOON_MILLISECONDS);
    }
}

/* ---- another configuration ---- */

static void refuse(Keeper *keeper, const char *why)
{
    g_autofree char *spool = site_spool_folder(keeper->rules->folder);
    g_warning("the configuration stays as it was: %s", why);
    g_free(keeper->refusal);
    keeper->refusal = g_strdup(why);
    health_refused(spool, "serve", instant_now(), why);
}

/* The socket it is to be served on, the one that there is where it is the same; -1: it cannot be. */
static int socket_for(const Keeper *keeper, const Ruleset *next, GError **error)
{
    const char *wanted = next->site.desk.listen;
    if (!wanted) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                    "routing/site.yaml has no 'desk' any more; end 'casegate serve', or write it");
        return -1;
    }
    return g_strcmp0(wanted, keeper->rules->site.desk.listen) == 0 ? keeper->listening
                                                                   : http_listen(wanted, error);
}

/* Takes what is given. */
static void go_on_with(Keeper *keeper, Ruleset *next, char *proxy, int listening)
{
    if (listening != keeper->listening)
        close_end(&keeper->listening);
    keeper->listening = listening;
    g_free(keeper->proxy);
    keeper->proxy = proxy;
    g_clear_pointer(&keeper->refusal, g_free);
    if (keeper->taken)
        ruleset_free(keeper->taken);
    keeper->rules = keeper->taken = next;
    see_to_clerk(keeper);
    end_desk(keeper);
    if (!*keeper->stop)
        begin_desk(keeper);
}

static void take_over(Keeper *keeper)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *why = NULL, *proxy = NULL;
    end_clerk(keeper); /* before it is read: his last order may change it */
    *keeper->asked = 0;
    keeper->stale = FALSE;
    g_autoptr(Ruleset) next = run_reload(keeper->rules->folder, &why);
    if (!next) {
        refuse(keeper, why);
        return;
    }
    int listening =
        desk_door_proxy(&next->site.desk, &proxy, &error) ? socket_for(keeper, next, &error) : -1;
    if (listening < 0) {
        refuse(keeper, error->message);
        return;
    }
    g_message("the configuration is clean: the desk is begun again with it");
    go_on_with(keeper, g_steal_pointer(&next), g_steal_pointer(&proxy), listening);
}

/* Until told to stop, or the desk ends. */
static int keep(Keeper *keeper)
{
    int status = W_EXITCODE(EXIT_FAILURE, 0);
    begin_desk(keeper);
    while (!*keeper->stop && reap(keeper, &status)) {
        if (*keeper->asked)
            take_over(keeper);
        see_to_clerk(keeper);
        (void)poll(NULL, 0, LOOK_MILLISECONDS);
    }
    gboolean told = *keeper->stop != 0;
    end_desk(keeper);
    close_end(&keeper->desk_end); /* the clerk's reason to go */
    end_clerk(keeper);
    if (told)
        return EXIT_SUCCESS;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

static void keeper_clear(Keeper *keeper)
{
    close_end(&keeper->listening);
    close_end(&keeper->desk_end);
    close_end(&keeper->clerk_end);
    close_end(&keeper->vault);
    if (keeper->taken)
        ruleset_free(keeper->taken);
    g_free(keeper->refusal);
    g_free(keeper->proxy);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Keeper, keeper_clear)

gboolean desk_run(const Ruleset *rules, gint64 ahead, const volatile sig_atomic_t *stop,
                  volatile sig_atomic_t *asked, int *code_out, GError **error)
{
    int ends[2];
    g_auto(Keeper) keeper = {.rules = rules,
                             .stop = stop,
                             .asked = asked,
                             .ahead = ahead,
                             .self = getpid(),
                             .listening = -1,
                             .desk_end = -1,
                             .clerk_end = -1,
                             .vault = -1};
    if (!desk_door_proxy(&rules->site.desk, &keeper.proxy, error))
        return FALSE;
    keeper.listening = http_listen(rules->site.desk.listen, error);
    if (keeper.listening < 0)
        return FALSE;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        casegate_error_from_errno(error, errno, "cannot begin the desk");
        return FALSE;
    }
    keeper.desk_end = ends[0];
    keeper.clerk_end = ends[1];
    keeper.vault = desk_vault_new();
    *code_out = keep(&keeper);
    return TRUE;
}
