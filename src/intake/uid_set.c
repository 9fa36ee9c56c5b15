/* uid_set: UIDs as ascending ranges that neither meet nor touch.
 *
 * The usual set is one long run with a few holes, so looking for a range by halving and moving the
 * few behind it is cheap. Fails never; a text that is none leaves what was read before it. */
#include "uid_set.h"

struct UidSet {
    GArray *ranges; /* of UidRange */
};

UidSet *uid_set_new(void)
{
    UidSet *set = g_new0(UidSet, 1);
    set->ranges = g_array_new(FALSE, FALSE, sizeof(UidRange));
    return set;
}

void uid_set_free(UidSet *set)
{
    if (!set)
        return;
    g_array_unref(set->ranges);
    g_free(set);
}

static UidRange *at(const UidSet *set, guint index)
{
    return &g_array_index(set->ranges, UidRange, index);
}

/* The first range that ends at `uid` or later. */
static guint seek(const UidSet *set, guint32 uid)
{
    guint low = 0, high = set->ranges->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (at(set, middle)->last < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

gboolean uid_set_has(const UidSet *set, guint32 uid)
{
    guint index = seek(set, uid);
    return index < set->ranges->len && at(set, index)->first <= uid;
}

static void add_range(UidSet *set, UidRange range)
{
    guint index = seek(set, range.first > 1 ? range.first - 1 : range.first), end = index;
    while (end < set->ranges->len && at(set, end)->first <= (guint64)range.last + 1) {
        range.first = MIN(range.first, at(set, end)->first);
        range.last = MAX(range.last, at(set, end)->last);
        end++;
    }
    if (end > index)
        g_array_remove_range(set->ranges, index, end - index);
    g_array_insert_val(set->ranges, index, range);
}

void uid_set_add(UidSet *set, guint32 uid)
{
    if (uid)
        add_range(set, (UidRange){uid, uid});
}

void uid_set_add_all(UidSet *set, const UidSet *others)
{
    for (guint i = 0; i < others->ranges->len; i++)
        add_range(set, *at(others, i));
}

static void remove_range(UidSet *set, UidRange gone)
{
    guint index = seek(set, gone.first);
    while (index < set->ranges->len && at(set, index)->first <= gone.last) {
        UidRange had = *at(set, index);
        g_array_remove_index(set->ranges, index);
        if (had.first < gone.first) {
            UidRange before = {had.first, gone.first - 1};
            g_array_insert_val(set->ranges, index++, before);
        }
        if (had.last > gone.last) {
            UidRange after = {gone.last + 1, had.last};
            g_array_insert_val(set->ranges, index++, after);
        }
    }
}

void uid_set_remove(UidSet *set, guint32 uid)
{
    remove_range(set, (UidRange){uid, uid});
}

void uid_set_remove_all(UidSet *set, const UidSet *others)
{
    for (guint i = 0; i < others->ranges->len; i++)
        remove_range(set, *at(others, i));
}

void uid_set_keep_only(UidSet *set, const UidSet *others)
{
    guint32 from = 1;
    for (guint i = 0; i < others->ranges->len; i++) {
        UidRange kept = *at(others, i);
        if (kept.first > from)
            remove_range(set, (UidRange){from, kept.first - 1});
        if (kept.last == G_MAXUINT32)
            return;
        from = kept.last + 1;
    }
    remove_range(set, (UidRange){from, G_MAXUINT32});
}

void uid_set_clear(UidSet *set)
{
    g_array_set_size(set->ranges, 0);
}

guint64 uid_set_count(const UidSet *set)
{
    guint64 count = 0;
    for (guint i = 0; i < set->ranges->len; i++)
        count += (guint64)at(set, i)->last - at(set, i)->first + 1;
    return count;
}

guint uid_set_ranges(const UidSet *set)
{
    return set->ranges->len;
}

UidRange uid_set_range(const UidSet *set, guint index)
{
    return *at(set, index);
}

guint32 uid_set_first(const UidSet *set)
{
    return set->ranges->len ? at(set, 0)->first : 0;
}

UidSet *uid_set_lowest(const UidSet *set, guint count)
{
    UidSet *lowest = uid_set_new();
    for (guint i = 0; i < set->ranges->len && count; i++) {
        UidRange range = *at(set, i);
        if (range.last - range.first >= count)
            range.last = range.first + (count - 1);
        count -= range.last - range.first + 1;
        g_array_append_val(lowest->ranges, range);
    }
    return lowest;
}

char *uid_set_text(const UidSet *set)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < set->ranges->len; i++) {
        UidRange range = *at(set, i);
        g_string_append_printf(text, "%s%u", i ? "," : "", range.first);
        if (range.last > range.first)
            g_string_append_printf(text, ":%u", range.last);
    }
    return g_string_free(text, FALSE);
}

static gboolean read_uid(const char **text, guint32 *uid_out)
{
    char *end;
    if (!g_ascii_isdigit(**text))
        return FALSE;
    guint64 number = g_ascii_strtoull(*text, &end, 10);
    *text = end;
    *uid_out = (guint32)number;
    return number >= 1 && number <= G_MAXUINT32;
}

gboolean uid_set_parse(UidSet *set, const char *text)
{
    while (*text) {
        UidRange range;
        if (!read_uid(&text, &range.first))
            return FALSE;
        range.last = range.first;
        if (*text == ':' && (text++, !read_uid(&text, &range.last) || range.last < range.first))
            return FALSE;
        if (*text && (*text++ != ',' || !*text))
            return FALSE;
        add_range(set, range);
    }
    return TRUE;
}

UidSet *uid_set_copy(const UidSet *set)
{
    return uid_set_lowest(set, G_MAXUINT);
}
