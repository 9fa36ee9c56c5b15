/* Held messages at the desk: the list, one beside the cases it may belong to, and deciding. */
#include "desk_site.h"

typedef struct {
    DeskSite *desk;
    char *reference;
    gint64 stranger, likely, unclear, choice, restricted;
} Scene;

/* A message that waits, as deciding leaves one. */
static gint64 add_held(Scene *scene, const char *from, const char *kind, const char *reason,
                       const char *text, const char *const *whys, const char *const *readings)
{
    GError *error = NULL;
    static guint n = 0;
    g_autofree char *name = g_strdup_printf("held-%u", ++n);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    gboolean restricted = strcmp(kind, "whistleblowing") == 0;
    g_autoptr(LedgerRow) row = ledger_row_new();
    row->spool_name = g_strdup(name);
    row->sha256 = g_strdup(sha256);
    row->mailbox = g_strdup(scene->desk->placed.rules->site.mailboxes[0]);
    row->received = scene->desk->placed.now;
    row->from = g_strdup(from);
    row->kind = g_strdup(kind);
    row->disposition = g_strdup("held");
    row->reason = g_strconcat(restricted ? RESTRICTED_MARK : "", text, NULL);
    g_assert_true(store_ledger_add(scene->desk->placed.store, row, &error));
    g_autoptr(HeldRow) held = held_row_new();
    held->ledger = row->id;
    held->sha256 = g_strdup(sha256);
    held->mailbox = g_strdup(row->mailbox);
    held->received = row->received;
    held->from = g_strdup(from);
    held->sender_level = g_strdup("unknown");
    held->subject = g_strdup("Escalation");
    held->kind = g_strdup(kind);
    held->reason = g_strdup(reason);
    held->text = g_strdup(row->reason);
    for (; whys && *whys; whys++)
        g_ptr_array_add(held->suggestions, suggestion_new(scene->reference, *whys));
    for (const char *const *one = readings; one && *one; one++)
        g_ptr_array_add(held->suggestions,
                        suggestion_reading_new(scene->reference, "read as this: it moves", *one));
    if (held->suggestions->len)
        g_ptr_array_add(held->said, held_said_new("problem", 0, "Nobody <i>visits</i>, still."));
    g_assert_true(store_held_add(scene->desk->placed.store, held, &error));
    g_assert_no_error(error);
    return held->id;
}

static Scene scene_begin(void)
{
    static const char *const whys[] = {"same date of birth and initials <&>", NULL};
    static const char *const readings[] = {"resolved", "not resolved", NULL};
    static const char *const ways[] = {"the decision", "panel: Ann Pell & Bo Marr", NULL};
    Scene scene = {.desk = desk_site_begin("havering-2020", "2026-03-09T10:00")};
    g_autofree char *worker = desk_worker(scene.desk->placed.rules);
    scene.reference = placed_open(&scene.desk->placed, worker, "oakfield", "csc", "S2");
    scene.stranger = desk_held_stranger(scene.desk, "A child is not seen. <script>x</script>");
    scene.likely = add_held(&scene, "\"<img src=x>\"@x.example", "escalation", "same-child",
                            "perhaps the same \"dispute\" <b>", whys, NULL);
    scene.unclear = add_held(&scene, "ann@csc.example", "update", "unclear-outcome", "speaks of it",
                             NULL, readings);
    scene.choice = add_held(&scene, "chair@havering.example", "update", "choice-unclear",
                            "a decision, or none", NULL, ways);
    scene.restricted = add_held(&scene, "secret@oakfield.example", "whistleblowing", "restricted",
                                "secret words", NULL, NULL);
    desk_site_commit(scene.desk);
    return scene;
}

static void scene_end(Scene *scene)
{
    desk_site_end(scene->desk);
    g_free(scene->reference);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_end)

static char *path_of(gint64 id, const char *verb)
{
    return g_strdup_printf("/held/%" G_GINT64_FORMAT "%s%s", id, verb ? "/" : "", verb ? verb : "");
}

