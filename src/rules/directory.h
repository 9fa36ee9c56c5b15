/* Who is who: agencies.csv and people.csv. A Post is one line of people.csv: a person in a role of an
 * agency, for a time. Everything returned is owned by the directory; addresses are folded. */
#pragma once
#include "csv_table.h"
#include "day.h"
#include "place.h"

typedef enum { SECURE_TLS, SECURE_STEP, SECURE_NO_DETAIL } Secure; /* agencies.csv 'secure' */

typedef struct {
    const char *id, *name, *service;
    GStrv aliases, domains;
    const char *represented_by; /* agency id or NULL: whose partnership member speaks for this one */
    const char *successor;      /* agency id or NULL: what it has become */
    Secure secure;
    Place place;
} Agency;

/* Without a name or an address the post is vacant and nobody is found in it. */
typedef struct {
    const char *agency, *role, *area, *name, *email, *phone, *deputy; /* "" when empty */
    guint band; /* 1 worker, 2 manager, 3 senior or designated, 4 head of service, 5 partnership member or office, 6 chair */
    gboolean full_member, senior;
    Day from, until, confirmed; /* DAY_UNKNOWN = open */
    Place place;
} Post;

typedef struct Directory Directory;

extern const char *const directory_agency_columns[], *const directory_people_columns[]; /* of the files, NULL-ended */
Directory *directory_load(const char *agencies_path, const char *people_path, Diagnostics *diagnostics);
/* The same of a file that is read already, in place of the one at its path; NULL: that at the path. */
Directory *directory_load_with(const char *agencies_path, const CsvTable *agencies, const char *people_path,
                               const CsvTable *people, Diagnostics *diagnostics);
void directory_free(Directory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Directory, directory_free)

guint directory_agencies(const Directory *directory);
const Agency *directory_agency_at(const Directory *directory, guint index);
guint directory_posts(const Directory *directory);
const Post *directory_post_at(const Directory *directory, guint index);

const Agency *directory_agency(const Directory *directory, const char *id);           /* NULL if none (id may be NULL) */
const Agency *directory_agency_of_domain(const Directory *directory, const char *address); /* by the address's exact domain; successors followed */
const Agency *directory_successor(const Directory *directory, const Agency *agency); /* what it has become; itself if it goes on */

typedef struct {
    const Agency *agency; /* the one agency meant, successors followed; NULL if unknown or ambiguous */
    char *why;            /* "name as in the directory", "alias 'CSC'", "'CCG' is now East London Integrated Care Board" */
    gboolean succeeded;   /* it was called by the name of what it used to be */
    GPtrArray *candidates; /* of AgencyCandidate: when agency is NULL, those that could be meant, likeliest first */
} AgencyMatch;
typedef struct {
    const Agency *agency;
    gboolean exact;    /* the text begins with a name of this one, or ends with one */
    gboolean misspelt; /* the whole text is spelt nearly like a name of this one */
    char *why; /* "2 of the 3 words of 'Fen Hospital Trust' in 'Fen Edge Hospitals'" */
} AgencyCandidate;
/* What agency a form means: exact name, alias (text_same), id, successor of either; a name that belongs to several is
 * ambiguous. Candidates share words with it or are spelt nearly so. `text` may hold a name and more
 * ("CSC, duty team"): the whole is tried first, then the parts before a comma, dash or bracket. What stands behind it must
 * belong to the agency; behind "Police (Essex)" ours is a candidate, and so is another that is named there.
 * `beside`: what the form says of people and places in that agency, words that may stand there, too; "" if nothing. */
AgencyMatch *directory_agency_named_beside(const Directory *directory, const char *text, const char *beside);
AgencyMatch *directory_agency_named(const Directory *directory, const char *text); /* beside nothing */
/* The only candidate of which the text is a misspelling; NULL when there is none, or several. */
const AgencyCandidate *agency_match_misspelt(const AgencyMatch *match);
void agency_match_free(AgencyMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AgencyMatch, agency_match_free)

/* Held on `day`: somebody with an address, and from ≤ day ≤ until. */
gboolean directory_post_is_held(const Post *post, Day day);
/* Posts held on `day` (in post: from ≤ day ≤ until), in file order; free the array only. */
GPtrArray *directory_posts_of(const Directory *directory, const char *agency, const char *role, Day day); /* agency NULL = any */
GPtrArray *directory_posts_by_email(const Directory *directory, const char *email, Day day);
GPtrArray *directory_posts_by_name(const Directory *directory, const char *agency, const char *name, Day day);
/* Posts of the agency's only person who may be called so (name_fits()); none, and *several_out, when it may be several.
 * Free the array only. */
GPtrArray *directory_posts_called(const Directory *directory, const char *agency, const char *called,
                                  Day day, gboolean *several_out);
GPtrArray *directory_posts_in_band(const Directory *directory, const char *agency, guint band, Day day); /* services left out */
/* The lowest band above `band` in which the agency has somebody (services left out), 0 if none. */
guint directory_next_band(const Directory *directory, const char *agency, guint band, Day day);
guint directory_top_band(const Directory *directory, const char *agency, Day day); /* its own highest filled band, 0 if none */
/* Roles that are services, never anyone's opposite number: mash, emergency_duty, … (world/README). */
gboolean directory_is_service(const char *role);
/* Who lends somebody for a role that none of the agency's own people holds: the agency that represents it, with those above
 * `*above_out`, its own highest filled band (of a service with all; world/README). NULL: nobody represents it. */
const char *directory_lender(const Directory *directory, const char *agency, const char *role, Day day, guint *above_out);
/* TRUE if `speaker` is `agency` or the agency that represents it. */
gboolean directory_speaks_for(const Directory *directory, const char *speaker, const char *agency);
/* The partnership itself: the agency whose service is 'partnership'. NULL if there is none. */
const Agency *directory_partnership(const Directory *directory);
