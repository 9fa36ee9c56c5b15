/* Collects text as lines: blanks collapsed, line breaks asked for by blocks merged, quote marks put before quoted lines. */
#pragma once
#include "mail_style.h"

typedef struct {
    GString *text;
    gsize limit;         /* bytes; what comes after is dropped */
    gboolean cut;
    guint quote;         /* depth of quotes now */
    guint breaks;        /* line ends owed before the next letter, at most 2 */
    gboolean blank;      /* a blank owed */
    gboolean fresh;      /* nothing on this line yet */
    gboolean preserve;   /* as in <pre> */
    MailStyle style;     /* of what is written now */
    GArray *runs;        /* of MailRun, where the text's style changes; NULL: nobody asks. Borrowed */
    gboolean marks;      /* says of its lines what mail_marks.h knows */
    gboolean blocked;    /* a block owes the line ends, not a <br> alone */
} MailWriter;

void mail_writer_init(MailWriter *writer, gsize limit);
char *mail_writer_finish(MailWriter *writer); /* the text, newly allocated, without line ends at its end */
void mail_writer_text(MailWriter *writer, const char *text);
void mail_writer_line(MailWriter *writer, const char *line); /* a line of its own, as it is; may hold several */
void mail_writer_block(MailWriter *writer, guint breaks);    /* at least so many line ends are owed (1 or 2) */
void mail_writer_break(MailWriter *writer);                  /* one more */
