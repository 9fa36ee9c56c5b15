/* Many people fill in our lines where the mail program has quoted them, or write between them, or by
 * the numbers of our questions. Quoted text is read in that one case only: the mail is ours, known by
 * its keyed Message-ID. An open line that is filled in is an answer; a line that we had filled in and
 * that now says something else corrects it; a line that came back as it was says nothing, and nor
 * does one whose words the case has heard before: threads carry old answers along. */
#include "quoted_form.h"
#include "reading_fields.h"
#include "reading_value.h"
#include "sent_form.h"
#include "text.h"
#include "yes_no.h"
#include <string.h>

#define FILLED_IN_BYTES 200u /* what we fill in is of one line */
#define MAILS_MOST 8u        /* of ours that one reply may quote */
#define NUMBERS 100u         /* a number has two digits at most */

typedef struct {
    Deciding *x;
    GPtrArray *mails;     /* of SentForm, the one answered first */
    GHashTable *answered; /* set of char *: lines of new text that were answers */
    guint child;          /* of the form's lines that are read now; 0 = not known */
    guint names;          /* lines of a child's name so far */
    guint taken;
} Quoted;

/* ---- which lines of our mails a quoted field may be ---- */

typedef struct {
    const SentForm *mail;
    const SentSlot *open, *received, *filled; /* the first of each, or NULL */
    gboolean unchanged;                       /* one of them holds just this value */
} Slots;

static void take_slot(Slots *slots, const SentForm *mail, const SentSlot *slot, const char *value)
{
    guint unused;
    gboolean open = *slot->value == '\0';
    gboolean received = received_mark(slot->value, &unused) != NULL;
    const SentSlot **of = open ? &slots->open : received ? &slots->received : &slots->filled;
    slots->unchanged |= !open && sent_form_unchanged(mail, slot, value);
    if (*of == NULL) {
        *of = slot;
        slots->mail = open || slots->mail == NULL ? mail : slots->mail;
    }
}

static Slots find_slots(const Quoted *q, const char *key, guint child, const char *value)
{
    Slots slots = {0};
    for (guint i = 0; i < q->mails->len; i++) {
        const SentForm *mail = g_ptr_array_index(q->mails, i);
        for (guint j = 0; j < mail->slots->len; j++) {
            const SentSlot *slot = g_ptr_array_index(mail->slots, j);
            if (text_is(slot->key, key) && (child == 0 || slot->child == child))
                take_slot(&slots, mail, slot, value);
        }
    }
    return slots;
}

static guint form_children(const Quoted *q)
{
    guint most = 0;
    for (guint i = 0; i < q->mails->len; i++)
        most = MAX(most, ((const SentForm *)g_ptr_array_index(q->mails, i))->children);
    return most;
}

static guint quoted_names(const Quoted *q)
{
    guint n = 0;
    for (guint i = 0; i < q->x->mail->fields->len; i++) {
        const MailField *field = &g_array_index(q->x->mail->fields, MailField, i);
        n += g_str_has_prefix(field->part, "quoted") && text_is(field->key, "child.name");
    }
    return n;
}

/* The one child for whom this question was open; 0 when several were. */
static guint only_open(const Quoted *q, const char *key)
{
    guint found = 0;
    for (guint i = 0; i < q->mails->len; i++) {
        const SentForm *mail = g_ptr_array_index(q->mails, i);
        for (guint j = 0; j < mail->slots->len; j++) {
            const SentSlot *slot = g_ptr_array_index(mail->slots, j);
            if (!text_is(slot->key, key) || *slot->value != '\0')
                continue;
            if (found > 0 && found != slot->child)
                return 0;
            found = slot->child;
        }
    }
    return found;
}

/* Which child a quoted line is about: by "(received: child 2)" above it; by its place when all names came
 * back; else only where just one child's question was open. 0 = not known. */
