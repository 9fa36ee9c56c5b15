/* Records answers as facts with where they came from. Rows ("5 Mar, telephone, Callum Reyes, Stage
 * Two, not resolved") are taken apart as far as they can be; what cannot be told apart stays in the
 * row's text. */
#include "facts.h"
#include "confirming.h"
#include "correcting.h"
#include "earlier.h"
#include "entitled.h"
#include "missing.h"
#include "outcome.h"
#include "outstanding_pair.h"
#include "person_name.h"
#include "reading_value.h"
#include "sender_proof.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

#define CHILD_UNKNOWN G_MAXUINT

static gboolean is_proven_first(const Deciding *x, const FieldValue *value, const Fact *before)
{
    return value->field->type != FIELD_ROWS && *before->message != '\0' && sender_proof_now(x) &&
           !sender_proof_counts(x->c, before->message);
}

/* What was said before, and by the same person where everybody answers for himself. In somebody's name, without a proof that it
 * was he, it was not said yet: he says it now. */
static gboolean is_repeated(const Deciding *x, const FieldValue *value, const Fact *before)
{
    return g_str_equal(before->value, value->value) && !is_proven_first(x, value, before) &&
           (x->sender == NULL || !policy_owed_each(x->policy, value->field->key) ||
            g_str_equal(earlier_writer(x->c, before->message), x->sender->email));
}

static guint record_fact(Deciding *x, Event *event, const FieldValue *value, guint child)
{
    const Fact *before = case_fact_of(x->c, value->field->key, child);
    if (entitled_not_to_deny(x, value)) {
        (void)deciding_problem(x, value->field->key, value->line,
                               "this is asked of the agency that raised it; your answer stands in "
                               "your message");
        return 0;
    }
    if (before != NULL && (is_repeated(x, value, before) || !correcting_may(x, value, before)))
        return 0;
    event_change(event, "fact", value->field->key, decimal(child), value->value, "", value->part,
                 decimal(value->line), value->proposed ? "yes" : "no", NULL);
    if (*value->place != '\0')
        event_change(event, "fact-place", value->field->key, decimal(child), value->place, NULL);
    return 1;
}

static gboolean birth_agrees(const ChildRead *read, const Child *child)
{
    return (read->born == DAY_UNKNOWN || child->born == DAY_UNKNOWN || read->born == child->born);
}

/* The whole name written out is the same child's, whatever the date says: then it corrects the date. Initials and parts of a
 * name need the date not to speak against them: a twin has another first name. */
static gboolean is_named(const ChildRead *read, const Child *child)
{
    switch (name_compare(read->name, child->name)) {
    case NAME_SAME:
        return birth_agrees(read, child) || name_words(read->name) > 1;
    case NAME_INITIALS:
        return birth_agrees(read, child);
    case NAME_PART:
        return birth_agrees(read, child) && read->born != DAY_UNKNOWN && child->born != DAY_UNKNOWN;
    default:
        return FALSE;
    }
}

static gboolean lacks_all(const Deciding *x, const ChildRead *read, guint n)
{
    const gboolean said[] = {read->born != DAY_UNKNOWN || read->expected != DAY_UNKNOWN,
                             read->status->len > 0, read->ids != NULL, read->setting != NULL};
    static const char *const keys[] = {"child.dob", "child.status", "child.ids", "child.setting"};
    gboolean any = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (said[i] && !missing_of_child(x->c, x->rules, keys[i], n))
            return FALSE;
        any |= said[i];
    }
    return any;
}

/* Of several children the one whom the case has not been told this of; 0 when it may be more than one. */
static guint only_lacking(const Deciding *x, const ChildRead *read)
{
    guint found = 0;
    for (guint i = 0; i < x->c->children->len; i++) {
        guint n = ((const Child *)g_ptr_array_index(x->c->children, i))->n;
        if (!lacks_all(x, read, n))
            continue;
        if (found > 0)
            return 0;
        found = n;
    }
    return found;
}

static gboolean is_taken(const guint *numbers, guint position, guint n)
{
    for (guint i = 1; i < position; i++)
        if (numbers[i] == n)
            return TRUE;
    return FALSE;
}

