/* What a change of the directory does, row by row and field by field, and the changes that were made.
 *
 * A preview says everything that somebody must know before saying yes: what is wrong with it, what falls vacant, whose cases it
 * touches. Fails on nothing; writes only to view->out. */
#include "printer.h"

#include <string.h>

#include "columns.h"
#include "json_out.h"
#include "words.h"

static const char *kind_word(RowChangeKind kind)
{
    return kind == ROW_ADDED ? "added" : kind == ROW_CHANGED ? "changed" : "removed";
}

/* ---- JSON ---- */

static void json_fields(JsonBuilder *out, const SheetDiff *diff, const RowChange *change)
{
    const char *const *columns = sheet_columns(diff->after->kind);
    json_out_list(out, "fields");
    for (guint i = 0; columns[i]; i++) {
        const char *before = change->before ? change->before->cells[i] : "",
                   *after = change->after ? change->after->cells[i] : "";
        if (g_str_equal(before, after))
            continue;
        json_out_object(out, NULL);
        json_out_text(out, "column", columns[i]);
        json_out_known(out, "before", before);
        json_out_known(out, "after", after);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_rows(JsonBuilder *out, const SheetDiff *diff)
{
    json_out_list(out, "rows");
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        const SheetRow *row = change->after ? change->after : change->before;
        g_autofree char *title = row_change_title(diff, change);
        json_out_object(out, NULL);
        json_out_text(out, "kind", kind_word(change->kind));
        json_out_number(out, "line", row->line);
        json_out_text(out, "row", title);
        json_fields(out, diff, change);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_touched(JsonBuilder *out, GPtrArray *touched)
{
    json_out_list(out, "cases");
    for (guint i = 0; i < touched->len; i++) {
        const TouchedCase *one = touched->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "reference", one->reference);
        json_out_words(out, "why", one->why);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_findings(JsonBuilder *out, const Diagnostics *diagnostics)
{
    g_autofree char *text = diagnostics_text(diagnostics);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    json_out_int(out, "errors", diagnostics_errors(diagnostics));
    json_out_list(out, "findings");
    for (char **line = lines; *line; line++)
        if (**line)
            json_builder_add_string_value(out, *line);
    json_builder_end_array(out);
}

static void preview_json(const View *view, const DirectoryPreview *preview, const char *done)
{
    g_autofree char *code = directory_preview_code(preview);
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_text(out, "file", sheet_file(preview->after->kind));
    json_out_text(out, "sha256_before", preview->sha256_before);
    json_out_text(out, "sha256_after", preview->sha256_after);
    json_out_text(out, "code", code);
    json_out_bool(out, "reordered", preview->diff->reordered);
    json_rows(out, preview->diff);
    json_findings(out, preview->diagnostics);
    json_out_words(out, "news", preview->news);
    json_touched(out, preview->touched);
    json_out_text(out, "done", done);
    json_builder_end_object(out);
    json_out_end(view, out);
}

/* ---- words ---- */

static void print_rows(const View *view, const SheetDiff *diff)
{
    static const char *const signs[] = {"+", "~", "-"};
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        g_autofree char *title = row_change_title(diff, change);
        g_autoptr(GPtrArray) fields = row_change_fields(diff, change);
        columns_line(view, change->kind == ROW_REMOVED ? INK_ALERT : INK_STRONG, "%s %s (%s)",
                     signs[change->kind], title, kind_word(change->kind));
        for (guint j = 0; change->kind != ROW_REMOVED && j < fields->len; j++)
            columns_paragraph(view, 4, INK_PLAIN, fields->pdata[j]);
    }
    if (diff->reordered)
        columns_line(view, INK_PROMPT,
                     "the rows stand in another order: where several people have a role, the first "
                     "is asked first");
}

static void print_list(const View *view, const char *heading, Ink ink, GPtrArray *lines)
{
    if (lines->len > 0)
        columns_heading(view, heading);
    for (guint i = 0; i < lines->len; i++)
        columns_item(view, ink, "%s", (const char *)lines->pdata[i]);
}

static void print_touched(const View *view, GPtrArray *touched)
{
    if (touched->len > 0)
        columns_heading(view, "Open cases that it touches");
    for (guint i = 0; i < touched->len; i++) {
        const TouchedCase *one = touched->pdata[i];
        for (guint j = 0; j < one->why->len; j++)
            columns_item(view, strstr(one->why->pdata[j], "has left") ? INK_ALERT : INK_PLAIN,
                         "%s: %s", one->reference, (const char *)one->why->pdata[j]);
    }
}

static void print_findings(const View *view, const Diagnostics *diagnostics)
{
    g_autofree char *text = diagnostics_text(diagnostics);
    if (!*text)
        return;
    columns_heading(view, "What is wrong with it, or looks so");
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    for (char **line = lines; *line; line++)
        columns_item(view, strstr(*line, ": warning: ") ? INK_PROMPT : INK_ALERT, "%s", *line);
}

static void print_end(const View *view, const DirectoryPreview *preview, const char *done,
                      const char *how)
{
    guint errors = diagnostics_errors(preview->diagnostics);
    fputc('\n', view->out);
    if (done)
        columns_line(view, INK_STRONG, "%s", done);
    else if (errors > 0)
        columns_line(view, INK_ALERT, "nothing is changed: mend %s first",
                     errors == 1 ? "this mistake" : "these mistakes");
    else if (sheet_diff_is_empty(preview->diff))
        columns_line(view, INK_PLAIN, "nothing would change");
    else
        columns_line(view, INK_STRONG, "nothing is changed yet; to do it: %s", how);
}

void view_directory_preview(const View *view, const DirectoryPreview *preview, const char *done,
                            const char *how)
{
    if (view->json) {
        preview_json(view, preview, done);
        return;
    }
    columns_line(view, INK_STRONG, "routing/%s: %u added, %u changed, %u removed",
                 sheet_file(preview->after->kind), preview->diff->added, preview->diff->changed,
                 preview->diff->removed);
    print_rows(view, preview->diff);
    print_findings(view, preview->diagnostics);
    print_list(view, "What 'casegate check' would say that it does not say now", INK_PROMPT,
               preview->news);
    print_touched(view, preview->touched);
    print_end(view, preview, done, how);
}

/* ---- history ---- */

/* NULL when one of the two texts is no table, or both are erased. `before` and `after` must outlive it. */
static SheetDiff *diff_of(const DirectoryChange *change, Sheet **before_out, Sheet **after_out)
{
    SheetKind kind = SHEET_PEOPLE;
    g_autoptr(Diagnostics) ignored = diagnostics_new();
    if (directory_change_erased(change))
        return NULL;
    (void)sheet_kind_of(change->file, &kind);
    *before_out =
        sheet_read(kind, change->text_before, strlen(change->text_before), change->file, ignored);
    *after_out =
        sheet_read(kind, change->text_after, strlen(change->text_after), change->file, ignored);
    return *before_out && *after_out ? sheet_diff(*before_out, *after_out) : NULL;
}

static void json_change(JsonBuilder *out, const View *view, const DirectoryChange *change)
{
    g_autoptr(Sheet) before = NULL, after = NULL;
    g_autoptr(SheetDiff) diff = diff_of(change, &before, &after);
    json_out_object(out, NULL);
    json_out_int(out, "number", change->id);
    json_out_instant(out, "at", view, change->at);
    json_out_known(out, "by", change->by);
    json_out_known(out, "login", change->login);
    json_out_known(out, "why", change->why);
    json_out_bool(out, "erased", directory_change_erased(change));
    json_out_text(out, "file", change->file);
    json_out_text(out, "sha256_before", change->sha256_before);
    json_out_text(out, "sha256_after", change->sha256_after);
    json_out_text(out, "hash", change->hash);
    if (diff)
        json_rows(out, diff);
    json_builder_end_object(out);
}

static void print_change(const View *view, const DirectoryChange *change)
{
    g_autoptr(Sheet) before = NULL, after = NULL;
    g_autoptr(SheetDiff) diff = diff_of(change, &before, &after);
    g_autofree char *at = words_instant(view, change->at);
    if (directory_change_erased(change)) {
        columns_line(view, INK_FAINT, "%" G_GINT64_FORMAT ": %s, %s: who and what is erased\n",
                     change->id, at, change->file);
        return;
    }
    columns_line(view, INK_STRONG, "%" G_GINT64_FORMAT ": %s, %s (%s), %s%s%s", change->id, at,
                 change->by, change->login, change->file, *change->why ? ": " : "", change->why);
    if (diff)
        print_rows(view, diff);
    fputc('\n', view->out);
}

void view_directory_history(const View *view, GPtrArray *changes)
{
    if (view->json) {
        JsonBuilder *out = json_out_begin();
        json_builder_begin_array(out);
        for (guint i = 0; i < changes->len; i++)
            json_change(out, view, changes->pdata[i]);
        json_builder_end_array(out);
        json_out_end(view, out);
        return;
    }
    for (guint i = 0; i < changes->len; i++)
        print_change(view, changes->pdata[i]);
    if (changes->len == 0)
        columns_line(view, INK_PLAIN, "nobody has changed the directory through this program");
    else
        columns_line(view, INK_FAINT,
                     "the file as it was before a change: casegate directory restore NUMBER");
}
