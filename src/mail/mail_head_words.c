/* mail_head_words: tables of words, and nothing else.
 *
 * Which program writes what in which language is a fact of the world that changes without notice; it
 * is kept here as tables, apart from the rules that use it (mail_heads.c, mail_quote.c). Labels are
 * looked up whole, in one hash; phrases by substring, in lower case. A word missing here shows as
 * quoted text taken for new text: seen, never lost. */
#include "mail_head_words.h"
#include "text.h"
#include <string.h>

#define LABEL_BYTES 40u
#define PHRASE_BYTES 400u
#define PARAGRAPH_BYTES 1000u

typedef struct {
    HeadField field;
    const char *labels; /* folded, separated by '|' */
} Labels;

static const Labels label_table[] = {
    {HEAD_FROM,
     "from|von|de|da|van|oddi wrth|gan|från|fra|od|от|от "
     "кого|kimden|gönderen|feladó|lähettäjä|mittente|"
     "expéditeur|remitente|nadawca|de la|expeditorul|expeditor|avsender|afsender|absender|"
     "від|差出人|发件人|寄件者|보낸 사람|מאת|من|από|odesílatel|odosielateľ|šalje|siuntėjas"},
    {HEAD_DATE,
     "date|message du|sent|gesendet|datum|anfonwyd|dyddiad|στάλθηκε|отправлен|envoyé|envoyé "
     "le|enviado|enviado el|enviada|enviada "
     "em|fecha|"
     "data|inviato|verzonden|skickat|dato|sendt|wysłano|dátum|dátum:|päivämäärä|lähetetty|"
     "tarih|gönderildi|gönderilme tarihi|дата|отправлено|надіслано|küldve|elküldve|trimis|"
     "dată|odesláno|odoslané|poslano|date d'envoi|日期|发送时间|日時|送信日時|날짜|보낸 "
     "날짜|ημερομηνία"},
    {HEAD_TO,
     "to|an|à|a|para|aan|til|at|till|do|кому|kime|alıcı|címzett|vastaanottaja|destinatario|"
     "destinatarul|către|adresat|destinataire|pour|komu|pro|za|prima|收件人|宛先|받는 "
     "사람|προς|כבוד|"
     "отримувач|dla"},
    {HEAD_CC, "cc|kopie|copi|copi at|copie|copie à|kopia|kopi|kópia|másolat|másolatot "
              "kap|kopio|dw|do wiadomości|bilgi|"
              "копия|копія|copia|kopija|抄送|참조|c.c.|ccn|bcc|cci"},
    {HEAD_SUBJECT,
     "subject|pwnc|testun|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|"
     "tytuł|"
     "předmět|predmet|тема|konu|tárgy|aihe|subiect|subiectul|主题|件名|제목|θέμα|título|re|betr"},
    {HEAD_OTHER,
     "importance|wichtigkeit|priority|sensitivity|reply-to|reply to|attachments|anlagen|"
     "pièces jointes|antwort an|risposta|rispondi a|organization|newsgroups|message-id|"
     "categories|thread-topic|security|classification|on behalf of|resent-from|resent-to"},
};

static const char *const forward_words[] = {
    "forwarded message",
    "begin forwarded",
    "anfon ymlaen",
    "anfonwyd ymlaen",
    "forwarded by",
    "forwarded mail",
    "videresend",
    "weitergeleitet",
    "reenviad",
    "transféré",
    "réexpédié",
    "inoltrat",
    "välitet",
    "edelleenlähe",
    "továbbít",
    "przekazywan",
    "przekazan",
    "reencaminhad",
    "encaminhad",
    "redirecțion",
    "vidarebefordr",
    "ileti başlangıcı",
    "i̇leti başlangıcı",
    "iletilen ileti",
    "i̇letilen i̇leti",
    "iletilmiş",
    "doorgestuurd",
    "přeposlan",
    "preposlan",
    "пересыл",
    "переадрес",
    "转发",
    "轉寄",
    "転送",
    "전달",
};

static const char *const original_words[] = {
    "original message",
    "original appointment",
    "neges wreiddiol",
    "original-nachricht",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht",
    "originalmeddelande",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "oprindelig besked",
    "opprinnelig melding",
    "oryginalna wiadomość",
    "wiadomość oryginalna",
    "исходное сообщение",
    "původní zpráva",
    "pôvodná správa",
    "alkuperäinen viesti",
    "eredeti üzenet",
    "mesaj original",
    "özgün ileti",
    "orijinal mesaj",
    "reply message",
    "原始邮件",
    "元のメッセージ",
};

