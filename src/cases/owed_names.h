/* What the engine itself may have owed under any policy, beside the kinds that policies name: who asks what is owed must know
 * every one of them. */
#pragma once

#define OWED_EXTRACT "extract"               /* of a stage that was left, by another way than mail */
#define OWED_TELEPHONE "telephone"           /* a call, since a mail did not arrive */
#define OWED_OUTSTANDING "outstanding"       /* issues beyond the closing */
#define OWED_REPRESENTATION "representation" /* to whoever decides */
#define OWED_HOLIDAYS "holidays-unknown"     /* a newer routing/holidays.ics */

#define OWED_BY_ENGINE /* a list, for an array */ \
    OWED_EXTRACT, OWED_TELEPHONE, OWED_OUTSTANDING, OWED_REPRESENTATION, OWED_HOLIDAYS
