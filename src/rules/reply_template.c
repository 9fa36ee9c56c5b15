/* Replies as templates, parsed once when the site is read: a misspelt field is the administrator's to mend
 * before it is a recipient's to wonder at. A template is a list of pieces; a section is a pair of pieces
 * around what it keeps. Values are never read as template text, whatever they hold. */
#include "reply_template.h"
#include "durable_file.h"
#include "template_values.h"
#include "text.h"
#include "text_wrap.h"
#include <string.h>

#define TEMPLATE_LIMIT (64u << 10)
#define SECTION_DEPTH 8
#define FILLED_BYTES 2048 /* what most mails come to */

typedef enum { PIECE_TEXT, PIECE_FIELD, PIECE_LINES, PIECE_IF, PIECE_UNLESS, PIECE_END } PieceKind;
typedef struct {
    PieceKind kind;
    char *text; /* literal text, or the field */
    gsize length;
    guint field; /* its number among the known fields, FIELDS_MOST if it is none */
} Piece;

struct ReplyTemplate {
    GArray *subject, *body; /* of Piece */
};

struct ReplyTemplates {
    GHashTable *by_name; /* "name" or "policy/name" → ReplyTemplate */
};

const char *const *reply_template_known_fields(void)
{
    static const char *const fields[] = {"reference",      "urgent_text",    "received_at",
                                         "kind",           "stage",          "stage_label",
                                         "stage_name",     "tier",           "state",
                                         "next_stage",     "raising",        "challenged",
                                         "told",           "missing",        "problems",
                                         "next_date",      "next_date_why",  "policy_title",
                                         "section",        "policy_version", "partnership",
                                         "mailbox",        "recorded",       "role",
                                         "children_count", "to_name",        "asks",
                                         "detail",         "reply_form",     "provisional",
                                         "what_changed",   "contact",        "question",
                                         "reason",         "emergency_duty", "confirm",
                                         "agencies",       "child_status",   "decision",
                                         "date",           "form",           "shared_post",
                                         "signature",      "together",       "ring_now",
                                         "guide",          "owed",           "asked",
                                         "own_date",       "limit",          "records",
                                         "duty_form",      "notices",        "returned_form",
                                         "unopened",       "heads",          "mails",
                                         "digest",         "transcript",     "instead",
                                         "decide",         "office_phone",   NULL};
    return fields;
}

const char *const *reply_template_known_names(void)
{
    static const char *const names[] = {"ack",
                                        "ack-forwarded",
                                        "ack-repeat",
                                        "ack-same-dispute",
                                        "which-case",
                                        "receipt",
                                        "formats",
                                        "cannot-open",
                                        "form-request",
                                        "notice-stage",
                                        "notice-stage-short",
                                        "notice-informed",
                                        "worker-request",
                                        "notice-status",
                                        "notice-urgent",
                                        "notice-originator-first",
                                        "notice-originator",
                                        "extract",
                                        "prompt",
                                        "delay-record",
                                        "notice-response",
                                        "notice-advice",
                                        "closed",
                                        "representation-request",
                                        "notice-resolved",
                                        "notice-decision",
                                        "notice-routed",
                                        "notice-request",
                                        "reopened",
                                        "office-alarm",
                                        "site-alarm",
                                        "site-alarm-over",
                                        "record-head",
                                        "incident",
                                        "confirm-request",
                                        "ack-confirm",
                                        "learning-question",
                                        "reminder",
                                        "accounts-differ",
                                        "policy-issue",
                                        "notice-answer",
                                        "handed-off",
                                        "digest",
                                        "office-transcript",
                                        NULL};
    return names;
}

gboolean reply_template_subject_field(const char *field)
{
    static const char *const fields[] = {"reference",   "kind",       "stage",      "stage_name",
                                         "tier",        "next_stage", "challenged", "role",
                                         "provisional", "date",       "state",      NULL};
    return g_strv_contains(fields, field);
}

static void piece_clear(gpointer data)
{
    g_free(((Piece *)data)->text);
}

static GArray *pieces_new(void)
{
    GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
    g_array_set_clear_func(pieces, piece_clear);
    return pieces;
}

