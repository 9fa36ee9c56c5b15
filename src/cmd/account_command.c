/* casegate account: who may sign in at the desk, where the council has no sign-on of its own.
 *
 * The password is typed twice without being shown, or is the first line of what is piped in. It is never an argument, where
 * every user of the machine would see it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "columns.h"
#include "command_table.h"
#include "desk_password.h"
#include "desk_who.h"
#include "error.h"
#include "json_out.h"
#include "options.h"
#include "secret.h"
#include "site_place.h"
#include "text.h"

#define LOGIN_BYTES 64
#define CALLED_LIMIT 80u

typedef struct {
    CommandLine *line;
    Ruleset *rules;
    Store *store;
    char *role, *agency, *called;
    const char *login;
    char *password;
} Turn;

static void turn_clear(Turn *turn)
{
    g_clear_pointer(&turn->store, store_close);
    g_clear_pointer(&turn->rules, ruleset_free);
    g_free(turn->role);
    g_free(turn->agency);
    g_free(turn->called);
    secret_wipe(turn->password);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Turn, turn_clear)

/* ---- the password ---- */

static char *read_line(void)
{
    char buffer[DESK_PASSWORD_MOST * 2];
    if (!fgets(buffer, sizeof buffer, stdin))
        return NULL;
    buffer[strcspn(buffer, "\r\n")] = '\0';
    char *text = g_strdup(buffer);
    explicit_bzero(buffer, sizeof buffer);
    return text;
}

static char *read_hidden(const char *prompt)
{
    struct termios before, silent;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return read_line();
    silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    fprintf(stderr, "%s: ", prompt);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    char *text = read_line();
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return text;
}

static gboolean read_password(Turn *turn, int *exit_out)
{
    gboolean typed = isatty(STDIN_FILENO);
    turn->password = typed ? read_hidden("New password") : read_line();
    const char *fault = turn->password ? desk_password_fault(turn->password, turn->login)
                                       : "there is no password to be read";
    char *again = typed && !fault ? read_hidden("The same again") : NULL;
    if (typed && !fault && g_strcmp0(again, turn->password) != 0)
        fault = "the two are not the same: nothing was changed";
    secret_wipe(again);
    if (fault)
        fprintf(stderr, "casegate: %s\n", fault);
    *exit_out = EXIT_DATA;
    return fault == NULL;
}

/* ---- the account ---- */

/* A change in the same second is another one: sessions of before end. */
static gboolean put(Turn *turn, AccountRow *account, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    account->changed = MAX(account->changed + 1, instant_now());
    if (store_begin(turn->store, &error) && store_account_put(turn->store, account, &error) &&
        store_commit(turn->store, &error))
        return TRUE;
    *exit_out = command_fail(error);
    return FALSE;
}

static gboolean set_password(Turn *turn, AccountRow *account, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    if (!read_password(turn, exit_out))
        return FALSE;
    g_free(account->hash);
    account->hash = desk_password_hash(turn->password, &error);
    if (!account->hash)
        *exit_out = command_fail(error);
    return account->hash != NULL;
}

/* NULL and *exit_out: there is none that may sign in, or one that may already. */
static AccountRow *find(Turn *turn, gboolean is_there, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountRow) account = store_account(turn->store, turn->login, &error);
    if (error) {
        *exit_out = command_fail(error);
        return NULL;
    }
    gboolean open = account && account->removed == INSTANT_UNKNOWN;
    if (open == is_there)
        return account ? g_steal_pointer(&account) : g_new0(AccountRow, 1);
    fprintf(stderr,
            is_there ? "casegate: there is no account '%s'; 'casegate account list' has them\n"
                     : "casegate: there is an account '%s' already; remove it first, or give it "
                       "another password\n",
            turn->login);
    *exit_out = EXIT_DATA;
    return NULL;
}

