/* The labels that a form's lines may begin with, compiled once and shared with the reader child.
 * Made by rules/ from templates/forms; the mail layer knows nothing else about forms. */
#pragma once
#include <glib.h>

typedef enum {
    LABEL_SHORT, /* ends at the line's end or the first blank line */
    LABEL_TEXT,  /* runs to the next label, a signature or a quote */
} LabelExtent;

typedef struct FormLabels FormLabels;

FormLabels *form_labels_new(void);
/* `key` is the field ("child.name"); labels are the canonical one and its aliases, any case. */
void form_labels_add(FormLabels *labels, const char *key, LabelExtent extent, const char *label);
void form_labels_free(FormLabels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormLabels, form_labels_free)

guint form_labels_count(const FormLabels *labels);           /* number of keys */
const char *form_labels_key(const FormLabels *labels, guint index);
/* If the line (without leading bullets, numbers, '*bold*' marks, quote marks, BOM, NBSP or blanks) begins
 * with a label, perhaps a hint in brackets, and then blanks and a colon (also the full-width one), or, with
 * `bare`, consists of the label alone (a table's cell): the key's index, and in *value_out the byte offset
 * of the value within `line`. A tab, or the question mark of a label that has one, does for the colon when
 * a value follows on the line. -1 otherwise. The longest label wins. Apostrophes, quotes, dashes and the
 * number of blanks within a label make no difference. */
int form_labels_find(const FormLabels *labels, const char *line, gsize length, gboolean bare, gsize *value_out,
                     LabelExtent *extent_out);
/* Is that a label (of a form; `labels` may be NULL) and nothing more? */
gboolean form_labels_is(const FormLabels *labels, const char *text, gsize length);
/* For a name of one line that begins with a label: the label, newly allocated, without the colon and what follows it, which says how to
 * answer ("Stage: 1, 2 or 3"); in *value_out where that begins, the text's length if there is none. NULL if it begins with no label. */
char *form_labels_alone(const FormLabels *labels, const char *text, gsize *value_out);
