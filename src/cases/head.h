/* Heads of the record: a line that a person can keep, by which it can be shown years later that nothing before it was altered
 * or taken out. "2026-03-04 17 events 9f86d08…" is the day, how many links the chain had then, its name, and the last link's
 * hash. */
#pragma once
#include "instant.h"

#define HEAD_HASH_LETTERS 64u
#define HEAD_EVENTS "events" /* the chains of the record */
#define HEAD_LOOKS "looks"
#define HEAD_ERASURES "erasures"
#define HEAD_DIRECTORY "directory-changes"

typedef struct {
    Day day;
    char *chain;   /* one of these */
    gint64 number; /* links of the chain, 0: none yet */
    char *hash;    /* of the last one, hex; zeros where there is none */
} Head;

Head *head_new(Day day, const char *chain, gint64 number, const char *hash);
void head_free(Head *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Head, head_free)
char *head_line(const Head *head); /* newly allocated, without line end */
/* Every head (of Head) that stands in a text: a file of them, a mail that was kept, or quoted. Empty when there is none. PERM when
 * one is there and is not whole. */
GPtrArray *heads_read(const char *text, GError **error);
