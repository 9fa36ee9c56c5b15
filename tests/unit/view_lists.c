/* Held messages, the list of messages, and mails, as text and JSON against golden files. */
#include "golden.h"

#include <json-glib/json-glib.h>
#include <string.h>

static Ruleset *rules;

static void set(char **field, const char *text)
{
    g_free(*field);
    *field = g_strdup(text);
}

static HeldRow *held(gint64 id, const char *received, const char *from, const char *level,
                     const char *subject, const char *kind, const char *reason, const char *text)
{
    HeldRow *row = held_row_new();
    row->id = id;
    row->received = golden_at(rules, received);
    set(&row->from, from);
    set(&row->sender_level, level);
    set(&row->subject, subject);
    set(&row->kind, kind);
    set(&row->reason, reason);
    set(&row->text, text);
    return row;
}

static GPtrArray *some_held(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)held_row_free);
    HeldRow *first =
        held(3, "2026-03-10T13:30", "tola.brightwater@oakfield.example", "verified-role", "update",
             "update", "which-case", "could belong to either of two cases");
    g_ptr_array_add(first->suggestions,
                    suggestion_new("HAV-26-0042-B", "the sender is its originator"));
    g_ptr_array_add(first->suggestions, suggestion_new("HAV-26-0043-D", "the same agencies"));
    g_ptr_array_add(first->candidates, candidate_new("riverbend", "one word of it is in its name"));
    g_ptr_array_add(rows, first);
    HeldRow *urgent = held(5, "2026-03-11T09:00", "", "unknown", "", "unrecognised",
                           "unknown-sender", "the sender\033[2J is in no directory");
    urgent->urgent = TRUE;
    g_ptr_array_add(rows, urgent);
    return rows;
}

static LedgerRow *ledger(gint64 id, const char *received, const char *from, const char *kind,
                         const char *disposition, const char *reference, const char *reason)
{
    LedgerRow *row = ledger_row_new();
    row->id = id;
    row->received = golden_at(rules, received);
    set(&row->from, from);
    set(&row->kind, kind);
    set(&row->disposition, disposition);
    set(&row->reference, reference);
    set(&row->reason, reason);
    set(&row->mailbox, "mailbox@partnership.havering.example");
    set(&row->sha256, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    return row;
}

static GPtrArray *some_messages(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)ledger_row_free);
    g_ptr_array_add(rows, ledger(1, "2025-12-30T10:14", "idris.penhallow@oakfield.example",
                                 "escalation", "case", "HAV-26-0042-B", ""));
    LedgerRow *repeat = ledger(2, "2026-03-04T10:20", "idris.penhallow@oakfield.example",
                               "escalation", "repeat", "HAV-26-0042-B", "the same bytes again");
    repeat->repeat_of = 1;
    g_ptr_array_add(rows, repeat);
    g_ptr_array_add(rows, ledger(3, "2026-03-10T13:30", "", "unrecognised", "held", "",
                                 "the sender is in no directory"));
    return rows;
}

static GPtrArray *some_mails(void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)outbox_row_free);
    OutboxRow *mail = outbox_row_new();
    set(&mail->to, "callum.reyes@csc.havering.example");
    set(&mail->to_name, "Callum Reyes");
    set(&mail->role, "line_manager");
    set(&mail->template, "notice");
    set(&mail->subject, "HAV-26-0042-B: Stage Two, an answer is asked of you");
    set(&mail->mailbox, "mailbox@partnership.havering.example");
    set(&mail->message_id, "abcdefghijklmnop@partnership.havering.example");
    set(&mail->body, "Dear colleague,\n\n  - indented\033[2J point\nEnd without a line end");
    set(&mail->state, "deferred");
    set(&mail->why, "the disk is full");
    mail->at = golden_at(rules, "2026-03-04T10:15");
    g_ptr_array_add(rows, mail);
    return rows;
}

typedef struct {
    const char *name, *golden;
    GPtrArray *(*make)(void);
    void (*view)(const View *view, GPtrArray *rows);
    gboolean json, none;
} ListCase;

static const ListCase cases[] = {
    {"held-text", "held.txt", some_held, view_held, FALSE, FALSE},
    {"held-json", "held.json", some_held, view_held, TRUE, FALSE},
    {"held-none", "held-none.txt", some_held, view_held, FALSE, TRUE},
    {"held-none-json", "none.json", some_held, view_held, TRUE, TRUE},
    {"messages-text", "messages.txt", some_messages, view_messages, FALSE, FALSE},
    {"messages-json", "messages.json", some_messages, view_messages, TRUE, FALSE},
    {"messages-none-json", "none.json", some_messages, view_messages, TRUE, TRUE},
    {"mails-text", "mails.txt", some_mails, view_mails, FALSE, FALSE},
    {"mails-json", "mails.json", some_mails, view_mails, TRUE, FALSE},
    {"mails-none-json", "none.json", some_mails, view_mails, TRUE, TRUE},
};

static void test_list(gconstpointer data)
{
    const ListCase *c = data;
    g_autoptr(GPtrArray) rows = c->make();
    Golden golden;
    if (c->none)
        g_ptr_array_set_size(rows, 0);
    golden_open(&golden);
    View view = {.rules = rules, .json = c->json, .width = 100, .out = golden.out};
    view.now = golden_at(rules, "2026-03-12T09:00");
    c->view(&view, rows);
    golden_compare(&golden, c->golden);
}

/* What strangers wrote must not steer a terminal, not even through JSON. */
static void test_json_controls(void)
{
    g_autoptr(GPtrArray) rows = some_mails();
    OutboxRow *mail = rows->pdata[0];
    Golden golden;
    set(&mail->body, "a\xc2\x9b"
                     "31m\u202eb");
    golden_open(&golden);
    View view = {.rules = rules, .json = TRUE, .width = 100, .out = golden.out};
    view_mails(&view, rows);
    fclose(golden.out);
    g_assert_nonnull(strstr(golden.text, "a\\u009b31m\\u202eb"));
    g_autoptr(JsonNode) root = json_from_string(golden.text, NULL);
    JsonObject *object = json_array_get_object_element(json_node_get_array(root), 0);
    g_assert_cmpstr(json_object_get_string_member(object, "body"), ==,
                    "a\xc2\x9b"
                    "31m\u202eb");
    free(golden.text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    rules = golden_rules();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/view/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_list);
    }
    g_test_add_func("/view/json-controls", test_json_controls);
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
