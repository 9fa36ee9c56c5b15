/* The inside of reading a policy file: what its parts share. Every reader goes on after an error, so
 * that one run shows them all; nothing of a policy with errors is used. */
#pragma once
#include "policy.h"
#include "map_list.h"

typedef enum { REFERENCE_STAGE, REFERENCE_STAGE_OR_END, REFERENCE_GATE } ReferenceKind;

typedef struct {
    Policy *policy;
    const char *section;  /* of the rule that is being read; its parts may leave theirs out */
    GArray *references;   /* of PolicyReference: looked up once all is read */
    GArray *stage_places; /* of Place, one a stage */
    Diagnostics *diagnostics;
} PolicyReading;

/* Texts that live as long as the policy; NULL stays NULL. */
const char *policy_keep(PolicyReading *reading, const char *text);
const char *policy_text(PolicyReading *reading, const YamlNode *node, const char *key);
const char *policy_text_required(PolicyReading *reading, const YamlNode *node, const char *key);
Strength policy_strength(PolicyReading *reading, const YamlNode *node);
/* The section a rule cites: its own, else that of the rule around it, else an error. */
const char *policy_section(PolicyReading *reading, const YamlNode *node);
/* A text that must name something of this policy. */
const char *policy_reference(PolicyReading *reading, const YamlNode *node, const char *key, ReferenceKind kind);
/* A date as a document prints it: 2020, 2020-01 or 2020-01-31. NULL when absent. */
const char *policy_date(PolicyReading *reading, const YamlNode *node, const char *key);

GPtrArray *policy_read_holders(PolicyReading *reading, const YamlNode *node, const char *key);
void policy_read_stages(PolicyReading *reading, const YamlNode *root);
void policy_read_urgent(PolicyReading *reading, const YamlNode *root);
void policy_read_ladders(PolicyReading *reading, const YamlNode *root);
void policy_read_clocks(PolicyReading *reading, const YamlNode *root);
void policy_read_duties(PolicyReading *reading, const YamlNode *root); /* gates, notices, owed, side routes, fields, panel */
/* What only shows once all is read. */
void policy_check(PolicyReading *reading, const YamlNode *root);

typedef struct {
    ReferenceKind kind;
    const char *word, *key;
    Place place;
} PolicyReference;

void policy_holder_free(gpointer data);
void policy_stage_free(gpointer data);
void policy_ladder_free(gpointer data);
void policy_urgent_free(gpointer data);
void policy_side_route_free(gpointer data);
