/* yaml_tree: a YAML text as a tree whose nodes know their place.
 *
 * Owns the tree, built from libyaml's events, since only they tell where an anchor, an alias or a
 * tag stands. Those, merge keys, keys that are no plain text and second documents are errors at
 * their place, and such a text gives no tree. A repeated key is an error too, but the tree is given,
 * so that everything else that is wrong is said in the same run; it must not be used for more than
 * that. Texts are UTF-8; size and nesting are limited. Reads one file; changes nothing.
 */
#include "yaml_tree.h"
#include "durable_file.h"
#include <string.h>
#include <yaml.h>

#define YAML_FILE_BYTES ((gsize)1 << 20)
#define YAML_NESTING 32u

struct YamlNode {
    YamlKind kind;
    Place place;
    gboolean plain;        /* a scalar without quotes */
    char *text;            /* a scalar's, NULL for null */
    GPtrArray *items;      /* of YamlNode: a list's elements, a map's values */
    GPtrArray *keys;       /* of YamlNode: a map's keys */
    GHashTable *positions; /* of a map: key text → its index + 1 */
};

struct YamlTree {
    YamlNode *root;
};

typedef struct {
    yaml_parser_t parser;
    const char *file;
    Diagnostics *diagnostics;
    guint depth;
    gboolean broken; /* an error was said; what is built is thrown away at the end */
} Building;

static void node_free(gpointer data)
{
    YamlNode *node = data;
    if (!node)
        return;
    g_free(node->text);
    g_clear_pointer(&node->items, g_ptr_array_unref);
    g_clear_pointer(&node->keys, g_ptr_array_unref);
    g_clear_pointer(&node->positions, g_hash_table_unref);
    g_free(node);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlNode, node_free)

void yaml_tree_free(YamlTree *tree)
{
    if (!tree)
        return;
    node_free(tree->root);
    g_free(tree);
}

static Place place_at(const Building *building, yaml_mark_t mark)
{
    return (Place){
        .file = building->file, .line = (guint)mark.line + 1, .column = (guint)mark.column + 1};
}

static void G_GNUC_PRINTF(3, 4) complain(Building *building, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(building->diagnostics, place, "%s", text);
    building->broken = TRUE;
}

/* What libyaml says, with the remedy for the commonest case. */
static void complain_syntax(Building *building)
{
    const yaml_parser_t *parser = &building->parser;
    const char *problem = parser->problem ? parser->problem : "cannot be read";
    const char *remedy =
        strstr(problem, "cannot start any token")
            ? "; indent with spaces, not tabs, and quote text that begins with a mark"
            : "";
    complain(building, place_at(building, parser->problem_mark), "no YAML: %s%s%s%s",
             parser->context ? parser->context : "", parser->context ? ", " : "", problem, remedy);
}

static gboolean next_event(Building *building, yaml_event_t *event)
{
    if (yaml_parser_parse(&building->parser, event))
        return TRUE;
    complain_syntax(building);
    return FALSE;
}

static YamlNode *node_new(const Building *building, YamlKind kind, const yaml_event_t *event)
{
    YamlNode *node = g_new0(YamlNode, 1);
    node->kind = kind;
    node->place = place_at(building, event->start_mark);
    if (kind != YAML_SCALAR)
        node->items = g_ptr_array_new_with_free_func(node_free);
    if (kind == YAML_MAP) {
        node->keys = g_ptr_array_new_with_free_func(node_free);
        node->positions = g_hash_table_new(g_str_hash, g_str_equal);
    }
    return node;
}

static gboolean means_null(const char *text)
{
    return *text == '\0' || g_str_equal(text, "~") || g_ascii_strcasecmp(text, "null") == 0;
}

static YamlNode *scalar(Building *building, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    YamlNode *node = node_new(building, YAML_SCALAR, event);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (strlen(text) != event->data.scalar.length)
        complain(building, node->place, "a text holds a NUL; remove the '\\0'");
    if (!node->plain || !means_null(text))
        node->text = g_strdup(text);
    return node;
}

/* Anchors and tags of any event that begins a node. */
static void refuse_marks(Building *building, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor)
        complain(building, place_at(building, event->start_mark),
                 "anchor '&%s'; write the value where it is used", (const char *)anchor);
    if (tag)
        complain(building, place_at(building, event->start_mark),
                 "tag '%s'; write the value without it", (const char *)tag);
}

static YamlNode *node_of(Building *building, yaml_event_t *event);

static YamlNode *list(Building *building, const yaml_event_t *start)
{
    g_autoptr(YamlNode) node = node_new(building, YAML_LIST, start);
    yaml_event_t event;
    while (next_event(building, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return g_steal_pointer(&node);
        }
        YamlNode *item = node_of(building, &event);
        if (!item)
            return NULL;
        g_ptr_array_add(node->items, item);
    }
    return NULL;
}

/* A key that cannot be one, said; the pair is built all the same, so that later errors are found.
 */
static void check_key(Building *building, const YamlNode *map, const YamlNode *key)
{
    if (key->kind != YAML_SCALAR || !key->text) {
        complain(building, key->place, "a key must be plain text");
        return;
    }
    if (g_str_equal(key->text, "<<")) {
        complain(building, key->place, "merge key '<<'; write the values where they are used");
        return;
    }
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(map->positions, key->text));
    if (before > 0)
        diagnostics_error(building->diagnostics, key->place,
                          "key '%s' is there already (line %u); remove one", key->text,
                          yaml_key_place(map, before - 1).line);
}

