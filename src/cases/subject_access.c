/* subject_access: how a person is recognised, and what stands outside of cases.
 *
 * A name field is the person's when it has the same words (or all of one within the other), by its initials
 * with that said, since children are often known by no more; a text names the person when the words stand
 * together in it, in order or surname first. Addresses are learnt from the directory and from people of
 * cases with the name. Rather too much than too little: a person reads the list before it leaves the house.
 *
 * What only the named officers may see is passed over and counted for everybody else. */
#include "subject_access.h"

#include <string.h>

#include "person_name.h"
#include "sheet_diff.h"
#include "text.h"
#include "text_words.h"

static void item_free(gpointer data)
{
    SubjectItem *item = data;
    g_free(item->reference);
    g_free(item->source);
    g_free(item->author);
    g_free(item->label);
    g_free(item->text);
    g_ptr_array_unref(item->others);
    g_free(item);
}

SubjectAccess *subject_access_new(const char *who, gboolean show_restricted)
{
    SubjectAccess *subject = g_new0(SubjectAccess, 1);
    subject->names = g_ptr_array_new_with_free_func(g_free);
    subject->addresses = g_ptr_array_new_with_free_func(g_free);
    subject->items = g_ptr_array_new_with_free_func(item_free);
    subject->show_restricted = show_restricted;
    char *address = text_address_fold(who);
    if (address)
        g_ptr_array_add(subject->addresses, address);
    else
        g_ptr_array_add(subject->names, g_strdup(who));
    return subject;
}

void subject_access_free(SubjectAccess *subject)
{
    if (!subject)
        return;
    g_ptr_array_unref(subject->names);
    g_ptr_array_unref(subject->addresses);
    g_ptr_array_unref(subject->items);
    g_free(subject);
}

SubjectItem *subject_item(SubjectAccess *subject, const char *kind, const char *reference,
                          Instant at, const char *match)
{
    SubjectItem *item = g_new0(SubjectItem, 1);
    item->kind = kind;
    item->reference = g_strdup(reference ? reference : "");
    item->at = at;
    item->match = match;
    item->others = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(subject->items, item);
    return item;
}

/* ---- is it the person? ---- */

/* In order, or as "SURNAME, First". */
gboolean subject_text_names(const char *folded, const char *name)
{
    if (text_has_words(folded, name))
        return TRUE;
    const char *surname = text_surname(name);
    if (!surname || surname == name)
        return FALSE;
    g_autofree char *first = g_strndup(name, (gsize)(surname - name));
    g_autofree char *turned = g_strconcat(surname, " ", first, NULL);
    return text_has_words(folded, turned);
}

static const char *by_likeness(const char *name, const char *known)
{
    switch (name_compare(name, known)) {
    case NAME_SAME:
    case NAME_PART:
        return "name";
    case NAME_INITIALS:
        return "initials";
    default:
        return NULL;
    }
}

const char *subject_named(const SubjectAccess *subject, const char *name)
{
    const char *found = NULL;
    if (text_empty(name))
        return NULL;
    for (guint i = 0; i < subject->names->len && g_strcmp0(found, "name") != 0; i++) {
        const char *like = by_likeness(name, subject->names->pdata[i]);
        found = like ? like : found;
    }
    return found ? found : subject_in_text(subject, name);
}

const char *subject_at(const SubjectAccess *subject, const char *address)
{
    g_autofree char *folded = address ? text_address_fold(address) : NULL;
    return folded && g_ptr_array_find_with_equal_func(subject->addresses, folded, g_str_equal, NULL)
               ? "address"
               : NULL;
}

const char *subject_in_text(const SubjectAccess *subject, const char *text)
{
    if (text_empty(text))
        return NULL;
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < subject->names->len; i++)
        if (subject_text_names(folded, subject->names->pdata[i]))
            return "name";
    g_autofree char *lower = g_ascii_strdown(text, -1);
    for (guint i = 0; i < subject->addresses->len; i++)
        if (strstr(lower, subject->addresses->pdata[i]))
            return "address";
    return NULL;
}

/* ---- under what it is known ---- */

static void learn(GPtrArray *known, char *one)
{
    if (one && *one && !g_ptr_array_find_with_equal_func(known, one, g_str_equal, NULL))
        g_ptr_array_add(known, one);
    else
        g_free(one);
}

static void learn_person(SubjectAccess *subject, const char *name, const char *email)
{
    if (text_empty(name) || text_empty(email))
        return;
    if (g_strcmp0(subject_named(subject, name), "name") == 0)
        learn(subject->addresses, text_address_fold(email));
    else if (subject->names->len == 0 && subject_at(subject, email))
        learn(subject->names, g_strdup(name));
}

void subject_access_learn_directory(SubjectAccess *subject, const Directory *directory)
{
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        learn_person(subject, post->name, post->email);
    }
}

void subject_access_learn_case(SubjectAccess *subject, const Case *c)
{
    learn_person(subject, c->originator.name, c->originator.email);
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = c->holders->pdata[i];
        learn_person(subject, holder->name, holder->email);
    }
}

/* ---- what stands outside of cases ---- */

void subject_access_directory(SubjectAccess *subject, const Directory *directory)
{
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        const char *match = subject_named(subject, post->name);
        match = match ? match : subject_at(subject, post->email);
        if (!match)
            continue;
        SubjectItem *item = subject_item(subject, "directory", "", INSTANT_UNKNOWN, match);
        item->source = g_strdup_printf("%s:%u", post->place.file, post->place.line);
        item->author = g_strdup("the office");
        item->label = g_strdup(post->role);
        item->text = g_strjoin(", ", post->name, post->agency, post->email, post->phone, NULL);
    }
}

