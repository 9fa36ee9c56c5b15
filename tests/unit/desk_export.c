/* The desk's download: which file for which query, who may have it, and that nothing is given out before the clerk has put the look
 * on record. */
#include "desk.h"

#include <string.h>

#include "error.h"
#include "placed_case.h"

typedef struct {
    guint looks;
    gboolean refuse;
    char *command, *login;
} Clerk;

static gboolean take_look(gpointer data, const Looker *looker, const char *const *references,
                          GError **error)
{
    Clerk *clerk = data;
    if (clerk->refuse) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "the disk is full");
        return FALSE;
    }
    clerk->looks++;
    g_free(clerk->command);
    g_free(clerk->login);
    clerk->command = g_strdup(looker->command);
    clerk->login = g_strdup(looker->login);
    g_assert_nonnull(references[0]);
    g_assert_null(references[1]);
    return TRUE;
}

static Placed placed;
static char *reference;
static Clerk clerk;

static const DeskUser officer = {"Inez Quill", "iquill", DESK_OFFICER, FALSE, NULL};
static const DeskUser reader = {"Alex Pell", "apell", DESK_READER, FALSE, NULL};
static const DeskUser of_csc = {"Callum Reyes", "creyes", DESK_REPRESENTATIVE, FALSE, "csc"};
static const DeskUser of_brambles = {"Someone", "someone", DESK_REPRESENTATIVE, FALSE, "brambles"};
static const DeskUser of_nowhere = {"Someone", "someone", DESK_REPRESENTATIVE, FALSE, NULL};

static Instant printed; /* as the desk keeps it */

static DeskAnswer *ask(const DeskUser *user, const char *query)
{
    const Desk desk = {
        .rules = placed.rules, .clerk = {.data = &clerk, .look = take_look}, .printed = &printed};
    g_autofree char *path = g_strdup_printf("/case/%s/export", reference);
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) parts = g_strsplit(query, "&", -1);
    for (char **part = parts; *part && **part; part++) {
        g_auto(GStrv) pair = g_strsplit(*part, "=", 2);
        g_hash_table_insert(pairs, g_strdup(pair[0]), g_strdup(pair[1]));
    }
    const DeskRequest request = {
        .path = path, .query = pairs, .form = none, .user = user, .token = "t", .now = placed.now};
    return desk_answer(&desk, &request);
}

typedef struct {
    const char *name;
    const DeskUser *user;
    const char *query;
    const char *file, *type, *command; /* file: NULL, refused; what stands behind the reference */
    const char *has, *has_not;         /* words of it; of a refusal `has` is why */
} Row;

