/* Pieces that several pages of the desk are made of. */
#pragma once
#include "html.h"
#include "printer.h"

/* A table that becomes a list of cards on a telephone; `headings` NULL-ended, each also said before its cell there. */
void page_table_open(Html *html, const char *caption, const char *const *headings);
void page_table_close(Html *html);
void page_cell(Html *html, const char *label, const char *text);
void page_cell_open(Html *html, const char *label);
void page_cell_close(Html *html);

/* A list of label and text; rows whose text is empty are left out. */
void page_rows_open(Html *html);
void page_row(Html *html, const char *label, const char *text);
void page_row_open(Html *html, const char *label);
void page_row_close(Html *html);
void page_rows_close(Html *html);

typedef enum { MARK_PLAIN, MARK_GOOD, MARK_PROMPT, MARK_ALERT } PageMark; /* never said by colour alone: the words say it */
void page_mark(Html *html, PageMark mark, const char *words);
/* A box that says something: begun, filled, ended. */
void page_note_open(Html *html, PageMark mark);
void page_note_close(Html *html);
void page_note(Html *html, PageMark mark, const char *text);

void page_link(Html *html, const char *url, const char *words);
void page_case_link(Html *html, const char *reference);
void page_number_link(Html *html, const char *path, gint64 number, const char *words); /* PATH/NUMBER */
/* "and so on": to the next page of a list; nothing where `next` is 0. */
void page_older(Html *html, const char *path, const char *key, const char *value, gint64 next);