static void reply_free(gpointer data)
{
    ReplyTemplate *reply = data;
    g_array_unref(reply->subject);
    g_array_unref(reply->body);
    g_free(reply);
}

void reply_templates_free(ReplyTemplates *templates)
{
    if (templates == NULL)
        return;
    g_hash_table_unref(templates->by_name);
    g_free(templates);
}

typedef struct {
    GArray *pieces;
    Place place;
    gboolean subject;
    Diagnostics *diagnostics;
    char *open[SECTION_DEPTH];
    guint depth;
} Parse;

static void add_piece(Parse *parse, PieceKind kind, const char *text, gsize length)
{
    Piece piece = {kind, g_strndup(text, length), length, FIELDS_MOST};
    if (kind != PIECE_TEXT)
        piece.field = template_field_number(piece.text);
    g_array_append_val(parse->pieces, piece);
}

static void check_field(Parse *parse, const char *field)
{
    if (!g_strv_contains(reply_template_known_fields(), field)) {
        const char *const *known = reply_template_known_fields();
        const char *near = nearest_word(field, known);
        g_autofree char *any = g_strjoinv(", ", (char **)known);
        diagnostics_error(parse->diagnostics, parse->place,
                          near != NULL ? "there is no field '%s'; write '%s'"
                                       : "there is no field '%s'; write one of: %s",
                          field, near != NULL ? near : any);
    } else if (parse->subject && !reply_template_subject_field(field)) {
        diagnostics_error(
            parse->diagnostics, parse->place,
            "'%s' may not stand in a subject; keep the reference and our own words there", field);
    }
}

static void open_section(Parse *parse, const char *field)
{
    if (parse->depth == SECTION_DEPTH)
        diagnostics_error(parse->diagnostics, parse->place,
                          "sections are nested more than %d deep; write them one after another",
                          SECTION_DEPTH);
    else
        parse->open[parse->depth++] = g_strdup(field);
}

static void close_section(Parse *parse, const char *field)
{
    g_autofree char *open = parse->depth > 0 ? g_steal_pointer(&parse->open[--parse->depth]) : NULL;
    if (open == NULL)
        diagnostics_error(parse->diagnostics, parse->place, "'{{/%s}}' closes nothing; remove it",
                          field);
    else if (!g_str_equal(open, field))
        diagnostics_error(parse->diagnostics, parse->place,
                          "'{{/%s}}' stands where '{{/%s}}' must; close sections inside out", field,
                          open);
}

static void add_tag(Parse *parse, const char *tag, gsize length)
{
    static const struct {
        char sign;
        PieceKind kind;
    } signs[] = {{'>', PIECE_LINES}, {'#', PIECE_IF}, {'^', PIECE_UNLESS}, {'/', PIECE_END}};
    PieceKind kind = PIECE_FIELD;
    for (gsize i = 0; i < G_N_ELEMENTS(signs) && length > 0; i++)
        if (*tag == signs[i].sign)
            kind = signs[i].kind;
    gsize skip = kind == PIECE_FIELD ? 0 : 1;
    g_autofree char *field = text_trim_copy(tag + skip, length - skip);
    check_field(parse, field);
    if (kind == PIECE_IF || kind == PIECE_UNLESS)
        open_section(parse, field);
    else if (kind == PIECE_END)
        close_section(parse, field);
    add_piece(parse, kind, field, strlen(field));
}

/* A tag that is a section's and stands alone on its line takes the line end with it. */
static gboolean line_is_section_tag(const char *line, gsize length)
{
    const char *end = g_strstr_len(line, (gssize)length, "}}");
    return length > 4 && g_str_has_prefix(line, "{{") && strchr("#^/", line[2]) != NULL &&
           end == line + length - 2;
}

static void parse_line(Parse *parse, const char *line, gsize length)
{
    gsize at = 0;
    while (at < length) {
        const char *open = g_strstr_len(line + at, (gssize)(length - at), "{{");
        gsize text = open != NULL ? (gsize)(open - line) - at : length - at;
        if (text > 0)
            add_piece(parse, PIECE_TEXT, line + at, text);
        at += text;
        if (open == NULL)
            return;
        const char *close = g_strstr_len(open, (gssize)(length - at), "}}");
        if (close == NULL) {
            diagnostics_error(parse->diagnostics, parse->place,
                              "'{{' is not closed on its line; write '}}' behind the field");
            return;
        }
        add_tag(parse, open + 2, (gsize)(close - open) - 2);
        at = (gsize)(close - line) + 2;
    }
}

