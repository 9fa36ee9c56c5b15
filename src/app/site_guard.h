/* Whose a site is, and who can get at it: looked at before a process that sees mail begins. */
#pragma once
#include "ruleset.h"

/* The site's folders belong to this user (those that are only read, or to root), and nobody else can write to them;
 * what is in the spool is closed to everybody else from now on. FALSE and CONFIG, with what to do about it. */
gboolean site_guard(const char *site, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* No file with a password that the site names can be read by others. */
gboolean site_guard_secrets(const Ruleset *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file of CAs that the site believes (sender_proof) is nobody else's to change. */
gboolean site_guard_trust(const Ruleset *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;
