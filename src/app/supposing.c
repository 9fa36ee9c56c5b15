/* Deciding is a function of the message, the rules and what the record answers. So a decision made
 * while the record was not at hand is right when the record, asked the same questions at the
 * message's turn, gives the answers that the decision was made with; otherwise it is thrown away.
 *
 * What is supposed is what nearly every new form meets: no mail of ours is answered, nobody sent
 * the same, the child is in no case, the next case has the number after the last. Whoever asks for
 * anything else (a case, what was sent, whose cases there are) decides at the message's turn. Nothing
 * here reads or writes. */
#include "supposing.h"
#include "error.h"
#include "reference.h"
#include <string.h>

typedef struct {
    const char *prefix; /* the policy's */
    guint year, next;
} Counter;

struct SupposedNumbers {
    GArray *counters; /* of Counter */
};

typedef enum {
    ASKED_SENT_MAIL,
    ASKED_SAME_CONTENT,
    ASKED_UNPROVEN_COPIES,
    ASKED_SAME_CHILD,
    ASKED_NEXT_REFERENCE
} Asked;

typedef struct { /* the arguments, in their order, as far as there are any */
    Asked what;
    char *one, *two;
    GStrv keys;
    guint counter;
} Question;

struct Suppositions {
    CaseLookup lookup;
    SupposedNumbers *numbers;
    GArray *questions; /* of Question */
};

/* ---- numbers ---- */

/* 0 = none */
static guint serial_of(const char *reference)
{
    const char *dash = strchr(reference, '-');
    dash = dash != NULL ? strchr(dash + 1, '-') : NULL;
    return dash != NULL ? (guint)g_ascii_strtoull(dash + 1, NULL, 10) : 0;
}

static const Counter *counter_of(const SupposedNumbers *numbers, const char *prefix, guint year)
{
    for (guint i = 0; i < numbers->counters->len; i++) {
        const Counter *counter = &g_array_index(numbers->counters, Counter, i);
        if (counter->year == year && g_str_equal(counter->prefix, prefix))
            return counter;
    }
    return NULL;
}

SupposedNumbers *supposed_numbers_new(const Ruleset *rules, guint year, const CaseLookup *record,
                                      GError **error)
{
    g_autoptr(SupposedNumbers) numbers = g_new0(SupposedNumbers, 1);
    numbers->counters = g_array_new(FALSE, FALSE, sizeof(Counter));
    for (guint i = 0; i < rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(rules->policies, i);
        Counter counter = {policy->prefix, year, 0};
        if (counter_of(numbers, counter.prefix, year) != NULL)
            continue;
        g_autofree char *next =
            record->next_reference(record->outside, counter.prefix, year, error);
        if (next == NULL)
            return NULL;
        counter.next = serial_of(next);
        g_array_append_val(numbers->counters, counter);
    }
    return g_steal_pointer(&numbers);
}

void supposed_numbers_free(SupposedNumbers *numbers)
{
    if (numbers == NULL)
        return;
    g_array_unref(numbers->counters);
    g_free(numbers);
}

void supposed_numbers_correct(SupposedNumbers *numbers, NumberError error)
{
    Counter *counter = &g_array_index(numbers->counters, Counter, error.counter);
    counter->next = (guint)MAX(1, (gint)counter->next + error.by);
}

/* ---- asking ---- */

static void question_clear(gpointer data)
{
    Question *question = data;
    g_free(question->one);
    g_free(question->two);
    g_strfreev(question->keys);
}

static void ask(gpointer context, Question question)
{
    Suppositions *suppositions = context;
    question.one = g_strdup(question.one);
    question.two = g_strdup(question.two);
    question.keys = g_strdupv(question.keys);
    g_array_append_val(suppositions->questions, question);
}

static OutboxRow *suppose_sent_mail(void *context, const char *message_id, GError **error)
{
    ask(context, (Question){.what = ASKED_SENT_MAIL, .one = (char *)message_id});
    return NULL;
}

/* Of any case: where there is none, none of a certain case is looked for. */
static LedgerRow *suppose_same_content(void *context, const char *content_digest, const char *from,
                                       const char *reference, GError **error)
{
    ask(context,
        (Question){.what = ASKED_SAME_CONTENT, .one = (char *)content_digest, .two = (char *)from});
    return NULL;
}

static GPtrArray *suppose_unproven_copies(void *context, const char *content_digest,
                                          const char *from, GError **error)
{
    ask(context, (Question){.what = ASKED_UNPROVEN_COPIES,
                            .one = (char *)content_digest,
                            .two = (char *)from});
    return g_ptr_array_new();
}

static GPtrArray *suppose_same_child(void *context, const char *const *keys, const char *raising,
                                     const char *challenged, GError **error)
{
    ask(context, (Question){.what = ASKED_SAME_CHILD,
                            .one = (char *)raising,
                            .two = (char *)challenged,
                            .keys = (GStrv)keys});
    return g_ptr_array_new();
}

static char *suppose_next_reference(void *context, const char *prefix, guint year, GError **error)
{
    Suppositions *suppositions = context;
    GArray *counters = suppositions->numbers->counters;
    Counter *counter = (Counter *)counter_of(suppositions->numbers, prefix, year);
    if (counter == NULL) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG,
                    "the numbers of that year are not known");
        return NULL;
    }
    char *reference = reference_make(prefix, year, counter->next++);
    ask(context, (Question){.what = ASKED_NEXT_REFERENCE,
                            .one = reference,
                            .counter = (guint)(counter - (Counter *)(void *)counters->data)});
    return reference;
}

