/* auth_results: only our own receiver's topmost word counts. */
#include "auth_results.h"

typedef struct {
    const char *name, *from;
    const char *fields[3]; /* topmost first */
    AuthVerdict want;
} Case;

#define MINE "mx.hscp.example"
#define WRITER "jo@oakfield.example"

static const Case cases[] = {
    {"pass", WRITER, {MINE "; dmarc=pass header.from=oakfield.example"}, AUTH_PASS},
    {"pass among others",
     WRITER,
     {MINE
      "; spf=pass smtp.mailfrom=oakfield.example; dkim=pass header.d=oakfield.example; dmarc=pass "
      "(p=REJECT sp=NONE) header.from=oakfield.example"},
     AUTH_PASS},
    {"any case", WRITER, {"MX.HSCP.Example; DMARC=Pass header.From=OakField.example"}, AUTH_PASS},
    {"version", WRITER, {MINE " 1; dmarc=pass header.from=oakfield.example"}, AUTH_PASS},
    {"method version", WRITER, {MINE "; dmarc/1=pass header.from=oakfield.example"}, AUTH_PASS},
    {"comments",
     WRITER,
     {"(c) " MINE " (d; dmarc=fail); dmarc=pass (a (b) c) header.from=oakfield.example"},
     AUTH_PASS},
    {"quoted values",
     WRITER,
     {MINE "; dmarc=pass reason=\"a; dmarc=fail\" header.from=\"oakfield.example\""},
     AUTH_PASS},
    {"blanks around marks",
     WRITER,
     {MINE " ; dmarc = pass header.from = oakfield.example"},
     AUTH_PASS},
    {"address in header.from",
     WRITER,
     {MINE "; dmarc=pass header.from=x@oakfield.example"},
     AUTH_PASS},
    {"fail", WRITER, {MINE "; dmarc=fail header.from=oakfield.example"}, AUTH_FAIL},
    {"fail without domain", WRITER, {MINE "; dmarc=fail"}, AUTH_FAIL},
    {"pass without domain", WRITER, {MINE "; dmarc=pass"}, AUTH_NONE},
    {"pass for another domain",
     WRITER,
     {MINE "; dmarc=pass header.from=elsewhere.example"},
     AUTH_NONE},
    {"pass for a longer domain",
     WRITER,
     {MINE "; dmarc=pass header.from=oakfield.example.bad.example"},
     AUTH_NONE},
    {"domain given twice",
     WRITER,
     {MINE "; dmarc=pass header.from=oakfield.example header.from=bad.example"},
     AUTH_NONE},
    {"none", WRITER, {MINE "; none"}, AUTH_NONE},
    {"dmarc none", WRITER, {MINE "; dmarc=none header.from=oakfield.example"}, AUTH_NONE},
    {"bestguesspass",
     WRITER,
     {MINE "; dmarc=bestguesspass header.from=oakfield.example"},
     AUTH_NONE},
    {"temperror", WRITER, {MINE "; dmarc=temperror header.from=oakfield.example"}, AUTH_NONE},
    {"only spf", WRITER, {MINE "; spf=pass smtp.mailfrom=oakfield.example"}, AUTH_NONE},
    {"nothing", WRITER, {NULL}, AUTH_NONE},
    {"another's",
     WRITER,
     {"mx.elsewhere.example; dmarc=pass header.from=oakfield.example"},
     AUTH_NONE},
    {"another's below ours",
     WRITER,
     {MINE "; dmarc=fail", "mx.elsewhere.example; dmarc=pass header.from=oakfield.example"},
     AUTH_FAIL},
    {"another's above ours",
     WRITER,
     {"mx.elsewhere.example; dmarc=fail", MINE "; dmarc=pass header.from=oakfield.example"},
     AUTH_PASS},
    {"ours forged below",
     WRITER,
     {MINE "; dmarc=fail", MINE "; dmarc=pass header.from=oakfield.example"},
     AUTH_CONFLICT},
    {"ours twice alike", WRITER, {MINE "; dmarc=fail", MINE "; dmarc=fail"}, AUTH_CONFLICT},
    {"two results that differ",
     WRITER,
     {MINE "; dmarc=fail; dmarc=pass header.from=oakfield.example"},
     AUTH_CONFLICT},
    {"two results alike", WRITER, {MINE "; dmarc=fail; dmarc=fail"}, AUTH_FAIL},
    {"id is a beginning",
     WRITER,
     {MINE ".bad.example; dmarc=pass header.from=oakfield.example"},
     AUTH_NONE},
    {"id is an ending", WRITER, {"x" MINE "; dmarc=pass header.from=oakfield.example"}, AUTH_NONE},
    {"microsoft without id",
     WRITER,
     {"spf=pass; dmarc=pass action=none header.from=oakfield.example"},
     AUTH_NONE},
    {"comment without end",
     WRITER,
     {MINE "; dmarc=pass header.from=oakfield.example (x"},
     AUTH_NONE},
    {"quote without end", WRITER, {MINE "; dmarc=pass header.from=\"oakfield.example"}, AUTH_NONE},
    {"empty", WRITER, {""}, AUTH_NONE},
    {"id only", WRITER, {MINE}, AUTH_NONE},
    {"no from", NULL, {MINE "; dmarc=pass header.from=oakfield.example"}, AUTH_NONE},
    {"no from, fail", NULL, {MINE "; dmarc=fail header.from=oakfield.example"}, AUTH_FAIL},
    {"unusable from", "", {MINE "; dmarc=pass header.from=oakfield.example"}, AUTH_NONE},
};

static MailRecord *record_of(const Case *c)
{
    MailRecord *record = mail_record_new();
    MailAddress from = {"", c->from};
    if (c->from)
        g_array_append_val(record->from, from);
    for (guint i = 0; i < G_N_ELEMENTS(c->fields) && c->fields[i]; i++)
        g_ptr_array_add(record->auth_results, (gpointer)c->fields[i]);
    return record;
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(MailRecord) record = record_of(c);
    g_assert_cmpint(auth_results_dmarc(record, MINE), ==, c->want);
    g_assert_cmpint(auth_results_dmarc(record, NULL), ==, AUTH_NONE);
    g_assert_cmpint(auth_results_dmarc(record, ""), ==, AUTH_NONE);
    g_assert_cmpint(auth_results_dmarc(record, "other.example"), ==, AUTH_NONE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/auth-results/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    return g_test_run();
}
