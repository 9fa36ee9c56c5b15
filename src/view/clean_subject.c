/* The subject rule of cases/subject.h with the prefixes of the site's policies. */
#include "printer.h"

#include "subject.h"

char *view_clean_subject(const Ruleset *rules, const char *subject)
{
    g_autoptr(GPtrArray) prefixes = g_ptr_array_new();
    for (guint i = 0; i < rules->policies->len; i++)
        g_ptr_array_add(prefixes, (char *)((const Policy *)rules->policies->pdata[i])->prefix);
    g_ptr_array_add(prefixes, NULL);
    return subject_clean(subject, (const char *const *)prefixes->pdata);
}
