/* Puts directory entries and known facts into answers. Promises: nobody is named whom the policy does
 * not list; a post without a holder is said, never filled by a guess; of a case only its reference and
 * reply-safe fields go into a form, with the sender's own data. */
#include "asking.h"
#include "form_blank.h"
#include "policy_asks.h"
#include "sender.h"
#include "text.h"

/* The agency's own people in a role, else those whom its representative lends. */
static GPtrArray *posts_for(const Deciding *x, const Agency *agency, const char *role)
{
    const Directory *directory = x->rules->directory;
    GPtrArray *own = directory_posts_of(directory, agency->id, role, deciding_acting_day(x));
    guint above = 0;
    const char *lender =
        directory_lender(directory, agency->id, role, deciding_acting_day(x), &above);
    if (own->len > 0 || lender == NULL)
        return own;
    g_ptr_array_unref(own);
    GPtrArray *lent = directory_posts_of(directory, lender, role, deciding_acting_day(x));
    for (guint i = lent->len; i-- > 0;)
        if (((const Post *)g_ptr_array_index(lent, i))->band <= above)
            g_ptr_array_remove_index(lent, i);
    return lent;
}

static void append_post(const Deciding *x, GString *lines, const char *role, const Post *post)
{
    g_string_append_printf(lines, "- %s: %s, %s, %s", role, post->name,
                           agency_name(x->rules, post->agency), post->email);
    if (*post->phone != '\0')
        g_string_append_printf(lines, ", %s", post->phone);
    g_string_append_c(lines, '\n');
}

static GPtrArray *posts_asked(const Deciding *x, const PolicyAsk *ask, const char *role)
{
    if (!ask->own_agency)
        return directory_posts_of(x->rules->directory, NULL, role, deciding_acting_day(x));
    return x->sender->agency != NULL ? posts_for(x, x->sender->agency, role) : g_ptr_array_new();
}

/* The people of one line of the policy. Roles that nobody has are said only where none of the line's is held. */
static guint append_ask(const Deciding *x, GString *lines, const PolicyAsk *ask)
{
    g_autoptr(GString) vacant = g_string_new(NULL);
    guint found = 0;
    for (guint i = 0; ask->roles[i] != NULL; i++) {
        g_autofree char *words = role_words(ask->roles[i]);
        g_autoptr(GPtrArray) posts = posts_asked(x, ask, ask->roles[i]);
        for (guint j = 0; j < posts->len; j++)
            append_post(x, lines, words, g_ptr_array_index(posts, j));
        if (posts->len == 0)
            g_string_append_printf(vacant, "- %s: nobody is entered in the directory\n", words);
        found += posts->len;
    }
    if (found == 0)
        g_string_append(lines, vacant->str);
    return found;
}

char *asking_whom(const Deciding *x, const PolicySideRoute *route, guint *found_out)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    *found_out = 0;
    for (guint i = 0; i < route->ask->len; i++)
        *found_out += append_ask(x, lines, g_ptr_array_index(route->ask, i));
    g_string_truncate(lines, lines->len > 0 ? lines->len - 1 : 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

char *asking_sender(const Deciding *x)
{
    g_autofree char *role = role_words(sender_role(x->sender));
    const char *name = *x->sender->name != '\0' ? x->sender->name : x->sender->email;
    return g_strdup_printf("%s%s%s%s%s", name, *role != '\0' ? ", " : "", role,
                           x->sender->agency != NULL ? ", " : "",
                           x->sender->agency != NULL ? x->sender->agency->name : "");
}

char *asking_detail(const Deciding *x)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    if (!text_empty(x->reading->words))
        g_string_append_printf(lines, "%s\n", x->reading->words);
    for (guint i = 0; i < x->reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(x->reading->values, i);
        if (!value->own_words)
            g_string_append_printf(lines, "%s: %s\n", value->field->label, value->value);
    }
    return g_strdup(g_strstrip(lines->str));
}

static void put(GHashTable *values, const char *key, const char *text)
{
    char *line = text != NULL ? text_line(text, 200) : NULL;
    if (line != NULL && *line != '\0')
        g_hash_table_insert(values, (gpointer)key, line);
    else
        g_free(line);
}

static void put_sender(const Deciding *x, GHashTable *values)
{
    const Post *post = x->sender->posts->len > 0 ? g_ptr_array_index(x->sender->posts, 0) : NULL;
    g_autofree char *role = role_words(sender_role(x->sender));
    g_autofree char *contact = post != NULL && *post->phone != '\0'
                                   ? g_strdup_printf("%s, %s", x->sender->email, post->phone)
                                   : g_strdup(x->sender->email);
    put(values, "originator", x->sender->name);
    put(values, "originator.role", role);
    put(values, "sender_contact", contact);
    put(values, "raising_agency", x->sender->agency != NULL ? x->sender->agency->name : NULL);
}

/* Of a case: its two agencies, what may stand in a reply, and the sender's own data if it is they who
 * raised it. */
static void put_case(const Deciding *x, GHashTable *values)
{
    const Case *c = x->c;
    if (!case_is_originator(c, x->sender->email)) {
        g_hash_table_remove(values, "originator");
        g_hash_table_remove(values, "originator.role");
    }
    for (guint i = 0; i < forms_fields(x->rules->forms); i++) {
        const FormField *field = forms_field_at(x->rules->forms, i);
        if (field->reply_safe && !field->child && field->type != FIELD_STAGE)
            put(values, field->key, case_fact(c, field->key));
    }
    put(values, "our_ref", c->reference);
    put(values, "raising_agency", c->raising != NULL ? agency_name(x->rules, c->raising) : NULL);
    put(values, "challenged_agency",
        c->challenged != NULL ? agency_name(x->rules, c->challenged) : NULL);
}

static const char *known_value(gpointer data, const FormField *field)
{
    return g_hash_table_lookup(data, field->key);
}

char *asking_form(const Deciding *x)
{
    const Form *form = forms_named(x->rules->forms, "escalation");
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    put_sender(x, values);
    if (x->c != NULL)
        put_case(x, values);
    return form != NULL ? form_blank(form, x->policy, known_value, values) : g_strdup("");
}

/* ---- answers in place ---- */

static void append_label(const Deciding *x, GString *lines, const char *key)
{
    const FormField *field = forms_field(x->rules->forms, key);
    if (field != NULL && policy_asks(x->policy, field))
        text_append(lines, lines->len > 0 ? "\n" : "", field->label, ":", NULL);
}

char *asking_lines(const Deciding *x, const char *const *keys)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; keys[i] != NULL; i++)
        append_label(x, lines, keys[i]);
    return g_string_free(lines, FALSE);
}

char *asking_duty_lines(const Deciding *x, const char *since)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; x->policy != NULL && i < x->policy->owed->len; i++) {
        const PolicyOwed *rule = g_ptr_array_index(x->policy->owed, i);
        if (g_strcmp0(rule->since, since) != 0)
            continue;
        for (guint j = 0; rule->met_by[j] != NULL; j++)
            append_label(x, lines, rule->met_by[j]);
    }
    return g_string_free(lines, FALSE);
}
