/* OpenPGP within a text (RFC 9580, 7: the cleartext signature). Nothing is verified. */
#pragma once
#include <glib.h>

/* The text without the armour around what is signed, dashes put right, newly allocated; NULL if nothing in it is. */
char *mail_pgp_without_armour(const char *text);
gboolean mail_pgp_is_encrypted(const char *text); /* one of its own lines begins an encrypted block */
