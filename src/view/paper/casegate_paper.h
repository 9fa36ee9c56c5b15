/* Shared by the files of the module. Lengths are points, from the page's top left corner. */
#pragma once
#include "paper_module.h"
#include <pango/pangocairo.h>

#define PAGE_WIDTH 595.276 /* A4 */
#define PAGE_HEIGHT 841.89
#define MARGIN 56.0
#define FOOT 62.0 /* below it, the footer */
#define TEXT_WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define TEXT_BOTTOM (PAGE_HEIGHT - FOOT)

typedef struct {
    double y, grey;
} PressRule;

typedef struct {
    const Paper *paper;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *context;
    guint page, pages; /* pages: of the whole, 0 while they are counted */
    double y;          /* where the next thing begins */
    GArray *rules;     /* of PressRule: lines of this page */
    guint missing;     /* letters that no font has */
    /* of the table that is being set */
    const PaperBlock *table;
    const double *widths;
} Press;

typedef enum { FACE_BODY, FACE_STRONG, FACE_FAINT, FACE_TITLE, FACE_HEADING, FACE_FOOT } Face;

void press_paper(Press *press);
/* Ends the page with its footer, and begins the next. */
void press_next_page(Press *press);
double press_room(const Press *press); /* what is left of the page */
/* The text in a face, `width` wide; to be unreffed. */
PangoLayout *press_layout(Press *press, Face face, const char *text, double width);
/* The lines of `layout` from *line on, at `x` and the press's y, down to `bottom` at the most; *line is counted on. How high that
 * was; 0 when not even one has room. */
double press_lines(Press *press, PangoLayout *layout, int *line, double x, double bottom);
void press_ink(Press *press, double grey);
void press_rule(Press *press, double y, double grey); /* a line across the page */
void press_table(Press *press, const PaperBlock *block);
