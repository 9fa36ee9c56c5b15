/* mail_body: walks a MIME tree once and says what each part is to a reader.
 *
 * Of alternatives the plain text is the body, unless it is empty or lost the form, or the marks of a quote,
 * that the HTML still has; that both say the same is checked (mail_divergence.c), for hidden text is a way to lie. Inline texts
 * that follow the body belong to it; everything else is an attachment, listed with its digest and,
 * when nobody looked into it, why. Depth and number of parts are bounded here; breaking a limit
 * stops the walk and sets the record's refusal. Never fails. */
#include "mail_body.h"
#include "mail_answers.h"
#include "mail_attached.h"
#include "mail_container.h"
#include "mail_divergence.h"
#include "mail_limits.h"
#include "mail_marks.h"
#include "mail_naming.h"
#include "mail_pgp.h"
#include "mail_tnef.h"
#include "mail_unmarked.h"
#include "signed_data.h"
#include "text.h"
#include <string.h>

#define WRAPPED_BYTES (20u << 20)   /* of signed data; larger is listed, not opened */
#define SEPARATE_BYTES (256u << 10) /* a text file is read for fields up to here */

typedef struct { /* the two shapes of one text */
    GMimePart *plain, *html;
    char *plain_part, *html_part;
} Shapes;

static void walk(MailTree *tree, GMimeObject *object, MailBody *body, Shapes *shapes);

static void clear_text(gpointer data)
{
    MailText *text = data;
    g_free(text->text);
    g_free(text->part);
    mail_document_free(text->document);
    g_clear_pointer(&text->marks, g_byte_array_unref);
}

void mail_body_clear(MailBody *body)
{
    g_clear_pointer(&body->text, g_free);
    g_clear_pointer(&body->part, g_free);
    g_clear_pointer(&body->runs, g_array_unref);
    g_clear_pointer(&body->document, mail_document_free);
    g_clear_pointer(&body->marks, g_byte_array_unref);
    g_clear_pointer(&body->attached, g_array_unref);
    g_clear_pointer(&body->messages, g_ptr_array_unref);
}

/* ---- signed data ---- */

static gboolean is_wrapper(GMimeObject *object, const char *name)
{
    return GMIME_IS_PART(object) &&
           (mail_part_is(object, "application", "pkcs7-mime") ||
            mail_part_is(object, "application", "x-pkcs7-mime") || g_str_has_suffix(name, ".p7m"));
}

/* The letter within signed data takes its wrapper's place. FALSE if there is none in it. */
static gboolean walk_wrapped(MailTree *tree, GMimePart *part, MailBody *body, Shapes *shapes)
{
    g_autoptr(GByteArray) der = mail_part_bytes(part, WRAPPED_BYTES, &tree->reading);
    g_autoptr(GByteArray) content = signed_data_content(der->data, der->len);
    g_auto(MailScan) scan;
    mail_scan(&scan, content ? (const char *)content->data : "", content ? content->len : 0);
    GMimeMessage *message = scan.no_headers ? NULL : mail_part_parse(&scan);
    if (!message)
        return FALSE;
    g_ptr_array_add(tree->kept, message);
    if (*scan.refusal)
        mail_attached_refuse(tree, scan.refusal);
    body->is_signed = TRUE;
    mail_attached_add(tree, (GMimeObject *)part, NULL);
    walk(tree, g_mime_message_get_mime_part(message), body, shapes);
    return TRUE;
}

/* ---- texts ---- */

/* Text that a person wrote to be read as it is. */
static gboolean is_plain(GMimeObject *object)
{
    static const char *const others[] = {"html", "calendar",   "vcard",          "x-vcard",
                                         "css",  "javascript", "rfc822-headers", "directory",
                                         "rtf",  "xml",        "x-amp-html",     "x-vcalendar"};
    if (!mail_part_is(object, "text", "*"))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (mail_part_is(object, "text", others[i]))
            return FALSE;
    return TRUE;
}

/* Counts a text part and names it: "text/plain 2". */
static char *name_part(MailTree *tree, GMimeObject *object)
{
    gboolean html = mail_part_is(object, "text", "html");
    guint n = html ? ++tree->html : ++tree->plain;
    return g_strdup_printf(html ? "text/html %u" : "text/plain %u", n);
}

/* How it looks is put into `runs` (of MailRun); the marks of its lines into *marks_out, NULL if nothing is known of them. */
static char *text_of(MailTree *tree, GMimePart *part, GArray *runs, GByteArray **marks_out)
{
    *marks_out = NULL;
    char *text = mail_part_text(part, &tree->reading);
    if (!mail_part_is((GMimeObject *)part, "text", "html"))
        return text;
    gboolean cut = FALSE;
    char *plain = mail_html_styled(text, strlen(text), tree->reading.labels, &cut, runs, marks_out);
    g_free(text);
    if (cut)
        tree->reading.flags |= MAIL_FLAG_TRUNCATED;
    return plain;
}

