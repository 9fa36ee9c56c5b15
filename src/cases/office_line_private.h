/* Shared by the files that read the office's decisions; nobody else includes it. */
#pragma once
#include "office_line.h"

#define REASON_LETTERS 2000u

void office_line_doubt(OfficeLine *line, const char *trouble); /* the first that is said counts */
const char *office_line_skip(const char *s);                   /* behind bullets, quotation marks and blanks */
/* Behind the word, in any case; NULL when it is another. */
const char *office_line_behind(const char *s, const char *word);
/* The same, of a line that may mean the opposite of what its verb says. */
void office_line_unsure(OfficeLine *line, const char *trouble);
/* Puts the line in doubt where its reason begins with a no, a condition, or words of ours. */
void office_line_check_reason(OfficeLine *line);
/* What stands between the verb and the reason: no question, no condition. */
void office_line_check_before(OfficeLine *line, const char *before);
/* Has a line in which no decision is recognised words by which what follows is not, or not yet, meant? *list_out: all that
 * follows, since it ends with a colon; else the line right below. */
gboolean office_line_leads_against(const char *clean, gboolean *list_out);
/* A line with which text of our own mails begins. */
gboolean office_line_is_ours(const char *clean, const Ruleset *rules);
gboolean office_line_is_quoted(const char *clean); /* marked as what somebody else wrote */
gboolean office_line_is_usage(const char *clean);  /* of the list of how it is written */
/* Fills in all but the number of the line. */
void office_line_read_one(OfficeLine *line, const char *clean, const char *const *prefixes);
