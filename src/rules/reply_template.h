/* templates/replies/NAME.txt: first line 'Subject: …', a blank line, the body.
 *   {{field}}    replaced by a value of the closed list below, never expanded again
 *   {{>field}}   the same, for a value that brings its own lines
 *   {{#field}} … {{/field}}   kept when the value is not empty; {{^field}} … {{/field}} when it is. May be nested, may stand
 *                inside a line or in the subject; alone on its line, that line vanishes.
 * Runs of blank lines become one. A paragraph is re-wrapped at 76 columns unless a line of it begins with
 * a blank or '-' or came out of {{>field}}. */
#pragma once
#include "place.h"

typedef struct ReplyTemplate ReplyTemplate;
typedef struct ReplyTemplates ReplyTemplates;

/* NAME.txt of the folder, and POLICY/NAME.txt which override them. Errors, each with its place: a field that is
 * not known, a field in a subject that may not stand there, a section that is not closed, no subject, a missing template. */
ReplyTemplates *reply_templates_load(const char *folder, const char *file_prefix, Diagnostics *diagnostics);
void reply_templates_free(ReplyTemplates *templates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyTemplates, reply_templates_free)

const ReplyTemplate *reply_templates_find(const ReplyTemplates *templates, const char *policy, const char *name);
const char *const *reply_template_known_fields(void); /* NULL-ended */
const char *const *reply_template_known_names(void);  /* templates the engine sends; a site must have them all */
/* Fields that may stand in a subject: reference, kind, stage and other words of our own (governance §3.1). */
gboolean reply_template_subject_field(const char *field);

/* TRUE: a mail of this template, under any policy, tells what the case is about: {{detail}}, {{child_status}} or {{decision}}
 * stand in it. Such a mail goes to addresses that are marked 'tls' only. */
gboolean reply_templates_tell_detail(const ReplyTemplates *templates, const char *name);

/* Every text that stands in a template itself, piece by piece. */
void reply_templates_words(const ReplyTemplates *templates, void (*take)(gpointer context, const char *text),
                           gpointer context);

/* The values of one mail's fields. What is not put is asked of the source when a template comes to it, once. */
typedef struct TemplateValues TemplateValues;
/* The text of a known field, newly allocated; NULL is empty. */
typedef char *(*TemplateSource)(gpointer context, const char *field);
TemplateValues *template_values_new(TemplateSource source, gpointer context); /* the source may be NULL */
void template_values_put(TemplateValues *values, const char *field, const char *text); /* NULL is empty */
void template_values_free(TemplateValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateValues, template_values_free)

/* Newly allocated results. */
void reply_template_render(const ReplyTemplate *reply, TemplateValues *values, char **subject_out, char **body_out);
