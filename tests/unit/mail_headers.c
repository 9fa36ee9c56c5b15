/* Header values: encoded words, addresses, message-ids, dates. */
#include "mail_addresses.h"
#include "mail_dates.h"
#include "mail_headers.h"
#include "mail_words.h"
#include <string.h>

typedef struct {
    const char *name, *input, *want;
} Words;

static const Words words[] = {
    {"plain", "Escalation", "Escalation"},
    {"q", "=?utf-8?q?caf=C3=A9_x?=", "caf\xc3\xa9 x"},
    {"b", "=?UTF-8?B?Y2Fmw6k=?=", "caf\xc3\xa9"},
    {"blank between words goes", "=?utf-8?q?a?= \t =?utf-8?q?b?=", "ab"},
    {"blank beside a word stays", "x =?utf-8?q?a?= y", "x a y"},
    {"padded chunks", "=?utf-8?b?YWI=?= =?utf-8?b?Y2Q=?=", "abcd"},
    {"padding within a word", "=?utf-8?b?YWI=Y2Q=?=", "abcd"},
    {"no padding", "=?utf-8?b?YWI?=", "ab"},
    {"character across words", "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xc3\xa9"},
    {"character across b and q", "=?utf-8?b?ww==?= =?utf-8?q?=A9?=", "\xc3\xa9"},
    {"two charsets", "=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=", "\xc3\xa9\xc3\xa9"},
    {"unknown charset", "=?x-none?q?=E9?=", "\xc3\xa9"},
    {"language", "=?utf-8*en?q?a?=", "a"},
    {"underscore", "=?utf-8?q?a_b?=", "a b"},
    {"question mark within", "=?utf-8?q?a?b?=", "a?b"},
    {"begins with =", "=?utf-8?q?=41?=", "A"},
    {"blank within", "=?utf-8?q?a b?=", "a b"},
    {"no end", "=?utf-8?q?abc", "=?utf-8?q?abc"},
    {"unknown encoding", "=?utf-8?x?abc?=", "=?utf-8?x?abc?="},
    {"in quotes", "\"=?utf-8?q?a?=\"", "\"a\""},
    {"line ends hidden in it", "=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"},
    {"NUL and escape hidden in it", "=?utf-8?q?a=00=1B[2Jb?=", "a\xef\xbf\xbd[2Jb"},
    {"raw latin", "caf\xe9", "caf\xc3\xa9"},
    {"raw UTF-8", "caf\xc3\xa9", "caf\xc3\xa9"},
    {"nested", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?=", "=?utf-8?q?a?="},
};

static void test_words(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        gboolean lossy = FALSE;
        g_test_message("%s", words[i].name);
        g_autofree char *copy = g_memdup2(words[i].input, strlen(words[i].input));
        g_autofree char *got = mail_words_decode(copy, strlen(words[i].input), NULL, &lossy);
        g_assert_cmpstr(got, ==, words[i].want);
    }
}

typedef struct {
    const char *name, *input;
    const char *want; /* "name <address>" each, '!' when doubtful, '|' between */
} Addresses;

