/* Compares what a view printed with a golden file in tests/golden. With CASEGATE_GOLDEN=write the file is written
 * instead; read the difference before committing it. Run from the repository's root. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "printer.h"

#define GOLDEN_FOLDER "tests/golden"

typedef struct {
    char *text;
    size_t length;
    FILE *out;
} Golden;

static inline void golden_open(Golden *golden)
{
    golden->out = open_memstream(&golden->text, &golden->length);
    g_assert_nonnull(golden->out);
}

/* The digest of the policy's text changes with every comment in it; the golden files hold a word in its place. */
static inline void golden_hide_policy(Golden *golden)
{
    static const char member[] = "\"sha256\" : \"";
    char *at = strstr(golden->text, "\"policy\" : {");
    at = at ? strstr(at, member) : NULL;
    if (!at)
        return;
    at += strlen(member);
    GString *text = g_string_new_len(golden->text, at - golden->text);
    g_string_append(text, "of the policy's text");
    g_string_append(text, at + strcspn(at, "\""));
    free(golden->text);
    golden->length = text->len;
    golden->text = g_string_free(text, FALSE);
}

static inline void golden_compare(Golden *golden, const char *name)
{
    g_autofree char *path = g_build_filename(GOLDEN_FOLDER, name, NULL);
    g_autofree char *want = NULL;
    g_autoptr(GError) error = NULL;
    fclose(golden->out);
    golden_hide_policy(golden);
    if (g_strcmp0(g_getenv("CASEGATE_GOLDEN"), "write") == 0)
        g_assert_true(g_file_set_contents(path, golden->text, (gssize)golden->length, NULL));
    g_file_get_contents(path, &want, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(golden->text, ==, want);
    free(golden->text);
}

/* The repository is itself a site: Havering's. */
static inline Ruleset *golden_rules(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Ruleset *rules = ruleset_load(".", diagnostics);
    if (!rules)
        diagnostics_print(diagnostics, stderr);
    g_assert_nonnull(rules);
    return rules;
}

static inline Instant golden_at(const Ruleset *rules, const char *text)
{
    Instant at = INSTANT_UNKNOWN;
    g_assert_true(instant_parse(text, rules->site.zone, &at, NULL));
    return at;
}
