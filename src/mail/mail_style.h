/* How words look in an HTML body, as far as it tells somebody's answers from the text they were typed into. */
#pragma once
#include <glib.h>

typedef guint32 MailStyle; /* 0: like the page */
#define MAIL_STYLE_COLOUR 0x00ffffffu /* red, green, blue; 0 for black and every grey */
#define MAIL_STYLE_BOLD (1u << 24)
#define MAIL_STYLE_MARKED (1u << 25)  /* on a coloured ground, or marked as inserted */
#define MAIL_STYLE_TYPED (1u << 26)   /* Outlook on the web says of it that it was typed into this mail */
#define MAIL_STYLE_LINK (1u << 27)    /* its colours are nobody's choice */

typedef struct { /* from this byte of a text on */
    gsize at;
    MailStyle style;
} MailRun;

typedef struct { /* of an HTML element; "" for attributes that it has not */
    const char *name, *style, *class, *colour;
} MailStyled;

/* How the words of an element look that stands in text of the style `outer`. */
MailStyle mail_style_of(const MailStyled *element, MailStyle outer);
