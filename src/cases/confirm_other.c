/* Holds what a party writes when it is asked to confirm against what it was asked to confirm. A sentence that confirms may
 * say what was shown to the party, who and how, and the words of courtesy that the phrases name; a further word, number or
 * day is another account, which nobody has compared. A sentence that confirms nothing is one where it speaks of what was
 * agreed and names another day or other words of substance. Prefers no account, decides nothing, fails never. */
#include "confirm_other.h"
#include "outcome.h"
#include "reading_value.h"
#include "text.h"
#include "told_days.h"
#include <string.h>

#define STEM 4u /* "start" and "starting" are one word */
#define ENDING 3u

typedef struct {
    const Deciding *x;
    GPtrArray *agreed; /* words of what was agreed */
    GPtrArray *known;  /* further words: people, agencies */
    GArray *days;
} Shown;

/* ---- words and days ---- */

static void add_words(GPtrArray *words, const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) parts = g_strsplit(folded, " ", -1);
    for (guint i = 0; parts[i] != NULL; i++)
        if (*parts[i] != '\0')
            g_ptr_array_add(words, g_strdup(parts[i]));
}

static void show_days(Shown *shown, const char *text, Day day)
{
    g_array_append_val(shown->days, day);
    told_days_add(shown->days, text, day);
}

static void show(Shown *shown, const char *text, Day day)
{
    if (text == NULL)
        return;
    add_words(shown->agreed, text);
    show_days(shown, text, day);
}

static gboolean same_stem(const char *a, const char *b)
{
    gsize left = strlen(a), right = strlen(b), fewer = MIN(left, right);
    return (fewer >= STEM && MAX(left, right) - fewer <= ENDING && strncmp(a, b, fewer) == 0) ||
           strcmp(a, b) == 0;
}

static gboolean has_word(const GPtrArray *words, const char *word)
{
    for (guint i = 0; i < words->len; i++)
        if (same_stem(g_ptr_array_index(words, i), word))
            return TRUE;
    return FALSE;
}

/* ---- what was shown ---- */

static void know_agency(Shown *shown, const char *id)
{
    const Agency *agency = directory_agency(shown->x->rules->directory, id);
    if (agency == NULL)
        return;
    add_words(shown->known, agency->name);
    for (guint i = 0; agency->aliases != NULL && agency->aliases[i] != NULL; i++)
        add_words(shown->known, agency->aliases[i]);
}

static void know_people(Shown *shown)
{
    const Case *c = shown->x->c;
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        g_autofree char *role = role_words(holder->role);
        add_words(shown->known, holder->name);
        add_words(shown->known, role);
    }
    add_words(shown->known, text_or_empty(c->originator.name));
    add_words(shown->known, text_or_empty(c->originator.role));
    add_words(shown->known, text_or_empty(shown->x->sender->name));
    know_agency(shown, c->raising);
    know_agency(shown, c->challenged);
    for (guint i = 0; i < c->children->len; i++)
        add_words(shown->known,
                  text_or_empty(((const Child *)g_ptr_array_index(c->children, i))->name));
}

static void show_items(Shown *shown, const GPtrArray *items)
{
    for (guint i = 0; items != NULL && i < items->len; i++) {
        const Outstanding *item = g_ptr_array_index(items, i);
        add_words(shown->agreed, item->item);
        know_agency(shown, item->owner);
        add_words(shown->known, text_or_empty(item->owner));
        if (item->due != DAY_UNKNOWN)
            g_array_append_val(shown->days, item->due);
    }
}

static void show_account(Shown *shown, const Account *account)
{
    if (account == NULL)
        return;
    Day day = instant_day(account->at, shown->x->rules->site.zone);
    show(shown, account->outcome, day);
    show(shown, account->words, day);
    show_items(shown, account->items);
}

/* ---- one sentence ---- */

static gboolean is_courtesy(const Shown *shown, const char *word)
{
    return words_say(shown->x->rules, word, "confirmation-word");
}

