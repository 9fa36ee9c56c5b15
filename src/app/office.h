/* What the office may do to a case, each recorded with who and why (design §4). Every function is one
 * transaction; *said_out (newly allocated) is what was done, in one line without a child's name.
 * PERM when it does not fit the case. What becomes of a held message: office_settle.h. */
#pragma once
#include "policy.h"
#include "work.h"

/* `why` is NULL where --why was not given; whether that will do is decided per command. */
gboolean office_note(Work *work, const char *reference, const char *text, gboolean not_urgent, const char *by,
                     Instant now, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* `agency`: an id of agencies.csv; `side`: SIDE_NONE = the side whose routing is held; `to`: an
 * address or NULL. */
gboolean office_route(Work *work, const char *reference, const char *agency, Side side,
                      const char *to, const char *by, const char *why, Instant now, char **said_out,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean office_stage(Work *work, const char *reference, const char *stage, const char *by,
                      const char *why, Instant now, char **said_out,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean office_close(Work *work, const char *reference, const char *by, const char *why,
                      Instant now, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A legal hold on the case; `release` > 0: the end of the one of that number. `why` is needed for both. */
gboolean office_hold(Work *work, const char *reference, guint release, const char *by, const char *why, Instant now,
                     char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean office_reopen(Work *work, const char *reference, const char *by, const char *why,
                       Instant now, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A mail of the case went to the wrong person: what was written to `to` (NULL: to anybody) is put on record and told to the
 * office. *mails_out (may be NULL): those mails, of OutboxRow. */
gboolean office_incident(Work *work, const char *reference, const char *to, const char *by, const char *why, Instant now,
                         GPtrArray **mails_out, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
