/* The page of reports: what it is of, the report, and its files. */
#pragma once
#include "html.h"
#include "report.h"

typedef struct {
    Day from, to, today;
    gboolean publish;
    gboolean days;   /* from and to were typed, not chosen as a quarter or year */
    const char *why; /* why there is no such report, or NULL */
} ReportAsked;

void page_reports(Html *html, const ReportAsked *asked, const Report *report); /* NULL: there is none */
