/* Senders who look like somebody they are not (threats 34, 56, 57, 69, 71). The repository's own site is the ruleset. Run from the
 * checkout's root. */
#include "lookalike.h"
#include "domain_name.h"
#include "proven.h"
#include <string.h>

static Ruleset *rules;

static const struct {
    const char *domain, *like;
} domains[] = {
    {"oakfield.example", NULL},
    {"mail.oakfield.example", NULL},
    {"OAKFIELD.example", NULL},
    {"education.havering.example", NULL},
    {"library.havering.example", NULL}, /* beside one we know, of the same council */
    {"cse.havering.example", NULL},
    {"elsewhere.example", NULL},
    {"birchfield.example", NULL},
    {"icd.example", NULL}, /* so short a name is often one letter from another */
    {"oakfie1d.example", "oakfield.example"},
    {"oakfieid.example", "oakfield.example"},
    {"0akfield.example", "oakfield.example"},
    {"oakfeild.example", "oakfield.example"},
    {"oakfields.example", "oakfield.example"},
    {"oakfild.example", "oakfield.example"},
    {"oakfield-example.com", NULL},
    {"oakfield.example.bad.test", "oakfield.example"},
    {"mail.oakfie1d.example", "oakfield.example"},
    {"xn--akfield-8ig.example", "oakfield.example"}, /* a Cyrillic o */
    {"xn--oakfild-fya.example", "oakfield.example"}, /* e with an accent */
    {"xn--zzzzzzzzzzz.example", NULL},
    {"rniIlbrook.example", "millbrook.example"},
    {"rnillbrook.example", "millbrook.example"},
    {"miilbrook.example", "millbrook.example"},
    {"csc.haverinq.example", "csc.havering.example"},
    {"csc-havering.example", "csc.havering.example"},
    {"partnership.haverlng.example", "partnership.havering.example"},
    {"partnersh1p.havering.example", "partnership.havering.example"},
};

static void test_domains(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(domains); i++) {
        g_test_message("%s", domains[i].domain);
        g_assert_cmpstr(lookalike_domain(domains[i].domain, rules), ==, domains[i].like);
    }
}

typedef struct {
    const char *name, *shown, *from, *reply_to;
    SenderLevel level;
    const char *why, *doubt; /* part of it; NULL none */
} Row;

#define LEAD "idris.penhallow@oakfield.example"

static const Row rows[] = {
    {"as he is", "Idris Penhallow", LEAD, "", SENDER_VERIFIED_ROLE, "people.csv", NULL},
    {"threat-56: a look-alike that passes", "Idris Penhallow", "idris.penhallow@oakfie1d.example",
     "", SENDER_FAILED, "can be read as oakfield.example", NULL},
    {"threat-56: another person of a known domain", "Jo Bell", "jo.bell@oakfield.example", "",
     SENDER_KNOWN_DOMAIN, "not in people.csv", NULL},
    {"threat-57: an address as the name", LEAD, "evil@bad.example", "", SENDER_FAILED,
     "an address of a domain we know", NULL},
    {"threat-57: within the name", "Idris (" LEAD ")", "evil@bad.example", "", SENDER_FAILED,
     "an address of a domain we know", NULL},
    {"threat-57: of another unknown", "a@other.example", "evil@bad.example", "", SENDER_UNKNOWN,
     "neither", "another address in the place"},
    {"threat-57: one known shows another", "head@education.havering.example", LEAD, "",
     SENDER_VERIFIED_ROLE, "people.csv", "another address in the place"},
    {"threat-57: his own", LEAD, LEAD, "", SENDER_VERIFIED_ROLE, "people.csv", NULL},
    {"threat-69: Reply-To elsewhere", "Idris Penhallow", LEAD, "idris@bad.example",
     SENDER_VERIFIED_ROLE, "people.csv", "Reply-To"},
    {"threat-69: Reply-To a colleague", "Idris Penhallow", LEAD, "office@oakfield.example",
     SENDER_VERIFIED_ROLE, "people.csv", NULL},
    {"threat-71: his name at a free-mail address", "Idris Penhallow", "idris@freepost.example", "",
     SENDER_UNKNOWN, "neither", "of Oakfield Primary School in the directory"},
    {"threat-71: in other letters", "\u0406dris Penh\u0430ll\u043ew", "idris@elsewhere.example", "",
     SENDER_UNKNOWN, "neither", "bears the name"},
    {"threat-71: surname first", "PENHALLOW, Idris", "idris@elsewhere.example", "", SENDER_UNKNOWN,
     "neither", "bears the name"},
    {"one name alone", "Idris", "idris@elsewhere.example", "", SENDER_UNKNOWN, "neither", NULL},
    {"free mail", "A Neighbour", "a.neighbour@freepost.example", "", SENDER_UNKNOWN, "neither",
     "free-mail"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(MailRecord) mail = mail_record_new();
    const MailAddress from = {row->shown, row->from};
    g_array_append_val(mail->from, from);
    mail->reply_to = row->reply_to;
    proven(mail, &rules->site);
    g_autoptr(Sender) sender = sender_establish(mail, rules, day_from_iso("2026-03-09"));
    g_assert_cmpstr(sender_level_name(sender->level), ==, sender_level_name(row->level));
    g_assert_nonnull(strstr(sender->why, row->why));
    g_assert_cmpint(sender->doubt != NULL, ==, row->doubt != NULL);
    g_assert_true(row->doubt == NULL || strstr(sender->doubt, row->doubt) != NULL);
}

static void test_shown(void)
{
    g_autofree char *plain = domain_name_shown("OAKFIELD.Example");
    g_autofree char *cyrillic = domain_name_shown("xn--akfield-8ig.example");
    g_autofree char *broken = domain_name_shown("xn--\xff.example");
    g_assert_cmpstr(plain, ==, "oakfield.example");
    g_assert_cmpstr(cyrillic, ==, "\u043eakfield.example");
    g_assert_cmpstr(broken, ==, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    rules = ruleset_load(".", diagnostics);
    g_assert_nonnull(rules);
    g_test_add_func("/lookalike/threat-34 and 56: domains", test_domains);
    g_test_add_func("/lookalike/shown", test_shown);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/lookalike/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    int failed = g_test_run();
    ruleset_free(rules);
    return failed;
}
