/* What a part that is not read is: words for the office. */
#pragma once
#include "mail_part.h"

/* Why the part was not read, or NULL when it is nothing that is known here; newly allocated. Of an invitation its method
 * and beginning, never what it is about. */
char *mail_naming_why(GMimeObject *object, const char *name, MailReading *reading);
/* A whole message sent as a file: its name ends so, or its type says so where GMime did not take it apart. */
gboolean mail_naming_is_message(GMimeObject *object, const char *name);
/* Encrypted, by its type or by the name that the encrypting service gives it. */
gboolean mail_naming_is_encrypted(GMimeObject *object, const char *name);