static void finish_sections(Parse *parse)
{
    while (parse->depth > 0) {
        g_autofree char *open = g_steal_pointer(&parse->open[--parse->depth]);
        diagnostics_error(parse->diagnostics, parse->place,
                          "'{{#%s}}' is never closed; write '{{/%s}}'", open, open);
    }
}

static ReplyTemplate *parse_template(const char *text, const char *file, Diagnostics *diagnostics)
{
    ReplyTemplate *reply = g_new0(ReplyTemplate, 1);
    reply->subject = pieces_new();
    reply->body = pieces_new();
    Parse parse = {.pieces = reply->subject,
                   .place = {file, 1, 0},
                   .subject = TRUE,
                   .diagnostics = diagnostics};
    const char *line = text;
    gsize length = strcspn(line, "\n");
    if (!g_str_has_prefix(line, "Subject: "))
        diagnostics_error(diagnostics, parse.place, "the first line must begin with 'Subject: '");
    else
        parse_line(&parse, line + 9, length - 9);
    finish_sections(&parse);
    parse.pieces = reply->body;
    parse.subject = FALSE;
    for (line += length + (line[length] == '\n'); *line != '\0';
         line += length + (line[length] == '\n')) {
        length = strcspn(line, "\n");
        parse.place.line++;
        gsize kept = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        parse_line(&parse, line, kept);
        if (!line_is_section_tag(line, kept))
            add_piece(&parse, PIECE_TEXT, "\n", 1);
    }
    finish_sections(&parse);
    return reply;
}

static gboolean tells_detail(const ReplyTemplate *reply)
{
    static const char *const fields[] = {"detail", "child_status", "decision", NULL};
    for (guint i = 0; i < reply->body->len; i++) {
        const Piece *piece = &g_array_index(reply->body, Piece, i);
        if ((piece->kind == PIECE_FIELD || piece->kind == PIECE_LINES) &&
            g_strv_contains(fields, piece->text))
            return TRUE;
    }
    return FALSE;
}

gboolean reply_templates_tell_detail(const ReplyTemplates *templates, const char *name)
{
    GHashTableIter each;
    gpointer key, reply;
    g_hash_table_iter_init(&each, templates->by_name);
    while (g_hash_table_iter_next(&each, &key, &reply)) {
        const char *slash = strrchr(key, '/');
        if (g_str_equal(slash ? slash + 1 : key, name) && tells_detail(reply))
            return TRUE;
    }
    return FALSE;
}

static void take_words(const GArray *pieces, void (*take)(gpointer context, const char *text),
                       gpointer context)
{
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        if (piece->kind == PIECE_TEXT)
            take(context, piece->text);
    }
}

void reply_templates_words(const ReplyTemplates *templates,
                           void (*take)(gpointer context, const char *text), gpointer context)
{
    GHashTableIter each;
    gpointer key, reply;
    g_hash_table_iter_init(&each, templates->by_name);
    while (g_hash_table_iter_next(&each, &key, &reply)) {
        take_words(((const ReplyTemplate *)reply)->subject, take, context);
        take_words(((const ReplyTemplate *)reply)->body, take, context);
    }
}

static void load_file(ReplyTemplates *templates, const char *path, const char *name,
                      const char *file, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text = durable_read_whole(path, TEMPLATE_LIMIT, &length, &error);
    Place place = {g_intern_string(file), 0, 0};
    if (text == NULL) {
        diagnostics_error(diagnostics, place, "cannot be read: %s", error->message);
        return;
    }
    g_autofree char *valid = text_valid(text, length);
    g_hash_table_replace(templates->by_name, g_strdup(name),
                         parse_template(valid, place.file, diagnostics));
}

