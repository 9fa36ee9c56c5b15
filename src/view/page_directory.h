/* The directory at the desk: who is in which post, a row to be edited, what a change would do, what was changed. */
#pragma once
#include "page_form.h"

typedef struct {
    const Sheet *people, *agencies;  /* as the files stand */
    GPtrArray *cases;                /* of Case: open ones, for those whose holder has left */
    gboolean decides;                /* whoever looks may change it */
    const char *token;
} PageDirectory;
void page_directory(Html *html, const View *view, const PageDirectory *page);

typedef struct {
    SheetKind kind;
    guint line;        /* 0: a new one */
    GHashTable *typed; /* char * → char *: its cells, or what was typed in them */
} PageEntry;
/* A row as a form. `sha256`: of the file that it was read from. */
void page_directory_edit(Html *html, const View *view, const PageEntry *entry, const char *sha256, const char *token);
/* What a change would do, with the button that does it where nothing bars it. */
void page_directory_preview(Html *html, const DirectoryPreview *preview, const char *why, const char *token);
void page_directory_history(Html *html, const View *view, GPtrArray *changes, gboolean decides, const char *token);
