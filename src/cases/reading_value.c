/* Typed values: enums by their words, dates day first, agencies by the directory. A value that
 * cannot be read stays as it was written and becomes a question; 'Not applicable' and its like are
 * answers. */
#include "reading_value.h"
#include "nhs_number.h"
#include "phone.h"
#include "policy_asks.h"
#include "text.h"
#include "text_words.h"
#include "yes_no.h"
#include <string.h>

#define ADULT_YEARS 18
#define CARRIED_DAYS 300u /* a child who is not born yet is born within these */

gboolean value_denies(const char *value)
{
    g_autofree char *folded = text_fold(value);
    return g_str_equal(folded, "no") || g_str_has_prefix(folded, "no ") ||
           g_str_equal(folded, "not") || g_str_has_prefix(folded, "not ");
}

gboolean value_says_expected(const char *value)
{
    g_autofree char *folded = text_fold(value);
    static const char *const words[] = {"edd", "due", "unborn", "expected", "estimated"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(folded, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* "4 May", "4/5": of a birth nobody can tell which year, and the nearest one may lie ahead. */
static gboolean lacks_year(const char *value, gsize start, gsize end)
{
    guint numbers = 0, longest = 0, length = 0;
    gboolean named = FALSE;
    for (gsize i = start; i < end; i++) {
        gboolean digit = g_ascii_isdigit(value[i]);
        numbers += digit && length == 0;
        length = digit ? length + 1 : 0;
        longest = MAX(longest, length);
        named |= g_ascii_isalpha(value[i]);
    }
    return numbers > 0 && longest < 4 && numbers + named < 3;
}

void value_birth(const char *value, Day reference, Day *born_out, Day *expected_out)
{
    gboolean expected = value_says_expected(value);
    gsize start = 0, end = 0;
    Day day = day_read(value, reference, expected, &start, &end);
    if (day > reference + CARRIED_DAYS)
        return;
    if (expected)
        *expected_out = day;
    else if (day <= reference && !lacks_year(value, start, end))
        *born_out = day;
}

void value_status(const FormField *field, const char *value, GPtrArray *status)
{
    g_autoptr(GPtrArray) found = form_field_choices_in(field, value);
    for (guint i = 0; i < found->len; i++)
        g_ptr_array_add(status,
                        (gpointer)((const FieldChoice *)g_ptr_array_index(found, i))->value);
    if (status->len == 0 && form_is_no_information(field->forms, value))
        g_ptr_array_add(status, g_strcmp0(yes_no_said(NULL, value), "no") == 0
                                    ? (gpointer) "none"
                                    : (gpointer) "not_known");
}

/* Of an open list: each part of the answer that is one of the policy's own reasons, and those that
 * the form knows in other words. */
static char *canonical_reasons(const FormField *field, const Policy *policy, const char *value)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_auto(GStrv) parts = g_strsplit_set(value, ",;/\n", -1);
    for (guint i = 0; parts[i]; i++) {
        const char *own = policy_reason(policy, parts[i]);
        g_autoptr(GPtrArray) known = own ? NULL : form_field_choices_in(field, parts[i]);
        for (guint j = 0; j < (own ? 1 : known->len); j++) {
            const char *word =
                own ? own : ((const FieldChoice *)g_ptr_array_index(known, j))->value;
            if (!g_ptr_array_find_with_equal_func(found, word, g_str_equal, NULL))
                g_ptr_array_add(found, (gpointer)word);
        }
    }
    g_ptr_array_add(found, NULL);
    return found->len > 1 ? g_strjoinv(",", (char **)found->pdata) : NULL;
}

static char *canonical_choices(const FormField *field, const char *value)
{
    g_autoptr(GPtrArray) found = form_field_choices_in(field, value);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++)
        text_append(joined, i > 0 ? "," : "",
                    ((const FieldChoice *)g_ptr_array_index(found, i))->value, NULL);
    return found->len > 0 ? g_string_free(g_steal_pointer(&joined), FALSE) : NULL;
}

static char *canonical_enum(const FormField *field, const char *value)
{
    const FieldChoice *choice = form_field_choice(field, value);
    if (yes_no_left_open(value))
        return choice != NULL && strchr(value, '?') == NULL ? g_strdup(choice->value) : NULL;
    if (choice != NULL)
        return g_strdup(choice->value);
    g_autoptr(GPtrArray) found = form_field_choices_in(field, value);
    return found->len == 1 ? g_strdup(((const FieldChoice *)g_ptr_array_index(found, 0))->value)
                           : NULL;
}

static char *canonical_agency(const Ruleset *rules, const char *value)
{
    g_autoptr(AgencyMatch) match = directory_agency_named(rules->directory, value);
    return match->agency != NULL ? g_strdup(match->agency->id) : NULL;
}

static char *canonical_date(const FormField *field, const char *value, Day reference)
{
    gboolean ahead = g_str_equal(field->key, "safe_by");
    Day day = day_read(value, reference, ahead, NULL, NULL);
    return day != DAY_UNKNOWN ? day_iso(day) : NULL;
}

static char *canonical_birth(const char *value, Day reference)
{
    Day born = DAY_UNKNOWN, expected = DAY_UNKNOWN;
    value_birth(value, reference, &born, &expected);
    Day day = born != DAY_UNKNOWN ? born : expected;
    return day != DAY_UNKNOWN ? day_iso(day) : NULL;
}

char *value_canonical(const FormField *field, const Ruleset *rules, const Policy *policy,
                      const char *value, Day reference)
{
    switch (field->type) {
    case FIELD_ENUM:
        return canonical_enum(field, value);
    case FIELD_MULTI:
        if (field->policy_reasons)
            return canonical_reasons(field, policy, value);
        return canonical_choices(field, value);
    case FIELD_STATUS:
        return canonical_choices(field, value);
    case FIELD_YES_NO:
        return g_strdup(yes_no_said(field, value));
    case FIELD_DATE:
        return canonical_date(field, value, reference);
    case FIELD_BIRTH:
        return canonical_birth(value, reference);
    case FIELD_AGENCY:
        return canonical_agency(rules, value);
    case FIELD_STAGE: {
        gboolean claimed = FALSE;
        const PolicyStage *stage =
            policy != NULL ? policy_stage_named(policy, value, &claimed) : NULL;
        return stage != NULL ? g_strdup(stage->id) : NULL;
    }
    default:
        return g_strdup(value);
    }
}

/* Never a guess: a month beyond December may be a day, and which day was meant the sender says. */
static const char *unread_date(const char *value, Day reference)
{
    switch (day_trouble(value, reference)) {
    case DAY_TROUBLE_MONTH_FIRST:
        return "this looks like a date with the month first; please write it as day, month, year";
    case DAY_TROUBLE_WEEKDAY:
        return "the day of the week and the date do not agree; please write it as day, month, year";
    case DAY_TROUBLE_NO_SUCH_DAY:
        return "there is no such day; please write it as day, month, year";
    default:
        return "this date could not be read; please write it as day, month, year";
    }
}

static const char *date_problem(const FormField *field, const char *canonical, const char *value,
                                Day reference)
{
    if (canonical == NULL)
        return unread_date(value, reference);
    Day day = day_from_iso(canonical);
    if (g_str_equal(field->key, "disagreement_date") && day > reference)
        return "this date lies in the future";
    if (g_str_equal(field->key, "safe_by") && day < reference)
        return "this date has already passed";
    return NULL;
}

static const char *unread_birth(const char *value, Day reference)
{
    Day day = day_read(value, reference, FALSE, NULL, NULL);
    if (day == DAY_UNKNOWN)
        return unread_date(value, reference);
    if (day > reference + CARRIED_DAYS)
        return "this date lies further ahead than a child can be expected; please write it as "
               "day, month, year, the year with four digits";
    return day > reference
               ? "this date lies in the future; please write it as day, month, year, or EDD before "
                 "it if the child is not born yet"
               : "the year is missing; please write it as day, month, year";
}

static const char *birth_problem(const char *canonical, const char *value, Day reference)
{
    Day born = canonical != NULL ? day_from_iso(canonical) : DAY_UNKNOWN;
    if (born == DAY_UNKNOWN)
        return unread_birth(value, reference);
    return born < reference && day_years(born, reference) >= ADULT_YEARS
               ? "by this date the person is eighteen or older; is it right?"
               : NULL;
}

/* 'Not known' and its like are answers, but "No?" to a yes or no is a question. */
static gboolean says_nothing(const FormField *field, const char *value)
{
    return !field->must_know && form_is_no_information(field->forms, value) &&
           ((field->type != FIELD_YES_NO && field->type != FIELD_ENUM) ||
            strchr(value, '?') == NULL);
}

/* A short list of files says where to look; everywhere else what is asked for is asked again. */
static gboolean says_elsewhere(const FormField *field, const char *value)
{
    return field->type != FIELD_ROWS && !g_str_equal(field->key, "attachments") &&
           form_is_evasive(field->forms, value);
}

static const char *short_problem(const FormField *field, const char *value)
{
    return g_str_equal(field->key, "child.ids") && nhs_number_is_wrong(value)
               ? "this NHS number does not pass its check; is it right?"
               : NULL;
}

static const char *contact_problem(const char *value)
{
    g_autofree char *number = phone_read(value, NULL, NULL);
    return number == NULL && strchr(value, '@') == NULL
               ? "neither a telephone number nor an e-mail address could be read"
               : NULL;
}

/* A yes or no that is neither, nor an accepted "not known". */
static gboolean leaves_open(const FormField *field, const char *canonical)
{
    return canonical == NULL || (field->must_know && g_str_equal(canonical, "not known"));
}

const char *value_problem(const FormField *field, const char *canonical, const char *value,
                          Day reference)
{
    if (says_nothing(field, value))
        return NULL;
    if (says_elsewhere(field, value))
        return "please say it in the form itself";
    switch (field->type) {
    case FIELD_DATE:
        return date_problem(field, canonical, value, reference);
    case FIELD_BIRTH:
        return birth_problem(canonical, value, reference);
    case FIELD_ENUM:
    case FIELD_STATUS:
        return canonical == NULL ? "this answer was not understood" : NULL;
    case FIELD_YES_NO:
        return !leaves_open(field, canonical) ? NULL
               : field->must_know             ? "please answer yes or no"
                                              : "please answer yes, no or not known";
    case FIELD_AGENCY:
        return canonical == NULL ? "we could not tell which organisation this is" : NULL;
    case FIELD_STAGE:
        return canonical == NULL ? "the policy has no such stage" : NULL;
    case FIELD_SHORT:
        return short_problem(field, value);
    case FIELD_CONTACT:
        return contact_problem(value);
    default:
        return NULL;
    }
}

gboolean value_is_unread(const FormField *field, const char *canonical, const char *value)
{
    if (says_nothing(field, value))
        return FALSE;
    switch (field->type) {
    case FIELD_DATE:
    case FIELD_BIRTH:
    case FIELD_ENUM:
    case FIELD_STATUS:
    case FIELD_AGENCY:
    case FIELD_STAGE:
        return canonical == NULL;
    case FIELD_YES_NO:
        return leaves_open(field, canonical);
    case FIELD_CONTACT:
        return contact_problem(value) != NULL;
    default:
        return says_elsewhere(field, value);
    }
}

const char *words_how(const char *words)
{
    static const struct {
        const char *word, *how;
    } ways[] = {{"on teams", "video call"},   {"via teams", "video call"},
                {"by teams", "video call"},   {"over teams", "video call"},
                {"teams call", "video call"}, {"teams meeting", "video call"},
                {"video", "video call"},      {"phone", "telephone"},
                {"phoned", "telephone"},      {"telephone", "telephone"},
                {"telephoned", "telephone"},  {"call", "telephone"},
                {"i called", "telephone"},    {"we called", "telephone"},
                {"rang", "telephone"},        {"face to face", "face to face"},
                {"meeting", "meeting"},       {"met", "meeting"},
                {"email", "e-mail"},          {"emailed", "e-mail"},
                {"e mail", "e-mail"}};
    g_autofree char *folded = text_fold(words);
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
        if (text_has_folded(folded, ways[i].word))
            return ways[i].how;
    return NULL;
}
