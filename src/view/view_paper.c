/* A document as plain text, eighty columns wide.
 *
 * Fails on nothing; writes only to view->out. */
#include "printer.h"

#include "columns.h"
#include "paper.h"

#define PAPER_WIDTH 80u
#define INDENT 2u
#define CELLS_MOST 5

static void print_table(const View *view, const PaperBlock *block)
{
    static const char *const none[CELLS_MOST + 1] = {"", "", "", "", "", NULL};
    guint columns = MIN(g_strv_length(block->headings), CELLS_MOST);
    g_autoptr(Table) table = table_new(INDENT, none + CELLS_MOST - columns);
    for (guint i = 0; i < block->rows->len; i++) {
        const PaperRow *row = block->rows->pdata[i];
        const char *cells[CELLS_MOST] = {NULL};
        for (guint j = 0; j < row->cells->len && j < CELLS_MOST; j++)
            cells[j] = row->cells->pdata[j];
        table_add(table, INK_PLAIN, cells[0], cells[1], cells[2], cells[3], cells[4], NULL);
        for (guint j = 0; j < row->notes->len; j++)
            table_note(table, INK_PLAIN, row->notes->pdata[j]);
    }
    table_print(table, view);
}

static void print_block(const View *view, const PaperBlock *block)
{
    switch (block->kind) {
    case PAPER_LINE:
        columns_line(view, INK_PLAIN, "%s", block->text);
        break;
    case PAPER_PARAGRAPH:
        fputc('\n', view->out);
        columns_paragraph(view, 0, INK_PLAIN, block->text);
        break;
    case PAPER_ITEM:
        columns_item(view, INK_PLAIN, "%s", block->text);
        break;
    case PAPER_ENTRY:
        if (*block->beside)
            columns_item(view, INK_STRONG, "%s (%s)", block->text, block->beside);
        else
            columns_item(view, INK_STRONG, "%s", block->text);
        break;
    case PAPER_DETAIL:
        columns_paragraph(view, 2 * INDENT, INK_PLAIN, block->text);
        break;
    case PAPER_TABLE:
        print_table(view, block);
        break;
    }
}

void view_paper(const View *view, const Paper *paper)
{
    View page = *view;
    page.colour = FALSE;
    page.width = PAPER_WIDTH;
    columns_line(&page, INK_PLAIN, "%s", paper->title);
    for (guint i = 0; i < paper->sections->len; i++) {
        const PaperSection *section = paper->sections->pdata[i];
        if (section->not_in_text)
            continue;
        if (section->heading)
            columns_heading(&page, section->heading);
        else
            fputc('\n', page.out);
        for (guint j = 0; j < section->blocks->len; j++)
            print_block(&page, section->blocks->pdata[j]);
    }
}
