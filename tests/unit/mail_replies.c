/* How well new words, quotes and forwards are told apart, on the fixtures of other projects (../shared/mail, not part of this
 * repository): a score for each origin; its floor stands in tests/score/floors with the others. CASEGATE_SHOW=1 prints every
 * case that differs. A case in `exceptions` asks for what this gateway does not want; the reason stands beside it. */
#include "corpus_files.h"
#include "mail_content.h"
#include "mail_dates.h"
#include "mail_read.h"
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#define EXPECTED "expected/replies.json"
#define NOT_TESTED "(not tested)"
#define FLOORS "tests/score/floors"
#define REPLIES "replies/"
#define FORWARDS "forwards/"
#define MOST_SCORES 16u
#define PEOPLE 20
#define LEAST_PERCENT 95

static char *shared;

typedef struct {
    char kind[64];      /* "replies/talon" */
    guint floor, cases; /* how many must be right, of how many */
    guint seen, right, excepted;
} Score;

static Score scores[MOST_SCORES];
static guint scores_count;

typedef struct {
    const char *path, *what, *why; /* what of it is not as the origin has it; everything else is */
} Exception;

#define NO_SUBJECT "the head has no subject: the outer mail's is not made out to be the original's"
static const Exception exceptions[] = {
    {"3-replies/discourse-trimmer/quote_and_text.txt", "exact-strip",
     "a quote stays a quote where no head stands above it: the office sees it as quoted"},
    {"3-replies/discourse-trimmer/quote_only.txt", "exact-strip",
     "a reply of quoted lines only says nothing new: it is held, not acted on"},
    {"3-replies/discourse-trimmer/embedded_email_17.txt", "exact-strip",
     "all of it stands below 'On … wrote:' and nobody can tell whose words they are: held, not "
     "acted on"},
    {"3-replies/crisp-forward/outlook_2019_en_body.txt", "subject", NO_SUBJECT},
    {"3-replies/crisp-forward/outlook_2019_fi_body.txt", "subject", NO_SUBJECT},
    {"3-replies/crisp-forward/outlook_2019_hu_body.txt", "subject", NO_SUBJECT},
    {"3-replies/crisp-forward/outlook_2019_no_body.txt", "subject", NO_SUBJECT},
    {"3-replies/crisp-forward/outlook_2019_pl_body.txt", "subject", NO_SUBJECT},
    {"3-replies/crisp-forward/outlook_2019_tr_body.txt", "subject", NO_SUBJECT},
};

static const Exception *exception_of(const char *path)
{
    for (guint i = 0; i < G_N_ELEMENTS(exceptions); i++)
        if (g_str_equal(exceptions[i].path, path))
            return &exceptions[i];
    return NULL;
}

/* ---- one fixture as a mail ---- */

static const char *text_member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && !json_node_is_null(node) ? json_node_get_string(node) : NULL;
}

/* The body in a mail as the subject's prefix has it: what the origin's test says, else a reply or a forward. */
static MailRecord *read_fixture(JsonObject *c)
{
    const char *format = text_member(c, "format"), *subject = text_member(c, "mail_subject");
    g_autofree char *path = g_build_filename(shared, text_member(c, "path"), NULL);
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    if (g_str_equal(format, "eml"))
        return mail_read(bytes, length, NULL);
    gboolean forward = g_str_equal(text_member(c, "match"), "forward");
    g_autofree char *head = g_strdup_printf(
        "From: Jo Fen <jo@x.example>\nTo: desk@x.example\nDate: Fri, 5 Nov 2021 10:00:00 +0000\n"
        "Subject: %s\nMessage-ID: <1@x.example>\nContent-Type: text/%s; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n",
        subject   ? subject
        : forward ? "words"
                  : "Re: words",
        g_str_equal(format, "html") ? "html" : "plain");
    g_autoptr(GString) mail = g_string_new(head);
    g_string_append_len(mail, bytes, (gssize)length);
    return mail_read(mail->str, mail->len, NULL);
}

