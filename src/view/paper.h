/* A document that is to be read by people: sections of lines, lists and tables. What stands in it has been filtered for its reader
 * already (chronology.c); text, HTML and PDF are three renderings of it, and none of them leaves out or adds anything but layout.
 * Every text in it is valid UTF-8 without controls or marks of direction, lines apart by '\n': the functions below see to it. */
#pragma once
#include <glib.h>

typedef enum {
    PAPER_LINE,      /* a line of a heading or an end */
    PAPER_PARAGRAPH, /* over the whole width */
    PAPER_ITEM,      /* a point of a list */
    PAPER_ENTRY,     /* of a chronology: when and who, with what it was taken from beside it */
    PAPER_DETAIL,    /* what belongs to the entry or item before */
    PAPER_TABLE,
} PaperKind;

typedef struct {
    GPtrArray *cells; /* of char *: as many as the table has headings */
    GPtrArray *notes; /* of char *: lines of their own under the row */
} PaperRow;

typedef struct {
    PaperKind kind;
    char *text;       /* "" of a table */
    char *beside;     /* of an entry: "message 3, SHA-256 9f86d081884c"; else "" */
    GStrv headings;   /* of a table */
    GPtrArray *rows;  /* of PaperRow; NULL but of a table */
} PaperBlock;

typedef struct {
    char *heading;         /* NULL: of the beginning and the end */
    gboolean not_in_text;  /* stands in HTML and PDF only */
    GPtrArray *blocks;     /* of PaperBlock */
} PaperSection;

typedef struct {
    char *title, *reference;
    char *mark;     /* what the record ends with: a hash in hex */
    char *made;     /* ISO 8601 with offset: by the view's clock */
    GPtrArray *sections; /* of PaperSection */
} Paper;

Paper *paper_new(const char *title, const char *reference, const char *mark, const char *made);
void paper_free(Paper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paper, paper_free)

PaperSection *paper_section(Paper *paper, const char *heading); /* what follows stands in it */
void paper_add(Paper *paper, PaperKind kind, const char *text);
void paper_entry(Paper *paper, const char *text, const char *beside);
/* `headings` are copied; what follows by paper_row() is its. */
void paper_table(Paper *paper, const char *const *headings);
void paper_row(Paper *paper, ...) G_GNUC_NULL_TERMINATED; /* a text a heading; "" for none, never NULL */
void paper_note(Paper *paper, const char *text);          /* under the row last added */
/* A table or section that has nothing in it goes. */
void paper_drop_empty(Paper *paper);
