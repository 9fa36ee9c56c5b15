/* One request being answered: what the files of the desk's pages (desk_*.c) share. Nobody outside of them includes this. */
#pragma once
#include "desk.h"
#include "desk_cases.h"
#include "page_form.h"
#include "page_frame.h"
#include "store.h"

#define DESK_PARTS 2
#define DESK_LINKS 24

typedef struct {
    const Desk *desk;
    const DeskRequest *request;
    View view;              /* rules and now; restricted: a named officer asks */
    Store *store;           /* one moment's picture; NULL: the site has not worked yet */
    DeskCases *cases;
    char *parts[DESK_PARTS]; /* of the path, where the page's own has a "*" */
    PageLink links[DESK_LINKS];
} DeskTurn;

/* Who a page is for: bits. */
#define DESK_IS(role) (1u << (role))
#define DESK_DECIDES DESK_IS(DESK_OFFICER)
#define DESK_OFFICE (DESK_IS(DESK_OFFICER) | DESK_IS(DESK_READER))
#define DESK_OUTSIDE DESK_IS(DESK_REPRESENTATIVE)
#define DESK_ANYBODY (DESK_OFFICE | DESK_OUTSIDE)

typedef struct {
    const char *path;   /* "/case/+/note": "+" is one part */
    gboolean post;
    guint who;          /* a path may have a row for some and another for others */
    const char *link;   /* its words in the navigation, NULL: it has no place there */
    DeskAnswer *(*answer)(DeskTurn *turn);
} DeskPage;

/* ---- asking ---- */

const char *desk_query(const DeskTurn *turn, const char *name); /* NULL: not there, or empty */
/* One clean line of what was typed; "" if nothing. Newly allocated. */
char *desk_typed(const DeskTurn *turn, const char *name);
/* Something of what was typed would not be kept: a fault of the field says so. */
void desk_check_length(const DeskTurn *turn, const char *name, GPtrArray *faults);
gint64 desk_number(const char *text); /* a number from 1; 0: it is none */
gboolean desk_decides(const DeskTurn *turn);
/* Who asks, for the log of looks; `command` is borrowed. */
Looker desk_looker(const DeskTurn *turn, const char *command);
/* Puts the look on record, as "web COMMAND"; NULL-ended. FALSE: nothing may be shown. */
gboolean desk_look(const DeskTurn *turn, const char *command, const char *const *references, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean desk_look_one(const DeskTurn *turn, const char *command, const char *reference, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Has the clerk do it, as who asks. The store is another moment's afterwards. */
gboolean desk_order(DeskTurn *turn, const Order *order, char **said_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
Order desk_new_order(const DeskTurn *turn, OrderKind kind);

/* ---- answering ---- */

/* The form that was posted, to be shown again with what is wrong with it. */
PageForm desk_posted(const DeskTurn *turn, const char *id, GPtrArray *faults);

PageFrame desk_frame(const DeskTurn *turn, const char *title, const char *here);
DeskAnswer *desk_page(guint status, Html *html, const PageFrame *frame); /* ends the page */
DeskAnswer *desk_redirect(const char *location);
DeskAnswer *desk_file(const char *type, char *name, GString *body); /* to be saved; takes both */
/* A page that says why there is no other. */
DeskAnswer *desk_refusal(DeskTurn *turn, guint status, const char *title, const char *text);
/* The same for what went wrong: 503 where it may go better later, else 409. */
DeskAnswer *desk_failure(DeskTurn *turn, const GError *error);
DeskAnswer *desk_no_such_case(DeskTurn *turn);

/* ---- the pages, one file a feature ---- */

DeskAnswer *desk_queue(DeskTurn *turn);
DeskAnswer *desk_back(DeskTurn *turn); /* to the page that has the form, for who asks for where it is sent */
DeskAnswer *desk_case(DeskTurn *turn);
DeskAnswer *desk_case_act(DeskTurn *turn);
DeskAnswer *desk_export(DeskTurn *turn);
DeskAnswer *desk_export_own(DeskTurn *turn); /* by who is no office, as desk_own_queue() and desk_own_case() are */
DeskAnswer *desk_own_queue(DeskTurn *turn);
DeskAnswer *desk_own_case(DeskTurn *turn);
DeskAnswer *desk_looks(DeskTurn *turn);
DeskAnswer *desk_held(DeskTurn *turn);
DeskAnswer *desk_held_one(DeskTurn *turn);
DeskAnswer *desk_held_decide(DeskTurn *turn);
DeskAnswer *desk_message(DeskTurn *turn);
DeskAnswer *desk_messages(DeskTurn *turn);
DeskAnswer *desk_sent(DeskTurn *turn);
DeskAnswer *desk_mail(DeskTurn *turn);
DeskAnswer *desk_search(DeskTurn *turn);
DeskAnswer *desk_search_for(DeskTurn *turn);
DeskAnswer *desk_reports(DeskTurn *turn);
DeskAnswer *desk_report_file(DeskTurn *turn);
DeskAnswer *desk_directory(DeskTurn *turn);
DeskAnswer *desk_directory_history(DeskTurn *turn);
DeskAnswer *desk_directory_csv(DeskTurn *turn);
DeskAnswer *desk_directory_edit(DeskTurn *turn);
DeskAnswer *desk_directory_edited(DeskTurn *turn);
DeskAnswer *desk_directory_import(DeskTurn *turn);
DeskAnswer *desk_directory_restore(DeskTurn *turn);
DeskAnswer *desk_directory_confirm(DeskTurn *turn);
DeskAnswer *desk_health(DeskTurn *turn);
DeskAnswer *desk_words(DeskTurn *turn);
