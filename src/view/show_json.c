/* One case as the JSON of design §5, key for key.
 *
 * Unknown is null, lists are never null, and only what is still owed is listed as owed. Holders are
 * those of the present stage; earlier ones stand in the events. Names of children appear in
 * `fields` only, as they were filled in.
 *
 * Fails on nothing; writes only to view->out. */
#include "show_parts.h"

#include "earlier.h"
#include "json_out.h"
#include "standing.h"
#include "view_beside.h"
#include "words.h"

static void json_policy(JsonBuilder *out, const View *view, const Case *c)
{
    const Policy *policy = words_policy(view, c);
    json_out_object(out, "policy");
    json_out_known(out, "id", c->policy);
    json_out_known(out, "version", policy ? policy->version : NULL);
    json_out_known(out, "sha256", c->policy_sha256);
    json_builder_end_object(out);
}

static void json_stage(JsonBuilder *out, const View *view, const Case *c)
{
    if (!c->stage) {
        json_out_null(out, "stage");
        return;
    }
    const Policy *policy = words_policy(view, c);
    const PolicyStage *stage = policy ? policy_stage(policy, c->stage) : NULL;
    json_out_object(out, "stage");
    json_out_text(out, "id", c->stage);
    json_out_text(out, "label", stage ? stage->label : NULL);
    json_out_number(out, "tier", c->tier);
    json_out_instant(out, "entered", view, c->entered);
    json_builder_end_object(out);
}

static void json_parties(JsonBuilder *out, const Case *c)
{
    json_out_object(out, "agencies");
    json_out_known(out, "raising", c->raising);
    json_out_known(out, "challenged", c->challenged);
    json_builder_end_object(out);
    json_out_object(out, "originator");
    json_out_known(out, "name", c->originator.name);
    json_out_known(out, "role", c->originator.role);
    json_out_known(out, "agency", c->originator.agency);
    json_out_known(out, "email", c->originator.email);
    json_builder_end_object(out);
    json_out_candidates(out, c->candidates);
}

static void json_holders(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) holders = show_holders(c, TRUE);
    json_out_list(out, "holders");
    for (guint i = 0; i < holders->len; i++) {
        const Holder *holder = holders->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "side", side_name(holder->side));
        json_out_known(out, "agency", holder->agency);
        json_out_known(out, "role", holder->role);
        json_out_known(out, "name", holder->name);
        json_out_known(out, "email", holder->email);
        json_out_instant(out, "told", view, holder->told);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_waiting(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) waiting = standing_waiting_for(c, view->rules, view->now);
    json_out_list(out, "waiting_for");
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingFor *one = waiting->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "agency", one->agency);
        json_out_known(out, "role", one->role);
        json_out_known(out, "name", one->name);
        json_out_known(out, "what", one->what);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_met(JsonBuilder *out, Met met)
{
    if (met == MET_PENDING)
        json_out_null(out, "met");
    else
        json_out_bool(out, "met", met == MET_YES);
}

