/* tnef: a stream of attributes, some of which are lists of MAPI properties (MS-OXTNEF 2.1).
 *
 * An attribute is level, tag, length, data and a sum of the data; a property is tag, perhaps a name, and one value or a
 * counted list of them, each padded to four bytes. The older attributes and the newer properties often say the same;
 * the newer are believed. Sums are not looked at: what a relay has damaged is read as far as it goes, and every length
 * is held against what is left. Nothing here is larger than the stream itself, so that no limit of memory is needed
 * beyond the reader's. Embedded messages are handed out as they are; who unwraps them counts how deep he is. */
#include "tnef.h"
#include "mail_charset.h"
#include "mail_limits.h"
#include <string.h>

#define SIGNATURE 0x223e9f78u
#define FILETIME_OF_1970 G_GINT64_CONSTANT(11644473600) /* seconds since 1601 */
#define DEFAULT_CODEPAGE 1252u
#define OBJECT_IID 16u /* bytes before an embedded object */

enum { /* attributes, low word of the tag */
       ATTRIBUTE_SUBJECT = 0x8004,
       ATTRIBUTE_BODY = 0x800c,
       ATTRIBUTE_FILE = 0x800f,
       ATTRIBUTE_TITLE = 0x8010,
       ATTRIBUTE_NEXT_FILE = 0x9002,
       ATTRIBUTE_PROPERTIES = 0x9003,
       ATTRIBUTE_FILE_PROPERTIES = 0x9005,
       ATTRIBUTE_CODEPAGE = 0x9007,
};

enum { /* types of values */
       TYPE_SHORT = 0x02,
       TYPE_LONG = 0x03,
       TYPE_FLOAT = 0x04,
       TYPE_DOUBLE = 0x05,
       TYPE_CURRENCY = 0x06,
       TYPE_APPTIME = 0x07,
       TYPE_ERROR = 0x0a,
       TYPE_BOOLEAN = 0x0b,
       TYPE_OBJECT = 0x0d,
       TYPE_LONGLONG = 0x14,
       TYPE_STRING8 = 0x1e,
       TYPE_UNICODE = 0x1f,
       TYPE_TIME = 0x40,
       TYPE_CLASS = 0x48,
       TYPE_BINARY = 0x102,
       TYPE_MANY = 0x1000, /* a list of them */
};

enum { /* properties */
       PROPERTY_SUBJECT = 0x0037,
       PROPERTY_SUBMITTED = 0x0039,
       PROPERTY_SENDER_NAME = 0x0c1a,
       PROPERTY_SENDER_ADDRESS = 0x0c1f,
       PROPERTY_SENDER_SMTP = 0x5d01,
       PROPERTY_DISPLAY_TO = 0x0e04,
       PROPERTY_BODY = 0x1000,
       PROPERTY_RTF = 0x1009,
       PROPERTY_HTML = 0x1013,
       PROPERTY_DISPLAY_NAME = 0x3001,
       PROPERTY_FILE_DATA = 0x3701,
       PROPERTY_FILE_NAME = 0x3704,
       PROPERTY_FILE_METHOD = 0x3705,
       PROPERTY_FILE_LONG_NAME = 0x3707,
       PROPERTY_FILE_TYPE = 0x370e,
       PROPERTY_INTERNET_CODEPAGE = 0x3fde,
};
#define METHOD_MESSAGE 5u

typedef struct {
    const guint8 *at;
    gsize left;
    gboolean broken;
} Cursor;

typedef struct {
    guint type, id;
    const guint8 *bytes; /* of the first value */
    gsize length;
} Property;

typedef struct {
    Tnef *tnef;
    TnefFile *file;     /* the one that attributes belong to, or NULL */
    guint codepage;     /* of strings of eight bits */
    const guint8 *html; /* decoded at the end, when its code page is known */
    gsize html_length;
    guint html_codepage; /* 0 = not said */
} Reading;

typedef void (*TakeProperty)(Reading *reading, const Property *property);

