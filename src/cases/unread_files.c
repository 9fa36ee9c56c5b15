/* unread_files: a message whose form is in a file that cannot be read here.
 *
 * An agency sends what its own system makes: a picture of a page, a Word file of 1999. That message is not
 * refused and not guessed at: a person sees why it waits, and its sender is told which formats are
 * read. A signature and the pictures of a letterhead are no such files. Touches no case. */
#include "unread_files.h"
#include "text.h"
#include <string.h>

#define OWN_WORDS_FEW 600u /* bytes: a covering note and a signature */

static gboolean is_picture(const MailAttachment *file)
{
    return g_str_has_prefix(file->type, "image/") || g_str_has_prefix(file->type, "audio/") ||
           g_str_has_prefix(file->type, "video/");
}

/* Files that go with a letter and are none. */
static gboolean is_company(const MailAttachment *file)
{
    static const char *const whys[] = {"a signature", "a certificate", "a key", "a contact card",
                                       "a calendar invitation"};
    for (gsize i = 0; i < G_N_ELEMENTS(whys); i++)
        if (g_str_has_prefix(file->why, whys[i]))
            return TRUE;
    return FALSE;
}

/* A picture counts where there is nothing else, no answer in a quoted form either: then it is the message. */
static gboolean may_say_something(const MailAttachment *file, gboolean wordless)
{
    return !file->read && !is_company(file) && (wordless || !is_picture(file));
}

char *unread_files_why(const Deciding *x)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new();
    gboolean wordless =
        text_empty(x->mail->text_new) && (x->reading == NULL || x->reading->values->len == 0);
    for (guint i = 0; i < x->mail->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(x->mail->attachments, MailAttachment, i);
        if (may_say_something(file, wordless) &&
            !g_ptr_array_find_with_equal_func(reasons, file->why, g_str_equal, NULL))
            g_ptr_array_add(reasons, (gpointer)file->why);
    }
    if (reasons->len == 0)
        return NULL;
    g_ptr_array_add(reasons, NULL);
    return g_strjoinv("; ", (char **)reasons->pdata);
}

gboolean unread_files_hold_all(const Deciding *x)
{
    g_autofree char *why = unread_files_why(x);
    return why != NULL && x->reading->values->len == 0 &&
           strlen(x->mail->text_new) <= OWN_WORDS_FEW;
}
