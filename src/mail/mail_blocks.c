/* mail_blocks: paragraphs and tables to lines.
 *
 * Owns what ends a value in a document: a heading, the end of a table, something filled in. A paragraph
 * alone does not, for people write several. A label without a colon counts where it stands alone;
 * one of a single word only where it also looks like a label. Never fails. */
#include "mail_blocks.h"
#include "text.h"
#include <string.h>

void mail_blocks_put(MailBlocks *blocks, const char *text)
{
    if (!blocks->cell) {
        mail_document_add(blocks->document, text, blocks->place);
        return;
    }
    if (blocks->cell->len > 0)
        g_string_append_c(blocks->cell, '\n');
    g_string_append(blocks->cell, text);
}

void mail_blocks_end(MailBlocks *blocks)
{
    mail_blocks_put(blocks, MAIL_DOCUMENT_END);
}

static gboolean begins_label(const MailBlocks *blocks, const char *text)
{
    gsize value;
    LabelExtent extent;
    return blocks->labels &&
           form_labels_find(blocks->labels, text, strlen(text), FALSE, &value, &extent) >= 0;
}

/* "Name: Jo<tab>Date of birth: …": labels set beside one another begin lines of their own. */
static void part_at_tabs(const MailBlocks *blocks, char *text)
{
    for (char *tab = strchr(text, '\t'); tab; tab = strchr(tab + 1, '\t')) {
        char *next = tab + strspn(tab, "\t ");
        g_autofree char *label = g_strndup(next, strcspn(next, "\t\n"));
        if (strchr(label, ':') && begins_label(blocks, label))
            *tab = '\n';
    }
}

static gboolean is_bare_label(const MailBlocks *blocks, const char *text, MailParagraph about)
{
    return !blocks->cell && !g_str_has_suffix(text, ":") &&
           (about.heading || about.bold || strpbrk(text, " ?")) &&
           form_labels_is(blocks->labels, text, strlen(text));
}

static void put_bare_label(MailBlocks *blocks, const char *text)
{
    g_autofree char *label = g_strconcat(text, ":", NULL);
    mail_blocks_end(blocks);
    mail_blocks_put(blocks, label);
}

/* Blanks of all widths are one kind to a reader, and some programs put them where nothing is filled in. */
static char *plain_blanks(const char *old)
{
    GString *text = g_string_new(NULL);
    for (const char *p = old; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c >= 0x2000 && c <= 0x200a)
            g_string_append_c(text, ' ');
        else if (c == 0x2028 || c == 0x2029)
            g_string_append_c(text, '\n');
        else if (c != 0xad && c != 0xfffc)
            g_string_append_len(text, p, g_utf8_next_char(p) - p);
    }
    return g_string_free(text, FALSE);
}

void mail_blocks_paragraph(MailBlocks *blocks, const char *words, MailParagraph about)
{
    g_autofree char *plain = plain_blanks(words);
    g_autofree char *text = text_trim_copy(plain, strlen(plain));
    if (*text)
        blocks->paragraphs++;
    if (!blocks->cell)
        g_snprintf(blocks->place, MAIL_BLOCKS_PLACE, "%sparagraph %u", blocks->where,
                   blocks->paragraphs);
    if (is_bare_label(blocks, text, about)) {
        put_bare_label(blocks, text);
        return;
    }
    part_at_tabs(blocks, text);
    gboolean apart = about.heading && !blocks->cell && *text;
    if (apart)
        mail_blocks_end(blocks);
    mail_blocks_put(blocks, text);
    if (apart || (about.filled && !blocks->cell && *text))
        mail_blocks_end(blocks);
}

static void put(gpointer blocks, const char *text)
{
    mail_blocks_put(blocks, text);
}

static void end(gpointer blocks)
{
    mail_blocks_end(blocks);
}

MailTable mail_blocks_table(MailBlocks *blocks)
{
    blocks->tables++;
    mail_blocks_end(blocks);
    return (MailTable){.labels = blocks->labels, .sink = {put, end, blocks}};
}

void mail_blocks_row(MailBlocks *blocks, MailTable *table, guint row, const GPtrArray *cells)
{
    if (!blocks->cell)
        g_snprintf(blocks->place, MAIL_BLOCKS_PLACE, "%stable %u row %u", blocks->where,
                   blocks->tables, row);
    mail_table_row(table, cells);
}

void mail_blocks_table_end(MailBlocks *blocks, MailTable *table)
{
    mail_table_finish(table);
    mail_blocks_end(blocks);
}
