/* The office's morning mail, as routing/site.yaml has it under 'digest', and whose word by mail is a named officer's. */
#pragma once
#include "yaml_tree.h"

typedef struct {
    gboolean on;
    int minute;           /* local minutes after midnight of a working day from which it is due */
    GStrv roles;          /* of people.csv whose addresses get it; NULL: those of office_roles */
    GStrv named_officers; /* addresses, folded: restricted messages may be settled by mail from there, and from nowhere else */
} SiteDigest;

/* `begins`: the working day's beginning, which stands where no hour is given. */
void site_digest_read(SiteDigest *digest, const YamlNode *root, int begins, GStrvBuilder *unset, Diagnostics *diagnostics);
void site_digest_clear(SiteDigest *digest);