/* The case's child that the message means: by our own form, by name or initials (of twins with one name the next one), else
 * the only one; 0 = a new one, CHILD_UNKNOWN = one of several, and nobody can tell which. */
static guint find_child(const Deciding *x, const ChildRead *read, guint position,
                        const guint *numbers)
{
    const Case *c = x->c;
    if (read->of > 0)
        return read->of <= c->children->len ? read->of : 0;
    for (guint i = 0; read->name != NULL && i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        if (is_named(read, child) && !is_taken(numbers, position, child->n))
            return child->n;
    }
    if (read->name != NULL && c->children->len > 0) {
        const Child *only = g_ptr_array_index(c->children, 0);
        return c->children->len == 1 && *only->name == '\0' ? only->n : 0;
    }
    if (read->name == NULL && c->children->len > 1 && x->reading->children->len == 1) {
        guint n = only_lacking(x, read);
        return n > 0 ? n : CHILD_UNKNOWN;
    }
    return position <= c->children->len ? position : 0;
}

/* What was read where nothing is known, else "" for no change. */
static const char *unknown(const char *known, const char *read)
{
    return *known == '\0' && read != NULL ? read : "";
}

/* The case's number for each of the message's children, by its position from 1; 0 stands for the case. */
static guint *find_children(const Deciding *x)
{
    guint *numbers = g_new0(guint, x->reading->children->len + 1);
    guint next_new = x->c->children->len;
    for (guint i = 1; i <= x->reading->children->len; i++) {
        numbers[i] = find_child(x, g_ptr_array_index(x->reading->children, i - 1), i, numbers);
        if (numbers[i] == 0)
            numbers[i] = ++next_new;
    }
    return numbers;
}

/* What could not be read is asked about the child that it was written of, or about whichever it is. */
static void place_problems(Deciding *x, const guint *numbers)
{
    for (guint i = 0; i < x->decision->problems->len; i++) {
        FieldProblem *problem = g_ptr_array_index(x->decision->problems, i);
        guint n = problem->child <= x->reading->children->len ? numbers[problem->child] : 0;
        problem->child = n != CHILD_UNKNOWN ? n : 0;
    }
}

void facts_place_problems(Deciding *x)
{
    g_autofree guint *numbers = find_children(x);
    place_problems(x, numbers);
}

static void record_child(Deciding *x, Event *event, const ChildRead *read, guint n)
{
    const Child *known = correcting_child(x) ? NULL : case_child(x->c, n);
    gboolean dated = known != NULL && known->born != DAY_UNKNOWN;
    g_autofree char *born =
        read->born != DAY_UNKNOWN && !dated ? day_iso(read->born) : g_strdup("");
    g_autofree char *expected =
        read->expected != DAY_UNKNOWN && !dated ? day_iso(read->expected) : g_strdup("");
    event_change(event, "child", decimal(n), unknown(known != NULL ? known->name : "", read->name),
                 unknown(known != NULL ? known->ids : "", read->ids),
                 unknown(known != NULL ? known->setting : "", read->setting), born, expected, NULL);
    g_autoptr(GString) status = g_string_new(NULL);
    for (guint i = 0; i < read->status->len; i++)
        g_string_append_printf(status, "%s%s", i > 0 ? "," : "",
                               (const char *)g_ptr_array_index(read->status, i));
    if (status->len > 0)
        event_change(event, "child-status", decimal(n), status->str, NULL);
}

static const PolicyStage *stage_in_row(const Deciding *x, const char *row)
{
    gboolean claimed = FALSE;
    return policy_stage_named(x->policy, row, &claimed);
}

/* Who is asked about one more sends the whole list again. */
static gboolean is_on_record(const Case *c, const char *row)
{
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *before = g_ptr_array_index(c->discussions, i);
        if (!before->proposed && text_is(before->outcome, row))
            return TRUE;
    }
    return FALSE;
}

static guint record_discussion_row(Deciding *x, Event *event, const char *row, gboolean proposed)
{
    if (form_is_no_information(x->rules->forms, row))
        return 0; /* 'None' is no discussion */
    Day day = day_read(row, x->today, FALSE, NULL, NULL);
    const PolicyStage *stage = stage_in_row(x, row);
    const char *how = words_how(row);
    g_autofree char *iso = day != DAY_UNKNOWN ? day_iso(day) : g_strdup("");
    g_autofree char *outcome = text_line(row, 400);
    if (*outcome == '\0' || is_on_record(x->c, outcome))
        return 0;
    event_change(event, "discussion", iso, stage != NULL ? stage->id : "", how != NULL ? how : "",
                 "", outcome, proposed ? "yes" : "no", NULL);
    return 1;
}

