/* One entry of a case's record: what happened, in words, and what it changed, as flat rows that
 * case.c folds into a Case. Events are never altered; a correction is a later event. */
#pragma once
#include "instant.h"

typedef struct {
    guint seq;          /* from 1 within the case; given when added to a case */
    Instant at;
    char *kind;         /* "opened" "received" "stage-entered" "told" "date-set" "prompt" "note" … */
    char *actor;        /* who caused it: an address, "office: NAME", "clock", "gateway" */
    char *text;         /* plain words for the chronology */
    char *message;      /* sha256 of the message it came from, or NULL */
    GPtrArray *changes; /* of GStrv: operation and its arguments (the list is at the head of case_change.c); each in one
                           block that the array owns: add with event_change() only */
} Event;

Event *event_new(Instant at, const char *kind, const char *actor, const char *message, const char *format, ...)
    G_GNUC_PRINTF(5, 6);
/* The same, of words that are ready. */
Event *event_new_text(Instant at, const char *kind, const char *actor, const char *message, const char *text);
void event_change(Event *event, const char *operation, ...) G_GNUC_NULL_TERMINATED; /* arguments: const char *, NULL-ended; use "" for none */
/* Was it caused by the same one and at the same time as the event before it? Then both are of one message, tick or command. */
gboolean event_goes_on(const Event *event, const Event *before);
void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

/* The changes as compact JSON (an array of arrays of strings), as stored and hashed; and back. */
char *event_changes_text(const Event *event);
gboolean event_changes_read(Event *event, const char *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
