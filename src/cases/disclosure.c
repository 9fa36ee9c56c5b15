/* disclosure: what a reader may have of a case, asked piece by piece.
 *
 * Whoever is refused is told why; what is refused of a text leaves a mark. The parts of a case that a
 * reader may not have at all (somebody else's mails, notes of the office) leave none, since that there is
 * something would say it. Pure: the case, the directory and the policies of the day. */
#include "disclosure_private.h"

#include <string.h>

#include "error.h"
#include "telling.h"
#include "text.h"

typedef enum { LEVEL_COURSE, LEVEL_DETAIL, LEVEL_WHOLE } Level;

struct Disclosure {
    const Case *c;
    const Ruleset *rules;
    DisclosureAsked asked;
    Level level;
    GPtrArray *ledger;
    OutgoingSecrets *secrets; /* of the case; NULL where the level has the detail */
    Siblings *siblings;       /* NULL where none is to be taken out */
    guint left_out;
};

/* ---- who is it ---- */

static gboolean same_address(const char *a, const char *b)
{
    return a && b && *a && g_ascii_strcasecmp(a, b) == 0;
}

/* The post's own agency, or that of the address's domain. */
static gboolean is_of_agency(const Disclosure *d, const char *address)
{
    const Agency *agency = directory_agency_of_domain(d->rules->directory, address);
    if (agency)
        return g_strcmp0(agency->id, d->asked.agency) == 0;
    for (guint i = 0; i < directory_posts(d->rules->directory); i++) {
        const Post *post = directory_post_at(d->rules->directory, i);
        if (same_address(post->email, address) && g_strcmp0(post->agency, d->asked.agency) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_own(const Disclosure *d, const char *address)
{
    if (!address || !strchr(address, '@'))
        return FALSE;
    return d->asked.reader == DISCLOSE_TO_AGENCY ? is_of_agency(d, address)
                                                 : same_address(d->c->originator.email, address);
}

static Side side_of(const Case *c, const Directory *directory, const char *agency)
{
    if (c->raising && directory_speaks_for(directory, agency, c->raising))
        return SIDE_RAISING;
    return c->challenged && c->routing_held != SIDE_CHALLENGED &&
                   directory_speaks_for(directory, agency, c->challenged)
               ? SIDE_CHALLENGED
               : SIDE_NONE;
}

/* Whoever raised it knows of it; of the others those whose side was told, and who represents one from when itself was. */
static gboolean was_told(const Case *c, const char *agency, Side side)
{
    gboolean party = case_is_party(c, agency);
    if (party && side == SIDE_RAISING)
        return TRUE;
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = c->holders->pdata[i];
        if (holder->told && holder->side == side &&
            (party || g_strcmp0(holder->agency, agency) == 0))
            return TRUE;
    }
    return FALSE;
}

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM, why);
    return FALSE;
}

/* What a forwarded chain says counts for nobody else before it is confirmed. */
static gboolean is_confirmed(const Case *c, GError **error)
{
    return !c->waiting_confirmation || !*c->waiting_confirmation ||
           refuse(error,
                  "what %s says comes from a forwarded chain and is to be confirmed first; "
                  "until then nobody else is told",
                  c->reference);
}

/* Who is no party learns that, and nothing of how the case stands. */
static gboolean admit_agency(Disclosure *d, GError **error)
{
    const Directory *directory = d->rules->directory;
    const Agency *agency = directory_agency(directory, d->asked.agency);
    if (!agency)
        return refuse(error, "no agency '%s' in the directory", d->asked.agency);
    Side side = side_of(d->c, directory, agency->id);
    if (side == SIDE_NONE)
        return refuse(error, "%s is no party of %s, nor does it speak for one", agency->name,
                      d->c->reference);
    if (!is_confirmed(d->c, error))
        return FALSE;
    if (!was_told(d->c, agency->id, side))
        return refuse(error, "%s has not been told of %s yet: what it may see begins then",
                      agency->name, d->c->reference);
    d->level = agency->secure == SECURE_TLS ? LEVEL_DETAIL : LEVEL_COURSE;
    return TRUE;
}

static const Policy *policy_of(const Disclosure *d)
{
    const Policy *pinned =
        d->c->policy_sha256 ? ruleset_policy_by_sha256(d->rules, d->c->policy_sha256) : NULL;
    return pinned || !d->c->policy ? pinned : ruleset_policy_by_id(d->rules, d->c->policy);
}

static gboolean admit_originator(Disclosure *d, GError **error)
{
    const Policy *policy = policy_of(d);
    if (!is_confirmed(d->c, error))
        return FALSE;
    if (d->asked.child > 0)
        return refuse(error, "whoever raised %s is told of no child: leave --child out",
                      d->c->reference);
    if (!d->c->originator.email || !*d->c->originator.email)
        return refuse(error, "it is not known who raised %s", d->c->reference);
    if (!policy || !policy->originator_told)
        return refuse(error, "the policy of %s does not say that whoever raised it is told",
                      d->c->reference);
    d->level = LEVEL_COURSE;
    return TRUE;
}

static gboolean admit(Disclosure *d, GError **error)
{
    if (d->asked.reader == DISCLOSE_TO_FILE) {
        d->level = LEVEL_WHOLE;
        return TRUE;
    }
    return d->asked.reader == DISCLOSE_TO_AGENCY ? admit_agency(d, error)
                                                 : admit_originator(d, error);
}

