/* How long somebody who guesses passwords has to wait: longer each time. In memory only, and of bounded size. */
#pragma once
#include <glib.h>

typedef struct DeskWaits DeskWaits;

typedef enum {
    WAIT_PAIR,    /* a name from one address: somebody who guesses, or who mistypes */
    WAIT_ADDRESS, /* many people may come from one, so it is given more tries */
    WAIT_NAME     /* guessed at from everywhere: it is slowed last and least, since its owner is kept out with it */
} WaitKind;

DeskWaits *desk_waits_new(void);
void desk_waits_free(DeskWaits *waits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskWaits, desk_waits_free)

/* The `who` of WAIT_PAIR; newly allocated. */
char *desk_waits_pair(const char *name, const char *address);
/* Seconds until `who` may try again; 0: now. `now` is by a clock that nobody sets. */
guint desk_waits_left(const DeskWaits *waits, WaitKind kind, const char *who, gint64 now);
void desk_waits_failed(DeskWaits *waits, WaitKind kind, const char *who, gint64 now);
void desk_waits_forget(DeskWaits *waits, WaitKind kind, const char *who); /* it was right */