#define TEXT "text/plain; charset=utf-8"
#define HTML "text/html; charset=utf-8"
static const Row rows[] = {
    {"file", &officer, "format=text", "-file.txt", TEXT, "web export", "Quillon", NULL},
    {"html", &officer, "for=file&format=html", "-file.html", HTML, "web export --format html",
     "<!DOCTYPE html>", NULL},
    {"reader", &reader, "for=originator&format=text", "-originator.txt", TEXT,
     "web export --for originator", "Entered", "Quillon"},
    {"agency", &officer, "for=agency&agency=oakfield&format=text", "-agency.txt", TEXT,
     "web export --for agency oakfield", "Quillon", NULL},
    {"child", &officer, "for=agency&agency=oakfield&child=1&format=html", "-agency.html", HTML,
     "web export --for agency oakfield --child 1 --format html", "Quillon", NULL},
    {"own", &of_csc, "format=text", "-agency.txt", TEXT, "web export --for agency csc", "Quillon",
     "idris.penhallow@"},
    {"not-the-file", &of_csc, "for=file&format=text", "-agency.txt", TEXT,
     "web export --for agency csc", "Quillon", "idris.penhallow@"},
    {"not-anothers", &of_csc, "for=agency&agency=oakfield&format=text", "-agency.txt", TEXT,
     "web export --for agency csc", "for Children", "idris.penhallow@"},
    {"no-party", &of_brambles, "format=text", NULL, NULL, NULL, "There is no such case", "party"},
    {"nobodys", &of_nowhere, "format=text", NULL, NULL, NULL, "There is no such case", "agency"},
    {"no-agency", &officer, "for=agency", NULL, NULL, NULL, "for which agency", NULL},
    {"no-reader", &officer, "for=press", NULL, NULL, NULL, "whoever raised it", NULL},
    {"no-format", &officer, "format=docx", NULL, NULL, NULL, "text, html or pdf", NULL},
    {"no-number", &officer, "child=Quillon", NULL, NULL, NULL, "has a number", NULL},
    {"no-child", &officer, "child=7&format=text", NULL, NULL, NULL, "no child 7", NULL},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    guint before = clerk.looks;
    g_autoptr(DeskAnswer) answer = ask(row->user, row->query);
    g_assert_cmpuint(clerk.looks, ==, before + (row->file ? 1 : 0));
    g_assert_nonnull(strstr(answer->body->str, row->has));
    g_assert_true(!row->has_not || !strstr(answer->body->str, row->has_not));
    if (!row->file) {
        g_assert_cmpuint(answer->status, ==, row->user->role == DESK_REPRESENTATIVE ? 404 : 409);
        g_assert_null(answer->file_name);
        return;
    }
    g_autofree char *file = g_strconcat(reference, row->file, NULL);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpstr(answer->file_name, ==, file);
    g_assert_cmpstr(answer->type, ==, row->type);
    g_assert_cmpstr(clerk.command, ==, row->command);
    g_assert_cmpstr(clerk.login, ==, row->user->login);
}

static void test_not_logged(void)
{
    clerk.refuse = TRUE;
    g_autoptr(DeskAnswer) answer = ask(&officer, "format=text");
    g_assert_cmpuint(answer->status, ==, 503);
    g_assert_null(answer->file_name);
    g_assert_null(strstr(answer->body->str, "Quillon"));
    clerk.refuse = FALSE;
}

typedef struct {
    const DeskUser *user;
    const char *query;
    Instant later;    /* than the one before */
    gboolean refused; /* since another was made just now */
} PrintRow;

/* One who may look at little does not keep the desk from everybody; the office prints as it likes. */
static const PrintRow prints[] = {
    {&of_brambles, "format=pdf", 0, FALSE}, /* no party: it took no time */
    {&of_csc, "format=pdf", 0, FALSE},
    {&of_csc, "format=pdf", 1, TRUE},
    {&of_csc, "", 1, TRUE},
    {&of_csc, "format=text", 0, FALSE},
    {&officer, "format=pdf", 0, FALSE},
    {&of_csc, "format=pdf", 3, FALSE},
    {&of_csc, "format=pdf", 4, TRUE},
    {&of_csc, "format=pdf", 1, FALSE},
};

/* Whether the PDF itself can be made here is another test's question (cli/152). */
static void test_prints(void)
{
    Instant began = placed.now;
    for (gsize i = 0; i < G_N_ELEMENTS(prints); i++) {
        const PrintRow *row = &prints[i];
        g_test_message("%u", (guint)i);
        placed.now += row->later;
        g_autoptr(DeskAnswer) answer = ask(row->user, row->query);
        gboolean refused = answer->status == 503 && strstr(answer->body->str, "in a few seconds");
        g_assert_true(refused == row->refused);
    }
    placed.now = began;
    printed = INSTANT_UNKNOWN;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    placed = placed_begin("havering-2020", "2026-03-09T10:00");
    reference = placed_open(&placed, "idris.penhallow@oakfield.example", "oakfield", "csc", "S2");
    g_autoptr(GError) error = NULL;
    g_assert_true(store_commit(placed.store, &error));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/desk_export/%s", rows[i].name);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/desk_export/not-logged", test_not_logged);
    g_test_add_func("/desk_export/prints", test_prints);
    int result = g_test_run();
    g_free(reference);
    g_free(clerk.command);
    g_free(clerk.login);
    placed_end(&placed);
    return result;
}
