/* What the site's receiving server says of a message's sender when all is well, for units that decide about people's mail. */
#pragma once
#include "mail_record.h"
#include "ruleset.h"
#include "text.h"

static inline void proven(MailRecord *mail, const Site *site)
{
    const char *from = g_array_index(mail->from, MailAddress, 0).address;
    const char *domain = text_address_domain(from);
    g_autofree char *word = g_strdup_printf("%s; dmarc=pass header.from=%s",
                                            site->proof.authserv_ids[0], domain ? domain : "");
    g_ptr_array_add(mail->auth_results, (gpointer)mail_record_keep(mail, word));
}
