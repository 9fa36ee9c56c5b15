/* page_paper: a document as one HTML file that can be kept and printed, or as the body of a page of the desk.
 *
 * Everything in it goes through view/html, which escapes it. There is no script, no picture and no address; its
 * policy forbids all of them, and lets the one style apply that is written here, by its digest. Its title is
 * the reference alone. Fails on nothing. */
#include "page_paper.h"

/* No letter in it that HTML would write in another way: what a browser digests is what stands here. */
static const char style[] =
    "body{font:11pt/1.45 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;max-width:48em;"
    "margin:2em auto;padding:0 1em}"
    "h1{font-size:20pt}h2{font-size:13pt;margin:1.6em 0 .4em}"
    "p,dd,li,td{overflow-wrap:anywhere;white-space:pre-line}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.3em .8em .3em 0;"
    "border-bottom:1px solid #b1b4b6;min-width:6.5em}"
    "thead{display:table-header-group}dt{font-weight:bold;margin-top:1em}"
    ".remark{font-weight:normal;font-size:9pt;color:#505a5f;overflow-wrap:anywhere}"
    "dt .remark{display:block}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}"
    "@media print{body{margin:0;max-width:none}tr,dt{break-inside:avoid}h2{break-after:avoid}}"
    "@page{size:A4;margin:20mm}";

static char *policy_words(void)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)style, sizeof style - 1);
    g_checksum_get_digest(sum, digest, &length);
    g_autofree char *base64 = g_base64_encode(digest, length);
    return g_strdup_printf("default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
                           "form-action 'none'",
                           base64);
}

static void put_head(Html *html, const Paper *paper)
{
    g_autofree char *policy = policy_words();
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_void(html, "meta", "http-equiv", "Content-Security-Policy", "content", policy, NULL);
    html_void(html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1",
              NULL);
    html_put(html, "title", paper->reference, NULL);
    html_style(html, style);
    html_close(html, "head");
}

static gboolean has_headings(const PaperBlock *block)
{
    for (char **heading = block->headings; *heading; heading++)
        if (**heading)
            return TRUE;
    return FALSE;
}

static void put_headings(Html *html, const PaperBlock *block)
{
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    for (char **heading = block->headings; *heading; heading++)
        html_put(html, "th", *heading, "scope", "col", NULL);
    html_close(html, "tr");
    html_close(html, "thead");
}

/* Where there is no room for columns, a page shows a row as lines that say what they are. */
static void put_row(Html *html, const PaperBlock *block, const PaperRow *row, const char *columns)
{
    html_open(html, "tr", NULL);
    for (guint i = 0; i < row->cells->len; i++) {
        const char *heading = block->headings[i];
        html_put(html, "td", row->cells->pdata[i], "data-label", *heading ? heading : NULL, NULL);
    }
    html_close(html, "tr");
    for (guint i = 0; i < row->notes->len; i++) {
        html_open(html, "tr", NULL);
        html_put(html, "td", row->notes->pdata[i], "colspan", columns, "class", "remark", NULL);
        html_close(html, "tr");
    }
}

/* Who hears the page rather than sees it is told what the table is of. */
static void put_table(Html *html, const PaperBlock *block, const char *caption)
{
    g_autofree char *columns = g_strdup_printf("%u", g_strv_length(block->headings));
    html_open(html, "table", "class", "stack", NULL);
    html_put(html, "caption", caption, "class", "hidden", NULL);
    if (has_headings(block))
        put_headings(html, block);
    html_open(html, "tbody", NULL);
    for (guint i = 0; i < block->rows->len; i++)
        put_row(html, block, block->rows->pdata[i], columns);
    html_close(html, "tbody");
    html_close(html, "table");
}

/* ---- runs of blocks that are one list ---- */

static const char *list_of(PaperKind kind)
{
    if (kind == PAPER_ITEM)
        return "ul";
    return kind == PAPER_ENTRY || kind == PAPER_DETAIL ? "dl" : NULL;
}

static void put_entry(Html *html, const PaperBlock *block)
{
    html_open(html, "dt", NULL);
    html_text(html, block->text);
    if (*block->beside)
        html_put(html, "span", block->beside, "class", "remark", NULL);
    html_close(html, "dt");
}

static void put_block(Html *html, const PaperBlock *block, const char *heading)
{
    switch (block->kind) {
    case PAPER_LINE:
    case PAPER_PARAGRAPH:
        html_put(html, "p", block->text, NULL);
        break;
    case PAPER_ITEM:
        html_put(html, "li", block->text, NULL);
        break;
    case PAPER_ENTRY:
        put_entry(html, block);
        break;
    case PAPER_DETAIL:
        html_put(html, "dd", block->text, NULL);
        break;
    case PAPER_TABLE:
        put_table(html, block, heading);
        break;
    }
}

static void put_section(Html *html, const PaperSection *section)
{
    const char *list = NULL;
    html_open(html, "section", NULL);
    if (section->heading)
        html_put(html, "h2", section->heading, NULL);
    for (guint i = 0; i < section->blocks->len; i++) {
        const PaperBlock *block = section->blocks->pdata[i];
        const char *next = list_of(block->kind);
        if (list && g_strcmp0(list, next) != 0)
            html_close(html, list);
        if (next && g_strcmp0(list, next) != 0)
            html_open(html, next, NULL);
        list = next;
        put_block(html, block, section->heading ? section->heading : "The case");
    }
    if (list)
        html_close(html, list);
    html_close(html, "section");
}

void page_paper_body(Html *html, const Paper *paper)
{
    for (guint i = 0; i < paper->sections->len; i++)
        put_section(html, paper->sections->pdata[i]);
}

GString *page_paper(const Paper *paper)
{
    Html *html = html_new_document();
    html_open(html, "html", "lang", "en-GB", NULL);
    put_head(html, paper);
    html_open(html, "body", NULL);
    html_open(html, "main", NULL);
    html_put(html, "h1", paper->title, NULL);
    page_paper_body(html, paper);
    html_close(html, "main");
    html_open(html, "footer", NULL);
    html_open(html, "p", "class", "remark", NULL);
    html_textf(html, "%s, record %s", paper->reference, paper->mark);
    html_close(html, "p");
    html_close(html, "footer");
    html_close(html, "body");
    html_close(html, "html");
    return html_finish(html);
}