static void test_list(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, "/held", NULL);
    desk_has(page, 200, "5 messages wait for a person");
    desk_has(page, 200, "who@stranger.example");
    desk_has(page, 200, "&lt;img src=x&gt;");
    desk_has(page, 200, "restricted: for the named officers only");
    g_assert_false(desk_says(page, "secret"));
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, "web held all by Alex Pell (apell)");
    g_autoptr(DeskAnswer) named = desk_get(scene.desk, &desk_named, "/held", NULL);
    desk_has(named, 200, "secret@oakfield.example");
    g_autoptr(DeskAnswer) queue = desk_get(scene.desk, &desk_reader, "/", NULL);
    desk_has(queue, 200, "<b>5</b> <a href=\"/held\">messages held for a person</a>");
}

/* The message stands beside the case, with what differs; the look is at that case. */
static void test_beside(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = path_of(scene.likely, NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
    g_autofree char *button = g_strdup_printf("Link it to %s</button>", scene.reference);
    desk_has(page, 200, "same date of birth and initials &lt;&amp;&gt;");
    desk_has(page, 200, "Nobody &lt;i&gt;visits&lt;/i&gt;, still.");
    desk_has(page, 200, "Nobody visits.");
    desk_has(page, 200, button);
    desk_has(page, 200, "The message itself cannot be shown");
    g_autofree char *look =
        g_strdup_printf("web held message %s by Alex Pell (apell)", scene.reference);
    g_assert_cmpstr(desk_last(scene.desk->looks), ==, look);
    g_autoptr(DeskAnswer) read = desk_get(scene.desk, &desk_reader, path, NULL);
    desk_has(read, 200, "You may look; an officer decides.");
    g_assert_false(desk_says(read, "<form class=\"act\""));
    g_autofree char *on_case = g_strconcat("/case/", scene.reference, NULL);
    g_autoptr(DeskAnswer) c = desk_get(scene.desk, &desk_officer, on_case, NULL);
    desk_has(c, 200, "Held messages that may be of this dispute");
    g_autoptr(DeskAnswer) theirs = desk_get(scene.desk, &desk_representative, on_case, NULL);
    g_assert_false(desk_says(theirs, "Held messages that may be of this dispute"));
}

/* Every reading is one choice, with what follows from it; who may only look sees them, too. */
static void test_readings(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = path_of(scene.choice, NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
    desk_has(page, 200, "value=\"the decision\"");
    desk_has(page, 200, "value=\"panel: Ann Pell &amp; Bo Marr\"");
    desk_has(page, 200, "value=\"file\"");
    desk_has(page, 200, "read as this: it moves</label>");
    g_assert_false(desk_says(page, "checked"));
    g_assert_false(desk_says(page, "id=\"link-other-reading"));
    g_autoptr(DeskAnswer) read = desk_get(scene.desk, &desk_reader, path, NULL);
    desk_has(read, 200, "<li>read as this: it moves</li>");
}

static void test_restricted(void)
{
    static const char *const verbs[] = {"link", "link-other", "open", "set-aside", NULL};
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = path_of(scene.restricted, NULL);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
    desk_has(page, 403, "for the named officers only");
    g_assert_false(desk_says(page, "secret"));
    for (const char *const *verb = verbs; *verb; verb++) {
        g_autofree char *act = path_of(scene.restricted, *verb);
        g_autoptr(DeskAnswer) refused = desk_post(scene.desk, &desk_officer, act, "why", "x",
                                                  "reference", scene.reference, NULL);
        g_assert_cmpuint(refused->status, ==, 403);
    }
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    g_autoptr(DeskAnswer) named = desk_get(scene.desk, &desk_named, path, NULL);
    desk_has(named, 200, "secret words");
    desk_has(named, 200, "It can only be set aside.");
    g_autofree char *open = path_of(scene.restricted, "open");
    g_autoptr(DeskAnswer) opened = desk_post(scene.desk, &desk_named, open, "why", "x", NULL);
    desk_has(opened, 422, "It is restricted and enters no case: set it aside");
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    g_assert_false(desk_says(named, "Open a case"));
    g_autoptr(DeskAnswer) messages = desk_get(scene.desk, &desk_officer, "/messages", NULL);
    g_assert_false(desk_says(messages, "secret"));
    g_autoptr(DeskAnswer) original = desk_get(scene.desk, &desk_officer, "/message/5", NULL);
    g_assert_false(desk_says(original, "secret"));
}

/* A second copy as it was once written down, without the mark, and the answer to the first. The mail's number. */
static gint64 add_traces(Scene *scene)
{
    GError *error = NULL;
    Store *store = scene->desk->placed.store;
    g_autoptr(HeldRow) held = store_held(store, scene->restricted, &error);
    OutboxRow mail = {.kind = (char *)"receipt",
                      .template = (char *)"receipt",
                      .to = (char *)"secret@oakfield.example",
                      .to_name = (char *)"Secret Name",
                      .subject = (char *)"Your secret message",
                      .body = (char *)"Thank you for the secret.",
                      .answer = TRUE,
                      .mailbox = held->mailbox,
                      .queued = scene->desk->placed.now,
                      .at = scene->desk->placed.now};
    g_assert_true(store_outbox_add(store, &mail, "partnership.example", &error));
    g_free(mail.message_id);
    g_autoptr(LedgerRow) copy = ledger_row_new();
    copy->spool_name = g_strdup("copy");
    copy->sha256 = g_strdup(held->sha256);
    copy->mailbox = g_strdup(held->mailbox);
    copy->received = held->received;
    copy->from = g_strdup("secret@oakfield.example");
    copy->kind = g_strdup("unrecognised");
    copy->disposition = g_strdup("repeat");
    copy->reason = g_strdup("the same secret message came before");
    copy->repeat_of = held->ledger;
    g_assert_true(store_ledger_add(store, copy, &error));
    g_assert_no_error(error);
    desk_site_commit(scene->desk);
    return mail.id;
}

static void test_restricted_traces(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *mail = g_strdup_printf("/sent/%" G_GINT64_FORMAT, add_traces(&scene));
    g_autoptr(DeskAnswer) messages = desk_get(scene.desk, &desk_officer, "/messages", NULL);
    desk_has(messages, 200, "restricted: for the named officers only");
    g_assert_false(desk_says(messages, "secret"));
    g_assert_false(desk_says(messages, "whistleblowing"));
    g_autoptr(DeskAnswer) copy = desk_get(scene.desk, &desk_officer, "/message/6", NULL);
    desk_has(copy, 403, "for the named officers only");
    g_autoptr(DeskAnswer) sent = desk_get(scene.desk, &desk_officer, "/sent", NULL);
    desk_has(sent, 200, "restricted: for the named officers only");
    g_assert_false(desk_says(sent, "secret"));
    g_assert_false(desk_says(sent, mail));
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, mail, NULL);
    desk_has(page, 403, "This mail is restricted");
    g_assert_false(desk_says(page, "secret") || desk_says(page, "Secret"));
    g_autoptr(DeskAnswer) named = desk_get(scene.desk, &desk_named, mail, NULL);
    desk_has(named, 200, "Thank you for the secret.");
    g_autoptr(DeskAnswer) list = desk_get(scene.desk, &desk_named, "/sent", NULL);
    desk_has(list, 200, "secret@oakfield.example");
    g_autoptr(DeskAnswer) all = desk_get(scene.desk, &desk_named, "/messages", NULL);
    desk_has(all, 200, "whistleblowing");
}

typedef struct {
    const char *name, *verb, *keys[4], *values[4]; /* "REF" is the case's reference */
    enum { LIKELY, UNCLEAR, CHOICE } of;           /* which message */
    const char *order;                             /* NULL: it is sent back */
    const char *fault;
} RulingCase;

static const RulingCase rulings[] = {
    {"link", "link", {"reference", "why"}, {"REF", ""}, LIKELY, "link ID REF why=-", NULL},
    {"link with a reason",
     "link",
     {"reference", "why"},
     {"REF", "rang\r\nthem"},
     LIKELY,
     "link ID REF why=rang them",
     NULL},
    {"no suggested case",
     "link",
     {"reference", "reading"},
     {"HAV-26-0042-B", ""},
     UNCLEAR,
     NULL,
     "#link-other-reading\">Choose how"},
    {"another case",
     "link-other",
     {"reference"},
     {"hav/26/0042-b"},
     LIKELY,
     "link ID HAV-26-0042-B why=-",
     NULL},
    {"no case",
     "link-other",
     {"reference"},
     {""},
     LIKELY,
     NULL,
     "#link-other-reference\">Say which case"},
    {"no reference",
     "link-other",
     {"reference"},
     {"<b>tomorrow</b>"},
     LIKELY,
     NULL,
     "&lt;b&gt;tomorrow&lt;/b&gt;&#39; is no reference"},
    {"a slip", "link-other", {"reference"}, {"HAV-26-0042-C"}, LIKELY, NULL, "is no reference"},
    {"open", "open", {"why"}, {"their own"}, LIKELY, "open ID why=their own", NULL},
    {"set aside",
     "set-aside",
     {"why"},
     {"an advertisement"},
     LIKELY,
     "set-aside ID why=an advertisement",
     NULL},
    {"set aside for nothing",
     "set-aside",
     {"why"},
     {" "},
     LIKELY,
     NULL,
     "#set-aside-why\">Say why it needs nothing"},
    {"resolved",
     "link",
     {"reference", "reading", "why"},
     {"REF", "resolved", "whatever"},
     UNCLEAR,
     "link ID REF why=resolved",
     NULL},
    {"not resolved",
     "link",
     {"reference", "reading"},
     {"REF", "not resolved"},
     UNCLEAR,
     "link ID REF why=not resolved",
     NULL},
    {"filed",
     "link",
     {"reference", "reading", "why"},
     {"REF", "file", "only news"},
     UNCLEAR,
     "link ID REF why=only news",
     NULL},
    {"filed for a reason that would act",
     "link",
     {"reference", "reading", "why"},
     {"REF", "file", "The matter is resolved."},
     UNCLEAR,
     NULL,
     "would itself choose one of the readings"},
    {"no reading",
     "link",
     {"reference"},
     {"REF"},
     UNCLEAR,
     NULL,
     "Choose how its words are to be read"},
    {"one of several members",
     "link",
     {"reference", "reading"},
     {"REF", "panel: Ann Pell & Bo Marr"},
     CHOICE,
     "link ID REF why=panel: Ann Pell & Bo Marr",
     NULL},
    {"a reading that is not offered",
     "link",
     {"reference", "reading"},
     {"REF", "resolved"},
     CHOICE,
     NULL,
     "Choose how its words are to be read"},
    {"filed for a reason that names a reading",
     "link",
     {"reference", "reading", "why"},
     {"REF", "file", "It is not the decision yet."},
     CHOICE,
     NULL,
     "would itself choose one of the readings"},
    {"of another case it is no choice",
     "link-other",
     {"reference", "why"},
     {"HAV-26-0042-B", "it is theirs"},
     CHOICE,
     "link ID HAV-26-0042-B why=it is theirs",
     NULL},
};

static char *with(const Scene *scene, gint64 id, const char *text)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    g_auto(GStrv) halves = g_strsplit(text, "REF", -1);
    g_autofree char *once = g_strjoinv(scene->reference, halves);
    g_auto(GStrv) again = g_strsplit(once, "ID", -1);
    return g_strjoinv(number, again);
}

