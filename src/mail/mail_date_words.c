/* mail_date_words: tables of months and time zones, and nothing else.
 *
 * A name ending in '*' stands for all words that begin so, for languages that bend their months. Names
 * that mean two months in two languages (listopad, srpen) are those of the larger one; zones that
 * mean several (IST, CST of China) are left out: such a time is then taken for English local time, as one
 * without any zone is. Never fails. */
#include "mail_date_words.h"
#include <string.h>

#define WORD_BYTES 40u

/* English, Welsh, German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian, Finnish, Polish, Czech and Slovak,
 * Hungarian, Romanian, Turkish, Russian, Ukrainian, Greek. */
static const char *const months[] = {
    "|jan*|ionawr|ion|jän*|ene*|gen|gennaio|tammik*|tammi|sty*|led|ledna|leden|ian*|oca*|янв*|січ*|"
    "ιαν*|",
    "|feb*|chwefror|chwef|chw|fév*|fev*|helmi*|lut*|úno*|şub*|фев*|лют*|φεβ*|",
    "|mar|march|mars|marts|mrt|maart|maalis*|mawrth|fawrth|maw|mär*|marzo|março|mrz|marzec|marca|"
    "marec|bře*|már*|martie|мар*|бер*|μαρ*|mart|",
    "|apr*|ebrill|ebr|avr*|abr*|huhti*|kwi*|dub*|áp*|nis*|апр*|апрел*|кві*|απρ*|",
    "|may|mai|maí|mayo|maio|mei|maj|maja|maggio|mag|touko*|kvě*|máj*|mayıs|май|мая|тра*|μαΐ*|μάι*|"
    "μαι*|",
    "|jun*|june|mehefin|meh|juin|giu*|kesä*|cze|czerwca|czerwiec|čvn|června|červen|jún*|iun*|haz*|"
    "июн*|чер*|"
    "ιουν*|",
    "|jul*|july|gorffennaf|gorff|gor|juil*|lug*|heinä*|lip|lipca|lipiec|čvc|července|červenec|júl*|"
    "iul*|tem*|"
    "июл*|лип*|ιουλ*|",
    "|aug*|awst|aws|août|aoû|ago*|elo|elok*|sie|sierpnia|sierpień|srp*|ağu*|авг*|сер*|αυγ*|",
    "|sep*|medi|fedi|med|set|sett*|setembro|syys*|wrz*|zář*|szept*|eyl*|сен*|вер*|σεπ*|",
    "|oct*|okt*|hydref|hyd|out|outubro|ott*|loka*|paź*|říj*|eki*|окт*|жов*|οκτ*|",
    "|nov*|tachwedd|dachwedd|tach|marras*|lis|listopad*|noi*|noe*|kas|kasım|ноя*|нояб*|νοε*|",
    "|dec*|rhagfyr|rhag|dez*|déc*|dic*|joulu*|gru*|pro|prosin*|ara|aralık|дек*|гру*|δεκ*|",
};

typedef struct {
    const char *name;
    int minutes;
} Zone;

static const Zone zones[] = {
    {"gmt", 0},    {"utc", 0},    {"z", 0},      {"wet", 0},    {"bst", 60},   {"west", 60},
    {"cet", 60},   {"mez", 60},   {"seč", 60},   {"hnec", 60},  {"cest", 120}, {"mesz", 120},
    {"selč", 120}, {"haec", 120}, {"eet", 120},  {"oez", 120},  {"eest", 180}, {"oesz", 180},
    {"msk", 180},  {"мск", 180},  {"trt", 180},  {"est", -300}, {"edt", -240}, {"cdt", -300},
    {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
};

/* Lower case, without a full stop at the end; "" if it is too long for any of the names. */
static void fold(const char *word, gsize length, char *out)
{
    *out = '\0';
    while (length > 0 && word[length - 1] == '.')
        length--;
    if (length == 0 || length >= WORD_BYTES || memchr(word, '|', length) ||
        memchr(word, '*', length))
        return;
    g_autofree char *folded = g_utf8_strdown(word, (gssize)length);
    if (strlen(folded) < WORD_BYTES)
        strcpy(out, folded);
}

/* Is the word one of "|name|beginning*|"? */
static gboolean is_listed(const char *list, const char *word)
{
    gsize length = strlen(word);
    for (const char *p = list + 1; *p;) {
        gsize name = strcspn(p, "|");
        gboolean open = p[name - 1] == '*';
        if (open ? length >= name - 1 && memcmp(p, word, name - 1) == 0
                 : length == name && memcmp(p, word, name) == 0)
            return TRUE;
        p += name + 1;
    }
    return FALSE;
}

int mail_date_month(const char *word, gsize length)
{
    char folded[WORD_BYTES];
    fold(word, length, folded);
    for (gsize i = 0; *folded && i < G_N_ELEMENTS(months); i++)
        if (is_listed(months[i], folded))
            return (int)i + 1;
    return 0;
}

gboolean mail_date_zone(const char *word, gsize length, int *minutes_out)
{
    char folded[WORD_BYTES];
    fold(word, length, folded);
    for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
        if (g_str_equal(zones[i].name, folded)) {
            *minutes_out = zones[i].minutes;
            return TRUE;
        }
    }
    return FALSE;
}
