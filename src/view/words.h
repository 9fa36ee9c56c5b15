/* The words in which views speak of coded things, and how a mail or case is described in one phrase. Everything newly
 * allocated is said to be; the rest belongs to the rules or is a literal. */
#pragma once
#include "earlier.h"
#include "printer.h"
#include "standing.h"

#define WORDS_RESTRICTED "restricted: for the named officers only"

/* "line_manager" → "line manager", "file-tick" → "file tick", "mash" → "MASH"; newly allocated. */
char *words_plain(const char *code);
const char *words_agency(const View *view, const char *id); /* its name; the id when unknown, "not known" for NULL */
const char *words_status(const char *status);               /* "cp_plan" → "child protection plan" */
/* The text the case is pinned to, else the site's text of the same id, else NULL. */
const Policy *words_policy(const View *view, const Case *c);
gboolean words_past_review(const View *view, const Policy *policy); /* on the view's day */
/* What the policy calls what is owed (`role` "" if it is nobody's own), else the kind in words; newly allocated. */
char *words_owed(const View *view, const Case *c, const char *kind, const char *role);
char *words_owed_kind(const View *view, const Case *c, const char *kind); /* of all that is still owed, each once */
/* The policy's own label (or short name) with the tier: "Stage Three, tier 1"; newly allocated. */
char *words_stage(const View *view, const Case *c, gboolean brief);
const char *words_claimed(const View *view, const Case *c); /* the claimed stage's name, else as it was written; NULL if none is */
/* "line manager, Children's Social Care (Callum Reyes)", parts left out when unknown; newly allocated. */
char *words_holder(const View *view, const char *role, const char *agency, const char *name);
/* Whose turn it is: "line manager, Children's Social Care (Callum Reyes): Stage Two"; newly allocated. */
char *words_waiting(const View *view, const WaitingFor *one);
/* The same without the name, and what is waited for only where no role says it: a line of a list; newly allocated. */
char *words_waiting_brief(const View *view, const WaitingFor *one);
/* Of char *: the posts of those who hold the case's stage and have left, as words_holder() has them. */
GPtrArray *words_departed(const View *view, const Case *c);
/* When a date falls due: "Fri 6 Mar 2026" or "17:00 on Tue 10 March 2026"; newly allocated. */
char *words_due(const View *view, const CaseDate *date);
/* "met", "missed", "to come" or "LATE"; of a guide or safe-by date, which only prompt, "passed" or "reached" instead. */
const char *words_date_standing(const View *view, const CaseDate *date);
gboolean words_date_is_late(const View *view, const CaseDate *date);
/* A field's label on the forms, else its key. */
const char *words_label(const View *view, const char *key);
/* The same with the child that it is of: "Status (child 2)"; 0: not said; newly allocated. */
char *words_label_of(const View *view, const char *key, guint child);
char *words_fact_label(const View *view, const Fact *fact); /* that it is of the first child is not said; newly allocated */
/* With " (to be confirmed)" behind it where nobody has confirmed it; NULL is ""; newly allocated. */
char *words_proposed(const char *text, gboolean proposed);
/* "before: Two (a.b@csc.example, Wed 4 Mar 10:14)"; newly allocated. */
char *words_earlier(const View *view, const EarlierAnswer *answer);
/* Where an answer stands: "message, line 4" (of what was written in the mail itself) or "form.docx table 2 row 5", "" if nothing is known; newly allocated. */
char *words_place(const char *part, const char *place, guint line);
char *words_day(Day day);                          /* "Mon 9 Mar 2026"; "" for 0; newly allocated */
char *words_instant(const View *view, Instant at); /* "10:14 on Wed 4 March 2026"; "" for 0; newly allocated */
/* What was looked at: the case, or "the list of all, 12 times that day"; newly allocated. */
char *words_look(const LookRow *look);
char *words_short(const View *view, Instant at);   /* "Wed 4 Mar 10:14", or "Wed 4 Mar 2025, 10:14" in another year than now; "" for 0; newly allocated */
