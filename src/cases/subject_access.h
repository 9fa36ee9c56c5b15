/* What the record holds on one person, item by item, with where it stands and who said it: what a person's request for
 * their own data is answered from. No I/O; the caller brings the rows. A person decides what is given out: this lists, and
 * marks who else an item speaks of. */
#pragma once
#include "case.h"
#include "directory.h"
#include "records.h"

typedef struct {
    const char *kind;  /* "directory" "directory change" "person" "child" "field" "event" "message" "mail" "held" "look" */
    char *reference;   /* case, or "" */
    Instant at;        /* INSTANT_UNKNOWN where nothing dates it */
    char *source;      /* where it stands: "people.csv:12", "event 4", "message 3, SHA-256", "mail 7" */
    char *author;      /* whose word it is, "" if nobody's */
    char *label;       /* what it is: a field's key, an event's kind, a mail's template … */
    char *text;
    const char *match; /* why it is listed: "name" "initials" "address", "case": of a case about the person as a child */
    GPtrArray *others; /* of char *: who else it is about or names, as "child 2", "whoever raised it", "holder" */
} SubjectItem;

typedef struct {
    GPtrArray *names, *addresses; /* of char *: names as written, addresses folded; both grow by what is learnt */
    GPtrArray *items;             /* of SubjectItem */
    guint restricted;             /* rows that were passed over: for the named officers only */
    gboolean show_restricted;
} SubjectAccess;

/* `who`: a name, or an address. */
SubjectAccess *subject_access_new(const char *who, gboolean show_restricted);
void subject_access_free(SubjectAccess *subject);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SubjectAccess, subject_access_free)

/* First of all: under which addresses and names the person is known. */
void subject_access_learn_directory(SubjectAccess *subject, const Directory *directory);
void subject_access_learn_case(SubjectAccess *subject, const Case *c);

/* Then what there is. The ledger rows and mails of a case are given with it. TRUE: something of the case was listed. */
void subject_access_directory(SubjectAccess *subject, const Directory *directory);
void subject_access_directory_change(SubjectAccess *subject, const DirectoryChange *change);
gboolean subject_access_case(SubjectAccess *subject, const Case *c, GPtrArray *ledger, GPtrArray *mails);
void subject_access_message(SubjectAccess *subject, const LedgerRow *row); /* of no case */
void subject_access_held(SubjectAccess *subject, const HeldRow *row);
void subject_access_mail(SubjectAccess *subject, const OutboxRow *row);    /* of no case */
void subject_access_look(SubjectAccess *subject, const LookRow *row);

/* Shared by the two files; nobody else calls these. */
const char *subject_named(const SubjectAccess *subject, const char *name);   /* a field that holds a name: why it is the person, or NULL */
/* A restricted row that is not to be shown: counted. */
gboolean subject_passed_over(SubjectAccess *subject, gboolean restricted);
const char *subject_in_text(const SubjectAccess *subject, const char *text); /* a text that may name the person; the same */
const char *subject_at(const SubjectAccess *subject, const char *address);
gboolean subject_text_names(const char *folded, const char *name);
SubjectItem *subject_item(SubjectAccess *subject, const char *kind, const char *reference, Instant at, const char *match);
