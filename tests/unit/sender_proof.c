/* What the record says of a message's sender: a proof, none, nothing, and a proof that came later. Made records, no site. */
#include "sender_proof.h"

typedef struct {
    const char *name,
        *changes
            [3]; /* of the events of message "m", of "m" again, and of another message, each JSON */
    gboolean counts;
} Kept;

static const Kept kept[] = {
    {"older-record", {"[[\"sender\",\"a@x.example\"]]", "[]", "[]"}, FALSE},
    {"receiver", {"[[\"proof\",\"receiver\",\"\"]]", "[]", "[]"}, TRUE},
    {"signature", {"[[\"proof\",\"signature\",\"\"]]", "[]", "[]"}, TRUE},
    {"none", {"[[\"proof\",\"none\",\"\"]]", "[]", "[]"}, FALSE},
    {"the-office-later",
     {"[[\"proof\",\"none\",\"\"]]", "[[\"proof\",\"office\",\"m\"]]", "[]"},
     TRUE},
    {"by-a-repeat",
     {"[[\"proof\",\"none\",\"\"]]", "[]", "[[\"proof\",\"signature\",\"m\"]]"},
     TRUE},
    {"of-an-older-record-later", {"[]", "[[\"proof\",\"office\",\"m\"]]", "[]"}, TRUE},
    {"another-message",
     {"[[\"proof\",\"none\",\"\"]]", "[]", "[[\"proof\",\"receiver\",\"\"]]"},
     FALSE},
    {"once-proven", {"[[\"proof\",\"receiver\",\"\"]]", "[[\"proof\",\"none\",\"\"]]", "[]"}, TRUE},
};

static void test_kept(gconstpointer data)
{
    static const char *const messages[] = {"m", "m", "other"};
    const Kept *t = data;
    GError *error = NULL;
    g_autoptr(Case) c = case_new();
    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        Event *event = event_new(1000, "received", "a@x.example", messages[i], "%s", "");
        g_assert_true(event_changes_read(event, t->changes[i], &error));
        g_assert_true(case_apply(c, event, &error));
        g_assert_no_error(error);
    }
    g_assert_cmpint(sender_proof_counts(c, "m"), ==, t->counts);
    g_assert_false(sender_proof_counts(c, "never came"));
    g_assert_false(sender_proof_counts(c, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *path = g_strdup_printf("/sender-proof/%s", kept[i].name);
        g_test_add_data_func(path, &kept[i], test_kept);
    }
    return g_test_run();
}
