/* disclosure_kinds: which events somebody outside the office may read of, kind by kind.
 *
 * An allow-list: a kind that does not stand here is the office's own affair, as every kind is that will be
 * added later. "" is the event's own text, which the gateway wrote; other words stand in for a text that
 * has somebody's words, reasons or addresses in it, or says what a child's status is. */
#include "disclosure_private.h"

#include <string.h>

typedef struct {
    const char *kind;
    const char *party;  /* of an agency that may have the detail; NULL: not shown */
    const char *course; /* of whoever may not */
} KindRow;

#define OWN ""
static const KindRow kinds[] = {
    {"opened", "The escalation was received", "The escalation was received"},
    {"received", "A message about the case was received", DISCLOSURE_OWN_MESSAGE},
    {"state", OWN, OWN},
    {"stage-entered", OWN, OWN},
    {"holders", OWN, NULL},
    {"told", OWN, "Those whom the policy names were told"},
    {"routed", "It was settled which organisation is meant",
     "It was settled which organisation is meant"},
    {"date-set", OWN, OWN},
    {"dates-settled", OWN, OWN},
    {"date-passed", OWN, OWN},
    {"late", OWN, OWN},
    {"prompt", OWN, NULL},
    {"reminder", OWN, NULL},
    {"owed", OWN, NULL},
    {"owed-met", OWN, NULL},
    {"answered", OWN, NULL},
    {"response", OWN, NULL},
    {"advice", "Advice was given", "Advice was given"},
    {"members-engaged", OWN, OWN},
    {"gate", "A further stage was asked for, and something is needed before it", NULL},
    {"claim", "A further stage was asked for", NULL},
    {"overridden", "The partnership office decided how the case goes on",
     "The partnership office decided how the case goes on"},
    {"agreed", OWN, "An agreement was reported"},
    {"confirmation", "What was agreed was confirmed in writing", NULL},
    {"confirmed-by", OWN, NULL},
    {"confirm-asked", OWN, NULL},
    {"accounts-agree", OWN, "Both parties have confirmed the same in writing"},
    {"accounts-differ", "The written accounts differ. Both are asked, no side is taken", NULL},
    {"outstanding", OWN, NULL},
    {"outstanding-done", OWN, NULL},
    {"child", OWN, NULL},
    {"panel", OWN, NULL},
    {"chair-route", OWN, NULL},
    {"representation", OWN, NULL},
    {"decision", OWN, OWN},
    {"delay-record", OWN, NULL},
    {"delay-withdrawn", OWN, NULL},
    {"closing", OWN, OWN},
    {"closed", OWN, OWN},
    {"handed-off", "Handed off: another process takes it", "Handed off: another process takes it"},
    {"reopened", "The case was opened again", "The case was opened again"},
};

const char *disclosure_kind(const char *kind, gboolean detail)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return detail ? kinds[i].party : kinds[i].course;
    return NULL;
}
