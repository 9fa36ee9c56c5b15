/* office_line_read: one line of a reply, read as a decision.
 *
 * The number may stand first or behind the verb, the reason behind a colon or a dash. A word that has no
 * place is a doubt, and a doubt is never acted on. */
#include "office_line_private.h"

#include <string.h>

#include "reference_find.h"
#include "text.h"

#define NUMBER_DIGITS 4u
#define NUMBERS_MOST 20u

static const char two_numbers[] = "it has two numbers, and either may be meant";
static const char bad_reference[] = "its reference is none: the check letter does not fit";
static const char two_references[] = "it names more than one case";
static const char several_readings[] = "its reference can be read in several ways";
static const char no_target[] = "it does not say which: a number of the mail, or a reference";
static const char no_number[] = "it does not say which message: a number of the mail";
static const char no_reference[] = "it does not say which case: a reference";
static const char both_targets[] = "it has a number and a reference";
static const char more_words[] = "there are words in it that have no place before the colon";
static const char no_colon[] =
    "behind the number or the reference there must be a colon before the reason";
static const char many_numbers[] = "it has too many numbers";
static const char zero[] = "there is no number 0";
static const char no_words[] = "it does not say where to";
static const char no_reason[] = "it gives no reason behind a colon";
static const char no_text[] = "the note has no text";
static const struct {
    const char *words;
    OfficeVerb verb;
} verbs[] = {
    {"set aside", OFFICE_SET_ASIDE},
    {"set-aside", OFFICE_SET_ASIDE},
    {"setaside", OFFICE_SET_ASIDE},
    {"put aside", OFFICE_SET_ASIDE},
    {"not urgent", OFFICE_NOT_URGENT},
    {"not-urgent", OFFICE_NOT_URGENT},
    {"re-open", OFFICE_REOPEN},
    {"re open", OFFICE_REOPEN},
    {"reopen", OFFICE_REOPEN},
    {"link", OFFICE_LINK},
    {"open", OFFICE_OPEN},
    {"note", OFFICE_NOTE},
    {"route", OFFICE_ROUTE},
    {"stage", OFFICE_STAGE},
    {"move", OFFICE_STAGE},
    {"close", OFFICE_CLOSE},
    {"hold", OFFICE_HOLD},
    {"release", OFFICE_RELEASE},
};

static gboolean is_bullet(gunichar c)
{
    return g_utf8_strchr("-*+>•·‣▪◦●○–—\"'`(", -1, c) != NULL;
}

const char *office_line_skip(const char *s)
{
    while (*s == ' ' || (*s != '\0' && is_bullet(g_utf8_get_char(s))))
        s = g_utf8_next_char(s);
    return s;
}

static const char *skip_blanks(const char *s)
{
    while (*s == ' ')
        s++;
    return s;
}

/* ---- words ---- */

static gboolean is_word_end(char c)
{
    return !g_ascii_isalpha(c) && (guchar)c < 0x80;
}

/* Behind the word, in any case; NULL when it is another. */
const char *office_line_behind(const char *s, const char *word)
{
    gsize length = strlen(word);
    return g_ascii_strncasecmp(s, word, length) == 0 && is_word_end(s[length]) ? s + length : NULL;
}

/* Behind any of these, as often as they come, with the blanks between. */
static const char *skip_words(const char *s, const char *const *words, gboolean comma)
{
    for (gboolean more = TRUE; more;) {
        more = FALSE;
        s = skip_blanks(s);
        for (const char *const *word = words; *word != NULL && !more; word++) {
            const char *end = office_line_behind(s, *word);
            more = end != NULL &&
                   (*end == ' ' || *end == '\0' || (*end == ',' && comma) || *end == '#');
            s = more ? end + (*end == ',') : s;
        }
    }
    return s;
}

static const char *skip_courtesy(const char *s)
{
    static const char *const words[] = {"please", "pls", "kindly", NULL};
    return skip_words(s, words, TRUE);
}

