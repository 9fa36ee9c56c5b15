/* What a message says, as far as forms and phrases tell: fields with their typed values, children,
 * statements, the stage that is claimed. Pure interpretation: whether it is allowed is decided
 * elsewhere. */
#pragma once
#include "mail_record.h"
#include "ruleset.h"

typedef struct {
    const FormField *field;
    const char *value; /* as written */
    char *canonical; /* choice value, ISO date, agency id, stage id, "yes"/"no"/"not known"; NULL if
                        it could not be read */
    const char *part, *place; /* place: within a document, else "" */
    guint line;
    guint child;        /* 0 = of the case, else position of the child in this message */
    gboolean proposed;  /* from a forwarded text */
    gboolean own_words; /* answered in prose, not by a label */
} FieldValue;

typedef struct {
    char *name, *ids, *setting; /* NULL when not said */
    char *first, *family;       /* parts of a name on lines of their own */
    gboolean of_parts;          /* the name is put together of them */
    Day born, expected;
    GPtrArray *status; /* of const char * */
    guint of;          /* the case's child it is, by our own form; 0 = to be found by its name */
} ChildRead;

typedef struct {
    char *key, *text;
    char *read;              /* what stood there, one short line; NULL when nothing did */
    const char *part, *place; /* as of FieldValue */
    guint line;
    guint child;     /* as of FieldValue */
    gboolean unread; /* nothing could be understood: the question is open */
} ReadProblem;

typedef struct {
    GPtrArray *values;      /* of FieldValue, one per key and child */
    GPtrArray *children;    /* of ChildRead */
    GPtrArray *problems;    /* of ReadProblem */
    GHashTable *statements; /* set of const char * */
    GStringChunk *kept;     /* texts of values that stand nowhere else */
    const char
        *words; /* what prose is read from: new text up to the first label, else the subject */
    char *prose;
    char *said; /* all of the new text without the form's labels */
    gboolean has_form;  /* enough labelled fields of its own to be a form */
    gboolean forwarded; /* no form above it, and one inside a forwarded message */
    gboolean stage_claimed;
    const PolicyStage *stage;          /* NULL when none or no such stage */
    char *stage_text;                  /* as written */
    const char *kind;                  /* message kind by the form's field, else NULL */
    AgencyMatch *raising, *challenged; /* NULL when the field is absent or blank */
    gboolean unclear;                  /* speaks of outcome or stage, but asks, hopes, supposes or
                                        contradicts itself: moves nothing before a person read it */
    gboolean answers_in_harm;          /* so does an answer about danger that is neither yes nor no */
    gboolean claims_harm;              /* the text itself speaks of immediate danger */
    gboolean undecided;                /* a pattern hit its limits: a person must read this */
} Reading;

/* `asked`: keys (NULL-ended, may be NULL) that were asked for and may be answered in prose. */
Reading *reading_make(const MailRecord *mail, const Ruleset *rules, const Policy *policy,
                      Day reference);
/* Prose answers to what a case still misses; adds to `reading`. */
void reading_answers(Reading *reading, const Ruleset *rules, GPtrArray *asked, Day reference);
/* One more labelled field, as those of the message itself: the first value of a key is kept. */
void reading_take_field(Reading *reading, const Ruleset *rules, const Policy *policy,
                        const MailField *mail_field, Day reference);
/* The same of the case's child `of`, from 1; 0 = of whichever child was spoken of last. */
void reading_take_for_child(Reading *reading, const Ruleset *rules, const Policy *policy,
                            const MailField *mail_field, Day reference, guint of);
/* These lines of new text (a set of trimmed char *) were answers to questions of ours: they are no prose. Danger is still
 * looked for in them. */
void reading_answered(Reading *reading, const Ruleset *rules, const Policy *policy, const MailRecord *mail,
                      GHashTable *lines);
/* What follows from the values, once more have been taken: is it a form, which agencies, which stage. */
void reading_refresh(Reading *reading, const Ruleset *rules, const Policy *policy, const MailRecord *mail);
void reading_free(Reading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reading, reading_free)

const FieldValue *reading_value(const Reading *reading,
                                const char *key); /* first with that key; NULL */
const char *reading_canonical(const Reading *reading,
                              const char *key); /* its canonical value; NULL */
gboolean reading_says(const Reading *reading, const char *statement);
/* Does the text say this statement? Used on single clauses. */
gboolean words_say(const Ruleset *rules, const char *words, const char *statement);
/* Does an answer about danger, which is neither a yes nor a no, alarm? */
gboolean reading_alarms(const Ruleset *rules, const char *answer);
/* "telephone" "video call" "face to face" "meeting" "e-mail" or NULL, as the words tell how people talked. */
const char *words_how(const char *words);
