/* ticket: other systems' numbers.
 *
 * A number proves nothing and moves nothing: whoever writes it may have read it anywhere. It is a suggestion, and only for the
 * agency that gave it. It goes back to nobody but the address that wrote it, in the subject, and there nothing may stand
 * that names a child: so what is given back is made of words of a fixed list, marks and digits, and no number that may be
 * a child's own (NHS number, date of birth, an identifier in the case). Numbers of records systems (Mosaic and the like) are
 * a child's: they are kept and never given back. Does no I/O; without a match in time there is no number. */
#include "ticket.h"
#include "nhs_number.h"
#include "pattern.h"
#include "text.h"
#include <string.h>

#define ALIASES_MOST 20u /* of one case */
#define FOUND_MOST 5u    /* in one subject */
#define ALIAS_CHARACTERS 40u
#define NHS_DIGITS 10u

typedef enum { OF_MESSAGE, OF_RT, OF_PERSON } NumberKind;

static const struct {
    NumberKind kind;
    const char *expression;
} kinds[] = {
    /* [Ticket#2026030410000012] [Request ID: 123] [#123] [SR-1234] */
    {OF_MESSAGE, "\\[(?=[^\\]\\d]*[a-z#])(?:(?:ticket|request|incident|call|issue|enquiry|job|"
                 "service request|helpdesk|support|sr|inc|hd)[ ]?(?:id|no|number|ref)?\\.?)?[ ]?"
                 "[#:-]{0,2}[ ]?\\d{3,20}\\]"},
    /* INC0012345 SR-20441 */
    {OF_MESSAGE,
     "(?<![\\w-])(?:INC|RITM|REQ|SCTASK|TASK|CHG|SR|TKT|HD|WO|CRQ|PRB)[-_#]?\\d{4,12}(?![\\w-])"},
    /* Ticket #: 12345 */
    {OF_MESSAGE,
     "(?<!\\w)(?:ticket|incident|request|helpdesk|service request)[ ]?(?:id|no\\.?|number|"
     "ref)?[ ]?[#:]{1,2}[ ]?\\d{3,20}(?!\\w)"},
    /* (Ref: 123456) */
    {OF_MESSAGE, "\\((?:our |your |ticket )?ref(?:erence)?\\.?[ ]?[:#][ ]?\\d{3,20}\\)"},
    /* [csc.example #12]: RT knows its own matters by its name and the number */
    {OF_RT, "\\[([a-z0-9][a-z0-9.-]{2,60}) #\\d{1,12}\\]"},
    {OF_PERSON,
     "(?<!\\w)(?:mosaic|liquid ?logic|lcs|ehm|azeus|carefirst|framework-?i|niche|athena|systm ?one|"
     "emis|rio|cpoms|myconcern|case|client|la)(?:[ -]?(?:id|no\\.?|number|ref))?[ ]?[:#]?[ ]?"
     "[a-z]{0,2}\\d{4,12}(?!\\w)"},
};

static void ticket_free(gpointer data)
{
    Ticket *ticket = data;
    g_free(ticket->text);
    g_free(ticket);
}

/* ---- numbers that may be a child's ---- */

static guint number_at(const char *digits, guint from, guint length)
{
    guint number = 0;
    for (guint i = 0; i < length; i++)
        number = number * 10 + (guint)(digits[from + i] - '0');
    return number;
}

static gboolean is_date(guint mday, guint month, guint year)
{
    return mday >= 1 && mday <= 31 && month >= 1 && month <= 12 && year >= 1980 && year <= 2060;
}

/* 14052018, 20180514, 140518, 180514 */
static gboolean may_be_born(const char *digits)
{
    gsize length = strlen(digits);
    if (length == 8)
        return is_date(number_at(digits, 0, 2), number_at(digits, 2, 2), number_at(digits, 4, 4)) ||
               is_date(number_at(digits, 6, 2), number_at(digits, 4, 2), number_at(digits, 0, 4));
    return length == 6 && (is_date(number_at(digits, 0, 2), number_at(digits, 2, 2), 2000) ||
                           is_date(number_at(digits, 4, 2), number_at(digits, 2, 2), 2000));
}

static gboolean may_be_anybodys(const char *text)
{
    g_autofree char *digits = text_digits(text);
    return may_be_born(digits) || (strlen(digits) == NHS_DIGITS && !nhs_number_is_wrong(digits));
}

static gboolean in_identifier(const char *digits, const char *ids)
{
    g_autofree char *known = text_digits(ids != NULL ? ids : "");
    return strstr(known, digits) != NULL || (*known != '\0' && strstr(digits, known) != NULL);
}

/* An identifier of a child of the case or the message. */
static gboolean is_a_childs(const Deciding *x, const char *text)
{
    g_autofree char *digits = text_digits(text);
    gboolean childs = FALSE;
    for (guint i = 0; x->c != NULL && i < x->c->children->len; i++)
        childs |= in_identifier(digits, ((const Child *)g_ptr_array_index(x->c->children, i))->ids);
    for (guint i = 0; x->reading != NULL && i < x->reading->children->len; i++)
        childs |= in_identifier(
            digits, ((const ChildRead *)g_ptr_array_index(x->reading->children, i))->ids);
    return childs;
}

/* ---- finding ---- */

static Pattern *const *patterns(void)
{
    static Pattern *made[G_N_ELEMENTS(kinds)];
    static gsize ready = 0;
    if (g_once_init_enter(&ready)) {
        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
            made[i] = pattern_new(kinds[i].expression, NULL);
        g_once_init_leave(&ready, 1);
    }
    return made;
}

