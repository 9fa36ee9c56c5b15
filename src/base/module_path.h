/* Where a module of the program lies: beside it where it was built, in ../lib/casegate where it is installed. */
#pragma once
#include <glib.h>

char *module_path(const char *name); /* newly allocated; NULL: it is in neither place */
