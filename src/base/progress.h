/* Signs of life from a child to its supervisor: a page of shared memory with one slot a child. A child that works, or waits
 * within a time limit, beats; one that hangs does not. In a process that nobody supervises a beat does nothing. */
#pragma once
#include <glib.h>

typedef struct ProgressBoard ProgressBoard;

/* Before the children are forked. `slots` of them, none has beaten yet. NULL: no memory. */
ProgressBoard *progress_board_new(guint slots);
void progress_board_free(ProgressBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProgressBoard, progress_board_free)

void progress_begin(ProgressBoard *board, guint slot);          /* by the supervisor: as if it had beaten now */
void progress_use(ProgressBoard *board, guint slot);            /* in the child: beats go there from now on */
void progress_beat(void);                                       /* as often as one likes */
gint64 progress_silence(const ProgressBoard *board, guint slot); /* seconds since the last beat, by a clock that nobody sets */
