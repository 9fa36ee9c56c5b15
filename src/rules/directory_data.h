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
    GHashTable *agencies_by_name; /* folded name, alias or id → GPtrArray of Agency, in file order */
    GHashTable *posts_by_name;  /* folded name → GPtrArray of Post, in file order */
    const Agency *partnership;  /* the first that is one, or NULL */
};

/* Takes the two files (NULL: that one cannot be read) into an empty directory; what a row has wrong is said and the row left out. */
void directory_read_agencies(Directory *directory, const CsvTable *table, Diagnostics *diagnostics);
void directory_read_people(Directory *directory, const CsvTable *table, Diagnostics *diagnostics);
/* What only shows once both files are read: links that lead nowhere, an address in two agencies. */
void directory_check(const Directory *directory, Diagnostics *diagnostics);
/* Fills agencies_by_name, once all agencies are read. */
void directory_index_agencies(Directory *directory);
/* Whether what a form has behind the name of `agency` ("duty team", "(Essex)") may be said of it: of words of the directory or of `beside`. */
gboolean directory_behind_belongs(const Directory *directory, const Agency *agency, const char *behind, const char *beside);
/* Appends to the list of a key, unless it is its last element already. */
void directory_index_add(GHashTable *index, const char *key, gpointer element);
/* The list in a cell, "a; b; c", without blanks and empty elements. */
GStrv directory_list(const char *cell);
