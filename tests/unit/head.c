/* Heads of the record as people keep them, and as they come back. */
#include "head.h"

#include <string.h>

#include "error.h"

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define UPPER "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08"
#define LINE "2026-03-04 17 events " HASH

typedef struct {
    const char *name, *input;
    const char *want; /* the lines, NULL: an error */
} Text;

static const Text texts[] = {
    {"line", LINE, LINE "\n"},
    {"line-end", LINE "\r\n", LINE "\n"},
    {"two", LINE "\n2026-03-05 18 events " UPPER "\n", LINE "\n2026-03-05 18 events " HASH "\n"},
    {"other-chain", "2026-03-04 2 looks " HASH, "2026-03-04 2 looks " HASH "\n"},
    {"no-chain", "2026-03-04 2 mails " HASH, ""},
    {"in-words", "Please keep this:\n\n" LINE "\n\nOf 2026-03-04.", LINE "\n"},
    {"quoted-and-wrapped", "> 2026-03-04 17 events\n> " HASH "\n", LINE "\n"},
    {"as-sent",
     "2026-03-04 17 events 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b=\r\n"
     "822cd15d6c15b0f00a08\r\n",
     LINE "\n"},
    {"of-nothing", "2026-03-04 0 events " HASH, "2026-03-04 0 events " HASH "\n"},
    {"none", "", ""},
    {"other-words", "On 2026-03-04 17 messages came, events " HASH, ""},
    {"no-day", "2026-02-30 17 events " HASH, ""},
    {"cut-off", "2026-03-04 17 events 9f86d081884c7d65", NULL},
    {"no-hash", "2026-03-04 17 events", NULL},
    {"hash-missing", "2026-03-04 17 events and so on", NULL},
    {"letter-wrong", "2026-03-04 17 events g" HASH, NULL},
    {"one-of-two-cut-off", LINE "\n2026-03-05 18 events 9f86", NULL},
};

static void test_read(gconstpointer data)
{
    const Text *text = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) heads = heads_read(text->input, &error);
    if (!text->want) {
        g_assert_null(heads);
        g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
        return;
    }
    g_assert_no_error(error);
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < heads->len; i++) {
        g_autofree char *line = head_line(heads->pdata[i]);
        g_string_append_printf(lines, "%s\n", line);
    }
    g_assert_cmpstr(lines->str, ==, text->want);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strdup_printf("/head/read/%s", texts[i].name);
        g_test_add_data_func(path, &texts[i], test_read);
    }
    return g_test_run();
}
