/* Every kind of message, from every sender that a case can have, at every stage of every policy: what changes, what is sent,
 * and to which role. The stages are the policies' own, the senders are found in the directory by what they are to the case, so
 * that another policy file gives another table. It is kept in tests/golden/matrix and read line by line by a person; with
 * CASEGATE_GOLDEN=write it is written anew. Whatever the table says, some things hold in every line: check().
 * Deciding alone changes nothing, so that each case is made once. Run from the checkout's root. */
#include "golden.h"
#include "placed_case.h"

static const char now[] = "2026-03-10T10:00"; /* a Tuesday, in the office's hours */

/* ---- the worlds: two agencies that disagree, and a third ---- */

typedef struct {
    const char *policy, *raising, *challenged, *third;
} World;

static const World worlds[] = {
    {"havering-2020", "riverbend", "csc", "eastpolice"},
    {"havering-revised", "riverbend", "csc", "eastpolice"},
    {"cambridgeshire-2013", "fenmere", "csc", "fenpolice"},
    {"warrington-2021", "limetree", "csc", "police"},
    {"bromley-2019", "orchard", "csc", "police"},
};

/* ---- kinds of message ---- */

typedef struct {
    const char *name, *text;
    const char *fields[6]; /* key, value pairs */
    gboolean apart;        /* names no case, and whether there is one makes no difference */
    gboolean automatic, new_case;
} Kind;

static const Kind kinds[] = {
    {.name = "news", .text = "For information: attendance was full last week."},
    {.name = "not resolved", .text = "Not resolved."},
    {.name = "asks for the last stage",
     .text = "Not resolved.",
     .fields = {"stage_claimed", "@last"}},
    {.name = "resolved", .text = "Agreed by phone at 09:45: weekly visits."},
    {.name = "response", .text = "We have looked at it again.", .fields = {"response", "Upheld."}},
    {.name = "says it is decided", .text = "I have decided that the visits go on."},
    {.name = "chooses a panel", .text = "Panel.", .fields = {"chair_route", "panel"}},
    {.name = "chooses direct", .text = "I shall resolve this direct with the senior managers."},
    {.name = "review concluded", .text = "The review is concluded: the visits go on."},
    {.name = "course of action", .text = "", .fields = {"course_of_action", "A leaflet by May."}},
    {.name = "handed off", .text = "This is handed off to another process."},
    {.name = "policy issue",
     .text = "",
     .fields = {"policy_issue", "Yes: the threshold wording is unclear."}},
    {.name = "representation", .text = "Our representation: the log shows it."},
    {.name = "confirms in writing",
     .text = "I confirm what was agreed.",
     .fields = {"agreed_outcome", "Weekly visits.", "outstanding", "none"}},
    {.name = "file and worker told",
     .text = "Recorded on the child's file. The worker has been told."},
    {.name = "not settled after all",
     .text = "We do not accept that this is agreed. It is not resolved."},
    {.name = "new information", .text = "There is new information: the visit has not happened."},
    {.name = "delay explained",
     .text = "",
     .fields = {"delay_reasons", "Leave.", "delay_assurance", "Safe, I checked."}},
    {.name = "names another agency", .text = "", .fields = {"challenged_agency", "@third"}},
    {.name = "adds somebody", .text = "Please add our line manager."},
    {.name = "child not safe", .text = "The child is not safe tonight."},
    {.name = "no danger", .text = "", .fields = {"immediate_harm", "No"}},
    {.name = "asks for the form", .text = "Please send me the form."},
    {.name = "asks for a conference", .text = "I request a child protection conference."},
    {.name = "whistleblowing", .text = "This is whistleblowing about wrongdoing in my agency."},
    {.name = "absence", .text = "I am out of the office until 20 March 2026.", .automatic = TRUE},
    {.name = "escalates", .text = "", .apart = TRUE, .new_case = TRUE},
    {.name = "asks for advice", .text = "", .fields = {"kind", "Advice"}, .apart = TRUE},
    {.name = "who is our representative",
     .text = "Who is our agency's representative?",
     .apart = TRUE},
    {.name = "whistleblowing, no case",
     .text = "This is whistleblowing about wrongdoing in my agency.",
     .apart = TRUE},
    {.name = "ordinary mail", .text = "The next meeting is on Thursday.", .apart = TRUE},
};

/* ---- senders: what they are to the case ---- */

