/* Every operation of the log: rows in, what the case is after them out. */
#include "case.h"

#include <string.h>

#include "error.h"

typedef struct {
    const char *name, *input, *want;
} FoldCase;

/* ---- a case as text, without what is unknown or as in a new case ---- */

static void put(GString *out, const char *name, const char *text)
{
    if (text && *text)
        g_string_append_printf(out, "%s=%s ", name, text);
}

static void put_number(GString *out, const char *name, gint64 number)
{
    if (number != 0)
        g_string_append_printf(out, "%s=%" G_GINT64_FORMAT " ", name, number);
}

static void put_flag(GString *out, const char *name, gboolean flag)
{
    if (flag)
        g_string_append_printf(out, "%s ", name);
}

static void put_day(GString *out, const char *name, Day day)
{
    g_autofree char *iso = day != DAY_UNKNOWN ? day_iso(day) : NULL;
    put(out, name, iso);
}

static void put_words(GString *out, const char *name, GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        put(out, name, g_ptr_array_index(words, i));
}

static void put_whole(GString *out, const Case *c)
{
    put(out, "reference", c->reference);
    put(out, "policy", c->policy);
    put(out, "sha256", c->policy_sha256);
    put(out, "mailbox", c->mailbox);
    put_number(out, "opened", c->opened);
    if (c->state != CASE_PROVISIONAL)
        put(out, "state", case_state_name(c->state));
    put_number(out, "began", c->began == 1000 ? 0 : c->began); /* the event's own time */
    put_number(out, "cycle", c->cycle == 1 ? 0 : c->cycle);
    put_flag(out, "urgent", c->urgent);
    put_flag(out, "harm-unanswered", c->harm_unanswered);
    put_flag(out, "decided", c->decided);
    put(out, "stage", c->stage);
    put_number(out, "tier", c->tier);
    put_number(out, "entered", c->entered);
    put(out, "claimed", c->stage_claimed);
    put(out, "gate", c->held_gate);
    put_number(out, "received", c->last_received);
    put_words(out, "id", c->message_ids);
    put(out, "sender", c->last_sender);
    put(out, "turn", c->turn);
    put(out, "confirm", c->waiting_confirmation);
    put(out, "opened-by", c->opened_by);
    put(out, "route", c->chair_route);
}

static void put_sides(GString *out, const Case *c)
{
    static const char *const sides[] = {"", "raising", "challenged", "partnership"};
    put(out, "raising", c->raising);
    put(out, "challenged", c->challenged);
    put(out, "written", c->challenged_written);
    put(out, "held", sides[c->routing_held]);
    for (guint i = 0; i < c->candidates->len; i++) {
        const Candidate *candidate = g_ptr_array_index(c->candidates, i);
        g_string_append_printf(out, "candidate(%s,%s) ", candidate->agency, candidate->why);
    }
    const Person *p = &c->originator;
    if (*p->name || *p->role || *p->agency || *p->email)
        g_string_append_printf(out, "originator(%s,%s,%s,%s) ", p->name, p->role, p->agency,
                               p->email);
    for (guint i = 0; i < c->holders->len; i++) {
        const Holder *h = g_ptr_array_index(c->holders, i);
        g_string_append_printf(out, "holder(%s,%s,%s,%s,%s,%s/%u", sides[h->side], h->agency,
                               h->role, h->name, h->email, h->stage, h->tier);
        g_string_append_printf(out, "%s%s", h->current ? "" : ",former",
                               h->informed ? ",informed" : "");
        if (h->told)
            g_string_append_printf(out, ",told %" G_GINT64_FORMAT, h->told);
        g_string_append(out, ") ");
    }
}

static void put_children(GString *out, const Case *c)
{
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = g_ptr_array_index(c->children, i);
        g_string_append_printf(out, "child(%u,%s,%s,%s ", child->n, child->name, child->ids,
                               child->setting);
        put_day(out, "born", child->born);
        put_day(out, "expected", child->expected);
        put_words(out, "status", child->status);
        put_flag(out, "settled", child->settled);
        put(out, "at", child->settled_stage);
        g_string_append(out, ") ");
    }
}

