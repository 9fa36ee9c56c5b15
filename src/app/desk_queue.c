/* desk_queue: what the queue page is asked for, and what it shows.
 *
 * A wish that makes no sense is passed over: the page then shows more, never less, and says what it shows. */
#include "desk_turn.h"

#include "arrived.h"
#include "lists.h"
#include "page_queue.h"

#define COUNTED_MOST 500u /* messages that came in are counted up to here */

static gboolean asked(const DeskTurn *turn, const char *name, const char *value)
{
    return g_strcmp0(desk_query(turn, name), value) == 0;
}

/* Of the working day before today: who opens the desk in the morning sees what came in since he left, on Monday the weekend. */
static Day last_working_day(const Calendar *calendar, Day today)
{
    Day day = today - 1;
    while (!calendar_is_working(calendar, day))
        day--;
    return day;
}

/* Since the beginning of the last working day where nothing, or nothing readable, is said. */
static Instant since_of(const DeskTurn *turn)
{
    GTimeZone *zone = turn->view.rules->site.zone;
    const char *text = desk_query(turn, "since");
    Instant since = INSTANT_UNKNOWN;
    if (text && instant_parse(text, zone, &since, NULL) && since <= turn->view.now)
        return since;
    const Day today = instant_day(turn->view.now, zone);
    return instant_at(last_working_day(turn->view.rules->calendar, today), 0, zone);
}

static QueueWish wish_of(const DeskTurn *turn)
{
    return (QueueWish){
        .agency = desk_query(turn, "agency"),
        .stage = desk_query(turn, "stage"),
        .policy = desk_query(turn, "policy"),
        .waiting = desk_query(turn, "waiting"),
        .urgent = asked(turn, "urgent", "yes"),
        .late = asked(turn, "late", "yes"),
        .quiet = asked(turn, "quiet", "yes"),
        .due = asked(turn, "due", "today")  ? QUEUE_DUE_TODAY
               : asked(turn, "due", "week") ? QUEUE_DUE_WEEK
                                            : QUEUE_DUE_ANY,
        .owes = desk_query(turn, "owes"),
        .again = asked(turn, "again", "yes"),
        .order = asked(turn, "sort", "opened")      ? QUEUE_BY_OPENED
                 : asked(turn, "sort", "reference") ? QUEUE_BY_REFERENCE
                                                    : QUEUE_BY_DATE,
        .since = since_of(turn),
    };
}

static QueueArrived arrived_words(const Arrived *arrived)
{
    QueueArrived words = {.messages = arrived->messages,
                          .in_cases = arrived->of[ARRIVED_CASE],
                          .held = arrived->of[ARRIVED_HELD],
                          .automatic = arrived->of[ARRIVED_AUTOMATIC],
                          .more = arrived->more};
    words.others = words.messages - words.in_cases - words.held - words.automatic;
    return words;
}

static DeskAnswer *show(DeskTurn *turn, GPtrArray *cases, const QueueWish *wish, HeldCount held,
                        const Arrived *arrived)
{
    const QueueArrived came = arrived_words(arrived);
    g_autoptr(QueueLines) lines = queue_lines_new(&turn->view, cases, wish);
    g_autofree char *again = page_queue_url(&turn->view, wish);
    const PageQueue queue = {.lines = lines, .wish = wish, .arrived = &came, .held = held};
    PageFrame frame = desk_frame(turn, "Queue", "/");
    frame.refresh = again;
    Html *html = page_begin(&frame);
    page_queue(html, &turn->view, &queue);
    return desk_page(200, html, &frame);
}

DeskAnswer *desk_queue(DeskTurn *turn)
{
    g_autoptr(GError) error = NULL;
    const QueueWish wish = wish_of(turn);
    gboolean ended = queue_wish_of_ended(&wish);
    Arrived arrived = {0};
    HeldCount held = {0};
    g_autoptr(GPtrArray) cases =
        ended ? desk_cases_of_a_year(turn->cases, turn->store, NULL, turn->view.now, &error)
              : desk_cases_in_progress(turn->cases, turn->store, NULL, &error);
    if (!cases ||
        (turn->store &&
         (!store_held_count(turn->store, &held, &error) ||
          !arrived_since(turn->store, wish.since, COUNTED_MOST, &arrived, &error))) ||
        !desk_look_one(turn, ended ? "queue --ended" : "queue", "", &error))
        return desk_failure(turn, error);
    return show(turn, cases, &wish, held, &arrived);
}
