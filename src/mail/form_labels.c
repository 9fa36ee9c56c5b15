/* form_labels: finds a form's label at the beginning of a line.
 *
 * Owns one trie over all labels of all forms, so that a line costs one walk whatever the number of
 * labels, and a line of prose is given up after a letter or two. Labels and lines go through the
 * same letter-by-letter fold (case, quotes, dashes, blanks, zero-width marks), never through a
 * copy. Lines are hostile text: nothing here allocates or recurses for one. Fails never. */
#include "form_labels.h"
#include <string.h>

#define HINT_BYTES 250u /* "(dd/mm/yyyy)" between label and colon */
#define NO_KEY (-1)
#define NUMBER_BYTES 4u /* "12. " or "(a) " before a label */

#define NO_BREAK_SPACE 0x00a0
#define BYTE_ORDER_MARK 0xfeff
#define FULL_WIDTH_COLON 0xff1a
#define SMALL_COLON 0xfe55
#define FULL_WIDTH_QUESTION 0xff1f

typedef struct {
    guint32 child, next; /* index of a node; 0 = none, for the root is nobody's child */
    gint32 key;
    LabelExtent extent;
    char byte;
    gboolean question; /* the label ends in '?' */
} Node;

struct FormLabels {
    GArray *nodes;      /* of Node; the first is the root */
    guint32 first[128]; /* the root's child for each ASCII character, 0 = none: it has many */
    GPtrArray *keys;    /* of char * */
    GHashTable *by_key; /* key → index + 1 */
};

typedef struct { /* a walk along a line, folding as it goes */
    const char *at, *end;
    gboolean pending_space, no_space;
} Walk;

typedef enum { FOLD_DROP, FOLD_SPACE, FOLD_LETTER } Fold;

/* What an ASCII character is to a label; the rest of this file says the same of others. */
enum { DROPPED = 1, SPACING = 2, BLANK = 4, LEAD = 8 };
static const guint8 ascii[128] = {
    [' '] = SPACING | BLANK | LEAD,
    ['\t'] = SPACING | BLANK | LEAD,
    ['\r'] = SPACING | BLANK | LEAD,
    ['-'] = SPACING | LEAD,
    [','] = SPACING,
    ['\''] = DROPPED,
    ['"'] = DROPPED,
    ['`'] = DROPPED,
    ['>'] = LEAD,
    ['|'] = LEAD,
    ['*'] = LEAD,
    ['_'] = LEAD,
    ['+'] = LEAD,
    ['#'] = LEAD,
};

static Node *node_at(const FormLabels *labels, guint32 index)
{
    return &g_array_index(labels->nodes, Node, index);
}

FormLabels *form_labels_new(void)
{
    FormLabels *labels = g_new0(FormLabels, 1);
    Node root = {.key = NO_KEY};
    labels->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    g_array_append_val(labels->nodes, root);
    labels->keys = g_ptr_array_new_with_free_func(g_free);
    labels->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    return labels;
}

void form_labels_free(FormLabels *labels)
{
    if (!labels)
        return;
    g_array_unref(labels->nodes);
    g_hash_table_unref(labels->by_key);
    g_ptr_array_unref(labels->keys);
    g_free(labels);
}

guint form_labels_count(const FormLabels *labels)
{
    return labels->keys->len;
}

const char *form_labels_key(const FormLabels *labels, guint index)
{
    return g_ptr_array_index(labels->keys, index);
}

static gint32 key_index(FormLabels *labels, const char *key)
{
    gpointer known = g_hash_table_lookup(labels->by_key, key);
    if (known)
        return GPOINTER_TO_INT(known) - 1;
    char *copy = g_strdup(key);
    g_ptr_array_add(labels->keys, copy);
    g_hash_table_insert(labels->by_key, copy, GUINT_TO_POINTER(labels->keys->len));
    return (gint32)labels->keys->len - 1;
}

