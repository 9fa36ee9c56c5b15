/* Who sent a message: only our own receiver's word counts, by its name, or by its place where it gives none (threats 53 to 55).
 * In the tables of places a line is a header field: 'R host' a Received by that host, 'A value' an Authentication-Results,
 * 'S value' an ARC-Seal, 'B value' an ARC-Authentication-Results; topmost first. */
#include "auth_boundary.h"
#include "mail_trace.h"
#include <string.h>

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
    {"a quoted local part",
     WRITER,
     {MINE
      "; spf=pass smtp.mailfrom=\"x y\"@there.example; dmarc=pass header.from=oakfield.example"},
     AUTH_PASS},
    {"a tagged sender",
     WRITER,
     {MINE
      "; spf=pass smtp.mailfrom=prvs=1=jo@there.example; dmarc=pass header.from=oakfield.example"},
     AUTH_PASS},
    {"a quoted local part, fail",
     WRITER,
     {MINE "; spf=pass smtp.mailfrom=\"x y\"@there.example; dmarc=fail"},
     AUTH_FAIL},
    {"a pass before what is of no form",
     WRITER,
     {MINE "; dmarc=pass header.from=oakfield.example =; dmarc=fail header.from=oakfield.example"},
     AUTH_NONE},
    {"a quote within a word",
     WRITER,
     {MINE
      "; spf=pass smtp.mailfrom=a.\"; dmarc=pass header.from=oakfield.example x=\"@there.example"},
     AUTH_NONE},
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

static AuthVerdict judge(const MailRecord *record, const char *const *ids)
{
    const AuthBoundary boundary = {AUTH_MODE_RFC8601, ids, NULL, NULL, AUTH_ACCEPT_DMARC};
    g_autofree char *why = NULL;
    AuthVerdict verdict = auth_boundary_judge(record, &boundary, &why);
    g_assert_nonnull(why);
    return verdict;
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(MailRecord) record = record_of(c);
    static const char *const mine[] = {"other.example", MINE, NULL},
                             *const others[] = {"other.example", "", NULL},
                             *const nobody[] = {NULL};
    g_assert_cmpint(judge(record, mine), ==, c->want);
    g_assert_cmpint(judge(record, others), ==, AUTH_NONE);
    g_assert_cmpint(judge(record, nobody), ==, AUTH_NONE);
    g_assert_cmpint(judge(record, NULL), ==, AUTH_NONE);
}

/* ---- by place ---- */

#define FRONT "R VE1EUR03FT012.mail.protection.outlook.com"
#define INSIDE "R AM0PR01MB1.eurprd01.prod.exchangelabs.com"
#define STAMP                                                                                      \
    "A spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=oakfield.example; "                         \
    "council.onmicrosoft.com; dkim=pass (signature was verified) header.d=oakfield.example;"       \
    "council.onmicrosoft.com; dmarc=pass action=none header.from=oakfield.example;compauth=pass "  \
    "reason=100"
#define LISTED "A " MINE "; arc=pass; dmarc=fail header.from=oakfield.example"
#define SEAL1 "S i=1; a=rsa-sha256; d=list.example; s=a; cv=none; b=x"
#define SEAL2 "S i=2; a=rsa-sha256; d=hub.example; s=a; cv=pass; b=x"
#define SEALED1 "B i=1; mx.list.example; dmarc=pass header.from=oakfield.example"
#define SEALED2 "B i=2; mx.hub.example; dmarc=fail header.from=oakfield.example"

typedef struct {
    const char *name;
    AuthMode mode;
    guint accept;
    AuthVerdict want;
    const char *lines[7];
    const char *why; /* part of it, NULL any */
} Placed;

#define M365 AUTH_MODE_M365
#define NAMED AUTH_MODE_RFC8601
#define DMARC AUTH_ACCEPT_DMARC
#define ALL (AUTH_ACCEPT_DMARC | AUTH_ACCEPT_DKIM | AUTH_ACCEPT_SPF)

