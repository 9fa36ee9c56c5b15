/* imap_cursor: the file spool/cursors/NAME, one for each IMAP source.
 *
 *   casegate imap cursor 1
 *   uidvalidity 1711234567
 *   uidnext 105
 *   taken 3:17,20         safe in the spool, not known to have left the folder
 *   copied 3              of these: copied to the done folder, marked deleted where they were
 *   aside 77              could not be fetched
 *   trying 21:104         what was being fetched
 *   tries 0
 *   end
 *
 * It is written whole and renamed into place. 'taken' is written after the messages are safe in
 * the spool and before they are moved: a crash in between brings a message twice, as the same
 * bytes, which the ledger knows as a repeat; none is ever passed over, because what is not in
 * 'taken' is fetched. A file without its last line, of another version or from a folder with
 * another UIDVALIDITY counts for nothing. */
#include "imap_cursor.h"
#include "durable_file.h"
#include "error.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define FIRST_LINE "casegate imap cursor 1"
#define CURSOR_BYTES ((gsize)16 << 20)

static ImapCursor *new_cursor(const char *path)
{
    ImapCursor *cursor = g_new0(ImapCursor, 1);
    cursor->path = g_strdup(path);
    cursor->lock = -1;
    cursor->taken = uid_set_new();
    cursor->copied = uid_set_new();
    cursor->aside = uid_set_new();
    cursor->trying = uid_set_new();
    return cursor;
}

void imap_cursor_free(ImapCursor *cursor)
{
    if (!cursor)
        return;
    uid_set_free(cursor->taken);
    uid_set_free(cursor->copied);
    uid_set_free(cursor->aside);
    uid_set_free(cursor->trying);
    if (cursor->lock >= 0)
        close(cursor->lock);
    g_free(cursor->path);
    g_free(cursor);
}

static void forget(ImapCursor *cursor)
{
    cursor->uidvalidity = cursor->uidnext = cursor->tries = 0;
    uid_set_clear(cursor->taken);
    uid_set_clear(cursor->copied);
    uid_set_clear(cursor->aside);
    uid_set_clear(cursor->trying);
}

static gboolean read_number(const char *text, guint32 *number_out)
{
    guint64 number = 0;
    gboolean fine = g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &number, NULL);
    *number_out = (guint32)number;
    return fine;
}

/* One "key value"; a key of a later version is an error, its meaning is not known. */
static gboolean read_line(ImapCursor *cursor, const char *key, const char *value)
{
    const struct {
        const char *key;
        UidSet *set;
        guint32 *number;
    } known[] = {{"uidvalidity", NULL, &cursor->uidvalidity},
                 {"uidnext", NULL, &cursor->uidnext},
                 {"tries", NULL, &cursor->tries},
                 {"taken", cursor->taken, NULL},
                 {"copied", cursor->copied, NULL},
                 {"aside", cursor->aside, NULL},
                 {"trying", cursor->trying, NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_equal(known[i].key, key))
            return known[i].set ? uid_set_parse(known[i].set, value)
                                : read_number(value, known[i].number);
    return FALSE;
}

static gboolean read_lines(ImapCursor *cursor, char **lines)
{
    if (!lines[0] || !g_str_equal(lines[0], FIRST_LINE))
        return FALSE;
    for (guint i = 1; lines[i] && !g_str_equal(lines[i], "end"); i++) {
        char *blank = strchr(lines[i], ' ');
        if (!blank)
            return FALSE;
        *blank = '\0';
        if (!read_line(cursor, lines[i], blank + 1))
            return FALSE;
        if (!lines[i + 1])
            return FALSE;
    }
    return lines[1] != NULL;
}

/* The lock is a file of its own, because the cursor is replaced with every change. */
static gboolean lock_it(ImapCursor *cursor, GError **error)
{
    g_autofree char *path = g_strconcat(cursor->path, ".lock", NULL);
    cursor->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (cursor->lock >= 0 && flock(cursor->lock, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
    if (cursor->lock >= 0 && errno == EWOULDBLOCK)
        g_set_error_literal(error, CASEGATE_ERROR, CASEGATE_ERROR_TEMP,
                            "another process collects from it now");
    else
        casegate_error_from_errno(error, errno, "cannot lock '%s'", path);
    return FALSE;
}

ImapCursor *imap_cursor_open(const char *path, GError **error)
{
    g_autoptr(ImapCursor) cursor = new_cursor(path);
    if (!lock_it(cursor, error))
        return NULL;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return g_steal_pointer(&cursor);
    g_autofree char *text = durable_read_whole(path, CURSOR_BYTES, NULL, error);
    if (!text)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!read_lines(cursor, lines)) {
        g_warning("'%s' cannot be read; its folder is collected anew", path);
        forget(cursor);
    }
    return g_steal_pointer(&cursor);
}

gboolean imap_cursor_meet(ImapCursor *cursor, guint32 uidvalidity, guint32 uidnext)
{
    gboolean same = cursor->uidvalidity == uidvalidity && (!uidnext || uidnext >= cursor->uidnext);
    if (!same)
        forget(cursor);
    cursor->uidvalidity = uidvalidity;
    cursor->uidnext = MAX(cursor->uidnext, uidnext);
    return same;
}

static char *text_of(const ImapCursor *cursor)
{
    g_autofree char *taken = uid_set_text(cursor->taken), *copied = uid_set_text(cursor->copied);
    g_autofree char *aside = uid_set_text(cursor->aside), *trying = uid_set_text(cursor->trying);
    return g_strdup_printf(
        FIRST_LINE "\nuidvalidity %u\nuidnext %u\ntaken %s\ncopied %s\naside %s\n"
                   "trying %s\ntries %u\nend\n",
        cursor->uidvalidity, cursor->uidnext, taken, copied, aside, trying, cursor->tries);
}

static void temporary_name(const ImapCursor *cursor, char **folder_out, char **name_out,
                           char **temporary_out)
{
    *folder_out = g_path_get_dirname(cursor->path);
    *name_out = g_path_get_basename(cursor->path);
    *temporary_out = g_strconcat(".", *name_out, ".new", NULL);
}

gboolean imap_cursor_save(const ImapCursor *cursor, GError **error)
{
    g_autofree char *text = text_of(cursor), *folder = NULL, *name = NULL, *temporary = NULL;
    temporary_name(cursor, &folder, &name, &temporary);
    g_autofree char *left = g_build_filename(folder, temporary, NULL);
    unlink(left); /* of a writer that crashed; there is one at a time */
    DurableFile *file = durable_file_create(folder, temporary, error);
    if (!file)
        return FALSE;
    if (durable_file_write(file, text, strlen(text), error))
        return durable_file_commit(file, folder, name, TRUE, error);
    durable_file_abandon(file);
    return FALSE;
}

void imap_cursor_note(const ImapCursor *cursor)
{
    g_autofree char *text = text_of(cursor), *folder = NULL, *name = NULL, *temporary = NULL;
    temporary_name(cursor, &folder, &name, &temporary);
    g_autofree char *path = g_build_filename(folder, temporary, NULL);
    FILE *file = fopen(path, "we");
    gboolean fine = file && fputs(text, file) >= 0;
    if (file && (fclose(file) != 0 || !fine || rename(path, cursor->path) != 0))
        unlink(path);
}
