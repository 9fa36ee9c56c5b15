/* One Authentication-Results field (RFC 8601), as servers write it. */
#pragma once
#include <glib.h>

typedef enum { AUTH_NONE, AUTH_PASS, AUTH_FAIL, AUTH_CONFLICT } AuthVerdict;

typedef enum {
    AUTH_FORM_RFC8601,   /* authserv-id; results */
    AUTH_FORM_MICROSOFT, /* results alone, as Microsoft 365 stamps them, or behind an identity */
    AUTH_FORM_ARC,       /* i=N; and then either */
} AuthForm;

typedef struct {
    AuthVerdict dmarc; /* a pass needs header.from to be the domain asked about; two that differ are a conflict */
    gboolean dkim, spf; /* passed for exactly that domain (header.d or header.i, smtp.mailfrom) */
    gboolean arc;       /* arc=pass */
    guint instance;     /* of AUTH_FORM_ARC, else 0 */
    char said[16];      /* the dmarc result's word, "" without one */
} AuthField;

gboolean auth_results_is_of(const char *value, const char *authserv_id); /* host name, any case */
/* `domain` may be NULL: then nothing passes. What is not of the form says nothing. */
AuthField auth_results_read(const char *value, AuthForm form, const char *domain);
