/* The chronology of a case as a document for one reader: everything goes through the reader's Disclosure. */
#pragma once
#include "disclosure.h"
#include "paper.h"
#include "printer.h"

typedef struct { /* borrowed */
    const Case *c;
    GPtrArray *hashes; /* of char *: of each event */
    GPtrArray *sent;   /* of OutboxRow */
    GPtrArray *ledger; /* of LedgerRow: the messages of the case */
    const char *by;    /* who takes it */
} ChronologyRows;

Paper *chronology_paper(const View *view, const ChronologyRows *rows, Disclosure *disclosure, const DisclosureAsked *asked);