/* For whom: role and agency fit each other and the site. */
static gboolean check_role(Turn *turn, DeskRole *role_out, const char **agency_out, int *exit_out)
{
    *agency_out = NULL;
    if (!turn->role || !desk_role_of(turn->role, role_out))
        *exit_out = command_usage(turn->line, "say --role officer, reader or representative");
    else if ((*role_out == DESK_REPRESENTATIVE) != (turn->agency != NULL))
        *exit_out = command_usage(turn->line, "--agency ID is for --role representative, and "
                                              "needed there");
    else if (*role_out == DESK_REPRESENTATIVE && !turn->rules->site.desk.representatives)
        *exit_out = command_usage(turn->line, "this site gives agencies no accounts: 'desk' in "
                                              "routing/site.yaml would say 'representatives: yes'");
    else if (turn->agency)
        return (*agency_out = command_agency(turn->line, turn->rules, turn->agency, exit_out)) !=
               NULL;
    else
        return TRUE;
    return FALSE;
}

static void describe(AccountRow *account, const Turn *turn, const char *agency)
{
    g_free(account->login);
    g_free(account->name);
    g_free(account->role);
    g_free(account->agency);
    account->login = g_strdup(turn->login);
    account->name = turn->called ? text_line(turn->called, CALLED_LIMIT) : g_strdup(turn->login);
    account->role = g_strdup(turn->role);
    account->agency = g_strdup(agency ? agency : "");
    account->removed = INSTANT_UNKNOWN;
    if (account->added == INSTANT_UNKNOWN)
        account->added = instant_now();
}

static int add(Turn *turn)
{
    int code = EXIT_SUCCESS;
    DeskRole role = DESK_READER;
    const char *agency = NULL;
    if (!check_role(turn, &role, &agency, &code))
        return code;
    g_autoptr(AccountRow) account = find(turn, FALSE, &code);
    if (!account)
        return code;
    describe(account, turn, agency);
    if (text_empty(account->name))
        return command_usage(turn->line, "--called is empty");
    if (!set_password(turn, account, &code) || !put(turn, account, &code))
        return code;
    printf("%s may sign in as %s\n", account->login, account->role);
    return EXIT_SUCCESS;
}

static int remove_account(Turn *turn)
{
    int code = EXIT_SUCCESS;
    g_autoptr(AccountRow) account = find(turn, TRUE, &code);
    if (!account)
        return code;
    account->removed = instant_now();
    g_free(account->hash);
    account->hash = g_strdup("");
    if (!put(turn, account, &code))
        return code;
    printf("%s may not sign in any more\n", account->login);
    return EXIT_SUCCESS;
}

static int change_password(Turn *turn)
{
    int code = EXIT_SUCCESS;
    g_autoptr(AccountRow) account = find(turn, TRUE, &code);
    if (!account || !set_password(turn, account, &code) || !put(turn, account, &code))
        return code;
    printf("%s has another password; where it was signed in it is no more\n", account->login);
    return EXIT_SUCCESS;
}

static void list_json(const View *view, GPtrArray *all)
{
    JsonBuilder *out = json_out_begin();
    json_builder_begin_array(out);
    for (guint i = 0; i < all->len; i++) {
        const AccountRow *account = all->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "login", account->login);
        json_out_text(out, "name", account->name);
        json_out_text(out, "role", account->role);
        json_out_known(out, "agency", account->agency);
        json_out_instant(out, "since", view, account->added);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_end(view, out);
}

static void list_text(const View *view, GPtrArray *all)
{
    static const char *const headings[] = {"LOGIN", "NAME", "ROLE", "AGENCY", "SINCE", NULL};
    if (all->len == 0) {
        columns_line(view, INK_PLAIN, "nobody has an account");
        return;
    }
    g_autoptr(Table) table = table_new(0, headings);
    for (guint i = 0; i < all->len; i++) {
        const AccountRow *account = all->pdata[i];
        g_autofree char *since = instant_words(account->added, view->rules->site.zone);
        table_add(table, INK_PLAIN, account->login, account->name, account->role, account->agency,
                  since, NULL);
    }
    table_print(table, view);
}

