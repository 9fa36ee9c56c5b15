/* What files and ports a process may still reach: everything else is refused from landlock_enter() on, for good, to it
 * and to all it forks. Linux's Landlock; where the kernel has none, everything stays as it was. */
#pragma once
#include <glib.h>

typedef struct Landlock Landlock;

/* Of the kernel's interface; 0: it has none, or one (1) that cannot let files be moved between folders. */
guint landlock_version(void);

Landlock *landlock_new(void); /* nothing may be opened */
void landlock_free(Landlock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Landlock, landlock_free)

/* A file, or a folder with all that is or will be below it. Of a symbolic link it is what it leads to; what is not there is
 * no failure, and stays closed when it comes. */
void landlock_read(Landlock *lock, const char *path);
void landlock_take(Landlock *lock, const char *path);   /* to read, and to remove files below it */
void landlock_write(Landlock *lock, const char *path);  /* to read, write, make, move and remove */
/* TCP to this port of any machine; without a call to none. Holds from version 4 on. */
void landlock_connect(Landlock *lock, guint16 port);

/* For the calling thread and those it starts later. FALSE: the kernel does not let it, and nothing has changed. */
gboolean landlock_enter(Landlock *lock);
/* One of the paths has since been replaced, or is there now: only a process begun anew can open it. */
gboolean landlock_is_stale(const Landlock *lock);
