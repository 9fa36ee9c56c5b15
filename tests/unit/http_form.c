/* What a browser's form sends: decoded as a whole, or refused as a whole. */
#include "http_form.h"

#include <string.h>

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "key=value|key=value", sorted. */
static char *joined(GHashTable *fields)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, fields);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_ptr_array_add(pairs, g_strconcat(key, "=", value, NULL));
    g_ptr_array_sort(pairs, by_text);
    g_ptr_array_add(pairs, NULL);
    return g_strjoinv("|", (char **)pairs->pdata);
}

static const struct {
    const char *name, *text, *want; /* want NULL: refused */
} encoded[] = {
    {"nothing", "", ""},
    {"one", "a=b", "a=b"},
    {"no value", "a&b=", "a=|b="},
    {"spaces and signs", "why=not+ours%3B+%26+%C3%A9", "why=not ours; & \303\251"},
    {"lines", "t=a%0D%0Ab", "t=a\r\nb"},
    {"twice", "a=1&b=2&a=3", "a=1\n3|b=2"},
    {"empty pairs", "&&a=b&&", "a=b"},
    {"equals in the value", "a=b=c", "a=b=c"},
    {"a NUL", "a=%00", NULL},
    {"half an escape", "a=%4", NULL},
    {"a wrong escape", "a=%zz", NULL},
    {"no UTF-8", "a=%ff", NULL},
    {"overlong", "a=%c0%80", NULL},
    {"no name", "=b", NULL},
};

static void test_urlencoded(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(encoded); i++) {
        g_autoptr(GHashTable) fields = http_fields_new();
        gboolean fine = http_form_urlencoded(fields, encoded[i].text, strlen(encoded[i].text));
        g_test_message("%s", encoded[i].name);
        g_assert_cmpint(fine, ==, encoded[i].want != NULL);
        if (!encoded[i].want)
            continue;
        g_autofree char *got = joined(fields);
        g_assert_cmpstr(got, ==, encoded[i].want);
    }
}

static void test_too_many(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GHashTable) fields = http_fields_new();
    for (int i = 0; i <= HTTP_FIELDS_MOST; i++)
        g_string_append_printf(text, "f%d=x&", i);
    g_assert_false(http_form_urlencoded(fields, text->str, text->len));
}

/* The same name is counted like another, however it comes. */
static void test_too_often(void)
{
    g_autoptr(GString) text = g_string_new(NULL), body = g_string_new("--B");
    for (guint i = 0; i < HTTP_FIELDS_MOST; i++) {
        g_string_append(text, "a&");
        g_string_append(body, "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--B");
    }
    static const char type[] = "multipart/form-data; boundary=B";
    g_autofree char *whole = g_strconcat(body->str, "--", NULL);
    g_autofree char *more =
        g_strconcat(body->str, "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--B--", NULL);
    g_autoptr(GHashTable) one = http_fields_new(), two = http_fields_new(),
                          three = http_fields_new(), four = http_fields_new();
    g_assert_true(http_form_urlencoded(one, text->str, text->len));
    g_assert_true(http_form_multipart(two, type, whole, strlen(whole)));
    g_assert_cmpuint(strlen(g_hash_table_lookup(one, "a")), ==, HTTP_FIELDS_MOST - 1);
    g_string_append(text, "a");
    g_assert_false(http_form_urlencoded(three, text->str, text->len));
    g_assert_false(http_form_multipart(four, type, more, strlen(more)));
}

/* It would be copied each time. */
static void test_much_again(void)
{
    g_autofree char *much = g_strnfill(600 << 10, 'x');
    g_autofree char *once = g_strconcat("b=", much, "&a=1&a=2", NULL);
    g_autofree char *again = g_strconcat("a=", much, "&a=1", NULL);
    g_autoptr(GHashTable) fields = http_fields_new(), refused = http_fields_new();
    g_assert_true(http_form_urlencoded(fields, once, strlen(once)));
    g_assert_false(http_form_urlencoded(refused, again, strlen(again)));
}

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(name) "\r\nContent-Disposition: form-data; name=\"" name "\""

