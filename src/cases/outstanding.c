/* Reads outstanding issues as people write them: "paediatric report, CSC, Wed 25", "medical", "CSC to send the report by
 * Friday". Owns what counts as the same issue and as a word that carries meaning. A part that is neither an agency nor a
 * date stays part of the item; what cannot be told is left open, never guessed. Fails never. */
#include "outstanding.h"
#include "deciding.h"
#include "phone.h"
#include "text.h"
#include <string.h>

#define ITEM_CHARACTERS 200

static const char *const no_content[] = {
    "about",    "again",     "agree",       "agreed",   "agreement", "also",    "and",
    "are",      "been",      "before",      "both",     "call",      "case",    "closed",
    "confirm",  "confirmed", "confirming",  "correct",  "date",      "dear",    "due",
    "email",    "fine",      "for",         "from",     "good",      "had",     "has",
    "have",     "hello",     "her",         "his",      "issue",     "issues",  "item",
    "its",      "kind",      "many",        "matter",   "meeting",   "now",     "okay",
    "our",      "outcome",   "outstanding", "phone",    "please",    "regards", "resolution",
    "resolved", "settled",   "spoke",       "stage",    "telephone", "thank",   "thanks",
    "that",     "the",       "their",       "them",     "then",      "there",   "they",
    "this",     "today",     "tomorrow",    "was",      "were",      "will",    "with",
    "yes",      "yesterday", "you",         "your",     "monday",    "tuesday", "wednesday",
    "thursday", "friday",    "saturday",    "sunday",   "mon",       "tue",     "tues",
    "wed",      "thu",       "thur",        "thurs",    "fri",       "sat",     "sun",
    "january",  "february",  "march",       "april",    "may",       "june",    "july",
    "august",   "september", "october",     "november", "december",  "jan",     "feb",
    "mar",      "apr",       "jun",         "jul",      "aug",       "sep",     "sept",
    "oct",      "nov",       "dec",         "but",      "afternoon", "morning", "everything",
    "all",      NULL};

GPtrArray *outstanding_content(const char *text)
{
    GPtrArray *content = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (guint i = 0; words[i] != NULL; i++)
        if (g_utf8_strlen(words[i], -1) >= 3 && g_ascii_isalpha(words[i][0]) &&
            !g_strv_contains(no_content, words[i]))
            g_ptr_array_add(content, g_strdup(words[i]));
    return content;
}

guint outstanding_shared(GPtrArray *a, GPtrArray *b)
{
    guint n = 0;
    for (guint i = 0; i < a->len; i++)
        n += g_ptr_array_find_with_equal_func(b, g_ptr_array_index(a, i), g_str_equal, NULL);
    return n;
}

gboolean outstanding_same_words(const Outstanding *a, const Outstanding *b)
{
    return text_same(a->item, b->item);
}

gboolean outstanding_same_item(const Outstanding *a, const Outstanding *b)
{
    g_autoptr(GPtrArray) left = outstanding_content(a->item), right = outstanding_content(b->item);
    guint fewer = MIN(left->len, right->len);
    return outstanding_same_words(a, b) ||
           (fewer > 0 && 2 * outstanding_shared(left, right) > fewer);
}

char *outstanding_date_id(guint n)
{
    return g_strdup_printf("outstanding-%u", n);
}

const Outstanding *outstanding_of_date(const Case *c, const CaseDate *date)
{
    for (guint i = 0; i < c->outstanding->len; i++) {
        const Outstanding *item = g_ptr_array_index(c->outstanding, i);
        g_autofree char *id = outstanding_date_id(item->n);
        if (g_str_equal(id, date->id))
            return item;
    }
    return NULL;
}

guint outstanding_last_number(const Case *c)
{
    guint n = 0;
    for (guint i = 0; i < c->outstanding->len; i++)
        n = MAX(n, ((const Outstanding *)g_ptr_array_index(c->outstanding, i))->n);
    return n;
}

char *outstanding_words(const Ruleset *rules, const Outstanding *item)
{
    g_autofree char *due = item->due != DAY_UNKNOWN ? day_words(item->due) : NULL;
    gboolean owned = item->owner != NULL && *item->owner != '\0';
    return g_strdup_printf("%s; %s%s; %s%s", item->item, owned ? "owner " : "owner not said",
                           owned ? agency_name(rules, item->owner) : "",
                           due != NULL ? "due " : "date not said", due != NULL ? due : "");
}

/* ---- reading ---- */

/* "The form of 2 March": which it is, not by when. */
static gboolean names_it(const char *row, gsize start)
{
    static const char *const leads[] = {" of", " from", " dated"};
    static const char *const parts[] = {"end of",     "close of",     "start of",   "beginning of",
                                        "morning of", "afternoon of", "evening of", "week of"};
    g_autofree char *before = g_strchomp(g_strndup(row, start));
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (g_str_has_suffix(before, parts[i]))
            return FALSE; /* of the day itself */
    for (gsize i = 0; i < G_N_ELEMENTS(leads); i++)
        if (g_str_has_suffix(before, leads[i]))
            return TRUE;
    return FALSE;
}

