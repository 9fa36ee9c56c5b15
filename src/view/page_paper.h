/* A document as a page of its own: no script, nothing from elsewhere, fit to be printed. */
#pragma once
#include "paper.h"

GString *page_paper(const Paper *paper);
