/* same_name: a form that comes again, put right.
 *
 * Whoever finds that a date of birth was wrong sends the form once more, and by its identifiers it is about another child. What
 * says that it may be the same one: the same sender, the name written out, and not long before. It proves nothing, two children
 * may have one name: a person decides, nothing is linked. Initials say too little. A case that was opened before this was
 * recorded is not found. Never fails. */
#include "same_name.h"
#include "lookup.h"
#include "person_name.h"
#include "text.h"

#define PUT_RIGHT_WITHIN ((Instant)4 * 24 * 60 * 60) /* over a weekend, with the day before */

static void add_key(GPtrArray *keys, const char *address, const char *name)
{
    g_autofree char *words = text_empty(name) ? NULL : name_sorted(name);
    if (words == NULL || text_empty(address))
        return;
    g_autofree char *key = g_strdup_printf("name:%s|%s", address, words);
    if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
        g_ptr_array_add(keys, g_steal_pointer(&key));
}

void same_name_record(const Deciding *x, Event *event)
{
    event_change(event, "opened-by", x->sender->email, NULL);
}

GPtrArray *case_name_keys(const Case *c)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->children->len; i++)
        add_key(keys, c->opened_by, ((const Child *)g_ptr_array_index(c->children, i))->name);
    return keys;
}

GPtrArray *same_name_keys(const Deciding *x)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < x->reading->children->len; i++)
        add_key(keys, x->sender->email,
                ((const ChildRead *)g_ptr_array_index(x->reading->children, i))->name);
    return keys;
}

gboolean same_name_counts(const Deciding *x, const SameChild *same)
{
    return !same->name_only || ABS(x->received - same->opened) <= PUT_RIGHT_WITHIN;
}