static void append_runs(MailBody *body, gsize at, const GArray *runs)
{
    MailRun plain = {.at = at};
    g_array_append_val(body->runs, plain);
    for (guint i = 0; runs && i < runs->len; i++) {
        MailRun run = g_array_index(runs, MailRun, i);
        run.at += at;
        g_array_append_val(body->runs, run);
    }
}

static guint count_lines(const char *text)
{
    guint count = 1;
    for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
        count++;
    return count;
}

/* A text and what is known of it: the marks of its lines, how it looks. */
typedef struct {
    const GByteArray *marks;
    const GArray *runs;
} Looks;

static void append_text(MailBody *body, const char *text, const char *part, Looks looks)
{
    g_autofree char *bare = mail_pgp_without_armour(text);
    body->is_signed |= bare != NULL;
    text = bare ? bare : text;
    looks = bare ? (Looks){0} : looks; /* they count the text as it was */
    if (text_empty(text))
        return;
    if (*body->part == '\0') {
        g_free(body->part);
        body->part = g_strdup(part);
    }
    char *whole =
        *body->text ? g_strconcat(g_strchomp(body->text), "\n\n", text, NULL) : g_strdup(text);
    append_runs(body, strlen(whole) - strlen(text), looks.runs);
    if (*body->text && body->first == 0)
        body->first = count_lines(body->text);
    if (*body->text)
        body->marks = mail_marks_join(body->marks, count_lines(body->text), looks.marks);
    else if (looks.marks)
        body->marks = g_byte_array_append(g_byte_array_new(), looks.marks->data, looks.marks->len);
    g_free(body->text);
    body->text = whole;
}

/* Does only the HTML tell what was typed into the quoted text? */
static gboolean shows_answers(const MailTree *tree, const char *html, const GArray *runs)
{
    if (runs->len == 0 || tree->thread.forward)
        return FALSE;
    g_autoptr(GArray) lines = mail_lines_new(html);
    g_autoptr(GArray) heads = mail_quote_split(lines, tree->thread, tree->reading.labels);
    return mail_answers_mark(lines, html, runs, "", tree->reading.labels) > 0;
}

/* Takes the better of the two shapes of a text into the body. */
static void take_shapes(MailTree *tree, Shapes *shapes, MailBody *body)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(MailRun));
    g_autoptr(GByteArray) none = NULL, marks = NULL;
    g_autofree char *plain = shapes->plain ? text_of(tree, shapes->plain, runs, &none) : NULL;
    g_autofree char *html = shapes->html ? text_of(tree, shapes->html, runs, &marks) : NULL;
    gboolean use_html = text_empty(plain);
    if (plain && html && !use_html) {
        MailDivergence divergence = mail_divergence(plain, html, tree->reading.labels);
        use_html = divergence.fields_lost || shows_answers(tree, html, runs) ||
                   mail_unmarked_quote(plain, html, tree->thread, tree->reading.labels);
        if (divergence.differs)
            tree->reading.flags |= MAIL_FLAG_DIVERGENT;
    }
    if (use_html && html)
        append_text(body, html, shapes->html_part, (Looks){marks, runs});
    else if (plain)
        append_text(body, plain, shapes->plain_part, (Looks){0});
    g_clear_pointer(&shapes->plain_part, g_free);
    g_clear_pointer(&shapes->html_part, g_free);
}

static void add_attached_text(MailTree *tree, GMimeObject *object, MailBody *body)
{
    mail_attached_add(tree, object, NULL);
    MailText text = {.part = name_part(tree, object)};
    text.text = text_of(tree, (GMimePart *)object, NULL, &text.marks);
    gsize length = strlen(text.text), kept = text_cut(text.text, length, SEPARATE_BYTES);
    if (kept < length)
        tree->reading.flags |= MAIL_FLAG_TRUNCATED;
    text.text[kept] = '\0';
    g_array_append_val(body->attached, text);
}

