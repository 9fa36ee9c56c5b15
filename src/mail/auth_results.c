/* auth_results: one Authentication-Results field, read strictly.
 *
 * A sender can write any such field; which of a message's counts is auth_boundary's question. Here only: what
 * it says. A field that is not of the form, that has a comment or quoted string without an end, or one
 * result with the same property twice says nothing from there on. Keeps nothing; never fails. */
#include "auth_results.h"
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

/* On to `token_out`, up to one of `ends`. FALSE if it is too long. */
static gboolean read_run(Scanner *scanner, const char *ends, gboolean quoted,
                         char token_out[TOKEN_BYTES])
{
    gsize length = strlen(token_out);
    while (*scanner->at && !strchr(ends, *scanner->at)) {
        if (quoted && *scanner->at == '\\' && scanner->at[1])
            scanner->at++;
        if (length + 1 == TOKEN_BYTES)
            return FALSE;
        token_out[length++] = *scanner->at++;
        token_out[length] = '\0';
    }
    return TRUE;
}

/* A quoted string, which an address may go on behind, or a run up to one of `ends`. FALSE if there is none. */
static gboolean read_until(Scanner *scanner, const char *ends, char token_out[TOKEN_BYTES])
{
    token_out[0] = '\0';
    skip_blanks(scanner);
    if (*scanner->at == '"') {
        scanner->at++;
        if (!read_run(scanner, "\"", TRUE, token_out))
            return FALSE;
        if (*scanner->at != '"')
            scanner->broken = TRUE;
        else if (*++scanner->at == '@' && !read_run(scanner, ends, FALSE, token_out))
            return FALSE;
    } else if (!read_run(scanner, ends, FALSE, token_out)) {
        return FALSE;
    }
    return *token_out && !scanner->broken;
}

static gboolean read_token(Scanner *scanner, char token_out[TOKEN_BYTES])
{
    return read_until(scanner, " \t;=(\"", token_out);
}

static gboolean read_mark(Scanner *scanner, char mark)
{
    skip_blanks(scanner);
    if (*scanner->at != mark)
        return FALSE;
    scanner->at++;
    return TRUE;
}

/* authserv-id, perhaps a version, then ';' or the end. */
static gboolean read_identity(Scanner *scanner, char id_out[TOKEN_BYTES])
{
    char version[TOKEN_BYTES];
    if (!read_token(scanner, id_out))
        return FALSE;
    skip_blanks(scanner);
    if (g_ascii_isdigit(*scanner->at))
        read_token(scanner, version);
    skip_blanks(scanner);
    return *scanner->at == ';' || *scanner->at == '\0';
}

gboolean auth_results_is_of(const char *value, const char *authserv_id)
{
    char id[TOKEN_BYTES];
    Scanner scanner = {.at = value};
    return read_identity(&scanner, id) && g_ascii_strcasecmp(id, authserv_id) == 0;
}

typedef struct { /* the properties of one result that say for which domain it holds */
    char from[TOKEN_BYTES], d[TOKEN_BYTES], i[TOKEN_BYTES], mailfrom[TOKEN_BYTES];
} Properties;

static char *property(Properties *properties, const char *name)
{
    const struct {
        const char *name;
        char *value;
    } known[] = {{"header.from", properties->from},
                 {"header.d", properties->d},
                 {"header.i", properties->i},
                 {"smtp.mailfrom", properties->mailfrom}};
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_ascii_strcasecmp(name, known[i].name) == 0)
            return known[i].value;
    return NULL;
}

/* "header.from=x" and the others of one result. FALSE if one of them is given twice with different values. */
static gboolean read_properties(Scanner *scanner, Properties *properties)
{
    char name[TOKEN_BYTES], value[TOKEN_BYTES];
    *properties = (Properties){0};
    while (read_token(scanner, name)) {
        if (!read_mark(scanner, '='))
            return FALSE;
        if (!read_until(scanner, " \t;(\"", value)) /* "prvs=tag=jo@x" is an address */
            return FALSE;
        char *kept = property(properties, name);
        if (!kept)
            continue;
        if (*kept && g_ascii_strcasecmp(kept, value) != 0)
            return FALSE;
        g_strlcpy(kept, value, TOKEN_BYTES);
    }
    return !scanner->broken;
}

