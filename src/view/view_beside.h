/* A case and a message that may be of the same dispute, side by side: for `held` and `show`. */
#pragma once
#include "dispute.h"
#include "json_out.h"

/* What a field is called, with the child that it is of where there are several; newly allocated. */
char *view_beside_label(const View *view, const Case *c, const BesideField *field);
/* The values that differ in full, what agrees by its labels. */
void view_beside(const View *view, const Case *c, const HeldRow *held);
/* "fields": a list of {"key","label","child","case","message","same"}. */
void view_beside_json(JsonBuilder *out, const View *view, const Case *c, const HeldRow *held);