static const char *const verbs[] = {
    "wrote",   "writes",    "ysgrifennodd", "έγραψε",   "napsal",     "schrieb", "geschrieben",
    "a écrit", "escribió",  "escribio",     "escreveu", "ha scritto", "schreef", "geschreven",
    "skrev",   "kirjoitti", "napisał",      "napisal",  "napísal",    "napisao", "написал",
    "написав", "пишет",     "пише",         "ezt írta", "írta",       "yazdı",   "a scris",
    "rašė",    "写道",      "寫道",         "のメール", "작성",
};

static const char *const fillers =
    "|uhr|um|kl|klo|om|odesílatel|ο/η|użytkownik|użytkowniczka|pan|pani|időpontban|"
    "tarihinde|пользователь|користувач|el|le|"
    "the|hrs|am|pm|bst|gmt|utc|cet|cest|";

static const char *const sent_from[] = {
    "sent from my ",
    "sent from mail",
    "sent from outlook",
    "sent from yahoo",
    "sent from samsung",
    "sent from gmail",
    "sent from proton",
    "sent from an ",
    "sent from aol",
    "sent from the ",
    "sent via ",
    "sent with ",
    "sent using ",
    "get outlook for",
    "get outlook ",
    "envoyé de mon",
    "envoyé depuis",
    "envoyé à partir",
    "télécharger outlook",
    "von meinem ",
    "gesendet von ",
    "gesendet mit",
    "enviado desde",
    "enviado do meu",
    "enviado de meu",
    "inviato da ",
    "verzonden vanaf",
    "verstuurd vanaf",
    "skickat från",
    "sendt fra ",
    "lähetetty ",
    "wysłane z",
    "odesláno z",
    "отправлено с",
    "надіслано з",
    "this e-mail was sent from my",
    "telefonumdan gönderildi",
};

static const char *const answers_below[] = {
    "in red",          "in blue",
    "in green",        "in purple",
    "in bold",         "in colour",
    "in color",        "in capitals",
    "highlighted",     "in-line",
    "inline",          "in line with your",
    "answers below",   "answers are below",
    "comments below",  "comments are below",
    "responses below", "response below",
    "replies below",   "reply below",
    "answered below",  "responded below",
    "my answers",      "my comments",
    "my responses",    "mewn coch",
    "mewn glas",       "atebion isod",
    "sylwadau isod",   "in rot",
    "en rouge",        "en rojo",
    "in rosso",        "in rood",
    "na czerwono",
};

/* Nobody begins a paragraph of his own so. */
static const char *const disclaimers[] = {
    "confidentiality notice",
    "confidentiality:",
    "privacy and confidentiality",
    "disclaimer",
    "legal disclaimer",
    "email disclaimer",
    "if you are not the intended recipient",
    "if you have received this",
    "click here to report this",
    "please consider the environment",
    "please think before you print",
    "before printing this",
    "any views or opinions",
    "the views expressed",
    "the information contained in this",
    "the information transmitted",
    "virus-free. www.",
    "virus-free.www.",
    "ymwadiad",
    "hysbysiad cyfrinachedd",
};

/* With one of the words below it is one. */
static const char *const likely_disclaimers[] = {
    "this message and any",   "this email and any",   "this e-mail and any",
    "this email (and",        "this e-mail (and",     "this email, including",
    "this e-mail, including", "this message (and",    "this email and the",
    "this e-mail and the",    "this transmission is", "this email, its contents",
};

/* A letter may begin so as well: two of the words below must follow. */
static const char *const perhaps_disclaimers[] = {
    "this message",
    "this email",
    "this e-mail",
    "this transmission",
    "this communication",
    "this electronic",
    "this correspondence",
    "the information in this",
    "the contents of this",
    "important notice:",
    "important:",
    "warning:",
    "notice:",
    "privacy notice",
    "before printing",
    "internet communications",
    "internet email",
    "internet e-mail",
    "all email",
    "all emails",
    "all e-mail",
    "emails sent",
    "email sent",
    "e-mails sent",
    "please note that emails",
    "we may monitor",
    "although this",
    "whilst this",
    "while this",
    "you should carry out",
    "mae'r neges",
    "mae’r neges",
    "mae'r e-bost",
    "mae’r e-bost",
    "bwriedir y",
    "gall y neges",
    "gall yr e-bost",
    "diese e-mail",
    "diese nachricht",
    "ce message",
    "ce courriel",
    "este mensaje",
    "este correo",
    "esta mensagem",
    "questo messaggio",
    "questa e-mail",
    "dit bericht",
    "deze e-mail",
    "ta wiadomość",
};

