/* A defect for the crash tests to find (seeded.t): a ledger that neither looks for a message it has
 * nor minds a second row of it. The schema loses its UNIQUE, and what searches the ledger by a
 * message's identity finds nothing. */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static void blank(char *sql, const char *word)
{
    for (char *at = sql; (at = strstr(at, word)) != NULL;)
        memset(at, ' ', strlen(word));
}

static void spoil(char *sql)
{
    static const char *const tests[] = {"spool_name = ?", "sha256 = ?", "message_id = ?",
                                        "content_digest = ?"};
    static const char never[] = "0 & (?='')";
    if (strstr(sql, "CREATE TABLE ledger") != NULL || strstr(sql, "ledger_identity") != NULL)
        blank(sql, "UNIQUE");
    if (strstr(sql, "FROM ledger") == NULL)
        return;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        char *at = strstr(sql, tests[i]);
        if (at == NULL)
            continue;
        if (at - sql >= 2 && at[-1] == '.') /* "l.sha256" */
            at[-1] = at[-2] = ' ';
        memset(at, ' ', strlen(tests[i]));
        memcpy(at, never, strlen(never));
    }
}

typedef int Row(void *user, int columns, char **values, char **names);

int sqlite3_exec(sqlite3 *db, const char *sql, Row *row, void *user, char **error)
{
    int (*next)(sqlite3 *, const char *, Row *, void *, char **);
    *(void **)&next = dlsym(RTLD_NEXT, "sqlite3_exec");
    char *copy = strdup(sql);
    spoil(copy);
    int code = next(db, copy, row, user, error);
    free(copy);
    return code;
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int length, unsigned flags,
                       sqlite3_stmt **statement, const char **rest)
{
    int (*next)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
    *(void **)&next = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
    char *copy = strdup(sql);
    spoil(copy);
    int code = next(db, copy, length, flags, statement, NULL); /* nobody here asks for the rest */
    free(copy);
    return code;
}
