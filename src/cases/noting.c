/* Notes on how a message came: signed, encrypted in part, with files that could not be opened, in two shapes that
 * differ, with a header twice, damaged or cut.
 *
 * None of it decides anything. What a signature proves is sender.c's; that it is there is recorded, because somebody may want to
 * verify it in the archived original. What could not be read is recorded so that nobody
 * takes the case for complete, and told to its sender with the one way that is always right: again, readable, by the
 * secure route. A password is never asked for. A file is never named: people put children's names into those. */
#include "noting.h"
#include "signature.h"
#include "text_format.h"
#include "unread_files.h"
#include <string.h>

static const char password[] = "A file in your message is encrypted or needs a password and could "
                               "not be read here. Please send it again "
                               "without, as text in the mail or as a Word (.docx) or PDF file, by "
                               "the partnership's own secure route. "
                               "Do not send a password by mail.";
static const char damaged[] = "A file in your message could not be opened here. Please send it "
                              "again as text in the mail, or as a Word (.docx) "
                              "or PDF file.";
#define UNREAD                                                                                     \
    "A file in your message was not read here (%s). It is kept; if the case must know what it "    \
    "says, please send that as text in the mail, or as a Word (.docx) or PDF file with text."

static gboolean has_unopened(const MailRecord *mail)
{
    for (guint i = 0; i < mail->attachments->len; i++)
        if (g_str_has_prefix(g_array_index(mail->attachments, MailAttachment, i).why,
                             "could not be opened"))
            return TRUE;
    return FALSE;
}

char *noting_unopened(const Deciding *x)
{
    if (x->mail == NULL)
        return g_strdup("");
    if ((x->mail->flags & MAIL_FLAG_ENCRYPTED) != 0)
        return g_strdup(password);
    if (has_unopened(x->mail))
        return g_strdup(damaged);
    g_autofree char *why = unread_files_why(x);
    return why != NULL ? g_strdup_printf(UNREAD, why) : g_strdup("");
}

static void note(Deciding *x, gboolean applies, const char *rule, const char *text)
{
    if (applies)
        deciding_note(x, rule, "design §1", text);
}

/* What was read may not be all that was meant: whoever decides by it can look at the archived original. */
static const struct {
    guint flag;
    const char *rule, *text;
} doubts[] = {
    {MAIL_FLAG_DIVERGENT, "divergent",
     "The message's plain text and its HTML say different things: see the original"},
    {MAIL_FLAG_CONFLICTING, "conflicting",
     "The message has its subject, Message-ID, date or content type twice: the first was taken"},
    {MAIL_FLAG_ENCODING, "encoding",
     "A part of the message is damaged (base64 or quoted-printable): text may be missing"},
    {MAIL_FLAG_TRUNCATED, "truncated",
     "The message is longer than is read here, and what is behind the limit was not read"},
};

void noting_form(Deciding *x)
{
    if (x->error != NULL || x->mail == NULL)
        return;
    gboolean locked = (x->mail->flags & MAIL_FLAG_ENCRYPTED) != 0;
    gboolean unopened = !locked && has_unopened(x->mail);
    g_autofree char *why = locked || unopened ? NULL : unread_files_why(x);
    g_autofree char *unread =
        text_format("A file in the message was not read: %s", why != NULL ? why : "");
    g_autofree char *is_signed = signature_words(x);
    note(x, (x->mail->flags & MAIL_FLAG_SIGNED) != 0, "signed", is_signed);
    note(x, locked, "encrypted",
         "A part of the message is encrypted or needs a password and was not read");
    note(x, unopened, "unopened", "A file in the message could not be opened and was not read");
    note(x, why != NULL, "unread-file", unread);
    for (gsize i = 0; i < G_N_ELEMENTS(doubts); i++)
        note(x, (x->mail->flags & doubts[i].flag) != 0, doubts[i].rule, doubts[i].text);
}
