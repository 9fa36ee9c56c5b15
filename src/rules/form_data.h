/* The inside of Forms, shared by the files that load and use them. */
#pragma once
#include "form.h"
#include "map_list.h"

struct Form {
    const char *id, *kind, *title, *intro;
    GStrv asked_when;
    const char *heading; /* title and intro, folded */
    GPtrArray *keys;   /* of const char *: its fields in order */
    GPtrArray *fields; /* of const FormField: the same, once all files are read */
    Place place;
};

struct Forms {
    GStringChunk *strings;      /* what every text stands in */
    GPtrArray *forms;           /* of Form */
    GPtrArray *fields;          /* of FormField, in file order */
    GHashTable *by_key;         /* key → FormField */
    GHashTable *label_owners;   /* folded label → FormField */
    GPtrArray *statements;      /* of StatementPhrase */
    GHashTable *by_statement;   /* statement → GPtrArray of const StatementPhrase: the same */
    GHashTable *no_information; /* set of folded words */
    GHashTable *evasive;        /* set of folded words */
    GHashTable *unfilled;       /* set of folded words */
    gsize longest_words[128];   /* of these three sets, by the letter that they begin with: bytes; 0: none does */
    guint64 last_letters[128][2]; /* by the first: bits of those that words of ASCII end with */
    guint64 second_letters[128][2]; /* by the first: bits of those that come next, if of ASCII */
    FormLabels *labels;
};

const char *forms_keep(Forms *forms, const char *text); /* NULL stays NULL */
void form_field_free(gpointer data);
void form_statement_free(gpointer data);
/* One field of a form; NULL (said) when it has no key or repeats one. */
FormField *form_field_read(Forms *forms, const YamlNode *node, Diagnostics *diagnostics);
void form_statements_read(Forms *forms, const YamlNode *root, Diagnostics *diagnostics);