static const Addresses addresses[] = {
    {"bare", "jo@x.example", " <jo@x.example>"},
    {"angle", "Jo Fen <Jo@X.example>", "Jo Fen <jo@x.example>"},
    {"quoted name", "\"Fen, Jo\" <jo@x.example>", "Fen, Jo <jo@x.example>"},
    {"unquoted comma", "Fen, Jo <jo@x.example>", "Fen, Jo <jo@x.example>"},
    {"comment as name", "jo@x.example (Jo Fen)", "Jo Fen <jo@x.example>"},
    {"comments within", "Jo <jo(his account)@x.example(his host)>", "Jo <jo@x.example>"},
    {"escaped quote", "\"Jo \\\"J\\\" Fen\" <jo@x.example>", "Jo \"J\" Fen <jo@x.example>"},
    {"two", "a@x.example, B <b@x.example>", " <a@x.example>|B <b@x.example>"},
    {"semicolons", "a@x.example; b@x.example", " <a@x.example>| <b@x.example>"},
    {"group", "Team: a@x.example, b@x.example;, c@x.example",
     " <a@x.example>| <b@x.example>| <c@x.example>"},
    {"empty group", "undisclosed-recipients:;", ""},
    {"encoded name", "=?utf-8?q?Zo=C3=AB?= <z@x.example>", "Zo\xc3\xab <z@x.example>"},
    {"comma in an encoded word", "=?utf-8?q?Fen,_Jo?= <jo@x.example>", "Fen, Jo <jo@x.example>"},
    {"quotes of Outlook", "'Jo Fen' <jo@x.example>", "Jo Fen <jo@x.example>"},
    {"mailto", "<mailto:jo@x.example>", " <jo@x.example>"},
    {"blanks", "jo @ x . example", " <jo@x.example>"},
    {"trailing dot", "<jo@x.example.>", " <>"},
    {"two @", "j@good.example@bad.example", "j@good.example@bad.example <>"},
    {"a name before a bare address", "Jo Bell jo@good.example", "Jo Bell jo@good.example <>"},
    {"words behind a bare address", "jo@good.example Jo", "jo@good.example Jo <>"},
    {"blanks around dot and @", "jo . bell @ good . example", " <jo.bell@good.example>"},
    {"two angles", "<j@good.example> <e@bad.example>", " <>!"},
    {"address before the angle", "j@good.example <e@bad.example>", "j@good.example <>!"},
    {"same address before the angle", "e@bad.example <e@bad.example>",
     "e@bad.example <e@bad.example>"},
    {"quoted address as name", "\"j@good.example\" <e@bad.example>",
     "j@good.example <e@bad.example>"},
    {"address behind the angle", "<j@good.example> e@bad.example", "e@bad.example <>!"},
    {"route", "<@a.example,@b.example:jo@x.example>", " <>"},
    {"line end within", "\"a\r\n RCPT TO:<e@bad.example>\"@good.example",
     "a RCPT TO:<e@bad.example>@good.example <>"},
    {"no end", "Jo <jo@x.example", "Jo <jo@x.example>"},
    {"open quote", "\"Jo <jo@x.example>", "Jo <jo@x.example> <>"},
    {"open comment", "jo@x.example (Jo", "Jo <jo@x.example>"},
    {"name only", "Jo Fen", "Jo Fen <>"},
    {"nothing", "", ""},
    {"marks only", " , ;,: ", ""},
    {"UTF-8 domain",
     "<jo@m\xc3\xa4"
     "chine.example>",
     " <>"},
};

static char *describe(const MailMailboxes *mailboxes)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < mailboxes->list->len; i++) {
        const MailMailbox *mailbox = &g_array_index(mailboxes->list, MailMailbox, i);
        g_string_append_printf(out, "%s%s <%s>%s", i ? "|" : "", mailbox->name, mailbox->address,
                               mailbox->doubtful ? "!" : "");
    }
    return g_string_free(out, FALSE);
}

static void test_addresses(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        gboolean lossy = FALSE;
        g_test_message("%s", addresses[i].name);
        g_autoptr(MailMailboxes) mailboxes =
            mail_addresses_parse(addresses[i].input, NULL, 10, &lossy);
        g_autofree char *got = describe(mailboxes);
        g_assert_cmpstr(got, ==, addresses[i].want);
        g_assert_false(mailboxes->cut);
    }
}

static void test_address_limits(void)
{
    gboolean lossy = FALSE;
    g_autoptr(MailMailboxes) few =
        mail_addresses_parse("a@x.example, b@x.example", NULL, 1, &lossy);
    g_assert_cmpuint(few->list->len, ==, 1);
    g_assert_true(few->cut);
    g_autoptr(MailMailboxes) one = mail_addresses_parse("a: b@x.example;", NULL, 9, &lossy);
    g_assert_cmpuint(one->group_depth, ==, 1);
    g_autoptr(MailMailboxes) deep = mail_addresses_parse("a:b:c:d@x.example;;;", NULL, 9, &lossy);
    g_assert_cmpuint(deep->group_depth, ==, 3);
}

typedef struct {
    const char *name, *value, *want; /* ids, '|' between */
} Ids;

static const Ids ids[] = {
    {"one", "<a@x.example>", "a@x.example"},
    {"several", "<a@x.example>\r\n <b@x.example><c@x.example>",
     "a@x.example|b@x.example|c@x.example"},
    {"words around", "Jo's message of <a@x.example> and more", "a@x.example"},
    {"empty", "<>", ""},
    {"no brackets", "a@x.example", ""},
    {"no @", "<abc>", ""},
    {"blank within", "<a b@x.example>", ""},
    {"doubled bracket", "<<a@x.example>>", "a@x.example"},
    {"no end", "<a@x.example", ""},
    {"control", "<a\x01@x.example>", ""},
};

