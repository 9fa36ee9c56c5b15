/* office_line_doubt: what stands where a reason is looked for, and may be the opposite of one.
 *
 * "close HAV-…: no, wait for Inez" has the form of a decision and is none. Whoever reads a line asks here before it is
 * taken at its word; a reason that begins so is never acted on, even where its writer meant it, since another word costs
 * him a minute and a case that is closed against his word costs more. A note does nothing but stand there, and may begin
 * as it likes. Nothing here fails; nothing is changed. */
#include "office_line_private.h"

#include <string.h>

#include "ruled.h"
#include "text.h"
#include "text_words.h"

static const char doubtful[] = "its reason may mean no, or not yet (it begins with a word such as "
                               "no, not, wait or if), so it is "
                               "not understood";
static const char not_sure[] = "there is a question mark in it, so it is not understood";
static const char condition[] =
    "before the reason it has words that may mean not, or not yet, so it is not understood";
static const char placeholder[] = "it has the word of the form in the place of its reason";
static const char our_own[] = "it is what we said of another line that was done or not done";

/* Folded: what people put before a no. */
static const char *const opening[] = {"please", "sorry", "oh", "well",  "actually", "hmm", "hm",
                                      "er",     "um",    "ah", "and",   "so",       "yes", "ok",
                                      "okay",   "i",     "we", "think", "it",       NULL};

static const char *const against[] = {"no",         "nope",       "not",        "dont",
                                      "don t",      "do not",     "does not",   "did not",
                                      "didn t",     "never",      "none",       "wait",
                                      "stop",       "if",         "when",       "whenever",
                                      "unless",     "until",      "till",       "once",
                                      "only if",    "only when",  "only after", "only once",
                                      "after",      "before",     "as soon",    "provided",
                                      "must not",   "mustn t",    "should not", "shouldn t",
                                      "would not",  "wouldn t",   "will not",   "won t",
                                      "cannot",     "can not",    "can t",      "may not",
                                      "is not",     "isn t",      "it is not",  "it isn t",
                                      "is wrong",   "wrong",      "but",        "except",
                                      "later",      "hold on",    "maybe",      "perhaps",
                                      "rather not", "better not", "under no",   "nobody should",
                                      NULL};

/* Of 'not urgent' the opposite is said with these. */
static const char *const urgent[] = {"it is", "it s", "this is", "is", "urgent", "very", NULL};

/* Before a reason, in the words that say where to, and in the line above. */
static const char *const conditions[] = {"shall", "should", "dont",    "if",    "when",  "unless",
                                         "until", "till",   "not",     "don t", "never", "once",
                                         "after", "maybe",  "perhaps", "wait",  NULL};

/* Behind the words, where they stand first. */
static const char *behind_words(const char *plain, const char *words)
{
    gsize length = strlen(words);
    gboolean first = strncmp(plain, words, length) == 0;
    return first && (plain[length] == ' ' || plain[length] == '\0')
               ? plain + length + (plain[length] == ' ')
               : NULL;
}

static gboolean begins_with(const char *plain, const char *const *all)
{
    for (const char *const *words = all; *words != NULL; words++)
        if (behind_words(plain, *words) != NULL)
            return TRUE;
    return FALSE;
}

static const char *skip_opening(const char *plain)
{
    for (gsize i = 0; opening[i] != NULL; i++) {
        const char *next = behind_words(plain, opening[i]);
        if (next != NULL) {
            plain = next;
            i = (gsize)-1;
        }
    }
    return plain;
}

static gboolean is_opposite(OfficeVerb verb, const char *reason)
{
    g_autofree char *plain = text_fold(reason);
    const char *said = skip_opening(plain);
    if (verb == OFFICE_LINK && g_str_equal(plain, READING_UNRESOLVED))
        return FALSE; /* one of the readings that are offered */
    return begins_with(plain, against) || begins_with(said, against) ||
           (verb == OFFICE_NOT_URGENT && begins_with(plain, urgent));
}

/* "done, the case is closed": so our transcripts said it once, and any paste of one has it. */
static gboolean is_our_own(OfficeVerb verb, const char *reason)
{
    return g_str_has_prefix(reason, verb == OFFICE_NOTE ? "done, the " : "done, ") ||
           g_str_has_prefix(reason, "not done, ");
}

static gboolean is_placeholder(const char *reason)
{
    gsize word = strspn(reason, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    g_autofree char *first = g_strndup(reason, word);
    return g_str_equal(first, "REASON") || g_str_equal(first, "TEXT") ||
           g_str_equal(first, "READING");
}

void office_line_check_reason(OfficeLine *line)
{
    if (text_empty(line->reason))
        return;
    if (is_our_own(line->verb, line->reason))
        office_line_doubt(line, our_own);
    if (is_placeholder(line->reason))
        office_line_doubt(line, placeholder);
    if (line->verb == OFFICE_NOTE)
        return;
    if (is_opposite(line->verb, line->reason))
        office_line_unsure(line, doubtful);
    if (g_str_has_suffix(line->reason, "?"))
        office_line_unsure(line, not_sure);
}

static gboolean has_condition(const char *text)
{
    g_autofree char *plain = text_fold(text);
    for (gsize i = 0; conditions[i] != NULL; i++)
        if (text_has_words(plain, conditions[i]))
            return TRUE;
    return FALSE;
}

gboolean office_line_leads_against(const char *clean, gboolean *list_out)
{
    gsize length = strlen(clean);
    *list_out = length > 0 && clean[length - 1] == ':';
    return length > 0 && strchr(".!?;", clean[length - 1]) == NULL && has_condition(clean);
}

void office_line_check_before(OfficeLine *line, const char *before)
{
    if (strchr(before, '?') != NULL)
        office_line_unsure(line, not_sure);
    if (has_condition(before))
        office_line_unsure(line, condition);
}
