/* site_retention: the periods after which a record may be erased. Keys under 'retention', each a class:
 *
 *   raw_message   messages as they came (spool/archive), and the rows of those that are in no case
 *   case_record   everything of a case, its messages and mails with it; what stays is no personal data
 *   looks         who looked at what
 *   counts        what stays of an erased case: stages, states, agencies and their times
 *   directory     how the directory was changed: who held which post, and who changed it
 *
 * and of each class:
 *
 *   years, months   one of them at least
 *   from            received (raw_message), closed (raw_message, case_record), last_contact or birth of the
 *                   youngest child (case_record); looks count from the look, counts from the erasing,
 *                   directory from the change
 *   source          what the period rests on, in words; shown with what is due
 *
 * A class that is not there is kept for ever. Published periods differ by decades, so there is no default. */
#include "site_retention.h"

#define YEARS_MOST 150
#define MONTHS_MOST 1800

static const struct {
    const char *key, *otherwise;
    KeepFrom from[4]; /* what it may count from; the first when nothing is said */
    guint count;
} classes[KEEP_CLASSES] = {
    {"raw_message",
     "messages as they came are kept for ever",
     {KEEP_FROM_RECEIVED, KEEP_FROM_CLOSED},
     2},
    {"case_record",
     "cases and all that belongs to them are kept for ever",
     {KEEP_FROM_CLOSED, KEEP_FROM_CONTACT, KEEP_FROM_BIRTH},
     3},
    {"looks", "who looked at what is kept for ever", {KEEP_FROM_RECEIVED}, 0},
    {"counts",
     "what is left of erased cases (no personal data) is kept for ever",
     {KEEP_FROM_CLOSED},
     0},
    {"directory",
     "who was in the directory, and who changed it, is kept for ever",
     {KEEP_FROM_RECEIVED},
     0},
};

static const char *const beginnings[] = {"received", "closed", "last_contact", "birth", NULL};

const char *keep_class_name(KeepClass what)
{
    return classes[what].key;
}

static gboolean may_begin(KeepClass what, KeepFrom from)
{
    for (guint i = 0; i < classes[what].count; i++)
        if (classes[what].from[i] == from)
            return TRUE;
    return FALSE;
}

static void read_from(KeepRule *rule, KeepClass what, const YamlNode *node,
                      Diagnostics *diagnostics)
{
    int from = yaml_read_choice(node, "from", beginnings, -1, diagnostics);
    rule->from = classes[what].from[0];
    if (from < 0)
        return;
    if (may_begin(what, (KeepFrom)from))
        rule->from = (KeepFrom)from;
    else
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "from")),
                          "'%s' does not count from '%s'; %s%s", classes[what].key,
                          beginnings[from],
                          classes[what].count ? "leave it out for " : "leave 'from' out",
                          classes[what].count ? beginnings[classes[what].from[0]] : "");
}

static void read_class(KeepRule *rule, KeepClass what, const YamlNode *node, GStringChunk *strings,
                       Diagnostics *diagnostics)
{
    static const char *const known[] = {"years", "months", "from", "source", NULL};
    if (yaml_kind(node) != YAML_MAP) {
        diagnostics_error(diagnostics, yaml_place(node),
                          "'%s' must be a map: {years: N}, with the years your own schedule says",
                          classes[what].key);
        return;
    }
    yaml_refuse_unknown(node, known, diagnostics);
    rule->years = (guint)yaml_read_int(node, "years", 0, YEARS_MOST, 0, diagnostics);
    rule->months = (guint)yaml_read_int(node, "months", 0, MONTHS_MOST, 0, diagnostics);
    const char *source = yaml_read_text(node, "source", NULL, diagnostics);
    rule->source = source ? g_string_chunk_insert_const(strings, source) : NULL;
    read_from(rule, what, node, diagnostics);
    rule->set = rule->years > 0 || rule->months > 0;
    if (!rule->set)
        diagnostics_error(diagnostics, yaml_place(node),
                          "'%s' has no period; write years or months, or leave it out to keep all "
                          "for ever",
                          classes[what].key);
}

void site_retention_read(KeepRule *rules, const YamlNode *node, GStringChunk *strings,
                         GStrvBuilder *unset, Diagnostics *diagnostics)
{
    static const char *const known[] = {"raw_message", "case_record", "looks",
                                        "counts",      "directory",   NULL};
    gboolean map = node && yaml_kind(node) == YAML_MAP;
    if (map)
        yaml_refuse_unknown(node, known, diagnostics);
    else if (node && (yaml_kind(node) != YAML_SCALAR || yaml_text(node)))
        diagnostics_error(
            diagnostics, yaml_place(node),
            "'retention' must be a map of raw_message, case_record, looks, counts, directory");
    for (guint i = 0; i < KEEP_CLASSES; i++) {
        const YamlNode *one = map ? yaml_get(node, classes[i].key) : NULL;
        rules[i] = (KeepRule){0};
        if (one && (yaml_kind(one) != YAML_SCALAR || yaml_text(one))) {
            read_class(&rules[i], (KeepClass)i, one, strings, diagnostics);
            continue;
        }
        g_autofree char *line =
            g_strdup_printf("retention: no %s, so %s", classes[i].key, classes[i].otherwise);
        g_strv_builder_add(unset, line);
    }
}
