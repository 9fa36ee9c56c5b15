/* Raw bytes to MailRecord (GMime, libxml2). Runs in the reader child only: it may crash, loop or eat
 * memory on hostile input, and the child's limits turn that into one held message. */
#pragma once
#include "form_labels.h"
#include "mail_record.h"

void mail_read_init(void); /* g_mime_init, libxml2, and every usual character set opened: before any sandbox */
/* Never NULL: what cannot be read is said in flags and refusal. `bytes` need not end in NUL. */
MailRecord *mail_read(const char *bytes, gsize length, const FormLabels *labels);
/* The same with what is in documents and other containers, for a message that mail_read() gave MAIL_FLAG_CONTAINERS: in a
 * reader that is used for nothing else, for these libraries see whatever a stranger sent. The record never has that flag. */
MailRecord *mail_read_containers(const char *bytes, gsize length, const FormLabels *labels);
