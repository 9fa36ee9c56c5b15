/* directory_preview: what is put together of a change before it is made. What fills `news` and `touched` is
 * app/directory_change_preview.c; no file and no record is read here. */
#include "directory_preview.h"

#include <string.h>

#include "digest.h"

#define CODE_LETTERS 12

DirectoryPreview *directory_preview_new(Sheet *before, Sheet *after, Diagnostics *diagnostics,
                                        char *sha256)
{
    DirectoryPreview *preview = g_new0(DirectoryPreview, 1);
    preview->before = before;
    preview->after = after;
    preview->diagnostics = diagnostics;
    preview->sha256_before = sha256;
    preview->diff = sheet_diff(before, after);
    preview->text_after = sheet_text(after);
    preview->sha256_after = digest_of(preview->text_after, strlen(preview->text_after));
    preview->news = g_ptr_array_new_with_free_func(g_free);
    preview->touched = g_ptr_array_new_with_free_func((GDestroyNotify)touched_case_free);
    return preview;
}

void directory_preview_free(DirectoryPreview *preview)
{
    if (!preview)
        return;
    sheet_diff_free(preview->diff);
    sheet_free(preview->before);
    sheet_free(preview->after);
    g_free(preview->text_after);
    g_free(preview->sha256_before);
    g_free(preview->sha256_after);
    diagnostics_free(preview->diagnostics);
    g_ptr_array_unref(preview->news);
    g_ptr_array_unref(preview->touched);
    g_free(preview);
}

char *directory_preview_code(const DirectoryPreview *preview)
{
    g_autofree char *both = g_strconcat(preview->sha256_before, preview->sha256_after, NULL);
    g_autofree char *digest = digest_of(both, strlen(both));
    return g_strndup(digest, CODE_LETTERS);
}
