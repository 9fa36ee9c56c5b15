/* pattern_needs: words without which an expression cannot match.
 *
 * Reads the common part of the syntax: a sequence needs what each of its pieces needs; alternatives
 * need one of what each of them needs, for which of a sequence the piece with the longest words
 * stands; what may be absent needs nothing, and an alternative that ends in (*FAIL) is none. Anything
 * else that it meets (conditions, flags that change how the rest is read, other
 * escapes) makes it know nothing, and then every search is made. So it may err to one side only: a
 * text that the expression matches always passes.
 *
 * A word is looked for by its trigrams, of whose characters five bits count: that sets case aside.
 * Two characters beyond ASCII are taken for letters of it when case is ignored, the long s and the
 * Kelvin sign; a text with one of them passes always. */
#include "pattern_needs.h"
#include "text.h"
#include <string.h>

#define WORD_SHORTEST 3u
#define WORDS_MOST 32u /* alternatives; more are slower to ask for than to search */

/* A set: words of which one is needed; of char *, lower case. */
struct PatternNeeds {
    GPtrArray *sets; /* each is needed */
};

typedef struct {
    const char *at;
    gboolean lost; /* met what is not understood */
} Parse;

typedef struct {     /* of one sequence */
    GPtrArray *sets; /* that it needs */
    GString *run;    /* characters that stand together at its present end */
    gboolean fails;  /* and never matches */
} Sequence;

typedef enum { ONCE, AT_LEAST_ONCE, PERHAPS } Times;

static GPtrArray *words_new(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

static GPtrArray *sets_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

static gsize shortest(const GPtrArray *words)
{
    gsize length = words->len > 0 && words->len <= WORDS_MOST ? G_MAXSIZE : 0;
    for (guint i = 0; i < words->len; i++)
        length = MIN(length, strlen(g_ptr_array_index(words, i)));
    return length;
}

/* Takes `words`, which may be NULL; those that tell nothing are not kept. */
static void add_set(GPtrArray *sets, GPtrArray *words)
{
    if (words != NULL && shortest(words) >= WORD_SHORTEST)
        g_ptr_array_add(sets, words);
    else
        g_clear_pointer(&words, g_ptr_array_unref);
}

static void end_run(Sequence *sequence)
{
    if (sequence->run->len >= WORD_SHORTEST) {
        GPtrArray *words = words_new();
        g_ptr_array_add(words, g_strdup(sequence->run->str));
        add_set(sequence->sets, words);
    }
    g_string_truncate(sequence->run, 0);
}

/* {2}, {1,3}, {0,40}: the first number decides. */
static Times read_braces(Parse *parse)
{
    const char *end = strchr(parse->at, '}');
    gboolean numbers = end != NULL && g_ascii_isdigit(parse->at[1]);
    for (const char *p = parse->at + 1; numbers && p < end; p++)
        numbers = g_ascii_isdigit(*p) || *p == ',';
    if (!numbers) {
        parse->lost = TRUE;
        return PERHAPS;
    }
    gboolean none = g_ascii_strtoull(parse->at + 1, NULL, 10) == 0;
    parse->at = end + 1;
    return none ? PERHAPS : AT_LEAST_ONCE;
}

static Times read_times(Parse *parse)
{
    Times times = ONCE;
    if (*parse->at == '{')
        times = read_braces(parse);
    else if (*parse->at == '?' || *parse->at == '*' || *parse->at == '+')
        times = *parse->at++ == '+' ? AT_LEAST_ONCE : PERHAPS;
    if (times != ONCE && (*parse->at == '?' || *parse->at == '+'))
        parse->at++; /* lazy or possessive */
    return times;
}

static void take_character(Parse *parse, Sequence *sequence, char character)
{
    Times times = read_times(parse);
    if (times == PERHAPS || (guchar)character >= 0x80) {
        end_run(sequence);
        return;
    }
    g_string_append_c(sequence->run, g_ascii_tolower(character));
    if (times == AT_LEAST_ONCE)
        end_run(sequence);
}

static void take_escape(Parse *parse, Sequence *sequence)
{
    char escaped = *++parse->at;
    if (escaped == '\0' || (guchar)escaped >= 0x80) {
        parse->lost = TRUE;
        return;
    }
    parse->at++;
    if (g_ascii_ispunct(escaped)) {
        take_character(parse, sequence, escaped);
        return;
    }
    parse->lost |= strchr("bBwWsSdDnrt", escaped) == NULL;
    end_run(sequence);
    (void)read_times(parse);
}

/* [...], at the bracket */
static void skip_class(Parse *parse)
{
    const char *p = parse->at + 1;
    p += *p == '^';
    p += *p == ']';
    for (; *p != '\0' && *p != ']'; p++) {
        if (p[0] == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '='))
            parse->lost = TRUE;
        if (p[0] == '\\' && (p[1] == '\0' || p[1] == 'Q'))
            parse->lost = TRUE;
        p += p[0] == '\\' && p[1] != '\0';
    }
    parse->lost |= *p == '\0';
    parse->at = p + (*p != '\0');
}

