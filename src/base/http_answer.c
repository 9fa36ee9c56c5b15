/* http_answer: what the server is given to send. Texts of headers are copied, and stand in the order in which they were added; what
 * is in them is the site's own, never a browser's. An answer belongs to whoever made it until the server is given it, and
 * then to the server; it has no part of a connection, so it can be made for one that is gone.
 *
 * Nothing here fails. */
#include "http_answer.h"

HttpAnswer *http_answer_new(guint status, const char *type)
{
    HttpAnswer *answer = g_new0(HttpAnswer, 1);
    answer->status = status;
    answer->body = g_string_new(NULL);
    answer->headers = g_ptr_array_new_with_free_func(g_free);
    if (type)
        http_answer_header(answer, "Content-Type", type);
    return answer;
}

void http_answer_header(HttpAnswer *answer, const char *name, const char *value)
{
    g_ptr_array_add(answer->headers, g_strdup(name));
    g_ptr_array_add(answer->headers, g_strdup(value));
}

void http_answer_free(HttpAnswer *answer)
{
    if (!answer)
        return;
    if (answer->body)
        (void)g_string_free(answer->body, TRUE);
    g_ptr_array_unref(answer->headers);
    g_free(answer->stream);
    g_free(answer);
}