static const Placed placed[] = {
    {"threat-54: above the last hop",
     M365,
     DMARC,
     AUTH_PASS,
     {INSIDE, STAMP, FRONT, "R mx.oakfield.example"},
     "dmarc=pass"},
    {"threat-54: below the last hop",
     M365,
     DMARC,
     AUTH_NONE,
     {INSIDE, FRONT, STAMP},
     "no word of our own"},
    {"threat-54: below, with a last hop forged under it",
     M365,
     DMARC,
     AUTH_NONE,
     {FRONT, STAMP, FRONT},
     NULL},
    {"threat-54: above says fail, below pass",
     M365,
     DMARC,
     AUTH_FAIL,
     {"A dmarc=fail action=oreject header.from=oakfield.example", FRONT, STAMP, FRONT},
     "dmarc=fail"},
    {"threat-54: two above", M365, DMARC, AUTH_CONFLICT, {STAMP, STAMP, FRONT}, "two results"},
    {"threat-54: named ones above as well",
     M365,
     DMARC,
     AUTH_CONFLICT,
     {STAMP, "A mx.else.example; dmarc=pass header.from=oakfield.example", FRONT},
     NULL},
    {"no last hop at all", M365, DMARC, AUTH_NONE, {STAMP, INSIDE}, NULL},
    {"a Received that cannot be read above", M365, DMARC, AUTH_NONE, {STAMP, "R ", FRONT}, NULL},
    {"a host that only ends like it",
     M365,
     DMARC,
     AUTH_NONE,
     {STAMP, "R evilmail.protection.outlook.com"},
     NULL},
    {"a host that begins like it",
     M365,
     DMARC,
     AUTH_NONE,
     {STAMP, "R a.mail.protection.outlook.com.bad.example"},
     NULL},
    {"threat-55: compauth alone",
     M365,
     ALL,
     AUTH_NONE,
     {"A spf=none; dkim=none; dmarc=none action=none header.from=oakfield.example;compauth=pass "
      "reason=130",
      FRONT},
     "found no proof"},
    {"threat-55: bestguesspass",
     M365,
     ALL,
     AUTH_NONE,
     {"A dmarc=bestguesspass action=none header.from=oakfield.example;compauth=pass reason=109",
      FRONT},
     NULL},
    {"threat-55: temperror",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dmarc=temperror header.from=oakfield.example"},
     NULL},
    {"threat-55: permerror",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dmarc=permerror header.from=oakfield.example"},
     NULL},
    {"threat-55: softfail",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; spf=softfail smtp.mailfrom=oakfield.example"},
     NULL},
    {"threat-55: nothing", NAMED, ALL, AUTH_NONE, {"R mx.hscp.example"}, "no word of our own"},
    {"another domain in header.from",
     M365,
     DMARC,
     AUTH_NONE,
     {"A dmarc=pass action=none header.from=oakfie1d.example", FRONT},
     NULL},
    {"by name nothing is without one", NAMED, ALL, AUTH_NONE, {STAMP, FRONT}, NULL},
    {"mode none hears nobody",
     AUTH_MODE_NONE,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dmarc=pass header.from=oakfield.example"},
     NULL},

    {"dkim where it is accepted",
     NAMED,
     ALL,
     AUTH_PASS,
     {"A " MINE "; dkim=pass header.d=oakfield.example"},
     "dkim=pass"},
    {"dkim by header.i",
     NAMED,
     ALL,
     AUTH_PASS,
     {"A " MINE "; dkim=pass header.i=@oakfield.example"},
     "dkim=pass"},
    {"the second of two signatures",
     NAMED,
     ALL,
     AUTH_PASS,
     {"A " MINE "; dkim=pass header.d=bulk.example; dkim=pass header.d=oakfield.example"},
     NULL},
    {"dkim where it is not accepted",
     NAMED,
     DMARC,
     AUTH_NONE,
     {"A " MINE "; dkim=pass header.d=oakfield.example"},
     NULL},
    {"dkim of another",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dkim=pass header.d=bulk.example"},
     NULL},
    {"dkim of a part",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dkim=pass header.d=mail.oakfield.example"},
     NULL},
    {"dkim failed",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; dkim=fail header.d=oakfield.example"},
     NULL},
    {"dkim beside a failed dmarc",
     NAMED,
     ALL,
     AUTH_FAIL,
     {"A " MINE "; dkim=pass header.d=oakfield.example; dmarc=fail header.from=oakfield.example"},
     NULL},
    {"spf where it is accepted",
     NAMED,
     ALL,
     AUTH_PASS,
     {"A " MINE "; spf=pass smtp.mailfrom=bounce@oakfield.example"},
     "spf=pass"},
    {"spf of the greeting",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; spf=pass smtp.helo=oakfield.example"},
     NULL},
    {"spf of another",
     NAMED,
     ALL,
     AUTH_NONE,
     {"A " MINE "; spf=pass smtp.mailfrom=bulk.example"},
     NULL},
    {"dmarc where it is not accepted",
     NAMED,
     AUTH_ACCEPT_DKIM,
     AUTH_NONE,
     {"A " MINE "; dmarc=pass header.from=oakfield.example"},
     NULL},
    {"a failed dmarc counts always",
     NAMED,
     AUTH_ACCEPT_DKIM,
     AUTH_FAIL,
     {"A " MINE "; dmarc=fail header.from=oakfield.example"},
     NULL},

    {"sealed by a named forwarder",
     NAMED,
     DMARC,
     AUTH_PASS,
     {LISTED, SEAL1, SEALED1},
     "sealed by list.example"},
    {"sealed by two, both named",
     NAMED,
     DMARC,
     AUTH_PASS,
     {LISTED, SEAL2, SEALED2, SEAL1, SEALED1},
     "sealed by list.example"},
    {"the seals are broken",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {"A " MINE "; arc=fail; dmarc=fail header.from=oakfield.example", SEAL1, SEALED1},
     NULL},
    {"our receiver looked at no seal",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {"A " MINE "; dmarc=fail header.from=oakfield.example", SEAL1, SEALED1},
     NULL},
    {"sealed by another",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, "S i=1; d=bad.example; cv=none", SEALED1},
     NULL},
    {"another sealed last",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, "S i=2; d=bad.example; cv=pass",
      "B i=2; mx.bad.example; dmarc=pass header.from=oakfield.example", SEAL1, SEALED1},
     NULL},
    {"sealed for another domain",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, SEAL1, "B i=1; mx.list.example; dmarc=pass header.from=bad.example"},
     NULL},
    {"two results under one seal",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, SEAL1, SEALED1, SEALED1},
     NULL},
    {"two seals of one number", NAMED, DMARC, AUTH_FAIL, {LISTED, SEAL1, SEAL1, SEALED1}, NULL},
    {"a chain that says it is broken",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, "S i=1; d=list.example; cv=fail", SEALED1},
     NULL},
    {"no seal", NAMED, DMARC, AUTH_FAIL, {LISTED, SEALED1}, NULL},
    {"a seal above whose number is none",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, "S i=2x; d=bad.example; cv=pass", SEAL1, SEALED1},
     NULL},
    {"a result whose number has a zero in front",
     NAMED,
     DMARC,
     AUTH_FAIL,
     {LISTED, SEAL1, "B i=01; mx.list.example; dmarc=pass header.from=oakfield.example"},
     NULL},
    {"seals at Microsoft 365",
     M365,
     DMARC,
     AUTH_PASS,
     {INSIDE, "A spf=fail; dmarc=fail action=none header.from=oakfield.example; arc=pass (0 oda=1)",
      FRONT, SEAL1, "B i=1; dmarc=pass action=none header.from=oakfield.example"},
     NULL},
};

