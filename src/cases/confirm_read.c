/* Reads a message as one party's account of what was agreed. A date said of one issue changes that date; a 'but'
 * that was not understood makes the whole unclear; a date said of nothing in particular is the one issue's, if there is
 * only one and the sentence says nothing else. Decides nothing. */
#include "confirm_read.h"
#include "duties.h"
#include "outcome.h"
#include "outstanding_pair.h"
#include "reading_value.h"
#include "text.h"
#include "wish.h"
#include <string.h>

#define TERMS_ENOUGH 2 /* words that carry meaning: "strategy discussion" */

void confirm_read_free(ConfirmRead *read)
{
    if (read == NULL)
        return;
    g_free(read->outcome);
    g_ptr_array_unref(read->items);
    g_free(read);
}

static gboolean says(const Deciding *x, const char *sentence, const char *statement)
{
    return words_say(x->rules, sentence, statement);
}

/* ---- what is outstanding ---- */

static GPtrArray *copy_items(GPtrArray *base)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(outstanding_free);
    for (guint i = 0; base != NULL && i < base->len; i++) {
        const Outstanding *item = g_ptr_array_index(base, i);
        g_ptr_array_add(items, outstanding_new(i + 1, item->item, item->owner, item->due));
    }
    return items;
}

static GPtrArray *own_list(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "outstanding");
    if (value != NULL && !value->proposed)
        return outstanding_read(x->rules, x->today, x->sender->name, value->value);
    return outstanding_in_prose(x->rules, x->today, x->sender->name, x->reading->said);
}

/* ---- what is changed in prose ---- */

static guint set_due(ConfirmRead *read, const char *sentence, Day day)
{
    guint n = 0;
    for (guint i = 0; i < read->items->len; i++) {
        Outstanding *item = g_ptr_array_index(read->items, i);
        if (!outstanding_meant(read->items, item, sentence))
            continue;
        item->due = day;
        n++;
    }
    return n;
}

/* "The plan was sent on Monday" is of an issue that is done, and no new date for it. */
static gboolean says_done(const Deciding *x, const char *sentence)
{
    g_autofree char *folded = text_fold(sentence);
    return outcome_sentence_says(x->rules, sentence, "done") && strstr(folded, " by ") == NULL;
}

static void read_deviation(const Deciding *x, ConfirmRead *read, const char *sentence)
{
    if (says_done(x, sentence))
        return;
    Day day = day_read(sentence, x->today, TRUE, NULL, NULL);
    g_autoptr(GPtrArray) content = outstanding_content(sentence);
    gboolean reserves = says(x, sentence, "reservation");
    if (day == DAY_UNKNOWN) {
        read->unclear |= reserves;
        return;
    }
    guint named = set_due(read, sentence, day);
    if (named == 0 && content->len == 0 && read->items->len == 1) {
        ((Outstanding *)g_ptr_array_index(read->items, 0))->due = day;
        named = 1;
    }
    read->deviates |= named > 0;
    read->unclear |= named == 0 && reserves;
}

/* ---- whether it confirms, and what was agreed ---- */

/* A no to the question for a written confirmation, as one word or in a sentence ("We do not agree"). */
static gboolean field_denies(const Deciding *x)
{
    const FieldValue *confirmed = reading_value(x->reading, "confirmed_by");
    return confirmed != NULL && !confirmed->proposed &&
           (value_denies(confirmed->value) || says(x, confirmed->value, "confirmation-refused") ||
            says(x, confirmed->value, "unresolved"));
}

static gboolean field_is_receipt(const Deciding *x)
{
    const FieldValue *confirmed = reading_value(x->reading, "confirmed_by");
    return confirmed != NULL && !confirmed->proposed &&
           outcome_sentence_says(x->rules, confirmed->value, "receipt-only");
}

static gboolean field_assents(const Deciding *x)
{
    const FieldValue *confirmed = reading_value(x->reading, "confirmed_by");
    g_autofree char *folded = confirmed != NULL ? text_fold(confirmed->value) : NULL;
    if (folded != NULL && *folded != '\0' && !value_denies(confirmed->value) &&
        !field_is_receipt(x) && !form_is_evasive(x->rules->forms, confirmed->value))
        return TRUE;
    return wish_of_form(x) == WISH_RESOLVED ||
           g_strcmp0(reading_canonical(x->reading, "kind"), "confirmation") == 0;
}

