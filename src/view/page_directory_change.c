/* page_directory_change: what a change of the directory would do, and what was done, row by row and field by field.
 *
 * The button of a preview carries the whole new text and the digest of the text that it replaces: what is done is what was shown,
 * or nothing. Nothing is decided here. Fails on nothing. */
#include "page_directory.h"

#include <string.h>

#include "words.h"

static void write_row(Html *html, const SheetDiff *diff, const RowChange *change)
{
    static const char *const words[] = {"added", "changed", "removed"};
    g_autofree char *title = row_change_title(diff, change);
    g_autoptr(GPtrArray) fields = row_change_fields(diff, change);
    html_open(html, "li", NULL);
    html_textf(html, "%s ", title);
    page_mark(html, change->kind == ROW_REMOVED ? MARK_ALERT : MARK_PLAIN, words[change->kind]);
    if (change->kind != ROW_REMOVED) {
        html_open(html, "ul", NULL);
        for (guint i = 0; i < fields->len; i++)
            html_put(html, "li", fields->pdata[i], NULL);
        html_close(html, "ul");
    }
    html_close(html, "li");
}

static void write_rows(Html *html, const SheetDiff *diff)
{
    if (diff->changes->len > 0) {
        html_open(html, "ul", NULL);
        for (guint i = 0; i < diff->changes->len; i++)
            write_row(html, diff, diff->changes->pdata[i]);
        html_close(html, "ul");
    }
    if (diff->reordered)
        page_note(html, MARK_PROMPT,
                  "The rows stand in another order: where several people have a role, the first is "
                  "asked first.");
}

static void write_list(Html *html, const char *heading, GPtrArray *lines)
{
    if (!lines->len)
        return;
    html_put(html, "h2", heading, NULL);
    html_open(html, "ul", NULL);
    for (guint i = 0; i < lines->len; i++)
        html_put(html, "li", lines->pdata[i], NULL);
    html_close(html, "ul");
}

static void write_touched(Html *html, GPtrArray *touched)
{
    if (!touched->len)
        return;
    html_put(html, "h2", "Open cases that it touches", NULL);
    html_open(html, "ul", NULL);
    for (guint i = 0; i < touched->len; i++) {
        const TouchedCase *one = touched->pdata[i];
        for (guint j = 0; j < one->why->len; j++) {
            html_open(html, "li", NULL);
            page_case_link(html, one->reference);
            html_textf(html, ": %s", (const char *)one->why->pdata[j]);
            html_close(html, "li");
        }
    }
    html_close(html, "ul");
}

static void write_findings(Html *html, const Diagnostics *diagnostics)
{
    g_autofree char *text = diagnostics_text(diagnostics);
    if (!*text)
        return;
    page_note_open(html, diagnostics_errors(diagnostics) ? MARK_ALERT : MARK_PROMPT);
    html_put(html, "h2",
             diagnostics_errors(diagnostics) ? "What must be put right first" : "What looks wrong",
             NULL);
    html_lines(html, text);
    page_note_close(html);
}

static void write_button(Html *html, const DirectoryPreview *preview, const char *why,
                         const char *token)
{
    const PageForm form = {.id = "confirm", .action = "/directory/confirm", .token = token};
    g_autofree char *text =
        g_base64_encode((const guchar *)preview->text_after, strlen(preview->text_after));
    page_form_open(html, &form);
    page_form_hidden(html, "file", sheet_file(preview->after->kind));
    page_form_hidden(html, "sha256", preview->sha256_before);
    page_form_hidden(html, "text", text);
    if (why && *why)
        page_form_hidden(html, "why", why);
    else
        page_form_line(html, &form, "why", "Why", "It stands in the history.");
    page_form_close(html, "Change the directory so", TRUE);
}

void page_directory_preview(Html *html, const DirectoryPreview *preview, const char *why,
                            const char *token)
{
    gboolean nothing = sheet_diff_is_empty(preview->diff);
    html_open(html, "p", NULL);
    html_textf(html, "%s: %u added, %u changed, %u removed. Nothing is changed yet.",
               sheet_file(preview->after->kind), preview->diff->added, preview->diff->changed,
               preview->diff->removed);
    html_close(html, "p");
    write_findings(html, preview->diagnostics);
    write_rows(html, preview->diff);
    write_list(html, "What the check would say that it does not say now", preview->news);
    write_touched(html, preview->touched);
    if (nothing)
        page_note(html, MARK_PLAIN, "Nothing would change.");
    else if (!diagnostics_errors(preview->diagnostics))
        write_button(html, preview, why, token);
    html_open(html, "p", NULL);
    page_link(html, "/directory", "Back to the directory, changing nothing");
    html_close(html, "p");
}

/* ---- history ---- */

static void write_change_rows(Html *html, const DirectoryChange *change)
{
    SheetKind kind = SHEET_PEOPLE;
    g_autoptr(Diagnostics) ignored = diagnostics_new();
    (void)sheet_kind_of(change->file, &kind);
    g_autoptr(Sheet) before =
        sheet_read(kind, change->text_before, strlen(change->text_before), change->file, ignored);
    g_autoptr(Sheet) after =
        sheet_read(kind, change->text_after, strlen(change->text_after), change->file, ignored);
    g_autoptr(SheetDiff) diff = before && after ? sheet_diff(before, after) : NULL;
    if (diff)
        write_rows(html, diff);
}

static void write_restore(Html *html, gint64 number, const char *token)
{
    g_autofree char *id = g_strdup_printf("restore-%" G_GINT64_FORMAT, number);
    g_autofree char *action = g_strdup_printf("/directory/restore/%" G_GINT64_FORMAT, number);
    g_autofree char *words =
        g_strdup_printf("Look at taking back to before change %" G_GINT64_FORMAT, number);
    const PageForm form = {.id = id, .action = action, .token = token};
    page_form_open(html, &form);
    page_form_close(html, words, FALSE);
}

void page_directory_history(Html *html, const View *view, GPtrArray *changes, gboolean decides,
                            const char *token)
{
    if (!changes->len)
        html_put(html, "p", "Nobody has changed the directory through Casegate.", NULL);
    for (guint i = changes->len; i-- > 0;) {
        const DirectoryChange *change = changes->pdata[i];
        g_autofree char *at = words_instant(view, change->at);
        html_open(html, "h2", NULL);
        html_textf(html, "Change %" G_GINT64_FORMAT ": %s", change->id, change->file);
        html_close(html, "h2");
        html_open(html, "p", NULL);
        if (directory_change_erased(change)) {
            html_textf(html, "%s: who changed what is erased.", at);
            html_close(html, "p");
            continue;
        }
        html_textf(html, "%s, by %s (%s)%s%s", at, change->by, change->login,
                   *change->why ? ": " : "", change->why);
        html_close(html, "p");
        write_change_rows(html, change);
        if (decides)
            write_restore(html, change->id, token);
    }
}