/* Their rows, on whichever side they stand, and what became of them. */
static char *rows_of(const SubjectAccess *subject, const SheetDiff *diff)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < diff->changes->len; i++) {
        const RowChange *change = diff->changes->pdata[i];
        g_autofree char *title = row_change_title(diff, change);
        g_autoptr(GPtrArray) fields = row_change_fields(diff, change);
        g_ptr_array_add(fields, NULL);
        g_autofree char *all = g_strjoinv("; ", (char **)fields->pdata);
        g_autofree char *line = g_strdup_printf("\n%s: %s", title, all);
        if (subject_in_text(subject, line))
            g_string_append(text, line);
    }
    return g_string_free(text, FALSE);
}

static Sheet *sheet_of(const DirectoryChange *change, const char *text)
{
    SheetKind kind = SHEET_PEOPLE;
    g_autoptr(Diagnostics) ignored = diagnostics_new();
    (void)sheet_kind_of(change->file, &kind);
    return sheet_read(kind, text, strlen(text), change->file, ignored);
}

void subject_access_directory_change(SubjectAccess *subject, const DirectoryChange *change)
{
    const char *match = subject_in_text(subject, change->by);
    match = match ? match : subject_in_text(subject, change->why);
    match = match ? match : subject_in_text(subject, change->text_before);
    match = match ? match : subject_in_text(subject, change->text_after);
    if (!match)
        return;
    g_autoptr(Sheet) before = sheet_of(change, change->text_before);
    g_autoptr(Sheet) after = sheet_of(change, change->text_after);
    g_autoptr(SheetDiff) diff = before && after ? sheet_diff(before, after) : NULL;
    g_autofree char *rows = diff ? rows_of(subject, diff) : g_strdup("");
    SubjectItem *item = subject_item(subject, "directory change", "", change->at, match);
    item->source = g_strdup_printf("directory change %" G_GINT64_FORMAT, change->id);
    item->author = g_strdup(change->by);
    item->label = g_strdup(change->file);
    item->text = g_strdup_printf("the whole file as it was and as it became%s%s%s",
                                 *change->why ? ": " : "", change->why, rows);
}

gboolean subject_passed_over(SubjectAccess *subject, gboolean restricted)
{
    if (!restricted || subject->show_restricted)
        return FALSE;
    subject->restricted++;
    return TRUE;
}

void subject_access_message(SubjectAccess *subject, const LedgerRow *row)
{
    const char *match = subject_at(subject, row->from);
    match = match ? match : subject_in_text(subject, row->reason);
    if (!match || subject_passed_over(subject, ledger_row_restricted(row)))
        return;
    SubjectItem *item = subject_item(subject, "message", row->reference, row->received, match);
    item->source = g_strdup_printf("message %" G_GINT64_FORMAT ", %s", row->id, row->sha256);
    item->author = g_strdup(row->from);
    item->label = g_strdup(row->disposition);
    item->text = g_strdup_printf("the whole message as it came (%s): %s", row->kind, row->reason);
}

static char *held_words(const HeldRow *row)
{
    GString *text = g_string_new(row->text);
    for (guint i = 0; i < row->said->len; i++) {
        const HeldSaid *said = row->said->pdata[i];
        g_string_append_printf(text, "\n%s: %s", said->key, said->value);
    }
    for (guint i = 0; i < row->suggestions->len; i++) {
        const Suggestion *suggestion = row->suggestions->pdata[i];
        g_string_append_printf(text, "\nmay be %s: %s", suggestion->reference, suggestion->why);
    }
    if (!text_empty(row->resolution))
        g_string_append_printf(text, "\ndecided: %s", row->resolution);
    return g_string_free(text, FALSE);
}

void subject_access_held(SubjectAccess *subject, const HeldRow *row)
{
    g_autofree char *text = held_words(row);
    const char *match = subject_at(subject, row->from);
    match = match ? match : subject_in_text(subject, text);
    match = match ? match : subject_in_text(subject, row->subject);
    if (!match || subject_passed_over(subject, held_row_restricted(row)))
        return;
    SubjectItem *item = subject_item(subject, "held", row->ruling.reference, row->received, match);
    item->source = g_strdup_printf("held message %" G_GINT64_FORMAT ", %s", row->id, row->sha256);
    item->author = g_strdup(row->from);
    item->label = g_strdup(row->kind);
    item->text = g_steal_pointer(&text);
}

void subject_access_mail(SubjectAccess *subject, const OutboxRow *row)
{
    const char *match = subject_at(subject, row->to);
    match = match ? match : subject_named(subject, row->to_name);
    match = match ? match : subject_in_text(subject, row->body);
    if (!match || subject_passed_over(subject, row->restricted))
        return;
    SubjectItem *item = subject_item(subject, "mail", row->reference, row->queued, match);
    item->source = g_strdup_printf("mail %" G_GINT64_FORMAT " to %s", row->id, row->to);
    item->author = g_strdup("gateway");
    item->label = g_strdup(row->template);
    item->text = g_strconcat(row->subject, "\n", row->body, NULL);
}

void subject_access_look(SubjectAccess *subject, const LookRow *row)
{
    const char *match = subject_named(subject, row->who);
    if (!match)
        return;
    SubjectItem *item = subject_item(subject, "look", row->reference, row->at, match);
    item->source = g_strdup_printf("look %" G_GINT64_FORMAT, row->id);
    item->author = g_strdup(row->who);
    item->label = g_strdup(row->command);
    item->text = g_strdup_printf("looked, as login %s", row->login);
}
