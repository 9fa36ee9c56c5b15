/* The queue and a case as pages, against golden files: what an officer reads, element by element. */
#include "golden.h"
#include "made_case.h"

#include "page_case.h"
#include "page_queue.h"

static Ruleset *rules;

static View view_at(const char *now)
{
    return (View){.rules = rules, .now = golden_at(rules, now)};
}

static void compare(Html *html, const char *name)
{
    g_autofree char *page = g_string_free(html_finish(html), FALSE);
    Golden golden;
    golden_open(&golden);
    fputs(page, golden.out);
    golden_compare(&golden, name);
}

/* One late and urgent, one ordinary, one whose routing is held, one that is closing. */
static GPtrArray *some_cases(void)
{
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_ptr_array_add(cases, made_case(rules));
    Case *late = made_bare(rules, "HAV-26-0043-D", "2026-03-05T09:00");
    late->urgent = TRUE;
    made_date(late, "harm", "immediate", day_new(2026, 3, 5), late->opened, TRUE, MET_PENDING,
              "from receipt");
    g_ptr_array_add(cases, late);
    Case *held = made_bare(rules, "HAV-26-0044-F", "2026-03-09T16:00");
    held->state = CASE_PROVISIONAL;
    held->harm_unanswered = TRUE;
    held->routing_held = SIDE_CHALLENGED;
    g_clear_pointer(&held->challenged, g_free);
    g_ptr_array_add(cases, held);
    Case *closing = made_bare(rules, "HAV-26-0040-X", "2026-02-20T11:00");
    closing->state = CASE_CLOSING;
    closing->cycle = 2;
    made_owed(closing, "file-tick", "csc", 1, TRUE, closing->opened, INSTANT_UNKNOWN);
    made_owed(closing, "iro-notice", "csc", 1, FALSE, closing->opened, INSTANT_UNKNOWN);
    g_ptr_array_add(cases, closing);
    return cases;
}

static void test_queue(void)
{
    const View view = view_at("2026-03-10T09:30");
    g_autoptr(GPtrArray) cases = some_cases();
    const QueueWish wish = {.since = golden_at(rules, "2026-03-09T15:00")};
    const QueueArrived arrived = {.messages = 3, .in_cases = 2, .held = 1};
    g_autoptr(QueueLines) lines = queue_lines_new(&view, cases, &wish);
    const PageQueue queue = {
        .lines = lines, .wish = &wish, .arrived = &arrived, .held = {.all = 1}};
    Html *html = html_new();
    page_queue(html, &view, &queue);
    compare(html, "page-queue.html");
}

static OutboxRow *a_mail(void)
{
    OutboxRow *mail = outbox_row_new();
    mail->id = 7;
    mail->to = g_strdup("imelda.frost@csc.havering.example");
    mail->role = g_strdup("senior_manager");
    mail->template = g_strdup("notice-stage");
    mail->state = g_strdup("failed");
    mail->why = g_strdup("550 5.1.1 no such <user>");
    mail->queued = mail->at = golden_at(rules, "2026-03-06T15:02");
    return mail;
}

static void test_case(void)
{
    const View view = view_at("2026-03-10T09:30");
    g_autoptr(Case) c = made_case(rules);
    g_autoptr(GPtrArray) sent = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    g_autoptr(GPtrArray) beside = g_ptr_array_new();
    g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
    g_ptr_array_add(sent, a_mail());
    const PageCase page = {.c = c,
                           .sent = sent,
                           .beside = beside,
                           .numbers = numbers,
                           .done = 2,
                           .decides = TRUE,
                           .token = "token"};
    Html *html = html_new();
    page_case(html, &view, &page);
    compare(html, "page-case.html");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    g_test_add_func("/page/queue", test_queue);
    g_test_add_func("/page/case", test_case);
    int result = g_test_run();
    ruleset_free(rules);
    return result;
}
