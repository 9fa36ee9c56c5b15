/* Holding a message back for a person. Promises: whatever is held is scanned for immediate harm all
 * the same, a forged sender alarms the office and gets no answer, a stranger reads nothing but the
 * receipt. Touches no case. */
#include "holding.h"
#include "limiting.h"
#include "match.h"
#include "telling.h"
#include "text.h"

static const char harm[] =
    "A message that waits for a person says that a child may be at immediate risk of harm.";

void holding_tell_office(Deciding *x, const char *kind, const char *question)
{
    g_autofree char *text = NULL;
    if (limiting_alarm(x, kind, question, &text))
        telling_office(x, "office-alarm", text);
}

/* Who wrote a restricted message is the named officers' to know. */
static gboolean is_restricted(const Deciding *x)
{
    return x->decision->held != NULL && held_row_restricted(x->decision->held);
}

/* Whom to ring instead of answering: the number is the directory's, never one from the message. */
static void say_whom_to_ring(const Deciding *x, GString *question)
{
    if (is_restricted(x)) {
        g_string_append(question, " It is restricted: a named officer opens it.");
        return;
    }
    g_string_append(question, " Do not ring a number from the message: ");
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, x->sender->email, x->today);
    const Post *post = posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
    g_autofree char *role = role_words(post != NULL ? post->role : "");
    if (post != NULL && *post->phone != '\0')
        g_string_append_printf(question, "ring the number in the directory, %s (%s, %s).",
                               post->phone, role, agency_name(x->rules, post->agency));
    else
        g_string_append(question, "ring the number in the directory.");
}

static void alarm_forged(Deciding *x)
{
    g_autoptr(GString) question = g_string_new(NULL);
    if (x->decision->urgent)
        g_string_append_printf(question, "%s It", harm);
    else
        g_string_append(question, "A message");
    g_string_append_printf(
        question,
        " is not believed for its sender%s%s. Nothing was answered and no case was changed.",
        is_restricted(x) ? "" : ": ", is_restricted(x) ? "" : x->sender->why);
    say_whom_to_ring(x, question);
    holding_tell_office(x, "forged-alarm", question->str);
}

/* A proven sender, by what the directory says of the address. */
static void say_who_wrote(const Deciding *x, GString *question)
{
    g_autoptr(GPtrArray) posts =
        directory_posts_by_email(x->rules->directory, x->sender->email, x->today);
    const Post *post = posts->len > 0 ? g_ptr_array_index(posts, 0) : NULL;
    const Agency *agency = x->sender->agency;
    if (agency == NULL)
        return;
    g_autofree char *role = role_words(post != NULL ? post->role : "");
    g_string_append_printf(question, " It comes from %s%s%s", role, *role != '\0' ? ", " : "",
                           agency->name);
    if (post != NULL && *post->phone != '\0')
        g_string_append_printf(question, "; the number in the directory is %s", post->phone);
    g_string_append_c(question, '.');
}

static void alarm_harm(Deciding *x)
{
    g_autoptr(GString) question = g_string_new(harm);
    if (sender_claims(x->sender)) {
        g_string_append(question,
                        " It gives an address of the directory, and nothing proves that it "
                        "comes from there.");
        say_whom_to_ring(x, question);
    } else if (x->sender->level > SENDER_UNKNOWN && !is_restricted(x)) {
        say_who_wrote(x, question);
    }
    holding_tell_office(x, "harm-alarm", question->str);
}

void holding_alarm(Deciding *x)
{
    if (x->decision->held != NULL)
        x->decision->held->urgent = x->decision->urgent;
    if (x->policy == NULL)
        return;
    if (x->sender->level == SENDER_FAILED)
        alarm_forged(x);
    else if (x->decision->urgent)
        alarm_harm(x);
}

void holding_answer_stranger(Deciding *x)
{
    if (x->error != NULL)
        return;
    gint sent = x->lookup->answers_since(x->lookup->context, x->sender->email, NULL,
                                         x->now - DAY_SECONDS, &x->error);
    if (x->error == NULL && sent == 0 && telling_may_answer(x, NULL))
        telling_answer(x, "receipt", "");
}

void holding_unknown(Deciding *x, const char *what)
{
    g_autofree char *text = g_strdup_printf("%s, and %s", what, sender_unknown_words(x->sender));
    holding_for_person(x, sender_unknown_code(x->sender), text);
}

void holding_doubtful(Deciding *x)
{
    g_autofree char *text =
        g_strdup_printf("is this the sender it seems to be? %s", x->sender->doubt);
    holding_for_person(x, "doubtful-sender", text);
    holding_answer_stranger(x);
}

void holding_form_unproven(Deciding *x)
{
    const Sender *sender = x->sender;
    gboolean doubtful = sender->level > SENDER_UNKNOWN && sender->doubt != NULL;
    if (x->policy == NULL || x->decision->urgent || (!sender_claims(sender) && !doubtful))
        return; /* of harm the office has been told */
    g_autoptr(GString) question = g_string_new("An escalation form waits for a person: ");
    g_string_append(question, doubtful ? sender->doubt
                                       : "it gives an address of the directory, and nothing proves "
                                         "that it comes from there");
    g_string_append(question, ". Its time may be running.");
    say_whom_to_ring(x, question);
    holding_tell_office(x, "unproven-alarm", question->str);
}

void holding_suggesting(Deciding *x, const char *code, const char *text, GPtrArray *suggestions)
{
    HeldRow *held = deciding_hold(x, code, "%s", text);
    g_ptr_array_unref(held->suggestions);
    held->suggestions = suggestions;
    holding_alarm(x);
}

void holding_for_person(Deciding *x, const char *code, const char *text)
{
    holding_suggesting(x, code, text, match_suggestions(x, NULL));
}

void holding_said(Deciding *x)
{
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (!text_empty(value->value))
            g_ptr_array_add(x->decision->held->said,
                            held_said_new(value->field->key, value->child, value->value));
    }
}

void holding_encrypted(Deciding *x)
{
    holding_for_person(
        x, "encrypted",
        "the message or its attachment is encrypted or needs a password and cannot be read here");
    if (x->sender->level <= SENDER_UNKNOWN)
        holding_answer_stranger(x);
    else if (telling_may_answer(x, NULL))
        telling_answer(x, "cannot-open", "");
}
