/* Interprets a message as read: which fields it answers, with typed values, which children it
 * speaks of, what it states. Fields of the message's own form win over forwarded ones, those over
 * quoted ones; quoted text is otherwise not read here (threats.md 42). It decides nothing. */
#include "reading.h"
#include "choice.h"
#include "outcome.h"
#include "reading_fields.h"
#include "reading_value.h"
#include "text.h"
#include "yes_no.h"
#include <string.h>

#define KEPT_BLOCK 512u /* bytes */

static void value_free(gpointer data)
{
    FieldValue *value = data;
    g_free(value->canonical);
    g_free(value);
}

static void child_free(gpointer data)
{
    ChildRead *child = data;
    g_free(child->name);
    g_free(child->ids);
    g_free(child->setting);
    g_free(child->first);
    g_free(child->family);
    g_ptr_array_unref(child->status);
    g_free(child);
}

static void problem_free(gpointer data)
{
    ReadProblem *problem = data;
    g_free(problem->key);
    g_free(problem->text);
    g_free(problem->read);
    g_free(problem);
}

/* What the value alone did not tell, other values did. */
static void is_read(Reading *reading, FieldValue *value, const Agency *agency)
{
    value->canonical = g_strdup(agency->id);
    for (guint i = reading->problems->len; i-- > 0;) {
        const ReadProblem *problem = g_ptr_array_index(reading->problems, i);
        if (problem->unread && g_str_equal(problem->key, value->field->key))
            g_ptr_array_remove_index(reading->problems, i);
    }
}

/* A name alone: where its owner works ("Jane Marlow, social worker, Barking") says nothing of whose agency it is. */
static void append_name(GString *words, const char *person)
{
    static const char *const ends[] = {",", ";", "(", "/", "\n", " - ", " of ", " at ", " from "};
    gsize length = strlen(person);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        const char *end = strstr(person, ends[i]);
        length = end != NULL ? MIN(length, (gsize)(end - person)) : length;
    }
    g_string_append_c(words, ' ');
    g_string_append_len(words, person, (gssize)length);
}

/* The agency of that key; the names of its people, as the form has them, may stand behind its own. */
static AgencyMatch *read_agency(Reading *reading, const Ruleset *rules, const char *key,
                                const char *const *beside)
{
    FieldValue *agency = (FieldValue *)reading_value(reading, key);
    if (agency == NULL)
        return NULL;
    g_autoptr(GString) words = g_string_new(NULL);
    for (; *beside != NULL; beside++) {
        const FieldValue *value = reading_value(reading, *beside);
        if (value != NULL)
            append_name(words, value->value);
    }
    AgencyMatch *match = directory_agency_named_beside(rules->directory, agency->value, words->str);
    if (match->agency != NULL && agency->canonical == NULL)
        is_read(reading, agency, match->agency);
    return match;
}

static void read_agencies(Reading *reading, const Ruleset *rules)
{
    static const char *const raising[] = {"originator", "raising_manager", NULL};
    static const char *const challenged[] = {"challenged_person", "challenged_manager", NULL};
    reading->raising = read_agency(reading, rules, "raising_agency", raising);
    reading->challenged = read_agency(reading, rules, "challenged_agency", challenged);
}

/* A claim in the writer's own words, else in the subject; of a forwarded form only when they make none. */
static void read_stage(Reading *reading, const Ruleset *rules, const MailRecord *mail,
                       const Policy *policy)
{
    const FieldValue *field = reading_value(reading, "stage_claimed");
    gboolean own_field = field != NULL && !field->proposed;
    const char *const texts[] = {
        own_field ? field->value : NULL,
        own_field || (reading->has_form && !reading->forwarded) ? NULL : reading->words,
        own_field || !reading->has_form ? NULL : mail->subject,
        own_field || field == NULL ? NULL : field->value};
    for (gsize i = 0; policy != NULL && i < G_N_ELEMENTS(texts) && !reading->stage_claimed; i++) {
        if (texts[i] == NULL || form_is_no_information(rules->forms, texts[i]))
            continue;
        reading->stage = policy_stage_named(policy, texts[i], &reading->stage_claimed);
        if (own_field)
            reading->stage_claimed = TRUE;
        if (texts[i] == reading->words && reading->stage != NULL &&
            outcome_stage_doubtful(rules, policy, texts[i], reading->stage)) {
            reading->stage_claimed = FALSE;
            reading->stage = NULL;
            reading->unclear = TRUE;
        }
        if (reading->stage_claimed)
            reading->stage_text = text_line(texts[i], 60);
    }
}

