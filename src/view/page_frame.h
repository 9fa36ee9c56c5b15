/* What every page of the desk has around it: title, skip link, who is signed in, navigation, main, the place where news are
 * said, footer with version and time. A page is begun, filled by html.h and ended. */
#pragma once
#include "html.h"
#include "printer.h"

#define PAGE_TYPE "text/html; charset=utf-8"

typedef struct {
    const char *path, *words;
    guint count;     /* shown behind it where there is something; 0 nothing */
} PageLink;

typedef struct {
    const View *view;       /* rules and now */
    const char *title;      /* of the page, its heading too; names no child */
    const char *here;       /* the path of the navigation that the page belongs to, or NULL */
    const char *who;        /* signed in; NULL: nobody, then there is no navigation */
    const char *standing;   /* of that person, in words: "officer" "may look" … */
    const char *token;      /* for the form that signs out; NULL: no such form (the council's own sign-on) */
    const PageLink *links;  /* of the navigation, ended by a path that is NULL; NULL: none */
    const char *refresh;    /* address that the script may fetch the page from again when something arrives; NULL: it stays */
    gboolean faulty;        /* what was typed is to be corrected: the title says so */
    gboolean bare;          /* the page writes its heading itself */
} PageFrame;

Html *page_begin(const PageFrame *frame);
GString *page_end(Html *html, const PageFrame *frame); /* frees `html` */

/* A file that pages load: "/desk.css" "/desk.js" "/desk.svg". NULL: there is none of that path. *type_out is a literal. */
GBytes *page_material(const char *path, const char **type_out);
