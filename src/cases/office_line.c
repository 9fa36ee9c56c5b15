/* office_line: the desk's decisions, read from the lines of a reply.
 *
 * Promises that nothing is read into a line: every word of it must have its place, but for the reason
 * behind the colon. Liberal in form (case, bullets, marks that mail programs put in, the number first),
 * strict in meaning: two numbers that may each be meant, a reference whose letter is wrong, a line that may
 * be the end of the one above it are said to be in doubt. Hostile text ends as lines in which nothing is
 * recognised. Never fails. */
#include "office_line.h"

#include <string.h>

#include "deciding.h"
#include "reference_find.h"
#include "text.h"

#define LINE_BYTES 4000u
#define REASON_LETTERS 2000u
#define NUMBER_DIGITS 4u
#define NUMBERS_MOST 20u
#define WRAPPED_FROM 60u /* bytes: a line so long may have been broken by the mail program */

static const char two_numbers[] = "it has two numbers, and either may be meant";
static const char bad_reference[] = "its reference is none: the check letter does not fit";
static const char two_references[] = "it names more than one case";
static const char several_readings[] = "its reference can be read in several ways";
static const char no_target[] = "it does not say which: a number of the mail, or a reference";
static const char no_number[] = "it does not say which message: a number of the mail";
static const char no_reference[] = "it does not say which case: a reference";
static const char both_targets[] = "it has a number and a reference";
static const char more_words[] = "there are words in it that have no place before the colon";
static const char no_colon[] = "behind the number there must be a colon before the words";
static const char many_numbers[] = "it has too many numbers";
static const char no_words[] = "it does not say where to";
static const char no_reason[] = "it gives no reason behind a colon";
static const char no_text[] = "the note has no text";
static const char wrapped[] =
    "it stands right below a long line and may be the end of that: leave a line empty between them";
static const char below[] = "it stands below the end of your message";
static const char too_many[] = "there are more lines than are read at once";

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

static const struct {
    const char *name, *usage;
    gboolean reason, settles;
} about[] = {
    [OFFICE_NOTHING] = {"", "", FALSE, FALSE},
    [OFFICE_LINK] = {"link", "link NUMBER REFERENCE", FALSE, TRUE},
    [OFFICE_OPEN] = {"open", "open NUMBER", FALSE, TRUE},
    [OFFICE_SET_ASIDE] = {"set aside", "set aside NUMBER: REASON", TRUE, TRUE},
    [OFFICE_NOTE] = {"note", "note NUMBER: TEXT (or note REFERENCE: TEXT)", TRUE, FALSE},
    [OFFICE_NOT_URGENT] = {"not urgent", "not urgent REFERENCE: REASON", TRUE, FALSE},
    [OFFICE_ROUTE] = {"route", "route REFERENCE AGENCY: REASON", FALSE, FALSE},
    [OFFICE_STAGE] = {"stage", "stage REFERENCE STAGE: REASON", TRUE, FALSE},
    [OFFICE_CLOSE] = {"close", "close REFERENCE: REASON", TRUE, FALSE},
    [OFFICE_REOPEN] = {"reopen", "reopen REFERENCE: REASON", TRUE, FALSE},
    [OFFICE_HOLD] = {"hold", "hold REFERENCE: REASON", TRUE, FALSE},
    [OFFICE_RELEASE] = {"release", "release REFERENCE: REASON", TRUE, FALSE},
};

const char *office_verb_usage(OfficeVerb verb)
{
    return about[verb].usage;
}

gboolean office_verb_needs_reason(OfficeVerb verb)
{
    return about[verb].reason;
}

gboolean office_verb_settles(OfficeVerb verb)
{
    return about[verb].settles;
}

static void line_free(gpointer data)
{
    OfficeLine *line = data;
    g_array_unref(line->numbers);
    g_free(line->reference);
    g_free(line->words);
    g_free(line->to);
    g_free(line->reason);
    g_free(line);
}

static OfficeLine *line_new(guint number)
{
    OfficeLine *line = g_new0(OfficeLine, 1);
    line->line = number;
    line->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    return line;
}

static void doubt(OfficeLine *line, const char *trouble)
{
    if (line->trouble == NULL)
        line->trouble = trouble;
}

/* ---- the line as it came ---- */

static gunichar plain(gunichar c)
{
    switch (c) {
    case 0xff1a: /* full width */
    case 0xfe55:
        return ':';
    case 0x2018:
    case 0x2019:
        return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
        return '"';
    case 0x2010:
    case 0x2011:
        return '-';
    default:
        return g_unichar_isspace(c) || g_unichar_iscntrl(c) ? ' ' : c;
    }
}

