/* Everything a site is configured with, read once, immutable afterwards. */
#pragma once
#include "calendar.h"
#include "directory.h"
#include "form.h"
#include "own_words.h"
#include "policy.h"
#include "reply_template.h"
#include "site_desk.h"
#include "site_digest.h"
#include "site_proof.h"
#include "site_retention.h"
#include "site_source.h"
#include "site_transport.h"

typedef struct {
    const char *policy; /* id */
    Day from, until;    /* in force on these days; until may be DAY_UNKNOWN */
    Place place;
} PolicyInForce;

typedef struct {
    const char *name;                 /* of the partnership, as mails sign it */
    gboolean demonstration;           /* sends to .example, .test, .invalid, example.org only */
    GStrv mailboxes;                  /* our addresses, folded; the first is the one we write from */
    GPtrArray *sources;               /* of SiteSource, in file order; empty = mail comes by `casegate deliver` only */
    SiteTransport transport;
    GStrv office_roles;               /* whose posts get alarms: "office" */
    GStrv duty_roles;                 /* alarmed besides the office when a child may be at immediate risk; may be empty */
    const char *top_decides;          /* role whose word ends a case where a policy names several; NULL = the office's own */
    const char *zone_name;
    GTimeZone *zone;
    GPtrArray *in_force;              /* of PolicyInForce */
    int day_ends;                     /* minutes after midnight: the working day's end; same-day and guide dates fall due then */
    int day_begins;                   /* minutes after midnight: earlier than that the office is taken to be closed; 24 * 60 = always */
    const char *week;                 /* "5-working-days" | "same-weekday" | NULL = unset */
    const char *clock_start;          /* "disagreement" | "received": what a clock from the disagreement runs from; NULL = unset */
    guint representation_days;        /* working days that parties have for their representations; 0 = unset */
    const char *chair_substitute;     /* role that sits where the holder's own agency is a party; NULL = unset */
    SiteProof proof;                  /* what proves who sent a message */
    GStrv free_mail;                  /* domains where anybody may have an address; may be empty */
    const char *emergency_duty;       /* text: number to ring out of hours that anybody may read, or NULL */
    gboolean iro_notice_by_gateway;   /* TRUE gateway sends, FALSE agency ticks */
    const char *panel_size;           /* "at-least" | "exactly" | NULL = unset (at least is shown as a question to the Chair) */
    GStrv named_officers;             /* logins that may see restricted messages; empty = nobody */
    guint confirmed_months;           /* an entry is past `confirmed` after so many months; 0 = never */
    guint infant_under;               /* years; 0 = unset */
    guint quiet_days;                 /* `queue --quiet` default */
    guint answers_per_address, answers_per_case; /* caps a day */
    guint message_limit_mib;          /* larger messages are held unread */
    guint no_poll_minutes, mail_waits_minutes, disk_free_mib; /* the office is told of the gateway's own troubles beyond */
    const char *record_heads;         /* "mail" or the folder that the record's heads are written to; NULL = unset */
    gboolean record_heads_mailed;
    SiteDigest digest;                /* the office's morning mail */
    KeepRule retention[KEEP_CLASSES]; /* after which time what may be erased */
    SiteDesk desk;                    /* the office's pages */
    GStrv unset;                      /* settings the office has not made and what then happens, one line each */
    GStringChunk *strings;            /* what every text above stands in */
} Site;

typedef struct {
    char *folder; /* the site's */
    Site site;
    Calendar *calendar;
    Directory *directory;
    Forms *forms;
    ReplyTemplates *replies;
    GPtrArray *policies; /* of Policy: routing/policies, then pinned older texts added by ruleset_add_policy() */
    OwnWords *own_words;
    const Policy *forced; /* one of them that is in force on every day, whatever the site says; NULL none (replay's alone) */
} Ruleset;

/* Reads the whole site. NULL when diagnostics has errors after it; all are reported, not the first. */
Ruleset *ruleset_load(const char *folder, Diagnostics *diagnostics);
/* The same for who reads no message with it: what is wrong with an expression of the forms is not looked for. */
Ruleset *ruleset_load_to_look(const char *folder, Diagnostics *diagnostics);
/* As ruleset_load(), whatever is wrong: with errors it is good for ruleset_unset() and nothing else. */
Ruleset *ruleset_load_for_check(const char *folder, Diagnostics *diagnostics);
typedef struct {
    const CsvTable *agencies, *people; /* of that file of the directory; NULL = as it stands in routing/ */
} DirectoryTables;
/* ruleset_load() as it would be with another directory. */
Ruleset *ruleset_load_with(const char *folder, const DirectoryTables *instead, Diagnostics *diagnostics);
void ruleset_free(Ruleset *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ruleset, ruleset_free)

const Policy *ruleset_policy_in_force(const Ruleset *rules, Day day); /* NULL if none */
const Policy *ruleset_policy_by_sha256(const Ruleset *rules, const char *sha256);
const Policy *ruleset_policy_by_id(const Ruleset *rules, const char *id); /* the current text */
/* Of all policies' references, NULL-ended; the array only is to be freed. */
const char **ruleset_prefixes(const Ruleset *rules);
/* Holds a policy against the directory, forms and templates of `rules`, as loading does for those in force. */
void ruleset_check_policy(const Ruleset *rules, const Policy *policy, Diagnostics *diagnostics);
void ruleset_add_policy(Ruleset *rules, Policy *policy); /* takes it; before work begins only */
/* The site's own addresses: mail from them is no sender's, mail to them comes back. */
gboolean ruleset_is_own_address(const Ruleset *rules, const char *address);
/* Is the domain one that RFC 2606 keeps out of the real world? A demonstration names and writes to no other. */
gboolean ruleset_domain_is_reserved(const char *domain);
/* "configuration OK" and the numbers of design §2: policies, stages, agencies, people, vacant posts, unconfirmed; then each
 * vacant post, each entry past `confirmed`, and each setting that is not made, a line each. Newly allocated. */
char *ruleset_summary(const Ruleset *rules, Day today);
/* Is it held and has nobody confirmed it for longer than the site allows? */
gboolean ruleset_past_confirmed(const Ruleset *rules, const Post *post, Day today);
/* How many posts nobody holds, and how many entries nobody has confirmed for long: the first two lists of the summary. */
void ruleset_directory_counts(const Ruleset *rules, Day today, guint *vacant_out, guint *unconfirmed_out);
/* The last part of it: the site's settings that are not made, under a heading; "" if all are. Newly allocated. */
char *ruleset_unset(const Ruleset *rules);
