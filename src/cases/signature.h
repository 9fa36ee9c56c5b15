/* What an S/MIME signature proves, and what it does not. */
#pragma once
#include "deciding.h"

/* A sender who is proven by the signature alone stays so only if nothing outside of the signature says which case is meant, and
 * if the same words have not acted on that case before. Else the proof is taken back. TRUE if it was. */
gboolean signature_bind(Deciding *x);
/* What the case's record says of a message's signature; newly allocated. */
char *signature_words(const Deciding *x);
