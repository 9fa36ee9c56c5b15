/* policy_named: which stage people mean when they write of one.
 *
 * A stage is named by 'stage', 'step', 'level' and a number in any spelling, by its own identifier,
 * or, where the text is little else, by the policy's words for it. A claim is only a claim: what is
 * said to be not reached ("not ready for stage four") is none, and a text that speaks of several
 * stages claims the one it wants to go 'to', else none. Changes nothing. */
#include "policy.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

#define NEGATION_REACH 3u /* words between 'not' and the stage it denies */
#define FORM_ANSWER_WORDS 8u
#define WORD_ANSWER_WORDS 6u
#define NUMBERS 9u
#define NUMBER_LETTERS 7u /* of the longest, "seventh" */
#define NUMBER_NONE (-1)

typedef struct {
    const Policy *policy;
    GStrv words;    /* of the clause, folded */
    guint count;    /* of `words` */
    GArray *all;    /* of guint: numbers of stages that are mentioned */
    GArray *wanted; /* of guint: those it wants to go to */
} Search;

static int number_of(const char *word)
{
    static const char *const spellings[NUMBERS][4] = {
        {"one", "first", "i", "1st"},       {"two", "second", "ii", "2nd"},
        {"three", "third", "iii", "3rd"},   {"four", "fourth", "iv", "4th"},
        {"five", "fifth", "v", "5th"},      {"six", "sixth", "vi", "6th"},
        {"seven", "seventh", "vii", "7th"}, {"eight", "eighth", "viii", "8th"},
        {"nine", "ninth", "ix", "9th"}};
    if (g_ascii_isdigit(word[0]) && word[1] == '\0')
        return word[0] - '0';
    if (strnlen(word, NUMBER_LETTERS + 1) > NUMBER_LETTERS)
        return NUMBER_NONE;
    for (guint i = 0; i < NUMBERS; i++)
        for (guint j = 0; j < 4; j++)
            if (g_str_equal(word, spellings[i][j]))
                return (int)i + 1;
    return NUMBER_NONE;
}

static gboolean is_stage_word(const char *word)
{
    static const char *const words[] = {"stage", "step", "level", NULL};
    return g_strv_contains(words, word);
}

static int id_number(const Policy *policy, const char *word)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        if (((stage->id[0] ^ word[0]) & ~0x20) == 0 && g_ascii_strcasecmp(stage->id, word) == 0)
            return (int)stage->number;
    }
    return NUMBER_NONE;
}

/* The number of the stage that is named at word `at`, and how many words that took. */
static int mention_at(const Search *search, guint at, guint *length_out)
{
    *length_out = 1;
    GStrv words = search->words;
    int id = id_number(search->policy, words[at]);
    if (id != NUMBER_NONE)
        return id;
    if (is_stage_word(words[at]) && at + 1 < search->count) {
        guint skip = g_str_equal(words[at + 1], "no") || g_str_equal(words[at + 1], "number");
        *length_out = 2 + skip;
        return at + 1 + skip < search->count ? number_of(words[at + 1 + skip]) : NUMBER_NONE;
    }
    *length_out = 2; /* "third stage" */
    return at + 1 < search->count && is_stage_word(words[at + 1]) && strlen(words[at]) > 2
               ? number_of(words[at])
               : NUMBER_NONE;
}

static gboolean is_denied(const Search *search, guint at)
{
    static const char *const denials[] = {"not",   "no",      "never", "before", "without",
                                          "until", "unless",  "if",    "t",      "cannot",
                                          "after", "whether", NULL};
    for (guint i = 1; i <= NEGATION_REACH && i <= at; i++)
        if (g_strv_contains(denials, search->words[at - i]))
            return TRUE;
    return FALSE;
}

static void add_once(GArray *numbers, guint number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, guint, i) == number)
            return;
    g_array_append_val(numbers, number);
}

/* "to stage three", "stage three please" */
static gboolean is_wanted(const Search *search, guint at, guint length)
{
    return (at > 0 && g_str_equal(search->words[at - 1], "to")) ||
           (at + length < search->count && g_str_equal(search->words[at + length], "please"));
}

static void find_mentions(Search *search)
{
    guint length;
    for (guint at = 0; at < search->count; at += length) {
        int number = mention_at(search, at, &length);
        if (number == NUMBER_NONE)
            length = 1;
        if (number == NUMBER_NONE || is_denied(search, at))
            continue;
        add_once(search->all, (guint)number);
        if (is_wanted(search, at, length))
            add_once(search->wanted, (guint)number);
    }
}

/* A clause without any of these names no stage, and is not taken apart. */
static gboolean may_mention(const Policy *policy, const char *folded)
{
    if (strstr(folded, "stage") || strstr(folded, "step") || strstr(folded, "level"))
        return TRUE;
    for (guint i = 0; i < policy->stages->len; i++)
        if (strcasestr(folded, ((const PolicyStage *)g_ptr_array_index(policy->stages, i))->id))
            return TRUE;
    return FALSE;
}

static void search_clause(Search *search, const char *clause)
{
    g_autofree char *folded = text_fold(clause);
    if (!may_mention(search->policy, folded))
        return;
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    search->words = words;
    search->count = g_strv_length(words);
    find_mentions(search);
    search->words = NULL;
}

static void search_text(Search *search, const char *text)
{
    g_auto(GStrv) clauses = g_strsplit_set(text, ".;,!?\n()", -1);
    for (guint i = 0; clauses[i]; i++)
        search_clause(search, clauses[i]);
}

static guint word_count(const char *folded)
{
    guint count = *folded != '\0';
    for (; *folded; folded++)
        count += *folded == ' ';
    return count;
}

/* The stage whose word takes up most of a short text, and at least half of it. */
static const PolicyStage *stage_of_words(const Policy *policy, const char *folded)
{
    const PolicyStage *found = NULL;
    guint count = word_count(folded), best = 0;
    for (guint i = 0; count <= WORD_ANSWER_WORDS && i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; stage->words[j]; j++) {
            guint length = word_count(stage->words[j]);
            if (length > best && 2 * length >= count && text_has_folded(folded, stage->words[j])) {
                found = stage;
                best = length;
            }
        }
    }
    return found;
}

static const PolicyStage *stage_by_label(const Policy *policy, const char *folded)
{
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        if (text_same(folded, stage->label) || text_same(folded, stage->name))
            return stage;
    }
    return NULL;
}

/* Of what was mentioned the one stage that is claimed; 0 if it is none or more than one. */
static guint claimed_number(const Search *search, guint words)
{
    if (search->all->len == 1 || (search->all->len > 1 && words <= FORM_ANSWER_WORDS))
        return g_array_index(search->all, guint, 0);
    return search->wanted->len == 1 ? g_array_index(search->wanted, guint, 0) : 0;
}

const PolicyStage *policy_stage_named(const Policy *policy, const char *text, gboolean *claimed_out)
{
    g_autofree char *folded = text_fold(text);
    const PolicyStage *stage = stage_by_label(policy, folded);
    int alone = number_of(folded);
    if (!stage && alone == NUMBER_NONE) {
        g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
        g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(guint));
        Search search = {.policy = policy, .all = all, .wanted = wanted};
        search_text(&search, text);
        guint number = claimed_number(&search, word_count(folded));
        if (all->len > 0) {
            *claimed_out = number > 0;
            return policy_stage_at(policy, number);
        }
        stage = stage_of_words(policy, folded);
    } else if (!stage) {
        stage = policy_stage_at(policy, (guint)alone);
    }
    *claimed_out = stage || alone != NUMBER_NONE;
    return stage;
}
