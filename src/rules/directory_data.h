/* The inside of a Directory, shared by the files that load, check and search it. */
#pragma once
#include "directory.h"

struct Directory {
    GStringChunk *strings;
    GPtrArray *agencies;      /* of Agency, owned, in file order */
    GPtrArray *posts;         /* of Post, owned, in file order */
    GHashTable *by_id;        /* agency id → Agency */
    GHashTable *by_domain;    /* folded domain → Agency */
    GHashTable *posts_by_email; /* folded address → GPtrArray of Post */
};

/* Reads the two files into an empty directory; what a row has wrong is said and the row left out. */
void directory_read_agencies(Directory *directory, const char *path, const char *file, Diagnostics *diagnostics);
void directory_read_people(Directory *directory, const char *path, const char *file, Diagnostics *diagnostics);
/* What only shows once both files are read: links that lead nowhere, an address in two agencies. */
void directory_check(const Directory *directory, Diagnostics *diagnostics);
/* The list in a cell, "a; b; c", without blanks and empty elements. */
GStrv directory_list(const char *cell);
