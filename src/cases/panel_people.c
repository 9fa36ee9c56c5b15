/* panel_people: who is meant by the names in a text about a panel.
 *
 * A person is called by the surname, a member of the panel that is recorded by the first name as well. The partnership's own people
 * convene a panel and serve it; they and services never sit. Promises nothing of who does sit: a sentence that says
 * that somebody cannot come, or tells of somebody else, is in doubt. Changes nothing. */
#include "panel_people.h"
#include "outcome.h"
#include "reading.h"
#include "text.h"
#include "text_words.h"
#include <string.h>

#define NAME_LEAST 3 /* letters by which somebody may be called */

static gboolean is_called(const char *folded_text, const char *name)
{
    const char *surname = text_surname(name);
    return strlen(surname) >= NAME_LEAST && text_has_words(folded_text, surname);
}

static gboolean is_called_first(const char *folded_text, const char *name)
{
    g_autofree char *given = g_strndup(name, strcspn(name, " "));
    return strlen(given) >= NAME_LEAST && text_has_words(folded_text, given);
}

static gboolean is_of_partnership(const Deciding *x, const Post *post)
{
    const Agency *partnership = directory_partnership(x->rules->directory);
    return partnership != NULL && g_str_equal(partnership->id, post->agency);
}

GPtrArray *panel_people(const Deciding *x, const char *text)
{
    GPtrArray *found = g_ptr_array_new();
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < directory_posts(x->rules->directory); i++) {
        const Post *post = directory_post_at(x->rules->directory, i);
        if (!directory_post_is_held(post, x->today) || directory_is_service(post->role) ||
            is_of_partnership(x, post) || !is_called(folded, post->name))
            continue;
        gboolean doubled = FALSE;
        for (guint j = 0; j < found->len && !doubled; j++) {
            const Post *other = g_ptr_array_index(found, j);
            doubled = g_str_equal(other->email, post->email);
            if (doubled && post->full_member && !other->full_member)
                g_ptr_array_index(found, j) = (gpointer)post;
        }
        if (!doubled)
            g_ptr_array_add(found, (gpointer)post);
    }
    return found;
}

guint panel_people_agencies(GPtrArray *people)
{
    g_autoptr(GHashTable) agencies = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < people->len; i++)
        g_hash_table_add(agencies, (gpointer)((const Post *)g_ptr_array_index(people, i))->agency);
    return g_hash_table_size(agencies);
}

static gboolean names_member(const Deciding *x, const char *text)
{
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < x->c->panel->len; i++) {
        const PanelMember *member = g_ptr_array_index(x->c->panel, i);
        if (is_called(folded, member->name) || is_called_first(folded, member->name))
            return TRUE;
    }
    return FALSE;
}

static gboolean names_somebody(const Deciding *x, const char *text)
{
    g_autoptr(GPtrArray) people = panel_people(x, text);
    return people->len > 0 || names_member(x, text);
}

gboolean panel_people_doubtful(const Deciding *x, const char *text)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    for (guint i = 0; i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        if ((words_say(x->rules, sentence, "panel-change") ||
             words_say(x->rules, sentence, "panel-aside")) &&
            names_somebody(x, sentence))
            return TRUE;
    }
    return FALSE;
}

gboolean panel_people_change(const Deciding *x, const char *text)
{
    g_autoptr(GPtrArray) sentences = outcome_sentences(text);
    for (guint i = 0; x->c->panel->len > 0 && i < sentences->len; i++) {
        const char *sentence = g_ptr_array_index(sentences, i);
        g_autofree char *folded = text_fold(sentence);
        if (words_say(x->rules, sentence, "panel-change") &&
            (names_member(x, sentence) ||
             (text_has_words(folded, "panel") && names_somebody(x, sentence))))
            return TRUE;
    }
    return FALSE;
}

static void add_name(GString *names, const char *name)
{
    g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

static char *names_or_null(GString *names)
{
    gboolean none = names->len == 0;
    char *text = g_string_free(names, FALSE);
    if (none)
        g_clear_pointer(&text, g_free);
    return text;
}

static gboolean is_member(const Deciding *x, const char *name)
{
    for (guint i = 0; i < x->c->panel->len; i++)
        if (g_str_equal(((const PanelMember *)g_ptr_array_index(x->c->panel, i))->name, name))
            return TRUE;
    return FALSE;
}

char *panel_people_changed(const Deciding *x, const char *text)
{
    GString *names = g_string_new(NULL);
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < x->c->panel->len; i++) {
        const PanelMember *member = g_ptr_array_index(x->c->panel, i);
        if (!is_called(folded, member->name) && !is_called_first(folded, member->name))
            add_name(names, member->name);
    }
    g_autoptr(GPtrArray) people = panel_people(x, text);
    for (guint i = 0; i < people->len; i++) {
        const Post *post = g_ptr_array_index(people, i);
        if (!is_member(x, post->name))
            add_name(names, post->name);
    }
    return names_or_null(names);
}

char *panel_people_names(GPtrArray *people)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < people->len; i++)
        add_name(names, ((const Post *)g_ptr_array_index(people, i))->name);
    return names_or_null(names);
}