/* A comma behind "no" makes it an answer. */
static const char *skip_filling(const char *s)
{
    static const char *const words[] = {"message", "number", "item", "line", "case", "no.", "no",
                                        "nr",      "the",    "on",   "to",   "for",  NULL};
    for (;;) {
        const char *next = skip_words(s, words, FALSE);
        next += *next == '#' ? 1 : 0;
        if (next == s)
            return s;
        s = next;
    }
}

/* A number that stands by itself; where it ends, or NULL. */
static const char *take_number(const char *s, guint *number_out)
{
    gsize digits = strspn(s, "0123456789");
    if (digits == 0 || digits > NUMBER_DIGITS)
        return NULL;
    const char *end = s + digits;
    *number_out = (guint)g_ascii_strtoull(s, NULL, 10);
    return g_ascii_isalnum(*end) || (guchar)*end >= 0x80 || *end == '/' ? NULL : end;
}

static void add_number(OfficeLine *line, guint number)
{
    for (guint i = 0; i < line->numbers->len; i++)
        if (g_array_index(line->numbers, guint, i) == number)
            return;
    if (number == 0)
        office_line_doubt(line, zero);
    else if (line->numbers->len >= NUMBERS_MOST)
        office_line_doubt(line, many_numbers);
    else
        g_array_append_val(line->numbers, number);
}

static OfficeVerb take_verb(const char *s, const char **end_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        const char *end = office_line_behind(s, verbs[i].words);
        if (end != NULL && *end != '-' && *end != '/' && *end != '\'') {
            *end_out = end;
            return verbs[i].verb;
        }
    }
    return OFFICE_NOTHING;
}

/* ---- parts ---- */

/* Where the reason begins, with the end of what stands before it; the end of the line where there is none. */
static const char *find_reason(const char *s, const char **before_out)
{
    static const char *const marks[] = {":", " - ", " – ", " — ", " because ", ", because "};
    const char *first = NULL, *after = s + strlen(s);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *at = strstr(s, marks[i]);
        if (at != NULL && (first == NULL || at < first)) {
            first = at;
            after = at + strlen(marks[i]);
        }
    }
    *before_out = first != NULL ? first : after;
    return after;
}

/* Behind "3 ", "3: ", "3) ", "No. 3 - " where a verb follows. */
static const char *leading_number(const char *s, guint *number_out)
{
    guint number = 0;
    const char *verb_end = NULL, *end = take_number(skip_filling(s), &number);
    if (end == NULL)
        return s;
    end += strspn(end, " .:)]-,");
    if (g_str_has_prefix(end, "–") || g_str_has_prefix(end, "—"))
        end = skip_blanks(g_utf8_next_char(end));
    if (take_verb(skip_courtesy(end), &verb_end) == OFFICE_NOTHING)
        return s;
    *number_out = number;
    return skip_courtesy(end);
}

/* The reference at this place or behind it; takes it out of `text`. */
static void take_reference(OfficeLine *line, GString *text, const char *const *prefixes)
{
    g_autoptr(ReferenceFound) found = reference_find(text->str, prefixes, 0);
    if (found == NULL)
        return;
    const char *right = reference_found_right(found);
    if (right == NULL)
        office_line_doubt(line, found->readings->len > 1 ? several_readings : bad_reference);
    line->reference = g_strdup(right);
    g_string_erase(text, (gssize)found->start, (gssize)(found->end - found->start));
    g_string_insert_c(text, (gssize)found->start, ' ');
    g_autoptr(ReferenceFound) other = reference_find(text->str, prefixes, found->start);
    if (other != NULL)
        office_line_doubt(line, two_references);
}

static void set_reason(OfficeLine *line, const char *text)
{
    const char *begin = text + strspn(text, " :,-");
    while (g_str_has_prefix(begin, "–") || g_str_has_prefix(begin, "—"))
        begin = skip_blanks(g_utf8_next_char(begin));
    g_autofree char *one = text_line(begin, REASON_LETTERS);
    if (!text_empty(one))
        line->reason = g_steal_pointer(&one);
    office_line_check_reason(line);
}

