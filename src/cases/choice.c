/* choice: what is chosen and decided, read sentence by sentence.
 *
 * A sentence says one thing plainly, or it speaks of it in doubt; a decision of the way ('to convene a panel', 'to take it up
 * direct') is the choice of that way. What one sentence says in doubt another may say plainly, except of a decision: that counts
 * only where no other sentence leaves it open and none chooses a way as well. Reads phrases, decides nothing, never fails. */
#include "choice.h"
#include "outcome.h"
#include "reading.h"
#include "text.h"
#include <string.h>

typedef struct {
    gboolean plain[CHOICE_UNCLEAR], doubtful[CHOICE_UNCLEAR]; /* by Choice */
    gboolean reserve; /* the message says that nothing in it is the last word */
} Said;

static gboolean introduces(const char *sentence)
{
    gsize length = strlen(sentence);
    return length > 0 && sentence[length - 1] == ':';
}

/* What a colon introduces belongs to the sentence before it. */
static GPtrArray *sentences_joined(const char *words)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    GPtrArray *joined = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        char *last = joined->len > 0 ? g_ptr_array_index(joined, joined->len - 1) : NULL;
        if (last != NULL && introduces(last)) {
            g_ptr_array_index(joined, joined->len - 1) = g_strconcat(last, " ", sentence, NULL);
            g_free(last);
        } else {
            g_ptr_array_add(joined, g_strdup(sentence));
        }
    }
    return joined;
}

static void note(Said *said, Choice choice, gboolean plain)
{
    if (plain)
        said->plain[choice] = TRUE;
    else
        said->doubtful[choice] = TRUE;
}

/* A way and a decision in one sentence: the decision is that way, or nobody knows what it is. */
static void read_way(const Ruleset *rules, const char *sentence, Said *said, Choice way,
                     const char *doubt, const char *decided)
{
    gboolean decision = words_say(rules, sentence, "decision");
    if (decision && !words_say(rules, sentence, decided))
        note(said, CHOICE_DECISION, FALSE);
    else
        note(said, way, !words_say(rules, sentence, doubt));
}

static void read_sentence(const Ruleset *rules, const char *sentence, Said *said,
                          gboolean decides_only)
{
    said->reserve |= words_say(rules, sentence, "decision-reserve");
    if (!decides_only && words_say(rules, sentence, "panel"))
        read_way(rules, sentence, said, CHOICE_PANEL, "panel-doubt", "panel-decided");
    else if (!decides_only && words_say(rules, sentence, "direct"))
        read_way(rules, sentence, said, CHOICE_DIRECT, "direct-doubt", "direct-decided");
    else if (words_say(rules, sentence, "decision"))
        note(said, CHOICE_DECISION, !words_say(rules, sentence, "decision-doubt"));
}

static Choice decided(const Said *said)
{
    gboolean open = said->doubtful[CHOICE_DECISION] || said->reserve || said->plain[CHOICE_PANEL] ||
                    said->plain[CHOICE_DIRECT];
    return open ? CHOICE_UNCLEAR : CHOICE_DECISION;
}

static Choice together(const Said *said)
{
    if (said->plain[CHOICE_DECISION])
        return decided(said);
    if (said->plain[CHOICE_PANEL] && said->plain[CHOICE_DIRECT])
        return CHOICE_UNCLEAR;
    if (said->plain[CHOICE_PANEL])
        return CHOICE_PANEL;
    if (said->plain[CHOICE_DIRECT])
        return CHOICE_DIRECT;
    return said->doubtful[CHOICE_DECISION] || said->doubtful[CHOICE_PANEL] ||
                   said->doubtful[CHOICE_DIRECT]
               ? CHOICE_UNCLEAR
               : CHOICE_NONE;
}

Choice choice_said(const Ruleset *rules, const char *words, gboolean decides_only)
{
    g_autoptr(GPtrArray) sentences = sentences_joined(words);
    Said said = {{FALSE}, {FALSE}, FALSE};
    for (guint i = 0; i < sentences->len; i++)
        read_sentence(rules, g_ptr_array_index(sentences, i), &said, decides_only);
    return together(&said);
}

Choice choice_labelled(const Ruleset *rules, const char *value)
{
    g_autofree char *text = g_strconcat("Decision: ", value, NULL);
    Choice choice = choice_said(rules, text, TRUE);
    return choice == CHOICE_NONE ? CHOICE_UNCLEAR : choice;
}

Choice choice_ruled(const Ruleset *rules, const char *why)
{
    static const struct {
        const char *statement;
        Choice choice;
    } readings[] = {
        {"is-decision", CHOICE_DECISION}, {"is-panel", CHOICE_PANEL}, {"is-direct", CHOICE_DIRECT}};
    for (gsize i = 0; !text_empty(why) && i < G_N_ELEMENTS(readings); i++)
        if (words_say(rules, why, readings[i].statement))
            return readings[i].choice;
    return CHOICE_NONE;
}
