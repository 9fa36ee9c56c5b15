/* The office's morning mail as text: what needs somebody, one line a case or message, each with a number that a reply can name.
 * Pure: rows and cases in, words out. */
#pragma once
#include "case.h"
#include "records.h"
#include "ruleset.h"

typedef struct {
    const Ruleset *rules;
    Instant now;
    Instant since;           /* of the one before it */
    const GPtrArray *cases;  /* of Case: neither closed nor handed off */
    const GPtrArray *held;   /* of HeldRow: that wait */
    const GPtrArray *failed; /* of OutboxRow: that did not arrive since then */
    guint vacant, unconfirmed; /* posts that nobody holds, entries that nobody has confirmed for long */
    gboolean named_officer;  /* whether restricted messages are numbered */
} MorningFacts;

typedef struct { /* what a number means: a message that waits, or a case */
    gint64 held;
    char *reference; /* NULL of a message */
} MorningItem;

typedef struct {
    char *text;
    GPtrArray *items; /* of MorningItem; the first is number 1 */
    gboolean needs;   /* FALSE: nothing needs anybody */
} Morning;

Morning *morning_write(const MorningFacts *facts);
void morning_free(Morning *morning);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Morning, morning_free)
/* "HAV-26-0042-B · Stage Two · oakfield → csc · waiting for team manager, csc · 3 working days · next Fri 6 Mar (guide)": no
 * child's name, no name at all; newly allocated. */
char *morning_case_line(const Case *c, const Ruleset *rules, Instant now);
