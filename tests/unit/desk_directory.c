/* The directory at the desk: listed for the office, changed by officers alone; every change is shown before it is ordered, and what
 * is ordered is what was shown. */
#include "desk_site.h"

#include "directory_change.h"

static DeskSite *begin(void)
{
    return desk_site_begin("havering-2020", "2026-03-04T12:00");
}

static Sheet *people_of(DeskSite *site, char **sha256_out)
{
    GError *error = NULL;
    Sheet *people = directory_sheet(site->placed.rules, SHEET_PEOPLE, sha256_out, &error);
    g_assert_no_error(error);
    return people;
}

static guint line_of(const Sheet *people, const char *name)
{
    for (guint i = 0; i < people->rows->len; i++)
        if (g_str_equal(sheet_cell(people, people->rows->pdata[i], "name"), name))
            return ((const SheetRow *)people->rows->pdata[i])->line;
    g_assert_not_reached();
}

/* The value of a hidden field of the page. */
static char *hidden(const DeskAnswer *answer, const char *name)
{
    g_autofree char *mark = g_strdup_printf("name=\"%s\" value=\"", name);
    const char *at = strstr(answer->body->str, mark);
    g_assert_nonnull(at);
    at += strlen(mark);
    return g_strndup(at, (gsize)(strchr(at, '"') - at));
}

static void test_list(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autoptr(DeskAnswer) officer = desk_get(site, &desk_officer, "/directory", NULL);
    desk_has(officer, 200, "Callum Reyes");
    desk_has(officer, 200, "Rosalind Achebe"); /* a deputy by name */
    desk_has(officer, 200, "/directory/edit/people/");
    desk_has(officer, 200, "Look at what would change");
    g_assert_cmpstr(desk_last(site->looks), ==, "web directory all by Alex Pell (apell)");
    g_autoptr(DeskAnswer) reader = desk_get(site, &desk_reader, "/directory", NULL);
    desk_has(reader, 200, "Callum Reyes");
    g_assert_false(desk_says(reader, "/directory/edit/"));
    g_assert_false(desk_says(reader, "/directory/import"));
    g_autoptr(DeskAnswer) representative = desk_get(site, &desk_representative, "/directory", NULL);
    g_assert_cmpuint(representative->status, ==, 403);
    g_autoptr(DeskAnswer) history = desk_get(site, &desk_reader, "/directory/history", NULL);
    desk_has(history, 200, "Nobody has changed the directory");
}

static void test_csv(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    const DeskRequest request = {.path = "/directory/csv/people.csv",
                                 .query = none,
                                 .form = none,
                                 .user = &desk_reader,
                                 .token = DESK_TOKEN,
                                 .now = site->placed.now};
    g_autoptr(DeskAnswer) answer = desk_answer(&site->desk, &request);
    g_assert_cmpuint(answer->status, ==, 200);
    g_assert_cmpstr(answer->file_name, ==, "people.csv");
    g_assert_true(g_str_has_prefix(answer->body->str, "\xef\xbb\xbf"
                                                      "agency,role,"));
    g_autoptr(DeskAnswer) other = desk_get(site, &desk_reader, "/directory/csv/site.yaml", NULL);
    g_assert_cmpuint(other->status, ==, 404);
}

