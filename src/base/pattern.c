/* pattern: regular expressions that cannot run away.
 *
 * Owns one compiled expression with its limits on backtracking, heap and depth, and the length of
 * what is looked at: the match limit alone does not bound an expression that is quadratic in its
 * subject. JIT code is used where the kernel allows it, the interpreter otherwise. Every error but
 * 'no match' is PATTERN_UNDECIDED: an expression that gave up has not said that the words are
 * absent. Patterns are written by the operator, subjects by strangers. Once made, a pattern may be
 * used from several threads: what a match writes to is the thread's own. */
#include "pattern.h"
#include "error.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#define PATTERN_BYTES 8192u
#define PATTERN_NESTING 50u
#define MATCH_STEPS 100000u
#define MATCH_DEPTH 10000u
#define MATCH_HEAP_KIB 8192u
#define SUBJECT_BYTES ((gsize)64 << 10)
#define JIT_STACK_FIRST ((gsize)32 << 10)
#define JIT_STACK_LAST ((gsize)512 << 10)
#define ERROR_TEXT_BYTES 256

/* What is not worked out before it is asked for: most commands load many patterns and match few. */
struct Pattern {
    char *expression;
    pcre2_code *code; /* NULL: it does not compile */
    pcre2_match_context *limits;
    PatternNeeds *needs;
    guint32 shortest; /* characters of the shortest text that it matches, at least */
    gsize compiled, jit_tried, needs_known;
};

static void data_free(gpointer data)
{
    pcre2_match_data_free(data);
}

static GPrivate own_data = G_PRIVATE_INIT(data_free);

/* Of the match that this thread is making. */
static pcre2_match_data *match_data(void)
{
    pcre2_match_data *data = g_private_get(&own_data);
    if (data == NULL) {
        data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
        g_private_set(&own_data, data);
    }
    return data;
}

static pcre2_code *compile(const char *expression, int *problem_out, PCRE2_SIZE *offset_out)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_max_pattern_length(context, PATTERN_BYTES);
    pcre2_set_parens_nest_limit(context, PATTERN_NESTING);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                      PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, problem_out,
                      offset_out, context);
    pcre2_compile_context_free(context);
    return code;
}

static pcre2_match_context *limits_new(void)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(limits, MATCH_STEPS);
    pcre2_set_depth_limit(limits, MATCH_DEPTH);
    pcre2_set_heap_limit(limits, MATCH_HEAP_KIB);
    return limits;
}

static void compile_once(Pattern *pattern)
{
    if (!g_once_init_enter(&pattern->compiled))
        return;
    int problem = 0;
    PCRE2_SIZE offset = 0;
    pattern->code = compile(pattern->expression, &problem, &offset);
    if (pattern->code)
        (void)pcre2_pattern_info(pattern->code, PCRE2_INFO_MINLENGTH, &pattern->shortest);
    g_once_init_leave(&pattern->compiled, 1);
}

Pattern *pattern_new_later(const char *expression)
{
    Pattern *pattern = g_new0(Pattern, 1);
    pattern->expression = g_strdup(expression);
    pattern->limits = limits_new();
    return pattern;
}

gboolean pattern_check(const Pattern *pattern, GError **error)
{
    compile_once((Pattern *)pattern);
    if (pattern->code)
        return TRUE;
    int problem = 0;
    PCRE2_SIZE offset = 0;
    PCRE2_UCHAR text[ERROR_TEXT_BYTES];
    pcre2_code_free(compile(pattern->expression, &problem, &offset));
    pcre2_get_error_message(problem, text, sizeof text);
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG,
                "pattern '%.80s' at offset %" G_GSIZE_FORMAT ": %s", pattern->expression,
                (gsize)offset, (const char *)text);
    return FALSE;
}

Pattern *pattern_new(const char *expression, GError **error)
{
    g_autoptr(Pattern) pattern = pattern_new_later(expression);
    return pattern_check(pattern, error) ? g_steal_pointer(&pattern) : NULL;
}

