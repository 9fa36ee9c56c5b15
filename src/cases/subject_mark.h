/* Marks that mail systems and offices put into subjects, which say nothing about the matter: [secure], [ENCRYPT],
 * [RW4ENCRYPT] (fields.md 2.2: senders of the NHS), OFFICIAL-SENSITIVE (the government's marking), [EXTERNAL]. */
#pragma once
#include <glib.h>

/* The subject without them, newly allocated. */
char *subject_mark_strip(const char *subject);
/* The mark that an answer must carry, too, or its way back is not the protected one: static; NULL if there is none. */
const char *subject_mark_of_route(const char *subject);
