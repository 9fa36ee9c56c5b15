/* signature: a signature is around a message's body. Subject, thread and addresses stand outside of it, and whoever
 * has the message can send it again with others.
 *
 * So a body that somebody signed about one case must not be made to speak about another, nor to speak twice. Promises that a
 * signature alone proves a sender only where the case, if the message means one, is named within the signed text, and is the only
 * one named there; and only once for one case. Where our own receiver proves the sender nothing of this is asked. */
#include "signature.h"
#include "match.h"
#include "reference_find.h"
#include <string.h>

#define MARK_LETTERS 16 /* of the signed words' digest: enough to know them again */

typedef enum { NAMES_NONE, NAMES_IT, NAMES_ANOTHER } Names;

static Names names_in(const char *text, const char *const *prefixes, const char *reference)
{
    Names names = NAMES_NONE;
    gsize from = 0;
    for (;;) {
        g_autoptr(ReferenceFound) found = reference_find(text, prefixes, from);
        if (found == NULL)
            return names;
        const char *right = reference_found_right(found);
        if (g_strcmp0(right, reference) != 0 && found->readings->len > 0)
            return NAMES_ANOTHER;
        names = right != NULL ? NAMES_IT : names;
        from = found->end;
    }
}

/* What its writer wrote now says which case is meant, whatever stands quoted below; else the quote does. */
static gboolean names_only(const Deciding *x, const char *reference)
{
    g_autofree const char **prefixes = ruleset_prefixes(x->rules);
    const char *const *all = prefixes;
    Names names = names_in(x->mail->text_new, all, reference);
    if (names == NAMES_NONE)
        names = names_in(x->mail->text, all, reference);
    return names == NAMES_IT;
}

static char *mark_of(const Deciding *x)
{
    return g_strdup_printf("signed words %.*s", MARK_LETTERS, x->mail->signed_digest);
}

static gboolean spoke_before(Deciding *x, const char *reference)
{
    g_autofree char *mark = mark_of(x);
    g_autoptr(Case) c = x->lookup->load(x->lookup->context, reference, &x->error);
    for (guint i = 0; c != NULL && i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        if (strstr(event->text, mark) != NULL && g_strcmp0(event->message, x->sha256) != 0)
            return TRUE;
    }
    return FALSE;
}

gboolean signature_bind(Deciding *x)
{
    if (!x->sender->by_signature || x->ruling != NULL)
        return FALSE;
    g_autoptr(Match) match = match_message(x);
    const char *why = NULL;
    if (match->reference != NULL && !names_only(x, match->reference))
        why = "is valid, but the case is named outside of it, or another one within";
    else if (match->reference != NULL && spoke_before(x, match->reference))
        why = "is valid, but the same signed words came before";
    if (why != NULL)
        sender_withdraw(x->sender, x->rules, why);
    return why != NULL;
}

char *signature_words(const Deciding *x)
{
    g_autofree char *mark = mark_of(x);
    if (*x->mail->signer != '\0')
        return g_strdup_printf("The message carries a valid S/MIME signature of %s (%s)",
                               x->mail->signer, mark);
    if (*x->mail->signature != '\0')
        return g_strdup_printf(
            "The message carries a digital signature, which proves nothing: it %s",
            x->mail->signature);
    return g_strdup("The message carries a digital signature, which is not verified here");
}
