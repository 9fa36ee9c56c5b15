/* Zip files made by the tests themselves. */
#pragma once
#include <glib.h>
#include <string.h>
#include <zip.h>

typedef struct {
    const char *name, *text;
} ZipEntry;

/* A zip file of these entries, NULL-ended. */
static inline GByteArray *zip_of(const ZipEntry *entries)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    g_assert_nonnull(archive);
    zip_source_keep(source);
    for (; entries->name; entries++) {
        zip_source_t *entry =
            zip_source_buffer(archive, entries->text, strlen(entries->text), 0);
        g_assert_cmpint(zip_file_add(archive, entries->name, entry, ZIP_FL_ENC_UTF_8), >=, 0);
    }
    g_assert_cmpint(zip_close(archive), ==, 0);
    zip_stat_t about;
    zip_source_stat(source, &about);
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_set_size(bytes, (guint)about.size);
    zip_source_open(source);
    zip_source_read(source, bytes->data, about.size);
    zip_source_close(source);
    zip_source_free(source);
    zip_error_fini(&error);
    return bytes;
}