/* The set with the longest words; NULL if there is none. */
static const GPtrArray *best_of(const GPtrArray *sets)
{
    const GPtrArray *best = NULL;
    for (guint i = 0; i < sets->len; i++) {
        const GPtrArray *set = g_ptr_array_index(sets, i);
        if (best == NULL || shortest(set) > shortest(best))
            best = set;
    }
    return best;
}

/* One of what each of them needs; NULL when one of them needs nothing. */
static GPtrArray *one_of(const GPtrArray *alternatives)
{
    g_autoptr(GPtrArray) all = words_new();
    for (guint i = 0; i < alternatives->len; i++) {
        const GPtrArray *best = best_of(g_ptr_array_index(alternatives, i));
        if (best == NULL)
            return NULL;
        for (guint j = 0; j < best->len; j++)
            g_ptr_array_add(all, g_strdup(g_ptr_array_index(best, j)));
    }
    return all->len > 0 ? g_steal_pointer(&all) : NULL;
}

static GPtrArray *read_alternatives(Parse *parse);

/* What a group begins with, moved past; how it counts. */
static gboolean open_group(Parse *parse, gboolean *looks_out)
{
    static const struct {
        const char *sign;
        gboolean looks; /* around, and so takes nothing in */
    } signs[] = {{"?:", FALSE}, {"?s:", FALSE}, {"?>", FALSE}, {"?=", TRUE},
                 {"?!", TRUE},  {"?<=", TRUE},  {"?<!", TRUE}};
    *looks_out = FALSE;
    if (*parse->at != '?' && *parse->at != '*')
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(parse->at, signs[i].sign)) {
            parse->at += strlen(signs[i].sign);
            *looks_out = signs[i].looks;
            return TRUE;
        }
    return FALSE;
}

