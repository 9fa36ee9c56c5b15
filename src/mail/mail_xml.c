/* mail_xml: parses what a stranger's document holds, and finds its way in it.
 *
 * No entity is replaced, nothing is loaded, libxml2's own limits of depth and size stay in force, and
 * what declares a document type is refused whole: that is where entity bombs come from. */
#include "mail_xml.h"
#include <libxml/parser.h>
#include <string.h>

xmlDoc *mail_xml_parse(const GByteArray *bytes)
{
    if (!bytes || bytes->len == 0)
        return NULL;
    g_autoptr(xmlDoc) doc = xmlReadMemory((const char *)bytes->data, (int)bytes->len, NULL, NULL,
                                          XML_PARSE_NONET | XML_PARSE_NOERROR |
                                              XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (!doc || doc->intSubset || doc->extSubset || !xmlDocGetRootElement(doc))
        return NULL;
    return g_steal_pointer(&doc);
}

gboolean mail_xml_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

gboolean mail_xml_is_one_of(const xmlNode *node, const char *const *names)
{
    for (; *names; names++)
        if (mail_xml_is(node, *names))
            return TRUE;
    return FALSE;
}

const char *mail_xml_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
        if (strcmp((const char *)attr->name, name) == 0)
            return attr->children && attr->children->content ? (const char *)attr->children->content
                                                             : "";
    return NULL;
}

const xmlNode *mail_xml_child(const xmlNode *node, const char *name)
{
    for (const xmlNode *child = node ? node->children : NULL; child; child = child->next)
        if (mail_xml_is(child, name))
            return child;
    return NULL;
}

const char *mail_xml_value(const xmlNode *node, const char *child)
{
    const xmlNode *found = mail_xml_child(node, child);
    const char *value = found ? mail_xml_attribute(found, "val") : NULL;
    return found ? (value ? value : "") : NULL;
}

gboolean mail_xml_on(const xmlNode *node, const char *child)
{
    const char *value = mail_xml_value(node, child);
    return value && strcmp(value, "0") != 0 && g_ascii_strcasecmp(value, "false") != 0 &&
           g_ascii_strcasecmp(value, "off") != 0;
}