/* What is left for the reader: the new words, with the signature where the origin keeps it. */
static char *kept_text(const MailRecord *record, gboolean signature)
{
    g_autoptr(GArray) lines = mail_lines_new(record->text);
    g_autoptr(GArray) heads = mail_quote_split(lines, (MailThread){.reply = TRUE}, NULL);
    for (guint i = 0; signature && i < lines->len; i++) {
        MailLine *line = &g_array_index(lines, MailLine, i);
        if (line->kind == MAIL_LINE_SIGNATURE)
            line->kind = MAIL_LINE_NEW;
    }
    return signature ? mail_lines_join(lines, MAIL_LINE_NEW, 0) : g_strdup(record->text_new);
}

/* ---- comparing ---- */

static char *without_blanks(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (!g_unichar_isspace(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    return g_string_free(out, FALSE);
}

static gboolean same(const char *got, const char *want, const char *match)
{
    gboolean exact = g_str_equal(match, "exact-strip");
    g_autofree char *a = exact ? g_strdup(got) : without_blanks(got);
    g_autofree char *b = exact ? g_strdup(want) : without_blanks(want);
    return g_str_equal(g_strstrip(a), g_strstrip(b));
}

static gboolean show(const char *path, const char *what, const char *got, const char *want)
{
    const Exception *exception = exception_of(path);
    if (exception && !g_str_equal(exception->what, what))
        g_error("%s is no exception for its %s", path, what);
    if (g_getenv("CASEGATE_SHOW"))
        g_printerr("==== %s: %s\n---- got\n%s\n---- want\n%s\n", path, what, got, want);
    return FALSE;
}

static gboolean is_reply_right(JsonObject *c)
{
    const char *want = text_member(c, "expected"), *match = text_member(c, "match");
    g_autoptr(MailRecord) record = read_fixture(c);
    gboolean signature = strstr(text_member(c, "removes"), "signature") == NULL ||
                         strstr(text_member(c, "removes"), "signature kept");
    g_autofree char *got = kept_text(record, signature);
    return same(got, want ? want : "", match) ||
           show(text_member(c, "path"), match, got, want ? want : "");
}

/* ---- forwards ---- */

static gboolean is_same_text(JsonObject *c, const char *what, const char *got, const char *want)
{
    return !want || same(got ? got : "", want, "ignore-whitespace") ||
           show(text_member(c, "path"), what, got ? got : "", want);
}

/* Every recipient's address stands in what the head says behind "To:". */
static gboolean are_recipients_right(JsonObject *c, JsonObject *original, const char *to)
{
    for (guint i = 0; i < PEOPLE; i++) {
        g_autofree char *key = g_strdup_printf("to.%u.address", i);
        const char *want =
            json_object_has_member(original, key) ? text_member(original, key) : NULL;
        if (want && !strcasestr(to, want))
            return show(text_member(c, "path"), "to", to, want);
    }
    return TRUE;
}

/* All that stands below the first head, heads of older messages too: what the origin takes for the original's body. */
static char *below_first_head(JsonObject *c, const MailRecord *record)
{
    g_autoptr(GArray) lines = mail_lines_new(record->text);
    MailThread thread = {.forward = text_member(c, "mail_subject") != NULL};
    g_autoptr(GArray) heads = mail_quote_split(lines, thread, NULL);
    g_autoptr(GString) below = g_string_new(NULL);
    for (guint i = g_array_index(heads, MailHead, 0).last + 1; i < lines->len; i++) {
        const MailLine *line = mail_line(lines, i);
        if (mail_line_blank(line))
            continue;
        g_string_append_len(below, line->start + line->content,
                            (gssize)(line->length - line->content));
        g_string_append_c(below, '\n');
    }
    return g_string_free(g_steal_pointer(&below), FALSE);
}

/* The first message says the body's beginning, and the whole chain the body. */
static gboolean is_body_right(JsonObject *c, const MailRecord *record, const MailForwarded *first,
                              const char *want)
{
    g_autofree char *said = without_blanks(first->text), *body = without_blanks(want);
    g_autofree char *below = below_first_head(c, record);
    if (record->forwarded->len == 1)
        return is_same_text(c, "body", first->text, want);
    if (*said == '\0' || !g_str_has_prefix(body, said))
        return show(text_member(c, "path"), "first of a chain", first->text, want);
    return is_same_text(c, "chain", below, want);
}

static gboolean is_forward_right(JsonObject *c)
{
    JsonObject *original = json_object_get_object_member(c, "original");
    const char *above = text_member(c, "expected"), *path = text_member(c, "path");
    g_autoptr(MailRecord) record = read_fixture(c);
    if (!json_object_get_boolean_member(c, "is_forward"))
        return record->forwarded->len == 0 || show(path, "no forward", "forward", "");
    if (record->forwarded->len == 0)
        return show(path, "forward", record->text_new, "");
    const MailForwarded *first = &g_array_index(record->forwarded, MailForwarded, 0);
    const char *address = text_member(original, "from.address");
    gboolean right = is_same_text(c, "from", first->from, address);
    right &= is_same_text(c, "name", first->from_name, text_member(original, "from.name"));
    right &= is_same_text(c, "subject", first->subject, text_member(original, "subject"));
    right &= is_body_right(c, record, first, text_member(original, "body"));
    right &= are_recipients_right(c, original, first->to);
    right &= first->date != INSTANT_UNKNOWN || show(path, "date", first->date_text, "a date");
    if (!above || !g_str_equal(above, NOT_TESTED))
        right &= is_same_text(c, "above", record->text_new, above ? above : "");
    return right;
}

/* ---- the scores ---- */

static gboolean is_of(const Score *score, const char *group)
{
    return g_str_has_prefix(score->kind, group);
}

static void read_floors(void)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(FLOORS, &text, NULL, NULL));
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    for (guint i = 0; rows[i]; i++) {
        Score row = {.floor = 0};
        if (sscanf(rows[i], "%63s %u %u", row.kind, &row.floor, &row.cases) != 3 ||
            (!is_of(&row, REPLIES) && !is_of(&row, FORWARDS)))
            continue;
        g_assert_cmpuint(scores_count, <, MOST_SCORES);
        scores[scores_count++] = row;
    }
}

