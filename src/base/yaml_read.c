/* yaml_read: values out of a YAML map, with every complaint at the value's place.
 *
 * The readers of yaml_tree.h. Each returns something usable whatever it found, so that a loader
 * goes on and all errors of a file are said in one run. What is absent or null leaves the default;
 * what is of the wrong kind is an error and leaves the default too. Keeps nothing. */
#include "yaml_tree.h"
#include <string.h>

static const char *const kind_names[] = {"a single value", "a list", "a map"};

/* The scalar under `key`, or NULL; something else under it is an error. */
static const YamlNode *scalar_at(const YamlNode *node, const char *key, Diagnostics *diagnostics)
{
    const YamlNode *value = yaml_get(node, key);
    if (!value || yaml_kind(value) == YAML_SCALAR)
        return value && yaml_text(value) ? value : NULL;
    diagnostics_error(diagnostics, yaml_place(value), "'%s' must be a single value, not %s", key,
                      kind_names[yaml_kind(value)]);
    return NULL;
}

const char *yaml_read_text(const YamlNode *node, const char *key, const char *fallback,
                           Diagnostics *diagnostics)
{
    const YamlNode *value = scalar_at(node, key, diagnostics);
    return value ? yaml_text(value) : fallback;
}

const char *yaml_read_text_required(const YamlNode *node, const char *key, Diagnostics *diagnostics)
{
    const YamlNode *value = yaml_get(node, key);
    if (!value) {
        diagnostics_error(diagnostics, yaml_place(node), "'%s' is missing; add it", key);
        return NULL;
    }
    const char *text = yaml_read_text(node, key, NULL, diagnostics);
    if (text && *text != '\0')
        return text;
    if (yaml_kind(value) == YAML_SCALAR)
        diagnostics_error(diagnostics, yaml_place(value), "'%s' is empty; write its value", key);
    return NULL;
}

gboolean yaml_read_bool(const YamlNode *node, const char *key, gboolean fallback,
                        Diagnostics *diagnostics)
{
    static const char *const words[] = {"yes", "no", "true", "false", "on", "off"};
    const YamlNode *value = scalar_at(node, key, diagnostics);
    if (!value)
        return fallback;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(yaml_text(value), words[i]) == 0)
            return i % 2 == 0;
    diagnostics_error(diagnostics, yaml_place(value), "'%s' must be yes or no, not '%s'", key,
                      yaml_text(value));
    return fallback;
}

gint64 yaml_read_int(const YamlNode *node, const char *key, gint64 low, gint64 high,
                     gint64 fallback, Diagnostics *diagnostics)
{
    const YamlNode *value = scalar_at(node, key, diagnostics);
    gint64 number = 0;
    if (!value)
        return fallback;
    if (g_ascii_string_to_signed(yaml_text(value), 10, low, high, &number, NULL))
        return number;
    diagnostics_error(diagnostics, yaml_place(value),
                      "'%s' must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                      ", not '%s'",
                      key, low, high, yaml_text(value));
    return fallback;
}

static void add_word(GStrvBuilder *words, const YamlNode *item, const char *key,
                     Diagnostics *diagnostics)
{
    const char *text = yaml_text(item);
    if (text && *text != '\0')
        g_strv_builder_add(words, text);
    else if (yaml_kind(item) == YAML_SCALAR)
        diagnostics_error(diagnostics, yaml_place(item), "'%s' has an empty element; remove it",
                          key);
    else
        diagnostics_error(diagnostics, yaml_place(item),
                          "an element of '%s' must be a single value, not %s", key,
                          kind_names[yaml_kind(item)]);
}

GStrv yaml_read_words(const YamlNode *node, const char *key, Diagnostics *diagnostics)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    const YamlNode *value = yaml_get(node, key);
    if (value && yaml_kind(value) == YAML_LIST) {
        for (guint i = 0; i < yaml_size(value); i++)
            add_word(words, yaml_item(value, i), key, diagnostics);
    } else if (value && (yaml_kind(value) == YAML_MAP || yaml_text(value))) {
        add_word(words, value, key, diagnostics);
    }
    return g_strv_builder_end(words);
}

int yaml_read_choice(const YamlNode *node, const char *key, const char *const *choices,
                     int fallback, Diagnostics *diagnostics)
{
    const YamlNode *value = scalar_at(node, key, diagnostics);
    if (!value)
        return fallback;
    for (int i = 0; choices[i]; i++)
        if (g_str_equal(choices[i], yaml_text(value)))
            return i;
    const char *nearest = nearest_word(yaml_text(value), choices);
    g_autofree char *all = g_strjoinv(", ", (GStrv)choices);
    if (nearest)
        diagnostics_error(diagnostics, yaml_place(value), "'%s' cannot be '%s'; did you mean '%s'?",
                          key, yaml_text(value), nearest);
    else
        diagnostics_error(diagnostics, yaml_place(value), "'%s' cannot be '%s'; write one of: %s",
                          key, yaml_text(value), all);
    return fallback;
}

void yaml_refuse_unknown(const YamlNode *node, const char *const *known, Diagnostics *diagnostics)
{
    if (!node || yaml_kind(node) != YAML_MAP)
        return;
    for (guint i = 0; i < yaml_size(node); i++) {
        const char *key = yaml_key(node, i);
        if (g_strv_contains(known, key))
            continue;
        const char *nearest = nearest_word(key, known);
        if (nearest)
            diagnostics_error(diagnostics, yaml_key_place(node, i),
                              "unknown key '%s'; did you mean '%s'?", key, nearest);
        else
            diagnostics_error(diagnostics, yaml_key_place(node, i), "unknown key '%s'; remove it",
                              key);
    }
}
