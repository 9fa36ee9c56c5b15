/* One case as a page of the office: what it is, whose turn, what is due and owed, what the policy says next, what happened, what was sent, and
 * what the office may do about it. */
#pragma once
#include "page_form.h"

typedef struct {
    const Case *c;
    GPtrArray *sent;       /* of OutboxRow */
    GPtrArray *beside;     /* of HeldRow: messages that may be of the same dispute */
    GHashTable *numbers;   /* char *, sha256 → gint64 *: messages that this reader may open */
    guint done;            /* the number of the event that the reader has just caused, 0 none */
    gboolean decides;      /* who reads it may act on it */
    const char *token;
    const PageForm *posted; /* a form that came back with faults, or NULL */
} PageCase;

void page_case(Html *html, const View *view, const PageCase *page);

/* Its parts, each in a file of its own. */
void page_case_record(Html *html, const View *view, const PageCase *page);     /* as recorded */
void page_case_chronology(Html *html, const View *view, const PageCase *page);
void page_case_mails(Html *html, const View *view, GPtrArray *sent, gboolean of_case); /* of OutboxRow; else of any case */
void page_case_exports(Html *html, const View *view, const PageCase *page);    /* what may be taken out */
void page_case_exports_own(Html *html, const char *reference);                 /* and by an agency */
void page_case_acts(Html *html, const View *view, const PageCase *page);       /* the forms */

/* A list: which agencies may be meant, and why. */
void page_candidates(Html *html, const View *view, const Case *c);
/* A held message beside a case: what differs, what agrees. */
void page_beside(Html *html, const View *view, const Case *c, const HeldRow *held);
