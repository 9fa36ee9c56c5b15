/* What comes out differently when a site's past happens again under another policy, and how it is shown. */
#pragma once
#include "printer.h"

typedef struct {
    char *what;           /* "state" "stage" "entered" "route" "date" "owed" "notice" "message" "office" */
    char *key;            /* what it is told from others of its kind by */
    char *before, *after; /* in words; NULL where it is not there */
} ReplayDifference;

typedef struct {
    char *reference;        /* "" = of messages that are in no case */
    GPtrArray *differences; /* of ReplayDifference */
} ReplayCase;

typedef struct {
    const Policy *policy; /* the changed one */
    GPtrArray *instead;   /* of const char *: ids of the policies in whose place it was put */
    GPtrArray *cases;     /* of ReplayCase, those that differ */
    GPtrArray *unlike;    /* of char *: cases that, run again under their own policy, do not come out as recorded */
    guint messages, seen; /* messages run again; cases compared */
} ReplayReport;

void view_replay(const View *view, const ReplayReport *report);
