/* The heads of older messages within a text: 'From:/Sent:/To:/Subject:' blocks, '---- Original Message ----',
 * 'Begin forwarded message:', 'On … wrote:'. */
#pragma once
#include "mail_lines.h"

typedef enum {
    MAIL_HEAD_BLOCK,       /* a header block, or a separator that says what it is */
    MAIL_HEAD_ATTRIBUTION, /* "On …, Jo <jo@x.example> wrote:" */
} MailHeadKind;

typedef struct {
    MailHeadKind kind;
    guint first, last;   /* its lines */
    guint depth;         /* lines below that are quoted at least as deep belong to it */
    gboolean forward;    /* it says so itself */
    gboolean quoted;     /* an attribution: what follows is marked as quoted */
    gboolean sure;       /* an attribution: certain even when it is not */
    char *from, *to, *date, *subject; /* as written, one line each, NULL if absent */
} MailHead;

/* Does a head begin at this line? Lines of another quote depth are not part of one. */
gboolean mail_head_at(const GArray *lines, guint index, MailHead *head_out);
void mail_head_clear(MailHead *head);
