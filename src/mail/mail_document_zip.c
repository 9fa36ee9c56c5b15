/* mail_document_zip: which format a zip file is, by what is in it.
 *
 * A Word document says where its text is in _rels/.rels; OpenDocument says what it is in its first entry. What is
 * not read is named, so that its sender can be asked for another format. */
#include "mail_document.h"
#include "mail_docx.h"
#include "mail_odt.h"
#include "text.h"
#include <string.h>

#define NAMES_MOST 20u
#define NAME_CHARACTERS 80u

/* Where the package's relations say the document itself is, without a leading slash; NULL if they say nothing. */
static char *main_part(MailZip *zip)
{
    const char *why;
    g_autoptr(GByteArray) bytes = mail_zip_read(zip, "_rels/.rels", &why);
    g_autoptr(xmlDoc) xml = mail_xml_parse(bytes);
    const xmlNode *root = xml ? xmlDocGetRootElement(xml) : NULL;
    for (const xmlNode *relation = root ? root->children : NULL; relation;
         relation = relation->next) {
        const char *type =
            relation->type == XML_ELEMENT_NODE ? mail_xml_attribute(relation, "Type") : NULL;
        const char *target = type ? mail_xml_attribute(relation, "Target") : NULL;
        if (target && g_str_has_suffix(type, "/officeDocument"))
            return g_strdup(target + strspn(target, "/"));
    }
    return NULL;
}

static const struct {
    const char *entry, *why;
} others[] = {
    {"xl/workbook.xml", "a spreadsheet: not read"},
    {"xl/workbook.bin", "a spreadsheet: not read"},
    {"ppt/presentation.xml", "a presentation: not read"},
    {"visio/document.xml", "a drawing: not read"},
};

#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."

/* What kind of OpenDocument it says it is, "" if it is none; newly allocated. */
static char *open_kind(MailZip *zip)
{
    const char *why;
    g_autoptr(GByteArray) bytes = mail_zip_read(zip, "mimetype", &why);
    g_autofree char *type =
        bytes ? g_strndup((const char *)bytes->data, MIN(bytes->len, 200)) : NULL;
    if (!type || !g_str_has_prefix(type, OPEN_DOCUMENT))
        return g_strdup("");
    return g_strdup(g_strchomp(type) + strlen(OPEN_DOCUMENT));
}

static void read_open(MailDocument *document, MailZip *zip, const char *kind,
                      const FormLabels *labels)
{
    if (g_str_has_prefix(kind, "text"))
        mail_odt_read(document, zip, labels);
    else if (g_str_has_prefix(kind, "spreadsheet"))
        document->why = "a spreadsheet: not read";
    else if (g_str_has_prefix(kind, "presentation"))
        document->why = "a presentation: not read";
    else
        document->why = "not opened";
}

/* The first names in an archive, for whoever decides whether to open it. */
static char *names_in(const MailZip *zip)
{
    g_autoptr(GString) out = g_string_new(NULL);
    guint count = mail_zip_count(zip);
    for (guint i = 0; i < MIN(count, NAMES_MOST); i++) {
        g_autofree char *name = text_line(mail_zip_name(zip, i), NAME_CHARACTERS);
        text_append(out, i > 0 ? ", " : "", name, NULL);
    }
    if (count > NAMES_MOST)
        g_string_append_printf(out, " and %u more", count - NAMES_MOST);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void say_archive(MailDocument *document, const MailZip *zip)
{
    document->why = "a zip file: not opened";
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (mail_zip_has(zip, others[i].entry)) {
            document->why = others[i].why;
            return;
        }
    document->inside = names_in(zip);
    document->locked = mail_zip_is_locked(zip);
    if (document->locked)
        document->why = "a zip file that needs a password";
}

void mail_document_zip(MailDocument *document, const guint8 *bytes, gsize length,
                       const FormLabels *labels)
{
    g_autoptr(MailZip) zip = mail_zip_open(bytes, length, &document->why);
    if (!zip)
        return;
    g_autofree char *part = main_part(zip);
    gboolean word = mail_zip_has(zip, "word/document.xml");
    g_autofree char *kind = open_kind(zip);
    if (*kind)
        read_open(document, zip, kind, labels);
    else if (part && mail_zip_has(zip, part) && g_str_has_prefix(part, "word/"))
        mail_docx_read(document, zip, part, labels);
    else if (word)
        mail_docx_read(document, zip, "word/document.xml", labels);
    else
        say_archive(document, zip);
}
