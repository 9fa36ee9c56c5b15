/* What the targets for documents share: any bytes as one file within a sound zip, for a fuzzer never finds the checksums; and what must
 * hold for whatever comes out. */
#pragma once
#include "fuzz.h"
#include "mail_document.h"

typedef struct {
    const char *name;
    const void *bytes;
    gsize length;
} FuzzEntry;

/* A zip file of these entries, stored without compression. */
GByteArray *fuzz_zip(const FuzzEntry *entries, guint count);
/* Reads the bytes as that kind of document; every line is a line of text and says where it stands. */
void fuzz_document(MailContainer kind, const char *name, const uint8_t *bytes, gsize length);