static void add_pair(YamlNode *map, YamlNode *key, YamlNode *value)
{
    g_ptr_array_add(map->keys, key);
    g_ptr_array_add(map->items, value);
    if (key->text && !g_hash_table_contains(map->positions, key->text))
        g_hash_table_insert(map->positions, key->text, GUINT_TO_POINTER(map->keys->len));
}

static YamlNode *map_of(Building *building, const yaml_event_t *start)
{
    g_autoptr(YamlNode) map = node_new(building, YAML_MAP, start);
    yaml_event_t event;
    while (next_event(building, &event)) {
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return g_steal_pointer(&map);
        }
        g_autoptr(YamlNode) key = node_of(building, &event);
        if (!key)
            return NULL;
        check_key(building, map, key);
        if (!next_event(building, &event))
            return NULL;
        YamlNode *value = node_of(building, &event);
        if (!value)
            return NULL;
        add_pair(map, g_steal_pointer(&key), value);
    }
    return NULL;
}

static YamlNode *container(Building *building, const yaml_event_t *event)
{
    if (building->depth == YAML_NESTING) {
        complain(building, place_at(building, event->start_mark), "nested deeper than %u levels",
                 YAML_NESTING);
        return NULL;
    }
    building->depth++;
    YamlNode *node =
        event->type == YAML_MAPPING_START_EVENT ? map_of(building, event) : list(building, event);
    building->depth--;
    return node;
}

static YamlNode *alias(Building *building, const yaml_event_t *event)
{
    complain(building, place_at(building, event->start_mark), "alias '*%s'; write the value itself",
             (const char *)event->data.alias.anchor);
    return node_new(building, YAML_SCALAR, event);
}

/* The node that `event` begins; consumes the event. NULL when the rest cannot be read. */
static YamlNode *node_of(Building *building, yaml_event_t *event)
{
    refuse_marks(building, event);
    YamlNode *node = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        node = scalar(building, event);
    else if (event->type == YAML_ALIAS_EVENT)
        node = alias(building, event);
    else
        node = container(building, event);
    yaml_event_delete(event);
    return node;
}

/* The one document of a stream; a second one is an error. */
static YamlNode *document(Building *building)
{
    YamlNode *root = NULL;
    for (;;) {
        yaml_event_t event;
        if (!next_event(building, &event))
            return root;
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && root)
            complain(building, place_at(building, event.start_mark),
                     "a second document; keep one to a file");
        gboolean structure = type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT ||
                             type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT;
        if (structure)
            yaml_event_delete(&event);
        else
            root = node_of(building, &event);
        if (type == YAML_STREAM_END_EVENT || building->broken)
            return root;
    }
}

static gboolean fit_to_parse(const char *text, gsize length, Place whole, Diagnostics *diagnostics)
{
    if (length > YAML_FILE_BYTES) {
        diagnostics_error(diagnostics, whole, "larger than %" G_GSIZE_FORMAT " bytes",
                          YAML_FILE_BYTES);
        return FALSE;
    }
    if (g_utf8_validate(text, (gssize)length, NULL))
        return TRUE;
    diagnostics_error(diagnostics, whole, "not UTF-8; save it as UTF-8");
    return FALSE;
}

YamlTree *yaml_tree_parse(const char *text, gsize length, const char *file,
                          Diagnostics *diagnostics)
{
    Building building = {.file = g_intern_string(file), .diagnostics = diagnostics};
    if (!fit_to_parse(text, length, (Place){.file = building.file}, diagnostics))
        return NULL;
    if (!yaml_parser_initialize(&building.parser))
        g_error("cannot begin to read YAML");
    yaml_parser_set_encoding(&building.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&building.parser, (const unsigned char *)text, length);
    g_autoptr(YamlNode) root = document(&building);
    yaml_parser_delete(&building.parser);
    if (building.broken)
        return NULL;
    YamlTree *tree = g_new0(YamlTree, 1);
    tree->root = g_steal_pointer(&root);
    return tree;
}

YamlTree *yaml_tree_load(const char *path, const char *file, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, YAML_FILE_BYTES, &length, &error);
    if (text)
        return yaml_tree_parse(text, length, file, diagnostics);
    diagnostics_error(diagnostics, (Place){.file = g_intern_string(file)}, "%s", error->message);
    return NULL;
}

const YamlNode *yaml_tree_root(const YamlTree *tree)
{
    return tree->root;
}

YamlKind yaml_kind(const YamlNode *node)
{
    return node->kind;
}

Place yaml_place(const YamlNode *node)
{
    return node ? node->place : (Place){0};
}

const char *yaml_text(const YamlNode *node)
{
    return node && node->kind == YAML_SCALAR ? node->text : NULL;
}

guint yaml_size(const YamlNode *node)
{
    return node && node->items ? node->items->len : 0;
}

const YamlNode *yaml_item(const YamlNode *node, guint index)
{
    g_assert(index < yaml_size(node));
    return g_ptr_array_index(node->items, index);
}

static const YamlNode *key_node(const YamlNode *node, guint index)
{
    g_assert(node && node->keys && index < node->keys->len);
    return g_ptr_array_index(node->keys, index);
}

const char *yaml_key(const YamlNode *node, guint index)
{
    return key_node(node, index)->text;
}

Place yaml_key_place(const YamlNode *node, guint index)
{
    return key_node(node, index)->place;
}

const YamlNode *yaml_get(const YamlNode *node, const char *key)
{
    if (!node || node->kind != YAML_MAP)
        return NULL;
    guint position = GPOINTER_TO_UINT(g_hash_table_lookup(node->positions, key));
    return position > 0 ? yaml_item(node, position - 1) : NULL;
}
