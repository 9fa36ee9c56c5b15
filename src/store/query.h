/* One use of a kept statement: bind from left to right, step, end. A failure sticks and is told by the end.
 * What is bound must live until the end. Nobody outside store/ includes this. */
#pragma once
#include "store_private.h"

typedef struct {
    Store *store;
    sqlite3_stmt *statement; /* the store's; NULL after a failure to prepare */
    int bound;               /* parameters so far */
    int code;                /* first failure, else SQLITE_OK */
    gboolean outside;        /* a write that no transaction holds */
} Query;

/* `sql` is a literal: its statement is kept by its address. The same literal must not be begun again before its end. */
Query query_begin(Store *store, const char *sql);
Query query_begin_write(Store *store, const char *sql); /* an error outside of store_begin() … store_commit() */

void query_text(Query *query, const char *text);         /* NULL is "" */
void query_text_or_null(Query *query, const char *text); /* "" is NULL too */
void query_number(Query *query, gint64 number);
void query_number_or_null(Query *query, gint64 number);  /* 0 is NULL */
void query_bytes(Query *query, gconstpointer bytes, gsize length);

gboolean query_next(Query *query);                       /* TRUE: a row is there */
gboolean query_end(Query *query, GError **error);        /* FALSE when anything failed since the beginning */
gboolean query_run(Query *query, GError **error);        /* to the end, rows unread */
GArray *query_numbers(Query *query, GError **error);     /* column 0 of every row, of gint64; ends it */

char *query_column(const Query *query, int column);      /* newly allocated, "" for NULL */
gint64 query_column_number(const Query *query, int column); /* 0 for NULL */
