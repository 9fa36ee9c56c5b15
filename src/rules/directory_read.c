/* directory_read: the rows of agencies.csv and people.csv.
 *
 * Promises that every row which is kept is whole: an identifier, known words where words are
 * expected, dates that exist, an address that can be written to. A row that is not is said at its
 * line and left out, and all rows are looked at, so that one run shows everything. Addresses of the
 * old government secure domains are refused: they are switched off, and mail to them is lost.
 *
 * agencies.csv: agency (the identifier), name, aliases and domains (lists with ';'), service,
 * represented_by and successor (identifiers), secure: tls | secure-step | no-detail.
 * people.csv: agency, role, band 1 to 6, area, name, email, phone, deputy (an address of this
 * file), full_member and senior (yes | no | empty), from, until, confirmed (YYYY-MM-DD or empty).
 */
#include "directory_data.h"
#include "text.h"
#include <string.h>

#define BAND_LAST 6
#define ID_LENGTH 60u

typedef struct {
    Directory *directory;
    const CsvTable *table;
    guint row;
    Diagnostics *diagnostics;
    gboolean whole; /* nothing is wrong with the row so far */
} RowReading;

static void G_GNUC_PRINTF(2, 3) refuse(RowReading *reading, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(reading->diagnostics, csv_table_place(reading->table, reading->row), "%s",
                      text);
    reading->whole = FALSE;
}

static const char *cell(const RowReading *reading, const char *column)
{
    return csv_table_cell(reading->table, reading->row, column);
}

/* A cell that stays, "" when empty. */
static const char *keep(RowReading *reading, const char *column)
{
    return g_string_chunk_insert_const(reading->directory->strings, cell(reading, column));
}

static const char *keep_or_null(RowReading *reading, const char *column)
{
    return *cell(reading, column) != '\0' ? keep(reading, column) : NULL;
}

static const char *required(RowReading *reading, const char *column)
{
    if (*cell(reading, column) == '\0')
        refuse(reading, "'%s' is empty; fill it in", column);
    return keep(reading, column);
}

static gboolean is_id(const char *text)
{
    return strlen(text) <= ID_LENGTH &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(text);
}

static const char *read_id(RowReading *reading, const char *column)
{
    const char *id = required(reading, column);
    if (!is_id(id))
        refuse(reading, "'%s' is no identifier; write small letters, digits, '_' and '-' only", id);
    return id;
}

/* An element of `words` (NULL-ended) as its index; the first when empty and `optional`. */
static guint read_word(RowReading *reading, const char *column, const char *const *words,
                       gboolean optional)
{
    const char *word = cell(reading, column);
    for (guint i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(word, words[i]) == 0)
            return i;
    if (optional && *word == '\0')
        return 0;
    g_autofree char *all = g_strjoinv(", ", (GStrv)words);
    refuse(reading, "'%s' cannot be '%s'; write one of: %s", column, word, all);
    return 0;
}

static gboolean read_yes_no(RowReading *reading, const char *column)
{
    static const char *const words[] = {"no", "yes", NULL};
    return read_word(reading, column, words, TRUE) == 1;
}

static Day read_day(RowReading *reading, const char *column)
{
    const char *text = cell(reading, column);
    if (*text == '\0')
        return DAY_UNKNOWN;
    Day day = day_from_iso(text);
    if (day == DAY_UNKNOWN)
        refuse(reading, "'%s' is no date: '%s'; write it as 2026-03-09", column, text);
    return day;
}

static gboolean is_dead_domain(const char *domain)
{
    static const char *const dead[] = {"gsi.gov.uk", "gcsx.gov.uk", "gsx.gov.uk", "gse.gov.uk"};
    for (gsize i = 0; i < G_N_ELEMENTS(dead); i++) {
        gsize length = strlen(domain), tail = strlen(dead[i]);
        if (length >= tail && g_str_equal(domain + length - tail, dead[i]) &&
            (length == tail || domain[length - tail - 1] == '.'))
            return TRUE;
    }
    return FALSE;
}

/* A folded address, "" when the cell is empty. */
static const char *read_address(RowReading *reading, const char *column)
{
    const char *text = cell(reading, column);
    g_autofree char *folded = text_address_fold(text);
    if (*text == '\0')
        return "";
    if (!folded)
        refuse(reading, "'%s' is no e-mail address: '%s'", column, text);
    else if (is_dead_domain(text_address_domain(folded)))
        refuse(reading,
               "'%s' is an address of the closed government secure network; ask for the new one",
               folded);
    return g_string_chunk_insert_const(reading->directory->strings, folded ? folded : "");
}

