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
static uint32_t whose(const struct paint *paint, const struct trace_event *event)
{
    const struct timeline_request *request =
        event->kind == TRACE_ANSWERED ? timeline_request_of(paint->timeline, event->arg) : NULL;
    if (event->kind == TRACE_GIL_ASKED)
        return event->arg;
    return request ? request->who : event->who;
}

static size_t marks_count(const struct trace *trace, size_t most)
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
    if (!timeline->has_gil || marks_count(trace, most) > most)
        return;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        int mark = mark_of(event);
        const struct timeline_lane *lane =
            mark >= 0 ? timeline_lane_of(timeline, whose(paint, event)) : NULL;
        int index = lane ? (int)(lane - timeline->lanes) - timeline->first_task : -1;
        int64_t t = event->time_ns - trace_origin(trace);
        if (index < 0 || index >= lanes || lane->kind != LANE_TASK || t >= paint->to_ns)
            continue;
        if (!lane->ended || paint_column(paint, t) < paint_column(paint, lane->end_ns))
            paint_glyph(paint, row + index, paint_column(paint, t), (enum glyph)mark);
    }
}