typedef enum {
    RAISING_HOLDER,
    RAISING_ROLE,
    ORIGINATOR,
    CHALLENGED_HOLDER,
    CHALLENGED_ROLE,
    PARTNERSHIP_HOLDER,
    PARTNERSHIP_ROLE,
    THIRD_ROLE,
    RAISING_DOMAIN,
    CHALLENGED_DOMAIN,
    PARTNERSHIP_DOMAIN,
    THIRD_DOMAIN,
    UNKNOWN,
    UNPROVEN,
    FAILED,
    NO_PROOF_RAISING,
    NO_PROOF_CHALLENGED,
    NO_PROOF_PARTNERSHIP,
    SENDERS
} Who;

static const char *const who_names[SENDERS] = {
    "raising holder",
    "raising role",
    "originator",
    "challenged holder",
    "challenged role",
    "partnership holder",
    "partnership role",
    "third agency",
    "raising colleague",
    "challenged colleague",
    "partnership colleague",
    "third colleague",
    "stranger",
    "unproven",
    "forged",
    "(no proof) raising holder",
    "(no proof) challenged holder",
    "(no proof) partnership holder",
};

typedef struct {
    const World *world;
    Placed *placed;
    const char *worker; /* who raises it */
    GString *out;
} Table;

static gboolean in_post(const Table *t, const Post *post)
{
    Day today = instant_day(t->placed->now, t->placed->rules->site.zone);
    return directory_post_is_held(post, today) && *post->email && !directory_is_service(post->role);
}

static gboolean sits(const Case *c, const char *email)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        if (holder->current && g_str_equal(holder->email, email))
            return TRUE;
    }
    return FALSE;
}

/* Somebody of the directory in this agency who neither holds the case nor raised it. */
static const char *role_of(const Table *t, const Case *c, const char *agency)
{
    const Directory *directory = t->placed->rules->directory;
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        if (g_str_equal(post->agency, agency) && in_post(t, post) && !sits(c, post->email) &&
            g_strcmp0(c->originator.email, post->email) != 0)
            return post->email;
    }
    const Agency *partnership = directory_partnership(directory);
    for (guint i = 0; g_str_equal(partnership->id, agency) && i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        if (g_str_equal(post->agency, agency) && !sits(c, post->email))
            return post->email;
    }
    return NULL;
}

static const char *holder_of(const Table *t, const Case *c, Side side)
{
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *holder = g_ptr_array_index(c->holders, i);
        g_autoptr(GPtrArray) posts =
            directory_posts_by_email(t->placed->rules->directory, holder->email,
                                     instant_day(t->placed->now, t->placed->rules->site.zone));
        if (holder->current && !holder->informed && holder->side == side && posts->len > 0)
            return holder->email;
    }
    return NULL;
}

static const char *colleague(const Table *t, const char *agency)
{
    const Agency *of = directory_agency(t->placed->rules->directory, agency);
    g_autofree char *email = g_strdup_printf("some.colleague@%s", of->domains[0]);
    return g_intern_string(email);
}

/* The address, or NULL when the case has nobody of the sort. */
static const char *address_of(const Table *t, const Case *c, Who who)
{
    const char *partnership = directory_partnership(t->placed->rules->directory)->id;
    switch (who) {
    case RAISING_HOLDER:
    case NO_PROOF_RAISING:
    case UNPROVEN:
    case FAILED:
        return holder_of(t, c, SIDE_RAISING) ? holder_of(t, c, SIDE_RAISING) : t->worker;
    case RAISING_ROLE:
        return role_of(t, c, t->world->raising);
    case ORIGINATOR:
        return c->originator.email;
    case CHALLENGED_HOLDER:
    case NO_PROOF_CHALLENGED:
        return holder_of(t, c, SIDE_CHALLENGED);
    case CHALLENGED_ROLE:
        return role_of(t, c, t->world->challenged);
    case PARTNERSHIP_HOLDER:
    case NO_PROOF_PARTNERSHIP:
        return holder_of(t, c, SIDE_PARTNERSHIP);
    case PARTNERSHIP_ROLE:
        return role_of(t, c, partnership);
    case THIRD_ROLE:
        return role_of(t, c, t->world->third);
    case RAISING_DOMAIN:
        return colleague(t, t->world->raising);
    case CHALLENGED_DOMAIN:
        return colleague(t, t->world->challenged);
    case PARTNERSHIP_DOMAIN:
        return colleague(t, partnership);
    case THIRD_DOMAIN:
        return colleague(t, t->world->third);
    default:
        return "nobody.known@freemail.example";
    }
}