/* (*SKIP), (*FAIL) and their like only take matches away; FALSE: it is none of them. */
static gboolean take_verb(Parse *parse, Sequence *sequence)
{
    static const struct {
        const char *verb;
        gboolean fails;
    } verbs[] = {{"(*SKIP)", FALSE},
                 {"(*FAIL)", TRUE},
                 {"(*F)", TRUE},
                 {"(*PRUNE)", FALSE},
                 {"(*COMMIT)", FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (g_str_has_prefix(parse->at, verbs[i].verb)) {
            parse->at += strlen(verbs[i].verb);
            sequence->fails |= verbs[i].fails;
            return TRUE;
        }
    return FALSE;
}

static void take_group(Parse *parse, Sequence *sequence)
{
    gboolean looks = FALSE;
    end_run(sequence);
    if (take_verb(parse, sequence))
        return;
    parse->at++;
    if (!open_group(parse, &looks)) {
        parse->lost = TRUE;
        return;
    }
    g_autoptr(GPtrArray) alternatives = read_alternatives(parse);
    if (*parse->at != ')') {
        parse->lost = TRUE;
        return;
    }
    parse->at++;
    if (read_times(parse) != PERHAPS && !looks)
        add_set(sequence->sets, one_of(alternatives));
}

static void take_piece(Parse *parse, Sequence *sequence)
{
    switch (*parse->at) {
    case '\\':
        take_escape(parse, sequence);
        return;
    case '(':
        take_group(parse, sequence);
        return;
    case '[':
        skip_class(parse);
        break;
    case '.':
    case '^':
    case '$':
        parse->at++;
        break;
    case '*':
    case '+':
    case '?':
    case '{':
        parse->lost = TRUE;
        return;
    default:
        take_character(parse, sequence, *parse->at++);
        return;
    }
    end_run(sequence);
    (void)read_times(parse);
}

/* Up to a '|', a ')' or the end. */
static Sequence read_sequence(Parse *parse)
{
    Sequence sequence = {sets_new(), g_string_new(NULL), FALSE};
    while (!parse->lost && *parse->at != '\0' && *parse->at != '|' && *parse->at != ')')
        take_piece(parse, &sequence);
    end_run(&sequence);
    g_string_free(g_steal_pointer(&sequence.run), TRUE);
    return sequence;
}

/* The sets of each alternative that may match. */
static GPtrArray *read_alternatives(Parse *parse)
{
    GPtrArray *alternatives = sets_new();
    for (;;) {
        Sequence sequence = read_sequence(parse);
        if (sequence.fails)
            g_ptr_array_unref(sequence.sets);
        else
            g_ptr_array_add(alternatives, sequence.sets);
        if (parse->lost || *parse->at != '|')
            return alternatives;
        parse->at++;
    }
}

static GPtrArray *needed(const GPtrArray *alternatives)
{
    if (alternatives->len == 1)
        return g_ptr_array_ref(g_ptr_array_index(alternatives, 0));
    GPtrArray *sets = sets_new();
    add_set(sets, one_of(alternatives));
    return sets;
}

PatternNeeds *pattern_needs_new(const char *expression)
{
    Parse parse = {expression, FALSE};
    g_autoptr(GPtrArray) alternatives = read_alternatives(&parse);
    g_autoptr(GPtrArray) sets = needed(alternatives);
    if (parse.lost || *parse.at != '\0' || sets->len == 0)
        return NULL;
    PatternNeeds *needs = g_new0(PatternNeeds, 1);
    needs->sets = g_steal_pointer(&sets);
    return needs;
}

void pattern_needs_free(PatternNeeds *needs)
{
    if (needs == NULL)
        return;
    g_ptr_array_unref(needs->sets);
    g_free(needs);
}

static void append_set(GString *text, const GPtrArray *set)
{
    for (guint i = 0; i < set->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "|" : "",
                               (const char *)g_ptr_array_index(set, i));
}

char *pattern_needs_text(const PatternNeeds *needs)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; needs != NULL && i < needs->sets->len; i++) {
        g_string_append(text, i > 0 ? "&" : "");
        append_set(text, g_ptr_array_index(needs->sets, i));
    }
    return g_string_free(text, FALSE);
}

/* ---- texts ---- */

static guint next_trigram(guint trigram, char character)
{
    return (trigram << 5 | ((guint)(guchar)character & 31)) & 0x7fff;
}

static gboolean has_letter_beyond_ascii(const char *text, gsize length)
{
    return memmem(text, length, "\xc5\xbf", 2) != NULL ||
           memmem(text, length, "\xe2\x84\xaa", 3) != NULL;
}

void trigrams_of(Trigrams *trigrams, const char *text, gsize length)
{
    guint trigram = 0;
    memset(trigrams, 0, sizeof *trigrams);
    for (gsize i = 0; i < length; i++) {
        trigram = next_trigram(trigram, text[i]);
        trigrams->bits[trigram >> 6] |= (guint64)1 << (trigram & 63);
    }
    trigrams->any = !text_is_ascii(text, length) && has_letter_beyond_ascii(text, length);
}

static gboolean holds(const Trigrams *trigrams, const char *word)
{
    guint trigram = next_trigram(next_trigram(0, word[0]), word[1]);
    for (const char *p = word + 2; *p != '\0'; p++) {
        trigram = next_trigram(trigram, *p);
        if ((trigrams->bits[trigram >> 6] >> (trigram & 63) & 1) == 0)
            return FALSE;
    }
    return TRUE;
}

static gboolean holds_any(const Trigrams *trigrams, const GPtrArray *set)
{
    for (guint i = 0; i < set->len; i++)
        if (holds(trigrams, g_ptr_array_index(set, i)))
            return TRUE;
    return FALSE;
}

gboolean pattern_needs_met(const PatternNeeds *needs, const Trigrams *trigrams)
{
    if (needs == NULL || trigrams->any)
        return TRUE;
    for (guint i = 0; i < needs->sets->len; i++)
        if (!holds_any(trigrams, g_ptr_array_index(needs->sets, i)))
            return FALSE;
    return TRUE;
}
