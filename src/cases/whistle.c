/* whistle: what is for the named officers before anybody else sees it.
 *
 * Owns where whistleblowing is looked for beyond a message's own prose: the subject, what is quoted or
 * passed on, files and their names, a form's answers, and the messages that it names as those it answers. A
 * policy, its people and its page are no whistleblowing (phrases.yaml, whistleblowing-hint), nor is a form
 * that tells of a whistleblower: there somebody must say it of himself (whistleblowing-own). What cannot
 * be decided is restricted, for what was shown once cannot be hidden again. Touches no case. */
#include "whistle.h"
#include "holding.h"
#include "match.h"
#include "telling.h"
#include "text.h"
#include <string.h>

#define OWN "whistleblowing-own"
#define HINT "whistleblowing-hint"
#define SAID "whistleblowing"
#define PIECE_BYTES ((gsize)32 << 10) /* looked at together: a pattern sees 64 KiB */
#define LETTER_BYTES                                                                               \
    ((gsize)8                                                                                      \
     << 10) /* an attached letter; what is longer is a document that may well speak of it */
#define OVERLAP_BYTES ((gsize)256)

gboolean whistle_said(const Deciding *x)
{
    const Reading *reading = x->reading;
    if (reading == NULL || x->ruling != NULL)
        return FALSE;
    return g_strcmp0(reading->kind, "whistleblowing") == 0 ||
           (!reading->has_form && reading_says(reading, SAID));
}

/* ---- words ---- */

/* A site whose phrases are older than the finer statements has the coarse one. */
static gboolean piece_says(const Deciding *x, const char *piece, gboolean own)
{
    const Forms *forms = x->rules->forms;
    if (forms_phrases(forms, OWN) == NULL || forms_phrases(forms, HINT) == NULL)
        return words_say(x->rules, piece, SAID);
    return words_say(x->rules, piece, OWN) || (!own && words_say(x->rules, piece, HINT));
}

/* Empties a piece but for its last words, so that nothing is torn between two. */
static void keep_end(GString *piece)
{
    gsize from = piece->len - MIN(piece->len, OVERLAP_BYTES);
    while (from < piece->len && piece->str[from] != ' ')
        from++;
    g_string_erase(piece, 0, (gssize)from);
}

/* One line without its quote marks; a blank one ends a paragraph. */
static void add_line(GString *piece, const char *line, gsize length)
{
    const char *end = line + length;
    while (line < end && strchr("> \t\r", *line))
        line++;
    gboolean fresh = piece->len == 0 || piece->str[piece->len - 1] == '\n';
    if (line < end && !fresh)
        g_string_append_c(piece, ' ');
    else if (line == end && !fresh)
        g_string_append_c(piece, '\n');
    g_string_append_len(piece, line, end - line);
}

/* Does the text say so, wherever its lines were wrapped? `own`: only what is said of oneself counts. */
static gboolean text_says(const Deciding *x, const char *text, gboolean own)
{
    g_autoptr(GString) piece = g_string_sized_new(MIN(strlen(text), PIECE_BYTES));
    gboolean says = FALSE;
    while (*text != '\0' && !says) {
        gsize length = strcspn(text, "\n");
        gsize taken =
            text_cut(text, length, PIECE_BYTES / 2); /* so long is no line of a person's */
        add_line(piece, text, taken);
        text += taken + (text[taken] == '\n' ? 1 : 0);
        if (piece->len < PIECE_BYTES && *text != '\0')
            continue;
        says = piece_says(x, piece->str, own);
        keep_end(piece);
    }
    return says;
}

/* "whistleblowing_disclosure.pdf": its words. */
static gboolean name_says(const Deciding *x, const char *name)
{
    g_autofree char *words = g_strdelimit(g_strdup(name), "_-.()[]+", ' ');
    return text_says(x, words, FALSE);
}

/* ---- where it may stand ---- */

static gboolean form_says(const Deciding *x)
{
    const Reading *reading = x->reading;
    if (!reading->has_form)
        return FALSE;
    g_autoptr(GString) values = g_string_new(NULL);
    for (guint i = 0; i < reading->values->len; i++) {
        const FieldValue *value = g_ptr_array_index(reading->values, i);
        text_append(values, value->value, "\n\n", NULL);
    }
    return text_says(x, reading->prose, FALSE) || text_says(x, values->str, TRUE) ||
           text_says(x, reading->said, TRUE);
}

