/* The worker's address is taken from the raising side alone, and only at that agency's own domain: nobody else is written to
 * about a child because somebody typed an address. Without one the case says so until the office or the sender knows. */
#include "worker.h"
#include "entitled.h"
#include "text.h"
#include <string.h>

static const char contact[] = "originator.contact";

gboolean worker_unreached(const Case *c, const Ruleset *rules)
{
    const Policy *policy = ruleset_policy_by_sha256(rules, c->policy_sha256);
    const Person *worker = &c->originator;
    return policy != NULL && policy->originator_told && !text_empty(worker->name) &&
           text_empty(worker->email) && !case_is_over(c);
}

char *worker_address_in(const Ruleset *rules, const char *raising, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n,;<>()[]\"'", -1);
    for (guint i = 0; raising != NULL && words[i] != NULL; i++) {
        char *at = g_str_has_prefix(words[i], "mailto:") ? words[i] + strlen("mailto:") : words[i];
        g_autofree char *address = g_ascii_strdown(at, -1);
        const Agency *of =
            text_is_address(address) ? directory_agency_of_domain(rules->directory, address) : NULL;
        if (of != NULL && directory_speaks_for(rules->directory, of->id, raising))
            return g_steal_pointer(&address);
    }
    return NULL;
}

void worker_record(const Deciding *x, Event *event)
{
    const FieldValue *value = reading_value(x->reading, contact);
    const Person *worker = &x->c->originator;
    if (value == NULL || !worker_unreached(x->c, x->rules) || !entitled_to_name_worker(x))
        return;
    g_autofree char *address = worker_address_in(x->rules, x->c->raising, value->value);
    if (address != NULL)
        event_change(event, "originator", worker->name, worker->role != NULL ? worker->role : "",
                     worker->agency != NULL ? worker->agency : "", address, NULL);
}
