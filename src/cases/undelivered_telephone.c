/* undelivered_telephone: a note of a call settles what a mail could not. The task names whom to ring, each
 * in a sentence of its own; those whom the note does not name are still to be rung. A call that nobody
 * took settles nothing, and a note that names nobody settles only the only task, whole. */
#include "duties.h"
#include "owed_names.h"
#include "telling.h"
#include "text.h"
#include "text_words.h"
#include "undelivered.h"
#include <string.h>

#define WORD_LEAST 3 /* letters of a name by which a note may call somebody */

/* Does the note call whom the sentence names ("mail to Priya Thorncastle failed")? */
static gboolean names_someone(const char *note, const char *sentence)
{
    static const char *const others[] = {"mail", "failed", "the", NULL};
    g_autofree char *folded = text_fold(note);
    g_autofree char *names = text_fold(sentence);
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (guint i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) >= WORD_LEAST && !g_strv_contains(others, words[i]) &&
            text_has_words(folded, words[i]))
            return TRUE;
    return FALSE;
}

/* Is one of the sentences theirs? */
static gboolean is_named(GStrv sentences, const char *name, const char *email)
{
    const char *const called[] = {name, email};
    for (guint i = 0; i < G_N_ELEMENTS(called); i++) {
        g_autofree char *sentence = undelivered_sentence(called[i] != NULL ? called[i] : "");
        if (g_strv_contains((const char *const *)sentences, sentence))
            return TRUE;
    }
    return FALSE;
}

/* Who is told by telephone is told: what the mails of the sentences were to meet is met, and no more. */
static void meet_duties(const Deciding *x, const Owed *task, GStrv settled, const char *at,
                        Event *event)
{
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean by_role = undelivered_is_notice(x, owed) && g_str_equal(owed->role, task->role);
        gboolean of_worker = duties_told_by_us(x, owed) &&
                             is_named(settled, x->c->originator.name, x->c->originator.email);
        if (owed->met == INSTANT_UNKNOWN && (by_role || of_worker))
            event_change(event, "owed-met", owed->kind, owed->agency, owed->role,
                         decimal(owed->child), at, NULL);
    }
}

static void tell_holders(const Deciding *x, const Owed *task, GStrv settled, const char *at,
                         Event *event)
{
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->told == INSTANT_UNKNOWN &&
            g_str_equal(holder->agency, task->agency) && g_str_equal(holder->role, task->role) &&
            is_named(settled, holder->name, holder->email))
            event_change(event, "told", side_name(holder->side), holder->email, at, NULL);
    }
}

/* What `rest` names is owed still, since as before. */
static void settle(const Deciding *x, const Owed *task, GStrv settled, GStrv rest, Event *event)
{
    g_autofree char *at = instant_decimal(x->now);
    g_autofree char *since = instant_decimal(task->since);
    g_autofree char *source = g_strjoinv(UNDELIVERED_AND, rest);
    if (rest[0] != NULL)
        event_change(event, "owed", task->kind, task->agency, task->role, decimal(task->child),
                     source, task->bars_closing ? "yes" : "no", since, NULL);
    else
        event_change(event, "owed-met", task->kind, task->agency, task->role, decimal(task->child),
                     at, NULL);
    meet_duties(x, task, settled, at, event);
    tell_holders(x, task, settled, at, event);
}

static void settle_whole(const Deciding *x, const Owed *task, Event *event)
{
    g_auto(GStrv) sentences = g_strsplit(task->source, UNDELIVERED_AND, -1);
    g_auto(GStrv) rest = g_new0(char *, 1);
    settle(x, task, sentences, rest, event);
}

/* FALSE: the note names nobody of this task. */
static gboolean settle_named(const Deciding *x, const Owed *task, const char *note, Event *event)
{
    g_auto(GStrv) sentences = g_strsplit(task->source, UNDELIVERED_AND, -1);
    g_autoptr(GStrvBuilder) named = g_strv_builder_new(), others = g_strv_builder_new();
    for (guint i = 0; sentences[i] != NULL; i++)
        g_strv_builder_add(names_someone(note, sentences[i]) ? named : others, sentences[i]);
    g_auto(GStrv) settled = g_strv_builder_end(named);
    g_auto(GStrv) rest = g_strv_builder_end(others);
    if (settled[0] == NULL)
        return FALSE;
    settle(x, task, settled, rest, event);
    return TRUE;
}

gboolean undelivered_telephoned(Deciding *x, const char *note, Event *event)
{
    const Owed *only = NULL;
    guint open = 0, named = 0;
    if (!words_say(x->rules, note, "telephoned") || words_say(x->rules, note, "not-reached"))
        return FALSE;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !g_str_equal(owed->kind, OWED_TELEPHONE))
            continue;
        open++;
        only = owed;
        named += settle_named(x, owed, note, event) ? 1 : 0;
    }
    if (named == 0 && open == 1)
        settle_whole(x, only, event);
    return TRUE;
}
