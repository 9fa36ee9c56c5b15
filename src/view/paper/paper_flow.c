/* paper_flow: a text of any length, set piece by piece.
 *
 * Pango looks at a whole paragraph again for each of its lines, so that one of a hundred pages would take minutes:
 * what is longer than PIECE_LETTERS is parted at the end of a line, else at a blank, else where no mark belongs to
 * the letter before. A flow remembers where it stopped, and goes on there on the next page. */
#include "casegate_paper.h"

#include <string.h>

#define PIECE_LETTERS 1000

static const char *const face_words[] = {
    [FACE_BODY] = "DejaVu Sans 9",          [FACE_STRONG] = "DejaVu Sans Bold 9",
    [FACE_FAINT] = "DejaVu Sans 7.5",       [FACE_TITLE] = "DejaVu Sans Bold 16",
    [FACE_HEADING] = "DejaVu Sans Bold 11", [FACE_FOOT] = "DejaVu Sans 6.5",
};

/* A hyphen that nobody wrote would be taken for part of an address or a digest. */
static PangoAttrList *without_hyphens(void)
{
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    return attributes;
}

PangoLayout *press_layout(Press *press, Face face, const char *text, gssize length, double width)
{
    PangoLayout *layout = pango_layout_new(press->context);
    PangoFontDescription *font = pango_font_description_from_string(face_words[face]);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList *attributes = without_hyphens();
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    if (width > 0)
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout, text, (int)length);
    return layout;
}

/* ---- pieces ---- */

static gboolean begins_letter(const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return !g_unichar_ismark(c) && !g_unichar_iszerowidth(c);
}

/* Where the piece that begins at `text` ends; never `text` itself unless it is empty. */
static const char *piece_end(const char *text)
{
    const char *p = text, *line = NULL, *blank = NULL, *letter = NULL;
    for (guint i = 0; *p && i < PIECE_LETTERS; i++, p = g_utf8_next_char(p)) {
        if (p > text && begins_letter(p))
            letter = p;
        if (*p == '\n')
            line = p;
        if (*p == ' ')
            blank = p;
    }
    if (!*p)
        return p;
    const char *end = line ? line : blank ? blank : letter ? letter : p;
    return end > text ? end : p;
}

static const char *behind(const char *end)
{
    return *end == '\n' || *end == ' ' ? end + 1 : end;
}

Flow *flow_new(Press *press, Face face, const char *text, double width)
{
    Flow *flow = g_new0(Flow, 1);
    const char *end;
    flow->layouts = g_ptr_array_new_with_free_func(g_object_unref);
    do {
        end = piece_end(text);
        PangoLayout *layout = press_layout(press, face, text, end - text, width);
        PangoRectangle box;
        pango_layout_get_extents(layout, NULL, &box);
        press->missing += (guint)pango_layout_get_unknown_glyphs_count(layout);
        flow->height += pango_units_to_double(box.height);
        flow->width = MAX(flow->width, pango_units_to_double(box.width));
        g_ptr_array_add(flow->layouts, layout);
        text = behind(end);
    } while (*end);
    return flow;
}

void flow_free(Flow *flow)
{
    if (!flow)
        return;
    g_ptr_array_unref(flow->layouts);
    g_free(flow);
}

gboolean flow_goes_on(const Flow *flow)
{
    return flow->piece < flow->layouts->len;
}

/* ---- lines ---- */

static PangoLayoutIter *iter_at(PangoLayout *layout, int line)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    for (int i = 0; i < line; i++)
        pango_layout_iter_next_line(iter);
    return iter;
}

/* The lines of the piece that have room; how high they are. Goes on to the next piece when they were its last. */
static double set_piece(Press *press, Flow *flow, double x, double y, double bottom)
{
    PangoLayoutIter *iter = iter_at(flow->layouts->pdata[flow->piece], flow->line);
    double top = 0, used = 0;
    gboolean more = TRUE;
    for (gboolean first = TRUE; more; first = FALSE) {
        PangoRectangle box;
        int from, to;
        pango_layout_iter_get_line_yrange(iter, &from, &to);
        pango_layout_iter_get_line_extents(iter, NULL, &box);
        if (first)
            top = pango_units_to_double(from);
        double end = pango_units_to_double(to) - top;
        if (y + end > bottom)
            break;
        double base = pango_units_to_double(pango_layout_iter_get_baseline(iter)) - top;
        cairo_move_to(press->cairo, x + pango_units_to_double(box.x), y + base);
        pango_cairo_show_layout_line(press->cairo, pango_layout_iter_get_line_readonly(iter));
        used = end;
        flow->line++;
        more = pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
    if (!more) {
        flow->piece++;
        flow->line = 0;
    }
    return used;
}

double flow_set(Press *press, Flow *flow, double x, double bottom)
{
    double used = 0;
    guint before;
    do {
        before = flow->piece;
        if (flow_goes_on(flow))
            used += set_piece(press, flow, x, press->y + used, bottom);
    } while (flow->piece > before);
    return used;
}