static gboolean say(const Ruleset *rules, const char *words, const Trigrams *trigrams,
                    const char *statement)
{
    const GPtrArray *phrases = forms_phrases(rules->forms, statement);
    gsize length = strlen(words);
    for (guint i = 0; phrases != NULL && i < phrases->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(phrases, i);
        if (pattern_search(phrase->pattern, words, length, trigrams) == PATTERN_YES)
            return TRUE;
    }
    return FALSE;
}

gboolean words_say(const Ruleset *rules, const char *words, const char *statement)
{
    Trigrams trigrams;
    trigrams_of(&trigrams, words, strlen(words));
    return say(rules, words, &trigrams, statement);
}

/* A line of ours that came back above the questions of a form. A word or two of it may be anybody's,
 * unless such a line stands right above. */
static gboolean is_ours(const Ruleset *rules, const Policy *policy, const char *line, gsize length,
                        gboolean above)
{
    g_autofree char *copy = g_strndup(line, length);
    g_autofree char *folded = text_fold(copy);
    const char *blank = strchr(folded, ' ');
    if (*folded == '\0' || (!above && (blank == NULL || strchr(blank + 1, ' ') == NULL)))
        return FALSE;
    return form_is_heading(rules->forms, folded) ||
           (policy != NULL && strstr(policy->heading, folded) != NULL);
}

static gboolean is_answered(GHashTable *answered, const char *line, gsize length)
{
    g_autofree char *text = answered != NULL ? text_trim_copy(line, length) : NULL;
    return text != NULL && *text != '\0' && g_hash_table_contains(answered, text);
}

/* The text without the form's labels and heading: what we ask must never read as what the sender says. */
static char *without_labels(const MailRecord *mail, const Ruleset *rules, const Policy *policy,
                            gboolean prose_only, GHashTable *answered)
{
    const FormLabels *labels = forms_labels(rules->forms);
    g_autoptr(GString) kept = g_string_sized_new(prose_only ? 0 : strlen(mail->text_new));
    gboolean heading = mail->fields->len > 0, ours = FALSE;
    for (const char *line = mail->text_new; *line != '\0';) {
        gsize length = strcspn(line, "\n"), value = 0;
        LabelExtent extent;
        gboolean labelled = form_labels_find(labels, line, length, FALSE, &value, &extent) >= 0;
        if (labelled && prose_only)
            break;
        if (is_answered(answered, line, length)) {
            line += length + (line[length] == '\n');
            continue;
        }
        heading = heading && !labelled;
        ours = heading && is_ours(rules, policy, line, length, ours);
        if (!ours)
            g_string_append_len(kept, line + (labelled ? value : 0),
                                (gssize)(length - (labelled ? value : 0)));
        if (!ours)
            g_string_append_c(kept, '\n');
        line += length + (line[length] == '\n');
    }
    return g_string_free(g_steal_pointer(&kept), FALSE);
}

/* Danger is looked for everywhere in the new text, also in a form's values. */
static gboolean speaks_of_harm(const MailRecord *mail, const Ruleset *rules, const char *text)
{
    Trigrams trigrams;
    trigrams_of(&trigrams, text, strlen(text));
    return (say(rules, text, &trigrams, "immediate-harm") &&
            !say(rules, text, &trigrams, "no-immediate-harm")) ||
           words_say(rules, mail->subject, "immediate-harm");
}

