/* A desk over a site with cases and held messages, its clerk a double that remembers what it was asked; and what must hold of
 * every page. */
#pragma once
#include "desk_cases.h"
#include "error.h"
#include "placed_case.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define DESK_CHILD "Featherston" /* every placed child is called so */
#define DESK_TOKEN "t0k3n&<>"

typedef struct {
    Placed placed;
    Desk desk;
    GPtrArray *orders; /* of char *: "link 3 HAV-… why" */
    GPtrArray *looks;  /* of char *: "web case HAV-… by Alex Pell (apell)" */
    GError *refusal;   /* of the next order, or NULL */
    gboolean no_looks; /* they cannot be put on record */
} DeskSite;

static const DeskUser desk_officer = {"Alex Pell", "apell", DESK_OFFICER, FALSE, NULL};
static const DeskUser desk_named = {"Nia Moss", "nmoss", DESK_OFFICER, TRUE, NULL};
static const DeskUser desk_reader = {"Rae Lowe", "rlowe", DESK_READER, FALSE, NULL};
G_GNUC_UNUSED static const DeskUser desk_representative = {"Sal Voss", "svoss", DESK_REPRESENTATIVE, FALSE, "csc"};

static inline gboolean desk_site_order(gpointer data, const Order *order, char **said_out, GError **error)
{
    static const char *const kinds[] = {"settle", "note", "route", "stage", "close", "reopen", "hold", "directory"};
    DeskSite *site = data;
    static const char *const settles[] = {"link", "open", "set-aside"};
    GString *words = g_string_new(order->kind == ORDER_SETTLE ? settles[order->settle] : kinds[order->kind]);
    if (order->held)
        g_string_append_printf(words, " %" G_GINT64_FORMAT, order->held);
    if (order->reference)
        g_string_append_printf(words, " %s", order->reference);
    if (order->agency)
        g_string_append_printf(words, " %s %s", side_name(order->side), order->agency);
    if (order->to)
        g_string_append_printf(words, " <%s>", order->to);
    if (order->stage)
        g_string_append_printf(words, " %s", order->stage);
    if (order->release)
        g_string_append_printf(words, " release %u", order->release);
    if (order->text)
        g_string_append_printf(words, " text=%s", order->text);
    if (order->not_urgent)
        g_string_append(words, " not-urgent");
    if (order->file)
        g_string_append_printf(words, " %s sha256=%s text=%s", order->file, order->file_sha256, order->file_text);
    g_string_append_printf(words, " why=%s login=%s", order->why ? order->why : "-", order->login);
    g_ptr_array_add(site->orders, g_string_free(words, FALSE));
    if (site->refusal) {
        g_propagate_error(error, g_steal_pointer(&site->refusal));
        return FALSE;
    }
    *said_out = g_strdup("done");
    return TRUE;
}

static inline gboolean desk_site_look(gpointer data, const Looker *looker, const char *const *references, GError **error)
{
    DeskSite *site = data;
    if (site->no_looks) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP, "nothing is shown, because the disk is full");
        return FALSE;
    }
    for (; *references; references++)
        g_ptr_array_add(site->looks, g_strdup_printf("%s %s by %s (%s)", looker->command,
                                                     **references ? *references : "all", looker->who, looker->login));
    return TRUE;
}

static inline DeskSite *desk_site_over(Placed placed)
{
    DeskSite *site = g_new0(DeskSite, 1);
    site->placed = placed;
    site->orders = g_ptr_array_new_with_free_func(g_free);
    site->looks = g_ptr_array_new_with_free_func(g_free);
    site->desk = (Desk){.rules = site->placed.rules,
                        .clerk = {.data = site, .order = desk_site_order, .look = desk_site_look},
                        .own_accounts = TRUE,
                        .cases = desk_cases_new()};
    return site;
}

static inline DeskSite *desk_site_begin(const char *policy, const char *now)
{
    return desk_site_over(placed_begin(policy, now));
}

/* What was placed so far can be seen at the desk. */
static inline void desk_site_commit(DeskSite *site)
{
    GError *error = NULL;
    g_assert_true(store_commit(site->placed.store, &error));
    g_assert_no_error(error);
    g_assert_true(store_begin(site->placed.store, &error));
}

static inline void desk_site_end(DeskSite *site)
{
    g_ptr_array_unref(site->orders);
    g_ptr_array_unref(site->looks);
    g_clear_error(&site->refusal);
    desk_cases_free(site->desk.cases);
    g_clear_pointer(&site->desk.reader, reader_stop);
    placed_end(&site->placed);
    g_free(site);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSite, desk_site_end)

static inline GHashTable *desk_pairs(va_list arguments)
{
    GHashTable *pairs = g_hash_table_new(g_str_hash, g_str_equal);
    for (const char *name; (name = va_arg(arguments, const char *)) != NULL;)
        g_hash_table_insert(pairs, (gpointer)name, va_arg(arguments, char *));
    return pairs;
}

