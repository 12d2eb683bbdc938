/* Which moment stands at which column of the timeline.
 *
 * On the axis of hand-offs a moment has a place: that of the hand-off at or before it, and of the
 * way to the next one as much as has passed. Before the first and behind the last there is one
 * place more each, for the time to the beginning and to the end of the run. With the curtain down
 * the playhead is the end: how near the next hand-off is shows in no place. */
#include "config.h"

#include <math.h>

#include "base/clock.h"
#include "view/timeline_plan.h"

/* What is known of hand-offs. */
struct known {
    const struct story *story;
    long count;
    int64_t end_ns;
    bool more; /* comes behind that */
};

enum { PLACE_LEAST_NS = 1000 };

static struct known known_of(const struct player *player)
{
    int64_t known_ns = player_known_ns(player);
    return (struct known){player->story, (long)story_handoffs_until(player->story, known_ns),
                          known_ns, player_hides(player)};
}

/* Of place `n` and the next one: [from, to). */
static void place_times(const struct known *known, long n, int64_t *from, int64_t *to)
{
    *from = n < 0 ? 0 : known->story->handoff_ns[n];
    *to = n + 1 < known->count ? known->story->handoff_ns[n + 1] : known->end_ns + 1;
    if (!known->more || n + 1 < known->count)
        return;
    int64_t passed = known->end_ns - *from;
    *to = *from + (passed > PLACE_LEAST_NS / 2 ? 2 * passed : PLACE_LEAST_NS);
}

static int64_t handoff_time(const struct player *player, double place)
{
    struct known known = known_of(player);
    long before = (long)floor(place);
    int64_t from, to;
    if (before < -1)
        return 0;
    place_times(&known, before < known.count ? before : known.count - 1, &from, &to);
    if (before >= known.count)
        return to;
    return from + (int64_t)((double)(to - from) * (place - (double)before));
}

double timeline_handoff_place(const struct player *player, int64_t t_ns)
{
    struct known known = known_of(player);
    t_ns = t_ns < known.end_ns ? t_ns : known.end_ns;
    long before = (long)story_handoffs_until(player->story, t_ns) - 1;
    int64_t from, to;
    place_times(&known, before, &from, &to);
    double part = to > from ? (double)(t_ns - from) / (double)(to - from) : 0;
    return (double)before + (part < 0 ? 0 : part > 1 ? 1 : part);
}

struct view_window timeline_window(const struct view *view, int columns)
{
    struct view_window window = view->window;
    double stretch = window.columns > 0 && columns > 0 ? (double)columns / window.columns : 1;
    window.column_ns = window.column_ns > 0 ? window.column_ns / stretch : NS_PER_MS;
    window.handoff_columns =
        window.handoff_columns > 0 ? window.handoff_columns * stretch : TIMELINE_HANDOFF_COLUMNS;
    window.columns = columns;
    return window;
}

double timeline_place(const struct view *view, int columns, int64_t t_ns)
{
    struct view_window window = timeline_window(view, columns);
    if (window.axis == VIEW_HANDOFFS)
        return (timeline_handoff_place(view->player, t_ns) - window.first_handoff) *
               window.handoff_columns;
    return (double)(t_ns - window.from_ns) / window.column_ns;
}

void timeline_scale_make(const struct view *view, int columns, struct timeline_scale *scale)
{
    struct view_window window = timeline_window(view, columns);
    scale->even = window.axis == VIEW_TIME;
    if (scale->even) {
        int64_t span = (int64_t)llround(window.column_ns * columns);
        scale->from_ns = window.from_ns;
        scale->to_ns = window.from_ns + (span > columns ? span : columns);
        return;
    }
    /* A little to the right, so that a place that is a column's edge does not miss it. */
    for (int c = 0; c <= columns; c++)
        scale->edges[c] = handoff_time(view->player, window.first_handoff + 1e-9 +
                                                         (double)c / window.handoff_columns);
    scale->from_ns = scale->edges[0];
    scale->to_ns = scale->edges[columns];
}

int64_t timeline_time(const struct view *view, int columns, int column)
{
    struct view_window window = timeline_window(view, columns);
    int64_t t = window.axis == VIEW_HANDOFFS
                    ? handoff_time(view->player,
                                   window.first_handoff + 1e-9 + column / window.handoff_columns)
                    : window.from_ns + (int64_t)llround(window.column_ns * column);
    return t < 0 ? 0 : t;
}