static void read_text(MailTree *tree, GMimeObject *object, MailBody *body, Shapes *shapes)
{
    gboolean html = mail_part_is(object, "text", "html");
    g_autofree char *name = mail_part_name(object, &tree->reading);
    if (html && mail_naming_is_encrypted(object, name)) {
        mail_attached_read(tree, object, body);
    } else if (mail_part_is_attachment(object) || (*name && !shapes && *body->text)) {
        add_attached_text(tree, object, body);
    } else if (!shapes) {
        Shapes alone = {0};
        *(html ? &alone.html : &alone.plain) = (GMimePart *)object;
        *(html ? &alone.html_part : &alone.plain_part) = name_part(tree, object);
        take_shapes(tree, &alone, body);
    } else if (html ? !shapes->html : !shapes->plain) {
        *(html ? &shapes->html : &shapes->plain) = (GMimePart *)object;
        *(html ? &shapes->html_part : &shapes->plain_part) = name_part(tree, object);
    } else {
        add_attached_text(tree, object, body);
    }
}

/* ---- Outlook's wrapper ---- */

static void begin_body(MailBody *body)
{
    body->text = g_strdup("");
    body->part = g_strdup("");
    body->runs = g_array_new(FALSE, FALSE, sizeof(MailRun));
    body->attached = g_array_new(FALSE, FALSE, sizeof(MailText));
    g_array_set_clear_func(body->attached, clear_text);
    body->messages = g_ptr_array_new();
}

/* A relay that had no letters for a text wrote question marks. */
static gboolean is_lost(const char *text)
{
    gsize marks = 0, letters = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        marks += *p == '?';
        letters += g_unichar_isalnum(g_utf8_get_char(p)) ? 1 : 0;
    }
    return marks > letters;
}

/* The wrapper's body is another shape of the mail's own, which stands unless it lost what the wrapper's still has. */
static void take_wrapped_body(MailTree *tree, GMimeObject *shapes, MailBody *body)
{
    g_auto(MailBody) other = {0};
    begin_body(&other);
    walk(tree, shapes, &other, NULL);
    if (text_empty(other.text))
        return;
    MailDivergence divergence = {0};
    if (!text_empty(body->text))
        divergence = mail_divergence(body->text, other.text, tree->reading.labels);
    if (divergence.differs)
        tree->reading.flags |= MAIL_FLAG_DIVERGENT;
    if (!text_empty(body->text) && !divergence.fields_lost && !is_lost(body->text))
        return;
    g_free(body->text);
    g_free(body->part);
    g_array_unref(body->runs);
    g_clear_pointer(&body->marks, g_byte_array_unref);
    body->text = g_steal_pointer(&other.text);
    body->part = g_steal_pointer(&other.part);
    body->first = other.first;
    body->runs = g_steal_pointer(&other.runs);
    body->marks = g_steal_pointer(&other.marks);
    body->is_signed |= other.is_signed;
}

static void walk_unwrapped(MailTree *tree, GMimeMultipart *parts, MailBody *body)
{
    int count = g_mime_multipart_get_count(parts);
    take_wrapped_body(tree, g_mime_multipart_get_part(parts, 0), body);
    for (int i = 1; i < count && tree->parts <= MAIL_LIMIT_PARTS; i++)
        walk(tree, g_mime_multipart_get_part(parts, i), body, NULL);
}

/* What the wrapper holds takes its place: its body where the mail has none, its files as the mail's own. */
static gboolean walk_tnef(MailTree *tree, GMimeObject *object, MailBody *body)
{
    if (!tree->reading.containers || !GMIME_IS_PART(object))
        return FALSE;
    g_autoptr(GByteArray) head = mail_part_head((GMimePart *)object);
    if (mail_container_kind(head->data, head->len) != MAIL_CONTAINER_TNEF)
        return FALSE;
    gboolean broken = FALSE;
    g_autoptr(GByteArray) bytes =
        mail_part_bytes((GMimePart *)object, MAIL_LIMIT_READ_BYTES, &tree->reading);
    GMimeMultipart *parts = mail_tnef_parts(bytes->data, bytes->len, &broken);
    if (!parts)
        return FALSE;
    g_ptr_array_add(tree->kept, parts);
    if (broken)
        tree->reading.flags |= MAIL_FLAG_ENCODING;
    mail_attached_add(tree, object, NULL);
    walk_unwrapped(tree, parts, body);
    return TRUE;
}

/* ---- the tree ---- */

static void walk_children(MailTree *tree, GMimeMultipart *multipart, MailBody *body, Shapes *shapes)
{
    int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count && tree->parts <= MAIL_LIMIT_PARTS; i++)
        walk(tree, g_mime_multipart_get_part(multipart, i), body, shapes);
}

static void walk_alternative(MailTree *tree, GMimeMultipart *multipart, MailBody *body)
{
    Shapes shapes = {0};
    walk_children(tree, multipart, body, &shapes);
    take_shapes(tree, &shapes, body);
}

