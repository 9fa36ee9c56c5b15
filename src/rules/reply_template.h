/* templates/replies/NAME.txt: first line 'Subject: …', a blank line, the body. {{field}} is replaced by
 * a value of the closed list below, never expanded again; {{#field}} … {{/field}} keeps its lines only
 * when the value is not empty. A paragraph is re-wrapped at 76 columns unless a line of it begins with
 * a blank, '-' or holds '{{>field}}' (a value that brings its own lines). */
#pragma once
#include "place.h"

typedef struct ReplyTemplate ReplyTemplate;
typedef struct ReplyTemplates ReplyTemplates;

/* NAME.txt of the folder, and POLICY/NAME.txt which override them. A field that is not in
 * reply_template_known_fields() is an error with its place. */
ReplyTemplates *reply_templates_load(const char *folder, const char *file_prefix, Diagnostics *diagnostics);
void reply_templates_free(ReplyTemplates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyTemplates, reply_templates_free)

const ReplyTemplate *reply_templates_find(const ReplyTemplates *templates, const char *policy, const char *name);
const char *const *reply_template_known_fields(void);  /* NULL-ended */
const char *const *reply_template_known_names(void);   /* templates the engine sends; a site must have them all */
/* Fields that may stand in a subject: reference, kind, stage, our own words only. */
gboolean reply_template_subject_field(const char *field);
/* `values`: field → text (char * → char *); an absent one is empty. Newly allocated results. */
void reply_template_render(const ReplyTemplate *reply, GHashTable *values, char **subject_out, char **body_out);
