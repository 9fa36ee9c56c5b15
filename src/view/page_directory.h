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

/* "/directory/edit/people/12"; a row that is new has the number 0. Newly allocated. */
char *page_directory_edit_url(SheetKind kind, guint line);
/* The row as a form, or what was typed in it. `sha256`: of the file that it was read from. */
void page_directory_edit(Html *html, const View *view, SheetKind kind, const PageForm *form, const char *sha256);
/* What a change would do, with the button that does it where nothing bars it. */
void page_directory_preview(Html *html, const DirectoryPreview *preview, const char *why, const char *token);
void page_directory_history(Html *html, const View *view, GPtrArray *changes, gboolean decides, const char *token);