static void walk_multipart(MailTree *tree, GMimeMultipart *multipart, MailBody *body,
                           Shapes *shapes)
{
    GMimeObject *object = (GMimeObject *)multipart;
    const char *boundary = mail_part_boundary(multipart);
    if (boundary && strlen(boundary) > MAIL_LIMIT_BOUNDARY)
        mail_attached_refuse(tree, "boundary too long");
    if (mail_part_is(object, "multipart", "encrypted"))
        tree->reading.flags |= MAIL_FLAG_ENCRYPTED;
    body->is_signed |= mail_part_is(object, "multipart", "signed");
    if (mail_part_is(object, "multipart", "alternative") && !shapes)
        walk_alternative(tree, multipart, body);
    else
        walk_children(tree, multipart, body, shapes);
}

static void walk_message(MailTree *tree, GMimeMessagePart *part, MailBody *body)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    mail_attached_add(tree, (GMimeObject *)part, message ? NULL : "cannot be read");
    if (message)
        g_ptr_array_add(body->messages, message);
}

/* A document that its sender's program calls a text. */
static gboolean is_disguised(GMimeObject *object)
{
    if (!mail_part_is_attachment(object))
        return FALSE;
    g_autoptr(GByteArray) head = mail_part_head((GMimePart *)object);
    return mail_attached_is_rich_text(object) ||
           mail_container_kind(head->data, head->len) != MAIL_CONTAINER_NONE;
}

/* The message that the bytes are, read as one within another always is; NULL if they are none. */
static GMimeMessage *parse_file(MailTree *tree, const GByteArray *bytes)
{
    static const char around[] = "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n";
    g_auto(MailScan) alone, scan;
    mail_scan(&alone, (const char *)bytes->data, bytes->len);
    g_autoptr(GByteArray) carrier = g_byte_array_sized_new(bytes->len + sizeof around);
    g_byte_array_append(carrier, (const guint8 *)around, sizeof around - 1);
    g_byte_array_append(carrier, bytes->data, bytes->len);
    mail_scan(&scan, (const char *)carrier->data, carrier->len);
    GMimeMessage *message = alone.no_headers || alone.binary ? NULL : mail_part_parse(&scan);
    if (!message)
        return NULL;
    g_ptr_array_add(tree->kept, message);
    if (*scan.refusal)
        mail_attached_refuse(tree, scan.refusal);
    GMimeObject *part = g_mime_message_get_mime_part(message);
    return GMIME_IS_MESSAGE_PART(part) ? g_mime_message_part_get_message((GMimeMessagePart *)part)
                                       : NULL;
}

/* A message that came as a file is carried like any other. */
static gboolean walk_message_file(MailTree *tree, GMimeObject *object, MailBody *body)
{
    g_autofree char *name = mail_part_name(object, &tree->reading);
    if (!GMIME_IS_PART(object) || !mail_naming_is_message(object, name))
        return FALSE;
    g_autoptr(GByteArray) bytes =
        mail_part_bytes((GMimePart *)object, WRAPPED_BYTES, &tree->reading);
    GMimeMessage *message = parse_file(tree, bytes);
    if (!message)
        return FALSE;
    mail_attached_add(tree, object, NULL);
    g_ptr_array_add(body->messages, message);
    return TRUE;
}

/* What is no text: opened where it stands for something else, else listed. */
static void walk_file(MailTree *tree, GMimeObject *object, MailBody *body, Shapes *shapes)
{
    g_autofree char *name = mail_part_name(object, &tree->reading);
    if (is_wrapper(object, name) && walk_wrapped(tree, (GMimePart *)object, body, shapes))
        return;
    if (walk_tnef(tree, object, body) || walk_message_file(tree, object, body))
        return;
    mail_attached_read(tree, object, body);
}

static void walk(MailTree *tree, GMimeObject *object, MailBody *body, Shapes *shapes)
{
    if (++tree->parts > MAIL_LIMIT_PARTS) {
        mail_attached_refuse(tree, "too many parts");
        return;
    }
    if (tree->depth >= MAIL_LIMIT_DEPTH) {
        mail_attached_refuse(tree, "too deep");
        return;
    }
    tree->depth++;
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(tree, (GMimeMultipart *)object, body, shapes);
    else if (GMIME_IS_MESSAGE_PART(object))
        walk_message(tree, (GMimeMessagePart *)object, body);
    else if (GMIME_IS_PART(object) && !is_disguised(object) &&
             (is_plain(object) || mail_part_is(object, "text", "html")))
        read_text(tree, object, body, shapes);
    else
        walk_file(tree, object, body, shapes);
    tree->depth--;
}

void mail_body_read(MailTree *tree, GMimeObject *top, MailBody *body)
{
    begin_body(body);
    if (top)
        walk(tree, top, body, NULL);
}
