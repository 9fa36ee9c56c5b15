/* Takes prose apart into sentences and asks of each what it says of the outcome, and whether it says
 * so or only asks, hopes or supposes. Mail programs wrap lines, so that a line's end alone ends a
 * sentence only where the line is too short to have been wrapped. Reads phrases, decides nothing. */
#include "outcome.h"
#include "reading.h"
#include <string.h>

#define WRAPPED_LINE 50u /* a line shorter than this was ended by its writer */

static gboolean ends_sentence(const char *start, const char *line, const char *at)
{
    if (*at == ';')
        return TRUE;
    if (*at == '.' || *at == '!' || *at == '?')
        return at > start && (at[1] == '\0' || g_ascii_isspace(at[1]));
    if (*at != '\n')
        return FALSE;
    return at - line < (gssize)WRAPPED_LINE || at[1] == '\n' || at[1] == '-' || at[1] == '*';
}

static void add_sentence(GPtrArray *sentences, const char *start, const char *end)
{
    g_autofree char *sentence = g_strndup(start, (gsize)(end - start));
    g_strstrip(g_strdelimit(sentence, "\r\n\t", ' '));
    if (*sentence != '\0')
        g_ptr_array_add(sentences, g_steal_pointer(&sentence));
}

GPtrArray *outcome_sentences(const char *words)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    const char *start = words, *line = words, *at = words;
    for (; *at != '\0'; at++) {
        if (ends_sentence(start, line, at)) {
            add_sentence(sentences, start, at + 1);
            start = at + 1;
        }
        if (*at == '\n')
            line = at + 1;
    }
    add_sentence(sentences, start, at);
    return sentences;
}

/* Whose words they are: a party speaks for itself and of the matter; the office reports what it was told, in a word or two. */
typedef enum { OF_A_PARTY, OF_THE_OFFICE } Speaker;

static gboolean is_doubtful(const Ruleset *rules, const char *sentence, const char *doubt,
                            Speaker speaker)
{
    return words_say(rules, sentence, doubt) ||
           (speaker == OF_A_PARTY && outcome_sentence_says(rules, sentence, "hearsay"));
}

static Outcome of_sentence(const Ruleset *rules, const char *sentence, Speaker speaker)
{
    if (words_say(rules, sentence, "unresolved"))
        return is_doubtful(rules, sentence, "doubt-unresolved", speaker) ? OUTCOME_UNCLEAR
                                                                         : OUTCOME_UNRESOLVED;
    if (!words_say(rules, sentence, "resolved"))
        return OUTCOME_NONE;
    if (is_doubtful(rules, sentence, "doubt-resolved", speaker) ||
        (speaker == OF_A_PARTY && !words_say(rules, sentence, "of-the-matter")))
        return OUTCOME_UNCLEAR;
    return OUTCOME_RESOLVED;
}

static Outcome said_by(const Ruleset *rules, const char *words, Speaker speaker)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    gboolean said[OUTCOME_UNCLEAR + 1] = {FALSE}, dissents = FALSE;
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        said[of_sentence(rules, sentence, speaker)] = TRUE;
        dissents |= words_say(rules, sentence, "dissent");
    }
    if (said[OUTCOME_RESOLVED] && (said[OUTCOME_UNRESOLVED] || dissents))
        return OUTCOME_UNCLEAR;
    return said[OUTCOME_RESOLVED]     ? OUTCOME_RESOLVED
           : said[OUTCOME_UNRESOLVED] ? OUTCOME_UNRESOLVED
           : said[OUTCOME_UNCLEAR]    ? OUTCOME_UNCLEAR
                                      : OUTCOME_NONE;
}

Outcome outcome_said(const Ruleset *rules, const char *words)
{
    return said_by(rules, words, OF_A_PARTY);
}

Outcome outcome_chosen(const Ruleset *rules, const char *why)
{
    return said_by(rules, why, OF_THE_OFFICE);
}

/* "Agreed by phone 15:45: strategy discussion Tuesday": what follows is not when it was agreed. */
static void cut_at_colon(char *sentence)
{
    for (char *at = strchr(sentence, ':'); at; at = strchr(at + 1, ':'))
        if (!g_ascii_isdigit(at[1])) {
            *at = '\0';
            return;
        }
}

char *outcome_sentence(const Ruleset *rules, const char *words)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (of_sentence(rules, sentence, OF_A_PARTY) != OUTCOME_RESOLVED)
            continue;
        char *said = g_strdup(sentence);
        cut_at_colon(said);
        return said;
    }
    return NULL;
}

static const char agreed_when[] = "agreed-when"; /* group 1: the words that say it */

char *outcome_when(const Ruleset *rules, const char *words)
{
    g_autofree char *sentence = outcome_sentence(rules, words);
    const GPtrArray *phrases = sentence != NULL ? forms_phrases(rules->forms, agreed_when) : NULL;
    for (guint i = 0; phrases != NULL && i < phrases->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(phrases, i);
        PatternMatch match;
        if (pattern_match(phrase->pattern, sentence, strlen(sentence), 0, &match) == PATTERN_YES &&
            match.start[1] != G_MAXSIZE && match.end[1] > match.start[1])
            return g_strndup(sentence + match.start[1], match.end[1] - match.start[1]);
    }
    return NULL;
}

gboolean outcome_stage_doubtful(const Ruleset *rules, const Policy *policy, const char *words,
                                const PolicyStage *stage)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    gboolean doubtful = FALSE;
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        gboolean claimed = FALSE;
        if (policy_stage_named(policy, sentence, &claimed) != stage || !claimed)
            continue;
        if (!is_doubtful(rules, sentence, "doubt-unresolved", OF_A_PARTY))
            return FALSE;
        doubtful = TRUE;
    }
    return doubtful;
}

gboolean outcome_sentence_says(const Ruleset *rules, const char *sentence, const char *statement)
{
    const GPtrArray *phrases = forms_phrases(rules->forms, statement);
    for (guint i = 0; phrases != NULL && i < phrases->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(phrases, i);
        if (pattern_match(phrase->pattern, sentence, strlen(sentence), 0, NULL) != PATTERN_YES)
            continue;
        gboolean outvoted = FALSE;
        for (guint j = 0; phrase->unless != NULL && phrase->unless[j] != NULL; j++)
            outvoted |= words_say(rules, sentence, phrase->unless[j]);
        if (!outvoted)
            return TRUE;
    }
    return FALSE;
}
