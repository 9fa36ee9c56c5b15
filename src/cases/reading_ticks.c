/* Boxes that are ticked in a line of text: "[x] yes [ ] no", "Yes ☒ No ☐". The box stands before its
 * word or behind it, all of a line alike; with words at both ends ("Please tick: ( ) yes (x) no") nobody
 * can tell, and nothing counts as ticked. Only of fields that offer a choice: elsewhere a box may be
 * part of what somebody wrote. Cannot fail. */
#include "reading_value.h"
#include "text.h"
#include <string.h>

typedef struct {
    const char *mark;
    gboolean ticked;
} Box;

static const Box boxes[] = {
    {"[x]", TRUE},
    {"[X]", TRUE},
    {"[ x ]", TRUE},
    {"[ X ]", TRUE},
    {"(x)", TRUE},
    {"(X)", TRUE},
    {"[\xe2\x9c\x93]", TRUE},
    {"[\xe2\x9c\x94]", TRUE},
    {"\xe2\x98\x92", TRUE},
    {"\xe2\x98\x91", TRUE},
    {"\xe2\x9c\x93", TRUE},
    {"\xe2\x9c\x94", TRUE},
    {"\xe2\x9c\x85", TRUE},
    {"\xef\x83\xbe", TRUE},
    {"\xef\x83\xbd", TRUE}, /* Wingdings */
    {"[ ]", FALSE},
    {"[  ]", FALSE},
    {"[]", FALSE},
    {"[_]", FALSE},
    {"( )", FALSE},
    {"\xe2\x98\x90", FALSE},
    {"\xe2\x96\xa1", FALSE},
    {"\xe2\x97\xbb", FALSE},
    {"\xef\x82\xa8", FALSE},
    {"\xef\x81\xaf", FALSE},
};

/* Text is nearly all letters and blanks, and no box begins with one. */
static gboolean may_be_box(char first)
{
    return first == '[' || first == '(' || (guchar)first >= 0x80;
}

static const Box *box_at(const char *at)
{
    if (!may_be_box(*at))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(boxes); i++)
        if (g_str_has_prefix(at, boxes[i].mark))
            return &boxes[i];
    return NULL;
}

static const char *next_box(const char *at, const Box **box_out)
{
    for (; *at != '\0'; at++)
        if ((*box_out = box_at(at)) != NULL)
            return at;
    *box_out = NULL;
    return at;
}

static void add_word(GString *chosen, const char *from, const char *to)
{
    while (from < to && strchr(" \t\n,;/|:-", *from) != NULL)
        from++;
    while (to > from && strchr(" \t\n,;/|:-", to[-1]) != NULL)
        to--;
    if (to > from)
        g_string_append_printf(chosen, "%s%.*s", chosen->len > 0 ? ", " : "", (int)(to - from),
                               from);
}

static gboolean has_words(const char *from, gsize length)
{
    g_autofree char *text = g_strndup(from, length);
    g_autofree char *folded = text_fold(text);
    return *folded != '\0';
}

static gboolean offers_choice(const FormField *field)
{
    switch (field->type) {
    case FIELD_YES_NO:
    case FIELD_ENUM:
    case FIELD_MULTI:
    case FIELD_STATUS:
    case FIELD_STAGE:
        return TRUE;
    default:
        return FALSE;
    }
}

char *value_ticked(const FormField *field, const char *value)
{
    if (!offers_choice(field))
        return NULL;
    const Box *box = NULL, *next = NULL;
    const char *at = next_box(value, &box), *before = value;
    if (box == NULL)
        return NULL;
    gboolean first = !has_words(value, (gsize)(at - value)); /* the box stands before its word */
    gboolean ticked = FALSE;
    g_autoptr(GString) chosen = g_string_new(NULL);
    while (box != NULL) {
        const char *behind = at + strlen(box->mark), *end = next_box(behind, &next);
        if (box->ticked)
            add_word(chosen, first ? behind : before, first ? end : at);
        ticked |= box->ticked;
        before = behind;
        at = end;
        box = next;
    }
    if (!first && has_words(before, strlen(before)))
        return g_strdup(""); /* words at both ends: which of them a box is for cannot be told */
    if (ticked && chosen->len == 0)
        g_string_append(chosen, "yes");
    return g_string_free(g_steal_pointer(&chosen), FALSE);
}

/* ---- what nobody has changed ---- */

static void add_offer(GString *all, const char *words)
{
    text_append(all, " ", words, NULL);
}

/* Than all that is offered, one behind the other. */
static gboolean begins_otherwise(const FormField *field, const char *value)
{
    const FieldChoice *offer =
        field->choices->len > 0 ? g_ptr_array_index(field->choices, 0) : NULL;
    char first = offer != NULL ? text_first_letter(offer->shown) : '\0';
    char said = text_first_letter(value);
    return first != '\0' && said != '\0' && first != said;
}

gboolean value_is_unfilled(const FormField *field, const Policy *policy, const char *value)
{
    if (form_is_unfilled(field->forms, value))
        return TRUE;
    if ((field->choices->len < 2 && field->type != FIELD_STAGE) || begins_otherwise(field, value))
        return FALSE;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < field->choices->len; i++)
        add_offer(all, ((const FieldChoice *)g_ptr_array_index(field->choices, i))->shown);
    for (guint i = 0; field->type == FIELD_STAGE && policy != NULL && i < policy->stages->len; i++)
        add_offer(all, ((const PolicyStage *)g_ptr_array_index(policy->stages, i))->name);
    return all->len > 0 && text_same(all->str, value);
}