/* The date is asked for last: of several in a row the last is meant. */
static Day last_date(const char *row, Day today, gsize *start_out, gsize *end_out)
{
    Day due = DAY_UNKNOWN;
    for (gsize at = 0, start = 0, end = 0;; at += end) {
        Day day = day_read(row + at, today, TRUE, &start, &end);
        if (day == DAY_UNKNOWN || end == 0)
            return due;
        if (names_it(row, at + start))
            continue;
        due = day;
        *start_out = at + start;
        *end_out = at + end;
    }
}

/* Cuts the date out, with the word that leads to it: "report by Wed 25" → "report ". */
static Day cut_date(GString *row, Day today)
{
    static const char *const leads[] = {"by",    "on", "due",           "before", "for",
                                        "until", "is", "no later than", NULL};
    gsize start = 0, end = 0;
    Day day = last_date(row->str, today, &start, &end);
    if (day == DAY_UNKNOWN)
        return day;
    for (guint i = 0; leads[i] != NULL; i++) {
        gsize n = strlen(leads[i]), before = start;
        while (before > 0 && row->str[before - 1] == ' ')
            before--;
        if (before < n || g_ascii_strncasecmp(row->str + before - n, leads[i], n) != 0 ||
            (before > n && g_ascii_isalnum(row->str[before - n - 1])))
            continue;
        start = before - n;
        i = (guint)-1; /* "is due by" */
    }
    g_string_overwrite_len(row, start, ",", 1);
    g_string_erase(row, (gssize)start + 1, (gssize)(end - start) - 1);
    return day;
}

static const Agency *agency_in(const Ruleset *rules, const char *part)
{
    g_autoptr(AgencyMatch) match = directory_agency_named_beside(rules->directory, part, part);
    return match->agency;
}

/* A person or a post of the directory that the whole part names. */
static gboolean is_person(const Ruleset *rules, const char *part)
{
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        g_autofree char *role = role_words(post->role);
        if ((*post->name != '\0' && text_same(post->name, part)) || text_same(role, part))
            return TRUE;
    }
    return FALSE;
}

/* "CSC to send the report": what stands before 'to' or 'will', if it is somebody. */
static char *leading_owner(const Ruleset *rules, const char **part)
{
    static const char *const joints[] = {" to ", " will "};
    for (gsize i = 0; i < G_N_ELEMENTS(joints); i++) {
        const char *at = strstr(*part, joints[i]);
        g_autofree char *before = at != NULL ? g_strndup(*part, (gsize)(at - *part)) : NULL;
        const Agency *agency = before != NULL ? agency_in(rules, before) : NULL;
        if (agency == NULL && (before == NULL || !is_person(rules, before)))
            continue;
        *part = at + strlen(joints[i]);
        return g_strdup(agency != NULL ? agency->id : before);
    }
    return NULL;
}

static char *owner_of(const Ruleset *rules, const char *part)
{
    const Agency *agency = agency_in(rules, part);
    return agency != NULL ? g_strdup(agency->id) : is_person(rules, part) ? g_strdup(part) : NULL;
}

static GStrv parts_of(GString *row)
{
    g_string_replace(row, " - ", ",", 0);
    g_string_replace(row, " \xe2\x80\x93 ", ",", 0);
    return g_strsplit_set(row->str, ",|\t()", -1);
}

static Outstanding *read_row(const Ruleset *rules, Day today, const char *text, guint n)
{
    g_autoptr(GString) row = g_string_new(text);
    Day due = cut_date(row, today);
    g_auto(GStrv) parts = parts_of(row);
    g_autoptr(GString) item = g_string_new(NULL);
    g_autofree char *owner = NULL;
    for (guint i = 0; parts[i] != NULL; i++) {
        g_autofree char *trimmed = text_trim_copy(parts[i], strlen(parts[i]));
        gsize length = strlen(trimmed);
        while (length > 0 && strchr(".,:; ", trimmed[length - 1]) != NULL)
            trimmed[--length] = '\0';
        const char *part = trimmed;
        if (*part == '\0')
            continue;
        char *whole =
            owner == NULL && (item->len > 0 || parts[i + 1] != NULL) ? owner_of(rules, part) : NULL;
        if (whole != NULL) {
            owner = whole;
            continue;
        }
        if (owner == NULL)
            owner = leading_owner(rules, &part);
        g_string_append_printf(item, "%s%s", item->len > 0 ? ", " : "", part);
    }
    g_autofree char *line = text_line(item->str, ITEM_CHARACTERS);
    return *line != '\0' ? outstanding_new(n, line, owner != NULL ? owner : "", due) : NULL;
}