static void put_people(GString *out, const Case *c)
{
    for (guint i = 0; i < c->members->len; i++) {
        const MemberEngaged *member = g_ptr_array_index(c->members, i);
        g_string_append_printf(out, "member(%s,%s ", member->agency, member->name);
        put_day(out, "on", member->date);
        g_string_append(out, ") ");
    }
    for (guint i = 0; i < c->panel->len; i++) {
        const PanelMember *member = g_ptr_array_index(c->panel, i);
        g_string_append_printf(out, "panel(%s,%s%s%s) ", member->name, member->agency,
                               member->senior ? ",senior" : "", member->full_member ? ",full" : "");
    }
    for (guint i = 0; i < c->representations->len; i++) {
        const Representation *r = g_ptr_array_index(c->representations, i);
        g_string_append_printf(out, "representation(%s,%" G_GINT64_FORMAT ",%s) ", r->agency, r->at,
                               r->message);
    }
}

static void put_dates(GString *out, const Case *c)
{
    static const char *const met[] = {"pending", "yes", "no"};
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = g_ptr_array_index(c->dates, i);
        g_string_append_printf(out, "date(%s,%s,%s ", date->id, date->kind, met[date->met]);
        put_day(out, "due", date->due_day);
        put_number(out, "at", date->due);
        put_flag(out, "shown", date->due_instant);
        put_day(out, "from", date->from);
        put_number(out, "remind", date->remind);
        put_flag(out, "prompted", date->prompted);
        put(out, "why", date->why);
        g_string_append(out, ") ");
    }
    for (guint i = 0; i < c->owed->len; i++) {
        const Owed *owed = g_ptr_array_index(c->owed, i);
        g_string_append_printf(out, "owed(%s,%s,%s,%u ", owed->kind, owed->agency, owed->role,
                               owed->child);
        put(out, "source", owed->source);
        put_flag(out, "bars", owed->bars_closing);
        put_number(out, "since", owed->since);
        put_number(out, "met", owed->met);
        put_flag(out, "earlier", owed->earlier);
        g_string_append(out, ") ");
    }
}

static void put_rows(GString *out, const Case *c)
{
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = g_ptr_array_index(c->facts, i);
        g_string_append_printf(out, "fact(%s,%u,%s,%s,%s%s%s,%u%s) ", fact->key, fact->child,
                               fact->value, fact->message, fact->part, *fact->place ? " " : "",
                               fact->place, fact->line, fact->proposed ? ",proposed" : "");
    }
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *row = g_ptr_array_index(c->discussions, i);
        g_string_append(out, "discussion(");
        put_day(out, "on", row->date);
        g_string_append_printf(out, "%s,%s,%s,%s%s) ", row->stage, row->how, row->who, row->outcome,
                               row->proposed ? ",proposed" : "");
    }
    for (guint i = 0; i < c->outstanding->len; i++) {
        const Outstanding *row = g_ptr_array_index(c->outstanding, i);
        g_string_append_printf(out, "outstanding(%u,%s,%s ", row->n, row->item, row->owner);
        put_day(out, "due", row->due);
        put_number(out, "done", row->done);
        g_string_append(out, ") ");
    }
    put_words(out, "theirs", c->their_refs);
    for (guint i = 0; i < c->aliases->len; i++) {
        const Alias *alias = g_ptr_array_index(c->aliases, i);
        g_string_append_printf(out, "alias(%s,%s,%s%s) ", alias->agency, alias->address,
                               alias->text, alias->echo ? ",echo" : "");
    }
}

static char *case_as_text(const Case *c)
{
    GString *out = g_string_new(NULL);
    put_whole(out, c);
    put_sides(out, c);
    put_children(out, c);
    put_people(out, c);
    put_dates(out, c);
    put_rows(out, c);
    g_strchomp(out->str);
    return g_string_free(out, FALSE);
}

/* ---- the operations ---- */

#define HOLDER(person)                                                                             \
    "[\"holder\",\"challenged\",\"csc\",\"line_manager\"," person ",\"S2\",\"0\",\"no\"]"
#define ANN HOLDER("\"Ann\",\"ann@csc.example\"")
#define ANN_IS "holder(challenged,csc,line_manager,Ann,ann@csc.example,S2/0"
#define GUIDE                                                                                      \
    "[\"date\",\"week\",\"guide\",\"2026-03-09\",\"1773072000\",\"no\",\"2026-03-02\",\"5 days\"]"
#define GUIDE_IS(met)                                                                              \
    "date(week,guide," met " due=2026-03-09 at=1773072000 from=2026-03-02 why=5 days )"
