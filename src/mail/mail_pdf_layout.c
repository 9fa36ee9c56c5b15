/* mail_pdf_layout: what stands on a page of a PDF, in the order in which a person reads a form.
 *
 * A PDF knows places and nothing else: which words make a cell, which lines are one label that was too long for
 * its column, which are one value, what belongs to which label, is seen from where they stand, as by a
 * person. Wide gaps part cells; lines that begin at one edge, close below one another, are one block. A field to
 * fill in belongs to the label that its form names it by, else to the one at its left, else above it. What
 * belongs to nothing is written as it stands. Never fails. */
#include "mail_pdf_sheet.h"
#include "mail_ticks.h"

#define ROW_GAP 2.0 /* between a row of labels and each row of values below, in heights of a line */
#define PARAGRAPH 0.8    /* between paragraphs */
#define ANSWER_GAP 1.3   /* between a label and the answer below it */
#define FORM_VALUES 3u   /* so many answers beside labels show how the form is made */
#define PLACE_BYTES 64u  /* "page 12 line 345" */
#define CELLS_MOST 4000u /* of one page that are put in order; more are no form */

typedef struct {
    MailDocument *document;
    PdfSheet sheet;
    MailTable table;
    GPtrArray *field_labels; /* of char *, one for each field: under which label it is said; NULL */
    guint next_field;
    double bottom; /* of what was said last */
    guint said;    /* lines so far */
    char place[PLACE_BYTES];
} Layout;

/* ---- fields ---- */

static void say_field(Layout *layout, const PdfItem *field, const char *label)
{
    gboolean colon = g_str_has_suffix(label, ":");
    g_autofree char *line = g_strconcat(label, colon ? " " : ": ", field->text, NULL);
    g_autofree char *place = g_strdup_printf("field %s", field->name);
    mail_table_finish(&layout->table);
    mail_document_add(layout->document, MAIL_DOCUMENT_END, place);
    mail_document_add(layout->document, g_strchomp(line), place);
    mail_document_add(layout->document, MAIL_DOCUMENT_END, place);
}

/* Says the fields that have a label and stand above `bottom`, in their order. */
static void say_fields(Layout *layout, double bottom)
{
    for (; layout->next_field < layout->sheet.page->fields->len; layout->next_field++) {
        const PdfItem *field =
            &g_array_index(layout->sheet.page->fields, PdfItem, layout->next_field);
        const char *label = layout->field_labels->pdata[layout->next_field];
        if (field->area.top > bottom)
            return;
        if (label)
            say_field(layout, field, label);
    }
}

/* What is typed or chosen: to its label, or, without one, as if it had been written there. */
static void read_fields(Layout *layout)
{
    for (guint i = 0; i < layout->sheet.page->fields->len; i++) {
        const PdfItem *field = &g_array_index(layout->sheet.page->fields, PdfItem, i);
        PdfCell *label = field->box ? NULL : pdf_label_beside(&layout->sheet, field);
        if (label)
            label->used = TRUE;
        g_ptr_array_add(layout->field_labels, field->box     ? NULL
                                              : field->label ? g_strdup(field->label)
                                              : label        ? g_strdup(label->text->str)
                                                             : NULL);
        if (!field->box && !field->label && !label && *field->text)
            g_ptr_array_add(layout->sheet.cells, pdf_cell_new(field->text, field->area));
    }
    g_ptr_array_sort(layout->sheet.cells, pdf_by_place);
}

/* ---- saying it ---- */

static void put(gpointer user, const char *text)
{
    Layout *layout = user;
    mail_document_add(layout->document, text, layout->place);
}

static void end(gpointer user)
{
    put(user, MAIL_DOCUMENT_END);
}

static int by_left(gconstpointer a, gconstpointer b)
{
    const PdfCell *x = *(const PdfCell *const *)a, *y = *(const PdfCell *const *)b;
    return x->area.left < y->area.left ? -1 : x->area.left > y->area.left;
}

/* Where what is said next begins, and how many lines it takes. */
static void note_place(Layout *layout, guint lines)
{
    g_snprintf(layout->place, PLACE_BYTES, "page %u line %u", layout->sheet.page->number,
               layout->said + 1);
    layout->said += lines;
}