static gboolean carried_says(const Deciding *x)
{
    for (guint i = 0; i < x->mail->forwarded->len; i++) {
        const MailForwarded *inner = &g_array_index(x->mail->forwarded, MailForwarded, i);
        if (text_says(x, inner->subject, FALSE) || text_says(x, inner->text, FALSE))
            return TRUE;
    }
    return FALSE;
}

static gboolean files_say(const Deciding *x)
{
    const char *text = x->mail->text_attached;
    gboolean own = x->reading->has_form || strlen(text) > LETTER_BYTES;
    return text_says(x, text, own);
}

static gboolean names_say(const Deciding *x)
{
    for (guint i = 0; i < x->mail->attachments->len; i++) {
        const MailAttachment *file = &g_array_index(x->mail->attachments, MailAttachment, i);
        if (name_says(x, file->name) || name_says(x, file->inside))
            return TRUE;
    }
    return FALSE;
}

/* ---- what it answers ---- */

/* A mail of ours that answers a restricted message, or reports of one. */
static gboolean is_restricted_mail(Deciding *x, const char *id)
{
    g_autoptr(OutboxRow) row = x->lookup->sent_mail(x->lookup->outside, id, &x->error);
    return row != NULL && row->restricted;
}

/* A message that nobody else was shown, whoever wrote it. */
static gboolean is_restricted_message(Deciding *x, const char *id)
{
    g_autoptr(LedgerRow) row = x->lookup->same_message_id(x->lookup->context, id, &x->error);
    return row != NULL && ledger_row_restricted(row);
}

/* A form in the answer is a new matter. */
static gboolean names_restricted(Deciding *x, gboolean (*is)(Deciding *x, const char *id))
{
    const GPtrArray *ids = x->mail->references;
    gboolean restricted = FALSE;
    if (x->reading->has_form)
        return FALSE;
    for (guint i = 0; i < ids->len && x->error == NULL && !restricted; i++) {
        const char *id = g_ptr_array_index(ids, i);
        restricted = *id != '\0' && is(x, id);
    }
    return restricted;
}

static const char *find_why(Deciding *x)
{
    if (whistle_said(x))
        return "it speaks of whistleblowing";
    if (text_says(x, x->mail->subject, FALSE))
        return "its subject speaks of whistleblowing";
    if (form_says(x))
        return "its form may be whistleblowing: words of it say so";
    if (text_says(x, x->mail->text_quoted, FALSE) || carried_says(x))
        return "what it quotes or passes on speaks of whistleblowing";
    if (files_say(x))
        return "a file that came with it speaks of whistleblowing";
    if (names_say(x))
        return "the name of a file that came with it speaks of whistleblowing";
    if (names_restricted(x, is_restricted_mail))
        return "it answers a mail about a restricted message";
    return names_restricted(x, is_restricted_message)
               ? "it names a restricted message as one that it answers"
               : NULL;
}

const char *whistle_why(Deciding *x)
{
    if (x->mail == NULL || x->reading == NULL || x->ruling != NULL)
        return NULL;
    if (!x->whistle_asked)
        x->whistle = find_why(x);
    x->whistle_asked = TRUE;
    return x->whistle;
}

/* ---- held ---- */

static void suggest(Deciding *x, HeldRow *held)
{
    g_autoptr(Match) match = match_message(x);
    if (match->reference != NULL)
        g_ptr_array_add(held->suggestions, suggestion_new(match->reference, "it names this case"));
}

gboolean whistle_hold(Deciding *x)
{
    const char *why = whistle_why(x);
    if (why == NULL || whistle_said(x))
        return FALSE;
    const PolicySideRoute *route =
        x->policy != NULL ? policy_side_route(x->policy, "whistleblowing") : NULL;
    x->decision->kind = "whistleblowing";
    deciding_trace(x, TRUE, "whistleblowing", route != NULL ? route->section : "",
                   "%s: a named officer decides", why);
    HeldRow *held =
        deciding_hold(x, "whistleblowing",
                      RESTRICTED_MARK "%s: is it whistleblowing? A named officer decides", why);
    suggest(x, held);
    holding_alarm(x);
    if (x->sender->level <= SENDER_UNKNOWN)
        holding_answer_stranger(x);
    else if (telling_may_answer(x, NULL))
        telling_answer(x, "receipt", "");
    return TRUE;
}
