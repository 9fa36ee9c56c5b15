/* A text as lines, each with what it is: this writer's words, a quote, a signature, a message found inside. */
#pragma once
#include <glib.h>

typedef enum { MAIL_LINE_NEW, MAIL_LINE_QUOTED, MAIL_LINE_SIGNATURE } MailLineKind;

typedef struct {
    const char *start;   /* in the text, ended by '\n' or the text's end */
    guint length;
    guint content;       /* where it begins behind the quote marks and blanks */
    guint depth;         /* number of quote marks */
    MailLineKind kind;
    gboolean head;       /* a separator, a header in the text or 'On … wrote:': nobody's words */
    gboolean continued;  /* the end of the line before it, of another kind: no line of its own when they are counted */
    gboolean whole;      /* ended where its writer ended it, for a document does not wrap */
    guint message;       /* 0: the message itself; n: the n-th message found inside */
} MailLine;

GArray *mail_lines_new(const char *text); /* of MailLine, all of them new; `text` must outlive it */
const MailLine *mail_line(const GArray *lines, guint index);
gboolean mail_line_blank(const MailLine *line);              /* nothing behind its quote marks */
char *mail_line_text(const MailLine *line);                  /* what is behind them, trimmed at its end, newly allocated */
gsize mail_line_end(const MailLine *line);                   /* its length without blanks at its end */
typedef struct { /* not ended by NUL */
    const char *start;
    gsize length;
} MailSlice;
MailSlice mail_line_slice(const GArray *lines, guint index); /* behind its quote marks, without blanks at its end and BOM */
/* A value as programs write it into a text, newly allocated: without blanks and marks of bold at both ends, and without the
 * direction marks that some put between digits. */
char *mail_slice_value(const char *start, const char *end);
/* The next line from `index` on that is not blank, or the number of lines. */
guint mail_lines_next(const GArray *lines, guint index);
/* The lines of this kind and message as text, newly allocated: without head lines and without blank lines at both ends. For
 * messages found inside without their quote marks. */
char *mail_lines_join(const GArray *lines, MailLineKind kind, guint message);
/* What is neither new nor this writer's signature, as it stands, heads too. */
char *mail_lines_quoted(const GArray *lines);
