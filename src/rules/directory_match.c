/* directory_match: which agency a form means.
 *
 * Promises never to guess: an agency is the answer only where the whole text, or the part of it
 * before a comma, dash or bracket, is one agency's name, alias or identifier and no other's, and what
 * stands behind it belongs to it (directory_behind.c). For everything else there are candidates with the reason each could be meant, for a person to choose
 * from. The partnership itself is no candidate: it has no part in a dispute. Changes nothing. */
#include "directory_data.h"
#include "text.h"
#include <string.h>

#define WORDS_MOST 12u /* of a name that are compared */
#define CANDIDATES_MOST 5u

typedef struct {
    const Agency *agency; /* successors followed */
    gboolean succeeded;
    char *why;
} Meaning;

typedef struct {
    AgencyCandidate *candidate;
    guint score, order;
} Scored;

static void candidate_free(gpointer data)
{
    AgencyCandidate *candidate = data;
    g_free(candidate->why);
    g_free(candidate);
}

void agency_match_free(AgencyMatch *match)
{
    if (!match)
        return;
    g_free(match->why);
    g_ptr_array_unref(match->candidates);
    g_free(match);
}

static void meaning_free(gpointer data)
{
    Meaning *meaning = data;
    g_free(meaning->why);
    g_free(meaning);
}

static AgencyCandidate *candidate_new(const Agency *agency, char *why)
{
    AgencyCandidate *candidate = g_new0(AgencyCandidate, 1);
    candidate->agency = agency;
    candidate->why = why;
    return candidate;
}

/* "Children's" is written "Childrens" as often. */
static char *without_apostrophes(const char *name)
{
    GString *text = g_string_new(name);
    g_string_replace(text, "'", "", 0);
    g_string_replace(text, "’", "", 0);
    return g_string_free(text, FALSE);
}

/* A name for comparing: folded, without apostrophes and article. */
static char *name_fold(const char *name)
{
    gboolean apostrophes = strchr(name, '\'') || strstr(name, "’");
    g_autofree char *plain = apostrophes ? without_apostrophes(name) : NULL;
    char *folded = text_fold(plain ? plain : name);
    if (g_str_has_prefix(folded, "the "))
        memmove(folded, folded + 4, strlen(folded + 4) + 1);
    return folded;
}

void directory_index_agencies(Directory *directory)
{
    for (guint i = 0; i < directory->agencies->len; i++) {
        Agency *agency = g_ptr_array_index(directory->agencies, i);
        g_autofree char *name = name_fold(agency->name), *id = name_fold(agency->id);
        directory_index_add(directory->agencies_by_name, name, agency);
        directory_index_add(directory->agencies_by_name, id, agency);
        for (guint j = 0; agency->aliases[j]; j++) {
            g_autofree char *alias = name_fold(agency->aliases[j]);
            directory_index_add(directory->agencies_by_name, alias, agency);
        }
    }
}

static gboolean name_same(const char *folded, const char *name)
{
    g_autofree char *other = name_fold(name);
    return g_str_equal(folded, other);
}

/* How `folded`, which names the agency, does so; newly allocated. */
static char *named_by(const Agency *agency, const char *folded)
{
    if (name_same(folded, agency->name))
        return g_strdup("name as in the directory");
    for (guint i = 0; agency->aliases[i]; i++)
        if (name_same(folded, agency->aliases[i]))
            return g_strdup_printf("alias '%s'", agency->aliases[i]);
    return g_strdup_printf("identifier '%s'", agency->id);
}

static void add_meaning(GPtrArray *meanings, const Directory *directory, const Agency *agency,
                        const char *said, char *why)
{
    const Agency *now = directory_successor(directory, agency);
    for (guint i = 0; i < meanings->len; i++) {
        if (((const Meaning *)g_ptr_array_index(meanings, i))->agency == now) {
            g_free(why);
            return;
        }
    }
    Meaning *meaning = g_new0(Meaning, 1);
    meaning->agency = now;
    meaning->succeeded = now != agency;
    meaning->why = now == agency ? why : g_strdup_printf("'%s' is now %s", said, now->name);
    if (now != agency)
        g_free(why);
    g_ptr_array_add(meanings, meaning);
}

