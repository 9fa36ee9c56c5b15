/* The pages that somebody sees who is not (or no more) signed in, and what is said where there is no page. */
#pragma once
#include "printer.h"

typedef struct {
    const char *token, *goal; /* goal: the page that was asked for */
    const char *name;         /* that was typed; NULL */
    const char *fault;        /* NULL: none */
    guint wait;               /* seconds to the next try; 0: none */
} PageSignIn;

GString *page_sign_in(const View *view, const PageSignIn *page);
/* Something that is refused or went wrong: a heading and a sentence; `link` (may be NULL): where to go on. */
GString *page_refusal(const View *view, const char *title, const char *text, const char *link);
