/* Whose message is it, as far as the order of work needs to know? Six hex digits of a digest: neither an address nor proof. */
#pragma once
#include <glib.h>

#define SPOOL_SENDER_DIGITS 6

typedef struct SpoolSender SpoolSender;
SpoolSender *spool_sender_new(void);
void spool_sender_free(SpoolSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpoolSender, spool_sender_free)
/* The message's bytes as they come; those behind its head are not looked at. */
void spool_sender_update(SpoolSender *sender, const void *data, gsize length);
/* Of the address in the first From field, else of nothing. Newly allocated. */
char *spool_sender_digits(SpoolSender *sender);
