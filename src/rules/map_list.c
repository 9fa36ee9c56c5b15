/* map_list: a list whose every element is a map, or an error that says how to write one.
 *
 * Callers may take every element up to the count for a map. Keeps nothing. */
#include "map_list.h"

guint map_list(const YamlNode *node, const char *key, const YamlNode **list_out,
               Diagnostics *diagnostics)
{
    const YamlNode *list = yaml_get(node, key);
    *list_out = list;
    if (!list || (yaml_kind(list) == YAML_SCALAR && !yaml_text(list)))
        return 0;
    if (yaml_kind(list) != YAML_LIST) {
        diagnostics_error(diagnostics, yaml_place(list),
                          "'%s' must be a list; begin each element with '- '", key);
        return 0;
    }
    for (guint i = 0; i < yaml_size(list); i++) {
        if (yaml_kind(yaml_item(list, i)) == YAML_MAP)
            continue;
        diagnostics_error(diagnostics, yaml_place(yaml_item(list, i)),
                          "an element of '%s' must be a map, as '- key: value'", key);
        return 0;
    }
    return yaml_size(list);
}