/* One blank where there were several, nothing that cannot be seen. */
static char *cleaned(const char *raw, gsize length)
{
    g_autofree char *valid = text_valid(raw, MIN(length, LINE_BYTES));
    GString *out = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = plain(g_utf8_get_char(p));
        gboolean blank = c == ' ' && (out->len == 0 || out->str[out->len - 1] == ' ');
        if (!blank && g_unichar_type(c) != G_UNICODE_FORMAT)
            g_string_append_unichar(out, c);
    }
    while (out->len > 0 && strchr(" \"`", out->str[out->len - 1]) != NULL)
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static gboolean is_bullet(gunichar c)
{
    return g_utf8_strchr("-*+>•·‣▪◦●○–—\"'`(", -1, c) != NULL;
}

static const char *skip_bullets(const char *s)
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
static const char *behind(const char *s, const char *word)
{
    gsize length = strlen(word);
    return g_ascii_strncasecmp(s, word, length) == 0 && is_word_end(s[length]) ? s + length : NULL;
}

/* Behind any of these, as often as they come, with the blanks between. */
static const char *skip_words(const char *s, const char *const *words)
{
    for (gboolean more = TRUE; more;) {
        more = FALSE;
        s = skip_blanks(s);
        for (const char *const *word = words; *word != NULL && !more; word++) {
            const char *end = behind(s, *word);
            more = end != NULL && (*end == ' ' || *end == '\0' || *end == ',' || *end == '#');
            s = more ? end + (*end == ',') : s;
        }
    }
    return s;
}

static const char *skip_courtesy(const char *s)
{
    static const char *const words[] = {"please", "pls", "kindly", NULL};
    return skip_words(s, words);
}

static const char *skip_filling(const char *s)
{
    static const char *const words[] = {"message", "number", "item", "line", "case", "no.", "no",
                                        "nr",      "the",    "on",   "to",   "for",  NULL};
    for (;;) {
        const char *next = skip_words(s, words);
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
    if (line->numbers->len >= NUMBERS_MOST)
        doubt(line, many_numbers);
    else
        g_array_append_val(line->numbers, number);
}

static OfficeVerb take_verb(const char *s, const char **end_out)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
        const char *end = behind(s, verbs[i].words);
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
        doubt(line, found->readings->len > 1 ? several_readings : bad_reference);
    line->reference = g_strdup(right);
    g_string_erase(text, (gssize)found->start, (gssize)(found->end - found->start));
    g_string_insert_c(text, (gssize)found->start, ' ');
    g_autoptr(ReferenceFound) other = reference_find(text->str, prefixes, found->start);
    if (other != NULL)
        doubt(line, two_references);
}

static void set_reason(OfficeLine *line, const char *text)
{
    const char *begin = text + strspn(text, " :,-");
    while (g_str_has_prefix(begin, "–") || g_str_has_prefix(begin, "—"))
        begin = skip_blanks(g_utf8_next_char(begin));
    g_autofree char *one = text_line(begin, REASON_LETTERS);
    if (!text_empty(one))
        line->reason = g_steal_pointer(&one);
}

/* ---- what settles messages ---- */

static gboolean is_filler(const char *word)
{
    static const char *const words[] = {
        "and",  "&",       "to",       "with",    "as",     "a",      "an",   "the",     "new",
        "case", "it",      "no",       "no.",     "number", "nr",     "item", "message", "+",
        "of",   "numbers", "messages", "belongs", "items",  "please", NULL};
    return g_strv_contains(words, word);
}

static void take_list(OfficeLine *line, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,;", -1);
    for (char **word = words; *word != NULL; word++) {
        guint number = 0;
        const char *begin = **word == '#' ? *word + 1 : *word, *end = take_number(begin, &number);
        g_autofree char *folded = g_ascii_strdown(*word, -1);
        if (end != NULL && (*end == '\0' || strspn(end, ".)") == strlen(end)))
            add_number(line, number);
        else if (**word != '\0' && !is_filler(folded) && !g_str_equal(*word, "."))
            doubt(line, more_words);
    }
}

