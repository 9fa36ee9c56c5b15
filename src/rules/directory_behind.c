/* directory_behind: whether what stands behind an agency's name belongs to it.
 *
 * "Police" and "social care" are in every borough, so "Police (Essex)" is not ours because "Police"
 * is. What is behind the name belongs to it where each of its words is one that the directory has of
 * this agency or of the partnership, that the form says of somebody in it, or that says no more than
 * what part of an organisation is meant. One other word, and nobody can tell: it may be a place or a
 * worker's name. Never guesses, changes nothing. */
#include "directory_data.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

/* of any organisation */
static const char parts[] =
    "the of and for in at our team teams service services department dept unit "
    "section division directorate desk hub office locality area duty assessment "
    "intake referral referrals front door safeguarding child children childrens "
    "young people family families support intervention protection investigation "
    "abuse social work workers care early help health nursing leaving looked after "
    "first response court contact centre center management manager managers school "
    "nursery year class reception form staff head headteacher teacher nhs trust "
    "foundation council borough authority local county london ltd limited plc ward";

/* `word`, folded, among the words of a text. */
static gboolean has_word(const char *text, const char *word)
{
    g_autofree char *folded = text_fold(text);
    return text_has_folded(folded, word);
}

static gboolean is_said_of_any(const char *word)
{
    return strlen(word) <= 2 || g_ascii_isdigit(*word) || text_has_folded(parts, word);
}

static gboolean agency_has(const Agency *agency, const char *word)
{
    if (has_word(agency->name, word) || has_word(agency->id, word) ||
        has_word(agency->service, word))
        return TRUE;
    for (guint i = 0; agency->aliases[i]; i++)
        if (has_word(agency->aliases[i], word))
            return TRUE;
    return FALSE;
}

static gboolean people_have(const Directory *directory, const Agency *agency, const char *word)
{
    for (guint i = 0; i < directory->posts->len; i++) {
        const Post *post = g_ptr_array_index(directory->posts, i);
        if (g_str_equal(post->agency, agency->id) &&
            (has_word(post->area, word) || has_word(post->role, word) ||
             has_word(post->name, word)))
            return TRUE;
    }
    return FALSE;
}

gboolean directory_behind_belongs(const Directory *directory, const Agency *agency,
                                  const char *behind, const char *beside)
{
    g_autofree char *folded = text_fold(behind);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (guint i = 0; words[i]; i++)
        if (!is_said_of_any(words[i]) && !agency_has(agency, words[i]) &&
            !(directory->partnership && agency_has(directory->partnership, words[i])) &&
            !people_have(directory, agency, words[i]) && !has_word(beside, words[i]))
            return FALSE;
    return TRUE;
}