gboolean reading_alarms(const Ruleset *rules, const char *answer)
{
    return words_say(rules, answer, "harm-words") || words_say(rules, answer, "harm-possible");
}

/* An answer about danger that is neither yes nor no, in words of harm: "no idea, she may be hurt", "No - but bruises",
 * or that does not rule it out: "Possibly". */
static void read_danger(Reading *reading, const Ruleset *rules)
{
    for (guint i = 0; i < reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(reading->values, i);
        if (value->field->type == FIELD_YES_NO && yes_no_of_danger(value->field) &&
            value->canonical == NULL && reading_alarms(rules, value->value))
            reading->claims_harm = TRUE;
    }
}

static void read_statements(Reading *reading, const Ruleset *rules)
{
    Trigrams trigrams;
    gsize length = strlen(reading->words);
    GHashTable *set = reading->statements;
    trigrams_of(&trigrams, reading->words, length);
    for (guint i = 0; i < forms_statements(rules->forms); i++) {
        const StatementPhrase *phrase = forms_statement_at(rules->forms, i);
        PatternResult result = pattern_search(phrase->pattern, reading->words, length, &trigrams);
        if (result == PATTERN_UNDECIDED)
            reading->undecided = TRUE;
        if (result == PATTERN_YES)
            g_hash_table_add(set, (gpointer)phrase->statement);
    }
    for (guint i = 0; i < forms_statements(rules->forms) && g_hash_table_size(set) > 0; i++) {
        const StatementPhrase *phrase = forms_statement_at(rules->forms, i);
        for (guint j = 0; phrase->unless != NULL && phrase->unless[j] != NULL; j++)
            if (g_hash_table_contains(set, phrase->unless[j]))
                g_hash_table_remove(set, phrase->statement);
    }
}

/* What is asked or denied in one sentence is no statement, whatever stands in the next. */
static void read_by_sentence(Reading *reading, const Ruleset *rules)
{
    static const char *const statements[] = {"recorded-on-file", "originator-told"};
    g_autoptr(GPtrArray) sentences = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (!words_say(rules, reading->words, statements[i]))
            continue;
        gboolean said = FALSE;
        if (sentences == NULL)
            sentences = outcome_sentences(reading->words);
        for (guint j = 0; j < sentences->len && !said; j++)
            said = outcome_sentence_says(rules, g_ptr_array_index(sentences, j), statements[i]);
        g_hash_table_remove(reading->statements, statements[i]);
        if (said)
            g_hash_table_add(reading->statements, (gpointer)statements[i]);
    }
}

