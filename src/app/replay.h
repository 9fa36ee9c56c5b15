/* `casegate replay`: what would have come out differently under a changed policy. */
#pragma once
#include "replay_report.h"

/* Runs everything the site's record and archive hold, up to `until`, twice: as it is pinned, and with `changed`, which is
 * one of the policies of `other` (a second reading of the same site). Nothing of the site is written; both rulesets'
 * choice of policy in force is disturbed. *report_out has its cases filled in; free with replay_report_clear(). */
gboolean replay_site(Ruleset *rules, Ruleset *other, const Policy *changed, Instant until,
                     ReplayReport *report_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void replay_report_clear(ReplayReport *report);
/* A policy file that is to be tried, added to `rules` and held against its directory, forms and templates. NULL with
 * errors, each at its place. */
const Policy *replay_policy(Ruleset *rules, const char *path, Diagnostics *diagnostics);
