/* An answer of the small server's (base/http_server). */
#pragma once
#include <glib.h>

typedef struct {
    guint status;
    GString *body;      /* of a stream what is sent at once */
    GPtrArray *headers; /* of char *: name, value, name, value … */
    char *stream;       /* not NULL: stays open for http_server_tell() and belongs to somebody of this name */
} HttpAnswer;
HttpAnswer *http_answer_new(guint status, const char *type); /* an empty body; type NULL: none */
void http_answer_header(HttpAnswer *answer, const char *name, const char *value);
void http_answer_free(HttpAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpAnswer, http_answer_free)
