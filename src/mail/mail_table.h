/* The rows of a form's table as lines 'Label: value', whatever file the table stands in. */
#pragma once
#include "form_labels.h"

typedef struct {
    void (*line)(gpointer user, const char *text); /* may hold several lines */
    void (*end)(gpointer user);                    /* no value goes on behind this; may be NULL */
    gpointer user;
} MailTableSink;

typedef struct {
    const FormLabels *labels;
    MailTableSink sink;
    GPtrArray *heads; /* of char *: a row of labels that waits for the row below it, or NULL */
    gboolean used;    /* … and has had one */
    GPtrArray *doubt; /* of char *: a row below `heads` that may be a label as well as its value, or NULL */
    guint pairs;      /* cells of the last row of labels and values side by side */
    gboolean open;    /* a value was written last */
} MailTable;

/* One row: `cells` of char *, NULL for one that only goes on from the row above. A label with the value beside it, or a row of
 * labels with one or more rows of values below, gives "Label: value"; other cells are joined with " | ". */
void mail_table_row(MailTable *table, const GPtrArray *cells);
void mail_table_finish(MailTable *table); /* after the last row; leaves nothing allocated */
