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
#include "office_line_private.h"
#include "reference_find.h"
#include "text.h"

#define LINE_BYTES 4000u
/* Mail programs break lines between these, in letters, so that the next word would not have had room. */
#define WRAPPED_FROM 72
#define WRAPPED_TO 80

static const char wrapped[] =
    "it stands right below a long line and may be the end of that: leave a line empty between them";
static const char below[] = "it stands below the end of your message";
static const char led[] = "the line above it may mean no, or not yet, so it is not understood";
static const char pasted[] =
    "it stands in or below the text of one of our own mails: write it above that";
static const char quoted[] = "it is marked as quoted";
static const char too_many[] = "there are more lines than are read at once";

static const struct {
    const char *name, *usage;
    gboolean reason, settles;
} about[] = {
    [OFFICE_NOTHING] = {"", "", FALSE, FALSE},
    [OFFICE_LINK] = {"link", "link NUMBER REFERENCE (or link NUMBER REFERENCE: READING)", FALSE,
                     TRUE},
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

void office_line_doubt(OfficeLine *line, const char *trouble)
{
    if (line->trouble == NULL)
        line->trouble = trouble;
}

void office_line_unsure(OfficeLine *line, const char *trouble)
{
    line->unsure = line->unsure || line->trouble == NULL;
    office_line_doubt(line, trouble);
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
static gboolean is_quoting(const char *clean, const char *next)
{
    static const char *const fields[] = {"Sent:", "Date:", "To:", "Subject:"};
    gboolean from = office_line_behind(clean, "from") != NULL && clean[4] == ':';
    next += strspn(next, " *\t");
    for (gsize i = 0; from && i < G_N_ELEMENTS(fields); i++)
        if (g_ascii_strncasecmp(next, fields[i], strlen(fields[i])) == 0)
            return TRUE;
    return g_str_has_prefix(clean, "-----Original") || g_str_has_prefix(clean, "________") ||
           (from && strchr(clean, '@') != NULL) ||
           (office_line_behind(clean, "on") != NULL && g_str_has_suffix(clean, "wrote:"));
}

typedef struct {
    GPtrArray *lines;
    const Ruleset *rules;
    const char *const *prefixes;
    OfficeLine *before;     /* the decision right above, or NULL */
    glong letters;          /* of the line above */
    gboolean ended, pasted; /* the writer's own text is at an end; that of ours has begun */
    enum {
        LED_NOT,
        LED_LINE,
        LED_LIST
    } against; /* by what stands above: how much of what follows */
} Lines;

static void go_on(OfficeLine *line, const char *clean)
{
    g_autofree char *whole = g_strconcat(line->reason, " ", clean, NULL);
    g_free(line->reason);
    line->reason = text_line(whole, REASON_LETTERS);
    office_line_check_reason(line);
}

/* May a mail program have broken the line above before this one? */
static gboolean is_wrapped(const Lines *all, const char *clean)
{
    glong word = (glong)strcspn(clean, " ");
    return all->before != NULL && all->before->reason != NULL && all->letters <= WRAPPED_TO &&
           all->letters + 1 + word > WRAPPED_FROM && !ends_sentence(all->before->reason);
}

/* Nothing that may be meant as a decision is taken for the end of another. */
static gboolean is_rest(const Lines *all, const OfficeLine *line, const char *clean)
{
    g_autoptr(ReferenceFound) found = reference_find(clean, all->prefixes, 0);
    return line->verb == OFFICE_NOTHING && found == NULL && strchr(clean, ':') == NULL &&
           is_wrapped(all, clean);
}

/* Why the line is not its writer's own; NULL: it is. */
static const char *foreign(const Lines *all, const char *clean)
{
    return all->pasted ? pasted : office_line_is_quoted(clean) ? quoted : NULL;
}

/* Of what is not his own only that is told to its writer which he may have meant. */
static gboolean is_idle(const Lines *all, const OfficeLine *line, const char *clean)
{
    if (foreign(all, clean) != NULL)
        return line->verb == OFFICE_NOTHING || office_line_is_ours(clean, all->rules) ||
               office_line_is_usage(clean) || (line->numbers->len == 0 && line->reference == NULL);
    return line->verb == OFFICE_NOTHING && (all->ended || is_courtesy(clean) || is_greeting(clean));
}

static void keep_line(Lines *all, OfficeLine *line, const char *clean)
{
    gboolean bare = line->reason == NULL && office_line_skip(clean) == clean;
    if (all->lines->len + 1 == OFFICE_LINES_MOST)
        office_line_doubt(line, too_many);
    if (line->verb != OFFICE_NOTHING && all->ended)
        office_line_doubt(line, below);
    if (foreign(all, clean) != NULL) {
        line->trouble = foreign(all, clean);
        line->unsure = FALSE;
    }
    if (line->verb != OFFICE_NOTHING && bare && is_wrapped(all, clean))
        office_line_doubt(line, wrapped);
    if (line->verb != OFFICE_NOTHING && line->verb != OFFICE_NOTE && all->against != LED_NOT)
        office_line_unsure(line, led);
    g_ptr_array_add(all->lines, line);
    all->before = line->verb != OFFICE_NOTHING ? line : NULL;
}

/* Of the lines that follow this one. */
static void look_above(Lines *all, gboolean decides, const char *clean)
{
    gboolean list = FALSE;
    if (!decides && office_line_leads_against(clean, &list))
        all->against = list ? LED_LIST : LED_LINE;
    else if (!decides || all->against == LED_LINE)
        all->against = LED_NOT;
}

static void add_line(Lines *all, guint number, const char *clean)
{
    OfficeLine *line = line_new(number);
    office_line_read_one(line, clean, all->prefixes);
    gboolean rest = foreign(all, clean) == NULL && is_rest(all, line, clean);
    gboolean idle = !rest && is_idle(all, line, clean);
    if (rest)
        go_on(all->before, clean);
    else if (idle)
        all->before = NULL;
    gboolean decides = line->verb != OFFICE_NOTHING;
    if (rest || idle)
        line_free(line);
    else
        keep_line(all, line, clean);
    if (!rest)
        look_above(all, decides, clean);
    all->letters = g_utf8_strlen(clean, -1);
}

GPtrArray *office_lines_read(const char *text, const Ruleset *rules)
{
    g_autofree const char **prefixes = ruleset_prefixes(rules);
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    Lines all = {.lines = lines, .rules = rules, .prefixes = prefixes};
    guint number = 0;
    for (const char *at = text; *at != '\0' && lines->len < OFFICE_LINES_MOST;) {
        const char *end = strchr(at, '\n');
        gsize length = end != NULL ? (gsize)(end - at) : strlen(at);
        g_autofree char *clean = cleaned(at, length);
        at += length + (end != NULL);
        number++;
        if (is_quoting(clean, at))
            break;
        all.ended = all.ended || is_farewell(clean);
        all.pasted = all.pasted || office_line_is_ours(clean, rules);
        if (*office_line_skip(clean) == '\0') {
            all.before = NULL;
            all.against = all.against == LED_LIST ? LED_LIST : LED_NOT;
        } else
            add_line(&all, number, clean);
    }
    return lines;
}

GPtrArray *office_lines_of_mail(const MailRecord *mail, const Ruleset *rules)
{
    g_autofree char *first = g_strndup(mail->text_new, strlen(mail->text_new) - mail->text_later);
    return office_lines_read(first, rules);
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

char *office_line_likely(const OfficeLine *line)
{
    g_autofree char *words = office_line_words(line);
    g_autofree char *release =
        line->release > 0 ? g_strdup_printf(" %u", line->release) : g_strdup("");
    const char *where = line->verb == OFFICE_ROUTE   ? " AGENCY"
                        : line->verb == OFFICE_STAGE ? " STAGE"
                                                     : "";
    const char *why = line->verb == OFFICE_NOTE  ? ": TEXT"
                      : about[line->verb].reason ? ": REASON"
                                                 : "";
    return g_strconcat(words, release, where, why, NULL);
}
