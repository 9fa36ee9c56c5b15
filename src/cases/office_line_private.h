/* Shared by the files that read the office's decisions; nobody else includes it. */
#pragma once
#include "office_line.h"

#define REASON_LETTERS 2000u

void office_line_doubt(OfficeLine *line, const char *trouble); /* the first that is said counts */
const char *office_line_skip(const char *s);                   /* behind bullets, quotation marks and blanks */
/* Behind the word, in any case; NULL when it is another. */
const char *office_line_behind(const char *s, const char *word);
/* Fills in all but the number of the line. */
void office_line_read_one(OfficeLine *line, const char *clean, const char *const *prefixes);
