/* A secret's memory. Inside of base/secret*. */
#pragma once
#include "secret.h"

#define SECRET_BYTES ((gsize)16 << 10)
#define SECRET_SECONDS 30 /* that a command has */

struct Secret {
    gsize length;
    char text[SECRET_BYTES + 2]; /* one more than may be, and the NUL */
};
