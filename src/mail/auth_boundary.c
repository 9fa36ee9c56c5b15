/* auth_boundary: which of a message's Authentication-Results is our own receiver's, and what it proves.
 *
 * Anybody can write such a field. Ours is known by its name where the receiver strips others that bear it
 * (RFC 8601 5), or, at Microsoft 365, which gives no name, by its place: above the topmost Received field of
 * the last hop, so that nothing that came with the message can stand there. Two that could be ours are a
 * forgery or a misconfiguration, and neither is believed. A failed DMARC stays failed unless the message
 * was forwarded by somebody whose sealed word the site believes (ARC), and our receiver found the seals
 * whole. Alignment is strict: the same domain, byte for byte. Promises to say 'proven' for nothing else. */
#include "auth_boundary.h"
#include "text.h"
#include <string.h>

static const char *domain_of(const MailRecord *record)
{
    return record->from->len == 1
               ? text_address_domain(g_array_index(record->from, MailAddress, 0).address)
               : NULL;
}

static gboolean is_ours(const char *value, const char *const *ids)
{
    for (guint i = 0; ids && ids[i]; i++)
        if (auth_results_is_of(value, ids[i]))
            return TRUE;
    return FALSE;
}

/* The topmost field that bears our name, and how many do. */
static const char *find_by_name(const MailRecord *record, const AuthBoundary *boundary,
                                guint *count_out)
{
    const char *found = NULL;
    for (guint i = 0; i < record->auth_results->len; i++) {
        const char *value = record->auth_results->pdata[i];
        if (!is_ours(value, boundary->authserv_ids))
            continue;
        found = found ? found : value;
        (*count_out)++;
    }
    return found;
}

/* "*.mail.example": any name below it. */
static gboolean is_hop(const char *host, const char *pattern)
{
    if (!g_str_has_prefix(pattern, "*."))
        return g_ascii_strcasecmp(host, pattern) == 0;
    gsize length = strlen(host), tail = strlen(pattern) - 1;
    return length > tail && g_ascii_strcasecmp(host + length - tail, pattern + 1) == 0;
}

/* What stands above the last hop's topmost Received. A Received field above it that cannot be read might be the last
 * hop's: then nothing is believed. */
static const char *find_by_place(const MailRecord *record, const AuthBoundary *boundary,
                                 guint *count_out)
{
    for (guint i = 0; boundary->last_hop && i < record->trace->len; i++) {
        const MailTrace *trace = &g_array_index(record->trace, MailTrace, i);
        if (trace->kind != MAIL_TRACE_RECEIVED)
            continue;
        if (*trace->value == '\0')
            return NULL;
        if (!is_hop(trace->value, boundary->last_hop))
            continue;
        *count_out = trace->results;
        return trace->results > 0 ? record->auth_results->pdata[0] : NULL;
    }
    return NULL;
}

/* ---- ARC ---- */