static Score *score_of(const char *path)
{
    g_auto(GStrv) folders = g_strsplit(path, "/", 3);
    for (guint i = 0; i < scores_count; i++)
        if (g_str_equal(strchr(scores[i].kind, '/') + 1, folders[1]))
            return &scores[i];
    g_error("no floor for %s in " FLOORS, path);
}

static void try_case(JsonObject *c)
{
    const char *path = text_member(c, "path");
    Score *score = score_of(path);
    gboolean forward = g_str_equal(text_member(c, "match"), "forward");
    gboolean right = forward ? is_forward_right(c) : is_reply_right(c);
    score->seen++;
    if (!exception_of(path)) {
        score->right += right ? 1 : 0;
        return;
    }
    if (right)
        g_test_message("%s is right now: no exception any more", path);
    g_assert_false(right);
    score->excepted++;
}

/* prove shows what comes on standard error, as it does for the scores of tests/score. */
static void check_scores(void)
{
    guint right = 0, cases = 0;
    for (guint i = 0; i < scores_count; i++) {
        const Score *s = &scores[i];
        g_printerr("# %s: %u of %u right, and %u as we want it\n", s->kind, s->right, s->cases,
                   s->excepted);
        g_assert_cmpuint(s->seen, ==, s->cases);
        g_assert_cmpuint(s->right, >=, s->floor);
        right += is_of(s, REPLIES) ? s->right : 0;
        cases += is_of(s, REPLIES) ? s->cases : 0;
    }
    g_printerr("# replies: %u of %u as their origins have them\n", right, cases);
    g_assert_cmpuint(right * 100, >=, cases * LEAST_PERCENT);
}

static void test_scores(void)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *path = shared ? g_build_filename(shared, EXPECTED, NULL) : NULL;
    if (!shared) {
        g_test_skip("the folder ../shared/mail is not here");
        return;
    }
    read_floors();
    g_assert_true(json_parser_load_from_file(parser, path, NULL));
    JsonArray *fixtures = json_node_get_array(json_parser_get_root(parser));
    for (guint i = 0; i < json_array_get_length(fixtures); i++)
        try_case(json_array_get_object_element(fixtures, i));
    check_scores();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    shared = corpus_shared();
    g_test_add_func("/mail/replies/scores", test_scores);
    int result = g_test_run();
    g_free(shared);
    return result;
}
