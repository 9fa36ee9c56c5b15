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
    gboolean judged;    /* a dmarc result was there, whatever it says */
} AuthField;

gboolean auth_results_is_of(const char *value, const char *authserv_id); /* host name, any case */
#define AUTH_INSTANCES_MOST 50u /* RFC 8617 4.2.1 */
/* The instance of an ARC field as its digits say: 1 to AUTH_INSTANCES_MOST, 0 for anything else (a sign, a zero in front). */
guint auth_instance(const char *digits);
/* `domain` may be NULL: then nothing passes. What is not of the form says nothing. */
AuthField auth_results_read(const char *value, AuthForm form, const char *domain);