#define TICK "[\"owed\",\"file-tick\",\"csc\",\"\",\"1\",\"2.9\",\"yes\",\"100\"]"
#define IRO "[\"owed\",\"iro-notice\",\"\",\"iro\",\"1\",\"2.5\",\"no\",\"90\"]"
#define TICK_IS "owed(file-tick,csc,,1 source=2.9 bars since=100 )"
#define IRO_IS "owed(iro-notice,,iro,1 source=2.5 since=90 )"
#define CHILD "[\"child\",\"1\",\"J. S.\",\"\",\"\",\"2019-03-04\",\"\"]"
#define TALK(proposed)                                                                             \
    "[\"discussion\",\"2026-03-05\",\"S2\",\"telephone\",\"Ann\",\"no\",\"" proposed "\"]"
#define TALK_IS "discussion(on=2026-03-05 S2,telephone,Ann,no"
#define PANEL "[\"panel\",\"Bo\",\"police\",\"yes\",\"no\"]"

static const FoldCase folds[] = {
    {"nothing", "[]", ""},
    {"open", "[[\"open\",\"HAV-26-0001-N\",\"havering-2020\",\"ab12\",\"esc@hav.example\"]]",
     "reference=HAV-26-0001-N policy=havering-2020 sha256=ab12 mailbox=esc@hav.example "
     "opened=1000"},
    {"state", "[[\"state\",\"open\"]]", "state=open"},
    {"state-handed-off", "[[\"state\",\"closing\"],[\"state\",\"handed-off\"]]",
     "state=handed-off"},
    {"state-back", "[[\"state\",\"closed\"],[\"state\",\"provisional\"]]", ""},
    {"cycle", "[[\"cycle\",\"2\"]]", "cycle=2"},
    {"flags", "[[\"urgent\",\"yes\"],[\"harm-unanswered\",\"yes\"],[\"decided\",\"yes\"]]",
     "urgent harm-unanswered decided"},
    {"flags-off", "[[\"urgent\",\"yes\"],[\"urgent\",\"no\"],[\"harm-unanswered\",\"no\"]]", ""},
    {"stage", "[[\"stage\",\"S3\",\"1\",\"500\"]]", "stage=S3 tier=1 entered=500"},
    {"stage-none", "[[\"stage\",\"S3\",\"1\",\"500\"],[\"stage\",\"\",\"0\",\"600\"]]",
     "entered=600"},
    {"stage-ends-holders", "[" ANN ",[\"stage\",\"S3\",\"0\",\"500\"]]",
     "stage=S3 entered=500 " ANN_IS ",former)"},
    {"claimed", "[[\"claimed\",\"S4\"],[\"gate\",\"members-engaged\"]]",
     "claimed=S4 gate=members-engaged"},
    {"claimed-accepted",
     "[[\"claimed\",\"S4\"],[\"gate\",\"g\"],[\"claimed\",\"\"],[\"gate\",\"\"]]", ""},
    {"reopened",
     "[[\"decided\",\"yes\"],[\"chair-route\",\"panel\"]," PANEL "," CHILD
     ",[\"child-settled\",\"1\",\"S3\"]," TICK "," IRO ",[\"reopened\"]]",
     "child(1,J. S.,, born=2019-03-04 ) owed(iro-notice,,iro,1 source=2.5 since=90 earlier )"},
    {"reopened-owes-again", "[" IRO ",[\"reopened\"]," IRO "]", IRO_IS},
    {"reopened-keeps-what-was-met",
     "[" TICK ",[\"owed-met\",\"file-tick\",\"csc\",\"\",\"1\",\"150\"],[\"reopened\"]]",
     "owed(file-tick,csc,,1 source=2.9 bars since=100 met=150 earlier )"},
    {"began", "[[\"reopened\"],[\"began\",\"700\"]]", "began=700"},
    {"received",
     "[[\"received\",\"900\",\"a@x.example\"],[\"received\",\"950\",\"\"],"
     "[\"received\",\"960\",\"a@x.example\"],[\"received\",\"970\",\"b@x.example\"]]",
     "received=970 id=a@x.example id=b@x.example"},
    {"sender", "[[\"sender\",\"a@x.example\"],[\"sender\",\"b@x.example\"]]", "sender=b@x.example"},
    {"turn", "[[\"turn\",\"a@x.example\"],[\"sender\",\"b@x.example\"]]",
     "sender=b@x.example turn=a@x.example"},
    {"opened-by", "[[\"opened-by\",\"a@x.example\"]]", "opened-by=a@x.example"},
    {"proof", "[[\"proof\",\"receiver\",\"\"],[\"proof\",\"none\",\"9f86\"]]", ""},
    {"confirm-from", "[[\"confirm-from\",\"a@x.example\"]]", "confirm=a@x.example"},
    {"confirm-from-none", "[[\"confirm-from\",\"a@x.example\"],[\"confirm-from\",\"\"]]", ""},
    {"chair-route", "[[\"chair-route\",\"direct\"]]", "route=direct"},
    {"sides", "[[\"raising\",\"school\"],[\"challenged\",\"csc\",\"Social Care\"]]",
     "raising=school challenged=csc written=Social Care"},
    {"sides-unknown", "[[\"raising\",\"school\"],[\"raising\",\"\"],[\"challenged\",\"\",\"CCG\"]]",
     "written=CCG"},
    {"challenged-keeps-written", "[[\"challenged\",\"\",\"CCG\"],[\"challenged\",\"icb\",\"\"]]",
     "challenged=icb written=CCG"},
    {"routing-held",
     "[[\"routing-held\",\"challenged\"],[\"candidate\",\"a\",\"one word\"],"
     "[\"candidate\",\"b\",\"two edits\"]]",
     "held=challenged candidate(a,one word) candidate(b,two edits)"},
    {"routing-free",
     "[[\"routing-held\",\"raising\"],[\"candidate\",\"a\",\"x\"],[\"routing-held\",\"\"],"
     "[\"candidates-clear\"]]",
     ""},
    {"originator",
     "[[\"originator\",\"Kim\",\"teacher\",\"school\",\"\"],"
     "[\"originator\",\"Kim Doe\",\"\",\"school\",\"kim@school.example\"]]",
     "originator(Kim Doe,,school,kim@school.example)"},
    {"holder", "[" ANN "]", ANN_IS ")"},
    {"holder-moved",
     "[" ANN ",[\"holder\",\"challenged\",\"csc\",\"line_manager\",\"Ann\",\"ann@csc.example\","
     "\"S3\",\"2\",\"yes\"]]",
     "holder(challenged,csc,line_manager,Ann,ann@csc.example,S3/2,informed)"},
    {"holder-again", "[" ANN ",[\"stage\",\"S2\",\"0\",\"500\"]," ANN "]",
     "stage=S2 entered=500 " ANN_IS ",former) " ANN_IS ")"},
    {"told", "[" ANN ",[\"told\",\"challenged\",\"ann@csc.example\",\"700\"]]",
     ANN_IS ",told 700)"},
    {"told-other-side", "[" ANN ",[\"told\",\"raising\",\"ann@csc.example\",\"700\"]]", ANN_IS ")"},
    {"told-former",
     "[" ANN ",[\"holder-gone\",\"challenged\",\"ann@csc.example\"],"
     "[\"told\",\"challenged\",\"ann@csc.example\",\"700\"]]",
     ANN_IS ",former)"},
    {"holder-gone",
     "[" ANN "," HOLDER("\"Bo\",\"bo@csc.example\"") ",[\"holder-gone\",\"challenged\","
                                                     "\"ann@csc.example\"]]",
     ANN_IS ",former) holder(challenged,csc,line_manager,Bo,bo@csc.example,S2/0)"},
    {"child", "[" CHILD "]", "child(1,J. S.,, born=2019-03-04 )"},
    {"child-more",
     "[" CHILD ",[\"child\",\"1\",\"\",\"999 000 0001\",\"Oak School\",\"\",\"2026-03-25\"],"
     "[\"child\",\"2\",\"\",\"\",\"\",\"\",\"\"]]",
     "child(1,J. S.,999 000 0001,Oak School born=2019-03-04 expected=2026-03-25 ) child(2,,, )"},
    {"child-status",
     "[" CHILD
     ",[\"child-status\",\"1\",\"cin\"],[\"child-status\",\"1\",\"cp_plan,looked_after\"]]",
     "child(1,J. S.,, born=2019-03-04 status=cp_plan status=looked_after )"},
    {"child-status-none",
     "[" CHILD ",[\"child-status\",\"1\",\"cin\"],[\"child-status\",\"1\",\"\"]]",
     "child(1,J. S.,, born=2019-03-04 )"},
    {"child-status-stranger", "[[\"child-status\",\"3\",\"cin\"]]", ""},
    {"child-settled", "[" CHILD ",[\"child-settled\",\"1\",\"S2\"]]",
     "child(1,J. S.,, born=2019-03-04 settled at=S2 )"},
    {"child-settled-nowhere",
     "[" CHILD ",[\"child-settled\",\"1\",\"\"],[\"child-settled\",\"2\",\"S2\"]]",
     "child(1,J. S.,, born=2019-03-04 settled )"},
    {"member",
     "[[\"member\",\"police\",\"Bo\",\"2026-03-12\"],[\"member\",\"police\",\"Bo\",\"\"],"
     "[\"member\",\"health\",\"Bo\",\"\"]]",
     "member(police,Bo on=2026-03-12 ) member(health,Bo )"},
    {"panel", "[" PANEL ",[\"panel\",\"Cy\",\"csc\",\"no\",\"yes\"]]",
     "panel(Bo,police,senior) panel(Cy,csc,full)"},
    {"panel-clear", "[" PANEL ",[\"panel-clear\"]]", ""},
    {"representation", "[[\"representation\",\"csc\",\"800\",\"ab12\"]]",
     "representation(csc,800,ab12)"},
    {"fact",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"text/plain 1\",\"12\",\"no\"],"
     "[\"fact\",\"child.name\",\"2\",\"K.\",\"ab\",\"quoted\",\"3\",\"yes\"]]",
     "fact(problem,0,late,ab,text/plain 1,12) fact(child.name,2,K.,ab,quoted,3,proposed)"},
    {"fact-latest",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"text/plain 1\",\"12\",\"yes\"],"
     "[\"fact\",\"problem\",\"0\",\"very late\",\"cd\",\"text/plain 1\",\"2\",\"no\"]]",
     "fact(problem,0,very late,cd,text/plain 1,2)"},
    {"fact-place",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"form.docx\",\"12\",\"no\"],"
     "[\"fact-place\",\"problem\",\"0\",\"table 2 row 5\"]]",
     "fact(problem,0,late,ab,form.docx table 2 row 5,12)"},
    {"fact-place-gone",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"form.docx\",\"12\",\"no\"],"
     "[\"fact-place\",\"problem\",\"0\",\"table 2 row 5\"],"
     "[\"fact\",\"problem\",\"0\",\"very late\",\"cd\",\"text/plain 1\",\"2\",\"no\"]]",
     "fact(problem,0,very late,cd,text/plain 1,2)"},
    {"fact-of-the-event",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"\",\"text/plain 1\",\"12\",\"no\"]]",
     "fact(problem,0,late,,text/plain 1,12)"},
    {"fact-confirmed",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"quoted\",\"1\",\"yes\"],[\"fact-confirmed\"]]",
     "fact(problem,0,late,ab,quoted,1)"},
    {"corrected-changes-nothing",
     "[[\"fact\",\"problem\",\"0\",\"late\",\"ab\",\"text/plain 1\",\"12\",\"no\"],"
     "[\"corrected\",\"problem\",\"0\",\"early\",\"cd\"]]",
     "fact(problem,0,late,ab,text/plain 1,12)"},
    {"date", "[" GUIDE "]", GUIDE_IS("pending")},
    {"date-shown",
     "[[\"date\",\"same-day\",\"same-day\",\"2026-03-09\",\"1773075600\",\"yes\",\"\",\"\"]]",
     "date(same-day,same-day,pending due=2026-03-09 at=1773075600 shown )"},
    {"date-met", "[" GUIDE ",[\"date-met\",\"week\",\"yes\"]]", GUIDE_IS("yes")},
    {"date-missed", "[" GUIDE ",[\"date-met\",\"week\",\"no\"],[\"date-met\",\"other\",\"yes\"]]",
     GUIDE_IS("no")},
    {"date-prompted", "[" GUIDE ",[\"date-prompted\",\"week\"],[\"date-prompted\",\"other\"]]",
     "date(week,guide,pending due=2026-03-09 at=1773072000 from=2026-03-02 prompted why=5 days )"},
    {"date-remind",
     "[" GUIDE ",[\"date-remind\",\"week\",\"1773043200\"],[\"date-remind\",\"other\",\"1\"]]",
     "date(week,guide,pending due=2026-03-09 at=1773072000 from=2026-03-02 remind=1773043200 why=5 "
     "days )"},
    {"date-remind-again", "[" GUIDE ",[\"date-remind\",\"week\",\"1773043200\"]," GUIDE "]",
     GUIDE_IS("pending")},
    {"date-again",
     "[" GUIDE ",[\"date-met\",\"week\",\"no\"],[\"date-prompted\",\"week\"]," GUIDE "]",
     GUIDE_IS("pending")},
    {"date-pending-again",
     "[" GUIDE ",[\"date-met\",\"week\",\"no\"],[\"date-met\",\"week\",\"pending\"]]",
     GUIDE_IS("pending")},
    {"date-drop", "[" GUIDE ",[\"date-drop\",\"other\"],[\"date-drop\",\"week\"]]", ""},
    {"owed", "[" TICK "," IRO "]", TICK_IS " " IRO_IS},
    {"owed-met", "[" TICK "," IRO ",[\"owed-met\",\"file-tick\",\"csc\",\"\",\"1\",\"150\"]]",
     "owed(file-tick,csc,,1 source=2.9 bars since=100 met=150 ) " IRO_IS},
    {"owed-met-other-child", "[" TICK ",[\"owed-met\",\"file-tick\",\"csc\",\"\",\"2\",\"150\"]]",
     TICK_IS},
    {"owed-again", "[" TICK ",[\"owed-met\",\"file-tick\",\"csc\",\"\",\"1\",\"150\"]," TICK "]",
     TICK_IS},
    {"owed-drop",
     "[" TICK "," IRO ",[\"owed-drop\",\"file-tick\",\"csc\",\"\",\"2\"],"
     "[\"owed-drop\",\"file-tick\",\"csc\",\"\",\"1\"]]",
     IRO_IS},
    {"discussion", "[" TALK("no") "]", TALK_IS ")"},
    {"discussion-undated", "[[\"discussion\",\"\",\"\",\"\",\"\",\"said no\",\"yes\"]]",
     "discussion(,,,said no,proposed)"},
    {"discussion-replace",
     "[" TALK("yes") ",[\"discussion-replace\",\"S2\",\"2026-03-13\",\"\",\"Bo\",\"\"]]",
     "discussion(on=2026-03-13 S2,telephone,Bo,no,proposed)"},
    {"discussion-replace-none",
     "[" TALK("no") ",[\"discussion-replace\",\"S2\",\"\",\"post\",\"\",\"yes\"]]",
     TALK_IS ") discussion(S2,post,,yes)"},
    {"discussions-confirm", "[" TALK("yes") ",[\"discussions-confirm\"]]", TALK_IS ")"},
    {"discussions-clear-proposed",
     "[" TALK("yes") "," TALK("no") "," TALK("yes") ",[\"discussions-clear-proposed\"]]",
     TALK_IS ")"},
    {"outstanding",
     "[[\"outstanding\",\"1\",\"medical\",\"csc\",\"2026-03-20\"],"
     "[\"outstanding\",\"2\",\"report\",\"\",\"\"]]",
     "outstanding(1,medical,csc due=2026-03-20 ) outstanding(2,report, )"},
    {"outstanding-done",
     "[[\"outstanding\",\"1\",\"medical\",\"csc\",\"\"],[\"outstanding-done\",\"1\",\"900\"],"
     "[\"outstanding-done\",\"7\",\"900\"]]",
     "outstanding(1,medical,csc done=900 )"},
    {"outstanding-again",
     "[[\"outstanding\",\"1\",\"medical\",\"csc\",\"\"],[\"outstanding-done\",\"1\",\"900\"],"
     "[\"outstanding\",\"1\",\"medical\",\"csc\",\"2026-03-21\"]]",
     "outstanding(1,medical,csc due=2026-03-21 )"},
    {"alias",
     "[[\"alias\",\"csc\",\"desk@csc.example\",\"[#12]\",\"yes\"],"
     "[\"alias\",\"school\",\"jo@school.example\",\"Mosaic 1234\",\"no\"]]",
     "alias(csc,desk@csc.example,[#12],echo) alias(school,jo@school.example,Mosaic 1234)"},
    {"alias-again",
     "[[\"alias\",\"csc\",\"desk@csc.example\",\"[#12]\",\"yes\"],"
     "[\"alias\",\"csc\",\"desk@csc.example\",\"[#12]\",\"no\"]]",
     "alias(csc,desk@csc.example,[#12])"},
    {"their-ref", "[[\"their-ref\",\"LA 1\"],[\"their-ref\",\"LA 1\"],[\"their-ref\",\"M2\"]]",
     "theirs=LA 1 theirs=M2"},
};

