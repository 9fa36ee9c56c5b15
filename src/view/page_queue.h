/* The queue as a page: counts, filters, a line a case, notices that are owed, what came in. */
#pragma once
#include "html.h"
#include "queue_lines.h"

typedef struct {
    guint messages, in_cases, held, automatic, others; /* since QueueWish.since */
    gboolean more;                                     /* there were more than were counted */
} QueueArrived;

typedef struct {
    const QueueLines *lines;
    const QueueWish *wish;
    const QueueArrived *arrived;
    HeldCount held;              /* messages that wait for a person */
} PageQueue;

void page_queue(Html *html, const View *view, const PageQueue *queue);
/* The address of the queue with this wish; newly allocated. */
char *page_queue_url(const View *view, const QueueWish *wish);

void page_queue_filters(Html *html, const View *view, const PageQueue *queue); /* a part of it */
/* As they stand in an address; NULL for what need not be said. */
const char *page_queue_order_name(QueueOrder order);
const char *page_queue_due_name(QueueDue due);