/* The character at `p` and its length; a byte that is no UTF-8 counts as itself. */
static gunichar character_at(const char *p, const char *end, gsize *length_out)
{
    guchar first = (guchar)*p;
    *length_out = 1;
    if (first < 0x80)
        return first;
    gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c == (gunichar)-1 || c == (gunichar)-2)
        return 0xfffd;
    *length_out = (gsize)g_utf8_skip[first];
    return c;
}

static gboolean is_hidden(gunichar c)
{
    return c == BYTE_ORDER_MARK || (c >= 0x200b && c <= 0x200f) || c == 0x00ad || c == 0x2060;
}

static gboolean is_blank(gunichar c)
{
    return c < 0x80 ? (ascii[c] & BLANK) != 0
                    : c == NO_BREAK_SPACE || is_hidden(c) || g_unichar_isspace(c);
}

/* What one character of a label means: apostrophes and quotes nothing, dashes and commas a blank.
 */
static Fold fold(gunichar c, gunichar *folded_out)
{
    if (c < 0x80) {
        *folded_out = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        return ascii[c] & DROPPED ? FOLD_DROP : ascii[c] & SPACING ? FOLD_SPACE : FOLD_LETTER;
    }
    if (is_hidden(c) || (c >= 0x2018 && c <= 0x201f))
        return FOLD_DROP;
    if (is_blank(c) || (c >= 0x2010 && c <= 0x2015))
        return FOLD_SPACE;
    *folded_out = g_unichar_tolower(c);
    return FOLD_LETTER;
}

/* The next folded bytes along the line, at most 7 (a blank and a letter); 0 when it would only drop
 * something, and *ended_out at the line's end. */
static gsize walk_on(Walk *walk, char out[8], gboolean *ended_out)
{
    *ended_out = walk->at >= walk->end;
    if (*ended_out)
        return 0;
    gsize length, count = 0;
    gunichar folded = 0;
    if (g_ascii_isalpha(*walk->at)) { /* nearly all of them */
        if (walk->pending_space)
            out[count++] = ' ';
        out[count++] = *walk->at++ | 0x20;
        walk->pending_space = walk->no_space = FALSE;
        return count;
    }
    Fold kind = fold(character_at(walk->at, walk->end, &length), &folded);
    walk->at += length;
    if (kind == FOLD_DROP)
        return 0;
    if (kind == FOLD_SPACE) {
        walk->pending_space = !walk->no_space;
        return 0;
    }
    if (walk->pending_space && folded != '/')
        out[count++] = ' ';
    walk->pending_space = FALSE;
    walk->no_space = folded == '/'; /* "School / GP" is "School/GP" */
    if (folded < 0x80)
        out[count++] = (char)folded;
    else
        count += (gsize)g_unichar_to_utf8(folded, out + count);
    return count;
}

static guint32 child_of(const FormLabels *labels, guint32 parent, char byte)
{
    if (parent == 0 && (guchar)byte < 0x80)
        return labels->first[(guchar)byte];
    guint32 child = node_at(labels, parent)->child;
    while (child && node_at(labels, child)->byte != byte)
        child = node_at(labels, child)->next;
    return child;
}

static guint32 make_child(FormLabels *labels, guint32 parent, char byte)
{
    guint32 child = child_of(labels, parent, byte);
    if (child)
        return child;
    Node node = {.byte = byte, .key = NO_KEY, .next = node_at(labels, parent)->child};
    child = labels->nodes->len;
    g_array_append_val(labels->nodes, node);
    node_at(labels, parent)->child = child;
    if (parent == 0 && (guchar)byte < 0x80)
        labels->first[(guchar)byte] = child;
    return child;
}

static gsize without_ending(const char *label, gboolean *question_out)
{
    gsize length = strlen(label);
    *question_out = FALSE;
    while (length > 0 && strchr(" \t:?.*", label[length - 1])) {
        length--;
        *question_out |= label[length] == '?';
    }
    return length;
}

