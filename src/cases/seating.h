/* Seats: who sits where, found in the directory for a role of an agency. Shared by routing.c, which
 * knows the policy's stages, and ladder.c, which climbs; nobody else includes it. */
#pragma once
#include "routing.h"

Seat *seating_add(GPtrArray *seats, const PolicyHolder *rule, const char *agency, const char *role);
/* One seat for each of `posts` above the band `above`; how many there were. */
guint seating_posts(GPtrArray *seats, const PolicyHolder *rule, GPtrArray *posts, guint above);
/* The people of one role for an agency: its own, else, above its own highest band, its
 * representative's (a service of the representative's at any band: it ranks with nobody). A service that
 * the partnership calls on may sit in any agency. How many. */
guint seating_role(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency,
                   const char *role);
/* The people of the rule's roles: the first that is held, or all of them. How many; of an 'all' rule
 * somebody of which is in post, the posts that are not are seats without a name. */
guint seating_roles(Deciding *x, GPtrArray *seats, const PolicyHolder *rule, const char *agency);
