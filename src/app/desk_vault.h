/* What one process of the desk's pages leaves to the next: in memory that has no name, never on a disk. */
#pragma once
#include <glib.h>

/* A descriptor, empty, close-on-exec; -1: there is none, and nothing is kept. */
int desk_vault_new(void);
/* FALSE: it does not go in, and the vault is empty. */
gboolean desk_vault_put(int vault, GBytes *bytes);
/* What was put, once: the vault is empty then. NULL: nothing, or what no desk_vault_put() left there. */
GBytes *desk_vault_take(int vault);