static guint child_of(Quoted *q, const MailField *field)
{
    guint named = 0, children = form_children(q);
    if (children < 2)
        return 1;
    if (text_is(field->key, "child.name")) {
        q->names++;
        (void)received_mark(field->value, &named);
        q->child = named > 0 ? named : quoted_names(q) == children ? q->names : 0;
    }
    return q->child > 0 ? q->child : only_open(q, field->key);
}

/* ---- what was written ---- */

/* Has the case been told this before, by whomever? */
static gboolean said_before(const Case *c, const char *key, guint child, const char *value)
{
    for (guint i = 0; c != NULL && i < c->events->len; i++) {
        const Event *event = g_ptr_array_index(c->events, i);
        for (guint j = 0; j < event->changes->len; j++) {
            const GStrv change = g_ptr_array_index(event->changes, j);
            if (text_is(change[0], "fact") && text_is(change[1], key) &&
                text_is(change[2], decimal(child)) && text_same(change[3], value))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_typed(const FormField *field)
{
    switch (field->type) {
    case FIELD_DATE:
    case FIELD_BIRTH:
    case FIELD_STAGE:
    case FIELD_AGENCY:
    case FIELD_YES_NO:
    case FIELD_ENUM:
    case FIELD_STATUS:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Behind what we had written ourselves, if they left it there: "Stage Two -> Three". */
static const char *behind_ours(const SentSlot *slot, const char *value)
{
    gsize length = strlen(slot->value);
    const char *rest = value;
    if (length > 0 && g_str_has_prefix(value, slot->value))
        rest += length;
    return rest + strspn(rest, " \t*_-=>:.,;\xe2\x86\x92");
}

/* Of a value that we filled in: what they put in its place, of a kind whose values can be told. A remark
 * beside a value is no correction of it. NULL if it is none. */
static char *corrected(const Quoted *q, const FormField *field, const SentSlot *slot,
                       const char *value)
{
    const Deciding *x = q->x;
    const char *rest = behind_ours(slot, value);
    if (!is_typed(field) || text_empty(rest))
        return NULL;
    g_autofree char *before = value_canonical(field, x->rules, x->policy, slot->value, x->today);
    g_autofree char *after = value_canonical(field, x->rules, x->policy, rest, x->today);
    return after == NULL || g_strcmp0(before, after) == 0 ? NULL : text_line(rest, FILLED_IN_BYTES);
}

/* Of what we did not repeat: their words alone replace it, words behind our mark are added to a text. */
static char *replaced(const Quoted *q, const FormField *field, guint child, const char *value)
{
    guint unused;
    const char *rest = received_mark(value, &unused);
    const Fact *fact = rest != NULL && field->type == FIELD_TEXT && q->x->c != NULL
                           ? case_fact_of(q->x->c, field->key, child)
                           : NULL;
    return fact != NULL ? g_strdup_printf("%s\n\n%s", fact->value, rest)
                        : g_strdup(rest != NULL ? rest : value);
}

static char *their_words(const Quoted *q, const FormField *field, guint child, const Slots *slots,
                         const char *value)
{
    gboolean named =
        field->type == FIELD_AGENCY || field->type == FIELD_PERSON || field->type == FIELD_SHORT;
    const SentSlot *slot = slots->open != NULL       ? slots->open
                           : slots->received != NULL ? slots->received
                                                     : slots->filled;
    g_autofree char *words = sent_form_their_words(slots->mail, slot, value, named);
    if (slots->open != NULL)
        return g_steal_pointer(&words);
    if (slots->received != NULL)
        return replaced(q, field, child, words);
    return corrected(q, field, slot, words);
}

static void add_answered(Quoted *q, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (!text_empty(lines[i]))
            g_hash_table_add(q->answered, text_trim_copy(lines[i], strlen(lines[i])));
}

static void take(Quoted *q, const MailField *from, guint child, const char *words)
{
    MailField field = *from;
    field.value = reading_keep(q->x->reading, words);
    reading_take_for_child(q->x->reading, q->x->rules, q->x->policy, &field, q->x->today, child);
    q->taken++;
}

static void take_quoted(Quoted *q, const MailField *quoted)
{
    const FormField *field = forms_field(q->x->rules->forms, quoted->key);
    if (field == NULL)
        return;
    guint child = field->child ? child_of(q, quoted) : 0;
    Slots slots = find_slots(q, quoted->key, child, quoted->value);
    if (slots.unchanged || slots.mail == NULL)
        return;
    g_autofree char *words = their_words(q, field, child, &slots, quoted->value);
    if (text_empty(words) || said_before(q->x->c, quoted->key, child, words))
        return;
    if (field->child && child == 0) {
        reading_add_problem(q->x->reading, quoted->key, quoted,
                            "please say which of the children this is about");
        return;
    }
    take(q, quoted, child, words);
    if (text_is(quoted->part, MAIL_PART_ANSWER))
        add_answered(q, quoted->value);
}

/* ---- answers by number ---- */

/* "2" of "2. No", "2) No", "Q2: No"; where the answer begins in *value_out; 0 if there is none. */
static guint numbered(const char *line, const char **value_out)
{
    const char *at = line + strspn(line, " \t>*");
    at += *at == 'Q' || *at == 'q';
    gsize digits = strspn(at, "0123456789");
    if (digits == 0 || digits > 2 || strchr(".):-", at[digits]) == NULL || at[digits] == '\0')
        return 0;
    *value_out = at + digits + 1 + strspn(at + digits + 1, " \t*");
    if (**value_out == '\0' || (g_ascii_isdigit(**value_out) && *value_out == at + digits + 1))
        return 0; /* "1.2.15" */
    return (guint)g_ascii_strtoull(at, NULL, 10);
}

/* One numbered line of the new text. */
typedef struct {
    const char *line, *value;
    guint number;
    const SentQuestion *question; /* NULL: we asked nothing by this number */
    const FormField *field;
} Numbered;

static gboolean answers(const Quoted *q, const Numbered *one)
{
    const Deciding *x = q->x;
    g_autofree char *canonical =
        value_canonical(one->field, x->rules, x->policy, one->value, x->today);
    return !value_is_unread(one->field, canonical, one->value);
}

static GArray *numbered_lines(const Quoted *q, const SentForm *mail, char **lines)
{
    GArray *found = g_array_new(FALSE, TRUE, sizeof(Numbered));
    for (guint i = 0; lines[i] != NULL; i++) {
        Numbered one = {.line = lines[i]};
        one.number = numbered(lines[i], &one.value);
        one.question = one.number > 0 ? sent_form_question(mail, one.number) : NULL;
        one.field =
            one.question != NULL ? forms_field(q->x->rules->forms, one.question->key) : NULL;
        if (one.number > 0)
            g_array_append_val(found, one);
    }
    return found;
}

/* Are these the answers to our questions, in whichever order? A list of the sender's own has other things behind its
 * numbers: of what can be told more must answer than not, and where nothing can be told every number must be ours. */
static gboolean are_answers(const Quoted *q, const GArray *found)
{
    guint ours = 0, fit = 0, unfit = 0;
    for (guint i = 0; i < found->len; i++) {
        const Numbered *one = &g_array_index(found, Numbered, i);
        if (one->field == NULL)
            continue;
        ours++;
        if (is_typed(one->field))
            *(answers(q, one) ? &fit : &unfit) += 1;
    }
    return ours > 0 && (fit + unfit > 0 ? fit > unfit : ours == found->len);
}

/* A yes to a question about danger; "Yes / No", left as the form had it, is none. */
static gboolean says_yes(const Quoted *q, const Numbered *one)
{
    g_autofree char *ticked = value_ticked(one->field, one->value);
    const char *said = ticked != NULL ? ticked : one->value;
    return !value_is_unfilled(one->field, q->x->policy, said) &&
           g_strcmp0(yes_no_said(one->field, said), "yes") == 0;
}

/* All that stands behind one number. */
typedef struct {
    const Numbered *first;
    const Numbered *danger; /* what alarms, a yes before words of harm; NULL if nothing does */
    const char *words;      /* of the first, folded */
    gboolean twice;         /* it is there again with other words */
    gboolean yes, asked;
} Number;

/* Behind the number of a question about danger a yes or words of harm are an answer, whatever the rest of the list is, and
 * whatever else stands behind the same number. */
static void look_for_danger(const Quoted *q, Number *number, const Numbered *one)
{
    if (number->yes || one->field == NULL || !yes_no_of_danger(one->field))
        return;
    number->yes = says_yes(q, one);
    if (number->yes || (number->danger == NULL && reading_alarms(q->x->rules, one->value)))
        number->danger = one;
}

static void look_through(const Quoted *q, const GArray *found, Number *numbers)
{
    for (guint i = 0; i < found->len; i++) {
        const Numbered *one = &g_array_index(found, Numbered, i);
        Number *number = &numbers[one->number];
        g_autofree char *words = text_fold(one->value);
        if (number->first == NULL) {
            number->first = one;
            number->words = reading_keep(q->x->reading, words);
        }
        number->twice |= !g_str_equal(number->words, words);
        look_for_danger(q, number, one);
    }
}

static MailField field_of(const Quoted *q, const Numbered *one)
{
    MailField field = {.key = one->question != NULL ? one->question->key : "", .value = one->value};
    field.part = q->x->mail->text_part;
    field.place = "";
    return field;
}

/* Once a number, however often it stands there. */
static void ask_which(const Quoted *q, Number *number, const Numbered *one, const char *text)
{
    if (number->asked)
        return;
    number->asked = TRUE;
    MailField field = field_of(q, one);
    g_autofree char *name = g_strdup_printf("Answer %u", one->number);
    ReadProblem *problem = reading_add_problem(
        q->x->reading, one->question != NULL ? one->question->key : name, &field, text);
    problem->unread = one->question != NULL && number->danger == NULL;
}

static void take_number(Quoted *q, Number *number, const Numbered *one)
{
    if (one->field == NULL) {
        ask_which(q, number, one,
                  "none of our questions has this number; please say which one it answers");
        return;
    }
    if (number->twice && number->danger != one) {
        ask_which(q, number, one,
                  "this number stands there twice with different words; please say which of them "
                  "answers it");
        return;
    }
    if (one == (number->danger != NULL ? number->danger : number->first)) {
        MailField field = field_of(q, one);
        take(q, &field, one->field->child ? MAX(one->question->child, 1) : 0, one->value);
    }
    add_answered(q, one->line);
}

/* None is passed over in silence: what is not taken is asked about. */
static void take_numbered(Quoted *q, const SentForm *mail)
{
    if (mail->questions->len == 0)
        return;
    Number numbers[NUMBERS] = {0};
    g_auto(GStrv) lines = g_strsplit(q->x->mail->text_new, "\n", -1);
    g_autoptr(GArray) found = numbered_lines(q, mail, lines);
    gboolean taken = are_answers(q, found);
    look_through(q, found, numbers);
    for (guint i = 0; i < found->len; i++) {
        const Numbered *one = &g_array_index(found, Numbered, i);
        Number *number = &numbers[one->number];
        if (taken || number->danger != NULL)
            take_number(q, number, one);
        else if (one->field != NULL && is_typed(one->field))
            ask_which(q, number, one,
                      "what stands behind this number was not understood as its answer");
    }
}

/* ---- the mails ---- */

static gboolean has_quoted_field(const MailRecord *mail)
{
    for (guint i = 0; i < mail->fields->len; i++)
        if (g_str_has_prefix(g_array_index(mail->fields, MailField, i).part, "quoted"))
            return TRUE;
    return FALSE;
}

static void add_mail(Quoted *q, const OutboxRow *sent)
{
    if (sent->body != NULL)
        g_ptr_array_add(q->mails, sent_form_read(q->x->rules->forms, sent->body));
}

/* The other mails of this case that the thread holds, sent to the sender or to his own agency. */
static void add_thread(Quoted *q, const OutboxRow *answered)
{
    Deciding *x = q->x;
    for (guint i = 0; i < x->mail->references->len && q->mails->len < MAILS_MOST; i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        g_autoptr(OutboxRow) sent = *id != '\0' && !g_str_equal(id, answered->message_id)
                                        ? x->lookup->sent_mail(x->lookup->outside, id, &x->error)
                                        : NULL;
        if (x->error != NULL)
            return;
        const Agency *theirs =
            sent != NULL ? directory_agency_of_domain(x->rules->directory, sent->to) : NULL;
        if (sent != NULL && g_str_equal(sent->reference, answered->reference) &&
            (g_str_equal(sent->to, x->sender->email) ||
             (theirs != NULL && theirs == x->sender->agency)))
            add_mail(q, sent);
    }
}

static void take_all(Quoted *q)
{
    Deciding *x = q->x;
    gboolean form = x->reading->has_form;
    for (guint i = 0; i < x->mail->fields->len; i++) {
        const MailField *field = &g_array_index(x->mail->fields, MailField, i);
        if (g_str_has_prefix(field->part, "quoted"))
            take_quoted(q, field);
    }
    if (q->mails->len > 0)
        take_numbered(q, g_ptr_array_index(q->mails, 0));
    if (g_hash_table_size(q->answered) > 0)
        reading_answered(x->reading, x->rules, x->policy, x->mail, q->answered);
    if (q->taken > 0)
        reading_refresh(x->reading, x->rules, x->policy, x->mail);
    x->reading->has_form = form; /* an answer is no form of its own */
}

void quoted_form_take(Deciding *x, const OutboxRow *sent)
{
    if (sent == NULL || sent->body == NULL)
        return;
    Quoted q = {.x = x};
    q.mails = g_ptr_array_new_with_free_func((GDestroyNotify)sent_form_free);
    q.answered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    add_mail(&q, sent);
    if (has_quoted_field(x->mail))
        add_thread(&q, sent);
    take_all(&q);
    g_ptr_array_unref(q.mails);
    g_hash_table_unref(q.answered);
}

/* ---- the blank form ---- */

/* A blank that comes back is a new escalation: its lines count however they were filled in, ours too. */
static void take_blank(Deciding *x, const OutboxRow *sent)
{
    g_autoptr(SentForm) form = sent_form_read(x->rules->forms, sent->body);
    Quoted q = {.x = x, .mails = g_ptr_array_new()};
    g_ptr_array_add(q.mails, form);
    for (guint i = 0; i < x->mail->fields->len; i++) {
        const MailField *field = &g_array_index(x->mail->fields, MailField, i);
        Slots slots = find_slots(&q, field->key, 0, field->value);
        if (!g_str_has_prefix(field->part, "quoted"))
            continue;
        g_autofree char *words = slots.open != NULL
                                     ? sent_form_their_words(form, slots.open, field->value, TRUE)
                                     : text_line(field->value, FILLED_IN_BYTES);
        if (!text_empty(words))
            take(&q, field, 0, words);
    }
    g_ptr_array_unref(q.mails);
}

/* Ours, of no case, and sent to the sender or to somebody of the same agency. */
static gboolean is_their_blank(const Deciding *x, const OutboxRow *sent)
{
    const Agency *theirs = directory_agency_of_domain(x->rules->directory, sent->to);
    return *sent->reference == '\0' && sent->body != NULL &&
           g_str_equal(sent->template, "form-request") &&
           (g_str_equal(sent->to, x->sender->email) ||
            (theirs != NULL && theirs == x->sender->agency));
}

void quoted_form_take_blank(Deciding *x)
{
    if (x->reading->has_form || x->lookup == NULL || !has_quoted_field(x->mail))
        return;
    for (guint i = 0; i < x->mail->references->len && x->error == NULL; i++) {
        const char *id = g_ptr_array_index(x->mail->references, i);
        g_autoptr(OutboxRow) sent =
            *id != '\0' ? x->lookup->sent_mail(x->lookup->outside, id, &x->error) : NULL;
        if (sent == NULL || !is_their_blank(x, sent))
            continue;
        take_blank(x, sent);
        reading_refresh(x->reading, x->rules, x->policy, x->mail);
        return;
    }
}
