/* mail_addresses: address lists, read for identity.
 *
 * GMime's reader recurses without bound on nested groups and takes "j@good.example@evil.example"
 * for its first half; a sender's identity hangs on this, so it is read here: one pass, no
 * recursion, and what could be read in two ways gives no address. Quoted text, comments and display
 * names are never looked into for addresses. Never fails; keeps nothing. */
#include "mail_addresses.h"
#include "mail_words.h"
#include "text.h"
#include <string.h>

#define NAME_LIMIT 200u

typedef struct {
    MailMailboxes *out;
    guint limit;
    const char *charset;
    gboolean *lossy;
    GString *phrase;  /* quoted strings and words outside <> */
    GString *bare;    /* the same without quoted strings and blanks: an address without <> */
    GString *angle;   /* what stands in <> */
    GString *comment; /* the last one in brackets */
    guint angles;     /* how many <> */
    guint depth;      /* of groups */
    gboolean quoted;  /* part of `phrase` was quoted */
    gboolean after;   /* something that is no comment follows the <> */
    gboolean blank;   /* a blank was the last of `phrase` */
    gboolean
        apart; /* blanks part two words of `bare`: "Jo Bell jo@x" is no address of "jobelljo" */
} Parser;

static void clear_mailbox(gpointer data)
{
    MailMailbox *mailbox = data;
    g_free(mailbox->name);
    g_free(mailbox->address);
}

void mail_addresses_free(MailMailboxes *mailboxes)
{
    if (!mailboxes)
        return;
    g_array_unref(mailboxes->list);
    g_free(mailboxes);
}

static void reset(Parser *parser)
{
    g_string_truncate(parser->phrase, 0);
    g_string_truncate(parser->bare, 0);
    g_string_truncate(parser->angle, 0);
    g_string_truncate(parser->comment, 0);
    parser->angles = 0;
    parser->quoted = parser->after = parser->blank = parser->apart = FALSE;
}

/* A quoted string at `p`, after its first quote; returns what follows the last. */
static const char *read_quoted(Parser *parser, const char *p, GString *to)
{
    for (; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1])
            p++;
        g_string_append_c(to, *p);
    }
    parser->quoted = TRUE;
    return *p ? p + 1 : p;
}

static const char *read_comment(Parser *parser, const char *p)
{
    guint depth = 1;
    g_string_truncate(parser->comment, 0);
    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
        g_string_append_c(parser->comment, *p);
    }
    return p;
}

/* What stands in <>, without blanks and comments. */
static const char *read_angle(Parser *parser, const char *p)
{
    guint depth = 0;
    g_string_truncate(parser->angle, 0);
    for (; *p && *p != '>' && *p != '<'; p++) {
        depth += *p == '(' ? 1 : 0;
        if (depth == 0 && *p != ' ')
            g_string_append_c(parser->angle, *p);
        depth -= *p == ')' && depth > 0 ? 1 : 0;
    }
    parser->angles++;
    return *p == '>' ? p + 1 : p;
}

static char *name_of(Parser *parser, const char *text)
{
    g_autofree char *decoded =
        mail_words_decode(text, strlen(text), parser->charset, parser->lossy);
    g_autofree char *line = text_line(decoded, NAME_LIMIT);
    gsize length = strlen(line);
    gboolean wrapped =
        length > 1 && (line[0] == '\'' || line[0] == '"') && line[length - 1] == line[0];
    return wrapped ? g_strndup(line + 1, length - 2) : g_steal_pointer(&line);
}

