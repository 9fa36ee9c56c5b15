/* outgoing_search: whether a finished text has anything in it that must not leave.
 *
 * Knows nothing of templates or of how the text was made. A part of a name that is a word of our own
 * ("will", "May", the Green of "Green Lane School") is taken for that word where it is written as one;
 * the whole name is a name. A date of birth is none where it is also a day of the case. Says what it
 * is, never which. Fails never. */
#include "outgoing_dates.h"
#include "outgoing_private.h"
#include "text.h"
#include <string.h>

#define LONG_ID_DIGITS 8u /* found within a longer number, too */
#define BITS 4096u
#define TICKET_LETTERS 6u
#define TICKET_DIGITS 4u

typedef struct {
    OutgoingSecrets *s;
    const char *text;
    const GArray *words;
    guint at;
} Look;

static const ScannedWord *here(const Look *look)
{
    return word_at(look->words, look->at);
}

/* ---- names ---- */

static gboolean is_capital(const char *text, const ScannedWord *word)
{
    return g_unichar_isupper(g_utf8_get_char(text + word->start));
}

/* Nothing but blanks and quotes since a stop, a line's end, or what stands before a line. */
static gboolean begins_sentence(const char *text, const ScannedWord *word)
{
    guint32 i = word->start;
    while (i > 0 && strchr(" \"'(*", text[i - 1]) != NULL)
        i--;
    return i == 0 || strchr(".:!?\n-]", text[i - 1]) != NULL;
}

