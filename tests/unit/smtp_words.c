/* What SMTP servers answer, what they offer, and what is written to them. */
#include "smtp_command.h"
#include "smtp_reply.h"
#include <string.h>

static void test_reply(void)
{
    static const struct {
        const char *line;
        gsize length; /* 0: its own */
        const char *text;
        SmtpAnswer answer;
        guint code;
        const char *status;
    } rows[] = {
        {"250 2.1.5 ok", 0, "2.1.5 ok\n", SMTP_YES, 250, "2.1.5"},
        {"250", 0, "\n", SMTP_YES, 250, ""},
        {"251 will forward", 0, "will forward\n", SMTP_YES, 251, ""},
        {"354 go on", 0, "go on\n", SMTP_GO_ON, 354, ""},
        {"450 4.2.0 later", 0, "4.2.0 later\n", SMTP_LATER, 450, "4.2.0"},
        {"550 5.1.1 nobody", 0, "5.1.1 nobody\n5.1.1 here\n", SMTP_NEVER, 550, "5.1.1"},
        {"554 5.7.508", 0, "5.7.508", SMTP_NEVER, 554, "5.7.508"},
        {"550 4.2.0 class of another", 0, "4.2.0 class of another\n", SMTP_NEVER, 550, ""},
        {"550 5.1.1x", 0, "5.1.1x\n", SMTP_NEVER, 550, ""},
        {"550 5.1111.1 x", 0, "5.1111.1 x\n", SMTP_NEVER, 550, ""},
        {"550 5..1 x", 0, "5..1 x\n", SMTP_NEVER, 550, ""},
        {"550 5.1", 0, "5.1", SMTP_NEVER, 550, ""},
        {"250junk", 0, "junk\n", SMTP_LOST, 0, ""},
        {"25", 0, "\n", SMTP_LOST, 0, ""},
        {"2500 x", 0, "x\n", SMTP_LOST, 0, ""},
        {"150 x", 0, "x\n", SMTP_LOST, 0, ""},
        {"650 x", 0, "x\n", SMTP_LOST, 0, ""},
        {"+50 x", 0, "x\n", SMTP_LOST, 0, ""},
        {" 250 x", 0, "x\n", SMTP_LOST, 0, ""},
        {"what is this", 0, "what is this\n", SMTP_LOST, 0, ""},
        {"250 a\0b", 7, "a\n", SMTP_LOST, 0, ""},
        {"", 0, "", SMTP_LOST, 0, ""},
    };
    SmtpReply reply = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gsize length = rows[i].length ? rows[i].length : strlen(rows[i].line);
        smtp_reply_read(&reply, rows[i].line, length, rows[i].text);
        g_test_message("%s", rows[i].line);
        g_assert_cmpint(reply.answer, ==, rows[i].answer);
        g_assert_cmpuint(reply.code, ==, rows[i].code);
        g_assert_cmpstr(reply.status, ==, rows[i].status);
        g_assert_true((reply.text != NULL) == (reply.code != 0));
    }
    smtp_reply_clear(&reply);
}

/* The server's words are one clean line; what is fit for a log has none of them. */
static void test_reply_words(void)
{
    SmtpReply reply = {0};
    smtp_reply_read(&reply, "550 x", 5, "5.1.1 jo@school.example\x1b[2J\xff\n5.1.1 unknown\n");
    g_assert_nonnull(strstr(reply.text, "jo@school.example"));
    g_assert_null(strpbrk(reply.text, "\n\x1b"));
    g_assert_true(g_utf8_validate(reply.text, -1, NULL));
    g_autofree char *figures = smtp_reply_figures(&reply);
    g_assert_cmpstr(figures, ==, "550 5.1.1");
    smtp_reply_clear(&reply);
    g_autofree char *none = smtp_reply_figures(&reply);
    g_assert_cmpstr(none, ==, "nothing it could mean");
}

