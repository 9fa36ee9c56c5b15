/* 'On …, Jo <jo@x.example> wrote:' */
#pragma once
#include "mail_heads.h"

/* Does one begin at this line? Fills what mail_head_at() promises for it. */
gboolean mail_attribution_at(const GArray *lines, guint index, MailHead *head);