static const guint8 *take(Cursor *cursor, gsize length)
{
    if (length > cursor->left) {
        cursor->broken = TRUE;
        cursor->left = 0;
        return NULL;
    }
    const guint8 *bytes = cursor->at;
    cursor->at += length;
    cursor->left -= length;
    return bytes;
}

static guint number_at(const guint8 *bytes, gsize length)
{
    guint number = 0;
    for (gsize i = length; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

static guint take_number(Cursor *cursor, gsize length)
{
    const guint8 *bytes = take(cursor, length);
    return bytes ? number_at(bytes, length) : 0;
}

static const guint8 *take_padded(Cursor *cursor, gsize length)
{
    const guint8 *bytes = take(cursor, length);
    take(cursor, MIN(cursor->left, (4 - length % 4) % 4));
    return bytes;
}

/* ---- values ---- */

static char *decode_codepage(guint codepage, const guint8 *bytes, gsize length)
{
    gboolean lossy = FALSE;
    gsize end = strnlen((const char *)bytes, MIN(length, MAIL_LIMIT_TEXT_BYTES));
    return mail_charset_decode_page(codepage, (const char *)bytes, end, &lossy);
}

static char *decode_unicode(const guint8 *bytes, gsize length)
{
    gboolean lossy = FALSE;
    gsize end = 0;
    length = MIN(length, MAIL_LIMIT_TEXT_BYTES);
    while (end + 1 < length && (bytes[end] | bytes[end + 1]) != 0)
        end += 2;
    return mail_charset_decode("utf-16le", (const char *)bytes, end, &lossy);
}

static gboolean is_text(const Property *property)
{
    return property->type == TYPE_STRING8 || property->type == TYPE_UNICODE;
}

/* Takes the place of what was there, if it is a text that says anything. */
static void take_text(const Reading *reading, const Property *property, char **text)
{
    if (!is_text(property))
        return;
    g_autofree char *value =
        property->type == TYPE_UNICODE
            ? decode_unicode(property->bytes, property->length)
            : decode_codepage(reading->codepage, property->bytes, property->length);
    if (*value == '\0')
        return;
    g_free(*text);
    *text = g_steal_pointer(&value);
}

static void take_first_text(const Reading *reading, const Property *property, char **text)
{
    if (**text == '\0')
        take_text(reading, property, text);
}

static void take_time(const Property *property, Instant *time)
{
    if (property->type != TYPE_TIME)
        return;
    guint64 ticks =
        (guint64)number_at(property->bytes + 4, 4) << 32 | number_at(property->bytes, 4);
    *time = MAX((Instant)(ticks / 10000000) - FILETIME_OF_1970, 0);
}

/* Bytes of a value; 0 when they stand before it. */
static gsize fixed_size(guint type)
{
    switch (type) {
    case TYPE_SHORT:
    case TYPE_LONG:
    case TYPE_FLOAT:
    case TYPE_ERROR:
    case TYPE_BOOLEAN:
        return 4;
    case TYPE_DOUBLE:
    case TYPE_CURRENCY:
    case TYPE_APPTIME:
    case TYPE_LONGLONG:
    case TYPE_TIME:
        return 8;
    case TYPE_CLASS:
        return 16;
    default:
        return 0;
    }
}

/* ---- properties ---- */

static void skip_name(Cursor *cursor)
{
    take(cursor, 16); /* the set it belongs to */
    if (take_number(cursor, 4) == 0)
        take(cursor, 4);
    else
        take_padded(cursor, take_number(cursor, 4));
}

static gboolean is_known_type(guint type)
{
    return fixed_size(type) != 0 || type == TYPE_OBJECT || type == TYPE_STRING8 ||
           type == TYPE_UNICODE || type == TYPE_BINARY;
}

/* The values of one property, the first of which is kept. */
static void take_values(Cursor *cursor, guint type, Property *property)
{
    guint one = type & ~(guint)TYPE_MANY;
    gsize size = fixed_size(one);
    guint count = size == 0 || type != one ? take_number(cursor, 4) : 1;
    property->type = one;
    for (guint i = 0; i < count && !cursor->broken; i++) {
        gsize length = size != 0 ? size : take_number(cursor, 4);
        const guint8 *bytes = take_padded(cursor, length);
        if (i > 0 || !bytes)
            continue;
        property->bytes = bytes;
        property->length = length;
    }
}

static void read_properties(Reading *reading, Cursor *cursor, TakeProperty use)
{
    guint count = take_number(cursor, 4);
    for (guint i = 0; i < count && !cursor->broken; i++) {
        guint type = take_number(cursor, 2);
        Property property = {.id = take_number(cursor, 2)};
        if (property.id >= 0x8000)
            skip_name(cursor);
        if (!is_known_type(type & ~(guint)TYPE_MANY))
            cursor->broken = TRUE; /* where it ends cannot be known */
        if (!cursor->broken)
            take_values(cursor, type, &property);
        if (property.bytes)
            use(reading, &property);
    }
    reading->tnef->broken |= cursor->broken;
}

static void take_html(Reading *reading, const Property *property)
{
    if (is_text(property)) {
        take_text(reading, property, &reading->tnef->html);
    } else if (property->type == TYPE_BINARY) {
        reading->html = property->bytes;
        reading->html_length = property->length;
    }
}

static void take_packed(Reading *reading, const Property *property)
{
    if (property->type != TYPE_BINARY || reading->tnef->packed)
        return;
    reading->tnef->packed = g_byte_array_new();
    g_byte_array_append(reading->tnef->packed, property->bytes, (guint)property->length);
}

static void take_message_property(Reading *reading, const Property *property)
{
    Tnef *tnef = reading->tnef;
    switch (property->id) {
    case PROPERTY_SUBJECT:
        take_text(reading, property, &tnef->subject);
        break;
    case PROPERTY_SUBMITTED:
        take_time(property, &tnef->sent);
        break;
    case PROPERTY_SENDER_NAME:
        take_text(reading, property, &tnef->from_name);
        break;
    case PROPERTY_SENDER_SMTP:
        take_text(reading, property, &tnef->from);
        break;
    case PROPERTY_SENDER_ADDRESS:
        take_first_text(reading, property, &tnef->from);
        break;
    case PROPERTY_DISPLAY_TO:
        take_text(reading, property, &tnef->to);
        break;
    case PROPERTY_BODY:
        take_text(reading, property, &tnef->plain);
        break;
    case PROPERTY_RTF:
        take_packed(reading, property);
        break;
    case PROPERTY_HTML:
        take_html(reading, property);
        break;
    case PROPERTY_INTERNET_CODEPAGE:
        if (property->type == TYPE_LONG)
            reading->html_codepage = number_at(property->bytes, 4);
        break;
    default:
        break;
    }
}

static void take_bytes(TnefFile *file, const guint8 *bytes, gsize length)
{
    g_byte_array_set_size(file->bytes, 0);
    g_byte_array_append(file->bytes, bytes, (guint)length);
}

static void take_file_data(TnefFile *file, const Property *property)
{
    gsize skip = property->type == TYPE_OBJECT ? OBJECT_IID : 0;
    if ((property->type == TYPE_OBJECT || property->type == TYPE_BINARY) && property->length > skip)
        take_bytes(file, property->bytes + skip, property->length - skip);
}

static void take_file_property(Reading *reading, const Property *property)
{
    TnefFile *file = reading->file;
    switch (property->id) {
    case PROPERTY_FILE_DATA:
        take_file_data(file, property);
        break;
    case PROPERTY_FILE_METHOD:
        file->message =
            property->type == TYPE_LONG && number_at(property->bytes, 4) == METHOD_MESSAGE;
        break;
    case PROPERTY_FILE_LONG_NAME:
        take_text(reading, property, &file->name);
        break;
    case PROPERTY_FILE_NAME:
    case PROPERTY_DISPLAY_NAME:
        take_first_text(reading, property, &file->name);
        break;
    case PROPERTY_FILE_TYPE:
        take_text(reading, property, &file->type);
        break;
    default:
        break;
    }
}

/* ---- attributes ---- */

static void file_free(gpointer data)
{
    TnefFile *file = data;
    g_free(file->name);
    g_free(file->type);
    g_byte_array_unref(file->bytes);
    g_free(file);
}

static void begin_file(Reading *reading)
{
    reading->file = NULL;
    if (reading->tnef->files->len >= MAIL_LIMIT_ATTACHMENTS) {
        reading->tnef->broken = TRUE;
        return;
    }
    reading->file = g_new0(TnefFile, 1);
    reading->file->name = g_strdup("");
    reading->file->type = g_strdup("");
    reading->file->bytes = g_byte_array_sized_new(1); /* data is never NULL */
    g_ptr_array_add(reading->tnef->files, reading->file);
}

static void replace_text(const Reading *reading, const guint8 *bytes, gsize length, char **text)
{
    g_free(*text);
    *text = decode_codepage(reading->codepage, bytes, length);
}

static void take_file_attribute(Reading *reading, guint id, const guint8 *bytes, gsize length)
{
    if (!reading->file)
        return;
    if (id == ATTRIBUTE_TITLE)
        replace_text(reading, bytes, length, &reading->file->name);
    else if (id == ATTRIBUTE_FILE)
        take_bytes(reading->file, bytes, length);
    else if (id == ATTRIBUTE_FILE_PROPERTIES)
        read_properties(reading, &(Cursor){bytes, length, FALSE}, take_file_property);
}

static void take_attribute(Reading *reading, guint id, const guint8 *bytes, gsize length)
{
    switch (id) {
    case ATTRIBUTE_CODEPAGE:
        if (length >= 4)
            reading->codepage = number_at(bytes, 4);
        break;
    case ATTRIBUTE_SUBJECT:
        replace_text(reading, bytes, length, &reading->tnef->subject);
        break;
    case ATTRIBUTE_BODY:
        replace_text(reading, bytes, length, &reading->tnef->plain);
        break;
    case ATTRIBUTE_PROPERTIES:
        read_properties(reading, &(Cursor){bytes, length, FALSE}, take_message_property);
        break;
    case ATTRIBUTE_NEXT_FILE:
        begin_file(reading);
        break;
    default:
        take_file_attribute(reading, id, bytes, length);
        break;
    }
}

static void read_attributes(Reading *reading, Cursor *cursor)
{
    while (cursor->left > 0) {
        take(cursor, 1); /* of the message or of a file: the tag says it, too */
        guint id = take_number(cursor, 4) & 0xffff;
        gsize length = take_number(cursor, 4);
        const guint8 *bytes = take(cursor, length);
        if (bytes && length > 0)
            take_attribute(reading, id, bytes, length);
        take(cursor, MIN(cursor->left, 2));
    }
    reading->tnef->broken |= cursor->broken;
}

Tnef *tnef_read(const guint8 *bytes, gsize length)
{
    Cursor cursor = {bytes, length, FALSE};
    if (take_number(&cursor, 4) != SIGNATURE)
        return NULL;
    take(&cursor, MIN(cursor.left, 2)); /* a number of its writer's */
    Tnef *tnef = g_new0(Tnef, 1);
    tnef->subject = g_strdup("");
    tnef->from_name = g_strdup("");
    tnef->from = g_strdup("");
    tnef->to = g_strdup("");
    tnef->files = g_ptr_array_new_with_free_func(file_free);
    Reading reading = {.tnef = tnef, .codepage = DEFAULT_CODEPAGE};
    read_attributes(&reading, &cursor);
    if (reading.html && !tnef->html)
        tnef->html =
            decode_codepage(reading.html_codepage != 0 ? reading.html_codepage : reading.codepage,
                            reading.html, reading.html_length);
    return tnef;
}

void tnef_free(Tnef *tnef)
{
    g_free(tnef->plain);
    g_free(tnef->html);
    g_clear_pointer(&tnef->packed, g_byte_array_unref);
    g_free(tnef->subject);
    g_free(tnef->from_name);
    g_free(tnef->from);
    g_free(tnef->to);
    g_ptr_array_unref(tnef->files);
    g_free(tnef);
}
