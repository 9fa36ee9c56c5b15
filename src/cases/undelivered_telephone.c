/* undelivered_telephone: a note of a call settles what a mail could not. The task names whom to ring; a
 * call that nobody took settles nothing, and a note that names nobody settles only the only task. */
#include "duties.h"
#include "telling.h"
#include "text.h"
#include "text_words.h"
#include "undelivered.h"
#include <string.h>

#define WORD_LEAST 3 /* letters of a name by which a note may call somebody */

/* Does the note call somebody whom the task names ("mail to Priya Thorncastle failed")? */
static gboolean names_someone(const char *note, const char *source)
{
    static const char *const others[] = {"mail", "failed", "the", NULL};
    g_autofree char *folded = text_fold(note);
    g_autofree char *names = text_fold(source);
    g_auto(GStrv) words = g_strsplit(names, " ", -1);
    for (guint i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) >= WORD_LEAST && !g_strv_contains(others, words[i]) &&
            text_has_words(folded, words[i]))
            return TRUE;
    return FALSE;
}

/* Who is told by telephone is told: what the mail was to meet is met, and no more. */
static void meet_duties(const Deciding *x, const Owed *task, const char *at, Event *event)
{
    const char *originator = x->c->originator.name;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        gboolean by_role = undelivered_is_notice(x, owed) && g_str_equal(owed->role, task->role);
        gboolean of_worker = duties_told_by_us(x, owed) && originator != NULL &&
                             *originator != '\0' && strstr(task->source, originator) != NULL;
        if (owed->met == INSTANT_UNKNOWN && (by_role || of_worker))
            event_change(event, "owed-met", owed->kind, owed->agency, owed->role,
                         decimal(owed->child), at, NULL);
    }
}

static void settle_task(const Deciding *x, const Owed *owed, Event *event)
{
    g_autofree char *at = instant_decimal(x->now);
    event_change(event, "owed-met", owed->kind, owed->agency, owed->role, "0", at, NULL);
    meet_duties(x, owed, at, event);
    for (guint i = 0; i < x->c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(x->c->holders, i);
        if (holder->current && holder->told == INSTANT_UNKNOWN &&
            g_str_equal(holder->agency, owed->agency) && g_str_equal(holder->role, owed->role))
            event_change(event, "told", side_name(holder->side), holder->email, at, NULL);
    }
}

gboolean undelivered_telephoned(Deciding *x, const char *note, Event *event)
{
    const Owed *only = NULL;
    guint open = 0, named = 0;
    if (!words_say(x->rules, note, "telephoned") || words_say(x->rules, note, "not-reached"))
        return FALSE;
    for (guint i = 0; i < x->c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(x->c->owed, i);
        if (owed->met != INSTANT_UNKNOWN || !g_str_equal(owed->kind, UNDELIVERED_TASK))
            continue;
        open++;
        only = owed;
        if (names_someone(note, owed->source)) {
            settle_task(x, owed, event);
            named++;
        }
    }
    if (named == 0 && open == 1)
        settle_task(x, only, event);
    return TRUE;
}