static const char *const of_disclaimers[] = {
    "confidential",
    "intended recipient",
    "intended for the",
    "intended solely",
    "intended only",
    "privileged",
    "disclaimer",
    "monitored",
    "virus",
    "scanned",
    "unauthorised",
    "unauthorized",
    "legally binding",
    "not the addressee",
    "freedom of information",
    "data protection",
    "personal data",
    "in error",
    "secure means of",
    "copyright",
    "yfrinach",
    "erbynnydd",
    "vertraulich",
    "empfänger",
    "confidentiel",
    "destinat",
    "confidencial",
    "riservat",
    "vertrouwelijk",
    "geadresseerde",
    "poufn",
    "adresat",
};

/* What a mail system puts above what it lets in. */
static const char *const banners[] = {
    "caution:",
    "caution - ",
    "[external",
    "external email",
    "external sender",
    "external message",
    "*external*",
    "warning:",
    "this message originated outside",
    "this email originated outside",
    "this email originated from outside",
    "this message originated from outside",
    "this email has originated from outside",
    "this message was sent from outside",
    "this email was sent from outside",
    "this email came from outside",
    "you don't often get email from",
    "you don’t often get email from",
    "some people who received this message",
    "rhybudd:",
};

static const char *const of_banners[] = {
    "outside", "external", "often get email", "who received this message", "allanol",
};

/* Whole lines: how what is below must be kept. */
static const char *const markings =
    "|official|official sensitive|official-sensitive|official - sensitive|official: sensitive|"
    "official sensitive: personal|official-sensitive: personal|classification: official|"
    "classification: official sensitive|classification: official-sensitive|not protectively marked|"
    "protective marking: official|swyddogol|swyddogol sensitif|external email|";

static const char *const closings =
    "|regards|kind regards|kindest regards|best regards|warm regards|with kind regards|with "
    "regards|"
    "many regards|best wishes|with best wishes|best|kind wishes|many thanks|thanks|thank "
    "you|thanks again|"
    "many thanks in advance|thanks in advance|thank you in advance|thanks and regards|thanks and "
    "kind regards|"
    "yours|yours sincerely|yours faithfully|yours truly|sincerely|cheers|all the best|"
    "many thanks and kind regards|thank you and kind regards|with thanks|kr|br|";

static const char *const reply_prefixes =
    "|re|aw|sv|antw|antwort|rif|r|res|odp|vá|ynt|回复|答复|ref|hej|vst|";
static const char *const forward_prefixes =
    "|fw|fwd|wg|tr|i|rv|enc|doorst|vl|vb|vs|pd|továbbítás|ilt|转发|fs|";

static GHashTable *label_hash; /* folded label → HeadField; read only once made */

void mail_head_words_init(void)
{
    static gsize done = 0;
    if (!g_once_init_enter(&done))
        return;
    label_hash = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(label_table); i++) {
        g_auto(GStrv) labels = g_strsplit(label_table[i].labels, "|", -1);
        for (guint j = 0; labels[j]; j++)
            g_hash_table_insert(label_hash, g_steal_pointer(&labels[j]),
                                GUINT_TO_POINTER(label_table[i].field));
    }
    g_once_init_leave(&done, 1);
}

/* Lower case into `out`; FALSE if it does not fit. */
static gboolean lower(const char *text, gsize length, char *out, gsize room)
{
    if (length >= room)
        return FALSE;
    gboolean ascii = TRUE;
    for (gsize i = 0; i < length; i++) {
        ascii &= (guchar)text[i] < 0x80;
        out[i] = g_ascii_isupper(text[i]) ? (char)(text[i] | 0x20) : text[i];
    }
    out[length] = '\0';
    if (ascii)
        return TRUE;
    g_autofree char *folded = g_utf8_strdown(text, (gssize)length);
    return g_strlcpy(out, folded, room) < room;
}

/* As much of it as fits, without marks in front. */
static gboolean lower_beginning(const char *text, char out[PARAGRAPH_BYTES])
{
    text += strspn(text, "*_ ");
    return lower(text, text_cut(text, strlen(text), PARAGRAPH_BYTES / 2), out, PARAGRAPH_BYTES);
}

static gboolean begins_with_one(const char *text, const char *const *phrases, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_str_has_prefix(text, phrases[i]))
            return TRUE;
    return FALSE;
}

/* Is the word one of a list "|a|b|"? */
static gboolean listed(const char *list, const char *word)
{
    gsize length = strchr(word, '|') ? 0 : strlen(word);
    for (const char *p = strstr(list, word); p && length > 0; p = strstr(p + 1, word))
        if (p[-1] == '|' && p[length] == '|')
            return TRUE;
    return FALSE;
}

