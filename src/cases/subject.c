/* Cleans a subject line that somebody else wrote.
 *
 * The rule is what may stay, not what must go: a word stays when it is in the vocabulary below, a
 * digit when it follows a word for a stage, a reference when its check letter is right. Everything
 * else, names, initials, dates and numbers of any kind, becomes '…'. The vocabulary has no word
 * that is a common English name or surname, which is why 'may', 'will', 'read' or 'grace' are not
 * in it.
 *
 * Cannot fail; does no I/O. */
#include "subject.h"

#include <string.h>

#include "reference_find.h"
#include "subject_mark.h"
#include "text.h"

#define SUBJECT_LIMIT 200 /* characters looked at; what follows is one more … */
#define WHOLE_LIMIT (1u << 20)
#define GAP "…"

static const char *const vocabulary[] = {
    "acknowledgement",
    "advice",
    "agency",
    "automatic",
    "chair",
    "challenge",
    "child",
    "children",
    "children's",
    "closed",
    "closing",
    "concern",
    "concerns",
    "conference",
    "confirmation",
    "confirmed",
    "decision",
    "delivery",
    "discussion",
    "disagreement",
    "encrypt",
    "enquiry",
    "escalate",
    "escalated",
    "escalation",
    "failure",
    "file",
    "form",
    "formal",
    "forward",
    "four",
    "fw",
    "fwd",
    "harm",
    "immediate",
    "information",
    "invitation",
    "level",
    "manager",
    "managers",
    "meeting",
    "message",
    "new",
    "not",
    "notice",
    "notification",
    "office",
    "officer",
    "one",
    "outcome",
    "panel",
    "partnership",
    "plan",
    "please",
    "policy",
    "professional",
    "protection",
    "re",
    "recorded",
    "reference",
    "referral",
    "reminder",
    "reopened",
    "reply",
    "representation",
    "representative",
    "request",
    "resolution",
    "resolved",
    "response",
    "returned",
    "safeguarding",
    "secure",
    "social",
    "stage",
    "step",
    "strategy",
    "template",
    "three",
    "tier",
    "two",
    "undeliverable",
    "undelivered",
    "unresolved",
    "update",
    "urgent",
    "whistleblowing",
    NULL,
};
static const char *const before_a_number[] = {"level", "stage", "step", "tier", NULL};

typedef struct {
    GString *text;
    gboolean gap;    /* something was left out since the last kept word */
    gboolean number; /* the word just kept may be followed by a digit */
} Clean;

static void keep(Clean *clean, const char *word, gsize length)
{
    if (clean->gap)
        g_string_append(clean->text, clean->text->len ? " " GAP : GAP);
    if (clean->text->len)
        g_string_append_c(clean->text, ' ');
    g_string_append_len(clean->text, word, (gssize)length);
    clean->gap = FALSE;
}

static gboolean is_stage_number(const Clean *clean, const char *word)
{
    return clean->number && !clean->gap && word[0] >= '1' && word[0] <= '9' && !word[1];
}

static void take_word(Clean *clean, const char *start, gsize length)
{
    g_autofree char *copy = g_strndup(start, length);
    g_autofree char *word = g_utf8_strdown(copy, -1);
    gboolean known = g_strv_contains(vocabulary, word);
    if (known || is_stage_number(clean, word)) {
        gboolean colon = start[length] == ':';
        keep(clean, start, length + (colon ? 1 : 0));
    } else {
        clean->gap = TRUE;
    }
    clean->number = known && g_strv_contains(before_a_number, word);
}

static gboolean is_word_letter(gunichar letter)
{
    return g_unichar_isalnum(letter) || g_unichar_ismark(letter) || letter == '\'' ||
           letter == 0x2019;
}

/* The words of [at, end), which lies in a string that ends in NUL. */
static void take_words(Clean *clean, const char *at, const char *end)
{
    while (at < end) {
        const char *start = at;
        while (at < end && is_word_letter(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        if (at > start)
            take_word(clean, start, (gsize)(at - start));
        if (at < end) {
            /* a picture may stand for a name too ("J♥") */
            if (g_unichar_type(g_utf8_get_char(at)) == G_UNICODE_OTHER_SYMBOL)
                clean->gap = TRUE;
            at = g_utf8_next_char(at);
        }
    }
}

char *subject_clean(const char *subject, const char *const *prefixes)
{
    g_autofree char *marked = text_line(subject ? subject : "", WHOLE_LIMIT);
    g_autofree char *bare = subject_mark_strip(marked);
    g_autofree char *whole = text_line(bare, WHOLE_LIMIT);
    g_autofree char *line = text_line(whole, SUBJECT_LIMIT);
    Clean clean = {.text = g_string_new(NULL)};
    gsize from = 0;
    for (;;) {
        g_autoptr(ReferenceFound) found = reference_find(line, prefixes, from);
        if (found == NULL)
            break;
        const char *right = reference_found_right(found);
        take_words(&clean, line + from, line + (right ? found->start : found->end));
        if (right)
            keep(&clean, right, strlen(right));
        clean.number = FALSE;
        from = found->end;
    }
    take_words(&clean, line + from, line + strlen(line));
    if (clean.gap || strlen(line) < strlen(whole))
        g_string_append(clean.text, clean.text->len ? " " GAP : GAP);
    return g_string_free(clean.text, FALSE);
}
