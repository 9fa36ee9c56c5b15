/* policy_read: the small readers that every part of a policy file uses.
 *
 * Each says at its place what it could not read and gives something usable all the same; nothing
 * of a policy with errors is ever used. Keeps nothing but texts in the policy's own store. */
#include "policy_read.h"
#include <string.h>

const char *policy_keep(PolicyReading *reading, const char *text)
{
    return text ? g_string_chunk_insert_const(reading->policy->strings, text) : NULL;
}

const char *policy_text(PolicyReading *reading, const YamlNode *node, const char *key)
{
    return policy_keep(reading, yaml_read_text(node, key, NULL, reading->diagnostics));
}

const char *policy_text_required(PolicyReading *reading, const YamlNode *node, const char *key)
{
    return policy_keep(reading, yaml_read_text_required(node, key, reading->diagnostics));
}

Strength policy_strength(PolicyReading *reading, const YamlNode *node)
{
    static const char *const words[] = {"must", "should", "may", "guide", "expect", NULL};
    int found = yaml_read_choice(node, "strength", words, -1, reading->diagnostics);
    return found < 0 ? STRENGTH_NONE : (Strength)(found + 1);
}

const char *policy_section(PolicyReading *reading, const YamlNode *node)
{
    const char *section = policy_text(reading, node, "section");
    if (section && *section != '\0')
        return section;
    if (!reading->section)
        diagnostics_error(reading->diagnostics, yaml_place(node),
                          "'section' is missing; say where in the policy this rule stands");
    return reading->section;
}

const char *policy_reference(PolicyReading *reading, const YamlNode *node, const char *key,
                             ReferenceKind kind)
{
    const char *word = policy_text(reading, node, key);
    if (!word)
        return NULL;
    PolicyReference reference = {.kind = kind,
                                 .word = word,
                                 .key = g_intern_string(key),
                                 .place = yaml_place(yaml_get(node, key))};
    g_array_append_val(reading->references, reference);
    return word;
}

static gboolean is_document_date(const char *text)
{
    g_autofree char *whole = g_strconcat(text,
                                         strlen(text) == 4   ? "-01-01"
                                         : strlen(text) == 7 ? "-01"
                                                             : "",
                                         NULL);
    return day_from_iso(whole) != DAY_UNKNOWN;
}

const char *policy_date(PolicyReading *reading, const YamlNode *node, const char *key)
{
    const char *text = policy_text(reading, node, key);
    if (text && !is_document_date(text))
        diagnostics_error(
            reading->diagnostics, yaml_place(yaml_get(node, key)),
            "'%s' is no date: '%s'; write 2020, 2020-01 or 2020-01-31, or leave it out", key, text);
    return text;
}
