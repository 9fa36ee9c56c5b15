/* outgoing_secrets: what of a case must not leave with a mail, put together once a decision.
 *
 * A child's name and its parts, initials, dates of birth, identifiers, the challenged worker's name and
 * what somebody wrote in his own words. Answers out of a list, dates and what the form marks as safe in
 * a reply are no secrets. Looking for them is outgoing_search.c's. Fails never. */
#include "outgoing_dates.h"
#include "outgoing_private.h"
#include "text.h"
#include <string.h>

#define PART_LETTERS 3u /* of a name, that show whose it is */
#define ID_DIGITS 5u

static void want(OutgoingSecrets *s, guint32 hash)
{
    s->wanted[(hash >> 6) & 3u] |= G_GUINT64_CONSTANT(1) << (hash & 63u);
}

static const GArray *scan(OutgoingSecrets *s, const char *text)
{
    g_array_set_size(s->words, 0);
    word_scan(text, s->words);
    return s->words;
}

/* ---- gathering: names ---- */

static void add_full(OutgoingSecrets *s, const FullName *name)
{
    g_array_append_val(s->names, *name);
    want(s, name->hash[0]);
}

static void add_initials(OutgoingSecrets *s, const char *name)
{
    g_autofree char *initials = text_initials(name);
    FullName full = {.letters = TRUE, .what = "a child's initials"};
    for (const char *p = initials; *p != '\0' && full.words < SECRET_NAME_WORDS;
         p = g_utf8_next_char(p)) {
        char letter[8] = "";
        g_unichar_to_utf8(g_utf8_get_char(p), letter);
        full.hash[full.words++] = word_hash(letter);
    }
    if (full.words < 2)
        return;
    NamePart part = {word_hash(initials), g_steal_pointer(&initials), TRUE};
    g_array_append_val(s->parts, part);
    want(s, part.hash);
    add_full(s, &full);
}

static gboolean is_capitals(const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (!g_unichar_isupper(g_utf8_get_char(text)))
            return FALSE;
    return TRUE;
}

/* "BA" for a name is initials, whatever stands with it. */
static void add_part(OutgoingSecrets *s, const char *name, const ScannedWord *word, guint words)
{
    g_autofree char *written = g_strndup(name + word->start, word->length);
    glong letters = g_utf8_strlen(written, -1);
    gboolean initials = letters == 2 && is_capitals(written);
    if (word->number || (letters < (glong)PART_LETTERS && !initials) ||
        (words > SECRET_NAME_WORDS && own_words_has(s->rules->own_words, word->hash)))
        return;
    NamePart part = {word->hash, g_steal_pointer(&written), initials};
    g_array_append_val(s->parts, part);
    want(s, part.hash);
}

static void add_whole(OutgoingSecrets *s, const char *name, const GArray *words, const char *what)
{
    FullName full = {.what = what};
    guint telling = 0;
    for (guint i = 0; i < words->len && i < SECRET_NAME_WORDS; i++) {
        const ScannedWord *word = word_at(words, i);
        full.hash[full.words++] = word->hash;
        telling += word->length >= PART_LETTERS && g_ascii_isalpha(name[word->start]);
    }
    if (telling >= 2 && words->len <= SECRET_NAME_WORDS)
        add_full(s, &full);
}

static void add_child_name(OutgoingSecrets *s, const char *name)
{
    if (text_empty(name))
        return;
    const GArray *words = scan(s, name);
    for (guint i = 0; i < words->len; i++)
        add_part(s, name, word_at(words, i), words->len);
    add_whole(s, name, words, "a child's name");
    if (words->len <= SECRET_NAME_WORDS)
        add_initials(s, name);
}

/* ---- gathering: numbers and dates ---- */

static gboolean joined(const char *text, const ScannedWord *a, const ScannedWord *b)
{
    guint32 end = a->start + a->length;
    return a->digits && b->digits && b->start == end + 1 && strchr(" -.", text[end]) != NULL;
}

guint secret_number(const char *text, const GArray *words, guint i, GString *digits)
{
    g_string_truncate(digits, 0);
    do
        g_string_append_len(digits, text + word_at(words, i)->start, word_at(words, i)->length);
    while (++i < words->len && joined(text, word_at(words, i - 1), word_at(words, i)));
    return i;
}

/* Its own reference, or a number that goes back to who wrote it, is no secret of the case. */
static gboolean is_public(const OutgoingSecrets *s, const char *digits)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (const char *p = s->c != NULL ? s->c->reference : ""; *p != '\0'; p++)
        if (g_ascii_isdigit(*p))
            g_string_append_c(known, *p);
    if (strstr(known->str, digits) != NULL)
        return TRUE;
    for (guint i = 0; s->c != NULL && i < s->c->aliases->len; i++) {
        const Alias *alias = g_ptr_array_index(s->c->aliases, i);
        if (alias->echo && strstr(alias->text, digits) != NULL)
            return TRUE;
    }
    return FALSE;
}

static guint digits_in(const char *text, gsize length)
{
    guint n = 0;
    for (gsize i = 0; i < length; i++)
        n += g_ascii_isdigit(text[i]);
    return n;
}

static gboolean is_public_word(const OutgoingSecrets *s, const char *text, const ScannedWord *word)
{
    g_autofree char *written = g_strndup(text + word->start, word->length);
    return is_public(s, written);
}