/* Somebody else whom the same surname may mean. */
static gboolean is_ambiguous(GPtrArray *people, const Post *post)
{
    for (guint i = 0; i < people->len; i++) {
        const Post *other = g_ptr_array_index(people, i);
        if (!text_same(other->name, post->name) &&
            text_same(text_surname(other->name), text_surname(post->name)))
            return TRUE;
    }
    return FALSE;
}

/* The members in post on that day whom a row names: by their whole names, else by surnames that are one person's. */
static GPtrArray *members_named(const Deciding *x, const char *row, Day day)
{
    g_autofree char *folded = text_fold(row);
    g_autoptr(GPtrArray) fully = g_ptr_array_new();
    g_autoptr(GPtrArray) called = g_ptr_array_new();
    for (guint i = 0; i < directory_posts(x->rules->directory); i++) {
        const Post *post = directory_post_at(x->rules->directory, i);
        if (!post->full_member || !directory_post_is_held(post, day))
            continue;
        if (text_has_words(folded, post->name))
            g_ptr_array_add(fully, (gpointer)post);
        if (text_has_words(folded, text_surname(post->name)))
            g_ptr_array_add(called, (gpointer)post);
    }
    if (fully->len > 0)
        return g_steal_pointer(&fully);
    g_autoptr(GPtrArray) certain = g_ptr_array_new();
    for (guint i = 0; i < called->len; i++)
        if (!is_ambiguous(called, g_ptr_array_index(called, i)))
            g_ptr_array_add(certain, g_ptr_array_index(called, i));
    return g_steal_pointer(&certain);
}

/* The partnership members whom a row names, else the agency. */
static guint record_member_row(Deciding *x, Event *event, const char *row)
{
    Day said = day_read(row, x->today, FALSE, NULL, NULL);
    Day day = said != DAY_UNKNOWN ? said : x->today;
    g_autofree char *iso = day_iso(day);
    g_autoptr(GPtrArray) members = members_named(x, row, day);
    for (guint i = 0; i < members->len; i++) {
        const Post *post = g_ptr_array_index(members, i);
        event_change(event, "member", post->agency, post->name, iso, NULL);
    }
    if (members->len > 0 || text_empty(row) || form_is_no_information(x->rules->forms, row))
        return members->len;
    /* behind it stands who, whom the directory need not have */
    g_autoptr(AgencyMatch) match = directory_agency_named_beside(x->rules->directory, row, row);
    if (match->agency == NULL)
        return 0;
    event_change(event, "member", match->agency->id, "", iso, NULL);
    return 1;
}

/* One party's list as it is; where the parties confirm in writing, what counts is what they confirm. */
static guint record_outstanding(Deciding *x, Event *event, const char *text)
{
    g_autoptr(GPtrArray) items =
        outstanding_read(x->rules, x->today, x->sender != NULL ? x->sender->name : NULL, text);
    g_autoptr(GPtrArray) kept = outstanding_pair(items, x->c->outstanding);
    guint next = outstanding_last_number(x->c), n = confirming_applies(x) ? items->len : 0;
    for (; n < items->len; n++) {
        const Outstanding *item = g_ptr_array_index(items, n);
        const Outstanding *before = g_ptr_array_index(kept, n);
        g_autofree char *iso = item->due != DAY_UNKNOWN ? day_iso(item->due) : g_strdup("");
        event_change(event, "outstanding", decimal(before != NULL ? before->n : ++next), item->item,
                     item->owner, iso, NULL);
    }
    return n;
}

static guint record_rows(Deciding *x, Event *event, const FieldValue *value)
{
    if (g_str_equal(value->field->key, "outstanding"))
        return record_outstanding(x, event, value->value);
    guint n = 0;
    g_auto(GStrv) rows = g_strsplit_set(value->value, "\n;", -1);
    for (guint i = 0; rows[i] != NULL; i++) {
        if (text_empty(rows[i]))
            continue;
        if (g_str_equal(value->field->key, "discussions"))
            n += record_discussion_row(x, event, rows[i], value->proposed);
        else if (g_str_equal(value->field->key, "members_engaged"))
            n += record_member_row(x, event, rows[i]);
    }
    return n;
}