static void read_settling(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    const char *before = NULL, *after = find_reason(rest, &before);
    g_autoptr(GString) head = g_string_new_len(rest, before - rest);
    take_reference(line, head, prefixes);
    take_list(line, head->str);
    set_reason(line, after);
    if (line->numbers->len == 0)
        doubt(line, no_number);
    if (line->verb == OFFICE_LINK && line->reference == NULL)
        doubt(line, no_reference);
    if (line->verb != OFFICE_LINK && line->reference != NULL)
        doubt(line, both_targets);
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
            doubt(line, found->readings->len > 1 ? several_readings : bad_reference);
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
        doubt(line, two_numbers);
    if (line->numbers->len > 0 && line->reference != NULL)
        doubt(line, both_targets);
    if (line->numbers->len == 0 && line->reference == NULL)
        doubt(line, no_target);
}

/* Words that follow a reference say why, with or without a colon; behind a number they might be anything. */
static void read_said(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    g_autoptr(GString) text = g_string_new(rest);
    gboolean numbered = FALSE;
    const char *after = take_target(line, text, prefixes, &numbered);
    const char *words = after + strspn(after, " .)");
    gboolean marked = *words == ':' || *words == '-' || *words == '\0' ||
                      g_str_has_prefix(words, "–") || g_str_has_prefix(words, "—") ||
                      behind(words, "because") != NULL;
    if (line->verb == OFFICE_RELEASE && take_number(words, &line->release) != NULL)
        words = skip_blanks(take_number(words, &line->release));
    else if (numbered && !marked)
        doubt(line, no_colon);
    const char *because = behind(words, "because");
    set_reason(line, because != NULL ? because : words);
    check_target(line);
}

/* "csc to a.b@csc.example" */
static void take_address(OfficeLine *line, char *words)
{
    char *at = strstr(words, " to ");
    if (at == NULL || strchr(at, '@') == NULL)
        return;
    line->to = text_address_fold(g_strstrip(at + 4));
    if (line->to == NULL)
        doubt(line, more_words);
    *at = '\0';
}

/* 'route' and 'stage': the target, and behind it where to. */
static void read_moving(OfficeLine *line, const char *rest, const char *const *prefixes)
{
    const char *before = NULL, *after = find_reason(rest, &before);
    g_autoptr(GString) head = g_string_new_len(rest, before - rest);
    gboolean numbered = FALSE;
    const char *where = skip_blanks(take_target(line, head, prefixes, &numbered));
    where = behind(where, "to") != NULL ? skip_blanks(behind(where, "to")) : where;
    g_autofree char *words = g_strdup(where);
    if (line->verb == OFFICE_ROUTE)
        take_address(line, words);
    g_strchomp(words);
    set_reason(line, after);
    check_target(line);
    if (*words == '\0')
        doubt(line, no_words);
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
        doubt(line, line->verb == OFFICE_NOTE ? no_text : no_reason);
}

/* A number before the verb that is not the one behind it may be the number of a list, or a slip. */
static void check_leading(OfficeLine *line, guint leading)
{
    if (leading == 0)
        return;
    gboolean same = line->numbers->len == 1 && g_array_index(line->numbers, guint, 0) == leading;
    if (line->numbers->len > 0 && !same)
        doubt(line, two_numbers);
}

static void read_line(OfficeLine *line, const char *clean, const char *const *prefixes)
{
    guint leading = 0;
    const char *rest = NULL;
    const char *begin = leading_number(skip_courtesy(skip_bullets(clean)), &leading);
    line->verb = take_verb(begin, &rest);
    if (line->verb == OFFICE_NOTHING)
        return;
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

/* ---- the whole ---- */

static gboolean ends_sentence(const char *text)
{
    gsize length = strlen(text);
    return length == 0 || strchr(".!?;", text[length - 1]) != NULL;
}

/* Only words with which people begin and end. */
static gboolean is_courtesy(const char *clean)
{
    static const char *const words[] = {
        "hi",        "hello",  "dear",   "all",        "team",  "good", "morning", "afternoon",
        "evening",   "thanks", "thank",  "you",        "very",  "much", "many",    "ok",
        "okay",      "noted",  "please", "see",        "below", "as",   "follows", "here",
        "are",       "is",     "my",     "the",        "and",   "for",  "answers", "answer",
        "decisions", "to",     "cheers", "ta",         "with",  "best", "wishes",  "kind",
        "regards",   "a",      "this",   "colleagues", NULL};
    g_autofree char *folded = text_fold(clean);
    g_auto(GStrv) each = g_strsplit(folded, " ", -1);
    for (char **word = each; *word != NULL; word++)
        if (!g_strv_contains(words, *word))
            return FALSE;
    return TRUE;
}

static gboolean is_greeting(const char *clean)
{
    static const char *const words[] = {"hi", "hello", "dear", "morning", "afternoon"};
    g_autofree char *folded = text_fold(clean);
    g_auto(GStrv) each = g_strsplit(folded, " ", -1);
    if (g_strv_length(each) > 3)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(each[0], words[i]) == 0)
            return TRUE;
    return FALSE;
}