/* Words of substance that nobody was shown; *shares_out: some that were. */
static guint new_words(const Shown *shown, const char *sentence, gboolean *shares_out)
{
    g_autoptr(GPtrArray) words = outstanding_content(sentence);
    g_autofree char *folded = text_fold(sentence);
    g_auto(GStrv) all = g_strsplit(folded, " ", -1);
    for (guint i = 0; all[i] != NULL; i++)
        if (g_ascii_isdigit(*all[i]))
            g_ptr_array_add(words, g_strdup(all[i]));
    guint n = 0;
    for (guint i = 0; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);
        gboolean courtesy = is_courtesy(shown, word), told = has_word(shown->agreed, word);
        *shares_out |= told && !courtesy;
        n += !told && !courtesy && !has_word(shown->known, word);
    }
    return n;
}

/* What the policy asks for besides: "the file is updated" is no account of what was agreed. */
static gboolean of_another_duty(const Deciding *x, const char *sentence)
{
    for (guint i = 0; i < x->policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->owed, i);
        for (guint j = 0; !rule->confirms && rule->met_by[j] != NULL; j++)
            if (outcome_sentence_says(x->rules, sentence, rule->met_by[j]))
                return TRUE;
    }
    return words_say(x->rules, sentence, "policy-issue");
}

static gboolean says_of_agreement(const Deciding *x, const char *sentence)
{
    return words_say(x->rules, sentence, "confirmed") || words_say(x->rules, sentence, "resolved");
}

/* `of_agreement`: the sentence stands where it must speak of what was agreed. */
static gboolean tells_another(const Shown *shown, const char *text, gboolean of_agreement)
{
    const Deciding *x = shown->x;
    if (!of_agreement &&
        (of_another_duty(x, text) || outcome_sentence_says(x->rules, text, "done")))
        return FALSE;
    g_autoptr(GString) sentence = g_string_new(text);
    gboolean shares = FALSE;
    guint days = told_days_new(shown->days, sentence, x->today);
    guint words = new_words(shown, sentence->str, &shares);
    if (of_agreement || says_of_agreement(x, text))
        return days + words > 0;
    return (days > 0 && (shares || words == 0)) || (words > 0 && shares);
}

/* ---- the message ---- */

static gboolean any_tells(const Shown *shown, const char *text, gboolean of_agreement)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    for (guint i = 0; i < sentences->len; i++)
        if (tells_another(shown, g_ptr_array_index(sentences, i), of_agreement))
            return TRUE;
    return FALSE;
}

static void shown_clear(Shown *shown)
{
    g_ptr_array_unref(shown->agreed);
    g_ptr_array_unref(shown->known);
    g_array_unref(shown->days);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

static void shown_init(Shown *shown, const Deciding *x, const ConfirmRead *read, const char *agreed,
                       Day told)
{
    *shown = (Shown){.x = x,
                     .agreed = g_ptr_array_new_with_free_func(g_free),
                     .known = g_ptr_array_new_with_free_func(g_free),
                     .days = g_array_new(FALSE, FALSE, sizeof(Day))};
    g_array_append_val(shown->days, x->today);
    show(shown, agreed, told);
    show_items(shown, read->items);
    know_people(shown);
}

gboolean confirm_other(const Deciding *x, const ConfirmRead *read, const char *agreed, Day told,
                       const Account *theirs)
{
    g_auto(Shown) shown;
    shown_init(&shown, x, read, agreed, told);
    show_account(&shown, theirs);
    const FieldValue *confirmed = reading_value(x->reading, "confirmed_by");
    return any_tells(&shown, x->reading->words, FALSE) ||
           (confirmed != NULL && !confirmed->proposed &&
            any_tells(&shown, confirmed->value, FALSE));
}

gboolean confirm_other_outcome(const Deciding *x, const ConfirmRead *read, const char *agreed,
                               Day told)
{
    g_auto(Shown) shown;
    shown_init(&shown, x, read, agreed, told);
    /* what is agreed for today is not agreed because it is written today */
    g_array_set_size(shown.days, 0);
    told_days_add(shown.days, agreed, told);
    return any_tells(&shown, read->outcome, TRUE);
}
