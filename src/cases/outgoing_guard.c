/* outgoing_guard: the order in which a finished mail is looked at.
 *
 * Its form first (a line end or a mark of direction shapes a header), then its recipient, then its
 * subject, then, where the recipient may not have the detail, its body. Pure: the case, the directory
 * and the mail, nothing else. What it stops is the caller's to record and to tell. */
#include "outgoing_guard.h"
#include "outgoing_reader.h"
#include "outgoing_secrets.h"
#include "text.h"
#include <string.h>

#define SUBJECT_BYTES 400u

struct OutgoingGuard {
    const Case *c;
    const Reading *reading;
    const Ruleset *rules;
    Day today;
    OutgoingSecrets *secrets; /* NULL before they are asked for */
};

OutgoingGuard *outgoing_guard_new(const Case *c, const Reading *reading, const Ruleset *rules,
                                  Day today)
{
    OutgoingGuard *guard = g_new0(OutgoingGuard, 1);
    *guard = (OutgoingGuard){.c = c, .reading = reading, .rules = rules, .today = today};
    return guard;
}

void outgoing_guard_free(OutgoingGuard *guard)
{
    if (guard == NULL)
        return;
    outgoing_secrets_free(guard->secrets);
    g_free(guard);
}

/* ---- form ---- */

static gboolean has_control(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            return TRUE;
    return FALSE;
}

/* Marks of direction, and whatever else changes how the rest is shown. */
static gboolean has_hidden(const char *text)
{
    if (text_is_ascii(text, strlen(text)))
        return FALSE;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if ((type == G_UNICODE_FORMAT && c != 0x200c && c != 0x200d) || type == G_UNICODE_CONTROL ||
            type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_text(const char *text)
{
    return text_is_utf8(text, strlen(text));
}

static const char *form(const OutgoingMail *mail)
{
    const char *name = mail->to_name != NULL ? mail->to_name : "";
    if (!text_is_address(mail->to))
        return "its recipient is no address";
    if (has_control(mail->subject) || has_control(name))
        return "a line end or a control character stands in its header";
    if (!is_text(mail->body) || !is_text(mail->subject) || !is_text(name))
        return "it is no text";
    if (has_hidden(mail->subject) || has_hidden(name))
        return "a mark that cannot be seen stands in its header";
    if (strstr(mail->subject, "=?") != NULL || strstr(mail->subject, "{{") != NULL)
        return "its subject has code in it";
    return strlen(mail->subject) > SUBJECT_BYTES ? "its subject is too long" : NULL;
}

/* ---- words ---- */

static OutgoingSecrets *secrets(OutgoingGuard *guard)
{
    if (guard->secrets == NULL)
        guard->secrets = outgoing_secrets_new(guard->c, guard->reading, guard->rules);
    return guard->secrets;
}

static char *subject(OutgoingGuard *guard, const OutgoingMail *mail)
{
    const char *what = outgoing_secrets_in(secrets(guard), mail->subject, FALSE);
    if (what != NULL)
        return g_strconcat("its subject has ", what, " in it", NULL);
    return outgoing_secrets_foreign(guard->secrets, mail->subject)
               ? g_strdup("its subject has words in it that are not our own")
               : NULL;
}

static char *body(OutgoingGuard *guard, const OutgoingMail *mail, gboolean words_may)
{
    const char *what = outgoing_secrets_in(secrets(guard), mail->body, words_may);
    return what != NULL ? g_strconcat("its text has ", what,
                                      " in it, which its recipient may not have by mail", NULL)
                        : NULL;
}

/* NULL: it may go. */
static char *find(OutgoingGuard *guard, const OutgoingMail *mail)
{
    const char *why = form(mail);
    if (why != NULL)
        return g_strdup(why);
    OutgoingMay may = outgoing_reader(guard->c, guard->rules, guard->today, mail->to, mail->answer,
                                      mail->submitter, &why);
    if (may == OUTGOING_NOBODY)
        return g_strdup(why);
    char *found = subject(guard, mail);
    return found == NULL && may < OUTGOING_DETAIL ? body(guard, mail, may == OUTGOING_WORDS)
                                                  : found;
}

char *outgoing_guard_why(OutgoingGuard *guard, const OutgoingMail *mail)
{
    g_autofree char *found = find(guard, mail);
    return found != NULL ? g_strconcat(OUTGOING_STOPPED, found, NULL) : NULL;
}
