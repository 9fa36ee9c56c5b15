/* dispute: what a person needs to see to say whether two accounts are of one dispute.
 *
 * Values are compared as the form's type of the field means them: dates as days, agencies as the directory knows them, all
 * else as folded text. A child of the message is the case's child with a key in common, else with the same initials, else the
 * only one where both have one. Never fails, merges nothing. */
#include "dispute.h"
#include "lookup.h"
#include "records.h"
#include "text.h"

/* ---- are two values the same? ---- */

typedef struct { /* a value, and when it was said: 'today' is of that day */
    const char *text;
    Day day;
} Said;

static gboolean same_day(Said a, Said b)
{
    Day one = day_read(a.text, a.day, FALSE, NULL, NULL);
    return one != DAY_UNKNOWN && one == day_read(b.text, b.day, FALSE, NULL, NULL);
}

static gboolean same_agency(const Ruleset *rules, const char *a, const char *b)
{
    g_autoptr(AgencyMatch) one = directory_agency_named(rules->directory, a);
    g_autoptr(AgencyMatch) other = directory_agency_named(rules->directory, b);
    return one->agency != NULL && one->agency == other->agency;
}

static gboolean same_value(const Ruleset *rules, const char *key, Said a, Said b)
{
    const FormField *field = forms_field(rules->forms, key);
    FieldType type = field != NULL ? field->type : FIELD_TEXT;
    if (text_same(a.text, b.text))
        return TRUE;
    if (type == FIELD_DATE || type == FIELD_BIRTH)
        return same_day(a, b);
    return type == FIELD_AGENCY && same_agency(rules, a.text, b.text);
}

/* ---- which child of the case is meant? ---- */

static const char *said_of(const GPtrArray *said, guint child, const char *key)
{
    for (guint i = 0; i < said->len; i++) {
        const HeldSaid *one = g_ptr_array_index(said, i);
        if (one->child == child && g_str_equal(one->key, key))
            return one->value;
    }
    return NULL;
}

static guint children_said(const GPtrArray *said)
{
    guint most = 0;
    for (guint i = 0; i < said->len; i++)
        most = MAX(most, ((const HeldSaid *)g_ptr_array_index(said, i))->child);
    return most;
}

/* The keys that lookups go by, NULL behind them, as a date of birth and as one to come: which of them it is, the case knows. */
static GPtrArray *keys_said(const GPtrArray *said, guint child, Day today)
{
    const char *name = said_of(said, child, "child.name"),
               *born = said_of(said, child, "child.dob");
    const char *ids = said_of(said, child, "child.ids");
    Day day = born != NULL ? day_read(born, today, FALSE, NULL, NULL) : DAY_UNKNOWN;
    const Child read = {.name = (char *)(name != NULL ? name : ""),
                        .ids = (char *)(ids != NULL ? ids : ""),
                        .setting = (char *)"",
                        .born = day,
                        .expected = day};
    GPtrArray *keys = case_child_keys(&read);
    g_ptr_array_add(keys, NULL);
    return keys;
}

static guint child_of(const Case *c, const GPtrArray *said, guint child, Day today)
{
    const char *name = said_of(said, child, "child.name");
    g_autoptr(GPtrArray) keys = keys_said(said, child, today);
    g_autofree char *initials = text_initials(name != NULL ? name : "");
    for (guint i = 0; i < c->children->len; i++) {
        const Child *known = g_ptr_array_index(c->children, i);
        if (case_child_has_key(known, (const char *const *)keys->pdata))
            return known->n;
    }
    for (guint i = 0; i < c->children->len; i++) {
        const Child *known = g_ptr_array_index(c->children, i);
        g_autofree char *own = text_initials(known->name);
        if (*initials != '\0' && g_str_equal(own, initials))
            return known->n;
    }
    gboolean only = c->children->len == 1 && children_said(said) == 1;
    return only ? ((const Child *)g_ptr_array_index(c->children, 0))->n : c->children->len + child;
}

/* ---- side by side ---- */

static void beside_free(gpointer data)
{
    BesideField *field = data;
    g_free(field->key);
    g_free(field->in_case);
    g_free(field->in_message);
    g_free(field);
}

static void add(GPtrArray *fields, const char *key, guint child, const char *in_case,
                const char *in_message, Beside beside)
{
    BesideField *field = g_new0(BesideField, 1);
    field->key = g_strdup(key);
    field->child = child;
    field->in_case = g_strdup(in_case);
    field->in_message = g_strdup(in_message);
    field->beside = beside;
    g_ptr_array_add(fields, field);
}

static gboolean has(const GPtrArray *fields, const char *key, guint child)
{
    for (guint i = 0; i < fields->len; i++) {
        const BesideField *field = g_ptr_array_index(fields, i);
        if (field->child == child && g_str_equal(field->key, key))
            return TRUE;
    }
    return FALSE;
}

static Day day_of(const Ruleset *rules, Instant at)
{
    return at != INSTANT_UNKNOWN ? instant_day(at, rules->site.zone) : DAY_UNKNOWN;
}

/* What the case knows under that key: what was filled in, else what it was understood to be; NULL for nothing. */
static char *value_of(const Case *c, const char *key, guint child, const Ruleset *rules)
{
    const Fact *fact = case_fact_of(c, key, child);
    const Child *known = child != 0 ? case_child(c, child) : NULL;
    const char *agency = g_str_equal(key, "raising_agency")      ? c->raising
                         : g_str_equal(key, "challenged_agency") ? c->challenged
                                                                 : NULL;
    const Agency *meant = directory_agency(rules->directory, agency);
    if (fact != NULL)
        return g_strdup(fact->value);
    if (known != NULL && g_str_equal(key, "child.name") && !text_empty(known->name))
        return g_strdup(known->name);
    if (known != NULL && g_str_equal(key, "child.dob") && known->born != DAY_UNKNOWN)
        return day_words(known->born);
    return meant != NULL ? g_strdup(meant->name) : NULL;
}

GPtrArray *dispute_beside(const Case *c, const HeldRow *held, const Ruleset *rules)
{
    const GPtrArray *said = held->said;
    Day today = day_of(rules, held->received);
    GPtrArray *fields = g_ptr_array_new_with_free_func(beside_free);
    for (guint i = 0; i < said->len; i++) {
        const HeldSaid *one = g_ptr_array_index(said, i);
        guint child = one->child != 0 ? child_of(c, said, one->child, today) : 0;
        const Fact *fact = case_fact_of(c, one->key, child);
        g_autofree char *known = value_of(c, one->key, child, rules);
        Said before = {known, fact != NULL ? day_of(rules, case_fact_at(c, fact)) : DAY_UNKNOWN};
        gboolean same =
            known != NULL && same_value(rules, one->key, before, (Said){one->value, today});
        add(fields, one->key, child, known, one->value,
            known == NULL ? BESIDE_MESSAGE
            : same        ? BESIDE_SAME
                          : BESIDE_DIFFERS);
    }
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(c->facts, i);
        if (!has(fields, fact->key, fact->child))
            add(fields, fact->key, fact->child, fact->value, NULL, BESIDE_CASE);
    }
    return fields;
}
