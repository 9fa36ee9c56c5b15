/* Shared by the files that put a chronology together; nobody else includes this. */
#pragma once
#include "chronology.h"
#include "words.h"

typedef struct {
    const View *view;  /* whose now is the reader's */
    View dated;        /* the same, in which every date says its year */
    const ChronologyRows *rows;
    const Case *c;
    Disclosure *d;
    const DisclosureAsked *asked;
    Paper *paper;
} Chronology;

/* A text as the reader may have it: these screen all that they are given. */
void chronology_add(const Chronology *x, PaperKind kind, const char *format, ...) G_GNUC_PRINTF(3, 4);
void chronology_row(const Chronology *x, ...) G_GNUC_NULL_TERMINATED; /* five cells at most */
void chronology_note(const Chronology *x, const char *text); /* under the row last added */

void chronology_recorded(const Chronology *x); /* what was recorded: answers, talks, accounts, what is outstanding */
