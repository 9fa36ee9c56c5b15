/* Text for people: widths as a terminal counts them, wrapped paragraphs, tables whose columns line up. Nothing is ever
 * cut: what does not fit is wrapped. Controls, line ends and bidi marks in what others wrote never reach the terminal. */
#pragma once
#include "printer.h"

typedef enum { INK_PLAIN, INK_STRONG, INK_ALERT, INK_PROMPT, INK_FAINT } Ink; /* colours only where view->colour */

guint columns_width(const char *text); /* cells: 2 for wide letters, 0 for marks */
/* Lines of at most `width` cells (of char *): broken at blanks, a longer word within itself; '\n' breaks too. At least
 * one line. */
GPtrArray *columns_wrap(const char *text, guint width);

void columns_ink(const View *view, Ink ink, const char *text);
/* One line without layout: cleaned, then a line end. */
void columns_line(const View *view, Ink ink, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* One point of a list: indented by two, wrapped. */
void columns_item(const View *view, Ink ink, const char *format, ...) G_GNUC_PRINTF(3, 4);
void columns_heading(const View *view, const char *text); /* an empty line, then the heading */
void columns_paragraph(const View *view, guint indent, Ink ink, const char *text); /* wrapped to the view's width */

typedef struct Table Table;
/* `headings` is NULL-ended and outlives the table; all "" = no heading line. */
Table *table_new(guint indent, const char *const *headings);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)
void table_add(Table *table, Ink ink, ...) G_GNUC_NULL_TERMINATED; /* one cell a column; "" for none, never NULL */
void table_note(Table *table, Ink ink, const char *text);          /* a line of its own under the row last added */
guint table_rows(const Table *table);
void table_print(const Table *table, const View *view);