void form_labels_add(FormLabels *labels, const char *key, LabelExtent extent, const char *label)
{
    gint32 index = key_index(labels, key);
    gboolean question, ended = FALSE;
    gsize length = without_ending(label, &question);
    Walk walk = {.at = label, .end = label + length, .no_space = TRUE};
    guint32 node = 0;
    char bytes[8];
    while (!ended) {
        gsize count = walk_on(&walk, bytes, &ended);
        for (gsize i = 0; i < count; i++)
            node = make_child(labels, node, bytes[i]);
    }
    if (node == 0 || node_at(labels, node)->key != NO_KEY)
        return; /* the first form that has a label keeps it; rules/ complains */
    node_at(labels, node)->key = index;
    node_at(labels, node)->extent = extent;
    node_at(labels, node)->question = question;
}

static const char *skip_blanks(const char *p, const char *end)
{
    gsize length;
    while (p < end && is_blank(character_at(p, end, &length)))
        p += length;
    return p;
}

/* Blanks and the marks that mail programs leave of bold and italic text. */
static const char *skip_marks(const char *p, const char *end)
{
    const char *before;
    do {
        before = p;
        p = skip_blanks(p, end);
        while (p < end && (*p == '*' || *p == '_'))
            p++;
    } while (p != before);
    return p;
}

static const char *skip_question(const char *p, const char *end, gboolean *seen_out)
{
    gsize length;
    *seen_out = FALSE;
    while (p < end) {
        gunichar c = character_at(p, end, &length);
        if (c != '?' && c != FULL_WIDTH_QUESTION)
            break;
        *seen_out = TRUE;
        p = skip_marks(p + length, end);
    }
    return p;
}

static const char *skip_hint(const char *p, const char *end)
{
    if (p >= end || *p != '(')
        return p;
    const char *close = memchr(p, ')', MIN((gsize)(end - p), HINT_BYTES));
    return close ? skip_marks(close + 1, end) : p;
}

static gboolean is_colon(gunichar c)
{
    return c == ':' || c == FULL_WIDTH_COLON || c == SMALL_COLON;
}

/* The full stop of an abbreviation, when nothing but what ends a label follows: "D.O.B.:". */
static const char *skip_stop(const char *p, const char *end)
{
    gsize length;
    const char *after = p < end && *p == '.' ? skip_blanks(p + 1, end) : p;
    gboolean ended = after == end ||
                     (after > p && (p[1] == '\t' || is_colon(character_at(after, end, &length))));
    return ended && after > p ? p + 1 : p;
}

/* What must follow a label for it to be one. Returns where the value begins, NULL if it is none. */
static const char *after_label(const Node *node, const char *p, const char *end, gboolean bare)
{
    gboolean question;
    gsize length;
    const char *close = p;
    while (close < end && *close && strchr("'\"*_", *close))
        close++; /* quotes and marks that the fold dropped */
    close = skip_stop(close, end);
    gboolean tab = close < end && *close == '\t';
    p = skip_question(skip_marks(close, end), end, &question);
    p = skip_hint(p, end);
    if (p == end)
        return bare ? p : NULL;
    if (is_colon(character_at(p, end, &length)))
        return skip_marks(p + length, end);
    return tab || (question && node->question) ? p : NULL;
}

static gboolean is_letter(char c)
{
    return (guchar)((c | 0x20) - 'a') < 26;
}

/* The node of the letter behind `node`, past a blank if there is one between; 0 if none goes on, or a label ends there. */
static guint32 next_letter(const FormLabels *labels, guint32 node, gboolean blank, char letter)
{
    const Node *nodes = (const Node *)(const void *)labels->nodes->data;
    if (blank && (node = child_of(labels, node, ' ')) == 0)
        return 0;
    guint32 child = nodes[node].child;
    if (node == 0 || nodes[child].byte != letter)
        child = child_of(labels, node, letter);
    return nodes[child].key == NO_KEY ? child : 0;
}

/* Along words of ASCII letters that nothing is due before, nearly all of a label, as far as no label may end and each
 * letter goes on. */
