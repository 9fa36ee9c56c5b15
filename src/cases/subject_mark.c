/* Marks in subjects, by a closed list: whatever else stands in brackets is somebody's words.
 *
 * A mark counts in square brackets anywhere, the government's also bare at either end. Of those that choose a mail's
 * route, NHSmail's [secure] sends to an address outside the accredited domains by its encrypting service, and the other
 * two do the same elsewhere (fields.md 2.2, its sources P40 and P42); an answer that lacks the mark goes in the clear.
 * What is given back is this file's own word, never the sender's. */
#include "subject_mark.h"
#include "text.h"
#include <string.h>

#define MARK_BYTES 40u

typedef struct {
    const char *folded; /* letters and digits of the mark, lower case */
    const char *route;  /* as it is written into an answer; NULL: it is not */
} Mark;

static const Mark marks[] = {
    {"secure", "[secure]"}, {"encrypt", "[ENCRYPT]"},    {"rw4encrypt", "[RW4ENCRYPT]"},
    {"official", NULL},     {"officialsensitive", NULL}, {"officialsensitivepersonal", NULL},
    {"external", NULL},     {"externalemail", NULL},
};
static const char *const bare[] = {"OFFICIAL-SENSITIVE", "OFFICIAL SENSITIVE", "OFFICIAL"};

static const Mark *find(const char *words, gsize length)
{
    char folded[MARK_BYTES];
    gsize count = 0;
    for (gsize i = 0; i < length; i++) {
        if (strchr(" -_:", words[i]) != NULL)
            continue;
        if (!g_ascii_isalnum(words[i]) || count + 1 == sizeof folded)
            return NULL;
        folded[count++] = g_ascii_tolower(words[i]);
    }
    folded[count] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strcmp(folded, marks[i].folded) == 0)
            return &marks[i];
    return NULL;
}

/* The mark in brackets that begins at `at`, and where it ends; NULL if there is none. */
static const Mark *bracketed(const char *at, const char **end_out)
{
    const char *close = *at == '[' ? strchr(at, ']') : NULL;
    const Mark *mark = close != NULL ? find(at + 1, (gsize)(close - at - 1)) : NULL;
    *end_out = mark != NULL ? close + 1 : at;
    return mark;
}

const char *subject_mark_of_route(const char *subject)
{
    for (const char *at = strchr(subject, '['); at != NULL; at = strchr(at + 1, '[')) {
        const char *end;
        const Mark *mark = bracketed(at, &end);
        if (mark != NULL && mark->route != NULL)
            return mark->route;
    }
    return NULL;
}

/* The government's marking in capitals at the beginning, with what parts it from the rest. */
static gsize bare_at_start(const char *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bare); i++) {
        gsize length = strlen(bare[i]);
        if (strncmp(text, bare[i], length) == 0 && !g_ascii_isalnum(text[length]))
            return length + strspn(text + length, " :-,;/");
    }
    return 0;
}

static void drop_bare_at_end(GString *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(bare); i++) {
        gsize length = strlen(bare[i]);
        if (!g_str_has_suffix(text->str, bare[i]))
            continue;
        gsize start = text->len - length;
        if (start == 0 || !g_ascii_isalnum(text->str[start - 1]))
            g_string_truncate(text, start);
        return;
    }
}

char *subject_mark_strip(const char *subject)
{
    GString *kept = g_string_sized_new(strlen(subject));
    for (const char *at = subject + bare_at_start(subject); *at;) {
        const char *end;
        if (bracketed(at, &end) != NULL)
            at = end;
        else
            g_string_append_c(kept, *at++);
    }
    g_strchug(kept->str);
    g_string_set_size(kept, strlen(kept->str));
    drop_bare_at_end(kept);
    g_strchomp(kept->str);
    return g_string_free(kept, FALSE);
}
