/* site_proof: 'sender_proof' in routing/site.yaml. Its keys:
 *
 *   mode           rfc8601 | m365 | none: how the word of the server that receives for us is known
 *   authserv_ids   rfc8601: the names in its Authentication-Results, of which a message has exactly one
 *   last_hop       m365: the server in front of the mailbox, "*.mail.protection.outlook.com" when not said; the one
 *                  Authentication-Results above its topmost Received counts
 *   accept         list of dmarc, dkim, spf and smime; dmarc when not said. dkim and spf count for the very domain of From;
 *                  smime, in any mode, where our receiver says nothing against the message
 *   smime_cas      FILE, relative to the site's folder: PEM of the CAs whose certificates prove the signer's address
 *   arc_sealers    list of domains: their sealed results are believed where DMARC failed in forwarding
 *
 * An old site.yaml with trusted_authserv: HOST is one with {mode: rfc8601, authserv_ids: [HOST]}. Without either, or
 * with mode none, nobody is proven but by a signature, and what would move a case waits for the office. */
#include "site_proof.h"
#include "signer.h"
#include <string.h>

#define CAS_BYTES (1u << 20)
#define M365_LAST_HOP "*.mail.protection.outlook.com"

static gboolean is_host(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    return *name && *name != '.' && strspn(name, letters) == strlen(name);
}

static void check_hosts(const YamlNode *node, const char *key, GStrv names,
                        Diagnostics *diagnostics)
{
    for (guint i = 0; names[i]; i++)
        if (!is_host(names[i]))
            diagnostics_error(diagnostics, yaml_place(yaml_get(node, key)),
                              "'%s' in '%s' is no host name; write it as mx.council.example",
                              names[i], key);
}

static void read_rfc8601(SiteProof *proof, const YamlNode *node, Diagnostics *diagnostics)
{
    proof->authserv_ids = yaml_read_words(node, "authserv_ids", diagnostics);
    check_hosts(node, "authserv_ids", proof->authserv_ids, diagnostics);
    if (!proof->authserv_ids[0])
        diagnostics_error(
            diagnostics, yaml_place(node),
            "'authserv_ids' is missing; write the name that the receiving server gives "
            "in Authentication-Results, as [mx.council.example], or 'mode: none'");
    if (yaml_get(node, "last_hop"))
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "last_hop")),
                          "'last_hop' is of 'mode: m365'; take it out, or change the mode");
}

static void read_m365(SiteProof *proof, const YamlNode *node, GStringChunk *strings,
                      Diagnostics *diagnostics)
{
    const char *hop = yaml_read_text(node, "last_hop", M365_LAST_HOP, diagnostics);
    const char *rest = g_str_has_prefix(hop, "*.") ? hop + 2 : hop;
    if (!is_host(rest) || !strchr(rest, '.'))
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "last_hop")),
                          "'%s' is no host name; write it as \"" M365_LAST_HOP "\"", hop);
    proof->boundary.last_hop = g_string_chunk_insert_const(strings, hop);
    if (yaml_get(node, "authserv_ids"))
        diagnostics_error(
            diagnostics, yaml_place(yaml_get(node, "authserv_ids")),
            "'authserv_ids' is of 'mode: rfc8601'; Microsoft 365 gives no name, so take "
            "it out, or change the mode");
}

static const struct {
    const char *word;
    AuthAccept accept;
} accepted[] = {{"dmarc", AUTH_ACCEPT_DMARC},
                {"dkim", AUTH_ACCEPT_DKIM},
                {"spf", AUTH_ACCEPT_SPF},
                {"smime", AUTH_ACCEPT_SMIME}};

static guint accept_of(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++)
        if (g_str_equal(accepted[i].word, word))
            return accepted[i].accept;
    return 0;
}

static void read_accept(SiteProof *proof, const YamlNode *node, Diagnostics *diagnostics)
{
    const YamlNode *list = yaml_get(node, "accept");
    g_auto(GStrv) words = yaml_read_words(node, "accept", diagnostics);
    for (guint i = 0; words[i]; i++) {
        guint accept = accept_of(words[i]);
        proof->boundary.accept |= accept;
        if (accept == 0)
            diagnostics_error(diagnostics, yaml_place(list),
                              "'%s' proves no sender here; write some of dmarc, dkim, spf, smime",
                              words[i]);
    }
    if (!list)
        proof->boundary.accept = AUTH_ACCEPT_DMARC;
    else if (!words[0])
        diagnostics_error(
            diagnostics, yaml_place(list),
            "'accept' is empty, so nothing would count; write [dmarc], or 'mode: none'");
}

static void load_cas(SiteProof *proof, const YamlNode *node, Diagnostics *diagnostics)
{
    g_autoptr(GError) failure = NULL;
    gsize length = 0;
    if (!g_file_get_contents(proof->smime_path, &proof->smime_cas, &length, &failure))
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "smime_cas")),
                          "%s; put the CAs' certificates there", failure->message);
    else if (length > CAS_BYTES || strlen(proof->smime_cas) != length ||
             signer_count_cas(proof->smime_cas) == 0)
        diagnostics_error(
            diagnostics, yaml_place(yaml_get(node, "smime_cas")),
            "'%s' holds something else than certificates of CAs; write only those into it, as PEM "
            "(BEGIN CERTIFICATE)",
            proof->smime_path);
}