HeadField mail_head_field(const char *label, gsize length)
{
    char folded[LABEL_BYTES];
    mail_head_words_init();
    if (!lower(label, length, folded, sizeof folded))
        return HEAD_NONE;
    return (HeadField)GPOINTER_TO_UINT(g_hash_table_lookup(label_hash, folded));
}

gboolean mail_head_says_forward(const char *text)
{
    char folded[PHRASE_BYTES];
    return lower(text, strlen(text), folded, sizeof folded) &&
           text_holds_one(folded, forward_words, G_N_ELEMENTS(forward_words));
}

gboolean mail_head_says_original(const char *text)
{
    char folded[PHRASE_BYTES];
    return lower(text, strlen(text), folded, sizeof folded) &&
           text_holds_one(folded, original_words, G_N_ELEMENTS(original_words));
}

gboolean mail_head_ends_attribution(const char *text)
{
    char folded[PHRASE_BYTES];
    return lower(text, strlen(text), folded, sizeof folded) &&
           text_holds_one(folded, verbs, G_N_ELEMENTS(verbs));
}

gboolean mail_head_is_filler(const char *word)
{
    char folded[LABEL_BYTES];
    return lower(word, strlen(word), folded, sizeof folded) && listed(fillers, folded);
}

gboolean mail_head_says_sent_from(const char *line)
{
    char folded[100];
    return lower(line, strlen(line), folded, sizeof folded) &&
           begins_with_one(folded, sent_from, G_N_ELEMENTS(sent_from));
}

/* Letters a person may write much of; without a limit, once for a mail at most. */
static gboolean mentions(const char *text, const char *const *phrases, gsize count)
{
    g_autofree char *folded = g_utf8_strdown(text, -1);
    return text_holds_one(folded, phrases, count);
}

gboolean mail_head_says_answers(const char *text)
{
    return mentions(text, answers_below, G_N_ELEMENTS(answers_below));
}

gboolean mail_head_says_bold(const char *text)
{
    static const char *const bold[] = {"in bold", "bold type", "mewn print trwm"};
    return mentions(text, bold, G_N_ELEMENTS(bold));
}

gboolean mail_head_says_disclaimer(const char *paragraph)
{
    char folded[PARAGRAPH_BYTES];
    if (!lower_beginning(paragraph, folded))
        return FALSE;
    guint said = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(of_disclaimers); i++)
        said += strstr(folded, of_disclaimers[i]) ? 1 : 0;
    return begins_with_one(folded, disclaimers, G_N_ELEMENTS(disclaimers)) ||
           (begins_with_one(folded, likely_disclaimers, G_N_ELEMENTS(likely_disclaimers)) &&
            said >= 1) ||
           (begins_with_one(folded, perhaps_disclaimers, G_N_ELEMENTS(perhaps_disclaimers)) &&
            said >= 2);
}

gboolean mail_head_says_banner(const char *paragraph)
{
    char folded[PARAGRAPH_BYTES];
    return lower_beginning(paragraph, folded) &&
           begins_with_one(folded, banners, G_N_ELEMENTS(banners)) &&
           text_holds_one(folded, of_banners, G_N_ELEMENTS(of_banners));
}

gboolean mail_head_is_marking(const char *line)
{
    char folded[64];
    gsize start = strspn(line, "[(* "), length = strlen(line + start);
    while (length > 0 && strchr("])*. ", line[start + length - 1]))
        length--;
    return lower(line + start, length, folded, sizeof folded) && listed(markings, folded);
}

gboolean mail_head_says_closing(const char *line, gsize length)
{
    char folded[64];
    while (length > 0 && strchr(" \t\r,.!*_", line[length - 1]))
        length--;
    return length < sizeof folded && lower(line, length, folded, sizeof folded) &&
           listed(closings, folded);
}

SubjectPrefix mail_head_prefix(const char *subject)
{
    char folded[24];
    while (*subject == ' ' || *subject == '[') {
        const char *close = *subject == '[' ? strchr(subject, ']') : subject;
        if (!close)
            return PREFIX_NONE;
        subject = close + 1;
    }
    gsize length = strcspn(subject, ":[( ");
    gsize end = length + strspn(subject + length, "[]()0123456789 ");
    if (subject[end] != ':' && strncmp(subject + end, "：", strlen("：")) != 0)
        return PREFIX_NONE;
    if (!lower(subject, length, folded, sizeof folded))
        return PREFIX_NONE;
    if (listed(reply_prefixes, folded))
        return PREFIX_REPLY;
    return listed(forward_prefixes, folded) ? PREFIX_FORWARD : PREFIX_NONE;
}
