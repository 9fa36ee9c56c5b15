/* The chronology of a case, taken out for somebody: for a child's file, an agency of the case or whoever raised it (disclosure.h),
 * as text, HTML or PDF. A look, logged before anything is given out. */
#pragma once
#include "disclosure.h"
#include "looking.h"
#include "paper.h"
#include "printer.h"
#include "store.h"

typedef enum { EXPORT_TEXT, EXPORT_HTML, EXPORT_PDF } ExportFormat;

typedef struct {
    DisclosureAsked of;
    ExportFormat format;
} ExportAsked;

/* Logs a look, as ClerkPort.look does. FALSE: nothing may be shown. */
typedef gboolean (*ExportLook)(gpointer data, const Looker *looker, const char *const *references, GError **error);

/* The whole document, of `store` as look_moment() gives it. *missing_out: letters that a PDF shows as boxes, since no font has them. PERM: there is no such case, it has no
 * such child, or this reader may not have it; says why. Nothing is logged where nothing is given out. `looker->command` says
 * what was asked: export_command_words(). */
GString *look_export(Store *store, const View *view, const Looker *looker, const char *reference,
                     const ExportAsked *asked, ExportLook look, gpointer data, guint *missing_out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The same, to be rendered by who calls. */
Paper *look_paper(Store *store, const View *view, const Looker *looker, const char *reference,
                  const DisclosureAsked *asked, ExportLook look, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "export", "export --for agency csc --child 2 --format pdf": as it stands in the log of looks; newly allocated. */
char *export_command_words(const ExportAsked *asked);
gboolean export_format_named(const char *name, ExportFormat *format_out); /* "text" "html" "pdf" */
