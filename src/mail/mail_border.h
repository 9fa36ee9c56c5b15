/* The border that an element's style draws, as a browser shows it: what tells a quote from an indent where no class does. */
#pragma once
#include <glib.h>

/* Whether the style takes the border away on every side, and does nothing beside that but indent and set letters. FALSE in doubt. */
gboolean mail_border_is_none(const char *style);
/* Whether it draws a bar along one side, left or right, and nothing above or below. */
gboolean mail_border_is_bar(const char *style);
