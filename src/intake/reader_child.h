/* The reader itself: what runs between fork and the end of one reader. */
#pragma once
#include "reader_jail.h"
#include "reader_private.h"

/* Answers questions from `channel` as the task says until it ends; never returns. */
G_NORETURN void reader_child_run(const ReaderTask *task, ReaderJail *jail, int channel);
