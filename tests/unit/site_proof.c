/* 'sender_proof' of routing/site.yaml: what is read, its words, the old key, and every mistake with its line. */
#include "site_proof.h"
#include <string.h>

typedef struct {
    const char *name, *text;
    AuthMode mode;
    guint accept;
    const char *words; /* for `casegate check` */
    const char *found; /* "" or what is wrong */
} Row;

#define ID "authserv_ids: [mx.council.example]\n"
#define DMARC AUTH_ACCEPT_DMARC

static const Row rows[] = {
    {"named", "sender_proof:\n  mode: rfc8601\n  " ID, AUTH_MODE_RFC8601, DMARC,
     "the word of mx.council.example (dmarc)", ""},
    {"the old key", "trusted_authserv: mx.council.example\n", AUTH_MODE_RFC8601, DMARC,
     "the word of mx.council.example (dmarc)", ""},
    {"two names",
     "sender_proof: {mode: rfc8601, authserv_ids: [mx1.council.example, mx2.council.example], "
     "accept: [dmarc, dkim, spf]}\n",
     AUTH_MODE_RFC8601, DMARC | AUTH_ACCEPT_DKIM | AUTH_ACCEPT_SPF,
     "the word of mx1.council.example or mx2.council.example (dmarc, dkim, spf)", ""},
    {"microsoft", "sender_proof: {mode: m365}\n", AUTH_MODE_M365, DMARC,
     "what stands above the last hop, *.mail.protection.outlook.com (dmarc)", ""},
    {"sealers",
     "sender_proof: {mode: m365, last_hop: hop.council.example, arc_sealers: [list.example]}\n",
     AUTH_MODE_M365, DMARC,
     "what stands above the last hop, hop.council.example (dmarc; forwarded mail as sealed by "
     "list.example)",
     ""},
    {"none", "sender_proof: {mode: none}\n", AUTH_MODE_NONE, DMARC,
     "nothing, so whatever would move a case by mail waits for the office", ""},
    {"nothing said", "sender_proof:\n", AUTH_MODE_NONE, 0, "nothing, so", ""},
    {"both keys", "trusted_authserv: mx.council.example\nsender_proof: {mode: none}\n",
     AUTH_MODE_NONE, DMARC, NULL, "site.yaml:1: 'trusted_authserv' beside"},
    {"no map", "sender_proof: rfc8601\n", AUTH_MODE_NONE, 0, NULL,
     "site.yaml:1: 'sender_proof' is a map; write {mode: rfc8601,"},
    {"no mode", "sender_proof:\n  " ID, AUTH_MODE_NONE, DMARC, NULL,
     "site.yaml:2: 'mode' is missing"},
    {"another mode", "sender_proof:\n  mode: dmarc\n", AUTH_MODE_NONE, DMARC, NULL, "site.yaml:2:"},
    {"no name", "sender_proof:\n  mode: rfc8601\n", AUTH_MODE_RFC8601, DMARC, NULL,
     "site.yaml:2: 'authserv_ids' is missing"},
    {"no host", "sender_proof:\n  mode: rfc8601\n  authserv_ids: [a b]\n", AUTH_MODE_RFC8601, DMARC,
     NULL, "site.yaml:3: 'a b' in 'authserv_ids'"},
    {"a name at Microsoft", "sender_proof:\n  mode: m365\n  " ID, AUTH_MODE_M365, DMARC, NULL,
     "site.yaml:3: 'authserv_ids' is of 'mode: rfc8601'"},
    {"a hop elsewhere", "sender_proof:\n  mode: rfc8601\n  " ID "  last_hop: a.example\n",
     AUTH_MODE_RFC8601, DMARC, NULL, "site.yaml:4: 'last_hop' is of 'mode: m365'"},
    {"a hop that is everybody", "sender_proof:\n  mode: m365\n  last_hop: \"*.com\"\n",
     AUTH_MODE_M365, DMARC, NULL, "site.yaml:3: '*.com' is no host name"},
    {"accepts what is no proof", "sender_proof:\n  mode: m365\n  accept: [compauth]\n",
     AUTH_MODE_M365, 0, NULL, "site.yaml:3: 'compauth' proves no sender"},
    {"accepts nothing", "sender_proof:\n  mode: m365\n  accept: []\n", AUTH_MODE_M365, 0, NULL,
     "site.yaml:3: 'accept' is empty"},
    {"signatures without CAs", "sender_proof:\n  mode: m365\n  accept: [dmarc, smime]\n",
     AUTH_MODE_M365, DMARC | AUTH_ACCEPT_SMIME, NULL, "site.yaml:3: 'smime' without 'smime_cas'"},
    {"CAs for nothing", "sender_proof:\n  mode: m365\n  smime_cas: a.pem\n", AUTH_MODE_M365, DMARC,
     NULL, "site.yaml:3: 'smime_cas' is not used"},
    {"CAs that are not there",
     "sender_proof:\n  mode: none\n  accept: [smime]\n  smime_cas: none.pem\n", AUTH_MODE_NONE,
     AUTH_ACCEPT_SMIME, NULL, "site.yaml:4: Failed to open file"},
    {"CAs that are none",
     "sender_proof:\n  mode: none\n  accept: [smime]\n  smime_cas: site_proof.c\n", AUTH_MODE_NONE,
     AUTH_ACCEPT_SMIME, NULL, "site.yaml:4: 'tests/unit/site_proof.c' holds something else"},
    {"a key too many", "sender_proof:\n  mode: none\n  modus: x\n", AUTH_MODE_NONE, DMARC, NULL,
     "site.yaml:3: unknown key 'modus'"},
};

static void test_row(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(YamlTree) tree =
        yaml_tree_parse(row->text, strlen(row->text), "site.yaml", diagnostics);
    g_assert_nonnull(tree);
    const YamlNode *root = yaml_tree_root(tree);
    GStringChunk *strings = g_string_chunk_new(256);
    SiteProof proof;
    site_proof_read(&proof, yaml_get(root, "sender_proof"), yaml_get(root, "trusted_authserv"),
                    "tests/unit", strings, diagnostics);
    g_autofree char *found = diagnostics_text(diagnostics);
    g_assert_true(*row->found != '\0' ? g_str_has_prefix(found, row->found) : *found == '\0');
    g_assert_cmpint(proof.boundary.mode, ==, row->mode);
    g_assert_cmpuint(proof.boundary.accept, ==, row->accept);
    g_autofree char *words = row->words ? site_proof_words(&proof) : NULL;
    g_assert_true(row->words == NULL || g_str_has_prefix(words, row->words));
    site_proof_clear(&proof);
    g_string_chunk_free(strings);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/site-proof/", rows[i].name, NULL);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    return g_test_run();
}
