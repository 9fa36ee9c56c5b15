/* Splits text into clauses and ties each to the children it names: births, and what is settled of one child and not of
 * another. What is not said of a child is not assumed. Whose status a message gives is told in status_said.c. */
#include "clauses.h"
#include "entitled.h"
#include "outcome.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

static gboolean is_letter(const char *text, gsize at)
{
    return g_ascii_isalnum(text[at]) || (guchar)text[at] >= 0x80;
}

/* Does the letter stand alone in the clause, as a capital? */
static gboolean stands_alone(const char *clause, char letter)
{
    for (gsize i = 0; clause[i] != '\0'; i++)
        if (clause[i] == g_ascii_toupper(letter) && (i == 0 || !is_letter(clause, i - 1)) &&
            !is_letter(clause, i + 1))
            return TRUE;
    return FALSE;
}

/* A lone capital letter means the child of that letter only where it cannot be an article or the writer. */
static gboolean letter_in(const char *clause, const char *folded, char letter)
{
    static const char *const before[] = {"child", "for", "about"};
    static const char *const after[] = {"agreed", "born", "settled", "resolved", "not",
                                        "now",    "is",   "still",   "remains"};
    char text[24];
    if (letter == 'i' || !stands_alone(clause, letter)) {
        g_snprintf(text, sizeof text, "child %c", letter);
        return text_has_words(folded, text);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
        g_snprintf(text, sizeof text, "%s %c", before[i], letter);
        if (text_has_words(folded, text))
            return TRUE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(after); i++) {
        g_snprintf(text, sizeof text, "%c %s", letter, after[i]);
        if (text_has_words(folded, text))
            return TRUE;
    }
    return FALSE;
}

/* The letter that the child's name begins with, folded; NUL where it has no such letter. */
static char first_letter(const Child *child)
{
    g_autofree char *folded = text_fold(child->name);
    return g_ascii_isalpha(*folded) ? *folded : '\0';
}

/* Is it this child's letter: what its name begins with and no other's, else its place in the alphabet? */
static gboolean has_letter(const Case *c, const Child *child, const char *clause,
                           const char *folded)
{
    char own = first_letter(child), place = child->n <= 26 ? (char)('a' + child->n - 1) : '\0';
    guint like_own = 0, like_place = 0;
    for (guint i = 0; i < c->children->len; i++) {
        char letter = first_letter(g_ptr_array_index(c->children, i));
        like_own += letter == own;
        like_place += letter == place;
    }
    return (own != '\0' && like_own == 1 && letter_in(clause, folded, own)) ||
           (place != '\0' && like_place == 0 && letter_in(clause, folded, place));
}

/* "Child 2", by which our mails call it, unless the form itself names its children so. */
static gboolean has_number(const Case *c, const Child *child, const char *folded)
{
    g_autofree char *numbered = g_strdup_printf("child %u", child->n);
    for (guint i = 0; i < c->children->len; i++) {
        const Child *other = g_ptr_array_index(c->children, i);
        g_autofree char *name = text_fold(other->name);
        if (g_str_has_prefix(name, "child "))
            return FALSE;
    }
    return text_has_words(folded, numbered);
}

/* As "K.T." is folded: "k t". Newly allocated. */
static char *spaced(const char *lower)
{
    GString *out = g_string_new(NULL);
    for (const char *p = lower; *p != '\0'; p++)
        g_string_append_printf(out, "%s%c", out->len > 0 && ((guchar)*p & 0xC0) != 0x80 ? " " : "",
                               *p);
    return g_string_free(out, FALSE);
}

/* Initials that are a word as well ("is", "Ms") mean a child only as initials are written. */
static gboolean has_initials(const char *clause, const char *folded, const char *initials)
{
    static const char *const words[] = {
        "am",  "an",  "as",  "at",  "be",  "by",  "cp",  "do",  "dr", "eh",  "go",  "he",
        "hi",  "if",  "in",  "is",  "it",  "me",  "mr",  "ms",  "my", "no",  "of",  "ok",
        "on",  "or",  "pm",  "re",  "so",  "to",  "up",  "us",  "we", "all", "and", "are",
        "cin", "cla", "for", "her", "his", "lac", "she", "the", NULL};
    g_autofree char *lower = text_fold(initials);
    g_autofree char *apart = spaced(lower);
    return strlen(initials) >= 2 &&
           (text_has_words(folded, apart) ||
            (text_has_words(folded, lower) &&
             (!g_strv_contains(words, lower) || strstr(clause, initials) != NULL)));
}

/* Does another child of the case begin with the same word: "Child 1", "Baby Tate"? */
static gboolean is_shared(const Case *c, const Child *child, const char *first)
{
    for (guint i = 0; i < c->children->len; i++) {
        const Child *other = g_ptr_array_index(c->children, i);
        g_autofree char *name = text_fold(other->name);
        if (other != child && text_has_words(name, first))
            return TRUE;
    }
    return FALSE;
}

static gboolean names_child(const Case *c, const Child *child, const char *clause)
{
    g_autofree char *folded = text_fold(clause);
    g_autofree char *name = text_fold(child->name);
    if (*name != '\0' && text_has_words(folded, name))
        return TRUE;
    char *space = strchr(name, ' ');
    if (space != NULL && space - name > 2) {
        *space = '\0';
        if (text_has_words(folded, name) && !is_shared(c, child, name))
            return TRUE;
    }
    g_autofree char *initials = text_initials(child->name);
    if (has_initials(clause, folded, initials))
        return TRUE;
    return c->children->len > 1 &&
           (has_letter(c, child, clause, folded) || has_number(c, child, folded));
}

GArray *clauses_children(const Case *c, const char *words)
{
    GArray *named = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        if (names_child(c, child, words))
            g_array_append_val(named, child->n);
    }
    return named;
}

