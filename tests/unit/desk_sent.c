/* What was sent, at the desk: each mail with what became of it and why, in the list of all, in that of its state and in its case. */
#include "desk_site.h"

typedef struct {
    const char *state, *to, *why, *mark; /* mark: "" none */
    guint code;
    const char *status;
    guint attempts;
    Instant again; /* seconds after now; 0 never */
} Became;

static const Became mails[] = {
    {"failed", "bounced@oakfield.example", "reported undeliverable: 5.1.1", "alert", 0, "", 0, 0},
    {"failed", "refused@oakfield.example", "refused: 550 no <b>such</b> mailbox", "alert", 550,
     "5.1.2", 0, 0},
    {"deferred", "later@oakfield.example", "451 come back later", "prompt", 451, "4.7.1", 2, 600},
    {"suppressed", "never@oakfield.example", "it goes to the gateway itself", "prompt", 0, "", 0,
     0},
    {"queued", "waits@oakfield.example", "", "", 0, "", 0, 0},
    {"sent", "gone@oakfield.example", "", "", 250, "2.0.0", 0, 0},
};

typedef struct {
    DeskSite *desk;
    char *reference;
    gint64 ids[G_N_ELEMENTS(mails)];
} Scene;

static gint64 add_mail(Placed *placed, const char *reference, const Became *became)
{
    GError *error = NULL;
    g_autoptr(OutboxRow) row = outbox_row_new();
    char **texts[] = {&row->reference, &row->to,   &row->state,   &row->why,
                      &row->template,  &row->kind, &row->subject, &row->mailbox};
    const char *values[] = {
        reference,      became->to, "queued",    "",
        "notice-stage", "notice",   "Stage Two", placed->rules->site.mailboxes[0]};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*texts[i]);
        *texts[i] = g_strdup(values[i]);
    }
    row->event_seq = 1;
    row->queued = placed->now;
    g_assert_true(store_outbox_add(placed->store, row, "partnership.example", &error));
    g_free(row->state);
    g_free(row->why);
    g_free(row->smtp_status);
    row->state = g_strdup(became->state);
    row->why = g_strdup(became->why);
    row->smtp_status = g_strdup(became->status);
    row->smtp_code = became->code;
    row->attempts = became->attempts;
    row->next_try = became->again ? placed->now + became->again : 0;
    row->at = g_str_equal(became->state, "queued") ? 0 : placed->now + 60;
    g_assert_true(store_outbox_mark(placed->store, row, &error));
    g_assert_no_error(error);
    return row->id;
}

static Scene scene_begin(void)
{
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    Placed *placed = &scene.desk->placed;
    scene.reference =
        placed_open(placed, "idris.penhallow@oakfield.example", "oakfield", "csc", "S2");
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++)
        scene.ids[i] = add_mail(placed, scene.reference, &mails[i]);
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->reference);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

/* The row of a table that speaks of it; NULL: none does. */
static char *row_with(const DeskAnswer *page, const char *text)
{
    const char *found = strstr(page->body->str, text);
    const char *begin =
        found ? g_strrstr_len(page->body->str, found - page->body->str, "<tr") : NULL;
    const char *end = begin ? strstr(found, "</tr>") : NULL;
    return end ? g_strndup(begin, (gsize)(end - begin)) : NULL;
}

static void row_says(const char *row, const char *text)
{
    if (!strstr(row, text))
        g_error("the row does not say '%s': %s", text, row);
}

/* The mail's row: its state, marked where somebody must know, and why, as text. */
static void expect_row(const DeskAnswer *page, const Became *became)
{
    g_autofree char *row = row_with(page, became->to);
    g_assert_nonnull(row);
    g_autofree char *why = g_markup_escape_text(became->why, -1);
    g_autofree char *state = *became->mark
                                 ? g_strdup_printf("\"mark %s\">%s<", became->mark, became->state)
                                 : g_strdup_printf("\">%s<", became->state);
    row_says(row, state);
    row_says(row, why);
    g_assert_true(!!strstr(row, "<p>") == !!*became->why);
    g_assert_true(!!strstr(row, "class=\"mark") == !!*became->mark);
}

static void test_all(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/sent", NULL);
    g_autofree char *path = g_strconcat("/case/", scene.reference, NULL);
    g_autoptr(DeskAnswer) case_page = desk_get(scene.desk, &desk_officer, path, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_test_message("%s", mails[i].to);
        expect_row(page, &mails[i]);
        expect_row(case_page, &mails[i]);
        g_autofree char *row = row_with(page, mails[i].to);
        row_says(row, scene.reference);
    }
}

/* Every state that is asked for has its own mails, and no other's. */
static void test_states(void)
{
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(DeskAnswer) page =
            desk_get(scene.desk, &desk_officer, "/sent", "state", mails[i].state, NULL);
        for (gsize j = 0; j < G_N_ELEMENTS(mails); j++) {
            g_test_message("%s: %s", mails[i].state, mails[j].to);
            g_assert_true(desk_says(page, mails[j].to) ==
                          g_str_equal(mails[i].state, mails[j].state));
        }
        expect_row(page, &mails[i]);
    }
}

static char *term(const DeskAnswer *page, const char *name)
{
    g_autofree char *begin = g_strdup_printf("<dt>%s</dt>", name);
    const char *at = strstr(page->body->str, begin);
    const char *value = at ? strstr(at, "<dd>") : NULL;
    const char *end = value ? strstr(value, "</dd>") : NULL;
    return end ? g_strndup(value + 4, (gsize)(end - value - 4)) : NULL;
}

/* A mail by itself: also what the server said, how often it was put off and when it is tried again. */
static void test_one(void)
{
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        const Became *became = &mails[i];
        g_autofree char *path = g_strdup_printf("/sent/%" G_GINT64_FORMAT, scene.ids[i]);
        g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
        g_test_message("%s", became->to);
        g_assert_cmpuint(page->status, ==, 200);
        g_autofree char *state = term(page, "State"), *why = term(page, "Why");
        g_autofree char *said = term(page, "The server said"), *off = term(page, "Put off");
        g_autofree char *again = term(page, "Tried again");
        g_assert_true(g_str_has_prefix(state, became->state));
        g_autofree char *wanted = g_markup_escape_text(became->why, -1);
        g_assert_cmpstr(why, ==, *wanted ? wanted : NULL);
        g_assert_cmpstr(said, ==, *became->status ? became->status : NULL);
        g_assert_cmpstr(off, ==, became->attempts ? "2" : NULL);
        g_assert_true(!!again == !!became->again);
        if (again)
            g_assert_nonnull(strstr(again, "10:10"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/sent/all", test_all);
    g_test_add_func("/desk/sent/states", test_states);
    g_test_add_func("/desk/sent/one", test_one);
    return g_test_run();
}
