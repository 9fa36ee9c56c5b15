/* requesting: a request in ordinary words is never filed in silence.
 *
 * The words are the statements of phrases.yaml. A request that a stage's exit would answer is held with both readings (ruled.h);
 * one that the office answers by a command of its own is held with that command. What the office's own people and the
 * partnership's holders write is no request to the office. */
#include "requesting.h"
#include "answering.h"
#include "routing.h"
#include "ruled.h"
#include "text.h"
#include "text_words.h"

typedef struct {
    const char *statement, *code, *text;
} Request;

static const char asked[] = "the office reads first what you ask for";

static const Request onwards = {
    "asks-onwards", NULL,
    "asks for the next stage, in words that do not say that it is not resolved"};
static const Request advice = {"asks-advice", NULL, "asks for advice"};

static const Request ends = {"asks-closing", NULL,
                             "asks that it be closed, in words that do not say how it was settled"};

static const Request others[] = {
    {"not-theirs", "wrong-person", "says that it is not for them to answer: who is it for?"},
    {"another-child", "child-to-add",
     "speaks of another child: is it to be added to this case, or has it one of its own?"},
    {"asks-file", "asks-file",
     "speaks of the file, but does not say that the sender has recorded it: is anything to be "
     "answered?"},
    {"asks-reopen", "asks-reopen", "asks that the case be opened again, which is not closed"},
    {"asks-contact", "asks-contact", "asks to be called, or to speak to somebody"},
    {"asks-party", "asks-the-other",
     "asks whether the other side agrees, who has not been told of the question"},
};

static gboolean is_party(const Deciding *x)
{
    if (x->sender == NULL)
        return FALSE;
    Side side = routing_sender_side(x);
    return side == SIDE_RAISING || side == SIDE_CHALLENGED ||
           case_is_originator(x->c, x->sender->email);
}

static gboolean says(const Deciding *x, const Request *request)
{
    return is_party(x) && reading_says(x->reading, request->statement);
}

/* What an exit of the stage might answer: both its readings are offered. While the case is closing, that it be closed adds nothing. */
static const Request *said_unclearly(const Deciding *x)
{
    if (says(x, &onwards))
        return &onwards;
    if (says(x, &advice))
        return &advice;
    return x->c->state != CASE_CLOSING && says(x, &ends) ? &ends : NULL;
}

/* What the office answers by a command of its own, to which at the end of a case advice belongs. */
static const Request *said_to_office(const Deciding *x)
{
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (says(x, &others[i]))
            return &others[i];
    return !case_runs(x->c) && says(x, &advice) ? &advice : NULL;
}

/* "Confirmed from me too", while one of several who answer together has answered and the others are awaited. */
static gboolean joins(const Deciding *x)
{
    return answering_may_join(x) &&
           (reading_says(x->reading, "confirmed") || reading_says(x->reading, "yes") ||
            reading_says(x->reading, "joins"));
}

gboolean requesting_unclear(const Deciding *x)
{
    return case_runs(x->c) && x->c->stage != NULL && (said_unclearly(x) != NULL || joins(x));
}

const char *requesting_unclear_text(const Deciding *x)
{
    const Request *request = said_unclearly(x);
    if (x->reading->unclear || (request == NULL && !joins(x)))
        return "speaks of the outcome or of a stage, but not clearly enough to act on it";
    return request != NULL ? request->text
                           : "joins what somebody else has answered, without saying it";
}

const char *requesting_unclear_why(const Deciding *x)
{
    gboolean asks = !x->reading->unclear && said_unclearly(x) != NULL;
    return asks ? asked : "the office reads first how the outcome is meant";
}

/* Who of the sender's agency is named in the message, as the command that has it go to them. */
static void suggest_named(Deciding *x, HeldRow *held)
{
    g_autofree char *folded = text_fold(x->reading->words);
    Side side = routing_sender_side(x);
    for (guint i = 0; i < directory_posts(x->rules->directory); i++) {
        const Post *post = directory_post_at(x->rules->directory, i);
        if (x->sender->agency == NULL || side == SIDE_NONE ||
            !g_str_equal(post->agency, x->sender->agency->id) ||
            !directory_post_is_held(post, x->today) || g_str_equal(post->email, x->sender->email) ||
            !text_has_words(folded, post->name))
            continue;
        g_autofree char *role = role_words(post->role);
        g_autofree char *why = g_strdup_printf(
            "names %s, %s. To route it: casegate route %s --side %s --agency %s --to %s",
            post->name, role, x->c->reference, side_name(side), post->agency, post->email);
        g_ptr_array_add(held->suggestions, suggestion_new(x->c->reference, why));
    }
}

const char *requesting_hold(Deciding *x)
{
    const Request *request = said_to_office(x);
    if (request == NULL || x->decision->held != NULL || x->reading->challenged != NULL)
        return NULL;
    ruled_step(x, request->code != NULL ? request->code : request->statement, request->text);
    if (x->ruling != NULL)
        return NULL;
    if (g_str_equal(request->statement, "not-theirs"))
        suggest_named(x, x->decision->held);
    return asked;
}
