/* undelivered_report: what a mail system reports of a mail of ours.
 *
 * Filed with the mail that the report is proven to speak of (reported.c). A failure is acted on once, a
 * delay only recorded, and that a mail arrived is no news. A report that carries no mark changes nothing:
 * one a day and address waits for a person, who says which case it belongs to. */
#include "limiting.h"
#include "reported.h"
#include "undelivered_private.h"

#define UNMARKED "report-unmarked" /* warning: a report without a mark of ours waits for a person */

static Case *case_of(Deciding *x, const char *reference)
{
    return *reference != '\0' && x->error == NULL
               ? x->lookup->load(x->lookup->context, reference, &x->error)
               : NULL;
}

static void mark_failed(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    Undelivered *undelivered = g_new0(Undelivered, 1);
    undelivered->outbox = row->id;
    undelivered->why = g_strdup_printf(UNDELIVERED_REPORTED "%s%s",
                                       *delivery->status != '\0' ? ": " : "", delivery->status);
    g_ptr_array_add(x->decision->undelivered, undelivered);
}

static void record_report(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    g_autofree char *person = undelivered_person(x, row, undelivered_post(x, row));
    deciding_add(x, deciding_event(x, "delivery-report",
                                   "A mail system reports of the mail (%s) to %s: %s%s%s",
                                   row->template, person, delivery->action,
                                   *delivery->status != '\0' ? ", status " : "", delivery->status));
}

static void fail(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    gboolean elsewhere = !g_str_equal(delivery->recipient, row->to) &&
                         !g_str_equal(delivery->original_recipient, row->to);
    g_autofree char *why =
        g_strdup_printf("could not be delivered%s%s", *delivery->status != '\0' ? ", status " : "",
                        delivery->status);
    mark_failed(x, row, delivery);
    undelivered_fail(x, row, elsewhere ? delivery->recipient : "", why);
}

static void file_report(Deciding *x, const OutboxRow *row, const MailDelivery *delivery)
{
    gboolean failed = g_str_equal(delivery->action, "failed");
    if (!failed && !g_str_equal(delivery->action, "delayed"))
        return;
    Case *c = case_of(x, row->reference);
    if (x->error != NULL)
        return;
    if (c != NULL)
        undelivered_begin_case(x, c, "reply-id");
    if (failed && !g_str_equal(row->state, "failed"))
        fail(x, row, delivery);
    else if (c != NULL && !limiting_record(x, "delivery-report"))
        record_report(x, row, delivery);
}

static char *why_likely(const Deciding *x, const OutboxRow *row, gboolean only)
{
    g_autofree char *when = instant_short(row->queued, x->rules->site.zone);
    return g_strdup_printf("%s (%s) of %s went to that address%s",
                           only ? "the only mail" : "a mail", row->template, when,
                           only ? " in the last " REPORTS_COME_WORDS : "");
}

static void suggest_mails(const Deciding *x, HeldRow *held, const GPtrArray *mails)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < mails->len; i++) {
        const OutboxRow *row = g_ptr_array_index(mails, i);
        if (*row->reference == '\0' || !g_hash_table_add(seen, row->reference))
            continue;
        g_autofree char *why = why_likely(x, row, mails->len == 1);
        g_ptr_array_add(held->suggestions, suggestion_new(row->reference, why));
    }
}

static void suggest_cases(HeldRow *held, const GPtrArray *cases)
{
    for (guint i = 0; cases != NULL && i < cases->len; i++)
        g_ptr_array_add(held->suggestions, suggestion_new(g_ptr_array_index(cases, i),
                                                          "the recipient takes part in it"));
}

/* Nothing else went there than what answers a restricted message. */
static gboolean are_restricted(const GPtrArray *mails)
{
    for (guint i = 0; i < mails->len; i++)
        if (!((const OutboxRow *)g_ptr_array_index(mails, i))->restricted)
            return FALSE;
    return mails->len > 0;
}

