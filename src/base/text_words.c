/* text_words: looks for names in what people write. 'Marsh' stands in "Mr Marsh, 12 March" and not in "Ms Marshall": a part of a
 * word is another word. Compares folded text, so neither case nor punctuation nor line ends count. Fails never. */
#include "text_words.h"
#include "text.h"
#include <string.h>

gboolean text_has_folded(const char *folded, const char *words)
{
    gsize length = strlen(words);
    for (const char *at = folded; length > 0 && (at = strstr(at, words)) != NULL; at++)
        if ((at == folded || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
            return TRUE;
    return FALSE;
}

gboolean text_has_words(const char *folded, const char *words)
{
    g_autofree char *wanted = text_fold(words);
    return text_has_folded(folded, wanted);
}

const char *text_surname(const char *name)
{
    const char *space = strrchr(name, ' ');
    return space != NULL ? space + 1 : name;
}
