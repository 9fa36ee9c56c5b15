/* A list on the whole terminal, drawn in place.
 *
 * The alternate screen is used, so that what stood there comes back. Lines are written over one another and only their rests are
 * cleared: nothing flickers. Signals are blocked and read from a descriptor, so that none ends the program with the terminal as it
 * is: Ctrl-C, a hangup and SIGTERM end it as q does, and a new size draws it anew. Nothing typed is shown. When the list is longer
 * than the window, j and k (or the arrows) move it. */
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "error.h"

#define ROUND_MILLISECONDS 1000
#define WIDTH_UNKNOWN 80u
#define HEIGHT_UNKNOWN 24u
#define WIDTH_LEAST 40u

static const char begin_screen[] = "\033[?1049h\033[?25l";
static const char end_screen[] = "\033[?25h\033[?1049l";

typedef struct {
    const Watched *watched;
    struct termios before;
    sigset_t mask;
    int signals;
    guint width, height, top; /* top: lines of the list above the window */
    gint64 minute;
    char *stamp;
    GStrv lines;
    guint count;
    gboolean ended;
} Screen;

gboolean terminal_is_there(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static void measure(Screen *screen)
{
    struct winsize size;
    gboolean known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row;
    screen->width = known ? MAX(size.ws_col, WIDTH_LEAST) : WIDTH_UNKNOWN;
    screen->height = known ? size.ws_row : HEIGHT_UNKNOWN;
}

/* ---- drawing ---- */

static void take_lines(Screen *screen, const char *text, gsize length)
{
    g_autofree char *copy = g_strndup(text, length);
    g_strfreev(screen->lines);
    screen->lines = g_strsplit(copy, "\n", -1);
    screen->count = g_strv_length(screen->lines);
    if (screen->count > 0 && !*screen->lines[screen->count - 1])
        screen->count--;
}

static void gather(Screen *screen)
{
    char *text = NULL;
    size_t length = 0;
    g_autoptr(GError) error = NULL;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return;
    gboolean drawn = screen->watched->draw(screen->watched->data, screen->width, out, &error);
    if (!drawn)
        fprintf(out, "\ncannot be shown just now: %s\n",
                error ? error->message : "nobody said why");
    fclose(out);
    take_lines(screen, text, length);
    free(text);
}

/* The rest of the window below the list. */
static guint room(const Screen *screen)
{
    return screen->height > 2 ? screen->height - 1 : 1;
}

static void keep_top(Screen *screen)
{
    guint most = screen->count > room(screen) ? screen->count - room(screen) : 0;
    screen->top = MIN(screen->top, most);
}

static void add_status(const Screen *screen, GString *out)
{
    guint last = MIN(screen->top + room(screen), screen->count);
    g_string_append_printf(out, "\033[%u;1H\033[7m", screen->height);
    if (screen->count > room(screen))
        g_string_append_printf(out, " q quit  j k move  lines %u to %u of %u ", screen->top + 1,
                               last, screen->count);
    else
        g_string_append(out, " q quit ");
    g_string_append(out, "\033[0m\033[K");
}

static gboolean put(const char *text, gsize length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return FALSE;
        text += written;
        length -= (gsize)written;
    }
    return TRUE;
}

static void paint(Screen *screen)
{
    g_autoptr(GString) out = g_string_new("\033[H");
    keep_top(screen);
    for (guint i = 0; i < room(screen); i++) {
        guint line = screen->top + i;
        g_string_append_printf(out, "%s\033[K%s", line < screen->count ? screen->lines[line] : "",
                               i + 1 < room(screen) ? "\r\n" : "");
    }
    add_status(screen, out);
    screen->ended |= !put(out->str, out->len);
}

/* ---- what happens ---- */

static void look_again(Screen *screen, gboolean always)
{
    g_autofree char *stamp = screen->watched->stamp(screen->watched->data);
    gint64 minute = g_get_real_time() / (60 * G_USEC_PER_SEC);
    if (!always && minute == screen->minute && g_strcmp0(stamp, screen->stamp) == 0)
        return;
    screen->minute = minute;
    g_free(screen->stamp);
    screen->stamp =
        g_steal_pointer(&stamp); /* what is written while it is drawn is drawn in the next round */
    gather(screen);
    paint(screen);
}

static void move(Screen *screen, int lines)
{
    screen->top =
        lines < 0 ? screen->top - MIN((guint)-lines, screen->top) : screen->top + (guint)lines;
    paint(screen);
}

static void take_key(Screen *screen, char key)
{
    if (key == 'q' || key == 'Q')
        screen->ended = TRUE;
    else if (key == 'j' || key == 'B') /* the arrows end in B and A */
        move(screen, 1);
    else if (key == 'k' || key == 'A')
        move(screen, -1);
    else if (key == ' ')
        move(screen, (int)room(screen));
}

static void take_keys(Screen *screen)
{
    char keys[64];
    ssize_t got = read(STDIN_FILENO, keys, sizeof keys);
    screen->ended |= got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
    for (ssize_t i = 0; i < got && !screen->ended; i++)
        take_key(screen, keys[i]);
}

static void take_signals(Screen *screen)
{
    struct signalfd_siginfo info;
    while (read(screen->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGWINCH) {
            screen->ended = TRUE;
            continue;
        }
        measure(screen);
        (void)put("\033[2J", 4);
        look_again(screen, TRUE);
    }
}

static void one_round(Screen *screen)
{
    struct pollfd wait[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                            {.fd = screen->signals, .events = POLLIN}};
    (void)poll(wait, G_N_ELEMENTS(wait), ROUND_MILLISECONDS);
    if (wait[1].revents)
        take_signals(screen);
    if (wait[0].revents && !screen->ended)
        take_keys(screen);
    if (!screen->ended)
        look_again(screen, FALSE);
}

/* ---- the terminal, before and after ---- */

static gboolean begin(Screen *screen, GError **error)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH};
    sigset_t set;
    sigemptyset(&set);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, &screen->mask);
    screen->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    struct termios quiet;
    if (screen->signals < 0 || tcgetattr(STDIN_FILENO, &screen->before) != 0) {
        casegate_error_from_errno(error, errno, "cannot take the terminal");
        return FALSE;
    }
    quiet = screen->before;
    quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
    return put(begin_screen, strlen(begin_screen)) || (screen->ended = TRUE);
}

static void end(Screen *screen)
{
    if (screen->signals >= 0) {
        (void)put(end_screen, strlen(end_screen));
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &screen->before);
        close(screen->signals);
    }
    sigprocmask(SIG_SETMASK, &screen->mask, NULL);
    g_strfreev(screen->lines);
    g_free(screen->stamp);
}

gboolean terminal_watch(const Watched *watched, GError **error)
{
    Screen screen = {.watched = watched, .signals = -1};
    gboolean begun = begin(&screen, error);
    if (begun) {
        measure(&screen);
        look_again(&screen, TRUE);
        while (!screen.ended)
            one_round(&screen);
    }
    end(&screen);
    return begun;
}
