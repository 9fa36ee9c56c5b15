/* Thread-Index: what is taken of a stranger's, and how it is continued. */
#include "mail_thread.h"

#include <string.h>

#define SECOND 10000000u

static char *index_of(guint blocks, guint8 first)
{
    g_autofree guint8 *bytes = g_malloc0(22 + 5 * blocks + 1);
    for (guint i = 0; i < 22 + 5 * blocks; i++)
        bytes[i] = (guint8)(7 * i);
    bytes[0] = first;
    return g_base64_encode(bytes, 22 + 5 * blocks);
}

static gsize length_of(const char *index)
{
    gsize length = 0;
    g_free(g_base64_decode(index, &length));
    return *index != '\0' ? length : 0;
}

static void test_read(void)
{
    for (guint blocks = 0; blocks < 100; blocks++) {
        g_autofree char *index = index_of(blocks, 1), *got = mail_thread_read(index);
        if (blocks <= 40)
            g_assert_cmpstr(got, ==, index);
        else
            g_assert_cmpuint(length_of(got), ==,
                             22); /* the conversation, without all its answers */
        g_assert_true(strncmp(got, index, 28) == 0);
    }
    g_autofree char *index = index_of(3, 1);
    g_autofree char *folded = g_strdup_printf(" %.20s \t%s ", index, index + 20);
    g_autofree char *got = mail_thread_read(folded);
    g_assert_cmpstr(got, ==, index);
}

static void test_refused(void)
{
    g_autofree char *whole = index_of(1, 1), *first = index_of(1, 2),
                    *longest = g_strnfill(5000, 'A');
    g_autofree char *million = g_strnfill(1u << 20, 'A');
    g_autofree char *cut = g_strndup(whole, strlen(whole) - 4),
                    *odd = g_strndup(whole, strlen(whole) - 1);
    g_autofree char *mark = g_strdup(whole), *middle = g_strdup(whole),
                    *behind = g_strconcat(whole, "\r\nBcc: x@y.example", NULL);
    mark[5] = '?';
    middle[5] = '=';
    const char *const refused[] = {NULL,
                                   "",
                                   "=",
                                   "====",
                                   "AQ==",
                                   "Ac",
                                   "not base64 at all",
                                   first,
                                   longest,
                                   million,
                                   cut,
                                   odd,
                                   mark,
                                   middle,
                                   behind,
                                   "\xff\xfe",
                                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==="};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *got = mail_thread_read(refused[i]);
        g_assert_cmpstr(got, ==, "");
    }
}

/* Whatever a stranger writes, what is kept of it is an index in base64 or nothing. */
static void test_random(void)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n?\x80";
    for (guint n = 0; n < 20000; n++) {
        guint length = (guint)g_test_rand_int_range(0, 300);
        g_autofree char *value = g_malloc0(length + 1);
        guint most = n % 2 == 0 ? 64 : sizeof letters - 1;
        for (guint i = 0; i < length; i++)
            value[i] = letters[g_test_rand_int_range(0, (gint32)most)];
        if (length > 2)
            memcpy(value, "AQ", 2);
        g_autofree char *got = mail_thread_read(value);
        gsize bytes = length_of(got);
        g_assert_true(bytes == 0 || (bytes >= 22 && (bytes - 22) % 5 == 0 && bytes <= 22 + 200));
        g_assert_cmpuint(strspn(got, letters), ==, strlen(got));
        g_assert_null(strpbrk(got, " \t\r\n?\x80"));
    }
}

/* Seconds from the beginning to the answer, as its block says them; exact to the block's unit. */
static gint64 seconds_of(const char *index, guint block)
{
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(index, &length);
    g_assert_cmpuint(length, >=, 22 + 5 * (block + 1));
    const guchar *b = bytes + 22 + 5 * block;
    guint64 word = (guint64)b[0] << 24 | (guint64)b[1] << 16 | (guint64)b[2] << 8 | b[3];
    guint shift = (word >> 31) != 0 ? 23 : 18;
    return (gint64)(((word & 0x7fffffff) << shift) / SECOND);
}

typedef struct {
    const char *name;
    Instant apart;
    gint64 off; /* at most */
} Apart;

static const Apart aparts[] = {
    {"at once", 0, 0},
    {"a minute", 60, 2},
    {"a day", 86400, 2},
    {"a year", 31536000, 2},
    {"two years", 63072000, 2},
    {"twenty years", 630720000, 2},
    {"a century", 3153600000, 1400000000},
    {"before", -86400, 0},
};

static void test_next(void)
{
    const Instant began = 1767225600; /* 1 Jan 2026 */
    for (gsize i = 0; i < G_N_ELEMENTS(aparts); i++) {
        g_autofree char *begin = mail_thread_begin("HAV-26-0042-B havering.example", began);
        g_autofree char *next = mail_thread_next(begin, began + aparts[i].apart, "a@x.example");
        g_test_message("%s", aparts[i].name);
        g_assert_cmpuint(length_of(begin), ==, 22);
        g_assert_cmpuint(length_of(next), ==, 27);
        gint64 off = MAX(aparts[i].apart, 0) - seconds_of(next, 0);
        g_assert_cmpint(off, >=, 0);
        g_assert_cmpint(off, <=, aparts[i].off);
        g_autofree char *read = mail_thread_read(next);
        g_assert_cmpstr(read, ==, next);
    }
}

/* Both ways in which programs write when a conversation began (18 May 2020, 12:54:02). */
static void test_beginnings(void)
{
    static const guint8 exchange[22] = {1, 1, 0xd6, 0x2d, 0x13, 0x68, 0xe0},
                        outlook[22] = {1, 0xd6, 0x2d, 0x13, 0x68, 0xe0};
    const guint8 *const both[] = {exchange, outlook};
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        g_autofree char *index = g_base64_encode(both[i], 22);
        g_autofree char *next = mail_thread_next(index, 1589806442 + 3600, "a@x.example");
        g_assert_cmpint(ABS(seconds_of(next, 0) - 3600), <=, 3);
    }
}

static void test_same(void)
{
    g_autofree char *one = mail_thread_begin("HAV-26-0042-B havering.example", 1767225600);
    g_autofree char *again = mail_thread_begin("HAV-26-0042-B havering.example", 1767225600);
    g_autofree char *other = mail_thread_begin("HAV-26-0043-L havering.example", 1767225600);
    g_assert_cmpstr(one, ==, again);
    g_assert_cmpstr(one, !=, other);
    g_autofree char *first = mail_thread_next(one, 1767225660, "a@x.example");
    g_autofree char *second = mail_thread_next(one, 1767225660, "b@x.example");
    g_assert_cmpstr(first, !=, second);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail/thread/read", test_read);
    g_test_add_func("/mail/thread/refused", test_refused);
    g_test_add_func("/mail/thread/random", test_random);
    g_test_add_func("/mail/thread/next", test_next);
    g_test_add_func("/mail/thread/beginnings", test_beginnings);
    g_test_add_func("/mail/thread/same", test_same);
    return g_test_run();
}