/* RT's own name is that of the sender's domain, or of one above it; any other word may be a child's. */
static gboolean is_their_domain(const char *name, const char *address)
{
    const char *domain = text_address_domain(address);
    gsize length = strlen(name), whole = domain != NULL ? strlen(domain) : 0;
    if (whole < length || strchr(name, '.') == NULL ||
        g_ascii_strcasecmp(domain + whole - length, name) != 0)
        return FALSE;
    return whole == length || domain[whole - length - 1] == '.';
}

static void take(GPtrArray *found, const char *text, NumberKind kind)
{
    for (guint i = 0; i < found->len; i++)
        if (strstr(((const Ticket *)g_ptr_array_index(found, i))->text, text) != NULL)
            return;
    Ticket *ticket = g_new0(Ticket, 1);
    ticket->text = g_strdup(text);
    ticket->echo = kind != OF_PERSON && !may_be_anybodys(text);
    g_ptr_array_add(found, ticket);
}

static void find_kind(GPtrArray *found, const char *subject, const char *address, gsize kind)
{
    const Pattern *pattern = patterns()[kind];
    PatternMatch match;
    gsize length = strlen(subject), from = 0;
    while (found->len < FOUND_MOST &&
           pattern_match(pattern, subject, length, from, &match) == PATTERN_YES) {
        g_autofree char *text = g_strndup(subject + match.start[0], match.end[0] - match.start[0]);
        g_autofree char *name = kinds[kind].kind == OF_RT ? g_strndup(subject + match.start[1],
                                                                      match.end[1] - match.start[1])
                                                          : NULL;
        if (name == NULL || is_their_domain(name, address))
            take(found, text, kinds[kind].kind);
        from = match.end[0];
    }
}

GPtrArray *ticket_find(const char *subject, const char *address)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(ticket_free);
    for (gsize i = 0; strpbrk(subject, "0123456789") != NULL && i < G_N_ELEMENTS(kinds); i++)
        find_kind(found, subject, address, i);
    return found;
}

/* ---- aliases of the case ---- */

static gboolean is_known(const Case *c, const char *agency, const char *address, const char *text)
{
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = g_ptr_array_index(c->aliases, i);
        if (g_str_equal(alias->agency, agency) && g_str_equal(alias->address, address) &&
            g_str_equal(alias->text, text))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_believed(const Deciding *x)
{
    return x->sender != NULL && x->sender->level >= SENDER_KNOWN_DOMAIN &&
           x->sender->agency != NULL && x->ruling == NULL;
}

static void record(Deciding *x, Event *event, const char *text, gboolean echo)
{
    const char *agency = x->sender->agency->id;
    if (x->c->aliases->len < ALIASES_MOST && !is_known(x->c, agency, x->sender->email, text))
        event_change(event, "alias", agency, x->sender->email, text, echo ? "yes" : "no", NULL);
}

/* The reference that the form gives as their own; NULL when it gives none. */
static char *own_reference(const Deciding *x)
{
    const FieldValue *field = x->reading != NULL ? reading_value(x->reading, "their_ref") : NULL;
    return field != NULL && !form_is_no_information(x->rules->forms, field->value)
               ? text_line(field->value, ALIAS_CHARACTERS)
               : NULL;
}

void ticket_record(Deciding *x, Event *event)
{
    if (!is_believed(x))
        return;
    g_autoptr(GPtrArray) found = ticket_find(x->mail->subject, x->sender->email);
    g_autofree char *own = own_reference(x);
    for (guint i = 0; i < found->len; i++) {
        const Ticket *ticket = g_ptr_array_index(found, i);
        record(x, event, ticket->text, ticket->echo && !is_a_childs(x, ticket->text));
    }
    if (own != NULL && strpbrk(own, "0123456789") != NULL)
        record(x, event, own, FALSE);
}

char *ticket_echo(const Deciding *x, const char *to, gboolean answer)
{
    g_autoptr(GPtrArray) found = answer && x->mail != NULL && is_believed(x)
                                     ? ticket_find(x->mail->subject, x->sender->email)
                                     : g_ptr_array_new();
    for (guint i = 0; i < found->len; i++) {
        const Ticket *ticket = g_ptr_array_index(found, i);
        if (ticket->echo && !is_a_childs(x, ticket->text))
            return g_strdup(ticket->text);
    }
    for (guint i = x->c != NULL ? x->c->aliases->len : 0; i > 0; i--) {
        const Alias *alias = g_ptr_array_index(x->c->aliases, i - 1);
        if (alias->echo && g_str_equal(alias->address, to) && !is_a_childs(x, alias->text))
            return g_strdup(alias->text);
    }
    return NULL;
}

/* ---- finding a case by them ---- */

static void add_key(GPtrArray *keys, const char *agency, const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_autofree char *key = g_strdup_printf("their:%s|%s", agency, folded);
    if (!g_ptr_array_find_with_equal_func(keys, key, g_str_equal, NULL))
        g_ptr_array_add(keys, g_steal_pointer(&key));
}

GPtrArray *case_alias_keys(const Case *c)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = g_ptr_array_index(c->aliases, i);
        add_key(keys, alias->agency, alias->text);
    }
    return keys;
}

GPtrArray *ticket_keys(const Deciding *x)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    if (!is_believed(x))
        return keys;
    g_autoptr(GPtrArray) found = ticket_find(x->mail->subject, x->sender->email);
    g_autofree char *own = own_reference(x);
    for (guint i = 0; i < found->len; i++)
        add_key(keys, x->sender->agency->id, ((const Ticket *)g_ptr_array_index(found, i))->text);
    if (own != NULL)
        add_key(keys, x->sender->agency->id, own);
    return keys;
}
