/* phone: numbers as people in the United Kingdom write them, and what only looks like one. */
#include "phone.h"
#include <string.h>

static const struct {
    const char *text, *want; /* NULL = none */
    const char *part;        /* what was read; NULL = not looked at */
} rows[] = {
    {"01632 960117", "01632 960117", "01632 960117"},
    {"01632960117", "01632 960117", NULL},
    {"(01632) 960 117", "01632 960117", "(01632) 960 117"},
    {"01632-960-117", "01632 960117", NULL},
    {"01632.960.117", "01632 960117", NULL},
    {"+44 (0)1632 960117", "01632 960117", "+44 (0)1632 960117"},
    {"+44 1632 960117", "01632 960117", NULL},
    {"+44(0) 1632-960117", "01632 960117", NULL},
    {"0044 1632 960117", "01632 960117", NULL},
    {"020 7946 0958", "020 7946 0958", NULL},
    {"02079460958", "020 7946 0958", NULL},
    {"+44 20 7946 0958", "020 7946 0958", NULL},
    {"07700 900123", "07700 900123", NULL},
    {"+447700900123", "07700 900123", NULL},
    {"0800 1234567", "0800 123 4567", NULL},
    {"03000 123 456", "0300 012 3456", NULL},
    {"01632 960117 ext 24", "01632 960117 ext 24", "01632 960117 ext 24"},
    {"01632 960117 x24", "01632 960117 ext 24", NULL},
    {"01632 960117, extension: 1024", "01632 960117 ext 1024", NULL},
    {"01632 960117 (ext. 7)", "01632 960117 ext 7", NULL},
    {"01632 960117 #7", "01632 960117 ext 7", NULL},
    {"01632 960117x24", "01632 960117 ext 24", NULL},
    {"Tel: 01632 960117 (mornings)", "01632 960117", "01632 960117"},
    {"jo@oakfield.example, 01632 960110", "01632 960110", "01632 960110"},
    {"either 01632 960110 or 07700 900123", "01632 960110", NULL},
    {"01632 96011", "01632 96011", NULL}, /* a few areas have such */
    {"+353 1 555 0123", "+35315550123", NULL},
    /* none */
    {"", NULL, NULL},
    {"jo@oakfield.example", NULL, NULL},
    {"943 476 5919", NULL, NULL},
    {"01632 9601", NULL, NULL},
    {"01632 9601177", NULL, NULL},
    {"09/03/2026", NULL, NULL},
    {"9.3.2026, 10:30", NULL, NULL},
    {"HAV-26-0042-B", NULL, NULL},
    {"00000 000000", NULL, NULL},
    {"12345678901234567890", NULL, NULL},
    {"a01632 960117", NULL, NULL},
    {"01632 960117a", NULL, NULL},
    {"+", NULL, NULL},
    {"+44", NULL, NULL},
    {"0044", NULL, NULL},
    {"(", NULL, NULL},
    {"ext 24", NULL, NULL},
};

static void test_rows(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gsize start = 0, end = 0;
        g_autofree char *got = phone_read(rows[i].text, &start, &end);
        g_autofree char *part = g_strndup(rows[i].text + start, end - start);
        g_test_message("'%s'", rows[i].text);
        g_assert_cmpstr(got, ==, rows[i].want);
        if (rows[i].part)
            g_assert_cmpstr(part, ==, rows[i].part);
    }
}

/* What is written out reads back as itself. */
static void test_again(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *once = phone_read(rows[i].text, NULL, NULL);
        g_autofree char *again = once ? phone_read(once, NULL, NULL) : NULL;
        g_assert_cmpstr(once, ==, again);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phone/rows", test_rows);
    g_test_add_func("/phone/again", test_again);
    return g_test_run();
}