/* A failure without any mark: a person finds out which mail is meant, if the address is one that we
 * write to. One such report a day and address waits; more of them say no more. */
static void hold_unmarked(Deciding *x, const MailDelivery *delivery)
{
    const CaseLookup *lookup = x->lookup;
    g_autoptr(GPtrArray) mails = reported_likely(x, delivery);
    g_autoptr(GPtrArray) cases =
        mails != NULL ? lookup->cases_of_person(lookup->context, delivery->recipient, &x->error)
                      : NULL;
    if (cases == NULL || mails->len + cases->len == 0 ||
        deciding_warned(x, UNMARKED, delivery->recipient, DAY_SECONDS) > 0)
        return;
    HeldRow *held =
        deciding_hold(x, "delivery-failure",
                      "%sa mail to %s could not be delivered; the report does not say "
                      "which: telephone, and link it to the case of the mail",
                      are_restricted(mails) ? RESTRICTED_MARK : "", delivery->recipient);
    suggest_mails(x, held, mails);
    if (held->suggestions->len == 0)
        suggest_cases(held, cases);
    deciding_warn(x, UNMARKED, delivery->recipient);
}

gboolean undelivered_take(Deciding *x)
{
    const MailDelivery *delivery = NULL;
    g_autoptr(OutboxRow) row = reported_mail(x, &delivery);
    if (row != NULL) {
        if (row->restricted)
            decision_restrict(x->decision);
        file_report(x, row, delivery);
        return TRUE;
    }
    const MailDelivery *unmarked = x->error == NULL ? reported_unmarked(x) : NULL;
    if (unmarked != NULL)
        hold_unmarked(x, unmarked);
    return x->decision->held != NULL;
}

/* The newest mail of the case that went to the address. */
static const OutboxRow *mail_of_case(const GPtrArray *mails, const char *reference)
{
    for (guint i = 0; mails != NULL && i < mails->len; i++) {
        const OutboxRow *row = g_ptr_array_index(mails, i);
        if (g_strcmp0(row->reference, reference) == 0)
            return row;
    }
    return NULL;
}

/* A mail to the address has failed already. */
static gboolean failed_before(Deciding *x, const MailDelivery *delivery)
{
    const char *const addresses[] = {delivery->recipient, delivery->original_recipient};
    for (guint i = 0; i < G_N_ELEMENTS(addresses) && x->error == NULL; i++)
        if (*addresses[i] != '\0' &&
            x->lookup->failures_since(x->lookup->context, addresses[i], x->received - REPORTS_COME,
                                      &x->error) > 0)
            return TRUE;
    return FALSE;
}

/* The call may have been made: of a mail that failed already nobody is told again. */
static void record_again(Deciding *x, const MailDelivery *delivery)
{
    deciding_add(x, deciding_event(x, "delivery-report",
                                   "A mail system reports once more of a mail to %s: %s%s%s",
                                   delivery->recipient, delivery->action,
                                   *delivery->status != '\0' ? ", status " : "", delivery->status));
}

gboolean undelivered_by_ruling(Deciding *x)
{
    const MailDelivery *delivery = reported_unmarked(x);
    g_autoptr(GPtrArray) mails = delivery != NULL ? reported_likely(x, delivery) : NULL;
    const OutboxRow *row = mail_of_case(mails, x->ruling->link);
    gboolean again = mails != NULL && row == NULL && failed_before(x, delivery);
    Case *c = row != NULL || again ? case_of(x, x->ruling->link) : NULL;
    if (c == NULL)
        return FALSE;
    undelivered_begin_case(x, c, "reference");
    x->decision->kind = "delivery-report";
    deciding_dispose(x, "case", "%s", "a mail that did not arrive");
    deciding_say_ruling(x);
    if (again)
        record_again(x, delivery);
    else
        fail(x, row, delivery);
    return TRUE;
}