static void test_reply_of_us(void)
{
    static const struct {
        const char *line;
        gboolean closes, us;
    } rows[] = {{"421 bye", TRUE, FALSE}, {"450 x", FALSE, FALSE}, {"530 x", FALSE, TRUE},
                {"534 x", FALSE, TRUE},   {"535 x", FALSE, TRUE},  {"538 x", FALSE, TRUE},
                {"550 x", FALSE, FALSE},  {"554 x", FALSE, FALSE}, {"250 x", FALSE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpReply reply = {0};
        smtp_reply_read(&reply, rows[i].line, strlen(rows[i].line), "x\n");
        g_assert_cmpint(smtp_reply_closes(&reply), ==, rows[i].closes);
        g_assert_cmpint(smtp_reply_refuses_us(&reply), ==, rows[i].us);
        smtp_reply_clear(&reply);
    }
}

static void test_offer(void)
{
    SmtpOffer none = smtp_offer_read("peer.example STARTTLS\n");
    g_assert_cmpmem(&none, sizeof none, &(SmtpOffer){0}, sizeof none);
    SmtpOffer all = smtp_offer_read("peer.example\nPIPELINING\nsize 1000\n8bitmime\nSMTPUTF8\nDSN\n"
                                    "STARTTLS\nAUTH login XOAUTH2\nXPLAIN\n");
    g_assert_true(all.pipelining && all.size && all.eight_bit && all.utf8 && all.dsn &&
                  all.starttls && all.login && all.xoauth2);
    g_assert_false(all.plain);
    g_assert_cmpint(all.most_bytes, ==, 1000);
    SmtpOffer odd = smtp_offer_read("x\nAUTH=PLAIN\nSIZE\nSIZE 99999999999999999999\nDSNX\nAUTH\n");
    g_assert_true(odd.plain && odd.size);
    g_assert_false(odd.dsn || odd.login);
    g_assert_cmpint(odd.most_bytes, ==, 0);
}

static void test_addresses(void)
{
    g_autofree char *long_one = g_strnfill(243, 'a');
    g_autofree char *fits = g_strconcat(long_one, "@x.example", NULL);
    g_autofree char *too_long = g_strconcat("aa", fits, NULL);
    const struct {
        const char *address;
        gboolean ascii, utf8;
    } rows[] = {{"jo@school.example", TRUE, TRUE},
                {"\"jo\"@school.example", TRUE, TRUE},
                {fits, TRUE, TRUE},
                {too_long, FALSE, FALSE},
                {"j\xc3\xb6@school.example", FALSE, TRUE},
                {"j\xff@school.example", FALSE, FALSE},
                {"jo@school.example\r\nRCPT TO:<x@y.example>", FALSE, FALSE},
                {"jo@school.example\n", FALSE, FALSE},
                {"jo smith@school.example", FALSE, FALSE},
                {"jo@school.example>", FALSE, FALSE},
                {"<jo@school.example", FALSE, FALSE},
                {"jo\t@school.example", FALSE, FALSE},
                {"jo\x7f@school.example", FALSE, FALSE},
                {"jo", FALSE, FALSE},
                {"", FALSE, FALSE},
                {NULL, FALSE, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].address ? rows[i].address : "NULL");
        g_assert_cmpint(smtp_address_is_safe(rows[i].address, FALSE), ==, rows[i].ascii);
        g_assert_cmpint(smtp_address_is_safe(rows[i].address, TRUE), ==, rows[i].utf8);
    }
}

static void expect(const SmtpEnvelope *envelope, const SmtpOffer *offer, const char *mail,
                   const char *rcpt)
{
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) second = g_string_new(NULL);
    smtp_command_mail(first, envelope, offer);
    smtp_command_rcpt(second, envelope, offer);
    g_assert_cmpstr(first->str, ==, mail);
    g_assert_cmpstr(second->str, ==, rcpt);
}

/* A parameter stands only where it is offered, and where the mail needs it. */
static void test_commands(void)
{
    const SmtpOffer none = {0};
    const SmtpOffer all = {.eight_bit = TRUE, .utf8 = TRUE, .dsn = TRUE, .size = TRUE};
    SmtpEnvelope envelope = {.from = "gate@x.example",
                             .to = "a+b=c@y.example",
                             .envelope_id = "id.7@x.example",
                             .bytes = 12};
    expect(&envelope, &none, "MAIL FROM:<gate@x.example>\r\n", "RCPT TO:<a+b=c@y.example>\r\n");
    expect(&envelope, &all, "MAIL FROM:<gate@x.example> SIZE=12 RET=HDRS ENVID=id.7@x.example\r\n",
           "RCPT TO:<a+b=c@y.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@y.example\r\n");
    envelope.from = "";
    envelope.no_report = TRUE;
    envelope.envelope_id = NULL;
    envelope.eight_bit = envelope.utf8 = TRUE;
    envelope.to = "j\xc3\xb6@y.example";
    expect(&envelope, &all, "MAIL FROM:<> SIZE=12 BODY=8BITMIME SMTPUTF8 RET=HDRS\r\n",
           "RCPT TO:<j\xc3\xb6@y.example> NOTIFY=NEVER ORCPT=utf-8;j+C3+B6@y.example\r\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smtp/reply", test_reply);
    g_test_add_func("/smtp/reply-words", test_reply_words);
    g_test_add_func("/smtp/reply-of-us", test_reply_of_us);
    g_test_add_func("/smtp/offer", test_offer);
    g_test_add_func("/smtp/addresses", test_addresses);
    g_test_add_func("/smtp/commands", test_commands);
    return g_test_run();
}
