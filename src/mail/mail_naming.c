/* mail_naming: says of parts that nobody reads what they are.
 *
 * By MIME type, else by the name that programs give such files; the bytes are looked at only for an invitation, whose
 * method and beginning tell an officer whether to open his calendar. Its summary, places and people are not taken: these
 * words reach logs and lists. Cannot fail. */
#include "mail_naming.h"
#include "text.h"
#include <string.h>

#define WORD_CHARACTERS 20u

static gboolean ends_in(const char *name, const char *ending)
{
    gsize length = strlen(name), tail = strlen(ending);
    return length >= tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

static gboolean begins_with(const char *name, const char *beginning)
{
    return g_ascii_strncasecmp(name, beginning, strlen(beginning)) == 0;
}

/* ---- encrypted ---- */

static gboolean is_smime(GMimeObject *object)
{
    return mail_part_is(object, "application", "pkcs7-mime") ||
           mail_part_is(object, "application", "x-pkcs7-mime");
}

/* A chain of certificates, which the same type is used for. */
static gboolean is_certificate(GMimeObject *object, const char *name)
{
    const char *kind = g_mime_object_get_content_type_parameter(object, "smime-type");
    return ends_in(name, ".p7c") || (kind && g_ascii_strcasecmp(kind, "certs-only") == 0);
}

gboolean mail_naming_is_encrypted(GMimeObject *object, const char *name)
{
    if (is_smime(object))
        return !is_certificate(object, name);
    return mail_part_is(object, "application", "pgp-encrypted") ||
           mail_part_is(object, "application", "x-microsoft-rpmsg-message") ||
           ends_in(name, ".rpmsg") || ends_in(name, ".p7m") ||
           (ends_in(name, ".pgp") && !mail_part_is(object, "application", "pgp-signature")) ||
           ends_in(name, ".gpg") || begins_with(name, "encrypted_message.htm") ||
           (begins_with(name, "securedoc") && (ends_in(name, ".html") || ends_in(name, ".htm")));
}

gboolean mail_naming_is_message(GMimeObject *object, const char *name)
{
    return ends_in(name, ".eml") || mail_part_is(object, "message", "rfc822") ||
           mail_part_is(object, "message", "global");
}

/* ---- invitations ---- */

/* The value of the first line that begins with the property, its parameters skipped; NULL if there is none. Names and
 * these values are never folded over lines in practice. */
static char *value_of(const char *text, const char *property)
{
    gsize length = strlen(property);
    for (const char *line = text; *line;) {
        gsize end = strcspn(line, "\n");
        if (g_ascii_strncasecmp(line, property, length) == 0 && strchr(":;", line[length]) &&
            line[length]) {
            const char *colon = memchr(line, ':', end);
            return colon ? g_strndup(colon + 1, end - (gsize)(colon + 1 - line)) : NULL;
        }
        line += end + (line[end] == '\n');
    }
    return NULL;
}

/* "20261012T140000Z" as "2026-10-12 14:00 UTC"; NULL when it is no time of that form. */
static char *time_words(const char *value)
{
    gsize digits = strspn(value, "0123456789");
    if (digits != 8)
        return NULL;
    GString *out = g_string_new(NULL);
    g_string_printf(out, "%.4s-%.2s-%.2s", value, value + 4, value + 6);
    if (value[8] == 'T' && strspn(value + 9, "0123456789") >= 4) {
        g_string_append_printf(out, " %.2s:%.2s", value + 9, value + 11);
        g_string_append(out, strchr(value, 'Z') ? " UTC" : "");
    }
    return g_string_free(out, FALSE);
}

static char *invitation(GMimePart *part, MailReading *reading)
{
    g_autofree char *text = mail_part_text(part, reading);
    const char *event =
        strstr(text, "BEGIN:VEVENT"); /* a time zone's own beginning comes before it */
    g_autofree char *method = value_of(text, "METHOD");
    g_autofree char *start = event ? value_of(event, "DTSTART") : NULL;
    g_autofree char *at = start ? time_words(start) : NULL;
    static const char *const methods[] = {"publish", "request", "reply",          "add", "cancel",
                                          "refresh", "counter", "declinecounter", NULL};
    g_autofree char *word = text_line(method, WORD_CHARACTERS);
    g_autofree char *lower = g_ascii_strdown(word, -1);
    gboolean known = g_strv_contains(methods, lower);
    return g_strconcat("a calendar invitation", known || at ? ": " : "", known ? lower : "",
                       known && at ? ", " : "", at ? at : "", NULL);
}

/* ---- the rest ---- */

static const struct {
    const char *type, *subtype, *why;
} types[] = {
    {"application", "pgp-signature", "a signature"},
    {"application", "pkcs7-signature", "a signature"},
    {"application", "x-pkcs7-signature", "a signature"},
    {"application", "pgp-keys", "a key"},
    {"application", "ms-tnef", "wrapped by Outlook (winmail.dat)"},
    {"message", "partial", "one piece of a message sent in several"},
    {"message", "external-body", "only says where the file is"},
    {"text", "vcard", "a contact card"},
    {"text", "x-vcard", "a contact card"},
    {"text", "directory", "a contact card"},
    {"image", "*", "no text"},
    {"audio", "*", "no text"},
    {"video", "*", "no text"},
};
static const struct {
    const char *ending, *why;
} endings[] = {
    {"winmail.dat", "wrapped by Outlook (winmail.dat)"},
    {".vcf", "a contact card"},
    {".asc", "a signature, a key or an encrypted text"},
    {".sig", "a signature"},
    {".p7s", "a signature"},
};

char *mail_naming_why(GMimeObject *object, const char *name, MailReading *reading)
{
    gboolean calendar = mail_part_is(object, "text", "calendar") ||
                        mail_part_is(object, "application", "ics") || ends_in(name, ".ics");
    if (calendar && GMIME_IS_PART(object))
        return invitation((GMimePart *)object, reading);
    if (is_smime(object) && is_certificate(object, name))
        return g_strdup("a certificate");
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (mail_part_is(object, types[i].type, types[i].subtype))
            return g_strdup(types[i].why);
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
        if (ends_in(name, endings[i].ending))
            return g_strdup(endings[i].why);
    return NULL;
}