/* ---- what settles messages ---- */

static gboolean is_filler(const char *word)
{
    static const char *const words[] = {"and",      "&",       "to",      "with",   "as", "a",
                                        "an",       "the",     "new",     "case",   "it", "number",
                                        "nr",       "item",    "message", "+",      "of", "numbers",
                                        "messages", "belongs", "items",   "please", NULL};
    return g_strv_contains(words, word);
}

/* "no 4", and not the "no" of "open 4, no". */
static gboolean is_short_for_number(const char *word, const char *next)
{
    gboolean no = g_str_equal(word, "no") || g_str_equal(word, "no.");
    return no && next != NULL && g_ascii_isdigit(*next);
}

static void take_list(OfficeLine *line, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,;", -1);
    for (char **word = words; *word != NULL; word++) {
        guint number = 0;
        const char *begin = **word == '#' ? *word + 1 : *word, *end = take_number(begin, &number);
        g_autofree char *folded = g_ascii_strdown(*word, -1);
        gboolean filler = is_filler(folded) || is_short_for_number(folded, word[1]);
        if (end != NULL && (*end == '\0' || strspn(end, ".)") == strlen(end)))
            add_number(line, number);
        else if (**word != '\0' && !filler && !g_str_equal(*word, "."))
            office_line_doubt(line, more_words);
    }
}

static void read_settling(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    const char *before = NULL, *after = find_reason(rest, &before);
    g_autoptr(GString) head = g_string_new_len(rest, before - rest);
    take_reference(line, head, prefixes);
    office_line_check_before(line, head->str);
    take_list(line, head->str);
    set_reason(line, after);
    if (line->numbers->len == 0)
        office_line_doubt(line, no_number);
    if (line->verb == OFFICE_LINK && line->reference == NULL)
        office_line_doubt(line, no_reference);
    if (line->verb != OFFICE_LINK && line->reference != NULL)
        office_line_doubt(line, both_targets);
}

/* ---- what is about a case ---- */

/* The number or the reference that it is about, at the beginning; what follows. *numbered_out: it was a number. */
static const char *take_target(OfficeLine *line, GString *text, const char *const *prefixes,
                               gboolean *numbered_out)
{
    guint number = 0;
    const char *begin = skip_filling(text->str);
    g_autoptr(ReferenceFound) found =
        reference_find(text->str, prefixes, (gsize)(begin - text->str));
    if (found != NULL && found->start == (gsize)(begin - text->str)) {
        const char *right = reference_found_right(found);
        if (right == NULL)
            office_line_doubt(line, found->readings->len > 1 ? several_readings : bad_reference);
        line->reference = g_strdup(right);
        return text->str + found->end;
    }
    const char *end = take_number(begin, &number);
    *numbered_out = end != NULL;
    if (end == NULL)
        return text->str;
    add_number(line, number);
    return end;
}

static void check_target(OfficeLine *line)
{
    if (line->numbers->len > 1)
        office_line_doubt(line, two_numbers);
    if (line->numbers->len > 0 && line->reference != NULL)
        office_line_doubt(line, both_targets);
    if (line->numbers->len == 0 && line->reference == NULL)
        office_line_doubt(line, no_target);
}

/* Where the reason begins that must be marked as one; NULL: there are words that are not. */
static const char *marked_reason(const char *words)
{
    const char *plain = *words == ',' ? skip_blanks(words + 1) : words;
    const char *because = office_line_behind(plain, "because");
    if (because != NULL)
        return because;
    gboolean dash = *words == '-' && !g_ascii_isdigit(words[1]); /* "2-4" is none */
    gboolean marked = *words == ':' || *words == '\0' || dash || g_str_has_prefix(words, "–") ||
                      g_str_has_prefix(words, "—");
    return marked ? words : NULL;
}