/* Takes what was collected as one mailbox. */
static void end_mailbox(Parser *parser)
{
    g_strstrip(parser->phrase->str);
    gboolean named = *parser->phrase->str || parser->angles > 0;
    if (!named) {
        reset(parser);
        return;
    }
    if (parser->out->list->len >= parser->limit) {
        parser->out->cut = TRUE;
        reset(parser);
        return;
    }
    const char *written = parser->angles > 0 ? parser->angle->str : parser->bare->str;
    if (g_ascii_strncasecmp(written, "mailto:", strlen("mailto:")) == 0)
        written += strlen("mailto:");
    gboolean whole = parser->angles > 0 || !parser->apart;
    g_autofree char *address = whole ? text_address_fold(written) : NULL;
    g_autofree char *before = parser->angles > 0 ? text_address_fold(parser->bare->str) : NULL;
    MailMailbox mailbox = {0};
    mailbox.doubtful = parser->angles > 1 || (parser->after && strchr(parser->bare->str, '@')) ||
                       (before && address && !g_str_equal(before, address));
    gboolean is_name = parser->angles > 0 || !address;
    mailbox.name = name_of(parser, is_name && *parser->phrase->str ? parser->phrase->str
                                                                   : parser->comment->str);
    mailbox.address = address && !mailbox.doubtful ? g_steal_pointer(&address) : g_strdup("");
    g_array_append_val(parser->out->list, mailbox);
    reset(parser);
}

/* "Smith, John <j@x>" without quotes is one mailbox, not two. */
static gboolean is_split_name(const Parser *parser, const char *rest)
{
    if (parser->angles > 0 || parser->quoted || strchr(parser->bare->str, '@') ||
        parser->bare->len == 0)
        return FALSE;
    gsize next = strcspn(rest, ",;:\"(@<");
    return rest[next] == '<';
}

static const char *read_special(Parser *parser, const char *p)
{
    switch (*p) {
    case '"':
        return read_quoted(parser, p + 1, parser->phrase);
    case '(':
        return read_comment(parser, p + 1);
    case '<':
        return read_angle(parser, p + 1);
    case ':': /* the phrase was a group's name */
        if (parser->angles == 0 && !strchr(parser->bare->str, '@')) {
            parser->depth++;
            parser->out->group_depth = MAX(parser->out->group_depth, parser->depth);
            reset(parser);
        }
        return p + 1;
    case ';':
        parser->depth -= parser->depth > 0;
        end_mailbox(parser);
        return p + 1;
    default:
        g_assert(*p == ',');
        if (is_split_name(parser, p + 1))
            g_string_append(parser->phrase, ", ");
        else
            end_mailbox(parser);
        return p + 1;
    }
}

static void read_plain(Parser *parser, const char *p, gsize length)
{
    if (*p != ' ') {
        gboolean follows = parser->blank && parser->bare->len > 0;
        parser->apart |=
            follows && !strchr(".@", *p) && !strchr(".@", parser->bare->str[parser->bare->len - 1]);
        g_string_append_len(parser->bare, p, (gssize)length);
        parser->after |= parser->angles > 0;
    }
    parser->blank = *p == ' ';
    g_string_append_len(parser->phrase, p, (gssize)length);
}

static void parse(Parser *parser, const char *p, const char *end)
{
    while (*p) {
        if (strchr("\"(<:;,", *p)) {
            p = read_special(parser, p);
            continue;
        }
        gsize word = *p == '=' ? mail_words_length(p, (gsize)(end - p)) : 0;
        read_plain(parser, p, MAX(word, 1)); /* commas within an encoded word part nothing */
        p += MAX(word, 1);
    }
    end_mailbox(parser);
}

MailMailboxes *mail_addresses_parse(const char *value, const char *charset, guint limit,
                                    gboolean *lossy)
{
    MailMailboxes *out = g_new0(MailMailboxes, 1);
    out->list = g_array_new(FALSE, FALSE, sizeof(MailMailbox));
    g_array_set_clear_func(out->list, clear_mailbox);
    g_autoptr(GString) phrase = g_string_new(NULL), bare = g_string_new(NULL);
    g_autoptr(GString) angle = g_string_new(NULL), comment = g_string_new(NULL);
    Parser parser = {.out = out, .limit = limit, .charset = charset, .lossy = lossy};
    parser.phrase = phrase;
    parser.bare = bare;
    parser.angle = angle;
    parser.comment = comment;
    parse(&parser, value, value + strlen(value));
    return out;
}