static void json_dates(JsonBuilder *out, const View *view, const Case *c)
{
    json_out_list(out, "dates");
    for (guint i = 0; i < c->dates->len; i++) {
        const CaseDate *date = c->dates->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "id", date->id);
        json_out_text(out, "kind", date->kind);
        if (date->due_instant)
            json_out_instant(out, "due", view, date->due);
        else
            json_out_day(out, "due", date->due_day);
        json_out_day(out, "from", date->from);
        json_met(out, date->met);
        json_out_known(out, "why", date->why);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_children(JsonBuilder *out, const Case *c)
{
    json_out_list(out, "children");
    for (guint i = 0; i < c->children->len; i++) {
        const Child *child = c->children->pdata[i];
        json_out_object(out, NULL);
        json_out_int(out, "n", child->n);
        json_out_words(out, "status", child->status);
        json_out_bool(out, "settled", child->settled);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

/* Only where there is something to say. */
static void json_earlier(JsonBuilder *out, const View *view, const Case *c, const Fact *fact)
{
    g_autoptr(GPtrArray) answers = earlier_answers(c, fact, words_policy(view, c));
    if (answers->len == 0)
        return;
    json_out_list(out, "before");
    for (guint i = 0; i < answers->len; i++) {
        const EarlierAnswer *answer = answers->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "value", answer->value);
        json_out_instant(out, "at", view, answer->event->at);
        json_out_text(out, "by", answer->event->actor);
        if (answer->stands)
            json_out_bool(out, "stands", TRUE);
        json_out_known(out, "message", answer->message);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_fields(JsonBuilder *out, const View *view, const Case *c)
{
    json_out_object(out, "fields");
    for (guint i = 0; i < c->facts->len; i++) {
        const Fact *fact = c->facts->pdata[i];
        g_autofree char *key = show_fact_key(fact);
        json_out_object(out, key);
        json_out_text(out, "value", fact->value);
        json_out_known(out, "message", fact->message);
        json_out_known(out, "part", fact->part);
        json_out_number(out, "line", fact->line);
        if (fact->place && *fact->place)
            json_out_text(out, "place", fact->place);
        json_earlier(out, view, c, fact);
        json_builder_end_object(out);
    }
    json_builder_end_object(out);
    gboolean provisional = FALSE;
    g_autoptr(GPtrArray) missing = case_missing(c, view->rules, &provisional);
    json_out_words(out, "missing", missing);
}

static void json_owed(JsonBuilder *out, const View *view, const Case *c)
{
    g_autoptr(GPtrArray) owed = show_owed(c);
    json_out_list(out, "owed");
    for (guint i = 0; i < owed->len; i++) {
        const Owed *one = owed->pdata[i];
        json_out_object(out, NULL);
        json_out_text(out, "kind", one->kind);
        json_out_known(out, "agency", one->agency);
        json_out_known(out, "role", one->role);
        json_out_number(out, "child", one->child);
        json_out_instant(out, "since", view, one->since);
        json_out_known(out, "source", one->source);
        json_out_bool(out, "bars_closing", one->bars_closing);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_members(JsonBuilder *out, const Case *c)
{
    json_out_list(out, "members_engaged");
    for (guint i = 0; i < c->members->len; i++) {
        const MemberEngaged *member = c->members->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "agency", member->agency);
        json_out_known(out, "name", member->name);
        json_out_day(out, "date", member->date);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_panel(JsonBuilder *out, const View *view, const Case *c)
{
    json_out_list(out, "panel");
    for (guint i = 0; i < c->panel->len; i++) {
        const PanelMember *member = c->panel->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "name", member->name);
        json_out_known(out, "agency", member->agency);
        json_out_bool(out, "senior", member->senior);
        json_out_bool(out, "full_member", member->full_member);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
    json_out_list(out, "representations");
    for (guint i = 0; i < c->representations->len; i++) {
        const Representation *made = c->representations->pdata[i];
        json_out_object(out, NULL);
        json_out_known(out, "agency", made->agency);
        json_out_instant(out, "at", view, made->at);
        json_out_known(out, "message", made->message);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_discussions(JsonBuilder *out, const Case *c)
{
    json_out_list(out, "discussions");
    for (guint i = 0; i < c->discussions->len; i++) {
        const Discussion *held = c->discussions->pdata[i];
        json_out_object(out, NULL);
        json_out_day(out, "date", held->date);
        json_out_known(out, "stage", held->stage);
        json_out_known(out, "how", held->how);
        json_out_known(out, "who", held->who);
        json_out_known(out, "outcome", held->outcome);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_outstanding(JsonBuilder *out, const View *view, const Case *c)
{
    json_out_list(out, "outstanding");
    for (guint i = 0; i < c->outstanding->len; i++) {
        const Outstanding *item = c->outstanding->pdata[i];
        json_out_object(out, NULL);
        json_out_int(out, "n", item->n);
        json_out_known(out, "item", item->item);
        json_out_known(out, "owner", item->owner);
        json_out_day(out, "due", item->due);
        json_out_instant(out, "done", view, item->done);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

static void json_events(JsonBuilder *out, const View *view, const Case *c, GPtrArray *hashes)
{
    json_out_list(out, "events");
    for (guint i = 0; i < c->events->len; i++) {
        const Event *event = c->events->pdata[i];
        json_out_object(out, NULL);
        json_out_int(out, "seq", event->seq);
        json_out_instant(out, "at", view, event->at);
        json_out_text(out, "kind", event->kind);
        json_out_known(out, "actor", event->actor);
        json_out_text(out, "text", event->text);
        json_out_known(out, "message", event->message);
        json_out_text(out, "hash", i < hashes->len ? hashes->pdata[i] : NULL);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

/* Messages that wait and may be of the same dispute, each beside the case. */
static void json_beside(JsonBuilder *out, const View *view, const Case *c, GPtrArray *beside)
{
    json_out_list(out, "beside");
    for (guint i = 0; i < beside->len; i++) {
        const HeldRow *held = beside->pdata[i];
        json_out_object(out, NULL);
        json_out_int(out, "held", held->id);
        json_out_instant(out, "received", view, held->received);
        json_out_known(out, "from", held->from);
        json_out_known(out, "reason", held->reason);
        view_beside_json(out, view, c, held);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

/* Only where there is one: few cases ever have. */
static void json_legal_holds(JsonBuilder *out, const View *view, const Case *c)
{
    if (!c->legal_holds->len)
        return;
    json_out_list(out, "legal_holds");
    for (guint i = 0; i < c->legal_holds->len; i++) {
        const LegalHold *hold = c->legal_holds->pdata[i];
        json_out_object(out, NULL);
        json_out_int(out, "n", hold->n);
        json_out_instant(out, "at", view, hold->at);
        json_out_text(out, "by", hold->by);
        json_out_text(out, "why", hold->why);
        json_builder_end_object(out);
    }
    json_builder_end_array(out);
}

void show_json(const View *view, const Case *c, GPtrArray *hashes, GPtrArray *sent,
               GPtrArray *beside)
{
    JsonBuilder *out = json_out_begin();
    json_out_object(out, NULL);
    json_out_text(out, "reference", c->reference);
    json_policy(out, view, c);
    json_out_text(out, "state", case_state_name(c->state));
    json_out_int(out, "cycle", c->cycle);
    json_out_bool(out, "urgent", c->urgent);
    json_stage(out, view, c);
    json_parties(out, c);
    json_legal_holds(out, view, c);
    json_holders(out, view, c);
    json_waiting(out, view, c);
    json_dates(out, view, c);
    json_children(out, c);
    json_fields(out, view, c);
    json_owed(out, view, c);
    json_members(out, c);
    json_panel(out, view, c);
    json_discussions(out, c);
    json_outstanding(out, view, c);
    json_events(out, view, c, hashes);
    json_out_mails(out, "sent", view, sent);
    if (beside->len > 0)
        json_beside(out, view, c, beside);
    json_builder_end_object(out);
    json_out_end(view, out);
}
