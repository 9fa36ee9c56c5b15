/* Who sent a message: the directory's word for the address, and what proves it (design §3, 'Sender levels'; threats 53 to 57, 69 to
 * 71, 75). The repository's own site is the ruleset; the mode of its proof is changed row by row. Run from the checkout's root. */
#include "sender.h"
#include "proven.h"
#include <string.h>

static Ruleset *rules;

#define LEAD "idris.penhallow@oakfield.example"
#define OFFICE "wilf.darrow@partnership.havering.example"
#define OURS "mailbox@partnership.havering.example"
#define MX "mx.partnership.havering.example; "

typedef struct {
    const char *name;
    AuthMode mode;
    const char *from;
    const char *results; /* "pass": the receiver's word for it; NULL none */
    SenderLevel level;
    gboolean proven;
    const char *why; /* part of it */
} Row;

#define NAMED AUTH_MODE_RFC8601
#define NOBODY AUTH_MODE_NONE

static const Row rows[] = {
    {"proven role", NAMED, LEAD, "pass", SENDER_VERIFIED_ROLE, TRUE, "in people.csv; dmarc=pass"},
    {"proven colleague", NAMED, "new.teacher@oakfield.example", "pass", SENDER_KNOWN_DOMAIN, TRUE,
     "dmarc=pass"},
    {"proven stranger", NAMED, "a@elsewhere.example", "pass", SENDER_UNKNOWN, TRUE,
     "neither the address"},
    {"threat-53: role without proof", NAMED, LEAD, NULL, SENDER_UNKNOWN, FALSE, "nothing proves"},
    {"threat-53: role forged", NAMED, LEAD, MX "dmarc=fail header.from=oakfield.example",
     SENDER_FAILED, FALSE, "dmarc=fail"},
    {"threat-55: colleague without proof", NAMED, "new.teacher@oakfield.example", MX "dmarc=none",
     SENDER_UNKNOWN, FALSE, "nothing proves"},
    {"threat-55: role, temperror", NAMED, LEAD, MX "dmarc=temperror header.from=oakfield.example",
     SENDER_UNKNOWN, FALSE, "nothing proves"},
    {"threat-56: pass for another domain", NAMED, LEAD,
     MX "dmarc=pass header.from=oakfie1d.example", SENDER_UNKNOWN, FALSE, "nothing proves"},
    {"stranger without proof", NAMED, "a@elsewhere.example", NULL, SENDER_UNKNOWN, FALSE,
     "neither the address"},
    {"stranger forged", NAMED, "a@elsewhere.example", MX "dmarc=fail", SENDER_FAILED, FALSE,
     "dmarc=fail"},
    {"threat-75: the office without proof", NAMED, OFFICE, NULL, SENDER_FAILED, FALSE,
     "this mailbox or its office"},
    {"the office", NAMED, OFFICE, "pass", SENDER_VERIFIED_ROLE, TRUE, "dmarc=pass"},
    {"threat-75: our mailbox without proof", NAMED, OURS, NULL, SENDER_FAILED, FALSE,
     "this mailbox or its office"},
    {"no proof at the site: role", NOBODY, LEAD, "pass", SENDER_VERIFIED_ROLE, FALSE,
     "this site has no proof"},
    {"no proof at the site: colleague", NOBODY, "new.teacher@oakfield.example", NULL,
     SENDER_KNOWN_DOMAIN, FALSE, "this site has no proof"},
    {"threat-75: no proof at the site: our mailbox", NOBODY, OURS, NULL, SENDER_FAILED, FALSE,
     "this mailbox"},
    {"by place: role", AUTH_MODE_M365, LEAD, "dmarc=pass action=none header.from=oakfield.example",
     SENDER_VERIFIED_ROLE, TRUE, "dmarc=pass"},
    {"by place: a named result is read too", AUTH_MODE_M365, LEAD, "pass", SENDER_VERIFIED_ROLE,
     TRUE, "dmarc=pass"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(MailRecord) mail = mail_record_new();
    const MailAddress from = {"", row->from};
    g_array_append_val(mail->from, from);
    if (g_strcmp0(row->results, "pass") == 0)
        proven(mail, &rules->site);
    else if (row->results != NULL)
        g_ptr_array_add(mail->auth_results, (gpointer)row->results);
    const MailTrace hop = {MAIL_TRACE_RECEIVED, mail->auth_results->len,
                           "a.mail.protection.outlook.com"};
    g_array_append_val(mail->trace, hop);
    AuthBoundary before = rules->site.proof.boundary;
    rules->site.proof.boundary.mode = row->mode;
    rules->site.proof.boundary.last_hop = "*.mail.protection.outlook.com";
    g_autoptr(Sender) sender = sender_establish(mail, rules, day_from_iso("2026-03-09"));
    rules->site.proof.boundary = before;
    g_assert_cmpstr(sender_level_name(sender->level), ==, sender_level_name(row->level));
    g_assert_cmpint(sender->proven, ==, row->proven);
    g_assert_nonnull(strstr(sender->why, row->why));
    g_assert_cmpint(sender_claims(sender), ==,
                    row->level == SENDER_UNKNOWN && strstr(row->from, "elsewhere") == NULL);
}

/* ---- by a signature ---- */

typedef struct {
    const char *name;
    AuthMode mode;
    const char *results, *signer, *signature;
    guint accept, flags;
    SenderLevel level;
    gboolean proven;
    const char *why;
} SignedRow;

#define BOTH (AUTH_ACCEPT_DMARC | AUTH_ACCEPT_SMIME)

static const SignedRow signed_rows[] = {
    {"signed", NAMED, NULL, LEAD, "", BOTH, 0, SENDER_VERIFIED_ROLE, TRUE, "signed with S/MIME"},
    {"signed, dmarc none", NAMED, MX "dmarc=none", LEAD, "", BOTH, 0, SENDER_VERIFIED_ROLE, TRUE,
     "signed with S/MIME"},
    {"signed, dmarc passed", NAMED, "pass", LEAD, "", BOTH, 0, SENDER_VERIFIED_ROLE, TRUE,
     "dmarc=pass"},
    {"threat-77: signed, and forged by our receiver's word", NAMED,
     MX "dmarc=fail header.from=oakfield.example", LEAD, "", BOTH, 0, SENDER_FAILED, FALSE,
     "dmarc=fail"},
    {"threat-77: not accepted here", NAMED, NULL, LEAD, "", AUTH_ACCEPT_DMARC, 0, SENDER_UNKNOWN,
     FALSE, "nothing proves"},
    {"threat-77: by another", NAMED, NULL, OFFICE, "", BOTH, 0, SENDER_UNKNOWN, FALSE,
     "its digital signature is by another"},
    {"threat-77: no good", NAMED, NULL, "", "is of nobody", BOTH, 0, SENDER_UNKNOWN, FALSE,
     "no word of our own receiver; its digital signature is of nobody"},
    {"threat-77: cut", NAMED, NULL, LEAD, "", BOTH, MAIL_FLAG_TRUNCATED, SENDER_UNKNOWN, FALSE,
     "is valid, but the message is damaged or cut"},
    {"no other proof: signed", NOBODY, NULL, LEAD, "", AUTH_ACCEPT_SMIME, 0, SENDER_VERIFIED_ROLE,
     TRUE, "signed with S/MIME"},
    {"no other proof: not signed", NOBODY, "pass", "", "", AUTH_ACCEPT_SMIME, 0,
     SENDER_VERIFIED_ROLE, FALSE, "nothing but an S/MIME signature"},
};

static void test_signed(gconstpointer data)
{
    const SignedRow *row = data;
    g_autoptr(MailRecord) mail = mail_record_new();
    const MailAddress from = {"", LEAD};
    g_array_append_val(mail->from, from);
    mail->signer = row->signer;
    mail->signature = row->signature;
    mail->flags = row->flags;
    if (g_strcmp0(row->results, "pass") == 0)
        proven(mail, &rules->site);
    else if (row->results != NULL)
        g_ptr_array_add(mail->auth_results, (gpointer)row->results);
    AuthBoundary before = rules->site.proof.boundary;
    rules->site.proof.boundary.mode = row->mode;
    rules->site.proof.boundary.accept = row->accept;
    g_autoptr(Sender) sender = sender_establish(mail, rules, day_from_iso("2026-03-09"));
    g_assert_cmpstr(sender_level_name(sender->level), ==, sender_level_name(row->level));
    g_assert_cmpint(sender->proven, ==, row->proven);
    g_assert_cmpint(sender->by_signature, ==, strstr(row->why, "signed with S/MIME") != NULL);
    g_assert_nonnull(strstr(sender->why, row->why));
    if (sender->by_signature) {
        sender_withdraw(sender, rules, "is taken back");
        g_assert_false(sender->proven);
        g_assert_nonnull(strstr(sender->why, "its digital signature is taken back"));
    }
    rules->site.proof.boundary = before;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/sender/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    for (guint i = 0; i < G_N_ELEMENTS(signed_rows); i++) {
        g_autofree char *path = g_strconcat("/sender/by signature/", signed_rows[i].name, NULL);
        g_test_add_data_func(path, &signed_rows[i], test_signed);
    }
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
