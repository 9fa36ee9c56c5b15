/* The clerk, as the process of the pages reaches him: one letter, one answer. */
#pragma once
#include "clerk.h"

typedef struct Clerk Clerk;

/* Takes the page's end of the channel. */
Clerk *clerk_new(int channel);
void clerk_free(Clerk *clerk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clerk, clerk_free)

ClerkPort clerk_port(Clerk *clerk); /* good while `clerk` is */
/* Is he there? He notes that the desk is well. */
gboolean clerk_pulse(Clerk *clerk, GError **error) G_GNUC_WARN_UNUSED_RESULT;