static void add_ids(OutgoingSecrets *s, const char *text)
{
    if (text_empty(text))
        return;
    g_autoptr(GString) digits = g_string_new(NULL);
    const GArray *words = scan(s, text);
    for (guint i = 0, next; i < words->len; i = next) {
        const ScannedWord *word = word_at(words, i);
        next = i + 1;
        if (word->digits) {
            next = secret_number(text, words, i, digits);
            if (digits->len >= ID_DIGITS && !is_public(s, digits->str))
                g_ptr_array_add(s->ids, g_strdup(digits->str));
        } else if (word->length >= ID_DIGITS && digits_in(text + word->start, word->length) > 2 &&
                   !is_public_word(s, text, word)) {
            g_array_append_val(s->codes, word->hash);
            want(s, word->hash);
        }
    }
}

/* A day that the case may have to name as its own is no secret; one of them must not hide a sibling's. */
static void add_born(OutgoingSecrets *s, Day day)
{
    if (day != DAY_UNKNOWN && !outgoing_date_of_case(s->c, s->rules, day))
        g_array_append_val(s->born, day);
}

static void add_child(OutgoingSecrets *s, const char *name, const char *ids, Day born, Day expected)
{
    add_child_name(s, name);
    add_ids(s, ids);
    add_born(s, born);
    add_born(s, expected);
}

/* ---- gathering: words ---- */

/* Answers out of a list and dates are said in our own words; a sender's own name, post
 * and number go back to him. */
static gboolean is_writing(const FormField *field)
{
    return field != NULL && !field->reply_safe && !text_is(field->key, "originator.role") &&
           (field->type == FIELD_TEXT || field->type == FIELD_SHORT || field->type == FIELD_ROWS);
}

static void add_said(OutgoingSecrets *s, const char *text)
{
    if (text == NULL)
        return;
    const GArray *words = scan(s, text);
    if (words->len < SECRET_QUOTED)
        return;
    GArray *said = g_array_sized_new(FALSE, FALSE, sizeof(guint32), words->len);
    g_array_set_size(said, words->len);
    for (guint i = 0; i < words->len; i++)
        g_array_index(said, guint32, i) = word_at(words, i)->hash;
    g_ptr_array_add(s->said, said);
}

static void add_field(OutgoingSecrets *s, const FormField *field, const char *value)
{
    if (is_writing(field))
        add_said(s, value);
    if (field == NULL || value == NULL)
        return;
    if (text_is(field->key, "challenged_person"))
        add_whole(s, value, scan(s, value), "a worker's name");
    else if (text_is(field->key, "their_ref"))
        add_ids(s, value);
}

static void add_case(OutgoingSecrets *s, const Case *c)
{
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        add_child(s, child->name, child->ids, child->born, child->expected);
    }
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(c->facts, i);
        add_field(s, forms_field(s->rules->forms, fact->key), fact->value);
    }
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(c->discussions, i);
        if (!row->proposed)
            add_said(s, row->outcome);
    }
    for (guint i = 0; i < c->accounts->len; i++) {
        add_said(s, ((const Account *)g_ptr_array_index(c->accounts, i))->outcome);
        add_said(s, ((const Account *)g_ptr_array_index(c->accounts, i))->words);
    }
    for (guint i = 0; i < c->outstanding->len; i++)
        add_said(s, ((const Outstanding *)g_ptr_array_index(c->outstanding, i))->item);
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = g_ptr_array_index(c->aliases, i);
        if (!alias->echo)
            add_ids(s, alias->text);
    }
}

static void add_reading(OutgoingSecrets *s, const Reading *reading)
{
    for (guint i = 0; i < reading->children->len; i++) {
        const ChildRead *child = g_ptr_array_index(reading->children, i);
        add_child(s, child->name, child->ids, child->born, child->expected);
    }
    for (guint i = 0; i < reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(reading->values, i);
        add_field(s, value->field, value->value);
    }
}

static void add_prefixes(OutgoingSecrets *s)
{
    for (guint i = 0; i < s->rules->policies->len; i++) {
        const Policy *policy = g_ptr_array_index(s->rules->policies, i);
        guint32 hash = word_hash(policy->prefix);
        g_array_append_val(s->prefixes, hash);
        want(s, hash);
    }
}

static void part_clear(gpointer part)
{
    g_free(((NamePart *)part)->written);
}

OutgoingSecrets *outgoing_secrets_new(const Case *c, const Reading *reading, const Ruleset *rules)
{
    OutgoingSecrets *s = g_new0(OutgoingSecrets, 1);
    s->c = c;
    s->rules = rules;
    s->parts = g_array_new(FALSE, FALSE, sizeof(NamePart));
    g_array_set_clear_func(s->parts, part_clear);
    s->names = g_array_new(FALSE, FALSE, sizeof(FullName));
    s->born = g_array_new(FALSE, FALSE, sizeof(Day));
    s->ids = g_ptr_array_new_with_free_func(g_free);
    s->codes = g_array_new(FALSE, FALSE, sizeof(guint32));
    s->prefixes = g_array_new(FALSE, FALSE, sizeof(guint32));
    s->said = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    s->words = g_array_sized_new(FALSE, FALSE, sizeof(ScannedWord), 512);
    add_prefixes(s);
    if (c != NULL)
        add_case(s, c);
    else if (reading != NULL)
        add_reading(s, reading);
    return s;
}

void outgoing_secrets_free(OutgoingSecrets *s)
{
    if (s == NULL)
        return;
    g_array_unref(s->parts);
    g_array_unref(s->names);
    g_array_unref(s->born);
    g_ptr_array_unref(s->ids);
    g_array_unref(s->codes);
    g_array_unref(s->prefixes);
    g_ptr_array_unref(s->said);
    g_array_unref(s->words);
    g_free(s);
}