static void test_ids(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_auto(MailHeaders) headers;
        mail_headers_init(&headers);
        MailHeader header = {"References", ids[i].value, strlen("References"),
                             strlen(ids[i].value)};
        g_array_append_val(headers.list, header);
        g_autoptr(GPtrArray) got = mail_headers_ids(&headers, "references");
        g_ptr_array_add(got, NULL);
        g_autofree char *joined = g_strjoinv("|", (char **)got->pdata);
        g_test_message("%s", ids[i].name);
        g_assert_cmpstr(joined, ==, ids[i].want);
    }
}

/* The same field as mail systems pass it on. */
static const Ids threads[] = {
    {"several", "<a@x.example>\r\n <b@x.example><c@x.example>",
     "a@x.example|b@x.example|c@x.example"},
    {"folded within", "<aaaa.12@part\r\n nership.example>\r\n\t<b@x.example>",
     "aaaa.12@partnership.example|b@x.example"},
    {"no brackets", "a@x.example", "a@x.example"},
    {"no brackets, several", "a@x.example b@x.example,\r\n c@x.example",
     "a@x.example|b@x.example|c@x.example"},
    {"comment behind", "<a@x.example> (your message of Wed, 4 Mar 2026)", "a@x.example"},
    {"address in a comment", "a@x.example (from jo@x.example (office@y.example))", "a@x.example"},
    {"comment with brackets", "(scanned) <a@x.example>", "a@x.example"},
    {"domain added", "<a@x.example@gateway.example>", "a@x.example@gateway.example"},
    {"encoded", "=?us-ascii?Q?=3Ca=40x=2Eexample=3E?=\r\n =?us-ascii?Q?_=3Cb=40x=2Eexample=3E?=",
     "a@x.example|b@x.example"},
    {"no beginning", "a@x.example>b@x.example>", "a@x.example|b@x.example"},
    {"no end", "<a@x.example", ""},
    {"empty", "<>", ""},
    {"no @", "<abc> abc", ""},
    {"open comment", "((( a@x.example", ""},
    {"control", "<a\x01@x.example>", "a@x.example"},
};

static void add_header(MailHeaders *headers, const char *name, const char *value)
{
    MailHeader header = {name, value, strlen(name), strlen(value)};
    g_array_append_val(headers->list, header);
}

static char *thread_ids(const MailHeaders *headers)
{
    g_autoptr(GPtrArray) got = mail_headers_thread(headers, "references");
    g_ptr_array_add(got, NULL);
    return g_strjoinv("|", (char **)got->pdata);
}

static void test_threads(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_auto(MailHeaders) headers;
        mail_headers_init(&headers);
        add_header(&headers, "References", threads[i].value);
        g_autofree char *joined = thread_ids(&headers);
        g_test_message("%s", threads[i].name);
        g_assert_cmpstr(joined, ==, threads[i].want);
    }
}

/* A field given twice is read twice, one given very often is not. */
static void test_thread_fields(void)
{
    g_auto(MailHeaders) headers;
    mail_headers_init(&headers);
    add_header(&headers, "References", "<a@x.example>");
    add_header(&headers, "References", "<b@x.example>");
    g_autofree char *two = thread_ids(&headers);
    g_assert_cmpstr(two, ==, "a@x.example|b@x.example");
    for (guint i = 0; i < 1000; i++)
        add_header(&headers, "References", "<c@x.example>");
    g_autoptr(GPtrArray) some = mail_headers_thread(&headers, "references");
    g_assert_cmpuint(some->len, ==, MAIL_HEADERS_THREADS);
}

typedef struct {
    const char *text;
    Instant want;
} Date;

static const Date header_dates[] = {
    {"Wed, 04 Mar 2026 10:14:00 +0000", 1772619240},
    {"4 Mar 2026 10:14 GMT", 1772619240},
    {"Wed, 4 Mar 2026 11:14:00 +0100 (CET)", 1772619240},
    {"not a date", 0},
    {"", 0},
};

