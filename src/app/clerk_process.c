/* clerk_process: one letter at a time from the process that faces the network, which may say anything.
 *
 * He believes a letter which login wrote it (whoever has that process can say any) but not what that one is called and
 * may do: that he asks himself, for every order, as he asks whether a held message is for this officer. The time of what he does is his
 * own clock's. Nothing that he answers with an error has changed the record, since each order is one transaction.
 *
 * What is no letter is refused under its number, or answered with nothing where it has none. An order that takes longer than ORDER_SECONDS ends him (SIGALRM), and so
 * does a reader of messages that cannot be begun again; his keeper begins another. He ends when the page does.
 *
 * After a change of the directory he ends too (RUN_PART_AFRESH), so that no order is done by the older one: what was sent meanwhile
 * waits in the channel for the next, who has the new one. */
#include "clerk_process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clerk_letter.h"
#include "confine.h"
#include "desk_who.h"
#include "directory_change.h"
#include "error.h"
#include "health.h"
#include "office.h"
#include "reference.h"
#include "run.h"
#include "site_place.h"
#include "text.h"

#define ORDER_SECONDS 40
#define BY_LIMIT 80u
#define WHY_LIMIT 1000u
#define COMMAND_BYTES 200u
#define COMMAND_START "web "

typedef struct {
    const Ruleset *rules;
    Work *work;
    Store *store; /* for who somebody is */
    char *spool;
    gint64 ahead;
    const char *refusal; /* of a changed configuration, or NULL */
    int channel;
    gboolean changed; /* the directory that he began with is an older one */
    gboolean warned;  /* of what is no letter: once, or a log could be filled with it */
} Office;

typedef struct { /* an order, cleaned */
    const Order *order;
    char *by, *why, *text, *to;
    const char *agency;
    gboolean named_officer;
    Instant now;
} Task;

static void task_clear(Task *task)
{
    g_free(task->by);
    g_free(task->why);
    g_free(task->text);
    g_free(task->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Task, task_clear)

static gboolean refuse(GError **error, const char *why)
{
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, why);
    return FALSE;
}

/* ---- who, and what is needed ---- */

/* NULL and PERM: somebody who has no part in the desk. */
static DeskWho *known(Office *office, const char *login, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    DeskWho *who = desk_who(office->rules, office->store, login, &trouble);
    if (trouble)
        g_propagate_error(error, g_steal_pointer(&trouble));
    else if (!who)
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, "'%s' has no part in this desk",
                    login);
    return who;
}

static gboolean may_order(Office *office, const Order *order, Task *task, GError **error)
{
    g_autoptr(DeskWho) who = known(office, order->login, error);
    if (!who)
        return FALSE;
    task->named_officer = who->user.named_officer;
    task->by = text_line(who->user.name, BY_LIMIT);
    if (who->user.role == DESK_OFFICER)
        return TRUE;
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "'%s' may look and not decide: that is for the office's officers", order->login);
    return FALSE;
}

static gboolean is_complete(const Order *order)
{
    switch (order->kind) {
    case ORDER_SETTLE:
        return order->held > 0 && (order->reference || !office_settle_needs_case(order->settle));
    case ORDER_NOTE:
        return order->reference && order->text;
    case ORDER_ROUTE:
        return order->reference && order->agency;
    case ORDER_STAGE:
        return order->reference && order->stage;
    case ORDER_CLOSE:
    case ORDER_REOPEN:
    case ORDER_HOLD:
        return order->reference != NULL;
    case ORDER_DIRECTORY:
        return order->file && order->file_text && order->file_sha256;
    }
    return FALSE;
}

static gboolean clean_route(Office *office, const Order *order, Task *task, GError **error)
{
    const Agency *agency =
        order->agency ? directory_agency(office->rules->directory, order->agency) : NULL;
    task->agency = agency ? agency->id : NULL;
    task->to = order->to ? text_address_fold(order->to) : NULL;
    if (order->agency && !agency)
        return refuse(error, "there is no such agency in the directory");
    if (order->to && !task->to)
        return refuse(error, "that is no e-mail address");
    return TRUE;
}

