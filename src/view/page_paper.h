/* A document as a page: no script, nothing from elsewhere, fit to be printed. */
#pragma once
#include "html.h"
#include "paper.h"

GString *page_paper(const Paper *paper);               /* a file of its own */
void page_paper_body(Html *html, const Paper *paper);  /* its sections, in a page that has its heading */