static const Date written_dates[] = {
    {"04 March 2026 10:14", 1772619240},
    {"4 March 2026 10:14:33 GMT", 1772619240},
    {"Wednesday, March 4, 2026 10:14 AM", 1772619240},
    {"Wed, 4 Mar 2026 at 10:14", 1772619240},
    {"04/03/2026 10:14", 1772619240},
    {"Wed, 4 Mar 2026 11:14:00 +0100", 1772619240},
    {"1 July 2026 10:00", 1782896400}, /* summer time in England */
    {"4 March 2026", 1772582400},
    {"yesterday perhaps, or not", 1772496000},
    {"some day", 0},
    {"", 0},
    /* other zones than England's */
    {"4 Mar 2026 at 10:14 GMT", 1772619240},
    {"1 July 2026 at 10:00 BST", 1782896400},
    {"1 July 2026 at 09:00 GMT", 1782896400},
    {"1 July 2026 at 12:00:00 EEST", 1782896400},
    {"1. Juli 2026 um 11:00:00 MESZ", 1782896400},
    {"1 July 2026 at 11:00:00 UTC+2", 1782896400},
    {"1 July 2026 11:00 GMT+02:00", 1782896400},
    {"1 July 2026 05:00:00 -0400", 1782896400},
    {"2026-07-01T09:00:00Z", 1782896400},
    {"2026-07-01 11:00:00+02:00", 1782896400},
    /* twelve hours, and the blanks that phones put before am and pm */
    {"1 July 2026 at 10:00\xe2\x80\xaf"
     "AM",
     1782896400},
    {"4 March 2026 at 10:14\xe2\x80\xaf"
     "PM",
     1772662440},
    {"4 de marzo de 2026, 10:14 p. m.", 1772662440},
    {"4 March 2026 at 12:14 AM", 1772583240},
    {"4 March 2026 12.14", 1772626440},
    /* languages */
    {"4 Mawrth 2026 10:14", 1772619240},
    {"Mercher, 4 o Fawrth 2026 10:14", 1772619240},
    {"Mittwoch, 4. März 2026 10:14", 1772619240},
    {"4. Mrz. 2026 um 10:14 Uhr", 1772619240},
    {"mercredi 4 mars 2026 à 10:14", 1772619240},
    {"4 mars 2026 à 10h14", 1772619240},
    {"4 mars 2026 à 10 h 14", 1772619240},
    {"mar, 4 mar 2026 a las 10:14", 1772619240},
    {"qua., 4 de mar. de 2026 às 10:14", 1772619240},
    {"mercoledì 4 marzo 2026 10:14", 1772619240},
    {"wo 4 mrt. 2026 om 10:14", 1772619240},
    {"onsdag 4 mars 2026 kl. 10.14.33", 1772619240},
    {"ke 4. maalisk. 2026 klo 10.14", 1772619240},
    {"śr., 4 mar 2026 o 10:14", 1772619240},
    {"st 4. 3. 2026 v 10:14", 1772619240},
    {"2026. március 4. 10:14", 1772619240},
    {"miercuri, 4 martie 2026, 10:14", 1772619240},
    {"4 Mar 2026 Çar, 10:14", 1772619240},
    {"ср, 4 мар. 2026 г. в 10:14", 1772619240},
    {"30 février 2026 10:14", 0}, /* no such day */
};

static void test_dates(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(header_dates); i++)
        g_assert_cmpint(mail_date_header(header_dates[i].text), ==, header_dates[i].want);
    for (guint i = 0; i < G_N_ELEMENTS(written_dates); i++) {
        g_test_message("%s", written_dates[i].text);
        g_assert_cmpint(mail_date_written(written_dates[i].text, 1772619240), ==,
                        written_dates[i].want);
    }
    g_assert_cmpint(mail_date_header(NULL), ==, 0);
    g_assert_cmpint(mail_date_written(NULL, 0), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail/headers/words", test_words);
    g_test_add_func("/mail/headers/addresses", test_addresses);
    g_test_add_func("/mail/headers/address-limits", test_address_limits);
    g_test_add_func("/mail/headers/ids", test_ids);
    g_test_add_func("/mail/headers/threads", test_threads);
    g_test_add_func("/mail/headers/thread-fields", test_thread_fields);
    g_test_add_func("/mail/headers/dates", test_dates);
    return g_test_run();
}