static void test_decide(void)
{
    g_auto(Scene) scene = scene_begin();
    for (gsize i = 0; i < G_N_ELEMENTS(rulings); i++) {
        const RulingCase *c = &rulings[i];
        g_test_message("%s", c->name);
        const gint64 ids[] = {
            [LIKELY] = scene.likely, [UNCLEAR] = scene.unclear, [CHOICE] = scene.choice};
        gint64 id = ids[c->of];
        g_autoptr(GHashTable) form = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
        for (guint k = 0; c->keys[k]; k++)
            g_hash_table_insert(form, (gpointer)c->keys[k], with(&scene, id, c->values[k]));
        guint before = scene.desk->orders->len;
        g_autofree char *path = path_of(id, c->verb);
        g_autoptr(DeskAnswer) answer = desk_ask(scene.desk, &desk_officer, TRUE, path, form);
        if (c->order) {
            g_autofree char *begins = with(&scene, id, c->order);
            g_autofree char *want = g_strconcat(begins, " login=apell", NULL);
            g_autofree char *location = g_strdup_printf("/held?done=%" G_GINT64_FORMAT, id);
            g_assert_cmpuint(answer->status, ==, 303);
            g_assert_cmpstr(answer->location, ==, location);
            g_assert_cmpstr(desk_last(scene.desk->orders), ==, want);
        } else {
            desk_has(answer, 422, c->fault);
            g_assert_cmpuint(scene.desk->orders->len, ==, before);
        }
    }
}

