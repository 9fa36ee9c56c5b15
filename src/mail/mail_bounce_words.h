/* The words by which a mail system's report is known where it is only text. */
#pragma once
#include <glib.h>

typedef enum { BOUNCE_NO, BOUNCE_SAYS_SO, BOUNCE_BEGINS } BounceSubject; /* somewhere in it; as its first words */
BounceSubject mail_bounce_subject(const char *subject);

/* A line (any case) that says a mail did not reach those named in it or below it. */
gboolean mail_bounce_failure_line(const char *line);
/* Is it still tried (or only late), rather than given up? When both are said it is given up: a person must look. */
gboolean mail_bounce_delayed(const char *subject, const char *text);
/* The returned message begins in this line, or its transcript of SMTP does: what follows is not the report's own. */
gboolean mail_bounce_original_line(const char *line);
gboolean mail_bounce_transcript_line(const char *line);
