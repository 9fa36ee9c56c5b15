/* held_after: 'Link it to …' moves cases and writes to people like a message of a proven sender; whoever is about to do it reads
 * what would follow. The decision is made as by the office (office.c) and thrown away: no event, no mail, no number is kept. What
 * cannot be decided is said as why, or not at all; it never keeps the office from deciding. */
#include "held_after.h"

#include <string.h>

#define NEUTRAL "as it stands" /* a reason that chooses neither reading */

static Decision *suppose(const Ruleset *rules, const CaseLookup *lookup, const MailRecord *mail,
                         const HeldRow *row, const char *reference, const char *why, Instant now,
                         GError **error)
{
    const Intake intake = {.rules = rules,
                           .lookup = lookup,
                           .mail = mail,
                           .sha256 = row->sha256,
                           .mailbox = row->mailbox,
                           .received = row->received,
                           .now = now,
                           .brief = TRUE,
                           .ruling = {.link = reference, .by = "the office", .why = why}};
    return decide_message(&intake, error);
}

static char *where(const Ruleset *rules, const Case *c)
{
    const PolicyStage *stage =
        policy_stage(ruleset_policy_by_sha256(rules, c->policy_sha256), c->stage);
    return g_strdup_printf("%s%s%s", case_state_name(c->state), stage ? " at " : "",
                           stage ? stage->name : "");
}

static char *mails_words(const Decision *decision)
{
    GString *words = g_string_new(NULL);
    guint n = decision->mails->len;
    if (n == 0)
        return g_string_free(g_string_append(words, "nobody is written to"), FALSE);
    g_string_append_printf(words, "%u mail%s queued, to ", n, n == 1 ? " is" : "s are");
    for (guint i = 0; i < n; i++)
        g_string_append_printf(words, "%s%s", i > 0 ? ", " : "",
                               ((const MailDraft *)decision->mails->pdata[i])->to);
    return g_string_free(words, FALSE);
}

/* "" where the link needs none. */
static char *reason_words(const GError *refused)
{
    if (!refused || !g_str_has_suffix(refused->message, LINK_NEEDS_REASON))
        return g_strdup("");
    gsize length = strlen(refused->message) - strlen(LINK_NEEDS_REASON);
    return g_strdup_printf(". %c%.*sa reason is needed", g_ascii_toupper(*refused->message),
                           (int)length - 1, refused->message + 1);
}

char *held_after(const Ruleset *rules, const CaseLookup *lookup, const MailRecord *mail,
                 const HeldRow *row, const Case *c, Instant now)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(Decision) decision =
        suppose(rules, lookup, mail, row, c->reference, NULL, now, &refused);
    g_autofree char *reason = reason_words(refused);
    if (*reason)
        decision = suppose(rules, lookup, mail, row, c->reference, NEUTRAL, now, NULL);
    if (!decision)
        return NULL;
    if (!decision->subject_case || !g_str_equal(decision->disposition, "case"))
        return g_strdup_printf("it would still be %s: %s", decision->disposition, decision->reason);
    g_autofree char *before = where(rules, c), *after = where(rules, decision->subject_case);
    g_autofree char *mails = mails_words(decision);
    gboolean stays = g_str_equal(before, after);
    return g_strdup_printf("the case %s %s; %s%s", stays ? "stays" : "is", after, mails, reason);
}
