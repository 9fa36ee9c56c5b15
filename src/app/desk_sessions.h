/* Who is signed in at the desk: known by a random number in a cookie, in memory only. Times are seconds by a clock that nobody
 * sets. */
#pragma once
#include <glib.h>

#define DESK_SESSION_HOURS 12 /* then everybody signs in again */
#define DESK_LOGIN_BYTES 100  /* of a login, at the most */

typedef struct DeskSessions DeskSessions;

typedef struct {
    char *tag;           /* names it where its number must not stand: of its streams */
    char *login;
    gint64 stamp;        /* of desk_who() when it signed in: another one now ends the session */
    gint64 begun, used;
} DeskSession;

DeskSessions *desk_sessions_new(guint idle_minutes);
void desk_sessions_free(DeskSessions *sessions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSessions, desk_sessions_free)

/* A new one: its number, newly allocated. Of somebody who has many the one that was quiet longest ends. */
char *desk_sessions_begin(DeskSessions *sessions, const char *login, gint64 stamp, gint64 now);
/* NULL: there is none (any more). `use`: it was by a person, who is not idle. */
const DeskSession *desk_sessions_find(DeskSessions *sessions, const char *number, gboolean use, gint64 now);
void desk_sessions_end(DeskSessions *sessions, const char *number);
/* Ends all that are not good any more. */
void desk_sessions_keep(DeskSessions *sessions, gboolean (*is_good)(gpointer data, const DeskSession *session), gpointer data);
/* The tags (char *) of those that ended since it was last asked. */
GPtrArray *desk_sessions_ended(DeskSessions *sessions, gint64 now);

/* Against forged requests: what a page of this number carries in its forms. Of any number, also one that is no session (the form
 * that signs in). Newly allocated. */
char *desk_sessions_token(const DeskSessions *sessions, const char *number);
gboolean desk_sessions_token_fits(const DeskSessions *sessions, const char *number, const char *token);
char *desk_sessions_number(void); /* a random one, newly allocated */

/* All that there are, and what tokens are made with, as bytes; and taken back into a table that is new. FALSE: they are nothing that
 * desk_sessions_write() makes, and nothing of them was taken. */
GBytes *desk_sessions_write(const DeskSessions *sessions);
gboolean desk_sessions_read(DeskSessions *sessions, GBytes *bytes, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