/* Behind a reference a note's words follow with or without a colon; what does something needs one, since words without
 * may say anything: "close HAV-… when both have confirmed". */
static void read_said(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    g_autoptr(GString) text = g_string_new(rest);
    gboolean numbered = FALSE;
    const char *after = take_target(line, text, prefixes, &numbered);
    const char *words = after + strspn(after, " .)");
    const char *behind = line->verb == OFFICE_RELEASE ? take_number(words, &line->release) : NULL;
    if (behind != NULL) {
        words = skip_blanks(behind);
        if (line->release == 0)
            office_line_doubt(line, zero);
    }
    const char *reason = marked_reason(words);
    check_target(line);
    if (*words == '?')
        office_line_check_before(line, "?");
    else if (reason == NULL && (numbered || line->verb != OFFICE_NOTE))
        office_line_unsure(line, no_colon);
    set_reason(line, reason != NULL ? reason : words);
}

/* "csc to a.b@csc.example" */
static void take_address(OfficeLine *line, char *words)
{
    char *at = strstr(words, " to ");
    if (at == NULL || strchr(at, '@') == NULL)
        return;
    line->to = text_address_fold(g_strstrip(at + 4));
    if (line->to == NULL)
        office_line_doubt(line, more_words);
    *at = '\0';
}

/* 'route' and 'stage': the target, and behind it where to. */
static void read_moving(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    const char *before = NULL, *after = find_reason(rest, &before);
    g_autoptr(GString) head = g_string_new_len(rest, before - rest);
    gboolean numbered = FALSE;
    const char *where = skip_blanks(take_target(line, head, prefixes, &numbered));
    where = office_line_behind(where, "to") != NULL ? skip_blanks(office_line_behind(where, "to"))
                                                    : where;
    g_autofree char *words = g_strdup(where);
    if (line->verb == OFFICE_ROUTE)
        take_address(line, words);
    g_strchomp(words);
    check_target(line);
    office_line_check_before(line, words);
    set_reason(line, after);
    if (*words == '\0')
        office_line_doubt(line, no_words);
    line->words = g_steal_pointer(&words);
}

/* ---- one line ---- */

static void read_verb(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    if (office_verb_settles(line->verb))
        read_settling(line, rest, prefixes);
    else if (line->verb == OFFICE_ROUTE || line->verb == OFFICE_STAGE)
        read_moving(line, rest, prefixes);
    else
        read_said(line, rest, prefixes);
    if (office_verb_needs_reason(line->verb) && line->reason == NULL)
        office_line_doubt(line, line->verb == OFFICE_NOTE ? no_text : no_reason);
}

/* A number before the verb that is not the one behind it may be the number of a list, or a slip. */
static void check_leading(OfficeLine *line, guint leading)
{
    if (leading == 0)
        return;
    gboolean same = line->numbers->len == 1 && g_array_index(line->numbers, guint, 0) == leading;
    if (line->numbers->len > 0 && !same)
        office_line_doubt(line, two_numbers);
}

void office_line_read_one(OfficeLine *line, const char *clean, const char *const *prefixes)
{
    guint leading = 0;
    const char *rest = NULL;
    const char *plain = skip_courtesy(office_line_skip(clean));
    const char *begin = leading_number(plain, &leading);
    line->verb = take_verb(begin, &rest);
    if (line->verb == OFFICE_NOTHING)
        return;
    if (leading == 0 && begin != plain)
        office_line_doubt(line, zero);
    g_autofree char *numbered = NULL;
    guint number = 0;
    const char *next = skip_filling(rest);
    gboolean own = take_number(next, &number) != NULL;
    if (leading > 0 && !own) { /* "3 open", "5: set aside - why": as if it stood behind */
        const char *mark = office_verb_settles(line->verb) || *skip_blanks(rest) == ':' ? "" : " ";
        numbered = g_strdup_printf(" %u%s%s", leading, mark, rest);
        rest = numbered;
    }
    read_verb(line, rest, prefixes);
    check_leading(line, leading);
}
