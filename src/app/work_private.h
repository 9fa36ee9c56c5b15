/* Shared by work.c and office.c: what a Work holds open. */
#pragma once
#include "decide.h"
#include "reader.h"
#include "spool.h"
#include "store.h"
#include "work.h"

struct Work {
    const Ruleset *rules;
    Reader *reader;
    Spool *spool;
    Store *store;
    CaseLookup lookup;
};

/* Reads an archived message again. PERM when it cannot be read (why is in the error). */
MailRecord *work_read_archived(Work *work, const char *sha256,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