static guint32 walk_words(const FormLabels *labels, Walk *walk, guint32 node)
{
    const char *p = walk->at;
    while (!walk->pending_space && p < walk->end) {
        gboolean blank = *p == ' ' && p > walk->at && p + 1 < walk->end;
        guint32 next = is_letter(p[blank]) ? next_letter(labels, node, blank, p[blank] | 0x20) : 0;
        if (next == 0)
            break;
        node = next;
        p += 1 + blank;
    }
    walk->no_space &= p == walk->at;
    walk->at = p;
    return node;
}

static int match(const FormLabels *labels, const char *start, const char *end, gboolean bare,
                 const char **value_out, LabelExtent *extent_out)
{
    Walk walk = {.at = start, .end = end, .no_space = TRUE};
    guint32 node = 0;
    int key = NO_KEY;
    gboolean ended = FALSE;
    char bytes[8];
    while (!ended) {
        node = walk_words(labels, &walk, node);
        gsize count = walk_on(&walk, bytes, &ended);
        for (gsize i = 0; i < count; i++) {
            node = child_of(labels, node, bytes[i]);
            if (!node)
                return key;
        }
        const Node *here = node_at(labels, node);
        if (count == 0 || here->key == NO_KEY)
            continue;
        /* a line that is all of a label, where a shorter one would have the rest of it for its value */
        const char *value = after_label(here, walk.at, end, bare || key != NO_KEY);
        if (!value)
            continue;
        key = here->key;
        *value_out = value;
        *extent_out = here->extent;
    }
    return key;
}

/* Bullets, quote marks, a table's edge: whatever may stand before a label. */
static gboolean is_lead(gunichar c)
{
    if (c < 0x80)
        return (ascii[c] & LEAD) != 0;
    return is_blank(c) || (c >= 0x2010 && c <= 0x2015) || c == 0x2022 || c == 0x2023 ||
           c == 0x2043 || c == 0x00b7 || (c >= 0x25a0 && c <= 0x25ff) ||
           (c >= 0x2610 && c <= 0x2612) || (c >= 0xf000 && c <= 0xf0ff); /* Word's own bullets */
}

static const char *skip_lead(const char *p, const char *end)
{
    gsize length;
    while (p < end && is_lead(character_at(p, end, &length)))
        p += length;
    return p;
}

/* "1. ", "12) ", "(a) "; `p` itself if there is no numbering. */
static const char *skip_number(const char *p, const char *end)
{
    const char *q = p + (p < end && *p == '(');
    const char *start = q;
    while (q < end && (gsize)(q - start) < NUMBER_BYTES && g_ascii_isalnum(*q))
        q++;
    if (q == start || q >= end || (*q != '.' && *q != ')'))
        return p;
    return skip_lead(q + 1, end);
}

int form_labels_find(const FormLabels *labels, const char *line, gsize length, gboolean bare,
                     gsize *value_out, LabelExtent *extent_out)
{
    const char *end = line + length;
    const char *start = skip_lead(line, end);
    const char *value = NULL;
    int key = match(labels, start, end, bare, &value, extent_out);
    if (key == NO_KEY) {
        const char *after = skip_number(start, end);
        if (after != start)
            key = match(labels, after, end, bare, &value, extent_out);
    }
    if (key != NO_KEY)
        *value_out = (gsize)(value - line);
    return key;
}

gboolean form_labels_is(const FormLabels *labels, const char *text, gsize length)
{
    gsize value;
    LabelExtent extent;
    return length > 0 && labels &&
           form_labels_find(labels, text, length, TRUE, &value, &extent) >= 0 && value == length;
}

char *form_labels_alone(const FormLabels *labels, const char *text, gsize *value_out)
{
    LabelExtent extent;
    gsize length = strlen(text);
    *value_out = length;
    if (length == 0 || !labels ||
        form_labels_find(labels, text, length, TRUE, value_out, &extent) < 0)
        return NULL;
    gsize end = *value_out, bytes;
    for (const char *p; (p = g_utf8_find_prev_char(text, text + end)); end = (gsize)(p - text)) {
        gunichar c = character_at(p, text + end, &bytes);
        if (!is_blank(c) && !is_colon(c) && c != '*' && c != '_')
            break;
    }
    return g_strndup(text, end);
}