static void test_edit(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autofree char *sha256 = NULL;
    g_autoptr(Sheet) people = people_of(site, &sha256);
    g_autofree char *url =
        g_strdup_printf("/directory/edit/people/%u", line_of(people, "Callum Reyes"));
    g_autoptr(DeskAnswer) form = desk_get(site, &desk_officer, url, NULL);
    desk_has(form, 200, "callum.reyes@csc.havering.example");
    g_autofree char *given = hidden(form, "sha256");
    g_assert_cmpstr(given, ==, sha256);
    g_autoptr(DeskAnswer) seen =
        desk_post(site, &desk_officer, url, "sha256", sha256, "until", "2026-03-03", "today", "yes",
                  "why", "has <b>left</b>", NULL);
    desk_has(seen, 200, "until: (empty) → 2026-03-03");
    desk_has(seen, 200, "confirmed: 2026-01-12 → 2026-03-04");
    desk_has(seen, 200, "vacant: line_manager of agency");
    g_assert_cmpuint(site->orders->len, ==, 0);
    g_autofree char *text = hidden(seen, "text");
    g_autoptr(DeskAnswer) done =
        desk_post(site, &desk_officer, "/directory/confirm", "file", "people.csv", "sha256", sha256,
                  "text", text, "why", "has left", NULL);
    g_assert_cmpuint(done->status, ==, 303);
    const char *order = desk_last(site->orders);
    g_assert_true(g_str_has_prefix(order, "directory people.csv sha256="));
    g_assert_nonnull(strstr(order, sha256));
    g_assert_nonnull(strstr(order, "Callum Reyes,callum.reyes@csc.havering.example,01632 "
                                   "960103,,,,2025-09-01,2026-03-03,2026-03-04\n"));
    g_assert_nonnull(strstr(order, " why=has left login=apell"));
}

static void test_add_and_remove(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autofree char *sha256 = NULL;
    g_autoptr(Sheet) people = people_of(site, &sha256);
    g_autofree char *url =
        g_strdup_printf("/directory/edit/people/%u", line_of(people, "Joel Amadi"));
    g_autoptr(DeskAnswer) added =
        desk_post(site, &desk_officer, "/directory/edit/people/0", "sha256", sha256, "agency",
                  "csc", "role", "worker", "band", "1", "name", "Ada <i>Moor</i>", "email",
                  "ada.moor@csc.havering.example", NULL);
    desk_has(added, 200, "csc, worker: Ada &lt;i&gt;Moor&lt;/i&gt;");
    desk_has(added, 200, "1 added, 0 changed, 0 removed");
    g_autoptr(DeskAnswer) gone =
        desk_post(site, &desk_officer, url, "sha256", sha256, "remove", "yes", NULL);
    desk_has(gone, 200, "0 added, 0 changed, 1 removed");
    g_autoptr(DeskAnswer) wrong =
        desk_post(site, &desk_officer, "/directory/edit/people/0", "sha256", sha256, "agency", "cs",
                  "role", "worker", "band", "9", "name", "Ada", NULL);
    g_autoptr(DeskAnswer) day_first =
        desk_post(site, &desk_officer, url, "sha256", sha256, "until", "31/03/2026", NULL);
    desk_has(day_first, 200, "2026-03-31");
    g_autoptr(DeskAnswer) month_first =
        desk_post(site, &desk_officer, url, "sha256", sha256, "until", "03/31/2026", NULL);
    desk_has(month_first, 422, "the month stands first");
    desk_has(wrong, 422, "must be a number from 1 (worker) to 6 (chair)");
    desk_has(wrong, 422, "value=\"Ada\""); /* what was typed is still there */
    g_assert_false(desk_says(wrong, "/directory/confirm"));
    g_autoptr(DeskAnswer) agency =
        desk_get(site, &desk_officer, "/directory/edit/agencies/2", NULL);
    desk_has(agency, 200, "Other names, with ; between them");
    g_autoptr(DeskAnswer) person = desk_get(site, &desk_officer, url, NULL);
    desk_has(person, 200, "Remove this row");
    g_autoptr(DeskAnswer) fresh = desk_get(site, &desk_officer, "/directory/edit/people/0", NULL);
    desk_has(fresh, 200, "One of: brambles, csc");
    desk_has(fresh, 200, ", line_manager, ");
    g_assert_false(desk_says(fresh, "Remove this row"));
    g_autoptr(DeskAnswer) nowhere =
        desk_get(site, &desk_officer, "/directory/edit/people/9999", NULL);
    g_assert_cmpuint(nowhere->status, ==, 404);
    g_autoptr(DeskAnswer) other = desk_get(site, &desk_officer, "/directory/edit/policies/1", NULL);
    g_assert_cmpuint(other->status, ==, 404);
}