/* As the command line does with --why (cmd/office_turn.c); whose name it is under is said by the login, not by the letter. */
static gboolean prepare(Office *office, const Order *order, Task *task, GError **error)
{
    *task = (Task){.order = order, .now = instant_now() + office->ahead};
    task->why = order->why ? text_line(order->why, WHY_LIMIT) : NULL;
    task->text = order->text ? text_valid(order->text, strlen(order->text)) : NULL;
    if (!is_complete(order) || (order->text && text_empty(task->text)))
        return refuse(error, "something is missing in the order");
    if (task->why && !*task->why)
        return refuse(error, "the reason is empty");
    return may_order(office, order, task, error) && clean_route(office, order, task, error);
}

/* ---- doing it ---- */

static gboolean settle_held(Work *work, const Task *task, char **said_out, GError **error)
{
    const Settling settling = {.how = task->order->settle,
                               .id = task->order->held,
                               .reference = task->order->reference,
                               .by = task->by,
                               .why = task->why,
                               .named_officer = task->named_officer};
    return office_settle(work, &settling, task->now, said_out, error);
}

static gboolean change_case(Work *work, const Task *task, char **said_out, GError **error)
{
    const Order *order = task->order;
    switch (order->kind) {
    case ORDER_NOTE:
        return office_note(work, order->reference, task->text, order->not_urgent, task->by,
                           task->now, said_out, error);
    case ORDER_ROUTE:
        return office_route(work, order->reference, task->agency, order->side, task->to, task->by,
                            task->why, task->now, said_out, error);
    case ORDER_STAGE:
        return office_stage(work, order->reference, order->stage, task->by, task->why, task->now,
                            said_out, error);
    case ORDER_CLOSE:
        return office_close(work, order->reference, task->by, task->why, task->now, said_out,
                            error);
    case ORDER_REOPEN:
        return office_reopen(work, order->reference, task->by, task->why, task->now, said_out,
                             error);
    case ORDER_HOLD:
        return office_hold(work, order->reference, order->release, task->by, task->why, task->now,
                           said_out, error);
    default:
        return refuse(error, "the office's pages cannot do this");
    }
}

static gboolean change_directory(Office *office, const Task *task, char **said_out, GError **error)
{
    const DirectoryOrder order = {.file = task->order->file,
                                  .text = task->order->file_text,
                                  .sha256 = task->order->file_sha256,
                                  .by = task->by,
                                  .login = task->order->login,
                                  .why = task->why};
    office->changed = directory_change(office->rules, &order, said_out, error);
    return office->changed;
}

static gboolean do_order(Office *office, const Order *order, char **said_out, GError **error)
{
    g_auto(Task) task = {0};
    if (!prepare(office, order, &task, error))
        return FALSE;
    if (order->kind == ORDER_DIRECTORY)
        return change_directory(office, &task, said_out, error);
    return order->kind == ORDER_SETTLE ? settle_held(office->work, &task, said_out, error)
                                       : change_case(office->work, &task, said_out, error);
}

/* What is written into the log for good is of the desk's form. */
static gboolean is_look(const ClerkLetter *letter)
{
    const char *command = letter->looker.command;
    if (!g_str_has_prefix(command, COMMAND_START) || strlen(command) > COMMAND_BYTES)
        return FALSE;
    for (const char **reference = letter->references; *reference; reference++)
        if (**reference && !reference_is_valid(*reference))
            return FALSE;
    return TRUE;
}

static gboolean do_look(Office *office, const ClerkLetter *letter, GError **error)
{
    if (!is_look(letter))
        return refuse(error, "that is no look of the desk's");
    g_autoptr(DeskWho) who = known(office, letter->looker.login, error);
    const Looker looker = {.who = who ? who->user.name : NULL,
                           .login = letter->looker.login,
                           .command = letter->looker.command};
    return who && looking_log(office->rules, &looker, letter->references, error);
}