/* ---- what is not supposed ---- */

/* A decision may ask more than once before it sees that it has failed. */
static void *refuse(GError **error)
{
    if (error != NULL && *error == NULL)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG, "that cannot be supposed");
    return NULL;
}

static Case *refuse_load(void *context, const char *reference, GError **error)
{
    return refuse(error);
}

static LedgerRow *refuse_same_message_id(void *context, const char *message_id, GError **error)
{
    return refuse(error);
}

static GPtrArray *refuse_cases(void *context, const char *whose, GError **error)
{
    return refuse(error);
}

static gint refuse_answers_since(void *context, const char *address, const char *reference,
                                 Instant since, GError **error)
{
    return refuse(error) != NULL ? 0 : -1;
}

static GPtrArray *refuse_mails_to(void *context, const char *address, Instant since, GError **error)
{
    return refuse(error);
}

static gint refuse_failures_since(void *context, const char *address, Instant since, GError **error)
{
    return refuse(error) != NULL ? 0 : -1;
}

static gint refuse_warnings_since(void *context, const char *kind, const char *address,
                                  Instant since, GError **error)
{
    return refuse(error) != NULL ? 0 : -1;
}

Suppositions *suppositions_new(SupposedNumbers *numbers)
{
    Suppositions *suppositions = g_new0(Suppositions, 1);
    suppositions->numbers = numbers;
    suppositions->questions = g_array_new(FALSE, FALSE, sizeof(Question));
    g_array_set_clear_func(suppositions->questions, question_clear);
    _Static_assert(sizeof(CaseLookup) == 15 * sizeof(void *), "a question that is not known here");
    suppositions->lookup = (CaseLookup){
        .context = suppositions,
        .outside = suppositions,
        .load = refuse_load,
        .sent_mail = suppose_sent_mail,
        .same_content = suppose_same_content,
        .same_message_id = refuse_same_message_id,
        .unproven_copies = suppose_unproven_copies,
        .same_child = suppose_same_child,
        .cases_of_person = refuse_cases,
        .cases_of_agency = refuse_cases,
        .next_reference = suppose_next_reference,
        .answers_since = refuse_answers_since,
        .mails_to = refuse_mails_to,
        .failures_since = refuse_failures_since,
        .warnings_since = refuse_warnings_since,
    };
    return suppositions;
}

void suppositions_free(Suppositions *suppositions)
{
    if (suppositions == NULL)
        return;
    g_array_unref(suppositions->questions);
    g_free(suppositions);
}

const CaseLookup *suppositions_lookup(const Suppositions *suppositions)
{
    return &suppositions->lookup;
}

void suppositions_withdraw(Suppositions *suppositions)
{
    for (guint i = 0; i < suppositions->questions->len; i++) {
        const Question *question = &g_array_index(suppositions->questions, Question, i);
        if (question->what == ASKED_NEXT_REFERENCE)
            supposed_numbers_correct(suppositions->numbers, (NumberError){question->counter, -1});
    }
}

/* ---- asking the record ---- */

static gboolean no_mail(OutboxRow *row)
{
    gboolean none = row == NULL;
    outbox_row_free(row);
    return none;
}

static gboolean no_row(LedgerRow *row)
{
    gboolean none = row == NULL;
    ledger_row_free(row);
    return none;
}

static gboolean empty(GPtrArray *list)
{
    gboolean none = list != NULL && list->len == 0;
    g_clear_pointer(&list, g_ptr_array_unref);
    return none;
}

static gboolean same_reference(const Question *question, const Counter *counter,
                               const CaseLookup *record, NumberError *off_out, GError **error)
{
    g_autofree char *next =
        record->next_reference(record->outside, counter->prefix, counter->year, error);
    if (next == NULL)
        return FALSE;
    *off_out =
        (NumberError){question->counter, (gint)serial_of(next) - (gint)serial_of(question->one)};
    return g_str_equal(next, question->one);
}

/* On a failure the answer does not matter. */
static gboolean holds(const Suppositions *suppositions, const Question *question,
                      const CaseLookup *record, NumberError *off_out, GError **error)
{
    const char *one = question->one, *two = question->two;
    switch (question->what) {
    case ASKED_SENT_MAIL:
        return no_mail(record->sent_mail(record->outside, one, error));
    case ASKED_SAME_CONTENT:
        return no_row(record->same_content(record->context, one, two, NULL, error));
    case ASKED_UNPROVEN_COPIES:
        return empty(record->unproven_copies(record->context, one, two, error));
    case ASKED_SAME_CHILD:
        return empty(record->same_child(record->context, (const char *const *)question->keys, one,
                                        two, error));
    case ASKED_NEXT_REFERENCE:
        return same_reference(
            question, &g_array_index(suppositions->numbers->counters, Counter, question->counter),
            record, off_out, error);
    }
    return FALSE;
}

gboolean suppositions_hold(const Suppositions *suppositions, const CaseLookup *record,
                           NumberError *off_out, GError **error)
{
    *off_out = (NumberError){0, 0};
    for (guint i = 0; i < suppositions->questions->len; i++) {
        GError *failure = NULL;
        const Question *question = &g_array_index(suppositions->questions, Question, i);
        gboolean same = holds(suppositions, question, record, off_out, &failure);
        if (failure != NULL)
            g_propagate_error(error, failure);
        if (!same || failure != NULL)
            return FALSE;
    }
    return TRUE;
}