static gboolean without_proof(Who who)
{
    return who >= NO_PROOF_RAISING;
}

/* ---- the message ---- */

static const char *value_of(const Table *t, const char *value)
{
    const Policy *policy = t->placed->policy;
    if (g_str_equal(value, "@third"))
        return directory_agency(t->placed->rules->directory, t->world->third)->name;
    return g_str_equal(value, "@last") ? policy_stage_at(policy, policy->stages->len)->name : value;
}

static MailRecord *made(const Table *t, const Kind *kind, const char *from, const char *reference,
                        Who who)
{
    PlacedProof proof = who == FAILED                           ? PLACED_FORGED
                        : who == UNPROVEN || without_proof(who) ? PLACED_UNJUDGED
                                                                : PLACED_PROVEN;
    if (kind->new_case)
        return placed_form(t->placed, from, t->world->raising, t->world->challenged, proof);
    MailRecord *mail =
        placed_mail(t->placed, from, kind->apart ? NULL : reference, kind->text, proof);
    if (kind->automatic)
        mail->automatic = MAIL_AUTOMATIC_REPLY;
    for (guint i = 0; i + 1 < G_N_ELEMENTS(kind->fields) && kind->fields[i]; i += 2)
        placed_say(mail, kind->fields[i], value_of(t, kind->fields[i + 1]));
    return mail;
}

/* ---- what becomes of it, as one line ---- */

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Equal ones once, with how many. */
static char *joined(GPtrArray *words)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_ptr_array_sort(words, by_text);
    for (guint i = 0; i < words->len; i++) {
        guint n = 1;
        while (i + 1 < words->len && g_str_equal(words->pdata[i], words->pdata[i + 1]))
            i++, n++;
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                               (const char *)words->pdata[i]);
        if (n > 1)
            g_string_append_printf(text, " ×%u", n);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *mails_of(const Decision *decision)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        const char *to = mail->answer                ? "the sender"
                         : mail->role && *mail->role ? mail->role
                                                     : "somebody";
        g_ptr_array_add(words, g_strdup_printf("%s to %s", mail->template, to));
    }
    return joined(words);
}

static char *where(const Case *c)
{
    if (c->tier > 0)
        return g_strdup_printf("%s.%u", c->stage ? c->stage : "-", c->tier);
    return g_strdup(c->stage ? c->stage : "-");
}

/* Kinds of event that only say what was told elsewhere in the line. */
static gboolean is_said_elsewhere(const char *kind)
{
    static const char *const plain[] = {"received", "told",    "stage-entered", "state", "holders",
                                        "opened",   "closing", "closed",        NULL};
    return g_strv_contains(plain, kind);
}

static void changes(GString *line, const Case *before, const Decision *decision)
{
    const Case *after = decision->subject_case;
    g_autofree char *there = where(after);
    g_autofree char *here = before && !decision->is_new ? where(before) : NULL;
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    if (decision->is_new)
        g_string_append_printf(line, "OPENS at %s", there);
    else if (!g_str_equal(here, there))
        g_string_append_printf(line, "MOVES to %s", there);
    if (!decision->is_new && before->state != after->state)
        g_string_append_printf(line, "%sIS NOW %s", line->len ? ", " : "",
                               case_state_name(after->state));
    if (!decision->is_new && g_strcmp0(before->challenged, after->challenged) != 0)
        g_string_append_printf(line, "%sROUTED to %s", line->len ? ", " : "", after->challenged);
    if (line->len == 0)
        g_string_append(line, "recorded");
    for (guint i = decision->first_new; i < after->events->len; i++) {
        const Event *event = g_ptr_array_index(after->events, i);
        if (!is_said_elsewhere(event->kind))
            g_ptr_array_add(words, g_strdup(event->kind));
    }
    g_autofree char *events = joined(words);
    if (*events)
        g_string_append_printf(line, " (%s)", events);
}

static char *outcome(const Case *before, const Decision *decision)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autofree char *mails = mails_of(decision);
    if (decision->subject_case)
        changes(line, before, decision);
    if (decision->held)
        g_string_append_printf(line, "%sheld: %s%s", line->len ? "; " : "", decision->held->reason,
                               held_row_restricted(decision->held) ? ", restricted" : "");
    else if (!decision->subject_case)
        g_string_append(line, decision->disposition);
    g_string_append_printf(line, " | %s", *mails ? mails : "nothing");
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* ---- what holds in every line ---- */

