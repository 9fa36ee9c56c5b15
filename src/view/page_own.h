/* What a representative of an agency sees: the list of the own cases, and one of them as its document. What of a case may be read was
 * asked before (cases/disclosure.h). */
#pragma once
#include "disclosure.h"
#include "page_parts.h"
#include "paper.h"
#include "printer.h"

typedef struct {
    const Case *c;
    gboolean detail; /* disclosure_has_detail() */
} OwnCase;

void page_own_cases(Html *html, const View *view, GPtrArray *cases, const char *agency); /* of OwnCase, in that order */
void page_own_case(Html *html, const Paper *paper);
