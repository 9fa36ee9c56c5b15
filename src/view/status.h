/* How a site is at one moment, as `status` shows it. Filled by app/site_status. */
#pragma once
#include "printer.h"

typedef struct {
    char *name;                /* run, collect-1 …, work, send */
    char *mailbox;             /* that a collect reads; NULL */
    gboolean running;
    gint64 pid;                /* 0: not running */
    Instant started, last_ok, last_try, failing_since; /* INSTANT_UNKNOWN: never; the last try was fine */
    gboolean refused;          /* only a person can mend what fails */
    char *error;               /* of the last try, "" fine */
    gint64 waiting;            /* still to be fetched; -1 not known */
} StatusProcess;

typedef struct {
    GPtrArray *processes;      /* of StatusProcess */
    Instant last_poll;         /* the mailbox that was longest not read; INSTANT_UNKNOWN: one never was, or there is none */
    guint spooled, mails, held;
    Instant spool_oldest, mail_oldest; /* INSTANT_UNKNOWN: nothing waits */
    guint64 free_mib;
    Instant backup;            /* INSTANT_UNKNOWN: never */
    const char *lacks;         /* what this kernel cannot close the processes in with; NULL: nothing */
    GPtrArray *problems;       /* of char *; empty: all is well */
} Status;
void status_free(Status *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Status, status_free)
Status *status_new(void);
StatusProcess *status_process_new(const char *name);

void view_status(const View *view, const Status *status);