static GStrv read_domains(RowReading *reading)
{
    GStrv domains = directory_list(cell(reading, "domains"));
    for (guint i = 0; domains[i]; i++) {
        g_autofree char *probe = g_strconcat("x@", domains[i], NULL);
        char *folded = g_ascii_strdown(domains[i], -1);
        g_free(domains[i]);
        domains[i] = folded;
        if (!text_is_address(probe))
            refuse(reading, "'%s' is no mail domain; write what stands behind the @", folded);
        else if (is_dead_domain(folded))
            refuse(reading, "'%s' belongs to the closed government secure network; remove it",
                   folded);
    }
    return domains;
}

static void add_agency(RowReading *reading, Agency *agency)
{
    Directory *directory = reading->directory;
    const Agency *before = g_hash_table_lookup(directory->by_id, agency->id);
    if (before)
        refuse(reading, "agency '%s' is there already (line %u); remove one", agency->id,
               before->place.line);
    for (guint i = 0; agency->domains[i]; i++) {
        const Agency *owner = g_hash_table_lookup(directory->by_domain, agency->domains[i]);
        if (owner)
            refuse(reading, "domain '%s' is that of agency '%s' (line %u); keep it in one place",
                   agency->domains[i], owner->id, owner->place.line);
    }
    g_ptr_array_add(directory->agencies, agency);
    if (!reading->whole)
        return;
    g_hash_table_insert(directory->by_id, (gpointer)agency->id, agency);
    for (guint i = 0; agency->domains[i]; i++)
        g_hash_table_insert(directory->by_domain, g_strdup(agency->domains[i]), agency);
}

static void read_agency(RowReading *reading)
{
    static const char *const secure_words[] = {"tls", "secure-step", "no-detail", NULL};
    Agency *agency = g_new0(Agency, 1);
    agency->place = csv_table_place(reading->table, reading->row);
    agency->id = read_id(reading, "agency");
    agency->name = required(reading, "name");
    agency->service = read_id(reading, "service");
    agency->aliases = directory_list(cell(reading, "aliases"));
    agency->domains = read_domains(reading);
    agency->represented_by = keep_or_null(reading, "represented_by");
    agency->successor = keep_or_null(reading, "successor");
    agency->secure = (Secure)read_word(reading, "secure", secure_words, FALSE);
    add_agency(reading, agency);
}

const char *const directory_agency_columns[] = {"agency",    "name",    "aliases",
                                                "domains",   "service", "represented_by",
                                                "successor", "secure",  NULL};

void directory_read_agencies(Directory *directory, const CsvTable *table, Diagnostics *diagnostics)
{
    for (guint i = 0; table && i < csv_table_rows(table); i++) {
        RowReading reading = {directory, table, i, diagnostics, TRUE};
        read_agency(&reading);
    }
}

static guint read_band(RowReading *reading)
{
    gint64 band = 0;
    if (!g_ascii_string_to_signed(cell(reading, "band"), 10, 1, BAND_LAST, &band, NULL))
        refuse(reading, "'band' must be a number from 1 (worker) to %d (chair), not '%s'",
               BAND_LAST, cell(reading, "band"));
    return (guint)band;
}

static void add_post(RowReading *reading, Post *post)
{
    Directory *directory = reading->directory;
    if (post->until != DAY_UNKNOWN && post->from != DAY_UNKNOWN && post->until < post->from)
        refuse(reading, "'until' is before 'from'");
    if (!reading->whole) {
        g_free(post);
        return;
    }
    g_ptr_array_add(directory->posts, post);
    if (*post->email == '\0')
        return;
    GPtrArray *posts = g_hash_table_lookup(directory->posts_by_email, post->email);
    if (!posts) {
        posts = g_ptr_array_new();
        g_hash_table_insert(directory->posts_by_email, (gpointer)post->email, posts);
    }
    g_ptr_array_add(posts, post);
}

static void read_post(RowReading *reading)
{
    Post *post = g_new0(Post, 1);
    post->place = csv_table_place(reading->table, reading->row);
    post->agency = read_id(reading, "agency");
    post->role = read_id(reading, "role");
    post->band = read_band(reading);
    post->area = keep(reading, "area");
    post->name = keep(reading, "name");
    post->email = read_address(reading, "email");
    post->phone = keep(reading, "phone");
    post->deputy = read_address(reading, "deputy");
    post->full_member = read_yes_no(reading, "full_member");
    post->senior = read_yes_no(reading, "senior");
    post->from = read_day(reading, "from");
    post->until = read_day(reading, "until");
    post->confirmed = read_day(reading, "confirmed");
    add_post(reading, post);
}

const char *const directory_people_columns[] = {
    "agency", "role",        "band",   "area", "name",  "email",     "phone",
    "deputy", "full_member", "senior", "from", "until", "confirmed", NULL};

void directory_read_people(Directory *directory, const CsvTable *table, Diagnostics *diagnostics)
{
    for (guint i = 0; table && i < csv_table_rows(table); i++) {
        RowReading reading = {directory, table, i, diagnostics, TRUE};
        read_post(&reading);
    }
}
