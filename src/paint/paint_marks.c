/* Moments as marks, under gil: the answer is there, the drop was asked for, the lock was got. They
 * are drawn over the lane of their task, as long as they are few enough to leave the lane to be
 * seen. */
#include "config.h"

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

static size_t moments_count(const struct trace *trace, size_t first, size_t end, size_t most)
{
    size_t found = 0;
    for (size_t i = first; i < end && found <= most; i++)
        found += mark_of(trace_at(trace, i)) >= 0;
    return found;
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
    return moments_count(trace, 0, trace_count(trace), most);
}

/* Events of a window: [first, end). Of more than that, no marks are painted: they would be too
 * many to be seen, and to look for them would take too long. */
enum { EVENTS_MOST = 1 << 17 };

/* The tasks whose rows marks are painted over. */
struct rows {
    int row, step, first, count;
};

/* How it ended, or that it waits for what it never got, says more than any moment; what is behind
 * the curtain says nothing. */
static bool has_end_mark(const struct paint *paint, const struct timeline_lane *lane)
{
    if (paint->clipped && lane->end_ns >= paint->until_ns)
        return false;
    bool locked = lane->count && lane->items[lane->count - 1].state == TRACE_LOCKED;
    return timeline_has_end(lane) || locked;
}

static void mark_paint(struct paint *paint, const struct rows *rows,
                       const struct trace_event *event)
{
    const struct timeline *timeline = paint->timeline;
    struct paint_moment moment;
    if (!paint_moment_of(timeline, event, &moment) || moment.task < rows->first ||
        moment.task >= rows->first + rows->count)
        return;
    const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + moment.task];
    int column = paint_column(paint, moment.t_ns);
    if (!has_end_mark(paint, lane) || column < paint_column(paint, lane->end_ns))
        paint_glyph(paint, rows->row + (moment.task - rows->first) * rows->step, column,
                    moment.glyph);
}

/* The marks of events [first, end), if they are no more than `most`. */
static void marks_paint(struct paint *paint, const struct rows *rows, size_t first, size_t end,
                        size_t most)
{
    const struct trace *trace = paint->timeline->trace;
    if (moments_count(trace, first, end, most) > most)
        return;
    for (size_t i = first; i < end; i++)
        mark_paint(paint, rows, trace_at(trace, i));
}

void paint_marks(struct paint *paint, int row, int step, int first, int lanes, int block)
{
    const struct trace *trace = paint->timeline->trace;
    const struct rows rows = {row, step, first, lanes};
    size_t most = (size_t)block / 4 * (size_t)(lanes > 0 ? lanes : 1);
    bool clipped = paint->clipped && paint->until_ns < paint->to_ns;
    size_t end = trace_count_until(trace, (clipped ? paint->until_ns : paint->to_ns) - 1);
    size_t at = trace_count_until(trace, paint->from_ns - 1);
    if (!paint->timeline->has_gil || end > at + EVENTS_MOST)
        return;
    for (int c = block; at < end; c += block) {
        size_t next = c < paint->columns ? trace_count_until(trace, paint_time(paint, c) - 1) : end;
        next = next < end ? next : end;
        marks_paint(paint, &rows, at, next, most);
        at = next;
    }
}
