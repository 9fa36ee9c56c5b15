/* clerk_letter: orders, looks and answers as bytes.
 *
 * Whoever took over the process that faces the network could write any bytes; so what arrives is taken for nothing until
 * it is in GVariant's normal form and of the one type, each number within its enumeration. A text that is not given is
 * not the empty one. What would not be taken is not sent: whoever wrote it is told at once that it is too long. */
#include "clerk_letter.h"

#include "error.h"

#define ORDER_TYPE "(uusxmsmsmsbmsmsumsumsmsms)"
#define LOOK_TYPE "(ssas)"
#define LETTER_TYPE "(utv)"
#define ANSWER_TYPE "(tis)"
#define TEXT_MOST (16u << 10)

void clerk_letter_free(ClerkLetter *letter)
{
    if (!letter)
        return;
    g_free(letter->references);
    g_clear_pointer(&letter->held, g_variant_unref);
    g_free(letter);
}

static GBytes *bytes_of(GVariant *variant)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(variant);
    return g_variant_get_data_as_bytes(owned);
}

static gboolean fits(const char *text)
{
    return text == NULL || strlen(text) <= TEXT_MOST;
}

static gboolean order_fits(const Order *order)
{
    return fits(order->login) && fits(order->why) && fits(order->text) && fits(order->reference) &&
           fits(order->agency) && fits(order->to) && fits(order->stage) && fits(order->file) &&
           fits(order->file_sha256);
}

static gboolean too_long(GError **error)
{
    g_set_error(error, CASEGATE_ERROR, CASEGATE_ERROR_PERM,
                "what was written is too long; make it shorter");
    return FALSE;
}

static GBytes *within(GBytes *bytes, GError **error)
{
    if (g_bytes_get_size(bytes) <= CLERK_LETTER_MOST)
        return bytes;
    g_bytes_unref(bytes);
    (void)too_long(error);
    return NULL;
}

GBytes *clerk_letter_order(guint64 number, const Order *order, GError **error)
{
    g_return_val_if_fail(order->login, NULL);
    if (!order_fits(order) && !too_long(error))
        return NULL;
    GVariant *body =
        g_variant_new(ORDER_TYPE, (guint32)order->kind, (guint32)order->settle, order->login,
                      order->held, order->reference, order->why, order->text, order->not_urgent,
                      order->agency, order->to, (guint32)order->side, order->stage,
                      (guint32)order->release, order->file, order->file_text, order->file_sha256);
    return within(bytes_of(g_variant_new(LETTER_TYPE, (guint32)LETTER_ORDER, number, body)), error);
}

GBytes *clerk_letter_look(guint64 number, const Looker *looker, const char *const *references,
                          GError **error)
{
    GVariant *body = g_variant_new("(ss^as)", looker->login, looker->command, (char **)references);
    return within(bytes_of(g_variant_new(LETTER_TYPE, (guint32)LETTER_LOOK, number, body)), error);
}

GBytes *clerk_letter_pulse(guint64 number)
{
    return bytes_of(g_variant_new(LETTER_TYPE, (guint32)LETTER_PULSE, number, g_variant_new("()")));
}

static gboolean read_order(Order *order, GVariant *body)
{
    guint32 kind = 0, settle = 0, side = 0, release = 0;
    if (!g_variant_is_of_type(body, G_VARIANT_TYPE(ORDER_TYPE)))
        return FALSE;
    g_variant_get(body, "(uu&sxm&sm&sm&sbm&sm&sum&sum&sm&sm&s)", &kind, &settle, &order->login,
                  &order->held, &order->reference, &order->why, &order->text, &order->not_urgent,
                  &order->agency, &order->to, &side, &order->stage, &release, &order->file,
                  &order->file_text, &order->file_sha256);
    order->kind = (OrderKind)kind;
    order->settle = (SettleHow)settle;
    order->side = (Side)side;
    order->release = release;
    return kind <= ORDER_DIRECTORY && settle < SETTLE_UNKNOWN && side <= SIDE_CHALLENGED &&
           *order->login && order_fits(order);
}

static gboolean read_look(ClerkLetter *letter, GVariant *body)
{
    g_autoptr(GVariant) list = NULL;
    if (!g_variant_is_of_type(body, G_VARIANT_TYPE(LOOK_TYPE)))
        return FALSE;
    g_variant_get(body, "(&s&s@as)", &letter->looker.login, &letter->looker.command, &list);
    letter->references = g_variant_get_strv(list, NULL); /* its texts are of the body */
    return *letter->looker.login && *letter->looker.command && *letter->references;
}

static gboolean read_body(ClerkLetter *letter, guint32 kind)
{
    letter->kind = (LetterKind)kind;
    if (kind == LETTER_ORDER)
        return read_order(&letter->order, letter->held);
    if (kind == LETTER_LOOK)
        return read_look(letter, letter->held);
    return kind == LETTER_PULSE && g_variant_is_of_type(letter->held, G_VARIANT_TYPE_UNIT);
}

/* Copied, so that it is aligned. */
static GVariant *variant_of(const char *type, gconstpointer bytes, gsize length)
{
    g_autoptr(GBytes) copy = g_bytes_new(bytes, length);
    GVariant *variant =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), copy, FALSE));
    if (g_variant_is_normal_form(variant))
        return variant;
    g_variant_unref(variant);
    return NULL;
}

ClerkLetter *clerk_letter_read(gconstpointer bytes, gsize length, guint64 *number_out)
{
    guint32 kind = 0;
    *number_out = 0;
    g_autoptr(GVariant) whole = variant_of(LETTER_TYPE, bytes, length);
    if (!whole)
        return NULL;
    g_autoptr(ClerkLetter) letter = g_new0(ClerkLetter, 1);
    g_variant_get(whole, LETTER_TYPE, &kind, &letter->number, &letter->held);
    *number_out = letter->number;
    return read_body(letter, kind) ? g_steal_pointer(&letter) : NULL;
}

GBytes *clerk_answer_write(guint64 number, const GError *error, const char *said)
{
    g_autofree char *text = g_strndup(error ? error->message : said ? said : "", TEXT_MOST);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return bytes_of(g_variant_new(ANSWER_TYPE, number, error ? (gint32)error->code : -1, valid));
}

gboolean clerk_answer_read(gconstpointer bytes, gsize length, ClerkAnswer *answer_out)
{
    g_autoptr(GVariant) whole = variant_of(ANSWER_TYPE, bytes, length);
    if (whole)
        g_variant_get(whole, ANSWER_TYPE, &answer_out->number, &answer_out->code,
                      &answer_out->text);
    return whole != NULL;
}
