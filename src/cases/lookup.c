/* lookup: the keys under which the same child is found again.
 *
 *   dob:2019-03-04|JS    date of birth, and the first letters of the first and the last name in the
 *   edd:2026-03-25|BU    order of the alphabet, so that "Smith, Jo" and "Jo Ann Smith" agree
 *   id:9990000001        an identifier: the letters and digits of its words that hold a digit
 *
 * A key that two children share means 'a person should look', never more. Keys are as secret as the
 * names they come from. Never fails, does no I/O. */
#include "lookup.h"

#include <string.h>

#include "text.h"
#include "text_format.h"

#define IDENTIFIER_MIN 4 /* shorter ones ("2nd child") tell nobody apart */

void same_child_free(SameChild *same)
{
    if (!same)
        return;
    g_free(same->reference);
    g_free(same->why);
    g_free(same->state);
    g_free(same);
}

/* NULL without a name. */
static char *first_and_last(const char *name)
{
    g_autofree char *initials = text_initials(name);
    if (*initials == '\0')
        return NULL;
    g_autofree char *upper = g_utf8_strup(initials, -1);
    gunichar first = g_utf8_get_char(upper);
    gunichar last = g_utf8_get_char(g_utf8_find_prev_char(upper, upper + strlen(upper)));
    GString *out = g_string_new(NULL);
    g_string_append_unichar(out, MIN(first, last));
    if (g_utf8_strlen(upper, -1) > 1)
        g_string_append_unichar(out, MAX(first, last));
    return g_string_free(out, FALSE);
}

static void add_key(GPtrArray *keys, char *key)
{
    if (g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
        g_free(key);
    else
        g_ptr_array_add(keys, key);
}

static void add_day(GPtrArray *keys, const char *kind, Day day, const char *initials)
{
    if (day == DAY_UNKNOWN || !initials)
        return;
    g_autofree char *iso = day_iso(day);
    add_key(keys, text_format("%s:%s|%s", kind, iso, initials));
}

static void end_identifier(GPtrArray *keys, GString *identifier)
{
    if (identifier->len >= IDENTIFIER_MIN)
        add_key(keys, text_format("id:%s", identifier->str));
    g_string_truncate(identifier, 0);
}

/* "NHS 999 000 0001 (LA 55123)": words with a digit that stand together are one identifier. */
static void add_identifiers(GPtrArray *keys, const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    g_autoptr(GString) identifier = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        if (strpbrk(words[i], "0123456789"))
            g_string_append(identifier, words[i]);
        else
            end_identifier(keys, identifier);
    }
    end_identifier(keys, identifier);
}

GPtrArray *case_child_keys(const Child *child)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *initials = first_and_last(child->name);
    add_day(keys, "dob", child->born, initials);
    add_day(keys, "edd", child->expected, initials);
    g_auto(GStrv) parts = g_strsplit_set(child->ids, ",;/\n", -1);
    for (guint i = 0; parts[i]; i++)
        add_identifiers(keys, parts[i]);
    return keys;
}

gboolean case_child_has_key(const Child *child, const char *const *keys)
{
    g_autoptr(GPtrArray) own = case_child_keys(child);
    for (guint i = 0; i < own->len; i++)
        if (g_strv_contains(keys, g_ptr_array_index(own, i)))
            return TRUE;
    return FALSE;
}
