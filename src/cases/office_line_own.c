/* office_line_own: text of our own mails to the office, when it comes back.
 *
 * Mail programs put the mail that is answered below the answer, some without a mark. What stands in it is ours, whatever it
 * looks like: from its first line on nothing is a decision. What the templates say is the site's to change; what is said
 * in C ("Anything urgent?", "Done – …") stands in every digest and transcript. Decides nothing. */
#include "office_line_private.h"

#include <string.h>

#include "text.h"

#define URGENT_LEAST 20u /* bytes by which the urgent text is known, */
#define URGENT_MOST 40u  /* and that are looked at */

/* Behind bullets. Of the templates as they are given out, of morning.c and of app/office_act.c. */
static const char *const beginnings[] = {"Anything urgent? Yes:",
                                         "Anything urgent? Nothing is marked",
                                         "We received your message at ",
                                         OFFICE_LINE_DONE,
                                         OFFICE_LINE_NOT_DONE,
                                         "Done - ",
                                         "Not done - ",
                                         "As it stands now:",
                                         "What was not done is as it was",
                                         "To decide something, reply to this mail",
                                         "What you wrote comes back with what was done",
                                         "A reply to this mail is read in the same way",
                                         "To be decided:",
                                         NULL};

/* With a policy's urgent text every transcript begins, broken where the mail program likes. */
static gboolean is_urgent_text(const char *said, const Ruleset *rules)
{
    gsize length = MIN(strlen(said), URGENT_MOST);
    for (guint i = 0; length >= URGENT_LEAST && i < rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(rules->policies, i);
        if (policy->urgent_text != NULL &&
            g_ascii_strncasecmp(said, policy->urgent_text, length) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean office_line_is_ours(const char *clean, const Ruleset *rules)
{
    const char *said = office_line_skip(clean);
    for (const char *const *begin = beginnings; *begin != NULL; begin++)
        if (g_ascii_strncasecmp(said, *begin, strlen(*begin)) == 0)
            return TRUE;
    return is_urgent_text(said, rules);
}

gboolean office_line_is_quoted(const char *clean)
{
    return *clean == '>' || *clean == '|';
}

gboolean office_line_is_usage(const char *clean)
{
    const char *said = office_line_skip(clean);
    for (OfficeVerb verb = OFFICE_LINK; verb <= OFFICE_RELEASE; verb++)
        if (g_str_equal(said, office_verb_usage(verb)))
            return TRUE;
    return FALSE;
}