static void test_meanwhile(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autoptr(DeskAnswer) late = desk_post(site, &desk_officer, "/directory/edit/people/2",
                                           "sha256", "0123", "name", "X", NULL);
    desk_has(late, 409, "Somebody has changed this file since you looked at it");
    g_set_error_literal(&site->refusal, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                        "somebody has changed it");
    g_autoptr(DeskAnswer) refused = desk_post(site, &desk_officer, "/directory/confirm", "file",
                                              "people.csv", "sha256", "0123", "text", "YWJj", NULL);
    desk_has(refused, 409, "somebody has changed it");
    g_autoptr(DeskAnswer) empty =
        desk_post(site, &desk_officer, "/directory/confirm", "file", "people.csv", NULL);
    g_assert_cmpuint(empty->status, ==, 422);
}

static void test_upload(void)
{
    g_autoptr(DeskSite) site = begin();
    g_autoptr(Sheet) people = people_of(site, NULL);
    g_autofree char *out = sheet_export(people);
    g_autoptr(DeskAnswer) same = desk_post(site, &desk_officer, "/directory/import", "file",
                                           "people.csv", "text", out, NULL);
    desk_has(same, 200, "Nothing would change.");
    g_autoptr(DeskAnswer) none =
        desk_post(site, &desk_officer, "/directory/import", "text", out, NULL);
    desk_has(none, 422, "Say whether the file has people or agencies");
    g_autoptr(DeskAnswer) wrong = desk_post(site, &desk_officer, "/directory/import", "file",
                                            "agencies.csv", "text", out, NULL);
    g_assert_cmpuint(wrong->status, ==, 422);
    g_autoptr(DeskAnswer) reader =
        desk_post(site, &desk_reader, "/directory/import", "file", "people.csv", "text", out, NULL);
    g_assert_cmpuint(reader->status, ==, 403);
    g_autoptr(DeskAnswer) confirm = desk_post(site, &desk_reader, "/directory/confirm", "file",
                                              "people.csv", "text", "YQ==", "sha256", "0", NULL);
    g_assert_cmpuint(confirm->status, ==, 403);
    g_assert_cmpuint(site->orders->len, ==, 0);
}

/* A change that was made, and is to be taken back. */
static void test_restore(void)
{
    g_autoptr(DeskSite) site = begin();
    GError *error = NULL;
    g_autofree char *sha256 = NULL, *said = NULL;
    g_autoptr(Sheet) people = people_of(site, &sha256);
    sheet_set(people, sheet_row_at(people, 2), "phone", "01632 960990");
    g_autofree char *text = sheet_text(people);
    const DirectoryOrder order = {
        .file = "people.csv", .text = text, .sha256 = sha256, .by = "Wilf <Darrow>", .login = "wd"};
    store_rollback(site->placed.store); /* the double's own is not in the way */
    g_assert_true(directory_change(site->placed.rules, &order, &said, &error));
    g_assert_no_error(error);
    g_assert_true(store_begin(site->placed.store, &error));
    g_autoptr(DeskAnswer) history = desk_get(site, &desk_officer, "/directory/history", NULL);
    desk_has(history, 200, "by Wilf &lt;Darrow&gt; (wd)");
    desk_has(history, 200, "→ 01632 960990");
    g_autoptr(DeskAnswer) back = desk_post(site, &desk_officer, "/directory/restore/1", NULL);
    desk_has(back, 200, "phone: 01632 960990 → ");
    desk_has(back, 200, "as before change 1");
    g_autoptr(DeskAnswer) reader = desk_get(site, &desk_reader, "/directory/history", NULL);
    g_assert_false(desk_says(reader, "/directory/restore"));
    store_rollback(site->placed.store);
    g_assert_false(directory_change(site->placed.rules, &order, &said, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM);
    g_clear_error(&error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/directory/list", test_list);
    g_test_add_func("/desk/directory/csv", test_csv);
    g_test_add_func("/desk/directory/edit", test_edit);
    g_test_add_func("/desk/directory/add-and-remove", test_add_and_remove);
    g_test_add_func("/desk/directory/meanwhile", test_meanwhile);
    g_test_add_func("/desk/directory/upload", test_upload);
    g_test_add_func("/desk/directory/restore", test_restore);
    return g_test_run();
}
