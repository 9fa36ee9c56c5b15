/* What every fuzz target shares. A target is one function over any bytes, which must come back and keep what it asserts. Built twice:
 * with libFuzzer (`make fuzz`), and with replay.c, which gives it the files of its corpora (tests/fuzz/replay.t, an ordinary test). */
#pragma once
#include "form_labels.h"
#include "mail_record.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Made at the first call, with all that the reader makes before its jail; kept. */
const FormLabels *fuzz_labels(void);
void fuzz_assert_text(const char *text); /* valid UTF-8; so it has no NUL either */
void fuzz_judge(const MailRecord *record); /* who sent it, in every mode: a verdict, and why in words */
