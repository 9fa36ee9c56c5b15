/* What deciding may ask the store: a table of functions, so that cases/ stays without I/O. All answers
 * are newly allocated; a failing store raises in `error` and the message is tried again later. */
#pragma once
#include "case.h"
#include "records.h"

typedef struct {
    char *reference, *why;
    gboolean challenged_same;  /* the same agency is challenged */
    gboolean raising_same;
    gboolean name_only;        /* found by name and sender alone: case_name_keys() */
    Instant opened;
    char *state;
} SameChild;
void same_child_free(SameChild *same);

typedef struct {
    void *context;
    void *outside; /* context of sent_mail and next_reference: the record that the world knows, which is another one when
                      the past is tried again in a record of its own */
    Case *(*load)(void *context, const char *reference, GError **error); /* NULL without error: none */
    /* Our own mail with this Message-ID: its case ("" if none), recipient and template. NULL: not ours. */
    OutboxRow *(*sent_mail)(void *context, const char *message_id, GError **error);
    /* The newest case message with this content digest from this sender; `reference`: of that case, or NULL. NULL: none. */
    LedgerRow *(*same_content)(void *context, const char *content_digest, const char *from, const char *reference,
                               GError **error);
    /* The first ledger row with this Message-ID. NULL: none. */
    LedgerRow *(*same_message_id)(void *context, const char *message_id, GError **error);
    /* Messages of this content from this sender that wait for a person, and nothing proved whose they are: oldest first. Of
     * HeldRow. */
    GPtrArray *(*unproven_copies)(void *context, const char *content_digest, const char *from, GError **error);
    /* Cases not closed with the same child key (case_child_keys()), number of an agency (case_alias_keys()), or
     * name in a form of the same sender (case_name_keys()): of SameChild. */
    GPtrArray *(*same_child)(void *context, const char *const *keys, const char *raising, const char *challenged,
                             GError **error);
    /* References of cases not closed in which the address is originator, holder or sender, the one last heard of first. Of
     * char *. */
    GPtrArray *(*cases_of_person)(void *context, const char *address, GError **error);
    GPtrArray *(*cases_of_agency)(void *context, const char *agency, GError **error); /* open ones as a party, in the same order */
    char *(*next_reference)(void *context, const char *prefix, guint year, GError **error);
    /* Answers sent to the address since the instant, for this case or (reference NULL) at all. */
    gint (*answers_since)(void *context, const char *address, const char *reference, Instant since, GError **error);
    /* Mails sent to the address since the instant, newest first, a few. Of OutboxRow. */
    GPtrArray *(*mails_to)(void *context, const char *address, Instant since, GError **error);
    /* Mails to the address that failed since the instant. */
    gint (*failures_since)(void *context, const char *address, Instant since, GError **error);
    /* Warnings of this kind about the address since the instant (Decision.warnings). */
    gint (*warnings_since)(void *context, const char *kind, const char *address, Instant since, GError **error);
} CaseLookup;

/* Keys under which a child is found again: "dob:2019-03-04|JS", "edd:2026-03-25|BU", "id:9990000001"; of char *. None
 * for a child with neither identifier nor a name and a date. */
GPtrArray *case_child_keys(const Child *child);
gboolean case_child_has_key(const Child *child, const char *const *keys); /* one of them */
