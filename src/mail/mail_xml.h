/* XML from within a document (libxml2), and its elements by their local names: prefixes and versions of a namespace differ
 * between programs, names do not. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

/* NULL when it is no well-formed XML, nests too deep, or declares a document type: no document of Office does. */
xmlDoc *mail_xml_parse(const GByteArray *bytes);
gboolean mail_xml_is(const xmlNode *node, const char *name);               /* an element of that name */
gboolean mail_xml_is_one_of(const xmlNode *node, const char *const *names); /* ended by NULL */
const char *mail_xml_attribute(const xmlNode *node, const char *name);     /* borrowed; NULL if it has none */
const xmlNode *mail_xml_child(const xmlNode *node, const char *name);      /* the first; NULL if none, or for no node */
/* The value of an attribute 'val' of that child, "" without one; NULL if there is no such child. */
const char *mail_xml_value(const xmlNode *node, const char *child);
/* Is the child there and not switched off (w:val="0", "false", "off")? */
gboolean mail_xml_on(const xmlNode *node, const char *child);
