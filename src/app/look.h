/* What the commands that only look show: read the store, hand plain structures to view/. They change no case; what shows a
 * case is logged with its looker before it is shown, or refused (looking.h). A site that has not worked yet is an empty one.
 * 'No such case' is a PERM error that names the reference. */
#pragma once
#include "looking.h"
#include "printer.h"

gboolean look_queue(const Ruleset *rules, View *view, const QueueAsk *ask, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean look_show(const Ruleset *rules, View *view, const Looker *looker, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The mails of a case in full, as their recipients see them. */
gboolean look_sent(const Ruleset *rules, View *view, const Looker *looker, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean look_held(const Ruleset *rules, View *view, const Looker *looker, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Those that wait, of HeldRow, the most urgent first, without their likely cases. Shows nothing yet. */
GPtrArray *look_held_waiting(const Ruleset *rules, GError **error);
/* One of them, whether it still waits or not (row->resolved), with its likely cases; logged as a look. */
HeldRow *look_held_row(const Ruleset *rules, const Looker *looker, gint64 id, GError **error);
/* What the link to each of its likely cases would do, a line each; logged as a look at each of them. */
gboolean look_held_after(const Ruleset *rules, const View *view, const Looker *looker, const HeldRow *row, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The words of a message that look_held_row() gave, read by the reader child. */
gboolean look_held_text(const Ruleset *rules, const View *view, const HeldRow *row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The directory, and which cases have a holder who has left it. Shows nothing of a case. */
gboolean look_directory(const Ruleset *rules, View *view, const char *agency, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean look_messages(const Ruleset *rules, View *view, const Looker *looker, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The looks that were logged: at the case, or all where `reference` is NULL. No look itself. */
gboolean look_looks(const Ruleset *rules, View *view, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Everything held on a person: `who` is a name or an address. Logged as a look at every case that it shows. */
gboolean look_subject(const Ruleset *rules, View *view, const Looker *looker, const char *who, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Reads the message in the file (by the reader child) and shows what deciding would answer at view->now. `path` "-" is
 * stdin. `mailbox` NULL: the site's first. */
gboolean look_explain(const Ruleset *rules, View *view, const char *path, const char *mailbox, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
