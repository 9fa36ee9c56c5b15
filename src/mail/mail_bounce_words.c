/* mail_bounce_words: the words of mail systems' reports, in the languages they come in.
 *
 * Tables and the four questions asked of them; compared in lower case. A phrase stands here because systems write
 * it; whether a message is a report at all is mail_bounce.c's to weigh, since people use such words, too. Never fails. */
#include "mail_bounce_words.h"
#include "text.h"
#include <string.h>

static const char *const failure_subjects[] = {
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery report",
    "delivery error",
    "delivery problem",
    "delivery notification",
    "returned mail",
    "returned to sender",
    "return to sender",
    "mail delivery",
    "mail failure",
    "mail system error",
    "failure notice",
    "failed mail",
    "failed delivery",
    "could not be delivered",
    "message not delivered",
    "non-delivery",
    "nondeliverable",
    "non recapitabile",
    "unzustellbar",
    "could not send message",
    "couldn't be delivered",
    "undeliver",
    "delayed mail",
    "message delayed",
    "warning: message",
    "warning: could not send",
    "delivery delayed",
    "delay",
    "error sending",
    "permanent delivery",
    "user unknown",
    "address unknown",
    "mailbox full",
    "mail error",
    "メールエラー通知",
    "メッセージを配信できません",
    "rejected",
    "bounce",
    "message status",
    "unable to deliver",
    "your message to",
    "message delivery",
    "invalid recipient",
    "devolvido",
    "nicht zugestellt",
    "non remis",
    "échec de la remise",
    "no se puede entregar",
};

/* What stands above, before or in the line of those who were not reached. */
static const char *const failure_lines[] = {
    "could not be delivered to",
    "couldn't be delivered to",
    "cannot be delivered to",
    "can not be delivered to",
    "was not delivered to",
    "has not been delivered to",
    "did not reach the following recipient",
    "unable to deliver message to",
    "unable to deliver your message to",
    "unable to deliver the message to",
    "could not deliver message to",
    "could not deliver your message to",
    "delivery of email to this address",
    "delivery to the following recipient",
    "delevery to the following recipient",
    "the following recipients could not be reached",
    "the following addresses had permanent",
    "the following address(es) failed",
    "n'a pas pu être remis",
    "konnte nicht zugestellt werden",
    "rcpt to:",
};

static const char *const delay_words[] = {
    "delayed",
    "warning message only",
    "will be retried",
    "still trying",
    "will keep trying",
    "not yet been delivered",
    "this is a warning",
    "no action is required",
    "delivery attempts will continue",
    "will continue to try",
    "temporary failure",
    "do not need to resend",
};

/* "has not been delivered", "warning": of a delay only where nothing says that it is over. */
static const char *const final_words[] = {
    "no such user",
    "user unknown",
    "unknown user",
    "does not exist",
    "no longer valid",
    "no longer exists",
    "permanent error",
    "permanent failure",
    "permanently",
    "permanent fatal",
    "mailbox unavailable",
    "invalid recipient",
    "could not be delivered for",
};

#define HOLDS(text, phrases) text_holds_one(text, phrases, G_N_ELEMENTS(phrases))

BounceSubject mail_bounce_subject(const char *subject)
{
    g_autofree char *folded = g_utf8_strdown(subject, -1);
    if (!HOLDS(folded, failure_subjects))
        return BOUNCE_NO;
    for (gsize i = 0; i < G_N_ELEMENTS(failure_subjects); i++)
        if (g_str_has_prefix(folded, failure_subjects[i]))
            return BOUNCE_BEGINS;
    return BOUNCE_SAYS_SO;
}

gboolean mail_bounce_failure_line(const char *line)
{
    g_autofree char *folded = g_utf8_strdown(line, -1);
    return HOLDS(folded, failure_lines);
}

gboolean mail_bounce_delayed(const char *subject, const char *text)
{
    g_autofree char *title = g_utf8_strdown(subject, -1), *body = g_utf8_strdown(text, -1);
    if (HOLDS(title, delay_words) || strstr(title, "delay") || HOLDS(body, delay_words))
        return TRUE;
    return (strstr(title, "warning") || strstr(body, "has not been delivered")) &&
           !HOLDS(body, final_words);
}

gboolean mail_bounce_original_line(const char *line)
{
    static const char *const marks[] = {"--- below this line",
                                        "----- original message",
                                        "------ this is a copy",
                                        "----- unsent message",
                                        "received: from",
                                        "received:from",
                                        "return-path",
                                        "original message:",
                                        "original-message",
                                        "the header of the original",
                                        "message header",
                                        "unsent message",
                                        "first part of the returned",
                                        "--- enclosed are the original",
                                        "original message follows"};
    g_autofree char *folded = g_ascii_strdown(line, -1);
    return HOLDS(folded, marks);
}

gboolean mail_bounce_transcript_line(const char *line)
{
    g_autofree char *folded = g_ascii_strdown(line, -1);
    return strstr(folded, "----- transcript") != NULL;
}
