/* outgoing: the mails of a decision are looked at when it is finished.
 *
 * One that may not go is queued all the same, as one that is not to be sent, with why: what follows is
 * the same as with any mail that cannot be sent (undelivered.c): whom it was for is not told, the office
 * is, and the rest goes on. An alarm to the office itself must not be lost with its words. */
#include "outgoing.h"
#include "outgoing_guard.h"
#include "outgoing_reader.h"
#include "text.h"

/* Nothing of what was to be said is in it. */
static void say_plainly(const Deciding *x, MailDraft *mail, const char *why)
{
    const char *reference = x->c != NULL ? x->c->reference : NULL;
    g_free(mail->subject);
    g_free(mail->body);
    mail->subject = reference != NULL ? g_strdup_printf("[%s] Look at this now", reference)
                                      : g_strdup("Look at this now");
    mail->body = g_strdup_printf(
        "A mail to you was not sent as it was: %s. Please look at what it was about: the queue "
        "(casegate queue) and the messages that wait (casegate held) show it first.\n\n%s\n",
        why, x->rules->site.name);
}

static char *why_not(OutgoingGuard *guard, const Deciding *x, const MailDraft *mail)
{
    const OutgoingMail outgoing = {.to = mail->to,
                                   .to_name = mail->to_name,
                                   .subject = mail->subject,
                                   .body = mail->body,
                                   .answer = mail->answer,
                                   .submitter = x->sender != NULL ? x->sender->email : NULL};
    return outgoing_guard_why(guard, &outgoing);
}

static void check(OutgoingGuard *guard, const Deciding *x, MailDraft *mail)
{
    g_autofree char *why = why_not(guard, x, mail);
    if (why != NULL && !mail->answer &&
        outgoing_is_office(x->rules, deciding_acting_day(x), mail->to)) {
        say_plainly(x, mail, why);
        g_free(why);
        why = why_not(guard, x, mail);
    }
    mail->stopped = g_steal_pointer(&why);
}

void outgoing_check(Deciding *x)
{
    GPtrArray *mails = x->decision->mails;
    if (mails->len == 0)
        return;
    g_autoptr(OutgoingGuard) guard =
        outgoing_guard_new(x->c, x->reading, x->rules, deciding_acting_day(x));
    for (guint i = 0; i < mails->len; i++)
        check(guard, x, g_ptr_array_index(mails, i));
}
