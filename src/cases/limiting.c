/* limiting: two machines that answer each other fall silent, and ten thousand messages of one sender
 * are not ten thousand alarms. What was done because of an address is counted by the record
 * (Decision.warnings), so that a restart forgets nothing. */
#include "limiting.h"
#include "telling.h"

#define UNANSWERED "unanswered" /* warning: a message that got no answer because of a limit */
#define CAPPED "answers-capped" /* warning: the office was told of the address */
#define UNANSWERED_MOST 3       /* a person who writes much in a day is no machine yet */
#define ALARMS_OF_STRANGER 3
#define ALARMS_OF_KNOWN 10
#define ALARMS_OF_STRANGERS 20 /* of one kind, whoever they say they are */
#define RECORDED_MOST 3
#define ANY_STRANGER "*" /* no address */

static gint answers(Deciding *x, const char *reference)
{
    return x->lookup->answers_since(x->lookup->context, x->sender->email, reference,
                                    x->now - DAY_SECONDS, &x->error);
}

static void tell_office(Deciding *x)
{
    const Site *site = &x->rules->site;
    g_autofree char *text = g_strdup_printf(
        "%s has had all the answers that one address gets in a day (%u in all, %u about one case), "
        "and goes on writing. Its messages are worked as before; they are not answered today. If "
        "two machines answer each other, please have one of them stopped.",
        x->sender->email, site->answers_per_address, site->answers_per_case);
    telling_office(x, "office-alarm", text);
    deciding_warn(x, CAPPED, x->sender->email);
}

static void say_in_case(Deciding *x)
{
    if (x->c != NULL && x->c == x->decision->subject_case)
        deciding_add(x, deciding_event(x, "not-answered",
                                       "Not answered: %s has had the answers of the day",
                                       x->sender->email));
}

gboolean limiting_answers(Deciding *x, const char *reference)
{
    const Site *site = &x->rules->site;
    gboolean much = answers(x, NULL) >= (gint)site->answers_per_address;
    gboolean here = x->error == NULL && reference != NULL &&
                    answers(x, reference) >= (gint)site->answers_per_case;
    if (x->error != NULL || (!much && !here))
        return x->error != NULL;
    say_in_case(x);
    if (deciding_warned(x, CAPPED, x->sender->email, DAY_SECONDS) != 0)
        return TRUE;
    gint before = deciding_warned(x, UNANSWERED, x->sender->email, DAY_SECONDS);
    deciding_warn(x, UNANSWERED, x->sender->email);
    if (much || before + 1 >= UNANSWERED_MOST)
        tell_office(x);
    return TRUE;
}

gboolean limiting_alarm(Deciding *x, const char *kind, const char *text, char **text_out)
{
    gboolean known = x->sender->level >= SENDER_KNOWN_DOMAIN;
    gint most = known ? ALARMS_OF_KNOWN : ALARMS_OF_STRANGER;
    gint mine = deciding_warned(x, kind, x->sender->email, DAY_SECONDS), all = 0;
    if (x->error == NULL && !known)
        all = deciding_warned(x, kind, ANY_STRANGER, DAY_SECONDS);
    *text_out = NULL;
    if (x->error != NULL || mine >= most || all >= ALARMS_OF_STRANGERS)
        return FALSE;
    gboolean last = mine + 1 == most || all + 1 == ALARMS_OF_STRANGERS;
    *text_out = g_strconcat(text,
                            last ? " More of the kind are not mailed one by one today: they wait "
                                   "in casegate held, urgent ones first."
                                 : "",
                            NULL);
    deciding_warn(x, kind, x->sender->email);
    if (!known)
        deciding_warn(x, kind, ANY_STRANGER);
    return TRUE;
}

gboolean limiting_record(const Deciding *x, const char *kind)
{
    guint said = 0;
    for (guint i = x->c->events->len; i-- > 0;) {
        const Event *event = g_ptr_array_index(x->c->events, i);
        if (event->at <= x->received - DAY_SECONDS)
            break;
        said += g_str_equal(event->kind, kind) && g_strcmp0(event->actor, x->actor) == 0;
    }
    return said >= RECORDED_MOST;
}
