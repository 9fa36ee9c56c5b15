/* Originals that the desk's reader failed on, kept from page to page: the last few, and why. `unread` NULL: none is kept. */
#pragma once
#include "desk.h"

DeskUnread *desk_unread_new(void);
void desk_unread_free(DeskUnread *unread);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskUnread, desk_unread_free)
const char *desk_unread_why(const DeskUnread *unread, const char *sha256); /* NULL: not that one */
void desk_unread_add(DeskUnread *unread, const char *sha256, const char *why);
