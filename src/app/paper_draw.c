/* paper_draw: the module's work, and its way out through the pipe. Runs in the child of paper_print alone. */
#include "paper_draw.h"

#include <errno.h>
#include <unistd.h>

gboolean paper_draw_write(int fd, gconstpointer bytes, gsize length)
{
    const char *from = bytes;
    while (length > 0) {
        ssize_t done = write(fd, from, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return FALSE;
        from += done;
        length -= (gsize)done;
    }
    return TRUE;
}

static gboolean write_out(gpointer user, const guint8 *bytes, gsize length)
{
    return paper_draw_write(*(const int *)user, bytes, length);
}

PaperResult paper_draw(const PaperModule *module, const Paper *paper, int fd, guint *missing_out)
{
    PaperResult ready = module->prepare();
    return ready == PAPER_DRAWN ? module->draw(paper, write_out, &fd, missing_out) : ready;
}