/* Is the folded word the child's: of its name, its initials or one letter of them, its number or the letter of its place? */
static gboolean is_word_for(const Child *child, const char *word)
{
    g_autofree char *name = text_fold(child->name);
    g_autofree char *initials = text_initials(child->name);
    g_autofree char *folded = text_fold(initials);
    g_autofree char *number = g_strdup_printf("%u", child->n);
    gboolean letter = word[0] != '\0' && word[1] == '\0' &&
                      (strchr(folded, word[0]) != NULL || word[0] == (char)('a' + child->n - 1));
    return letter || text_has_words(name, word) || g_str_equal(folded, word) ||
           g_str_equal(number, word);
}

char *clauses_without(const Case *c, const GArray *named, const char *clause)
{
    g_autofree char *folded = text_fold(clause);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    GString *left = g_string_new(NULL);
    for (guint i = 0; words[i] != NULL; i++) {
        gboolean meant = FALSE;
        for (guint j = 0; j < named->len && !meant; j++)
            meant = is_word_for(case_child(c, g_array_index(named, guint, j)), words[i]);
        if (!meant)
            g_string_append_printf(left, "%s%s", left->len > 0 ? " " : "", words[i]);
    }
    return g_string_free(left, FALSE);
}

/* The stop of initials, "K.T. is": it ends a clause only where a capital or nothing follows the last of them. */
static gboolean in_initials(const char *words, const char *at)
{
    gboolean lone =
        at > words && g_ascii_isupper(at[-1]) && (at - 1 == words || !is_letter(at - 2, 0));
    if (*at != '.' || !lone)
        return FALSE;
    if (g_ascii_isupper(at[1]) && !is_letter(at + 1, 1))
        return TRUE; /* another initial follows */
    if (at - words < 3 || at[-2] != '.' || !g_ascii_isupper(at[-3]))
        return FALSE;
    const char *next = at + 1 + strspn(at + 1, " \t");
    return *next != '\0' && *next != '\n' && !g_ascii_isupper(*next);
}

GPtrArray *clauses_split(const char *words)
{
    GPtrArray *clauses = g_ptr_array_new_with_free_func(g_free);
    const char *start = words;
    for (const char *at = words;; at++) {
        gboolean joint = g_str_has_prefix(at, " but ") || g_str_has_prefix(at, " and for ");
        if (*at != '\0' && ((strchr(".;,\n", *at) == NULL && !joint) || in_initials(words, at)))
            continue;
        if (at > start)
            g_ptr_array_add(clauses, g_strndup(start, (gsize)(at - start)));
        if (*at == '\0')
            return clauses;
        start = at + 1;
    }
}

static void record_birth(Deciding *x, Child *child, const char *clause)
{
    gboolean says = words_say(x->rules, clause, "born");
    Day day = says ? day_read(clause, x->today, FALSE, NULL, NULL) : DAY_UNKNOWN;
    if (day == DAY_UNKNOWN || day == child->born)
        return;
    g_autofree char *iso = day_iso(day);
    g_autofree char *words = day_words(day);
    Event *event = deciding_event(x, "child", "Child %u: born %s", child->n, words);
    event_change(event, "child", decimal(child->n), "", "", "", iso, "", NULL);
    deciding_add(x, event);
}

/* "Megan's is resolved, Aled's isn't": a 'not' is an answer only in a message that speaks of how the matter stands. */
static void record_settled(Deciding *x, Child *child, const char *clause, gboolean answers,
                           ClauseOutcome *outcome)
{
    gboolean doubtful = words_say(x->rules, clause, "doubt-unresolved") ||
                        outcome_sentence_says(x->rules, clause, "hearsay");
    if (!doubtful && (words_say(x->rules, clause, "unresolved") ||
                      (answers && words_say(x->rules, clause, "left-open")))) {
        outcome->unsettled++;
        return;
    }
    if (words_say(x->rules, clause, "still-open") || words_say(x->rules, clause, "asks-onwards")) {
        outcome->open++;
        return;
    }
    if (doubtful || !words_say(x->rules, clause, "resolved") ||
        words_say(x->rules, clause, "doubt-resolved") ||
        (!words_say(x->rules, clause, "of-the-matter") &&
         !words_say(x->rules, clause, "of-a-child")))
        return; /* her lunch money is sorted */
    outcome->settled++;
    if (child->settled || !entitled_to_settle(x))
        return;
    Event *event = deciding_event(x, "child", "Child %u: settled", child->n);
    event_change(event, "child-settled", decimal(child->n), x->c->stage != NULL ? x->c->stage : "",
                 NULL);
    deciding_add(x, event);
}

gboolean clauses_name_some(const Deciding *x)
{
    const Case *c = x->c;
    g_autoptr(GArray) named = clauses_children(c, x->reading->words);
    return c->children->len > 1 && ((named->len > 0 && named->len < c->children->len) ||
                                    words_say(x->rules, x->reading->words, "one-of-several"));
}

ClauseOutcome clauses_record(Deciding *x)
{
    ClauseOutcome outcome = {0};
    gboolean answers = outcome_said(x->rules, x->reading->words) != OUTCOME_NONE;
    g_autoptr(GPtrArray) clauses = clauses_split(x->reading->words);
    for (guint i = 0; i < clauses->len; i++) {
        const char *clause = g_ptr_array_index(clauses, i);
        g_autoptr(GArray) named = clauses_children(x->c, clause);
        for (guint j = 0; j < named->len; j++) {
            Child *child = case_child(x->c, g_array_index(named, guint, j));
            record_birth(x, child, clause);
            if (x->c->children->len > 1)
                record_settled(x, child, clause, answers, &outcome);
        }
    }
    return outcome;
}
