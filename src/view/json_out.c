/* One JSON document through json-glib, which does the quoting.
 *
 * json-glib leaves C1 controls and bidi marks as they are, and a terminal obeys some of them; it also
 * forgets U+001F, which no JSON string may hold. Here they become \u escapes, which mean the same to a
 * program. None of them can stand outside a string, so they are replaced in the finished text.
 *
 * Fails on nothing; writes only to view->out. */
#include "json_out.h"

#include "words.h"

JsonBuilder *json_out_begin(void)
{
    return json_builder_new();
}

static gboolean misleads_terminal(gunichar letter)
{
    return letter == 0x1f ||
           (letter >= 0x80 && letter <= 0xffff &&
            (g_unichar_iscntrl(letter) || g_unichar_type(letter) == G_UNICODE_FORMAT));
}

static void put_escaped(const char *text, FILE *out)
{
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar letter = g_utf8_get_char(text);
        if (misleads_terminal(letter))
            fprintf(out, "\\u%04x", letter);
        else
            fwrite(text, 1, (gsize)(g_utf8_next_char(text) - text), out);
    }
}

void json_out_end(const View *view, JsonBuilder *out)
{
    g_autoptr(JsonNode) root = json_builder_get_root(out);
    g_autofree char *text = json_to_string(root, TRUE);
    put_escaped(text, view->out);
    fputc('\n', view->out);
    g_object_unref(out);
}

void json_out_text(JsonBuilder *out, const char *name, const char *text)
{
    json_builder_set_member_name(out, name);
    if (text)
        json_builder_add_string_value(out, text);
    else
        json_builder_add_null_value(out);
}

void json_out_known(JsonBuilder *out, const char *name, const char *text)
{
    json_out_text(out, name, text && *text ? text : NULL);
}

void json_out_int(JsonBuilder *out, const char *name, gint64 value)
{
    json_builder_set_member_name(out, name);
    json_builder_add_int_value(out, value);
}

void json_out_number(JsonBuilder *out, const char *name, gint64 value)
{
    if (value)
        json_out_int(out, name, value);
    else
        json_out_null(out, name);
}

void json_out_bool(JsonBuilder *out, const char *name, gboolean value)
{
    json_builder_set_member_name(out, name);
    json_builder_add_boolean_value(out, value);
}

void json_out_instant(JsonBuilder *out, const char *name, const View *view, Instant at)
{
    g_autofree char *text = at ? instant_iso(at, view->rules->site.zone) : NULL;
    json_out_text(out, name, text);
}

void json_out_day(JsonBuilder *out, const char *name, Day day)
{
    g_autofree char *text = day ? day_iso(day) : NULL;
    json_out_text(out, name, text);
}

void json_out_null(JsonBuilder *out, const char *name)
{
    json_out_text(out, name, NULL);
}

void json_out_words(JsonBuilder *out, const char *name, GPtrArray *words)
{
    json_out_list(out, name);
    for (guint i = 0; words && i < words->len; i++)
        json_builder_add_string_value(out, words->pdata[i]);
    json_builder_end_array(out);
}

void json_out_candidates(JsonBuilder *out, GPtrArray *candidates)
{
    json_out_list(out, "candidates");
    for (guint i = 0; candidates && i < candidates->len; i++) {
        const Candidate *candidate = candidates->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "agency", candidate->agency);
        json_out_known(out, "why", candidate->why);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

void json_out_list(JsonBuilder *out, const char *name)
{
    json_builder_set_member_name(out, name);
    json_builder_begin_array(out);
}

void json_out_object(JsonBuilder *out, const char *name)
{
    if (name)
        json_builder_set_member_name(out, name);
    json_builder_begin_object(out);
}

void json_out_mails(JsonBuilder *out, const char *name, const View *view, GPtrArray *mails)
{
    json_out_list(out, name);
    for (guint i = 0; i < mails->len; i++) {
        const OutboxRow *mail = mails->pdata[i];
        gboolean closed = mail->restricted && !view->restricted;
        json_out_object(out, NULL);
        json_out_text(out, "to", closed ? NULL : mail->to);
        json_out_known(out, "role", closed ? NULL : mail->role);
        json_out_text(out, "template", closed ? WORDS_RESTRICTED : mail->template);
        json_out_text(out, "subject", closed ? NULL : mail->subject);
        json_out_text(out, "message_id", closed ? NULL : mail->message_id);
        json_out_text(out, "state", mail->state);
        json_out_instant(out, "at", view, mail->at ? mail->at : mail->queued);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}
