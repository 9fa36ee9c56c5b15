/* The office's pages: a request in, a page out. No network and no session here: that is app/desk_server's affair. */
#pragma once
#include "clerk.h"
#include "reader.h"
#include "ruleset.h"

typedef struct DeskCases DeskCases; /* cases as they were read last (desk_cases.h) */

typedef struct DeskUnread DeskUnread; /* originals that could not be read (desk_unread.h) */

typedef enum { DESK_READER, DESK_OFFICER, DESK_REPRESENTATIVE } DeskRole;

typedef struct {
    const char *name, *login;
    DeskRole role;
    gboolean named_officer;
    const char *agency; /* a representative's, who sees the cases of that one only; else NULL */
} DeskUser;

typedef struct { /* everything is borrowed */
    gboolean post;
    const char *path;         /* decoded, without the query */
    GHashTable *query, *form; /* char * → char *, decoded UTF-8; never NULL, `form` empty but for a post */
    const DeskUser *user;
    const char *token;        /* against forged requests: to stand in every form as "token"; of a post it has been checked */
    Instant now;
} DeskRequest;

typedef struct {
    guint status;    /* 200, 303, 403, 404, 409, 422, 503 */
    char *type;      /* with its charset */
    char *location;  /* of a 303, else NULL */
    char *file_name; /* of what is to be saved rather than shown, else NULL */
    GString *body;
} DeskAnswer;
void desk_answer_free(DeskAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAnswer, desk_answer_free)

typedef struct {
    const Ruleset *rules;
    ClerkPort clerk;
    Reader *reader;         /* originals are shown through it; NULL: they are not shown */
    gboolean own_accounts;  /* who is signed in can sign out (POST /sign-out): false behind the council's own sign-on */
    Instant *printed;       /* when the last PDF was made for a representative, kept between requests; NULL: not kept */
    DeskCases *cases;       /* desk_cases_new(), kept between requests; NULL: every page reads its cases anew */
    DeskUnread *unread;     /* desk_unread_new(), the same; NULL: every page tries again */
} Desk;

/* Never NULL: what cannot be shown is a page that says why. */
DeskAnswer *desk_answer(const Desk *desk, const DeskRequest *request);
