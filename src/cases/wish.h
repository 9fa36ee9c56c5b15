/* What a message wants of its case. */
#pragma once
#include "deciding.h"

typedef enum { WISH_NONE, WISH_RESOLVED, WISH_UNRESOLVED, WISH_STAGE, WISH_UNCLEAR } Wish;

/* By the field 'Outcome' of a form, and by all that the message says. */
Wish wish_of_form(const Deciding *x);
Wish wish_of(const Deciding *x);
/* Where the words leave it open the office's reading of them counts. */
Wish wish_chosen(const Deciding *x, Wish wish);
/* Records what is said of the single children, and returns what that makes of the wish. */
Wish wish_of_children(Deciding *x, Wish wish);
/* "resolved" or "unresolved", "" of WISH_NONE; static. */
const char *wish_answer(Wish wish);
