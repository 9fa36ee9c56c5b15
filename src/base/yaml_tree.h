/* YAML as a tree whose every node knows its file, line and column (libyaml; its only home). Anchors,
 * aliases, tags and merges are refused with their place: what a reviewer reads is what holds.
 * Limits: 1 MiB a file, nesting 32. */
#pragma once
#include "place.h"

typedef enum { YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;
typedef struct YamlTree YamlTree;
typedef struct YamlNode YamlNode;

/* NULL (and an error in `diagnostics`) when the text is no YAML. A map that repeats a key is an error of which the
 * tree shows the first; with errors in `diagnostics` a tree is good for finding more of them, and for nothing else.
 * `file` is the name used in places. */
YamlTree *yaml_tree_parse(const char *text, gsize length, const char *file, Diagnostics *diagnostics);
YamlTree *yaml_tree_load(const char *path, const char *file, Diagnostics *diagnostics);
void yaml_tree_free(YamlTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlTree, yaml_tree_free)

const YamlNode *yaml_tree_root(const YamlTree *tree); /* NULL for an empty document */
YamlKind yaml_kind(const YamlNode *node);
Place yaml_place(const YamlNode *node);
const char *yaml_text(const YamlNode *node);            /* a scalar's text; NULL otherwise; a plain 'null', '~' or nothing is NULL */
guint yaml_size(const YamlNode *node);                  /* elements of a list, pairs of a map */
const YamlNode *yaml_item(const YamlNode *node, guint index);   /* of a list; value of a map's pair */
const char *yaml_key(const YamlNode *node, guint index);        /* of a map's pair */
Place yaml_key_place(const YamlNode *node, guint index);
const YamlNode *yaml_get(const YamlNode *node, const char *key); /* NULL when absent or node is no map */

/* Readers that say in `diagnostics` what they could not read. `node` is the map. Absent keys leave
 * the default; a *_required reader complains about absence at the map's place. */
const char *yaml_read_text(const YamlNode *node, const char *key, const char *fallback, Diagnostics *diagnostics);
const char *yaml_read_text_required(const YamlNode *node, const char *key, Diagnostics *diagnostics);
gboolean yaml_read_bool(const YamlNode *node, const char *key, gboolean fallback, Diagnostics *diagnostics);
gint64 yaml_read_int(const YamlNode *node, const char *key, gint64 low, gint64 high, gint64 fallback,
                     Diagnostics *diagnostics);
GStrv yaml_read_words(const YamlNode *node, const char *key, Diagnostics *diagnostics); /* list or single scalar; never NULL */
/* An element of `choices` (NULL-ended), returned as its index, else `fallback` (error when present but other). */
int yaml_read_choice(const YamlNode *node, const char *key, const char *const *choices, int fallback,
                     Diagnostics *diagnostics);
/* One error for each key of the map that is not in `known` (NULL-ended), with the nearest known one. */
void yaml_refuse_unknown(const YamlNode *node, const char *const *known, Diagnostics *diagnostics);
