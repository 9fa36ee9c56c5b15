/* One child of `run`: forked, watched, told to end, begun again after a growing wait. Inside of app/run*. */
#pragma once
#include <sys/types.h>

#include "progress.h"
#include "run.h"

#define RUN_CHILDREN_MOST 256 /* slots of the board, which children of a new configuration share */
#define RUN_WAIT_MOST 60 /* seconds before a child that keeps ending is begun again */

typedef struct {
    const RunPart *part;
    guint number;      /* of the source, from 1; 0 for the others */
    char *name;        /* "collect-1", "work" …: as its health file */
    guint slot;        /* on the board: of a part that outlives a configuration the same in each */
    pid_t pid;         /* 0: not there */
    gint64 begun, due; /* monotonic seconds: last start, next start */
    guint failures;    /* in a row */
    gboolean killed;   /* for its silence or because it would not end */
    gboolean told;     /* to end */
} RunChild;

/* Of RunChild: each part once, or once a source. */
GPtrArray *run_children_new(const RunPart *parts, const Ruleset *rules);

/* What is still there of `before` goes on in the place of the same part in `children`. */
void run_children_go_on(GPtrArray *children, const GPtrArray *before);

/* Begins it now. FALSE: it could not be forked, and will be tried again. */
gboolean run_child_begin(RunChild *child, const Ruleset *rules, ProgressBoard *board, gint64 now);
/* It has ended (`status` of waitpid). `told`: because it was told to. Decides when it is begun again, and returns what
 * happened in words, newly allocated, or NULL when nothing is to be said: it did as it was told, or wants to begin afresh. */
char *run_child_ended(RunChild *child, int status, gboolean told, gint64 now);
/* How many seconds to be patient: `most`, or fewer where a test says so in that variable of the environment (HACKING.md). */
gint64 run_patience(const char *variable, gint64 most);
/* 1, 2, 4 … 60 seconds, give or take a fifth. */
gint64 run_child_wait(guint failures);