static GPtrArray *meanings_of(const Directory *directory, const char *said)
{
    GPtrArray *meanings = g_ptr_array_new_with_free_func(meaning_free);
    g_autofree char *folded = name_fold(said);
    const GPtrArray *named = g_hash_table_lookup(directory->agencies_by_name, folded);
    for (guint i = 0; *folded != '\0' && named && i < named->len; i++) {
        const Agency *agency = g_ptr_array_index(named, i);
        add_meaning(meanings, directory, agency, said, named_by(agency, folded));
    }
    return meanings;
}

/* The end of the last part of the first `length` bytes that a comma, dash or bracket begins; 0 if
 * there is none. A hyphen counts only between blanks: "0-19 service" is one name. */
static gsize shorter(const char *text, gsize length)
{
    static const char *const marks[] = {",", ";", "(", "[", "–", "—", " - ", "/"};
    gsize best = 0;
    for (gsize end = length; end-- > 0 && best == 0;)
        for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
            if (strncmp(text + end, marks[i], strlen(marks[i])) == 0)
                best = end;
    return best;
}

static void be_meant(AgencyMatch *match, Meaning *meaning)
{
    match->agency = meaning->agency;
    match->succeeded = meaning->succeeded;
    match->why = g_steal_pointer(&meaning->why);
}

static void offer(AgencyMatch *match, GPtrArray *meanings)
{
    for (guint i = 0; i < meanings->len; i++) {
        Meaning *meaning = g_ptr_array_index(meanings, i);
        AgencyCandidate *candidate = candidate_new(meaning->agency, g_steal_pointer(&meaning->why));
        candidate->exact = TRUE;
        g_ptr_array_add(match->candidates, candidate);
    }
}

static void be_ambiguous(AgencyMatch *match, GPtrArray *meanings, const char *said)
{
    match->why = g_strdup_printf("'%s' means several agencies", said);
    offer(match, meanings);
}

/* Nobody can tell whether it is this one, or the one that is named behind it. */
static void be_doubtful(const Directory *directory, AgencyMatch *match, GPtrArray *meanings,
                        const char *text, const char *behind)
{
    g_autoptr(GPtrArray) others = meanings_of(directory, behind);
    match->why = g_strdup_printf("the directory has no '%s'; it may be another place's", text);
    offer(match, meanings);
    offer(match, others);
}

/* TRUE once the text, or a part of it, means one agency or several, or may. */
static gboolean find_meaning(const Directory *directory, AgencyMatch *match, const char *text,
                             const char *beside)
{
    for (gsize length = strlen(text); length > 0; length = shorter(text, length)) {
        g_autofree char *said = text_trim_copy(text, length);
        g_autoptr(GPtrArray) meanings = meanings_of(directory, said);
        Meaning *first = meanings->len > 0 ? g_ptr_array_index(meanings, 0) : NULL;
        if (meanings->len > 1)
            be_ambiguous(match, meanings, said);
        else if (first && directory_behind_belongs(directory, first->agency, text + length, beside))
            be_meant(match, first);
        else if (first)
            be_doubtful(directory, match, meanings, text, text + length);
        if (first)
            return TRUE;
    }
    return FALSE;
}

/* "hospitals" and "hospital" are one word here. */
static void singular(char *word)
{
    gsize length = strlen(word);
    if (length > 3 && word[length - 1] == 's' && word[length - 2] != 's')
        word[length - 1] = '\0';
}

/* The words of a name that tell agencies apart, each once; of char *. */
static GPtrArray *telling_words(const char *name)
{
    static const char *const common[] = {"the", "of", "and", "for", "in",  "at",
                                         "a",   "s",  "to",  "our", "nhs", NULL};
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *plain = without_apostrophes(name);
    g_autofree char *folded = text_fold(plain);
    g_auto(GStrv) pieces = g_strsplit(folded, " ", -1);
    for (guint i = 0; pieces[i] && words->len < WORDS_MOST; i++) {
        singular(pieces[i]);
        if (*pieces[i] != '\0' && !g_strv_contains(common, pieces[i]) &&
            !g_ptr_array_find_with_equal_func(words, pieces[i], g_str_equal, NULL))
            g_ptr_array_add(words, g_strdup(pieces[i]));
    }
    return words;
}

static guint shared_words(const GPtrArray *said, const char *name)
{
    g_autoptr(GPtrArray) words = telling_words(name);
    guint shared = 0;
    for (guint i = 0; i < said->len; i++)
        shared +=
            g_ptr_array_find_with_equal_func(words, g_ptr_array_index(said, i), g_str_equal, NULL);
    return shared;
}

