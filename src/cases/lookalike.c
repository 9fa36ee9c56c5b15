/* lookalike: who writes from an address that reads like a known one, or under another's name.
 *
 * A receiver's dmarc=pass proves the domain, and a domain of one's own is easily had: with letters of another
 * alphabet, 'rn' for 'm', one letter more or less, or a known name in front. Promises that a domain of the
 * directory, and whatever lies below it, is never taken for a look-alike. Says why without a word of the
 * message: only what the site itself knows is named. No I/O. */
#include "lookalike.h"
#include "domain_name.h"
#include "person_name.h"
#include "text.h"
#include <string.h>

#define EDIT_LENGTH 5u /* shorter names are too often one letter apart */

/* ---- for the eye ---- */

static const struct {
    gunichar like;
    char letter;
} confusables[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043e, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'}, {0x0456, 'l'}, {0x0458, 'j'}, {0x0455, 's'}, {0x0501, 'd'}, {0x04bb, 'h'},
    {0x04cf, 'l'}, {0x051b, 'q'}, {0x051d, 'w'}, {0x043a, 'k'}, {0x043c, 'm'}, {0x0442, 't'},
    {0x0433, 'r'}, {0x043d, 'h'}, {0x0432, 'b'}, {0x03bf, 'o'}, {0x03b1, 'a'}, {0x03bd, 'v'},
    {0x03c1, 'p'}, {0x03c5, 'u'}, {0x03b9, 'l'}, {0x03ba, 'k'}, {0x03c4, 't'}, {0x03c7, 'x'},
    {0x03b5, 'e'}, {0x03b7, 'n'}, {0x0131, 'l'}, {0x0261, 'g'}, {0x0251, 'a'}, {0x0142, 'l'},
    {0x00f8, 'o'}, {0x0111, 'd'}, {0x017f, 'f'}, {0x0581, 'g'}, {0x057d, 'u'}, {0x0585, 'o'},
    {0x0570, 'h'}, {0x0578, 'n'}, {'0', 'o'},    {'1', 'l'},    {'i', 'l'},    {'|', 'l'},
    {'5', 's'},    {'_', '-'},
};

static gunichar letter_of(gunichar c)
{
    for (gsize i = 0; i < G_N_ELEMENTS(confusables); i++)
        if (confusables[i].like == c)
            return (gunichar)confusables[i].letter;
    return c;
}

static void join(GString *text, const char *two, const char *one)
{
    g_string_replace(text, two, one, 0);
}

char *lookalike_skeleton(const char *text)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    g_autofree char *apart = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL);
    GString *out = g_string_new(NULL);
    for (const char *at = apart ? apart : ""; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_ismark(c) && !g_unichar_iszerowidth(c))
            g_string_append_unichar(out, letter_of(c));
    }
    join(out, "rn", "m");
    join(out, "vv", "w");
    join(out, "cl", "d");
    return g_string_free(out, FALSE);
}

/* ---- domains ---- */

/* Is one letter changed, added, left away, or one pair swapped? */
static gboolean one_edit(const char *a, const char *b)
{
    gsize long_a = strlen(a), long_b = strlen(b), same = 0, tail = 0;
    while (a[same] && a[same] == b[same])
        same++;
    gsize most = MIN(long_a, long_b) - same;
    while (tail < most && a[long_a - 1 - tail] == b[long_b - 1 - tail])
        tail++;
    gsize rest_a = long_a - same - tail, rest_b = long_b - same - tail;
    if (rest_a == 2 && rest_b == 2)
        return a[same] == b[same + 1] && a[same + 1] == b[same];
    return rest_a <= 1 && rest_b <= 1 && rest_a + rest_b > 0;
}

/* Length of the label in which the two differ; of the longer one where a dot does. */
static gsize edited_length(const char *shown, const char *known)
{
    gsize same = 0;
    while (known[same] && shown[same] == known[same])
        same++;
    gsize start = same, end = same + strcspn(known + same, ".");
    while (start > 0 && known[start - 1] != '.')
        start--;
    gsize next = known[same] == '.' ? strcspn(known + same + 1, ".") : 0;
    return MAX(end - start, next);
}

/* Names below this one are given to anybody: "example", "org.uk". */
static gboolean is_public(const char *parent)
{
    static const char *const second[] = {"ac",  "co",  "gov", "ltd",    "me",  "mod", "net",
                                         "nhs", "org", "plc", "police", "sch", NULL};
    const char *dot = strchr(parent, '.');
    g_autofree char *first = dot ? g_strndup(parent, (gsize)(dot - parent)) : NULL;
    return !dot || (g_str_equal(dot, ".uk") && g_strv_contains(second, first));
}

/* Two names side by side in a domain that one organisation owns. */
static gboolean are_siblings(const char *a, const char *b)
{
    const char *parent_a = strchr(a, '.'), *parent_b = strchr(b, '.');
    return parent_a && parent_b && g_str_equal(parent_a, parent_b) && !is_public(parent_a + 1);
}

static gboolean reads_like(const char *shown, const char *known)
{
    g_autofree char *one = lookalike_skeleton(shown), *other = lookalike_skeleton(known);
    if (g_str_equal(one, other))
        return TRUE;
    return one_edit(shown, known) && edited_length(shown, known) >= EDIT_LENGTH &&
           !are_siblings(shown, known);
}

/* The name itself, and without its first labels, as long as there are two. */
static gboolean any_part_like(const char *shown, const char *known)
{
    for (const char *part = shown; part && strchr(part, '.'); part = strchr(part, '.') + 1)
        if (reads_like(part, known))
            return TRUE;
    gsize length = strlen(known);
    return g_str_has_prefix(shown, known) &&
           shown[length] == '.'; /* "school.example.bad.example" */
}

