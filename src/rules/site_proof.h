/* How the sender of a message is proven, as routing/site.yaml has it under 'sender_proof'. */
#pragma once
#include "auth_boundary.h"
#include "yaml_tree.h"

typedef struct {
    AuthBoundary boundary;
    GStrv authserv_ids, arc_sealers; /* what the boundary points to */
    char *smime_path;                /* as it can be opened; NULL: no signature counts */
    char *smime_cas;                 /* what is in it: PEM of the CAs whose certificates prove a sender */
} SiteProof;

/* `node` is the map, NULL when the site says nothing: then nobody is proven; `folder` the site's. `old` is the key 'trusted_authserv' of sites that were
 * made before there was 'sender_proof', or NULL. */
void site_proof_read(SiteProof *proof, const YamlNode *node, const YamlNode *old, const char *folder, GStringChunk *strings,
                     Diagnostics *diagnostics);
void site_proof_clear(SiteProof *proof);
/* What counts at this site, in words for `casegate check`: "by the word of mx.council.example (dmarc)". */
char *site_proof_words(const SiteProof *proof);