static void read_smime(SiteProof *proof, const YamlNode *node, const char *folder,
                       Diagnostics *diagnostics)
{
    gboolean accepted_so = (proof->boundary.accept & AUTH_ACCEPT_SMIME) != 0;
    const char *file = yaml_read_text(node, "smime_cas", NULL, diagnostics);
    if (accepted_so && !file)
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "accept")),
                          "'smime' without 'smime_cas'; write the file with the CAs' certificates, "
                          "as smime_cas: routing/smime-cas.pem, or take 'smime' out");
    if (!accepted_so && file)
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "smime_cas")),
                          "'smime_cas' is not used; write 'smime' into 'accept', or take it out");
    if (!accepted_so || !file)
        return;
    proof->smime_path =
        g_path_is_absolute(file) ? g_strdup(file) : g_build_filename(folder, file, NULL);
    load_cas(proof, node, diagnostics);
}

static void read_settings(SiteProof *proof, const YamlNode *node, const char *folder,
                          GStringChunk *strings, Diagnostics *diagnostics)
{
    static const char *const known[] = {"mode",        "authserv_ids", "last_hop", "accept",
                                        "arc_sealers", "smime_cas",    NULL};
    static const char *const modes[] = {"none", "rfc8601", "m365", NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    if (!yaml_get(node, "mode"))
        diagnostics_error(diagnostics, yaml_place(node),
                          "'mode' is missing in 'sender_proof'; write rfc8601, m365 or none");
    proof->boundary.mode =
        (AuthMode)yaml_read_choice(node, "mode", modes, AUTH_MODE_NONE, diagnostics);
    read_accept(proof, node, diagnostics);
    read_smime(proof, node, folder, diagnostics);
    proof->arc_sealers = yaml_read_words(node, "arc_sealers", diagnostics);
    check_hosts(node, "arc_sealers", proof->arc_sealers, diagnostics);
    if (proof->boundary.mode == AUTH_MODE_RFC8601)
        read_rfc8601(proof, node, diagnostics);
    else if (proof->boundary.mode == AUTH_MODE_M365)
        read_m365(proof, node, strings, diagnostics);
}

/* trusted_authserv: HOST */
static void read_old(SiteProof *proof, const YamlNode *old)
{
    proof->boundary.mode = AUTH_MODE_RFC8601;
    proof->boundary.accept = AUTH_ACCEPT_DMARC;
    proof->authserv_ids = g_strdupv((char *[]){(char *)yaml_text(old), NULL});
}

void site_proof_read(SiteProof *proof, const YamlNode *node, const YamlNode *old,
                     const char *folder, GStringChunk *strings, Diagnostics *diagnostics)
{
    gboolean said = node && (yaml_kind(node) != YAML_SCALAR || yaml_text(node));
    *proof = (SiteProof){0};
    if (said && yaml_kind(node) != YAML_MAP)
        diagnostics_error(diagnostics, yaml_place(node),
                          "'sender_proof' is a map; write {mode: rfc8601, authserv_ids: "
                          "[mx.council.example]}, {mode: m365} or {mode: none}");
    else if (said)
        read_settings(proof, node, folder, strings, diagnostics);
    else if (old && yaml_text(old))
        read_old(proof, old);
    if (said && old && yaml_text(old))
        diagnostics_error(diagnostics, yaml_place(old),
                          "'trusted_authserv' beside 'sender_proof'; take it out: its place is "
                          "'authserv_ids'");
    proof->boundary.authserv_ids = (const char *const *)proof->authserv_ids;
    proof->boundary.arc_sealers = (const char *const *)proof->arc_sealers;
}

void site_proof_clear(SiteProof *proof)
{
    g_strfreev(proof->authserv_ids);
    g_strfreev(proof->arc_sealers);
    g_free(proof->smime_path);
    g_free(proof->smime_cas);
    *proof = (SiteProof){0};
}

static char *accepted_words(const SiteProof *proof)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++)
        if ((proof->boundary.accept & accepted[i].accept) != 0)
            g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", accepted[i].word);
    if (proof->arc_sealers && proof->arc_sealers[0]) {
        g_autofree char *sealers = g_strjoinv(", ", proof->arc_sealers);
        g_string_append_printf(words, "; forwarded mail as sealed by %s", sealers);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

char *site_proof_words(const SiteProof *proof)
{
    g_autofree char *accept = accepted_words(proof);
    if (proof->boundary.mode == AUTH_MODE_NONE && proof->smime_cas)
        return g_strdup("S/MIME signatures alone; whatever else would move a case by mail waits "
                        "for the office");
    if (proof->boundary.mode == AUTH_MODE_NONE)
        return g_strdup("nothing, so whatever would move a case by mail waits for the office");
    if (proof->boundary.mode == AUTH_MODE_M365)
        return g_strdup_printf("what stands above the last hop, %s (%s)", proof->boundary.last_hop,
                               accept);
    g_autofree char *ids = g_strjoinv(" or ", proof->authserv_ids);
    return g_strdup_printf("the word of %s (%s)", ids, accept);
}
