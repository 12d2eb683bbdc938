/* Moments as marks, under gil: the answer is there, the drop was asked for, the lock was got. They
 * are drawn over the lane of their task, as long as they are few enough to leave the lane to be
 * seen. */
#include "paint/paint.h"

static int mark_of(const struct trace_event *event)
{
    if (event->kind == TRACE_ANSWERED)
        return GLYPH_MARK_ANSWER;
    if (event->kind == TRACE_GIL_ASKED)
        return GLYPH_MARK_ASKED;
    return event->kind == TRACE_GIL_GOT ? GLYPH_MARK_GOT : -1;
}

/* Whose moment it is: an answer's is that of the task that wanted it, a drop's that of the one who
 * shall drop. */
static uint32_t whose(const struct timeline *timeline, const struct trace_event *event)
{
    const struct timeline_request *request =
        event->kind == TRACE_ANSWERED ? timeline_request_of(timeline, event->arg) : NULL;
    if (event->kind == TRACE_GIL_ASKED)
        return event->arg;
    return request ? request->who : event->who;
}

bool paint_moment_of(const struct timeline *timeline, const struct trace_event *event,
                     struct paint_moment *moment)
{
    int mark = mark_of(event);
    const struct timeline_lane *lane =
        mark >= 0 ? timeline_lane_of(timeline, whose(timeline, event)) : NULL;
    if (!lane || lane->kind != LANE_TASK)
        return false;
    *moment = (struct paint_moment){
        .glyph = (enum glyph)mark,
        .task = (int)(lane - timeline->lanes) - timeline->first_task,
        .t_ns = event->time_ns - trace_origin(timeline->trace),
    };
    return true;
}

size_t paint_moments_count(const struct trace *trace, size_t most)
{
    size_t found = 0;
    for (size_t i = 0; i < trace_count(trace) && found <= most; i++)
        found += mark_of(trace_at(trace, i)) >= 0;
    return found;
}

void paint_marks(struct paint *paint, int row, int lanes)
{
    const struct timeline *timeline = paint->timeline;
    const struct trace *trace = timeline->trace;
    size_t most = (size_t)paint->columns / 4 * (size_t)(lanes > 0 ? lanes : 1);
    if (!timeline->has_gil || paint_moments_count(trace, most) > most)
        return;
    for (size_t i = 0; i < trace_count(trace); i++) {
        struct paint_moment moment;
        if (!paint_moment_of(timeline, trace_at(trace, i), &moment) || moment.task >= lanes ||
            moment.t_ns >= paint->to_ns)
            continue;
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + moment.task];
        int column = paint_column(paint, moment.t_ns);
        if (!lane->ended || column < paint_column(paint, lane->end_ns))
            paint_glyph(paint, row + moment.task, column, moment.glyph);
    }
}