static Event *event_of(const char *changes)
{
    Event *event = event_new(1000, "test", "gateway", NULL, "text");
    GError *error = NULL;
    gboolean read = event_changes_read(event, changes, &error);
    g_assert_no_error(error);
    g_assert_true(read);
    return event;
}

static void test_fold(gconstpointer data)
{
    const FoldCase *t = data;
    g_autoptr(Case) c = case_new();
    GError *error = NULL;
    gboolean folded = case_apply(c, event_of(t->input), &error);
    g_assert_no_error(error);
    g_assert_true(folded);
    g_autofree char *got = case_as_text(c);
    g_assert_cmpstr(got, ==, t->want);
    g_assert_cmpint(c->last_event, ==, 1000);
}

/* Every operation of a table above has been folded at least once; kept in step by hand. */
static void test_every_operation(void)
{
    static const char *const operations[] = {"open",
                                             "state",
                                             "cycle",
                                             "urgent",
                                             "harm-unanswered",
                                             "decided",
                                             "stage",
                                             "claimed",
                                             "gate",
                                             "reopened",
                                             "began",
                                             "received",
                                             "sender",
                                             "turn",
                                             "opened-by",
                                             "proof",
                                             "confirm-from",
                                             "chair-route",
                                             "raising",
                                             "challenged",
                                             "routing-held",
                                             "candidate",
                                             "candidates-clear",
                                             "originator",
                                             "holder",
                                             "told",
                                             "holder-gone",
                                             "child",
                                             "child-status",
                                             "child-settled",
                                             "member",
                                             "panel",
                                             "panel-clear",
                                             "representation",
                                             "fact",
                                             "fact-confirmed",
                                             "corrected",
                                             "date",
                                             "date-met",
                                             "date-prompted",
                                             "date-drop",
                                             "owed",
                                             "owed-met",
                                             "owed-drop",
                                             "discussion",
                                             "discussion-replace",
                                             "discussions-confirm",
                                             "discussions-clear-proposed",
                                             "outstanding",
                                             "outstanding-done",
                                             "their-ref",
                                             "alias"};
    for (gsize i = 0; i < G_N_ELEMENTS(operations); i++) {
        g_autofree char *row = g_strdup_printf("[\"%s\"", operations[i]);
        gboolean tried = FALSE;
        for (gsize j = 0; j < G_N_ELEMENTS(folds) && !tried; j++)
            tried = strstr(folds[j].input, row) != NULL;
        g_test_message("%s", operations[i]);
        g_assert_true(tried);
    }
}

