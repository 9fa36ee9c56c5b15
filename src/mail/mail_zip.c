/* mail_zip: takes entries out of a zip file in memory (libzip).
 *
 * Promises that no file makes it use more than its limits: number of entries, size of one and of all
 * that are read, counted while they are unpacked. Encrypted entries are told from damaged ones,
 * because people are asked something else then. Asks for no password and has none. */
#include "mail_zip.h"
#include "text.h"
#include <string.h>
#include <zip.h>

#define ENTRIES 2000
#define ENTRY_BYTES                                                                                \
    (8u << 20) /* a form's text has a few hundred kilobytes; libxml2 takes some ten times as much */
#define ALL_BYTES (20u << 20)
#define CHUNK_BYTES (64u << 10)

struct MailZip {
    zip_t *archive;
    GPtrArray *names;
    gsize read; /* of all entries so far */
};

void mail_zip_free(MailZip *zip)
{
    if (!zip)
        return;
    zip_discard(zip->archive);
    g_ptr_array_unref(zip->names);
    g_free(zip);
}

static void take_names(MailZip *zip)
{
    zip_int64_t count = zip_get_num_entries(zip->archive, 0);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(zip->archive, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);
        g_ptr_array_add(zip->names, name ? text_valid(name, strlen(name)) : g_strdup(""));
    }
}

MailZip *mail_zip_open(const guint8 *bytes, gsize length, const char **why_out)
{
    zip_error_t error;
    zip_error_init(&error);
    *why_out = "damaged: cannot be opened";
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!archive) {
        if (source)
            zip_source_free(source);
        return NULL;
    }
    if (zip_get_num_entries(archive, 0) > ENTRIES) {
        *why_out = "too many files in it";
        zip_discard(archive);
        return NULL;
    }
    MailZip *zip = g_new0(MailZip, 1);
    zip->archive = archive;
    zip->names = g_ptr_array_new_with_free_func(g_free);
    take_names(zip);
    return zip;
}

guint mail_zip_count(const MailZip *zip)
{
    return zip->names->len;
}

const char *mail_zip_name(const MailZip *zip, guint index)
{
    return zip->names->pdata[index];
}

static zip_int64_t find(const MailZip *zip, const char *name)
{
    for (guint i = 0; i < zip->names->len; i++)
        if (strcmp(zip->names->pdata[i], name) == 0)
            return i;
    return -1;
}

gboolean mail_zip_has(const MailZip *zip, const char *name)
{
    return find(zip, name) >= 0;
}

static GByteArray *read_all(MailZip *zip, zip_file_t *file, const char **why_out)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    for (;;) {
        zip_int64_t got = zip_fread(file, chunk, CHUNK_BYTES);
        if (got == 0)
            return g_steal_pointer(&bytes);
        zip->read += got > 0 ? (gsize)got : 0;
        if (got < 0 || bytes->len + (gsize)got > ENTRY_BYTES || zip->read > ALL_BYTES) {
            *why_out = got < 0 ? "damaged: cannot be read to its end" : "too large when unpacked";
            return NULL;
        }
        g_byte_array_append(bytes, chunk, (guint)got);
    }
}

GByteArray *mail_zip_read(MailZip *zip, const char *name, const char **why_out)
{
    zip_int64_t index = find(zip, name);
    zip_stat_t about;
    *why_out = "";
    if (index < 0 || zip_stat_index(zip->archive, (zip_uint64_t)index, 0, &about) != 0)
        return NULL;
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE) {
        *why_out = "needs a password";
        return NULL;
    }
    if ((about.valid & ZIP_STAT_SIZE) && about.size > ENTRY_BYTES) {
        *why_out = "too large when unpacked";
        return NULL;
    }
    zip_file_t *file = zip_fopen_index(zip->archive, (zip_uint64_t)index, 0);
    *why_out = "damaged: cannot be read to its end";
    GByteArray *bytes = file ? read_all(zip, file, why_out) : NULL;
    if (file)
        zip_fclose(file);
    if (bytes)
        *why_out = "";
    return bytes;
}

gboolean mail_zip_is_locked(const MailZip *zip)
{
    for (guint i = 0; i < zip->names->len; i++) {
        zip_stat_t about;
        if (zip_stat_index(zip->archive, i, 0, &about) == 0 &&
            (about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
            return TRUE;
    }
    return FALSE;
}
