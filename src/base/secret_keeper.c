/* secret_keeper: what speaks with a mail server cannot read the file with the password, nor run the
 * program that tells a token, although both may change while it runs.
 *
 * It asks with one byte; the answer is the error's code (-1: none) and the secret, or the error's
 * text, in one packet. There is nothing else to ask for: whoever took over the other process gets
 * the secret that it has anyway. The keeper never sees a message or a server, and reads nothing but that
 * byte. It ends when the other has: the end of its channel is what it can rely on, since a parent's death signal is lost where
 * credentials change; that is there so that a helper that hangs does not keep it. */
#include "secret_keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "net_connect.h"
#include "secret_private.h"

#define CHANNEL 3
#define PATIENCE (SECRET_SECONDS + 10)

typedef struct {
    gint32 code;
    char text[SECRET_BYTES + 2];
} Answer;

static int keeper = -1; /* of this process; -1: it has none */
static gboolean used;

/* ---- the keeper ---- */

static void forget_the_other(int channel, pid_t other)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    sigset_t none;
    sigemptyset(&none);
    for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != other ||
        (channel != CHANNEL && dup3(channel, CHANNEL, SOCK_CLOEXEC) != CHANNEL))
        _exit(1);
    (void)close_range(CHANNEL + 1, ~0u, 0);
    (void)prctl(PR_SET_NAME, "casegate-keeper");
}

static void tell(Answer *answer, const SecretFrom *from)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Secret) secret = secret_fetch(from, &error);
    answer->code = secret ? -1 : error->code;
    g_strlcpy(answer->text, secret ? secret_text(secret) : error->message, sizeof answer->text);
    (void)send(CHANNEL, answer, G_STRUCT_OFFSET(Answer, text) + strlen(answer->text) + 1,
               MSG_NOSIGNAL);
    explicit_bzero(answer, sizeof *answer);
}

G_NORETURN static void keep(const SecretFrom *from, int channel, pid_t other)
{
    char question;
    ssize_t got;
    forget_the_other(channel, other);
    Answer *answer = g_new0(Answer, 1);
    while ((got = recv(CHANNEL, &question, 1, 0)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            tell(answer, from);
    _exit(0);
}

/* ---- the other ---- */

gboolean secret_keeper_begin(const SecretFrom *from, GError **error)
{
    int ends[2];
    pid_t other = getpid();
    g_return_val_if_fail(!used, FALSE);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        casegate_error_from_errno(error, errno, "cannot ask for a password");
        return FALSE;
    }
    pid_t pid = fork();
    if (pid == 0)
        keep(from, ends[1], other);
    close(ends[1]);
    if (pid < 0) {
        casegate_error_from_errno(error, errno, "cannot begin what asks for a password");
        close(ends[0]);
        return FALSE;
    }
    keeper = ends[0];
    used = TRUE;
    return TRUE;
}

gboolean secret_keeper_is_used(void)
{
    return used;
}

gboolean secret_keeper_is_lost(void)
{
    return used && keeper < 0;
}

/* An answer that did not come in time must not be taken for that to the next question. */
static gboolean give_up(GError **error)
{
    if (keeper >= 0)
        close(keeper);
    keeper = -1;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "the process that knows the password does not answer");
    return FALSE;
}

static gboolean ask(Answer *answer)
{
    const char question = '?';
    gint64 deadline = g_get_monotonic_time() + (gint64)PATIENCE * G_USEC_PER_SEC;
    if (keeper < 0 || send(keeper, &question, 1, MSG_NOSIGNAL) != 1 ||
        net_wait(keeper, POLLIN, deadline, NULL) <= 0)
        return FALSE;
    ssize_t got = recv(keeper, answer, sizeof *answer, MSG_DONTWAIT);
    return got > (ssize_t)G_STRUCT_OFFSET(Answer, text) && ((const char *)answer)[got - 1] == '\0';
}

gboolean secret_keeper_ask(Secret *secret, GError **error)
{
    Answer *answer = g_new0(Answer, 1);
    gboolean fine = ask(answer) || give_up(error);
    if (fine && answer->code < 0)
        secret->length = g_strlcpy(secret->text, answer->text, sizeof secret->text);
    else if (fine)
        g_set_error_literal(error, CASEGATE_ERROR, answer->code, answer->text);
    fine = fine && answer->code < 0;
    explicit_bzero(answer, sizeof *answer);
    g_free(answer);
    return fine;
}