/* ---- what is not understood ---- */

static const FoldCase faults[] = {
    {"proof-word", "[[\"proof\",\"dmarc\",\"\"]]",
     "cannot apply change 'proof' of event 1 of case '': argument 1 is no word for this"},
    {"unknown", "[[\"stages\",\"S3\"]]",
     "cannot apply change 'stages' of event 1 of case '': unknown operation"},
    {"empty-name", "[[\"\"]]", "cannot apply change '' of event 1 of case '': unknown operation"},
    {"too-few", "[[\"stage\",\"S3\",\"1\"]]",
     "cannot apply change 'stage' of event 1 of case '': 2 arguments instead of 3"},
    {"too-many", "[[\"reopened\",\"\"]]",
     "cannot apply change 'reopened' of event 1 of case '': 1 arguments instead of 0"},
    {"number", "[[\"cycle\",\"two\"]]",
     "cannot apply change 'cycle' of event 1 of case '': argument 1 is no number"},
    {"number-negative", "[[\"cycle\",\"-1\"]]",
     "cannot apply change 'cycle' of event 1 of case '': argument 1 is no number"},
    {"number-huge", "[[\"cycle\",\"4294967297\"]]",
     "cannot apply change 'cycle' of event 1 of case '': argument 1 is no number"},
    {"instant-negative", "[[\"received\",\"-5\",\"\"]]",
     "cannot apply change 'received' of event 1 of case '': argument 1 is no instant"},
    {"instant-huge", "[[\"received\",\"18446744073709551617\",\"\"]]",
     "cannot apply change 'received' of event 1 of case '': argument 1 is no instant"},
    {"instant", "[[\"received\",\"2026-03-09\",\"\"]]",
     "cannot apply change 'received' of event 1 of case '': argument 1 is no instant"},
    {"day", "[[\"child\",\"1\",\"\",\"\",\"\",\"31/02/26\",\"\"]]",
     "cannot apply change 'child' of event 1 of case '': argument 5 is no date"},
    {"yes", "[[\"urgent\",\"YES\"]]",
     "cannot apply change 'urgent' of event 1 of case '': argument 1 is no word for this"},
    {"state", "[[\"state\",\"reopened\"]]",
     "cannot apply change 'state' of event 1 of case '': argument 1 is no word for this"},
    {"side", "[[\"routing-held\",\"both\"]]",
     "cannot apply change 'routing-held' of event 1 of case '': argument 1 is no side"},
    {"open-twice",
     "[[\"open\",\"A-26-0001-X\",\"p\",\"s\",\"m\"],[\"open\",\"B-26-0001-X\",\"p\",\"s\",\"m\"]]",
     "cannot apply change 'open' of event 1 of case 'B-26-0001-X': the case 'A-26-0001-X' is open "
     "already"},
};

