/* Signs of life. A slot is the time of the last beat by CLOCK_MONOTONIC, which all processes of a
 * machine share and no step of the calendar clock moves; it stands still while the machine sleeps,
 * so that nobody is called dead for that. Written by the child alone, one word, so that a reader
 * never sees half of one. */
#include "progress.h"

#include <stdatomic.h>
#include <sys/mman.h>

struct ProgressBoard {
    guint slots;
    _Atomic gint64 *beats; /* shared: seconds */
};

static _Atomic gint64 *own; /* this process's slot, NULL: nobody watches */

static gint64 seconds_now(void)
{
    return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static gsize board_bytes(guint slots)
{
    return MAX(slots, 1u) * sizeof(_Atomic gint64);
}

ProgressBoard *progress_board_new(guint slots)
{
    void *shared =
        mmap(NULL, board_bytes(slots), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return NULL;
    ProgressBoard *board = g_new0(ProgressBoard, 1);
    board->slots = slots;
    board->beats = shared;
    return board;
}

void progress_board_free(ProgressBoard *board)
{
    if (board == NULL)
        return;
    (void)munmap((void *)board->beats, board_bytes(board->slots));
    g_free(board);
}

void progress_begin(ProgressBoard *board, guint slot)
{
    g_assert(slot < board->slots);
    atomic_store(&board->beats[slot], seconds_now());
}

void progress_use(ProgressBoard *board, guint slot)
{
    g_assert(slot < board->slots);
    own = &board->beats[slot];
    progress_beat();
}

void progress_beat(void)
{
    if (own != NULL)
        atomic_store(own, seconds_now());
}

gint64 progress_silence(const ProgressBoard *board, guint slot)
{
    g_assert(slot < board->slots);
    return MAX(seconds_now() - atomic_load(&board->beats[slot]), 0);
}
