/* What a change of the directory would do, for whoever is to say yes to it. */
#pragma once
#include "touched.h"

typedef struct {
    Sheet *before, *after;
    SheetDiff *diff;
    char *text_after;              /* what the file would say */
    char *sha256_before, *sha256_after;
    Diagnostics *diagnostics;      /* of the directory as it would be; an error bars the change */
    GPtrArray *news;               /* of char *: what 'check' would say then and does not now: posts that are vacant … */
    GPtrArray *touched;            /* of TouchedCase */
} DirectoryPreview;

/* Takes all four; `sha256` is that of the file that `before` was read from. */
DirectoryPreview *directory_preview_new(Sheet *before, Sheet *after, Diagnostics *diagnostics, char *sha256);
void directory_preview_free(DirectoryPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DirectoryPreview, directory_preview_free)
/* Twelve letters that say which change was looked at: other ones as soon as the file or the change is another. Newly allocated. */
char *directory_preview_code(const DirectoryPreview *preview);