/* A farewell: names and addresses follow. */
static gboolean is_farewell(const char *clean)
{
    static const char *const ends[] = {"regards",
                                       "kind regards",
                                       "best regards",
                                       "warm regards",
                                       "best wishes",
                                       "kindest regards",
                                       "many thanks and regards",
                                       "best",
                                       "yours sincerely",
                                       "with kind regards"};
    g_autofree char *folded = text_fold(clean);
    if (g_str_has_prefix(folded, "sent from my") || g_str_equal(clean, "--"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_equal(folded, ends[i]))
            return TRUE;
    return FALSE;
}

/* What mail programs put above a mail that they quote without a mark. */
static gboolean is_quoting(const char *clean)
{
    return g_str_has_prefix(clean, "-----Original") || g_str_has_prefix(clean, "________") ||
           (behind(clean, "from") != NULL && strchr(clean, ':') == clean + 4 &&
            strchr(clean, '@') != NULL) ||
           (behind(clean, "on") != NULL && g_str_has_suffix(clean, "wrote:"));
}

typedef struct {
    GPtrArray *lines;
    const char *const *prefixes;
    OfficeLine *before;   /* the decision right above, or NULL */
    gboolean long_before; /* that line may have been broken */
    gboolean ended;
} Lines;

static void go_on(OfficeLine *line, const char *clean)
{
    g_autofree char *whole = g_strconcat(line->reason, " ", clean, NULL);
    g_free(line->reason);
    line->reason = text_line(whole, REASON_LETTERS);
}

static void add_line(Lines *all, guint number, const char *clean)
{
    OfficeLine *line = line_new(number);
    gboolean broken = all->before != NULL && all->long_before && all->before->reason != NULL;
    read_line(line, clean, all->prefixes);
    gboolean decides = line->verb != OFFICE_NOTHING;
    if (all->lines->len + 1 == OFFICE_LINES_MOST)
        doubt(line, too_many);
    if (decides && all->ended)
        doubt(line, below);
    if (decides && broken && !ends_sentence(all->before->reason))
        doubt(line, wrapped);
    if (!decides && broken) {
        go_on(all->before, clean);
        all->long_before = strlen(clean) >= WRAPPED_FROM;
        line_free(line);
        return;
    }
    if (!decides && (all->ended || is_courtesy(clean) || is_greeting(clean))) {
        line_free(line);
        all->before = NULL;
        return;
    }
    g_ptr_array_add(all->lines, line);
    all->before = decides ? line : NULL;
    all->long_before = strlen(clean) >= WRAPPED_FROM;
}

GPtrArray *office_lines_read(const char *text, const Ruleset *rules)
{
    g_autofree char **prefixes = known_prefixes(rules);
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    Lines all = {.lines = lines, .prefixes = (const char *const *)prefixes};
    guint number = 0;
    for (const char *at = text; *at != '\0' && lines->len < OFFICE_LINES_MOST;) {
        const char *end = strchr(at, '\n');
        gsize length = end != NULL ? (gsize)(end - at) : strlen(at);
        g_autofree char *clean = cleaned(at, length);
        at += length + (end != NULL);
        number++;
        if (is_quoting(clean))
            break;
        all.ended = all.ended || is_farewell(clean);
        if (*skip_bullets(clean) == '\0')
            all.before = NULL;
        else
            add_line(&all, number, clean);
    }
    return lines;
}

gboolean office_lines_decide(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (((const OfficeLine *)g_ptr_array_index(lines, i))->verb != OFFICE_NOTHING)
            return TRUE;
    return FALSE;
}

char *office_line_words(const OfficeLine *line)
{
    if (line->verb == OFFICE_NOTHING)
        return g_strdup_printf("line %u of your message", line->line);
    GString *words = g_string_new(about[line->verb].name);
    for (guint i = 0; i < line->numbers->len; i++)
        g_string_append_printf(words, "%s%u", i > 0 ? ", " : " ",
                               g_array_index(line->numbers, guint, i));
    if (line->reference != NULL)
        g_string_append_printf(words, "%s%s", line->verb == OFFICE_LINK ? " to " : " ",
                               line->reference);
    return g_string_free(words, FALSE);
}
