/* erasing: which changes of a case name nobody.
 *
 * A list of what stays, never of what goes: a change that is added to the engine later and not thought of here is
 * erased. Times, stages, states and agencies stay, so that cases can be counted; what a person wrote, is called or is
 * reached by does not. */
#include "erasing.h"

#include <string.h>

#define ARGUMENTS 4

/* `keep`: one letter an argument, k stays, anything else is emptied. */
static const struct {
    const char *operation, *keep;
    EraseDepth last; /* the deepest erasing that leaves it */
} stays[] = {
    {"open", "kkkk", ERASE_COURSE},
    {"state", "k", ERASE_COURSE},
    {"cycle", "k", ERASE_COURSE},
    {"urgent", "k", ERASE_PERSONAL},
    {"decided", "k", ERASE_PERSONAL},
    {"stage", "kkk", ERASE_PERSONAL},
    {"claimed", "k", ERASE_PERSONAL},
    {"gate", "k", ERASE_PERSONAL},
    {"reopened", "", ERASE_PERSONAL},
    {"began", "k", ERASE_PERSONAL},
    {"received", "k-", ERASE_PERSONAL},
    {"raising", "k", ERASE_PERSONAL},
    {"challenged", "k-", ERASE_PERSONAL},
    {"chair-route", "k", ERASE_PERSONAL},
    {"harm-unanswered", "k", ERASE_PERSONAL},
};

static void keep_row(Event *left, const char *const *row, const char *keep)
{
    const char *argument[ARGUMENTS] = {NULL};
    for (guint i = 0; i < ARGUMENTS && keep[i] && row[i + 1]; i++)
        argument[i] = keep[i] == 'k' ? row[i + 1] : "";
    event_change(left, row[0], argument[0], argument[1], argument[2], argument[3], NULL);
}

static const char *nobody(const char *actor)
{
    static const char *const parts[] = {"clock", "gateway", "office"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        gsize length = strlen(parts[i]);
        if (strncmp(actor, parts[i], length) == 0 && (!actor[length] || actor[length] == ':'))
            return parts[i];
    }
    return "";
}

Event *erasing_left(const Event *event, EraseDepth depth)
{
    Event *left = event_new_text(event->at, event->kind, nobody(event->actor), event->message, "");
    left->seq = event->seq;
    for (guint i = 0; i < event->changes->len; i++) {
        const char *const *row = g_ptr_array_index(event->changes, i);
        for (gsize j = 0; j < G_N_ELEMENTS(stays); j++)
            if (depth <= stays[j].last && g_str_equal(stays[j].operation, row[0]))
                keep_row(left, row, stays[j].keep);
    }
    return left;
}

gboolean erasing_is_tombstone(const Event *event)
{
    return g_str_equal(event->kind, "erased");
}
