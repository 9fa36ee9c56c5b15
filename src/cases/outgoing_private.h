/* Shared by the files that gather what must not leave and look for it. */
#pragma once
#include "outgoing_secrets.h"
#include "word_scan.h"

#define SECRET_NAME_WORDS 6u     /* a name of more is somebody's sentence */
#define SECRET_QUOTED OWN_PHRASE /* words in a row */

typedef struct {
    guint32 hash;
    char *written;
    gboolean initials; /* counts only exactly as written */
} NamePart;

typedef struct {
    guint32 hash[SECRET_NAME_WORDS];
    guint words;
    gboolean letters; /* initials, a word each */
    const char *what;
} FullName;

struct OutgoingSecrets {
    const Case *c;
    const Ruleset *rules;
    GArray *parts;     /* of NamePart */
    GArray *names;     /* of FullName */
    GArray *born;      /* of Day */
    GPtrArray *ids;    /* of char *: digits */
    GArray *codes;     /* of guint32: identifiers with letters in them */
    GArray *prefixes;  /* of guint32: of references */
    GPtrArray *said;   /* of GArray of guint32: what somebody wrote, word by word */
    GArray *words;     /* of ScannedWord: of the text that is looked at */
    guint64 wanted[4]; /* a bit for every hash in parts, names, codes, prefixes */
};

static inline const ScannedWord *word_at(const GArray *words, guint i)
{
    return &g_array_index(words, ScannedWord, i);
}

static inline gboolean secret_wanted(const OutgoingSecrets *s, guint32 hash)
{
    return (s->wanted[(hash >> 6) & 3u] >> (hash & 63u) & 1u) != 0;
}

/* The digits of the numbers from `i` on that are written as one, "943 476 5919"; returns what is behind them. */
guint secret_number(const char *text, const GArray *words, guint i, GString *digits);
