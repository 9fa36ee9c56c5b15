/* desk_run: forks the process of the pages and the clerk before anything is opened, and stays between them with nothing but
 * the clerk's end of their channel.
 *
 *   keeper (this one) ─┬─ desk    the socket, the record for reading; confine_desk()
 *                      └─ clerk   writes; confine_clerk()
 *
 * A clerk that ends is begun again, after waits that grow; meanwhile whoever asks him is told so at once. When the desk ends, all
 * end, and whoever began this one begins it again: sessions are in its memory, so everybody signs in anew. Both end with the
 * keeper, however he ends: the desk, which holds nothing, at once, the clerk after the order in hand.
 *
 * A configuration that is to be read anew is read by the keeper. One with a mistake changes nothing but the clerk, who is begun
 * again to say so wherever he says that all is well. */
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

typedef struct {
    const Ruleset *rules;
    const volatile sig_atomic_t *stop;
    DeskReload *reload; /* or NULL */
    gint64 ahead;
    char *proxy;                        /* desk_door_proxy() */
    int listening, desk_end, clerk_end; /* descriptors; -1: not ours */
    pid_t desk, clerk;                  /* 0: not there */
    gint64 begun, due;                  /* the clerk's, monotonic seconds */
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
    const DeskServing serving = {&desk, clerk, store, keeper->proxy, keeper->ahead};
    g_autoptr(DeskServer) server =
        store ? desk_server_new(&serving, keeper->listening, error) : NULL;
    int code = server ? turn(keeper, server, reader) : EXIT_FAILURE;
    g_clear_pointer(&server, desk_server_free);
    desk_cases_free(desk.cases);
    desk_unread_free(desk.unread);
    reader_stop(reader);
    return code;
}

static void begin_desk(Keeper *keeper, pid_t self)
{
    g_autoptr(GError) error = NULL;
    fflush(NULL);
    keeper->desk = fork();
    if (keeper->desk != 0 || !become("cg-desk", "desk", SIGKILL, self))
        return;
    close_end(&keeper->clerk_end);
    int code = serve_pages(keeper, &error);
    if (error)
        g_warning("%s", error->message);
    fflush(NULL);
    _exit(code);
}

static void begin_clerk(Keeper *keeper, pid_t self)
{
    fflush(NULL);
    keeper->begun = seconds_now();
    keeper->clerk = fork();
    if (keeper->clerk != 0 || !become("cg-clerk", "clerk", SIGTERM, self))
        return;
    close_end(&keeper->listening);
    const char *refusal = keeper->reload ? keeper->reload->refusal : NULL;
    int code =
        clerk_process(keeper->rules, keeper->clerk_end, keeper->ahead, refusal, keeper->stop);
    fflush(NULL);
    _exit(code);
}

/* ---- the keeper ---- */

static void clerk_has_ended(Keeper *keeper, int status)
{
    gint64 now = seconds_now();
    if (now - keeper->begun >= QUIET_SECONDS)
        keeper->failures = 0;
    keeper->clerk = 0;
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
        return FALSE;
    }
    return TRUE;
}

static void end_child(pid_t *pid, int number)
{
    if (*pid <= 0)
        return;
    kill(*pid, number);
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    *pid = 0;
}

/* ---- another configuration ---- */

static void refuse(Keeper *keeper, char *why)
{
    g_autofree char *spool = site_spool_folder(keeper->rules->folder);
    g_warning("the configuration stays as it was: %s", why);
    g_free(keeper->reload->refusal);
    keeper->reload->refusal = why;
    end_child(&keeper->clerk, SIGTERM);
    keeper->due = 0;
    health_refused(spool, "serve", instant_now(), why);
}

/* TRUE: there is one to go on with. */
static gboolean take_over(Keeper *keeper)
{
    char *why = NULL;
    if (!keeper->reload || !*keeper->reload->asked)
        return FALSE;
    *keeper->reload->asked = 0;
    keeper->reload->next = run_reload(keeper->rules->folder, &why);
    if (!keeper->reload->next) {
        refuse(keeper, why);
        return FALSE;
    }
    g_message("the configuration is clean: the desk is begun again with it");
    return TRUE;
}

/* Until told to stop, the desk ends, or there is another configuration. */
static int keep(Keeper *keeper)
{
    pid_t self = getpid();
    int status = 0;
    begin_desk(keeper, self);
    close_end(&keeper->desk_end);
    close_end(&keeper->listening);
    while (!*keeper->stop && !take_over(keeper) && reap(keeper, &status)) {
        if (keeper->clerk <= 0 && seconds_now() >= keeper->due)
            begin_clerk(keeper, self);
        if (keeper->clerk <= 0)
            clerk_is_absent(keeper->clerk_end, FALSE);
        (void)poll(NULL, 0, LOOK_MILLISECONDS);
    }
    gboolean told = *keeper->stop != 0 || (keeper->reload && keeper->reload->next);
    end_child(&keeper->desk, SIGTERM);
    end_child(&keeper->clerk, SIGTERM);
    if (told)
        return EXIT_SUCCESS;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

gboolean desk_run(const Ruleset *rules, gint64 ahead, const volatile sig_atomic_t *stop,
                  DeskReload *reload, int *code_out, GError **error)
{
    int ends[2];
    g_autofree char *proxy = NULL;
    if (!desk_door_proxy(&rules->site.desk, &proxy, error))
        return FALSE;
    Keeper keeper = {
        .rules = rules, .stop = stop, .reload = reload, .ahead = ahead, .proxy = proxy};
    keeper.listening = http_listen(rules->site.desk.listen, error);
    if (keeper.listening < 0)
        return FALSE;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        casegate_error_from_errno(error, errno, "cannot begin the desk");
        close_end(&keeper.listening);
        return FALSE;
    }
    keeper.desk_end = ends[0];
    keeper.clerk_end = ends[1];
    *code_out = keep(&keeper);
    close_end(&keeper.clerk_end);
    return TRUE;
}
