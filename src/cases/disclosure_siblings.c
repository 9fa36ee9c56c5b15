/* disclosure_siblings: one child's chronology says nothing of the others.
 *
 * What says who somebody is, is known to outgoing_secrets; it is asked of a case that has only the others
 * in it, without what the child in question has as well (a family name, a twin's birthday). A sentence in
 * which something is found goes as a whole, since the rest of it is about the other child; where it is
 * found in the text and in none of its sentences, the text goes. Who is meant by 'her brother' only a person
 * can see, which the page says. */
#include "disclosure_private.h"

#include <string.h>

#include "text.h"

struct Siblings {
    Case *others;
    OutgoingSecrets *secrets;
};

/* The words of `name` that `of` has not; newly allocated. */
static char *words_apart(const char *name, const char *of)
{
    g_autofree char *folded = text_fold(of);
    g_auto(GStrv) shared = g_strsplit(folded, " ", -1);
    g_auto(GStrv) words = g_strsplit_set(name, " \t", -1);
    g_autoptr(GString) apart = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        g_autofree char *fold = text_fold(*word);
        if (*fold && !g_strv_contains((const char *const *)shared, fold))
            g_string_append_printf(apart, "%s%s", apart->len ? " " : "", *word);
    }
    return g_string_free(g_steal_pointer(&apart), FALSE);
}

static Child *other_child(const Child *child, const Child *own)
{
    Child *other = g_new0(Child, 1);
    other->n = child->n;
    other->name = words_apart(child->name ? child->name : "", own && own->name ? own->name : "");
    other->ids = g_strdup(own && g_strcmp0(own->ids, child->ids) == 0 ? "" : child->ids);
    other->setting = g_strdup("");
    other->born = own && own->born == child->born ? DAY_UNKNOWN : child->born;
    other->expected = own && own->expected == child->expected ? DAY_UNKNOWN : child->expected;
    other->status = g_ptr_array_new_with_free_func(g_free);
    other->settled_stage = g_strdup("");
    return other;
}

Siblings *siblings_new(const Case *c, const Ruleset *rules, guint child)
{
    const Child *own = NULL;
    for (guint i = 0; i < c->children->len; i++)
        if (((const Child *)c->children->pdata[i])->n == child)
            own = c->children->pdata[i];
    if (child == 0 || c->children->len < 2)
        return NULL;
    Siblings *siblings = g_new0(Siblings, 1);
    siblings->others = case_new();
    siblings->others->reference = g_strdup(c->reference);
    for (guint i = 0; i < c->children->len; i++)
        if (c->children->pdata[i] != own)
            g_ptr_array_add(siblings->others->children, other_child(c->children->pdata[i], own));
    siblings->secrets = outgoing_secrets_new(siblings->others, NULL, rules);
    return siblings;
}

void siblings_free(Siblings *siblings)
{
    if (!siblings)
        return;
    outgoing_secrets_free(siblings->secrets);
    case_free(siblings->others);
    g_free(siblings);
}

static gboolean names_one(Siblings *siblings, const char *text)
{
    const char *what = outgoing_secrets_in(siblings->secrets, text, TRUE);
    return what && strcmp(what, "the reference of another case") != 0;
}

static gboolean ends_sentence(const char *p)
{
    return *p == '\n' || (strchr(".!?;", *p) && (p[1] == ' ' || p[1] == '\n' || p[1] == '\0'));
}

/* Behind the sentence that begins at `from`, with the blanks that follow it. */
static const char *next_sentence(const char *from)
{
    const char *p = from;
    while (*p && !ends_sentence(p))
        p++;
    if (*p)
        p++;
    while (*p == ' ')
        p++;
    return p;
}

static void add_mark(GString *out, const char *piece, gsize length, guint *left_out)
{
    (*left_out)++;
    g_string_append(out, DISCLOSURE_LEFT_OUT);
    if (length > 0 && (piece[length - 1] == '\n' || piece[length - 1] == ' '))
        g_string_append_c(out, piece[length - 1]);
}

char *siblings_out(Siblings *siblings, const char *text, guint *left_out)
{
    if (!siblings || !names_one(siblings, text))
        return g_strdup(text);
    GString *out = g_string_new(NULL);
    for (const char *from = text, *next; *from; from = next) {
        next = next_sentence(from);
        g_autofree char *sentence = g_strndup(from, (gsize)(next - from));
        if (names_one(siblings, sentence))
            add_mark(out, from, (gsize)(next - from), left_out);
        else
            g_string_append(out, sentence);
    }
    if (names_one(siblings, out->str)) { /* over the end of a sentence: "J. Quince" */
        g_string_assign(out, DISCLOSURE_LEFT_OUT);
        (*left_out)++;
    }
    return g_string_free(out, FALSE);
}