static gboolean changed(const Case *before, const Case *after)
{
    return g_strcmp0(before->stage, after->stage) != 0 || before->tier != after->tier ||
           before->state != after->state || before->cycle != after->cycle ||
           g_strcmp0(before->chair_route, after->chair_route) != 0 ||
           g_strcmp0(before->challenged, after->challenged) != 0 ||
           g_strcmp0(before->raising, after->raising) != 0;
}

static void check(const Kind *kind, Who who, const Case *before, const Decision *decision)
{
    const Case *after = decision->subject_case;
    gboolean stranger = who == UNKNOWN || who == UNPROVEN || who == FAILED;
    gboolean proven = who <= THIRD_ROLE;
    g_test_message("%s, %s", kind->name, who_names[who]);
    if (after && !decision->is_new && !proven)
        g_assert_false(changed(before, after));
    if (after && !decision->is_new && (who == THIRD_ROLE || who == THIRD_DOMAIN))
        g_assert_false(changed(before, after));
    if (stranger && !kind->automatic)
        g_assert_null(after);
    for (guint i = 0; i < decision->mails->len; i++) {
        const MailDraft *mail = g_ptr_array_index(decision->mails, i);
        g_assert_false(who == FAILED && mail->answer);
        g_assert_true(who != UNKNOWN || !mail->answer || g_str_equal(mail->template, "receipt"));
        g_assert_null(strstr(mail->subject, "Quillon"));
        g_assert_null(strstr(mail->subject, "Featherston"));
    }
}

/* ---- the table ---- */

static char *cell(const Table *t, const Kind *kind, const char *reference, Who who)
{
    g_autoptr(Case) before = placed_case(t->placed, reference);
    const char *from = address_of(t, before, who);
    if (!from || !*from)
        return NULL;
    t->placed->rules->site.proof.boundary.mode =
        without_proof(who) ? AUTH_MODE_NONE : AUTH_MODE_RFC8601;
    g_autoptr(MailRecord) mail = made(t, kind, from, reference, who);
    g_autoptr(Decision) decision = placed_decide(t->placed, mail);
    t->placed->rules->site.proof.boundary.mode = AUTH_MODE_RFC8601;
    check(kind, who, before, decision);
    return outcome(before, decision);
}

typedef struct {
    char *name, *reference;
} Moment;

static void add_moment(GArray *moments, const char *name, char *reference)
{
    Moment moment = {g_strdup(name), reference};
    g_array_append_val(moments, moment);
}

static void close_case(const Table *t, const char *reference)
{
    GError *error = NULL;
    OfficeCommand office = placed_command(t->placed);
    g_autoptr(Decision) closed = decide_close(placed_case(t->placed, reference), &office, &error);
    g_assert_no_error(error);
    placed_office(t->placed, closed);
}

static char *opened(const Table *t, const char *stage)
{
    return placed_open(t->placed, t->worker, t->world->raising, t->world->challenged, stage);
}

/* Resolved at the second stage by whom the policy lets say so. */
static char *closing(const Table *t)
{
    char *reference = opened(t, policy_stage_at(t->placed->policy, 2)->id);
    g_autoptr(Case) c = placed_case(t->placed, reference);
    const char *from = role_of(t, c, t->world->raising);
    g_autoptr(MailRecord) mail = placed_mail(
        t->placed, from, reference, "Agreed by phone at 09:45: weekly visits.", PLACED_PROVEN);
    g_autoptr(Decision) decision = placed_decide(t->placed, mail);
    g_assert_cmpint(decision->subject_case->state, ==, CASE_CLOSING);
    placed_take(t->placed, decision, mail);
    return reference;
}

static const char *member_of(const Table *t, const char *agency)
{
    const Directory *directory = t->placed->rules->directory;
    for (guint i = 0; i < directory_posts(directory); i++) {
        const Post *post = directory_post_at(directory, i);
        if (g_str_equal(post->agency, agency) && post->full_member && post->senior)
            return post->name;
    }
    g_error("no member of %s", agency);
}

