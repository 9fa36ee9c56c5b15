/* casegate-paper: sets a document on A4 with Pango and Cairo.
 *
 * A module of its own, loaded by the process that makes a PDF and nothing else. It knows no case and filters
 * nothing. Texts are set as they are, never as markup. Nothing of the machine's or the user's settings counts:
 * fonts are those of the system's folders, DejaVu first, and the page is the same wherever it is made with the
 * same fonts, byte for byte. The document is set twice, the first time to count its pages.
 *
 * What is longer than a page goes on over the next: text line by line, a row of a table cell by cell under its
 * heading repeated. A word that is wider than its place is broken within itself. */
#include "casegate_paper.h"

#include <cairo-pdf.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#define FAMILY "DejaVu Sans"

/* ---- fonts ---- */

static PangoFontMap *fonts;

static const char settings[] =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
    "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "<match target=\"pattern\"><edit name=\"family\" mode=\"append\"><string>" FAMILY
    "</string><string>Noto Sans</string></edit></match></fontconfig>";

static PangoFontMap *fonts_new(void)
{
    FcConfig *config = FcConfigCreate();
    if (!config)
        return NULL;
    if (!FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)settings, FcTrue) ||
        !FcConfigBuildFonts(config)) {
        FcConfigDestroy(config);
        return NULL;
    }
    FcFontSet *found = FcConfigGetFonts(config, FcSetSystem);
    gboolean any = found && found->nfont > 0;
    PangoFontMap *map = any ? pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) : NULL;
    if (map) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
        pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72.0);
    }
    FcConfigDestroy(config); /* the map has its own hold on it */
    return map;
}

/* ---- the surface ---- */

typedef struct {
    PaperWrite write;
    gpointer user;
} Drain;

static cairo_status_t drain(void *closure, const unsigned char *bytes, unsigned int length)
{
    const Drain *to = closure;
    return !to->write || to->write(to->user, bytes, length) ? CAIRO_STATUS_SUCCESS
                                                            : CAIRO_STATUS_WRITE_ERROR;
}

/* Of the document's properties the reference alone: a title is seen by whoever sees the file's name. */
static void describe(cairo_surface_t *surface, const Paper *paper)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, paper->reference);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "casegate");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, paper->made);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, paper->made);
}

/* Letters stand where the font says, not where a screen's dots would have them. */
static PangoContext *context_new(cairo_t *cairo)
{
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_cairo_update_context(cairo, context);
    return context;
}

/* How many pages it takes; 0 when it cannot be set. */
static guint set_once(const Paper *paper, guint pages, Drain *to, guint *missing_out)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(drain, to, PAGE_WIDTH, PAGE_HEIGHT);
    describe(surface, paper);
    Press press = {
        .paper = paper, .surface = surface, .cairo = cairo_create(surface), .pages = pages};
    press.context = context_new(press.cairo);
    press_paper(&press);
    g_object_unref(press.context);
    cairo_destroy(press.cairo);
    cairo_surface_finish(surface);
    gboolean done = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    *missing_out = press.missing;
    return done ? press.page : 0;
}

static PaperResult draw(const Paper *paper, PaperWrite write, gpointer user, guint *missing_out)
{
    Drain nowhere = {NULL, NULL}, to = {write, user};
    if (!fonts)
        return PAPER_NO_FONT;
    guint pages = set_once(paper, 0, &nowhere, missing_out);
    return pages > 0 && set_once(paper, pages, &to, missing_out) == pages ? PAPER_DRAWN
                                                                          : PAPER_FAILED;
}

/* What the fonts are called is known then; their files are opened one by one, as letters need them. */
static PaperResult prepare(void)
{
    if (!fonts)
        fonts = fonts_new();
    return fonts ? PAPER_DRAWN : PAPER_NO_FONT;
}

extern const PaperModule casegate_paper_module;
const PaperModule casegate_paper_module = {PAPER_MODULE_VERSION, prepare, draw};
