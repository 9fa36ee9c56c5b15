/* What is known of an IMAP folder from one connection to the next. The format of the file is at the head of
 * imap_cursor.c. */
#pragma once
#include "uid_set.h"

typedef struct {
    char *path;
    guint32 uidvalidity; /* 0: nothing is known yet */
    guint32 uidnext;     /* the highest the server ever named under this UIDVALIDITY */
    UidSet *taken;       /* safe in the spool, and still in the folder as far as is known: never fetched again */
    UidSet *copied;      /* of them, those in the done folder that only had to be marked deleted */
    UidSet *aside;       /* could not be fetched, time after time; tried again now and then */
    UidSet *trying;      /* were being fetched when this was written */
    guint tries;         /* how often that one message alone was tried */
    int lock;            /* a descriptor: one process at a time */
} ImapCursor;

/* Reads it; a file that is not there, or that says nothing readable (warned of), is a folder that was never read: everything
 * in it is fetched, and the ledger knows what it has. NULL when there is a file that cannot be read now, and (TEMP) when another
 * process has the cursor. */
ImapCursor *imap_cursor_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void imap_cursor_free(ImapCursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapCursor, imap_cursor_free)
/* Says what the server says of the folder now. TRUE: its UIDs are the ones we know; FALSE: they mean other messages, and all
 * that was known is forgotten. */
gboolean imap_cursor_meet(ImapCursor *cursor, guint32 uidvalidity, guint32 uidnext);
gboolean imap_cursor_save(const ImapCursor *cursor, GError **error) G_GNUC_WARN_UNUSED_RESULT; /* survives a power cut */
/* Notes what is being fetched, so that a crash over it is known afterwards: survives that, not a power cut. */
void imap_cursor_note(const ImapCursor *cursor);