static void add_line(MailRecord *record, const char *line)
{
    static const char letters[] = "RBS";
    const char *letter = strchr(letters, *line);
    if (*line == 'A') {
        g_ptr_array_add(record->auth_results, (gpointer)(line + 2));
        return;
    }
    g_autofree char *low = letter == letters ? g_ascii_strdown(line + 2, -1) : g_strdup(line + 2);
    MailTrace trace = {(guint)(letter - letters), record->auth_results->len,
                       mail_record_keep(record, low)};
    g_array_append_val(record->trace, trace);
}

static void test_placed(gconstpointer data)
{
    static const char *const ids[] = {MINE, NULL}, *const sealers[] = {"list.example",
                                                                       "hub.example", NULL};
    const Placed *c = data;
    const AuthBoundary boundary = {c->mode, ids, "*.mail.protection.outlook.com", sealers,
                                   c->accept};
    g_autoptr(MailRecord) record = mail_record_new();
    const MailAddress from = {"", WRITER};
    g_array_append_val(record->from, from);
    for (guint i = 0; i < G_N_ELEMENTS(c->lines) && c->lines[i]; i++)
        add_line(record, c->lines[i]);
    g_autofree char *why = NULL;
    g_assert_cmpint(auth_boundary_judge(record, &boundary, &why), ==, c->want);
    g_assert_nonnull(strstr(why, c->why ? c->why : ""));
}

/* ---- whose Received it is ---- */

static const struct {
    const char *name, *value, *want;
} hosts[] = {
    {"usual",
     "from a.example (a.example [192.0.2.1]) by MX.our.example (Postfix) with ESMTPS id 1; Wed, 4 "
     "Mar 2026",
     "mx.our.example"},
    {"exchange", "from A.eurprd01 (2603:10a6::1) by B.EURP189.PROD.OUTLOOK.COM with HTTPS; Wed",
     "b.eurp189.prod.outlook.com"},
    {"from within", "by mx.our.example (Postfix, from userid 0) id 2; Wed", "mx.our.example"},
    {"the client calls itself by",
     "from by (bad.example [192.0.2.9]) by mx.our.example with SMTP; Wed", "mx.our.example"},
    {"the client's comment", "from x (helo=by mx.forged.example by) by mx.our.example; Wed",
     "mx.our.example"},
    {"a comment without an end", "from x (helo=( by mx.forged.example; Wed", NULL},
    {"a name with an end", "from x; by mx.forged.example", NULL},
    {"qmail", "(qmail 123 invoked by uid 0); Wed", NULL},
    {"nothing behind", "from x by", NULL},
    {"empty", "", NULL},
};

static void test_hosts(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
        g_autofree char *host = mail_trace_by(hosts[i].value);
        g_test_message("%s", hosts[i].name);
        g_assert_cmpstr(host, ==, hosts[i].want);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/auth-boundary/named/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    for (guint i = 0; i < G_N_ELEMENTS(placed); i++) {
        g_autofree char *path = g_strconcat("/auth-boundary/placed/", placed[i].name, NULL);
        g_test_add_data_func(path, &placed[i], test_placed);
    }
    g_test_add_func("/auth-boundary/received-by", test_hosts);
    return g_test_run();
}
