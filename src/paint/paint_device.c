/* The device: a bar a request.
 *
 *     1╌╌├─────┤┈┈┈
 *     ^  ^     ^  ^ its task was told, or it has not been up to the moment that is painted
 *     |  |     the answer
 *     |  the device serves it
 *     asked, by task 1
 *
 * Requests that overlap stand in rows of their own: each takes the first row that is free. */
#include "config.h"

#include "paint/paint.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

/* The column in which what has no end yet ends. */
static int last_column(const struct paint *paint)
{
    return paint->clipped ? paint_column(paint, paint->until_ns - 1) : paint->columns - 1;
}

static int end_column(const struct paint *paint, const struct timeline_request *request)
{
    int end =
        request->answered_ns < 0 ? last_column(paint) : paint_column(paint, request->answered_ns);
    int noticed = request->noticed_ns < 0 ? end : paint_column(paint, request->noticed_ns);
    return noticed > end ? noticed : end;
}

/* What is known of a request at the moment up to which is painted. That its task has not been told
 * by then is known, too: as if it were told there. */
static struct timeline_request request_known(const struct paint *paint, int index)
{
    struct timeline_request request = paint->timeline->requests[index];
    int64_t until = paint->clipped ? paint->until_ns : INT64_MAX;
    request.taken_ns = request.taken_ns < until ? request.taken_ns : -1;
    request.answered_ns = request.answered_ns < until ? request.answered_ns : -1;
    request.noticed_ns = timeline_untold_ns(paint->timeline, &paint->timeline->requests[index]);
    if (request.noticed_ns >= until)
        request.noticed_ns = request.answered_ns < 0 ? -1 : until - 1;
    return request;
}

static bool is_over(const struct paint *paint, const struct timeline_request *request)
{
    return request->answered_ns >= 0 && request->answered_ns < paint->from_ns &&
           request->noticed_ns < paint->from_ns;
}

/* The number stands at the left; where the bar has no room for it, a star. */
static int number_paint(struct paint *paint, int row, int column, int room, uint32_t who)
{
    char number[12];
    int digits = who < TRACE_FIRST_OTHER ? snprintf(number, sizeof number, "%u", (unsigned)who)
                                         : snprintf(number, sizeof number, "p");
    if (digits > room) {
        paint_glyph(paint, row, column, GLYPH_ANYONE);
        return 1;
    }
    struct grid_style style = {
        .ink = (uint8_t)(who < TRACE_FIRST_OTHER ? INK_TASK + (who - 1) % INK_TASKS : INK_PLAIN)};
    grid_put(paint->grid, row, paint->column + column, number, (size_t)digits, digits, true, style);
    return digits;
}

/* `├─query───`: at its left, where the bar grows from; in bars that are longer by a few columns. */
static void label_paint(struct paint *paint, int row, int from, int to,
                        const struct timeline_request *request)
{
    struct strbuf label = STRBUF_INIT;
    size_t len;
    const char *text = trace_text(paint->timeline->trace, request->event, &len);
    if (text && len)
        utf8_add_safe(&label, text, len);
    int columns = label.len ? (int)utf8_width(strbuf_str(&label), label.len) : 0;
    if (columns > 0 && columns + 3 <= to - from)
        grid_put(paint->grid, row, paint->column + from + 1, strbuf_str(&label), label.len, columns,
                 paint->ascii, (struct grid_style){.ink = INK_PLAIN});
    strbuf_release(&label);
}

static void bar_paint(struct paint *paint, int row, const struct timeline_request *request)
{
    int from = paint_column(paint, request->asked_ns), last = end_column(paint, request);
    int to = request->answered_ns < 0 ? last : paint_column(paint, request->answered_ns);
    int taken = request->taken_ns < 0 ? from : paint_column(paint, request->taken_ns);
    int at = from + number_paint(paint, row, from, to - from > 0 ? to - from : 1, request->who);
    for (; at < taken; at++)
        paint_glyph(paint, row, at, GLYPH_BAR_QUEUED);
    int begin = at;
    if (at < to)
        paint_glyph(paint, row, at++, GLYPH_BAR_LEFT);
    for (; at < to; at++)
        paint_glyph(paint, row, at, GLYPH_BAR);
    if (paint->labels)
        label_paint(paint, row, begin + 1, to, request);
    if (at == to)
        paint_glyph(paint, row, at++, request->answered_ns < 0 ? GLYPH_BAR : GLYPH_BAR_RIGHT);
    for (; at <= last; at++)
        paint_glyph(paint, row, at, GLYPH_BAR_LATE);
}

/* Of those that were asked before the first column, so many are looked at. */
enum { BEFORE_MOST = 512 };

/* While bars are put into rows. */
struct bars {
    struct paint *paint;
    int *reach; /* by row: the first free column */
    int rows, used;
};

/* The row of a bar that begins in a column; -1, and in *column the first one that is free. */
static int row_find(const struct bars *bars, int *column)
{
    int least = INT_MAX;
    for (int r = 0; r < bars->rows; r++) {
        if (bars->reach[r] <= *column)
            return r;
        least = bars->reach[r] < least ? bars->reach[r] : least;
    }
    *column = least;
    return -1;
}

static void bar_put(struct bars *bars, int row, int r, const struct timeline_request *request)
{
    bars->used = r + 1 > bars->used ? r + 1 : bars->used;
    grid_heighten(bars->paint->grid, row + bars->used);
    bar_paint(bars->paint, row + r, request);
    bars->reach[r] = end_column(bars->paint, request) + 1;
}

int paint_requests(struct paint *paint, int row, int rows, int *hidden)
{
    const struct timeline *timeline = paint->timeline;
    struct bars bars = {paint, mem_alloc((size_t)rows * sizeof *bars.reach), rows, 0};
    int end = timeline_asked_until(timeline, paint->to_ns);
    if (paint->clipped && paint->until_ns <= paint->to_ns)
        end = timeline_asked_until(timeline, paint->until_ns - 1);
    int at = timeline_asked_until(timeline, paint->from_ns - 1) - BEFORE_MOST;
    *hidden = 0;
    for (int i = at > 0 ? at : 0, next; i < end; i = next) {
        struct timeline_request request = request_known(paint, i);
        int column = paint_column(paint, request.asked_ns);
        int r = row_find(&bars, &column);
        next = i + 1;
        if (is_over(paint, &request))
            continue;
        if (r >= 0) {
            bar_put(&bars, row, r, &request);
        } else {
            /* All rows are taken up to that column: nothing that is asked before has room. */
            next = column < paint->columns
                       ? timeline_asked_until(timeline, paint_time(paint, column) - 1)
                       : end;
            next = next > i + 1 ? (next < end ? next : end) : i + 1;
            *hidden += next - i;
        }
    }
    free(bars.reach);
    return bars.used;
}
