/* Subjects are shown and kept only after this (design §5, end): they are where children's names stand. */
#pragma once
#include <glib.h>

/* A stranger's subject as one line that holds nothing but valid references of ours (canonical form; `prefixes` is
 * NULL-ended) and words of our own vocabulary; whatever stood between them is one '…'. "" for an empty subject. */
char *subject_clean(const char *subject, const char *const *prefixes);