static void say_well(const Office *office)
{
    if (office->refusal)
        health_refused(office->spool, "serve", instant_now(), office->refusal);
    else
        health_ok(office->spool, "serve", instant_now());
}

static gboolean do_letter(Office *office, const ClerkLetter *letter, char **said_out,
                          GError **error)
{
    switch (letter->kind) {
    case LETTER_ORDER:
        return do_order(office, &letter->order, said_out, error);
    case LETTER_LOOK:
        return do_look(office, letter, error);
    case LETTER_PULSE:
        say_well(office);
        return TRUE;
    }
    return FALSE;
}

static void answer(int channel, guint64 number, const GError *error, const char *said)
{
    gsize length = 0;
    g_autoptr(GBytes) bytes = clerk_answer_write(number, error, said);
    gconstpointer data = g_bytes_get_data(bytes, &length);
    (void)send(channel, data, length,
               MSG_NOSIGNAL | MSG_DONTWAIT); /* or a page that is gone would hold us */
}

/* Whoever waits for it is told at once, or the pages would stand still. */
static void refuse_letter(Office *office, guint64 number)
{
    g_autoptr(GError) error = NULL;
    if (!office->warned)
        g_warning("the process of the pages sent what is no order; nothing was done");
    office->warned = TRUE;
    (void)refuse(&error, "what was sent is no order; nothing was done");
    if (number != 0) /* which is the keeper's */
        answer(office->channel, number, error, NULL);
}

static void take(Office *office, const char *bytes, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *said = NULL;
    guint64 number = 0;
    g_autoptr(ClerkLetter) letter = clerk_letter_read(bytes, length, &number);
    if (!letter) {
        refuse_letter(office, number);
        return;
    }
    (void)alarm(ORDER_SECONDS);
    gboolean done = do_letter(office, letter, &said, &error);
    (void)alarm(0);
    if (!done && !error)
        (void)refuse(&error, "it was not done");
    if (error && error->code == CASEGATE_ERROR_BUG)
        g_warning("an order failed: %s", error->message);
    answer(office->channel, letter->number, done ? NULL : error, said);
}

/* ---- his day ---- */

static int serve(Office *office, const volatile sig_atomic_t *stop)
{
    g_autofree char *room = g_malloc(CLERK_LETTER_MOST + 1);
    while (!*stop && !office->changed && !work_is_lost(office->work) && !confine_is_stale()) {
        ssize_t got = recv(office->channel, room, CLERK_LETTER_MOST + 1, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            return EXIT_SUCCESS;
        if (got > 0)
            take(office, room, (gsize)got);
    }
    return office->changed ? RUN_PART_AFRESH : EXIT_SUCCESS;
}

int clerk_process(const Ruleset *rules, int channel, gint64 ahead, const char *refusal,
                  const volatile sig_atomic_t *stop)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *spool = site_spool_folder(rules->folder);
    g_autofree char *record = site_database(rules->folder);
    gboolean apart = confine_offline();
    g_autoptr(Work) work = work_open(rules, &error);
    g_autoptr(Store) store = work ? store_open(record, STORE_READ, &error) : NULL;
    if (!store) {
        g_warning("%s", error->message);
        health_failed(spool, "serve", instant_now(), error->message);
        return EXIT_FAILURE;
    }
    if (!confine_clerk(rules) || !apart)
        g_debug("the kernel lets less be given up than is wanted; 'status' says so");
    Office office = {.rules = rules,
                     .work = work,
                     .store = store,
                     .spool = spool,
                     .ahead = ahead,
                     .refusal = refusal,
                     .channel = channel};
    say_well(&office);
    return serve(&office, stop);
}

void clerk_is_absent(int channel, gboolean just_ended)
{
    gboolean waited = just_ended;
    g_autofree char *room = g_malloc(CLERK_LETTER_MOST + 1);
    while (recv(channel, room, CLERK_LETTER_MOST + 1, MSG_DONTWAIT) > 0)
        waited = TRUE;
    if (waited)
        answer(channel, 0, NULL, NULL);
}
