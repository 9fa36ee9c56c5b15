/* Months and time zones as mail programs write them above older messages, in the languages they are sold in. */
#pragma once
#include <glib.h>

/* 1 … 12 for a month's name or what is left of it ("okt", "lokakuuta", "Hydref"), any case; 0 if it is none. */
int mail_date_month(const char *word, gsize length);
/* Minutes east of UTC for "BST", "CET", "MESZ"; FALSE if the word is none, or means different ones to different people. */
gboolean mail_date_zone(const char *word, gsize length, int *minutes_out);
