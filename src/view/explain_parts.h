/* What both forms of `casegate explain` share. */
#pragma once
#include "printer.h"

/* "auto-reply", "delivery-report", "list", "own" (a mail of ours that came back) or NULL. */
const char *explain_automatic(const View *view, const Decision *decision, const MailRecord *mail);
const char *explain_from(const MailRecord *mail); /* the first From address, "" if none */

/* The parts of the message and what became of each; its words, told apart. */
void explain_print_parts(const View *view, const MailRecord *mail);
void explain_print_texts(const View *view, const MailRecord *mail);

void explain_json(const View *view, const Decision *decision, const MailRecord *mail, const char *sha256);