/* An address or a domain, of exactly this domain. */
static gboolean is_at(const char *value, const char *domain)
{
    const char *at = strrchr(value, '@');
    return domain && *value && g_ascii_strcasecmp(at ? at + 1 : value, domain) == 0;
}

static void take_dmarc(AuthField *field, const char *result, const char *from, const char *domain)
{
    AuthVerdict one = AUTH_NONE;
    if (g_ascii_strcasecmp(result, "fail") == 0)
        one = AUTH_FAIL;
    else if (g_ascii_strcasecmp(result, "pass") == 0 && is_at(from, domain))
        one = AUTH_PASS;
    field->dmarc = field->judged && one != field->dmarc ? AUTH_CONFLICT : one;
    field->judged = TRUE;
}

static void take_result(AuthField *field, const char *method, const char *result,
                        const Properties *properties, const char *domain)
{
    gboolean passed = g_ascii_strcasecmp(result, "pass") == 0;
    g_autofree char *name = g_ascii_strdown(method, (gssize)strcspn(method, "/"));
    if (g_str_equal(name, "dmarc"))
        take_dmarc(field, result, properties->from, domain);
    else if (g_str_equal(name, "dkim"))
        field->dkim |= passed && is_at(*properties->d ? properties->d : properties->i, domain);
    else if (g_str_equal(name, "spf"))
        field->spf |= passed && is_at(properties->mailfrom, domain);
    else if (g_str_equal(name, "arc"))
        field->arc |= passed;
}

/* The next 'method=result properties', or a bare word ("none", Microsoft's tenant), which says nothing. FALSE where
 * the field is not of the form. */
static gboolean read_result(Scanner *scanner, AuthField *field, const char *domain)
{
    char method[TOKEN_BYTES], result[TOKEN_BYTES];
    Properties properties;
    if (!read_token(scanner, method))
        return FALSE;
    if (!read_mark(scanner, '=')) {
        if (g_ascii_isdigit(*scanner->at)) /* a version behind an identity */
            read_token(scanner, result);
        return TRUE;
    }
    if (!read_token(scanner, result) || !read_properties(scanner, &properties))
        return FALSE;
    take_result(field, method, result, &properties, domain);
    return field->dmarc != AUTH_CONFLICT;
}

/* 'i=N;' before the results that somebody sealed. */
guint auth_instance(const char *digits)
{
    gsize length = strspn(digits, "0123456789");
    guint64 number = g_ascii_strtoull(digits, NULL, 10);
    gboolean plain = length > 0 && length <= 2 && digits[length] == '\0' && digits[0] != '0';
    return plain && number <= AUTH_INSTANCES_MOST ? (guint)number : 0;
}

static gboolean read_instance(Scanner *scanner, AuthField *field)
{
    char name[TOKEN_BYTES], number[TOKEN_BYTES];
    if (!read_token(scanner, name) || !g_str_equal(name, "i") || !read_mark(scanner, '=') ||
        !read_token(scanner, number))
        return FALSE;
    field->instance = auth_instance(number);
    return field->instance > 0 && read_mark(scanner, ';');
}

AuthField auth_results_read(const char *value, AuthForm form, const char *domain)
{
    AuthField field = {0};
    Scanner scanner = {.at = value};
    char id[TOKEN_BYTES];
    if (form == AUTH_FORM_ARC && !read_instance(&scanner, &field))
        return (AuthField){0};
    gboolean more =
        form != AUTH_FORM_RFC8601 || (read_identity(&scanner, id) && read_mark(&scanner, ';'));
    while (more && read_result(&scanner, &field, domain))
        more = read_mark(&scanner, ';');
    if (scanner.broken)
        return (AuthField){0};
    skip_blanks(&scanner);
    gboolean whole = *scanner.at == '\0' && !scanner.broken;
    if (whole || field.dmarc == AUTH_FAIL || field.dmarc == AUTH_CONFLICT)
        return field;
    return (AuthField){.instance = field.instance};
}
