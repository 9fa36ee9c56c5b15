/* A whole terminal for a list that is kept up to date. */
#pragma once
#include <glib.h>
#include <stdio.h>

gboolean terminal_is_there(void); /* standard input and output both are one */

typedef struct {
    gpointer data;
    /* Another text: what is shown is to be drawn anew. Asked once a second. */
    char *(*stamp)(gpointer data);
    /* Writes the list for lines of `width` cells. FALSE: the error is shown in its place, and it is tried again. */
    gboolean (*draw)(gpointer data, guint width, FILE *out, GError **error);
} Watched;

/* Shows it until q, Ctrl-C, the end of the input or a signal, redrawn when its stamp or the minute or the size of the window changes; then
 * the terminal is as it was before. FALSE when it cannot be begun. */
gboolean terminal_watch(const Watched *watched, GError **error) G_GNUC_WARN_UNUSED_RESULT;
