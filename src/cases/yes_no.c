/* What counts as a yes and as a no. Promises: no answer about a child's danger is read as a no because it begins with the
 * letters of one. "No idea", "No - but bruises seen", "No?" and "not sure, maybe no" are no answers: they are asked again,
 * and the office sees that. "No longer" says nothing of now. It decides nothing. */
#include "yes_no.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

static gboolean is_among(const char *const *words, const char *folded)
{
    return g_strv_contains(words, folded);
}

static gboolean is_unknown(const char *folded)
{
    static const char *const words[] = {"not known",     "not sure",      "unsure",
                                        "unknown",       "don t know",    "dont know",
                                        "do not know",   "i don t know",  "i dont know",
                                        "we don t know", "we dont know",  "not certain",
                                        "no idea",       "not yet known", "not known yet",
                                        "can t say",     "cannot say",    NULL};
    return is_among(words, folded);
}

/* Each as the whole answer. */
static gboolean is_plain_no(const char *folded)
{
    static const char *const words[] = {"no",
                                        "n",
                                        "none",
                                        "false",
                                        "nope",
                                        "no no",
                                        "no thank you",
                                        "not at present",
                                        "no not at present",
                                        "not at the moment",
                                        "no not at the moment",
                                        "not currently",
                                        "no not currently",
                                        "not at this time",
                                        "no not at this time",
                                        "not immediate",
                                        "not immediately",
                                        "no not immediately",
                                        "no not immediate",
                                        "no she is not",
                                        "no he is not",
                                        "no they are not",
                                        "she is not",
                                        "he is not",
                                        "they are not",
                                        NULL};
    return is_among(words, folded);
}

/* "no immediate risk", "not at immediate risk of harm", "No, she is not in immediate danger": every word of it is one of
 * these, so that nothing else is said. */
static gboolean denies_danger(const char *folded)
{
    static const char *const may[] = {
        "no", "not", "is",  "are", "there",     "she",  "he",   "they",   "the",         "child",
        "at", "in",  "any", "of",  "immediate", "risk", "harm", "danger", "significant", NULL};
    static const char *const must[] = {"risk", "harm", "danger", NULL};
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    gboolean denied = FALSE, danger = FALSE;
    for (guint i = 0; words[i] != NULL; i++) {
        if (!is_among(may, words[i]))
            return FALSE;
        denied |= g_str_equal(words[i], "no") || g_str_equal(words[i], "not");
        danger |= is_among(must, words[i]);
    }
    return denied && danger && g_str_has_prefix(folded, "no");
}

/* Words that take back what stands before them, or leave it open. */
static gboolean is_reserved(const char *folded)
{
    static const char *const words[] = {
        "but",     "if",      "unless",   "until",     "however", "although", "though",   "except",
        "maybe",   "perhaps", "possibly", "probably",  "might",   "may",      "not sure", "unsure",
        "not yet", "when",    "only",     "hopefully", "i think", "or",       NULL};
    for (guint i = 0; words[i] != NULL; i++)
        if (text_has_folded(folded, words[i]))
            return TRUE;
    return FALSE;
}

/* Is `word` said, and what follows set apart from it: "No, we have one", "Yes: tonight"? */
static gboolean stands_apart(const char *value, const char *word)
{
    const char *at = value + strspn(value, " \t*_\"'");
    if (g_ascii_strncasecmp(at, word, strlen(word)) != 0)
        return FALSE;
    at += strlen(word);
    at += strspn(at, " \t*_\"'");
    return *at != '\0' && strchr(",.;:-!(\n/", *at) != NULL;
}

static const char *explained(const char *value, const char *folded)
{
    if (is_reserved(folded))
        return NULL;
    if (g_str_has_prefix(folded, "yes "))
        return "yes";
    return g_str_has_prefix(folded, "no ") && stands_apart(value, "no") ? "no" : NULL;
}

gboolean yes_no_of_danger(const FormField *field)
{
    static const char urgent[] = "urgent"; /* what makes it a policy's question */
    return field != NULL && (form_asks_of_harm(field->key) ||
                             (field->asked_when != NULL &&
                              g_strv_contains((const char *const *)field->asked_when, urgent)));
}

/* The question's own words for a yes or a no: "suspected", asked whether something is possible. */
static const char *in_own_words(const FormField *field, const char *value)
{
    if (field == NULL || field->choices->len == 0)
        return NULL;
    const FieldChoice *whole = form_field_choice(field, value);
    if (whole != NULL)
        return g_str_equal(whole->value, "yes") ? "yes" : "no";
    g_autoptr(GPtrArray) found = form_field_choices_in(field, value);
    for (guint i = 0; i < found->len; i++)
        if (g_str_equal(((const FieldChoice *)g_ptr_array_index(found, i))->value, "yes"))
            return "yes";
    return NULL;
}

const char *yes_no_said(const FormField *field, const char *value)
{
    static const char *const yes[] = {"yes", "y", "true", NULL};
    g_autofree char *folded = text_fold(value);
    if (is_unknown(folded))
        return "not known";
    if (yes_no_of_danger(field) && g_str_has_prefix(folded, "yes "))
        return "yes";
    const char *own = in_own_words(field, value);
    if (own != NULL)
        return own;
    if (strchr(value, '?') != NULL)
        return NULL;
    if (is_among(yes, folded))
        return "yes";
    if (is_plain_no(folded))
        return "no";
    if (yes_no_of_danger(field))
        return denies_danger(folded) ? "no" : NULL;
    return explained(value, folded);
}

gboolean yes_no_left_open(const char *value)
{
    g_autofree char *folded = text_fold(value);
    const char *said = yes_no_said(NULL, value);
    gboolean begins = g_str_equal(folded, "yes") || g_str_has_prefix(folded, "yes ") ||
                      g_str_equal(folded, "no") || g_str_has_prefix(folded, "no ");
    return begins && (said == NULL || g_str_equal(said, "not known"));
}
