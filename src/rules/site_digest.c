/* site_digest: whether, when and to whom the office's morning mail goes. Keys of site.yaml:
 *
 *   digest                   no, yes, or a map:
 *     at                     "07:30": not before, on a working day; the working day's beginning when not said
 *     to                     roles of people.csv; office_roles when not said
 *   named_officer_addresses  addresses from which a restricted message may be settled by mail
 *
 * A site that says nothing has none: nobody is written to every morning who never asked for it. That is
 * listed with the other settings that are not made. */
#include "site_digest.h"

#include "day.h"
#include "text.h"

#define AT_DEFAULT (7 * 60 + 30)
#define DAY_MINUTES (24 * 60)

static int read_at(const YamlNode *node, int begins, Diagnostics *diagnostics)
{
    int fallback = begins < DAY_MINUTES ? begins : AT_DEFAULT;
    const char *text = yaml_read_text(node, "at", NULL, diagnostics);
    int minute = text ? time_read(text) : fallback;
    if (minute < 0)
        diagnostics_error(diagnostics, yaml_place(yaml_get(node, "at")),
                          "'%s' is no time of day; write it as \"07:30\"", text);
    return MAX(minute, 0);
}

static void read_map(SiteDigest *digest, const YamlNode *node, int begins, Diagnostics *diagnostics)
{
    static const char *const known[] = {"at", "to", NULL};
    yaml_refuse_unknown(node, known, diagnostics);
    digest->on = TRUE;
    digest->minute = read_at(node, begins, diagnostics);
    digest->roles = yaml_read_words(node, "to", diagnostics);
    if (!digest->roles[0])
        g_clear_pointer(&digest->roles, g_strfreev);
}

static void read_named(SiteDigest *digest, const YamlNode *root, Diagnostics *diagnostics)
{
    digest->named_officers = yaml_read_words(root, "named_officer_addresses", diagnostics);
    for (char **address = digest->named_officers; *address; address++) {
        char *folded = text_address_fold(*address);
        if (!folded) {
            diagnostics_error(diagnostics, yaml_place(yaml_get(root, "named_officer_addresses")),
                              "'%s' is no e-mail address; write the named officer's own", *address);
            continue;
        }
        g_free(*address);
        *address = folded;
    }
}

void site_digest_read(SiteDigest *digest, const YamlNode *root, int begins, GStrvBuilder *unset,
                      Diagnostics *diagnostics)
{
    const YamlNode *node = yaml_get(root, "digest");
    *digest = (SiteDigest){.minute = read_at(NULL, begins, diagnostics)};
    read_named(digest, root, diagnostics);
    if (!node || (yaml_kind(node) == YAML_SCALAR && !yaml_text(node)))
        g_strv_builder_add(unset, "digest: the office gets no mail in the morning; what needs it "
                                  "is seen in 'queue' and 'held' alone");
    else if (yaml_kind(node) == YAML_MAP)
        read_map(digest, node, begins, diagnostics);
    else
        digest->on = yaml_read_bool(root, "digest", FALSE, diagnostics);
}

void site_digest_clear(SiteDigest *digest)
{
    g_clear_pointer(&digest->roles, g_strfreev);
    g_clear_pointer(&digest->named_officers, g_strfreev);
}