/* ---- what must hold of every page ---- */

static inline char *desk_attribute(xmlNodePtr node, const char *name)
{
    xmlChar *value = xmlGetProp(node, BAD_CAST name);
    char *copy = value ? g_strdup((char *)value) : NULL;
    xmlFree(value);
    return copy;
}

typedef struct {
    GHashTable *ids, *labelled; /* sets of char * */
    GPtrArray *inputs, *named;  /* of char *: ids that need a label; ids that are named by others */
    guint h1, tables, captions;
} DeskCheck;

static inline void desk_check_attributes(xmlNodePtr node, DeskCheck *check)
{
    for (xmlAttrPtr each = node->properties; each; each = each->next) {
        g_assert_false(g_str_has_prefix((const char *)each->name, "on"));
        g_assert_cmpstr((const char *)each->name, !=, "style");
    }
    g_autofree char *id = desk_attribute(node, "id");
    g_autofree char *described = desk_attribute(node, "aria-describedby");
    g_autofree char *by = desk_attribute(node, "aria-labelledby");
    g_autofree char *place = desk_attribute(node, "href");
    if (id && !g_hash_table_add(check->ids, g_strdup(id)))
        g_error("two elements are called '%s'", id);
    if (place && *place == '#')
        g_ptr_array_add(check->named, g_strdup(place + 1));
    for (guint i = 0; i < 2; i++) {
        const char *names = i ? by : described;
        g_auto(GStrv) each = g_strsplit(names ? names : "", " ", -1);
        for (char **name = each; *name; name++)
            if (**name)
                g_ptr_array_add(check->named, g_strdup(*name));
    }
}

/* No child's name in the title, nor in an address that the page leads to. */
static inline void desk_check_names(xmlNodePtr node)
{
    g_autofree char *href = desk_attribute(node, "href");
    g_autofree char *action = desk_attribute(node, "action");
    g_autofree char *refresh = desk_attribute(node, "data-refresh");
    xmlChar *title = strcmp((const char *)node->name, "title") == 0 ? xmlNodeGetContent(node) : NULL;
    const char *const all[] = {href, action, refresh, (const char *)title};
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        g_assert_false(all[i] && strcasestr(all[i], DESK_CHILD));
    xmlFree(title);
}

/* How often the token stands, hidden, below the element. */
static inline guint desk_count_tokens(xmlNodePtr node)
{
    guint count = 0;
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        g_autofree char *name = desk_attribute(node, "name");
        g_autofree char *type = desk_attribute(node, "type");
        g_autofree char *value = desk_attribute(node, "value");
        count += g_strcmp0(name, "token") == 0 && g_strcmp0(type, "hidden") == 0 &&
                 g_strcmp0(value, DESK_TOKEN) == 0;
        count += desk_count_tokens(node->children);
    }
    return count;
}

static inline void desk_check_element(xmlNodePtr node, DeskCheck *check)
{
    const char *name = (const char *)node->name;
    desk_check_names(node);
    g_assert_cmpstr(name, !=, "style");
    if (strcmp(name, "script") == 0) {
        g_autofree char *src = desk_attribute(node, "src");
        g_assert_cmpstr(src, ==, "/desk.js");
        g_assert_null(node->children);
    }
    if (strcmp(name, "form") == 0) {
        g_autofree char *method = desk_attribute(node, "method");
        g_assert_cmpuint(desk_count_tokens(node->children), ==, g_strcmp0(method, "post") == 0);
    }
    check->h1 += strcmp(name, "h1") == 0;
    check->tables += strcmp(name, "table") == 0;
    check->captions += strcmp(name, "caption") == 0;
    if (strcmp(name, "th") == 0) {
        g_autofree char *scope = desk_attribute(node, "scope");
        g_assert_nonnull(scope);
    }
    if (strcmp(name, "label") == 0) {
        g_autofree char *of = desk_attribute(node, "for");
        g_assert_nonnull(of);
        g_hash_table_add(check->labelled, g_strdup(of));
    }
    if (strcmp(name, "input") == 0 || strcmp(name, "select") == 0 || strcmp(name, "textarea") == 0) {
        g_autofree char *type = desk_attribute(node, "type");
        g_autofree char *id = desk_attribute(node, "id");
        if (g_strcmp0(type, "hidden") != 0) {
            g_assert_nonnull(id);
            g_ptr_array_add(check->inputs, g_strdup(id));
        }
    }
}

static inline void desk_check_tree(xmlNodePtr node, DeskCheck *check)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        desk_check_attributes(node, check);
        desk_check_element(node, check);
        desk_check_tree(node->children, check);
    }
}

/* Well formed; ids unique; every input labelled; no style and no script in it; one heading of the first order; every table has
 * its caption; a form that is posted carries the token. */
