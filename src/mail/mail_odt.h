/* What the readers of an OpenDocument text share: blocks in mail_odt.c, what stands within a paragraph in mail_odt_words.c,
 * things to fill in in mail_odt_controls.c. */
#pragma once
#include "mail_blocks.h"
#include "mail_xml.h"
#include "mail_zip.h"

#define ODT_DEEPEST 240u

typedef struct {
    MailDocument *document;
    const FormLabels *labels;
    GHashTable *unseen;   /* set of style names whose text is hidden or struck out; borrowed from the XML */
    GHashTable *bold;     /* set of style names */
    GHashTable *controls; /* id → const xmlNode *: what the form's controls hold */
    guint depth;
    guint boxes;          /* text boxes so far */
} Odt;

typedef struct {
    GString *text;
    GPtrArray *boxes; /* of const xmlNode *: text boxes, which stand beside the paragraph */
    gboolean filled, bold;
} OdtWords;

void odt_words_init(OdtWords *words);
void odt_words_clear(OdtWords *words);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OdtWords, odt_words_clear)
/* What a paragraph says, as its reader sees it. */
void odt_words_read(Odt *odt, const xmlNode *paragraph, OdtWords *words);
void odt_words_inline(Odt *odt, const xmlNode *parent, OdtWords *words); /* what stands within `parent` */

/* Something to fill in; FALSE if the node is none. Whatever fills it is appended. */
gboolean odt_control_read(Odt *odt, const xmlNode *node, OdtWords *words);
void odt_controls_find(Odt *odt, const xmlNode *forms); /* those of <office:forms> */

/* The text, then headers and footers. When it cannot be read, the document's `why` says so. */
void mail_odt_read(MailDocument *document, MailZip *zip, const FormLabels *labels);