/* A wish may run over the end of a line that the mail program broke. */
static void read_wrapped(Reading *reading, const Ruleset *rules)
{
    static const char *const statements[] = {"asks-onwards", "asks-closing", "asks-advice"};
    if (strchr(reading->words, '\n') == NULL)
        return;
    g_autoptr(GString) unbroken = g_string_new(NULL);
    g_autoptr(GPtrArray) sentences = outcome_sentences(reading->words);
    for (guint i = 0; i < sentences->len; i++)
        text_append(unbroken, g_ptr_array_index(sentences, i), "\n", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
        if (!reading_says(reading, statements[i]) && words_say(rules, unbroken->str, statements[i]))
            g_hash_table_add(reading->statements, (gpointer)statements[i]);
}

/* 'resolved' and 'unresolved' count where a sentence says so, not where it only speaks of it. */
static void read_outcome(Reading *reading, const Ruleset *rules)
{
    Outcome said = outcome_said(rules, reading->words);
    g_hash_table_remove(reading->statements, "resolved");
    g_hash_table_remove(reading->statements, "unresolved");
    if (said == OUTCOME_RESOLVED)
        g_hash_table_add(reading->statements, (gpointer) "resolved");
    if (said == OUTCOME_UNRESOLVED)
        g_hash_table_add(reading->statements, (gpointer) "unresolved");
    reading->unclear = said == OUTCOME_UNCLEAR;
}

/* So does a decision, which may only be asked about, awaited or told of. */
static void read_decision(Reading *reading, const Ruleset *rules)
{
    if (reading_says(reading, "decision") &&
        choice_said(rules, reading->words, TRUE) != CHOICE_DECISION)
        g_hash_table_remove(reading->statements, "decision");
}

/* What the words say, apart from the fields. */
static void read_what_is_said(Reading *reading, const Ruleset *rules)
{
    read_statements(reading, rules);
    read_by_sentence(reading, rules);
    read_wrapped(reading, rules);
    read_outcome(reading, rules);
    read_decision(reading, rules);
}

static void read_prose(Reading *reading, const MailRecord *mail, const Ruleset *rules,
                       const Policy *policy, GHashTable *answered)
{
    g_free(reading->prose);
    reading->prose = mail->fields->len > 0 || answered != NULL
                         ? without_labels(mail, rules, policy, TRUE, answered)
                         : g_strdup(mail->text_new);
    reading->words = text_empty(mail->text_new) ? mail->subject : reading->prose;
}

Reading *reading_make(const MailRecord *mail, const Ruleset *rules, const Policy *policy,
                      Day reference)
{
    Reading *reading = g_new0(Reading, 1);
    reading->values = g_ptr_array_new_with_free_func(value_free);
    reading->children = g_ptr_array_new_with_free_func(child_free);
    reading->problems = g_ptr_array_new_with_free_func(problem_free);
    reading->statements = g_hash_table_new(g_str_hash, g_str_equal);
    reading->kept = g_string_chunk_new(KEPT_BLOCK);
    read_prose(reading, mail, rules, policy, NULL);
    reading_fields(reading, mail, rules, policy, reference);
    const char *kind = reading_canonical(reading, "kind");
    reading->kind =
        kind != NULL ? g_intern_string(kind) : NULL; /* the decision outlives the reading */
    read_agencies(reading, rules);
    read_what_is_said(reading, rules);
    reading->said = without_labels(mail, rules, policy, FALSE, NULL);
    reading->claims_harm = speaks_of_harm(mail, rules, reading->said);
    read_danger(reading, rules);
    read_stage(reading, rules, mail, policy);
    return reading;
}

void reading_refresh(Reading *reading, const Ruleset *rules, const Policy *policy,
                     const MailRecord *mail)
{
    reading->has_form = reading->has_form || reading->values->len >= FORM_FIELDS_ENOUGH;
    g_clear_pointer(&reading->raising, agency_match_free);
    g_clear_pointer(&reading->challenged, agency_match_free);
    read_agencies(reading, rules);
    read_danger(reading, rules);
    read_stage(reading, rules, mail, policy);
}

void reading_answered(Reading *reading, const Ruleset *rules, const Policy *policy,
                      const MailRecord *mail, GHashTable *lines)
{
    read_prose(reading, mail, rules, policy, lines);
    g_hash_table_remove_all(reading->statements);
    read_what_is_said(reading, rules);
}

void reading_free(Reading *reading)
{
    if (reading == NULL)
        return;
    g_string_chunk_free(reading->kept);
    g_ptr_array_unref(reading->values);
    g_ptr_array_unref(reading->children);
    g_ptr_array_unref(reading->problems);
    g_hash_table_unref(reading->statements);
    g_free(reading->stage_text);
    g_free(reading->prose);
    g_free(reading->said);
    g_clear_pointer(&reading->raising, agency_match_free);
    g_clear_pointer(&reading->challenged, agency_match_free);
    g_free(reading);
}

/* A status said of somebody else, or not for certain, is no answer (status_said.c). */
static gboolean is_of_another(const Ruleset *rules, const char *words, const PatternMatch *match)
{
    gsize from = match->start[0];
    while (from > 0 && strchr(".?!\n", words[from - 1]) == NULL)
        from--;
    g_autofree char *sentence =
        g_strndup(words + from, match->end[0] - from + strcspn(words + match->end[0], ".?!\n"));
    return words_say(rules, sentence, "status-unsure");
}

static void answer_in_words(Reading *reading, const Ruleset *rules, const FormField *field,
                            const FieldPhrase *phrase, Day reference)
{
    PatternMatch match;
    gsize length = strlen(reading->words);
    if (pattern_match(phrase->pattern, reading->words, length, 0, &match) != PATTERN_YES ||
        (field->type == FIELD_STATUS && is_of_another(rules, reading->words, &match)))
        return;
    FieldValue *value = g_new0(FieldValue, 1);
    value->field = field;
    value->part = "text";
    value->place = "";
    value->own_words = TRUE;
    gboolean grouped = match.start[1] != G_MAXSIZE && match.end[1] > match.start[1];
    if (grouped) {
        g_autofree char *said =
            text_trim_copy(reading->words + match.start[1], match.end[1] - match.start[1]);
        value->value = g_intern_string(said);
    } else {
        value->value = phrase->value != NULL ? phrase->value : "";
    }
    value->canonical = g_strdup(phrase->value != NULL ? phrase->value : value->value);
    if (field->child) {
        ChildRead *child = reading->children->len > 0 ? g_ptr_array_index(reading->children, 0)
                                                      : reading_child_begin(reading);
        reading_child_take(child, field, value->value, reference);
        if (field->type == FIELD_STATUS && child->status->len == 0 && phrase->value != NULL)
            g_ptr_array_add(child->status, (gpointer)phrase->value);
        value->child = 1;
    }
    g_ptr_array_add(reading->values, value);
}

/* "No. He was burnt." is no no. */
static gboolean is_taken_back(const Reading *reading, const Ruleset *rules, const FormField *field,
                              const FieldPhrase *phrase)
{
    return yes_no_of_danger(field) && g_strcmp0(phrase->value, "no") == 0 &&
           words_say(rules, reading->words, "harm-words");
}

/* Asked about danger, somebody who begins with neither yes nor no for certain and goes on in words of harm. */
static gboolean answers_in_harm(const Reading *reading, const Ruleset *rules,
                                const FormField *field)
{
    return field != NULL && field->type == FIELD_YES_NO && yes_no_of_danger(field) &&
           reading_find_value(reading, field, 0) == NULL &&
           ((words_say(rules, reading->words, "harm-answer") &&
             words_say(rules, reading->words, "harm-words")) ||
            words_say(rules, reading->words, "harm-possible-answer"));
}

void reading_answers(Reading *reading, const Ruleset *rules, GPtrArray *asked, Day reference)
{
    for (guint i = 0; i < asked->len; i++) {
        const FormField *field = forms_field(rules->forms, g_ptr_array_index(asked, i));
        for (guint j = 0; field != NULL && j < field->phrases->len; j++) {
            if (reading_find_value(reading, field, field->child ? 1 : 0) != NULL)
                break;
            const FieldPhrase *phrase = g_ptr_array_index(field->phrases, j);
            if (!is_taken_back(reading, rules, field, phrase))
                answer_in_words(reading, rules, field, phrase, reference);
        }
        if (answers_in_harm(reading, rules, field))
            reading->claims_harm = reading->answers_in_harm = TRUE;
    }
}

const FieldValue *reading_value(const Reading *reading, const char *key)
{
    for (guint i = 0; i < reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(reading->values, i);
        if (text_is(value->field->key, key))
            return value;
    }
    return NULL;
}

const char *reading_canonical(const Reading *reading, const char *key)
{
    const FieldValue *value = reading_value(reading, key);
    return value != NULL ? value->canonical : NULL;
}

gboolean reading_says(const Reading *reading, const char *statement)
{
    return g_hash_table_contains(reading->statements, statement);
}