static gboolean is_part_of_outcome(const Deciding *x, const char *sentence)
{
    g_autofree char *folded = text_fold(sentence);
    return !says(x, sentence, "policy-issue") && !g_str_has_prefix(folded, "outstanding") &&
           !says(x, sentence, "nothing-outstanding") && !g_str_has_prefix(folded, "regards") &&
           !g_str_has_prefix(folded, "kind regards") && !says(x, sentence, "thanks") &&
           !text_same(sentence, x->sender->name);
}

/* "Strategy meeting tomorrow": one word that carries meaning and a day are enough as well. */
static guint weight(const Deciding *x, const char *sentence)
{
    g_autoptr(GPtrArray) content = outstanding_content(sentence);
    gboolean dated = content->len > 0 && !says(x, sentence, "confirmed") &&
                     day_read(sentence, x->today, TRUE, NULL, NULL) != DAY_UNKNOWN;
    return content->len + dated;
}

/* The prose without what is said of other things; nothing when a bare 'agreed' is left. */
static char *terms_in_prose(const Deciding *x)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->words);
    g_autoptr(GString) terms = g_string_new(NULL);
    guint enough = 0;
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (!is_part_of_outcome(x, sentence))
            continue;
        g_string_append_printf(terms, "%s%s", terms->len > 0 ? " " : "", sentence);
        enough += weight(x, sentence);
    }
    return enough >= TERMS_ENOUGH ? g_string_free(g_steal_pointer(&terms), FALSE) : NULL;
}

/* Above the labels of a form ("Agreed: a meeting tomorrow.", then "Outstanding: …"), and not a covering note. */
static gboolean speaks_of_outcome(const Deciding *x)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(x->reading->words);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if (outcome_sentence_says(x->rules, sentence, "resolved") ||
            outcome_sentence_says(x->rules, sentence, "confirmed"))
            return TRUE;
    }
    return FALSE;
}

/* What it names by its label; NULL where that says nothing. */
static const char *stated_outcome(const Deciding *x)
{
    const FieldValue *value = reading_value(x->reading, "agreed_outcome");
    return value != NULL && !value->proposed && !text_empty(value->value) &&
                   !form_is_evasive(x->rules->forms, value->value) &&
                   !form_is_no_information(x->rules->forms, value->value)
               ? value->value
               : NULL;
}

static char *own_outcome(const Deciding *x, gboolean terms)
{
    const char *stated = stated_outcome(x);
    if (stated != NULL)
        return g_strdup(stated);
    return terms && (!x->reading->has_form || speaks_of_outcome(x)) ? terms_in_prose(x) : NULL;
}

static void read_sentences(const Deciding *x, ConfirmRead *read)
{
    g_autoptr(GPtrArray) sentences =
        outcome_sentences(x->reading->has_form ? x->reading->words : x->reading->said);
    gboolean receipt = field_is_receipt(x);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        gboolean doubted = says(x, sentence, "not-confirmed");
        gboolean other = outcome_sentence_says(x->rules, sentence, "receipt-only");
        receipt |= other && says(x, sentence, "confirmed");
        read->assents |= says(x, sentence, "confirmed") && !doubted && !other;
        read->unclear |= says(x, sentence, "confirmation-refused");
        if (!read->listed && !says(x, sentence, "policy-issue"))
            read_deviation(x, read, sentence);
    }
    read->denies = field_denies(x);
    read->assents |= reading_says(x->reading, "resolved") || field_assents(x);
    read->assents &= !read->denies;
    read->unclear |= receipt && !read->assents; /* that the mail came, or that it will be done */
}

ConfirmRead *confirm_read_make(const Deciding *x, GPtrArray *base, gboolean terms)
{
    ConfirmRead *read = g_new0(ConfirmRead, 1);
    GPtrArray *list = own_list(x);
    read->listed = list != NULL;
    read->items = list != NULL ? list : copy_items(base);
    read_sentences(x, read);
    read->stated = stated_outcome(x) != NULL;
    read->outcome = own_outcome(x, terms);
    return read;
}