/* The agency's name or alias with the most of the words. */
static const char *best_name(const Agency *agency, const GPtrArray *said, guint *shared_out)
{
    const char *best = agency->name;
    *shared_out = shared_words(said, agency->name);
    for (guint i = 0; agency->aliases[i]; i++) {
        guint shared = shared_words(said, agency->aliases[i]);
        if (shared > *shared_out) {
            *shared_out = shared;
            best = agency->aliases[i];
        }
    }
    return best;
}

/* The name or alias that the text is a misspelling of; NULL if none. */
static const char *misspelt_name(const Agency *agency, const char *text)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, (gpointer)agency->name);
    for (guint i = 0; agency->aliases[i]; i++)
        g_ptr_array_add(names, agency->aliases[i]);
    g_ptr_array_add(names, NULL);
    return nearest_word(text, (const char *const *)names->pdata);
}

static void score_agency(GArray *scored, const Directory *directory, const Agency *agency,
                         const char *text, const GPtrArray *said)
{
    guint shared = 0;
    const char *name = best_name(agency, said, &shared);
    const char *misspelt = misspelt_name(agency, text);
    char *why = NULL;
    if (misspelt)
        why = g_strdup_printf("'%s' is spelt nearly like '%s'", text, misspelt);
    else if (shared > 0)
        why = g_strdup_printf("%u of the %u words of '%s' in '%s'", shared, said->len, text, name);
    else
        return;
    Scored entry = {.candidate = candidate_new(directory_successor(directory, agency), why),
                    .score = shared + (misspelt ? said->len + 1 : 0),
                    .order = scored->len};
    entry.candidate->misspelt = misspelt != NULL;
    g_array_append_val(scored, entry);
}

static gint likeliest_first(gconstpointer a, gconstpointer b)
{
    const Scored *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static gboolean is_candidate(const AgencyMatch *match, const Agency *agency)
{
    for (guint i = 0; i < match->candidates->len; i++)
        if (((const AgencyCandidate *)g_ptr_array_index(match->candidates, i))->agency == agency)
            return TRUE;
    return FALSE;
}

static void find_candidates(const Directory *directory, AgencyMatch *match, const char *text)
{
    g_autoptr(GPtrArray) said = telling_words(text);
    g_autoptr(GArray) scored = g_array_new(FALSE, FALSE, sizeof(Scored));
    for (guint i = 0; said->len > 0 && i < directory->agencies->len; i++) {
        const Agency *agency = directory_agency_at(directory, i);
        if (!g_str_equal(agency->service, "partnership"))
            score_agency(scored, directory, agency, text, said);
    }
    g_array_sort(scored, likeliest_first);
    for (guint i = 0; i < scored->len; i++) {
        AgencyCandidate *candidate = g_array_index(scored, Scored, i).candidate;
        if (match->candidates->len < CANDIDATES_MOST && !is_candidate(match, candidate->agency))
            g_ptr_array_add(match->candidates, candidate);
        else
            candidate_free(candidate);
    }
}

const AgencyCandidate *agency_match_misspelt(const AgencyMatch *match)
{
    const AgencyCandidate *found = NULL;
    for (guint i = 0; i < match->candidates->len; i++) {
        const AgencyCandidate *candidate = g_ptr_array_index(match->candidates, i);
        if (candidate->misspelt && found)
            return NULL;
        found = candidate->misspelt ? candidate : found;
    }
    return found;
}

AgencyMatch *directory_agency_named_beside(const Directory *directory, const char *text,
                                           const char *beside)
{
    AgencyMatch *match = g_new0(AgencyMatch, 1);
    match->candidates = g_ptr_array_new_with_free_func(candidate_free);
    g_autofree char *line = text_line(text ? text : "", 200);
    if (find_meaning(directory, match, line, beside))
        return match;
    find_candidates(directory, match, line);
    match->why = match->candidates->len > 0
                     ? g_strdup_printf("no agency is called '%s'; some names are like it", line)
                     : g_strdup_printf("no agency is called '%s'", line);
    return match;
}

AgencyMatch *directory_agency_named(const Directory *directory, const char *text)
{
    return directory_agency_named_beside(directory, text, "");
}
