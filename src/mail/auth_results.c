/* auth_results: the verdict of our own receiver on a message's sender (RFC 8601).
 *
 * A sender can write any Authentication-Results field; only one with the identity of the receiver
 * that the site trusts counts, and only the topmost, since the receiver puts its own on top. A second
 * one with that identity is a forgery or a misconfiguration, and either is a conflict. Read strictly: a
 * field that is not of RFC 8601's form says nothing. Keeps nothing; never fails. */
#include "auth_results.h"
#include "text.h"
#include <string.h>

#define TOKEN_BYTES 256u

typedef struct {
    const char *at;
    gboolean broken; /* a quoted string or comment without an end */
} Scanner;

/* Past blanks and (nested) comments. */
static void skip_blanks(Scanner *scanner)
{
    guint depth = 0;
    for (; *scanner->at; scanner->at++) {
        char c = *scanner->at;
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (c == '\\' && depth > 0 && scanner->at[1])
            scanner->at++;
        else if (depth == 0 && c != ' ' && c != '\t')
            return;
    }
    scanner->broken |= depth > 0;
}

/* A quoted string or a run up to a blank, ';', '=' or '('. FALSE if there is none. */
static gboolean read_token(Scanner *scanner, char token_out[TOKEN_BYTES])
{
    gsize length = 0;
    skip_blanks(scanner);
    gboolean quoted = *scanner->at == '"';
    if (quoted)
        scanner->at++;
    while (*scanner->at && (quoted ? *scanner->at != '"' : !strchr(" \t;=(", *scanner->at))) {
        if (quoted && *scanner->at == '\\' && scanner->at[1])
            scanner->at++;
        if (length + 1 == TOKEN_BYTES)
            return FALSE;
        token_out[length++] = *scanner->at++;
    }
    if (quoted && *scanner->at != '"')
        scanner->broken = TRUE;
    else if (quoted)
        scanner->at++;
    token_out[length] = '\0';
    return length > 0 && !scanner->broken;
}

static gboolean read_mark(Scanner *scanner, char mark)
{
    skip_blanks(scanner);
    if (*scanner->at != mark)
        return FALSE;
    scanner->at++;
    return TRUE;
}

/* authserv-id, perhaps a version, then ';'. */
static gboolean is_of(Scanner *scanner, const char *trusted)
{
    char id[TOKEN_BYTES], version[TOKEN_BYTES];
    if (!read_token(scanner, id) || g_ascii_strcasecmp(id, trusted) != 0)
        return FALSE;
    skip_blanks(scanner);
    if (g_ascii_isdigit(*scanner->at))
        read_token(scanner, version);
    skip_blanks(scanner);
    return *scanner->at == ';' || *scanner->at == '\0';
}

/* "header.from=x" and the other properties of one result; what header.from says in *from_out. FALSE if it is
 * given twice with different values. */
static gboolean read_properties(Scanner *scanner, char from_out[TOKEN_BYTES])
{
    char name[TOKEN_BYTES], value[TOKEN_BYTES];
    from_out[0] = '\0';
    while (read_token(scanner, name)) {
        if (!read_mark(scanner, '='))
            return FALSE;
        if (!read_token(scanner, value))
            return FALSE;
        if (g_ascii_strcasecmp(name, "header.from") != 0)
            continue;
        if (from_out[0] && g_ascii_strcasecmp(from_out, value) != 0)
            return FALSE;
        g_strlcpy(from_out, value, TOKEN_BYTES);
    }
    return !scanner->broken;
}

static AuthVerdict verdict_of(const char *result, const char *from, const char *domain)
{
    if (g_ascii_strcasecmp(result, "fail") == 0)
        return AUTH_FAIL;
    const char *claimed = strrchr(from, '@') ? strrchr(from, '@') + 1 : from;
    gboolean aligned = domain && g_ascii_strcasecmp(claimed, domain) == 0;
    return g_ascii_strcasecmp(result, "pass") == 0 && aligned ? AUTH_PASS : AUTH_NONE;
}

/* The dmarc results of one field, behind its identity; several that differ are a conflict. */
static AuthVerdict read_results(Scanner *scanner, const char *domain)
{
    AuthVerdict verdict = AUTH_NONE;
    gboolean seen = FALSE;
    while (read_mark(scanner, ';')) {
        char method[TOKEN_BYTES], result[TOKEN_BYTES], from[TOKEN_BYTES];
        if (!read_token(scanner, method))
            break;
        if (!read_mark(scanner, '='))
            continue; /* "none" */
        if (!read_token(scanner, result) || !read_properties(scanner, from))
            return seen ? verdict : AUTH_NONE;
        gsize name = strcspn(method, "/");
        if (name != strlen("dmarc") || g_ascii_strncasecmp(method, "dmarc", name) != 0)
            continue;
        AuthVerdict one = verdict_of(result, from, domain);
        if (seen && one != verdict)
            return AUTH_CONFLICT;
        verdict = one;
        seen = TRUE;
    }
    return scanner->broken ? AUTH_NONE : verdict;
}

AuthVerdict auth_results_dmarc(const MailRecord *record, const char *trusted)
{
    const char *domain = NULL;
    AuthVerdict verdict = AUTH_NONE;
    guint own = 0;
    if (!trusted || *trusted == '\0')
        return AUTH_NONE;
    if (record->from->len == 1)
        domain = text_address_domain(g_array_index(record->from, MailAddress, 0).address);
    for (guint i = 0; i < record->auth_results->len; i++) {
        Scanner scanner = {.at = record->auth_results->pdata[i]};
        if (!is_of(&scanner, trusted))
            continue;
        if (own++ == 0)
            verdict = read_results(&scanner, domain);
    }
    return own > 1 ? AUTH_CONFLICT : verdict;
}
