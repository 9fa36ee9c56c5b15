/* paper: documents are put together here, and nowhere else made fit to be shown.
 *
 * Much of what stands in one was written by strangers, so every text goes through clean(): valid
 * UTF-8, no controls, no marks that turn the direction of what follows. Fails on nothing. */
#include "paper.h"

#include <stdarg.h>
#include <string.h>

#include "text.h"

#define LINE_LIMIT (1u << 20)
#define REPLACEMENT 0xfffd

static void row_free(gpointer data)
{
    PaperRow *row = data;
    g_ptr_array_unref(row->cells);
    g_ptr_array_unref(row->notes);
    g_free(row);
}

static void block_free(gpointer data)
{
    PaperBlock *block = data;
    g_free(block->text);
    g_free(block->beside);
    g_strfreev(block->headings);
    g_clear_pointer(&block->rows, g_ptr_array_unref);
    g_free(block);
}

static void section_free(gpointer data)
{
    PaperSection *section = data;
    g_free(section->heading);
    g_ptr_array_unref(section->blocks);
    g_free(section);
}

Paper *paper_new(const char *title, const char *reference, const char *mark, const char *made)
{
    Paper *paper = g_new0(Paper, 1);
    paper->title = text_line(title, LINE_LIMIT);
    paper->reference = text_line(reference, LINE_LIMIT);
    paper->mark = text_line(mark, LINE_LIMIT);
    paper->made = text_line(made, LINE_LIMIT);
    paper->sections = g_ptr_array_new_with_free_func(section_free);
    return paper;
}

void paper_free(Paper *paper)
{
    if (!paper)
        return;
    g_free(paper->title);
    g_free(paper->reference);
    g_free(paper->mark);
    g_free(paper->made);
    g_ptr_array_unref(paper->sections);
    g_free(paper);
}

/* What Unicode says will never be a letter, which Cairo takes for no text. */
static gboolean is_no_letter(gunichar c)
{
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

static char *letters_of(const char *text)
{
    g_autofree char *valid = text_valid(text, strlen(text));
    GString *letters = g_string_sized_new(strlen(valid));
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(letters, is_no_letter(c) ? REPLACEMENT : c);
    }
    return g_string_free(letters, FALSE);
}

/* The same text, each of its lines fit to be shown. */
static char *clean(const char *text)
{
    g_autofree char *valid = letters_of(text);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *fit = text_line(*line, LINE_LIMIT);
        g_free(*line);
        *line = fit;
    }
    return g_strjoinv("\n", lines);
}

PaperSection *paper_section(Paper *paper, const char *heading)
{
    PaperSection *section = g_new0(PaperSection, 1);
    section->heading = heading ? clean(heading) : NULL;
    section->blocks = g_ptr_array_new_with_free_func(block_free);
    g_ptr_array_add(paper->sections, section);
    return section;
}

static PaperBlock *add_block(Paper *paper, PaperKind kind, const char *text, const char *beside)
{
    PaperSection *section = paper->sections->pdata[paper->sections->len - 1];
    PaperBlock *block = g_new0(PaperBlock, 1);
    block->kind = kind;
    block->text = clean(text);
    block->beside = clean(beside);
    g_ptr_array_add(section->blocks, block);
    return block;
}

void paper_add(Paper *paper, PaperKind kind, const char *text)
{
    add_block(paper, kind, text, "");
}

void paper_entry(Paper *paper, const char *text, const char *beside)
{
    add_block(paper, PAPER_ENTRY, text, beside);
}

void paper_table(Paper *paper, const char *const *headings)
{
    PaperBlock *block = add_block(paper, PAPER_TABLE, "", "");
    block->headings = g_strdupv((char **)headings);
    block->rows = g_ptr_array_new_with_free_func(row_free);
}

static PaperBlock *last_block(const Paper *paper)
{
    const PaperSection *section = paper->sections->pdata[paper->sections->len - 1];
    return section->blocks->pdata[section->blocks->len - 1];
}

void paper_row(Paper *paper, ...)
{
    PaperRow *row = g_new0(PaperRow, 1);
    const char *text;
    va_list cells;
    row->cells = g_ptr_array_new_with_free_func(g_free);
    row->notes = g_ptr_array_new_with_free_func(g_free);
    va_start(cells, paper);
    while ((text = va_arg(cells, const char *)) != NULL)
        g_ptr_array_add(row->cells, clean(text));
    va_end(cells);
    g_ptr_array_add(last_block(paper)->rows, row);
}

void paper_note(Paper *paper, const char *text)
{
    const PaperBlock *block = last_block(paper);
    PaperRow *row = block->rows->pdata[block->rows->len - 1];
    g_ptr_array_add(row->notes, clean(text));
}

static gboolean is_empty_table(const PaperBlock *block)
{
    return block->kind == PAPER_TABLE && block->rows->len == 0;
}

void paper_drop_empty(Paper *paper)
{
    for (guint i = paper->sections->len; i-- > 0;) {
        PaperSection *section = paper->sections->pdata[i];
        for (guint j = section->blocks->len; j-- > 0;)
            if (is_empty_table(section->blocks->pdata[j]))
                g_ptr_array_remove_index(section->blocks, j);
        if (section->blocks->len == 0)
            g_ptr_array_remove_index(paper->sections, i);
    }
}
