/* The heads that mail programs put above an older message, by program and language: found, with their person and date. */
#include "mail_content.h"
#include "mail_dates.h"
#include "mail_envelope.h"
#include "mail_heads.h"
#include "mail_read.h"
#include <string.h>

#define WHEN 1772619240 /* 4 March 2026 10:14 */
#define MAIL                                                                                       \
    "From: Ann Ode <ann@x.example>\nDate: Thu, 5 Mar 2026 10:00:00 +0000\nSubject: Re: Case\n"     \
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"                                 \
    "Content-Transfer-Encoding: 8bit\n\n"

typedef struct {
    const char *name, *head;
    const char *from; /* "Jo Fen <jo@x.example>" unless said */
} Row;

static const Row rows[] = {
    /* "On … wrote:" */
    {.name = "Gmail", .head = "On Wed, 4 Mar 2026 at 10:14, Jo Fen <jo@x.example> wrote:"},
    {.name = "Gmail, American",
     .head = "On Wed, Mar 4, 2026 at 10:14\xe2\x80\xaf"
             "AM Jo Fen <jo@x.example> wrote:"},
    {.name = "Gmail, wrapped",
     .head = "On Wed, 4 Mar 2026 at 10:14, Jo Fen <jo@x.example>\nwrote:"},
    {.name = "Apple Mail", .head = "On 4 Mar 2026, at 10:14, Jo Fen <jo@x.example> wrote:"},
    {.name = "Apple Mail, no address",
     .head = "On 4 Mar 2026, at 10:14, Jo Fen wrote:",
     .from = "Jo Fen <>"},
    {.name = "Thunderbird", .head = "On 04/03/2026 10:14, Jo Fen wrote:", .from = "Jo Fen <>"},
    {.name = "Outlook for Mac", .head = "On 04/03/2026, 10:14, \"Jo Fen\" <jo@x.example> wrote:"},
    {.name = "Outlook's names",
     .head = "On 4 March 2026 at 10:14, Fen, Jo <jo@x.example> wrote:",
     .from = "Fen, Jo <jo@x.example>"},
    {.name = "Yahoo",
     .head = "On Wednesday 4 March 2026 at 10:14:00 GMT, Jo Fen <jo@x.example> wrote:"},
    {.name = "Proton",
     .head = "On Wednesday, March 4th, 2026 at 10:14, Jo Fen <jo@x.example> wrote:"},
    {.name = "ISO date", .head = "On 2026-03-04 10:14, Jo Fen wrote:", .from = "Jo Fen <>"},
    {.name = "name first", .head = "Jo Fen <jo@x.example> wrote on 4 Mar 2026 at 10:14:"},
    {.name = "Lotus Notes", .head = "Jo Fen <jo@x.example> wrote on 04/03/2026 10:14:00:"},
    {.name = "Welsh", .head = "Ar Mer, 4 Maw 2026 am 10:14, ysgrifennodd Jo Fen <jo@x.example>:"},
    {.name = "Welsh, verb last",
     .head = "Ar 4 Mawrth 2026 am 10:14, Jo Fen <jo@x.example> ysgrifennodd:"},
    {.name = "German", .head = "Am Mi., 4. März 2026 um 10:14 Uhr schrieb Jo Fen <jo@x.example>:"},
    {.name = "German, Apple", .head = "Am 04.03.2026 um 10:14 schrieb Jo Fen <jo@x.example>:"},
    {.name = "French", .head = "Le mer. 4 mars 2026 à 10:14, Jo Fen <jo@x.example> a écrit :"},
    {.name = "Spanish",
     .head = "El mié, 4 mar 2026 a las 10:14, Jo Fen (<jo@x.example>) escribió:"},
    {.name = "Portuguese",
     .head = "Em qua., 4 de mar. de 2026 às 10:14, Jo Fen <jo@x.example> escreveu:"},
    {.name = "Italian",
     .head = "Il giorno mer 4 mar 2026 alle ore 10:14 Jo Fen <jo@x.example> ha scritto:"},
    {.name = "Dutch", .head = "Op wo 4 mrt 2026 om 10:14 schreef Jo Fen <jo@x.example>:"},
    {.name = "Swedish", .head = "Den ons 4 mars 2026 kl 10:14 skrev Jo Fen <jo@x.example>:"},
    {.name = "Danish", .head = "Den ons. 4. mar. 2026 kl. 10.14 skrev Jo Fen <jo@x.example>:"},
    {.name = "Norwegian", .head = "ons. 4. mars 2026 kl. 10:14 skrev Jo Fen <jo@x.example>:"},
    {.name = "Finnish", .head = "ke 4. maalisk. 2026 klo 10.14 Jo Fen (jo@x.example) kirjoitti:"},
    {.name = "Polish", .head = "śr., 4 mar 2026 o 10:14 Jo Fen <jo@x.example> napisał(a):"},
    {.name = "Czech", .head = "st 4. 3. 2026 v 10:14 odesílatel Jo Fen <jo@x.example> napsal:"},
    {.name = "Slovak", .head = "st 4. 3. 2026 o 10:14 Jo Fen <jo@x.example> napísal(a):"},
    {.name = "Hungarian",
     .head = "Jo Fen <jo@x.example> ezt írta (időpont: 2026. márc. 4., Sze, 10:14):"},
    {.name = "Romanian", .head = "mie., 4 mar. 2026 la 10:14, Jo Fen <jo@x.example> a scris:"},
    {.name = "Turkish",
     .head = "Jo Fen <jo@x.example>, 4 Mar 2026 Çar, 10:14 tarihinde şunu yazdı:"},
    {.name = "Russian", .head = "ср, 4 мар. 2026 г. в 10:14, Jo Fen <jo@x.example>:"},
    {.name = "Ukrainian", .head = "ср, 4 бер. 2026 р. о 10:14 Jo Fen <jo@x.example> пише:"},
    {.name = "Greek", .head = "Στις Τετ 4 Μαρ 2026 στις 10:14, ο/η Jo Fen <jo@x.example> έγραψε:"},
    /* blocks */
    {.name = "Outlook",
     .head = "From: Jo Fen <jo@x.example>\nSent: 04 March 2026 10:14\nTo: Desk "
             "<d@x.example>\nSubject: C"},
    {.name = "Outlook on the web",
     .head = "________________________________\nFrom: Jo Fen "
             "<jo@x.example>\nSent: Wednesday, 4 March 2026 10:14\nTo: "
             "Desk\nSubject: C"},
    {.name = "Outlook, bold in text",
     .head =
         "*From:* Jo Fen <jo@x.example>\n*Sent:* 04 March 2026 10:14\n*To:* Desk\n*Subject:* C"},
    {.name = "Outlook 2003",
     .head = "-----Original Message-----\nFrom: Jo Fen [mailto:jo@x.example] "
             "\nSent: 04 March 2026 10:14\nTo: Desk\nSubject: C"},
    {.name = "Outlook for Mac, block",
     .head = "From: Jo Fen <jo@x.example>\nDate: Wednesday, 4 March 2026 at "
             "10:14\nTo: Desk <d@x.example>\nSubject: C"},
    {.name = "Exchange, with more in it",
     .head = "From: Jo Fen <jo@x.example>\nSent: 04 March 2026 10:14\nTo: Desk\nCc: Ann; Bob\n"
             "Subject: C\nImportance: High\nSensitivity: Confidential"},
    {.name = "another order",
     .head = "To: Desk <d@x.example>\nSubject: C\nFrom: Jo Fen <jo@x.example>\nDate: 4 March 2026 "
             "10:14"},
    {.name = "Outlook, old, no address",
     .head = "From: Jo Fen\nSent: 04 March 2026 10:14\nTo: Desk\nSubject: C",
     .from = "Jo Fen <>"},
    {.name = "Lotus Notes, block",
     .head = "----- Forwarded by Ann Ode/Oakfield on 05/03/2026 09:00 -----\n\n"
             "From: Jo Fen <jo@x.example>\nTo: Desk\nDate: 04/03/2026 "
             "10:14\nSubject: C"},
    {.name = "Gmail forward",
     .head = "---------- Forwarded message ---------\nFrom: Jo Fen <jo@x.example>\nDate: "
             "Wed, 4 Mar 2026 at "
             "10:14\nSubject: C\nTo: <d@x.example>"},
    {.name = "Apple forward",
     .head = "Begin forwarded message:\n\nFrom: Jo Fen <jo@x.example>\nSubject: C\n"
             "Date: 4 March 2026 at 10:14:00 GMT\nTo: d@x.example"},
    {.name = "Thunderbird forward",
     .head =
         "-------- Forwarded Message --------\nSubject: C\nDate: Wed, 4 Mar 2026 10:14:00 +0000\n"
         "From: Jo Fen <jo@x.example>\nTo: d@x.example"},
    {.name = "Yahoo forward",
     .head = "----- Forwarded message -----\nFrom: Jo Fen <jo@x.example>\nTo: d@x.example\n"
             "Sent: Wednesday 4 March 2026 at 10:14:00 GMT\nSubject: C"},
    {.name = "Android",
     .head = "-------- Original message --------\nFrom: Jo Fen <jo@x.example>\nDate: "
             "04/03/2026 10:14 (GMT+00:00)\nTo: d@x.example\nSubject: C"},
    {.name = "Welsh block",
     .head = "Oddi wrth: Jo Fen <jo@x.example>\nAnfonwyd: 04 Mawrth 2026 10:14\nAt: "
             "Desk <d@x.example>\nPwnc: C"},
    {.name = "Welsh forward",
     .head = "---------- Neges wedi'i hanfon ymlaen ---------\nOddi wrth: Jo Fen "
             "<jo@x.example>\nDyddiad: Mer, 4 Maw 2026 am 10:14\nPwnc: C\nAt: "
             "<d@x.example>"},
    {.name = "German block",
     .head = "Von: Jo Fen <jo@x.example>\nGesendet: Mittwoch, 4. März 2026 "
             "10:14\nAn: Desk\nBetreff: C"},
    {.name = "French block",
     .head = "De : Jo Fen <jo@x.example>\nEnvoyé : mercredi 4 mars 2026 10:14\nÀ : "
             "Desk\nObjet : C"},
    {.name = "Spanish block",
     .head = "De: Jo Fen <jo@x.example>\nEnviado el: miércoles, 4 de marzo de 2026 "
             "10:14\nPara: Desk\nAsunto: C"},
    {.name = "Italian block",
     .head = "Da: Jo Fen <jo@x.example>\nInviato: mercoledì 4 marzo 2026 10:14\nA: "
             "Desk\nOggetto: C"},
    {.name = "Dutch block",
     .head = "Van: Jo Fen <jo@x.example>\nVerzonden: woensdag 4 maart 2026 "
             "10:14\nAan: Desk\nOnderwerp: C"},
    {.name = "Polish block",
     .head = "Od: Jo Fen <jo@x.example>\nWysłano: środa, 4 marca 2026 10:14\nDo: Desk\nTemat: C"},
    {.name = "Romanian block",
     .head = "De la: Jo Fen <jo@x.example>\nTrimis: miercuri, 4 martie 2026 "
             "10:14\nCătre: Desk\nSubiect: C"},
    {.name = "Portuguese block",
     .head = "De: Jo Fen <jo@x.example>\nEnviada: quarta-feira, 4 de março de 2026 "
             "10:14\nPara: Desk\nAssunto: C"},
    {.name = "Czech block",
     .head = "Od: Jo Fen <jo@x.example>\nOdesláno: středa 4. března 2026 10:14\nKomu: "
             "Desk\nPředmět: C"},
    {.name = "Hungarian block",
     .head = "Feladó: Jo Fen <jo@x.example>\nElküldve: 2026. március 4., szerda "
             "10:14\nCímzett: Desk\nTárgy: C"},
    {.name = "Greek block",
     .head = "Από: Jo Fen <jo@x.example>\nΣτάλθηκε: Τετάρτη, 4 Μαρτίου 2026 10:14\nΠρος: "
             "Desk\nΘέμα: C"},
};

