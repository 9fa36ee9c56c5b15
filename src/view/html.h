/* HTML that cannot be broken by what stands in it: elements are opened and closed by call, texts and attribute values are
 * escaped, made valid UTF-8 and rid of controls and of marks that change the direction of what follows. What comes out is
 * well-formed XML, too. No markup is ever put together by hand anywhere else.
 * A programmer's mistake (elements closed in another order, an attribute that is a script or a style, an address that leaves the
 * site) is a critical message, which ends every test; such an attribute is not written. */
#pragma once
#include <glib.h>

typedef struct Html Html;
Html *html_new(void);       /* a part of a page */
Html *html_new_document(void); /* begins with the document type */
void html_free(Html *html);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Html, html_free)
GString *html_finish(Html *html); /* every element is closed; frees `html` */

/* Attributes are pairs of name and value, NULL-ended; one whose value is NULL is left out, so `checked`, yes ? "" : NULL. */
void html_open(Html *html, const char *element, ...) G_GNUC_NULL_TERMINATED;
void html_close(Html *html, const char *element);
void html_void(Html *html, const char *element, ...) G_GNUC_NULL_TERMINATED; /* input, br, meta …: has no content */
void html_text(Html *html, const char *text); /* NULL is "" */
void html_textf(Html *html, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Lines of text as lines, empty ones as gaps between paragraphs. */
void html_lines(Html *html, const char *text);
/* An element with nothing but text in it. */
void html_put(Html *html, const char *element, const char *text, ...) G_GNUC_NULL_TERMINATED;

/* The style of a document that stands alone, a literal without a letter that HTML writes otherwise: what its policy's digest is of. */
void html_style(Html *html, const char *literal);

/* An address on this site with a query: "/sent", "state", "failed", NULL. Pairs whose value is NULL or "" are left out. Newly
 * allocated. */
char *html_url(const char *path, ...) G_GNUC_NULL_TERMINATED;