/* "Daisy" in the name of a person of the directory that stands here. */
static gboolean in_persons_name(const Look *look, const char *name)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(ScannedWord));
    word_scan(name, words);
    for (guint k = 0; k < words->len && k <= look->at && words->len > 1; k++) {
        guint same = 0, from = look->at - k;
        while (same < words->len && from + same < look->words->len &&
               word_at(words, same)->hash == word_at(look->words, from + same)->hash)
            same++;
        if (same == words->len)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_directorys(const Look *look)
{
    const Directory *directory = look->s->rules->directory;
    for (guint i = 0; i < directory_posts(directory); i++)
        if (in_persons_name(look, directory_post_at(directory, i)->name))
            return TRUE;
    return FALSE;
}

/* Is the word here a word of ours as it is written? */
static gboolean is_our_word(const Look *look, guint at)
{
    const ScannedWord *word = word_at(look->words, at);
    OwnWords *own = look->s->rules->own_words;
    if (own_words_spelt(own, look->text + word->start, word->length))
        return TRUE;
    return own_words_has(own, word->hash) &&
           (!is_capital(look->text, word) || begins_sentence(look->text, word));
}

static gboolean is_exactly(const Look *look, const char *written)
{
    return strlen(written) == here(look)->length &&
           strncmp(look->text + here(look)->start, written, here(look)->length) == 0;
}

static const char *part_here(const Look *look)
{
    const GArray *parts = look->s->parts;
    for (guint i = 0; i < parts->len; i++) {
        const NamePart *part = &g_array_index(parts, NamePart, i);
        if (part->hash != here(look)->hash)
            continue;
        if (part->initials && is_exactly(look, part->written) &&
            !own_words_has(look->s->rules->own_words, part->hash))
            return "a child's initials";
        if (!part->initials && !is_our_word(look, look->at) && !is_directorys(look))
            return "part of a child's name";
    }
    return NULL;
}

/* Between two letters of initials stand a dot, a blank or both. */
static gboolean are_letters(const Look *look, guint words)
{
    for (guint i = 0; i < words; i++) {
        const ScannedWord *word = word_at(look->words, look->at + i);
        const ScannedWord *before = i > 0 ? word - 1 : NULL;
        guint32 gap = before != NULL ? word->start - before->start - before->length : 1;
        if (word->length > 2 || !is_capital(look->text, word) || gap > 2 ||
            (before != NULL && strchr(". ", look->text[word->start - 1]) == NULL))
            return FALSE;
    }
    return TRUE;
}

/* Words that are all our own make a name only where all are written as in one. */
static gboolean are_name(const Look *look, guint words)
{
    gboolean capitals = TRUE, ours = TRUE;
    for (guint i = 0; i < words; i++) {
        capitals &= is_capital(look->text, word_at(look->words, look->at + i));
        ours &= is_our_word(look, look->at + i);
    }
    return capitals || !ours;
}

static const char *name_here(const Look *look)
{
    const GArray *names = look->s->names;
    for (guint i = 0; i < names->len; i++) {
        const FullName *name = &g_array_index(names, FullName, i);
        guint same = 0;
        while (same < name->words && look->at + same < look->words->len &&
               word_at(look->words, look->at + same)->hash == name->hash[same])
            same++;
        if (same == name->words && (name->letters ? are_letters(look, same) : are_name(look, same)))
            return name->what;
    }
    return NULL;
}

/* ---- numbers ---- */

static gboolean has_hash(const GArray *hashes, guint32 hash)
{
    for (guint i = 0; i < hashes->len; i++)
        if (g_array_index(hashes, guint32, i) == hash)
            return TRUE;
    return FALSE;
}

/* "HAV-26-0042-B" begins here, and is not this case's. */
static gboolean other_reference(const Look *look)
{
    const Case *c = look->s->c;
    if (look->at + 3 >= look->words->len || !has_hash(look->s->prefixes, here(look)->hash))
        return FALSE;
    const ScannedWord *year = here(look) + 1, *serial = year + 1, *check = serial + 1;
    if (!year->digits || year->length != 2 || !serial->digits || serial->length < 4 ||
        check->length != 1)
        return FALSE;
    gsize length = check->start + 1 - here(look)->start;
    return c == NULL || c->reference == NULL || strlen(c->reference) != length ||
           g_ascii_strncasecmp(c->reference, look->text + here(look)->start, length) != 0;
}

static gboolean has_id(const OutgoingSecrets *s, const GString *digits)
{
    for (guint i = 0; i < s->ids->len; i++) {
        const char *id = g_ptr_array_index(s->ids, i);
        if (strcmp(digits->str, id) == 0 ||
            (strlen(id) >= LONG_ID_DIGITS && strstr(digits->str, id) != NULL))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_any_id(const Look *look)
{
    if (look->s->ids->len == 0)
        return FALSE;
    g_autoptr(GString) digits = g_string_new(NULL);
    for (guint i = 0, next; i < look->words->len; i = next) {
        next = i + 1;
        if (!word_at(look->words, i)->digits)
            continue;
        next = secret_number(look->text, look->words, i, digits);
        if (has_id(look->s, digits))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_birth(const Look *look)
{
    return outgoing_date(look->text, look->words, look->s->born) != DAY_UNKNOWN;
}

/* ---- what somebody wrote ---- */

/* "Next date: Fri 13 Mar 2026": a number, and words of ours around it. */
static gboolean is_dated(const Look *look, guint at)
{
    gboolean number = FALSE;
    for (guint i = 0; i < SECRET_QUOTED; i++) {
        const ScannedWord *word = word_at(look->words, at + i);
        if (!word->number && word->length > 1 &&
            !own_words_has(look->s->rules->own_words, word->hash))
            return FALSE;
        number |= word->number;
    }
    return number;
}

/* Five words of ours in a row are nobody's, though somebody wrote them back to us. */
static gboolean stands_quoted(const Look *look, const guint32 *said)
{
    for (guint i = 0; i + SECRET_QUOTED <= look->words->len; i++) {
        guint same = 0;
        while (same < SECRET_QUOTED && word_at(look->words, i + same)->hash == said[same])
            same++;
        if (same == SECRET_QUOTED && !own_words_phrase(look->s->rules->own_words, said) &&
            !is_dated(look, i))
            return TRUE;
    }
    return FALSE;
}

static gboolean has_bit(const guint64 *bits, guint32 hash)
{
    return (bits[hash % BITS / 64] >> (hash & 63u) & 1u) != 0;
}

/* Of five words in a row the last is looked at first: where the text has it not, five are passed over. */
static gboolean quotes(const Look *look, const GArray *said, const guint64 *bits)
{
    const guint32 *hash = (const guint32 *)(gconstpointer)said->data;
    for (guint i = 0; i + SECRET_QUOTED <= said->len;) {
        guint n = SECRET_QUOTED;
        while (n > 0 && has_bit(bits, hash[i + n - 1]))
            n--;
        if (n == 0 && stands_quoted(look, hash + i))
            return TRUE;
        i += MAX(n, 1u);
    }
    return FALSE;
}

static gboolean quotes_any(const Look *look)
{
    guint64 bits[BITS / 64] = {0};
    if (look->words->len < SECRET_QUOTED || look->s->said->len == 0)
        return FALSE;
    for (guint i = 0; i < look->words->len; i++) {
        guint32 hash = word_at(look->words, i)->hash;
        bits[hash % BITS / 64] |= G_GUINT64_CONSTANT(1) << (hash & 63u);
    }
    for (guint i = 0; i < look->s->said->len; i++)
        if (quotes(look, g_ptr_array_index(look->s->said, i), bits))
            return TRUE;
    return FALSE;
}

/* ---- all of it ---- */

static const char *word_here(const Look *look)
{
    const char *what = name_here(look);
    if (what == NULL)
        what = part_here(look);
    if (what == NULL && has_hash(look->s->codes, here(look)->hash))
        what = "an identifier";
    return what == NULL && other_reference(look) ? "the reference of another case" : what;
}

static Look look_at(OutgoingSecrets *s, const char *text)
{
    g_array_set_size(s->words, 0);
    word_scan(text, s->words);
    return (Look){.s = s, .text = text, .words = s->words};
}

const char *outgoing_secrets_in(OutgoingSecrets *s, const char *text, gboolean words_may)
{
    Look look = look_at(s, text);
    const char *what = NULL;
    for (; look.at < look.words->len && what == NULL; look.at++)
        if (secret_wanted(s, here(&look)->hash))
            what = word_here(&look);
    if (what == NULL && has_birth(&look))
        what = "a date of birth";
    if (what == NULL && has_any_id(&look))
        what = "an identifier";
    return what == NULL && !words_may && quotes_any(&look) ? "words of what somebody wrote" : what;
}

/* "INC0012345": a system's own number, which goes back to who wrote it (ticket.h). */
static gboolean is_ticket(const char *text, const ScannedWord *word)
{
    const char *p = text + word->start, *end = p + word->length;
    const char *digits = p;
    while (digits < end && g_ascii_isupper(*digits))
        digits++;
    gsize letters = (gsize)(digits - p), others = (gsize)(end - digits);
    while (digits < end && g_ascii_isdigit(*digits))
        digits++;
    return digits == end && letters <= TICKET_LETTERS && others >= TICKET_DIGITS;
}

gboolean outgoing_secrets_foreign(OutgoingSecrets *s, const char *text)
{
    Look look = look_at(s, text);
    for (; look.at < look.words->len; look.at++) {
        const ScannedWord *word = here(&look);
        if (!word->number && word->length > 1 && !own_words_has(s->rules->own_words, word->hash) &&
            !is_ticket(text, word))
            return TRUE;
    }
    return FALSE;
}