static inline void desk_check_page(const char *page)
{
    xmlDocPtr document = xmlReadMemory(page, (int)strlen(page), "page", "UTF-8", XML_PARSE_NONET);
    g_assert_nonnull(document);
    DeskCheck check = {.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                       .labelled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                       .inputs = g_ptr_array_new_with_free_func(g_free),
                       .named = g_ptr_array_new_with_free_func(g_free)};
    xmlNodePtr root = xmlDocGetRootElement(document);
    g_autofree char *lang = desk_attribute(root, "lang");
    g_assert_cmpstr(lang, ==, "en-GB");
    desk_check_tree(root, &check);
    g_assert_cmpuint(check.h1, ==, 1);
    g_assert_cmpuint(check.tables, ==, check.captions);
    for (guint i = 0; i < check.inputs->len; i++)
        g_assert_true(g_hash_table_contains(check.labelled, check.inputs->pdata[i]));
    for (guint i = 0; i < check.named->len; i++)
        g_assert_true(g_hash_table_contains(check.ids, check.named->pdata[i]));
    g_ptr_array_unref(check.inputs);
    g_ptr_array_unref(check.named);
    g_hash_table_unref(check.ids);
    g_hash_table_unref(check.labelled);
    xmlFreeDoc(document);
}

/* ---- asking ---- */

static inline DeskAnswer *desk_ask(DeskSite *site, const DeskUser *user, gboolean post, const char *path, GHashTable *pairs)
{
    g_autoptr(GHashTable) none = g_hash_table_new(g_str_hash, g_str_equal);
    const DeskRequest request = {.post = post,
                                 .path = path,
                                 .query = post ? none : pairs,
                                 .form = post ? pairs : none,
                                 .user = user,
                                 .token = DESK_TOKEN,
                                 .now = site->placed.now};
    DeskAnswer *answer = desk_answer(&site->desk, &request);
    g_assert_nonnull(answer);
    if (answer->status != 303 && g_str_has_prefix(answer->type, "text/html"))
        desk_check_page(answer->body->str);
    return answer;
}

/* Pairs of name and value, NULL-ended. */
static inline DeskAnswer *desk_get(DeskSite *site, const DeskUser *user, const char *path, ...) G_GNUC_NULL_TERMINATED;
static inline DeskAnswer *desk_get(DeskSite *site, const DeskUser *user, const char *path, ...)
{
    va_list arguments;
    va_start(arguments, path);
    g_autoptr(GHashTable) pairs = desk_pairs(arguments);
    va_end(arguments);
    return desk_ask(site, user, FALSE, path, pairs);
}

static inline DeskAnswer *desk_post(DeskSite *site, const DeskUser *user, const char *path, ...) G_GNUC_NULL_TERMINATED;
static inline DeskAnswer *desk_post(DeskSite *site, const DeskUser *user, const char *path, ...)
{
    va_list arguments;
    va_start(arguments, path);
    g_autoptr(GHashTable) pairs = desk_pairs(arguments);
    va_end(arguments);
    return desk_ask(site, user, TRUE, path, pairs);
}

static inline gboolean desk_says(const DeskAnswer *answer, const char *text)
{
    return strstr(answer->body->str, text) != NULL;
}

static inline void desk_has(const DeskAnswer *answer, guint status, const char *text)
{
    if (answer->status != status || !desk_says(answer, text))
        g_test_message("%u: %s", answer->status, answer->body->str);
    g_assert_cmpuint(answer->status, ==, status);
    g_assert_true(desk_says(answer, text));
}

static inline const char *desk_last(const GPtrArray *list)
{
    return list->len ? list->pdata[list->len - 1] : "";
}

/* ---- what there is to see ---- */

/* The address of somebody of the school that raises what is placed; newly allocated. */
static inline char *desk_worker(const Ruleset *rules)
{
    for (guint i = 0; i < directory_posts(rules->directory); i++) {
        const Post *post = directory_post_at(rules->directory, i);
        if (g_str_equal(post->agency, "oakfield") && *post->email)
            return g_strdup(post->email);
    }
    g_assert_not_reached();
}

/* A message of somebody whom nobody knows, about their own school: it is held. Its number. */
static inline gint64 desk_held_stranger(DeskSite *site, const char *text)
{
    GError *error = NULL;
    g_autoptr(MailRecord) mail = placed_mail(&site->placed, "who@stranger.example", NULL, text, PLACED_UNJUDGED);
    g_autoptr(Decision) decision = placed_decide(&site->placed, mail);
    g_assert_cmpstr(decision->disposition, ==, "held");
    placed_take(&site->placed, decision, mail);
    g_autoptr(GPtrArray) held = store_held_waiting(site->placed.store, &error);
    g_assert_no_error(error);
    return ((const HeldRow *)held->pdata[held->len - 1])->id;
}
