/* clerk_port: asks, and waits for the answer to what was asked.
 *
 * An answer that comes later than anybody waits for it belongs to nobody: it is known by its number and thrown away. When
 * the clerk ends before he has answered, his keeper says so under the number 0. Then it is not known whether it was done,
 * and only the record tells; what is said says to look. */
#include "clerk_port.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clerk_letter.h"
#include "error.h"
#include "net_connect.h"

#define PATIENCE 45 /* seconds: longer than the clerk gives himself for an order */

struct Clerk {
    int channel;
    guint64 number;
};

Clerk *clerk_new(int channel)
{
    Clerk *clerk = g_new0(Clerk, 1);
    clerk->channel = channel;
    clerk->number = (guint64)getpid()
                    << 32; /* a letter of the desk before, at the same channel, has another */
    return clerk;
}

void clerk_free(Clerk *clerk)
{
    if (!clerk)
        return;
    close(clerk->channel);
    g_free(clerk);
}

static gboolean nobody(GError **error)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                "the process that writes for the pages does not answer, and is begun again; look "
                "whether it was done, and if not, try again in a minute");
    return FALSE;
}

/* What was left from before. */
static void forget(const Clerk *clerk, char *room, gsize size)
{
    while (recv(clerk->channel, room, size, MSG_DONTWAIT) > 0)
        continue;
}

/* Of this letter, or that there is nobody. FALSE: no answer in time. */
static gboolean wait_answer(Clerk *clerk, char *room, gsize size, ClerkAnswer *answer)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)PATIENCE * G_USEC_PER_SEC;
    while (net_wait(clerk->channel, POLLIN, deadline, NULL) > 0) {
        ssize_t got = recv(clerk->channel, room, size, MSG_DONTWAIT);
        if (got <= 0)
            return FALSE;
        if (clerk_answer_read(room, (gsize)got, answer) &&
            (answer->number == clerk->number || answer->number == 0))
            return answer->number != 0;
        g_clear_pointer(&answer->text, g_free);
    }
    return FALSE;
}

static gboolean put(const Clerk *clerk, gconstpointer bytes, gsize length)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)PATIENCE * G_USEC_PER_SEC;
    return net_wait(clerk->channel, POLLOUT, deadline, NULL) > 0 &&
           send(clerk->channel, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

/* Takes `letter`. */
static gboolean ask(Clerk *clerk, GBytes *letter, char **said_out, GError **error)
{
    g_autoptr(GBytes) owned = letter;
    g_autofree char *room = g_malloc(CLERK_LETTER_MOST);
    gsize length = 0;
    gconstpointer bytes = owned ? g_bytes_get_data(owned, &length) : NULL;
    ClerkAnswer answer = {0};
    if (!bytes)
        return FALSE;
    forget(clerk, room, CLERK_LETTER_MOST);
    gboolean heard =
        put(clerk, bytes, length) && wait_answer(clerk, room, CLERK_LETTER_MOST, &answer);
    g_autofree char *text = answer.text;
    if (!heard)
        return nobody(error);
    if (answer.code >= 0)
        g_set_error_literal(error, CASEGATE_ERROR, answer.code, text);
    else if (said_out)
        *said_out = g_steal_pointer(&text);
    return answer.code < 0;
}

static gboolean order(gpointer data, const Order *wanted, char **said_out, GError **error)
{
    Clerk *clerk = data;
    return ask(clerk, clerk_letter_order(++clerk->number, wanted, error), said_out, error);
}

static gboolean look(gpointer data, const Looker *looker, const char *const *references,
                     GError **error)
{
    Clerk *clerk = data;
    return ask(clerk, clerk_letter_look(++clerk->number, looker, references, error), NULL, error);
}

ClerkPort clerk_port(Clerk *clerk)
{
    return (ClerkPort){.data = clerk, .order = order, .look = look};
}

gboolean clerk_pulse(Clerk *clerk, GError **error)
{
    return ask(clerk, clerk_letter_pulse(++clerk->number), NULL, error);
}
