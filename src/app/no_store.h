/* What deciding may ask of a site that has no store yet: everything is new. For `explain`. */
#pragma once
#include "lookup.h"

CaseLookup no_store_lookup(void);