/* A panel of the two agencies and the third has been convened by whom the policy lets choose. */
static char *panel_sits(const Table *t)
{
    char *reference =
        opened(t, policy_stage_at(t->placed->policy, t->placed->policy->stages->len)->id);
    g_autoptr(Case) c = placed_case(t->placed, reference);
    g_autofree char *names =
        g_strjoin("\n", member_of(t, t->world->raising), member_of(t, t->world->challenged),
                  member_of(t, t->world->third), NULL);
    g_autoptr(MailRecord) mail =
        placed_mail(t->placed, holder_of(t, c, SIDE_PARTNERSHIP), reference, "", PLACED_PROVEN);
    placed_say(mail, "panel", names);
    g_autoptr(Decision) decision = placed_decide(t->placed, mail);
    g_assert_cmpstr(decision->subject_case->chair_route, ==, "panel");
    placed_take(t->placed, decision, mail);
    return reference;
}

/* Nobody could tell which organisation the form names. */
static char *routing_held(const Table *t)
{
    g_autoptr(MailRecord) mail =
        placed_form(t->placed, t->worker, t->world->raising, t->world->challenged, PLACED_PROVEN);
    for (guint i = 0; i < mail->fields->len; i++) {
        MailField *field = &g_array_index(mail->fields, MailField, i);
        if (g_str_equal(field->key, "challenged_agency"))
            field->value = "The Nowhere Trust";
    }
    placed_say(mail, "stage_claimed", policy_stage_at(t->placed->policy, 2)->name);
    g_autoptr(Decision) decision = placed_decide(t->placed, mail);
    g_assert_cmpint(decision->subject_case->routing_held, ==, SIDE_CHALLENGED);
    placed_take(t->placed, decision, mail);
    return g_strdup(decision->subject_case->reference);
}

static GArray *moments_of(const Table *t)
{
    GArray *moments = g_array_new(FALSE, FALSE, sizeof(Moment));
    add_moment(moments, "routing held", routing_held(t));
    for (guint i = 1; i <= t->placed->policy->stages->len; i++) {
        const PolicyStage *stage = policy_stage_at(t->placed->policy, i);
        add_moment(moments, stage->id, opened(t, stage->id));
    }
    if (t->placed->policy->panel != NULL)
        add_moment(moments, "a panel sits", panel_sits(t));
    add_moment(moments, "closing", closing(t));
    char *closed = opened(t, policy_stage_at(t->placed->policy, 2)->id);
    close_case(t, closed);
    add_moment(moments, "closed", closed);
    return moments;
}

/* Of one kind: by moment and sender; NULL where the case has nobody of the sort. */
typedef char *Cells[SENDERS];

/* Each outcome once, with the senders who have it. */
static char *lines(Cells cells)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean done[SENDERS] = {FALSE};
    for (guint who = 0; who < SENDERS; who++) {
        if (!cells[who] || done[who])
            continue;
        g_string_append_printf(text, "    %s", who_names[who]);
        for (guint other = who + 1; other < SENDERS; other++)
            if (g_strcmp0(cells[who], cells[other]) == 0) {
                g_string_append_printf(text, "; %s", who_names[other]);
                done[other] = TRUE;
            }
        g_string_append_printf(text, "\n        → %s\n", cells[who]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Takes out what is the same at every moment. */
static void take_always(Cells *cells, guint moments, Cells always)
{
    for (guint who = 0; who < SENDERS; who++) {
        const char *same = NULL;
        guint there = 0;
        gboolean differs = FALSE;
        for (guint i = 0; i < moments; i++) {
            there += cells[i][who] != NULL;
            differs |= same && cells[i][who] && !g_str_equal(same, cells[i][who]);
            same = cells[i][who] ? cells[i][who] : same;
        }
        always[who] = !differs && there > 1 ? g_strdup(same) : NULL;
        for (guint i = 0; always[who] && i < moments; i++)
            g_clear_pointer(&cells[i][who], g_free);
    }
}

/* Moments one after the other that have the same lines are one. */
static void write_moments(const Table *t, const GArray *moments, Cells *cells, guint n)
{
    g_autofree char *last = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i <= n; i++) {
        g_autofree char *here = i < n ? lines(cells[i]) : NULL;
        if (last && *last && g_strcmp0(here, last) != 0)
            g_string_append_printf(t->out, "  %s\n%s", n == 1 ? "at any time" : names->str, last);
        if (g_strcmp0(here, last) != 0)
            g_string_truncate(names, 0);
        if (i < n)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "",
                                   g_array_index(moments, Moment, i).name);
        g_free(last);
        last = g_steal_pointer(&here);
    }
}

