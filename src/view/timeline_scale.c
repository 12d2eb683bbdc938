/* Which moment stands at which column of the timeline.
 *
 * On the axis of hand-offs a moment has a place: that of the hand-off at or before it, and of the
 * way to the next one as much as has passed. Before the first and behind the last there is one
 * place more each, for the time to the beginning and to the end of the run. */
#include "config.h"

#include <math.h>

#include "base/clock.h"
#include "view/timeline_plan.h"

static int64_t handoff_time(const struct story *story, double place)
{
    long before = (long)floor(place);
    double part = place - (double)before;
    long count = (long)story->handoff_count;
    if (before < -1)
        return 0;
    if (before >= count)
        return story->end_ns + 1;
    int64_t from = before < 0 ? 0 : story->handoff_ns[before];
    int64_t to = before + 1 < count ? story->handoff_ns[before + 1] : story->end_ns + 1;
    return from + (int64_t)((double)(to - from) * part);
}

double timeline_handoff_place(const struct story *story, int64_t t_ns)
{
    long before = (long)story_handoffs_until(story, t_ns) - 1, count = (long)story->handoff_count;
    int64_t from = before < 0 ? 0 : story->handoff_ns[before];
    int64_t to = before + 1 < count ? story->handoff_ns[before + 1] : story->end_ns + 1;
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
        return (timeline_handoff_place(view->player->story, t_ns) - window.first_handoff) *
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
        scale->edges[c] = handoff_time(view->player->story, window.first_handoff + 1e-9 +
                                                                (double)c / window.handoff_columns);
    scale->from_ns = scale->edges[0];
    scale->to_ns = scale->edges[columns];
}

int64_t timeline_time(const struct view *view, int columns, int column)
{
    struct view_window window = timeline_window(view, columns);
    int64_t t = window.axis == VIEW_HANDOFFS
                    ? handoff_time(view->player->story,
                                   window.first_handoff + 1e-9 + column / window.handoff_columns)
                    : window.from_ns + (int64_t)llround(window.column_ns * column);
    return t < 0 ? 0 : t;
}