/* Cells beside this one, itself among them, from left to right; they are used up. */
static GPtrArray *take_row(Layout *layout, const PdfCell *first, gboolean labels)
{
    GPtrArray *row = g_ptr_array_new();
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        gboolean fits = cell->label == labels && (labels || cell->owner < 0) &&
                        pdf_beside(cell->area, first->area) > 0.5;
        if (cell->used || (cell != first && !fits))
            continue;
        cell->used = TRUE;
        g_ptr_array_add(row, cell);
    }
    g_ptr_array_sort(row, by_left);
    return row;
}

/* Each is a line of its own where it begins with a label; other cells are one line. */
static void say_plain(Layout *layout, const PdfCell *first)
{
    g_autoptr(GPtrArray) row = take_row(layout, first, FALSE);
    g_autoptr(GString) line = g_string_new(NULL);
    mail_table_finish(&layout->table);
    for (guint i = 0; i < row->len; i++) {
        const char *text = ((const PdfCell *)row->pdata[i])->text->str;
        if (i > 0)
            g_string_append_c(line, pdf_begins_label(&layout->sheet, text) ? '\n' : ' ');
        g_string_append(line, text);
    }
    note_place(layout, first->lines);
    if (first->area.top - layout->bottom > PARAGRAPH * first->line)
        put(layout, "");
    put(layout, line->str);
    layout->bottom = first->area.bottom;
}

/* Does a label stand above it in its column, no farther off than what follows? Then these labels are answered elsewhere, if at all. */
static gboolean is_listed(const Layout *layout, const PdfCell *label, const PdfCell *next)
{
    const PdfCell *above = NULL;
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        const PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        if (cell->area.bottom < pdf_middle(label->area) &&
            ABS(cell->area.left - label->area.left) < PDF_ALIGNED)
            above = cell;
    }
    return above && above->label && next &&
           label->area.top - above->area.bottom < next->area.top - label->area.bottom + PDF_ALIGNED;
}

/* May what follows answer a label that has nothing beside it? Not in a form with fields to fill in, nor in one whose answers stand
 * beside their labels, nor from far below. The next page may. */
static gboolean is_answered_below(const Layout *layout, const PdfCell *label)
{
    guint beside_them = 0;
    const PdfCell *next = NULL;
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        const PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        beside_them += !cell->label && cell->owner >= 0;
        if (!next && !cell->used && cell->area.top > pdf_middle(label->area))
            next = cell;
    }
    gboolean boxes = next && mail_ticks_any(next->text->str);
    return (layout->sheet.page->fields->len == 0 || boxes) &&
           (beside_them < FORM_VALUES || boxes) && !is_listed(layout, label, next) &&
           (!next || next->area.top - label->area.bottom < ANSWER_GAP * label->line);
}

static void say_alone(Layout *layout, const PdfCell *label)
{
    gboolean colon = g_str_has_suffix(label->text->str, ":");
    g_autofree char *text = g_strconcat(label->text->str, colon ? "" : ":", NULL);
    mail_table_finish(&layout->table);
    note_place(layout, label->lines);
    put(layout, text);
    if (!is_answered_below(layout, label))
        end(layout);
    layout->bottom = label->area.bottom;
}

/* ---- values below labels ---- */

static guint head_of(const GPtrArray *heads, const PdfCell *cell)
{
    double at = (cell->area.left + cell->area.right) / 2, nearest = G_MAXDOUBLE;
    guint best = 0;
    for (guint i = 0; i < heads->len; i++) {
        const PdfCell *head = heads->pdata[i];
        double away = ABS((head->area.left + head->area.right) / 2 - at);
        if (away < nearest) {
            nearest = away;
            best = i;
        }
    }
    return best;
}

/* The first cell below that may begin a row of values; NULL if there is none. */
static const PdfCell *row_below(const Layout *layout, const GPtrArray *heads, double bottom,
                                double gap)
{
    const PdfCell *last = heads->pdata[heads->len - 1];
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        const PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        if (cell->used || cell->area.top < bottom - 0.3 * cell->line)
            continue;
        gboolean wide = cell->area.left < last->area.left && cell->area.right > last->area.right;
        gboolean fits = !cell->label && cell->owner < 0 && !wide &&
                        !pdf_begins_label(&layout->sheet, cell->text->str);
        return fits && cell->area.top - bottom < gap ? cell : NULL;
    }
    return NULL;
}

