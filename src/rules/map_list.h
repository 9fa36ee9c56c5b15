/* Lists of maps, which is what most of a policy, a form or a site is made of. */
#pragma once
#include "yaml_tree.h"

/* The number of maps in the list under `key`; 0 when it is absent, empty or, which is an error, something else. */
guint map_list(const YamlNode *node, const char *key, const YamlNode **list_out, Diagnostics *diagnostics);
