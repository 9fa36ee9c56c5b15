/* The subject rule of cases/subject.h with the prefixes of the site's policies. */
#include "printer.h"

#include "subject.h"

char *view_clean_subject(const Ruleset *rules, const char *subject)
{
    g_autofree const char **prefixes = ruleset_prefixes(rules);
    return subject_clean(subject, prefixes);
}