/* Who may only look decides nothing, whatever is sent. */
static void test_reader(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = path_of(scene.likely, "set-aside");
    g_autoptr(DeskAnswer) refused = desk_post(scene.desk, &desk_reader, path, "why", "x", NULL);
    g_assert_cmpuint(refused->status, ==, 403);
    DeskUser named_reader = desk_reader;
    named_reader.named_officer = TRUE;
    g_autoptr(DeskAnswer) also = desk_post(scene.desk, &named_reader, path, "why", "x", NULL);
    g_assert_cmpuint(also->status, ==, 403);
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
}

/* Decided is decided: a second click shows what was done and does nothing. */
static void test_twice(void)
{
    g_auto(Scene) scene = scene_begin();
    GError *error = NULL;
    const HeldRuling ruling = {(char *)"set-aside", (char *)"", (char *)"Nia Moss",
                               (char *)"<u>spam</u>"};
    g_assert_true(store_held_resolve(scene.desk->placed.store, scene.likely, scene.desk->placed.now,
                                     &ruling, "set aside by Nia Moss: <u>spam</u>", &error));
    desk_site_commit(scene.desk);
    g_autofree char *open = path_of(scene.likely, "open");
    g_autofree char *path = path_of(scene.likely, NULL);
    g_autoptr(DeskAnswer) again = desk_post(scene.desk, &desk_officer, open, "why", "", NULL);
    g_assert_cmpuint(again->status, ==, 303);
    g_assert_cmpstr(again->location, ==, path);
    g_assert_cmpuint(scene.desk->orders->len, ==, 0);
    g_autoptr(DeskAnswer) page = desk_get(scene.desk, &desk_officer, path, NULL);
    desk_has(page, 200, "set aside by Nia Moss: &lt;u&gt;spam&lt;/u&gt;");
    g_assert_false(desk_says(page, "<form class=\"act\""));
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, scene.likely);
    g_autoptr(DeskAnswer) list = desk_get(scene.desk, &desk_officer, "/held", "done", number, NULL);
    desk_has(list, 200, "is decided: set aside by Nia Moss");
    g_autofree char *waits = g_strdup_printf("%" G_GINT64_FORMAT, scene.unclear);
    g_autoptr(DeskAnswer) lie = desk_get(scene.desk, &desk_officer, "/held", "done", waits, NULL);
    g_assert_false(desk_says(lie, "is decided"));
}