/* "Sunniva", "S", "S.D. :)": of the name of who signs, and nothing else. */
static gboolean is_signature(const char *signer, const char *row)
{
    g_autofree char *written = text_fold(row), *whole = text_fold(text_or_empty(signer));
    g_auto(GStrv) parts = g_strsplit(written, " ", -1), names = g_strsplit(whole, " ", -1);
    g_autoptr(GString) initials = g_string_new(NULL);
    for (guint i = 0; names[i] != NULL; i++)
        g_string_append_len(initials, names[i], *names[i] != '\0');
    for (guint i = 0; parts[i] != NULL; i++) {
        gboolean initial = strlen(parts[i]) == 1 && strchr(initials->str, *parts[i]) != NULL;
        if (!initial && !g_strv_contains((const char *const *)names, parts[i]) &&
            !g_str_equal(parts[i], initials->str))
            return FALSE;
    }
    return *written != '\0' && *whole != '\0';
}

/* A number that stands under a name: alone, or with what it is. */
static gboolean is_telephone(const char *row)
{
    static const char *const labels[] = {"t",      "m",  "mob",    "mobile", "tel",  "telephone",
                                         "phone",  "dd", "direct", "office", "work", "ext",
                                         "number", "no", "line",   NULL};
    gsize start = 0, end = 0;
    g_autofree char *number = phone_read(row, &start, &end);
    if (number == NULL)
        return FALSE;
    g_autofree char *before = g_strndup(row, start);
    g_autofree char *around = g_strconcat(before, " ", row + end, NULL);
    g_autofree char *folded = text_fold(around);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (guint i = 0; words[i] != NULL; i++)
        if (*words[i] != '\0' && !g_strv_contains(labels, words[i]))
            return FALSE;
    return TRUE;
}

/* Where the prose goes on, the list has ended. */
static gboolean ends_list(const Ruleset *rules, const char *signer, const char *row)
{
    static const char *const closings[] = {"regards", "kind regards", "best wishes", "many thanks",
                                           "thanks",  "thank you",    "yours",       "sincerely"};
    g_autofree char *folded = text_fold(row);
    for (gsize i = 0; i < G_N_ELEMENTS(closings); i++)
        if (g_str_has_prefix(folded, closings[i]))
            return TRUE;
    g_autofree char *name = text_line(row, ITEM_CHARACTERS);
    return is_person(rules, name) || is_signature(signer, row) || is_telephone(row) ||
           words_say(rules, row, "policy-issue") || g_str_has_prefix(folded, "also ");
}

/* A row's first sentence; *more_out: there is prose behind it. */
static char *first_sentence(const char *row, gboolean *more_out)
{
    for (const char *at = row; *at != '\0'; at++)
        if (strchr(".!?", *at) != NULL && at[1] == ' ' && g_ascii_isupper(at[2])) {
            *more_out = TRUE;
            return g_strndup(row, (gsize)(at - row));
        }
    *more_out = FALSE;
    return g_strdup(row);
}

/* A mail program breaks long lines: a line that ends with a comma goes on in the next, unless that begins an item. */
static char *unwrapped(const char *text)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at++) {
        gboolean comma = whole->len > 0 && whole->str[whole->len - 1] == ',';
        const char *next = at[0] == '\r' && at[1] == '\n' ? at + 1 : at;
        gboolean joins = *next == '\n' && comma && g_ascii_isalpha(next[1]);
        g_string_append_c(whole, joins ? ' ' : *at);
        at = joins ? next : at;
    }
    return g_string_free(g_steal_pointer(&whole), FALSE);
}

GPtrArray *outstanding_read(const Ruleset *rules, Day today, const char *signer, const char *text)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(outstanding_free);
    g_autofree char *joined = unwrapped(text);
    g_auto(GStrv) rows = g_strsplit_set(joined, "\n;", -1);
    gboolean more = FALSE, begun = FALSE;
    for (guint i = 0; rows[i] != NULL && !more; i++) {
        const char *row = rows[i] + strspn(rows[i], " \t-*\r");
        g_autofree char *first = first_sentence(row, &more);
        if (text_empty(row)) {
            if (begun)
                break;
            continue;
        }
        if (ends_list(rules, signer, first))
            break;
        begun = TRUE;
        if (form_is_no_information(rules->forms, first) ||
            words_say(rules, first, "nothing-outstanding"))
            continue;
        Outstanding *item = read_row(rules, today, first, items->len + 1);
        if (item != NULL)
            g_ptr_array_add(items, item);
    }
    return items;
}

GPtrArray *outstanding_in_prose(const Ruleset *rules, Day today, const char *signer,
                                const char *text)
{
    static const char *const behind[] = {"issues", "issue", "items", "item", "is", "are", "still"};
    g_autofree char *lower = g_ascii_strdown(text, -1);
    for (const char *at = lower; (at = strstr(at, "outstanding")) != NULL;) {
        const char *value = at += strlen("outstanding");
        value += strspn(value, " ");
        for (gsize i = 0; i < G_N_ELEMENTS(behind); i++)
            if (g_str_has_prefix(value, behind[i])) {
                value += strlen(behind[i]);
                value += strspn(value, " ");
                break;
            }
        if (*value == ':' || g_str_has_prefix(value, "- "))
            return outstanding_read(rules, today, signer, text + (value + 1 - lower));
    }
    return words_say(rules, text, "nothing-outstanding")
               ? g_ptr_array_new_with_free_func(outstanding_free)
               : NULL;
}