static guint lines_of(const char *text)
{
    guint count = 1;
    for (; *text; text++)
        count += *text == '\n' ? 1 : 0;
    return count;
}

/* The head alone: all its lines, its person, its date. */
static void test_head(gconstpointer data)
{
    const Row *row = data;
    g_autofree char *text = g_strconcat(row->head, "\n\n> old words\n", NULL);
    g_autoptr(GArray) lines = mail_lines_new(text);
    g_autoptr(MailRecord) record = mail_record_new();
    MailHead head = {0};
    MailAddress person;
    g_assert_true(mail_head_at(lines, 0, &head));
    g_assert_cmpuint(head.last + 1, ==, lines_of(row->head));
    mail_envelope_person(record, head.from, NULL, &person);
    g_autofree char *from = g_strdup_printf("%s <%s>", person.name, person.address);
    g_assert_cmpstr(from, ==, row->from ? row->from : "Jo Fen <jo@x.example>");
    g_assert_cmpint(mail_date_written(head.date, WHEN), ==, WHEN);
    mail_head_clear(&head);
}

/* Below words in a reply, without a mark on the old ones: the words are new, the rest is not. */
static void test_reply(gconstpointer data)
{
    const Row *row = data;
    g_autofree char *mail =
        g_strconcat(MAIL, "We agree.\n\nAnn\n\n", row->head, "\n\nold words\n\nmore\n", NULL);
    g_autoptr(MailRecord) record = mail_read(mail, strlen(mail), NULL);
    g_assert_cmpstr(record->text_new, ==, "We agree.\n\nAnn");
    g_assert_true(strcasestr(row->head, "forward") || strstr(row->head, "ymlaen") ||
                  record->forwarded->len == 0);
    g_assert_nonnull(strstr(record->text_quoted, "old words"));
    g_assert_nonnull(strstr(record->text_quoted, "more"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    mail_read_init();
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *head = g_strconcat("/mail/heads/read/", rows[i].name, NULL);
        g_autofree char *reply = g_strconcat("/mail/heads/reply/", rows[i].name, NULL);
        g_test_add_data_func(head, &rows[i], test_head);
        g_test_add_data_func(reply, &rows[i], test_reply);
    }
    return g_test_run();
}
