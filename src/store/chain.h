/* What a link of a chain is hashed over: every column as "LENGTH:BYTES,", so that no two rows read the same. Nobody outside
 * store/ includes this. */
#pragma once
#include "store.h"

#define CHAIN_START "0000000000000000000000000000000000000000000000000000000000000000"

void chain_bytes(GString *form, const char *text);
void chain_number(GString *form, gint64 number);
/* The newest link: `newest` selects its id and hash; 0 and CHAIN_START where there is none. */
gboolean chain_end(Store *store, const char *newest, gint64 *id_out, char **hash_out, GError **error);