static const struct {
    const char *name, *type, *body, *want;
} parts[] = {
    {"one", TYPE, "--XyZ" PART("a") "\r\n\r\nb\r\n--XyZ--\r\n", "a=b"},
    {"a quoted boundary", "multipart/form-data; charset=utf-8; boundary=\"XyZ\"",
     "--XyZ" PART("a") "\r\n\r\nb\r\n--XyZ--", "a=b"},
    {"a file", TYPE,
     "--XyZ" PART("token") "\r\n\r\nt\r\n--XyZ" PART(
         "file") "; filename=\"C:\\people.csv\"\r\n"
                 "Content-Type: text/csv\r\n\r\nrole,name\r\nx,y\r\n\r\n--XyZ--\r\n",
     "file=role,name\r\nx,y\r\n|token=t"},
    {"an empty field", TYPE, "--XyZ" PART("a") "\r\n\r\n\r\n--XyZ--", "a="},
    {"dashes in the content", TYPE, "--XyZ" PART("a") "\r\n\r\n--Xy\r\n--XyZ--", "a=--Xy"},
    {"the filename is not the name", TYPE,
     "--XyZ\r\nContent-Disposition: form-data; filename=\"q\"; name=\"a\"\r\n\r\nb\r\n--XyZ--",
     "a=b"},
    {"no end", TYPE, "--XyZ" PART("a") "\r\n\r\nb\r\n", NULL},
    {"cut off after a boundary", TYPE, "--XyZ" PART("a") "\r\n\r\nb\r\n--XyZ", NULL},
    {"no head", TYPE, "--XyZ\r\n\r\nb\r\n--XyZ--", NULL},
    {"no name", TYPE, "--XyZ\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XyZ--", NULL},
    {"an open quote", TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\nb\r\n--XyZ--",
     NULL},
    {"no boundary", "multipart/form-data", "--XyZ--", NULL},
    {"an empty boundary", "multipart/form-data; boundary=", "----", NULL},
    {"nothing", TYPE, "", NULL},
    {"another boundary", TYPE, "--Other--", NULL},
    {"no UTF-8", TYPE, "--XyZ" PART("a") "\r\n\r\n\xff\r\n--XyZ--", NULL},
};

static void test_multipart(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GHashTable) fields = http_fields_new();
        g_test_message("%s", parts[i].name);
        gboolean fine =
            http_form_multipart(fields, parts[i].type, parts[i].body, strlen(parts[i].body));
        g_assert_cmpint(fine, ==, parts[i].want != NULL);
        if (!parts[i].want)
            continue;
        g_autofree char *got = joined(fields);
        g_assert_cmpstr(got, ==, parts[i].want);
    }
}

/* Cut at every byte: none of it reads beyond its end, and only the whole is a form. */
static void test_cut(void)
{
    static const char body[] =
        "--XyZ" PART("a") "\r\n\r\nb\r\n--XyZ" PART("c") "\r\n\r\n\r\n--XyZ--";
    for (gsize length = 0; length < sizeof body - 1; length++) {
        g_autofree char *cut = g_memdup2(body, length + 1);
        char *exact = g_memdup2(cut, MAX(length, 1));
        g_autoptr(GHashTable) fields = http_fields_new();
        g_assert_false(http_form_multipart(fields, TYPE, exact, length));
        g_free(exact);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http-form/urlencoded", test_urlencoded);
    g_test_add_func("/http-form/too-many", test_too_many);
    g_test_add_func("/http-form/too-often", test_too_often);
    g_test_add_func("/http-form/much-again", test_much_again);
    g_test_add_func("/http-form/multipart", test_multipart);
    g_test_add_func("/http-form/cut", test_cut);
    return g_test_run();
}
