/* The messages that wait for a person, and one of them with everything that helps to decide. */
#pragma once
#include "mail_record.h"
#include "page_form.h"

#define HELD_LINK "link"      /* ids of the forms, and verbs of their addresses */
#define HELD_LINK_OTHER "link-other"
#define HELD_OPEN "open"
#define HELD_SET_ASIDE "set-aside"

typedef struct {
    const HeldRow *row;    /* with its `beside`: the suggested cases, of Case */
    const MailRecord *mail; /* NULL: it cannot be shown, see `failure` */
    const char *failure;
    GPtrArray *after; /* of char *, beside row->beside: what the link to that case would do, "" not known; NULL none */
    gboolean decides;
    const char *token;
    const PageForm *posted; /* a form that came back with faults, or NULL; its id is that of one of the forms */
} PageHeld;

/* `just`: one that was decided just now, or NULL. Of HeldRow. */
void page_held_list(Html *html, const View *view, GPtrArray *held, const HeldRow *just);
void page_held(Html *html, const View *view, const PageHeld *page);
/* May the message be read so in this case? `reading` NULL: does the office choose among readings at all? A case that is not
 * suggested is offered those of an outcome that can be read in two ways. */
gboolean page_held_offers(const HeldRow *row, const char *reference, const char *reading);
#define PAGE_HELD_FILE "file" /* none of the readings */
char *page_held_form_id(const char *reference); /* of the form that links it to this case; newly allocated */
