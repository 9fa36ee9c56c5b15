/* Events and the canonical text of their changes. */
#include "event.h"

#include <string.h>

#include "error.h"

typedef struct {
    const char *name, *input, *want;
} EventCase;

static Event *plain_event(void)
{
    return event_new(1000, "note", "office: Kim", "ab12", "%s", "words");
}

static void test_new(void)
{
    g_autoptr(Event) event = event_new(7, "note", NULL, NULL, "%u of %s", 2u, "two");
    g_assert_cmpint(event->at, ==, 7);
    g_assert_cmpstr(event->kind, ==, "note");
    g_assert_cmpstr(event->actor, ==, "");
    g_assert_null(event->message);
    g_assert_cmpstr(event->text, ==, "2 of two");
    g_assert_cmpuint(event->seq, ==, 0);
    g_assert_cmpuint(event->changes->len, ==, 0);
}

static void test_invalid_bytes_are_mended(void)
{
    g_autoptr(Event) event = event_new(7, "note", "a\xff", NULL, "%s", "b\xff");
    event_change(event, "their-ref", "c\xff", NULL);
    event_change(event, "holder-gone", "d\xff", "é", "e", "", NULL);
    g_assert_cmpstr(event->actor, ==, "a\xef\xbf\xbd");
    g_assert_cmpstr(event->text, ==, "b\xef\xbf\xbd");
    g_autofree char *text = event_changes_text(event);
    g_assert_cmpstr(text, ==,
                    "[[\"their-ref\",\"c\xef\xbf\xbd\"],"
                    "[\"holder-gone\",\"d\xef\xbf\xbd\",\"é\",\"e\",\"\"]]");
}

static void test_write(void)
{
    g_autoptr(Event) event = plain_event();
    g_autofree char *none = event_changes_text(event);
    g_assert_cmpstr(none, ==, "[]");
    event_change(event, "reopened", NULL);
    event_change(event, "fact", "a\"b\\c", "", "line\nend\t\x01\x1f\x7f é", NULL);
    g_autofree char *text = event_changes_text(event);
    g_assert_cmpstr(text, ==,
                    "[[\"reopened\"],[\"fact\",\"a\\\"b\\\\c\",\"\","
                    "\"line\\u000aend\\u0009\\u0001\\u001f\x7f é\"]]");
}

/* What is read is written again byte for byte. */
static const char *const same[] = {
    "[]",
    "[[\"a\"]]",
    "[[\"\"]]",
    "[[\"a\",\"\",\"b\"],[\"c\"]]",
    "[[\"\\\"\",\"\\\\\",\"\\u000a\\u001f\"]]",
    "[[\"]],[[\",\"\x7f é 𝄞\"]]",
};

static void test_same(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(same); i++) {
        g_autoptr(Event) event = plain_event();
        GError *error = NULL;
        gboolean read = event_changes_read(event, same[i], &error);
        g_assert_no_error(error);
        g_assert_true(read);
        g_autofree char *text = event_changes_text(event);
        g_assert_cmpstr(text, ==, same[i]);
    }
}

static const EventCase refused[] = {
    {"empty", "", "cannot read the changes of an event at byte 0"},
    {"object", "{}", "cannot read the changes of an event at byte 0"},
    {"blank", "[ ]", "cannot read the changes of an event at byte 1"},
    {"tail", "[]]", "cannot read the changes of an event at byte 2"},
    {"open", "[[\"a\"]", "cannot read the changes of an event at byte 6"},
    {"open-row", "[[\"a\"", "cannot read the changes of an event at byte 5"},
    {"open-string", "[[\"a", "cannot read the changes of an event at byte 4"},
    {"empty-row", "[[]]", "cannot read the changes of an event at byte 2"},
    {"number", "[[1]]", "cannot read the changes of an event at byte 2"},
    {"trailing-comma", "[[\"a\",]]", "cannot read the changes of an event at byte 6"},
    {"trailing-row", "[[\"a\"],]", "cannot read the changes of an event at byte 7"},
    {"raw-newline", "[[\"a\nb\"]]", "cannot read the changes of an event at byte 4"},
    {"short-escape", "[[\"\\n\"]]", "cannot read the changes of an event at byte 4"},
    {"upper-escape", "[[\"\\u001F\"]]", "cannot read the changes of an event at byte 4"},
    {"needless-escape", "[[\"\\u0041\"]]", "cannot read the changes of an event at byte 4"},
    {"nul", "[[\"\\u0000\"]]", "cannot read the changes of an event at byte 4"},
    {"cut-escape", "[[\"\\u00", "cannot read the changes of an event at byte 4"},
    {"too-many",
     "[[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\","
     "\"15\",\"16\",\"17\",\"18\"]]",
     "cannot read the changes of an event at byte 78"},
    {"not-utf8", "[[\"a\xff\"]]", "cannot read the changes of an event at byte 4"},
};

static void test_refused(gconstpointer data)
{
    const EventCase *t = data;
    g_autoptr(Event) event = plain_event();
    g_autoptr(GError) error = NULL;
    g_assert_false(event_changes_read(event, t->input, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_cmpstr(error->message, ==, t->want);
}

static char *random_text(void)
{
    static const gunichar letters[] = {'a',  '"',  '\\',    '\n', 1,  0x1f,
                                       0x7f, 0xe9, 0x1d11e, '[',  ','};
    GString *text = g_string_new(NULL);
    for (int n = g_test_rand_int_range(0, 12); n > 0; n--)
        g_string_append_unichar(text,
                                letters[g_test_rand_int_range(0, (int)G_N_ELEMENTS(letters))]);
    return g_string_free(text, FALSE);
}

static void test_random(void)
{
    for (int round = 0; round < 1000; round++) {
        g_autoptr(Event) event = plain_event();
        for (int n = g_test_rand_int_range(0, 5); n > 0; n--) {
            g_autofree char *one = random_text();
            g_autofree char *two = random_text();
            event_change(event, "fact", one, two, NULL);
        }
        g_autofree char *text = event_changes_text(event);
        g_autoptr(Event) back = plain_event();
        g_assert_true(event_changes_read(back, text, NULL));
        g_assert_cmpuint(back->changes->len, ==, event->changes->len);
        for (guint i = 0; i < back->changes->len; i++)
            g_assert_true(g_strv_equal(g_ptr_array_index(back->changes, i),
                                       g_ptr_array_index(event->changes, i)));
    }
}

/* Wherever in a long text a character stands that needs an escape. */
static void test_places(void)
{
    for (guint at = 0; at < 20; at++)
        for (guint byte = 1; byte < 0x80; byte++) {
            g_autofree char *input = g_strnfill(20, 'x');
            input[at] = (char)byte;
            g_autoptr(Event) event = plain_event();
            event_change(event, "fact", input, NULL);
            g_autofree char *text = event_changes_text(event);
            g_autoptr(Event) back = plain_event();
            g_assert_true(event_changes_read(back, text, NULL));
            g_assert_cmpstr(((GStrv)g_ptr_array_index(back->changes, 0))[1], ==, input);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/event/new", test_new);
    g_test_add_func("/event/invalid-bytes-are-mended", test_invalid_bytes_are_mended);
    g_test_add_func("/event/write", test_write);
    g_test_add_func("/event/same", test_same);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strdup_printf("/event/refused/%s", refused[i].name);
        g_test_add_data_func(path, &refused[i], test_refused);
    }
    g_test_add_func("/event/random", test_random);
    g_test_add_func("/event/places", test_places);
    return g_test_run();
}
