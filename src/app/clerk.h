/* What a page may ask to be written: orders to the clerk, the process that writes for the pages (ClerkPort), and what he answers. */
#pragma once
#include "looking.h"
#include "office_settle.h"
#include "policy.h"

typedef enum {
    ORDER_SETTLE, /* a held message: app/office_settle.h */
    ORDER_NOTE, ORDER_ROUTE, ORDER_STAGE, ORDER_CLOSE, ORDER_REOPEN, ORDER_HOLD, /* of a case */
    ORDER_DIRECTORY, /* a file of the directory is replaced: app/directory_change.h */
} OrderKind;

typedef struct { /* strings are borrowed; NULL = not given */
    OrderKind kind;
    const char *login;        /* whose it is; what that one is called and may do the clerk knows, and when it is */
    SettleHow settle;         /* of a held message what becomes of it, and its number */
    gint64 held;
    const char *reference;    /* of the case, canonical */
    const char *why, *text;   /* text: of a note */
    gboolean not_urgent;      /* of a note */
    const char *agency, *to;  /* of a route */
    Side side;
    const char *stage;
    guint release;            /* of a hold, > 0: the number of the one that ends */
    const char *file;         /* of the directory: "people.csv" or "agencies.csv" */
    const char *file_text, *file_sha256; /* its new text, and the digest of the text that it replaces */
} Order;

/* How pages reach him; tests have one of their own. */
typedef struct {
    gpointer data;
    /* One transaction; *said_out (newly allocated) is what was done, in one line without a child's name. PERM when it does not
     * fit the case or message, TEMP when it cannot be done now. */
    gboolean (*order)(gpointer data, const Order *order, char **said_out, GError **error);
    /* Logs the look (looking_log()). FALSE: nothing may be shown. */
    gboolean (*look)(gpointer data, const Looker *looker, const char *const *references, GError **error);
} ClerkPort;
