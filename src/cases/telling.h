/* Mails that a decision sends: one per recipient, from templates, with what the recipient may see.
 * The same address gets one notice a decision; the sender gets none of what they sent
 * (scenarios.md, 'Who is told'), only the answer and mails of their own (extracts). */
#pragma once
#include "routing.h"

/* Renders `template` to `to`. Extra values follow as field, text pairs, NULL-ended. */
void telling_mail(Deciding *x, const char *template, const char *to, const char *to_name,
                  const char *role, gboolean answer, ...) G_GNUC_NULL_TERMINATED;
/* TRUE if a mail to this address was drafted, or may not be, in this decision. */
gboolean telling_already(Deciding *x, const char *to);
/* This address, in this role, has got its mail of this decision. */
void telling_remember(Deciding *x, const char *to, const char *role, const char *agency);
/* A notice to a holder; with the case's detail if the agency's address may have it, else the short
 * form. */
void telling_holder(Deciding *x, const Holder *holder, const char *template, const char *asks);
/* The same with a text of its own ({{decision}}), which counts as detail. */
void telling_holder_about(Deciding *x, const Holder *holder, const char *template, const char *asks,
                          const char *about);
/* What somebody wrote, `words` as {{detail}}, to whom it answers; to an address that may not have it the mail goes without, and
 * the record says of `what` ("answer") that its own words were not sent. `changed`: {{what_changed}}. */
void telling_words(Deciding *x, const Holder *holder, const char *template, const char *changed, const char *what,
                   const char *words);
void telling_holders(Deciding *x); /* all current holders of the case who are not told yet */
void telling_originator(Deciding *x, const char *template, const char *what_changed);
void telling_extracts(Deciding *x, GPtrArray *holders,
                      const PolicyStage *left); /* holders of the stage left; of Holder */
void telling_status(Deciding *x);               /* IRO, DSL: because of a child's status */
/* The notice that `role` was to have, to the deputy who stands in: of the children whom the case has it for. */
void telling_status_deputy(Deciding *x, const char *role, const Post *deputy);
/* What somebody asks of a step that is the holders' own, shown to those of the sender's side. FALSE:
 * nobody is there to see it. */
gboolean telling_request(Deciding *x, const PolicyExit *way);
/* Puts a question to everybody in post who holds one of the roles, once a person; not to an address that `spares` (may be
 * NULL) says is to be spared. */
typedef gboolean (*TellingSpares)(Deciding *x, const char *address, gconstpointer data);
void telling_roles(Deciding *x, GStrv roles, const char *template, const char *question, TellingSpares spares,
                   gconstpointer data);
void telling_office(Deciding *x, const char *template, const char *question); /* each office post */
void telling_answer(Deciding *x, const char *template,
                    const char *what_changed); /* to the sender */
/* Answers that are not about an opened or moved case are capped (design §6). FALSE: not answered,
 * the office sees it. */
gboolean telling_may_answer(Deciding *x, const char *reference);
void telling_record(Deciding *x); /* the event that says who was told */

Secure telling_secure(const Deciding *x, const char *address, const char *agency);
/* A template's field as the case and its policy have it: a TemplateSource of a Deciding. */
char *telling_value(gpointer deciding, const char *field);
extern const char *const telling_detail_keys[]; /* NULL-ended: the answers that stand in it */
char *telling_detail(Deciding *x); /* the referral as recorded, for those who may see it */
char *telling_children(const Deciding *x, GPtrArray *numbers); /* of char *: their name and status lines */
char *telling_missing(Deciding *x);           /* labels, one a line, immediate harm first */