static int list(Turn *turn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = store_accounts(turn->store, &error);
    if (!all)
        return command_fail(error);
    const View view = command_view(turn->line, turn->rules, instant_now());
    (view.json ? list_json : list_text)(&view, all);
    return EXIT_SUCCESS;
}

/* ---- the command ---- */

static const struct {
    const char *verb;
    gboolean names; /* takes NAME */
    int (*run)(Turn *turn);
} verbs[] = {{"add", TRUE, add},
             {"list", FALSE, list},
             {"remove", TRUE, remove_account},
             {"password", TRUE, change_password}};

static gboolean is_login(const char *text)
{
    return *text && strlen(text) <= LOGIN_BYTES &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@") ==
               strlen(text);
}

static gboolean open_site(Turn *turn, int *exit_out)
{
    g_autoptr(GError) error = NULL;
    turn->rules = command_rules_and_record(turn->line, exit_out);
    if (!turn->rules)
        return FALSE;
    if (turn->rules->site.desk.header) {
        fprintf(stderr, "casegate: people sign on with the council here: 'officers' and 'readers' "
                        "below 'desk' in routing/site.yaml say who may do what\n");
        *exit_out = EXIT_CONFIG;
        return FALSE;
    }
    g_autofree char *record = site_database(turn->rules->folder);
    turn->store = store_open(record, STORE_WRITE, &error);
    if (!turn->store)
        *exit_out = command_fail(error);
    return turn->store != NULL;
}

static int run_verb(Turn *turn, gsize verb)
{
    int code = EXIT_SUCCESS;
    guint words = g_strv_length(turn->line->words);
    turn->login = turn->line->words[1];
    if (turn->line->json && verbs[verb].names)
        return command_usage(turn->line, "--json is for 'account list'");
    if (words != (verbs[verb].names ? 2u : 1u))
        return command_usage(turn->line,
                             verbs[verb].names ? "%s needs one name" : "%s takes no name",
                             verbs[verb].verb);
    if (turn->login && !is_login(turn->login))
        return command_usage(turn->line,
                             "a name for signing in has letters, digits and . _ - @, at most 64; "
                             "the person's own goes to --called");
    return open_site(turn, &code) ? verbs[verb].run(turn) : code;
}

static int run(CommandLine *line)
{
    g_auto(Turn) turn = {.line = line};
    int code = EXIT_SUCCESS;
    const GOptionEntry entries[] = {
        {"role", 0, 0, G_OPTION_ARG_FILENAME, &turn.role, NULL, NULL},
        {"agency", 0, 0, G_OPTION_ARG_FILENAME, &turn.agency, NULL, NULL},
        {"called", 0, 0, G_OPTION_ARG_FILENAME, &turn.called, NULL, NULL},
        {0},
    };
    if (!command_options(line, entries, NULL, 1, 2, &code))
        return code;
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(line->words[0], verbs[i].verb) == 0)
            return run_verb(&turn, i);
    return command_usage(line, "say add, list, remove or password");
}

const Command account_command = {
    .name = "account",
    .synopsis = "account add NAME --role officer|reader|representative [--agency ID] [--called "
                "TEXT]\n"
                "account list [--json]\n"
                "account remove NAME\n"
                "account password NAME",
    .summary = "who may sign in at the desk",
    .help =
        "Accounts for the office's pages ('casegate serve'), for an office that has no sign-on of "
        "its own. The\n"
        "password is asked for twice, or is the first line of what is piped in; it has 12 "
        "characters or more.\n"
        "Whoever is signed in when an account is changed or removed is signed out.\n"
        "\n"
        "--role officer         may decide\n"
        "--role reader          may look\n"
        "--role representative  sees the cases of --agency, where the site gives agencies "
        "accounts\n"
        "--called TEXT          the person's own name, as it stands in the record; else NAME\n"
        "\n"
        "Who of them is a named officer 'named_officers' in routing/site.yaml says.\n"
        "\n"
        "Example:\n"
        "  casegate account add inez.quill --role officer --called 'Inez Quill'\n",
    .json = TRUE,
    .run = run,
};