static void test_fault(gconstpointer data)
{
    const FoldCase *t = data;
    g_autoptr(Case) c = case_new();
    g_autoptr(GError) error = NULL;
    g_assert_false(case_apply(c, event_of(t->input), &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_cmpstr(error->message, ==, t->want);
    g_assert_cmpuint(c->events->len, ==, 0);
}

static void test_sequence(void)
{
    g_autoptr(Case) c = case_new();
    g_assert_true(case_apply(c, event_of("[]"), NULL));
    Event *second = event_of("[]");
    second->seq = 2;
    g_assert_true(case_apply(c, second, NULL));
    Event *fourth = event_of("[]");
    fourth->seq = 4;
    g_autoptr(GError) error = NULL;
    g_assert_false(case_apply(c, fourth, &error));
    g_assert_error(error, CASEGATE_ERROR, CASEGATE_ERROR_BUG);
    g_assert_cmpuint(c->events->len, ==, 2);
    g_assert_cmpuint(((Event *)g_ptr_array_index(c->events, 0))->seq, ==, 1);
    g_assert_cmpuint(second->seq, ==, 2);
}

static void test_fact_of_its_message(void)
{
    g_autoptr(Case) c = case_new();
    Event *event = event_new(1000, "received", "kim@school.example", "ab12", "text");
    event_change(event, "fact", "problem", "0", "late", "", "text/plain 1", "12", "no", NULL);
    g_assert_true(case_apply(c, event, NULL));
    g_assert_cmpstr(case_fact_of(c, "problem", 0)->message, ==, "ab12");
}

static void test_looking(void)
{
    g_autoptr(Case) c = case_new();
    g_assert_true(
        case_apply(c,
                   event_of("[[\"fact\",\"problem\",\"0\",\"late\",\"\",\"\",\"\",\"no\"],"
                            "[\"fact\",\"problem\",\"2\",\"later\",\"\",\"\",\"\",\"no\"],"
                            "[\"raising\",\"school\"],[\"challenged\",\"csc\",\"\"]," CHILD "]"),
                   NULL));
    g_assert_cmpstr(case_fact(c, "problem"), ==, "late");
    g_assert_null(case_fact(c, "outcome_sought"));
    g_assert_cmpstr(case_fact_of(c, "problem", 2)->value, ==, "later");
    g_assert_null(case_fact_of(c, "problem", 1));
    g_assert_cmpuint(case_child(c, 1)->n, ==, 1);
    g_assert_null(case_child(c, 2));
    g_assert_true(case_is_party(c, "school"));
    g_assert_true(case_is_party(c, "csc"));
    g_assert_false(case_is_party(c, "police"));
    g_assert_false(case_is_party(c, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(folds); i++) {
        g_autofree char *path = g_strdup_printf("/fold/%s", folds[i].name);
        g_test_add_data_func(path, &folds[i], test_fold);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *path = g_strdup_printf("/fold/fault/%s", faults[i].name);
        g_test_add_data_func(path, &faults[i], test_fault);
    }
    g_test_add_func("/fold/every-operation", test_every_operation);
    g_test_add_func("/fold/sequence", test_sequence);
    g_test_add_func("/fold/fact-of-its-message", test_fact_of_its_message);
    g_test_add_func("/fold/looking", test_looking);
    return g_test_run();
}
