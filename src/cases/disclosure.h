/* Who may read what of a case when its course is written down for somebody: for a child's file, for an agency of the case, or for
 * whoever raised it. The one place where that is decided; it follows what each of them is told by mail (design §6, governance §3.1
 * and §3.3), and where that leaves a doubt, nothing is shown.
 *
 *   file        everything on record but what only the named officers may see; with a child's number, of that child alone
 *   agency      a party, or who speaks for one, from when its side was told: the referral as holders are told it, what the gateway
 *               did, the mails to its own people; no notes and reasons of the office, no addresses of others. Where the directory
 *               does not say 'tls', as whoever raised it
 *   originator  where the policy says that he is told: stage, dates, which way it went, and the mails to him, in the gateway's own
 *               words; no name, date of birth or identifier of a child, and no word that anybody wrote */
#pragma once
#include "case.h"
#include "ruleset.h"

typedef enum { DISCLOSE_TO_FILE, DISCLOSE_TO_AGENCY, DISCLOSE_TO_ORIGINATOR } DisclosureReader;

typedef struct {
    DisclosureReader reader;
    const char *agency; /* id, of DISCLOSE_TO_AGENCY */
    guint child;        /* 0 = all of them */
} DisclosureAsked;

typedef struct Disclosure Disclosure;

/* `ledger`: of LedgerRow, the messages of the case. All arguments must outlive it. NULL and PERM: why this reader gets nothing. */
Disclosure *disclosure_new(const Case *c, const Ruleset *rules, const DisclosureAsked *asked, GPtrArray *ledger,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void disclosure_free(Disclosure *disclosure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Disclosure, disclosure_free)

gboolean disclosure_is_whole(const Disclosure *disclosure);   /* for the file: the office's own words, too */
gboolean disclosure_has_detail(const Disclosure *disclosure); /* children by name, what was recorded */
gboolean disclosure_of_child(const Disclosure *disclosure, guint child); /* 0: of the case */
gboolean disclosure_fact(const Disclosure *disclosure, const Fact *fact);
gboolean disclosure_message(const Disclosure *disclosure, const char *sha256); /* not restricted; NULL: no message */
gboolean disclosure_mail(const Disclosure *disclosure, const OutboxRow *mail);
/* What the reader may have of the event in its own words, or in ours; NULL: not at all. Newly allocated, screened. */
char *disclosure_event(Disclosure *disclosure, const Event *event);
/* Who caused it, as the reader may know it; newly allocated. */
char *disclosure_actor(const Disclosure *disclosure, const char *actor);
/* May the reader know which message it was? */
gboolean disclosure_original(const Disclosure *disclosure, const Event *event);
/* Any other text, screened: what may not be read is taken out and a mark left, DISCLOSURE_LEFT_OUT. Newly allocated. */
char *disclosure_text(Disclosure *disclosure, const char *text);
guint disclosure_left_out(const Disclosure *disclosure); /* how many marks there are */
#define DISCLOSURE_LEFT_OUT "[left out]"