static void say_below(Layout *layout, const GPtrArray *heads, const PdfCell *first)
{
    g_autoptr(GPtrArray) row = take_row(layout, first, FALSE);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < heads->len; i++)
        g_ptr_array_add(texts, g_strdup(""));
    for (guint i = 0; i < row->len; i++) {
        const PdfCell *cell = row->pdata[i];
        char **text = (char **)&texts->pdata[head_of(heads, cell)];
        char *both = g_strconcat(*text, **text ? " " : "", cell->text->str, NULL);
        g_free(*text);
        *text = both;
    }
    note_place(layout, first->lines);
    mail_table_row(&layout->table, texts);
    layout->bottom = first->area.bottom;
}

static void say_heads(Layout *layout, const GPtrArray *heads)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; i < heads->len; i++)
        g_ptr_array_add(texts, ((const PdfCell *)heads->pdata[i])->text->str);
    note_place(layout, ((const PdfCell *)heads->pdata[0])->lines);
    mail_table_row(&layout->table, texts);
    layout->bottom = ((const PdfCell *)heads->pdata[0])->area.bottom;
    double gap = ROW_GAP * ((const PdfCell *)heads->pdata[0])->line;
    for (const PdfCell *first; (first = row_below(layout, heads, layout->bottom, gap));) {
        gap = MAX(first->area.top - layout->bottom, 0) * 1.3 +
              PDF_ALIGNED; /* the rows below stand alike */
        say_below(layout, heads, first);
    }
    mail_table_finish(&layout->table);
}

/* ---- values beside labels ---- */

/* Adds the cells that a label owns, from left to right; *lines grows to what they take. */
static guint add_values(Layout *layout, const PdfCell *label, GPtrArray *texts, guint *lines)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        if (cell->used || cell->label || cell->owner < 0 ||
            pdf_cell_at(&layout->sheet, (guint)cell->owner) != label)
            continue;
        cell->used = TRUE;
        *lines = MAX(*lines, cell->lines);
        g_ptr_array_add(values, cell);
    }
    g_ptr_array_sort(values, by_left);
    for (guint i = 0; i < values->len; i++)
        g_ptr_array_add(texts, g_strdup(((const PdfCell *)values->pdata[i])->text->str));
    return values->len;
}

static void say_label(Layout *layout, const PdfCell *label)
{
    g_autoptr(GPtrArray) row = take_row(layout, label, TRUE);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    guint values = 0, lines = 1;
    for (guint i = 0; i < row->len; i++) {
        const PdfCell *each = row->pdata[i];
        lines = MAX(lines, each->lines);
        g_ptr_array_add(texts, g_strdup(each->text->str));
        guint count = add_values(layout, each, texts, &lines);
        if (count == 0)
            g_ptr_array_add(texts, g_strdup(""));
        values += count;
    }
    if (values == 0 && row->len == 1) {
        say_alone(layout, label);
    } else if (values == 0) {
        say_heads(layout, row);
    } else {
        note_place(layout, lines);
        mail_table_row(&layout->table, texts);
        layout->bottom = label->area.bottom;
    }
}

static void say_page(Layout *layout)
{
    for (guint i = 0; i < layout->sheet.cells->len; i++) {
        const PdfCell *cell = pdf_cell_at(&layout->sheet, i);
        if (cell->used)
            continue;
        say_fields(layout, cell->area.top);
        const PdfCell *owner =
            cell->owner >= 0 ? pdf_cell_at(&layout->sheet, (guint)cell->owner) : NULL;
        if (cell->label)
            say_label(layout, cell);
        else if (owner && !owner->used)
            say_label(layout, owner);
        else
            say_plain(layout, cell);
    }
    mail_table_finish(&layout->table);
    say_fields(layout, G_MAXDOUBLE);
}

void mail_pdf_layout(MailDocument *document, const PdfPage *page, const FormLabels *labels)
{
    Layout layout = {.document = document, .sheet = {.page = page, .labels = labels}};
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(pdf_cell_free);
    g_autoptr(GPtrArray) field_labels = g_ptr_array_new_with_free_func(g_free);
    layout.sheet.cells = cells;
    layout.field_labels = field_labels;
    layout.table = (MailTable){.labels = labels, .sink = {put, end, &layout}};
    pdf_cells_make(&layout.sheet);
    gboolean is_form = cells->len <= CELLS_MOST;
    if (is_form)
        pdf_labels_find(&layout.sheet);
    read_fields(&layout);
    if (is_form)
        pdf_values_join(&layout.sheet);
    pdf_name_boxes(&layout.sheet, document);
    say_page(&layout);
}