Disclosure *disclosure_new(const Case *c, const Ruleset *rules, const DisclosureAsked *asked,
                           GPtrArray *ledger, GError **error)
{
    g_autoptr(Disclosure) d = g_new0(Disclosure, 1);
    d->c = c;
    d->rules = rules;
    d->asked = *asked;
    d->ledger = ledger;
    if (!admit(d, error))
        return NULL;
    d->siblings = siblings_new(c, rules, asked->child);
    if (d->level == LEVEL_COURSE)
        d->secrets = outgoing_secrets_new(c, NULL, rules);
    return g_steal_pointer(&d);
}

void disclosure_free(Disclosure *d)
{
    if (!d)
        return;
    outgoing_secrets_free(d->secrets);
    siblings_free(d->siblings);
    g_free(d);
}

/* ---- pieces ---- */

gboolean disclosure_is_whole(const Disclosure *d)
{
    return d->level == LEVEL_WHOLE;
}

gboolean disclosure_has_detail(const Disclosure *d)
{
    return d->level >= LEVEL_DETAIL;
}

gboolean disclosure_of_child(const Disclosure *d, guint child)
{
    return d->asked.child == 0 || child == 0 || child == d->asked.child;
}

gboolean disclosure_message(const Disclosure *d, const char *sha256)
{
    for (guint i = 0; sha256 && *sha256 && i < d->ledger->len; i++) {
        const LedgerRow *row = d->ledger->pdata[i];
        if (g_str_equal(row->sha256, sha256) && ledger_row_restricted(row))
            return FALSE;
    }
    return TRUE;
}

/* What holders are told of a child stands in their notice without its field's name. */
static gboolean is_told_of(const char *key)
{
    static const char *const of_child[] = {"child.name", "child.first_name", "child.family_name",
                                           "child.dob",  "child.ids",        "child.status",
                                           NULL};
    return g_strv_contains(of_child, key) || g_strv_contains(telling_detail_keys, key);
}

/* Of what was written a party has the referral as holders are told it, and what it wrote itself. */
gboolean disclosure_fact(const Disclosure *d, const Fact *fact)
{
    if (d->level == LEVEL_COURSE || !disclosure_of_child(d, fact->child) ||
        !disclosure_message(d, fact->message))
        return FALSE;
    if (d->level == LEVEL_WHOLE)
        return TRUE;
    const Event *event = fact->message ? case_event_of(d->c, fact->message) : NULL;
    return !fact->proposed && (is_told_of(fact->key) || (event && is_own(d, event->actor)));
}

gboolean disclosure_mail(const Disclosure *d, const OutboxRow *mail)
{
    return d->level == LEVEL_WHOLE || is_own(d, mail->to);
}

/* Does it speak of other children only? */
static gboolean is_of_others(const Disclosure *d, const Event *event)
{
    guint others = 0;
    for (guint i = 0; i < event->changes->len; i++) {
        const GStrv change = event->changes->pdata[i];
        if (!g_str_has_prefix(change[0], "child") || !change[1])
            return FALSE;
        others += !disclosure_of_child(d, (guint)g_ascii_strtoull(change[1], NULL, 10));
    }
    return others > 0 && others == event->changes->len;
}

gboolean disclosure_original(const Disclosure *d, const Event *event)
{
    return event->message && *event->message && disclosure_message(d, event->message) &&
           (d->level != LEVEL_COURSE || is_own(d, event->actor));
}

char *disclosure_event(Disclosure *d, const Event *event)
{
    if (!disclosure_message(d, event->message) || is_of_others(d, event))
        return NULL;
    if (d->level == LEVEL_WHOLE)
        return disclosure_text(d, event->text ? event->text : "");
    const char *words = disclosure_kind(event->kind, d->level == LEVEL_DETAIL);
    if (!words || (g_str_equal(words, DISCLOSURE_OWN_MESSAGE) && !is_own(d, event->actor)))
        return NULL;
    return disclosure_text(d, *words ? words : event->text ? event->text : "");
}

char *disclosure_actor(const Disclosure *d, const char *actor)
{
    if (d->level == LEVEL_WHOLE || is_own(d, actor) || !actor)
        return g_strdup(actor ? actor : "");
    if (g_str_has_prefix(actor, "office"))
        return g_strdup("the partnership office");
    if (!strchr(actor, '@'))
        return g_strdup(actor);
    const Agency *agency = directory_agency_of_domain(d->rules->directory, actor);
    return g_strdup(agency ? agency->name : "somebody else");
}

/* ---- texts ---- */

static gboolean is_of_address(char c)
{
    return g_ascii_isalnum(c) || strchr("@.!#$%&'*+/=?^_`{|}~-", c) != NULL;
}

/* An address is somebody's: of others a party sees whose house it is of. */
static char *without_addresses(const Disclosure *d, const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p;) {
        gsize length = 0;
        while (p[length] && is_of_address(p[length]))
            length++;
        g_autofree char *word = g_strndup(p, MAX(length, 1));
        if (!strchr(word, '@') || is_own(d, word)) {
            g_string_append(out, word);
        } else {
            const Agency *agency = directory_agency_of_domain(d->rules->directory, word);
            g_string_append(out, agency ? agency->name : "somebody else");
        }
        p += MAX(length, 1);
    }
    return g_string_free(out, FALSE);
}

char *disclosure_text(Disclosure *d, const char *text)
{
    if (d->level == LEVEL_COURSE) {
        if (!outgoing_secrets_in(d->secrets, text, FALSE))
            return g_strdup(text);
        d->left_out++;
        return g_strdup(DISCLOSURE_LEFT_OUT);
    }
    g_autofree char *apart = siblings_out(d->siblings, text, &d->left_out);
    return d->level == LEVEL_WHOLE ? g_steal_pointer(&apart) : without_addresses(d, apart);
}

guint disclosure_left_out(const Disclosure *d)
{
    return d->left_out;
}
