/* The inside of reading routing/site.yaml, and of checking a whole site. */
#pragma once
#include "ruleset.h"

/* Fills `site`; what is wrong is said, and a usable default stands in its place. */
void site_read(Site *site, const char *path, const char *file, Diagnostics *diagnostics);
void site_clear(Site *site);
/* What only shows across the files of a site. */
void ruleset_check(const Ruleset *rules, Diagnostics *diagnostics);
typedef void (*HolderVisit)(gpointer data, const PolicyHolder *holder, const char *what);
/* Every holder of a policy, with the words for the rule it belongs to ("stage 'S2'"). */
void ruleset_each_holder(const Policy *policy, HolderVisit visit, gpointer data);
