/* mail_attached: each file is listed with its digest and, when nobody looked into it, why. */
#include "mail_attached.h"
#include "mail_container.h"
#include "mail_limits.h"
#include "mail_naming.h"
#include <string.h>

#define DOCUMENT_BYTES (20u << 20) /* of a document; libxml2 and others see no more */

void mail_attached_refuse(MailTree *tree, const char *why)
{
    if (*tree->record->refusal == '\0')
        tree->record->refusal = why;
}

gboolean mail_attached_is_rich_text(GMimeObject *object)
{
    static const char begins[] = "{\\rtf";
    if (!GMIME_IS_PART(object))
        return FALSE;
    g_autoptr(GByteArray) head = mail_part_head((GMimePart *)object);
    return head->len >= sizeof begins - 1 && memcmp(head->data, begins, sizeof begins - 1) == 0;
}

/* Whether this is the first reading and the file is one that the second would open. */
static gboolean waits_for_second_reading(MailTree *tree, GMimeObject *object)
{
    if (tree->reading.containers || !GMIME_IS_PART(object))
        return FALSE;
    g_autoptr(GByteArray) head = mail_part_head((GMimePart *)object);
    return mail_container_kind(head->data, head->len) != MAIL_CONTAINER_NONE;
}

void mail_attached_add(MailTree *tree, GMimeObject *object, const char *why)
{
    MailRecord *record = tree->record;
    if (record->attachments->len >= MAIL_LIMIT_ATTACHMENTS) {
        tree->reading.flags |= MAIL_FLAG_TRUNCATED;
        return;
    }
    g_autofree char *name = mail_part_name(object, &tree->reading);
    g_autofree char *type = mail_part_type(object);
    MailAttachment attachment = {.sha256 = "", .inside = ""};
    g_autofree char *digest = mail_part_digest(object, &attachment.bytes, &tree->reading);
    attachment.name = mail_record_keep(record, name);
    attachment.type = mail_record_keep(record, type);
    attachment.sha256 = mail_record_keep(record, digest);
    attachment.read = why == NULL;
    attachment.why = mail_record_keep(record, why);
    g_array_append_val(record->attachments, attachment);
}

/* Its name, which no other part has: "quoted" and "forwarded 1" are no names of files here. */
static char *document_part(const char *name)
{
    if (*name == '\0')
        return g_strdup("attached document");
    gboolean ours = g_str_has_prefix(name, "quoted") || g_str_has_prefix(name, "forwarded") ||
                    g_str_has_prefix(name, "text");
    return g_strconcat(ours ? "file " : "", name, NULL);
}

/* Opens a document, in the second reading. TRUE if it is listed now, read or with the reason why not. */
static gboolean read_document(MailTree *tree, GMimeObject *object, const char *name, MailBody *body)
{
    if (!tree->reading.containers || !GMIME_IS_PART(object))
        return FALSE;
    g_autoptr(GByteArray) head = mail_part_head((GMimePart *)object);
    MailContainer kind = mail_container_kind(head->data, head->len);
    if (kind == MAIL_CONTAINER_NONE || kind == MAIL_CONTAINER_TNEF)
        return FALSE;
    g_autoptr(GByteArray) bytes =
        mail_part_bytes((GMimePart *)object, DOCUMENT_BYTES, &tree->reading);
    g_autoptr(MailDocument) document =
        mail_document_read(kind, name, bytes->data, bytes->len, tree->reading.labels);
    if (document->locked)
        tree->reading.flags |= MAIL_FLAG_ENCRYPTED;
    if (document->cut)
        tree->reading.flags |= MAIL_FLAG_TRUNCATED;
    guint listed = tree->record->attachments->len;
    mail_attached_add(tree, object, document->why);
    if (document->inside && listed < tree->record->attachments->len)
        g_array_index(tree->record->attachments, MailAttachment, listed).inside =
            mail_record_keep(tree->record, document->inside);
    if (document->why)
        return TRUE;
    MailText text = {.part = document_part(name), .text = mail_document_text(document)};
    text.document = g_steal_pointer(&document);
    g_array_append_val(body->attached, text);
    return TRUE;
}

void mail_attached_read(MailTree *tree, GMimeObject *object, MailBody *body)
{
    g_autofree char *name = mail_part_name(object, &tree->reading);
    if (mail_naming_is_encrypted(object, name)) {
        tree->reading.flags |= MAIL_FLAG_ENCRYPTED;
        mail_attached_add(tree, object, "encrypted");
        return;
    }
    if (mail_part_is(object, "message", "partial"))
        mail_attached_refuse(tree, "part of a split message");
    if (read_document(tree, object, name, body))
        return;
    gboolean waits = waits_for_second_reading(tree, object);
    if (waits)
        tree->reading.flags |= MAIL_FLAG_CONTAINERS;
    g_autofree char *why =
        waits ? g_strdup(MAIL_WHY_CONTAINER) : mail_naming_why(object, name, &tree->reading);
    if (!why && mail_attached_is_rich_text(object))
        why = g_strdup("a file in Rich Text (.rtf): cannot be read here");
    mail_attached_add(tree, object, why ? why : "not opened");
}
