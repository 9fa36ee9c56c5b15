/* JSON as design §5 wants it: instants local with offset, days as dates, unknown = null, lists never null. */
#pragma once
#include <json-glib/json-glib.h>
#include "printer.h"

JsonBuilder *json_out_begin(void);
/* Writes the document with a line end to view->out and frees `out`. */
void json_out_end(const View *view, JsonBuilder *out);

void json_out_text(JsonBuilder *out, const char *name, const char *text);  /* NULL gives null, "" stays "" */
void json_out_known(JsonBuilder *out, const char *name, const char *text); /* NULL and "" give null */
void json_out_int(JsonBuilder *out, const char *name, gint64 value);
void json_out_number(JsonBuilder *out, const char *name, gint64 value);    /* 0 gives null */
void json_out_bool(JsonBuilder *out, const char *name, gboolean value);
void json_out_instant(JsonBuilder *out, const char *name, const View *view, Instant at); /* 0 gives null */
void json_out_day(JsonBuilder *out, const char *name, Day day);                          /* 0 gives null */
void json_out_null(JsonBuilder *out, const char *name);
void json_out_words(JsonBuilder *out, const char *name, GPtrArray *words); /* of char *; NULL gives [] */
void json_out_candidates(JsonBuilder *out, GPtrArray *candidates); /* "candidates", of Candidate; NULL gives [] */
void json_out_mails(JsonBuilder *out, const char *name, const View *view, GPtrArray *mails); /* of OutboxRow: to whom, what, its state */
void json_out_list(JsonBuilder *out, const char *name);   /* begins "name": [ */
void json_out_object(JsonBuilder *out, const char *name); /* begins "name": {, or an element when name is NULL */
