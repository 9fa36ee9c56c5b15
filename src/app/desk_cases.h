/* The cases in progress, kept from page to page: a case is folded from its events once, and again when it has a new one. */
#pragma once
#include "desk.h"
#include "store.h"

DeskCases *desk_cases_new(void);
void desk_cases_free(DeskCases *cases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskCases, desk_cases_free)
/* Of Case, which stay `cases`' own until the next call: those neither closed nor handed off; `agency` as in
 * store_case_heads(). `store` NULL: none. */
GPtrArray *desk_cases_in_progress(DeskCases *cases, Store *store, const char *agency, GError **error);
/* The same and those that ended within a year before `now`, as `casegate queue --owed` lists them. */
GPtrArray *desk_cases_of_a_year(DeskCases *cases, Store *store, const char *agency, Instant now, GError **error);
guint desk_cases_folded(const DeskCases *cases); /* how many were folded since the beginning */
