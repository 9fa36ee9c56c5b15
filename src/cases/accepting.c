/* accepting: one click settles a case with a message that nothing proves, or that names another case, unless it is asked why.
 *
 * A message waits because it is in doubt; the office's word then counts for the sender's proof. That word is a reason, and it
 * stands with what was doubtful in the event of the message, so that nobody reads the record as if the sender had been proven. */
#include "accepting.h"

#include "error.h"
#include "text.h"

/* A case that the message names and that the office does not link it to; NULL. */
static const char *names_another(const Deciding *x, const Match *match)
{
    for (guint i = 0; i < match->named->len; i++) {
        const char *reference = g_ptr_array_index(match->named, i);
        if (!g_str_equal(reference, x->ruling->link))
            return reference;
    }
    return NULL;
}

gboolean accepting_link(Deciding *x, const Match *match)
{
    const char *another = names_another(x, match);
    if (!text_empty(x->ruling->why) || x->error != NULL || (!deciding_unproven(x) && !another))
        return TRUE;
    if (another)
        g_set_error(&x->error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "it names %s, not %s: " LINK_NEEDS_REASON, another, x->ruling->link);
    else
        g_set_error(&x->error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                    "its sender is not proven: " LINK_NEEDS_REASON);
    return FALSE;
}

void accepting_say(const Deciding *x, Event *event)
{
    if (x->ruling == NULL || text_empty(x->ruling->why))
        return;
    g_autoptr(Match) match = match_new();
    match_named(x, match);
    const char *another = x->ruling->link != NULL ? names_another(x, match) : NULL;
    if (!deciding_unproven(x) && !another)
        return;
    g_autofree char *named = another ? g_strdup_printf("; it names %s", another) : NULL;
    g_autofree char *before = g_steal_pointer(&event->text);
    event->text = g_strdup_printf("%s%s%s; the office accepted it: %s", before,
                                  deciding_unproven(x) ? "; sender not proven" : "",
                                  named ? named : "", x->ruling->why);
}
