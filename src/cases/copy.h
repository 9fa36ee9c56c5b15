/* A message that was sent before: by its content, whatever its Message-ID. */
#pragma once
#include "deciding.h"

/* The same content from the same sender: an escalation's form always, an answer or a short note only when nothing came between. TRUE once it is decided: one
 * line with reference and date, or, where the copy says more or its case is closed, a person. Nothing is opened a second time. */
gboolean copy_decide(Deciding *x);
