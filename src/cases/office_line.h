/* Decisions of the office as they are written in a reply: one a line, as people write. Reading decides nothing and knows no record:
 * what a number means, and who may, is asked by whoever carries them out. */
#pragma once
#include "mail_record.h"
#include "ruleset.h"

/* The mails that can be decided by, as templates and kinds of mail. */
#define OFFICE_MAIL_DIGEST "digest"
#define OFFICE_MAIL_ALARM "office-alarm"
#define OFFICE_MAIL_TRANSCRIPT "office-transcript"

/* How the transcript says what became of a line: no decision begins so. */
#define OFFICE_LINE_DONE "Done \xe2\x80\x93 "
#define OFFICE_LINE_NOT_DONE "Not done \xe2\x80\x93 "

typedef enum {
    OFFICE_NOTHING, /* no decision is recognised in the line */
    OFFICE_LINK,
    OFFICE_OPEN,
    OFFICE_SET_ASIDE,
    OFFICE_NOTE,
    OFFICE_NOT_URGENT,
    OFFICE_ROUTE,
    OFFICE_STAGE,
    OFFICE_CLOSE,
    OFFICE_REOPEN,
    OFFICE_HOLD,
    OFFICE_RELEASE,
} OfficeVerb;

typedef struct {
    guint line; /* of the text, from 1 */
    OfficeVerb verb;
    GArray *numbers;     /* of guint: numbered lines of the mail that is answered, each once */
    char *reference;     /* the case that is named, in canonical form with the right check letter, or NULL */
    char *words;         /* of 'route' the agency, of 'stage' the stage, as written; NULL of others */
    char *to;            /* of 'route' the address, or NULL */
    guint release;       /* of 'release' the number of the hold, 0: the only one, if there is only one and no other line says so */
    char *reason;        /* what stands behind the colon, as one line; of a note its text; NULL nothing */
    const char *trouble; /* why nothing may be done on its word, or NULL */
    gboolean unsure;     /* since it may mean the opposite: what would be certain is office_line_likely() */
} OfficeLine;

#define OFFICE_LINES_MOST 100u

/* What is decided in `text` (new text alone), with the lines in which nothing is recognised; greetings, thanks and what stands below
 * a farewell are left out. Of OfficeLine; empty where nothing is said. */
GPtrArray *office_lines_read(const char *text, const Ruleset *rules);
/* The same of a mail: of the first of its text parts alone, since a part behind it may be a scanner's, a list's or pasted. */
GPtrArray *office_lines_of_mail(const MailRecord *mail, const Ruleset *rules);
gboolean office_lines_decide(const GPtrArray *lines); /* is a decision among them, whether it can be done or not? */
/* "link 3 to HAV-26-0042-B": the line as it was read, without what its writer said in his own words; newly allocated. */
char *office_line_words(const OfficeLine *line);
/* "close HAV-26-0042-B: REASON": the line that would be understood; newly allocated. */
char *office_line_likely(const OfficeLine *line);
/* How it is written: "close NUMBER or REFERENCE: REASON". */
const char *office_verb_usage(OfficeVerb verb);
/* Does it need a reason? */
gboolean office_verb_needs_reason(OfficeVerb verb);
/* Is it about a message that waits, and not about a case? */
gboolean office_verb_settles(OfficeVerb verb);
