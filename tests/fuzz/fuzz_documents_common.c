/* fuzz_documents: zip files without compression, written by the book (PKWARE's APPNOTE), and the check of a document. */
#include "fuzz_documents.h"
#include <string.h>

static guint32 checksum(const guint8 *bytes, gsize length)
{
    guint32 sum = 0xffffffff;
    for (gsize i = 0; i < length; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = (sum >> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

static void put(GByteArray *out, guint32 number, guint bytes)
{
    for (guint i = 0; i < bytes; i++) {
        guint8 byte = (guint8)(number >> 8 * i);
        g_byte_array_append(out, &byte, 1);
    }
}

/* What both headers of an entry have: flags, method, time, date, checksum, sizes, lengths of name and extra field. */
static void put_entry(GByteArray *out, const FuzzEntry *entry)
{
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, 0x5c62, 2);
    put(out, checksum(entry->bytes, entry->length), 4);
    put(out, (guint32)entry->length, 4);
    put(out, (guint32)entry->length, 4);
    put(out, (guint32)strlen(entry->name), 2);
    put(out, 0, 2);
}

static void put_directory_entry(GByteArray *out, const FuzzEntry *entry, guint32 offset)
{
    put(out, 0x02014b50, 4);
    put(out, 20, 2);
    put(out, 20, 2);
    put_entry(out, entry);
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, 0, 2);
    put(out, 0, 4);
    put(out, offset, 4);
    g_byte_array_append(out, (const guint8 *)entry->name, (guint)strlen(entry->name));
}

GByteArray *fuzz_zip(const FuzzEntry *entries, guint count)
{
    GByteArray *out = g_byte_array_new(), *directory = g_byte_array_new();
    for (guint i = 0; i < count; i++) {
        put_directory_entry(directory, &entries[i], out->len);
        put(out, 0x04034b50, 4);
        put(out, 20, 2);
        put_entry(out, &entries[i]);
        g_byte_array_append(out, (const guint8 *)entries[i].name, (guint)strlen(entries[i].name));
        g_byte_array_append(out, entries[i].bytes, (guint)entries[i].length);
    }
    guint32 start = out->len;
    g_byte_array_append(out, directory->data, directory->len);
    put(out, 0x06054b50, 4);
    put(out, 0, 4);
    put(out, count, 2);
    put(out, count, 2);
    put(out, directory->len, 4);
    put(out, start, 4);
    put(out, 0, 2);
    g_byte_array_unref(directory);
    return out;
}

void fuzz_document(MailContainer kind, const char *name, const uint8_t *bytes, gsize length)
{
    g_autoptr(MailDocument) document = mail_document_read(kind, name, bytes, length, fuzz_labels());
    for (guint i = 0; i < document->lines->len; i++) {
        const MailDocumentLine *line = &g_array_index(document->lines, MailDocumentLine, i);
        fuzz_assert_text(line->text);
        fuzz_assert_text(line->place);
        g_assert_null(strpbrk(line->text, "\r\n"));
        g_assert_null(strpbrk(line->place, "\r\n"));
    }
    if (document->why)
        fuzz_assert_text(document->why);
    g_autofree char *text = mail_document_text(document);
    fuzz_assert_text(text);
}