static gboolean is_within(const char *domain, const char *known)
{
    gsize length = strlen(domain), tail = strlen(known);
    return length >= tail && g_ascii_strcasecmp(domain + length - tail, known) == 0 &&
           (length == tail || domain[length - tail - 1] == '.');
}

/* All domains that the site knows, of const char *. */
static GPtrArray *known_domains(const Ruleset *rules)
{
    GPtrArray *known = g_ptr_array_new();
    for (guint i = 0; rules->site.mailboxes[i] != NULL; i++)
        g_ptr_array_add(known, (gpointer)text_address_domain(rules->site.mailboxes[i]));
    for (guint i = 0; i < directory_agencies(rules->directory); i++) {
        const Agency *agency = directory_agency_at(rules->directory, i);
        for (guint j = 0; agency->domains[j] != NULL; j++)
            g_ptr_array_add(known, agency->domains[j]);
    }
    return known;
}

static gboolean is_known(const char *domain, const Ruleset *rules)
{
    g_autoptr(GPtrArray) known = known_domains(rules);
    for (guint i = 0; i < known->len; i++)
        if (is_within(domain, known->pdata[i]))
            return TRUE;
    return FALSE;
}

const char *lookalike_domain(const char *domain, const Ruleset *rules)
{
    if (is_known(domain, rules))
        return NULL;
    g_autoptr(GPtrArray) known = known_domains(rules);
    g_autofree char *shown = domain_name_shown(domain);
    for (guint i = 0; shown != NULL && i < known->len; i++) {
        g_autofree char *other = domain_name_shown(known->pdata[i]);
        if (other != NULL && any_part_like(shown, other))
            return known->pdata[i];
    }
    return NULL;
}

/* ---- what else is shown ---- */

/* The domain of an address that stands in a display name, newly allocated; NULL without one. */
static char *shown_domain(const char *name)
{
    g_auto(GStrv) words = g_strsplit_set(name, " \t<>()[]\"',;:", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        g_autofree char *address = text_address_fold(words[i]);
        if (address != NULL)
            return g_strdup(text_address_domain(address));
    }
    return NULL;
}

/* Somebody of the directory who is called so. */
static const Post *namesake(const char *name, const Ruleset *rules, Day today)
{
    g_autofree char *skeleton = lookalike_skeleton(name);
    for (guint i = 0; i < directory_posts(rules->directory) && name_words(name) > 1; i++) {
        const Post *post = directory_post_at(rules->directory, i);
        g_autofree char *other = lookalike_skeleton(post->name);
        if (name_compare(skeleton, other) == NAME_SAME)
            return post;
    }
    return NULL;
}

static void add(Sender *sender, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(Sender *sender, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values), *before = sender->doubt;
    va_end(values);
    sender->doubt = before ? g_strdup_printf("%s; %s", before, text) : g_steal_pointer(&text);
}

static void fail(Sender *sender, char *why)
{
    sender->level = SENDER_FAILED;
    sender->proven = FALSE;
    g_free(sender->why);
    sender->why = why;
}

static void examine_name(Sender *sender, const char *domain, const Ruleset *rules, Day today)
{
    g_autofree char *shown = shown_domain(sender->shown);
    gboolean elsewhere = shown != NULL && g_ascii_strcasecmp(shown, domain) != 0;
    if (elsewhere && sender->level == SENDER_UNKNOWN && is_known(shown, rules)) {
        fail(sender,
             g_strdup("it shows an address of a domain we know in the place of its name, and "
                      "comes from another"));
        return;
    }
    if (elsewhere)
        add(sender, "it shows another address in the place of its name");
    const Post *post = sender->level == SENDER_UNKNOWN && sender->posts->len == 0
                           ? namesake(sender->shown, rules, today)
                           : NULL;
    const Agency *agency = post != NULL ? directory_agency(rules->directory, post->agency) : NULL;
    if (agency != NULL)
        add(sender,
            "it bears the name of somebody of %s in the directory, whose address is another",
            agency->name);
}

static void examine_reply_to(Sender *sender, const MailRecord *mail, const char *domain,
                             const Ruleset *rules)
{
    const char *there = text_address_domain(mail->reply_to);
    if (there == NULL || g_ascii_strcasecmp(there, domain) == 0)
        return;
    const Agency *agency = directory_agency_of_domain(rules->directory, mail->reply_to);
    if (agency == NULL || agency != sender->agency)
        add(sender,
            "it asks for answers at an address of another domain (Reply-To), where none are "
            "sent");
}

static void examine_domain(Sender *sender, const char *domain, const Ruleset *rules)
{
    const char *like = lookalike_domain(domain, rules);
    if (like != NULL)
        fail(sender, g_strdup_printf("its domain can be read as %s, and is another", like));
    else if (sender->level == SENDER_UNKNOWN && sender->agency == NULL &&
             g_strv_contains((const char *const *)rules->site.free_mail, domain))
        add(sender, "it comes from a free-mail provider, where anybody may take any name");
}

void lookalike_examine(Sender *sender, const MailRecord *mail, const Ruleset *rules, Day today)
{
    const char *domain = text_address_domain(sender->email);
    if (domain == NULL || sender->level == SENDER_FAILED)
        return;
    examine_domain(sender, domain, rules);
    if (sender->level != SENDER_FAILED)
        examine_name(sender, domain, rules, today);
    if (sender->level != SENDER_FAILED)
        examine_reply_to(sender, mail, domain, rules);
}