static void load_folder(ReplyTemplates *templates, const char *folder, const char *file_prefix,
                        const char *policy, Diagnostics *diagnostics)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *entry;
    while (dir != NULL && (entry = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, entry, NULL);
        g_autofree char *file = g_build_filename(file_prefix, entry, NULL);
        if (policy == NULL && g_file_test(path, G_FILE_TEST_IS_DIR)) {
            load_folder(templates, path, file, entry, diagnostics);
            continue;
        }
        if (!g_str_has_suffix(entry, ".txt"))
            continue;
        g_autofree char *stem = g_strndup(entry, strlen(entry) - 4);
        g_autofree char *name =
            policy != NULL ? g_strdup_printf("%s/%s", policy, stem) : g_strdup(stem);
        load_file(templates, path, name, file, diagnostics);
    }
}

ReplyTemplates *reply_templates_load(const char *folder, const char *file_prefix,
                                     Diagnostics *diagnostics)
{
    ReplyTemplates *templates = g_new0(ReplyTemplates, 1);
    templates->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, reply_free);
    load_folder(templates, folder, file_prefix, NULL, diagnostics);
    const char *const *names = reply_template_known_names();
    for (guint i = 0; names[i] != NULL; i++)
        if (!g_hash_table_contains(templates->by_name, names[i])) {
            Place place = {g_intern_string(file_prefix), 0, 0};
            diagnostics_error(diagnostics, place,
                              "'%s.txt' is missing; copy it from a new site ('casegate init')",
                              names[i]);
        }
    return templates;
}

const ReplyTemplate *reply_templates_find(const ReplyTemplates *templates, const char *policy,
                                          const char *name)
{
    if (policy != NULL) {
        g_autofree char *own = g_strconcat(policy, "/", name, NULL);
        const ReplyTemplate *reply = g_hash_table_lookup(templates->by_name, own);
        if (reply != NULL)
            return reply;
    }
    return g_hash_table_lookup(templates->by_name, name);
}

/* A value that brings its own lines: each is kept as it is, marked so that it is not re-wrapped. */
static void append_lines(GString *out, const char *value)
{
    while (*value != '\0') {
        gsize length = strcspn(value, "\n");
        g_string_append_c(out, TEXT_WRAP_KEEP);
        g_string_append_len(out, value, (gssize)length);
        value += length;
        if (*value == '\0')
            return;
        g_string_append_c(out, '\n');
        if (*++value == '\0') /* an empty last line is a line */
            g_string_append_c(out, TEXT_WRAP_KEEP);
    }
}

/* As g_string_append_len(), which takes longer for so little: there is room nearly always. */
static void put(GString *out, const char *text, gsize length)
{
    if (out->len + length >= out->allocated_len) {
        g_string_append_len(out, text, (gssize)length);
        return;
    }
    memcpy(out->str + out->len, text, length);
    out->len += length;
    out->str[out->len] = '\0';
}

static char *fill(const GArray *pieces, TemplateValues *values)
{
    g_autoptr(GString) out = g_string_sized_new(FILLED_BYTES);
    guint dropped = 0; /* depth inside a section that is left out */
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        gboolean section = piece->kind == PIECE_IF || piece->kind == PIECE_UNLESS;
        if (dropped > 0) {
            dropped += section ? 1 : 0;
            dropped -= piece->kind == PIECE_END ? 1 : 0;
        } else if (section) {
            gboolean empty = *template_value(values, piece->field) == '\0';
            dropped = empty == (piece->kind == PIECE_IF) ? 1 : 0;
        } else if (piece->kind == PIECE_TEXT) {
            put(out, piece->text, piece->length);
        } else if (piece->kind == PIECE_FIELD) {
            const char *value = template_value(values, piece->field);
            put(out, value, strlen(value));
        } else if (piece->kind == PIECE_LINES) {
            append_lines(out, template_value(values, piece->field));
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

void reply_template_render(const ReplyTemplate *reply, TemplateValues *values, char **subject_out,
                           char **body_out)
{
    g_autofree char *subject = fill(reply->subject, values);
    g_autofree char *body = fill(reply->body, values);
    *subject_out = text_line(subject, 200);
    *body_out = text_wrap(body, 76);
}
