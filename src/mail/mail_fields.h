/* The form fields of a text: 'Label: value', as domain/fields.md says ('Reading the text form'). */
#pragma once
#include "form_labels.h"
#include "mail_lines.h"

typedef struct {
    guint key;     /* index in the FormLabels */
    char *value;   /* trimmed, never empty */
    guint line;    /* of the label, from 1 within the text (forwarded: within the message found inside) */
    gboolean below; /* of quoted lines: the label is quoted, and this writer's own words below it are the value */
} MailFieldRead;

/* Fields in the lines of one kind and message, in order; labels without a value give none. Of quoted lines also those whose
 * answer is new text between them. Of MailFieldRead, at most
 * `limit`; *cut is set, never cleared, when there were more or a value was longer than MAIL_LIMIT_FIELD_BYTES. */
GArray *mail_fields_read(const GArray *lines, MailLineKind kind, guint message, const FormLabels *labels,
                         guint limit, gboolean *cut);
