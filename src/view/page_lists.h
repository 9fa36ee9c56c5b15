/* The desk's further lists: mails, looks, what a search found, how the site is, what the words mean. */
#pragma once
#include "page_form.h"
#include "status.h"

/* What was sent, to whom, and what became of it: of OutboxRow. `state` NULL: any. `next` as in page_older(). */
void page_sent(Html *html, const View *view, GPtrArray *mails, const char *state, gint64 next);
void page_mail(Html *html, const View *view, const OutboxRow *mail); /* one, as its recipient sees it */
void page_looks(Html *html, const View *view, const char *reference, GPtrArray *looks); /* of LookRow */
void page_health(Html *html, const View *view, const Status *status);
void page_words_help(Html *html, const View *view);

typedef struct {
    Case *c;
    const char *why; /* by what it was found */
} PageFound;
typedef struct {
    PageForm form;
    GPtrArray *found;   /* of PageFound; NULL: nothing was asked yet */
    guint unsearched;   /* closed cases that were not gone through for a name */
} PageSearch;
void page_search(Html *html, const View *view, const PageSearch *search);
