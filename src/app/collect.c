/* Mail from the site's sources into the spool.
 *
 * For each message: copy, ask the source whether that was the whole of it, accept, and only then
 * release it. A crash before the release brings the same bytes again, which the ledger knows as a
 * repeat. A source that fails does not keep the others from being read; the first error is the one
 * returned.
 *
 * Opens no database, parses nothing. */
#include "collect.h"

#include <unistd.h>

#include "error.h"
#include "site_place.h"
#include "source.h"
#include "spooling.h"

static Source *open_source(const Ruleset *rules, const SiteSource *from, GError **error)
{
    if (!from->path) {
        g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_CONFIG, "no Maildir: '%s'", from->type);
        return NULL;
    }
    g_autofree char *path = site_path(rules->folder, from->path);
    return maildir_source_open(path, from->mailbox, error);
}

/* *taken_out: the message was whole and is safe in the spool now. */
static gboolean take_message(Spool *spool, Source *source, int fd, Instant now, gboolean *taken_out,
                             GError **error)
{
    SpoolWriter *writer = spooling_copy(spool, source->mailbox, fd, now, error);
    *taken_out = FALSE;
    if (!writer)
        return FALSE;
    if (!source->type->settled(source)) {
        spool_writer_abandon(writer);
        return TRUE;
    }
    *taken_out = spool_accept(writer, error);
    return *taken_out;
}

static gboolean read_source(Spool *spool, Source *source, Instant now, guint *collected,
                            GError **error)
{
    int fd = -1;
    GError *failure = NULL;
    while (source->type->next(source, &fd, &failure)) {
        gboolean taken = FALSE;
        gboolean fine = take_message(spool, source, fd, now, &taken, error);
        close(fd);
        *collected += taken ? 1 : 0;
        if (!taken)
            source->type->abort(source);
        if (!fine || (taken && !source->type->commit(source, error)))
            return FALSE;
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

static gboolean collect_source(const Ruleset *rules, Spool *spool, const SiteSource *from,
                               Instant now, guint *collected, GError **error)
{
    Source *source = open_source(rules, from, error);
    if (!source)
        return FALSE;
    g_autofree char *name = source->type->describe(source);
    GError *failure = NULL;
    gboolean fine = read_source(spool, source, now, collected, &failure);
    source->type->close(source);
    if (failure)
        g_propagate_prefixed_error(error, failure, "%s: ", name);
    return fine;
}

gboolean collect_from(const Ruleset *rules, guint number, Instant now, guint *collected_out,
                      GError **error)
{
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autoptr(Spool) spool = spool_open(folder, error);
    guint collected = 0;
    g_assert(number > 0 && number <= rules->site.sources->len);
    gboolean fine = spool && collect_source(rules, spool, rules->site.sources->pdata[number - 1],
                                            now, &collected, error);
    if (collected_out)
        *collected_out = collected;
    return fine;
}

gboolean collect_once(const Ruleset *rules, Instant now, guint *collected_out, GError **error)
{
    g_autofree char *folder = site_spool_folder(rules->folder);
    g_autoptr(Spool) spool = spool_open(folder, error);
    guint collected = 0;
    gboolean fine = TRUE;
    for (guint i = 0; spool && i < rules->site.sources->len; i++) {
        g_autoptr(GError) failure = NULL;
        if (collect_source(rules, spool, rules->site.sources->pdata[i], now, &collected, &failure))
            continue;
        if (fine)
            g_propagate_error(error, g_steal_pointer(&failure));
        else
            g_warning("%s", failure->message);
        fine = FALSE;
    }
    if (collected_out)
        *collected_out = collected;
    return spool && fine;
}
