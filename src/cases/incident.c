/* Misdirected mail: what went where, as far as the gateway knows, on record in the case and with the office.
 *
 * The office says that it happened and why; the gateway adds the one thing that it knows better, the list of
 * what it wrote to whom and when. It judges nothing, stops nothing and writes to nobody outside the office:
 * whom to ask for what is for the people who answer for it. The office's mail has the addresses and not the
 * reason, which is in a person's own words and may name a child. */
#include "incident.h"

#include <string.h>

#include "text.h"

static const char *became(const OutboxRow *mail)
{
    static const char *const words[][2] = {{"queued", "waits to be sent, written"},
                                           {"sent", "sent"},
                                           {"deferred", "will be tried again, last"},
                                           {"failed", "did not arrive,"},
                                           {"suppressed", "not sent,"}};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(mail->state, words[i][0]) == 0)
            return words[i][1];
    return "written";
}

static gboolean same_person(const OutboxRow *one, const OutboxRow *other)
{
    return g_ascii_strcasecmp(one->to, other->to) == 0;
}

/* "callum.reyes@csc.example (line manager): notice-stage, sent at 10:14 on Wed 4 March 2026; …" */
static char *person_words(const Deciding *x, GPtrArray *mails, guint first)
{
    const OutboxRow *one = mails->pdata[first];
    g_autofree char *role = role_words(one->role != NULL ? one->role : "");
    GString *words = g_string_new(one->to);
    if (*role != '\0')
        g_string_append_printf(words, " (%s)", role);
    for (guint i = first; i < mails->len; i++) {
        const OutboxRow *mail = mails->pdata[i];
        if (!same_person(mail, one))
            continue;
        g_autofree char *at = instant_words(mail->at, x->rules->site.zone);
        g_string_append_printf(words, "%s %s, %s at %s", i == first ? ":" : ";", mail->template,
                               became(mail), at);
    }
    return g_string_free(words, FALSE);
}

static gboolean is_first(GPtrArray *mails, guint index)
{
    for (guint i = 0; i < index; i++)
        if (same_person(mails->pdata[i], mails->pdata[index]))
            return FALSE;
    return TRUE;
}

/* A line for everybody who was written to, in the order in which they first were. */
static char *record_where(Deciding *x, GPtrArray *mails)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < mails->len; i++) {
        if (!is_first(mails, i))
            continue;
        g_autofree char *line = person_words(x, mails, i);
        deciding_add(x, deciding_event(x, "incident-mail", "Went to %s", line));
        text_append(lines, lines->len > 0 ? "\n" : "", line, NULL);
    }
    if (mails->len == 0)
        deciding_add(x,
                     deciding_event(x, "incident-mail", "No mail of this case has been written"));
    return g_string_free(lines, FALSE);
}

void incident_record(Deciding *x, const char *why, GPtrArray *mails)
{
    deciding_add(x, deciding_event(x, "incident", "Sent to the wrong person: %s", why));
    g_autofree char *where = record_where(x, mails);
    for (char **role = x->rules->site.office_roles; role != NULL && *role != NULL; role++) {
        g_autoptr(GPtrArray) posts = directory_posts_of(x->rules->directory, NULL, *role, x->today);
        for (guint i = 0; i < posts->len; i++) {
            const Post *post = posts->pdata[i];
            if (g_hash_table_add(x->told, g_strdup(post->email)))
                telling_mail(x, "incident", post->email, post->name, post->role, FALSE, "mails",
                             where, NULL);
        }
    }
}