static void test_refused(void)
{
    g_auto(Scene) scene = scene_begin();
    g_autofree char *path = path_of(scene.stranger, "open");
    scene.desk->refusal =
        g_error_new(CASEGATE_ERROR, CASEGATE_ERROR_PERM, "would still be held: <x>");
    g_autoptr(DeskAnswer) page = desk_post(scene.desk, &desk_officer, path, "why", "a \"b\"", NULL);
    desk_has(page, 422, "would still be held: &lt;x&gt;");
    desk_has(page, 422, "value=\"a &quot;b&quot;\"");
    g_autoptr(DeskAnswer) none = desk_post(scene.desk, &desk_officer, "/held/999/open", NULL);
    g_assert_cmpuint(none->status, ==, 404);
    g_autofree char *odd = path_of(scene.stranger, "erase");
    g_autoptr(DeskAnswer) other = desk_post(scene.desk, &desk_officer, odd, "why", "x", NULL);
    g_assert_cmpuint(other->status, ==, 404);
    g_assert_cmpuint(scene.desk->orders->len, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/held/list", test_list);
    g_test_add_func("/desk/held/beside", test_beside);
    g_test_add_func("/desk/held/readings", test_readings);
    g_test_add_func("/desk/held/restricted", test_restricted);
    g_test_add_func("/desk/held/restricted-traces", test_restricted_traces);
    g_test_add_func("/desk/held/decide", test_decide);
    g_test_add_func("/desk/held/reader", test_reader);
    g_test_add_func("/desk/held/twice", test_twice);
    g_test_add_func("/desk/held/refused", test_refused);
    return g_test_run();
}