guint facts_record(Deciding *x, Event *event)
{
    g_autofree guint *numbers = find_children(x);
    guint n = 0;
    for (guint i = 0; i < x->reading->children->len; i++)
        if (numbers[i + 1] != CHILD_UNKNOWN)
            record_child(x, event, g_ptr_array_index(x->reading->children, i), numbers[i + 1]);
    place_problems(x, numbers);
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (x->c->state == CASE_CLOSING && g_str_equal(value->field->key, "confirmed_by"))
            continue; /* there the parties' confirmations stand themselves: confirming.c */
        if (numbers[value->child] == CHILD_UNKNOWN) {
            (void)deciding_problem(x, value->field->key, value->line,
                                   "please say which of the children this is about");
            continue;
        }
        guint added = record_fact(x, event, value, numbers[value->child]);
        if (added > 0 && value->field->type == FIELD_ROWS && !value->proposed)
            added += record_rows(x, event, value);
        if (added > 0 && g_str_equal(value->field->key, "their_ref") &&
            !form_is_no_information(x->rules->forms, value->value))
            event_change(event, "their-ref", value->value, NULL);
        n += added;
    }
    return n;
}

/* The day on which people talked: of an agreement the one said with it, not that of what was agreed
 * ('Agreed by phone 15:45: visit tomorrow'); never a day to come. */
static Day discussion_day(const Deciding *x, const char *words)
{
    g_autofree char *settled = outcome_sentence(x->rules, words);
    g_autofree char *when = settled != NULL ? outcome_when(x->rules, words) : g_strdup(words);
    if (when == NULL)
        return DAY_UNKNOWN;
    Day day = day_read(when, x->today, FALSE, NULL, NULL);
    if (day > x->today)
        day = DAY_UNKNOWN;
    if (day == DAY_UNKNOWN && settled != NULL && time_read(when) >= 0)
        return x->today;
    return day;
}

/* Where what is still to come begins in a sentence: of "we met and will meet again" only the meeting was. */
static gsize to_come(const Ruleset *rules, const char *sentence)
{
    gsize length = strlen(sentence), first = length;
    const GPtrArray *phrases = forms_phrases(rules->forms, "discussion-to-come");
    for (guint i = 0; phrases != NULL && i < phrases->len; i++) {
        const StatementPhrase *phrase = g_ptr_array_index(phrases, i);
        PatternMatch match;
        if (pattern_match(phrase->pattern, sentence, length, 0, &match) == PATTERN_YES)
            first = MIN(first, match.start[0]);
    }
    return first;
}

/* What is said to have been talked about, newly allocated; "" when nothing is. */
static char *discussions_said(const Ruleset *rules, const char *words)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(words);
    g_autoptr(GString) said = g_string_new(NULL);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        gsize length = to_come(rules, sentence);
        g_autofree char *was = g_strndup(sentence, length);
        if (!g_str_has_suffix(sentence, "?") && words_say(rules, was, "discussion-held"))
            g_string_append_printf(said, "%s\n\n", was);
    }
    return g_string_free(g_steal_pointer(&said), FALSE);
}

void facts_discussion(Deciding *x, Event *event)
{
    const char *words = x->reading->words;
    if (reading_value(x->reading, "discussions") != NULL || x->reading->has_form)
        return;
    g_autofree char *said = discussions_said(x->rules, words);
    Day day = discussion_day(x, said);
    const char *how = words_how(said);
    if (day == DAY_UNKNOWN && how == NULL)
        return;
    const PolicyStage *stage = stage_in_row(x, said);
    g_autofree char *iso = day != DAY_UNKNOWN ? day_iso(day) : g_strdup("");
    g_autofree char *outcome = text_line(words, 400);
    const char *id = stage != NULL ? stage->id : x->c->stage != NULL ? x->c->stage : "";
    event_change(event, "discussion", iso, id, how != NULL ? how : "", x->sender->name, outcome,
                 "no", NULL);
}
