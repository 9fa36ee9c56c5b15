/* wire_text: the one check before anything is put into a command to a mail server.
 *
 * Bytes above 0x7F pass: whether they may stand where they are put is the protocol's question
 * (a user's name in AUTHENTICATE may be UTF-8, a folder's name is encoded before). Fails never. */
#include "wire_text.h"

gboolean wire_text_is_safe(const char *text, gsize most)
{
    gsize length = 0;
    for (; text && text[length]; length++)
        if (length >= most || (guchar)text[length] < 0x20 || text[length] == 0x7f)
            return FALSE;
    return length > 0;
}
