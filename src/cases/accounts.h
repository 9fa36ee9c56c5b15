/* When do two parties say the same? */
#pragma once
#include "case.h"
#include "ruleset.h"

/* In what two accounts differ, in words; NULL if in nothing. */
char *accounts_difference(const Ruleset *rules, const Account *a, const Account *b);
