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
/* The text in a face, `width` wide, or as wide as it is where that is 0; to be unreffed. */
PangoLayout *press_layout(Press *press, Face face, const char *text, gssize length, double width);
void press_rule(Press *press, double y, double grey); /* a line across the page */
void press_table(Press *press, const PaperBlock *block);

/* ---- a text on its way over pages ---- */

typedef struct {
    GPtrArray *layouts;   /* of PangoLayout: its pieces */
    guint piece;          /* goes on with this piece's */
    int line;             /* this line */
    double width, height; /* of all of it */
} Flow;

Flow *flow_new(Press *press, Face face, const char *text, double width);
void flow_free(Flow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flow, flow_free)
gboolean flow_goes_on(const Flow *flow);
/* What of it has room from the press's y down to `bottom`, at `x`; how high that was. */
double flow_set(Press *press, Flow *flow, double x, double bottom);
