/* How long what is kept, as routing/site.yaml has it under 'retention'. Nothing is said here that the site does not say. */
#pragma once
#include "yaml_tree.h"

typedef enum { KEEP_RAW, KEEP_CASE, KEEP_LOOKS, KEEP_COUNTS, KEEP_DIRECTORY, KEEP_CLASSES } KeepClass;
typedef enum { KEEP_FROM_RECEIVED, KEEP_FROM_CLOSED, KEEP_FROM_CONTACT, KEEP_FROM_BIRTH } KeepFrom;
const char *keep_class_name(KeepClass what); /* its key: "raw_message" "case_record" "looks" "counts" "directory" */

typedef struct {
    gboolean set; /* FALSE: kept for ever */
    guint years, months;
    KeepFrom from;
    const char *source; /* what the period rests on, as the site says; NULL if it does not */
} KeepRule;

/* `node` is the map, or NULL when the site says nothing. Fills KEEP_CLASSES rules; a line for each that is not set goes to `unset`. */
void site_retention_read(KeepRule *rules, const YamlNode *node, GStringChunk *strings, GStrvBuilder *unset,
                         Diagnostics *diagnostics);