/* A tag of "i=1; a=rsa-sha256; d=example.org; cv=none; …", blanks removed; NULL if it is not there. */
static char *seal_tag(const char *seal, const char *name)
{
    g_auto(GStrv) tags = g_strsplit(seal, ";", 32);
    for (guint i = 0; tags[i]; i++) {
        char *equals = strchr(tags[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        if (g_ascii_strcasecmp(g_strstrip(tags[i]), name) == 0)
            return g_strdup(g_strstrip(equals + 1));
    }
    return NULL;
}

static guint seal_instance(const char *seal)
{
    g_autofree char *number = seal_tag(seal, "i");
    return number ? auth_instance(number) : 0;
}

/* The one seal of that instance; NULL if there is none or more. */
static const char *seal_of(const MailRecord *record, guint instance)
{
    const char *found = NULL;
    for (guint i = 0; i < record->trace->len; i++) {
        const MailTrace *trace = &g_array_index(record->trace, MailTrace, i);
        if (trace->kind != MAIL_TRACE_ARC_SEAL || seal_instance(trace->value) != instance)
            continue;
        if (found)
            return NULL;
        found = trace->value;
    }
    return found;
}

/* Whether the one sealed result of that instance says dmarc=pass for the domain. */
static gboolean sealed_pass(const MailRecord *record, guint instance, const char *domain)
{
    guint found = 0;
    gboolean passed = FALSE;
    for (guint i = 0; i < record->trace->len; i++) {
        const MailTrace *trace = &g_array_index(record->trace, MailTrace, i);
        if (trace->kind != MAIL_TRACE_ARC_RESULTS)
            continue;
        AuthField field = auth_results_read(trace->value, AUTH_FORM_ARC, domain);
        if (field.instance != instance)
            continue;
        found++;
        passed = field.dmarc == AUTH_PASS;
    }
    return found == 1 && passed;
}

/* 0 without a seal, or where one's number cannot be read: it may be the last. */
static guint last_instance(const MailRecord *record)
{
    guint last = 0;
    for (guint i = 0; i < record->trace->len; i++) {
        const MailTrace *trace = &g_array_index(record->trace, MailTrace, i);
        if (trace->kind != MAIL_TRACE_ARC_SEAL)
            continue;
        guint instance = seal_instance(trace->value);
        if (instance == 0)
            return 0;
        last = MAX(last, instance);
    }
    return last;
}

static gboolean is_sealer(const char *domain, const char *const *sealers)
{
    for (guint i = 0; domain && sealers && sealers[i]; i++)
        if (g_ascii_strcasecmp(domain, sealers[i]) == 0)
            return TRUE;
    return FALSE;
}

/* The domain of the sealer whose word is believed, newly allocated, or NULL. From the last seal back, as long as all are by named
 * sealers: who sealed later could have changed what an earlier one saw. */
static char *believed_sealer(const MailRecord *record, const AuthBoundary *boundary,
                             const char *domain)
{
    for (guint i = last_instance(record); i > 0; i--) {
        const char *seal = seal_of(record, i);
        g_autofree char *sealer = seal ? seal_tag(seal, "d") : NULL;
        g_autofree char *chain = seal ? seal_tag(seal, "cv") : NULL;
        if (!is_sealer(sealer, boundary->arc_sealers) ||
            g_strcmp0(chain, i == 1 ? "none" : "pass") != 0)
            return NULL;
        if (sealed_pass(record, i, domain))
            return g_steal_pointer(&sealer);
    }
    return NULL;
}

/* ---- the verdict ---- */

static AuthVerdict pass(char **why_out, char *why)
{
    *why_out = why;
    return AUTH_PASS;
}

static AuthVerdict say(AuthVerdict verdict, char **why_out, const char *why)
{
    *why_out = g_strdup(why);
    return verdict;
}

static AuthVerdict judge_field(const MailRecord *record, const AuthBoundary *boundary,
                               const AuthField *field, const char *domain, char **why_out)
{
    gboolean dmarc = (boundary->accept & AUTH_ACCEPT_DMARC) != 0;
    if (field->dmarc == AUTH_CONFLICT)
        return say(AUTH_CONFLICT, why_out,
                   "our own receiver's word holds two results that differ: one is forged");
    if (field->dmarc == AUTH_PASS && dmarc)
        return pass(why_out, g_strdup("dmarc=pass"));
    g_autofree char *sealer =
        field->arc && dmarc ? believed_sealer(record, boundary, domain) : NULL;
    if (sealer)
        return pass(why_out, g_strdup_printf("dmarc=pass as sealed by %s (arc=pass)", sealer));
    if (field->dmarc == AUTH_FAIL)
        return say(AUTH_FAIL, why_out, "our own receiver says the address is forged (dmarc=fail)");
    if (field->dkim && (boundary->accept & AUTH_ACCEPT_DKIM) != 0)
        return pass(why_out, g_strdup("dkim=pass for the very domain"));
    if (field->spf && (boundary->accept & AUTH_ACCEPT_SPF) != 0)
        return pass(why_out, g_strdup("spf=pass for the very domain"));
    return say(AUTH_NONE, why_out,
               "nothing proves that the message comes from this address: our own receiver found no "
               "proof that this site accepts");
}

AuthVerdict auth_boundary_judge(const MailRecord *record, const AuthBoundary *boundary,
                                char **why_out)
{
    guint count = 0;
    const char *domain = domain_of(record), *value = NULL;
    if (boundary->mode == AUTH_MODE_RFC8601)
        value = find_by_name(record, boundary, &count);
    else if (boundary->mode == AUTH_MODE_M365)
        value = find_by_place(record, boundary, &count);
    if (count > 1)
        return say(AUTH_CONFLICT, why_out,
                   "two results of our own receiver stand in one message: one is forged");
    if (!value)
        return say(AUTH_NONE, why_out,
                   "nothing proves that the message comes from this address: it carries no word of "
                   "our own receiver");
    AuthForm form = boundary->mode == AUTH_MODE_M365 ? AUTH_FORM_MICROSOFT : AUTH_FORM_RFC8601;
    AuthField field = auth_results_read(value, form, domain);
    return judge_field(record, boundary, &field, domain, why_out);
}
