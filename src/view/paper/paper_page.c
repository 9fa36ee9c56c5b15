/* paper_page: pages with their footers, and what stands on them outside of tables. */
#include "casegate_paper.h"

#include <cairo-pdf.h>
#include <string.h>

#define LINE_GAP 2.5
#define BLOCK_GAP 5.0
#define HEADING_GAP 14.0
#define STEP 12.0          /* what belongs to an entry stands in by it */
#define HEADING_KEEPS 90.0 /* a heading is not left alone at the end of a page */

static void ink(Press *press, double grey)
{
    cairo_set_source_rgb(press->cairo, grey, grey, grey);
}

double press_room(const Press *press)
{
    return TEXT_BOTTOM - press->y;
}

/* ---- pages ---- */

static void set_footer(Press *press)
{
    const Paper *paper = press->paper;
    g_autofree char *number = g_strdup_printf("page %u of %u", press->page, press->pages);
    g_autofree char *text =
        g_strdup_printf("%s \302\267 %s \302\267 record %s", paper->reference, number, paper->mark);
    PangoLayout *layout = press_layout(press, FACE_FOOT, text, -1, TEXT_WIDTH);
    ink(press, 0.25);
    cairo_move_to(press->cairo, MARGIN, TEXT_BOTTOM + 18);
    pango_cairo_show_layout(press->cairo, layout);
    g_object_unref(layout);
}

void press_rule(Press *press, double y, double grey)
{
    const PressRule rule = {y, grey};
    g_array_append_val(press->rules, rule);
}

/* Lines say nothing: they are drawn where no element of the text is open. */
static void draw_rules(Press *press)
{
    press_rule(press, TEXT_BOTTOM + 14, 0.6);
    cairo_set_line_width(press->cairo, 0.5);
    for (guint i = 0; i < press->rules->len; i++) {
        const PressRule *rule = &g_array_index(press->rules, PressRule, i);
        ink(press, rule->grey);
        cairo_move_to(press->cairo, MARGIN, rule->y);
        cairo_line_to(press->cairo, PAGE_WIDTH - MARGIN, rule->y);
        cairo_stroke(press->cairo);
    }
    g_array_set_size(press->rules, 0);
}

static void begin_page(Press *press)
{
    press->page++;
    press->y = MARGIN;
    ink(press, 0);
}

static void end_page(Press *press)
{
    draw_rules(press);
    set_footer(press);
    cairo_show_page(press->cairo);
}

void press_next_page(Press *press)
{
    end_page(press);
    begin_page(press);
}

/* ---- text ---- */

/* A paragraph over as many pages as it needs. */
static void set_text(Press *press, const char *tag, Face face, const char *text, double indent)
{
    g_autoptr(Flow) flow = flow_new(press, face, text, TEXT_WIDTH - indent);
    for (gboolean fresh = FALSE; flow_goes_on(flow); fresh = TRUE) {
        cairo_tag_begin(press->cairo, tag, NULL);
        double used = flow_set(press, flow, MARGIN + indent, TEXT_BOTTOM);
        cairo_tag_end(press->cairo, tag);
        press->y += used;
        if (fresh && used <= 0)
            return; /* a line higher than a page: there is none */
        if (flow_goes_on(flow))
            press_next_page(press);
    }
}

static void need(Press *press, double height)
{
    if (press_room(press) < height && press->y > MARGIN)
        press_next_page(press);
}

static void set_block(Press *press, const PaperBlock *block)
{
    switch (block->kind) {
    case PAPER_LINE:
        set_text(press, "P", FACE_BODY, block->text, 0);
        press->y += LINE_GAP;
        break;
    case PAPER_PARAGRAPH:
        press->y += BLOCK_GAP;
        set_text(press, "P", FACE_BODY, block->text, 0);
        press->y += BLOCK_GAP;
        break;
    case PAPER_ITEM: {
        g_autofree char *item = g_strconcat("\342\200\223 ", block->text, NULL);
        set_text(press, "P", FACE_BODY, item, 0);
        press->y += LINE_GAP;
        break;
    }
    case PAPER_ENTRY:
        press->y += BLOCK_GAP;
        need(press, HEADING_KEEPS / 3);
        set_text(press, "P", FACE_STRONG, block->text, 0);
        if (*block->beside) {
            ink(press, 0.35);
            set_text(press, "P", FACE_FAINT, block->beside, 0);
            ink(press, 0);
        }
        press->y += LINE_GAP;
        break;
    case PAPER_DETAIL:
        set_text(press, "P", FACE_BODY, block->text, STEP);
        press->y += LINE_GAP;
        break;
    case PAPER_TABLE:
        press_table(press, block);
        break;
    }
}

static void add_outline(Press *press, const char *heading)
{
    g_autofree char *where =
        g_strdup_printf("page=%u pos=[%d %d]", press->page, (int)MARGIN, (int)press->y);
    cairo_pdf_surface_add_outline(press->surface, CAIRO_PDF_OUTLINE_ROOT, heading, where, 0);
}

static void set_section(Press *press, const PaperSection *section)
{
    press->y += HEADING_GAP;
    need(press, HEADING_KEEPS); /* what has no heading is short, and stays together */
    if (section->heading) {
        add_outline(press, section->heading);
        set_text(press, "H2", FACE_HEADING, section->heading, 0);
        press->y += BLOCK_GAP;
    }
    for (guint i = 0; i < section->blocks->len; i++)
        set_block(press, section->blocks->pdata[i]);
}

void press_paper(Press *press)
{
    press->rules = g_array_new(FALSE, FALSE, sizeof(PressRule));
    begin_page(press);
    set_text(press, "H1", FACE_TITLE, press->paper->title, 0);
    for (guint i = 0; i < press->paper->sections->len; i++)
        set_section(press, press->paper->sections->pdata[i]);
    end_page(press);
    g_array_unref(press->rules);
}