static void write_cells(const Table *t, const Kind *kind, const GArray *moments)
{
    guint n = kind->apart ? 1 : moments->len;
    g_autofree Cells *cells = g_new0(Cells, n);
    Cells always = {NULL};
    for (guint i = 0; i < n; i++)
        for (guint who = 0; who < SENDERS; who++)
            cells[i][who] = cell(t, kind, g_array_index(moments, Moment, i).reference, who);
    take_always(cells, n, always);
    write_moments(t, moments, cells, n);
    g_autofree char *rest = lines(always);
    if (*rest)
        g_string_append_printf(t->out, "  at any time\n%s", rest);
    for (guint who = 0; who < SENDERS; who++) {
        g_free(always[who]);
        for (guint i = 0; i < n; i++)
            g_free(cells[i][who]);
    }
}

static void write_kind(const Table *t, const Kind *kind, const GArray *moments)
{
    g_string_append_printf(t->out, "\n== %s", kind->name);
    if (*kind->text)
        g_string_append_printf(t->out, ": \"%s\"", kind->text);
    for (guint i = 0; i + 1 < G_N_ELEMENTS(kind->fields) && kind->fields[i]; i += 2)
        g_string_append_printf(t->out, " [%s: %s]", kind->fields[i],
                               value_of(t, kind->fields[i + 1]));
    g_string_append(t->out, "\n");
    write_cells(t, kind, moments);
}

/* What the policy itself says of who may, above what the engine makes of it. */
static void write_policy(const Table *t)
{
    const Policy *policy = t->placed->policy;
    g_string_append_printf(t->out, "%s: %s raises, %s is disagreed with, %s is a third agency\n",
                           policy->id, t->world->raising, t->world->challenged, t->world->third);
    for (guint i = 0; i < policy->stages->len; i++) {
        const PolicyStage *stage = g_ptr_array_index(policy->stages, i);
        for (guint j = 0; j < stage->exits->len; j++) {
            const PolicyExit *way = g_ptr_array_index(stage->exits, j);
            g_autofree char *by = g_strjoinv(", ", way->by);
            g_string_append_printf(t->out, "  %s %s → %s: by %s (%s)\n", stage->id, way->when,
                                   way->to, by, way->section);
        }
    }
}

static const char *worker_of(const Placed *placed, const char *agency)
{
    for (guint i = 0; i < directory_posts(placed->rules->directory); i++) {
        const Post *post = directory_post_at(placed->rules->directory, i);
        if (g_str_equal(post->agency, agency) && g_str_equal(post->role, "worker"))
            return post->email;
    }
    g_error("no worker");
}

/* Where the table and the golden file part, rather than both of them whole. */
static void say_difference(const char *made, const char *path)
{
    g_autofree char *want = NULL;
    if (!g_file_get_contents(path, &want, NULL, NULL))
        return;
    g_auto(GStrv) ours = g_strsplit(made, "\n", -1), theirs = g_strsplit(want, "\n", -1);
    for (guint i = 0; ours[i] && theirs[i]; i++)
        if (!g_str_equal(ours[i], theirs[i])) {
            g_test_message("%s:%u: is now\n%s", path, i + 1, ours[i]);
            return;
        }
}

static void compare(const Table *t)
{
    g_autofree char *name = g_strdup_printf("matrix/%s.txt", t->world->policy);
    g_autofree char *path = g_build_filename(GOLDEN_FOLDER, name, NULL);
    Golden golden;
    golden_open(&golden);
    fputs(t->out->str, golden.out);
    say_difference(t->out->str, path);
    golden_compare(&golden, name);
}

static void test_policy(gconstpointer data)
{
    const World *world = data;
    g_auto(Placed) placed = placed_begin(world->policy, now);
    Table t = {world, &placed, worker_of(&placed, world->raising), g_string_new(NULL)};
    g_autoptr(GArray) moments = moments_of(&t);
    placed.now += 2 * 24 * 60 * 60; /* nobody has had an answer that day */
    write_policy(&t);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        write_kind(&t, &kinds[i], moments);
    for (guint i = 0; i < moments->len; i++) {
        g_free(g_array_index(moments, Moment, i).name);
        g_free(g_array_index(moments, Moment, i).reference);
    }
    compare(&t);
    g_string_free(t.out, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(worlds); i++) {
        g_autofree char *path = g_strconcat("/matrix/", worlds[i].policy, NULL);
        g_test_add_data_func(path, &worlds[i], test_policy);
    }
    return g_test_run();
}