void pattern_free(Pattern *pattern)
{
    if (!pattern)
        return;
    g_free(pattern->expression);
    pattern_needs_free(pattern->needs);
    pcre2_match_context_free(pattern->limits);
    pcre2_code_free(pattern->code);
    g_free(pattern);
}

static gboolean inside_character(const char *subject, gsize length, gsize at)
{
    return at < length && ((guchar)subject[at] & 0xc0) == 0x80;
}

/* Again with room on a stack of its own; one is not kept for every pattern, since few ever need it.
 */
static int match_with_stack(const Pattern *pattern, const char *subject, gsize end, gsize start,
                            guint32 options, pcre2_match_data *data)
{
    pcre2_jit_stack *stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_LAST, NULL);
    if (!stack)
        return PCRE2_ERROR_NOMEMORY;
    pcre2_match_context *limits = pcre2_match_context_copy(pattern->limits);
    pcre2_jit_stack_assign(limits, NULL, stack);
    int result = pcre2_match(pattern->code, (PCRE2_SPTR)subject, end, start, options, data, limits);
    pcre2_match_context_free(limits);
    pcre2_jit_stack_free(stack);
    return result;
}

static int run(const Pattern *pattern, const char *subject, gsize length, gsize start,
               pcre2_match_data *data)
{
    guint32 options = PCRE2_NO_UTF_CHECK;
    gsize end = length;
    if (g_once_init_enter(&((Pattern *)pattern)->jit_tried)) {
        /* refused under MDWE: the interpreter then does the same work */
        pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
        g_once_init_leave(&((Pattern *)pattern)->jit_tried, 1);
    }
    if (length - start > SUBJECT_BYTES) {
        options |= PCRE2_NOTEOL; /* the cut is no end of a line */
        for (end = start + SUBJECT_BYTES; inside_character(subject, length, end); end--)
            ;
    }
    int result =
        pcre2_match(pattern->code, (PCRE2_SPTR)subject, end, start, options, data, pattern->limits);
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = match_with_stack(pattern, subject, end, start, options, data);
    return result;
}

static void copy_groups(pcre2_match_data *data, int found, PatternMatch *match)
{
    const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(data);
    for (int i = 0; i < PATTERN_GROUPS; i++) {
        gboolean set = (found == 0 || i < found) && vector[2 * i] != PCRE2_UNSET;
        match->start[i] = set ? vector[2 * i] : G_MAXSIZE;
        match->end[i] = set ? vector[2 * i + 1] : G_MAXSIZE;
    }
}

PatternResult pattern_match(const Pattern *pattern, const char *subject, gsize length, gsize start,
                            PatternMatch *match_out)
{
    compile_once((Pattern *)pattern);
    if (pattern->code == NULL)
        return PATTERN_UNDECIDED;
    if (start > length || length - start < pattern->shortest)
        return PATTERN_NO;
    if (inside_character(subject, length, start))
        return PATTERN_UNDECIDED;
    pcre2_match_data *data = match_data();
    int found = run(pattern, subject, length, start, data);
    if (found >= 0 && match_out)
        copy_groups(data, found, match_out);
    if (found == PCRE2_ERROR_NOMATCH)
        return PATTERN_NO;
    return found >= 0 ? PATTERN_YES : PATTERN_UNDECIDED;
}

gboolean pattern_may_match(const Pattern *pattern, const Trigrams *subject)
{
    Pattern *own = (Pattern *)pattern;
    if (g_once_init_enter(&own->needs_known)) {
        own->needs = pattern_needs_new(own->expression);
        g_once_init_leave(&own->needs_known, 1);
    }
    return pattern_needs_met(own->needs, subject);
}

PatternResult pattern_search(const Pattern *pattern, const char *subject, gsize length,
                             const Trigrams *trigrams)
{
    return pattern_may_match(pattern, trigrams) ? pattern_match(pattern, subject, length, 0, NULL)
                                                : PATTERN_NO;
}
